import { expect, test } from 'vitest';
import { byFrequency, eventInWords, hourTicks, shareOf, spanOf, standingOf } from './day';

const start = Date.UTC(2013, 1, 8, 9);
const end = Date.UTC(2013, 1, 9, 14);

test('a moment outside the day stays at its edge', () => {
  expect(shareOf(start - 1, start, end)).toBe(0);
  expect(shareOf(end + 1, start, end)).toBe(1);
  expect(shareOf((start + end) / 2, start, end)).toBe(0.5);
  expect(shareOf(start, end, start)).toBe(0);
});

test('hours are labelled in steps that divide a day, and never too many', () => {
  for (const most of [3, 6, 12, 30]) {
    const ticks = hourTicks(start, end, most);
    expect(ticks.length).toBeLessThanOrEqual(most + 1);
    expect(ticks.every((one) => one.at % 3_600_000 === 0 && one.at >= start && one.at <= end)).toBe(true);
  }
});

test('what has no span stands at the moment of its report', () => {
  const reported_at = '2013-02-08T17:45:00Z';
  const at = Date.parse(reported_at);
  expect(spanOf({ kind: 'flight_cancelled', reported_at, flight_id: 'B6602/2013-02-08/JFK', reason_code: '99' })).toEqual({ start: at, end: at });
});

test('events come the most frequent first', () => {
  expect(byFrequency({ landed: 2, departed: 5, called: 2 }).map((one) => one.type)).toEqual(['departed', 'called', 'landed']);
});

test('an event is said in words', () => {
  expect(eventInWords('AirportCapacityReduced')).toBe('airport capacity reduced');
});

test('a disruption of the recording is to come, then known, then over', () => {
  const closed = { kind: 'airport_closed', airport: 'JFK', reported_at: '2013-02-08T21:29:00Z', start: '2013-02-08T22:29:00Z', end: '2013-02-09T14:01:00Z' } as const;
  const at = (time: string): string => standingOf(closed, Date.parse(time));
  expect([at('2013-02-08T21:00:00Z'), at('2013-02-08T22:00:00Z'), at('2013-02-09T15:00:00Z')]).toEqual(['to come', 'known', 'over']);
});
