// One case: how far it is, what the specialists found, its options, its record, and the flights it changed.
import { get, Problem, save } from "./call.js";
import * as options from "./options.js";
import { fillServed } from "./passengers.js";
import { clock, count, el, moment, plain } from "./words.js";

const byId = (id) => document.getElementById(id);

function finding(name, answer) {
  if (answer.status === "degraded") {
    return el("article", { class: "finding degraded" }, el("h4", {}, name), el("p", {}, `Could not answer: ${answer.reason}`));
  }
  return el("article", { class: "finding" },
    el("h4", {}, name, " ", el("span", { class: "muted" }, `${answer.runtime_s.toFixed(2)} s`)),
    el("p", {}, answer.summary),
    answer.facts.length ? el("ul", {}, answer.facts.map((fact) => el("li", { title: `${fact.fact_id} from ${fact.tool}` }, fact.value === null ? "" : `${fact.value}${fact.unit ? " " + fact.unit : ""}: `, fact.text, fact.assumed ? " (assumed)" : ""))) : null,
    answer.warnings.length ? el("ul", {}, answer.warnings.map((text) => el("li", {}, `Warning: ${text}`))) : null,
    el("p", { class: "muted" }, `${count(answer.constraints.length)} constraints for the solver`));
}

function record(entries) {
  return entries.entries.map((entry) => el("details", {},
    el("summary", {}, `${entry.seq}. ${plain(entry.kind)} by ${entry.actor}, ${moment(entry.at)} `, el("span", { class: "hash" }, entry.entry_hash.slice(0, 12))),
    el("pre", {}, JSON.stringify(JSON.parse(entry.body), null, 1))));
}

async function flightsChanged(planId) {
  const changed = [];
  let cursor = "";
  do {
    const page = await get(`flights?own=true&limit=500&cursor=${encodeURIComponent(cursor)}`);
    changed.push(...page.items.filter((flight) => flight.changed_by === planId));
    cursor = page.next_cursor;
  } while (cursor);
  return changed;
}

function flightTable(flights) {
  return el("div", { class: "scroll checks", tabindex: "0", role: "region", "aria-label": "Flights changed" }, el("table", {},
    el("thead", {}, el("tr", {}, ["Flight", "To", "Scheduled", "Now", "Status", "Tail"].map((name) => el("th", { scope: "col", class: "words" }, name)))),
    el("tbody", {}, flights.map((flight) => el("tr", {},
      [flight.flight_id, flight.destination, clock(flight.std), clock(flight.atd || flight.etd), flight.status, flight.tail || "—"].map((text) => el("td", { class: "words" }, text)))))));
}

export class Casefile {
  constructor(session) {
    this.session = session;
    this.caseId = "";
    this.chosen = "";
    this.shown = "";
  }

  async show(caseId) {
    if (caseId !== this.caseId) this.chosen = "";
    this.caseId = caseId;
    this.shown = "";
    await this.refresh();
  }

  async refresh() {
    if (!this.caseId) return;
    const id = this.caseId;
    const [view, progress, plans] = await Promise.all([get(`cases/${id}`), get(`cases/${id}/events`), options.read(id)]);
    const state = JSON.stringify([view, progress.items.length, plans.map((plan) => [plan.plan_id, plan.revision, plan.status]), this.chosen, this.session().name]);
    if (id !== this.caseId || state === this.shown) return;
    this.shown = state;
    const before = { scroll: window.scrollY, focus: document.activeElement && document.activeElement.id };
    await this.draw(view, progress.items, plans);
    window.scrollTo(0, before.scroll);
    if (before.focus && byId(before.focus)) byId(before.focus).focus({ preventScroll: true });
  }

  async draw(view, steps, plans) {
    const main = byId("casefile");
    const names = Object.keys(view.findings).sort();
    if (!plans.some((plan) => plan.plan_id === this.chosen)) {
      const best = plans.find((plan) => plan.status === "executed") || plans.find((plan) => plan.kind === "recommended") || plans[0];
      this.chosen = best ? best.plan_id : "";
    }
    const plan = plans.find((one) => one.plan_id === this.chosen);
    const executed = view.execution && view.execution.status === "done";
    const canDecide = ["controller", "duty_manager", "admin"].includes(this.session().role);
    const list = el("ol", { class: "steps", tabindex: "0", "aria-label": "Progress" }, steps.map((step) => el("li", { class: step.status },
      el("span", { class: "muted" }, `${step.elapsed_s.toFixed(1)} s`), el("span", {}, [step.stage, step.specialist].filter(Boolean).join(" · ")), el("span", {}, step.text))));
    main.replaceChildren(
      el("h2", {}, `${view.case_id}: ${view.title}`),
      el("p", {}, el("span", { class: `status ${view.status}` }, view.status), ` · ${view.stage || "starting"} · opened by ${view.opened_by} ${moment(view.opened_at)}`, view.trouble ? ` · ${view.trouble}` : ""),
      executed ? el("section", { id: "served", "aria-label": "Passengers: booked and sent", "data-case": view.case_id, "data-currency": plans.length ? plans[0].cost.total.currency : "" }, el("h3", {}, "Passengers: booked and sent"), el("p", { class: "muted" }, "asking …")) : "",
      el("details", { open: view.status === "working" || view.status === "open" }, el("summary", {}, `Progress (${count(steps.length)} steps)`), list),
      el("details", { open: !plans.length }, el("summary", {}, `What the specialists found (${count(names.length)})`), el("div", { class: "findings" }, names.map((name) => finding(name, view.findings[name])))),
      plans.length ? el("section", { "aria-label": "Options" }, el("h3", {}, "Options"), options.table(plans, this.chosen, (id) => { this.chosen = id; this.refresh(); })) : el("p", { class: "muted" }, view.status === "working" ? "Options are being worked out …" : "No options."),
      plan ? options.detail(plan, { canDecide, decided: () => this.again(), revised: (made) => { this.chosen = made.plan_id; this.again(); } }) : "",
      this.decisions(view),
      el("details", { class: "record", ontoggle: (event) => event.target.open && this.fillRecord(event.target) }, el("summary", {}, "Decision record")),
      this.printable(),
      el("div", { id: "changed" }));
    list.scrollTop = list.scrollHeight;
    if (!executed) return;
    await Promise.all([this.serve(), this.fillChanged(view.execution.plan_id)]);
  }

  // How far passengers have been served changes without a step of the case: it is asked again while it is on the screen.
  async serve() {
    const place = byId("served");
    if (place && document.visibilityState === "visible") await fillServed(place, place.dataset.case, place.dataset.currency);
  }

  printable() {
    const said = el("span", { class: "muted", role: "status" }, "a page for paper, from the decision record alone");
    const button = el("button", { type: "button", id: "printable", onclick: async () => {
      button.disabled = true;
      said.textContent = "being made …";
      try {
        await save(`cases/${this.caseId}/record.html`, `${this.caseId}-record.html`);
        said.textContent = "saved: open the file and print it";
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        said.textContent = `Not saved: ${error.message}`;
      } finally {
        button.disabled = false;
      }
    } }, "Printable record");
    return el("p", { class: "row" }, button, said);
  }

  decisions(view) {
    if (!view.decisions.length) return "";
    const lines = view.decisions.map((one) => el("li", {}, `${one.actor} (${plain(one.role)}): ${plain(one.effect)} ${one.plan_id} revision ${one.revision}, ${moment(one.at)}: “${one.reason}”`));
    const done = view.execution;
    return el("section", {}, el("h3", {}, "Decisions"), el("ul", {}, lines),
      done ? el("p", {}, `Execution: ${done.status}${done.resulting_version ? `, network version ${done.resulting_version}` : ""}${done.last_error ? ` (${done.last_error})` : ""}`) : null);
  }

  async fillRecord(place) {
    if (place.dataset.filled) return;
    place.dataset.filled = "yes";
    const entries = await get(`cases/${this.caseId}/record`);
    place.append(
      el("p", { class: entries.intact ? "muted" : "notice act" }, entries.intact ? `${count(entries.entries.length)} entries; the chain of hashes holds.` : `The chain is broken at entry ${entries.broken_seq}: ${entries.reason}`),
      ...record(entries));
  }

  async fillChanged(planId) {
    const flights = await flightsChanged(planId);
    byId("changed").replaceChildren(el("h3", {}, `Flights changed by ${planId} (${count(flights.length)})`), flightTable(flights));
  }

  async again() {
    this.shown = "";
    await this.refresh();
  }
}
