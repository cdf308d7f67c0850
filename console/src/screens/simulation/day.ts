/** The scenario's day as a strip: where the clock is, and where the recording has something to tell. */
import type { Disruption } from '../../ui/disruption/disruption';

export interface Tick {
  /** From 0 at the start to 1 at the end. */
  share: number;
  at: number;
}

/** Place of a moment between start and end, kept inside. */
export function shareOf(at: number, start: number, end: number): number {
  if (end <= start) return 0;
  return Math.min(1, Math.max(0, (at - start) / (end - start)));
}

const HOUR = 3_600_000;

/** Whole hours to label, at most `most`, on hours that divide the day. */
export function hourTicks(start: number, end: number, most = 12): Tick[] {
  const step = [1, 2, 3, 4, 6, 12, 24].find((hours) => (end - start) / (hours * HOUR) <= most) ?? 24;
  const first = Math.ceil(start / (step * HOUR)) * step * HOUR;
  const ticks: Tick[] = [];
  for (let at = first; at <= end; at += step * HOUR) ticks.push({ at, share: shareOf(at, start, end) });
  return ticks;
}

/** From when to when a disruption holds; one that has no span happens at one moment. */
export function spanOf(disruption: Disruption): { start: number; end: number } {
  const reported = Date.parse(disruption.reported_at);
  if ('start' in disruption) return { start: Date.parse(disruption.start), end: Date.parse(disruption.end) };
  return { start: reported, end: reported };
}

/** Events by type, the most frequent first, then by name. */
export function byFrequency(by_type: Readonly<Record<string, number>>): { type: string; count: number }[] {
  return Object.entries(by_type)
    .map(([type, count]) => ({ type, count }))
    .sort((one, other) => other.count - one.count || one.type.localeCompare(other.type));
}

/** `FlightCancelled` as `flight cancelled`. */
export function eventInWords(type: string): string {
  return type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** Whether it is over, was put on the network by the recording, or is still to come to light. */
export function standingOf(disruption: Disruption, now: number): 'over' | 'known' | 'to come' {
  if ('end' in disruption && Date.parse(disruption.end) <= now) return 'over';
  return Date.parse(disruption.reported_at) <= now ? 'known' : 'to come';
}
