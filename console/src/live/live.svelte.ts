/** The connection as the shell shows it: one word, its reason, the clock; and what starts and feeds everything live. */
import { untrack } from 'svelte';
import { session } from '../app/session.svelte';
import { board } from './board.svelte';
import { shownNext, type Tick } from './clock';
import { feed } from './feed.svelte';
import { outlook } from './outlook.svelte';
import type { Message } from './reader';
import type { BoardDelta, BoardView } from './rows';
import { stream, type StreamState } from './stream.svelte';

interface ClockTick {
  now: string;
  speed: number;
  running: boolean;
}

const STEP_MS = 250;

class Live {
  #tick = $state.raw<Tick>();
  /** A delta did not fit: what is held stays on screen until the whole board has come. */
  #gap = false;
  /** Scenario time, ms; it runs on between two words from the server. */
  now = $state<number>();

  get state(): StreamState {
    return stream.state;
  }

  get because(): string {
    return stream.because;
  }

  get ageSeconds(): number {
    return stream.ageSeconds;
  }

  get speed(): number {
    return this.#tick?.speed ?? 0;
  }

  /** Whether scenario time passes by itself: not when it is held, nor at the end of the scenario. */
  get running(): boolean {
    return this.#tick?.running ?? false;
  }

  get networkId(): string {
    return board.networkId;
  }

  get title(): string {
    return board.about?.title ?? '';
  }

  get version(): number | undefined {
    return board.version;
  }

  /** Whether what is shown may be old. */
  get cut(): boolean {
    return this.state === 'stale' || this.state === 'reconnecting' || this.state === 'ended';
  }

  /** Open the stream, anew with every key; the answer closes it. */
  start(): () => void {
    return $effect.root(() => {
      $effect(() => (session.key ? untrack(() => this.#run()) : undefined));
    });
  }

  #run(): () => void {
    const closing = [
      stream.start(
        (message) => this.#take(message),
        () => (this.#gap ? undefined : board.version),
      ),
      outlook.start(),
    ];
    const stepping = setInterval(() => this.#step(), STEP_MS);
    return () => {
      clearInterval(stepping);
      for (const close of closing) close();
      board.clear();
      feed.clear();
      this.#tick = undefined;
      this.#gap = false;
      this.now = undefined;
    };
  }

  #take(message: Message): void {
    if (message.type === 'board') {
      const view = message.data as BoardView;
      if (view.network_id !== board.networkId) this.now = undefined;
      board.begin(view);
      this.#gap = false;
      this.#told(view.now, view.speed, view.speed > 0);
    } else if (message.type === 'board.delta') {
      const delta = message.data as BoardDelta;
      if (!board.follow(delta)) {
        this.#gap = true;
        stream.restart();
        return;
      }
      this.#told(delta.now, delta.speed, delta.speed > 0);
    } else if (message.type === 'clock') {
      const clock = message.data as ClockTick;
      this.#told(clock.now, clock.speed, clock.running);
    }
    feed.take(message);
  }

  #told(now: string, speed: number, running: boolean): void {
    this.#tick = { now: Date.parse(now), speed, running, at: Date.now() };
    this.#step();
  }

  #step(): void {
    if (this.#tick) this.now = shownNext(this.now, this.#tick, Date.now(), Date.parse(board.about?.horizon_end ?? '') || Infinity);
  }
}

export const live = new Live();
