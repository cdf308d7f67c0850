import type { Moment } from './model';

/** What is seen: the moment at the left edge, the scale, the scrolled height; in CSS pixels of the plot, titles and ruler not counted. */
export interface Viewport {
  readonly left: Moment;
  readonly msPerPx: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What can be seen at all: time, and the height of the rows that scroll. */
export interface Extent {
  readonly start: Moment;
  readonly end: Moment;
  readonly height: number;
}

const MINUTE = 60_000;
/** A minute is never wider than this; beyond it there is nothing more to read. */
const WIDEST_MINUTE_PX = 12;

/** The x of a moment, not rounded. */
export const xOf = (view: Viewport, moment: Moment): number => (moment - view.left) / view.msPerPx;

/** The moment at an x. */
export const timeAt = (view: Viewport, x: number): Moment => view.left + x * view.msPerPx;

/** The moment at the right edge. */
export const rightOf = (view: Viewport): Moment => view.left + view.width * view.msPerPx;

/** The nearest view that stays within what there is; all of it fits at the smallest scale. */
export function clamp(view: Viewport, extent: Extent): Viewport {
  const span = Math.max(extent.end - extent.start, MINUTE);
  const width = Math.max(view.width, 1);
  const msPerPx = between(view.msPerPx, Math.min(MINUTE / WIDEST_MINUTE_PX, span / width), span / width);
  return {
    ...view,
    msPerPx,
    left: between(view.left, extent.start, Math.max(extent.start, extent.end - width * msPerPx)),
    top: between(view.top, 0, Math.max(0, extent.height - view.height)),
  };
}

/** Zooms so that the moment under `x` stays there; a factor above 1 shows less time. */
export function zoomAbout(view: Viewport, extent: Extent, x: number, factor: number): Viewport {
  const held = timeAt(view, x);
  const scaled = clamp({ ...view, msPerPx: view.msPerPx / factor }, extent);
  return clamp({ ...scaled, left: held - x * scaled.msPerPx }, extent);
}

/** Moves by pixels: right is later, down is further rows. */
export const panBy = (view: Viewport, extent: Extent, dx: number, dy: number): Viewport =>
  clamp({ ...view, left: view.left + dx * view.msPerPx, top: view.top + dy }, extent);

/** Shows a span of time with a twentieth of air on either side. */
export function fit(view: Viewport, extent: Extent, start: Moment, end: Moment): Viewport {
  const span = Math.max(end - start, MINUTE);
  const msPerPx = (span * 1.1) / Math.max(view.width, 1);
  return clamp({ ...view, msPerPx, left: start - span * 0.05 }, extent);
}

/** Puts now at a share of the width, by itself a fifth: what comes is what is watched. */
export const follow = (view: Viewport, extent: Extent, now: Moment, share = 0.2): Viewport =>
  clamp({ ...view, left: now - view.width * share * view.msPerPx }, extent);

/** The smallest move that brings a box (time, and y within the rows that scroll) into view. */
export function reveal(view: Viewport, extent: Extent, box: { start: Moment; end: Moment; top: number; height: number }): Viewport {
  const air = 24 * view.msPerPx;
  const span = view.width * view.msPerPx;
  let left = view.left;
  if (box.end + air > left + span) left = box.end + air - span;
  // The start wins where both do not fit.
  if (box.start - air < left) left = box.start - air;
  let top = view.top;
  if (box.top + box.height > top + view.height) top = box.top + box.height - view.height;
  if (box.top < top) top = box.top;
  return clamp({ ...view, left, top }, extent);
}

const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
