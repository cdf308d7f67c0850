/** From stations and flights to what is painted for one view, and what lies under the pointer. */
import type { GeoProjection } from 'd3-geo';
import type { MapFlight } from './flights';
import { arc, positionOf, shown, type Place, type Point, type View } from './geo';
import { placed, type Placed } from './labels';
import { LABEL_HEIGHT, labelWidth, type Mark, type Picture, type Plane } from './paint';
import { stateInWords, type Station } from './stations';

export interface Scene {
  stations: readonly Station[];
  flights: readonly MapFlight[];
  /** Pairs of stations that our flights connect today. */
  routes: readonly (readonly [string, string])[];
  movements: (code: string) => number;
  chosen: ReadonlySet<string>;
  hovered: string;
  old: boolean;
  now: number;
  zone: string;
}

const THREAT_MS = 6 * 3_600_000;
const WEATHER_LETTERS = 26;

/** Everything at its pixel. */
export function pictureOf(scene: Scene, projection: GeoProjection, view: View, width: number, height: number, context: CanvasRenderingContext2D): Picture {
  const put = shown(projection, view);
  const places = new Map<string, Place>(scene.stations.map(({ airport }) => [airport.code, [airport.longitude, airport.latitude]]));
  const marks = scene.stations.map((station) => markOf(station, scene, put));
  return {
    marks,
    labels: labelsOf(marks, scene, width, height, context),
    routes: scene.routes.flatMap(([from, to]) => {
      const [start, end] = [places.get(from), places.get(to)];
      return start && end ? [arc(start, end, put)] : [];
    }),
    planes: scene.flights.flatMap((flight): Plane[] => {
      const [from, to] = [places.get(flight.origin), places.get(flight.destination)];
      if (!from || !to) return [];
      return [{ flight, ...positionOf(from, to, flight.share, put), way: arc(from, to, put) }];
    }),
    chosen: scene.chosen,
    hovered: scene.hovered,
    old: scene.old,
  };
}

function markOf(station: Station, scene: Scene, put: (place: Place) => Point): Mark {
  const { airport, state, change } = station;
  const busiest = Math.max(1, ...scene.stations.map((one) => scene.movements(one.airport.code)));
  const threatened = state === 'open' && change !== undefined && (change.state === 'closed' || change.state === 'reduced') && change.at - scene.now <= THREAT_MS;
  const words = [state !== 'open' || threatened ? stateInWords(station, scene.now, scene.zone) : '', cut(airport.weather)];
  return {
    code: airport.code,
    at: put([airport.longitude, airport.latitude]),
    radius: 2.5 + 5 * Math.sqrt(scene.movements(airport.code) / busiest),
    state,
    threatened,
    says: words.filter(Boolean).join(' · '),
  };
}

function cut(weather: string): string {
  return weather.length > WEATHER_LETTERS ? `${weather.slice(0, WEATHER_LETTERS - 1)}…` : weather;
}

function labelsOf(marks: readonly Mark[], scene: Scene, width: number, height: number, context: CanvasRenderingContext2D): Placed[] {
  const inView = marks.filter(({ at }) => at[0] > -20 && at[1] > -20 && at[0] < width + 20 && at[1] < height + 20);
  return placed(
    inView.map((mark) => ({
      id: mark.code,
      at: mark.at,
      radius: mark.radius + (mark.state === 'closed' || mark.threatened ? 6 : 0),
      width: labelWidth(context, mark),
      height: mark.says ? LABEL_HEIGHT * 2 : LABEL_HEIGHT,
      weight: scene.movements(mark.code) + (mark.state === 'closed' ? 10_000 : mark.state === 'reduced' || mark.threatened ? 5_000 : 0) + (scene.chosen.has(mark.code) ? 20_000 : 0),
    })),
    width,
    height,
  );
}

const REACH_PX = 14;

/** The flight or station nearest to the pointer, within reach; a flight before a station that is as near. */
export function under(picture: Picture, at: Point): { kind: 'flight' | 'airport'; id: string } | undefined {
  let best: { kind: 'flight' | 'airport'; id: string } | undefined;
  let least = REACH_PX;
  const offer = (kind: 'flight' | 'airport', id: string, distance: number): void => {
    if (distance < least) [best, least] = [{ kind, id }, distance];
  };
  for (const { flight, at: place } of picture.planes) if (flight.phase === 'air') offer('flight', flight.id, distance(place, at));
  for (const mark of picture.marks) offer('airport', mark.code, Math.max(0, distance(mark.at, at) - mark.radius) + 0.5);
  for (const label of picture.labels) {
    const inLabel = at[0] >= label.x && at[0] <= label.x + label.width && at[1] >= label.y && at[1] <= label.y + LABEL_HEIGHT;
    if (inLabel) offer('airport', label.id, 1);
  }
  if (best) return best;
  for (const { flight, way } of picture.planes) offer('flight', flight.id, toLine(way, at) + REACH_PX - 5);
  return best;
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}

function toLine(points: readonly Point[], at: Point): number {
  let least = Infinity;
  for (let next = 1; next < points.length; next++) {
    const [[x, y], [toX, toY]] = [points[next - 1]!, points[next]!];
    const [dx, dy] = [toX - x, toY - y];
    const along = Math.min(1, Math.max(0, ((at[0] - x) * dx + (at[1] - y) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x + dx * along - at[0], y + dy * along - at[1]));
  }
  return least;
}
