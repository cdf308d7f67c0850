/** The conversation of this tab. It goes on while another tab of the dock is shown; the server keeps its turns. */
import { api, bodyOf, ProblemError } from '../../api/client';
import { keep, NOTHING, recall, withEarlier, type Kept } from './kept';
import { ask } from './stream';
import { heard, kept as keptTurn, said, type Focus, type Turn } from './turn';

/** Waits between looks for a turn whose stream broke, ms; the server may be finishing it, or be out of reach. */
const LOOKS_MS = [400, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 30_000, 30_000];

class Conversation {
  turns = $state.raw<readonly Turn[]>([]);
  /** Being read from the server. */
  reading = $state(false);
  /** Why earlier turns could not be read. */
  unread = $state('');
  stopping = $state(false);
  #kept = $state.raw<Kept>(NOTHING);
  #begun = 0;
  #stream: AbortController | undefined;

  get id(): string {
    return this.#kept.conversationId;
  }

  get draft(): string {
    return this.#kept.draft;
  }

  set draft(draft: string) {
    this.#keep({ draft });
  }

  get earlier(): Kept['earlier'] {
    return this.#kept.earlier;
  }

  get running(): Turn | undefined {
    return this.turns.find((one) => one.end === undefined);
  }

  /** What came of a card, by turn and place. */
  outcomeOf(card: string): string | undefined {
    return this.#kept.done[card];
  }

  remember(card: string, outcome: string): void {
    this.#keep({ done: { ...this.#kept.done, [card]: outcome } });
  }

  /** Take up what this person was talking about before the reload. */
  async takeUp(actor: string): Promise<void> {
    if (this.#kept.actor === actor) return;
    this.#leave();
    this.#kept = recall(actor);
    await this.#read();
  }

  /** Begin another conversation; the one before stays in the list of earlier ones. */
  begin(): void {
    this.#leave();
    this.#keep({ conversationId: '', pending: undefined });
  }

  async open(id: string): Promise<void> {
    this.begin();
    this.#keep({ conversationId: id });
    await this.#read();
  }

  /** Read the conversation's turns again. */
  async readAgain(): Promise<void> {
    await this.#read();
  }

  async say(words: string, focus: Focus | undefined): Promise<void> {
    if (this.running || words.trim() === '') return;
    const key = crypto.randomUUID();
    const begun = this.#begun;
    let turn = said(key, words, focus, this.id);
    this.turns = [...this.turns, turn];
    const stream = new AbortController();
    this.#stream = stream;
    const hear = (changed: Turn): void => {
      turn = changed;
      if (begun === this.#begun) this.#replace(turn);
    };
    try {
      for await (const event of ask({ message: words, conversation_id: this.id, focus: focus ?? null }, stream.signal)) {
        hear(heard(turn, event));
        if (event.event === 'started' && begun === this.#begun) this.#began(turn);
        if (turn.end !== undefined) break;
      }
      if (turn.end === undefined) throw new Error('The stream ended before the answer did.');
    } catch (error) {
      if (begun !== this.#begun) return;
      if (turn.number > 0) hear({ ...turn, end: 'lost', interrupted: true });
      else if (stream.signal.aborted) hear({ ...turn, end: 'stopped', trouble: ['Stopped before the server had taken it.'] });
      else hear({ ...turn, end: 'unsent', trouble: this.#refusal(error) });
    } finally {
      if (begun === this.#begun) {
        this.stopping = false;
        if (turn.end !== 'lost') this.#keep({ pending: undefined });
      }
    }
    if (turn.end === 'lost') await this.#recover(turn);
  }

  /** Stop the running turn and the solvers at work for it; what it has found by then is still said. */
  async stop(): Promise<void> {
    const turn = this.running;
    if (!turn || this.stopping) return;
    this.stopping = true;
    if (turn.number === 0) {
      this.#stream?.abort();
      return;
    }
    try {
      await api.POST('/api/v1/chat/{conversation_id}/stop', { params: { path: { conversation_id: turn.conversationId } } });
    } catch {
      this.#stream?.abort(); // closing the stream stops the turn as well
    }
  }

  /** Whatever is still under way belongs to nobody any more. */
  #leave(): void {
    this.#stream?.abort();
    this.#begun++;
    this.turns = [];
    this.stopping = false;
    this.reading = false;
    this.unread = '';
  }

  #began(turn: Turn): void {
    this.#keep({
      conversationId: turn.conversationId,
      pending: { number: turn.number, words: turn.words, sent: turn.sent },
      earlier: withEarlier(this.#kept.earlier, { id: turn.conversationId, words: this.turns[0]?.words ?? turn.words }),
    });
  }

  async #read(): Promise<void> {
    const { conversationId, pending } = this.#kept;
    if (!conversationId) return;
    const begun = ++this.#begun;
    this.reading = true;
    this.unread = '';
    try {
      const read = await bodyOf(api.GET('/api/v1/chat/{conversation_id}', { params: { path: { conversation_id: conversationId } } }));
      if (begun !== this.#begun) return;
      this.turns = read.items.map((view) => keptTurn(view, { interrupted: view.turn === pending?.number }));
    } catch (error) {
      if (begun !== this.#begun) return;
      const gone = error instanceof ProblemError && error.status === 404;
      if (gone && !pending) this.#keep({ conversationId: '' });
      else if (!gone) this.unread = error instanceof Error ? error.message : String(error);
    } finally {
      this.reading = false;
    }
    if (!pending || this.unread) return;
    if (this.turns.some((one) => one.number === pending.number)) {
      this.#keep({ pending: undefined });
      return;
    }
    const lost: Turn = {
      ...said(crypto.randomUUID(), pending.words, pending.sent, conversationId),
      number: pending.number,
      end: 'lost',
      interrupted: true,
    };
    this.turns = [...this.turns, lost];
    await this.#recover(lost);
  }

  /** Read a turn whose stream broke, as soon as the server has kept it. */
  async #recover(turn: Turn): Promise<void> {
    const begun = this.#begun;
    const path = { conversation_id: turn.conversationId, turn: turn.number };
    for (const wait of LOOKS_MS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (begun !== this.#begun) return;
      try {
        const view = await bodyOf(api.GET('/api/v1/chat/{conversation_id}/{turn}', { params: { path } }));
        if (begun !== this.#begun) return;
        this.#replace({ ...keptTurn(view, { key: turn.key, interrupted: true }), sent: turn.sent });
        this.#keep({ pending: undefined });
        return;
      } catch (error) {
        const mayCome = error instanceof ProblemError && (error.status === 404 || error.status === 0 || error.status >= 500);
        if (!mayCome) break;
      }
    }
    if (begun !== this.#begun) return;
    this.#replace({ ...turn, end: 'failed', trouble: ['The server has not kept an answer. Ask again.'] });
    this.#keep({ pending: undefined });
  }

  #refusal(error: unknown): string[] {
    if (!(error instanceof ProblemError)) return [String(error)];
    if (error.status === 404 && this.id) {
      this.#keep({ conversationId: '' });
      return ['The server no longer has this conversation. Ask again: that begins a new one.'];
    }
    return [error.message, ...error.faults.map((fault) => fault.message).filter((one) => !error.message.includes(one))];
  }

  #replace(turn: Turn): void {
    this.turns = this.turns.map((one) => (one.key === turn.key ? turn : one));
  }

  #keep(changed: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...changed };
    keep(this.#kept);
  }
}

export const conversation = new Conversation();
