"""What people see in Slack: messages and modals as pure functions of a situation, in Block Kit, within its limits.

Everything that comes from outside is escaped and cannot link, mention or format; the console's address is the only link.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import zip_longest
from typing import Any, TypeVar

from api.slack.approval import Review
from api.slack.asking import Answer
from api.slack.situation import Situation, changes
from domain.plans import Fact
from domain.units import minutes_between
from graphs.casebook import AWAITING_DECISION
from graphs.deciding import rule_for, rules
from graphs.explain import counted, money
from graphs.views import DecisionView, PlanView
from knowledge.airline.approval import ApprovalPolicy, ApprovalRule

Block = dict[str, Any]

OPTIONS_SHOWN = 3
DIFF_LINES = 8
_FACTS_SHOWN = 6
_RULES_NAMED = 4
_DIGEST_LINES = 40

MESSAGE_BLOCKS, MODAL_BLOCKS = 50, 100
_TEXT, _SECTION, _FIELD, _HEADER, _MODAL_TITLE = 40_000, 3_000, 2_000, 150, 24
_BUTTON, _BUTTON_VALUE, _OPTION = 75, 2_000, 75
_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
_LABEL, _PLACEHOLDER, _METADATA = 2_000, 150, 3_000


@dataclass(frozen=True, slots=True)
class Message:
    """A message: blocks, and the text that notifications and screen readers show."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def digest(self) -> str:
        """The content in short: the same when nothing would change on the screen."""
        return sha256(json.dumps([self.text, self.blocks], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal; `submit` empty: there is nothing to send. `metadata` comes back with what is sent."""

    title: str
    blocks: tuple[Block, ...]
    callback_id: str = "shown"
    submit: str = ""
    metadata: str = ""

    def view(self) -> Block:
        """The modal as Slack's `views.open` and `views.update` take it."""
        made: Block = {
            "type": "modal",
            "callback_id": self.callback_id,
            "title": _plain_text(self.title),
            "close": _plain_text("Close"),
            "private_metadata": self.metadata,
            "blocks": list(self.blocks),
        }
        return made | ({"submit": _plain_text(self.submit)} if self.submit else {})


Shown = TypeVar("Shown", Message, Modal)


# --- words ----------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Somebody's words for a text with mark-up: one line, no link, no mention, no format of their own."""
    line = " ".join(text.split()).replace("*", "∗").replace("`", "ˋ").replace("~", "∼")
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _no_link(line)


def _no_link(text: str) -> str:
    """The text with addresses taken apart, so that no reader's program makes links of them."""
    return re.sub(r"(?i)\w+:(?=//)|\b(?:mailto|tel):", lambda match: match.group(0)[:-1] + " : ", text)


def clock(moment: datetime) -> str:
    """`11:31Z`."""
    return f"{moment:%H:%MZ}"


def _plain_text(text: str) -> Block:
    line = _no_link(" ".join(text.split())).replace("<", "‹").replace(">", "›")
    return {"type": "plain_text", "text": line, "emoji": False}


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack makes no links of its own from addresses, channel names and user names in the text
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _header(text: str) -> Block:
    return {"type": "header", "text": _plain_text(text)}


def _section(*lines: str) -> Block:
    return {"type": "section", "text": _mrkdwn("\n".join(lines))}


def _context(*parts: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(" · ".join(part for part in parts if part))]}


def _button(action: str, text: str, *, value: str = "", url: str = "", primary: bool = False) -> Block:
    made: Block = {"type": "button", "action_id": action, "text": _plain_text(text)}
    made |= {"value": value} if value else {}
    made |= {"url": url} if url else {}
    return made | ({"style": "primary"} if primary else {})


def _actions(*buttons: Block | None) -> list[Block]:
    kept = [button for button in buttons if button is not None]
    return [{"type": "actions", "elements": kept}] if kept else []


def button_value(plan: PlanView, nonce: str) -> str:
    """All that a button about a plan carries."""
    return json.dumps({"plan": plan.plan_id, "rev": plan.revision, "nonce": nonce})


def _console(console_url: str, case_id: str) -> Block | None:
    return _button("open_console", "Open console", url=f"{console_url}/situations/{case_id}") if console_url else None


def _named(found: Sequence[str]) -> str:
    """`2 rules: crew.rest, slots.window`, or `none`."""
    if not found:
        return "none"
    shown = ", ".join(plain(one) for one in found[:_RULES_NAMED])
    more = len(found) - _RULES_NAMED
    return f"{counted(len(found), 'rule')}: {shown}" + (f" and {more} more" if more > 0 else "")


def _figures(plan: PlanView) -> str:
    kpis = plan.kpis
    return ", ".join(
        (
            f"{counted(kpis.cancelled_flights, 'flight')} cancelled",
            f"{kpis.delayed_flights_15} late 15 min or more",
            f"{counted(kpis.delay_min_total, 'minute')} late in all",
            f"{counted(kpis.disrupted_passengers, 'passenger')} disrupted",
            f"{kpis.stranded_passengers} stranded",
            counted(kpis.crew_changes, "crew change"),
        )
    )


# --- a situation ----------------------------------------------------------------------------------------------------


def render_situation(situation: Situation, *, console_url: str = "") -> Message:
    """The one message of a situation: a fact of each specialist in turn, clocks, then what waits for a decision."""
    case = situation.case
    title = f"{situation.level.capitalize()} · {case.case_id} · {case.title}"
    found = [answer.facts for _, answer in sorted(case.findings.items()) if answer.status == "finding"]
    in_turn = [fact for abreast in zip_longest(*found) for fact in abreast if fact is not None]
    facts = list(dict.fromkeys(_fact(fact) for fact in in_turn))
    silent = [answer.specialist for answer in case.findings.values() if answer.status == "degraded"]
    lines = [f"• {fact}" for fact in facts[:_FACTS_SHOWN]]
    if len(facts) > _FACTS_SHOWN:
        lines.append(f"• and {len(facts) - _FACTS_SHOWN} more in the console")
    if silent:
        lines.append(f"• no answer from {plain(', '.join(silent))}")
    over = case.status in ("decided", "closed")
    blocks = [_header(title)]
    blocks += [_section(*lines)] if lines else []
    blocks.append(_section(_state_of(situation)))
    blocks.append(
        _context(
            f"Decide by {clock(situation.decide_by)}: the best option's first flight leaves" if situation.decide_by else "",
            f"Owner: {plain(situation.owner)}" if situation.owner else "No owner",
            f"Data {clock(situation.now)}, network version {situation.version}",
        )
    )
    blocks += _actions(
        None if over or situation.owner else _button("take", "Take"),
        _button("ask", "Ask"),
        _console(console_url, case.case_id),
    )
    return fit(Message(text=f"{plain(title)}. {_state_of(situation).replace('*', '')}", blocks=tuple(blocks)))


def _fact(fact: Fact) -> str:
    value = "" if fact.value is None else f"{fact.value} {fact.unit}".strip() + ": "
    return plain(value + fact.text) + (" (assumed)" if fact.assumed else "")


def _state_of(situation: Situation) -> str:
    case, nothing, best = situation.case, situation.nothing, situation.best
    if case.trouble:
        return f"Trouble: {plain(case.trouble)}"
    if case.status in ("decided", "closed"):
        made = [one for one in case.decisions if one.effect == "approved"]
        return _decided(made[-1]) if made else f"The case is {case.status}."
    if not situation.plans:
        return f"Being worked on: {plain(case.stage or case.status)}."
    if best is None:
        said = "No option waits that is legal and gives commands."
    else:
        said = f"Best of {counted(len(situation.plans), 'option')}: *{plain(best.label)}*, {money(best.cost.total)}."
    if nothing is not None:
        failing = rules(nothing, "fail")
        said += f" Doing nothing: {money(nothing.cost.total)}" + (f", fails {_named(failing)}." if failing else ".")
    return said


def _decided(made: DecisionView) -> str:
    verb = {"approved": "Approved", "rejected": "Rejected", "returned": "Returned", "approved_once": "Approved once"}
    return (
        f"{verb.get(made.effect, made.effect)} by {plain(made.actor)} {clock(made.at)}, {made.plan_id} revision {made.revision}"
    )


def render_rise(situation: Situation, before: str) -> Message:
    """What the channel is told when a situation becomes graver."""
    title = f"{situation.case.case_id} is now a {situation.level}, it was {'an' if before == 'info' else 'a'} {before}"
    return fit(Message(text=title, blocks=(_section(f"*{title}*", _state_of(situation)),)))


def render_digest(situations: Sequence[Situation], *, console_url: str = "") -> Message:
    """Many situations in one message, the gravest first; each can be given a message of its own."""
    order = {"warning": 0, "caution": 1, "info": 2}
    sorted_ = sorted(situations, key=lambda one: (order[one.level], one.case.opened_at, one.case.case_id))
    title = f"{counted(len(sorted_), 'situation')} in a short time, {sum(one.level == 'warning' for one in sorted_)} at warning"
    blocks = [_header(title)]
    for one in sorted_[:_DIGEST_LINES]:
        line = _section(f"*{one.level.capitalize()} · {one.case.case_id}* {plain(one.case.title)}", _state_of(one))
        blocks.append(line | {"accessory": _button("unfold", "Open here", value=json.dumps({"case": one.case.case_id}))})
    if len(sorted_) > _DIGEST_LINES:
        blocks.append(_context(f"{len(sorted_) - _DIGEST_LINES} more in the console"))
    if console_url:
        blocks += _actions(_button("open_console", "Open console", url=console_url))
    return fit(Message(text=title, blocks=tuple(blocks)))


# --- options and approval -------------------------------------------------------------------------------------------


def render_options(situation: Situation, policy: ApprovalPolicy, nonces: Mapping[str, str], *, console_url: str = "") -> Message:
    """At most three options, doing nothing among them: a line, its figures, what it fails and what nobody checked."""
    case, plans = situation.case, sorted(situation.plans, key=lambda one: one.rank)
    shown = plans[:OPTIONS_SHOWN]
    if situation.nothing is not None and situation.nothing not in shown:
        shown = [*shown[: OPTIONS_SHOWN - 1], situation.nothing]
    title = f"{counted(len(plans), 'option')} for {case.case_id}"
    blocks: list[Block] = [_section(f"*{title}*, in order of rank. None is chosen: a person decides.")]
    for plan in shown:
        status = "" if plan.status in AWAITING_DECISION else f" ({plan.status.replace('_', ' ')})"
        blocks.append(
            _section(
                f"*{plan.rank} · {plain(plan.label)}*{status} {money(plan.cost.total)}, revision {plan.revision}",
                _figures(plan),
                f"Fails: {_named(rules(plan, 'fail'))}. Not checked: {_named(rules(plan, 'not_checked'))}.",
            )
        )
        open_ = plan.status in AWAITING_DECISION and rule_for(plan, policy) is not None
        value = button_value(plan, nonces.get(plan.plan_id, ""))
        blocks += _actions(
            _button("details", "Details", value=value),
            _button("send_for_approval", "Send for approval", value=value) if open_ else None,
        )
    if len(plans) > len(shown):
        blocks.append(_context(f"{len(plans) - len(shown)} more in the console"))
    blocks += _actions(_console(console_url, case.case_id))
    best = f", best: {situation.best.label}, {money(situation.best.cost.total)}" if situation.best else ""
    return fit(Message(text=plain(f"{title}{best}"), blocks=tuple(blocks)))


def render_details(plan: PlanView) -> Message:
    """What an option does and every rule it does not pass, with the citation."""
    said = [plain(plan.explanation.text)] if plan.explanation else []
    done = changes(plan, most=20) or ("gives no command",)
    broken = [check for check in plan.checks if check.verdict != "pass"]
    verdict = {"fail": "fails", "not_checked": "not checked"}
    lines = [
        f"• {verdict[check.verdict]} {plain(check.rule)}"
        + (f" ({plain(check.citation)})" if check.citation else "")
        + f": {plain(check.subject)}: {plain(check.detail)}"
        for check in broken[:10]
    ]
    if len(broken) > 10:
        lines.append(f"• and {len(broken) - 10} more in the console")
    blocks = [_section(f"*{plain(plan.label)}*, {plan.plan_id} revision {plan.revision}, {money(plan.cost.total)}", *said)]
    blocks.append(_section(*(f"• {plain(line)}" for line in done)))
    blocks += [_section(*lines)] if lines else [_section("Every rule that was checked passes.")]
    blocks += [_context(*(plain(one) for one in plan.assumptions))] if plan.assumptions else []
    return fit(Message(text=plain(f"{plan.label}, {plan.plan_id} revision {plan.revision}"), blocks=tuple(blocks)))


def render_approval(
    situation: Situation, plan: PlanView, rule: ApprovalRule | None, nonce: str, *, asked_by: str = "", console_url: str = ""
) -> Message:
    """A request to decide about one revision; once decided, or out of date, what became of it and no button."""
    if plan.status not in AWAITING_DECISION or rule is None:
        return render_result(situation, plan, console_url=console_url)
    who = f"{rule.approver.replace('_', ' ')} or above" + (", two different people" if rule.approvals == 2 else "")
    once = [made for made in plan.decisions if made.effect == "approved_once"]
    blocks = [
        _section(
            f"*Approval wanted: {plain(plan.label)}* ({plan.plan_id} revision {plan.revision}) for {situation.case.case_id}",
            f"{money(plan.cost.total)}; {_figures(plan)}",
            f"Fails: {_named(rules(plan, 'fail'))}. Not checked: {_named(rules(plan, 'not_checked'))}.",
            f"Decides: {who} ({plain(rule.reason)})",
            *(f"{_decided(made)}; one more person is needed" for made in once),
        ),
        _context(
            f"Sent by {plain(asked_by)}" if asked_by else "",
            f"Data {clock(situation.now)}, network version {situation.version}",
            "A message or a reaction approves nothing",
        ),
    ]
    blocks += _actions(
        _button("review", "Review & approve", value=button_value(plan, nonce), primary=True),
        _console(console_url, situation.case.case_id),
    )
    return fit(
        Message(text=plain(f"Approval wanted: {plan.label}, {plan.plan_id} revision {plan.revision}"), blocks=tuple(blocks))
    )


def render_result(situation: Situation, plan: PlanView, *, console_url: str = "") -> Message:
    """What became of a request: who decided and why, and how far it is carried out. No button decides any more."""
    execution = situation.case.execution
    title = f"{plain(plan.label)} ({plan.plan_id})"
    lines = [f"{_decided(made)}: {plain(made.reason)}" for made in plan.decisions]
    if plan.status == "superseded" and not lines:
        lines = [f"Revision {plan.revision} gave way to another one, or to another option."]
    elif plan.status == "stale":
        lines.append(f"Revision {plan.revision} is stale: {plain('; '.join(plan.stale_because[:3]))}")
    elif not lines:
        lines = [f"Revision {plan.revision} is {plan.status.replace('_', ' ')}."]
    steps = []
    if execution is not None and (execution.plan_id, execution.revision) == (plan.plan_id, plan.revision):
        steps.append("✓ decided")
        match execution.status:
            case "done":
                steps.append(f"✓ carried out, network version {execution.resulting_version}")
            case "refused":
                steps.append(f"✗ refused by the network: {plain(execution.last_error)}")
            case _:
                trouble = f": {plain(execution.last_error)}, tried again" if execution.last_error else ""
                steps.append(f"… being carried out{trouble}")
    blocks = [_section(f"*{title}*", *lines, *steps)]
    blocks += _actions(_console(console_url, situation.case.case_id))
    return fit(Message(text=" ".join((title, *lines)), blocks=tuple(blocks)))


def render_checking_modal(plan_id: str) -> Modal:
    """What opens at once, while the plan is read again."""
    said = f"Reading {plain(plan_id)} again and comparing it with the network as it is now."
    return fit(Modal(title="Checking", blocks=(_section(said),)))


def render_approval_modal(review: Review, *, nonce: str, console_url: str = "") -> Modal:
    """One screen to decide on: what, cost against the next best, what it breaks, age of the data; nothing is pre-selected."""
    plan, case = review.plan, review.case
    other, nothing = review.next_best, review.nothing
    cost = f"*Cost* {money(plan.cost.total)}"
    if other is not None:
        cost += f"; next best *{plain(other.label)}* {money(other.cost.total)}"
    if nothing is not None and nothing.plan_id != plan.plan_id:
        cost += f"; doing nothing {money(nothing.cost.total)}"
    rule = review.rule
    who = "nobody may approve it: a check fails" if rule is None else f"{rule.approver.replace('_', ' ')} or above"
    blocks: list[Block] = [
        _section(f"*{plain(plan.label)}* for {case.case_id}: {plain(case.title)}", f"{plan.plan_id} *revision {plan.revision}*"),
        _section(cost, _figures(plan)),
        _section(
            f"*Fails* {_named(review.failing)}",
            f"*Not checked* {_named(review.unchecked)}",
            f"*Decides* {who}" + (", two different people" if rule is not None and rule.approvals == 2 else ""),
        ),
        _section("*Changes*", *(f"• {plain(line)}" for line in review.diff or ("gives no command",))),
    ]
    if review.moved:
        blocks.append(
            _section(
                "*The network has moved; approving will be refused and a re-checked revision offered*",
                *(f"• {plain(line)}" for line in review.moved[:5]),
            )
        )
    age_min = max(0, minutes_between(plan.made_at, review.now))
    blocks.append(
        _context(
            f"Made {clock(plan.made_at)} on network version {plan.base_version}, {age_min} min ago",
            f"read again {clock(review.now)} on version {review.version}",
            f"decide by {clock(review.decide_by)}" if review.decide_by else "",
        )
    )
    if review.above_limit_cents is not None:
        blocks.append(_section("This plan costs more than may be approved from Slack; approve it in the console."))
        blocks += _actions(_console(console_url, case.case_id))
    blocks.append(_choice())
    if review.unchecked:
        seen = f"I have seen {counted(len(review.unchecked), 'unchecked rule')}"
        box = {"type": "checkboxes", "action_id": "seen", "options": [{"text": _plain_text(seen), "value": "seen"}]}
        blocks.append(
            {"type": "input", "block_id": "seen", "optional": True, "label": _plain_text("Unchecked rules"), "element": box}
        )
    words = {"type": "plain_text_input", "action_id": "reason", "multiline": True, "max_length": 2000}
    blocks.append({"type": "input", "block_id": "reason", "label": _plain_text("Reason"), "element": words})
    metadata = button_value(plan, nonce)
    return fit(Modal("Decide", tuple(blocks), callback_id="decide", submit="Decide", metadata=metadata))


def _choice() -> Block:
    said = {"approve": "Approve and carry out", "reject": "Reject", "return": "Return for another search"}
    options = [{"text": _plain_text(text), "value": value} for value, text in said.items()]
    element = {"type": "radio_buttons", "action_id": "decision", "options": options}
    return {"type": "input", "block_id": "decision", "label": _plain_text("Decision"), "element": element}


def render_refusal_modal(title: str, *lines: str) -> Modal:
    """Why nothing can be decided here."""
    return fit(Modal(title=title, blocks=tuple(_section(plain(line)) for line in lines)))


def render_ask_modal(case_id: str, place: str) -> Modal:
    """A question about a situation; `place` is where the answer goes."""
    words = {"type": "plain_text_input", "action_id": "question", "multiline": True, "max_length": 1000}
    field = {"type": "input", "block_id": "question", "label": _plain_text(f"About {case_id}"), "element": words}
    return fit(Modal("Ask", (field,), callback_id="ask", submit="Ask", metadata=place))


def render_answer(answer: Answer, *, question: str = "") -> Message:
    """An answer in a thread, with the question when it was asked elsewhere."""
    blocks = [_context(f"Asked: {plain(question)}")] if question else []
    blocks += [_context(f"Understood: {plain(answer.understood)}")] if answer.understood else []
    blocks += [_section(plain(paragraph)) for paragraph in answer.paragraphs]
    blocks += [_section("Say also: " + plain("; ".join(answer.missing)))] if answer.missing else []
    blocks += [_context("Figures from " + plain(", ".join(answer.tools)))] if answer.tools else []
    if not blocks:
        blocks = [_section("There is no answer to that.")]
    text = " ".join(plain(one) for one in (*answer.paragraphs, *answer.missing)) or "There is no answer to that."
    return fit(Message(text=text, blocks=tuple(blocks)))


def render_ephemeral(*lines: str) -> Message:
    """What only the person who clicked sees."""
    return fit(Message(text=" ".join(plain(line) for line in lines), blocks=tuple(_section(plain(line)) for line in lines)))


# --- limits ---------------------------------------------------------------------------------------------------------


def fit(shown: Shown) -> Shown:
    """The same within Slack's limits: texts are cut with an ellipsis, blocks too many are counted in a last line.

    ValueError when a button's value or a modal's metadata is too long: cut, it would mean something else.
    """
    if isinstance(shown, Message):
        return replace(shown, text=_cut(shown.text, _TEXT), blocks=_fit_blocks(shown.blocks, MESSAGE_BLOCKS))
    if _length(shown.metadata) > _METADATA:
        raise ValueError(f"a modal's metadata has {_length(shown.metadata)} characters; Slack takes {_METADATA}")
    return replace(
        shown,
        title=_cut(shown.title, _MODAL_TITLE),
        submit=_cut(shown.submit, _MODAL_TITLE) if shown.submit else "",
        blocks=_fit_blocks(shown.blocks, MODAL_BLOCKS),
    )


def _length(text: str) -> int:
    """As Slack counts, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, most: int) -> str:
    """At most so many characters, never in the middle of an escape, and never nothing."""
    if _length(text) <= most:
        return text or "–"
    kept = text[: most - 1]
    while _length(kept) > most - 1:
        kept = kept[:-1]
    return re.sub(r"&[a-z]*$", "", kept) + "…"


def _fit_blocks(blocks: Sequence[Block], most: int) -> tuple[Block, ...]:
    kept = list(blocks)
    if len(kept) > most:
        more = len(kept) - most + 1
        kept = [*kept[: most - 1], _context(f"{more} more; the console shows them")]
    return tuple(_fit_block(block) for block in kept)


def _fit_block(block: Block) -> Block:
    fitted = dict(block)
    match block["type"]:
        case "header":
            fitted["text"] = _fit_text(block["text"], _HEADER)
        case "section":
            if "text" in block:
                fitted["text"] = _fit_text(block["text"], _SECTION)
            if "fields" in block:
                fitted["fields"] = [_fit_text(one, _FIELD) for one in block["fields"][:10]]
            if "accessory" in block:
                fitted["accessory"] = _fit_element(block["accessory"])
        case "context":
            fitted["elements"] = [_fit_text(one, _SECTION) for one in block["elements"][:10]]
        case "actions":
            fitted["elements"] = [_fit_element(one) for one in block["elements"][:25]]
        case "input":
            fitted["label"] = _fit_text(block["label"], _LABEL)
            fitted["element"] = _fit_element(block["element"])
    return fitted


def _fit_text(text: Block, most: int) -> Block:
    return text | {"text": _cut(text["text"], most)}


def _fit_element(element: Block) -> Block:
    fitted = dict(element)
    match element["type"]:
        case "button":
            if _length(element.get("value", "")) > _BUTTON_VALUE:
                raise ValueError(f"the value of button {element['action_id']!r} is longer than {_BUTTON_VALUE} characters")
            fitted["text"] = _fit_text(element["text"], _BUTTON)
            if "confirm" in element:
                fitted["confirm"] = {name: _fit_text(one, _CONFIRM[name]) for name, one in element["confirm"].items()}
        case "checkboxes" | "radio_buttons":
            fitted["options"] = [one | {"text": _fit_text(one["text"], _OPTION)} for one in element["options"][:10]]
        case "plain_text_input" if "placeholder" in element:
            fitted["placeholder"] = _fit_text(element["placeholder"], _PLACEHOLDER)
    return fitted
