/** Which flights are looked at. Rows that hold none of them are left out; other flights of the rows that stay are faint. */
import { lateMin, type Aircraft, type Flight, type Outlook } from './picture';

export type Only = 'all' | 'late' | 'cancelled' | 'trouble' | 'misconnecting' | 'crew' | 'changed';

export interface Filter {
  /** Part of a flight number, a tail or a station. */
  text: string;
  fleet: string;
  station: string;
  only: Only;
  /** Flight ids; empty: no such limit. */
  flights: ReadonlySet<string>;
  /** Whether nothing is filtered. */
  isOpen: boolean;
}

export const ONLY_IN_WORDS: Record<Only, string> = {
  all: 'all flights',
  late: 'late 15 min or more',
  cancelled: 'cancelled',
  trouble: 'cannot be flown',
  misconnecting: 'passengers misconnect',
  crew: 'crew at risk',
  changed: 'changed against the other picture',
};

/** A filter from what the person chose. */
export function filterOf(chosen: { text?: string; fleet?: string; station?: string; only?: Only; flights?: readonly string[] }): Filter {
  const filter = {
    text: (chosen.text ?? '').trim().toUpperCase(),
    fleet: chosen.fleet ?? '',
    station: chosen.station ?? '',
    only: chosen.only ?? ('all' as Only),
    flights: new Set(chosen.flights ?? []),
  };
  return { ...filter, isOpen: !filter.text && !filter.station && filter.only === 'all' && filter.flights.size === 0 };
}

/** Whether the flight is among those looked at. `changed`: it differs from the picture that it is compared with. */
export function admits(filter: Filter, flight: Flight, aircraft: Aircraft | undefined, outlook: Outlook | undefined, changed: boolean): boolean {
  if (filter.flights.size > 0 && !filter.flights.has(flight.flight_id)) return false;
  if (filter.fleet && aircraft && aircraft.family !== filter.fleet) return false;
  if (filter.station && flight.origin !== filter.station && flight.destination !== filter.station) return false;
  if (filter.text && ![flight.number, flight.tail ?? '', flight.origin, flight.destination].some((one) => one.includes(filter.text))) return false;
  switch (filter.only) {
    case 'all':
      return true;
    case 'late':
      return flight.status !== 'cancelled' && lateMin(flight) >= 15;
    case 'cancelled':
      return flight.status === 'cancelled';
    case 'trouble':
      return outlook?.cancelled ?? false;
    case 'misconnecting':
      return (outlook?.misconnecting_passengers ?? 0) > 0;
    case 'crew':
      return (outlook?.crew_at_risk.length ?? 0) > 0;
    case 'changed':
      return changed;
  }
}
