import type { Moment } from './model';
import { rightOf, type Viewport } from './viewport';

const MINUTE = 60_000;
const DAY_MIN = 1_440;

/** Minutes between labelled ticks, and between the small ones among them. */
const STEPS: readonly (readonly [number, number])[] = [
  [5, 1], [10, 5], [15, 5], [30, 10], [60, 15], [120, 30], [180, 60], [240, 60], [360, 60], [720, 180], [1440, 360],
];
const LEAST_LABEL_PX = 62;
const LEAST_SMALL_PX = 7;

export interface Ticks {
  readonly labelled: readonly Moment[];
  readonly small: readonly Moment[];
  /** Midnights of the zone within the view. */
  readonly days: readonly Moment[];
}

/** Ticks at whole steps of a zone's own clock. `offsetMin` says how far that clock is ahead of UTC at a moment. */
export function ticks(view: Viewport, offsetMin: (at: Moment) => number): Ticks {
  const step = STEPS.find(([minutes]) => (minutes * MINUTE) / view.msPerPx >= LEAST_LABEL_PX) ?? [DAY_MIN, 360];
  const labelled = every(view, step[0], offsetMin);
  const taken = new Set(labelled);
  const smallFits = (step[1] * MINUTE) / view.msPerPx >= LEAST_SMALL_PX;
  return {
    labelled,
    small: smallFits ? every(view, step[1], offsetMin).filter((at) => !taken.has(at)) : [],
    days: every(view, DAY_MIN, offsetMin),
  };
}

function every(view: Viewport, minutes: number, offsetMin: (at: Moment) => number): Moment[] {
  const step = minutes * MINUTE;
  const ahead = offsetMin(view.left) * MINUTE;
  const moments: Moment[] = [];
  for (let local = Math.ceil((view.left + ahead) / step) * step; ; local += step) {
    // A change of clock within the view moves the ticks after it.
    const at = local - offsetMin(local - ahead) * MINUTE;
    if (at > rightOf(view)) return moments;
    if (at >= view.left && at !== moments.at(-1)) moments.push(at);
  }
}

/** How far the clock of `UTC` or an IANA zone is ahead of UTC, minutes; remembered by the hour. */
export function offsetOf(zone: string): (at: Moment) => number {
  if (zone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23',
  });
  const known = new Map<number, number>();
  return (at) => {
    const hour = Math.floor(at / 3_600_000);
    let offset = known.get(hour);
    if (offset === undefined) {
      const part = Object.fromEntries(format.formatToParts(hour * 3_600_000).map((one) => [one.type, Number(one.value)]));
      const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute);
      offset = (local - hour * 3_600_000) / MINUTE;
      known.set(hour, offset);
    }
    return offset;
  };
}
