/** The stream of one turn. It belongs to the tab: who closes it stops the turn. */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ProblemError, problemOf, type Schemas } from '../../api/client';
import { session } from '../../app/session.svelte';
import type { ChatEvent } from './turn';

/** Ask, and hear the turn's events. ProblemError when it was not taken; any other error: the stream broke. */
export async function* ask(message: Schemas['ChatMessage'], signal: AbortSignal): AsyncGenerator<ChatEvent> {
  const response = await post(message, signal);
  if (!response.ok) {
    if (response.status === 401) session.signOut('Your key is no longer accepted. Sign in again.');
    throw await problemOf(response);
  }
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield { event: value.event ?? 'message', data: JSON.parse(value.data) as Record<string, unknown> };
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** Without an idempotency key: an answer under one is kept whole before any of it is sent, and would not stream. */
async function post(message: Schemas['ChatMessage'], signal: AbortSignal): Promise<Response> {
  try {
    return await fetch('/api/v1/chat', {
      method: 'POST',
      headers: { Authorization: `Bearer ${session.key}`, 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify(message),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ProblemError(0, 'No answer', 'The server cannot be reached; nothing was asked. Ask again when it is back.', [], {});
  }
}
