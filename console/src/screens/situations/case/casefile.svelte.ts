/** One case as the server has it: its findings, steps and options, read again when something has happened to it. */
import { api, bodyOf, type Schemas } from '../../../api/client';
import { Reading } from '../../../app/reading.svelte';
import { route } from '../../../app/route.svelte';
import { onMessage } from '../../../live/feed.svelte';
import { live } from '../../../live/live.svelte';
import type { Plan } from '../plan/operations';
import { atMostEvery, comingOptions, stagesOf, toReload, type Step } from './stages';

const LOADS_APART_MS = 500;
const POLL_MS = 2_000;
/** The stream tells what happens; this only makes good what it may have lost. */
const POLL_WHILE_LIVE_MS = 15_000;

export class CaseFile {
  readonly view: Reading<Schemas['CaseView']>;
  readonly plans: Reading<Schemas['PlanList']>;
  steps = $state.raw<readonly Step[]>([]);
  /** Who has it and until when its best option lasts; undefined when that is not known. */
  situation = $state.raw<Schemas['Situation']>();
  /** Wall time of the newest step, ms, for the seconds that run on. */
  heardAt = $state(0);
  #polledAt = 0;
  #catching = false;

  constructor(readonly caseId: string) {
    const path = { case_id: caseId };
    this.view = new Reading(() => bodyOf(api.GET('/api/v1/cases/{case_id}', { params: { path } })));
    this.plans = new Reading(
      () => bodyOf(api.GET('/api/v1/cases/{case_id}/plans', { params: { path } })),
      (value) => value.items.length === 0 && !(this.working && this.coming.length > 0),
    );
  }

  /** Read it, and keep it as it is on the server; the answer stops that. */
  start(): () => void {
    void this.reload();
    const gently = atMostEvery(LOADS_APART_MS, () => void this.#catchUp());
    const silence = onMessage(['case.progress', 'attention'], (message) => {
      if (message.subject === this.caseId) gently.call();
    });
    const poll = setInterval(() => {
      const pause = live.state === 'live' ? POLL_WHILE_LIVE_MS : POLL_MS;
      if (Date.now() - this.#polledAt >= pause) gently.call();
    }, POLL_MS);
    return () => {
      silence();
      gently.stop();
      clearInterval(poll);
    };
  }

  /** Everything again. */
  async reload(): Promise<void> {
    await Promise.all([this.view.load(), this.plans.load(), this.#readClock(), this.#readSteps()]);
  }

  async #catchUp(): Promise<void> {
    if (this.#catching) return;
    this.#catching = true;
    try {
      const wanted = toReload(await this.#readSteps());
      if (wanted.plans || this.plans.problem) await Promise.all([this.plans.load(), this.#readClock()]);
      if (wanted.view && !wanted.plans) await this.#readClock();
      if (wanted.view || this.view.problem) await this.view.load();
    } finally {
      this.#catching = false;
    }
  }

  async #readSteps(): Promise<readonly Step[]> {
    this.#polledAt = Date.now();
    try {
      const after = this.steps.at(-1)?.seq ?? 0;
      const asked = api.GET('/api/v1/cases/{case_id}/events', { params: { path: { case_id: this.caseId }, query: { after } } });
      const fresh = (await bodyOf(asked)).items.filter((one) => one.seq > (this.steps.at(-1)?.seq ?? 0));
      if (fresh.length > 0) {
        this.steps = [...this.steps, ...fresh];
        this.heardAt = Date.now();
      }
      return fresh;
    } catch {
      return []; // the case itself says when the server does not answer
    }
  }

  async #readClock(): Promise<void> {
    try {
      this.situation = await bodyOf(api.GET('/api/v1/situations/{situation_id}', { params: { path: { situation_id: this.caseId } } }));
    } catch {
      this.situation = undefined; // its clock is then unknown, and shown so
    }
  }

  /** Options best first; doing nothing is always among them, also when somebody has edited it since. */
  readonly options = $derived.by<readonly Plan[]>(() => {
    const { items = [], nothing } = this.plans.value ?? {};
    return !nothing || items.some((one) => one.kind === 'do_nothing') ? items : [...items, nothing];
  });

  get nothing(): Plan | undefined {
    return this.plans.value?.nothing ?? undefined;
  }

  /** The option in the address; none until somebody chooses. */
  get chosen(): Plan | undefined {
    return this.#named('plan');
  }

  /** The option that the chosen one is compared with. */
  get comparedWith(): Plan | undefined {
    const found = this.#named('with');
    return found && found !== this.chosen ? found : undefined;
  }

  #named(place: 'plan' | 'with'): Plan | undefined {
    const [planId, revision] = (route.query.get(place) ?? '').split('@');
    return this.options.find((one) => one.plan_id === planId && (revision === undefined || String(one.revision) === revision));
  }

  get working(): boolean {
    return this.view.value?.status === 'working' || (this.view.value?.status === 'open' && this.view.value.run === 0);
  }

  readonly stages = $derived(stagesOf(this.steps));
  readonly coming = $derived(comingOptions(this.steps));
}

/** How an option is named in the address: a revision only where two of one plan are shown. */
export function nameOf(plan: Plan, options: readonly Plan[]): string {
  return options.some((one) => one.plan_id === plan.plan_id && one !== plan) ? `${plan.plan_id}@${plan.revision}` : plan.plan_id;
}
