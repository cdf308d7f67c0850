import { day, hourMinute } from '../../ui/words';
import type { Moment } from '../model';
import type { Ticks } from '../ticks';
import { across, RULER, type Scene } from './scene';

type Context = CanvasRenderingContext2D;

const DAY_LINE = 15;
const said = new Map<string, string>();

/** A time as the ruler writes it; remembered, because asking the browser each frame costs more than drawing. */
export function timeLabel(at: Moment, zone: string): string {
  return remembered(`t${zone}${at}`, () => hourMinute(at, zone));
}

const dayLabel = (at: Moment, zone: string): string =>
  remembered(`d${zone}${at}`, () => `${new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone }).format(at)} ${day(at, zone)}`);

function remembered(key: string, make: () => string): string {
  let text = said.get(key);
  if (text === undefined) {
    if (said.size > 2_000) said.clear();
    text = make();
    said.set(key, text);
  }
  return text;
}

/** Where the label of now stands on the ruler; undefined when now is out of view. */
export function nowPlate(scene: Scene): { text: string; left: number; width: number } | undefined {
  const { model, frame, letters, zone } = scene;
  if (model.now === undefined) return undefined;
  const x = across(scene, model.now);
  if (x < frame.titles || x > frame.width) return undefined;
  const text = timeLabel(Math.floor(model.now / 60_000) * 60_000, zone);
  const width = Math.ceil(letters.width('day', text)) + 8;
  return { text, width, left: Math.max(frame.titles, Math.min(Math.round(x - width / 2), frame.width - width)) };
}

/** Days above, times below, each with its zone letter. */
export function paintRuler(context: Context, scene: Scene, at: Ticks): void {
  const { frame, palette, letters, zone, view } = scene;
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, frame.width, RULER);
  context.fillStyle = palette.lineStrong;
  for (const moment of at.labelled) context.fillRect(across(scene, moment), RULER - 5, 1, 5);
  context.fillStyle = palette.line;
  for (const moment of at.small) context.fillRect(across(scene, moment), RULER - 3, 1, 3);

  const now = nowPlate(scene);
  context.font = letters.fonts.ruler;
  context.fillStyle = palette.muted;
  for (const moment of at.labelled) {
    const text = timeLabel(moment, zone);
    const width = letters.width('ruler', text);
    const x = Math.round(across(scene, moment) - width / 2);
    // The label of now has the place to itself.
    if (now && x < now.left + now.width + 4 && x + width > now.left - 4) continue;
    if (x > frame.titles + 2 && x + width < frame.width) context.fillText(text, x, RULER - 12);
  }

  context.font = letters.fonts.day;
  // The day at the left edge keeps its name in view until the next one pushes it out.
  const starts = [view.left, ...at.days.filter((moment) => moment > view.left)];
  for (const [index, moment] of starts.entries()) {
    const text = dayLabel(moment, zone);
    const width = letters.width('day', text);
    const next = starts[index + 1];
    const edge = index === 0 ? frame.titles : across(scene, moment);
    const x = next === undefined ? edge + 5 : Math.min(edge + 5, across(scene, next) - width - 6);
    if (x < frame.titles - width || x > frame.width) continue;
    context.fillStyle = palette.text;
    if (x >= frame.titles) context.fillText(text, x, DAY_LINE / 2 + 1);
    if (index > 0) {
      context.fillStyle = palette.lineStrong;
      context.fillRect(edge, 0, 1, RULER);
    }
  }
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, frame.titles, frame.head);
  context.fillStyle = palette.lineStrong;
  context.fillRect(0, frame.head - 1, frame.width, 1);
  context.fillRect(frame.titles - 1, 0, 1, frame.head);
}
