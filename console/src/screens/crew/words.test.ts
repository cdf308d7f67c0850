import { expect, test } from 'vitest';
import { byTimeLeft, byUrgency, figure, leftTone, leftWords, lostFlights } from './words';

test('time left is said in words, time over too, and nothing where nothing runs', () => {
  expect([32, 0, -75].map((left_min) => leftWords({ left_min })?.short)).toEqual(['32 min left', '0 min left', '1 h 15 min over']);
  expect(leftWords({ left_min: null })).toBeUndefined();
});

test('only what is broken is red', () => {
  expect([
    leftTone({ left_min: 200, verdict: 'pass' }), leftTone({ left_min: 59, verdict: 'pass' }), leftTone({ left_min: -1, verdict: 'pass' }),
    leftTone({ left_min: null, verdict: 'fail' }), leftTone({ left_min: null, verdict: 'not_checked' }),
  ]).toEqual(['muted', 'caution', 'warning', 'warning', 'muted']);
});

test('a figure has its unit, and no figure is made of nothing', () => {
  expect([figure(616, 'min'), figure(1, 'nights'), figure(5, 'count'), figure(null, 'min'), figure(60_000, 'min'), figure(-5, 'min')]).toEqual([
    '10 h 16 min', '1 night', '5', undefined, '1,000 h 00 min', '-5 min',
  ]);
});

test('broken limits come first, then those not checked, then the smallest margin', () => {
  const limit = (verdict: string, margin: number | null) => ({ verdict, margin, unit: 'min' });
  expect(byUrgency([limit('pass', 300), limit('not_checked', null), limit('pass', 20), limit('fail', -4)]).map((one) => one.margin)).toEqual([-4, null, 20, 300]);
});

test('who has least time comes first; whom nothing limits is not in the list', () => {
  const people = [{ crew_id: 'C', left_min: null }, { crew_id: 'B', left_min: 30 }, { crew_id: 'A', left_min: -5 }];
  expect(byTimeLeft(people).map((one) => one.crew_id)).toEqual(['A', 'B']);
});

test('a flight that loses several people is one entry, with the earliest last departure', () => {
  const risk = (latest: string | null, reason: string) => ({ flight_id: 'B61/D/JFK', leaves: '2013-02-08T14:00:00Z', reason, citation: 'x', latest });
  const [flight, ...others] = lostFlights([
    { crew_id: 'A', left_min: 5, at_risk: [risk('2013-02-08T13:30:00Z', 'later')] },
    { crew_id: 'B', left_min: 1, at_risk: [risk('2013-02-08T13:10:00Z', 'first')] },
  ]);
  expect(others).toEqual([]);
  expect(flight).toMatchObject({ people: ['A', 'B'], latest: '2013-02-08T13:10:00Z', reason: 'first' });
});
