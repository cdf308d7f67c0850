/** A plan's operations in the order in which one asks: flights first, passengers as counts. A storm's plan has thousands. */
import { count, counted } from '../../../ui/words';
import { careOf, flightShort, flightsOf, inWords, type Operation, type Saying } from './operations';

export type Area = 'Flights' | 'Slots and maintenance' | 'Crew' | 'Stands' | 'Passengers' | 'Cargo' | 'Sales';

const AREA: Record<Operation['type'], Area> = {
  CancelFlight: 'Flights',
  DelayFlight: 'Flights',
  SwapAircraft: 'Flights',
  ScheduleFlight: 'Flights',
  FlyFaster: 'Flights',
  AssignSlot: 'Slots and maintenance',
  SwapFlowSlots: 'Slots and maintenance',
  PlanMaintenance: 'Slots and maintenance',
  AssignCrew: 'Crew',
  ReassignCrew: 'Crew',
  PositionCrew: 'Crew',
  BookCrewHotel: 'Crew',
  AssignGate: 'Stands',
  RebookPassenger: 'Passengers',
  SplitBooking: 'Passengers',
  RefundPassenger: 'Passengers',
  CareForPassengers: 'Passengers',
  ProtectConnection: 'Passengers',
  MoveAncillaries: 'Passengers',
  RefundAncillaries: 'Passengers',
  RerouteCargo: 'Cargo',
  OffloadCargo: 'Cargo',
  PrioritizeCargo: 'Cargo',
  FreezeInventory: 'Sales',
  ReleaseInventory: 'Sales',
};
const AREAS: readonly Area[] = ['Flights', 'Slots and maintenance', 'Crew', 'Stands', 'Passengers', 'Cargo', 'Sales'];

type Head = (all: readonly Operation[], saying: Saying) => string;
const bookings = (all: readonly Operation[]): number => new Set(all.map((one) => ('booking_id' in one ? one.booking_id : ''))).size;
const HEADS: Partial<Record<Operation['type'], Head>> = {
  CancelFlight: (all) => `Cancel ${counted(all.length, 'flight')}`,
  DelayFlight: (all) => `Retime ${counted(all.length, 'flight')}`,
  SwapAircraft: (all) => `Change the aircraft of ${counted(all.length, 'flight')}`,
  ScheduleFlight: (all) => `Add ${counted(all.length, 'flight')}, ferries among them`,
  FlyFaster: (all) => `Fly ${counted(all.length, 'flight')} faster`,
  AssignSlot: (all) => `Give ${counted(all.length, 'flight')} another slot`,
  SwapFlowSlots: (all) => `Exchange ${counted(all.length, 'pair')} of take-off slots`,
  PlanMaintenance: (all) => `Move ${counted(all.length, 'maintenance visit')}`,
  AssignCrew: (all) => `Change ${counted(all.length, 'duty', 'duties')}`,
  ReassignCrew: (all) => `Reassign ${counted(all.length, 'crew member')}`,
  PositionCrew: (all) => `Position ${counted(all.length, 'crew member')}`,
  BookCrewHotel: (all) => `Book ${counted(all.length, 'crew room')}`,
  AssignGate: (all) => `Change ${counted(all.length, 'stand')}`,
  RebookPassenger: (all) => `Move ${counted(all.length, 'booking')} to other flights`,
  SplitBooking: (all) => `Let ${counted(all.reduce((sum, one) => sum + (one.type === 'SplitBooking' ? one.passengers : 0), 0), 'passenger')} of ${counted(bookings(all), 'booking')} travel apart`,
  RefundPassenger: (all) => `Refund ${counted(all.length, 'booking')}`,
  CareForPassengers: (all, saying) => `Care for ${counted(all.length, 'booking')}: ${cared(all, saying)}`,
  ProtectConnection: (all) => `Protect the connections of ${counted(all.length, 'booking')}`,
  MoveAncillaries: (all) => `Provide on the new flights what ${counted(bookings(all), 'booking')} paid for`,
  RefundAncillaries: (all) => `Pay back what ${counted(bookings(all), 'booking')} paid for in vain`,
  RerouteCargo: (all) => `Send ${counted(all.length, 'shipment')} another way`,
  OffloadCargo: (all) => `Take ${counted(all.length, 'shipment')} off`,
  FreezeInventory: (all) => `Stop selling classes of ${counted(all.length, 'flight')}`,
  ReleaseInventory: (all) => `Sell ${counted(all.length, 'flight')} freely again`,
};

function cared(all: readonly Operation[], { currency }: Saying): string {
  const care = careOf(all);
  const parts = [
    care.roomNights ? counted(care.roomNights, 'room-night') : '',
    care.meals ? counted(care.meals, 'meal') : '',
    care.allowanceCents ? `up to ${count(Math.round(care.allowanceCents / 100))} ${currency} for rooms they find` : '',
  ];
  return parts.filter(Boolean).join(', ') || 'nothing';
}

/** An operation with its place in the plan. */
export interface Placed {
  place: number;
  operation: Operation;
}

/** Operations that are told in one line: one of them, or bookings treated alike. */
export interface Bundle {
  /** Set where the line stands for several. */
  text?: string;
  placed: readonly Placed[];
}

export interface Group {
  type: Operation['type'];
  area: Area;
  head: string;
  placed: readonly Placed[];
  bundles: readonly Bundle[];
}

/** Bookings that are told together, and how: by the flights they move to, or the airport they wait at. */
const ALIKE: Partial<Record<Operation['type'], { key: (one: Operation) => string; say: (all: readonly Operation[], saying: Saying) => string }>> = {
  RebookPassenger: { key: way, say: (all) => `${counted(all.length, 'booking')} to ${way(all[0]!)}` },
  MoveAncillaries: {
    key: (one) => (one.type === 'MoveAncillaries' ? flightShort(one.to_flight_id) : ''),
    say: (all) => `${counted(bookings(all), 'booking')} on ${all[0]!.type === 'MoveAncillaries' ? flightShort(all[0]!.to_flight_id) : ''}`,
  },
  CareForPassengers: {
    key: (one) => (one.type === 'CareForPassengers' ? one.airport : ''),
    say: (all, saying) => `${counted(all.length, 'booking')} at ${all[0]!.type === 'CareForPassengers' ? all[0]!.airport : ''}: ${cared(all, saying)}`,
  },
};

function way(one: Operation): string {
  return one.type === 'RebookPassenger' ? one.flight_ids.map(flightShort).join(', then ') + (one.cabin ? ` in ${one.cabin}` : '') : '';
}

/** The operations by kind, flights first; an empty kind is left out. */
export function groupsOf(operations: readonly Operation[], saying: Saying): readonly Group[] {
  const byType = new Map<Operation['type'], Placed[]>();
  for (const type of Object.keys(AREA) as Operation['type'][]) byType.set(type, []);
  operations.forEach((operation, place) => byType.get(operation.type)!.push({ place, operation }));
  return [...byType]
    .filter(([, placed]) => placed.length > 0)
    .map(([type, placed]) => ({
      type,
      area: AREA[type],
      head: HEADS[type]?.(placed.map((one) => one.operation), saying) ?? counted(placed.length, type),
      placed,
      bundles: bundled(type, placed, saying),
    }))
    .sort((one, other) => AREAS.indexOf(one.area) - AREAS.indexOf(other.area));
}

function bundled(type: Operation['type'], placed: readonly Placed[], saying: Saying): readonly Bundle[] {
  const alike = ALIKE[type];
  if (!alike) return placed.map((one) => ({ placed: [one] }));
  const found = new Map<string, Placed[]>();
  for (const one of placed) {
    const key = alike.key(one.operation);
    const known = found.get(key);
    if (known) known.push(one);
    else found.set(key, [one]);
  }
  return [...found.values()]
    .sort((one, other) => other.length - one.length)
    .map((all) => (all.length === 1 ? { placed: all } : { placed: all, text: alike.say(all.map((one) => one.operation), saying) }));
}

/** In which area an operation belongs. */
export function areaOf(operation: Operation): Area {
  return AREA[operation.type];
}

/** A few lines for a decision: one or two of a kind in words, more of a kind in short with the first flights named. */
export function firstChanges(operations: readonly Operation[], saying: Saying, most: number): readonly string[] {
  const lines = groupsOf(operations, saying).flatMap((group) => (group.placed.length <= 2 ? group.placed.map((one) => inWords(one.operation, saying)) : [inShort(group)]));
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `and ${counted(lines.length - most + 1, 'other kind')} of change`];
}

const NAMED = 4;

function inShort({ area, head, placed }: Group): string {
  if (area !== 'Flights') return head;
  const named = [...new Set(placed.slice(0, NAMED).flatMap((one) => flightsOf(one.operation)))].map(flightShort);
  return named.length > 0 ? `${head}: ${named.join(', ')}${placed.length > NAMED ? ', …' : ''}` : head;
}
