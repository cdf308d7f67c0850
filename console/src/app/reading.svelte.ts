/** A value that a panel reads from the server, with everything the panel must be able to say about it. */
import { ProblemError } from '../api/client';

export type ReadingState = 'loading' | 'ready' | 'empty' | 'stale' | 'error';

export class Reading<T> {
  value = $state.raw<T>();
  problem = $state.raw<ProblemError>();
  /** Wall time of the value, ms. */
  at = $state(0);
  busy = $state(false);
  #turn = 0;

  /** `read` asks the server; `isEmpty` says when there is nothing to show. */
  constructor(
    private readonly read: () => Promise<T>,
    private readonly isEmpty: (value: T) => boolean = () => false,
  ) {}

  /** The latest call wins; a value that was there stays when a later one fails, and is then stale. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const value = await this.read();
      if (turn !== this.#turn) return;
      this.value = value;
      this.problem = undefined;
      this.at = Date.now();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.problem = error instanceof ProblemError ? error : new ProblemError(-1, 'Fault', String(error), [], {});
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  clear(): void {
    this.#turn++;
    this.value = undefined;
    this.problem = undefined;
    this.busy = false;
  }

  get state(): ReadingState {
    if (this.value === undefined) return this.problem ? 'error' : 'loading';
    if (this.problem) return 'stale';
    return this.isEmpty(this.value) ? 'empty' : 'ready';
  }
}
