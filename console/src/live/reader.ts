/** One connection to the event stream: asks, parses, and says what went wrong. Reconnecting is the caller's. */
import { createParser } from 'eventsource-parser';

/** One message of the stream; `seq` is the place to resume after. */
export interface Message {
  readonly v: number;
  readonly seq: string;
  readonly ts: string;
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
}

/** The server answered, but not with the stream. */
export class NotServed extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`);
  }
}

export interface Asked {
  readonly key: string;
  /** The last message's place. */
  readonly after?: string;
  /** Version of the board that is still held, in the network of `after`. */
  readonly have?: number;
  readonly signal: AbortSignal;
}

/** The address that says what is still held. */
export function addressOf(asked: Pick<Asked, 'after' | 'have'>): string {
  const resumes = asked.after !== undefined && asked.have !== undefined;
  return `/api/v1/events?board=true${resumes ? `&have=${asked.have}` : ''}`;
}

/** Read until the server ends the stream; throws when it cannot be reached, refuses, or `signal` stops it. */
export async function listen(asked: Asked, heard: () => void, took: (message: Message) => void, ask: typeof fetch = fetch): Promise<void> {
  const headers: Record<string, string> = { Authorization: `Bearer ${asked.key}`, Accept: 'text/event-stream' };
  if (asked.after !== undefined) headers['Last-Event-ID'] = asked.after;
  const answer = await ask(addressOf(asked), { headers, signal: asked.signal, cache: 'no-store' });
  if (!answer.ok || !answer.body) throw new NotServed(answer.status);
  heard();
  const parser = createParser({ onEvent: (event) => took(JSON.parse(event.data) as Message) });
  const decoder = new TextDecoder();
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

/** How long to wait before trying again after `failures` in a row, ms: 0.5 s doubling to 10 s, a third more or less by chance. */
export function waitMs(failures: number, chance: () => number = Math.random): number {
  const step = Math.min(500 * 2 ** Math.max(failures - 1, 0), 10_000);
  return Math.round(Math.min(step * (2 / 3 + (2 / 3) * chance()), 10_000));
}
