/** What a tab keeps of its conversation over a reload. The turns themselves are the server's. */
import type { Focus } from './turn';

export interface Earlier {
  id: string;
  /** Its first question. */
  words: string;
}

export interface Kept {
  /** Who spoke: a conversation is nobody else's. */
  actor: string;
  conversationId: string;
  draft: string;
  /** The turn that was running. */
  pending: { number: number; words: string; sent: Focus | undefined } | undefined;
  /** Conversations of this tab, newest first. */
  earlier: readonly Earlier[];
  /** What came of a card: the case that it opened or the plan that it revised, by turn and place. */
  done: Readonly<Record<string, string>>;
}

const NAME = 'downline.chat';
const MOST_EARLIER = 10;

export const NOTHING: Kept = { actor: '', conversationId: '', draft: '', pending: undefined, earlier: [], done: {} };

/** What was kept for this person; nothing of anybody else's. */
export function recalled(text: string | null, actor: string): Kept {
  if (text === null) return { ...NOTHING, actor };
  try {
    const found = { ...NOTHING, ...(JSON.parse(text) as Partial<Kept>) };
    return found.actor === actor ? found : { ...NOTHING, actor };
  } catch {
    return { ...NOTHING, actor };
  }
}

/** The list with this conversation at its head. */
export function withEarlier(list: readonly Earlier[], one: Earlier): Earlier[] {
  return [one, ...list.filter((other) => other.id !== one.id)].slice(0, MOST_EARLIER);
}

export function recall(actor: string): Kept {
  return recalled(sessionStorage.getItem(NAME), actor);
}

export function keep(kept: Kept): void {
  sessionStorage.setItem(NAME, JSON.stringify(kept));
}
