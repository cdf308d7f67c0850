/** An airport's stands as a timeline: a row a stand, under terminal and pier. */
import type { Schemas } from '../../api/client';
import type { Band, Bar, Group, Row, TimelineModel } from '../../timeline/model';
import { counted, flightNumber, hourMinute } from '../../ui/words';

export type StandsView = Schemas['StandsView'];
export type Occupation = Schemas['Occupation'];
export type StandRow = Schemas['StandRow'];

const AIR_MS = 60 * 60_000;
/** Stays without a departure last to the end of the horizon and beyond. */
const LONGEST_MS = 2 * 86_400_000;

const at = (moment: string): number => Date.parse(moment);

/** Id of a stay's bar. */
export const barOf = (stand: string, stay: Occupation): string => `${stand}|${stay.tail}|${stay.start}`;

/** Flights of a stay: the one that comes, the one that leaves. */
export function flightsOf(stay: Occupation): string[] {
  return [stay.arrival_flight_id, stay.departure_flight_id].filter((one): one is string => one !== null);
}

/** Every bar's flights and tail, so that a click can select them. */
export function barIndex(view: StandsView): ReadonlyMap<string, { flights: string[]; tail: string }> {
  return new Map(view.stands.flatMap((stand) => stand.occupations.map((stay) => [barOf(stand.name, stay), { flights: flightsOf(stay), tail: stay.tail }] as const)));
}

export interface StandsTimelineOptions {
  now: number;
  zone: string;
  /** Only stands where something does not fit, or that are closed. */
  troubled?: boolean;
}

export function standsTimeline(view: StandsView, { now, zone, troubled = false }: StandsTimelineOptions): TimelineModel {
  const groups = new Map<string, { title: string; rows: Row[]; wrong: number }>();
  const bars: Bar[] = [];
  const bands: Band[] = [];
  for (const stand of [...view.stands].sort(byPlace)) {
    const wrong = clashesOn(stand).length;
    const closures = stand.closures.filter((one) => at(one.end) > now);
    if (troubled && wrong === 0 && closures.length === 0) continue;
    const title = placeOf(stand);
    const group = groups.get(title) ?? { title, rows: [], wrong: 0 };
    groups.set(title, group);
    group.wrong += wrong;
    group.rows.push(rowOf(stand, closures, now, zone));
    bars.push(...stand.occupations.map((stay) => stayBar(stand, stay, now, zone)));
    bands.push(...closures.map((one): Band => ({
      id: `${stand.name}|closed@${one.start}`,
      row: stand.name,
      start: at(one.start),
      end: at(one.end),
      kind: 'closure',
      label: `closed until ${hourMinute(one.end, zone)}`,
    })));
  }
  const starts = [now, ...bars.map((bar) => bar.start)];
  const ends = [now, ...bars.map((bar) => bar.end)];
  return {
    groups: [...groups.values()].map(({ title, rows, wrong }): Group => ({
      id: title,
      title: `${title} · ${counted(rows.length, 'stand')}${wrong ? ` · ${counted(wrong, 'conflict')}` : ''}`,
      rows,
    })),
    bars,
    bands,
    links: [],
    now,
    start: Math.max(starts.reduce((a, b) => Math.min(a, b)), now - LONGEST_MS) - AIR_MS,
    end: Math.min(ends.reduce((a, b) => Math.max(a, b)), now + LONGEST_MS) + AIR_MS,
  };
}

function placeOf(stand: StandRow): string {
  return [stand.terminal && `Terminal ${stand.terminal.replace(/^T(?=\d)/, '')}`, stand.pier && `pier ${stand.pier}`].filter(Boolean).join(', ') || 'Stands';
}

const numbers = new Intl.Collator('en', { numeric: true });

/** Terminal, pier, then the stand's name as people count. */
export function byPlace(one: StandRow, other: StandRow): number {
  return numbers.compare(one.terminal, other.terminal) || numbers.compare(one.pier, other.pier) || numbers.compare(one.name, other.name);
}

function rowOf(stand: StandRow, closures: readonly Schemas['StandClosure'][], now: number, zone: string): Row {
  const closed = closures.find((one) => at(one.start) <= now);
  const next = closures[0];
  const badges = closed
    ? [{ text: 'closed', tone: 'warning' as const, title: `Closed until ${hourMinute(closed.end, zone)}` }]
    : next
      ? [{ text: `closes ${hourMinute(next.start, zone)}`, tone: 'caution' as const, title: `Closed ${hourMinute(next.start, zone)} to ${hourMinute(next.end, zone)}` }]
      : [];
  const detail = [stand.size === null ? '' : `code ${stand.size}`, stand.contact === false ? 'bus' : ''].filter(Boolean).join(' · ');
  return { id: stand.name, title: stand.name, detail, badges };
}

function stayBar(stand: StandRow, stay: Occupation, now: number, zone: string): Bar {
  const start = at(stay.start);
  const [arrival, departure] = [stay.arrival_flight_id, stay.departure_flight_id].map((one) => (one === null ? undefined : flightNumber(one)));
  const wrong = stay.conflicts.length > 0;
  const comes = arrival ? `${arrival} arrives ${hourMinute(stay.start, zone)}` : `there from ${hourMinute(stay.start, zone)}`;
  const goes = departure ? `${departure} leaves ${hourMinute(stay.end, zone)}` : `until ${hourMinute(stay.end, zone)}`;
  const parked = stay.parked ? ' Parked; may be towed away meanwhile.' : '';
  const why = stay.conflicts.map((one) => ` ${one.why}.`).join('');
  return {
    id: barOf(stand.name, stay),
    row: stand.name,
    start,
    end: at(stay.end),
    label: departure ?? arrival ?? stay.tail,
    ...(arrival && departure ? { left: arrival } : {}),
    ...(arrival || departure ? { right: stay.tail } : {}),
    tone: wrong ? 'warning' : start <= now ? 'ground' : 'scheduled',
    hollow: stay.parked,
    fixed: true,
    ...(wrong ? { marks: { conflict: true } } : {}),
    spoken: `Stand ${stand.name}: ${stay.tail}, ${comes}, ${goes}.${parked}${why}`,
  };
}

/** A movement that cannot use its stand as it is, with every reason. */
export interface Clash {
  stand: string;
  stay: Occupation;
  flight: string;
  movement: 'arrival' | 'departure';
  at: string;
  kinds: string[];
  reasons: string[];
  /** The flights in its way. */
  others: string[];
}

function clashesOn(stand: StandRow): Clash[] {
  const found = new Map<string, Clash>();
  for (const stay of stand.occupations) {
    for (const { flight_id: flight, movement, kind, why, with_flight_id: other } of stay.conflicts) {
      const key = `${flight} ${movement}`;
      const when = movement === 'arrival' ? stay.start : stay.end;
      const clash = found.get(key) ?? { stand: stand.name, stay, flight, movement, at: when, kinds: [], reasons: [], others: [] };
      found.set(key, clash);
      if (!clash.kinds.includes(kind)) clash.kinds.push(kind);
      if (!clash.reasons.includes(why)) clash.reasons.push(why);
      if (other !== null && !clash.others.includes(other)) clash.others.push(other);
    }
  }
  return [...found.values()];
}

/** What does not fit, in order of time. */
export function clashes(view: StandsView): Clash[] {
  return view.stands.flatMap(clashesOn).sort((one, other) => at(one.at) - at(other.at) || numbers.compare(one.stand, other.stand));
}
