/** The tab's one connection to the server: it stays, resumes where it broke off, and knows how long it has heard nothing. */
import { session } from '../app/session.svelte';
import { listen, NotServed, waitMs, type Message } from './reader';

export type StreamState = 'connecting' | 'live' | 'stale' | 'reconnecting' | 'refused' | 'ended';

const SILENT_MS = 12_000;
const LOOK_MS = 1_000;
/** Why a connection is broken off: to make another at once. */
const ANEW = 'anew';

class Stream {
  state = $state<StreamState>('connecting');
  /** Why it is not live. */
  because = $state('');
  /** Whole seconds since the last word of any kind. */
  ageSeconds = $state(0);
  #heardAt = Date.now();
  #triedAt = 0;
  #after: string | undefined;
  #failures = 0;
  #connection: AbortController | undefined;
  #wake: (() => void) | undefined;

  /**
   * Stay connected until the answer is called. `took` gets every message in order; `have` is the version of the board that is
   * still held, undefined to be sent all of it.
   */
  start(took: (message: Message) => void, have: () => number | undefined): () => void {
    let ended = false;
    this.state = 'connecting';
    this.because = '';
    this.#heardAt = Date.now();
    this.#failures = 0;
    void this.#stay(took, have, () => ended);
    const look = setInterval(() => this.#look(), LOOK_MS);
    const again = () => this.#tryNow();
    addEventListener('online', again);
    document.addEventListener('visibilitychange', again);
    return () => {
      ended = true;
      if (this.state !== 'refused') this.state = 'ended';
      clearInterval(look);
      removeEventListener('online', again);
      document.removeEventListener('visibilitychange', again);
      this.#after = undefined;
      this.#connection?.abort();
      this.#wake?.();
    };
  }

  /** Break off and connect anew, e.g. to be sent the whole board. */
  restart(): void {
    this.#connection?.abort(ANEW);
  }

  async #stay(took: (message: Message) => void, have: () => number | undefined, ended: () => boolean): Promise<void> {
    while (!ended()) {
      const connection = new AbortController();
      this.#connection = connection;
      this.#triedAt = Date.now();
      try {
        await listen(
          { key: session.key, after: this.#after, have: have(), signal: connection.signal },
          () => this.#hear(),
          (message) => {
            if (!connection.signal.aborted) this.#take(message, took);
          },
        );
        this.because = 'The server ended the stream';
      } catch (error) {
        if (ended()) return;
        if (error instanceof NotServed && error.status === 401) {
          this.state = 'refused';
          this.because = 'Your key is no longer accepted';
          session.signOut('Your key is no longer accepted. Sign in again.');
          return;
        }
        if (!connection.signal.aborted) this.because = error instanceof NotServed ? `The server answers with status ${error.status}` : 'The server does not answer';
      }
      if (ended()) return;
      if (connection.signal.reason === ANEW) continue;
      this.state = 'reconnecting';
      this.#failures += 1;
      await this.#wait(waitMs(this.#failures));
    }
  }

  #take(message: Message, took: (message: Message) => void): void {
    this.#after = message.seq;
    if (this.state !== 'live') {
      this.state = 'live';
      this.because = '';
      this.#failures = 0;
    }
    try {
      took(message);
    } catch (error) {
      console.error('a message was not understood', message.type, error);
    }
  }

  #hear(): void {
    this.#heardAt = Date.now();
    this.ageSeconds = 0;
  }

  #look(): void {
    const now = Date.now();
    const silent = now - this.#heardAt;
    this.ageSeconds = Math.floor(silent / 1000);
    if (now - Math.max(this.#heardAt, this.#triedAt) < SILENT_MS) return;
    if (this.state === 'live') {
      // The first new attempt is made at once, and what is shown is marked until it has succeeded.
      this.state = 'stale';
      this.because = `Nothing heard for ${Math.round(silent / 1000)} s`;
      this.#connection?.abort(ANEW);
    } else {
      this.because = 'The server does not answer';
      this.#connection?.abort();
    }
  }

  /** The network or the person is back: look at once instead of waiting. */
  #tryNow(): void {
    if (document.visibilityState === 'hidden') return;
    this.#look();
    this.#wake?.();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

export const stream = new Stream();
