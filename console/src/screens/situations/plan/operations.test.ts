import { expect, test } from 'vitest';
import { differences } from './differences';
import { firstChanges, groupsOf } from './groups';
import { flightShort, flightsOf, inWords, type Operation, type Saying } from './operations';

const saying: Saying = { when: (at) => `${at.slice(11, 16)}Z`, currency: 'USD' };
const cancel = (number: number): Operation => ({ type: 'CancelFlight', flight_id: `B6${number}/2013-02-08/JFK`, reason_code: '71' });
const retime = (number: number, etd: string): Operation => ({ type: 'DelayFlight', flight_id: `B6${number}/2013-02-08/JFK`, etd, reason_code: '93' });
const move = (booking: number, flight: string): Operation => ({ type: 'RebookPassenger', booking_id: `B6-${booking}`, flight_ids: [flight], cabin: null });
const freeze: Operation = { type: 'FreezeInventory', flight_id: 'B61/2013-02-08/JFK', closed_classes: ['Q'], until: '2013-02-08T21:00:00Z', reason: 'kept' };

test('a flight is told by number, day and where it leaves from', () => {
  expect(flightShort('B61010/2013-02-08/JFK')).toBe('B61010/08 JFK');
});

test('a change is told verb first, with the zone of its time', () => {
  expect(inWords(retime(10, '2013-02-08T23:10:00Z'), saying)).toBe('Retime B610/08 JFK to leave 23:10Z (code 93)');
  expect(inWords({ type: 'AssignCrew', crew_id: 'P1', flight_ids: ['B61/2013-02-08/JFK', 'B62/2013-02-08/BOS'], deadheads: ['B62/2013-02-08/BOS'], replaces: null }, saying)).toBe(
    'P1 works B61/08 JFK, travels on B62/08 BOS (new duty)',
  );
});

test('an exchange names both of its flights', () => {
  expect(flightsOf({ type: 'SwapFlowSlots', flight_id: 'A/1/X', with_flight_id: 'B/1/Y' })).toEqual(['A/1/X', 'B/1/Y']);
});

test('flights come first, and bookings that move alike are one line, the largest first', () => {
  const groups = groupsOf([freeze, move(1, 'B62/2013-02-09/JFK'), move(2, 'B63/2013-02-09/JFK'), move(3, 'B63/2013-02-09/JFK'), cancel(10)], saying);
  expect(groups.map((one) => one.area)).toEqual(['Flights', 'Passengers', 'Sales']);
  expect(groups[1]!.bundles.map((one) => one.text ?? one.placed.length)).toEqual(['2 bookings to B63/09 JFK', 1]);
});

test('every operation of a plan is in exactly one line', () => {
  const operations = [cancel(1), cancel(2), move(1, 'X/2013-02-09/JFK'), move(2, 'X/2013-02-09/JFK'), freeze];
  const places = groupsOf(operations, saying).flatMap((group) => group.bundles.flatMap((bundle) => bundle.placed.map((one) => one.place)));
  expect(places.toSorted()).toEqual([0, 1, 2, 3, 4]);
});

test('the first changes of a storm name kinds, not ninety flights', () => {
  const storm = Array.from({ length: 90 }, (_, number) => cancel(number));
  expect(firstChanges([...storm, retime(500, '2013-02-08T23:10:00Z')], saying, 8)).toEqual([
    'Cancel 90 flights: B60/08 JFK, B61/08 JFK, B62/08 JFK, B63/08 JFK, …',
    'Retime B6500/08 JFK to leave 23:10Z (code 93)',
  ]);
});

test('two options differ by what they do about one flight, and bookings are counted', () => {
  const found = differences(
    [cancel(1), retime(2, '2013-02-08T23:10:00Z'), freeze, move(1, 'X'), move(2, 'X')],
    [retime(2, '2013-02-08T23:40:00Z'), freeze, move(1, 'X'), move(2, 'Y'), move(3, 'Y')],
  );
  expect(found.differing.map((one) => [one.subject, one.one.length, one.other.length])).toEqual([
    ['B61/2013-02-08/JFK', 1, 0],
    ['B62/2013-02-08/JFK', 1, 1],
  ]);
  expect(found.alike).toBe(1);
  expect(found.bookings).toEqual({ onlyOne: 0, onlyOther: 1, otherwise: 1, alike: 1 });
});

test('an option does not differ from itself, in whatever order it is written', () => {
  const mine = [cancel(1), move(1, 'X'), freeze];
  expect(differences(mine, mine.toReversed())).toMatchObject({ differing: [], bookings: { onlyOne: 0, onlyOther: 0, otherwise: 0 } });
});
