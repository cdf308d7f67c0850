import { expect, test } from 'vitest';
import { aircraft, airport, flight, picture } from './day.fixture';
import { judged, operationsOf } from './dragging';
import { withLastWord } from './picture';

const day = picture(
  [
    flight('B61', 'N1', '10:00', '11:00'),
    flight('B62', 'N1', '12:00', '13:00', { origin: 'BOS', destination: 'JFK' }),
    flight('B63', 'N2', '10:00', '11:00'),
  ],
  [aircraft('N1'), aircraft('N2'), aircraft('N3'), aircraft('E1', { family: 'E190' })],
  [airport('JFK'), airport('BOS')],
);
const B61 = 'B61/2013-02-08/JFK';

test('a shift asks for a delay, another row for another aircraft, both for both', () => {
  expect(operationsOf({ bar: B61, shiftMin: 0, row: 'N1' }, day)).toEqual([]);
  expect(operationsOf({ bar: B61, shiftMin: 20, row: 'N3' }, day)).toEqual([
    { type: 'DelayFlight', flight_id: B61, etd: '2013-02-08T10:20:00.000Z', reason_code: '96' },
    { type: 'SwapAircraft', flight_id: B61, tail: 'N3' },
  ]);
});

test('a swap exchanges the aircraft of both flights', () => {
  expect(operationsOf({ bar: B61, shiftMin: 0, row: 'N2', swapWith: 'B63/2013-02-08/JFK' }, day)).toEqual([
    { type: 'SwapAircraft', flight_id: B61, tail: 'N2' },
    { type: 'SwapAircraft', flight_id: 'B63/2013-02-08/JFK', tail: 'N1' },
  ]);
});

test('a flight never leaves before its schedule', () => {
  expect(judged({ bar: B61, shiftMin: -5, row: 'N1' }, day)).toEqual({ ok: false, text: 'never before its schedule, 10:00Z' });
});

test.each([
  [20, true],
  [25, false],
])('%i min later the turn is long enough: %s', (shiftMin, ok) => {
  expect(judged({ bar: B61, shiftMin, row: 'N1' }, day).ok).toBe(ok);
});

test('another fleet is refused by name', () => {
  expect(judged({ bar: B61, shiftMin: 0, row: 'E1' }, day).text).toBe('E1 is a E190, this flight is planned with a A320');
});

test('a closed station is refused until it opens', () => {
  const closed = { ...day, airports: new Map([['JFK', airport('JFK', { closures: [{ start: '2013-02-08T09:00:00Z', end: '2013-02-08T10:30:00Z', reason: 'snow' }] })]]) };
  expect(judged({ bar: B61, shiftMin: 0, row: 'N3' }, closed).text).toBe('JFK is closed until 10:30Z');
  expect(judged({ bar: B61, shiftMin: 30, row: 'N3' }, closed).ok).toBe(true);
});

test('of two times for one flight the last one counts, and other operations stay', () => {
  const first = { type: 'DelayFlight' as const, flight_id: B61, etd: '2013-02-08T10:20:00Z', reason_code: '96' };
  const last = { ...first, etd: '2013-02-08T10:40:00Z' };
  const cancel = { type: 'CancelFlight' as const, flight_id: 'B63/2013-02-08/JFK', reason_code: '96' };
  expect(withLastWord([first, cancel, last])).toEqual([last, cancel]);
});
