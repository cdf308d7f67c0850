import { expect, test } from 'vitest';
import { inLanes } from '../../timeline/lanes';
import type { DutyLine } from './duties.svelte';
import { crewOf, crewTimeline, flightOf } from './timeline';

const NOW = Date.parse('2013-02-08T09:00:00Z');
const day = (time: string): string => `2013-02-08T${time}:00Z`;

const leg = (number: string, start: string, end: string, more: object = {}) => ({
  flight_id: `B6${number}/2013-02-08/JFK`, origin: 'JFK', destination: 'BTV', start: day(start), end: day(end), status: 'scheduled', deadhead: false, cancelled: false, ...more,
});
const line = (more: Partial<DutyLine> = {}): DutyLine => ({
  crew_id: 'B6-CP0001', role: 'captain', base: 'JFK', station: 'JFK', phase: 'to_report', verdict: 'pass', left_min: 90, times_out_at: day('18:30'),
  at_risk: [], rests: [], reserves: [], unavailable: [], assumed: [],
  duties: [
    {
      duty_id: 'D1', report_at: day('10:00'), release_at: day('17:15'), latest_release_at: day('18:45'), limit_rule: 'fdp', citation: '14 CFR 117.13(a)',
      verdict: 'pass', legs: [leg('1', '11:00', '13:00'), leg('2', '14:00', '17:00')],
    },
  ],
  ...more,
});
const shown = (...lines: DutyLine[]) => crewTimeline(lines, { now: NOW, zone: 'UTC' });

test('a duty is one unbroken line from report to release', () => {
  const { bars } = shown(line());
  expect(bars.map((bar) => [bar.label, new Date(bar.start).toISOString().slice(11, 16)])).toEqual([
    ['', '10:00'], ['B61', '11:00'], ['', '13:00'], ['B62', '14:00'], ['', '17:00'],
  ]);
  expect(inLanes(bars).lanes).toBe(1);
});

test('the legal end is marked in the row, and said', () => {
  const { bars, bands } = shown(line());
  expect(bands.find((band) => band.kind === 'limit')?.label).toBe('legal end 18:45Z');
  expect(bars.at(-1)?.spoken).toContain('legal end 18:45Z (14 CFR 117.13(a))');
});

test('a duty that ends after the law does says so on its last bar, which no band could show', () => {
  const [duty] = line().duties;
  const { bars } = shown(line({ left_min: -30, duties: [{ ...duty!, latest_release_at: day('16:45') }] }));
  expect(bars.at(-1)).toMatchObject({ tone: 'warning', marks: { conflict: true } });
  expect(bars.at(-1)?.spoken).toContain('30 min too late');
});

test('nothing is drawn as a limit where the law gives none', () => {
  const [duty] = line().duties;
  expect(shown(line({ duties: [{ ...duty!, latest_release_at: null }] })).bands).toEqual([]);
});

test('a leg that loses its crew is marked and says why; a cancelled one is hollow', () => {
  const [duty] = line().duties;
  const risk = { flight_id: 'B61/2013-02-08/JFK', leaves: day('11:00'), reason: 'unavailable then', citation: 'report', latest: null, by_law: false };
  const { bars, groups } = shown(line({ at_risk: [risk], duties: [{ ...duty!, legs: [duty!.legs[0]!, leg('2', '14:00', '17:00', { cancelled: true })] }] }));
  expect(bars.find((bar) => bar.label === 'B61')).toMatchObject({ tone: 'warning', marks: { conflict: true } });
  expect(bars.find((bar) => bar.label === 'B61')?.spoken).toContain('unavailable then (report)');
  expect(bars.find((bar) => bar.label === 'B62')).toMatchObject({ tone: 'cancelled', hollow: true });
  expect(groups[0]?.title).toBe('JFK · 1 captain · 1 at risk');
});

test('people stand under their base and role, in the order they came', () => {
  const { groups } = shown(line(), line({ crew_id: 'B6-FO0001', role: 'first_officer' }), line({ crew_id: 'B6-CP0002' }));
  expect(groups.map((group) => [group.title, group.rows.map((row) => row.id)])).toEqual([
    ['JFK · 2 captains', ['B6-CP0001', 'B6-CP0002']],
    ['JFK · 1 first officer', ['B6-FO0001']],
  ]);
});

test('little time left is a badge; enough is none', () => {
  const [group] = shown(line({ left_min: 32 }), line({ left_min: -5, verdict: 'fail' }), line({ left_min: 240 })).groups;
  expect(group?.rows.map((row) => row.badges?.map((badge) => [badge.text, badge.tone]))).toEqual([[['32 min left', 'caution']], [['5 min over', 'warning']], []]);
});

test('a bar knows its person, and its flight where it is a leg', () => {
  const { bars } = shown(line());
  expect(bars.map((bar) => flightOf(bar.id))).toEqual([undefined, 'B61/2013-02-08/JFK', undefined, 'B62/2013-02-08/JFK', undefined]);
  expect(new Set(bars.map((bar) => crewOf(bar.id)))).toEqual(new Set(['B6-CP0001']));
});

test('an absence of weeks does not stretch the timeline', () => {
  const { end } = shown(line({ unavailable: [{ start: day('08:00'), end: '2013-03-20T00:00:00Z' }] }));
  expect(end - NOW).toBeLessThan(4 * 86_400_000);
});
