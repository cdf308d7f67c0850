/** Names beside marks, none over another: the important first, near its mark, or farther off with a line to it. */
import type { Point } from './geo';

export interface Wanted {
  id: string;
  at: Point;
  /** Radius of the mark. */
  radius: number;
  width: number;
  height: number;
  /** The greater goes first. */
  weight: number;
}

export interface Placed {
  id: string;
  /** Left and top. */
  x: number;
  y: number;
  width: number;
  /** Whether it stands so far off that a line must lead to it. */
  led: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const NEAR: readonly Point[] = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]];
const FAR_PX = [16, 28];

/** Places of the labels that fit into width and height; the least important are left out when there is no room. */
export function placed(wanted: readonly Wanted[], width: number, height: number): Placed[] {
  const taken: Box[] = wanted.map(({ at, radius }) => ({ x: at[0] - radius, y: at[1] - radius, width: 2 * radius, height: 2 * radius }));
  const found: Placed[] = [];
  const order = [...wanted].sort((one, other) => other.weight - one.weight || one.id.localeCompare(other.id));
  for (const label of order) {
    const box = candidates(label).find(({ box: one }) => inside(one, width, height) && !taken.some((other) => overlap(one, other)));
    if (!box) continue;
    taken.push(box.box);
    found.push({ id: label.id, x: box.box.x, y: box.box.y, width: box.box.width, led: box.led });
  }
  return found;
}

function candidates({ at, radius, width, height }: Wanted): { box: Box; led: boolean }[] {
  const boxAt = (dx: number, dy: number, gap: number): Box => ({
    x: at[0] + dx * (radius + gap) - (dx > 0 ? 0 : dx < 0 ? width : width / 2),
    y: at[1] + dy * (radius + gap) - (dy > 0 ? 0 : dy < 0 ? height : height / 2),
    width,
    height,
  });
  return [
    ...NEAR.map(([dx, dy]) => ({ box: boxAt(dx, dy, dx !== 0 && dy !== 0 ? 0 : 3), led: false })),
    ...FAR_PX.flatMap((gap) => NEAR.map(([dx, dy]) => ({ box: boxAt(dx, dy, gap), led: true }))),
  ];
}

function inside(box: Box, width: number, height: number): boolean {
  return box.x >= 2 && box.y >= 2 && box.x + box.width <= width - 2 && box.y + box.height <= height - 2;
}

export function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}
