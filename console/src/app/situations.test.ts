import { describe, expect, it } from 'vitest';
import { bestOption, countdown, newsOf, queueOf, sectionsOf, shortTitle, spoken, step, type Situation } from './situations';

function situation(id: string, more: Partial<Situation> = {}): Situation {
  return {
    situation_id: id, case_id: null, title: `about ${id}`, level: 'caution', status: 'open', case_status: null, owner: null, owned_since: null,
    acknowledged_by: null, acknowledged_at: null, new_alerts: [], snoozed_until: null, snoozed_by: null, snooze_reason: null, repeat_due: false,
    repeats: 0, since: '2013-02-08T09:00:00Z', closed_at: null, decide_by: null, decide_by_because: '', needs_decision_of: null, waiting_plans: 0,
    options: [], flight_ids: [], flight_count: 0, airports: [], tails: [], passengers: null, assumed: false, alerts: [], suggested_disruption: null,
    history: [], ...more,
  };
}

function option(more: Partial<Situation['options'][number]> = {}): Situation['options'][number] {
  return {
    plan_id: 'P', revision: 1, rank: 1, label: 'Wait', kind: 'recommended', status: 'proposed', legal: true, stale: false,
    cost: { cents: 1, currency: 'USD' }, needs_decision_of: 'controller', approvals: 1, ...more,
  };
}

const ids = (list: readonly Situation[]) => list.map((one) => one.situation_id).join(' ');
const known = (...list: Situation[]) => new Map(list.map((one) => [one.situation_id, one]));

describe('the panel keeps apart what asks different things of a person', () => {
  const every = [
    situation('a', { owner: 'ann', status: 'acknowledged' }),
    situation('b', { level: 'warning' }),
    situation('c', { level: 'info' }),
    situation('d', { status: 'snoozed', owner: 'bob' }),
    situation('e', { status: 'decided', level: 'info' }),
  ];

  it('in the order of the server', () => {
    const found = sectionsOf(every, 'all', 'ann');
    expect([ids(found.calling), ids(found.info), ids(found.snoozed), ids(found.decided)]).toEqual(['a b', 'c', 'd', 'e']);
  });

  it('and shows on demand what is mine, or nobody’s', () => {
    expect(ids(sectionsOf(every, 'mine', 'ann').calling)).toBe('a');
    expect(ids(sectionsOf(every, 'unowned', 'ann').calling)).toBe('b');
    expect(ids(sectionsOf(every, 'mine', 'bob').snoozed)).toBe('d');
  });
});

describe('the time to decide by', () => {
  const now = Date.parse('2013-02-08T12:00:00Z');
  it('is a caution below 30 min, a warning below 15, and passed', () => {
    const at = (minute: string) => countdown(`2013-02-08T${minute}:00Z`, now);
    expect(at('12:30')).toEqual({ tone: 'muted', text: 'in 30 min' });
    expect(at('12:29')).toEqual({ tone: 'caution', text: 'in 29 min' });
    expect(at('12:15').tone).toBe('caution');
    expect(at('12:14')).toEqual({ tone: 'warning', text: 'in 14 min' });
    expect(countdown('2013-02-08T12:00:30Z', now).text).toBe('in less than 1 min');
    expect(at('12:00')).toEqual({ tone: 'warning', text: 'passed just now' });
    expect(at('10:50').text).toBe('passed 1 h 10 min ago');
    expect(at('17:05')).toEqual({ tone: 'muted', text: 'in 5 h 05 min' });
  });
});

describe('what is announced', () => {
  it('is what calls now and did not before', () => {
    const before = known(situation('a'), situation('b'), situation('c', { repeats: 1, level: 'warning' }), situation('d', { status: 'snoozed' }), situation('e'));
    const after = [
      situation('a', { level: 'warning' }),
      situation('b', { new_alerts: ['x', 'y'] }),
      situation('c', { repeats: 2, level: 'warning' }),
      situation('d'),
      situation('e'),
      situation('f'),
    ];
    expect(newsOf(before, after).map((one) => one.text)).toEqual([
      'Warning, graver: about a',
      'Caution, 2 new alerts: about b',
      'Warning, still not acknowledged: about c',
      'Caution, back: about d',
      'Caution, about f',
    ]);
  });

  it('is not what is for information, acknowledged, snoozed or over', () => {
    const after = [situation('a', { level: 'info' }), situation('b', { status: 'acknowledged' }), situation('c', { status: 'snoozed' }), situation('d', { status: 'closed' })];
    expect(newsOf(new Map(), after)).toEqual([]);
  });

  it('is one sentence, however many', () => {
    const news = newsOf(new Map(), [situation('a'), situation('b'), situation('c')]);
    expect(spoken(news)).toBe('Caution, about a, and 2 more situations');
    expect(spoken(news.slice(0, 1))).toBe('Caution, about a');
    expect(spoken([])).toBe('');
  });
});

describe('the inbox', () => {
  const routine = situation('C1', { waiting_plans: 2, needs_decision_of: 'controller' });
  const major = situation('C2', { waiting_plans: 1, needs_decision_of: 'duty_manager' });
  const stale = situation('C3', { needs_decision_of: 'controller', options: [option({ stale: true, status: 'stale' })] });
  const nobody = situation('C4', { waiting_plans: 1 });
  const every = [routine, major, stale, nobody, situation('W')];

  it('is what waits for my role; the rest is the others’, some of which I may decide as well', () => {
    expect(ids(queueOf(every, 'controller').own)).toBe('C1 C3');
    expect(ids(queueOf(every, 'duty_manager').own)).toBe('C2');
    expect(queueOf(every, 'duty_manager').others.map((one) => [one.situation.situation_id, one.may])).toEqual([['C1', true], ['C3', true], ['C4', false]]);
    expect(queueOf(every, 'controller').others.map((one) => [one.situation.situation_id, one.may])).toEqual([['C2', false], ['C4', false]]);
    expect(ids(queueOf(every, 'admin').own)).toBe('C2');
    expect(ids(queueOf(every, 'viewer').own)).toBe('');
  });

  it('shows the best option that gives commands', () => {
    const options = [option({ plan_id: 'P1', kind: 'do_nothing' }), option({ plan_id: 'P2', legal: false }), option({ plan_id: 'P3' })];
    expect(bestOption(situation('C', { options }))?.plan_id).toBe('P3');
    expect(bestOption(situation('C', { options: options.slice(0, 1) }))?.plan_id).toBe('P1');
    expect(bestOption(situation('C'))).toBeUndefined();
  });
});

describe('a title', () => {
  it('names flights by their number', () => {
    expect(shortTitle('B61783/2013-02-08/JFK delayed 30 min (code 99)')).toBe('B61783 delayed 30 min (code 99)');
    expect(shortTitle('JFK closed 22:29Z to 14:01Z')).toBe('JFK closed 22:29Z to 14:01Z');
  });
});

describe('J and K', () => {
  it('go along the list and stop at its ends', () => {
    expect([step(['a', 'b'], undefined, 1), step(['a', 'b'], 'a', 1), step(['a', 'b'], 'b', 1)]).toEqual(['a', 'b', 'b']);
    expect([step(['a', 'b'], undefined, -1), step(['a', 'b'], 'b', -1), step(['a', 'b'], 'gone', 1), step([], 'a', 1)]).toEqual(['b', 'a', 'a', undefined]);
  });
});
