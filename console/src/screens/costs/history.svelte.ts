/** Cost over scenario time; the server prices past moments little by little, so it is asked until none is missing. */
import { api, bodyOf, type Schemas } from '../../api/client';
import { Reading } from '../../app/reading.svelte';

type View = Schemas['CostHistoryView'];
const AGAIN_MS = 700;

export class History {
  reading = new Reading<View>(() => bodyOf(api.GET('/api/v1/costs/history')));
  #again: ReturnType<typeof setTimeout> | undefined;

  async load(): Promise<void> {
    clearTimeout(this.#again);
    await this.reading.load();
    if ((this.reading.value?.pending ?? 0) > 0 && !this.reading.problem) this.#again = setTimeout(() => void this.load(), AGAIN_MS);
  }

  stop(): void {
    clearTimeout(this.#again);
  }
}
