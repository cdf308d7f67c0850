import { expect, test } from 'vitest';
import { consolePath, placeOf } from './places';

const HERE = 'http://127.0.0.1:8000';

test('only a path of this origin is followed', () => {
  expect(consolePath('/ops?flights=B61%2F2013-02-08%2FJFK', HERE)).toBe('/ops?flights=B61%2F2013-02-08%2FJFK');
  expect(consolePath('/situations/C1?plan=C1-P2#top', HERE)).toBe('/situations/C1?plan=C1-P2');
  for (const path of ['//x.invalid/ops', 'http://x.invalid/', 'javascript:alert(1)', '/\\x.invalid', '\\\\x.invalid', '/\t/x.invalid', 'ops', '']) {
    expect(consolePath(path, HERE), path).toBeUndefined();
  }
});

test('a fact belongs where its id says, whatever it is told about', () => {
  const leaves = placeOf({ fact_id: 'B61305/2013-02-08/JFK.leaves', subject: 'N274JB' });
  expect(leaves).toMatchObject({ kind: 'flight', id: 'B61305/2013-02-08/JFK', says: 'Show B61305 on the Gantt' });
  expect(placeOf({ fact_id: 'B6-CP0001.out' })).toMatchObject({ kind: 'crew', path: '/crew?id=B6-CP0001' });
  expect(placeOf({ fact_id: 'N274JB.ready' })).toMatchObject({ kind: 'tail' });
  expect(placeOf({ fact_id: 'LGB.closed.0.start' })).toMatchObject({ kind: 'airport', path: '/hub/LGB' });
  expect(placeOf({ fact_id: 'C1.decide_by' })).toMatchObject({ kind: 'situation', path: '/situations/C1' });
});

test('an option belongs to the case that is talked about, and to nothing without one', () => {
  expect(placeOf({ fact_id: 'option1.cost', subject: 'option 1' }, 'C3')?.path).toBe('/situations/C3');
  expect(placeOf({ fact_id: 'gap.cost', subject: 'option 1' }, 'C3')?.path).toBe('/situations/C3');
  expect(placeOf({ fact_id: 'option1.cost', subject: 'option 1' })).toBeUndefined();
});

test('a figure of the whole day has no place of its own', () => {
  for (const fact_id of ['flights', 'now', 'whatif.lost', 'draft.fails1', 'timing_out']) expect(placeOf({ fact_id, subject: 'what if' }), fact_id).toBeUndefined();
});
