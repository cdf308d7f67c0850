import { expect, test } from 'vitest';
import { byValue, minutesTyped, neighbour, shownOf, slackShort, spoken, type Cell, type Flight, type Matrix, type State } from './connections';

function flight(id: string): Flight {
  return { flight_id: id, airport: 'BOS', scheduled: '', expected: '', delay_min: 0, cancelled: false, status: 'scheduled', passengers: 0, missed: 0 };
}

function cell(inbound: string, outbound: string, state: State, slack: number | null, fare = 0): Cell {
  return {
    inbound, outbound, state, passengers: state === 'rebooked' ? 0 : 4, rebooked: state === 'rebooked' ? 4 : 0, by_tier: {}, minimum_min: 45,
    connection_min: slack === null ? null : slack + 45, slack_min: slack, protected: 0, fare_cents: fare,
  };
}

const matrix = {
  inbound: ['I1', 'I2', 'I3'].map(flight),
  outbound: ['O1', 'O2', 'O3'].map(flight),
  cells: [cell('I1', 'O1', 'missed', -14, 50), cell('I1', 'O3', 'ok', 300), cell('I2', 'O2', 'tight', 3), cell('I3', 'O1', 'missed', -200, 90), cell('I3', 'O3', 'rebooked', 5)],
} as unknown as Matrix;

test('only flights with a cell that is shown have a row or a column', () => {
  const shown = shownOf(matrix, new Set<State>(['missed']));
  expect(shown.rows.map((one) => one.flight_id)).toEqual(['I1', 'I3']);
  expect(shown.columns.map((one) => one.flight_id)).toEqual(['O1']);
});

test('arrows walk along a row and to the nearest cell of the next', () => {
  const shown = shownOf(matrix, new Set<State>(['missed', 'tight', 'ok', 'rebooked']));
  const at = (inbound: string, outbound: string) => shown.cells.find((one) => one.inbound === inbound && one.outbound === outbound)!;
  expect(neighbour(shown, at('I1', 'O1'), 'right')).toBe(at('I1', 'O3'));
  expect(neighbour(shown, at('I1', 'O1'), 'down')).toBe(at('I2', 'O2'));
  expect(neighbour(shown, at('I3', 'O3'), 'up')).toBe(at('I2', 'O2'));
  expect(neighbour(shown, at('I1', 'O1'), 'left')).toBeUndefined();
});

test('slack is short, with its sign and unit', () => {
  expect([-14, 0, 8, 300, -200, null].map(slackShort)).toEqual(['-14 min', '0 min', '+8 min', '+5 h', '-3 h', '—']);
});

test('a cell says the whole of it', () => {
  expect(spoken(matrix.cells[0]!, 45)).toBe('I1 to O1: 4 passengers, missed; 31 min between them where 45 min are needed, 14 min short');
  expect(spoken(matrix.cells[4]!, 45)).toContain('4 passengers moved away, rebooked');
});

test('missed connections come by what was paid', () => {
  expect(byValue(matrix).map((one) => one.inbound)).toEqual(['I3', 'I1']);
});

test('minutes are whole, between 1 and 240, and at most six', () => {
  expect(minutesTyped('30, 10 10;20')).toEqual([10, 20, 30]);
  expect(minutesTyped('')).toEqual([]);
  for (const wrong of ['0', '241', 'ten', '5.5', '1 2 3 4 5 6 7']) expect(typeof minutesTyped(wrong)).toBe('string');
});
