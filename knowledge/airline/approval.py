"""The carrier's approval policy: which plan needs whose approval, and how many. The figures are in `approval_policy.yaml`."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import Field, model_validator

from domain.plans import PlanKind, ScoredPlan
from domain.units import Frozen

POLICY_FILE = Path(__file__).with_name("approval_policy.yaml")


class ApprovalRule(Frozen):
    """One rule: plans of these kinds, up to these limits, need `approvals` different people of at least `approver`."""

    name: str
    approver: str
    approvals: Annotated[int, Field(ge=1, le=2)]
    reason: str
    kinds: tuple[PlanKind, ...] = ()
    max_cancellations: int | None = None
    max_operations: int | None = None
    max_cost_cents: int | None = None

    def covers(self, scored: ScoredPlan) -> bool:
        """Whether the plan is of these kinds and within every limit."""
        plan = scored.plan
        cancellations = sum(operation.type == "CancelFlight" for operation in plan.operations)
        within = (
            (self.max_cancellations, cancellations),
            (self.max_operations, len(plan.operations)),
            (self.max_cost_cents, scored.cost.total.cents),
        )
        return (not self.kinds or plan.kind in self.kinds) and all(limit is None or used <= limit for limit, used in within)


class ApprovalPolicy(Frozen):
    """Roles in rising order and the rules in order of precedence; the last rule has no limits."""

    version: int
    in_force_from: date
    source: str
    assumed: bool
    roles: tuple[str, ...]
    edit_from: str
    decline_from: str
    rotation_tolerance_min: Annotated[int, Field(ge=0, le=120)]
    passenger_tolerance_min: Annotated[int, Field(ge=0, le=120)]
    approval: Annotated[tuple[ApprovalRule, ...], Field(min_length=1)]
    with_failing_checks: ApprovalRule | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        named = {self.edit_from, self.decline_from, *(rule.approver for rule in self.approval)}
        unknown = sorted(named - set(self.roles))
        if unknown:
            raise ValueError(f"approval policy names roles {unknown!r} that are not in roles {list(self.roles)!r}")
        last = self.approval[-1]
        if last.kinds or (last.max_cancellations, last.max_operations, last.max_cost_cents) != (None, None, None):
            raise ValueError(f"the last approval rule {last.name!r} has limits; end with one that fits every plan")
        return self

    def allows(self, role: str, at_least: str) -> bool:
        """Whether `role` is `at_least` or above; an unknown role is nobody."""
        return role in self.roles and self.roles.index(role) >= self.roles.index(at_least)

    def rule_for(self, scored: ScoredPlan) -> ApprovalRule | None:
        """The rule that counts for the plan; None when nobody may approve it because a check fails.

        A plan without operations gives no command, so a failing check on the network as it stands does not bar it.
        """
        if scored.plan.operations and not scored.legal:
            return self.with_failing_checks
        return next(rule for rule in self.approval if rule.covers(scored))


@cache
def approval_policy() -> ApprovalPolicy:
    """The policy in `approval_policy.yaml`; pydantic.ValidationError names what is wrong with the file."""
    return ApprovalPolicy.model_validate(yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8")))
