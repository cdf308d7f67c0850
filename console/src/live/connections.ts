/** Passengers who change between a flight and others of ours, at both its ends. */
import { api, bodyOf, type Schemas } from '../api/client';

type Cell = Schemas['ConnectionCell'];

export interface Connection extends Cell {
  station: string;
  /** The flight at the other end of the connection. */
  other: string;
  /** They come from the other flight, or go on with it. */
  way: 'from' | 'to';
}

const GRAVITY: Record<Cell['state'], number> = { missed: 0, cancelled: 1, tight: 2, ok: 3, rebooked: 4 };

/** The gravest first, then the largest. */
export function inOrder(cells: readonly Connection[]): Connection[] {
  return [...cells].sort((one, other) => GRAVITY[one.state] - GRAVITY[other.state] || other.passengers - one.passengers || one.other.localeCompare(other.other));
}

/** Of two matrices, the connections of one flight: who comes to it where it leaves, who goes on where it lands. */
export function ofFlight(flightId: string, origin: Schemas['ConnectionMatrix'], destination: Schemas['ConnectionMatrix']): Connection[] {
  return inOrder([
    ...origin.cells.filter((one) => one.outbound === flightId).map((one) => ({ ...one, station: origin.airport, other: one.inbound, way: 'from' as const })),
    ...destination.cells.filter((one) => one.inbound === flightId).map((one) => ({ ...one, station: destination.airport, other: one.outbound, way: 'to' as const })),
  ]);
}

export async function connectionsOf(flight: { flight_id: string; origin: string; destination: string }): Promise<Connection[]> {
  const at = (code: string) => bodyOf(api.GET('/api/v1/hubs/{code}/connections', { params: { path: { code } } }));
  const [origin, destination] = await Promise.all([at(flight.origin), at(flight.destination)]);
  return ofFlight(flight.flight_id, origin, destination);
}
