/** What holds at a station now, and what comes next. */
import type { BoardAirport } from '../../live/rows';
import { day, dayTime, hourMinute } from '../../ui/words';

export type StationState = 'open' | 'reduced' | 'curfew' | 'closed';

export interface Station {
  airport: BoardAirport;
  state: StationState;
  /** The next moment, ms, at which it is another. */
  change?: { at: number; state: StationState };
}

interface Span {
  start: number;
  end: number;
  state: Exclude<StationState, 'open'>;
}

const GRAVEST: readonly Exclude<StationState, 'open'>[] = ['closed', 'curfew', 'reduced'];

/** The gravest of what holds at that moment wins: closed, curfew, reduced. */
export function stationAt(airport: BoardAirport, now: number): Station {
  const spans = spansOf(airport);
  const state = stateAt(spans, now);
  const moments = [...new Set(spans.flatMap((span) => [span.start, span.end]))].filter((at) => at > now).sort((one, other) => one - other);
  const at = moments.find((moment) => stateAt(spans, moment) !== state);
  return at === undefined ? { airport, state } : { airport, state, change: { at, state: stateAt(spans, at) } };
}

function spansOf(airport: BoardAirport): Span[] {
  const of = (list: readonly { start: string; end: string }[], state: Span['state']): Span[] =>
    list.map((one) => ({ start: Date.parse(one.start), end: Date.parse(one.end), state }));
  return [...of(airport.closures, 'closed'), ...of(airport.curfews, 'curfew'), ...of(airport.reductions, 'reduced')];
}

function stateAt(spans: readonly Span[], at: number): StationState {
  const holding = spans.filter((span) => span.start <= at && at < span.end).map((span) => span.state);
  return GRAVEST.find((state) => holding.includes(state)) ?? 'open';
}

const BEGINS: Record<StationState, string> = { open: 'opens', closed: 'closes', reduced: 'reduced from', curfew: 'curfew from' };

/** `closed until 14:01Z`, `open, closes 22:29Z`, `curfew, opens 11:00Z`; with the day when it is not today. */
export function stateInWords(station: Station, now: number, zone = 'UTC'): string {
  const { state, change } = station;
  if (!change) return state;
  const at = momentNear(change.at, now, zone);
  if (state !== 'open' && change.state === 'open') return `${state} until ${at}`;
  return `${state}, ${BEGINS[change.state]} ${at}`;
}

/** `14:01Z`, with the day before it when that is another than now's. */
export function momentNear(when: string | number, now: number, zone = 'UTC'): string {
  return day(when, zone) === day(now, zone) ? hourMinute(when, zone) : dayTime(when, zone);
}

const RANK: Record<StationState, number> = { closed: 0, curfew: 2, reduced: 1, open: 3 };

/** Those that need eyes first: closed, reduced, curfew, soon to change, then by how much of ours moves there. */
export function byGravity(stations: readonly Station[], movements: (code: string) => number, now: number): Station[] {
  const soon = (one: Station): number => (one.state === 'open' && one.change && one.change.at - now < 6 * 3_600_000 ? 0 : 1);
  return [...stations].sort(
    (one, other) =>
      RANK[one.state] - RANK[other.state] ||
      soon(one) - soon(other) ||
      movements(other.airport.code) - movements(one.airport.code) ||
      one.airport.code.localeCompare(other.airport.code),
  );
}
