/** Flights as the map shows them: which, where, and how they stand. */
import type { BoardFlight } from '../../live/rows';
import { delay, hourMinute } from '../../ui/words';

export type FlightTone = 'scheduled' | 'airborne' | 'delay' | 'caution' | 'cancelled';
export type Phase = 'air' | 'soon' | 'cancelled';

export interface MapFlight {
  id: string;
  number: string;
  origin: string;
  /** Where it is going to land, which may not be its destination. */
  destination: string;
  phase: Phase;
  tone: FlightTone;
  /** From 0 at the origin to 1 at the destination, as projected; 0 before it leaves. */
  share: number;
  delayMin: number;
  /** It should have landed by now and nobody has said so. */
  overdue: boolean;
  row: BoardFlight;
}

export interface Filter {
  air: boolean;
  soon: boolean;
  cancelled: boolean;
  lateOnly: boolean;
}

const LATE_MIN = 15;
export const SOON_MS = 2 * 3_600_000;
const OVERDUE_MS = 15 * 60_000;

/** A flight in the air, about to leave, or cancelled before its time; undefined when the map has nothing to show of it. */
export function onMap(row: BoardFlight, now: number): MapFlight | undefined {
  const [etd, eta] = [Date.parse(row.atd ?? row.etd), Date.parse(row.ata ?? row.eta)];
  const delayMin = Math.round((Date.parse(row.eta) - Date.parse(row.sta)) / 60_000);
  const common = {
    id: row.flight_id,
    number: row.number,
    origin: row.origin,
    destination: row.diverted_to ?? row.destination,
    delayMin,
    overdue: false,
    share: 0,
    row,
  };
  const late = delayMin >= LATE_MIN;
  if (row.status === 'departed') {
    const share = eta > etd ? Math.min(1, Math.max(0, (now - etd) / (eta - etd))) : 1;
    const overdue = now > eta + OVERDUE_MS;
    return { ...common, phase: 'air', share, overdue, tone: overdue ? 'caution' : late ? 'delay' : 'airborne' };
  }
  if (row.status === 'scheduled' && etd - now <= SOON_MS) {
    const overdue = now > etd + OVERDUE_MS;
    return { ...common, phase: 'soon', overdue, tone: overdue ? 'caution' : late ? 'delay' : 'scheduled' };
  }
  if (row.status === 'cancelled' && Math.abs(Date.parse(row.std) - now) <= 6 * 3_600_000) return { ...common, phase: 'cancelled', tone: 'cancelled' };
  return undefined;
}

export function passes(flight: MapFlight, filter: Filter): boolean {
  if (!filter[flight.phase]) return false;
  return !filter.lateOnly || flight.phase === 'cancelled' || flight.delayMin >= LATE_MIN || flight.overdue;
}

export interface Tally {
  air: number;
  soon: number;
  cancelled: number;
  late: number;
}

export function tally(flights: readonly MapFlight[]): Tally {
  const count = (holds: (one: MapFlight) => boolean): number => flights.filter(holds).length;
  return {
    air: count((one) => one.phase === 'air'),
    soon: count((one) => one.phase === 'soon'),
    cancelled: count((one) => one.phase === 'cancelled'),
    late: count((one) => one.phase !== 'cancelled' && one.delayMin >= LATE_MIN),
  };
}

/** The whole of it in one sentence: for the hover card, the list and screen readers. */
export function flightInWords(flight: MapFlight, zone = 'UTC'): string {
  const { row, phase, delayMin, overdue, share } = flight;
  const way = `${row.origin} to ${row.destination}${row.diverted_to ? `, diverted to ${row.diverted_to}` : ''}`;
  if (phase === 'cancelled') return `${flight.number} ${way}, cancelled, was to leave ${hourMinute(row.std, zone)}`;
  const late = overdue ? (phase === 'air' ? 'overdue, no arrival reported' : 'overdue, no departure reported') : delayMin === 0 ? 'on time' : `${delay(delayMin)} at arrival`;
  if (phase === 'air') return `${flight.number} ${way}, in the air, ${Math.round(share * 100)}% of the way, expected ${hourMinute(row.eta, zone)}, ${late}`;
  return `${flight.number} ${way}, leaves ${hourMinute(row.etd, zone)}, ${late}`;
}
