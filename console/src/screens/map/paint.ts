/** What moves on the map: ways, flights, stations and their names. Colours come from the tokens of the theme. */
import type { FlightTone, MapFlight } from './flights';
import type { Point } from './geo';
import type { Placed } from './labels';
import type { StationState } from './stations';

export interface Colours {
  sea: string;
  land: string;
  coast: string;
  border: string;
  graticule: string;
  text: string;
  muted: string;
  route: string;
  focus: string;
  ink: string;
  tone: Record<FlightTone | 'warning', string>;
}

/** Read the theme's colours from the document. */
export function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    sea: of('--ground'),
    land: of('--raised'),
    coast: of('--line-strong'),
    border: of('--line'),
    graticule: of('--grid-line'),
    text: of('--text'),
    muted: of('--muted'),
    route: of('--line-strong'),
    focus: of('--focus'),
    ink: of('--ground'),
    tone: {
      // These tokens are the ground of white text; a line needs more light on dark, and more dark on light.
      scheduled: `color-mix(in srgb, ${of('--tone-scheduled')} 75%, ${of('--text')})`,
      airborne: `color-mix(in srgb, ${of('--tone-airborne')} 60%, ${of('--text')})`,
      delay: of('--tone-delay'),
      caution: of('--tone-caution'),
      cancelled: of('--muted'),
      warning: of('--tone-warning'),
    },
  };
}

export interface Mark {
  code: string;
  at: Point;
  radius: number;
  state: StationState;
  /** It closes or is reduced within hours. */
  threatened: boolean;
  /** Second line of the label; empty: none. */
  says: string;
}

export interface Way {
  points: readonly Point[];
  flight?: MapFlight;
}

export interface Plane {
  flight: MapFlight;
  at: Point;
  heading: number;
  way: readonly Point[];
}

export interface Picture {
  routes: readonly (readonly Point[])[];
  planes: readonly Plane[];
  /** The gravest first; it is painted last. */
  marks: readonly Mark[];
  labels: readonly Placed[];
  chosen: ReadonlySet<string>;
  hovered: string;
  /** Nothing new arrives: every position is hollow. */
  old: boolean;
}

export const LABEL_PX = 11;
export const LABEL_HEIGHT = 13;
const FONT = `600 ${LABEL_PX}px 'Inter Variable', system-ui, sans-serif`;
const SMALL = `400 10px 'Inter Variable', system-ui, sans-serif`;

/** Width of a label in pixels. */
export function labelWidth(context: CanvasRenderingContext2D, mark: Mark): number {
  context.font = FONT;
  const name = context.measureText(mark.code).width;
  context.font = SMALL;
  return Math.ceil(Math.max(name, mark.says ? context.measureText(mark.says).width : 0)) + 4;
}

export function paint(context: CanvasRenderingContext2D, picture: Picture, colours: Colours): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const route of picture.routes) line(context, route, colours.route, 0.7, 0.38);
  for (const plane of picture.planes) if (plane.flight.phase !== 'air') wayOf(context, plane, picture, colours);
  for (const plane of picture.planes) if (plane.flight.phase === 'air') wayOf(context, plane, picture, colours);
  for (const plane of picture.planes) if (plane.flight.phase === 'air') glyph(context, plane, picture, colours);
  // Over the flights: that a station is closed must not be hidden by who flies there.
  for (const mark of [...picture.marks].reverse()) station(context, mark, picture, colours);
  names(context, picture, colours);
}

function line(context: CanvasRenderingContext2D, points: readonly Point[], colour: string, thick: number, alpha = 1, dash: number[] = []): void {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.setLineDash(dash);
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = thick;
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function wayOf(context: CanvasRenderingContext2D, { flight, way }: Plane, picture: Picture, colours: Colours): void {
  const picked = picture.chosen.has(flight.id) || picture.hovered === flight.id;
  const colour = picked ? colours.focus : colours.tone[flight.tone];
  const thick = picked ? 2.2 : 1.3;
  if (flight.phase === 'air') {
    const done = Math.round(flight.share * (way.length - 1));
    line(context, way.slice(0, done + 1), colour, thick);
    line(context, way.slice(done), colour, thick - 0.4, picked ? 0.9 : 0.6, [2, 5]);
  } else if (flight.phase === 'soon') {
    line(context, way.slice(0, picked ? way.length : Math.ceil(way.length / 3)), colour, thick, picked ? 1 : 0.75, [4, 4]);
  } else {
    line(context, way, colour, thick - 0.3, picked ? 1 : 0.5, [1, 5]);
    const [x, y] = way[Math.floor(way.length / 2)] ?? [0, 0];
    cross(context, x, y, 3.5, colour, 1.4);
  }
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, reach: number, colour: string, thick: number): void {
  line(context, [[x - reach, y - reach], [x + reach, y + reach]], colour, thick);
  line(context, [[x - reach, y + reach], [x + reach, y - reach]], colour, thick);
}

/** An arrow head in the direction of flight; hollow where its place is not known any more. */
function glyph(context: CanvasRenderingContext2D, { flight, at, heading }: Plane, picture: Picture, colours: Colours): void {
  const picked = picture.chosen.has(flight.id) || picture.hovered === flight.id;
  const colour = picked ? colours.focus : colours.tone[flight.tone];
  const size = picked ? 8 : 6.5;
  context.save();
  context.translate(at[0], at[1]);
  context.rotate(heading);
  context.beginPath();
  context.moveTo(size, 0);
  context.lineTo(-size * 0.75, size * 0.62);
  context.lineTo(-size * 0.35, 0);
  context.lineTo(-size * 0.75, -size * 0.62);
  context.closePath();
  context.lineWidth = 2.5;
  context.strokeStyle = colours.ink;
  context.stroke();
  context.fillStyle = picture.old || flight.overdue ? colours.ink : colour;
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = colour;
  context.stroke();
  context.restore();
}

const STATE_TONE: Record<Exclude<StationState, 'open'>, FlightTone | 'warning'> = { closed: 'warning', reduced: 'caution', curfew: 'cancelled' };

/** Open: a dot. Reduced: a triangle. Curfew: a half moon. Closed: a crossed square in a ring. */
function station(context: CanvasRenderingContext2D, mark: Mark, picture: Picture, colours: Colours): void {
  const [x, y] = mark.at;
  const { state, radius } = mark;
  const colour = state === 'open' ? colours.text : colours.tone[STATE_TONE[state]];
  context.beginPath();
  if (state === 'reduced') {
    const reach = radius + 2;
    context.moveTo(x, y - reach);
    context.lineTo(x + reach * 0.95, y + reach * 0.75);
    context.lineTo(x - reach * 0.95, y + reach * 0.75);
    context.closePath();
  } else if (state === 'closed') {
    const reach = radius + 1;
    context.rect(x - reach, y - reach, reach * 2, reach * 2);
  } else context.arc(x, y, radius, 0, Math.PI * 2);
  context.fillStyle = state === 'curfew' ? colours.ink : colour;
  context.strokeStyle = state === 'curfew' ? colour : colours.ink;
  context.lineWidth = state === 'curfew' ? 1.3 : 1.5;
  context.stroke();
  context.fill();
  if (state === 'curfew') {
    context.beginPath();
    context.arc(x, y, radius, -Math.PI / 2, Math.PI / 2);
    context.fillStyle = colour;
    context.fill();
  }
  if (state === 'closed') {
    cross(context, x, y, radius - 1, '#ffffff', 1.6);
    ring(context, x, y, radius + 7, colours.tone.warning, 1.6, []);
  } else if (mark.threatened) ring(context, x, y, radius + 6, colours.tone.caution, 1.2, [3, 3]);
  if (picture.chosen.has(mark.code) || picture.hovered === mark.code) ring(context, x, y, radius + 3.5, colours.focus, 2, []);
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, reach: number, colour: string, thick: number, dash: number[]): void {
  context.beginPath();
  context.arc(x, y, reach, 0, Math.PI * 2);
  context.setLineDash(dash);
  context.strokeStyle = colour;
  context.lineWidth = thick;
  context.stroke();
  context.setLineDash([]);
}

function names(context: CanvasRenderingContext2D, picture: Picture, colours: Colours): void {
  const marks = new Map(picture.marks.map((mark) => [mark.code, mark]));
  context.textBaseline = 'top';
  for (const label of picture.labels) {
    const mark = marks.get(label.id);
    if (!mark) continue;
    const before = label.x + label.width / 2 < mark.at[0];
    const [x, align] = before ? [label.x + label.width - 2, 'right' as const] : [label.x + 2, 'left' as const];
    context.textAlign = align;
    if (label.led) line(context, [mark.at, [before ? x + 2 : x - 2, label.y + LABEL_HEIGHT / 2]], colours.muted, 0.8, 0.9);
    const picked = picture.chosen.has(mark.code) || picture.hovered === mark.code;
    context.lineWidth = 3;
    context.strokeStyle = colours.sea;
    context.font = FONT;
    context.strokeText(mark.code, x, label.y + 1);
    context.fillStyle = picked ? colours.focus : mark.state === 'open' && !mark.threatened && mark.radius < 4 ? colours.muted : colours.text;
    context.fillText(mark.code, x, label.y + 1);
    if (!mark.says) continue;
    context.font = SMALL;
    context.strokeText(mark.says, x, label.y + LABEL_HEIGHT + 1);
    context.fillStyle = colours.muted;
    context.fillText(mark.says, x, label.y + LABEL_HEIGHT + 1);
  }
}
