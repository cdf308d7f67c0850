// The conversation: a question, its stages as they happen, sentences whose figures are facts, cards and what to ask next.
import { Problem, post, stream } from "./call.js";
import { el } from "./words.js";

const byId = (id) => document.getElementById(id);
let conversationId = "";
let running = null;

function chip(segment, facts) {
  const fact = facts.get(segment.fact_id);
  if (!fact) return segment.text;
  const title = `${fact.tool}${fact.subject ? `, ${fact.subject}` : ""}${fact.assumed ? ", assumed" : ""}`;
  return el("span", { class: fact.assumed ? "fact assumed" : "fact", title, tabindex: "0" }, segment.text);
}

function pieces(segments, references) {
  const facts = new Map(references.map((fact) => [fact.fact_id, fact]));
  return segments.map((segment) => chip(segment, facts));
}

function drawCard({ card, references }) {
  if (card.card === "table") {
    return el("div", { class: "scroll", tabindex: "0" }, el("table", {}, el("caption", {}, card.title),
      el("thead", {}, el("tr", {}, card.columns.map((name) => el("th", { scope: "col", class: "words" }, name)))),
      el("tbody", {}, card.rows.map((row) => el("tr", {}, row.map((cell) => el("td", { class: "words" }, pieces(cell.segments, references))))))));
  }
  if (card.card === "open_view") return el("p", { class: "muted" }, `${card.title}: ${card.path}`);
  const what = card.card === "draft_case"
    ? [`Draft of a case: ${card.title}. Nothing is opened until somebody reports it.`, { disruption: card.disruption }]
    : [`Draft of ${card.operations.length} operations${card.plan_id ? ` for ${card.plan_id}` : ""}. Nothing is kept.`, { operations: card.operations }];
  return el("div", { class: "finding" }, el("p", {}, what[0]),
    card.card === "draft_case" && el("button", { type: "button", onclick: (event) => openCase(event.target, card.disruption) }, "Report this"),
    el("details", {}, el("summary", {}, "As data"), el("pre", { class: "telex" }, JSON.stringify(what[1], null, 2))));
}

let opened = () => {};

async function openCase(button, disruption) {
  button.disabled = true;
  try {
    opened(await post("cases", disruption));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    button.disabled = false;
    button.after(el("p", { class: "warn" }, [error.message, ...error.faults.map((fault) => fault.message)].join(" ")));
  }
}

// One turn's place on the page, and what each event does to it.
function place(words) {
  const stages = el("ol", { class: "steps" });
  const summary = el("summary", { class: "muted" }, "Working …");
  const fold = el("details", {}, summary, stages);
  const understood = el("p", { class: "muted" });
  const answer = el("div", { class: "explained" });
  const rest = el("div");
  const item = el("li", {}, el("p", { class: "subject" }, words), fold, understood, answer, rest);
  const paragraphs = new Map();
  const draw = {
    started: (data) => { conversationId = data.conversation_id; },
    stage: (data) => {
      summary.textContent = `${data.text} … ${data.elapsed_s.toFixed(1)} s`;
      stages.append(el("li", {}, el("span", {}, `${data.elapsed_s.toFixed(1)} s`), el("span", {}, data.tool || data.stage), data.text));
    },
    understood: (data) => { understood.textContent = `Understood as: ${data.text}${data.by === "model" ? " (by the assistant)" : ""}`; },
    text: (data) => {
      if (!paragraphs.has(data.paragraph)) {
        paragraphs.set(data.paragraph, el("p"));
        answer.append(paragraphs.get(data.paragraph));
      }
      const paragraph = paragraphs.get(data.paragraph);
      paragraph.append(...(paragraph.childNodes.length ? [" "] : []), ...pieces(data.segments, data.references));
    },
    card: (data) => rest.append(drawCard(data)),
    suggestions: (data) => rest.append(el("p", { class: "row" },
      data.items.map((words) => el("button", { type: "button", onclick: () => ask(words) }, words)))),
    done: (data) => { summary.textContent = `${data.outcome.replace("_", " ")}, ${data.elapsed_s.toFixed(1)} s, ${data.runs.length} tool runs`; },
    problem: (data) => rest.append(el("p", { class: "warn" }, data.detail)),
  };
  return { item, hear: (name, data) => draw[name] && draw[name](data) };
}

function busy(is) {
  byId("chat-ask").disabled = is;
  byId("chat-stop").hidden = !is;
}

async function ask(words) {
  if (running || !words.trim()) return;
  const turn = place(words);
  byId("chat-turns").append(turn.item);
  turn.item.scrollIntoView({ block: "nearest" });
  running = turn;
  busy(true);
  try {
    await stream("chat", { message: words, conversation_id: conversationId, focus: focus() }, turn.hear);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) conversationId = "";
    turn.hear("problem", { detail: [error.message, ...error.faults.map((fault) => fault.message)].join(" ") });
  } finally {
    running = null;
    busy(false);
  }
}

let looking = () => "";
const focus = () => (looking() ? { case_id: looking() } : null);

// `caseShown` gives the case on the page; `caseOpened` hears of a case that was reported from a draft.
export function install(caseShown, caseOpened) {
  looking = caseShown;
  opened = caseOpened;
  byId("chat-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const box = byId("chat-words");
    const words = box.value;
    if (running || !words.trim()) return;
    box.value = "";
    ask(words);
  });
  byId("chat-words").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    byId("chat-form").requestSubmit();
  });
  byId("chat-stop").addEventListener("click", () => conversationId && post(`chat/${conversationId}/stop`, {}));
}

// Whoever acts now begins a conversation of their own.
export function forget() {
  conversationId = "";
  byId("chat-turns").replaceChildren();
}
