import type { Bar, Group, TimelineModel, Tone } from '../../src/timeline/model';

const MINUTE = 60_000;
const START = Date.UTC(2026, 5, 12);
const FLEETS = ['A320', 'A321', 'B738', 'E190', 'A333'];
const STATIONS = ['FRA', 'MUC', 'ZRH', 'VIE', 'LIS', 'MAD', 'LHR', 'CPH', 'ATH', 'FCO', 'OSL', 'WAW', 'BRU', 'DUB'];

/** Numbers from a seed, 0 to 1: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A day of an airline that does not exist: as many tails and flights as asked for, disturbed here and there. */
export function day(tails: number, flights: number, seed: number): TimelineModel {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const groups: Group[] = FLEETS.map((fleet) => ({ id: fleet, title: fleet, rows: [] }));
  const bars: Bar[] = [];
  const each = Math.ceil(flights / tails);
  for (let tail = 0; tail < tails; tail += 1) {
    const fleet = Math.min(FLEETS.length - 1, Math.floor((tail / tails) * FLEETS.length));
    const id = `D-A${String.fromCharCode(65 + (tail % 26))}${String(tail).padStart(3, '0')}`;
    const badges = random() < 0.08 ? [{ text: 'MEL', tone: 'caution' as const, title: 'Flies with an open defect' }] : undefined;
    const group = groups[fleet];
    if (group) {
      const row = { id, title: id, detail: `${FLEETS[fleet]} ${pick(STATIONS)}`, badges, minTurnMin: 40 };
      groups[fleet] = { ...group, rows: [...group.rows, row] };
    }
    let at = START + (4 * 60 + Math.floor(random() * 40) * 5) * MINUTE;
    let from = pick(STATIONS);
    for (let leg = 0; leg < each && bars.length < flights; leg += 1) {
      const to = pick(STATIONS);
      bars.push(flight(random, `XY${100 + bars.length}`, id, at, from, to));
      at = (bars.at(-1)?.end ?? at) + (30 + Math.floor(random() * 14) * 5) * MINUTE;
      from = to;
    }
  }
  return {
    groups,
    bars,
    bands: [
      { id: 'closed', start: START + 13 * 60 * MINUTE, end: START + 14.5 * 60 * MINUTE, kind: 'closure', label: 'ZRH closed' },
      { id: 'less', start: START + 11 * 60 * MINUTE, end: START + 17 * 60 * MINUTE, kind: 'reduction', label: 'FRA 22 arrivals/h' },
    ],
    links: [],
    now: START + 11.4 * 60 * MINUTE,
    start: START,
    end: START + 30 * 60 * MINUTE,
  };
}

function flight(random: () => number, id: string, row: string, at: number, left: string, right: string): Bar {
  const minutes = 55 + Math.floor(random() * 24) * 5;
  const luck = random();
  const late = luck < 0.2 ? 15 + Math.floor(random() * 90) : 0;
  const tone: Tone = luck > 0.985 ? 'cancelled' : luck > 0.97 ? 'warning' : late > 60 ? 'delay' : late > 0 ? 'caution' : 'scheduled';
  const start = at + late * MINUTE;
  return {
    id,
    row,
    start,
    end: start + minutes * MINUTE,
    label: id,
    left,
    right,
    tone,
    delayFrom: late > 0 ? at : undefined,
    marks: random() < 0.06 ? { conflict: tone === 'warning', crew: random() < 0.5, misconnecting: Math.floor(random() * 30) } : undefined,
    spoken: `${id} ${left} to ${right}, ${tone}${late > 0 ? `, ${late} min late` : ''}`,
  };
}

/** The same day a moment later: some bars moved or changed, every other one the same object as before. */
export function later(model: TimelineModel, changes: number, random: () => number): TimelineModel {
  const bars = [...model.bars];
  for (let change = 0; change < changes; change += 1) {
    const at = Math.floor(random() * bars.length);
    const bar = bars[at];
    if (!bar) continue;
    const shift = (Math.floor(random() * 5) - 2) * 5 * MINUTE;
    const tone = random() < 0.3 ? (['scheduled', 'caution', 'delay', 'airborne'] as const)[Math.floor(random() * 4)] : bar.tone;
    bars[at] = { ...bar, start: bar.start + shift, end: bar.end + shift, tone: tone ?? bar.tone };
  }
  return { ...model, bars, now: (model.now ?? model.start) + 1_000 };
}
