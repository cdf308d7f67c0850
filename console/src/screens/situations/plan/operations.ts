/** A plan's operations as a controller reads them: each in words, and all of them in groups. */
import type { Schemas } from '../../../api/client';
import { counted, money, plain } from '../../../ui/words';

export type Plan = Schemas['PlanView'];
export type Operation = Plan['operations'][number];

/** How moments and money are said: the person's zone, the plan's currency. */
export interface Saying {
  when: (at: string) => string;
  currency: string;
}

/** `B61010/08 JFK` of `B61010/2013-02-08/JFK`: number, day of departure, from where. */
export function flightShort(flightId: string): string {
  const [number = flightId, date = '', origin = ''] = flightId.split('/');
  return date ? `${number}/${date.slice(-2)} ${origin}`.trim() : number;
}

const flights = (ids: readonly string[]): string => ids.map(flightShort).join(', then ');

function duty(one: Schemas['AssignCrew']): string {
  const travels = one.deadheads ?? [];
  const works = one.flight_ids.filter((id) => !travels.includes(id));
  const parts = [works.length > 0 ? `works ${works.map(flightShort).join(', ')}` : '', travels.length > 0 ? `travels on ${travels.map(flightShort).join(', ')}` : ''];
  return `${parts.filter(Boolean).join(', ') || 'is off'}${one.replaces ? '' : ' (new duty)'}`;
}

export interface Care {
  bookings: number;
  meals: number;
  roomNights: number;
  allowanceCents: number;
}

/** What passengers who wait are given, in all. */
export function careOf(operations: readonly Operation[]): Care {
  const found = { bookings: 0, meals: 0, roomNights: 0, allowanceCents: 0 };
  for (const one of operations) {
    if (one.type !== 'CareForPassengers') continue;
    found.bookings += 1;
    found.meals += one.meals ?? 0;
    found.roomNights += (one.rooms ?? 0) * (one.nights ?? 0);
    found.allowanceCents += one.allowance_cents ?? 0;
  }
  return found;
}

function careInWords(care: Care, currency: string): string {
  const parts = [
    care.roomNights ? counted(care.roomNights, 'room-night') : '',
    care.meals ? counted(care.meals, 'meal') : '',
    care.allowanceCents ? `up to ${money({ cents: care.allowanceCents, currency })} paid back for rooms they find` : '',
  ];
  return parts.filter(Boolean).join(', ') || 'nothing';
}

/** One operation, verb first. */
export function inWords(one: Operation, { when, currency }: Saying): string {
  switch (one.type) {
    case 'CancelFlight':
      return `Cancel ${flightShort(one.flight_id)} (code ${one.reason_code})`;
    case 'DelayFlight':
      return `Retime ${flightShort(one.flight_id)} to leave ${when(one.etd)} (code ${one.reason_code})`;
    case 'SwapAircraft':
      return `Fly ${flightShort(one.flight_id)} with ${one.tail}`;
    case 'ScheduleFlight':
      return `${one.service === 'ferry' ? 'Ferry' : 'Add'} ${one.carrier}${one.number} ${one.origin}–${one.destination} at ${when(one.std)} with ${one.tail ?? 'no tail yet'}`;
    case 'FlyFaster':
      return `Fly ${flightShort(one.flight_id)} ${one.faster_min} min faster for ${one.extra_fuel_kg ?? 0} kg of fuel`;
    case 'PlanMaintenance':
      return `Put ${one.tail} in at ${one.airport} ${when(one.start)} to ${when(one.end)} for ${one.work.join(', ')}`;
    case 'AssignSlot':
      return `Give ${flightShort(one.flight_id)} the ${one.movement} slot of ${one.airport} at ${when(one.time)}`;
    case 'SwapFlowSlots':
      return `Exchange the take-off slots of ${flightShort(one.flight_id)} and ${flightShort(one.with_flight_id)}`;
    case 'AssignCrew':
      return `${one.crew_id} ${duty(one)}`;
    case 'ReassignCrew':
      return `${one.to_crew} works ${flightShort(one.flight_id)} instead of ${one.from_crew}`;
    case 'PositionCrew':
      return `${one.crew_id} travels to ${one.airport}${one.on_flight ? ` on ${flightShort(one.on_flight)}` : ''}`;
    case 'BookCrewHotel':
      return `Room for ${one.crew_id} at ${one.airport} from ${when(one.start)}`;
    case 'AssignGate':
      return `${one.movement === 'arrival' ? 'Arrival' : 'Departure'} of ${flightShort(one.flight_id)} on stand ${one.gate}`;
    case 'RebookPassenger':
      return `Move ${one.booking_id} to ${flights(one.flight_ids)}${one.cabin ? ` in ${one.cabin}` : ''}`;
    case 'SplitBooking':
      return `Let ${counted(one.passengers, 'passenger')} of ${one.booking_id} travel apart, as ${one.part_id}${one.agreed ? ' (agreed)' : ''}`;
    case 'RefundPassenger':
      return `Refund ${one.booking_id}`;
    case 'CareForPassengers':
      return `Care for ${one.booking_id} at ${one.airport}: ${careInWords(careOf([one]), currency)}${one.hotel ? ` (${one.hotel})` : ''}`;
    case 'ProtectConnection':
      return `Protect the connection of ${one.booking_id}`;
    case 'MoveAncillaries':
      return `Provide ${one.codes.map(plain).join(', ')} of ${one.booking_id} on ${flightShort(one.to_flight_id)} in place of ${flightShort(one.flight_id)}`;
    case 'RefundAncillaries':
      return `Pay back ${one.codes.map(plain).join(', ')} of ${one.booking_id} on ${flightShort(one.flight_id)}`;
    case 'RerouteCargo':
      return `Send shipment ${one.shipment_id} on ${flights(one.flight_ids)}`;
    case 'OffloadCargo':
      return `Take shipment ${one.shipment_id} off`;
    case 'PrioritizeCargo':
      return `Make shipment ${one.shipment_id} ${plain(one.priority)}`;
    case 'FreezeInventory':
      return `Stop selling ${one.closed_classes.join(', ')} of ${flightShort(one.flight_id)} until ${when(one.until)}: ${one.reason}`;
    case 'ReleaseInventory':
      return `Sell all classes of ${flightShort(one.flight_id)} again`;
  }
}

/** Flights that an operation names, for selecting them. */
export function flightsOf(one: Operation): readonly string[] {
  const named = one as { flight_id?: string; with_flight_id?: string; to_flight_id?: string; on_flight?: string | null; flight_ids?: readonly string[] };
  return [named.flight_id, named.with_flight_id, named.to_flight_id, named.on_flight, ...(named.flight_ids ?? [])].filter((id): id is string => !!id);
}
