// Puts the page together: who acts, the clock, reports, cases, and the live stream that keeps them fresh.
import { follow, get, hasKey, Problem, useKey } from "./call.js";
import { Casefile } from "./casefile.js";
import * as chat from "./chat.js";
import * as simulation from "./clock.js";
import * as messages from "./messages.js";
import * as report from "./report.js";
import { count, el, money, plain } from "./words.js";

const byId = (id) => document.getElementById(id);
const DEFAULT_DEMO = "demo-controller";
let session = { name: "", role: "" };
const casefile = new Casefile(() => session);
let lastSpoken = 0;

function notice(text, act = false) {
  byId("notice").hidden = !text;
  byId("notice").textContent = text || "";
  byId("notice").classList.toggle("act", act);
}

function speak(text) {
  if (Date.now() - lastSpoken < 10000) return;
  lastSpoken = Date.now();
  byId("spoken").textContent = text;
}

async function attempt(work) {
  try {
    await work();
    notice("");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const more = error.faults.map((fault) => fault.message).filter((text) => text !== error.message);
    notice([error.message, ...more].join(" "));
    if (error.status === 401) byId("key-dialog").open || byId("key-dialog").showModal();
  }
}

function soon(work, delay) {
  let timer = 0;
  return () => {
    if (timer) return;
    timer = setTimeout(() => { timer = 0; attempt(work); }, delay);
  };
}

async function drawCases() {
  const { items } = await get("cases?limit=500");
  byId("no-cases").hidden = items.length > 0;
  byId("cases").replaceChildren(...items.reverse().map((one) => el("li", {},
    el("button", { type: "button", id: `case-${one.case_id}`, "aria-current": String(one.case_id === casefile.caseId), onclick: () => choose(one.case_id) },
      `${one.case_id} `, el("span", { class: `status ${one.status}` }, one.status), el("br"), one.title))));
}

async function drawCosts() {
  const summary = await get("costs/summary");
  const rows = Object.entries(summary.projected.components).map(([name, amount]) => el("tr", { class: "part" }, el("th", { scope: "row" }, plain(name)), el("td", {}, money(amount))));
  byId("costs").classList.remove("muted");
  byId("costs").replaceChildren(
    el("table", {}, el("tbody", {}, el("tr", { class: "total" }, el("th", { scope: "row" }, "From now on"), el("td", {}, money(summary.projected.total))), rows)),
    el("p", {}, `${count(summary.kpis.cancelled_flights)} cancelled, ${count(summary.kpis.delayed_flights_15)} late, ${count(summary.kpis.disrupted_passengers)} passengers disrupted, ${count(summary.kpis.stranded_passengers)} stranded.`),
    el("p", { class: "muted" }, summary.note));
}

const casesSoon = soon(async () => { await drawCases(); await casefile.refresh(); }, 250);
const networkSoon = soon(async () => { await simulation.refresh(); await drawCosts(); }, 1500);
const messagesSoon = soon(messages.refresh, 1500);

async function choose(caseId) {
  await attempt(async () => {
    history.replaceState(null, "", `#${caseId}`);
    await casefile.show(caseId);
    await drawCases();
  });
}

function hear(message) {
  if (message.type === "case.progress") {
    casesSoon();
    speak(`${message.subject}: ${message.data.text}`);
    return;
  }
  networkSoon();
  messagesSoon();
  if (message.type === "resync") casesSoon();
}

function connected(up) {
  byId("live").textContent = up ? "live" : "not live: reconnecting";
  byId("live").classList.toggle("broken", !up);
  document.querySelector(".columns").classList.toggle("offline", !up);
  if (up) { casesSoon(); networkSoon(); messagesSoon(); }
}

async function enter() {
  session = await get("session");
  byId("who").textContent = `${session.name} (${plain(session.role)}${session.demo ? ", demo key" : ""})`;
  showForeseen(await simulation.refresh());
  await drawCases();
  await drawCosts();
  await casefile.again();
  await messages.refresh();
}

async function keys() {
  const { demo_keys: demo } = await (await fetch("/page/keys.json")).json();
  const form = byId("key-form");
  const names = Object.keys(demo);
  byId("demo-choice").hidden = byId("demo-note").hidden = names.length === 0;
  form.elements.demo.append(...names.map((name) => el("option", { value: name, selected: name === DEFAULT_DEMO }, `${name} (${plain(demo[name])})`)));
  form.addEventListener("submit", () => {
    const chosen = form.elements.key.value || form.elements.demo.value;
    form.elements.key.value = "";
    if (chosen) { useKey(chosen); chat.forget(); attempt(enter); }
  });
  byId("change-key").addEventListener("click", () => byId("key-dialog").showModal());
  if (!hasKey() && names.includes(DEFAULT_DEMO)) useKey(DEFAULT_DEMO);
}

simulation.install(attempt, (text) => { speak(text); networkSoon(); casesSoon(); });
messages.install(() => session);
chat.install(() => casefile.caseId, (case_) => choose(case_.case_id));
const showForeseen = report.install((opened) => choose(opened.case_id));
await keys();
if (!hasKey()) byId("key-dialog").showModal();
else await attempt(enter);
if (location.hash.length > 1) await choose(location.hash.slice(1));
follow(hear, connected);
setInterval(() => { if (simulation.now() && simulation.now().speed) attempt(simulation.refresh); }, 1000);
setInterval(() => casefile.serve(), 5000);
