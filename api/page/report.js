// Reporting a disruption: what the recording shows, a form per kind, or words.
import { post, Problem } from "./call.js";
import { now } from "./clock.js";
import { el, plain } from "./words.js";

const byId = (id) => document.getElementById(id);
const airport = ["airport", "Airport (IATA)", "text", { pattern: "[A-Z]{3}", maxlength: 3 }];
const span = [["start", "From (UTC)", "datetime-local"], ["end", "Until (UTC)", "datetime-local"]];
const flight = ["flight_id", "Flight, e.g. B61010/2013-02-08/JFK", "text"];
const code = ["reason_code", "IATA delay code, two digits", "text", { pattern: "[0-9]{2}", maxlength: 2 }];
const KINDS = {
  airport_closed: [airport, ...span],
  airport_capacity_reduced: [airport, ...span, ["arrivals_per_hour", "Arrivals an hour, all carriers", "number"], ["departures_per_hour", "Departures an hour, all carriers", "number"]],
  flight_delayed: [flight, ["delay_min", "Minutes late", "number"], code],
  flight_cancelled: [flight, code],
  flight_diverted: [flight, ["airport", "Lands at (IATA)", "text", { pattern: "[A-Z]{3}", maxlength: 3 }]],
  aircraft_unserviceable: [["tail", "Tail", "text"], airport, ...span],
  crew_unavailable: [["crew_id", "Crew member", "text"], ...span],
  slot_regulation: [airport, ...span, ["rate_per_hour", "Arrivals an hour", "number"]],
  gate_closed: [airport, ["gate", "Gate", "text"], ...span],
  weather: [airport, ...span, ["condition", "Condition", "text"]],
};

function drawFields() {
  const fields = KINDS[byId("kind").value].map(([name, label, type, more = {}]) =>
    el("label", {}, label, el("input", { name, type, required: true, autocomplete: "off", ...(type === "number" ? { min: 0, step: 1 } : {}), ...more })),
  );
  byId("fields").replaceChildren(...fields);
}

function faults(list) {
  byId("report-faults").replaceChildren(...list.map((text) => el("li", {}, text)));
}

function said(problem) {
  const clarify = problem.document.clarify;
  if (clarify) {
    const understood = Object.entries(clarify.understood).map(([name, value]) => `${plain(name)} ${value}`).join(", ");
    return [`Not opened. Still missing: ${clarify.missing.map(plain).join(", ")}.`, understood ? `Understood: ${understood}.` : "Nothing else was understood."];
  }
  return problem.faults.length ? problem.faults.map((fault) => (fault.field ? `${plain(fault.field)}: ${fault.message}` : fault.message)) : [problem.message];
}

export function install(opened) {
  const send = async (body) => {
    faults([]);
    try {
      opened(await post("cases", body));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      faults(said(error));
    }
  };
  byId("kind").append(...Object.keys(KINDS).map((kind) => el("option", { value: kind }, plain(kind))));
  byId("kind").addEventListener("change", drawFields);
  drawFields();
  byId("report").addEventListener("submit", (event) => {
    event.preventDefault();
    const body = { kind: byId("kind").value, reported_at: now().now };
    for (const input of byId("fields").querySelectorAll("input")) {
      body[input.name] = input.type === "number" ? Number(input.value) : input.type === "datetime-local" ? `${input.value}:00Z` : input.value.trim();
    }
    send(body);
  });
  byId("words").addEventListener("submit", (event) => {
    event.preventDefault();
    send({ text: event.target.elements.text.value });
  });
  return (simulation) =>
  {
    const form = byId("foreseen");
    form.hidden = simulation.foreseen.length === 0;
    const last = simulation.foreseen.map((one) => one.disruption.kind).lastIndexOf("airport_closed");
    form.elements.foreseen.replaceChildren(...simulation.foreseen.map((one, place) => el("option", { value: place, selected: place === last }, one.title)));
    form.onsubmit = (event) => {
      event.preventDefault();
      send(simulation.foreseen[Number(form.elements.foreseen.value)].disruption);
    };
  };
}
