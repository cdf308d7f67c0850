/** The ten kinds of disruption as a form sees them: which fields each asks for, and how a field is written. */

export type Kind =
  | 'airport_closed'
  | 'airport_capacity_reduced'
  | 'flight_delayed'
  | 'flight_cancelled'
  | 'flight_diverted'
  | 'aircraft_unserviceable'
  | 'crew_unavailable'
  | 'slot_regulation'
  | 'gate_closed'
  | 'weather';

export type FieldName =
  | 'airport'
  | 'flow'
  | 'flight_id'
  | 'tail'
  | 'crew_id'
  | 'gate'
  | 'start'
  | 'end'
  | 'arrivals_per_hour'
  | 'departures_per_hour'
  | 'rate_per_hour'
  | 'delay_min'
  | 'reason_code'
  | 'condition';

export interface Field {
  label: string;
  write: 'airport' | 'flight' | 'tail' | 'crew' | 'gate' | 'moment' | 'whole' | 'delay_code' | 'words';
  unit?: string;
  least?: number;
  most?: number;
  placeholder?: string;
}

export interface KindOfDisruption {
  kind: Kind;
  says: string;
  fields: readonly FieldName[];
  /** Of these exactly one. */
  oneOf?: readonly FieldName[];
}

const RATE = { write: 'whole', unit: 'an hour, all carriers', least: 0, most: 400 } as const;

export const FIELDS: Readonly<Record<FieldName, Field>> = {
  airport: { label: 'Airport', write: 'airport', placeholder: 'JFK' },
  flow: { label: 'or named flow', write: 'words', most: 40 },
  flight_id: { label: 'Flight', write: 'flight', placeholder: 'B61010 or B61010/2013-02-08/JFK' },
  tail: { label: 'Tail', write: 'tail' },
  crew_id: { label: 'Crew member', write: 'crew' },
  gate: { label: 'Gate', write: 'gate', most: 8 },
  start: { label: 'From', write: 'moment', placeholder: '08 Feb 22:29Z' },
  end: { label: 'Until', write: 'moment', placeholder: '09 Feb 14:00Z' },
  arrivals_per_hour: { label: 'Arrivals', ...RATE },
  departures_per_hour: { label: 'Departures', ...RATE },
  rate_per_hour: { label: 'Rate', ...RATE },
  delay_min: { label: 'Delay after schedule', write: 'whole', unit: 'min', least: 1, most: 2880 },
  reason_code: { label: 'IATA delay code', write: 'delay_code', placeholder: 'two digits' },
  condition: { label: 'Weather', write: 'words', most: 200, placeholder: 'heavy snow' },
};

export const KINDS: readonly KindOfDisruption[] = [
  { kind: 'airport_closed', says: 'Airport closed', fields: ['airport', 'start', 'end'] },
  {
    kind: 'airport_capacity_reduced',
    says: 'Airport capacity reduced',
    fields: ['airport', 'start', 'end', 'arrivals_per_hour', 'departures_per_hour'],
  },
  { kind: 'weather', says: 'Weather at an airport', fields: ['airport', 'start', 'end', 'condition'] },
  { kind: 'gate_closed', says: 'Gate closed', fields: ['airport', 'gate', 'start', 'end'] },
  {
    kind: 'slot_regulation',
    says: 'Slot regulation (flow control)',
    fields: ['airport', 'flow', 'start', 'end', 'rate_per_hour'],
    oneOf: ['airport', 'flow'],
  },
  { kind: 'flight_delayed', says: 'Flight delayed', fields: ['flight_id', 'delay_min', 'reason_code'] },
  { kind: 'flight_cancelled', says: 'Flight cancelled', fields: ['flight_id', 'reason_code'] },
  { kind: 'flight_diverted', says: 'Flight diverted', fields: ['flight_id', 'airport'] },
  { kind: 'aircraft_unserviceable', says: 'Aircraft unserviceable', fields: ['tail', 'airport', 'start', 'end'] },
  { kind: 'crew_unavailable', says: 'Crew member unavailable', fields: ['crew_id', 'start', 'end'] },
];

export function kindOf(kind: string): KindOfDisruption {
  const found = KINDS.find((one) => one.kind === kind);
  if (!found) throw new Error(`${kind} is not a kind of disruption`);
  return found;
}
