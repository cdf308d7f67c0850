/** What happened lately, for lists, and who wants to hear of it. */
import type { Message } from './reader';

export type { Message } from './reader';

const KEPT = 500;
/** The board's own messages are for the board; they are nothing that happened. */
const NOT_LISTED: ReadonlySet<string> = new Set(['board', 'board.delta', 'clock']);

type Handler = (message: Message) => void;

class Feed {
  /** The last messages, the newest last. */
  messages = $state.raw<readonly Message[]>([]);
  #handlers = new Map<string, Set<Handler>>();

  take(message: Message): void {
    if (!NOT_LISTED.has(message.type)) this.messages = [...this.messages.slice(1 - KEPT), message];
    for (const type of [message.type, '*']) {
      for (const handle of this.#handlers.get(type) ?? []) {
        try {
          handle(message);
        } catch (error) {
          console.error('a listener failed', message.type, error);
        }
      }
    }
  }

  on(types: readonly string[], handle: Handler): () => void {
    for (const type of types) this.#handlers.set(type, (this.#handlers.get(type) ?? new Set()).add(handle));
    return () => {
      for (const type of types) this.#handlers.get(type)?.delete(handle);
    };
  }

  clear(): void {
    this.messages = [];
  }
}

export const feed = new Feed();

/** Hear of messages of these types (`*`: of every type); the answer ends it. */
export function onMessage(types: string | readonly string[], handle: Handler): () => void {
  return feed.on(typeof types === 'string' ? [types] : types, handle);
}
