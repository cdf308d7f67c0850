/** What one option does and another does not. */
import { areaOf, type Area } from './groups';
import type { Operation } from './operations';

/** Everything that either option does about one flight, crew member, booking or shipment. */
export interface Difference {
  area: Area;
  subject: string;
  one: readonly Operation[];
  other: readonly Operation[];
}

export interface Differences {
  /** Only where they differ; subjects in the order of the first option, then of the second. */
  differing: readonly Difference[];
  /** So many subjects are treated alike. */
  alike: number;
  /** Bookings are counted, not listed: treated by one only, by the other only, or by both in another way. */
  bookings: { onlyOne: number; onlyOther: number; otherwise: number; alike: number };
}

function subjectOf(one: Operation): string {
  if ('booking_id' in one) return one.booking_id;
  if ('shipment_id' in one) return one.shipment_id;
  if (one.type === 'ReassignCrew') return one.to_crew;
  if ('crew_id' in one) return one.crew_id;
  if ('flight_id' in one) return one.flight_id;
  if (one.type === 'PlanMaintenance') return one.tail;
  return `${one.carrier}${one.number} ${one.origin}–${one.destination}`;
}

function bySubject(operations: readonly Operation[]): Map<string, Operation[]> {
  const found = new Map<string, Operation[]>();
  for (const one of operations) {
    const key = `${areaOf(one)}|${subjectOf(one)}`;
    const known = found.get(key);
    if (known) known.push(one);
    else found.set(key, [one]);
  }
  return found;
}

const said = (operations: readonly Operation[]): string => operations.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort().join();

/** Compare two lists of operations by what they are about. */
export function differences(one: readonly Operation[], other: readonly Operation[]): Differences {
  const [mine, theirs] = [bySubject(one), bySubject(other)];
  const differing: Difference[] = [];
  const bookings = { onlyOne: 0, onlyOther: 0, otherwise: 0, alike: 0 };
  let alike = 0;
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const [area, subject] = key.split('|') as [Area, string];
    const [first, second] = [mine.get(key) ?? [], theirs.get(key) ?? []];
    const same = said(first) === said(second);
    if (area === 'Passengers') bookings[same ? 'alike' : first.length === 0 ? 'onlyOther' : second.length === 0 ? 'onlyOne' : 'otherwise'] += 1;
    else if (same) alike += 1;
    else differing.push({ area, subject, one: first, other: second });
  }
  return { differing, alike, bookings };
}
