/** Short sentences to the person at the screen: shown for a while, and spoken politely. */
import { ProblemError } from '../api/client';

export interface Notice {
  id: number;
  level: 'info' | 'caution' | 'warning';
  text: string;
  /** What else is wrong, or what to do. */
  more: readonly string[];
}

const SHOWN_MS = { info: 5_000, caution: 9_000, warning: 14_000 };

class Notices {
  shown = $state.raw<readonly Notice[]>([]);
  /** Last sentence for screen readers; polite. */
  spoken = $state('');
  #next = 1;

  say(text: string, level: Notice['level'] = 'info', more: readonly string[] = []): void {
    const notice = { id: this.#next++, level, text, more };
    this.shown = [...this.shown.slice(-3), notice];
    this.spoken = text;
    setTimeout(() => this.dismiss(notice.id), SHOWN_MS[level]);
  }

  /** Speak without showing. */
  speak(text: string): void {
    this.spoken = text;
  }

  /** Show what the server refused. */
  refuse(doing: string, error: unknown): void {
    if (error instanceof ProblemError) {
      this.say(`${doing}: ${error.detail || error.title}`, 'warning', error.faults.map((fault) => fault.message).filter((one) => !error.detail.includes(one)));
    } else {
      this.say(`${doing}: ${String(error)}`, 'warning');
    }
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((one) => one.id !== id);
  }
}

export const notices = new Notices();
