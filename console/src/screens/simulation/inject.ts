/** Put a disruption into the network: a case is opened for it. */
import { api, bodyOf, ProblemError } from '../../api/client';
import { notices } from '../../app/notices.svelte';
import { route } from '../../app/route.svelte';
import type { Disruption } from '../../ui/disruption/disruption';

/** The problem when the server refused it, for the caller to show; undefined when the case is open and shown. */
export async function inject(disruption: Disruption): Promise<ProblemError | undefined> {
  try {
    const opened = await bodyOf(api.POST('/api/v1/simulation/inject', { body: disruption }));
    notices.say(`${opened.case_id} is open: ${opened.title}. The specialists are at work.`);
    route.go(`/situations/${opened.case_id}`);
    return undefined;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}
