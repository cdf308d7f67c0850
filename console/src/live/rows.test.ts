import { describe, expect, it } from 'vitest';
import { fold, rowsOf, type BoardDelta, type BoardFlight, type BoardView, type Rows } from './rows';

/** A small seeded generator, so that every run makes the same day. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const flight = (id: number, version: number) => ({ flight_id: `F${id}`, gate: String(version) }) as BoardFlight;
const view = (version: number, flights: BoardFlight[]) =>
  ({ network_id: 'day#1', version, flights, aircraft: [], airports: [] }) as unknown as BoardView;

/** What happened to which flight at each version; a flight may come and go. */
function day(length: number, chance: () => number): Map<string, BoardFlight>[] {
  const versions = [new Map<string, BoardFlight>(Array.from({ length: 8 }, (_, id) => [`F${id}`, flight(id, 0)]))];
  for (let version = 1; version <= length; version += 1) {
    const next = new Map(versions[version - 1]);
    const id = Math.floor(chance() * 10);
    if (chance() < 0.15) next.delete(`F${id}`);
    else next.set(`F${id}`, flight(id, version));
    versions.push(next);
  }
  return versions;
}

/** What the server says between two versions. */
function delta(versions: Map<string, BoardFlight>[], from: number, to: number): BoardDelta {
  const [before, after] = [versions[from]!, versions[to]!];
  return {
    network_id: 'day#1',
    from_version: from,
    version: to,
    flights: [...after.values()].filter((row) => before.get(row.flight_id) !== row),
    aircraft: [],
    airports: [],
    gone: [...before.keys()].filter((id) => !after.has(id)),
  } as unknown as BoardDelta;
}

const shown = (rows: Rows) => [...rows.flights.values()].map((row) => `${row.flight_id}@${row.gate}`).sort();

describe('the board in step with the server', () => {
  it('is the same however often the reader is cut off and resumes', () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const chance = seeded(seed);
      const versions = day(60, chance);
      let rows = rowsOf(view(0, [...versions[0]!.values()]));
      let sent = 0;
      while (sent < 60) {
        const next = Math.min(60, sent + 1 + Math.floor(chance() * 6));
        // Cut off: what is on the way is lost, and the reader resumes from what it holds.
        const lost = chance() < 0.3;
        if (!lost) rows = fold(rows, delta(versions, rows.version, next)) as Rows;
        sent = next;
        expect(rows.version).toBeLessThanOrEqual(sent);
      }
      rows = fold(rows, delta(versions, rows.version, 60)) as Rows;
      expect(shown(rows)).toEqual(shown(rowsOf(view(60, [...versions[60]!.values()]))));
    }
  });

  it('is not changed by a delta that comes twice, or that is older than it', () => {
    const versions = day(5, seeded(7));
    const rows = rowsOf(view(0, [...versions[0]!.values()]));
    const once = fold(rows, delta(versions, 0, 3)) as Rows;
    expect(fold(once, delta(versions, 0, 3))).toBe(once);
    expect(fold(once, delta(versions, 1, 2))).toBe(once);
  });

  it('takes a delta that begins before it and ends after it', () => {
    const versions = day(9, seeded(3));
    const held = fold(rowsOf(view(0, [...versions[0]!.values()])), delta(versions, 0, 4)) as Rows;
    expect(shown(fold(held, delta(versions, 2, 9)) as Rows)).toEqual(shown(rowsOf(view(9, [...versions[9]!.values()]))));
  });

  it('asks for the whole when a delta is missing or another network has come', () => {
    const versions = day(9, seeded(3));
    const rows = rowsOf(view(2, [...versions[2]!.values()]));
    expect(fold(rows, delta(versions, 4, 6))).toBe('gap');
    expect(fold(rows, { ...delta(versions, 2, 6), network_id: 'day#2' })).toBe('gap');
  });

  it('keeps the identity of what did not change, so that nothing is drawn again for it', () => {
    const versions = day(1, seeded(9));
    const rows = rowsOf(view(0, [...versions[0]!.values()]));
    const next = fold(rows, delta(versions, 0, 1)) as Rows;
    expect(next.aircraft).toBe(rows.aircraft);
    expect(next.flights).not.toBe(rows.flights);
    const changed = [...next.flights.keys()].filter((id) => next.flights.get(id) !== rows.flights.get(id));
    expect(changed.length).toBeLessThanOrEqual(1);
  });
});
