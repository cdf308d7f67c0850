/** A report of a disruption: from typed fields to what the API takes, and back. Nothing that was not said is filled in. */
import type { Schemas } from '../../api/client';
import { FIELDS, kindOf, type FieldName, type Kind } from './kinds';
import { momentInWords, momentOf } from './moment';

type Single =
  | Schemas['AirportClosedReport']
  | Schemas['AirportCapacityReport']
  | Schemas['FlightDelayedReport']
  | Schemas['FlightCancelledReport']
  | Schemas['FlightDivertedReport']
  | Schemas['AircraftUnserviceableReport']
  | Schemas['CrewUnavailableReport']
  | Schemas['SlotRegulationReport']
  | Schemas['GateClosedReport']
  | Schemas['WeatherReport'];

/** What `POST cases` and `POST simulation/inject` take. */
export type Disruption = Single | Schemas['CompoundReport'];

/** One disruption while it is being written: every field as typed. */
export interface Draft {
  kind: Kind;
  fields: Partial<Record<FieldName, string>>;
}

/** One thing wrong with a draft; `field` empty: with the whole part. */
export interface DraftFault {
  part: number;
  field: FieldName | '';
  message: string;
}

export interface Built {
  /** Undefined while something is missing or wrong. */
  disruption?: Disruption;
  faults: readonly DraftFault[];
}

/** What the form knows of the network while it reads what was typed. */
export interface Known {
  now: number;
  flightIds: readonly string[];
}

/** The report that the drafts say; several are one compound. `reportedAt` stays what it was when a report is edited. */
export function build(drafts: readonly Draft[], known: Known, reportedAt?: string): Built {
  const reported_at = reportedAt ?? new Date(known.now).toISOString();
  const faults: DraftFault[] = [];
  const parts = drafts.map((draft, part) => buildOne(draft, part, known, reported_at, faults));
  if (faults.length > 0 || parts.length === 0) return { faults };
  const [only] = parts;
  const disruption = parts.length === 1 && only ? only : ({ kind: 'compound', reported_at, parts } as Disruption);
  return { disruption, faults };
}

function buildOne(draft: Draft, part: number, known: Known, reported_at: string, faults: DraftFault[]): Single {
  const kind = kindOf(draft.kind);
  const body: Record<string, unknown> = { kind: draft.kind, reported_at };
  for (const field of kind.fields) {
    const typed = (draft.fields[field] ?? '').trim();
    if (typed === '' && kind.oneOf?.includes(field)) continue;
    const said = typed === '' ? { fault: 'Missing.' } : readField(field, typed, known);
    if ('fault' in said) faults.push({ part, field, message: said.fault });
    else body[field] = said.value;
  }
  const chosen = kind.oneOf?.filter((field) => (draft.fields[field] ?? '').trim() !== '') ?? [];
  if (kind.oneOf && chosen.length !== 1) {
    faults.push({ part, field: kind.oneOf[0] ?? '', message: `Give exactly one of ${kind.oneOf.join(' and ')}.` });
  }
  if (typeof body.start === 'string' && typeof body.end === 'string' && body.end <= body.start) {
    faults.push({ part, field: 'end', message: 'The end is not after the start.' });
  }
  return body as unknown as Single;
}

type Said = { value: string | number } | { fault: string };

function readField(field: FieldName, typed: string, known: Known): Said {
  const { write, least, most, unit } = FIELDS[field];
  switch (write) {
    case 'airport':
      return /^[a-z]{3}$/i.test(typed) ? { value: typed.toUpperCase() } : { fault: 'An airport is three letters, such as JFK.' };
    case 'flight':
      return flightOf(typed, known);
    case 'tail':
      return { value: typed.toUpperCase() };
    case 'moment': {
      const at = momentOf(typed, known.now);
      return at === undefined
        ? { fault: `${typed} is not a time; write 08 Feb 22:29Z, or 22:29Z for today.` }
        : { value: new Date(at).toISOString() };
    }
    case 'whole': {
      const number = /^\d+$/.test(typed) ? Number(typed) : NaN;
      const inRange = number >= (least ?? 0) && number <= (most ?? Infinity);
      return inRange ? { value: number } : { fault: `A whole number from ${least} to ${most} (${unit}).` };
    }
    case 'delay_code':
      return /^\d{2}$/.test(typed) ? { value: typed } : { fault: 'An IATA delay code is two digits, such as 63.' };
    default:
      return most !== undefined && typed.length > most ? { fault: `At most ${most} characters.` } : { value: typed };
  }
}

/** A whole flight id, or a number such as `B61010` when one flight only has it. */
function flightOf(typed: string, known: Known): Said {
  if (typed.includes('/')) return { value: typed.toUpperCase() };
  const number = typed.toUpperCase().replaceAll(' ', '');
  const same = known.flightIds.filter((id) => id.startsWith(`${number}/`));
  if (same.length === 1 && same[0]) return { value: same[0] };
  if (same.length === 0) return { fault: `No flight ${number} here; write its whole id, CARRIERNUMBER/DATE/ORIGIN.` };
  return { fault: `${number} is ${same.slice(0, 4).join(' or ')}; say which.` };
}

/** The drafts of a report, to edit it. */
export function draftsOf(disruption: Disruption): Draft[] {
  if (disruption.kind === 'compound') return disruption.parts.flatMap((part) => draftsOf(part));
  const given = disruption as unknown as Record<string, unknown>;
  const kind = kindOf(disruption.kind as Kind);
  const fields: Draft['fields'] = {};
  for (const field of kind.fields) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    fields[field] = FIELDS[field].write === 'moment' ? momentInWords(String(value)) : String(value);
  }
  return [{ kind: kind.kind, fields }];
}

/** The faults that the server named, beside the fields that they are about. */
export function placed(faults: readonly { field: string; message: string }[]): DraftFault[] {
  return faults.map(({ field, message }) => {
    const found = /^(?:parts\.(\d+)\.?)?(.*)$/.exec(field);
    const name = (found?.[2] ?? '').split('.').at(-1) ?? '';
    return { part: Number(found?.[1] ?? 0), field: name in FIELDS ? (name as FieldName) : '', message };
  });
}

/** The same request from a shell; the key stays in a variable. */
export function asCurl(path: string, body: unknown, origin: string): string {
  const text = JSON.stringify(body).replaceAll("'", "'\\''");
  return [
    `curl -X POST ${origin}${path}`,
    `  -H "Authorization: Bearer $DOWNLINE_KEY"`,
    `  -H 'Content-Type: application/json'`,
    `  -d '${text}'`,
  ].join(' \\\n');
}
