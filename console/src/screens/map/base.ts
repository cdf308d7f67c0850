/** Land, borders and graticule: drawn once for a view into a canvas of its own, and only moved while somebody drags. */
import { geoGraticule10, geoPath, type GeoProjection } from 'd3-geo';
import { feature, mesh } from 'topojson-client';
import coarse from 'world-atlas/countries-110m.json?url';
import fine from 'world-atlas/countries-50m.json?url';
import type { View } from './geo';
import type { Colours } from './paint';

type Topology = Parameters<typeof feature>[0];
type Countries = Parameters<typeof feature>[1];

interface Outline {
  land: ReturnType<typeof feature>;
  borders: ReturnType<typeof mesh>;
}

/** Pixels to a radian of the earth from which the coarse outline looks broken. */
const FINE_FROM = 2_200;
const read = new Map<string, Promise<Outline>>();

async function outlineAt(address: string): Promise<Outline> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The outline of the land could not be read (${answer.status}).`);
  const topology = (await answer.json()) as Topology;
  const countries = topology.objects.countries as Countries & Parameters<typeof mesh>[1];
  return { land: feature(topology, countries), borders: mesh(topology, countries, (one, other) => one !== other) };
}

/** The outline that suits the scale in pixels to a radian; each is fetched once, when first wanted. */
export function outline(scale: number): Promise<Outline> {
  const address = scale >= FINE_FROM ? fine : coarse;
  let found = read.get(address);
  if (!found) {
    found = outlineAt(address);
    found.catch(() => read.delete(address));
    read.set(address, found);
  }
  return found;
}

/** Draw the ground of the map into a canvas of these pixels. */
export function drawBase(canvas: HTMLCanvasElement, drawn: Outline, projection: GeoProjection, view: View, ratio: number, colours: Colours): void {
  const context = canvas.getContext('2d')!;
  const [width, height] = [canvas.width / ratio, canvas.height / ratio];
  const [tx, ty] = projection.translate();
  const scale = projection.scale();
  projection.scale(scale * view.k).translate([tx * view.k + view.x, ty * view.k + view.y]).clipExtent([[-8, -8], [width + 8, height + 8]]);
  const path = geoPath(projection, context);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colours.sea;
  context.fillRect(0, 0, width, height);
  const stroke = (shape: Parameters<typeof path>[0], colour: string, thick: number): void => {
    context.beginPath();
    path(shape);
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.stroke();
  };
  stroke(geoGraticule10(), colours.graticule, 0.6);
  context.beginPath();
  path(drawn.land as Parameters<typeof path>[0]);
  context.fillStyle = colours.land;
  context.fill();
  stroke(drawn.land as Parameters<typeof path>[0], colours.coast, 0.7);
  stroke(drawn.borders, colours.border, 0.9);
  projection.scale(scale).translate([tx, ty]).clipExtent(null);
}
