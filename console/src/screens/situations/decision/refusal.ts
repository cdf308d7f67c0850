/** A refused decision in words, with the next step. */
import type { ProblemError } from '../../../api/client';

export interface Refusal {
  says: string;
  more: readonly string[];
  /** What to do: read the plan again and check, or nothing but close. */
  next: 'recheck' | 'close' | 'again';
  step: string;
}

/** What a 403, 409, 412 or anything else means for whoever decides. */
export function refusalOf(problem: ProblemError): Refusal {
  const { status, document, message } = problem;
  const more = problem.faults.map((one) => one.message).filter((one) => one !== '' && !message.includes(one));
  if (status === 409) {
    const winner = typeof document.winner === 'string' && document.winner ? document.winner : 'Somebody';
    const decision = typeof document.decision === 'string' ? document.decision.replaceAll('_', ' ') : 'decided';
    return { says: `${winner} was first: ${decision}.`, more: [message, ...more], next: 'close', step: 'Nothing was decided by you. Close this and read what was decided.' };
  }
  if (status === 412) {
    const next = document.next_revision ?? document.current_revision;
    const stale = document.type === 'urn:downline:problem:plan-stale';
    return {
      says: stale ? 'It is stale: the network has moved under it.' : message,
      more: stale ? problem.faults.map((one) => one.message) : more,
      next: 'recheck',
      step: typeof next === 'number' ? `Revision ${next} is the plan as it is now. Re-check it, then decide.` : 'The network has moved on. Re-check, or search again.',
    };
  }
  if (status === 403) return { says: message, more, next: 'close', step: 'Ask somebody whom the policy names, or choose another option. Nothing was decided.' };
  if (status === 0) return { says: message, more, next: 'again', step: 'Your reason is kept. Try again: the same decision is never taken twice.' };
  return { says: message, more, next: 'again', step: 'Nothing was decided. Mend it and try again.' };
}
