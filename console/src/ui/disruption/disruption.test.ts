import { expect, test } from 'vitest';
import { asCurl, build, draftsOf, placed, type Disruption } from './disruption';
import { FIELDS, KINDS } from './kinds';
import { momentInFull, momentOf } from './moment';

const now = Date.UTC(2013, 1, 8, 9, 0);
const known = { now, flightIds: ['B61010/2013-02-08/JFK', 'B61/2013-02-08/JFK', 'B61/2013-02-09/JFK'] };

test('a time is read as it is typed, and what is left out is that of the clock', () => {
  const at = Date.UTC(2013, 1, 8, 22, 29);
  for (const typed of ['2013-02-08T22:29:00Z', '2013-02-08 22:29', '08 Feb 22:29Z', '8 feb 2229', '08/2229', '22:29Z', '2229']) {
    expect(momentOf(typed, now), typed).toBe(at);
  }
  expect(momentInFull(at)).toBe('08 Feb 2013 22:29Z');
});

test('what is no time is none', () => {
  for (const typed of ['', 'soon', '25:00', '31 Feb 10:00', '2013-02-30 10:00', '10']) expect(momentOf(typed, now), typed).toBeUndefined();
});

test('a closure is built from its fields and read back the same', () => {
  const { disruption, faults } = build([{ kind: 'airport_closed', fields: { airport: 'jfk', start: '22:29Z', end: '09 Feb 14:01Z' } }], known);
  expect(faults).toEqual([]);
  expect(disruption).toEqual({
    kind: 'airport_closed',
    reported_at: '2013-02-08T09:00:00.000Z',
    airport: 'JFK',
    start: '2013-02-08T22:29:00.000Z',
    end: '2013-02-09T14:01:00.000Z',
  });
  expect(build(draftsOf(disruption as Disruption), known).disruption).toEqual(disruption);
});

test('every field that is missing is named, and nothing is filled in for it', () => {
  for (const { kind, fields, oneOf } of KINDS) {
    const { disruption, faults } = build([{ kind, fields: {} }], known);
    expect(disruption).toBeUndefined();
    const asked = fields.filter((field) => !oneOf?.slice(1).includes(field));
    expect(new Set(faults.map((fault) => fault.field)), kind).toEqual(new Set(asked));
  }
});

test('an end before its start, a number out of range and a wrong code are refused beside their fields', () => {
  const closed = build([{ kind: 'airport_closed', fields: { airport: 'JFK', start: '12:00', end: '11:00' } }], known);
  expect(closed.faults).toEqual([{ part: 0, field: 'end', message: 'The end is not after the start.' }]);
  const late = build([{ kind: 'flight_delayed', fields: { flight_id: 'B61010', delay_min: '0', reason_code: '6' } }], known);
  expect(late.faults.map((fault) => fault.field)).toEqual(['delay_min', 'reason_code']);
});

test('a flight number stands for its flight only when there is one of it', () => {
  const one = build([{ kind: 'flight_cancelled', fields: { flight_id: 'b6 1010', reason_code: '63' } }], known);
  expect(one.disruption).toMatchObject({ flight_id: 'B61010/2013-02-08/JFK' });
  const two = build([{ kind: 'flight_cancelled', fields: { flight_id: 'B61', reason_code: '63' } }], known);
  expect(two.faults[0]?.message).toContain('say which');
});

test('a regulation is of an airport or of a flow, never of both or none', () => {
  const fields = { start: '10:00', end: '12:00', rate_per_hour: '20' };
  expect(build([{ kind: 'slot_regulation', fields: { ...fields, airport: 'LGA' } }], known).faults).toEqual([]);
  expect(build([{ kind: 'slot_regulation', fields }], known).disruption).toBeUndefined();
  expect(build([{ kind: 'slot_regulation', fields: { ...fields, airport: 'LGA', flow: 'N90' } }], known).disruption).toBeUndefined();
});

test('several disruptions are one compound, with faults named by part', () => {
  const cancelled = { kind: 'flight_cancelled', fields: { flight_id: 'B61010', reason_code: '63' } } as const;
  const both = build([cancelled, { kind: 'weather', fields: { airport: 'JFK', start: '10:00', end: '12:00', condition: 'snow' } }], known);
  expect(both.disruption).toMatchObject({ kind: 'compound', parts: [{ kind: 'flight_cancelled' }, { kind: 'weather' }] });
  expect(draftsOf(both.disruption as Disruption)).toHaveLength(2);
  expect(build([cancelled, { kind: 'weather', fields: {} }], known).faults.every((fault) => fault.part === 1)).toBe(true);
});

test('what the server finds wrong goes beside the field it names', () => {
  const faults = placed([
    { field: 'airport', message: 'a' },
    { field: 'parts.1.end', message: 'b' },
    { field: 'parts.2', message: 'c' },
    { field: '', message: 'd' },
  ]);
  expect(faults.map(({ part, field }) => [part, field])).toEqual([
    [0, 'airport'],
    [1, 'end'],
    [2, ''],
    [0, ''],
  ]);
});

test('the shell command keeps the key in a variable and quotes what was written', () => {
  const command = asCurl('/api/v1/cases', { condition: "it's snowing" }, 'http://here');
  expect(command).toContain('$DOWNLINE_KEY');
  expect(command).toContain("it'\\''s snowing");
});

test('every field that a kind asks for has a label', () => {
  for (const { fields } of KINDS) for (const field of fields) expect(FIELDS[field].label).not.toBe('');
});
