/** Figures as people read them. Times are RFC 3339 or milliseconds; a zone is `UTC` or an IANA name. */
export type When = string | number | Date;

const parts = new Map<string, Intl.DateTimeFormat>();

function inZone(when: When, zone: string): Record<string, string> {
  let format = parts.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
    });
    parts.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(new Date(when)).map((one) => [one.type, one.value]));
}

/** `Z` for UTC, `L` for a local zone. */
export function zoneLetter(zone: string): string {
  return zone === 'UTC' ? 'Z' : 'L';
}

/** `11:24Z`. */
export function hourMinute(when: When, zone = 'UTC'): string {
  const at = inZone(when, zone);
  return `${at.hour}:${at.minute}${zoneLetter(zone)}`;
}

/** `11:24:08Z`. */
export function hourMinuteSecond(when: When, zone = 'UTC'): string {
  const at = inZone(when, zone);
  return `${at.hour}:${at.minute}:${at.second}${zoneLetter(zone)}`;
}

/** `08 Feb 11:24Z`. */
export function dayTime(when: When, zone = 'UTC'): string {
  const at = inZone(when, zone);
  return `${at.day} ${at.month} ${at.hour}:${at.minute}${zoneLetter(zone)}`;
}

/** `08 Feb`. */
export function day(when: When, zone = 'UTC'): string {
  const at = inZone(when, zone);
  return `${at.day} ${at.month}`;
}

/** `45 s`, `12 min`, `3 h 05 min`, `2 d 4 h`; the sign is kept. */
export function duration(seconds: number): string {
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.round(Math.abs(seconds));
  if (whole < 60) return `${sign}${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${sign}${minutes} min`;
  if (minutes < 48 * 60) return `${sign}${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${sign}${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** Minutes as delay: `+35 min`, `-5 min`, `on time`. */
export function delay(minutes: number): string {
  if (minutes === 0) return 'on time';
  return `${minutes > 0 ? '+' : ''}${minutes} min`;
}

export interface Money {
  cents: number;
  currency: string;
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `4,339,531 USD`, rounded to whole units; never for a payment, always for a comparison. */
export function money(amount: Money): string {
  return `${whole.format(Math.round(amount.cents / 100))} ${amount.currency}`;
}

/** `4.34 M USD`, `12 k USD`. */
export function moneyShort(amount: Money): string {
  const units = amount.cents / 100;
  const size = Math.abs(units);
  const said = size >= 1e6 ? `${(units / 1e6).toFixed(2)} M` : size >= 1e4 ? `${Math.round(units / 1e3)} k` : whole.format(Math.round(units));
  return `${said} ${amount.currency}`;
}

/** `12,345`. */
export function count(number: number): string {
  return whole.format(number);
}

/** `1 flight`, `3 flights`. */
export function counted(number: number, one: string, several = `${one}s`): string {
  return `${count(number)} ${Math.abs(number) === 1 ? one : several}`;
}

/** `B61010` of `B61010/2013-02-08/JFK`. */
export function flightNumber(flightId: string): string {
  return flightId.split('/')[0] ?? flightId;
}

/** `on_duty` as `on duty`, `total_cost` as `total cost`. */
export function plain(word: string): string {
  return word.replaceAll('_', ' ');
}
