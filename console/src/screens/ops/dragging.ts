/** What a flight that is moved by hand would mean on the board, said while it is dragged; the server judges the rest. */
import type { Drag } from '../../timeline/model';
import { hourMinute } from '../../ui/words';
import { arrives, leaves, type Flight, type Operation, type Picture } from './picture';

export interface Judgement {
  ok: boolean;
  text: string;
}

const MINUTE = 60_000;

/** The operations that a drag asks for; none when nothing moves. */
export function operationsOf(drag: Drag, picture: Picture): Operation[] {
  const flight = picture.flights.get(drag.bar);
  if (!flight) return [];
  const asked: Operation[] = [];
  if (drag.shiftMin !== 0) {
    asked.push({ type: 'DelayFlight', flight_id: flight.flight_id, etd: new Date(leaves(flight) + drag.shiftMin * MINUTE).toISOString(), reason_code: '96' });
  }
  const other = drag.swapWith ? picture.flights.get(drag.swapWith) : undefined;
  if (other?.tail && flight.tail && other.tail !== flight.tail) {
    asked.push({ type: 'SwapAircraft', flight_id: flight.flight_id, tail: other.tail }, { type: 'SwapAircraft', flight_id: other.flight_id, tail: flight.tail });
  } else if (drag.row !== flight.tail && picture.aircraft.has(drag.row)) {
    asked.push({ type: 'SwapAircraft', flight_id: flight.flight_id, tail: drag.row });
  }
  return asked;
}

/** The first thing that the board itself says against it, or that nothing does. */
export function judged(drag: Drag, picture: Picture): Judgement {
  const flight = picture.flights.get(drag.bar);
  if (!flight) return { ok: false, text: 'this flight is no longer on the board' };
  const start = leaves(flight) + drag.shiftMin * MINUTE;
  const end = arrives(flight) + drag.shiftMin * MINUTE;
  if (start < Date.parse(flight.std)) return { ok: false, text: `never before its schedule, ${hourMinute(flight.std)}` };
  const row = drag.swapWith ? (picture.flights.get(drag.swapWith)?.tail ?? drag.row) : drag.row;
  const aircraft = picture.aircraft.get(row);
  if (!aircraft) return { ok: false, text: 'no aircraft there' };
  const own = picture.aircraft.get(flight.tail ?? '');
  if (own && own.family !== aircraft.family) return { ok: false, text: `${row} is a ${aircraft.family}, this flight is planned with a ${own.family}` };
  for (const code of [flight.origin, flight.destination]) {
    const at = code === flight.origin ? start : end;
    const closed = picture.airports.get(code)?.closures.find((one) => Date.parse(one.start) <= at && at < Date.parse(one.end));
    if (closed) return { ok: false, text: `${code} is closed until ${hourMinute(closed.end)}` };
  }
  const visit = aircraft.ground_times.find((one) => start < Date.parse(one.end) && Date.parse(one.start) < end);
  if (visit) return { ok: false, text: `${row} is on the ground at ${visit.airport}: ${visit.reason || visit.kind}` };
  const rotation = rotationOf(picture, row, new Set([flight.flight_id, ...(drag.swapWith ? [drag.swapWith] : [])]));
  const before = rotation.filter((one) => leaves(one) <= start).at(-1);
  const after = rotation.find((one) => leaves(one) > start);
  const between = before ? turn(before, arrives(before), start, flight.origin, aircraft.min_turn_min) : undefined;
  if (between) return between;
  const onward = after ? turnTo(after, end, flight.diverted_to ?? flight.destination, aircraft.min_turn_min) : undefined;
  return onward ?? { ok: true, text: 'nothing on the board against it; crew, passengers and slots are checked when you drop it' };
}

function rotationOf(picture: Picture, tail: string, without: ReadonlySet<string>): Flight[] {
  return [...picture.flights.values()]
    .filter((one) => one.tail === tail && one.status !== 'cancelled' && !without.has(one.flight_id))
    .sort((one, other) => leaves(one) - leaves(other));
}

function turn(before: Flight, ends: number, start: number, origin: string, least: number): Judgement | undefined {
  const at = before.diverted_to ?? before.destination;
  if (at !== origin) return { ok: false, text: `the aircraft is at ${at} after ${before.number}, not at ${origin}` };
  const short = Math.round((start - ends) / MINUTE) - least;
  return short < 0 ? { ok: false, text: `${short} min turn at ${origin} after ${before.number} (least ${least} min)` } : undefined;
}

function turnTo(after: Flight, end: number, at: string, least: number): Judgement | undefined {
  if (after.origin !== at) return { ok: false, text: `${after.number} then leaves from ${after.origin}, the aircraft is at ${at}` };
  const short = Math.round((leaves(after) - end) / MINUTE) - least;
  return short < 0 ? { ok: false, text: `${short} min turn at ${at} before ${after.number} (least ${least} min): it moves too` } : undefined;
}
