import type { Bar } from './model';

/** One bar in its place in a row. */
export interface PlacedBar {
  readonly bar: Bar;
  readonly lane: number;
  /** Everything that is drawn for it lies between these: delay tail, original, actual line. */
  readonly from: number;
  readonly to: number;
  /** While another bar of the row lies on it and both are meant to happen; undefined: none does. */
  readonly clash?: { readonly start: number; readonly end: number };
}

/** A bar that ends where it starts still has a place of its own. */
export const endOf = (bar: Bar): number => Math.max(bar.end, bar.start + 1);

/** Bars by start, then end, then id: the one order in which a row is read. */
export const inOrder = (a: Bar, b: Bar): number => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** A cancelled flight, or a reserve that is called, may share its time; anything else of one row may not. */
const takesTheRow = (bar: Bar): boolean => !bar.hollow && bar.tone !== 'cancelled' && bar.tone !== 'standby';

/**
 * The bars of one row in order, each in the first lane that is free: as many lanes as bars lie on one moment, no more.
 */
export function inLanes(bars: readonly Bar[]): { bars: PlacedBar[]; lanes: number } {
  const sorted = bars.length > 1 ? [...bars].sort(inOrder) : bars;
  const freeAt: number[] = [];
  const placed: PlacedBar[] = [];
  for (const bar of sorted) {
    let lane = 0;
    while (lane < freeAt.length && (freeAt[lane] ?? 0) > bar.start) lane += 1;
    freeAt[lane] = endOf(bar);
    placed.push({
      bar,
      lane,
      from: Math.min(bar.start, bar.delayFrom ?? bar.start, bar.originalStart ?? bar.start, bar.actualStart ?? bar.start),
      to: Math.max(endOf(bar), bar.originalEnd ?? bar.end, bar.actualEnd ?? bar.end),
    });
  }
  return { bars: freeAt.length > 1 ? withClashes(placed) : placed, lanes: Math.max(freeAt.length, 1) };
}

function withClashes(placed: PlacedBar[]): PlacedBar[] {
  return placed.map((one) => {
    if (!takesTheRow(one.bar)) return one;
    let start = Infinity;
    let end = -Infinity;
    for (const other of placed) {
      if (other === one || !takesTheRow(other.bar)) continue;
      const from = Math.max(one.bar.start, other.bar.start);
      const to = Math.min(endOf(one.bar), endOf(other.bar));
      if (from < to) [start, end] = [Math.min(start, from), Math.max(end, to)];
    }
    return start < end ? { ...one, clash: { start, end } } : one;
  });
}
