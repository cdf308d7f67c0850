/** Passengers by flight, tier and state: words, order and sums of what the server says. */
import type { Schemas } from '../../api/client';
import { count, plain } from '../../ui/words';

export type Impact = Schemas['PassengerImpact'];
export type FlightImpact = Schemas['FlightImpact'];
export type DisruptedBooking = Schemas['DisruptedBooking'];
export type Tier = 'platinum' | 'gold' | 'silver' | 'basic';
export type Answer = DisruptedBooking['state'];

export const TIERS: readonly Tier[] = ['platinum', 'gold', 'silver', 'basic'];
export const ANSWERS: readonly Answer[] = ['waiting', 'cared', 'rebooked', 'refunded'];

export const ANSWER_WORDS: Readonly<Record<Answer, string>> = {
  waiting: 'waiting',
  cared: 'cared for',
  rebooked: 'rebooked',
  refunded: 'refunded',
};

/** Columns that the table of flights can be sorted by. */
export type Column = 'flight' | 'std' | 'disrupted' | 'waiting' | 'cared' | 'rebooked' | 'refunded' | 'special_needs' | 'connections_missed';

export interface Order {
  by: Column;
  ascending: boolean;
}

/** Sorted by a column; flights that are alike keep the order of the server, the worst first. */
export function sorted(flights: readonly FlightImpact[], order: Order): FlightImpact[] {
  const sign = order.ascending ? 1 : -1;
  return flights.toSorted((one, other) => {
    const [left, right] = [valueOf(one, order.by), valueOf(other, order.by)];
    return left < right ? -sign : left > right ? sign : 0;
  });
}

function valueOf(flight: FlightImpact, by: Column): number | string {
  if (by === 'flight') return flight.flight_id;
  if (by === 'std') return Date.parse(flight.std);
  if (by === 'disrupted' || by === 'special_needs' || by === 'connections_missed') return flight[by];
  return flight.by_state[by] ?? 0;
}

/** The next order when a column's head is pressed: figures begin with the most, names and times with the first. */
export function pressed(order: Order, by: Column): Order {
  if (order.by === by) return { by, ascending: !order.ascending };
  return { by, ascending: by === 'flight' || by === 'std' };
}

/** `platinum 3, gold 12`; tiers without anybody are left out. */
export function tiersSpoken(byTier: Readonly<Record<string, number>>): string {
  const said = TIERS.filter((tier) => (byTier[tier] ?? 0) > 0).map((tier) => `${tier} ${count(byTier[tier] ?? 0)}`);
  return said.length > 0 ? said.join(', ') : 'nobody';
}

/** The filters of the list of bookings that a query asks for; what is not a filter's value is left out. */
export function filtersOf(query: URLSearchParams): { flight_id?: string; airport?: string; tier?: Tier; state?: Answer } {
  const flight = query.get('flight')?.trim();
  const airport = query.get('airport')?.trim().toUpperCase();
  const tier = TIERS.find((one) => one === query.get('tier'));
  const state = ANSWERS.find((one) => one === query.get('state'));
  return { ...(flight && { flight_id: flight }), ...(airport && { airport }), ...(tier && { tier }), ...(state && { state }) };
}

/** Why, as a controller says it. */
export function whyInWords(why: string): string {
  return why === 'misconnection' ? 'connection' : plain(why);
}
