import { describe, expect, test } from 'vitest';
import { addressOf, askedOf, cited, inForce, inputOf, marked } from './search';

describe('a search', () => {
  test('survives in the address', () => {
    const asked = { query: 'de-icing & holdover', station: 'JFK', regime: 'us_part_117', kind: 'law', on: '2013-02-08' };
    expect(askedOf(new URL(`http://here${addressOf(asked)}`).searchParams)).toEqual(asked);
    expect(addressOf({ query: '', station: '', regime: '', kind: '', on: '' })).toBe('/knowledge');
  });

  test('asks the tool only for what was said', () => {
    expect(inputOf({ query: 'rest', station: '', regime: '', kind: '', on: '' })).toEqual({ query: 'rest', limit: 20 });
    expect(inputOf({ query: 'rest', station: 'JFK', regime: '', kind: 'law', on: '' })).toMatchObject({ stations: ['JFK'], kinds: ['law'] });
  });
});

test('a passage says from when until when it holds', () => {
  expect(inForce({ valid_from: '2014-01-04', valid_to: null })).toBe('in force since 4 Jan 2014');
  expect(inForce({ valid_from: null, valid_to: null })).toBe('');
  expect(inForce({ valid_from: '2014-01-04', valid_to: '2020-01-01' })).toContain('until 1 Jan 2020');
});

test('words of the query are set apart and the text stays whole, markup included', () => {
  const text = 'Rest of <b>ten</b> hours; resting crews rest.';
  const pieces = marked(text, 'rest hours');
  expect(pieces.map((one) => one.text).join('')).toBe(text);
  expect(pieces.filter((one) => one.hit).map((one) => one.text)).toEqual(['Rest', 'hours', 'resting', 'rest']);
  expect(marked(text, 'of')).toEqual([{ text, hit: false }]);
});

test('what a source assumes is told from its citation', () => {
  expect(cited('Playbook; assumed: an example')).toEqual({ says: 'Playbook', assumed: 'an example' });
  expect(cited('14 CFR 117.25')).toEqual({ says: '14 CFR 117.25', assumed: '' });
});
