// Elements and words. Unknown is "?", not applicable "—"; every figure comes from the server.

export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const count = (value) => (value === null || value === undefined ? "?" : value.toLocaleString("en-US"));

export const counted = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

export function money(amount) {
  if (!amount) return "?";
  const whole = (amount.cents / 100).toLocaleString("en-US", { maximumFractionDigits: 0 });
  return `${whole} ${amount.currency}`;
}

export function clock(text) {
  if (!text) return "?";
  const at = new Date(text);
  return `${String(at.getUTCHours()).padStart(2, "0")}:${String(at.getUTCMinutes()).padStart(2, "0")}Z`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export function moment(text) {
  if (!text) return "?";
  const at = new Date(text);
  return `${String(at.getUTCDate()).padStart(2, "0")} ${MONTHS[at.getUTCMonth()]} ${clock(text)}`;
}

export const plain = (name) => name.replaceAll("_", " ");
export const share = (value) => (value === null || value === undefined ? "—" : `${(value * 100).toFixed(2)} %`);

export const VERDICTS = { pass: "pass", fail: "fails", not_checked: "not checked" };
export const verdict = (name) => el("span", { class: `verdict ${name}` }, VERDICTS[name] || name);

function duty(one) {
  const worked = one.flight_ids.filter((id) => !one.deadheads.includes(id));
  const parts = [];
  if (worked.length) parts.push(`works ${worked.join(", ")}`);
  if (one.deadheads.length) parts.push(`travels on ${one.deadheads.join(", ")}`);
  return `${parts.join(", ") || "is off"}${one.replaces ? "" : " (new duty)"}`;
}

const way = (one) => one.flight_ids.join(", then ") + (one.cabin ? ` in ${one.cabin}` : "");
const allowance = (cents, currency) => `up to ${money({ cents, currency })} paid back for rooms they find`;

function given(one, currency) {
  const rooms = one.hotel ? `${counted(one.rooms, "room")} at ${one.hotel} for ${counted(one.nights, "night")}` : "";
  return [rooms, one.meals ? counted(one.meals, "meal") : "", one.allowance_cents ? allowance(one.allowance_cents, currency) : ""].filter(Boolean).join(", ") || "nothing";
}

const CHANGES = {
  DelayFlight: (one) => `Retime ${one.flight_id} to leave ${moment(one.etd)} (code ${one.reason_code})`,
  CancelFlight: (one) => `Cancel ${one.flight_id} (code ${one.reason_code})`,
  SwapAircraft: (one) => `${one.tail} flies ${one.flight_id}`,
  ScheduleFlight: (one) => `${one.service === "ferry" ? "Ferry" : "Add"} ${one.carrier}${one.number} ${one.origin}–${one.destination} ${moment(one.std)} with ${one.tail || "no tail"}`,
  AssignGate: (one) => `${one.movement === "arrival" ? "Arrival" : "Departure"} of ${one.flight_id} on stand ${one.gate}`,
  AssignSlot: (one) => `${one.flight_id} takes the ${one.movement} slot of ${one.airport} at ${moment(one.time)}`,
  SwapFlowSlots: (one) => `${one.flight_id} and ${one.with_flight_id} exchange take-off slots`,
  PlanMaintenance: (one) => `${one.tail} at ${one.airport} ${moment(one.start)} for ${one.work.join(", ")}`,
  RerouteCargo: (one) => `Shipment ${one.shipment_id} goes on ${one.flight_ids.join(", then ")}`,
  OffloadCargo: (one) => `Take shipment ${one.shipment_id} off`,
  ReassignCrew: (one) => `${one.to_crew} works ${one.flight_id} instead of ${one.from_crew}`,
  AssignCrew: (one) => `${one.crew_id} ${duty(one)}`,
  BookCrewHotel: (one) => `Room for ${one.crew_id} at ${one.airport} from ${moment(one.start)}`,
  PositionCrew: (one) => `${one.crew_id} travels to ${one.airport}${one.on_flight ? ` on ${one.on_flight}` : ""}`,
  FlyFaster: (one) => `${one.flight_id} wins ${one.faster_min} min in the air for ${one.extra_fuel_kg} kg of fuel`,
  FreezeInventory: (one) => `${one.flight_id} does not sell ${one.closed_classes.join(", ")} until ${moment(one.until)}: ${one.reason}`,
  ReleaseInventory: (one) => `${one.flight_id} sells all its classes again`,
  MoveAncillaries: (one) => `${one.codes.map(plain).join(", ")} of ${one.booking_id} on ${one.to_flight_id} in place of ${one.flight_id}`,
  RefundAncillaries: (one) => `Pay back ${one.codes.map(plain).join(", ")} of ${one.booking_id} on ${one.flight_id}`,
  RebookPassenger: (one) => `Move ${one.booking_id} to ${way(one)}`,
  RefundPassenger: (one) => `Refund ${one.booking_id}`,
  SplitBooking: (one) => `${counted(one.passengers, "passenger")} of ${one.booking_id} travel${one.passengers === 1 ? "s" : ""} apart, as ${one.part_id}${one.agreed ? " (agreed)" : ""}`,
  CareForPassengers: (one, currency) => `Care for ${one.booking_id} at ${one.airport}: ${given(one, currency)}`,
  ProtectConnection: (one) => `Protect the connection of ${one.booking_id}`,
};
export function change(operation, currency = "") {
  const say = CHANGES[operation.type];
  if (say) return say(operation, currency);
  const rest = Object.entries(operation).filter(([name]) => name !== "type").map(([name, value]) => `${plain(name)} ${value}`);
  return `${operation.type}: ${rest.join(", ")}`;
}

// What a plan gives to passengers who wait.
export function cared(operations) {
  const care = operations.filter((one) => one.type === "CareForPassengers");
  const sum = (value) => care.reduce((total, one) => total + value(one), 0);
  return { bookings: care.length, meals: sum((one) => one.meals), roomNights: sum((one) => one.rooms * one.nights), allowance_cents: sum((one) => one.allowance_cents) };
}

function grouped(operations, key, say) {
  const groups = new Map();
  for (const one of operations) groups.set(key(one), [...(groups.get(key(one)) || []), one]);
  return [...groups.values()].map((alike) => ({ text: say(alike), operations: alike })).sort((a, b) => b.operations.length - a.operations.length);
}

function careInWords(operations, currency) {
  const care = cared(operations);
  const what = [care.roomNights ? counted(care.roomNights, "room-night") : "", care.meals ? counted(care.meals, "meal") : "", care.allowance_cents ? allowance(care.allowance_cents, currency) : ""];
  return `${counted(care.bookings, "booking")}: ${what.filter(Boolean).join(", ") || "nothing"}`;
}

const KINDS = [
  ["RebookPassenger", (all) => `Move ${counted(all.length, "booking")} to other flights`, way, (alike) => `${counted(alike.length, "booking")} to ${way(alike[0])}`],
  ["SplitBooking", (all) => `Let ${counted(all.reduce((sum, one) => sum + one.passengers, 0), "passenger")} of ${counted(new Set(all.map((one) => one.booking_id)).size, "booking")} travel apart from their party`],
  ["RefundPassenger", (all) => `Refund ${counted(all.length, "booking")}`],
  ["MoveAncillaries", (all) => `Provide on the new flights what ${counted(new Set(all.map((one) => one.booking_id)).size, "booking")} paid for`, (one) => one.to_flight_id, (alike) => `on ${alike[0].to_flight_id}: ${counted(alike.length, "booking")}`],
  ["RefundAncillaries", (all) => `Pay back what ${counted(new Set(all.map((one) => one.booking_id)).size, "booking")} paid for in vain`],
  ["CareForPassengers", (all, currency) => `Care for ${careInWords(all, currency)}`, (one) => one.airport, (alike, currency) => `at ${alike[0].airport}: ${careInWords(alike, currency)}`],
];
const ABOUT_PASSENGERS = new Set(KINDS.map(([type]) => type));
export const aboutPassengers = (operation) => ABOUT_PASSENGERS.has(operation.type);

// Passengers' changes by kind, and within a kind by flights or airport, the largest first.
export function passengerGroups(operations, currency) {
  return KINDS.map(([type, say, key, sayGroup]) => {
    const all = operations.filter((one) => one.type === type);
    return { type, operations: all, text: all.length ? say(all, currency) : "", groups: key ? grouped(all, key, (alike) => sayGroup(alike, currency)) : [] };
  }).filter((kind) => kind.operations.length);
}
