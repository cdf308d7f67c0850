import type { PlacedBar } from './lanes';
import type { Moment, Tone } from './model';

/** A turn that is shorter than it may be. */
export interface ShortTurn {
  readonly start: Moment;
  readonly end: Moment;
  readonly minutes: number;
  readonly lane: number;
}

const FLOWN: ReadonlySet<Tone> = new Set(['scheduled', 'airborne', 'arrived', 'caution', 'delay', 'warning', 'plan']);

/** The gaps between flights of one row (in order of start) below its shortest turn; two that overlap are a clash, not a turn. */
export function shortTurns(bars: readonly PlacedBar[], minTurnMin: number | undefined): ShortTurn[] {
  if (minTurnMin === undefined) return [];
  const short: ShortTurn[] = [];
  let before: PlacedBar | undefined;
  for (const placed of bars) {
    if (!FLOWN.has(placed.bar.tone) || placed.bar.hollow) continue;
    if (before) {
      const gap = placed.bar.start - before.bar.end;
      if (gap >= 0 && gap < minTurnMin * 60_000) {
        short.push({ start: before.bar.end, end: placed.bar.start, minutes: Math.round(gap / 60_000), lane: placed.lane });
      }
    }
    if (!before || placed.bar.end > before.bar.end) before = placed;
  }
  return short;
}
