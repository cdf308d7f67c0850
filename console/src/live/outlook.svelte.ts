/** What becomes of our flights if nobody intervenes, read again some time after the network has moved on. */
import { api, bodyOf, type Schemas } from '../api/client';
import { Reading, type ReadingState } from '../app/reading.svelte';
import { board } from './board.svelte';

export type OutlookFlight = Schemas['OutlookFlight'];

/** Working it out takes the server up to seconds, so it is not asked more often. */
const APART_MS = 10_000;

class Outlook {
  #reading = new Reading(() => bodyOf(api.GET('/api/v1/board/outlook')));
  #byFlight = $derived(new Map(this.#reading.value?.flights.map((row) => [row.flight_id, row])));
  #askedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** By flight id; only flights that go otherwise than they stand, whose passengers misconnect, or that lose crew. */
  get flights(): ReadonlyMap<string, OutlookFlight> {
    return this.#byFlight;
  }

  get state(): ReadingState {
    return this.#reading.state;
  }

  get problem() {
    return this.#reading.problem;
  }

  /** Version of the network that it is about. */
  get version(): number | undefined {
    return this.#reading.value?.version;
  }

  /** Scenario time that it was worked out at. */
  get now(): string | undefined {
    return this.#reading.value?.now;
  }

  /** Whether the network has moved on since. */
  get behind(): boolean {
    return this.version !== undefined && (this.version !== board.version || this.#reading.value?.network_id !== board.networkId);
  }

  /** Wall time of the answer, ms; 0: none yet. */
  get readAt(): number {
    return this.#reading.at;
  }

  /** Keep up with the board until the answer is called. */
  start(): () => void {
    const stop = $effect.root(() => {
      $effect(() => {
        if (board.networkId && board.version !== undefined) this.#soon();
      });
    });
    const seen = () => this.behind && this.#soon();
    document.addEventListener('visibilitychange', seen);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', seen);
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#reading.clear();
      this.#askedAt = 0;
    };
  }

  #soon(): void {
    if (this.#timer !== undefined || document.visibilityState === 'hidden') return;
    this.#timer = setTimeout(() => void this.#ask(), Math.max(0, this.#askedAt + APART_MS - Date.now()));
  }

  async #ask(): Promise<void> {
    this.#askedAt = Date.now();
    await this.#reading.load();
    this.#timer = undefined;
    if (this.behind || this.#reading.problem) this.#soon();
  }
}

export const outlook = new Outlook();
