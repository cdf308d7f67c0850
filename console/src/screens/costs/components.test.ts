import { expect, test } from 'vitest';
import { componentWords, partsOf } from './components';

test('parts that are nothing everywhere are left out, and the dearest are on top', () => {
  const running = { passenger_delay: { cents: 500 }, ferry: { cents: 0 } };
  const ahead = { passenger_delay: { cents: 900 }, ferry: { cents: 0 }, operating_cost_saved: { cents: -2_000 } };
  expect(partsOf(running, ahead)).toEqual([
    { name: 'operating_cost_saved', cents: [undefined, -2_000] },
    { name: 'passenger_delay', cents: [500, 900] },
  ]);
});

test('a component that nobody knows here is said as the server calls it', () => {
  expect(componentWords('night_stops')).toBe('night stops');
});
