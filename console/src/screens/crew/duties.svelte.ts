/** The lines that fit the filters: the first of them at once, all of them when asked for. */
import { api, bodyOf, type Schemas } from '../../api/client';
import { Reading } from '../../app/reading.svelte';

export type CrewDuties = Schemas['CrewDuties'];
export type DutyLine = Schemas['DutyLine'];
export type Phase = DutyLine['phase'];

export interface Filters {
  text?: string;
  base?: string;
  role?: 'captain' | 'first_officer' | 'cabin';
  phase?: Phase;
  at_risk?: boolean;
}

export const FIRST = 200;
const PAGE = 500;

export class Duties {
  filters = $state.raw<Filters>({});
  /** All lines, not only the first. */
  whole = $state(false);
  reading = new Reading<CrewDuties>(() => this.#read(), (value) => value.items.length === 0);

  async #read(): Promise<CrewDuties> {
    const filters = this.filters;
    const ask = (limit: number, cursor?: string): Promise<CrewDuties> =>
      bodyOf(api.GET('/api/v1/crew/duties', { params: { query: { ...filters, limit, ...(cursor ? { cursor } : {}) } } }));
    if (!this.whole) return ask(FIRST);
    let page = await ask(PAGE);
    const items = [...page.items];
    while (page.next_cursor) {
      page = await ask(PAGE, page.next_cursor);
      items.push(...page.items);
    }
    return { ...page, items };
  }

  async show(filters: Filters): Promise<void> {
    const other = JSON.stringify(filters) !== JSON.stringify(this.filters);
    if (other) this.whole = false;
    this.filters = filters;
    await this.reading.load();
  }

  async showAll(): Promise<void> {
    this.whole = true;
    await this.reading.load();
  }
}

/** The filters that a query asks for; what is not a filter's value is left out. */
export function filtersOf(query: URLSearchParams): Filters {
  const filters: Filters = {};
  const text = query.get('text')?.trim().slice(0, 40);
  if (text) filters.text = text;
  const base = query.get('base');
  if (base) filters.base = base;
  const role = query.get('role');
  if (role === 'captain' || role === 'first_officer' || role === 'cabin') filters.role = role;
  const phase = query.get('phase');
  if (phase && (PHASES as readonly string[]).includes(phase)) filters.phase = phase as Phase;
  if (query.get('at_risk') === 'true') filters.at_risk = true;
  return filters;
}

export const PHASES: readonly Phase[] = ['on_duty', 'to_report', 'on_reserve', 'off', 'unavailable'];
