import { expect, test } from 'vitest';
import type { Plan } from '../plan/operations';
import { boundInWords, componentsOf, leastOf, moneyAgainst, sectionsOf, withoutNothing, type Row } from './matrix';

function option(plan_id: string, cents: number, more: Partial<Plan> = {}): Plan {
  return {
    plan_id, case_id: 'C1', revision: 1, status: 'proposed', label: plan_id, kind: 'alternative', rank: 1, edited: false, legal: true, base_version: 7,
    operations: [], cost: { total: { cents, currency: 'USD' }, components: { delay: { cents, currency: 'USD' }, ferry: { cents: 0, currency: 'USD' } } },
    kpis: { cancelled_flights: 2, co2_kg: 1_000 + cents }, checks: [], solver: { name: 's', status: 'feasible', runtime_s: 1, seed: 0, note: '' },
    reasons: [], assumptions: [], affected: [], explanation: null, etag: '', made_by: 'supervisor', made_at: '2013-02-08T09:00:00Z', stale_because: [], decisions: [],
    ...more,
  } as Plan;
}
const cost: Row = { id: 'cost', label: 'Cost', value: (plan) => plan.cost.total.cents, say: String, less: true };
const marked = (plans: readonly Plan[]): string[] => [...leastOf(cost, plans)];

test('the least of a row is marked, and each of several that tie', () => {
  expect(marked([option('A', 5), option('B', 3), option('C', 9)])).toEqual(['B']);
  expect(marked([option('A', 3), option('B', 3), option('C', 9)])).toEqual(['A', 'B']);
});

test('nothing is marked where all are alike, or where only one could be had', () => {
  expect(marked([option('A', 3), option('B', 3)])).toEqual([]);
  expect(marked([option('A', 3), option('B', 9, { legal: false })])).toEqual([]);
});

test('an option that breaks a rule is never best', () => {
  expect(marked([option('A', 1, { legal: false }), option('B', 3), option('C', 9)])).toEqual(['B']);
});

test('options priced on several versions of the network are not ranked, and their difference is unknown', () => {
  const nothing = option('N', 9, { kind: 'do_nothing' });
  const moved = option('A', 3, { base_version: 8 });
  expect(marked([nothing, moved, option('B', 4)])).toEqual([]);
  const co2 = sectionsOf([moved, nothing], nothing).find((one) => one.id === 'fuel')!.rows[1]!;
  expect(co2.value(moved)).toBeUndefined();
  expect(co2.value(nothing)).toBeNull();
});

test('a component that costs nothing anywhere is left out, and a saving keeps its sign', () => {
  expect(componentsOf([option('A', 5)])).toEqual(['delay']);
  expect(moneyAgainst({ cents: 100, currency: 'USD' }, { cents: 5_600, currency: 'USD' })).toBe('-55 USD');
});

test('a row that is 0 everywhere is told in one line, an unknown one is not', () => {
  const none: Row = { id: 'none', label: 'None', value: () => 0, say: String };
  const unknown: Row = { id: 'unknown', label: 'Unknown', value: () => undefined, say: String };
  expect(withoutNothing([none, unknown], [option('A', 1)])).toEqual({ shown: [unknown], nothing: [none] });
});

test('a gap is said in words, and no bound is no promise', () => {
  const solver = option('A', 1).solver;
  expect(boundInWords(option('A', 1))).toBe('no bound proven');
  expect(boundInWords(option('A', 1, { solver: { ...solver, gap: 0.023 } }))).toBe('at most 2.3 % above the best possible');
  expect(boundInWords(option('A', 1, { solver: { ...solver, status: 'not_run' } }))).toBe('nothing was searched for');
});
