"""Deciding from Slack: the plan read again, every check on what was submitted, then the one desk that takes decisions."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, get_args

from pydantic import Field, ValidationError

from api.slack.book import SlackBook
from api.slack.links import SlackLink, SlackLinks
from api.slack.situation import changes
from domain.units import Frozen
from graphs.approval import Choice
from graphs.case_desk import CaseDesk
from graphs.deciding import decide_by, moved_under, next_best, rule_for, rules
from graphs.network import CaseError, Network, NotAllowed, PreconditionFailed, Stale
from graphs.views import CaseView, DecisionView, PlanView
from knowledge.airline.approval import ApprovalPolicy, ApprovalRule
from tools.spec import ToolFailed, ToolRetry

NO_LINK = "Your Slack user is not linked to a Downline user. Ask an administrator for a code, then send /downline link CODE."


class ButtonValue(Frozen):
    """All that a button about a plan carries."""

    plan: str = Field(max_length=100)
    rev: int
    nonce: str = Field(max_length=100)


@dataclass(frozen=True, slots=True)
class Review:
    """A plan as it is now, with what a person must know before deciding. `moved`: why approving would be refused as stale.

    `above_limit_cents`: the limit that the plan's cost exceeds, None when it may be approved here.
    """

    plan: PlanView
    case: CaseView
    rule: ApprovalRule | None
    next_best: PlanView | None
    nothing: PlanView | None
    failing: tuple[str, ...]
    unchecked: tuple[str, ...]
    diff: tuple[str, ...]
    moved: tuple[str, ...]
    now: datetime
    version: int
    decide_by: datetime | None
    above_limit_cents: int | None = None


class Refused(Exception):
    """A submission that decides nothing: every fault by the input it belongs to."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        super().__init__(" ".join(line for lines in faults.values() for line in lines))
        self.faults = {name: " ".join(lines) for name, lines in faults.items()}


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person sent from the modal. `view_id` is Slack's: a submission sent again has the same one."""

    team: str
    slack_user: str
    view_id: str
    value: ButtonValue
    decision: str
    reason: str
    seen: bool

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Submission":
        """From Slack's payload; Refused when it is not a submission of our modal."""
        view = body["view"]
        given = view.get("state", {}).get("values", {})
        try:
            value = ButtonValue.model_validate_json(view.get("private_metadata") or "null")
        except ValidationError as error:
            raise Refused({"reason": ["This form is none of ours; open the request again."]}) from error
        chosen = given.get("decision", {}).get("decision", {}).get("selected_option") or {}
        return cls(
            team=str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or ""),
            slack_user=str(body["user"]["id"]),
            view_id=str(view["id"]),
            value=value,
            decision=str(chosen.get("value") or ""),
            reason=str(given.get("reason", {}).get("reason", {}).get("value") or "").strip(),
            seen=bool(given.get("seen", {}).get("seen", {}).get("selected_options")),
        )

    @property
    def decision_id(self) -> str:
        """The same for a submission that Slack sends again, so that it decides once."""
        return f"slack/{self.team}/{self.view_id}"


@dataclass(frozen=True, slots=True)
class SlackApproval:
    """Reads plans for people in Slack and takes their decisions to the desk. `cost_limit_cents`: above it, the console."""

    desk: CaseDesk
    network: Network
    policy: ApprovalPolicy
    links: SlackLinks
    book: SlackBook
    cost_limit_cents: int | None = None
    console_url: str = ""
    diff_lines: int = field(default=8)

    def review(self, plan_id: str) -> Review:
        """The plan at its newest revision, against the network as it is now; UnknownEntity when there is none."""
        plan = self.desk.plan(plan_id)
        case = self.desk.case_view(plan.case_id)
        plans, live = self.desk.plans(plan.case_id), self.network.state()
        return Review(
            plan=plan,
            case=case,
            rule=rule_for(plan, self.policy),
            next_best=next_best(plan, plans),
            nothing=next((one for one in plans if one.kind == "do_nothing"), None),
            failing=rules(plan, "fail"),
            unchecked=rules(plan, "not_checked"),
            diff=changes(plan, most=self.diff_lines),
            moved=moved_under(plan, case, self.network, self.policy),
            now=self.network.now(),
            version=live.version,
            decide_by=decide_by(plan, live),
            above_limit_cents=self.cost_limit_cents if self._too_dear(plan) else None,
        )

    def _too_dear(self, plan: PlanView) -> bool:
        return self.cost_limit_cents is not None and plan.cost.total.cents > self.cost_limit_cents

    def check_button(self, text: str) -> ButtonValue:
        """What a button carries, when we made it for the plan's newest revision; Refused says what there is instead."""
        try:
            value = ButtonValue.model_validate_json(text)
        except ValidationError as error:
            raise Refused({"": ["This button is none of ours."]}) from error
        if not self.book.knows(value.nonce, value.plan, value.rev):
            raise Refused({"": ["This button is none of ours; use the newest message."]})
        newest = self.desk.plan(value.plan).revision
        if newest != value.rev:
            raise Refused({"": [f"Revision {newest} exists; this button is for revision {value.rev}. Use the newest message."]})
        return value

    def check_reader(self, link: SlackLink | None, at_least: str) -> SlackLink:
        """The proved link, when its role is enough; Refused otherwise."""
        if link is None:
            raise Refused({"": [NO_LINK]})
        if not self.policy.allows(link.role, at_least):
            raise Refused({"": [f"You are a {link.role.replace('_', ' ')}; this needs {at_least.replace('_', ' ')} or above."]})
        return link

    def decide(self, sent: Submission) -> DecisionView:
        """Take a submission to the desk, once; Refused names every fault, by input, and then nothing is decided."""
        link, plan = self.links.of(sent.team, sent.slack_user), self.desk.plan(sent.value.plan)
        faults = self._faults(sent, link, plan)
        if faults or link is None:
            raise Refused(faults)
        if not self.book.use(sent.value.nonce, sent.view_id):
            raise Refused({"decision": ["This form was used already; open the request again."]})
        try:
            return self.desk.decide_plan(
                sent.value.plan,
                revision=sent.value.rev,
                decision=sent.decision,  # type: ignore[arg-type]
                reason=sent.reason,
                actor=link.principal,
                role=link.role,
                decision_id=sent.decision_id,
            )
        except NotAllowed as refused:
            raise Refused({"decision": [str(refused)]}) from refused
        except Stale as stale:
            offered = f" Revision {stale.next_revision} exists now." if stale.next_revision else ""
            raise Refused({"decision": [str(stale) + offered + " Close this and open the newest request."]}) from stale
        except PreconditionFailed as moved:
            raise Refused({"decision": [f"Revision {moved.current_revision} exists. {moved}"]}) from moved
        except (CaseError, ToolRetry, ToolFailed) as error:
            raise Refused({"decision": [str(error)]}) from error

    def _faults(self, sent: Submission, link: SlackLink | None, plan: PlanView) -> dict[str, list[str]]:
        """Everything that stands against the submission before the desk is asked, by input."""
        faults: dict[str, list[str]] = {}

        def fault(field: str, said: str) -> None:
            faults.setdefault(field, []).append(said)

        again = any(made.decision_id == sent.decision_id for made in self.desk.case_view(plan.case_id).decisions)
        if link is None:
            fault("decision", NO_LINK)
        elif not self.policy.allows(link.role, self.policy.decline_from):
            fault("decision", f"Role {link.role!r} may not decide about plans; {self.policy.decline_from!r} and above may.")
        if sent.decision not in get_args(Choice):
            fault("decision", "Choose approve, reject or return.")
        if not self.book.knows(sent.value.nonce, sent.value.plan, sent.value.rev, sent.slack_user):
            fault("decision", "This form was not opened by you for this revision; open the request again.")
        if plan.revision != sent.value.rev and not again:
            fault("decision", f"Revision {plan.revision} exists; this form is for revision {sent.value.rev}.")
        if not sent.reason:
            fault("reason", "Say why; the reason goes on record.")
        if sent.decision == "approve":
            unchecked = rules(plan, "not_checked")
            if unchecked and not sent.seen:
                fault("seen", f"Tick that you have seen what was not checked: {', '.join(unchecked)}.")
            if self._too_dear(plan):
                where = f" {self.console_url}/situations/{plan.case_id}" if self.console_url else ""
                fault("decision", f"This plan costs more than may be approved from Slack; approve it in the console.{where}")
        return faults


def place_of(text: str) -> dict[str, str]:
    """Where a modal was opened from, as its metadata says; empty when it says nothing of ours."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
