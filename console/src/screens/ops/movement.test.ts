import { expect, test } from 'vitest';
import { aircraft, airport, flight, picture } from './day.fixture';
import { filterOf } from './filter';
import { movementModel, stationsToShow, toneOf, type Shown } from './movement';
import { afterOperations, withFlights, type Outlook } from './picture';

const at = (hour: string): number => Date.parse(`2013-02-08T${hour}:00Z`);
const day = picture(
  [flight('B61', 'N1', '10:00', '11:00'), flight('B62', 'N1', '12:00', '13:00', { origin: 'BOS', destination: 'JFK' }), flight('B63', 'N2', '10:00', '11:00')],
  [aircraft('N1'), aircraft('N2'), aircraft('E1', { family: 'E190' })],
);

function shown(more: Partial<Shown> = {}): Shown {
  return {
    picture: day, outlook: new Map(), filter: filterOf({}), now: at('09:00'), start: at('08:00'), end: at('23:00'), zone: 'UTC', pinned: new Set(), stations: [], links: [],
    editable: false, ...more,
  };
}

function outlookOf(flightId: string, more: Partial<Outlook>): ReadonlyMap<string, Outlook> {
  return new Map([[flightId, { flight_id: flightId, etd: '2013-02-08T10:00:00Z', eta: '2013-02-08T11:00:00Z', cancelled: false, causes: [], misconnecting_passengers: 0, crew_at_risk: [], ...more }]]);
}

test('every aircraft has a row under its fleet, whether it flies or not', () => {
  const model = movementModel(shown());
  expect(model.groups.map((one) => [one.id, one.rows.map((row) => row.id)])).toEqual([['A320', ['N1', 'N2']], ['E190', ['E1']]]);
});

test('a filter leaves out rows without a match and keeps the neighbours of a match faint', () => {
  const model = movementModel(shown({ filter: filterOf({ text: 'b62' }) }));
  expect(model.groups.flatMap((one) => one.rows.map((row) => row.id))).toEqual(['N1']);
  expect(model.bars.map((one) => [one.label, one.faint])).toEqual([['B61', true], ['B62', false]]);
});

test('a late flight has a tail from its schedule, a punctual one has none', () => {
  const late = flight('B61', 'N1', '10:00', '11:00', { etd: '2013-02-08T10:20:00Z', eta: '2013-02-08T11:20:00Z' });
  const bars = movementModel(shown({ picture: withFlights('live', day, [late]) })).bars;
  expect(bars.find((one) => one.label === 'B61')).toMatchObject({ delayFrom: at('10:00'), start: at('10:20'), tone: 'caution' });
  expect(bars.find((one) => one.label === 'B63')).not.toHaveProperty('delayFrom');
});

test.each([
  [14, 'scheduled'], [15, 'caution'], [59, 'caution'], [60, 'delay'],
])('%i min late is shown as %s', (minutes, tone) => {
  const late = flight('B61', 'N1', '10:00', '11:00', { etd: new Date(at('10:00') + minutes * 60_000).toISOString() });
  expect(toneOf(late, undefined)).toBe(tone);
});

test('what cannot be flown if nobody intervenes is in conflict on the live picture and nowhere else', () => {
  const outlook = outlookOf('B61/2013-02-08/JFK', { cancelled: true });
  const live = movementModel(shown({ outlook })).bars.find((one) => one.label === 'B61');
  const then = movementModel(shown({ outlook, picture: { ...day, name: 'at:2013-02-08T08:00:00Z' } })).bars.find((one) => one.label === 'B61');
  expect([live?.marks?.conflict, live?.tone, then?.marks?.conflict, then?.tone]).toEqual([true, 'warning', false, 'scheduled']);
});

test('a plan beside live shows what it changes hatched, where it was as an outline, and a ghost on the row it left', () => {
  const plan = afterOperations('C1-P1', day, [
    { type: 'DelayFlight', flight_id: 'B61/2013-02-08/JFK', etd: '2013-02-08T10:30:00Z', reason_code: '96' },
    { type: 'SwapAircraft', flight_id: 'B63/2013-02-08/JFK', tail: 'N1' },
  ]);
  const bars = movementModel(shown({ picture: plan, against: day })).bars;
  expect(bars.find((one) => one.id === 'B61/2013-02-08/JFK')).toMatchObject({ hatched: true, tone: 'plan', originalStart: at('10:00'), start: at('10:30'), end: at('11:30') });
  expect(bars.find((one) => one.id === 'was:B63/2013-02-08/JFK')).toMatchObject({ row: 'N2', hollow: true });
  expect(bars.find((one) => one.id === 'B62/2013-02-08/JFK')?.hatched).toBe(false);
});

test('only flights that have not left can be moved, and only while a scenario is edited', () => {
  const gone = withFlights('live', day, [flight('B61', 'N1', '10:00', '11:00', { status: 'departed', atd: '2013-02-08T10:00:00Z' })]);
  const fixed = (editable: boolean) => Object.fromEntries(movementModel(shown({ picture: gone, editable })).bars.map((one) => [one.label, one.fixed]));
  expect(fixed(true)).toEqual({ B61: true, B62: false, B63: false });
  expect(fixed(false)).toEqual({ B61: true, B62: true, B63: true });
});

test('closed stations lie over the chart, the busiest first', () => {
  const closures = [{ start: '2013-02-08T22:00:00Z', end: '2013-02-09T02:00:00Z', reason: 'snow' }];
  const closed = { ...day, airports: new Map([['BOS', airport('BOS', { closures })], ['JFK', airport('JFK', { closures })], ['SEA', airport('SEA')]]) };
  expect(stationsToShow(closed, '')).toEqual(['BOS', 'JFK']);
  expect(movementModel(shown({ picture: closed, stations: ['JFK'] })).bands.map((one) => one.label)).toEqual(['JFK closed: snow']);
});
