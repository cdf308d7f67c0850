import { inLanes, type PlacedBar } from './lanes';
import type { Band, Bar, Group, Row, TimelineModel } from './model';
import { shortTurns, type ShortTurn } from './turns';

export type RowHeight = 'normal' | 'dense' | 'overview';

/** Pixels of one lane. */
export const PITCH = { normal: 22, dense: 14, overview: 8 } as const;
const LEAST_OVERVIEW_PITCH = 1;
const HEADING = { normal: 22, dense: 18, overview: 14 } as const;

/** A row in its place; `y` counts from the top of its own part: of the pinned rows, or of the rows that scroll. */
export interface PlacedRow {
  readonly row: Row;
  readonly index: number;
  readonly group: Group;
  readonly y: number;
  readonly height: number;
  readonly pinned: boolean;
  /** In order of start. */
  readonly bars: readonly PlacedBar[];
  /** The same by lane; within a lane no bar touches the next. */
  readonly byLane: readonly (readonly PlacedBar[])[];
  readonly bands: readonly Band[];
  readonly turns: readonly ShortTurn[];
  /** As the model gave them; the same list means that nothing of the row is different. */
  readonly given: readonly Bar[];
}

export interface PlacedHeading {
  readonly group: Group;
  readonly y: number;
  readonly height: number;
  readonly folded: boolean;
}

export interface Layout {
  readonly pitch: number;
  /** Rows that are shown, pinned ones first, from the top down. */
  readonly rows: readonly PlacedRow[];
  readonly pinnedRows: number;
  readonly pinnedHeight: number;
  readonly headings: readonly PlacedHeading[];
  /** Height of the part that scrolls. */
  readonly height: number;
  readonly bar: ReadonlyMap<string, PlacedBar>;
  readonly rowIndex: ReadonlyMap<string, number>;
  /** Bands over all rows, each with a lane for its label. */
  readonly wide: readonly { readonly band: Band; readonly lane: number }[];
  readonly wideLanes: number;
}

export interface LayoutOptions {
  rowHeight: RowHeight;
  /** Height there is for all rows; decides how low the rows of the overview become. */
  available: number;
  pinned: (row: Row) => boolean;
  folded: (group: Group) => boolean;
}

/**
 * Rows from the top down, bars in lanes. Pinned rows come first and take at most half the height; the others scroll. Of a
 * layout `before`, rows with the same bars keep their lists, so that whoever drew them can see that they need no drawing.
 */
export function layout(model: TimelineModel, options: LayoutOptions, before?: Layout): Layout {
  const barsOf = groupBy(model.bars, (bar) => bar.row);
  const bandsOf = groupBy(model.bands.filter((band) => band.row !== undefined), (band) => band.row ?? '');
  const parts = model.groups.map((group) => {
    const folded = options.folded(group);
    const rows = group.rows.map((row) => ({ row, pinned: options.pinned(row) })).filter((one) => one.pinned || !folded);
    return { group, folded, rows: rows.map((one) => ({ ...one, ...inTheRow(one.row, barsOf.get(one.row.id) ?? [], before) })) };
  });
  const headed = parts.filter((part) => hasHeading(part.group)).length;
  const laneCount = parts.reduce((sum, part) => sum + part.rows.reduce((lanes, one) => lanes + one.byLane.length, 0), 0);
  const pitch = pitchFor(options, laneCount, headed);

  const rows: PlacedRow[] = [];
  const rowIndex = new Map<string, number>();
  const bar = new Map<string, PlacedBar>();
  const place = (one: Laned, group: Group, y: number, pinned: boolean): number => {
    const { row, bars, byLane, turns, given } = one;
    const height = byLane.length * pitch;
    rowIndex.set(row.id, rows.length);
    for (const placed of bars) bar.set(placed.bar.id, placed);
    const bands = kept(bandsOf.get(row.id) ?? [], before?.rows[before.rowIndex.get(row.id) ?? -1]?.bands);
    rows.push({ row, index: rows.length, group, y, height, pinned, bars, byLane, bands, turns, given });
    return y + height;
  };

  let pinnedHeight = 0;
  for (const { group, rows: own } of parts) {
    for (const one of own) {
      one.pinned &&= pinnedHeight + one.byLane.length * pitch <= options.available / 2;
      if (one.pinned) pinnedHeight = place(one, group, pinnedHeight, true);
    }
  }
  const pinnedRows = rows.length;
  const headings: PlacedHeading[] = [];
  let y = 0;
  for (const { group, folded, rows: own } of parts) {
    if (hasHeading(group)) {
      headings.push({ group, y, height: HEADING[options.rowHeight], folded });
      y += HEADING[options.rowHeight];
    }
    for (const one of own) if (!one.pinned) y = place(one, group, y, false);
  }
  return { pitch, rows, pinnedRows, pinnedHeight, headings, height: y, bar, rowIndex, ...wideBands(model.bands) };
}

interface Laned extends Pick<PlacedRow, 'row' | 'bars' | 'byLane' | 'turns' | 'given'> {
  pinned: boolean;
}

function inTheRow(row: Row, given: readonly Bar[], before: Layout | undefined): Omit<Laned, 'row' | 'pinned'> {
  const old = before?.rows[before.rowIndex.get(row.id) ?? -1];
  if (old && old.row.minTurnMin === row.minTurnMin && kept(given, old.given) === old.given) {
    return { bars: old.bars, byLane: old.byLane, turns: old.turns, given: old.given };
  }
  const { bars, lanes } = inLanes(given);
  const byLane = lanes === 1 ? [bars] : Array.from({ length: lanes }, (_, lane) => bars.filter((placed) => placed.lane === lane));
  return { bars, byLane, turns: shortTurns(bars, row.minTurnMin), given };
}

/** The old list where the new one holds the same things in the same order. */
function kept<T>(now: readonly T[], old: readonly T[] | undefined): readonly T[] {
  return old && old.length === now.length && now.every((thing, at) => thing === old[at]) ? old : now;
}

/** A group without a title has no heading. */
const hasHeading = (group: Group): boolean => group.title !== '';

function pitchFor(options: LayoutOptions, lanes: number, headings: number): number {
  if (options.rowHeight !== 'overview') return PITCH[options.rowHeight];
  const each = (options.available - headings * HEADING.overview) / Math.max(lanes, 1);
  // Whole pixels where there is room: an uneven pitch shows as stripes.
  const even = each >= 3 ? Math.floor(each) : Math.floor(each * 4) / 4;
  return Math.min(Math.max(even, LEAST_OVERVIEW_PITCH), PITCH.overview);
}

/** The bands over all rows, their labels in lanes. */
export function wideBands(bands: readonly Band[]): { wide: { band: Band; lane: number }[]; wideLanes: number } {
  const over = bands.filter((band) => band.row === undefined).sort((a, b) => a.start - b.start || a.end - b.end);
  const freeAt: number[] = [];
  const wide = over.map((band) => {
    let lane = 0;
    while (lane < freeAt.length && (freeAt[lane] ?? 0) > band.start) lane += 1;
    freeAt[lane] = band.end;
    return { band, lane };
  });
  return { wide, wideLanes: freeAt.length };
}

function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const have = grouped.get(key);
    if (have) have.push(thing);
    else grouped.set(key, [thing]);
  }
  return grouped;
}

/** Index of the first row whose bottom lies below `y`, among rows `from` to `to` (pinned or scrolled ones). */
export function firstRowBelow(rows: readonly PlacedRow[], y: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && row.y + row.height > y) high = middle;
    else low = middle + 1;
  }
  return low;
}
