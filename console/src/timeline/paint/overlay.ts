import { duration } from '../../ui/words';
import { barBox } from '../hit';
import type { PlacedBar } from '../lanes';
import type { Link, Moment } from '../model';
import { nowPlate, timeLabel } from './ruler';
import { across, laneShape, RULER, type Scene } from './scene';

type Context = CanvasRenderingContext2D;

/** What lies over the bars and changes without them: pointing, choosing, measuring, dragging. */
export interface Pointing {
  readonly selected: ReadonlySet<string>;
  readonly focused: string | undefined;
  /** The keyboard is in the timeline. */
  readonly active: boolean;
  readonly hovered: string | undefined;
  readonly lasso: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number } | undefined;
  readonly ghost: { readonly bar: string; readonly row: string; readonly shiftMin: number; readonly ok: boolean; readonly swapWith?: string } | undefined;
  readonly measure: { readonly from: Moment; readonly to: Moment } | undefined;
}

interface Box {
  x0: number;
  x1: number;
  y: number;
  height: number;
}

/** Draws what lies over the bars. */
export function paintOverlay(context: Context, scene: Scene, pointing: Pointing): void {
  const { frame, palette } = scene;
  context.clearRect(0, 0, frame.width, frame.height);
  context.save();
  context.beginPath();
  context.rect(0, frame.head, frame.width, frame.height - frame.head - frame.foot);
  context.clip();
  paintFocusedRow(context, scene, pointing);
  context.beginPath();
  context.rect(frame.titles, frame.head, frame.width - frame.titles, frame.height - frame.head - frame.foot);
  context.clip();
  paintLinks(context, scene, pointing);
  const outline = (id: string | undefined, colour: string, width: number, air: number): void => {
    const box = boxOf(scene, id);
    if (!box || box.x1 < frame.titles || box.x0 > frame.width) return;
    context.strokeStyle = colour;
    context.lineWidth = width;
    const grow = air + width / 2;
    context.strokeRect(box.x0 - grow, box.y - grow, box.x1 - box.x0 + grow * 2, box.height + grow * 2);
  };
  for (const id of pointing.selected) {
    outline(id, palette.panel, 1, 2);
    outline(id, palette.text, 2, 0);
  }
  if (pointing.hovered !== pointing.focused) outline(pointing.hovered, palette.text, 1, 0);
  if (pointing.active) {
    outline(pointing.focused, palette.panel, 1, 2);
    outline(pointing.focused, palette.focus, 2, pointing.selected.has(pointing.focused ?? '') ? 2 : 0);
  }
  paintNow(context, scene);
  paintGhost(context, scene, pointing);
  if (pointing.lasso) {
    const { x0, y0, x1, y1 } = pointing.lasso;
    context.fillStyle = palette.focus;
    context.globalAlpha = 0.12;
    context.fillRect(x0, y0, x1 - x0, y1 - y0);
    context.globalAlpha = 1;
    context.strokeStyle = palette.focus;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    context.strokeRect(Math.min(x0, x1) + 0.5, Math.min(y0, y1) + 0.5, Math.abs(x1 - x0), Math.abs(y1 - y0));
    context.setLineDash([]);
  }
  context.restore();
  paintNowLabel(context, scene);
  if (pointing.measure) paintMeasure(context, scene, pointing.measure);
  paintScrollbar(context, scene);
}

function boxOf(scene: Scene, id: string | undefined): Box | undefined {
  const placed = id === undefined ? undefined : scene.layout.bar.get(id);
  return placed && boxFor(scene, placed);
}

function boxFor(scene: Scene, placed: PlacedBar): Box | undefined {
  const { layout, view, frame } = scene;
  const box = barBox(layout, view, placed);
  if (!box) return undefined;
  const row = layout.rows[layout.rowIndex.get(placed.bar.row) ?? -1];
  // A row that scrolled under the pinned ones, or out of view, has nothing to outline.
  if (!row || (!row.pinned && (box.y + box.height <= layout.pinnedHeight || box.y > layout.pinnedHeight + view.height))) return undefined;
  const shape = laneShape(layout.pitch);
  const x0 = across(scene, placed.bar.start);
  return {
    x0,
    x1: Math.max(across(scene, placed.bar.end) - 1, x0 + 2),
    y: Math.round(frame.head + box.y) + shape.bar,
    height: shape.barHeight,
  };
}

function paintFocusedRow(context: Context, { layout, view, frame, palette }: Scene, { focused, hovered, active }: Pointing): void {
  const placed = layout.bar.get((active ? focused : undefined) ?? hovered ?? '');
  const row = placed && layout.rows[layout.rowIndex.get(placed.bar.row) ?? -1];
  if (!row) return;
  const y = Math.round(frame.head + (row.pinned ? row.y : layout.pinnedHeight + row.y - view.top));
  context.fillStyle = palette.text;
  context.globalAlpha = 0.07;
  context.fillRect(0, y, frame.width, Math.max(row.height, 2));
  context.globalAlpha = 1;
}

function paintLinks(context: Context, scene: Scene, { focused, hovered, selected, active }: Pointing): void {
  const { model, palette, letters } = scene;
  const touches = (link: Link, id: string | undefined): boolean => id !== undefined && (link.from === id || link.to === id);
  for (const link of model.links) {
    const near = touches(link, active ? focused : undefined) || touches(link, hovered);
    // Quiet links would be a thicket: they show with the bar they belong to.
    if (link.tone === 'muted' && !near && !selected.has(link.from) && !selected.has(link.to)) continue;
    const [from, to] = [boxOf(scene, link.from), boxOf(scene, link.to)];
    if (!from || !to) continue;
    const colour = link.tone === 'muted' ? palette.muted : palette.tone[link.tone].fill;
    const [y0, y1] = [from.y + from.height / 2, to.y + to.height / 2];
    const bend = Math.max(12, Math.min(60, Math.abs(to.x0 - from.x1) / 2));
    context.strokeStyle = colour;
    context.lineWidth = near ? 2 : 1.25;
    context.beginPath();
    context.moveTo(from.x1, y0);
    context.bezierCurveTo(from.x1 + bend, y0, to.x0 - bend, y1, to.x0 - 3, y1);
    context.stroke();
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(to.x0, y1);
    context.lineTo(to.x0 - 6, y1 - 3.5);
    context.lineTo(to.x0 - 6, y1 + 3.5);
    context.fill();
    if (near) plate(context, scene, link.label, (from.x1 + to.x0) / 2 - letters.width('end', link.label) / 2, (y0 + y1) / 2, palette.text);
  }
}

/** A short text on a ground of its own. */
function plate(context: Context, { letters, palette }: Scene, text: string, x: number, middle: number, ink: string): void {
  const width = Math.ceil(letters.width('end', text)) + 8;
  context.fillStyle = palette.raised;
  context.fillRect(Math.round(x) - 4, Math.round(middle) - 8, width, 16);
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.strokeRect(Math.round(x) - 3.5, Math.round(middle) - 7.5, width - 1, 15);
  context.font = letters.fonts.end;
  context.fillStyle = ink;
  context.fillText(text, Math.round(x), Math.round(middle) + 0.5);
}

function paintNow(context: Context, scene: Scene): void {
  const { model, frame, palette } = scene;
  if (model.now === undefined) return;
  const x = across(scene, model.now);
  context.fillStyle = palette.now;
  if (x >= frame.titles) context.fillRect(x, frame.head, 1, frame.height);
}

function paintNowLabel(context: Context, scene: Scene): void {
  const { model, frame, palette, letters } = scene;
  if (model.now === undefined) return;
  const x = across(scene, model.now);
  const label = nowPlate(scene);
  if (!label) return;
  const { text, left, width } = label;
  context.fillStyle = palette.now;
  context.fillRect(left, RULER - 18, width, 15);
  context.fillRect(x, RULER - 4, 1, frame.head - RULER + 4);
  context.font = letters.fonts.day;
  context.fillStyle = palette.panel;
  context.fillText(text, left + 4, RULER - 10);
}

function paintGhost(context: Context, scene: Scene, { ghost }: Pointing): void {
  const placed = ghost && scene.layout.bar.get(ghost.bar);
  const from = placed && boxFor(scene, placed);
  if (!ghost || !placed) return;
  const { palette, letters, layout, view, frame } = scene;
  const row = layout.rows[layout.rowIndex.get(ghost.row) ?? -1];
  if (!row) return;
  const shape = laneShape(layout.pitch);
  const lane = ghost.row === placed.bar.row ? placed.lane : 0;
  const y = Math.round(frame.head + (row.pinned ? row.y : layout.pinnedHeight + row.y - view.top) + lane * layout.pitch) + shape.bar;
  const x0 = across(scene, placed.bar.start + ghost.shiftMin * 60_000);
  const x1 = across(scene, placed.bar.end + ghost.shiftMin * 60_000);
  const colour = ghost.ok ? palette.tone.plan : palette.tone.warning;
  if (from) {
    context.strokeStyle = palette.muted;
    context.setLineDash([2, 2]);
    context.lineWidth = 1;
    context.strokeRect(from.x0 + 0.5, from.y + 0.5, from.x1 - from.x0 - 1, from.height - 1);
    context.setLineDash([]);
  }
  context.fillStyle = colour.fill;
  context.fillRect(x0, y, x1 - x0, shape.barHeight);
  context.strokeStyle = palette.text;
  context.lineWidth = 1;
  context.strokeRect(x0 + 0.5, y + 0.5, x1 - x0 - 1, shape.barHeight - 1);
  if (ghost.swapWith !== undefined) {
    const other = boxOf(scene, ghost.swapWith);
    context.strokeStyle = palette.tone.plan.fill;
    context.lineWidth = 2;
    if (other) context.strokeRect(other.x0 - 1, other.y - 1, other.x1 - other.x0 + 2, other.height + 2);
  }
  if (shape.text && letters.width('number', placed.bar.label) < x1 - x0 - 4) {
    context.font = letters.fonts.number;
    context.fillStyle = colour.ink;
    context.fillText(placed.bar.label, Math.round((x0 + x1 - letters.width('number', placed.bar.label)) / 2), y + shape.barHeight / 2 + 0.5);
  }
}

function paintMeasure(context: Context, scene: Scene, { from, to }: NonNullable<Pointing['measure']>): void {
  const { frame, palette, letters, zone } = scene;
  const [x0, x1] = [across(scene, Math.min(from, to)), across(scene, Math.max(from, to))];
  const bottom = frame.height - frame.foot;
  context.fillStyle = palette.focus;
  for (const x of new Set([x0, x1])) if (x >= frame.titles) context.fillRect(x, RULER - 4, 1, bottom - RULER + 4);
  const minutes = Math.round(Math.abs(to - from) / 60_000);
  if (minutes > 0) {
    const y = frame.head + 12;
    const left = Math.max(x0, frame.titles);
    context.fillRect(left, y, Math.max(0, x1 - left), 1);
    const text = duration(minutes * 60);
    const x = Math.max(frame.titles + 6, Math.min((left + x1 - letters.width('end', text)) / 2, frame.width - 60));
    plate(context, scene, text, x, y, palette.text);
  }
  for (const [at, x] of [[from, across(scene, from)], [to, across(scene, to)]] as const) {
    const text = timeLabel(Math.round(at / 60_000) * 60_000, zone);
    if (x >= frame.titles) plate(context, scene, text, Math.min(x - letters.width('end', text) / 2, frame.width - 40), RULER - 10, palette.text);
  }
}

function paintScrollbar(context: Context, { layout, view, frame, palette }: Scene): void {
  const thumb = scrollThumb(layout.height, view, frame.head + layout.pinnedHeight);
  if (!thumb) return;
  context.fillStyle = palette.muted;
  context.globalAlpha = 0.55;
  context.fillRect(frame.width - 7, thumb.y + 2, 5, thumb.height - 4);
  context.globalAlpha = 1;
}

/** Where the thumb of the scroll bar is; undefined when all rows are in view. */
export function scrollThumb(content: number, view: { top: number; height: number }, from: number): { y: number; height: number } | undefined {
  if (content <= view.height || view.height <= 0) return undefined;
  const height = Math.max(28, (view.height / content) * view.height);
  return { y: from + (view.top / (content - view.height)) * (view.height - height), height };
}
