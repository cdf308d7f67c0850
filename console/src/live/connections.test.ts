import { beforeAll, expect, test } from 'vitest';
import type { Schemas } from '../api/client';

beforeAll(() => {
  Object.assign(globalThis, { localStorage: { getItem: () => null, setItem: () => undefined }, location: { origin: 'http://127.0.0.1' } });
});

const cell = (inbound: string, outbound: string, state: 'missed' | 'tight' | 'ok', passengers: number) => ({
  inbound, outbound, state, passengers, rebooked: 0, by_tier: {}, connection_min: 50, minimum_min: 40, slack_min: 10, protected: 0, fare_cents: 0,
});
const at = (airport: string, cells: readonly object[]) => ({ airport, cells }) as Schemas['ConnectionMatrix'];

test('a flight has those who come to it where it leaves and those who go on where it lands, the gravest first', async () => {
  const { ofFlight } = await import('./connections');
  const found = ofFlight('B', at('JFK', [cell('A', 'B', 'ok', 9), cell('A', 'X', 'missed', 9)]), at('BOS', [cell('B', 'C', 'tight', 2), cell('B', 'D', 'missed', 1)]));
  expect(found.map((one) => [one.way, one.other, one.station, one.state])).toEqual([['to', 'D', 'BOS', 'missed'], ['to', 'C', 'BOS', 'tight'], ['from', 'A', 'JFK', 'ok']]);
});
