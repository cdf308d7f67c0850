import type { Band } from '../model';
import { ticks, type Ticks } from '../ticks';
import { across, laneShape, MOST_BAND_LANES, RULER, BAND_LANE, type Part, type Scene } from './scene';

type Context = CanvasRenderingContext2D;

/** Stripes, the grid of time, and what lies behind the bars: bands and short turns. */
export function paintRows(context: Context, scene: Scene, part: Part, at: Ticks): void {
  const { palette, frame, layout } = scene;
  if (part.bottom <= part.top) return;
  context.fillStyle = palette.panel;
  context.fillRect(frame.titles, part.top, frame.width - frame.titles, part.bottom - part.top);
  if (layout.pitch >= 4) {
    context.fillStyle = palette.stripe;
    for (const row of part.rows) if (row.index % 2) context.fillRect(frame.titles, row.y + part.dy, frame.width - frame.titles, row.height);
  }
  const lines = (moments: readonly number[], colour: string): void => {
    context.fillStyle = colour;
    for (const moment of moments) context.fillRect(across(scene, moment), part.top, 1, part.bottom - part.top);
  };
  lines(at.labelled, palette.grid);
  lines(at.days, palette.lineStrong);
  for (const { band } of layout.wide) paintBand(context, scene, band, part.top, part.bottom - part.top, part.dy);
  for (const row of part.rows) {
    for (const band of row.bands) paintBand(context, scene, band, row.y + part.dy, row.height, part.dy);
  }
  paintTurns(context, scene, part);
}

/** Bands that only tint; the others are hatched. */
const PLAIN: ReadonlySet<Band['kind']> = new Set(['rest', 'reduction']);

function paintBand(context: Context, scene: Scene, band: Band, y: number, height: number, dy: number): void {
  const { palette, frame, hatches, letters, layout, model } = scene;
  const from = across(scene, Math.max(band.start, model.start));
  const to = across(scene, Math.min(band.end, model.end));
  const [x0, x1] = [Math.max(from, frame.titles), Math.min(to, frame.width)];
  if (x1 <= x0) return;
  const colour = palette.band[band.kind];
  // Over all rows the tint is only a hint; its label in the head says it in full.
  context.globalAlpha = band.row === undefined ? 0.5 : 1;
  if (band.kind === 'limit') {
    // A limit is a moment: what lies after it is over the edge.
    context.fillStyle = colour;
    context.fillRect(from, y, 2, height);
  } else if (PLAIN.has(band.kind)) {
    context.fillStyle = colour;
    context.fillRect(x0, y, x1 - x0, height);
  } else {
    context.fillStyle = hatches.of(context, colour, band.kind === 'curfew' ? 1.5 : 3, from, dy);
    context.fillRect(x0, y, x1 - x0, height);
    context.fillStyle = colour;
    context.fillRect(from, y, 1, height);
    context.fillRect(to - 1, y, 1, height);
  }
  context.globalAlpha = 1;
  if (band.row === undefined || !laneShape(layout.pitch).text) return;
  const font = layout.pitch >= 20 ? 'end' : 'denseEnd';
  const text = letters.fitted(font, band.label, to - from - 10);
  if (!text) return;
  context.font = letters.fonts[font];
  // On its own ground: a text over stripes is not read.
  context.fillStyle = palette.panel;
  context.fillRect(from + 2, y + 2, Math.ceil(letters.width(font, text)) + 6, layout.pitch - 4);
  context.fillStyle = palette.muted;
  context.fillText(text, from + 5, y + layout.pitch / 2 + 0.5);
}

function paintTurns(context: Context, scene: Scene, part: Part): void {
  const { palette, letters, layout, frame } = scene;
  const shape = laneShape(layout.pitch);
  if (!shape.text) return;
  for (const row of part.rows) {
    for (const turn of row.turns) {
      const x0 = across(scene, turn.start);
      const x1 = across(scene, turn.end);
      if (x1 <= frame.titles || x0 >= frame.width || x1 <= x0) continue;
      const y = row.y + part.dy + turn.lane * layout.pitch + shape.bar;
      context.globalAlpha = 0.3;
      context.fillStyle = palette.tone.caution.fill;
      context.fillRect(x0, y, x1 - x0, shape.barHeight);
      context.globalAlpha = 1;
      context.fillRect(x0, y + shape.barHeight - 1, x1 - x0, 1);
      if (x1 - x0 <= 28) continue;
      const font = layout.pitch >= 20 ? 'end' : 'denseEnd';
      const long = `${turn.minutes} min`;
      const said = letters.width(font, long) <= x1 - x0 - 4 ? long : `${turn.minutes} m`;
      context.font = letters.fonts[font];
      context.fillStyle = palette.caution;
      context.fillText(said, Math.round((x0 + x1 - letters.width(font, said)) / 2), y + shape.barHeight / 2 + 0.5);
    }
  }
}

/** Labels of the bands over all rows, in their own lanes below the ruler. */
export function paintWideLabels(context: Context, scene: Scene): void {
  const { layout, frame, palette, letters } = scene;
  const lanes = Math.min(layout.wideLanes, MOST_BAND_LANES);
  if (lanes === 0) return;
  context.fillStyle = palette.raised;
  context.fillRect(frame.titles, RULER, frame.width - frame.titles, lanes * BAND_LANE);
  context.font = letters.fonts.end;
  for (const { band, lane } of layout.wide) {
    const x0 = Math.max(across(scene, band.start), frame.titles);
    const x1 = Math.min(across(scene, band.end), frame.width);
    if (lane >= lanes || x1 - x0 < 3) continue;
    const y = RULER + lane * BAND_LANE;
    context.fillStyle = palette.band[band.kind];
    context.fillRect(x0, y + 1, x1 - x0 - 1, BAND_LANE - 2);
    const text = letters.fitted('end', band.label, x1 - x0 - 10);
    context.fillStyle = palette.text;
    if (text) context.fillText(text, x0 + 5, y + BAND_LANE / 2 + 0.5);
  }
}

/** The ticks of a scene, in its zone. */
export const ticksOf = ({ view, offsetMin }: Scene): Ticks => ticks(view, offsetMin);
