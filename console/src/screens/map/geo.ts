/** From the earth to the screen: a projection that shows all of our stations, and the ways between them. */
import { geoConicConformal, geoEqualEarth, geoInterpolate, type GeoProjection } from 'd3-geo';

/** Longitude, latitude. */
export type Place = readonly [number, number];
/** Pixels. */
export type Point = readonly [number, number];

/** How far the picture is drawn in, and what part of it is shown: `screen = picture * k + (x, y)`. */
export interface View {
  k: number;
  x: number;
  y: number;
}

export const WHOLE: View = { k: 1, x: 0, y: 0 };
export const MOST = 24;

/** A conic for a network of one continent, the whole earth otherwise; every place lies inside the margins. */
export function projectionFor(places: readonly Place[], width: number, height: number, margin = 56): GeoProjection {
  const points = { type: 'MultiPoint' as const, coordinates: places.map(([longitude, latitude]) => [longitude, latitude]) };
  const west = middleOf(places);
  const latitudes = places.map((place) => place[1]);
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const offsets = places.map((place) => around(place[0] - west));
  const span = Math.max(...offsets) - Math.min(...offsets);
  const middle = (south + north) / 2;
  const regional = span < 110 && Math.abs(middle) > 12 && Math.sign(south) === Math.sign(north);
  const projection = regional
    ? geoConicConformal().parallels([south + (north - south) / 6, north - (north - south) / 6]).rotate([-west, 0])
    : geoEqualEarth().rotate([-west, 0]);
  const inset = Math.min(margin, width / 5, height / 5);
  projection.fitExtent([[inset, inset], [width - inset, height - inset]], points);
  // One place, or none to speak of: the nearest thousand kilometres rather than one street.
  const most = 3_000;
  if (places.length === 0 || !Number.isFinite(projection.scale()) || projection.scale() > most) {
    projection.scale(most).translate([0, 0]);
    const [x, y] = projection([west, middle || 0]) ?? [0, 0];
    projection.translate([width / 2 - x, height / 2 - y]);
  }
  return projection;
}

/** Where a place is on the screen. */
export function shown(projection: GeoProjection, view: View): (place: Place) => Point {
  return (place) => {
    const [x, y] = projection([place[0], place[1]]) ?? [0, 0];
    return [x * view.k + view.x, y * view.k + view.y];
  };
}

/** Points of the great circle between two places, in pixels. */
export function arc(from: Place, to: Place, put: (place: Place) => Point, steps = 28): Point[] {
  const between = geoInterpolate([from[0], from[1]], [to[0], to[1]]);
  return Array.from({ length: steps + 1 }, (_, step) => put(between(step / steps)));
}

/** Where a flight is, and the direction on the screen that it flies in, radians from east. */
export function positionOf(from: Place, to: Place, share: number, put: (place: Place) => Point): { at: Point; heading: number } {
  const between = geoInterpolate([from[0], from[1]], [to[0], to[1]]);
  const at = put(between(share));
  const [behind, ahead] = [put(between(Math.max(0, share - 0.01))), put(between(Math.min(1, share + 0.01)))];
  return { at, heading: Math.atan2(ahead[1] - behind[1], ahead[0] - behind[0]) };
}

/** Drawn in by `factor` about a point of the screen; never smaller than the whole, never lost from sight. */
export function zoomed(view: View, factor: number, at: Point, width: number, height: number): View {
  const k = Math.min(MOST, Math.max(1, view.k * factor));
  const ratio = k / view.k;
  return held({ k, x: at[0] - (at[0] - view.x) * ratio, y: at[1] - (at[1] - view.y) * ratio }, width, height);
}

export function moved(view: View, dx: number, dy: number, width: number, height: number): View {
  return held({ k: view.k, x: view.x + dx, y: view.y + dy }, width, height);
}

/** The view with a place in the middle. */
export function centred(place: Place, projection: GeoProjection, k: number, width: number, height: number): View {
  const [x, y] = projection([place[0], place[1]]) ?? [width / 2, height / 2];
  return held({ k, x: width / 2 - x * k, y: height / 2 - y * k }, width, height);
}

function held(view: View, width: number, height: number): View {
  const slack = 0.5;
  const least = { x: width * (1 - slack) - width * view.k, y: height * (1 - slack) - height * view.k };
  return {
    k: view.k,
    x: Math.min(width * slack, Math.max(least.x, view.x)),
    y: Math.min(height * slack, Math.max(least.y, view.y)),
  };
}

/** The longitude in the middle of the widest part of the circle that holds all places. */
function middleOf(places: readonly Place[]): number {
  const longitudes = places.map((place) => place[0]).sort((one, other) => one - other);
  const [first, last] = [longitudes[0], longitudes.at(-1)];
  if (first === undefined || last === undefined) return 0;
  let gap = first + 360 - last;
  let after = first;
  for (let at = 1; at < longitudes.length; at++) {
    const [before, here] = [longitudes[at - 1] as number, longitudes[at] as number];
    if (here - before > gap) {
      gap = here - before;
      after = here;
    }
  }
  return around(after + (360 - gap) / 2);
}

function around(longitude: number): number {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}
