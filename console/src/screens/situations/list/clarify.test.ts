import { expect, test } from 'vitest';
import { clarificationOf, fieldInWords, isKind, isReport } from './clarify';

test('a problem without a question asks nothing back', () => {
  expect(clarificationOf({ detail: 'refused' })).toBeUndefined();
});

test('a field is called what the form calls it, with the number of its disruption', () => {
  expect(fieldInWords('delay_min')).toBe('Delay after schedule');
  expect(fieldInWords('parts.1.airport')).toBe('Airport of disruption 2');
});

test('only what names a kind can be completed in the form, only a whole report can be confirmed', () => {
  expect([isKind({ kind: 'airport_closed' }), isKind({ reads_as: 'a question' })]).toEqual([true, false]);
  expect([isReport({ kind: 'airport_closed', reported_at: '2013-02-08T09:00:00Z' }), isReport({ kind: 'airport_closed' })]).toEqual([true, false]);
});
