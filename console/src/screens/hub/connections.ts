/** The matrix of connections: which rows, columns and cells are shown, and where the arrow keys lead. */
import type { Schemas } from '../../api/client';
import { counted, flightNumber } from '../../ui/words';

export type Matrix = Schemas['ConnectionMatrix'];
export type Cell = Schemas['ConnectionCell'];
export type Flight = Schemas['ConnectingFlight'];
export type State = Cell['state'];

export const STATES: readonly State[] = ['missed', 'tight', 'ok', 'cancelled', 'rebooked'];
export const STATE_LETTER: Readonly<Record<State, string>> = { missed: 'M', tight: 'T', ok: 'O', cancelled: 'X', rebooked: 'R' };
export const STATE_WORDS: Readonly<Record<State, string>> = {
  missed: 'missed',
  tight: 'tight',
  ok: 'made',
  cancelled: 'cancelled',
  rebooked: 'rebooked',
};

/** States that are shown at first: those that somebody may still do something about. */
export const ATTENTION: readonly State[] = ['missed', 'tight'];

export interface Shown {
  rows: readonly Flight[];
  columns: readonly Flight[];
  /** By inbound and outbound flight. */
  cells: readonly Cell[];
  row: ReadonlyMap<string, number>;
  column: ReadonlyMap<string, number>;
}

/** The part of the matrix with cells in these states: flights without such a cell are left out. */
export function shownOf(matrix: Matrix, states: ReadonlySet<State>): Shown {
  const cells = matrix.cells.filter((cell) => states.has(cell.state));
  const inbound = new Set(cells.map((cell) => cell.inbound));
  const outbound = new Set(cells.map((cell) => cell.outbound));
  const rows = matrix.inbound.filter((flight) => inbound.has(flight.flight_id));
  const columns = matrix.outbound.filter((flight) => outbound.has(flight.flight_id));
  const place = (flights: readonly Flight[]) => new Map(flights.map((flight, at) => [flight.flight_id, at]));
  return { rows, columns, cells, row: place(rows), column: place(columns) };
}

/** The cells of each inbound flight. */
export function cellsByRow(shown: Shown): ReadonlyMap<string, readonly Cell[]> {
  const rows = new Map<string, Cell[]>();
  for (const cell of shown.cells) rows.set(cell.inbound, [...(rows.get(cell.inbound) ?? []), cell]);
  return rows;
}

export function keyOf(cell: Pick<Cell, 'inbound' | 'outbound'>): string {
  return `${cell.inbound} ${cell.outbound}`;
}

/**
 * The cell that an arrow key leads to: left and right along the row, up and down to the nearest column of the next row that has
 * one. Undefined at the edge.
 */
export function neighbour(shown: Shown, from: Cell, arrow: 'left' | 'right' | 'up' | 'down'): Cell | undefined {
  const placeOf = (cell: Cell) => [shown.row.get(cell.inbound) ?? 0, shown.column.get(cell.outbound) ?? 0] as const;
  const [row, column] = placeOf(from);
  let best: Cell | undefined;
  let least = Infinity;
  for (const cell of shown.cells) {
    const [otherRow, otherColumn] = placeOf(cell);
    const down = otherRow - row;
    const right = otherColumn - column;
    const onTheWay = { left: down === 0 && right < 0, right: down === 0 && right > 0, up: down < 0, down: down > 0 }[arrow];
    const distance = Math.abs(down) * 10_000 + Math.abs(right);
    if (onTheWay && distance < least) [best, least] = [cell, distance];
  }
  return best;
}

/** `-14 min`, `+35 min`, `2 h+`: short enough for a cell. */
export function slackShort(minutes: number | null): string {
  if (minutes === null) return '—';
  if (minutes >= 120) return `+${Math.floor(minutes / 60)} h`;
  if (minutes <= -120) return `-${Math.floor(-minutes / 60)} h`;
  return `${minutes > 0 ? '+' : ''}${minutes} min`;
}

/** The whole of a cell in a sentence. */
export function spoken(cell: Cell, minimum: number): string {
  const people = cell.passengers > 0 ? counted(cell.passengers, 'passenger') : `${counted(cell.rebooked, 'passenger')} moved away`;
  const slack =
    cell.slack_min === null || cell.connection_min === null
      ? 'one of the flights does not go'
      : `${cell.connection_min} min between them where ${minimum} min are needed, ${cell.slack_min < 0 ? `${-cell.slack_min} min short` : `${cell.slack_min} min to spare`}`;
  const kept = cell.protected > 0 ? `, ${cell.protected} protected` : '';
  return `${flightNumber(cell.inbound)} to ${flightNumber(cell.outbound)}: ${people}${kept}, ${STATE_WORDS[cell.state]}; ${slack}`;
}

/** Connections that fail, by what the passengers paid, the most first. */
export function byValue(matrix: Matrix): Cell[] {
  return matrix.cells.filter((cell) => cell.state === 'missed').toSorted((one, other) => other.fare_cents - one.fare_cents || other.passengers - one.passengers);
}

/** Minutes as typed, e.g. `10, 20 30`: whole numbers from 1 to 240, at most six, or what is wrong with them. */
export function minutesTyped(typed: string): readonly number[] | string {
  const words = typed.split(/[\s,;]+/).filter(Boolean);
  const minutes = words.map(Number);
  if (minutes.some((one) => !Number.isInteger(one) || one < 1 || one > 240)) return 'Type whole minutes from 1 to 240, e.g. 10, 20, 30.';
  if (new Set(minutes).size > 6) return 'Type at most six lengths.';
  return [...new Set(minutes)].toSorted((one, other) => one - other);
}
