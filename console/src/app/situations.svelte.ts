/** The situations of the network, kept up with what happens, and what this person does about them. */
import { untrack } from 'svelte';
import { api, bodyOf, type Schemas } from '../api/client';
import { board } from '../live/board.svelte';
import { onMessage } from '../live/feed.svelte';
import { live } from '../live/live.svelte';
import { chime } from './chime';
import { inbox } from './inbox.svelte';
import { notices } from './notices.svelte';
import { preferences } from './preferences.svelte';
import { Reading } from './reading.svelte';
import { session } from './session.svelte';
import { newsOf, queueOf, spoken, type News, type Situation } from './situations';

/** Working them out anew takes the server up to seconds on a busy day; nothing changed costs it nothing. */
const APART_MS = 10_000;
const SOON_MS = 300;
const SPEAK_APART_MS = 10_000;
const SHOWN_MS = 6_000;

class Situations {
  reading = new Reading(() => bodyOf(api.GET('/api/v1/situations')));
  /** With those that are decided and closed; read when somebody looks. */
  past = new Reading(() => bodyOf(api.GET('/api/v1/situations', { params: { query: { include_closed: true } } })));
  /** Ids that just began to call, for a sign on their card. */
  fresh = $state.raw<ReadonlySet<string>>(new Set());
  /** Interrupts a screen reader: only for a warning of this person's own. */
  urgent = $state('');
  /** A situation that something is being done about. */
  busy = $state<string>();
  #known: ReadonlyMap<string, Situation> | undefined;
  #network = '';
  #toSay: News[] = [];
  #saidAt = 0;
  #saying: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;
  #readAt = 0;

  get items(): readonly Situation[] {
    return this.reading.value?.items ?? [];
  }

  /** Scenario time in whole minutes, ms: what countdowns count from. */
  now = $derived(Math.floor((live.now ?? Date.parse(this.reading.value?.as_of ?? '')) / 60_000) * 60_000);

  /** Keep up until the answer is called. */
  start(): () => void {
    const leave = onMessage('case.progress', () => this.#soon(SOON_MS));
    const stop = $effect.root(() => {
      $effect(() => {
        if (board.networkId && board.version !== undefined && this.now) untrack(() => this.#soon(Math.max(SOON_MS, this.#readAt + APART_MS - Date.now())));
      });
    });
    void this.load();
    return () => {
      leave();
      stop();
      clearTimeout(this.#timer);
      clearTimeout(this.#saying);
      this.#dueAt = Infinity;
      this.#known = undefined;
      this.reading.clear();
      this.past.clear();
    };
  }

  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.#dueAt = Infinity;
    this.#readAt = Date.now();
    await this.reading.load();
    if (this.reading.value && !this.reading.problem) this.#take(this.reading.value);
    else this.#soon(APART_MS);
  }

  /** Earlier wins: what a person did is not to wait behind what the network does. */
  #soon(afterMs: number): void {
    const due = Date.now() + afterMs;
    if (due >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = due;
    this.#timer = setTimeout(() => void this.load(), afterMs);
  }

  #take(found: Schemas['SituationList']): void {
    inbox.waiting = queueOf(found.items, session.role).own.length;
    const news = this.#known && this.#network === found.network_id ? newsOf(this.#known, found.items) : [];
    this.#known = new Map(found.items.map((one) => [one.situation_id, one]));
    this.#network = found.network_id;
    if (this.past.value) void this.past.load();
    if (news.length > 0) this.#announce(news);
  }

  #announce(news: readonly News[]): void {
    const own = news.filter(({ situation }) => situation.owner === session.who?.name && situation.level === 'warning');
    if (own.length > 0) this.urgent = spoken(own);
    this.fresh = new Set(news.map(({ situation }) => situation.situation_id));
    setTimeout(() => (this.fresh = new Set()), SHOWN_MS);
    if (preferences.sound) chime(news.some(({ situation }) => situation.level === 'warning'));
    this.#toSay.push(...news.filter((one) => !own.includes(one)));
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => this.#say(), Math.max(0, this.#saidAt + SPEAK_APART_MS - Date.now()));
  }

  #say(): void {
    if (this.#toSay.length > 0) notices.speak(spoken(this.#toSay));
    this.#toSay = [];
    this.#saidAt = Date.now();
  }

  // What this person does. Each answers whether it was done; what was refused is shown.

  take = (one: Situation, note = ''): Promise<boolean> =>
    this.#act(one, 'Not taken', (params) => api.POST('/api/v1/situations/{situation_id}/take', { params, body: { note } }));

  release = (one: Situation, note = ''): Promise<boolean> =>
    this.#act(one, 'Not released', (params) => api.POST('/api/v1/situations/{situation_id}/release', { params, body: { note } }));

  handOver = (one: Situation, to: string, note: string): Promise<boolean> =>
    this.#act(one, 'Not handed over', (params) => api.POST('/api/v1/situations/{situation_id}/hand-over', { params, body: { to, note } }));

  acknowledge = (one: Situation): Promise<boolean> =>
    this.#act(one, 'Not acknowledged', (params) => api.POST('/api/v1/situations/{situation_id}/acknowledge', { params }));

  snooze = (one: Situation, minutes: number, reason: string): Promise<boolean> =>
    this.#act(one, 'Not snoozed', (params) => api.POST('/api/v1/situations/{situation_id}/snooze', { params, body: { minutes, reason } }));

  wake = (one: Situation): Promise<boolean> =>
    this.#act(one, 'Not woken', (params) => api.POST('/api/v1/situations/{situation_id}/wake', { params }));

  async #act(
    one: Situation,
    failed: string,
    ask: (params: { path: { situation_id: string } }) => Promise<{ data?: Situation }>,
  ): Promise<boolean> {
    this.busy = one.situation_id;
    try {
      const changed = await bodyOf(ask({ path: { situation_id: one.situation_id } }));
      const now = this.reading.value;
      if (now) {
        const items = now.items.map((other) => (other.situation_id === changed.situation_id ? changed : other));
        this.reading.value = { ...now, items };
        this.#known = new Map(items.map((other) => [other.situation_id, other]));
      }
      void this.load();
      return true;
    } catch (error) {
      notices.refuse(failed, error);
      void this.load();
      return false;
    } finally {
      this.busy = undefined;
    }
  }
}

export const situations = new Situations();
