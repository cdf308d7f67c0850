import type { PlacedRow } from '../layout';
import { paintBars } from './bars';
import { paintRows, ticksOf } from './rows';
import { across, leftPx, type Part, type Scene } from './scene';
import { paintTitles } from './titles';

type Context = CanvasRenderingContext2D;

/** Small enough that the few which come into view with one step of the wheel are drawn within a frame. */
const WIDTH = 480;
const ABOUT_HEIGHT = 176;
/** The titles' own column among the tiles. */
const TITLES = -1;

interface Tile {
  readonly canvas: HTMLCanvasElement;
  readonly context: Context;
  width: number;
  height: number;
  /** What was drawn for each of its rows. */
  rows: readonly DrawnRow[];
  usedAt: number;
}

interface DrawnRow {
  readonly place: PlacedRow;
  /** From the top of the tile. */
  readonly y: number;
  /** The pixel of now, for a row with a flight under way: its line grows. */
  readonly now: number;
}

/** Which tiles a part of the plot needs: blocks of rows down, columns of time across. */
interface Grid {
  readonly from: number;
  readonly to: number;
  readonly each: number;
  readonly blocks: readonly [number, number];
  readonly columns: readonly [number, number];
}

/**
 * Rows drawn once and kept, in tiles: scrolling and panning copy them, and only what comes into view, or what has changed,
 * is drawn. Text is what costs: 40 rows with all their texts take three times as long as copying their tiles.
 */
export class Tiles {
  #tiles = new Map<string, Tile>();
  #free: Tile[] = [];
  #ground: readonly unknown[] = [];
  #frame = 0;
  #ratio: number;
  #grid: Grid | undefined;

  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  /** A frame begins; tiles drawn at another scale, in other colours or over other bands are worth nothing. */
  begin(scene: Scene): void {
    const { model, view, palette, letters, layout, zone, frame } = scene;
    const bands = layout.wide.map(({ band }) => `${band.kind}${band.start}-${band.end}`).join();
    const ground = [model.start, model.end, view.msPerPx, palette, letters, layout.pitch, layout.pinnedRows, zone, frame.titles, bands];
    if (ground.some((one, at) => one !== this.#ground[at])) this.#recycle([...this.#tiles.keys()]);
    this.#ground = ground;
    this.#frame += 1;
    this.#grid = undefined;
    // Twice what one frame shows is kept, those seen last; the canvases of the others are used again: a new one costs as
    // much as drawing it.
    const idle = [...this.#tiles].filter(([, tile]) => tile.usedAt < this.#frame - 1).sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const spare = idle.length - (this.#tiles.size - idle.length);
    if (spare > 0) this.#recycle(idle.slice(0, spare).map(([key]) => key));
  }

  /** Puts the tiles of a part in their places; answers where the last one ends. */
  paint(context: Context, scene: Scene, part: Part): number {
    const { frame, model, view } = scene;
    const grid = gridOf(scene, part);
    if (!grid) return part.top;
    if (grid.from === scene.layout.pinnedRows) this.#grid = grid;
    const left = leftPx(model.start, view);
    context.imageSmoothingEnabled = false;
    let bottom = part.top;
    for (let block = grid.blocks[0]; block <= grid.blocks[1]; block += 1) {
      const first = scene.layout.rows[grid.from + block * grid.each];
      if (!first) break;
      const y = first.y + part.dy;
      for (let column = grid.columns[0]; column <= grid.columns[1]; column += 1) {
        this.#copy(context, this.#tile(scene, grid, block, column), frame.titles + column * WIDTH - left, y);
      }
      const titles = this.#tile(scene, grid, block, TITLES);
      this.#copy(context, titles, 0, y);
      bottom = y + titles.height;
    }
    return bottom;
  }

  /** Draws one tile that comes next when the view moves on as it did; answers whether there was one to draw. */
  ahead(scene: Scene, dx: number, dy: number): boolean {
    const grid = this.#grid;
    if (!grid) return false;
    const [top, bottom] = grid.blocks;
    const [left, right] = grid.columns;
    const block = dy > 0 ? bottom + 1 : top - 1;
    const column = dx > 0 ? right + 1 : left - 1;
    const lastBlock = Math.ceil((grid.to - grid.from) / grid.each) - 1;
    const lastColumn = Math.floor((scene.model.end - scene.model.start) / scene.view.msPerPx / WIDTH);
    if (dy !== 0 && block >= 0 && block <= lastBlock) {
      for (let at = left; at <= right; at += 1) if (this.#drawIfMissing(scene, grid, block, at)) return true;
      if (this.#drawIfMissing(scene, grid, block, TITLES)) return true;
    }
    if (dx !== 0 && column >= 0 && column <= lastColumn) {
      for (let at = top; at <= bottom; at += 1) if (this.#drawIfMissing(scene, grid, at, column)) return true;
    }
    return false;
  }

  #drawIfMissing(scene: Scene, grid: Grid, block: number, column: number): boolean {
    const missing = !this.#tiles.has(keyOf(grid, block, column));
    this.#tile(scene, grid, block, column);
    return missing;
  }

  /** On whole pixels of the screen, also where a pixel of the page is not one: otherwise letters lose columns. */
  #copy(context: Context, { canvas, width, height }: Tile, x: number, y: number): void {
    const ratio = this.#ratio;
    const [wide, high] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
    context.drawImage(canvas, 0, 0, wide, high, Math.round(x * ratio) / ratio, Math.round(y * ratio) / ratio, wide / ratio, high / ratio);
  }

  #tile(scene: Scene, grid: Grid, block: number, column: number): Tile {
    const key = keyOf(grid, block, column);
    const rows = scene.layout.rows.slice(grid.from + block * grid.each, Math.min(grid.to, grid.from + (block + 1) * grid.each));
    const [first, last] = [rows[0], rows.at(-1)];
    const top = first?.y ?? 0;
    const height = last ? last.y + last.height - top : 0;
    const width = column === TITLES ? scene.frame.titles : WIDTH;
    const now = scene.model.now === undefined ? 0 : across(scene, scene.model.now) + leftPx(scene.model.start, scene.view);
    const drawn = rows.map((place) => ({ place, y: place.y - top, now: column !== TITLES && isUnderWay(place) ? now : 0 }));
    let tile = this.#tiles.get(key);
    if (tile && tile.width === width && tile.height === height && tile.rows.length === rows.length) {
      const before = tile.rows;
      const changed = rows.filter((_, at) => !isSame(drawn[at], before[at], column === TITLES));
      if (changed.length > 0) this.#draw(tile, scene, changed, rows, column);
    } else {
      tile = this.#blank(tile, width, height);
      this.#tiles.set(key, tile);
      this.#draw(tile, scene, rows, rows, column);
    }
    tile.rows = drawn;
    tile.usedAt = this.#frame;
    return tile;
  }

  #draw(tile: Tile, scene: Scene, changed: readonly PlacedRow[], rows: readonly PlacedRow[], column: number): void {
    const { context, width, height } = tile;
    const dy = -(rows[0]?.y ?? 0);
    context.textBaseline = 'middle';
    const whole = changed.length === rows.length;
    const parts: Part[] = whole
      ? [{ rows, dy, top: 0, bottom: height }]
      : changed.map((row) => ({ rows: [row], dy, top: row.y + dy, bottom: row.y + row.height + dy }));
    if (column === TITLES) {
      for (const part of parts) paintTitles(context, scene, part);
      return;
    }
    const inTile: Scene = {
      ...scene,
      view: { ...scene.view, left: scene.model.start + column * WIDTH * scene.view.msPerPx, width },
      frame: { ...scene.frame, width, height, titles: 0 },
    };
    const at = ticksOf(inTile);
    for (const part of parts) {
      paintRows(context, inTile, part, at);
      paintBars(context, inTile, part);
    }
  }

  #blank(old: Tile | undefined, width: number, height: number): Tile {
    const canvas = old?.canvas ?? this.#free.pop()?.canvas ?? document.createElement('canvas');
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('This browser draws no canvas.');
    // Room for the other kinds of tile as well, so that a canvas is cut to size once.
    const wide = Math.ceil(Math.max(width, WIDTH) * this.#ratio);
    const high = Math.ceil(Math.max(height, ABOUT_HEIGHT * 1.5) * this.#ratio);
    if (canvas.width < wide || canvas.height < high) {
      canvas.width = wide;
      canvas.height = high;
    }
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    return { canvas, context, width, height, rows: [], usedAt: 0 };
  }

  #recycle(keys: readonly string[]): void {
    for (const key of keys) {
      const tile = this.#tiles.get(key);
      this.#tiles.delete(key);
      if (tile) this.#free.push(tile);
    }
  }
}

function gridOf({ layout, view, model }: Scene, part: Part): Grid | undefined {
  const [first, last] = [part.rows[0], part.rows.at(-1)];
  if (!first || !last) return undefined;
  const from = first.pinned ? 0 : layout.pinnedRows;
  const to = first.pinned ? layout.pinnedRows : layout.rows.length;
  const each = Math.max(1, Math.round(ABOUT_HEIGHT / layout.pitch));
  const left = leftPx(model.start, view);
  return {
    from, to, each,
    blocks: [Math.floor((first.index - from) / each), Math.floor((last.index - from) / each)],
    columns: [Math.floor(left / WIDTH), Math.floor((left + view.width - 1) / WIDTH)],
  };
}

const keyOf = ({ from }: Grid, block: number, column: number): string => `${from}/${block}/${column}`;

const isUnderWay = ({ given }: PlacedRow): boolean => given.some((bar) => bar.actualStart !== undefined && bar.actualEnd === undefined);

function isSame(one: DrawnRow | undefined, other: DrawnRow | undefined, titles: boolean): boolean {
  if (!one || !other) return false;
  const [a, b] = [one.place, other.place];
  if (one.y !== other.y || a.index % 2 !== b.index % 2 || a.height !== b.height) return false;
  if (titles) return a.row === b.row;
  return a.given === b.given && a.bands === b.bands && one.now === other.now && a.row.minTurnMin === b.row.minTurnMin;
}
