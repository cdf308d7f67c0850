/** The scenario's clock as this screen works it. */
import { api, bodyOf, type Schemas } from '../../api/client';
import { notices } from '../../app/notices.svelte';
import { Reading } from '../../app/reading.svelte';
import { selection } from '../../app/selection.svelte';
import { live } from '../../live/live.svelte';
import { suggestions } from '../../ui/disruption/suggestions.svelte';

class Simulation {
  view = new Reading(() => bodyOf(api.GET('/api/v1/simulation')));
  scenarios = new Reading(() => bodyOf(api.GET('/api/v1/scenarios')));
  /** What the last step did, and from when. */
  last = $state.raw<Schemas['StepView'] & { from: number }>();
  busy = $state(false);

  /** Scenario time, ms; the stream knows it to the second. */
  get now(): number | undefined {
    const read = this.view.value;
    if (live.now !== undefined) return live.now;
    return read ? Date.parse(read.now) : undefined;
  }

  setSpeed(speed: number): Promise<void> {
    return this.#do('The clock was not changed', async () => {
      this.view.value = await bodyOf(api.POST('/api/v1/simulation/speed', { body: { speed } }));
    });
  }

  step(to: { minutes: number } | { to: string }): Promise<void> {
    return this.#do('The clock was not moved', async () => {
      const from = this.now ?? 0;
      const step = await bodyOf(api.POST('/api/v1/simulation/step', { body: to }));
      this.last = { ...step, from };
      notices.speak(`The clock stands at ${step.now}; ${step.events} events happened.`);
      await this.view.load();
    });
  }

  load(scenario_id: string): Promise<void> {
    return this.#do('The scenario was not loaded', async () => {
      const loaded = await bodyOf(api.POST('/api/v1/scenarios/{scenario_id}/load', { params: { path: { scenario_id } } }));
      this.last = undefined;
      selection.clear();
      suggestions.forget();
      notices.say(`Loaded ${loaded.scenario_id}: ${loaded.own_flights} flights of ours, ${loaded.aircraft} aircraft; the clock is held.`);
      await Promise.all([this.view.load(), this.scenarios.load()]);
    });
  }

  async #do(failed: string, work: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await work();
    } catch (error) {
      notices.refuse(failed, error);
    }
    this.busy = false;
  }
}

export const simulation = new Simulation();
