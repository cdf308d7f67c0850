/** Parts of a cost as controllers say them. */
const WORDS: Readonly<Record<string, string>> = {
  passenger_delay: 'late passengers',
  passenger_disruption: 'broken journeys',
  passenger_rebooking: 'seats on other flights',
  passenger_refunds: 'refunds',
  passenger_care: 'meals and hotels',
  aircraft_and_crew_delay: 'aircraft and crew waiting',
  operating_cost_saved: 'flights not flown',
  aircraft_swaps: 'aircraft swaps',
  ferry: 'ferry flights',
  out_of_position: 'aircraft out of position',
  crew_replacement: 'crew to be replaced',
  crew_changes: 'crew changes',
  maintenance_deferral: 'maintenance missed',
  compensation: 'compensation by law',
  cargo: 'late cargo',
  speed_up_fuel: 'fuel to fly faster',
};

/** A component's name; one that is not known here is said as the server calls it. */
export function componentWords(name: string): string {
  return WORDS[name] ?? name.replaceAll('_', ' ');
}

export interface Part {
  name: string;
  /** One figure of each series, in cents; undefined: that series does not know this part. */
  cents: readonly (number | undefined)[];
}

/** Components of several breakdowns beside each other, those with money first, the largest on top; parts that are nowhere left out. */
export function partsOf(...series: readonly Readonly<Record<string, { cents: number }>>[]): Part[] {
  const names = [...new Set(series.flatMap((one) => Object.keys(one)))];
  return names
    .map((name) => ({ name, cents: series.map((one) => one[name]?.cents) }))
    .filter((part) => part.cents.some((cents) => (cents ?? 0) !== 0))
    .toSorted((one, other) => weight(other) - weight(one) || (one.name < other.name ? -1 : 1));
}

function weight(part: Part): number {
  return Math.max(...part.cents.map((cents) => Math.abs(cents ?? 0)));
}
