/** A search of the library as the address keeps it, and what it found, as people read it. */

export type Kind = 'law' | 'playbook' | 'station_note' | 'policy' | 'tool' | 'decision' | 'glossary';

export interface Passage {
  passage_id: string;
  source: string;
  title: string;
  paragraph: string;
  text: string;
  kind: Kind;
  citation: string;
  stations: readonly string[];
  regimes: readonly string[];
  valid_from: string | null;
  valid_to: string | null;
}

export interface Hit {
  passage: Passage;
  rank: number;
  retriever: 'vectors' | 'words';
  score: number;
}

export interface Found {
  query: string;
  hits: readonly Hit[];
  searched: number;
  degraded_because: string;
}

export interface Asked {
  query: string;
  station: string;
  regime: string;
  kind: string;
  on: string;
}

/** What the address asks for: `?q=&station=&regime=&kind=&on=`. */
export function askedOf(address: URLSearchParams): Asked {
  const of = (name: string): string => address.get(name)?.trim() ?? '';
  return { query: of('q'), station: of('station').toUpperCase(), regime: of('regime'), kind: of('kind'), on: of('on') };
}

/** Back into an address. */
export function addressOf(asked: Asked): string {
  const query = new URLSearchParams();
  if (asked.query) query.set('q', asked.query);
  for (const name of ['station', 'regime', 'kind', 'on'] as const) if (asked[name]) query.set(name, asked[name]);
  const said = query.toString();
  return `/knowledge${said ? `?${said}` : ''}`;
}

/** The tool's input. */
export function inputOf(asked: Asked, limit = 20): Record<string, unknown> {
  return {
    query: asked.query,
    ...(asked.station ? { stations: [asked.station] } : {}),
    ...(asked.regime ? { regimes: [asked.regime] } : {}),
    ...(asked.kind ? { kinds: [asked.kind] } : {}),
    ...(asked.on ? { on: asked.on } : {}),
    limit,
  };
}

/** `in force since 1 Jan 2020`, `in force 1 Jan 2020 until 4 May 2021`, or nothing when no date binds it. */
export function inForce(passage: Pick<Passage, 'valid_from' | 'valid_to'>): string {
  const { valid_from, valid_to } = passage;
  if (valid_from && valid_to) return `in force ${date(valid_from)} until ${date(valid_to)}`;
  if (valid_from) return `in force since ${date(valid_from)}`;
  return valid_to ? `in force until ${date(valid_to)}` : '';
}

function date(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(`${iso}T00:00:00Z`));
}

/** The text in pieces, those that a word of the query begins set apart, so that nothing is ever put in as markup. */
export function marked(text: string, query: string): { text: string; hit: boolean }[] {
  const words = query.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  if (words.length === 0) return [{ text, hit: false }];
  const stems = words.map((word) => (word.length > 5 ? word.slice(0, -1) : word));
  const pieces: { text: string; hit: boolean }[] = [];
  for (const piece of text.split(/([\p{L}\p{N}]+)/u)) {
    if (piece === '') continue;
    const hit = stems.some((stem) => piece.toLowerCase().startsWith(stem));
    const last = pieces.at(-1);
    if (last && last.hit === hit) last.text += piece;
    else pieces.push({ text: piece, hit });
  }
  return pieces;
}

const ASSUMED = '; assumed: ';

/** The citation, and what it says is assumed about the source. */
export function cited(citation: string): { says: string; assumed: string } {
  const at = citation.indexOf(ASSUMED);
  return at < 0 ? { says: citation, assumed: '' } : { says: citation.slice(0, at), assumed: citation.slice(at + ASSUMED.length) };
}
