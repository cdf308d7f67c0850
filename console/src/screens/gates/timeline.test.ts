import { expect, test } from 'vitest';
import { barIndex, clashes, standsTimeline, type Occupation, type StandRow, type StandsView } from './timeline';

const NOW = Date.parse('2013-02-08T09:00:00Z');
const day = (time: string): string => `2013-02-08T${time}:00Z`;
const stay = (tail: string, start: string, end: string, more: Partial<Occupation> = {}): Occupation => ({
  tail, size: 'C', start: day(start), end: day(end), arrival_flight_id: 'B61/2013-02-08/BOS', departure_flight_id: 'B62/2013-02-08/JFK', parked: false, conflicts: [], ...more,
});
const stand = (name: string, more: Partial<StandRow> = {}): StandRow => ({
  name, terminal: 'T1', pier: 'A', size: 'C', contact: true, carriers: [], closures: [], occupations: [], ...more,
});
const view = (...stands: StandRow[]): StandsView => ({
  airport: 'JFK', name: 'Kennedy', timezone: 'America/New_York', as_of: day('09:00'), network_id: 'n', version: 1, known: 'stands', buffer_min: 10, stands, without_stand: [], assumed: [],
});
const options = { now: NOW, zone: 'UTC' };
const wrong = { kind: 'occupied' as const, flight_id: 'B61/2013-02-08/BOS', movement: 'arrival' as const, why: '2 is occupied', with_flight_id: 'B69/2013-02-08/JFK' };

test('stands are in the order of a plan: terminal, pier, then the number as a number', () => {
  const { groups } = standsTimeline(view(stand('10'), stand('2'), stand('1', { pier: 'B' })), options);
  expect(groups.map((group) => [group.title, group.rows.map((row) => row.id)])).toEqual([
    ['Terminal 1, pier A · 2 stands', ['2', '10']],
    ['Terminal 1, pier B · 1 stand', ['1']],
  ]);
});

test('a stay is called by its flights; a parked one may be towed and is hollow', () => {
  const { bars } = standsTimeline(view(stand('2', { occupations: [stay('N1', '10:00', '11:00'), stay('N2', '12:00', '15:00', { parked: true, arrival_flight_id: null, departure_flight_id: null })] })), options);
  expect(bars.map((bar) => [bar.label, bar.hollow])).toEqual([['B62', false], ['N2', true]]);
  expect(bars[1]?.spoken).toContain('may be towed away');
});

test('what does not fit is marked on its bar, counted in its group, and one entry a movement', () => {
  const shown = view(stand('2', { occupations: [stay('N1', '10:00', '11:00', { conflicts: [wrong, { ...wrong, why: '2 is closed', kind: 'closed', with_flight_id: null }] })] }));
  const { bars, groups } = standsTimeline(shown, options);
  expect(bars[0]).toMatchObject({ tone: 'warning', marks: { conflict: true } });
  expect(bars[0]?.spoken).toContain('2 is occupied. 2 is closed.');
  expect(groups[0]?.title).toContain('1 conflict');
  expect(clashes(shown)).toMatchObject([{ flight: 'B61/2013-02-08/BOS', at: day('10:00'), kinds: ['occupied', 'closed'], others: ['B69/2013-02-08/JFK'] }]);
});

test('a closed stand says until when, one that closes says when, a closure that is over says nothing', () => {
  const closed = (start: string, end: string) => [{ start: day(start), end: day(end), reason: '' }];
  const { groups, bands } = standsTimeline(view(stand('1', { closures: closed('08:00', '12:00') }), stand('2', { closures: closed('13:00', '14:00') }), stand('3', { closures: closed('06:00', '07:00') })), options);
  expect(groups[0]?.rows.map((row) => row.badges?.map((badge) => badge.text))).toEqual([['closed'], ['closes 13:00Z'], []]);
  expect(bands.map((band) => band.label)).toEqual(['closed until 12:00Z', 'closed until 14:00Z']);
});

test('only troubled stands are shown when that is asked', () => {
  const shown = view(stand('1'), stand('2', { occupations: [stay('N1', '10:00', '11:00', { conflicts: [wrong] })] }));
  expect(standsTimeline(shown, { ...options, troubled: true }).groups.flatMap((group) => group.rows.map((row) => row.id))).toEqual(['2']);
});

test('a bar leads to its flights and its tail', () => {
  const shown = view(stand('2', { occupations: [stay('N1', '10:00', '11:00', { departure_flight_id: null })] }));
  expect([...barIndex(shown).values()]).toEqual([{ flights: ['B61/2013-02-08/BOS'], tail: 'N1' }]);
  expect([...barIndex(shown).keys()]).toEqual(standsTimeline(shown, options).bars.map((bar) => bar.id));
});
