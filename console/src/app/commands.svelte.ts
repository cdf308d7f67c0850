/** What the palette can do. Screens and panels add commands while they are shown. */
import { untrack } from 'svelte';

export interface Command {
  id: string;
  /** Verb first, e.g. `Go to Crew`, `Open B61010`. */
  title: string;
  /** Said beside it: what it is about, or the keys. */
  hint?: string;
  run: () => void;
}

/** Looks things up by what was typed, e.g. flights; asked only when something was typed. */
export type Finder = (typed: string) => readonly Command[];

class Commands {
  #lists = $state.raw<readonly (readonly Command[])[]>([]);
  #finders = $state.raw<readonly Finder[]>([]);

  /** Add commands; the answer takes them away again. */
  add(list: readonly Command[]): () => void {
    // Called from effects, which must not depend on what they change.
    this.#lists = [...untrack(() => this.#lists), list];
    return () => {
      this.#lists = untrack(() => this.#lists).filter((one) => one !== list);
    };
  }

  addFinder(finder: Finder): () => void {
    this.#finders = [...untrack(() => this.#finders), finder];
    return () => {
      this.#finders = untrack(() => this.#finders).filter((one) => one !== finder);
    };
  }

  /** What fits the words, best first, at most `most`. */
  find(typed: string, most = 14): readonly Command[] {
    const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const known = this.#lists.flat().filter((one) => words.every((word) => one.title.toLowerCase().includes(word)));
    const looked = words.length > 0 ? this.#finders.flatMap((finder) => finder(typed.trim())) : [];
    return [...looked, ...known].slice(0, most);
  }
}

export const commands = new Commands();
