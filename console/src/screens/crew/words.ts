/** What is said of people and their time left; the same in the rows, the lists and the detail. */
import { count, counted, duration, plain } from '../../ui/words';

/** Below this many minutes somebody should look. */
export const SOON_MIN = 60;

interface Left {
  left_min: number | null;
  verdict: string;
}

/** Minutes left as words, or undefined where no limit is running. */
export function leftWords({ left_min }: Pick<Left, 'left_min'>): { short: string; long: string } | undefined {
  if (left_min === null) return undefined;
  if (left_min < 0) {
    const over = duration(-left_min * 60);
    return { short: `${over} over`, long: `As flights go now, the last leg ends ${over} after the law allows.` };
  }
  const left = left_min === 0 ? '0 min' : duration(left_min * 60);
  return { short: `${left} left`, long: `The last leg may slip ${left} before the law ends the duty.` };
}

/** How much it matters: red only where the law is or will be broken, amber below an hour. */
export function leftTone({ left_min, verdict }: Pick<Left, 'left_min' | 'verdict'>): 'warning' | 'caution' | 'muted' {
  if (verdict === 'fail' || (left_min !== null && left_min < 0)) return 'warning';
  return left_min !== null && left_min < SOON_MIN ? 'caution' : 'muted';
}

const ROLES: Record<string, [string, string]> = {
  captain: ['captain', 'captains'],
  first_officer: ['first officer', 'first officers'],
  cabin: ['cabin crew member', 'cabin crew'],
};

/** `12 captains`. */
export function people(number: number, role: string): string {
  const [one, several] = ROLES[role] ?? [plain(role), `${plain(role)}s`];
  return counted(number, one, several);
}

/** `first officer`. */
export function roleWords(role: string): string {
  return ROLES[role]?.[0] ?? plain(role);
}

/** A limit's figure with its unit: `10 h 16 min`, `3 nights`, `5`; in hours however many, as the law writes it. */
export function figure(amount: number | null, unit: string): string | undefined {
  if (amount === null) return undefined;
  if (unit === 'min') return hours(amount);
  if (unit === 'nights') return counted(amount, 'night');
  return String(amount);
}

function hours(minutes: number): string {
  const size = Math.abs(minutes);
  if (size < 60) return `${minutes} min`;
  return `${minutes < 0 ? '-' : ''}${count(Math.floor(size / 60))} h ${String(size % 60).padStart(2, '0')} min`;
}

const RULES: Record<string, string> = { fdp: 'flight duty period', fdp_unaugmented: 'flight duty period', fdp_cumulative: 'flight duty, summed', flight_time_cumulative: 'flight time, summed' };

/** A rule's name as people say it. */
export function ruleWords(rule: string): string {
  return RULES[rule] ?? plain(rule);
}

/** Flight-time limits in the order they matter: broken, not checked, then by what is left. */
export function byUrgency<T extends { verdict: string; margin: number | null; unit: string }>(limits: readonly T[]): T[] {
  const rank = (one: T): number => (one.verdict === 'fail' ? 0 : one.verdict === 'not_checked' ? 1 : 2);
  const margin = (one: T): number => (one.unit === 'min' && one.margin !== null ? one.margin : Infinity);
  return [...limits].sort((one, other) => rank(one) - rank(other) || margin(one) - margin(other) || 0);
}

interface Line {
  crew_id: string;
  left_min: number | null;
  at_risk: readonly { flight_id: string; leaves: string; reason: string; citation: string; latest: string | null }[];
}

/** People whom a limit runs against, the least time left first. */
export function byTimeLeft<T extends Pick<Line, 'crew_id' | 'left_min'>>(lines: readonly T[]): T[] {
  return lines
    .filter((one) => one.left_min !== null)
    .sort((one, other) => (one.left_min ?? 0) - (other.left_min ?? 0) || one.crew_id.localeCompare(other.crew_id));
}

export interface LostFlight {
  flight_id: string;
  leaves: string;
  reason: string;
  citation: string;
  latest: string | null;
  people: string[];
}

/** Flights that lose somebody, the next to leave first; the reason is that of whoever must go first. */
export function lostFlights(lines: readonly Line[]): LostFlight[] {
  const found = new Map<string, LostFlight>();
  for (const line of lines) {
    for (const risk of line.at_risk) {
      const known = found.get(risk.flight_id);
      if (!known) found.set(risk.flight_id, { ...risk, people: [line.crew_id] });
      else {
        known.people.push(line.crew_id);
        if (risk.latest !== null && (known.latest === null || risk.latest < known.latest)) Object.assign(known, { latest: risk.latest, reason: risk.reason, citation: risk.citation });
      }
    }
  }
  return [...found.values()].sort((one, other) => Date.parse(one.leaves) - Date.parse(other.leaves) || one.flight_id.localeCompare(other.flight_id));
}
