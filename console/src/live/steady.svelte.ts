/** Reads again when the network has moved on, at most every few seconds however fast the clock runs. */
import { live } from './live.svelte';

const LEAST_MS = 5_000;

/** Call while a component is made; `load` runs at once, then when the version, the network or the minute of the clock changes. */
export function readSteadily(load: () => unknown): void {
  let last = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const mark = $derived(`${live.networkId} ${live.version ?? ''} ${Math.floor((live.now ?? 0) / 60_000)}`);
  $effect(() => {
    void mark;
    if (waiting !== undefined) return;
    const wait = Math.max(0, last + LEAST_MS - Date.now());
    waiting = setTimeout(() => {
      waiting = undefined;
      last = Date.now();
      load();
    }, last === 0 ? 0 : wait);
  });
  $effect(() => () => clearTimeout(waiting));
}

/** The minute that the scenario's clock stands at, or that of the last answer. */
export function minuteNow(asOf: string | undefined): number {
  const now = live.now ?? (asOf === undefined ? 0 : Date.parse(asOf));
  return Math.floor(now / 60_000) * 60_000;
}
