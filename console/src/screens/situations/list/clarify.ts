/** What the server understood of a report in words, and what it asks back. */
import { FIELDS, KINDS, type FieldName } from '../../../ui/disruption/kinds';

export interface Clarification {
  missing: readonly string[];
  understood: Readonly<Record<string, unknown>>;
  wrong: Readonly<Record<string, string>>;
  choices: Readonly<Record<string, readonly string[]>>;
}

/** The clarification in a problem document; undefined when it carries none. */
export function clarificationOf(document: Readonly<Record<string, unknown>>): Clarification | undefined {
  const found = document.clarify as Partial<Clarification> | undefined;
  return found && { missing: found.missing ?? [], understood: found.understood ?? {}, wrong: found.wrong ?? {}, choices: found.choices ?? {} };
}

/** Whether what was understood names a kind that a form has, so that it can be completed there. */
export function isKind(understood: Clarification['understood']): boolean {
  return KINDS.some((one) => one.kind === understood.kind);
}

/** Whether what was understood is a whole report that only waits for somebody to say that it is so. */
export function isReport(understood: Clarification['understood']): boolean {
  return typeof understood.kind === 'string' && typeof understood.reported_at === 'string';
}

/** What a field is called on the form, with the number of its part. */
export function fieldInWords(field: string): string {
  const found = /^parts\.(\d+)\.(.+)$/.exec(field);
  const name = found?.[2] ?? field;
  const words = name in FIELDS ? FIELDS[name as FieldName].label : name === 'kind' ? 'What happened' : name.replaceAll('_', ' ');
  return found ? `${words} of disruption ${Number(found[1]) + 1}` : words;
}
