/** The movement Gantt: aircraft by fleet as rows, flights as bars, out of a picture of the day. Pure: same picture, same model. */
import type { Badge, Band, Bar, Group, Link, Row, TimelineModel, Tone } from '../../timeline/model';
import { hourMinute, counted } from '../../ui/words';
import { admits, type Filter } from './filter';
import { arrives, differs, lateMin, leaves, type Aircraft, type Airport, type Flight, type Outlook, type Picture } from './picture';

export interface Shown {
  picture: Picture;
  /** What it is compared with; undefined: with nothing. */
  against?: Picture;
  /** What becomes of live flights if nobody intervenes. */
  outlook: ReadonlyMap<string, Outlook>;
  filter: Filter;
  now: number;
  start: number;
  end: number;
  zone: string;
  pinned: ReadonlySet<string>;
  /** Stations whose closures, reductions and curfews lie over the whole chart. */
  stations: readonly string[];
  links: readonly Link[];
  /** Whether bars may be moved by hand. */
  editable: boolean;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
export const LATE_MIN = 15;
export const VERY_LATE_MIN = 60;

/** What the whole picture comes to on the timeline. */
export function movementModel(shown: Shown): TimelineModel {
  const { picture, against } = shown;
  const rows = new Set<string>();
  const admitted = new Set<string>();
  for (const flight of picture.flights.values()) {
    const fits = admits(shown.filter, flight, picture.aircraft.get(flight.tail ?? ''), shown.outlook.get(flight.flight_id), differs(flight, against?.flights.get(flight.flight_id)) && against !== undefined);
    if (!fits) continue;
    admitted.add(flight.flight_id);
    if (flight.tail) rows.add(flight.tail);
  }
  const whole = shown.filter.isOpen;
  const tails = [...picture.aircraft.values()].filter((one) => (whole || rows.has(one.tail)) && (!shown.filter.fleet || one.family === shown.filter.fleet));
  const known = new Set(tails.map((one) => one.tail));
  const bars: Bar[] = [];
  for (const flight of picture.flights.values()) {
    if (!flight.tail || !known.has(flight.tail)) continue;
    const before = against?.flights.get(flight.flight_id);
    bars.push(flightBar(flight, flight.tail, shown, before, !admitted.has(flight.flight_id)));
    if (against && before?.tail && before.tail !== flight.tail && known.has(before.tail)) bars.push(ghost(before, before.tail, shown, against.name));
  }
  return {
    groups: groupsOf(tails, shown),
    bars,
    bands: [...tails.flatMap((one) => groundBands(one, shown.zone)), ...shown.stations.flatMap((code) => stationBands(picture.airports.get(code)))],
    links: shown.links.filter((one) => picture.flights.has(one.from) && picture.flights.has(one.to)),
    now: shown.now,
    start: shown.start,
    end: shown.end,
  };
}

function groupsOf(tails: readonly Aircraft[], shown: Shown): Group[] {
  const fleets = new Map<string, Aircraft[]>();
  for (const tail of tails) {
    const fleet = fleets.get(tail.family) ?? [];
    fleet.push(tail);
    fleets.set(tail.family, fleet);
  }
  return [...fleets.entries()]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([family, fleet]) => ({
      id: family,
      title: `${family} · ${counted(fleet.length, 'aircraft', 'aircraft')}`,
      rows: fleet.sort((one, other) => one.tail.localeCompare(other.tail)).map((one) => aircraftRow(one, shown)),
    }));
}

function aircraftRow(aircraft: Aircraft, shown: Shown): Row {
  return {
    id: aircraft.tail,
    title: aircraft.tail,
    detail: `${aircraft.location} · ${aircraft.seats} seats`,
    badges: badgesOf(aircraft, shown.now),
    minTurnMin: aircraft.min_turn_min,
    pinned: shown.pinned.has(aircraft.tail),
  };
}

function badgesOf(aircraft: Aircraft, now: number): Badge[] {
  const badges: Badge[] = [];
  const outage = aircraft.ground_times.find((one) => one.kind === 'outage' && Date.parse(one.start) <= now && now < Date.parse(one.end));
  if (outage) badges.push({ text: 'AOG', tone: 'warning', title: `Out of service at ${outage.airport}: ${outage.reason || 'no reason given'}` });
  if (aircraft.defects > 0) badges.push({ text: 'MEL', tone: 'caution', title: `${counted(aircraft.defects, 'deferred defect')}${aircraft.restrictions.length ? `: ${aircraft.restrictions.join(', ')}` : ''}` });
  const due = aircraft.check_due_at ? Date.parse(aircraft.check_due_at) : Infinity;
  if (due - now < 24 * HOUR) badges.push({ text: 'CHK', tone: 'caution', title: `An open item ends ${hourMinute(due)}` });
  return badges;
}

/** The colour of a flight; what it means is in its spoken sentence too. */
export function toneOf(flight: Flight, outlook: Outlook | undefined): Tone {
  if (flight.status === 'cancelled') return 'cancelled';
  if (flight.status === 'diverted') return 'warning';
  if (flight.status === 'arrived') return 'arrived';
  if (flight.status === 'departed') return 'airborne';
  if (outlook?.cancelled) return 'warning';
  const late = lateMin(flight);
  if (late >= VERY_LATE_MIN) return 'delay';
  return late >= LATE_MIN ? 'caution' : 'scheduled';
}

function flightBar(flight: Flight, row: string, shown: Shown, before: Flight | undefined, faint: boolean): Bar {
  // Live flights have an outlook; what is past, planned or proposed has its own times and no other.
  const outlook = shown.picture.name === 'live' ? shown.outlook.get(flight.flight_id) : undefined;
  const start = leaves(flight);
  const std = Date.parse(flight.std);
  const changed = shown.against !== undefined && differs(flight, before);
  const tone = toneOf(flight, outlook);
  return {
    id: flight.flight_id,
    row,
    start,
    end: arrives(flight),
    label: flight.number,
    left: flight.origin,
    right: flight.diverted_to ?? flight.destination,
    tone: changed && tone !== 'cancelled' && shown.picture.name !== 'live' ? 'plan' : tone,
    ...(before && before.tail === flight.tail && (leaves(before) !== start || arrives(before) !== arrives(flight))
      ? { originalStart: leaves(before), originalEnd: arrives(before) }
      : {}),
    ...(start - std >= MINUTE ? { delayFrom: std } : {}),
    ...(flight.atd ? { actualStart: Date.parse(flight.atd), actualEnd: flight.ata ? Date.parse(flight.ata) : Math.min(shown.now, arrives(flight)) } : {}),
    marks: {
      conflict: outlook?.cancelled ?? false,
      crew: (outlook?.crew_at_risk.length ?? 0) > 0,
      ...(flight.ctot ? { slot: Date.parse(flight.ctot) } : {}),
      ...(outlook?.misconnecting_passengers ? { misconnecting: outlook.misconnecting_passengers } : {}),
    },
    hollow: flight.status === 'cancelled',
    hatched: changed,
    faint,
    fixed: !shown.editable || flight.status !== 'scheduled',
    spoken: spokenOf(flight, outlook, shown, before),
  };
}

function ghost(before: Flight, row: string, shown: Shown, name: string): Bar {
  return {
    id: `was:${before.flight_id}`,
    row,
    start: leaves(before),
    end: arrives(before),
    label: before.number,
    tone: 'cancelled',
    hollow: true,
    faint: true,
    fixed: true,
    spoken: `${before.number}, here in ${name}, flown by another aircraft now`,
  };
}

/** The whole bar in one sentence, for the hover card and for whoever does not see it. */
export function spokenOf(flight: Flight, outlook: Outlook | undefined, shown: Pick<Shown, 'zone' | 'against'>, before?: Flight): string {
  const time = (when: number): string => hourMinute(when, shown.zone);
  const late = lateMin(flight);
  const said = [
    `${flight.number} ${flight.origin} to ${flight.destination}`,
    flight.service === 'ferry' ? 'ferry flight' : '',
    flight.status === 'cancelled' ? `cancelled, planned ${time(Date.parse(flight.std))}` : `${time(leaves(flight))} to ${time(arrives(flight))}`,
    flight.status === 'cancelled' ? '' : flight.status,
    late > 0 && flight.status !== 'cancelled' ? `${late} min late` : '',
    flight.diverted_to ? `diverted to ${flight.diverted_to}` : '',
    flight.ctot ? `calculated take-off ${time(Date.parse(flight.ctot))}` : '',
    flight.passengers === null ? '' : counted(flight.passengers, 'passenger'),
    outlook?.cancelled ? 'cannot be flown if nobody intervenes' : '',
    outlook && !outlook.cancelled && Date.parse(outlook.etd) - leaves(flight) >= 5 * MINUTE ? `expected to leave ${time(Date.parse(outlook.etd))}` : '',
    outlook?.causes[0]?.text ?? '',
    outlook?.crew_at_risk.length ? `${counted(outlook.crew_at_risk.length, 'crew member')} at risk` : '',
    outlook?.misconnecting_passengers ? `${counted(outlook.misconnecting_passengers, 'passenger')} misconnect` : '',
    before && shown.against && differs(flight, before) ? `${shown.against.name}: ${before.status === 'cancelled' ? 'cancelled' : `${time(leaves(before))} with ${before.tail ?? 'no aircraft'}`}` : '',
  ];
  return said.filter(Boolean).join(', ');
}

function groundBands(aircraft: Aircraft, zone: string): Band[] {
  return aircraft.ground_times.map((one, place) => ({
    id: `${aircraft.tail}:${one.kind}:${place}`,
    row: aircraft.tail,
    start: Date.parse(one.start),
    end: Date.parse(one.end),
    kind: one.kind,
    label: `${one.airport} ${one.reason || one.kind}, until ${hourMinute(one.end, zone)}`,
  }));
}

function stationBands(airport: Airport | undefined): Band[] {
  if (!airport) return [];
  const { code } = airport;
  return [
    ...airport.closures.map((one, place): Band => ({ id: `${code}:closed:${place}`, start: Date.parse(one.start), end: Date.parse(one.end), kind: 'closure', label: `${code} closed${one.reason ? `: ${one.reason}` : ''}` })),
    ...airport.reductions.map((one, place): Band => ({ id: `${code}:reduced:${place}`, start: Date.parse(one.start), end: Date.parse(one.end), kind: 'reduction', label: `${code} ${one.arrivals_per_hour} arrivals, ${one.departures_per_hour} departures an hour` })),
    ...airport.curfews.map((one, place): Band => ({ id: `${code}:curfew:${place}`, start: Date.parse(one.start), end: Date.parse(one.end), kind: 'curfew', label: `${code} curfew, ${one.applies_to}` })),
  ];
}

/** Stations that matter for everybody: closed or reduced at some time, busiest first. */
export function stationsToShow(picture: Picture, chosen: string, most = 3): string[] {
  if (chosen) return [chosen];
  const moves = new Map<string, number>();
  for (const flight of picture.flights.values()) {
    moves.set(flight.origin, (moves.get(flight.origin) ?? 0) + 1);
    moves.set(flight.destination, (moves.get(flight.destination) ?? 0) + 1);
  }
  return [...picture.airports.values()]
    .filter((one) => one.closures.length > 0 || one.reductions.length > 0)
    .sort((one, other) => (moves.get(other.code) ?? 0) - (moves.get(one.code) ?? 0))
    .slice(0, most)
    .map((one) => one.code);
}
