import { describe, expect, it } from 'vitest';
import { seeded } from '../../bench/page/day';
import { inLanes } from './lanes';
import { layout } from './layout';
import type { Bar, Tone } from './model';
import { linkedTo, rowBeside, stepFrom } from './move';
import { offsetOf, ticks } from './ticks';
import { shortTurns } from './turns';
import { clamp, fit, follow, panBy, reveal, rightOf, timeAt, xOf, zoomAbout, type Viewport } from './viewport';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = Date.UTC(2013, 1, 8);
const extent = { start: DAY, end: DAY + 48 * HOUR, height: 3_000 };
const view: Viewport = clamp({ left: DAY + 6 * HOUR, msPerPx: MINUTE, top: 100, width: 1_000, height: 600 }, extent);

const bar = (id: string, row: string, from: number, to: number, tone: Tone = 'scheduled'): Bar => ({
  id, row, start: DAY + from * MINUTE, end: DAY + to * MINUTE, label: id, tone, spoken: id,
});

describe('the view', () => {
  it('stays within what there is, whatever is asked of it', () => {
    const random = seeded(3);
    let at = view;
    for (let move = 0; move < 2_000; move += 1) {
      const which = move % 3;
      if (which === 0) at = panBy(at, extent, (random() - 0.5) * 9_000, (random() - 0.5) * 9_000);
      else if (which === 1) at = zoomAbout(at, extent, random() * at.width, 0.2 + random() * 4);
      else at = clamp({ ...at, width: 200 + random() * 2_000, height: 100 + random() * 4_000 }, extent);
      expect(at.left).toBeGreaterThanOrEqual(extent.start);
      expect(rightOf(at)).toBeLessThanOrEqual(extent.end + 1);
      expect(at.top).toBeGreaterThanOrEqual(0);
      expect(at.top).toBeLessThanOrEqual(Math.max(0, extent.height - at.height));
    }
  });

  it('keeps the moment under the pointer while it zooms', () => {
    const held = timeAt(view, 400);
    expect(xOf(zoomAbout(view, extent, 400, 2), held)).toBeCloseTo(400);
  });

  it('shows everything when it is fitted', () => {
    const all = fit(view, extent, extent.start, extent.end);
    expect([all.left, Math.round(rightOf(all))]).toEqual([extent.start, extent.end]);
  });

  it('puts now at a fifth of the width', () => {
    const now = DAY + 20 * HOUR;
    expect(xOf(follow(view, extent, now), now)).toBeCloseTo(200);
  });

  it('moves no further than is needed to reveal a bar, and not at all when it is in view', () => {
    const box = { start: view.left + HOUR, end: view.left + 2 * HOUR, top: 200, height: 22 };
    expect(reveal(view, extent, box)).toEqual(view);
    expect(reveal(view, extent, { ...box, top: 900 }).top).toBe(322);
    expect(reveal(view, extent, { ...box, start: DAY, end: DAY + HOUR }).left).toBe(DAY);
  });
});

describe('ticks', () => {
  it('are at whole steps of the clock, wide enough apart for their labels', () => {
    for (const msPerPx of [5_000, 20_000, 60_000, 120_000]) {
      const found = ticks({ ...view, msPerPx, left: DAY + 37 * MINUTE }, () => 0).labelled;
      for (const [index, at] of found.entries()) {
        expect(at % (5 * MINUTE)).toBe(0);
        if (index > 0) expect((at - (found[index - 1] ?? 0)) / msPerPx).toBeGreaterThanOrEqual(62);
      }
      expect(found.length).toBeGreaterThan(0);
    }
  });

  it('are at whole hours of a zone that is half an hour off, and its days begin at its midnight', () => {
    const india = offsetOf('Asia/Kolkata');
    const found = ticks({ ...view, msPerPx: 2 * MINUTE }, india);
    expect(found.labelled.every((at) => (at + 330 * MINUTE) % HOUR === 0)).toBe(true);
    expect(found.days).toEqual([DAY + 18.5 * HOUR]);
  });

  it('stay at whole hours when the clocks change', () => {
    const changed = Date.UTC(2013, 2, 10, 7);
    const found = ticks({ ...view, left: changed - 6 * HOUR, msPerPx: 2 * MINUTE }, offsetOf('America/New_York'));
    expect(found.days).toEqual([Date.UTC(2013, 2, 10, 5), Date.UTC(2013, 2, 11, 4)].filter((at) => at <= changed + 28 * HOUR));
    expect(found.labelled.every((at) => at % HOUR === 0)).toBe(true);
  });
});

describe('short turns', () => {
  const placed = (bars: Bar[]) => inLanes(bars).bars;

  it('are the gaps below the shortest one, with their minutes', () => {
    expect(shortTurns(placed([bar('A', 'R', 0, 60), bar('B', 'R', 95, 150), bar('C', 'R', 200, 260)]), 40)).toMatchObject([{ minutes: 35, lane: 0 }]);
  });

  it('are not found on the limit, without a limit, between clashing bars, nor beside a cancelled flight', () => {
    expect(shortTurns(placed([bar('A', 'R', 0, 60), bar('B', 'R', 100, 150)]), 40)).toEqual([]);
    expect(shortTurns(placed([bar('A', 'R', 0, 60), bar('B', 'R', 61, 150)]), undefined)).toEqual([]);
    expect(shortTurns(placed([bar('A', 'R', 0, 60), bar('B', 'R', 50, 150)]), 40)).toEqual([]);
    expect(shortTurns(placed([bar('A', 'R', 0, 60), bar('B', 'R', 65, 150, 'cancelled'), bar('C', 'R', 160, 200)]), 40)).toEqual([]);
  });
});

describe('the arrow keys', () => {
  const bars = [bar('A', 'R0', 0, 60), bar('B', 'R0', 100, 160), bar('C', 'R2', 90, 120), bar('D', 'R2', 300, 360)];
  const rows = ['R0', 'R1', 'R2'].map((id) => ({ id, title: id, detail: '' }));
  const links = [{ id: 'L', from: 'B', to: 'D', tone: 'warning' as const, label: '14 misconnect' }];
  const placed = layout(
    { groups: [{ id: 'G', title: '', rows }], bars, bands: [], links, start: DAY, end: DAY + HOUR },
    { rowHeight: 'normal', available: 500, pinned: () => false, folded: () => false },
  );
  const step = (from: string | undefined, which: Parameters<typeof stepFrom>[2]): string | undefined => stepFrom(placed, from, which, DAY)?.bar.id;

  it('go along the row, and stop at its ends', () => {
    expect([step('A', 'later'), step('B', 'earlier'), step('B', 'later'), step('B', 'first'), step('A', 'last')]).toEqual(['B', 'A', undefined, 'A', 'B']);
  });

  it('go to the nearest bar in time of the next row that has any', () => {
    expect([step('B', 'down'), step('D', 'up'), step('A', 'up')]).toEqual(['C', 'B', undefined]);
  });

  it('begin in the first row with bars when nothing has the focus', () => {
    expect(step(undefined, 'down')).toBe('A');
  });

  it('follow links both ways, and a move goes to rows without bars too', () => {
    expect(linkedTo(links, placed, 'D').map((end) => end.other.bar.id)).toEqual(['B']);
    expect(linkedTo(links, placed, 'A')).toEqual([]);
    expect(rowBeside(placed, 'R0', 1)?.row.id).toBe('R1');
    expect(rowBeside(placed, 'R0', -1)).toBeUndefined();
  });
});
