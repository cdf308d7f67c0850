/** What the fields of a disruption suggest: the airports, flights, tails, people and codes of the network as it is. */
import { api, bodyOf } from '../../api/client';
import { hourMinute } from '../words';

export interface Suggestion {
  value: string;
  says: string;
}

type List = 'airports' | 'flights' | 'tails' | 'crew' | 'delayCodes';

/** Lists are read when a form first needs them; without one the field is simply typed. */
class Suggestions {
  airports = $state.raw<readonly Suggestion[]>([]);
  flights = $state.raw<readonly Suggestion[]>([]);
  tails = $state.raw<readonly Suggestion[]>([]);
  crew = $state.raw<readonly Suggestion[]>([]);
  delayCodes = $state.raw<readonly Suggestion[]>([]);
  #asked = new Set<List>();

  need(list: List): void {
    if (this.#asked.has(list)) return;
    this.#asked.add(list);
    this.#read(list).catch(() => this.#asked.delete(list));
  }

  /** Another network was loaded: what was read is of the one before. */
  forget(): void {
    this.#asked.clear();
    this.airports = this.flights = this.tails = this.crew = [];
  }

  async #read(list: List): Promise<void> {
    if (list === 'delayCodes') {
      const { items } = await bodyOf(api.GET('/api/v1/delay-codes'));
      this.delayCodes = items.map((one) => ({ value: one.code, says: one.says }));
    } else if (list === 'airports') {
      const { items } = await bodyOf(api.GET('/api/v1/airports'));
      this.airports = items.map((one) => ({ value: one.code, says: one.name }));
    } else if (list === 'crew') {
      this.crew = await everyCrewMember();
    } else {
      await this.#readFlights();
    }
  }

  async #readFlights(): Promise<void> {
    const rows = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = { own: true, limit: 500, cursor };
      const page: Awaited<ReturnType<typeof flightPage>> = await flightPage(query);
      rows.push(...page.items);
      cursor = page.next_cursor ?? null;
    }
    const open = rows.filter((one) => one.status === 'scheduled' || one.status === 'departed');
    this.flights = open.map((one) => ({ value: one.flight_id, says: `${one.origin}-${one.destination} ${hourMinute(one.std)} ${one.status}` }));
    const tails = new Map(rows.filter((one) => one.tail !== null).map((one) => [one.tail as string, one]));
    this.tails = [...tails.keys()].sort().map((tail) => ({ value: tail, says: '' }));
    this.#asked.add('flights').add('tails');
  }
}

function flightPage(query: { own: boolean; limit: number; cursor: string }) {
  return bodyOf(api.GET('/api/v1/flights', { params: { query } }));
}

function crewPage(cursor: string) {
  return bodyOf(api.GET('/api/v1/crew', { params: { query: { limit: 500, cursor } } }));
}

async function everyCrewMember(): Promise<readonly Suggestion[]> {
  const found: Suggestion[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof crewPage>> = await crewPage(cursor);
    found.push(...page.items.map((one) => ({ value: one.crew_id, says: `${one.role.replace('_', ' ')}, ${one.base}` })));
    cursor = page.next_cursor ?? null;
  }
  return found;
}

export const suggestions = new Suggestions();
