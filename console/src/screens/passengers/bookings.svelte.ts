/** Bookings that fit the filters, those who come first on top, page after page. */
import { api, bodyOf, type Schemas } from '../../api/client';
import { Reading } from '../../app/reading.svelte';
import type { filtersOf } from './impact';

type Filters = ReturnType<typeof filtersOf>;
type DisruptedPage = Schemas['DisruptedPage'];

const PAGE = 100;

export class Bookings {
  #filters: Filters = {};
  #wanted = PAGE;
  reading = new Reading<DisruptedPage>(
    () => this.#read(),
    (page) => page.items.length === 0,
  );

  async show(filters: Filters): Promise<void> {
    if (JSON.stringify(filters) !== JSON.stringify(this.#filters)) this.#wanted = PAGE;
    this.#filters = filters;
    await this.reading.load();
  }

  async more(): Promise<void> {
    this.#wanted += 4 * PAGE;
    await this.reading.load();
  }

  async #read(): Promise<DisruptedPage> {
    const query = { ...this.#filters, order: 'need' as const };
    let page = await bodyOf(api.GET('/api/v1/passengers/disrupted', { params: { query: { ...query, limit: Math.min(500, this.#wanted) } } }));
    const items = [...page.items];
    while (page.next_cursor && items.length < this.#wanted) {
      page = await bodyOf(api.GET('/api/v1/passengers/disrupted', { params: { query: { ...query, limit: 500, cursor: page.next_cursor } } }));
      items.push(...page.items);
    }
    return { ...page, items };
  }
}
