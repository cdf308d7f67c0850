import { expect, test, vi } from 'vitest';

vi.mock('../../../api/client', () => ({}));
import type { ProblemError } from '../../../api/client';
import { refusalOf } from './refusal';
import { messagesByTemplate } from './served';

const problem = (status: number, message: string, document: Record<string, unknown> = {}, faults: string[] = []): ProblemError =>
  ({ status, message, document, faults: faults.map((one) => ({ field: '', message: one })) }) as unknown as ProblemError;

test('whoever comes second reads who was first', () => {
  const found = refusalOf(problem(409, "'anna' was first: approved plan", { winner: 'anna', decision: 'approved' }));
  expect([found.says, found.next]).toEqual(['anna was first: approved.', 'close']);
});

test('a stale plan says what moved and which revision to check again', () => {
  const found = refusalOf(problem(412, 'Plan is stale: a; b', { type: 'urn:downline:problem:plan-stale', next_revision: 3 }, ['JFK closed', 'B61 late']));
  expect(found.next).toBe('recheck');
  expect(found.more).toEqual(['JFK closed', 'B61 late']);
  expect(found.step).toContain('Revision 3');
});

test('a role that may not decide is sent to whom may, and nothing is to be repeated', () => {
  expect(refusalOf(problem(403, 'asks for a duty manager')).next).toBe('close');
});

test('no answer keeps the reason, and the same decision can be sent again', () => {
  expect(refusalOf(problem(0, 'The server cannot be reached.')).next).toBe('again');
});

test('messages are summed over channels, states in the order of their life', () => {
  const found = messagesByTemplate({ 'moved/email/sent': 3, 'moved/sms/sent': 2, 'moved/sms/queued': 1, 'refund/email/failed': 1 });
  expect(found.states).toEqual(['queued', 'sent', 'failed']);
  expect(found.rows.map((one) => [one.template, one.counts.sent])).toEqual([['all', 5], ['moved', 5], ['refund', undefined]]);
});
