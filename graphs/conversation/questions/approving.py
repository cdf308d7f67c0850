"""Who decides: what the approval policy asks of a plan, rule by rule, and what happens while nobody decides."""

import re

from agents.grounding import FactBook
from domain.units import Frozen, Money
from graphs.conversation.question import Focus, Inquiry, Question, Reading
from graphs.conversation.reply import OpenView, Reply, Table
from graphs.conversation.wording import put_count, put_money, put_name, reply, weight
from graphs.intake.mentions import Mentions
from knowledge.airline.approval import ApprovalRule, approval_policy

_WHO = re.compile(
    r"\b(who|which role|whose|how many people)\b.{0,40}\b(approv|decid|decision|sign|authori[sz])"
    r"|\bapproval (policy|rules?)|\b(nobody|no one|no-one|no\w* approval)\b.{0,30}\b(approv|decid|answer|sign)"
    r"|^\W*what is the role of the (duty manager|controller|viewer|admin)\W*$",
    re.I,
)
_SPECIFIC = 3.0
"""What such words weigh beside those counted: they name the policy itself."""


class AskedWhoDecides(Frozen):
    """Who may approve which plans by the approval policy, and what happens while nobody does."""


def _read(mentions: Mentions, focus: Focus) -> Reading[AskedWhoDecides] | None:
    if mentions.options or mentions.plans or mentions.cases or not _WHO.search(mentions.text):
        return None
    return Reading(
        AskedWhoDecides(), _SPECIFIC + weight(mentions, ("who", "approv", "decid", "policy", "role", "sign", "nobody"))
    )


def _tell(inquiry: Inquiry, asked: AskedWhoDecides) -> Reply:
    policy = approval_policy()
    book = FactBook()
    rows = [_row(book, rule, policy.assumed) for rule in policy.approval]
    if policy.with_failing_checks is None:
        failing = "A plan with a failing check may be approved by nobody."
    else:
        role = put_name(book, "failing.role", policy.with_failing_checks.approver.replace("_", " "), assumed=policy.assumed)
        failing = f"A plan with a failing check needs the role {role} or above."
    paragraphs = (
        "The first rule that fits a plan counts; each role may do what the roles before it may. " + failing,
        "While nobody decides, nothing is changed: the options wait, and one that the network has moved on under becomes stale "
        "and has to be worked out again. A conversation never decides.",
    )
    table = Table(title="Approval policy", columns=("plan", "role", "people", "up to", "why"), rows=tuple(rows))
    return reply(
        "Who may approve a plan, and what happens while nobody does",
        book,
        paragraphs,
        cards=(table, OpenView(view="situations", path="/situations", title="Situations")),
        suggestions=("Which cases are open?", "What are the options?"),
    )


def _row(book: FactBook, rule: ApprovalRule, assumed: bool) -> tuple[str, ...]:
    limits = []
    if rule.max_cancellations is not None:
        limits.append(put_count(book, f"{rule.name}.cancellations", rule.max_cancellations, "cancellation", assumed=assumed))
    if rule.max_operations is not None:
        limits.append(put_count(book, f"{rule.name}.operations", rule.max_operations, "operation", assumed=assumed))
    if rule.max_cost_cents is not None:
        most = Money(cents=rule.max_cost_cents, currency="USD")
        limits.append(put_money(book, f"{rule.name}.cost", most, "in all", tool="network", assumed=assumed))
    return (
        put_name(book, f"{rule.name}.rule", rule.name.replace("_", " "), assumed=assumed),
        put_name(book, f"{rule.name}.role", rule.approver.replace("_", " "), assumed=assumed),
        put_count(book, f"{rule.name}.people", rule.approvals, "person", assumed=assumed),
        ", ".join(limits) or "no limit",
        put_name(book, f"{rule.name}.why", rule.reason, assumed=assumed),
    )


WHO_DECIDES = Question(
    name="who_decides",
    asked=AskedWhoDecides,
    read=_read,
    answer=_tell,
    examples=(
        "Who may approve a plan?",
        "What is the approval policy?",
        "What happens if nobody approves anything?",
        "How many people must sign off a plan?",
        "What is the role of the duty manager?",
    ),
)
