/** Which two pictures of the day are looked at: live, as planned, as known at a moment, after a plan; by name in the address. */
import { api, bodyOf, type Schemas } from '../../api/client';
import { asPlanned, pictureOf, withFlights, type Picture } from './picture';

/** `live`, `planned`, `at:2013-02-08T10:00:00Z`, or a plan's id. */
export type PictureName = string;

/** The name as people read it. */
export function inWords(name: PictureName, plans: readonly Schemas['PlanView'][]): string {
  if (name === 'live' || name === 'planned') return name;
  if (name.startsWith('at:')) return 'as known then';
  const plan = plans.find((one) => one.plan_id === name);
  return plan ? `${name} ${plan.label}` : name;
}

/** Read a picture that is not live. `start`: when the scenario began. */
export async function readPicture(name: PictureName, start: string): Promise<Picture> {
  if (name === 'planned') {
    const first = await bodyOf(api.GET('/api/v1/board', { params: { query: { at: start } } }));
    return asPlanned(pictureOf('planned', first));
  }
  if (name.startsWith('at:')) {
    const then = await bodyOf(api.GET('/api/v1/board', { params: { query: { at: name.slice(3) } } }));
    return pictureOf(name, then);
  }
  const plan = await bodyOf(api.GET('/api/v1/plans/{plan_id}/board', { params: { path: { plan_id: name } } }));
  const base = await bodyOf(api.GET('/api/v1/board', { params: { query: { version: plan.base_version } } }));
  return withFlights(name, pictureOf(name, base), plan.flights, plan.gone);
}
