import { expect, test } from 'vitest';
import { focusInWords, focusOf, pillsOf } from './focus';

const nothing = new URLSearchParams();
const FLIGHT = 'B61010/2013-02-08/JFK';

test('what is selected is what a question is about', () => {
  const pills = pillsOf([{ kind: 'flight', id: FLIGHT }, { kind: 'airport', id: 'BOS' }], '/ops', nothing);
  expect(pills.map((one) => one.label)).toEqual(['flight B61010', 'airport BOS']);
  expect(focusOf(pills)).toEqual({ case_id: '', plan_id: '', flight_id: FLIGHT, airport: 'BOS', crew_id: '', tail: '' });
});

test('of several of a kind the last is taken, and the pill says of how many', () => {
  const [pill] = pillsOf([{ kind: 'tail', id: 'N274JB' }, { kind: 'tail', id: 'N643JB' }], '/ops', nothing);
  expect(pill).toMatchObject({ id: 'N643JB', of: 2 });
});

test('the situation and the plan on the screen are meant, unless another is selected', () => {
  const query = new URLSearchParams('plan=C1-P2');
  expect(pillsOf([], '/situations/C1', query).map((one) => one.label)).toEqual(['situation C1', 'plan C1-P2']);
  expect(pillsOf([{ kind: 'situation', id: 'C2' }], '/situations/C1', query)[0]).toMatchObject({ id: 'C2', from: 'selected' });
});

test('a watch that has no case yet is no case', () => {
  expect(pillsOf([{ kind: 'situation', id: 'W-closed-JFK' }], '/situations/W-closed-JFK', nothing)).toEqual([]);
});

test('several flights on the screen are none in particular', () => {
  expect(pillsOf([], '/ops', new URLSearchParams('flights=A,B'))).toEqual([]);
  expect(pillsOf([], '/ops', new URLSearchParams({ flights: FLIGHT }))[0]?.id).toBe(FLIGHT);
  expect(pillsOf([], '/hub/JFK', nothing)[0]?.label).toBe('airport JFK');
});

test('without pills no focus is sent, and what was sent can be said', () => {
  expect(focusOf([])).toBeUndefined();
  expect(focusInWords({ case_id: 'C1', plan_id: '', flight_id: FLIGHT, airport: '', crew_id: '', tail: '' })).toBe('situation C1, flight B61010');
});
