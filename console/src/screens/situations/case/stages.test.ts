import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { factFigure, tellingFirst, type Fact } from './facts';
import { atMostEvery, comingOptions, stagesOf, timeByStage, toReload, type Step } from './stages';

let seq = 0;
const step = (stage: string, elapsed_s: number, more: Partial<Step> = {}): Step => ({
  seq: ++seq, case_id: 'C1', run: 1, at: '2013-02-08T09:00:00Z', stage, specialist: '', status: 'done', text: stage, detail: {}, elapsed_s, ...more,
});

test('steps fold into stages with their time, and a stage that comes again is another', () => {
  const found = stagesOf([step('open', 0.1), step('consult', 0.2), step('consult', 4.2, { status: 'degraded' }), step('solve', 9), step('review', 11), step('solve', 15)]);
  expect(found.map((one) => [one.stage, one.from, one.to, one.trouble])).toEqual([
    ['open', 0, 0.1, false],
    ['consult', 0.1, 4.2, true],
    ['solve', 4.2, 9, false],
    ['review', 9, 11, false],
    ['solve', 11, 15, false],
  ]);
  expect(timeByStage(found).map((one) => [one.label, one.rounds, one.seconds.toFixed(1)])).toEqual([
    ['Opened', 1, '0.1'],
    ['Ask specialists', 1, '4.1'],
    ['Search', 2, '8.8'],
    ['Review', 1, '2.0'],
  ]);
});

test('only the latest search is shown, and what people did has no place in its time', () => {
  const found = stagesOf([step('open', 0.1), step('open', 0.2, { run: 2 }), step('decide', 0, { run: 2 })]);
  expect(found.map((one) => [one.stage, one.to])).toEqual([['open', 0.2], ['decide', undefined]]);
});

test('an option of the running search has its newest price', () => {
  const found = comingOptions([step('solve', 1, { detail: { option: 'Least cost', cost_cents: 900 } }), step('solve', 2, { detail: { option: 'Least cost', cost_cents: 800 } }), step('solve', 3)]);
  expect(found).toEqual([{ option: 'Least cost', costCents: 800 }]);
});

test('the large answers are read again only when something could be in them', () => {
  expect(toReload([step('solve', 1), step('review', 2)])).toEqual({ view: false, plans: false });
  expect(toReload([step('consult', 1)])).toEqual({ view: true, plans: false });
  expect(toReload([step('present', 1)])).toEqual({ view: true, plans: true });
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('ten calls in a second are three reads, the last one after the last call', () => {
  let reads = 0;
  const gently = atMostEvery(500, () => (reads += 1));
  for (let call = 0; call < 10; call += 1) {
    gently.call();
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(2_000);
  expect(reads).toBe(3);
});

const fact = (more: Partial<Fact>): Fact => ({ fact_id: 'f', text: 'flights that will be later', tool: 't', unit: 'flights', assumed: false, ...more });

test('a unit that the words begin with is not said twice', () => {
  expect(factFigure(fact({ value: 16 }))).toBe('16');
  expect(factFigure(fact({ value: 36, unit: 'min', text: 'shortest turn' }))).toBe('36 min');
  expect(factFigure(fact({ value: 1.25, unit: '', text: 'ratio' }))).toBe('1.25');
  expect(factFigure(fact({ value: 186_500, unit: 'cents', text: 'lost' }), 'USD')).toBe('1,865 USD');
  expect(factFigure(fact({ value: null }))).toBe('');
});

test('counts of something come before counts of nothing', () => {
  expect(tellingFirst([fact({ value: 0 }), fact({ value: 'controller' }), fact({ value: 3 })]).map((one) => one.value)).toEqual([3, 'controller', 0]);
});
