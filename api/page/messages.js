// Operational messages: taken in and shown with what became of them; and those that a plan needs, which nothing here sends.
import { get, hasKey, post, Problem } from "./call.js";
import { count, counted, el, moment } from "./words.js";

const byId = (id) => document.getElementById(id);
const LATEST = 50;  // of all, and of each status that needs a person
const SHOWN = 1200;  // characters of a long text that came in, around the place where it stops making sense
const FIRST = 5;  // of what a message says
const STATES = {
  not_understood: ["fail", "needs a person: not understood"],
  refused: ["fail", "needs a person: contradicts the network"],
  applied: ["pass", "recorded on the network"],
  noted: ["pass", "noted, changes nothing"],
  corrected: ["pass", "corrected by another message"],
};
const PERSON = ["not_understood", "refused"];
const needsPerson = (message) => PERSON.includes(message.status);
const readable = (text) => text.replace(/\r\n?/g, "\n");

// Where the text stops making sense, as [start, end] in characters; the same twice where only something missing can be named.
function placeOf(message) {
  if (!message.line) return null;
  const text = readable(message.text);
  const lines = text.split("\n").slice(0, message.line);
  const before = [...(lines[message.line - 1] || "")].slice(0, message.column - 1).join("");
  let start = [...lines.slice(0, message.line - 1), before].join("\n").length;
  if (message.found && !text.startsWith(message.found, start)) start += Math.max(0, text.slice(start).search(/\S/));
  const word = message.found && message.kind !== "UNKNOWN" && text.startsWith(message.found, start) ? message.found : text.slice(start).match(/^\S*/)[0];
  return [start, start + word.length];
}

function telex(whole, place = null, most = SHOWN) {
  const text = readable(whole);
  const [from, to] = place || [0, 0];
  const start = Math.max(0, from - most / 2);
  const end = Math.min(text.length, Math.max(to, start + most));
  return [
    el("pre", { class: "telex" }, text.slice(start, from), place ? el("mark", { class: from === to ? "missing" : undefined }, text.slice(from, to)) : "", text.slice(to, end)),
    end - start < text.length ? el("p", { class: "muted" }, `Characters ${count(start + 1)} to ${count(end)} of ${count(text.length)}.`) : ""];
}

function stopped(message) {
  if (!message.line) return message.reason;
  return `Line ${count(message.line)}, column ${count(message.column)}${message.found ? `, at “${message.found}”` : ""}: ${message.reason}`;
}

function sayings(said) {
  const lines = (some) => el("ul", {}, some.map((text) => el("li", {}, text)));
  const more = said.slice(FIRST);
  return said.length ? [lines(said.slice(0, FIRST)), more.length ? el("details", {}, el("summary", {}, `${count(more.length)} more`), lines(more)) : ""] : [];
}

function entry(message) {
  const [look, words] = STATES[message.status];
  const person = needsPerson(message);
  return el("li", { class: person ? "person" : undefined },
    el("p", { class: "row" }, el("strong", {}, message.kind === "UNKNOWN" ? "Unknown kind" : message.kind), el("span", { class: `verdict ${look}` }, words),
      el("span", { class: "muted" }, [moment(message.received_at), `from ${message.source}`, message.version ? `network version ${message.version}` : ""].filter(Boolean).join(" · "))),
    person ? [el("p", { class: "warn" }, stopped(message)), telex(message.text, placeOf(message)),
      el("p", {}, el("button", { type: "button", onclick: () => correct(message) }, "Correct …"))] : null,
    sayings(message.said),
    person ? null : el("details", {}, el("summary", {}, "Text"),
      message.status === "corrected" ? el("p", { class: "muted" }, stopped(message)) : "", telex(message.text, placeOf(message))));
}

let correcting = "";  // the message that the text in the box stands for

function stands(message) {
  correcting = message ? message.message_id : "";
  const line = byId("message-corrects");
  line.hidden = !message;
  if (message) line.firstElementChild.textContent = `Corrects the ${message.kind === "UNKNOWN" ? "message" : message.kind} from ${message.source}, ${moment(message.received_at)}.`;
}

function correct(message) {
  stands(message);
  show(message);
}

function show(message) {
  const box = byId("message-text");
  box.value = message.text;
  box.focus();
  const place = placeOf(message);
  if (place) box.setSelectionRange(...place);
}

const drawn = new Map();  // by message: an entry that is the same stays where it is, with its focus and its folds
let messages = [];

function draw() {
  const list = byId("messages-list");
  const waiting = messages.filter(needsPerson);
  const shown = byId("messages-person").checked ? waiting : messages;
  const most = waiting.length >= LATEST ? " or more" : "";
  byId("messages-waiting").textContent = waiting.length ? `${count(waiting.length)}${most} ${waiting.length === 1 ? "needs" : "need"} a person` : "none needs a person";
  byId("messages-waiting").className = waiting.length ? "warn" : "muted";
  byId("no-messages").hidden = shown.length > 0;
  byId("no-messages").textContent = messages.length ? "No message needs a person." : "No messages yet.";
  list.hidden = shown.length === 0;
  const entries = shown.map((message) => {
    const state = JSON.stringify([message.status, message.version, message.reason, message.source]);
    const known = drawn.get(message.message_id);
    if (known && known.state === state) return known.entry;
    const made = entry(message);
    drawn.set(message.message_id, { state, entry: made });
    return made;
  });
  for (const old of [...list.children]) if (!entries.includes(old)) old.remove();
  entries.forEach((one, index) => { if (list.children[index] !== one) list.insertBefore(one, list.children[index] || null); });
}

let asked = 0;
let session = () => ({ role: "" });

// Asks for the latest messages, and for those that need a person however old they are; these come first.
export async function refresh() {
  if (!hasKey() || document.visibilityState !== "visible") return;
  const may = ["controller", "duty_manager", "admin"].includes(session().role);
  byId("message-take").disabled = !may;
  byId("message-may").hidden = may;
  const turn = ++asked;
  try {
    const found = await Promise.all(["", ...PERSON].map((status) => get(`messages?limit=${LATEST}${status ? `&status=${status}` : ""}`)));
    if (turn !== asked) return;
    messages = [...new Map(found.flat().map((one) => [one.message_id, one])).values()].sort((a, b) => needsPerson(b) - needsPerson(a));
    draw();
    byId("messages-trouble").textContent = "";
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    byId("messages-trouble").textContent = `The list may be old: ${error.message}`;
  }
}

async function take(event) {
  event.preventDefault();
  const said = byId("message-said");
  const box = byId("message-text");
  byId("message-take").disabled = true;
  said.className = "muted";
  said.textContent = "being read …";
  try {
    const message = await post("messages", { text: box.value, corrects: correcting });
    box.value = "";
    stands(null);
    said.textContent = `${message.kind}: ${STATES[message.status][1]}.`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    said.className = "warn";
    said.textContent = error.message;
    const { line, column, message_id } = error.document;
    if (message_id) stands(await get(`messages/${message_id}`));
    if (line) show({ text: box.value, line, column, found: "" });
  } finally {
    byId("message-take").disabled = false;
    box.focus();
    await refresh();
  }
}

export function install(who) {
  session = who;
  byId("message").addEventListener("submit", take);
  byId("messages-person").addEventListener("change", draw);
  byId("message-corrects").querySelector("button").addEventListener("click", () => stands(null));
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, 15000);
}

function drawNeeded(needed) {
  const kinds = {};
  for (const one of needed.messages) kinds[one.kind] = (kinds[one.kind] || 0) + 1;
  const tally = Object.entries(kinds).map(([kind, number]) => `${count(number)} ${kind}`).join(", ");
  return [
    el("p", {}, el("strong", {}, "Nothing is sent from here."), " These are the texts for a person to send once the plan is carried out."),
    needed.messages.length ? [el("p", {}, `${counted(needed.messages.length, "message")}: ${tally}.`),
      el("ol", { class: "messages", tabindex: "0", "aria-label": "Messages this plan needs" }, needed.messages.map((one) => el("li", {},
        el("p", { class: "row" }, el("strong", {}, one.kind), el("span", {}, `for ${one.to}`), el("span", { class: "muted" }, `because ${one.flight_id} ${one.because}`)),
        telex(one.text, null, one.text.length))))] : el("p", { class: "muted" }, "No message needs to be written."),
    needed.by_hand.length ? [el("h4", {}, `To be told by hand (${count(needed.by_hand.length)})`), el("ul", { class: "by-hand" }, needed.by_hand.map((text) => el("li", {}, text)))] : null].flat();
}

let kept = { of: "", fold: null };  // the fold of the plan last looked at: it stays when the case is drawn again

// A fold with the messages that a plan needs, asked for when it is opened.
export function neededBy(plan) {
  const of = `${plan.plan_id}/${plan.revision}`;
  if (kept.of === of) return kept.fold;
  const place = el("div");
  const fill = async (event) => {
    if (!event.target.open || place.dataset.filled) return;
    place.dataset.filled = "yes";
    place.replaceChildren(el("p", { class: "muted" }, "Being written …"));
    try {
      place.replaceChildren(...drawNeeded(await get(`plans/${plan.plan_id}/operational-messages`)).filter(Boolean));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      delete place.dataset.filled;
      place.replaceChildren(el("p", { class: "warn" }, `Cannot be shown: ${error.message}`));
    }
  };
  const fold = el("details", { ontoggle: fill }, el("summary", {}, "Messages this plan needs"), place);
  kept = { of, fold };
  return fold;
}
