import { firstRowBelow, type Layout, type PlacedRow } from '../layout';
import type { Moment, TimelineModel } from '../model';
import type { Viewport } from '../viewport';
import type { Hatches } from './hatch';
import type { Letters } from './letters';
import type { Palette } from './palette';

/** Everything a layer needs to draw one frame. */
export interface Scene {
  readonly model: TimelineModel;
  readonly layout: Layout;
  readonly view: Viewport;
  readonly palette: Palette;
  readonly letters: Letters;
  readonly hatches: Hatches;
  readonly frame: Frame;
  readonly zone: string;
  readonly offsetMin: (at: Moment) => number;
}

/** Where things are on the canvas, CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Width of the titles at the left. */
  readonly titles: number;
  /** Height of ruler and labels of wide bands at the top. */
  readonly head: number;
  /** Height of the minimap at the bottom. */
  readonly foot: number;
}

export const RULER = 34;
export const BAND_LANE = 15;
export const MINIMAP = 30;
/** More labels than these would push the rows off the screen; the bands themselves are all drawn. */
export const MOST_BAND_LANES = 3;

/** Where in a lane things lie, by its height. */
export interface LaneShape {
  readonly bar: number;
  readonly barHeight: number;
  readonly actual: number;
  readonly tail: number;
  readonly line: number;
  /** Texts are drawn. */
  readonly text: boolean;
}

/** No text in lanes below 12 px, colour alone below 9. */
export function laneShape(pitch: number): LaneShape {
  if (pitch >= 20) return { bar: 3, barHeight: 15, actual: 0, tail: 19, line: 2, text: true };
  if (pitch >= 12) return { bar: 1, barHeight: 11, actual: 0, tail: 12, line: 1, text: true };
  return { bar: 0, barHeight: pitch >= 3 ? pitch - 1 : pitch, actual: 0, tail: 0, line: 0, text: false };
}

/** The rows that a part of the plot shows, with the distance from a row's own y to its y on the canvas. */
export interface Part {
  readonly rows: readonly PlacedRow[];
  readonly dy: number;
  readonly top: number;
  readonly bottom: number;
}

/** The pinned rows. */
export function pinnedPart({ layout, frame }: Scene): Part {
  return { rows: layout.rows.slice(0, layout.pinnedRows), dy: frame.head, top: frame.head, bottom: frame.head + layout.pinnedHeight };
}

/** The rows that scroll, as far as they are in view. */
export function scrolledPart({ layout, view, frame }: Scene): Part {
  const first = firstRowBelow(layout.rows, view.top, layout.pinnedRows, layout.rows.length);
  let last = first;
  while (last < layout.rows.length && (layout.rows[last]?.y ?? Infinity) < view.top + view.height) last += 1;
  const top = frame.head + layout.pinnedHeight;
  return { rows: layout.rows.slice(first, last), dy: Math.round(top - view.top), top, bottom: frame.height - frame.foot };
}

/**
 * The x of a moment on the canvas, a whole pixel. Counted from the start of the model, so that a bar has the same width and
 * the same distance to the next one wherever the view begins.
 */
export const across = ({ view, frame, model }: Scene, at: Moment): number =>
  frame.titles + Math.round((at - model.start) / view.msPerPx) - leftPx(model.start, view);

/** Pixels from the start of the model to the left edge, whole. */
export const leftPx = (start: Moment, view: Viewport): number => Math.round((view.left - start) / view.msPerPx);
