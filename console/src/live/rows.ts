/** The board as rows by id, and how a delta changes them. Nothing here is changed in place: what did not change keeps its identity. */
import type { Schemas } from '../api/client';

export type BoardFlight = Schemas['BoardFlight'];
export type BoardAircraft = Schemas['BoardAircraft'];
export type BoardAirport = Schemas['BoardAirport'];
export type BoardView = Schemas['BoardView'];
export type BoardDelta = Schemas['BoardDelta'];

export interface Rows {
  readonly networkId: string;
  readonly version: number;
  readonly flights: ReadonlyMap<string, BoardFlight>;
  readonly aircraft: ReadonlyMap<string, BoardAircraft>;
  readonly airports: ReadonlyMap<string, BoardAirport>;
}

/** The rows of a whole board. */
export function rowsOf(view: BoardView): Rows {
  return {
    networkId: view.network_id,
    version: view.version,
    flights: new Map(view.flights.map((row) => [row.flight_id, row])),
    aircraft: new Map(view.aircraft.map((row) => [row.tail, row])),
    airports: new Map(view.airports.map((row) => [row.code, row])),
  };
}

/** The rows after a delta; the same rows when it brings nothing new; `gap` when something before it is missing. */
export function fold(rows: Rows, delta: BoardDelta): Rows | 'gap' {
  if (delta.network_id !== rows.networkId || delta.from_version > rows.version) return 'gap';
  if (delta.version <= rows.version) return rows;
  return {
    networkId: rows.networkId,
    version: delta.version,
    flights: replaced(rows.flights, delta.flights, (row) => row.flight_id, delta.gone),
    aircraft: replaced(rows.aircraft, delta.aircraft, (row) => row.tail),
    airports: replaced(rows.airports, delta.airports, (row) => row.code),
  };
}

function replaced<T>(known: ReadonlyMap<string, T>, changed: readonly T[], id: (row: T) => string, gone: readonly string[] = []): ReadonlyMap<string, T> {
  if (changed.length === 0 && gone.length === 0) return known;
  const next = new Map(known);
  for (const row of changed) next.set(id(row), row);
  for (const one of gone) next.delete(one);
  return next;
}
