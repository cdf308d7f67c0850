/** Who may decide about an option and what has moved under it, read again when it may have changed. */
import { api, bodyOf, type Schemas } from '../../../api/client';
import type { Plan } from '../plan/operations';

export type Review = Schemas['PlanReview'];

/** A clock that runs moves the network every moment; what moved under a plan is not asked oftener. */
const ASKED_APART_MS = 10_000;

export const readReview = (planId: string): Promise<Review> => bodyOf(api.GET('/api/v1/plans/{plan_id}/review', { params: { path: { plan_id: planId } } }));

export class ReviewDesk {
  #found = $state.raw<Review>();
  #asked = '';
  #askedAt = 0;

  /** The review of this very revision and state, when it is there. */
  of(plan: Plan | undefined): Review | undefined {
    return plan && this.#found?.plan_id === plan.plan_id && this.#found.revision === plan.revision ? this.#found : undefined;
  }

  ask(plan: Plan): void {
    const key = `${plan.plan_id}@${plan.revision} ${plan.status}`;
    if (key === this.#asked && Date.now() - this.#askedAt < ASKED_APART_MS) return;
    this.#asked = key;
    this.#askedAt = Date.now();
    readReview(plan.plan_id).then(
      (review) => (this.#found = review),
      () => (this.#asked = ''), // the buttons stay away; the next look asks again
    );
  }
}
