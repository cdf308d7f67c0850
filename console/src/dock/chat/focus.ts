/** What a question is about besides its words: the selection, else what the screen shows, as pills that can be taken away. */
import type { Chosen, Kind } from '../../app/selection.svelte';
import { flightNumber } from '../../ui/words';
import type { Focus } from './turn';

export interface Pill {
  field: keyof Focus;
  id: string;
  label: string;
  from: 'selected' | 'shown';
  /** How many of its kind are selected; a question takes the last. */
  of: number;
}

const FIELD: Readonly<Partial<Record<Kind, keyof Focus>>> = {
  flight: 'flight_id',
  tail: 'tail',
  crew: 'crew_id',
  airport: 'airport',
  situation: 'case_id',
};
const WORD: Readonly<Record<keyof Focus, string>> = {
  case_id: 'situation',
  plan_id: 'plan',
  flight_id: 'flight',
  tail: 'tail',
  crew_id: 'crew',
  airport: 'airport',
};

/** A pill for each kind of thing; what is selected goes before what is shown. */
export function pillsOf(chosen: readonly Chosen[], path: string, query: URLSearchParams): Pill[] {
  const found = new Map<keyof Focus, Pill>();
  for (const { field, id } of shownBy(path, query)) found.set(field, pill(field, id, 'shown', 1));
  for (const { kind, id } of chosen) {
    const field = FIELD[kind];
    if (!field || (field === 'case_id' && !isCase(id))) continue;
    found.set(field, pill(field, id, 'selected', chosen.filter((one) => one.kind === kind).length));
  }
  return [...found.values()];
}

/** The pills as the API takes them; undefined when there is none. */
export function focusOf(pills: readonly Pill[]): Focus | undefined {
  if (pills.length === 0) return undefined;
  const nothing: Focus = { case_id: '', plan_id: '', flight_id: '', airport: '', crew_id: '', tail: '' };
  return { ...nothing, ...Object.fromEntries(pills.map((one) => [one.field, one.id])) };
}

/** What was sent, in words: `flight B61010, airport JFK`. */
export function focusInWords(focus: Focus): string {
  return (Object.keys(WORD) as (keyof Focus)[])
    .filter((field) => focus[field])
    .map((field) => label(field, focus[field]))
    .join(', ');
}

function shownBy(path: string, query: URLSearchParams): { field: keyof Focus; id: string }[] {
  const [screen, subject = ''] = path.split('/').filter(Boolean).map(decodeURIComponent);
  const one = (name: string): string => (query.get(name)?.includes(',') ? '' : (query.get(name) ?? ''));
  const shown: [keyof Focus, string][] = [];
  if (screen === 'situations' && isCase(subject)) shown.push(['case_id', subject], ['plan_id', one('plan')]);
  if (screen === 'hub') shown.push(['airport', subject]);
  if (screen === 'crew') shown.push(['crew_id', one('id')]);
  if (screen === 'ops') shown.push(['flight_id', one('flights')], ['tail', one('tail')]);
  if (screen === 'ops' || screen === 'map') shown.push(['airport', one('airport')]);
  return shown.filter(([, id]) => id !== '').map(([field, id]) => ({ field, id }));
}

function pill(field: keyof Focus, id: string, from: Pill['from'], of: number): Pill {
  return { field, id, label: label(field, id), from, of };
}

function label(field: keyof Focus, id: string): string {
  return `${WORD[field]} ${field === 'flight_id' ? flightNumber(id) : id}`;
}

function isCase(id: string): boolean {
  return /^C\d+$/.test(id);
}
