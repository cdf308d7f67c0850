/** A case's progress as stages, and what the search has found before its options are there. */
import type { Schemas } from '../../../api/client';

export type Step = Schemas['EventView'];

const LABELS: Record<string, string> = {
  open: 'Opened',
  triage: 'Choose specialists',
  consult: 'Ask specialists',
  join: 'Join constraints',
  solve: 'Search',
  review: 'Review',
  repair: 'Repair',
  present: 'Present',
  word: 'Explain',
  revise: 'Revise',
  decide: 'Decide',
  execute: 'Carry out',
  attention: 'Attention',
  failed: 'Failed',
  resume: 'End the run',
};
/** Stages of people, after the search; they have no place in its time. */
const AFTER = new Set(['revise', 'decide', 'execute', 'attention', 'resume']);

export interface Stage {
  stage: string;
  label: string;
  /** Seconds since the run began; undefined for what people did. */
  from?: number;
  to?: number;
  steps: readonly Step[];
  /** Something in it did not work, and the case went on. */
  trouble: boolean;
}

/** Steps of the latest run in stages, in order; a stage that comes again is another. */
export function stagesOf(steps: readonly Step[]): readonly Stage[] {
  const run = steps.reduce((most, one) => Math.max(most, one.run), 0);
  const found: { stage: string; steps: Step[] }[] = [];
  for (const step of steps) {
    if (step.run !== run) continue;
    const last = found.at(-1);
    if (last?.stage === step.stage) last.steps.push(step);
    else found.push({ stage: step.stage, steps: [step] });
  }
  return found.map((one, place) => {
    const human = AFTER.has(one.stage);
    const before = found[place - 1];
    return {
      stage: one.stage,
      label: LABELS[one.stage] ?? one.stage,
      from: human ? undefined : (before?.steps.at(-1)?.elapsed_s ?? 0),
      to: human ? undefined : one.steps.at(-1)!.elapsed_s,
      steps: one.steps,
      trouble: one.steps.some((step) => step.status === 'degraded'),
    };
  });
}

/** Stages by name with their whole time, in the order in which each came first: rounds of search and review as one. */
export function timeByStage(stages: readonly Stage[]): readonly { label: string; rounds: number; seconds: number; trouble: boolean }[] {
  const found = new Map<string, { label: string; rounds: number; seconds: number; trouble: boolean }>();
  for (const { label, from, to, trouble } of stages) {
    if (from === undefined || to === undefined) continue;
    const known = found.get(label) ?? { label, rounds: 0, seconds: 0, trouble: false };
    found.set(label, { label, rounds: known.rounds + 1, seconds: known.seconds + to - from, trouble: known.trouble || trouble });
  }
  return [...found.values()];
}

export interface Coming {
  option: string;
  costCents: number;
}

/** Options that the running search has found so far, with their newest price; not checked yet. */
export function comingOptions(steps: readonly Step[]): readonly Coming[] {
  const run = steps.reduce((most, one) => Math.max(most, one.run), 0);
  const found = new Map<string, number>();
  for (const { run: of, stage, detail } of steps) {
    if (of === run && stage === 'solve' && typeof detail.option === 'string' && typeof detail.cost_cents === 'number') found.set(detail.option, detail.cost_cents);
  }
  return [...found].map(([option, costCents]) => ({ option, costCents }));
}

const RELOADS_CASE = new Set(['open', 'triage', 'consult', 'present', 'word', 'revise', 'decide', 'execute', 'failed', 'resume', 'attention']);
const RELOADS_PLANS = new Set(['open', 'present', 'word', 'revise', 'decide', 'execute', 'failed']);

/** What new steps make worth reading again: the case is large, the options larger. */
export function toReload(steps: readonly Step[]): { view: boolean; plans: boolean } {
  return { view: steps.some((one) => RELOADS_CASE.has(one.stage)), plans: steps.some((one) => RELOADS_PLANS.has(one.stage)) };
}

/** Calls `work` at most once in `ms`, at once when it has rested, and once more for calls in between. */
export function atMostEvery(ms: number, work: () => void, clock: () => number = Date.now): { call: () => void; stop: () => void } {
  let last = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  function run(): void {
    waiting = undefined;
    last = clock();
    work();
  }
  return {
    call() {
      if (waiting !== undefined) return;
      const left = last + ms - clock();
      if (left <= 0) run();
      else waiting = setTimeout(run, left);
    },
    stop() {
      clearTimeout(waiting);
      waiting = undefined;
    },
  };
}
