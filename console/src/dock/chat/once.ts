/** The idempotency key of what a card does: pressed again, after a reload too, it does the same thing and not one more. */
export function onceKey(card: string, body: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(body))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return `chat/${card}/${hash.toString(16).padStart(16, '0')}`;
}
