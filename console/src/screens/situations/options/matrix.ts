/** The options side by side: which figures, in which order, and which option has the least of each. */
import { count, money, plain, type Money } from '../../../ui/words';
import type { Plan } from '../plan/operations';

export type Kpi = keyof Plan['kpis'];

export interface Row {
  id: string;
  label: string;
  /** What it counts, said in full. */
  title?: string;
  value: (plan: Plan) => number | null | undefined;
  say: (value: number, plan: Plan) => string;
  /** Less of it is better; of the rest nothing is marked. */
  less?: boolean;
  indent?: boolean;
}

export interface Section {
  id: string;
  title: string;
  /** Shown without being unfolded. */
  first: boolean;
  rows: readonly Row[];
}

function kpi(name: Kpi, label: string, unit = '', { less = true, indent = false, title = '' } = {}): Row {
  return { id: name, label, title, value: (plan) => plan.kpis[name], say: (value) => `${count(value)}${unit && ` ${unit}`}`, less, indent };
}

/** Hours where minutes would be a long number. */
function minutesOrHours(minutes: number): string {
  return Math.abs(minutes) < 6_000 ? `${count(minutes)} min` : `${count(Math.round(minutes / 60))} h`;
}

function against(name: Kpi, label: string, nothing: Plan | null | undefined): Row {
  return {
    id: `${name}-against`,
    label,
    title: 'Against doing nothing, over all our flights still to go',
    value: (plan) => {
      const [mine, theirs] = [plan.kpis[name], nothing?.kpis[name]];
      if (mine === undefined || theirs === undefined || !comparable(plan, nothing)) return undefined;
      return plan.kind === 'do_nothing' ? null : mine - theirs;
    },
    say: (value) => `${signed(value)} kg`,
    less: true,
  };
}

/** Whether two options were priced on the same version of the network; figures of two versions do not compare. */
export function comparable(one: Plan, other: Plan | null | undefined): boolean {
  return one.base_version === other?.base_version;
}

/** `+1,200`, `-340`, `0`. */
export function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${count(value)}`;
}

/** `-56,311 USD` against doing nothing. */
export function moneyAgainst(amount: Money, nothing: Money): string {
  const gap = amount.cents - nothing.cents;
  return `${gap > 0 ? '+' : ''}${money({ cents: gap, currency: amount.currency })}`;
}

/** Sections of the matrix under the total cost. */
export function sectionsOf(plans: readonly Plan[], nothing: Plan | null | undefined): readonly Section[] {
  return [
    {
      id: 'flights',
      title: 'Flights',
      first: true,
      rows: [
        kpi('cancelled_flights', 'Cancelled'),
        kpi('delayed_flights_15', 'Late 15 min or more'),
        kpi('delay_min_total', 'Arrival delay in all', 'min'),
        kpi('aircraft_swaps', 'Aircraft swaps'),
        kpi('ferry_flights', 'Ferry flights'),
        kpi('tails_out_of_position', 'Tails out of position', '', { title: 'Aircraft that end the horizon elsewhere than planned' }),
      ],
    },
    {
      id: 'passengers',
      title: 'Passengers',
      first: true,
      rows: [
        kpi('disrupted_passengers', 'Disrupted'),
        kpi('misconnected_passengers', 'Misconnected', '', { indent: true, title: 'Of the disrupted: they miss a connection' }),
        kpi('stranded_passengers', 'Stranded'),
        kpi('rebooked_passengers', 'Moved to other flights', '', { less: false }),
        kpi('refunded_passengers', 'Refunded', '', { less: false }),
        { ...kpi('passenger_delay_min_total', 'Passenger delay in all'), say: minutesOrHours },
      ],
    },
    { id: 'crew', title: 'Crew', first: true, rows: [kpi('crew_changes', 'Duties changed')] },
    { id: 'fuel', title: 'Fuel and CO₂', first: false, rows: [against('fuel_kg', 'Fuel against nothing', nothing), against('co2_kg', 'CO₂ against nothing', nothing)] },
    { id: 'costs', title: 'Cost by component', first: false, rows: componentsOf(plans).map(componentRow) },
  ];
}

/** Components of the cost that are not nothing everywhere, in the server's order. */
export function componentsOf(plans: readonly Plan[]): readonly string[] {
  const names = new Set(plans.flatMap((plan) => Object.keys(plan.cost.components)));
  return [...names].filter((name) => plans.some((plan) => plan.cost.components[name]?.cents));
}

function componentRow(name: string): Row {
  return {
    id: `cost-${name}`,
    label: sentence(name),
    value: (plan) => plan.cost.components[name]?.cents ?? null,
    say: (cents, plan) => money({ cents, currency: plan.cost.total.currency }),
    less: true,
  };
}

/** `passenger_delay` as `Passenger delay`. */
export function sentence(name: string): string {
  const words = plain(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Ids of the options with the least of a row. Nothing is marked where all are alike, or where they were not priced on one
 * version of the network; an option that breaks a rule is never best: it cannot be had, and one alone is no comparison.
 */
export function leastOf(row: Row, plans: readonly Plan[]): ReadonlySet<string> {
  if (!row.less || !plans.every((plan) => comparable(plan, plans[0]))) return new Set();
  const known = plans.filter((plan) => plan.legal).map((plan) => ({ id: plan.plan_id, value: row.value(plan) }));
  if (known.length < 2) return new Set();
  const values = known.map((one) => one.value).filter((value): value is number => typeof value === 'number');
  const all = plans.map((plan) => row.value(plan)).filter((value) => typeof value === 'number');
  if (new Set(all).size < 2) return new Set();
  const least = Math.min(...values);
  return new Set(known.filter((one) => one.value === least).map((one) => one.id));
}

/** Rows apart from those that are known to be 0 in every option: these need no line each. */
export function withoutNothing(rows: readonly Row[], plans: readonly Plan[]): { shown: readonly Row[]; nothing: readonly Row[] } {
  const isNothing = (row: Row): boolean => plans.length > 0 && plans.every((plan) => row.value(plan) === 0);
  return { shown: rows.filter((row) => !isNothing(row)), nothing: rows.filter(isNothing) };
}

export type Verdict = 'pass' | 'fail' | 'not_checked';

/** How many checks of a plan came to what. */
export function tally(plan: Plan): Record<Verdict, number> {
  const found = { pass: 0, fail: 0, not_checked: 0 };
  for (const check of plan.checks) found[check.verdict] += 1;
  return found;
}

/** What the solver promises, in words. */
export function boundInWords(plan: Plan): string {
  const { solver } = plan;
  if (solver.status === 'not_run') return 'nothing was searched for';
  if (solver.gap === null || solver.gap === undefined) return 'no bound proven';
  if (solver.gap <= 0.00005) return 'proven the best of its kind';
  return `at most ${(solver.gap * 100).toFixed(solver.gap < 0.1 ? 1 : 0)} % above the best possible`;
}
