/** What the palette looks up by what was typed: flights, aircraft, stations and situations, wherever the person is. */
import { board } from '../live/board.svelte';
import { dayTime } from '../ui/words';
import type { Command } from './commands.svelte';
import { preferences } from './preferences.svelte';
import { route } from './route.svelte';
import { selection } from './selection.svelte';
import { situations } from './situations.svelte';

/** Matches of one kind at most, so that none pushes the others out. */
const MOST = 5;

export function find(typed: string): Command[] {
  const wanted = typed.toUpperCase();
  const fits = (...said: readonly string[]): boolean => said.some((one) => one.toUpperCase().includes(wanted));
  return [
    ...[...board.flights.values()]
      .filter((one) => fits(one.number))
      .slice(0, MOST)
      .map((one) => ({
        id: one.flight_id,
        title: `Show ${one.number} ${one.origin}–${one.destination}`,
        hint: dayTime(one.atd ?? one.etd, preferences.zone),
        run: () => {
          selection.choose('flight', [one.flight_id]);
          route.go('/ops');
        },
      })),
    ...[...board.aircraft.values()]
      .filter((one) => fits(one.tail))
      .slice(0, MOST)
      .map((one) => ({ id: one.tail, title: `Show ${one.tail}`, hint: `${one.family} at ${one.location}`, run: () => route.go(`/ops?tail=${one.tail}`) })),
    ...[...board.airports.values()]
      .filter((one) => fits(one.code, one.name))
      .slice(0, MOST)
      .map((one) => ({ id: one.code, title: `Show flights at ${one.code}`, hint: one.name, run: () => route.go(`/ops?airport=${one.code}`) })),
    ...situations.items
      .filter((one) => fits(one.situation_id, one.title))
      .slice(0, MOST)
      .map((one) => ({ id: one.situation_id, title: `Open ${one.title}`, hint: one.situation_id, run: () => route.go(`/situations/${encodeURIComponent(one.situation_id)}`) })),
  ];
}
