/** Operations of a draft as a controller would write them. */
import type { Schemas } from '../../api/client';
import { dayTime, flightNumber, plain } from '../../ui/words';

export type Operation = Schemas['DraftPlan']['operations'][number];

/** One operation in words; one that has no sentence of its own is told by its fields. */
export function inWords(operation: Operation): string {
  switch (operation.type) {
    case 'CancelFlight':
      return `Cancel ${flightNumber(operation.flight_id)} (code ${operation.reason_code})`;
    case 'DelayFlight':
      return `Retime ${flightNumber(operation.flight_id)} to leave ${dayTime(operation.etd)} (code ${operation.reason_code})`;
    case 'SwapAircraft':
      return `${operation.tail} flies ${flightNumber(operation.flight_id)}`;
    case 'ScheduleFlight':
      return `Add ${operation.service} flight ${operation.carrier}${operation.number} ${operation.origin}-${operation.destination}, leaves ${dayTime(operation.std)}`;
    case 'AssignGate':
      return `${flightNumber(operation.flight_id)} uses gate ${operation.gate} for its ${operation.movement}`;
    case 'ReassignCrew':
      return `${operation.to_crew} takes ${flightNumber(operation.flight_id)} from ${operation.from_crew}`;
    case 'FlyFaster':
      return `${flightNumber(operation.flight_id)} gains ${operation.faster_min} min in the air for ${operation.extra_fuel_kg} kg of fuel`;
    default:
      return told(operation);
  }
}

function told(operation: Operation): string {
  const { type, ...fields } = operation;
  const name = plain(type.replace(/(?<=[a-z])(?=[A-Z])/g, '_')).toLowerCase();
  const parts = Object.entries(fields as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([field, value]) => `${plain(field)} ${Array.isArray(value) ? value.join(', ') : String(value)}`);
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${parts.join('; ')}`;
}
