import { describe, expect, it } from 'vitest';
import { seeded } from '../../bench/page/day';
import { barAt, barBox, barsIn, rowAt } from './hit';
import { endOf, inLanes } from './lanes';
import { layout, type LayoutOptions } from './layout';
import type { Bar, TimelineModel } from './model';
import { clamp, type Viewport } from './viewport';

const MINUTE = 60_000;
const options: LayoutOptions = { rowHeight: 'normal', available: 900, pinned: (row) => row.pinned ?? false, folded: (group) => group.folded ?? false };

function bar(id: string, startMin: number, endMin: number, more: Partial<Bar> = {}): Bar {
  return { id, row: 'R0', start: startMin * MINUTE, end: endMin * MINUTE, label: id, tone: 'scheduled', spoken: id, ...more };
}

function model(bars: Bar[], rows = 1, more: Partial<TimelineModel> = {}): TimelineModel {
  const own = Array.from({ length: rows }, (_, index) => ({ id: `R${index}`, title: `R${index}`, detail: '' }));
  return { groups: [{ id: 'G', title: 'G', rows: own }], bars, bands: [], links: [], start: 0, end: 1_440 * MINUTE, ...more };
}

function randomBars(random: () => number, count: number, rows: number): Bar[] {
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor(random() * 1_300);
    return bar(`B${index}`, start, start + Math.floor(random() * 140), { row: `R${Math.floor(random() * rows)}` });
  });
}

describe('lanes', () => {
  it('are one where no two bars share a moment, and bars that only touch do not', () => {
    expect(inLanes([bar('B', 60, 120), bar('A', 0, 60)])).toMatchObject({ lanes: 1, bars: [{ bar: { id: 'A' } }, { bar: { id: 'B' } }] });
  });

  it('put the second of two bars at once below, and say while they clash', () => {
    const { bars, lanes } = inLanes([bar('A', 0, 90), bar('B', 60, 120)]);
    expect(lanes).toBe(2);
    expect(bars.map((one) => one.clash)).toEqual([{ start: 60 * MINUTE, end: 90 * MINUTE }, { start: 60 * MINUTE, end: 90 * MINUTE }]);
  });

  it('keep a cancelled flight and a called reserve apart without calling it a clash', () => {
    for (const more of [{ tone: 'cancelled' }, { tone: 'standby' }, { hollow: true }] as const) {
      const { bars, lanes } = inLanes([bar('A', 0, 90), bar('B', 60, 120, more)]);
      expect(lanes).toBe(2);
      expect(bars.some((one) => one.clash)).toBe(false);
    }
  });

  it('never hold two bars at once and are never more than bars lie on one moment', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const { bars, lanes } = inLanes(randomBars(random, 1 + Math.floor(random() * 30), 1));
      for (const [at, one] of bars.entries()) {
        for (const other of bars.slice(at + 1)) {
          if (one.lane === other.lane) expect(one.bar.start >= endOf(other.bar) || other.bar.start >= endOf(one.bar)).toBe(true);
        }
      }
      const deepest = Math.max(...bars.map((one) => bars.filter((other) => other.bar.start <= one.bar.start && endOf(other.bar) > one.bar.start).length));
      expect(lanes).toBe(deepest);
    }
  });
});

describe('rows', () => {
  it('follow each other without a gap, and grow with their lanes', () => {
    const placed = layout(model([bar('A', 0, 90), bar('B', 60, 120), bar('C', 0, 10, { row: 'R2' })], 3), options);
    expect(placed.rows.map((row) => [row.y, row.height])).toEqual([[22, 44], [66, 22], [88, 22]]);
    expect(placed.height).toBe(110);
  });

  it('that are pinned come first, take at most half the height, and leave their group', () => {
    const base = model([], 60);
    const groups = base.groups.map((group) => ({ ...group, rows: group.rows.map((row, at) => ({ ...row, pinned: at >= 5 })) }));
    const placed = layout({ ...base, groups }, { ...options, available: 220 });
    expect(placed.pinnedHeight).toBe(110);
    expect(placed.rows.slice(0, 5).map((row) => row.row.id)).toEqual(['R5', 'R6', 'R7', 'R8', 'R9']);
    expect(new Set(placed.rows.map((row) => row.row.id)).size).toBe(60);
  });

  it('of a folded group are not shown, except those that are pinned', () => {
    const base = model([], 3);
    const groups = base.groups.map((group) => ({ ...group, folded: true, rows: group.rows.map((row, at) => ({ ...row, pinned: at === 1 })) }));
    expect(layout({ ...base, groups }, options).rows.map((row) => row.row.id)).toEqual(['R1']);
  });

  it('of the overview are as high as there is room for, never above 8 px', () => {
    expect(layout(model([], 500), { ...options, rowHeight: 'overview', available: 1_016 }).pitch).toBe(2);
    expect(layout(model([], 10), { ...options, rowHeight: 'overview', available: 1_016 }).pitch).toBe(8);
  });

  it('give bands over all rows a lane each where they lie on one another', () => {
    const bands = [0, 30, 90].map((start, at) => ({ id: `${at}`, start: start * MINUTE, end: (start + 60) * MINUTE, kind: 'closure' as const, label: '' }));
    expect(layout(model([], 1, { bands }), options).wide.map((one) => one.lane)).toEqual([0, 1, 0]);
  });
});

describe('pointing', () => {
  const view = (height: number): Viewport => ({ left: 0, msPerPx: MINUTE, top: 0, width: 1_440, height });

  it('finds every bar in its middle, in any height of rows and however far it is scrolled', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = seeded(seed);
      const rowHeight = (['normal', 'dense', 'overview'] as const)[seed % 3] ?? 'normal';
      const placed = layout(model(randomBars(random, 80, 20), 20), { ...options, rowHeight });
      const seen = clamp({ ...view(200), top: random() * placed.height }, { start: 0, end: 1_440 * MINUTE, height: placed.height });
      for (const one of placed.bar.values()) {
        const box = barBox(placed, seen, one);
        if (!box || box.y < placed.pinnedHeight || box.y + box.height > 200) continue;
        const found = barAt(placed, seen, box.x + box.width / 2, box.y + box.height / 2);
        expect(found?.bar.id).toBe(one.bar.id);
      }
    }
  });

  it('finds a narrow bar within 12 px of its middle and not beyond', () => {
    const placed = layout(model([bar('A', 100, 104)]), options);
    expect(barAt(placed, view(200), 102 + 11, 33)?.bar.id).toBe('A');
    expect(barAt(placed, view(200), 102 + 13, 33)).toBeUndefined();
  });

  it('prefers the bar under the pointer to a narrow neighbour', () => {
    const placed = layout(model([bar('A', 100, 102), bar('B', 103, 200)]), options);
    expect(barAt(placed, view(200), 104, 33)?.bar.id).toBe('B');
  });

  it('takes what a lasso touches, by row and by time', () => {
    const placed = layout(model([bar('A', 0, 60), bar('B', 90, 150), bar('C', 30, 60, { row: 'R1' })], 2), options);
    expect(barsIn(placed, view(200), { x0: 100, y0: 50, x1: 40, y1: 30 })).toEqual(['A', 'B', 'C']);
    expect(barsIn(placed, view(200), { x0: 0, y0: 50, x1: 200, y1: 60 })).toEqual(['C']);
  });

  it('knows the row at a height, and that a heading is none', () => {
    const placed = layout(model([], 3), options);
    expect(rowAt(placed, view(200), 50)?.row.id).toBe('R1');
    expect(rowAt(placed, view(200), 10)).toBeUndefined();
    expect(rowAt(placed, view(200), 190)).toBeUndefined();
  });
});
