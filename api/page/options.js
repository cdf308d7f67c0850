// A case's options side by side, one plan in detail, and the decision about it.
import { get, post, Problem } from "./call.js";
import * as messages from "./messages.js";
import * as passengers from "./passengers.js";
import { aboutPassengers, change, clock, count, counted, el, money, moment, passengerGroups, plain, share, verdict } from "./words.js";

const byId = (id) => document.getElementById(id);
const KPIS = [
  ["cancelled_flights", "Cancelled flights"], ["delayed_flights_15", "Flights 15 min late or more"], ["delay_min_total", "Delay, minutes in all"],
  ["aircraft_swaps", "Aircraft swaps"], ["crew_changes", "Crew changes"], ["ferry_flights", "Ferry flights"],
  ["disrupted_passengers", "Disrupted passengers"], ["misconnected_passengers", "of these misconnected"], ["stranded_passengers", "Stranded passengers"],
  ["rebooked_passengers", "Passengers moved"], ["refunded_passengers", "Passengers refunded"],
  ["fuel_kg", "Fuel, kg"], ["co2_kg", "CO2, kg"],
];

const tally = (plan, name) => plan.checks.filter((check) => check.verdict === name).length;

export function table(plans, chosen, choose) {
  const cell = (plan, value, kind) => el("td", { class: [plan.plan_id === chosen ? "chosen" : "", kind === "long" ? kind : ""].join(" ") }, value);
  const row = (label, value, kind) => el("tr", { class: kind }, el("th", { scope: "row" }, label), plans.map((plan) => cell(plan, value(plan), kind)));
  const components = [...new Set(plans.flatMap((plan) => Object.keys(plan.cost.components)))];
  const heads = plans.map((plan) =>
    el("th", { scope: "col", class: `plan ${plan.kind} ${plan.plan_id === chosen ? "chosen" : ""}` },
      el("button", { type: "button", "aria-pressed": String(plan.plan_id === chosen), onclick: () => choose(plan.plan_id) }, plan.label),
      el("div", { class: "muted" }, `${plain(plan.kind)} · ${plan.plan_id} rev ${plan.revision}`),
      el("div", { class: "muted" }, plan.status)),
  );
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Options side by side" },
    el("table", { class: "options" },
      el("thead", {}, el("tr", {}, el("th", { class: "words" }, "Option"), heads)),
      el("tbody", {},
        row("Total cost", (plan) => money(plan.cost.total), "total"),
        components.map((name) => row(plain(name), (plan) => money(plan.cost.components[name] || { ...plan.cost.total, cents: 0 }), "part")),
        KPIS.map(([name, label]) => row(label, (plan) => count(plan.kpis[name]))),
        row("Changes", (plan) => count(plan.operations.length)),
        row("Checks passed", (plan) => count(tally(plan, "pass"))),
        row("Checks failed", (plan) => (tally(plan, "fail") ? el("span", { class: "verdict fail" }, count(tally(plan, "fail"))) : "0")),
        row("Not checked", (plan) => count(tally(plan, "not_checked"))),
        row("Solver", (plan) => `${plan.solver.name} ${plain(plan.solver.status)}`, "long"),
        row("Gap to the bound", (plan) => share(plan.solver.gap)),
        row("Solver time", (plan) => `${plan.solver.runtime_s.toFixed(1)} s`))));
}

function checks(plan) {
  const order = { fail: 0, not_checked: 1, pass: 2 };
  const sorted = [...plan.checks].sort((a, b) => order[a.verdict] - order[b.verdict]);
  return el("div", { class: "scroll checks", tabindex: "0", role: "region", "aria-label": "Checks" }, el("table", {},
    el("thead", {}, el("tr", {}, ["Verdict", "Rule", "About", "Detail", "By what"].map((name) => el("th", { scope: "col", class: "words" }, name)))),
    el("tbody", {}, sorted.map((check) => el("tr", {},
      el("td", { class: "words" }, verdict(check.verdict)), el("td", { class: "words" }, plain(check.rule)), el("td", { class: "words" }, check.subject),
      el("td", { class: "words" }, check.detail), el("td", { class: "words muted" }, [check.citation, check.specialist].filter(Boolean).join(" · ")))))));
}

const KEEPABLE = new Set(["CancelFlight", "DelayFlight", "SwapAircraft"]);  // what the solver can plan around

// A kind of passengers' changes: its groups, and a box that ticks them all.
function together(kind, line, editable) {
  if (!kind.groups.length) return line(kind.operations, kind.text);
  const inside = el("ul", {}, kind.groups.map((group) => line(group.operations, group.text)));
  const tick = (event) => { for (const box of inside.querySelectorAll("input")) box.checked = event.target.checked; };
  return el("li", {}, el("details", {}, el("summary", {}, kind.text),
    editable ? el("label", { class: "row" }, el("input", { type: "checkbox", checked: true, onchange: tick }), el("span", {}, "all of these")) : null,
    inside));
}

function changes(plan, editable, revised) {
  if (!plan.operations.length) return el("p", { class: "muted" }, "No change to the network.");
  const kept = new Map();  // the box that keeps an operation; passengers moved alike share one
  const box = (alike, text) => {
    const made = el("input", { type: "checkbox", checked: true, "aria-label": `keep: ${text}` });
    for (const operation of alike) kept.set(operation, made);
    return made;
  };
  const line = (alike, text) => el("li", {}, editable ? el("label", { class: "row" }, box(alike, text), el("span", {}, text)) : text);
  const faults = el("ul", { class: "faults", "aria-live": "polite" });
  const list = el("ol", { class: "changes", tabindex: "0", "aria-label": "Changes" },
    plan.operations.filter((one) => !aboutPassengers(one)).map((one) => line([one], change(one, plan.cost.total.currency))),
    passengerGroups(plan.operations, plan.cost.total.currency).map((kind) => together(kind, line, editable)));
  const revise = (words, ask) => {
    const button = el("button", { type: "button", onclick: async () => {
      faults.replaceChildren();
      button.disabled = true;
      try {
        const ticked = plan.operations.filter((one) => kept.get(one).checked);
        revised(await post(`plans/${plan.plan_id}/revisions`, ask(ticked), { "If-Match": `"${plan.revision}"` }));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        faults.replaceChildren(...error.faults.map((fault) => el("li", {}, [fault.field, fault.message].filter(Boolean).join(": "))));
      } finally {
        button.disabled = false;
      }
    } }, words);
    return button;
  };
  const edit = revise("Make a revision with the ticked changes", (ticked) => ({ operations: ticked }));
  const repair = revise("Keep the ticked flights' changes, repair the rest", (ticked) => ({ operations: ticked.filter((one) => KEEPABLE.has(one.type)), repair: true }));
  return el("div", {}, list, editable ? el("p", { class: "row" }, edit, repair, el("span", { class: "muted" }, "priced and checked again; the old revision stays in the record")) : null, faults);
}

function affected(plan) {
  if (!plan.affected.length) return el("p", { class: "muted" }, "No flight goes differently.");
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Flights affected" }, el("table", {},
    el("thead", {}, el("tr", {}, ["Flight", "Tail", "Leaves", "Arrives", "Why"].map((name) => el("th", { scope: "col", class: "words" }, name)))),
    el("tbody", {}, plan.affected.map((one) => el("tr", {},
      el("td", { class: "words" }, one.flight_id), el("td", { class: "words" }, one.tail || "—"),
      el("td", { class: "words" }, one.cancelled ? "cancelled" : moment(one.etd)), el("td", { class: "words" }, one.cancelled ? "—" : clock(one.eta)),
      el("td", { class: "words muted" }, one.causes.map((cause) => cause.text).join("; ") || "by the plan"))))));
}

export function detail(plan, { canDecide, decided, revised }) {
  const open = ["proposed", "approved_once"].includes(plan.status);
  const bar = open ? el("div", { class: "decide", role: "group", "aria-label": "Decision" },
    el("strong", {}, `${plan.label}, revision ${plan.revision}`),
    el("span", {}, `${money(plan.cost.total)} · ${count(tally(plan, "fail"))} failed, ${count(tally(plan, "not_checked"))} not checked`),
    [["approve", "Approve …"], ["return", "Return …"], ["reject", "Reject …"]].map(([choice, label]) =>
      el("button", { type: "button", class: choice === "approve" ? "main" : undefined, disabled: !canDecide, onclick: () => ask(plan, choice, decided) }, label)),
    canDecide ? null : el("span", { class: "muted" }, "your role cannot decide")) : el("p", { class: "muted" }, `This revision is ${plain(plan.status)}.${plan.stale_because.length ? " " + plan.stale_because.join("; ") : ""}`);
  return el("section", { "aria-labelledby": "plan-title" },
    el("h3", { id: "plan-title" }, `${plan.label} (${plan.plan_id}, revision ${plan.revision})`),
    plan.explanation ? el("div", { class: "explained" }, el("p", {}, plan.explanation.text), el("p", { class: "muted" }, `written by: ${plan.explanation.source}`)) : null,
    plan.reasons.length ? el("ul", {}, plan.reasons.map((text) => el("li", {}, text))) : null,
    passengers.block(plan),
    el("details", { open: true }, el("summary", {}, `What it changes (${count(plan.operations.length)})`), changes(plan, open && canDecide, revised)),
    el("details", { open: true }, el("summary", {}, `Checks (${count(plan.checks.length)})`), checks(plan)),
    el("details", {}, el("summary", {}, `Flights that go differently (${count(plan.affected.length)})`), affected(plan)),
    messages.neededBy(plan),
    plan.assumptions.length ? el("details", {}, el("summary", {}, `Assumed (${count(plan.assumptions.length)})`), el("ul", {}, plan.assumptions.map((text) => el("li", {}, text)))) : null,
    bar);
}

function ask(plan, choice, decided) {
  const dialog = byId("decision-dialog");
  const form = byId("decision-form");
  const titles = { approve: "Approve and carry out", return: "Return for another search", reject: "Reject" };
  byId("decision-title").textContent = `${titles[choice]}: ${plan.label}, revision ${plan.revision}`;
  byId("decision-do").textContent = titles[choice];
  byId("decision-summary").replaceChildren(
    el("p", {}, `${count(plan.operations.length)} changes, ${money(plan.cost.total)}, ${count(plan.kpis.cancelled_flights)} cancelled, ${count(plan.kpis.disrupted_passengers)} passengers disrupted.`),
    plan.operations.some(aboutPassengers) ? el("p", {}, `${count(plan.kpis.rebooked_passengers)} passengers moved, ${count(plan.kpis.refunded_passengers)} refunded.${choice === "approve" ? " Once it is carried out they are written to and their care is booked." : ""}`) : "",
    el("p", { class: tally(plan, "not_checked") ? undefined : "muted" }, `${count(tally(plan, "not_checked"))} rules were not checked: ${[...new Set(plan.checks.filter((one) => one.verdict === "not_checked").map((one) => plain(one.rule)))].join(", ") || "none"}.`));
  byId("decision-faults").replaceChildren();
  form.elements.reason.value = "";
  byId("decision-cancel").onclick = () => dialog.close();
  form.onsubmit = async (event) => {
    event.preventDefault();
    byId("decision-do").disabled = true;
    try {
      const answer = await post(`plans/${plan.plan_id}/decisions`, { decision: choice, reason: form.elements.reason.value }, { "If-Match": `"${plan.revision}"` });
      dialog.close();
      decided(answer);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const next = error.document.next_revision ? [el("li", {}, `Revision ${error.document.next_revision} is the plan on the network as it is now. Close this and read it.`)] : [];
      byId("decision-faults").replaceChildren(el("li", {}, error.message), ...next);
      decided(null);
    } finally {
      byId("decision-do").disabled = false;
    }
  };
  dialog.showModal();
  form.elements.reason.focus();
}

export const read = async (caseId) => (await get(`cases/${caseId}/plans`)).items;
