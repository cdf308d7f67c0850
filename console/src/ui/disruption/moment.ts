/** Moments as a controller types them, always UTC. */
import { dayTime } from '../words';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * `2013-02-08T22:29Z`, `2013-02-08 22:29`, `08 Feb 22:29Z`, `08/2229` or `22:29`, as milliseconds. What is left out is
 * taken from `now`: the year, the month, the day. Undefined when it is none of these.
 */
export function momentOf(typed: string, now: number): number | undefined {
  const text = typed.trim();
  const today = new Date(now);
  const full = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):?(\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|\+00:?00)?$/i.exec(text);
  if (full) return exactly(Number(full[1]), Number(full[2]) - 1, Number(full[3]), Number(full[4]), Number(full[5]));
  const named = /^(\d{1,2})\s*([a-z]{3})[a-z]*\.?\s*(?:(\d{4})\s+)?(\d{1,2}):?(\d{2})Z?$/i.exec(text);
  if (named) {
    const month = MONTHS.indexOf((named[2] ?? '').toLowerCase());
    return exactly(named[3] ? Number(named[3]) : today.getUTCFullYear(), month, Number(named[1]), Number(named[4]), Number(named[5]));
  }
  const dated = /^(\d{2})\/(\d{2}):?(\d{2})Z?$/i.exec(text);
  if (dated) return exactly(today.getUTCFullYear(), today.getUTCMonth(), Number(dated[1]), Number(dated[2]), Number(dated[3]));
  const clock = /^(\d{1,2}):(\d{2})Z?$|^(\d{2})(\d{2})Z?$/i.exec(text);
  if (clock) {
    const [hour, minute] = [Number(clock[1] ?? clock[3]), Number(clock[2] ?? clock[4])];
    return exactly(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate(), hour, minute);
  }
  return undefined;
}

/** As the fields are filled in and as it is read back: `08 Feb 22:29Z`. */
export function momentInWords(at: number | string): string {
  return dayTime(at);
}

/** With the year: `08 Feb 2013 22:29Z`. */
export function momentInFull(at: number): string {
  const [date, month, time] = dayTime(at).split(' ');
  return `${date} ${month} ${new Date(at).getUTCFullYear()} ${time}`;
}

function exactly(year: number, month: number, date: number, hour: number, minute: number): number | undefined {
  const at = new Date(Date.UTC(year, month, date, hour, minute));
  const same = at.getUTCMonth() === month && at.getUTCDate() === date && at.getUTCHours() === hour && at.getUTCMinutes() === minute;
  return same ? at.getTime() : undefined;
}
