import type { Band, Tone } from '../model';

/** What is drawn with, read once from the page's tokens; canvas knows no `var(--…)`. */
export interface Palette {
  readonly tone: Readonly<Record<Tone, { readonly fill: string; readonly ink: string }>>;
  readonly band: Readonly<Record<Band['kind'], string>>;
  readonly ground: string;
  readonly panel: string;
  readonly raised: string;
  readonly hover: string;
  readonly stripe: string;
  readonly grid: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly text: string;
  readonly muted: string;
  readonly focus: string;
  readonly now: string;
  readonly caution: string;
  readonly warning: string;
  readonly family: string;
}

const TONES: readonly Tone[] = [
  'scheduled', 'airborne', 'arrived', 'caution', 'delay', 'warning', 'cancelled', 'plan', 'ground', 'standby', 'absence',
];
const KINDS: readonly Band['kind'][] = ['maintenance', 'outage', 'closure', 'curfew', 'reduction', 'rest', 'limit'];

/** The tokens as they stand on an element now; read again when the theme changes. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const record = <K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> =>
    Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
  return {
    tone: record(TONES, (tone) => ({ fill: token(`tone-${tone}`), ink: token(`tone-${tone}-ink`) })),
    band: record(KINDS, (kind) => token(`band-${kind}`)),
    ground: token('ground'),
    panel: token('panel'),
    raised: token('raised'),
    hover: token('hover'),
    stripe: token('row-stripe'),
    grid: token('grid-line'),
    line: token('line'),
    lineStrong: token('line-strong'),
    text: token('text'),
    muted: token('muted'),
    focus: token('focus'),
    now: token('now'),
    caution: token('caution-text'),
    warning: token('warning-text'),
    family: style.fontFamily,
  };
}
