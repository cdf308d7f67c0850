import { describe, expect, test } from 'vitest';
import type { BoardAirport, BoardFlight } from '../../live/rows';
import { flightInWords, onMap, passes, tally } from './flights';
import { arc, centred, moved, positionOf, projectionFor, shown, WHOLE, zoomed, type Place } from './geo';
import { overlap, placed, type Wanted } from './labels';
import { byGravity, stateInWords, stationAt } from './stations';

const now = Date.parse('2013-02-08T20:00:00Z');
const JFK: Place = [-73.78, 40.64];
const SFO: Place = [-122.37, 37.62];

function airport(over: Partial<BoardAirport> = {}): BoardAirport {
  return { code: 'JFK', name: '', timezone: 'UTC', latitude: 40, longitude: -73, closures: [], reductions: [], curfews: [], weather: '', ...over };
}

function flight(over: Partial<BoardFlight> = {}): BoardFlight {
  const times = { std: '2013-02-08T19:00:00Z', sta: '2013-02-08T21:00:00Z', etd: '2013-02-08T19:00:00Z', eta: '2013-02-08T21:00:00Z' };
  return { flight_id: 'B61/2013-02-08/JFK', number: 'B61', origin: 'JFK', destination: 'SFO', status: 'departed', diverted_to: null, ata: null, atd: times.std, ...times, ...over } as BoardFlight;
}

describe('a station', () => {
  const closure = { start: '2013-02-08T22:29:00Z', end: '2013-02-09T14:01:00Z', reason: '' };
  const reduction = { start: '2013-02-08T19:00:00Z', end: '2013-02-08T22:00:00Z', arrivals_per_hour: 8, departures_per_hour: 8, reason: '' };

  test('is open when nothing holds, and says what comes next', () => {
    expect(stationAt(airport(), now)).toMatchObject({ state: 'open' });
    const later = stationAt(airport({ closures: [closure] }), now);
    expect(stateInWords(later, now)).toBe('open, closes 22:29Z');
  });

  test('is what is gravest of all that holds', () => {
    const both = stationAt(airport({ closures: [{ ...closure, start: '2013-02-08T19:30:00Z' }], reductions: [reduction] }), now);
    expect(both.state).toBe('closed');
    expect(stateInWords(both, now)).toBe('closed until 09 Feb 14:01Z');
  });

  test('that is closed is listed before one that is reduced, and both before a busy open one', () => {
    const stations = [
      stationAt(airport({ code: 'AAA' }), now),
      stationAt(airport({ code: 'BBB', reductions: [reduction] }), now),
      stationAt(airport({ code: 'CCC', closures: [{ ...closure, start: '2013-02-08T19:30:00Z' }] }), now),
    ];
    expect(byGravity(stations, (code) => (code === 'AAA' ? 99 : 1), now).map((one) => one.airport.code)).toEqual(['CCC', 'BBB', 'AAA']);
  });
});

describe('a flight', () => {
  test('in the air is as far along as its time is', () => {
    expect(onMap(flight(), now)).toMatchObject({ phase: 'air', share: 0.5, tone: 'airborne' });
    expect(onMap(flight({ eta: '2013-02-08T21:40:00Z' }), now)).toMatchObject({ tone: 'delay', delayMin: 40 });
  });

  test('that should have landed and has not been reported is overdue, not landed', () => {
    expect(onMap(flight({ eta: '2013-02-08T19:30:00Z' }), now)).toMatchObject({ share: 1, overdue: true, tone: 'caution' });
  });

  test('is shown before it leaves only when that is soon, and not after it has arrived', () => {
    expect(onMap(flight({ status: 'scheduled', atd: null, etd: '2013-02-08T21:30:00Z' }), now)?.phase).toBe('soon');
    expect(onMap(flight({ status: 'scheduled', atd: null, etd: '2013-02-08T23:30:00Z' }), now)).toBeUndefined();
    expect(onMap(flight({ status: 'arrived' }), now)).toBeUndefined();
  });

  test('passes the filters that it fits, and says all of itself in words', () => {
    const late = onMap(flight({ eta: '2013-02-08T21:40:00Z' }), now)!;
    const calm = onMap(flight(), now)!;
    const filter = { air: true, soon: true, cancelled: false, lateOnly: true };
    expect([passes(late, filter), passes(calm, filter)]).toEqual([true, false]);
    expect(tally([late, calm])).toEqual({ air: 2, soon: 0, cancelled: 0, late: 1 });
    expect(flightInWords(late)).toContain('+40 min at arrival');
  });
});

describe('the projection', () => {
  test.each([
    ['a continent', [JFK, SFO, [-66, 18.4]]],
    ['the earth', [JFK, [103.9, 1.3], [-58.5, -34.8]]],
    ['across the date line', [[179, -17], [-151, -33], [174, -37]]],
    ['one station', [JFK]],
  ] as [string, Place[]][])('of %s has every place inside', (_, places) => {
    const put = shown(projectionFor(places, 1000, 600), WHOLE);
    for (const place of places) {
      const [x, y] = put(place);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(1000);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(600);
    }
  });

  test('keeps the point under the pointer when it is drawn in', () => {
    const view = zoomed(WHOLE, 3, [400, 300], 1000, 600);
    expect(view.k).toBe(3);
    expect((400 - view.x) / view.k).toBeCloseTo(400);
  });

  test('is never drawn out beyond the whole, nor moved out of sight', () => {
    expect(zoomed(WHOLE, 0.2, [0, 0], 1000, 600).k).toBe(1);
    const far = moved(WHOLE, 9000, -9000, 1000, 600);
    expect(far.x).toBeLessThanOrEqual(500);
    expect(far.y).toBeGreaterThanOrEqual(-300);
  });

  test('leads a flight along its arc from end to end', () => {
    const projection = projectionFor([JFK, SFO], 1000, 600);
    const put = shown(projection, WHOLE);
    const points = arc(JFK, SFO, put);
    expect(points[0]).toEqual(put(JFK));
    expect(positionOf(JFK, SFO, 0.5, put).at[0]).toBeCloseTo(points[14]![0], 3);
    expect(Math.abs(positionOf(JFK, SFO, 0.5, put).heading)).toBeGreaterThan(2.5);
    const view = centred(SFO, projection, 4, 1000, 600);
    const [x, y] = shown(projection, view)(SFO);
    expect([Math.round(x), Math.round(y)]).toEqual([500, 300]);
  });
});

test('labels never lie over one another or over a mark, and the heaviest is always there', () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 30; round++) {
    const wanted: Wanted[] = Array.from({ length: 40 }, (_, at) => ({
      id: `A${at}`, at: [40 + random() * 720, 40 + random() * 320], radius: 3 + random() * 5, width: 26, height: 14, weight: random(),
    }));
    const labels = placed(wanted, 800, 400).map((one) => ({ ...one, width: 26, height: 14 }));
    for (const [at, one] of labels.entries()) for (const other of labels.slice(at + 1)) expect(overlap(one, other)).toBe(false);
    const heaviest = wanted.reduce((one, other) => (one.weight > other.weight ? one : other));
    expect(labels.some((one) => one.id === heaviest.id)).toBe(true);
  }
});
