// Elements and words. Unknown is "?", not applicable "—"; every figure comes from the server.

export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const count = (value) => (value === null || value === undefined ? "?" : value.toLocaleString("en-US"));

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

const CHANGES = {
  DelayFlight: (one) => `Retime ${one.flight_id} to leave ${moment(one.etd)} (code ${one.reason_code})`,
  CancelFlight: (one) => `Cancel ${one.flight_id} (code ${one.reason_code})`,
  SwapAircraft: (one) => `${one.tail} flies ${one.flight_id}`,
  ScheduleFlight: (one) => `${one.service === "ferry" ? "Ferry" : "Add"} ${one.carrier}${one.number} ${one.origin}–${one.destination} ${moment(one.std)} with ${one.tail || "no tail"}`,
  AssignGate: (one) => `Gate ${one.gate} for ${one.flight_id}`,
  ReassignCrew: (one) => `${one.to_crew} works ${one.flight_id} instead of ${one.from_crew}`,
  AssignCrew: (one) => `${one.crew_id} ${duty(one)}`,
  BookCrewHotel: (one) => `Room for ${one.crew_id} at ${one.airport} from ${moment(one.start)}`,
  PositionCrew: (one) => `${one.crew_id} travels to ${one.airport}${one.on_flight ? ` on ${one.on_flight}` : ""}`,
  RebookPassenger: (one) => `Rebook ${one.booking_id} to ${one.flight_ids.join(", ")}`,
  RefundPassenger: (one) => `Refund ${one.booking_id}`,
  ProtectConnection: (one) => `Protect the connection of ${one.booking_id}`,
};
export function change(operation) {
  const say = CHANGES[operation.type];
  if (say) return say(operation);
  const rest = Object.entries(operation).filter(([name]) => name !== "type").map(([name, value]) => `${plain(name)} ${value}`);
  return `${operation.type}: ${rest.join(", ")}`;
}
