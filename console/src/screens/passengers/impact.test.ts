import { expect, test } from 'vitest';
import { filtersOf, pressed, sorted, tiersSpoken, type FlightImpact } from './impact';

function flight(id: string, disrupted: number, waiting: number): FlightImpact {
  return {
    flight_id: id, origin: 'JFK', destination: 'BOS', std: '2013-02-08T12:00:00Z', passengers: 100, affected: disrupted, disrupted,
    by_tier: {}, by_state: { waiting, cared: disrupted - waiting }, why: 'cancelled', expected: false, connections_missed: 0, special_needs: 0,
  };
}

const day = [flight('B62', 50, 10), flight('B61', 50, 40), flight('B63', 7, 7)];

test('flights that are alike in a column keep the order of the server', () => {
  expect(sorted(day, { by: 'disrupted', ascending: false }).map((one) => one.flight_id)).toEqual(['B62', 'B61', 'B63']);
  expect(sorted(day, { by: 'waiting', ascending: true }).map((one) => one.flight_id)).toEqual(['B63', 'B62', 'B61']);
});

test('figures begin with the most, names with the first, and a second press turns the order round', () => {
  const first = pressed({ by: 'disrupted', ascending: false }, 'waiting');
  expect(first).toEqual({ by: 'waiting', ascending: false });
  expect(pressed(first, 'waiting').ascending).toBe(true);
  expect(pressed(first, 'flight').ascending).toBe(true);
});

test('tiers without anybody are not spoken', () => {
  expect(tiersSpoken({ gold: 1200, basic: 3, silver: 0 })).toBe('gold 1,200, basic 3');
  expect(tiersSpoken({})).toBe('nobody');
});

test('a query that asks for nonsense filters nothing', () => {
  expect(filtersOf(new URLSearchParams('tier=diamond&state=lost&airport=jfk'))).toEqual({ airport: 'JFK' });
  expect(filtersOf(new URLSearchParams('flight=B61010%2F2013-02-08%2FJFK&tier=gold'))).toEqual({ flight_id: 'B61010/2013-02-08/JFK', tier: 'gold' });
});
