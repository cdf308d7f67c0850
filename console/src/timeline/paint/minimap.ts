import { day } from '../../ui/words';
import { endOf } from '../lanes';
import type { Moment, TimelineModel } from '../model';
import type { Palette } from './palette';
import { MINIMAP, type Scene } from './scene';

type Context = CanvasRenderingContext2D;

const COLUMN = 3;
const TROUBLED = new Set(['caution', 'delay', 'warning', 'cancelled']);
const FLOOR = 3;

interface Counted {
  readonly all: Float64Array;
  readonly troubled: Float64Array;
  readonly most: number;
}

/** How many bars there are at each moment of the whole time, and how many of them are late, cancelled or in conflict. */
function countBars(model: TimelineModel, columns: number): Counted {
  const all = new Float64Array(columns + 1);
  const troubled = new Float64Array(columns + 1);
  const scale = columns / Math.max(model.end - model.start, 1);
  const column = (at: Moment): number => Math.max(0, Math.min(columns, Math.floor((at - model.start) * scale)));
  for (const bar of model.bars) {
    const [from, to] = [column(bar.start), Math.min(columns, column(endOf(bar)) + 1)];
    for (const sums of TROUBLED.has(bar.tone) || bar.marks?.conflict ? [all, troubled] : [all]) {
      sums[from] = (sums[from] ?? 0) + 1;
      sums[to] = (sums[to] ?? 0) - 1;
    }
  }
  let most = 1;
  for (const sums of [all, troubled]) for (let at = 1; at < columns; at += 1) sums[at] = (sums[at] ?? 0) + (sums[at - 1] ?? 0);
  for (let at = 0; at < columns; at += 1) most = Math.max(most, all[at] ?? 0);
  return { all, troubled, most };
}

const pictures = new WeakMap<Palette, { bars: TimelineModel['bars']; start: Moment; end: Moment; width: number; canvas: HTMLCanvasElement }>();

/** The columns, drawn again only when the bars are others: they are many and change seldom. */
function columnsPicture({ model, palette }: Scene, width: number): HTMLCanvasElement | undefined {
  const { bars, start, end } = model;
  const old = pictures.get(palette);
  if (old && old.bars === bars && old.width === width && old.start === start && old.end === end) return old.canvas;
  const canvas = old?.canvas ?? document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) return undefined;
  canvas.width = width;
  canvas.height = MINIMAP - 1;
  const columns = Math.max(1, Math.floor(width / COLUMN));
  const { all, troubled, most } = countBars(model, columns);
  const tallest = MINIMAP - 7 - FLOOR;
  for (const [sums, colour] of [[all, palette.tone.arrived.fill], [troubled, palette.tone.delay.fill]] as const) {
    pen.fillStyle = colour;
    pen.beginPath();
    for (let at = 0; at < columns; at += 1) {
      const height = Math.round(((sums[at] ?? 0) / most) * tallest);
      if (height > 0) pen.rect(at * COLUMN, canvas.height - FLOOR - height, COLUMN - 1, height);
    }
    pen.fill();
  }
  pictures.set(palette, { bars, start, end, width, canvas });
  return canvas;
}

/** The whole time at the foot, with what is seen of it framed. */
export function paintMinimap(context: Context, scene: Scene): void {
  const { frame, palette, model, view, letters, zone } = scene;
  const top = frame.height - frame.foot;
  const width = frame.width - frame.titles;
  context.fillStyle = palette.ground;
  context.fillRect(0, top, frame.width, frame.foot);
  context.fillStyle = palette.lineStrong;
  context.fillRect(0, top, frame.width, 1);
  if (width <= 0) return;
  const picture = columnsPicture(scene, width);
  if (picture) context.drawImage(picture, frame.titles, top + 1, width, frame.foot - 1);
  const x = (at: Moment): number => Math.round(frame.titles + ((at - model.start) / (model.end - model.start)) * width);
  const from = x(view.left);
  const to = Math.max(x(view.left + view.width * view.msPerPx), from + 6);
  context.globalAlpha = 0.55;
  context.fillStyle = palette.ground;
  context.fillRect(frame.titles, top + 1, from - frame.titles, frame.foot - 1);
  context.fillRect(to, top + 1, frame.width - to, frame.foot - 1);
  context.globalAlpha = 1;
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.strokeRect(from + 0.5, top + 1.5, to - from - 1, frame.foot - 3);
  if (model.now !== undefined) {
    context.fillStyle = palette.now;
    context.fillRect(x(model.now), top + 1, 1, frame.foot - 1);
  }
  context.fillStyle = palette.ground;
  context.fillRect(0, top + 1, frame.titles, frame.foot - 1);
  context.fillStyle = palette.lineStrong;
  context.fillRect(frame.titles - 1, top, 1, frame.foot);
  context.font = letters.fonts.detail;
  context.fillStyle = palette.muted;
  const [first, last] = [day(model.start, zone), day(model.end - 1, zone)];
  context.fillText(letters.fitted('detail', first === last ? first : `${first} to ${last}`, frame.titles - 14), 10, top + frame.foot / 2 + 0.5);
}

/** The moment under an x of the minimap. */
export const minimapTime = ({ frame, model }: Scene, x: number): Moment =>
  model.start + ((x - frame.titles) / Math.max(frame.width - frame.titles, 1)) * (model.end - model.start);
