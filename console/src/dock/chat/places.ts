/** Where in the console a fact belongs, and which paths a card may lead to. */
import type { Kind } from '../../app/selection.svelte';
import { flightNumber } from '../../ui/words';

export interface Place {
  kind: Kind;
  id: string;
  path: string;
  /** Verb first. */
  says: string;
}

const FLIGHT = /^([A-Z0-9]{2}\d{1,4}[A-Z]?\/\d{4}-\d{2}-\d{2}\/[A-Z]{3})(?:\.|$)/;
const CREW = /^([A-Z0-9]{2}-[A-Z]{2}\d+)(?:\.|$)/;
const TAIL = /^(N[1-9]\d{0,4}[A-Z]{0,2})(?:\.|$)/;
const AIRPORT = /^([A-Z]{3})(?:\.|$)/;
const CASE = /^(C\d+)(?:\.|$)/;
const OPTION = /^option ?\d+(?:\.|$)/;

/** What the fact is about, by its id and then by its subject; undefined when that has no place of its own. */
export function placeOf(fact: { fact_id: string; subject?: string }, caseId = ''): Place | undefined {
  for (const name of [fact.fact_id, fact.subject ?? '']) {
    const flight = FLIGHT.exec(name)?.[1];
    if (flight) {
      return { kind: 'flight', id: flight, path: `/ops?flights=${encodeURIComponent(flight)}`, says: `Show ${flightNumber(flight)} on the Gantt` };
    }
    const crew = CREW.exec(name)?.[1];
    if (crew) return { kind: 'crew', id: crew, path: `/crew?id=${crew}`, says: `Show ${crew} on the crew screen` };
    const tail = TAIL.exec(name)?.[1];
    if (tail) return { kind: 'tail', id: tail, path: `/ops?tail=${tail}`, says: `Show ${tail} on the Gantt` };
    const situation = CASE.exec(name)?.[1] ?? (OPTION.test(name) ? caseId : '');
    if (situation) return { kind: 'situation', id: situation, path: `/situations/${situation}`, says: `Open situation ${situation}` };
    const airport = AIRPORT.exec(name)?.[1];
    if (airport) return { kind: 'airport', id: airport, path: `/hub/${airport}`, says: `Show ${airport} on the hub screen` };
  }
  return undefined;
}

/** A path inside this origin as it may be followed; undefined for everything else, such as `//x.invalid` or `javascript:`. */
export function consolePath(path: string, origin: string): string | undefined {
  if (!path.startsWith('/') || /[\\\p{Cc}]/u.test(path)) return undefined;
  let url: URL;
  try {
    url = new URL(path, origin);
  } catch {
    return undefined;
  }
  return url.origin === origin && url.pathname.startsWith('/') && !path.startsWith('//') ? url.pathname + url.search : undefined;
}
