import type { PlacedBar } from './lanes';
import type { Layout, PlacedRow } from './layout';
import type { Link, Moment } from './model';

/** Where an arrow key goes. */
export type Step = 'earlier' | 'later' | 'up' | 'down' | 'first' | 'last';

/** The bar that a step from a bar leads to: along its row, or in the next row that has any, the nearest in time. */
export function stepFrom(layout: Layout, from: string | undefined, step: Step, near: Moment): PlacedBar | undefined {
  const placed = from === undefined ? undefined : layout.bar.get(from);
  const row = placed && layout.rows[layout.rowIndex.get(placed.bar.row) ?? -1];
  if (!placed || !row) return nearest(layout.rows.find((one) => one.bars.length > 0), near);
  const at = row.bars.indexOf(placed);
  if (step === 'earlier') return row.bars[at - 1];
  if (step === 'later') return row.bars[at + 1];
  if (step === 'first') return row.bars[0];
  if (step === 'last') return row.bars.at(-1);
  const direction = step === 'up' ? -1 : 1;
  for (let index = row.index + direction; index >= 0 && index < layout.rows.length; index += direction) {
    const found = nearest(layout.rows[index], middle(placed));
    if (found) return found;
  }
  return undefined;
}

/** The row above or below, whether it has bars or not. */
export function rowBeside(layout: Layout, row: string, direction: -1 | 1): PlacedRow | undefined {
  const index = layout.rowIndex.get(row);
  return index === undefined ? undefined : layout.rows[index + direction];
}

/** The other ends of a bar's links, in order; an end that is not shown is left out. */
export function linkedTo(links: readonly Link[], layout: Layout, bar: string): { link: Link; other: PlacedBar }[] {
  const found: { link: Link; other: PlacedBar }[] = [];
  for (const link of links) {
    const id = link.from === bar ? link.to : link.to === bar ? link.from : undefined;
    const other = id === undefined ? undefined : layout.bar.get(id);
    if (other) found.push({ link, other });
  }
  return found.sort((a, b) => a.other.bar.start - b.other.bar.start || (a.link.id < b.link.id ? -1 : 1));
}

const middle = (placed: PlacedBar): Moment => (placed.bar.start + placed.bar.end) / 2;

function nearest(row: PlacedRow | undefined, at: Moment): PlacedBar | undefined {
  let best: PlacedBar | undefined;
  for (const placed of row?.bars ?? []) {
    if (!best || Math.abs(middle(placed) - at) < Math.abs(middle(best) - at)) best = placed;
  }
  return best;
}
