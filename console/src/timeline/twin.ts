import { endOf } from './lanes';
import type { Layout, PlacedRow } from './layout';
import type { Bar } from './model';
import type { Frame } from './paint/scene';
import type { Viewport } from './viewport';

/** More rows than these are not held as elements; a reader moves through the others by the keyboard. */
const MOST_ROWS = 64;

export interface TwinCell {
  readonly bar: Bar;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface TwinRow {
  readonly place: PlacedRow;
  readonly cells: readonly TwinCell[];
}

/** The rows in view as elements: boxes in pixels, moved together by `dx` and `dy`. */
export interface Twin {
  readonly pinned: readonly TwinRow[];
  readonly scrolled: readonly TwinRow[];
  readonly dx: number;
  readonly dy: number;
  readonly height: number;
  readonly rowCount: number;
  readonly frame: Frame;
}

/** What the elements shall say now; of a very long view the rows around the focused one. */
export function twinOf(layout: Layout, view: Viewport, frame: Frame, origin: number, focused: string | undefined): Twin {
  const inView = layout.rows.filter((row) => !row.pinned && row.y + row.height > view.top && row.y < view.top + view.height);
  const focusedRow = layout.rowIndex.get(layout.bar.get(focused ?? '')?.bar.row ?? '');
  const centre = inView.findIndex((row) => row.index === focusedRow);
  const from = centre < 0 ? 0 : Math.max(0, Math.min(centre - MOST_ROWS / 2, inView.length - MOST_ROWS));
  const rows = (places: readonly PlacedRow[]): TwinRow[] =>
    places.map((place) => ({
      place,
      cells: place.bars.map(({ bar, lane }) => {
        const x = (bar.start - origin) / view.msPerPx;
        return { bar, x, y: lane * layout.pitch, width: Math.max(2, (endOf(bar) - origin) / view.msPerPx - x) };
      }),
    }));
  return {
    pinned: rows(layout.rows.slice(0, layout.pinnedRows)),
    scrolled: rows(inView.slice(from, from + MOST_ROWS)),
    dx: (origin - view.left) / view.msPerPx,
    dy: -view.top,
    height: layout.height,
    rowCount: layout.rows.length,
    frame,
  };
}
