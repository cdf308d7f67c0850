/** Messages to passengers by template and state; the server's keys are `template/channel/state`. */
export const STATES: Readonly<Record<string, string>> = {
  queued: 'waiting',
  held: 'held for quiet hours',
  sent: 'sent',
  delivered: 'delivered',
  failed: 'to be tried again',
  given_up: 'given up',
  suppressed: 'not wanted or overtaken',
};

export interface MessageTable {
  states: readonly string[];
  rows: readonly { template: string; counts: Readonly<Record<string, number>> }[];
}

/** One row for each template, states in the order of their life, all templates summed first when there are several. */
export function messagesByTemplate(messages: Readonly<Record<string, number>>): MessageTable {
  const found = new Map<string, Record<string, number>>();
  const all: Record<string, number> = {};
  for (const [key, number] of Object.entries(messages)) {
    const [template = '', , state = ''] = key.split('/');
    const counts = found.get(template) ?? {};
    counts[state] = (counts[state] ?? 0) + number;
    all[state] = (all[state] ?? 0) + number;
    found.set(template, counts);
  }
  const order = Object.keys(STATES);
  const states = Object.keys(all).sort((one, other) => order.indexOf(one) - order.indexOf(other));
  const rows = [...found].map(([template, counts]) => ({ template, counts }));
  return { states, rows: rows.length > 1 ? [{ template: 'all', counts: all }, ...rows] : rows };
}
