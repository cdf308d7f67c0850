/** The server's API, typed from its own OpenAPI document. Every refusal becomes a `ProblemError`. */
import createClient, { type Middleware } from 'openapi-fetch';
import { session } from '../app/session.svelte';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

export interface Fault {
  field: string;
  message: string;
}

/** What the server refused, and why: an RFC 9457 problem. `status` 0: it could not be reached. */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly faults: readonly Fault[],
    readonly document: Readonly<Record<string, unknown>>,
  ) {
    super(detail || title);
  }
}

const keyed: Middleware = {
  onRequest({ request }) {
    request.headers.set('Authorization', `Bearer ${session.key}`);
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', crypto.randomUUID());
    }
    return request;
  },
  async onResponse({ response }) {
    if (response.ok || response.status === 304) return undefined;
    if (response.status === 401) session.signOut('Your key is no longer accepted. Sign in again.');
    throw await problemOf(response);
  },
  onError({ error }) {
    if (error instanceof Error && error.name === 'AbortError') return error;
    return new ProblemError(0, 'No answer', 'The server cannot be reached. What you see is what was known before; it tries again.', [], {});
  },
};

export const api = createClient<paths>({ baseUrl: location.origin });
api.use(keyed);

/** The problem that a refused response carries. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const text = await response.text();
  try {
    const document = JSON.parse(text) as Record<string, unknown>;
    const faults = Array.isArray(document.errors) ? (document.errors as Fault[]) : [];
    return new ProblemError(response.status, String(document.title ?? ''), String(document.detail ?? ''), faults, document);
  } catch {
    return new ProblemError(response.status, response.statusText, text.slice(0, 300), [], {});
  }
}

/** The body of an answer; the middleware has thrown where there is none. */
export async function bodyOf<T>(asked: Promise<{ data?: T }>): Promise<T> {
  const { data } = await asked;
  return data as T;
}
