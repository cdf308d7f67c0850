/** The day as one picture: live, as it was known then, as it was planned, or as it would be after a plan. */
import type { Schemas } from '../../api/client';

export type Flight = Schemas['BoardFlight'];
export type Aircraft = Schemas['BoardAircraft'];
export type Airport = Schemas['BoardAirport'];
export type Outlook = Schemas['OutlookFlight'];
export type Operation = Schemas['PlanView']['operations'][number];

export interface Picture {
  /** What it is called on screen, e.g. `live`, `planned`, `C1-P2`. */
  name: string;
  flights: ReadonlyMap<string, Flight>;
  aircraft: ReadonlyMap<string, Aircraft>;
  airports: ReadonlyMap<string, Airport>;
}

const byId = <T>(rows: readonly T[], id: (row: T) => string): Map<string, T> => new Map(rows.map((row) => [id(row), row]));

/** A whole board as a picture. */
export function pictureOf(name: string, board: Pick<Schemas['BoardView'], 'flights' | 'aircraft' | 'airports'>): Picture {
  return {
    name,
    flights: byId(board.flights, (one) => one.flight_id),
    aircraft: byId(board.aircraft, (one) => one.tail),
    airports: byId(board.airports, (one) => one.code),
  };
}

/** The same day with some flights other than they are, and some gone. */
export function withFlights(name: string, picture: Picture, changed: readonly Flight[], gone: readonly string[] = []): Picture {
  const flights = new Map(picture.flights);
  for (const id of gone) flights.delete(id);
  for (const flight of changed) flights.set(flight.flight_id, flight);
  return { ...picture, name, flights };
}

/** The day as it was planned: every flight at its schedule, on the tail it had when the scenario began. */
export function asPlanned(picture: Picture): Picture {
  const flights = new Map<string, Flight>();
  for (const flight of picture.flights.values()) {
    flights.set(flight.flight_id, { ...flight, etd: flight.std, eta: flight.sta, atd: null, ata: null, status: 'scheduled', delay_code: '', changed_by: '' });
  }
  return { ...picture, name: 'planned', flights };
}

const MINUTE = 60_000;

/** What hand-made operations make of the flights, before anything else is moved by them; the server says what follows. */
export function afterOperations(name: string, picture: Picture, operations: readonly Operation[]): Picture {
  const flights = new Map(picture.flights);
  for (const operation of operations) {
    if (!('flight_id' in operation) || operation.flight_id === undefined) continue;
    const flight = flights.get(operation.flight_id);
    if (!flight) continue;
    if (operation.type === 'DelayFlight') {
      const block = Date.parse(flight.eta) - Date.parse(flight.etd);
      const leaves = Date.parse(operation.etd);
      flights.set(flight.flight_id, { ...flight, etd: new Date(leaves).toISOString(), eta: new Date(leaves + block).toISOString() });
    } else if (operation.type === 'SwapAircraft') {
      flights.set(flight.flight_id, { ...flight, tail: operation.tail });
    } else if (operation.type === 'CancelFlight') {
      flights.set(flight.flight_id, { ...flight, status: 'cancelled' });
    }
  }
  return { ...picture, name, flights };
}

/** Of several times, tails or cancellations of one flight only the last. */
export function withLastWord(operations: readonly Operation[]): Operation[] {
  const found = new Map<string, Operation>();
  for (const one of operations) found.set('flight_id' in one ? `${one.type} ${one.flight_id}` : JSON.stringify(one), one);
  return [...found.values()];
}

/** When it leaves and arrives as far as is known, ms. */
export function leaves(flight: Flight): number {
  return Date.parse(flight.atd ?? flight.etd);
}
export function arrives(flight: Flight): number {
  return Date.parse(flight.ata ?? flight.eta);
}
export function lateMin(flight: Flight): number {
  return Math.round((leaves(flight) - Date.parse(flight.std)) / MINUTE);
}

/** Whether a flight goes otherwise in one picture than in the other. */
export function differs(one: Flight | undefined, other: Flight | undefined): boolean {
  if (!one || !other) return one !== other;
  return one.tail !== other.tail || (one.status === 'cancelled') !== (other.status === 'cancelled') || leaves(one) !== leaves(other) || arrives(one) !== arrives(other);
}
