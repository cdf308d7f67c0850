/** Which part of the day and which kinds of connection are shown, as the address says. */
import { ATTENTION, STATES, type State } from './connections';

export interface HubFilters {
  /** Minutes before now that the window begins. */
  back: number;
  /** Minutes after now that it ends; undefined: the end of the day. */
  ahead?: number;
  states: readonly State[];
}

export const WINDOWS: readonly { id: string; title: string; back: number; ahead?: number }[] = [
  { id: '3h', title: 'next 3 h', back: 15, ahead: 180 },
  { id: '6h', title: 'next 6 h', back: 15, ahead: 360 },
  { id: 'rest', title: 'rest of the day', back: 15 },
  { id: 'all', title: 'the whole day', back: 4 * 24 * 60 },
];
export const FIRST_WINDOW = 'rest';

export function windowOf(query: URLSearchParams): string {
  const asked = query.get('window');
  return WINDOWS.some((one) => one.id === asked) ? (asked as string) : FIRST_WINDOW;
}

/** The filters of a query; what is not a filter's value is left out. */
export function filtersOf(query: URLSearchParams): HubFilters {
  const asked = query.get('states')?.split(',') ?? [];
  const states = STATES.filter((state) => asked.includes(state));
  const window = WINDOWS.find((one) => one.id === windowOf(query))!;
  return { back: window.back, ...(window.ahead !== undefined && { ahead: window.ahead }), states: states.length > 0 ? states : ATTENTION };
}

/** The states after one was ticked or not, as the address keeps them; undefined for those that are shown at first. */
export function ticked(states: readonly State[], state: State, on: boolean): string | undefined {
  const after = STATES.filter((one) => (one === state ? on : states.includes(one)));
  return after.length === 0 || after.join() === ATTENTION.join() ? undefined : after.join();
}
