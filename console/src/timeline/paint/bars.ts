import { endOf, type PlacedBar } from '../lanes';
import type { Tone } from '../model';
import { paintMarks, pillWidth } from './marks';
import { across, laneShape, type LaneShape, type Part, type Scene } from './scene';

type Context = CanvasRenderingContext2D;

/** A bar as it falls on the canvas: whole pixels, `y` the top of its lane. */
export interface Seen {
  readonly placed: PlacedBar;
  readonly x0: number;
  readonly x1: number;
  readonly y: number;
}

/** The bars of a part: colour alone where the lanes are low, otherwise with all they say. */
export function paintBars(context: Context, scene: Scene, part: Part): void {
  const shape = laneShape(scene.layout.pitch);
  if (!shape.text) {
    paintColours(context, scene, part, shape);
    return;
  }
  const seen = seenBars(scene, part);
  paintUnder(context, scene, seen, shape);
  for (const one of seen) paintBar(context, scene, one, shape);
  paintClashes(context, scene, seen, shape);
  paintTexts(context, scene, seen, shape);
  for (const one of seen) if (one.placed.bar.marks) paintMarks(context, scene, one, one.placed.bar.marks, shape);
}

const QUIET_FIRST: readonly Tone[] = [
  'absence', 'ground', 'standby', 'arrived', 'scheduled', 'airborne', 'cancelled', 'plan', 'caution', 'delay', 'warning',
];

/** Thousands of bars: one colour after the other, what matters last and so on top. */
function paintColours(context: Context, scene: Scene, part: Part, shape: LaneShape): void {
  const { view, palette, layout, model } = scene;
  const [from, to] = [view.left, view.left + view.width * view.msPerPx];
  // The same pixels as `across` gives, worked out once for all bars.
  const zero = across(scene, model.start);
  const scale = 1 / view.msPerPx;
  const strong = new Map<Tone, number[]>(QUIET_FIRST.map((tone) => [tone, []]));
  const faint = new Map<Tone, number[]>(QUIET_FIRST.map((tone) => [tone, []]));
  for (const row of part.rows) {
    const y = row.y + part.dy;
    for (const { bar, lane, clash } of row.bars) {
      if (bar.end < from || bar.start > to) continue;
      const tone = bar.marks?.conflict || clash ? 'warning' : bar.tone;
      const x0 = Math.round((bar.start - model.start) * scale);
      const x1 = Math.round((bar.end - model.start) * scale);
      (bar.faint ? faint : strong).get(tone)?.push(zero + x0, y + lane * layout.pitch, Math.max(x1 - x0, 1));
    }
  }
  for (const [boxes, alpha] of [[faint, FAINT], [strong, 1]] as const) {
    context.globalAlpha = alpha;
    for (const [tone, flat] of boxes) {
      // A cancelled bar has no fill; here, where no outline fits, it is a thin line in its ink.
      context.fillStyle = tone === 'cancelled' ? palette.tone.cancelled.ink : palette.tone[tone].fill;
      const height = tone === 'cancelled' ? Math.max(1, shape.barHeight / 3) : shape.barHeight;
      for (let at = 0; at < flat.length; at += 3) context.fillRect(flat[at] ?? 0, flat[at + 1] ?? 0, flat[at + 2] ?? 0, height);
    }
  }
  context.globalAlpha = 1;
}

const FAINT = 0.28;
const FAINT_TEXT = 0.8;

/** How far a mark reaches over the end of its bar. */
const MARK_PX = 8;

function seenBars(scene: Scene, part: Part): Seen[] {
  const { view, layout } = scene;
  const air = MARK_PX * view.msPerPx;
  const [from, to] = [view.left - air, view.left + view.width * view.msPerPx + air];
  const seen: Seen[] = [];
  for (const row of part.rows) {
    for (const placed of row.bars) {
      if (placed.to < from || placed.from > to) continue;
      const x0 = across(scene, placed.bar.start);
      // One pixel of air, so that two bars without a gap are two.
      const x1 = Math.max(across(scene, endOf(placed.bar)) - 1, x0 + 2);
      seen.push({ placed, x0, x1, y: row.y + part.dy + placed.lane * layout.pitch });
    }
  }
  return seen;
}

/** Delay tail, original, what really happened: beside and below the bars, so before them. */
function paintUnder(context: Context, scene: Scene, seen: readonly Seen[], shape: LaneShape): void {
  const { palette } = scene;
  for (const { placed, x0, x1, y } of seen) {
    const { bar } = placed;
    context.globalAlpha = bar.faint ? FAINT : 1;
    if (bar.delayFrom !== undefined && bar.delayFrom < bar.start) {
      const from = across(scene, bar.delayFrom);
      context.fillStyle = palette.tone[bar.tone === 'cancelled' ? 'delay' : bar.tone].fill;
      context.fillRect(from, y + shape.tail, x0 - from + 1, shape.line);
      // The foot marks the planned time: a line that merely begins is lost among others.
      context.fillRect(from, y + shape.tail - 2, 1, shape.line + 2);
    }
    if (bar.originalStart !== undefined || bar.originalEnd !== undefined) {
      const from = across(scene, bar.originalStart ?? bar.start);
      const to = across(scene, bar.originalEnd ?? bar.end) - 1;
      if (from !== x0 || to !== x1) {
        context.strokeStyle = palette.muted;
        context.lineWidth = 1;
        context.strokeRect(from + 0.5, y + shape.bar + 0.5, Math.max(to - from - 1, 1), shape.barHeight - 1);
      }
    }
  }
  context.globalAlpha = 1;
  context.fillStyle = palette.text;
  for (const { placed, x1, y } of seen) {
    const { actualStart, actualEnd } = placed.bar;
    if (actualStart === undefined) continue;
    const from = across(scene, actualStart);
    const to = actualEnd === undefined ? Math.min(x1, across(scene, scene.model.now ?? actualStart)) : across(scene, actualEnd) - 1;
    if (to > from) context.fillRect(from, y + shape.actual, to - from, shape.line);
  }
}

function paintBar(context: Context, scene: Scene, { placed, x0, x1, y }: Seen, shape: LaneShape): void {
  const { palette, hatches, frame } = scene;
  const { bar } = placed;
  const left = Math.max(x0, frame.titles - 4);
  const width = Math.min(x1, frame.width + 4) - left;
  if (width <= 0) return;
  const tone = palette.tone[bar.tone];
  context.globalAlpha = bar.faint ? FAINT : 1;
  context.fillStyle = tone.fill;
  context.fillRect(left, y + shape.bar, width, shape.barHeight);
  if (bar.hollow || bar.tone === 'cancelled') {
    context.fillStyle = palette.panel;
    context.fillRect(left, y + shape.bar, width, shape.barHeight);
    context.strokeStyle = bar.tone === 'cancelled' ? tone.ink : tone.fill;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    context.strokeRect(left + 0.5, y + shape.bar + 0.5, width - 1, shape.barHeight - 1);
    context.setLineDash([]);
  } else if (bar.hatched) {
    context.fillStyle = hatches.of(context, tone.ink, 1.25, x0, y);
    context.globalAlpha *= 0.45;
    context.fillRect(left, y + shape.bar, width, shape.barHeight);
    context.globalAlpha = bar.faint ? FAINT : 1;
    context.strokeStyle = palette.tone.plan.fill;
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, y + shape.bar + 0.5, width - 1, shape.barHeight - 1);
  }
  context.globalAlpha = 1;
}

/** Two bars of one row at once: the time they share is hatched red on both, each in its own lane. */
function paintClashes(context: Context, scene: Scene, seen: readonly Seen[], shape: LaneShape): void {
  const { palette, hatches } = scene;
  for (const { placed, y } of seen) {
    if (!placed.clash) continue;
    const x0 = across(scene, placed.clash.start);
    const width = Math.max(across(scene, placed.clash.end) - x0, 3);
    context.fillStyle = hatches.of(context, palette.tone.warning.fill, 3, x0, y);
    context.fillRect(x0, y + shape.bar, width, shape.barHeight);
    context.strokeStyle = palette.tone.warning.fill;
    context.lineWidth = 1;
    context.strokeRect(x0 + 0.5, y + shape.bar + 0.5, width - 1, shape.barHeight - 1);
  }
}

/** Number in the middle, origin and destination at the ends where both have room. */
function paintTexts(context: Context, scene: Scene, seen: readonly Seen[], shape: LaneShape): void {
  const { letters, palette, frame } = scene;
  const { font, endFont } = fontsOf(scene);
  const ends: { text: string; x: number; y: number; ink: string; faint: boolean }[] = [];
  context.font = letters.fonts[font];
  for (const { placed, x0, x1, y } of seen) {
    const { bar } = placed;
    const from = x0 + INSET;
    const to = x1 - INSET - pillWidth(scene, bar.marks);
    const width = letters.width(font, bar.label);
    if (to - from < width) continue;
    const middle = y + shape.bar + shape.barHeight / 2 + 0.5;
    const x = Math.round((from + to - width) / 2);
    let left = bar.left ? letters.width(endFont, bar.left) : 0;
    let right = bar.right ? letters.width(endFont, bar.right) : 0;
    const roomy = x - from >= Math.max(left, right) + 4;
    if (placed.clash) {
      // The hatch of a clash at an end matters more than the station there.
      if (across(scene, placed.clash.start) < from + left) left = 0;
      if (across(scene, placed.clash.end) > to - right) right = 0;
    }
    if ((bar.hatched || placed.clash) && !bar.faint) {
      // Texts keep their own ground: over stripes they are not read.
      context.fillStyle = palette.tone[bar.tone].fill;
      const plate = (at: number, wide: number): void => context.fillRect(at - 2, y + shape.bar + 1, Math.ceil(wide) + 4, shape.barHeight - 2);
      plate(x, width);
      if (roomy && left) plate(from, left);
      if (roomy && right) plate(to - right, right);
    }
    const ink = inkOf(scene, placed);
    const faint = bar.faint === true;
    if (x < frame.width && x + width > frame.titles) {
      context.globalAlpha = faint ? FAINT_TEXT : 1;
      context.fillStyle = ink;
      context.fillText(bar.label, x, middle);
    }
    if (!roomy) continue;
    if (bar.left && left && from < frame.width && from + left > frame.titles) ends.push({ text: bar.left, x: from, y: middle, ink, faint });
    if (bar.right && right && to > frame.titles && to - right < frame.width) {
      ends.push({ text: bar.right, x: Math.round(to - right), y: middle, ink, faint });
    }
  }
  context.font = letters.fonts[endFont];
  for (const { text, x, y, ink, faint } of ends) {
    context.globalAlpha = faint ? FAINT_TEXT : 1;
    context.fillStyle = ink;
    context.fillText(text, x, y);
  }
  context.globalAlpha = 1;
}

/** The number of a bar whose middle is out of view, in what is seen of it: a long flight keeps its name. */
export function paintEdgeNumbers(context: Context, scene: Scene, part: Part): void {
  const { view, frame, letters, palette, layout } = scene;
  const shape = laneShape(layout.pitch);
  if (!shape.text) return;
  const { font, endFont } = fontsOf(scene);
  const [first, last] = [view.left, view.left + view.width * view.msPerPx];
  context.font = letters.fonts[font];
  for (const row of part.rows) {
    for (const placed of row.bars) {
      const { bar } = placed;
      if ((bar.start >= first || bar.end <= first) && (bar.start >= last || bar.end <= last)) continue;
      const [x0, x1] = [across(scene, bar.start), across(scene, endOf(bar)) - 1 - pillWidth(scene, bar.marks)];
      const width = letters.width(font, bar.label);
      const middle = (x0 + x1) / 2;
      if (middle + width / 2 > frame.titles && middle - width / 2 < frame.width) continue;
      const from = x0 < frame.titles ? frame.titles + INSET : x0 + 2 * INSET + letters.width(endFont, bar.left ?? '');
      const to = x1 > frame.width ? frame.width - INSET : x1 - 2 * INSET - letters.width(endFont, bar.right ?? '');
      if (to - from < width) continue;
      const x = Math.round((from + to - width) / 2);
      const y = row.y + part.dy + placed.lane * layout.pitch + shape.bar;
      if (bar.hatched || placed.clash) {
        context.fillStyle = palette.tone[bar.tone].fill;
        context.fillRect(x - 2, y + 1, Math.ceil(width) + 4, shape.barHeight - 2);
      }
      context.fillStyle = inkOf(scene, placed);
      context.fillText(bar.label, x, y + shape.barHeight / 2 + 0.5);
    }
  }
}

const INSET = 3;

const fontsOf = ({ layout }: Scene) =>
  layout.pitch >= 20 ? ({ font: 'number', endFont: 'end' } as const) : ({ font: 'dense', endFont: 'denseEnd' } as const);

const inkOf = ({ palette }: Scene, { bar }: PlacedBar): string =>
  bar.faint ? palette.muted : bar.hollow ? palette.text : palette.tone[bar.tone].ink;
