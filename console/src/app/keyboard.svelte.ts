/** Every key the console knows, in one place: bound while shown, off while somebody types, changeable by the user. */
import { untrack } from 'svelte';

export interface Binding {
  /** Stable name; what a changed key is kept under. */
  id: string;
  /** `g o` in sequence, `ctrl+k`, `shift+d`, `?`, `Escape`; several separated by ` | `. */
  keys: string;
  /** What it does, verb first; shown in the keyboard map. */
  says: string;
  /** Heading in the keyboard map. */
  where: string;
  run: (event: KeyboardEvent) => void;
  /** Works while typing too. */
  always?: boolean;
}

const KEPT = 'downline.keys';
const SEQUENCE_MS = 1_200;

class Keyboard {
  bindings = $state.raw<readonly Binding[]>([]);
  /** Keys that the user has changed, by binding id. */
  changed = $state.raw<Record<string, string>>(JSON.parse(localStorage.getItem(KEPT) ?? '{}'));
  #first = '';
  #firstAt = 0;

  constructor() {
    addEventListener('keydown', (event) => this.#press(event));
  }

  /** Bind while something is shown; the answer unbinds. Of two on the same keys the later one wins. */
  bind(...bindings: readonly Binding[]): () => void {
    // Called from effects, which must not depend on what they change.
    this.bindings = [...untrack(() => this.bindings), ...bindings];
    return () => {
      this.bindings = untrack(() => this.bindings).filter((one) => !bindings.includes(one));
    };
  }

  keysOf(binding: Binding): string {
    return this.changed[binding.id] ?? binding.keys;
  }

  /** Give a binding other keys; nothing takes the user's change back. */
  change(id: string, keys: string | undefined): void {
    const changed = { ...this.changed };
    if (keys === undefined) delete changed[id];
    else changed[id] = keys;
    this.changed = changed;
    localStorage.setItem(KEPT, JSON.stringify(changed));
  }

  #press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const pressed = pressedKeys(event);
    if (!pressed) return;
    const typing = isTyping(event.target);
    const first = event.timeStamp - this.#firstAt < SEQUENCE_MS ? this.#first : '';
    this.#first = '';
    // A modal dialog keeps the keys of what lies under it; its own controls and Escape are the browser's.
    const modal = document.querySelector('dialog[open]') !== null;
    // A sequence that was begun is finished before its last key is taken alone.
    for (const wanted of first ? [`${first} ${pressed}`, pressed] : [pressed]) {
      for (const binding of this.bindings.toReversed()) {
        if ((typing || modal) && !binding.always) continue;
        if (!this.keysOf(binding).split(' | ').includes(wanted)) continue;
        event.preventDefault();
        binding.run(event);
        return;
      }
    }
    if (!typing && this.bindings.some((one) => this.keysOf(one).split(' | ').some((keys) => keys.startsWith(`${pressed} `)))) {
      this.#first = pressed;
      this.#firstAt = event.timeStamp;
    }
  }
}

/** The keys of an event as bindings write them, e.g. `ctrl+shift+z`, `?`, `Enter`; empty for a modifier alone. */
export function pressedKeys(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return '';
  const letter = /^[a-z]$/i.test(event.key);
  const key = letter ? event.key.toLowerCase() : event.key === ' ' ? 'Space' : event.key;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('ctrl');
  if (event.altKey) parts.push('alt');
  if (event.shiftKey && (letter || event.key.length > 1)) parts.push('shift');
  return [...parts, key].join('+');
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}

export const keyboard = new Keyboard();
