/** Situations as the panel sorts, counts and announces them. */
import type { Schemas } from '../api/client';
import { counted, duration } from '../ui/words';
import type { Role } from './session.svelte';

export type Situation = Schemas['Situation'];
export type Level = Situation['level'];
export type Option = Situation['options'][number];
export type Filter = 'all' | 'mine' | 'unowned';

export interface Sections {
  /** Warnings and cautions, those to be decided first in front. */
  calling: readonly Situation[];
  /** For information: nothing is lost. */
  info: readonly Situation[];
  snoozed: readonly Situation[];
  decided: readonly Situation[];
}

/** The list in the order of the server, apart by what they ask of a person. */
export function sectionsOf(items: readonly Situation[], filter: Filter, me: string): Sections {
  const over = (one: Situation) => one.status === 'decided' || one.status === 'closed';
  const wanted = items.filter((one) => filter === 'all' || (filter === 'mine' ? one.owner === me : one.owner === null));
  const current = wanted.filter((one) => !over(one) && one.status !== 'snoozed');
  return {
    calling: current.filter((one) => one.level !== 'info'),
    info: current.filter((one) => one.level === 'info'),
    snoozed: wanted.filter((one) => one.status === 'snoozed'),
    decided: wanted.filter(over),
  };
}

export interface Countdown {
  tone: 'muted' | 'caution' | 'warning';
  /** `in 1 h 05 min`, `in less than 1 min`, `passed 12 min ago`. */
  text: string;
}

const CAUTION_MIN = 30;
const WARNING_MIN = 15;

/** How long until the time to decide by, at scenario time `now` (ms). */
export function countdown(decideBy: string, now: number): Countdown {
  const left = (Date.parse(decideBy) - now) / 60_000;
  if (left <= 0) return { tone: 'warning', text: left > -1 ? 'passed just now' : `passed ${duration(-left * 60)} ago` };
  const tone = left < WARNING_MIN ? 'warning' : left < CAUTION_MIN ? 'caution' : 'muted';
  return { tone, text: left < 1 ? 'in less than 1 min' : `in ${duration(Math.floor(left) * 60)}` };
}

const ORDER: readonly Level[] = ['info', 'caution', 'warning'];

export interface News {
  situation: Situation;
  text: string;
}

/** What calls for attention now and did not before: opened, graver, with new alerts, back, or raised again. */
export function newsOf(before: ReadonlyMap<string, Situation>, after: readonly Situation[]): News[] {
  const news: News[] = [];
  for (const one of after) {
    if (one.status !== 'open' || one.level === 'info') continue;
    const was = before.get(one.situation_id);
    const known = was && was.status !== 'closed';
    const graver = known && ORDER.indexOf(one.level) > ORDER.indexOf(was.level);
    const added = known ? one.new_alerts.filter((id) => !was.new_alerts.includes(id)).length : 0;
    const again = known && one.repeats > was.repeats;
    const back = known && was.status === 'snoozed';
    const why = !known ? '' : graver ? 'graver: ' : back ? 'back: ' : added > 0 ? `${counted(added, 'new alert')}: ` : again ? 'still not acknowledged: ' : undefined;
    if (why !== undefined) news.push({ situation: one, text: `${one.level === 'warning' ? 'Warning' : 'Caution'}, ${why}${shortTitle(one.title)}` });
  }
  return news;
}

/** One sentence for several news. */
export function spoken(news: readonly News[]): string {
  const [first, ...rest] = news;
  if (!first) return '';
  return rest.length === 0 ? first.text : `${first.text}, and ${counted(rest.length, 'more situation')}`;
}

const ROLES: readonly Role[] = ['viewer', 'controller', 'duty_manager', 'admin'];

export interface Queue {
  /** What is for this role to decide. */
  own: readonly Situation[];
  /** What waits for another role, and whether this one may decide it as well. */
  others: readonly { situation: Situation; may: boolean }[];
}

/** What waits for a decision, by whose it is; an admin decides as a duty manager does. */
export function queueOf(items: readonly Situation[], role: Role): Queue {
  const waiting = items.filter((one) => one.waiting_plans > 0 || one.options.some((option) => option.stale));
  const own = role === 'admin' ? 'duty_manager' : role;
  const mine = (one: Situation) => one.needs_decision_of === own;
  const may = (one: Situation) => one.needs_decision_of !== null && ROLES.indexOf(role) >= ROLES.indexOf(one.needs_decision_of as Role);
  return {
    own: waiting.filter(mine),
    others: waiting.filter((one) => !mine(one)).map((situation) => ({ situation, may: may(situation) })),
  };
}

/** The option that a person would look at first: the best that gives commands, else what is there. */
export function bestOption(situation: Situation): Option | undefined {
  return situation.options.find((one) => one.legal && one.kind !== 'do_nothing') ?? situation.options[0];
}

/** How long it stands, in scenario time: `new`, `12 min`. */
export function ageOf(since: string, now: number): string {
  const seconds = (now - Date.parse(since)) / 1000;
  return seconds < 60 ? 'new' : duration(seconds);
}

/** A title with flight numbers in place of whole flight ids. */
export function shortTitle(title: string): string {
  return title.replace(/\b(\w+)\/\d{4}-\d\d-\d\d\/[A-Z]{3}\b/g, '$1');
}

/** Where keys go next in a list of ids; from nowhere to the first or the last. */
export function step(ids: readonly string[], from: string | undefined, by: 1 | -1): string | undefined {
  if (ids.length === 0) return undefined;
  const at = from === undefined ? -1 : ids.indexOf(from);
  if (at < 0) return by > 0 ? ids[0] : ids.at(-1);
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))];
}
