import { describe, expect, it } from 'vitest';
import { addressOf, listen, NotServed, waitMs, type Message } from './reader';

const message = (version: number): Message => ({ v: 1, seq: `day#1:${version}:0`, ts: '', type: 'FlightDelayed', subject: 'Zürich', data: { version } });
const frames = (messages: readonly Message[]) =>
  `: downline\nretry: 2000\n\n${messages.map((one) => `id: ${one.seq}\nevent: ${one.type}\ndata: ${JSON.stringify(one)}\n\n: heartbeat\n\n`).join('')}`;

/** A server that sends these bytes in pieces of `size`. */
function sending(text: string, size: number, seen: { url?: string; headers?: Headers } = {}): typeof fetch {
  return async (url, init) => {
    seen.url = String(url);
    seen.headers = new Headers(init?.headers);
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    return new Response(body);
  };
}

describe('one connection to the stream', () => {
  it('gives every message once, in order, however the bytes are cut', async () => {
    const sent = [1, 2, 3].map(message);
    for (const size of [1, 2, 7, 64, 4096]) {
      const took: Message[] = [];
      let heard = 0;
      await listen({ key: 'k', signal: new AbortController().signal }, () => (heard += 1), (one) => took.push(one), sending(frames(sent), size));
      expect(took).toEqual(sent);
      expect(heard).toBeGreaterThan(1);
    }
  });

  it('says where it broke off and which board it still holds', async () => {
    const seen: { url?: string; headers?: Headers } = {};
    await listen({ key: 'k', after: 'day#1:7:2', have: 7, signal: new AbortController().signal }, () => {}, () => {}, sending('', 1, seen));
    expect(seen.url).toBe('/api/v1/events?board=true&have=7');
    expect(seen.headers?.get('Last-Event-ID')).toBe('day#1:7:2');
    expect(seen.headers?.get('Authorization')).toBe('Bearer k');
  });

  it('asks for the whole board when it holds none, or does not know where it broke off', () => {
    expect(addressOf({ after: 'day#1:7:2' })).toBe('/api/v1/events?board=true');
    expect(addressOf({ have: 7 })).toBe('/api/v1/events?board=true');
  });

  it('names the status of a server that does not give the stream', async () => {
    const refusing: typeof fetch = async () => new Response('', { status: 401 });
    await expect(listen({ key: 'k', signal: new AbortController().signal }, () => {}, () => {}, refusing)).rejects.toEqual(new NotServed(401));
  });

  it('waits longer after every failure, at most ten seconds, and not as long as its neighbours', () => {
    const waits = [1, 2, 3, 4, 5, 6, 60].map((failures) => waitMs(failures, () => 0.5));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(waitMs(3, () => 0)).toBeLessThan(waitMs(3, () => 0.99));
    expect(waitMs(99, () => 0.99)).toBe(10_000);
  });
});
