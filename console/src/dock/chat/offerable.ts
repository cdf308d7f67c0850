/** Cases that an idea can be offered to, as one more option beside the others. */
import { api, bodyOf } from '../../api/client';

export interface Offerable {
  case_id: string;
  says: string;
}

/** The case of the plan that the idea was made from; without one, every case with options, the newest first. */
export async function offerable(planId: string): Promise<Offerable[]> {
  const cases = await bodyOf(api.GET('/api/v1/cases', { params: { query: { status: 'proposed', limit: 50 } } }));
  const open = cases.items.map(({ case_id, title }) => ({ case_id, says: `${case_id}: ${title}` })).reverse();
  return planId ? open.filter((one) => planId.startsWith(`${one.case_id}-`)) : open;
}
