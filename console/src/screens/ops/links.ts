/** Lines on the Gantt from the selected flight: its rotation, its crew, its passengers' connections. */
import type { Schemas } from '../../api/client';
import type { Connection } from '../../live/connections';
import type { Link } from '../../timeline/model';

/** More lines than this say nothing any more. */
const MOST = 10;

export function rotationLinks(detail: Schemas['FlightDetail']): Link[] {
  const id = detail.flight.flight_id;
  return [
    ...(detail.previous_flight_id ? [{ id: 'previous', from: detail.previous_flight_id, to: id, tone: 'muted' as const, label: '' }] : []),
    ...(detail.next_flight_id ? [{ id: 'next', from: id, to: detail.next_flight_id, tone: 'muted' as const, label: '' }] : []),
    ...detail.crew_continues_on.filter((next) => next !== detail.next_flight_id).map((next) => ({ id: `crew ${next}`, from: id, to: next, tone: 'caution' as const, label: 'crew goes on' })),
  ];
}

/** Connections come in order of gravity; those who were moved elsewhere have none any more. */
export function connectionLinks(id: string, connections: readonly Connection[]): Link[] {
  return connections
    .filter((one) => one.passengers > 0 && one.state !== 'rebooked')
    .slice(0, MOST)
    .map((one) => ({
      id: `${one.way} ${one.other}`,
      from: one.way === 'from' ? one.other : id,
      to: one.way === 'from' ? id : one.other,
      tone: one.state === 'ok' ? 'muted' : one.state === 'tight' ? 'caution' : 'warning',
      label: `${one.passengers} ${one.state === 'ok' ? 'change' : one.state}`,
    }));
}
