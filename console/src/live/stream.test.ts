import { afterEach, beforeEach, expect, it, vi } from 'vitest';

interface Connection {
  url: string;
  after: string | null;
  say: (seq: string) => void;
  end: () => void;
}

let connections: Connection[];
let answer: () => number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  connections = [];
  answer = () => 200;
  vi.stubGlobal('localStorage', { getItem: () => 'a-key', setItem: () => {}, removeItem: () => {} });
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const status = answer();
    if (status === 0) throw new TypeError('refused');
    let say: Connection['say'] = () => {};
    let end: Connection['end'] = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const bytes = new TextEncoder();
        say = (seq) => controller.enqueue(bytes.encode(`id: ${seq}\ndata: ${JSON.stringify({ seq, type: 'clock' })}\n\n`));
        end = () => controller.close();
        init.signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')));
      },
    });
    connections.push({ url, after: new Headers(init.headers).get('Last-Event-ID'), say, end });
    return status === 200 ? new Response(body) : new Response('', { status });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function begin(have: () => number | undefined = () => 3) {
  const { stream } = await import('./stream.svelte');
  const took: string[] = [];
  const stop = stream.start((message) => took.push(message.seq), have);
  await vi.advanceTimersByTimeAsync(0);
  return { stream, took, stop };
}

it('is live with the first message, stale after twelve seconds of silence, and resumes at once where it broke off', async () => {
  const { stream, took, stop } = await begin();
  expect(stream.state).toBe('connecting');
  connections[0]!.say('day#1:3:0');
  await vi.advanceTimersByTimeAsync(0);
  expect(stream.state).toBe('live');
  await vi.advanceTimersByTimeAsync(11_000);
  expect([stream.state, stream.ageSeconds]).toEqual(['live', 11]);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(stream.state).toBe('stale');
  expect(connections).toHaveLength(2);
  expect(connections[1]).toMatchObject({ url: '/api/v1/events?board=true&have=3', after: 'day#1:3:0' });
  connections[1]!.say('day#1:4:0');
  await vi.advanceTimersByTimeAsync(0);
  expect([stream.state, stream.because]).toEqual(['live', '']);
  expect(took).toEqual(['day#1:3:0', 'day#1:4:0']);
  stop();
  expect(stream.state).toBe('ended');
});

it('tries for ever while the server is away, and says so', async () => {
  answer = () => 0;
  const { stream, stop } = await begin();
  await vi.advanceTimersByTimeAsync(120_000);
  expect([stream.state, stream.because]).toEqual(['reconnecting', 'The server does not answer']);
  answer = () => 200;
  await vi.advanceTimersByTimeAsync(10_000);
  connections[0]!.say('day#1:3:0');
  await vi.advanceTimersByTimeAsync(0);
  expect(stream.state).toBe('live');
  stop();
});

it('gives a connection up that opens and then says nothing', async () => {
  const { stream, stop } = await begin();
  await vi.advanceTimersByTimeAsync(12_500);
  expect(stream.state).toBe('reconnecting');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(connections).toHaveLength(2);
  stop();
});

it('does not try again with a key that is refused', async () => {
  answer = () => 401;
  const { stream } = await begin();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stream.state).toBe('refused');
  expect(connections).toHaveLength(1);
});

it('asks for the whole board when it is told that something is missing', async () => {
  let held: number | undefined = 3;
  const { stream, stop } = await begin(() => held);
  connections[0]!.say('day#1:5:0');
  await vi.advanceTimersByTimeAsync(0);
  held = undefined;
  stream.restart();
  await vi.advanceTimersByTimeAsync(0);
  expect(connections[1]).toMatchObject({ url: '/api/v1/events?board=true', after: 'day#1:5:0' });
  stop();
});
