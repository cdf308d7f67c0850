/** Scenario time between two words from the server. */

/** What the server last said: scenario time `now` (ms) when it said it, at wall time `at` (ms). */
export interface Tick {
  readonly now: number;
  readonly speed: number;
  readonly running: boolean;
  readonly at: number;
}

/** A running clock is told at least every five seconds; longer without a word, nobody knows what time it is there, and it stands still. */
const BELIEVED_MS = 6_000;
/** How much wall time a message may be late without the clock going back for it. */
const LATE_MS = 2_000;

/** Scenario time at wall time `wall`; not after `end`. */
export function timeAt(tick: Tick, wall: number, end = Infinity): number {
  if (!tick.running) return tick.now;
  const elapsed = Math.min(Math.max(wall - tick.at, 0), BELIEVED_MS);
  return Math.max(tick.now, Math.min(tick.now + tick.speed * elapsed, end));
}

/** The time to show after `shown`: a word that came a little late does not turn a running clock back. */
export function shownNext(shown: number | undefined, tick: Tick, wall: number, end = Infinity): number {
  const now = timeAt(tick, wall, end);
  const late = shown !== undefined && shown > now && shown - now <= tick.speed * LATE_MS;
  return tick.running && late ? shown : now;
}
