import { expect, test } from 'vitest';
import { likeliest, type FoundRun } from './reference';

function run(args: Record<string, unknown>): FoundRun {
  return {
    key: JSON.stringify(args), tool: 't', askedBy: '', where: '', arguments: args, outcome: 'answered', message: '', digest: '',
    runtime_s: 0, output: undefined, outputKept: true,
  };
}

const runs = [run({ label: 'Do nothing' }), run({ label: 'Least cost', flights: ['B61010/2013-02-08/JFK'] }), run({ label: 'Least harm' })];

test('a figure of an option is shown with the run of that option', () => {
  expect(likeliest(runs, { text: '66,274.96 USD', subject: 'option 3', label: 'Do nothing' })).toBe(0);
});

test('a figure of a flight is shown with the run that names the flight, any other with the last run', () => {
  expect(likeliest(runs, { text: '19:15Z', subject: 'B61010' })).toBe(1);
  expect(likeliest(runs, { text: '3', subject: 'the day' })).toBe(2);
  expect(likeliest(runs, undefined)).toBe(2);
  expect(likeliest([], undefined)).toBe(-1);
});
