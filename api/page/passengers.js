// Passengers of a plan: what it does with them, what they would be told, and, once it is carried out, what was booked and sent.
import { get, Problem } from "./call.js";
import { now } from "./clock.js";
import { cared, count, counted, el, moment, money, passengerGroups, plain } from "./words.js";

const FIRST = 3;  // of a kind, in words
const STATES = {
  queued: "waiting", held: "held for quiet hours", sent: "sent", delivered: "delivered", failed: "to be tried again", given_up: "given up",
  suppressed: "not wanted or overtaken",
};
const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language" });

function figures(plan) {
  const parts = plan.cost.components;
  const care = cared(plan.operations);
  const one = (label, value, amount) => el("div", {}, el("dt", {}, label), el("dd", {}, value), el("dd", { class: "muted" }, amount ? money(amount) : ""));
  return el("dl", { class: "figures" },
    one("Moved to other flights", count(plan.kpis.rebooked_passengers), parts.passenger_rebooking),
    one("Refunded", count(plan.kpis.refunded_passengers), parts.passenger_refunds),
    one("Bookings cared for", count(care.bookings), parts.passenger_care),
    one("Compensation by law", parts.compensation ? money(parts.compensation) : "?"));
}

function inWords(kind) {
  const more = kind.groups.slice(FIRST).reduce((sum, group) => sum + group.operations.length, 0);
  return el("li", {}, kind.text,
    kind.groups.length ? el("ul", {},
      kind.groups.slice(0, FIRST).map((group) => el("li", {}, group.text)),
      more ? el("li", { class: "muted" }, `and ${count(more)} more`) : null) : null);
}

let looked = { of: "", at: null };  // the preview last asked for: it stays when the case is drawn again

function sample(lines) {
  const ordered = [...lines].sort((a, b) => (b.language === "en") - (a.language === "en") || b.count - a.count);
  const subject = el("p", { class: "subject", dir: "auto" });
  const text = el("pre", { class: "message", dir: "auto", tabindex: "0" });
  const show = (line) => {
    for (const [place, words] of [[subject, line.subject], [text, line.text]]) {
      place.lang = line.language;
      place.textContent = words;
    }
    text.setAttribute("aria-label", `Sample in ${LANGUAGES.of(line.language)}`);
  };
  show(ordered[0]);
  const choice = ordered.length > 1 ? el("label", { class: "row" }, "Sample in ", el("select", { onchange: (event) => show(ordered[event.target.selectedIndex]) },
    ordered.map((line) => el("option", {}, `${LANGUAGES.of(line.language)} (${count(line.count)})`)))) : el("p", { class: "muted" }, `Sample in ${LANGUAGES.of(ordered[0].language)}`);
  return [choice, subject, text];
}

function template(name, lines) {
  const channels = {};
  for (const line of lines) for (const [channel, number] of Object.entries(line.channels)) channels[channel] = (channels[channel] || 0) + number;
  const most = Object.entries(channels).sort((a, b) => b[1] - a[1]);
  return el("details", { class: "template" },
    el("summary", {}, el("strong", {}, count(lines.reduce((sum, line) => sum + line.count, 0))), ` ${plain(name)} `,
      el("span", { class: "muted" }, `${most.map(([channel, number]) => `${channel} ${count(number)}`).join(", ")}; ${counted(lines.length, "language")}`)),
    sample(lines));
}

function drawPreview(preview) {
  const byTemplate = {};
  for (const line of preview.lines) (byTemplate[line.template] ||= []).push(line);
  const unknown = preview.bookings_without_person.length;
  return [
    el("p", {}, preview.messages ? `${counted(preview.messages, "message")} would go out if this were carried out now${now() ? ` (${moment(now().now)})` : ""}. None goes out before.` : "Nobody would be written to."),
    unknown || preview.without_channel ? el("p", { class: "warn" }, [unknown ? `${counted(unknown, "booking")} with nobody known to write to` : "", preview.without_channel ? `${counted(preview.without_channel, "person", "people")} without any channel` : ""].filter(Boolean).join("; ") + ".") : "",
    ...Object.entries(byTemplate).map(([name, lines]) => template(name, lines))];
}

async function look(plan, button, place) {
  looked = { of: `${plan.plan_id}/${plan.revision}`, at: place };
  button.disabled = true;
  place.replaceChildren(el("p", { class: "muted" }, "Working out who would be told what …"));
  try {
    place.replaceChildren(...drawPreview(await get(`plans/${plan.plan_id}/messages`)));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    place.replaceChildren(el("p", { class: "warn" }, `Cannot be shown: ${error.message}`));
  } finally {
    button.disabled = false;
  }
}

export function block(plan) {
  const kinds = passengerGroups(plan.operations, plan.cost.total.currency);
  const kept = looked.of === `${plan.plan_id}/${plan.revision}` ? looked.at : null;
  const place = kept || el("div", { class: "preview", "aria-live": "polite" });
  const open = ["proposed", "approved_once"].includes(plan.status);
  const button = el("button", { type: "button", id: "look-at-messages", onclick: () => look(plan, button, place) }, "Messages");
  return el("section", { class: "passengers", "aria-labelledby": "passengers-title" },
    el("h4", { id: "passengers-title" }, "Passengers"),
    figures(plan),
    kinds.length ? el("ul", { class: "kinds" }, kinds.map(inWords)) : el("p", { class: "muted" }, "Nobody is moved, refunded or cared for by this option."),
    kinds.length && open ? [el("p", { class: "row" }, button, el("span", { class: "muted" }, "what passengers would be told; sends nothing")), place] : null);
}

function tallied(messages) {
  const rows = {};
  const seen = new Set();
  for (const [key, number] of Object.entries(messages)) {
    const [name, , state] = key.split("/");
    const row = (rows[name] ||= {});
    row[state] = (row[state] || 0) + number;
    seen.add(state);
  }
  const states = Object.keys(STATES).filter((state) => seen.has(state));
  const sum = (state) => Object.values(rows).reduce((total, row) => total + (row[state] || 0), 0);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Messages by state" }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "words" }, "Message"), states.map((state) => el("th", { scope: "col" }, STATES[state])))),
    el("tbody", {},
      el("tr", { class: "total" }, el("th", { scope: "row" }, "All"), states.map((state) => el("td", {}, count(sum(state))))),
      Object.entries(rows).map(([name, row]) => el("tr", { class: "part" }, el("th", { scope: "row" }, plain(name)), states.map((state) => el("td", {}, row[state] ? count(row[state]) : "—")))))));
}

function service(one, currency) {
  const { care } = one;
  const lost = care.not_booked;
  return [
    one.status === "done" ? "" : el("p", {}, "Care is being booked and messages are being written …"),
    one.last_error ? el("p", { class: "warn" }, `The last attempt failed (${one.last_error}); it is tried again.`) : "",
    el("p", {}, care.bookings ? `Care booked for ${counted(care.bookings, "booking")}, all that was planned for ${count(care.complete)} of them: ${counted(care.vouchers, "voucher")}, ${currency ? money({ cents: care.cost_cents, currency }) : "?"} in all.` : "No care was booked."),
    lost.length ? el("details", {}, el("summary", { class: "warn" }, `Could not be booked (${lost.length === 50 ? "50 or more" : count(lost.length)})`), el("ul", {}, lost.map((text) => el("li", {}, plain(text))))) : "",
    one.reservations && Object.keys(one.reservations.outcomes).length ? el("p", {}, `In the reservation system: ${Object.entries(one.reservations.outcomes).map(([outcome, number]) => `${plain(outcome)} ${count(number)}`).join(", ")}.`) : "",
    one.reservations && one.reservations.problems.length ? el("details", {}, el("summary", { class: "warn" }, "Problems in the reservation system"), el("ul", {}, one.reservations.problems.map((text) => el("li", {}, text)))) : "",
    Object.keys(one.messages).length ? tallied(one.messages) : el("p", { class: "muted" }, one.status === "done" ? "No message was needed." : "No message yet."),
    one.not_told ? el("p", { class: "warn" }, `${counted(one.not_told, "booking")} not written to about the new journey: the reservation system does not have it.`) : "",
    one.not_reached ? el("p", { class: "warn" }, `${counted(one.not_reached, "message")} reached nobody on any channel: tell these passengers in person.`) : ""];
}

// Fills `place` with how far the passengers of an executed plan have been served; draws only what has changed.
export async function fillServed(place, caseId, currency) {
  const draw = (state, ...children) => {
    if (place.dataset.shown === state) return;
    const open = [...place.querySelectorAll("details")].map((one) => one.open);
    place.dataset.shown = state;
    place.replaceChildren(el("h3", {}, "Passengers: booked and sent"), ...children);
    place.querySelectorAll("details").forEach((one, index) => { one.open = open[index] || false; });
  };
  try {
    const services = await get(`cases/${caseId}/passengers`);
    draw(JSON.stringify(services), ...(services.length
      ? services.flatMap((one) => [services.length > 1 ? el("h4", {}, `${one.plan_id}, revision ${one.revision}`) : "", ...service(one, currency)])
      : [el("p", { class: "muted" }, "Care and messages have not started yet …")]));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    draw(error.message, el("p", { class: "warn" }, `Cannot be shown: ${error.message}`));
  }
}
