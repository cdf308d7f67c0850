import { barAt, barsIn, headingAt, rowAt } from './hit';
import type { PlacedBar } from './lanes';
import { layout, wideBands, type Layout, type PlacedRow, type RowHeight } from './layout';
import type { Drag, Group, Moment, Row, TimelineModel } from './model';
import { Hatches } from './paint/hatch';
import { Letters } from './paint/letters';
import { paintOverlay, type Pointing } from './paint/overlay';
import { paintBase } from './paint/paint';
import { readPalette, type Palette } from './paint/palette';
import { BAND_LANE, MINIMAP, MOST_BAND_LANES, RULER, type Frame, type Scene } from './paint/scene';
import { Tiles } from './paint/tiles';
import { titleColumns } from './paint/titles';
import { offsetOf } from './ticks';
import { clamp, fit, follow, panBy, reveal, rightOf, timeAt, zoomAbout, type Extent, type Viewport } from './viewport';

const GLIDE_MS = 160;
/** Tiles drawn in one pause between frames, and the milliseconds that must be left for one. */
const TILES_AHEAD = 2;
const IDLE_LEFT_MS = 3;
/** What a first look shows when there is more: the hours a controller works with. */
const FIRST_LOOK_MS = 16 * 3_600_000;
const NOTHING: TimelineModel = { groups: [], bars: [], bands: [], links: [], start: 0, end: 3_600_000 };

/** What the screen chose. */
export interface ChartOptions {
  model: TimelineModel;
  selected: ReadonlySet<string>;
  focused: string | undefined;
  zone: string;
  rowHeight: RowHeight;
}

/**
 * The timeline behind its component: what is shown of which model, and the two canvases it is drawn on. The lower one holds
 * rows and bars and is drawn again only when they or the view change; the upper one holds what follows the pointer.
 */
export class Chart {
  options: ChartOptions = { model: NOTHING, selected: new Set(), focused: undefined, zone: 'UTC', rowHeight: 'normal' };
  view: Viewport = { left: 0, msPerPx: 60_000, top: 0, width: 0, height: 0 };
  layout: Layout;
  frame: Frame = { width: 0, height: 0, titles: 0, head: 0, foot: 0 };
  /** Now stays where it is while the clock goes on; until the view is moved by hand. */
  following = false;
  measuring = false;
  pointing: Omit<Pointing, 'selected' | 'focused'> = { active: false, hovered: undefined, lasso: undefined, ghost: undefined, measure: undefined };

  #root: HTMLElement;
  #base: HTMLCanvasElement;
  #over: HTMLCanvasElement;
  #pen: CanvasRenderingContext2D;
  #overPen: CanvasRenderingContext2D;
  #palette: Palette;
  #letters: Letters;
  #hatches = new Hatches(1);
  #tiles = new Tiles(1);
  #scale = 0;
  #offsetMin = offsetOf('UTC');
  #ratio = 1;
  #pins = new Set<string>();
  #folds = new Map<string, boolean>();
  #asked = 0;
  #laidOut = false;
  #baseOld = true;
  #seenOnce = false;
  #drawn: Viewport = this.view;
  #heading: readonly [number, number] = [0, 1];
  #idle = 0;
  #glide: { from: Viewport; to: Viewport; at: number } | undefined;
  #onframe: () => void;

  /** `onframe` is called after each frame that drew rows or bars. */
  constructor(root: HTMLElement, base: HTMLCanvasElement, over: HTMLCanvasElement, onframe: () => void) {
    [this.#root, this.#base, this.#over, this.#onframe] = [root, base, over, onframe];
    this.#pen = penOf(base, false);
    this.#overPen = penOf(over, true);
    this.#palette = readPalette(root);
    this.#letters = new Letters(this.#palette.family);
    this.layout = layout(NOTHING, { rowHeight: 'normal', available: 0, pinned: () => false, folded: () => false });
  }

  /** Takes what changed of the options; draws only what that touches. */
  set(changed: Partial<ChartOptions>): void {
    const before = this.options;
    const next = { ...before, ...changed };
    this.options = next;
    if (next.zone !== before.zone) this.#offsetMin = offsetOf(next.zone);
    if (next.model !== before.model || next.rowHeight !== before.rowHeight) this.#laidOut = false;
    this.ask(next.model !== before.model || next.rowHeight !== before.rowHeight || next.zone !== before.zone);
  }

  /** Another size, or another screen's pixels. */
  resize(width: number, height: number): void {
    this.frame = { ...this.frame, width, height };
    this.#laidOut = false;
    this.ask(true);
  }

  /** Reads colours and fonts again. */
  retheme(): void {
    this.#palette = readPalette(this.#root);
    this.#letters = new Letters(this.#palette.family);
    this.#hatches = new Hatches(this.#ratio);
    this.#laidOut = false;
    this.ask(true);
  }

  /** Asks for one frame; `base`: rows and bars are drawn again too. */
  ask(base: boolean): void {
    this.#baseOld ||= base;
    if (this.#asked === 0) this.#asked = requestAnimationFrame((now) => this.#draw(now));
  }

  stop(): void {
    cancelAnimationFrame(this.#asked);
    if (this.#idle !== 0) cancelIdleCallback(this.#idle);
    this.#asked = -1;
  }

  point(changed: Partial<Chart['pointing']>): void {
    this.pointing = { ...this.pointing, ...changed };
    this.ask(false);
  }

  /** Another view, as near as there is one. A glide only where motion is welcome. */
  look(view: Viewport, { glide = false } = {}): void {
    const to = clamp(view, this.extent);
    this.#glide = undefined;
    if (glide && this.#seenOnce && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#glide = { from: this.view, to, at: performance.now() };
    } else {
      this.view = to;
    }
    this.ask(true);
  }

  panBy(dx: number, dy: number): void {
    if (dx !== 0) this.following = false;
    this.look(panBy(this.view, this.extent, dx, dy));
  }

  /** About a point of the canvas, by itself the middle. */
  zoom(factor: number, x = this.frame.titles + this.view.width / 2): void {
    this.look(zoomAbout(this.view, this.extent, Math.max(0, x - this.frame.titles), factor));
  }

  fit(): void {
    this.following = false;
    this.#layOut();
    this.look({ ...fit(this.view, this.extent, this.options.model.start, this.options.model.end) }, { glide: true });
  }

  showNow(): void {
    const { now } = this.options.model;
    if (now === undefined) return;
    this.following = true;
    this.look(follow(this.view, this.extent, now), { glide: true });
  }

  /** Brings a bar or a row into view. */
  scrollTo(id: string): void {
    this.#layOut();
    const placed = this.layout.bar.get(id);
    const row = this.layout.rows[this.layout.rowIndex.get(placed?.bar.row ?? id) ?? -1];
    if (!row) return;
    const target = this.#glide?.to ?? this.view;
    const top = row.pinned ? target.top : row.y;
    const [start, end] = placed ? [placed.bar.start, placed.bar.end] : [target.left, rightOf(target)];
    const box = placed ? { start, end } : { start: start + 24 * target.msPerPx, end: end - 24 * target.msPerPx };
    const next = reveal(target, this.extent, { ...box, top, height: row.pinned ? 0 : row.height });
    if (next.left !== target.left) this.following = false;
    this.look(next, { glide: true });
  }

  isPinned = (row: Row): boolean => this.#pins.has(row.id) !== (row.pinned ?? false);

  /** Pins or unpins a row; answers whether it is pinned now. */
  pin(row: Row): boolean {
    if (!this.#pins.delete(row.id)) this.#pins.add(row.id);
    this.#laidOut = false;
    this.ask(true);
    return this.isPinned(row);
  }

  isFolded = (group: Group): boolean => this.#folds.get(group.id) ?? group.folded ?? false;

  /** Folds or unfolds a group; answers whether it is folded now. */
  fold(group: Group): boolean {
    this.#folds.set(group.id, !this.isFolded(group));
    this.#laidOut = false;
    this.ask(true);
    return this.isFolded(group);
  }

  get extent(): Extent {
    return { start: this.options.model.start, end: this.options.model.end, height: this.layout.height };
  }

  timeAt = (x: number): Moment => timeAt(this.view, x - this.frame.titles);
  barAt = (x: number, y: number): PlacedBar | undefined => barAt(this.layout, this.view, x - this.frame.titles, y - this.frame.head);
  rowAt = (y: number): PlacedRow | undefined => rowAt(this.layout, this.view, y - this.frame.head);
  headingAt = (y: number): Group | undefined => headingAt(this.layout, this.view, y - this.frame.head)?.group;

  /** Ids of the bars in a rectangle of the canvas. */
  barsIn({ x0, y0, x1, y1 }: NonNullable<Pointing['lasso']>): string[] {
    const { titles, head } = this.frame;
    return barsIn(this.layout, this.view, { x0: x0 - titles, y0: y0 - head, x1: x1 - titles, y1: y1 - head });
  }

  /** The bar that a dragged one would lie on. */
  under(drag: Drag): PlacedBar | undefined {
    const moved = this.layout.bar.get(drag.bar)?.bar;
    const row = this.layout.rows[this.layout.rowIndex.get(drag.row) ?? -1];
    if (!moved || !row) return undefined;
    const [start, end] = [moved.start + drag.shiftMin * 60_000, moved.end + drag.shiftMin * 60_000];
    const overlap = (one: PlacedBar): number => Math.min(one.bar.end, end) - Math.max(one.bar.start, start);
    const others = row.bars.filter((one) => one.bar.id !== drag.bar && overlap(one) > 0);
    return others.sort((a, b) => overlap(b) - overlap(a))[0];
  }

  scene(): Scene {
    const { model, zone } = this.options;
    const { layout: placed, view, frame } = this;
    return {
      model, layout: placed, view, frame, zone, palette: this.#palette, letters: this.#letters, hatches: this.#hatches, offsetMin: this.#offsetMin,
    };
  }

  #layOut(): void {
    if (this.#laidOut) return;
    this.#laidOut = true;
    const { model, rowHeight } = this.options;
    const lanes = Math.min(wideBands(model.bands).wideLanes, MOST_BAND_LANES);
    const head = RULER + lanes * BAND_LANE;
    const available = Math.max(0, this.frame.height - head - MINIMAP);
    // Rows that grow or go above must not push away what is being looked at.
    const held = this.layout.rows.find((row) => !row.pinned && row.y + row.height > this.view.top);
    const offset = held ? this.view.top - held.y : 0;
    this.layout = layout(model, { rowHeight, available, pinned: this.isPinned, folded: this.isFolded }, this.layout);
    const titles = this.layout.rows.length > 0 ? titleColumns(this.#letters, model.groups, this.layout.pitch).width : 0;
    this.frame = { ...this.frame, titles, head, foot: MINIMAP };
    const again = this.view.top > 0 && held && this.layout.rows[this.layout.rowIndex.get(held.row.id) ?? -1];
    const size = { width: Math.max(0, this.frame.width - titles), height: Math.max(0, available - this.layout.pinnedHeight) };
    this.view = clamp({ ...this.view, ...size, top: again && !again.pinned ? again.y + offset : this.view.top }, this.extent);
    if (!this.#seenOnce && model !== NOTHING && size.width > 0) this.#firstLook();
    else if (this.following && model.now !== undefined) this.view = follow(this.view, this.extent, model.now);
  }

  #firstLook(): void {
    this.#seenOnce = true;
    const { start, end, now } = this.options.model;
    const all = fit(this.view, this.extent, start, end);
    if (now === undefined || end - start <= FIRST_LOOK_MS) this.view = all;
    else this.view = follow({ ...this.view, msPerPx: FIRST_LOOK_MS / this.view.width }, this.extent, now);
  }

  #draw(now: number): void {
    this.#asked = 0;
    if (this.frame.width <= 0 || this.frame.height <= 0) return;
    if (this.#glide) {
      const { from, to, at } = this.#glide;
      const share = Math.min(1, Math.max(0, (now - at) / GLIDE_MS));
      const eased = 1 - (1 - share) ** 3;
      const between = (a: number, b: number): number => a + (b - a) * eased;
      this.view = { ...this.view, left: between(from.left, to.left), msPerPx: between(from.msPerPx, to.msPerPx), top: between(from.top, to.top) };
      if (share >= 1) this.#glide = undefined;
      else this.ask(true);
    }
    this.#layOut();
    this.#size();
    const scene = this.scene();
    const baseOld = this.#baseOld;
    if (baseOld) {
      // While the scale changes every frame, what would be kept is worth nothing in the next.
      paintBase(this.#pen, scene, this.#scale === this.view.msPerPx ? this.#tiles : undefined);
      this.#scale = this.view.msPerPx;
      this.#baseOld = this.#glide !== undefined;
    }
    this.#overPen.textBaseline = 'middle';
    paintOverlay(this.#overPen, scene, { ...this.pointing, selected: this.options.selected, focused: this.options.focused });
    if (!baseOld) return;
    this.#ahead();
    this.#onframe();
  }

  /** When the browser has nothing to do, what will come into view if it goes on like this. */
  #ahead(): void {
    const [dx, dy] = [this.view.left - this.#drawn.left, this.view.top - this.#drawn.top];
    if (dx !== 0 || dy !== 0) this.#heading = [dx, dy];
    this.#drawn = this.view;
    if (this.#idle !== 0 || typeof requestIdleCallback === 'undefined') return;
    const draw = (deadline: IdleDeadline): void => {
      this.#idle = 0;
      let more = true;
      for (let tile = 0; tile < TILES_AHEAD && more && deadline.timeRemaining() > IDLE_LEFT_MS; tile += 1) {
        more = this.#scale === this.view.msPerPx && this.#laidOut && this.#tiles.ahead(this.scene(), ...this.#heading);
      }
      if (more) this.#idle = requestIdleCallback(draw);
    };
    this.#idle = requestIdleCallback(draw);
  }

  #size(): void {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(this.frame.width * ratio), Math.round(this.frame.height * ratio)];
    if (this.#base.width === width && this.#base.height === height && this.#ratio === ratio) return;
    if (this.#ratio !== ratio) {
      this.#hatches = new Hatches(ratio);
      this.#tiles = new Tiles(ratio);
    }
    this.#ratio = ratio;
    for (const [canvas, pen] of [[this.#base, this.#pen], [this.#over, this.#overPen]] as const) {
      canvas.width = width;
      canvas.height = height;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.#baseOld = true;
  }
}

function penOf(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const pen = canvas.getContext('2d', { alpha });
  if (!pen) throw new Error('This browser draws no canvas.');
  return pen;
}
