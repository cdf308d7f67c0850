/** Crew members' duties as a timeline: a row a person, under base and role, in the order the server gives. */
import type { Schemas } from '../../api/client';
import type { Band, Bar, Group, Row, TimelineModel, Tone } from '../../timeline/model';
import { counted, duration, flightNumber, hourMinute, plain } from '../../ui/words';
import { leftTone, leftWords, people } from './words';

export type DutyLine = Schemas['DutyLine'];
type DutySpan = Schemas['DutySpan'];
type DutyLeg = Schemas['DutyLeg'];

/** Wide enough to be seen and named where nothing else says that this is the end. */
const LIMIT_MS = 20 * 60_000;
const AIR_MS = 60 * 60_000;
/** An absence can last for weeks; the timeline need not. */
const LONGEST_MS = 3 * 86_400_000;

const at = (moment: string): number => Date.parse(moment);

/** Id of the bar of a leg; `flightOf` reads it back. */
export const barOf = (crew: string, flight: string): string => `${crew}|${flight}`;

/** The flight of a bar, or undefined where it is not a leg. */
export function flightOf(bar: string): string | undefined {
  const part = bar.split('|')[1];
  return part?.includes('/') ? part : undefined;
}

/** The person of a bar or a row. */
export const crewOf = (bar: string): string => bar.split('|')[0] ?? bar;

export interface CrewTimelineOptions {
  now: number;
  zone: string;
  /** A row that stays on top. */
  pinned?: string;
}

export function crewTimeline(lines: readonly DutyLine[], { now, zone, pinned }: CrewTimelineOptions): TimelineModel {
  const groups = new Map<string, { title: string; role: string; rows: Row[]; risks: number }>();
  const bars: Bar[] = [];
  const bands: Band[] = [];
  for (const line of lines) {
    const key = `${line.base} ${line.role}`;
    const group = groups.get(key) ?? { title: line.base, role: line.role, rows: [], risks: 0 };
    groups.set(key, group);
    group.rows.push({ ...rowOf(line), pinned: line.crew_id === pinned });
    if (line.at_risk.length > 0) group.risks += 1;
    for (const duty of line.duties) bars.push(...dutyBars(line, duty, zone));
    bars.push(...reserveBars(line, zone), ...absenceBars(line, now, zone));
    bands.push(...bandsOf(line, zone));
  }
  const starts = [now, ...bars.map((bar) => bar.start)];
  const ends = [now, ...bars.map((bar) => bar.end), ...bands.map((band) => band.end)];
  return {
    groups: [...groups].map(([id, { title, role, rows, risks }]): Group => ({
      id,
      title: `${title} · ${people(rows.length, role)}${risks ? ` · ${risks} at risk` : ''}`,
      rows,
    })),
    bars,
    bands,
    links: [],
    now,
    start: starts.reduce((a, b) => Math.min(a, b)) - AIR_MS,
    end: Math.min(ends.reduce((a, b) => Math.max(a, b)), now + LONGEST_MS) + AIR_MS,
  };
}

/** One badge, or the place beside it would have no room: time over, else flights at risk, else time that runs out. */
function rowOf(line: DutyLine): Row {
  const left = leftWords(line);
  const tone = leftTone(line);
  const risks = line.at_risk.length === 0 ? '' : ` ${counted(line.at_risk.length, 'flight')} would lose this person.`;
  const badge =
    left && line.left_min !== null && line.left_min < 0
      ? { text: left.short, tone, title: left.long + risks }
      : risks
        ? { text: `${line.at_risk.length} at risk`, tone: 'warning' as const, title: risks.trim() }
        : left && tone !== 'muted'
          ? { text: left.short, tone, title: left.long }
          : undefined;
  // Who is on duty or is still to report is seen from the bars.
  const phase = line.phase === 'on_reserve' || line.phase === 'unavailable' ? ` · ${plain(line.phase)}` : '';
  return { id: line.crew_id, title: line.crew_id, detail: line.station + phase, badges: badge ? [badge] : [] };
}

/** One duty without gaps: waiting, legs, waiting; a bar never lies on another of the same duty unless the legs do. */
function dutyBars(line: DutyLine, duty: DutySpan, zone: string): Bar[] {
  const lost = new Map(line.at_risk.map((one) => [one.flight_id, one]));
  const bars: Bar[] = [];
  let until = at(duty.report_at);
  const wait = (to: number, says: string): void => {
    if (to <= until) return;
    bars.push(ground(line, duty, until, to, says));
    until = to;
  };
  for (const [place, leg] of duty.legs.entries()) {
    const start = at(leg.start);
    const report = hourMinute(duty.report_at, zone);
    if (!leg.cancelled) {
      if (place === 0) wait(start, `reports ${report}, ${duration((start - until) / 1000)} before the first leg`);
      else wait(start, `on the ground at ${leg.origin} for ${duration((start - until) / 1000)}`);
      until = Math.max(until, at(leg.end));
    }
    bars.push(legBar(line, leg, lost.get(leg.flight_id), zone));
  }
  const limit = duty.latest_release_at ? at(duty.latest_release_at) : undefined;
  const legal = limit === undefined ? '' : `, legal end ${hourMinute(limit, zone)} (${duty.citation})`;
  wait(at(duty.release_at), `released ${hourMinute(duty.release_at, zone)}${legal}`);
  const last = bars.at(-1);
  // Behind the bar nobody would see that the law ends before it does.
  if (last && limit !== undefined && limit < last.end) {
    const over = duration((last.end - limit) / 1000);
    bars[bars.length - 1] = {
      ...last,
      tone: 'warning',
      marks: { conflict: true },
      spoken: `${last.spoken} That is ${over} too late.`,
    };
  }
  return bars;
}

function ground(line: DutyLine, duty: DutySpan, start: number, end: number, says: string): Bar {
  return {
    id: `${line.crew_id}|${duty.duty_id}@${start}`,
    row: line.crew_id,
    start,
    end,
    label: '',
    tone: 'ground',
    fixed: true,
    spoken: `${line.crew_id} on duty: ${says}.`,
  };
}

function legBar(line: DutyLine, leg: DutyLeg, lost: Schemas['RiskView'] | undefined, zone: string): Bar {
  const number = flightNumber(leg.flight_id);
  const way = `${leg.origin} to ${leg.destination}, ${hourMinute(leg.start, zone)} to ${hourMinute(leg.end, zone)}`;
  const how = leg.cancelled ? (leg.status === 'cancelled' ? 'cancelled' : 'would be cancelled') : plain(leg.status);
  const travels = leg.deadhead ? ' Travels as a passenger.' : '';
  const risk = lost ? ` At risk: ${lost.reason} (${lost.citation}).` : '';
  return {
    id: barOf(line.crew_id, leg.flight_id),
    row: line.crew_id,
    start: at(leg.start),
    end: at(leg.end),
    label: leg.deadhead ? `DH ${number}` : number,
    left: leg.origin,
    right: leg.destination,
    tone: lost ? 'warning' : toneOf(leg),
    hollow: leg.cancelled,
    fixed: true,
    ...(lost ? { marks: { conflict: true } } : {}),
    spoken: `${line.crew_id}, ${number} ${way}, ${how}.${travels}${risk}`,
  };
}

function toneOf(leg: DutyLeg): Tone {
  if (leg.cancelled) return 'cancelled';
  if (leg.status === 'departed') return 'airborne';
  if (leg.status === 'arrived' || leg.status === 'diverted') return 'arrived';
  return 'scheduled';
}

function reserveBars(line: DutyLine, zone: string): Bar[] {
  return line.reserves.map((one) => ({
    id: `${line.crew_id}|reserve@${one.start}`,
    row: line.crew_id,
    start: at(one.start),
    end: at(one.end),
    label: `${plain(one.kind)}, ${one.notice_min} min notice`,
    tone: 'standby',
    fixed: true,
    spoken: `${line.crew_id} on reserve, ${plain(one.kind)}, ${hourMinute(one.start, zone)} to ${hourMinute(one.end, zone)}, reports ${one.notice_min} min after the call.`,
  }));
}

function absenceBars(line: DutyLine, now: number, zone: string): Bar[] {
  return line.unavailable.map((one) => ({
    id: `${line.crew_id}|absence@${one.start}`,
    row: line.crew_id,
    start: Math.max(at(one.start), now - LONGEST_MS),
    end: Math.min(at(one.end), now + LONGEST_MS),
    label: 'unavailable',
    tone: 'absence',
    fixed: true,
    spoken: `${line.crew_id} unavailable ${hourMinute(one.start, zone)} to ${hourMinute(one.end, zone)}.`,
  }));
}

function bandsOf(line: DutyLine, zone: string): Band[] {
  const rests = line.rests.map((one): Band => ({
    id: `${line.crew_id}|rest@${one.start}`,
    row: line.crew_id,
    start: at(one.start),
    end: at(one.end),
    kind: 'rest',
    label: `rest until ${hourMinute(one.end, zone)}`,
  }));
  const limits = line.duties.flatMap((duty): Band[] => {
    if (!duty.latest_release_at) return [];
    const start = at(duty.latest_release_at);
    return [{ id: `${line.crew_id}|limit@${duty.duty_id}`, row: line.crew_id, start, end: start + LIMIT_MS, kind: 'limit', label: `legal end ${hourMinute(start, zone)}` }];
  });
  return [...rests, ...limits];
}
