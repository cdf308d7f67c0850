/** A person's own idea: operations made by hand on the Gantt, undone and redone, checked by the server, offered to a case. */
import { api, bodyOf, type Schemas } from '../../api/client';
import { Reading } from '../../app/reading.svelte';
import { withLastWord, type Operation } from './picture';

export type Judged = Schemas['ScoredPlan'];

const KEPT = 'downline.draft';
const CHECK_AFTER_MS = 600;

interface Kept {
  caseId: string;
  operations: Operation[];
}

class Draft {
  /** Whether the Gantt is being edited. */
  open = $state(false);
  /** The case that the idea is for; empty: not chosen yet. */
  caseId = $state('');
  operations = $state.raw<readonly Operation[]>([]);
  #past: (readonly Operation[])[] = [];
  #future: (readonly Operation[])[] = [];
  canUndo = $state(false);
  canRedo = $state(false);
  /** What the server says of it: price, checks, knock-on. */
  readonly judged = new Reading<Judged>(() => this.#ask());
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Kept | null;
    if (kept) {
      this.caseId = kept.caseId;
      this.operations = kept.operations;
      this.open = kept.operations.length > 0;
      if (this.open) this.#later();
    }
  }

  /** Begin an idea, on top of these operations, for a case. */
  begin(caseId = '', operations: readonly Operation[] = []): void {
    this.open = true;
    this.caseId = caseId;
    this.#past = [];
    this.#future = [];
    this.#set(operations);
  }

  /** Add operations; the last word on a flight's time, tail or cancellation counts. */
  add(added: readonly Operation[]): void {
    if (added.length === 0) return;
    this.#past.push(this.operations);
    this.#future = [];
    this.#set(withLastWord([...this.operations, ...added]));
  }

  remove(operation: Operation): void {
    this.#past.push(this.operations);
    this.#future = [];
    this.#set(this.operations.filter((one) => one !== operation));
  }

  undo(): void {
    const before = this.#past.pop();
    if (!before) return;
    this.#future.push(this.operations);
    this.#set(before);
  }

  redo(): void {
    const after = this.#future.pop();
    if (!after) return;
    this.#past.push(this.operations);
    this.#set(after);
  }

  /** Throw the idea away. */
  close(): void {
    this.open = false;
    this.#past = [];
    this.#future = [];
    this.caseId = '';
    this.#set([]);
  }

  /** Offer it as one more option of its case; with `repair` the solver plans the rest around it. */
  async offer(repair: boolean): Promise<Schemas['PlanView']> {
    const asked = api.POST('/api/v1/cases/{case_id}/plans', {
      params: { path: { case_id: this.caseId } },
      body: { operations: [...this.operations], repair },
    });
    return bodyOf(asked);
  }

  #set(operations: readonly Operation[]): void {
    this.operations = operations;
    this.canUndo = this.#past.length > 0;
    this.canRedo = this.#future.length > 0;
    const kept: Kept = { caseId: this.caseId, operations: [...operations] };
    if (operations.length > 0) sessionStorage.setItem(KEPT, JSON.stringify(kept));
    else sessionStorage.removeItem(KEPT);
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (this.operations.length === 0) this.judged.clear();
    else this.#timer = setTimeout(() => void this.judged.load(), CHECK_AFTER_MS);
  }

  async #ask(): Promise<Judged> {
    const asked = api.POST('/api/v1/commands/{type}', {
      params: { path: { type: 'simulate_recovery' } },
      body: { operations: this.operations },
    });
    return (await bodyOf(asked)) as Judged;
  }
}

export const draft = new Draft();
