import { expect, test } from 'vitest';
import { NOTHING, recalled, withEarlier } from './kept';
import { onceKey } from './once';
import { inWords, type Operation } from './operations';

test('a draft and its conversation are found again by the person who wrote them, and by nobody else', () => {
  const text = JSON.stringify({ ...NOTHING, actor: 'ann', conversationId: 'c1', draft: 'half' });
  expect(recalled(text, 'ann')).toMatchObject({ conversationId: 'c1', draft: 'half' });
  expect(recalled(text, 'bob')).toEqual({ ...NOTHING, actor: 'bob' });
  expect(recalled('not json', 'ann')).toEqual({ ...NOTHING, actor: 'ann' });
  expect(recalled(null, 'ann').draft).toBe('');
});

test('an earlier conversation is listed once, the newest first, and not without end', () => {
  const many = Array.from({ length: 14 }, (_, place) => ({ id: `c${place}`, words: '' })).reduce(withEarlier, [] as { id: string; words: string }[]);
  expect(many).toHaveLength(10);
  expect(withEarlier(many, { id: 'c7', words: '' }).filter((one) => one.id === 'c7')).toHaveLength(1);
});

test('the same card with the same content has the same key, and with another content another', () => {
  const report = { kind: 'flight_cancelled', flight_id: 'B61010/2013-02-08/JFK' };
  expect(onceKey('c/1/0', report)).toBe(onceKey('c/1/0', { ...report }));
  expect(new Set([onceKey('c/1/0', report), onceKey('c/1/1', report), onceKey('c/1/0', { ...report, flight_id: 'B61011' })]).size).toBe(3);
  expect(onceKey('c'.repeat(64) + '/1/0', report).length).toBeLessThan(256);
});

test('an operation reads as a controller would write it', () => {
  expect(inWords({ type: 'CancelFlight', flight_id: 'B61010/2013-02-08/JFK', reason_code: '96' })).toBe('Cancel B61010 (code 96)');
  expect(inWords({ type: 'DelayFlight', flight_id: 'B61010/2013-02-08/JFK', etd: '2013-02-08T20:00:00Z', reason_code: '93' })).toBe(
    'Retime B61010 to leave 08 Feb 20:00Z (code 93)',
  );
  expect(inWords({ type: 'PositionCrew', crew_id: 'B6-CP0001', airport: 'BOS' } as Operation)).toBe('Position crew: crew id B6-CP0001; airport BOS');
});
