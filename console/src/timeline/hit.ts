import { endOf, type PlacedBar } from './lanes';
import { firstRowBelow, type Layout, type PlacedHeading, type PlacedRow } from './layout';
import { timeAt, xOf, type Viewport } from './viewport';

/** Nothing that can be hit is smaller than this, whatever it looks like; pixels. */
const TARGET = 24;

/** The y of a row in the plot, pinned rows at its top. */
export const rowY = (layout: Layout, view: Viewport, row: PlacedRow): number =>
  row.pinned ? row.y : layout.pinnedHeight + row.y - view.top;

/** A bar's box in the plot: its whole lane high. */
export function barBox(layout: Layout, view: Viewport, placed: PlacedBar): { x: number; y: number; width: number; height: number } | undefined {
  const row = layout.rows[layout.rowIndex.get(placed.bar.row) ?? -1];
  if (!row) return undefined;
  const x = xOf(view, placed.bar.start);
  return { x, y: rowY(layout, view, row) + placed.lane * layout.pitch, width: Math.max(xOf(view, endOf(placed.bar)) - x, 1), height: layout.pitch };
}

/** The part of the rows (pinned or scrolled) a y lies in: which rows, and the y within it. */
function partAt(layout: Layout, view: Viewport, y: number): { from: number; to: number; y: number } {
  if (y < layout.pinnedHeight) return { from: 0, to: layout.pinnedRows, y };
  return { from: layout.pinnedRows, to: layout.rows.length, y: y - layout.pinnedHeight + view.top };
}

/** The row at a y of the plot. */
export function rowAt(layout: Layout, view: Viewport, y: number): PlacedRow | undefined {
  const part = partAt(layout, view, y);
  const row = layout.rows[firstRowBelow(layout.rows, part.y, part.from, part.to)];
  return row && row.index < part.to && row.y <= part.y ? row : undefined;
}

/** The heading at a y of the plot. */
export function headingAt(layout: Layout, view: Viewport, y: number): PlacedHeading | undefined {
  if (y < layout.pinnedHeight) return undefined;
  const inside = y - layout.pinnedHeight + view.top;
  return layout.headings.find((heading) => heading.y <= inside && inside < heading.y + heading.height);
}

/** The bar at a point of the plot: the one under it, otherwise the nearest whose box, widened to 24 px each way, holds it. */
export function barAt(layout: Layout, view: Viewport, x: number, y: number): PlacedBar | undefined {
  const part = partAt(layout, view, y);
  const reachY = Math.max(0, (TARGET - layout.pitch) / 2);
  let best: PlacedBar | undefined;
  let bestDistance = Infinity;
  for (let index = firstRowBelow(layout.rows, part.y - reachY, part.from, part.to); index < part.to; index += 1) {
    const row = layout.rows[index];
    if (!row || row.y > part.y + reachY) break;
    for (const [lane, bars] of row.byLane.entries()) {
      const dy = outside(part.y, row.y + lane * layout.pitch, row.y + (lane + 1) * layout.pitch);
      if (dy > reachY) continue;
      for (const placed of near(bars, view, x)) {
        const from = xOf(view, placed.bar.start);
        const to = Math.max(xOf(view, endOf(placed.bar)), from + 1);
        const dx = outside(x, from, to);
        const distance = dx * dx + dy * dy;
        if (dx <= Math.max(0, (TARGET - (to - from)) / 2) && distance < bestDistance) [best, bestDistance] = [placed, distance];
      }
    }
  }
  return best;
}

/** Ids of the bars that a rectangle of the plot touches, in order of rows and start. */
export function barsIn(layout: Layout, view: Viewport, box: { x0: number; y0: number; x1: number; y1: number }): string[] {
  const [left, right] = [timeAt(view, Math.min(box.x0, box.x1)), timeAt(view, Math.max(box.x0, box.x1))];
  const [top, bottom] = [Math.min(box.y0, box.y1), Math.max(box.y0, box.y1)];
  const inside: string[] = [];
  for (const row of layout.rows) {
    const y = rowY(layout, view, row);
    if (y + row.height < top || y > bottom || (!row.pinned && y + row.height <= layout.pinnedHeight)) continue;
    for (const { bar, lane } of row.bars) {
      const laneTop = y + lane * layout.pitch;
      if (bar.start < right && endOf(bar) > left && laneTop < bottom && laneTop + layout.pitch > top) inside.push(bar.id);
    }
  }
  return inside;
}

/** The bars of one lane around an x: the one that starts last before it, and its neighbours within reach. */
function near(bars: readonly PlacedBar[], view: Viewport, x: number): readonly PlacedBar[] {
  const [early, late] = [timeAt(view, x - TARGET / 2), timeAt(view, x + TARGET / 2)];
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const placed = bars[middle];
    if (placed && endOf(placed.bar) >= early) high = middle;
    else low = middle + 1;
  }
  let last = low;
  while (last < bars.length && (bars[last]?.bar.start ?? Infinity) <= late) last += 1;
  return bars.slice(low, last);
}

const outside = (value: number, from: number, to: number): number => Math.max(from - value, 0, value - to);
