import { describe, expect, it } from 'vitest';
import { shownNext, timeAt, type Tick } from './clock';

const at60: Tick = { now: 1_000_000, speed: 60, running: true, at: 5_000 };

describe('scenario time between two words from the server', () => {
  it('runs on at its speed', () => {
    expect(timeAt(at60, 5_000)).toBe(1_000_000);
    expect(timeAt(at60, 7_000)).toBe(1_120_000);
  });

  it('stands still when it is held, and at the end of the scenario', () => {
    expect(timeAt({ ...at60, speed: 0, running: false }, 99_000)).toBe(1_000_000);
    expect(timeAt(at60, 10_000, 1_100_000)).toBe(1_100_000);
  });

  it('stands still when nothing is heard for longer than the server is ever silent', () => {
    expect(timeAt(at60, 5_000 + 12_000)).toBe(timeAt(at60, 5_000 + 600_000));
  });

  it('does not go back for a word that came a little late, but does when the clock was set back', () => {
    const shown = timeAt(at60, 6_000);
    const late: Tick = { ...at60, now: shown - 30_000, at: 6_000 };
    expect(shownNext(shown, late, 6_000)).toBe(shown);
    const loaded: Tick = { ...at60, now: 0, at: 6_000 };
    expect(shownNext(shown, loaded, 6_000)).toBe(0);
  });

  it('is what the server says when a held clock is set', () => {
    expect(shownNext(2_000_000, { now: 1_999_000, speed: 0, running: false, at: 0 }, 10)).toBe(1_999_000);
  });
});
