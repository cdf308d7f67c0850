"""What disruptions cost with the plans that were decided, beside doing nothing, component by component."""

from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import Field

from domain.units import Frozen


class DecidedCase(Frozen):
    """A case whose plan was decided: cents by component of the plan and of doing nothing, as priced when it was decided.

    `kind`: what disrupted. `executed`: the plan has reached the network; otherwise it is only decided.
    """

    case_id: str = Field(min_length=1)
    kind: str = ""
    plan_cents: dict[str, int]
    do_nothing_cents: dict[str, int]
    executed: bool = True


class ComponentCost(Frozen):
    """One component over all cases: with the plans, without, and the difference (positive: the plans cost less)."""

    component: str
    plan_cents: int
    do_nothing_cents: int
    avoided_cents: int


class CaseCost(Frozen):
    """One case. `avoided_percent` of doing nothing, None where that costs nothing. `largest`: the plan's dearest component."""

    case_id: str
    kind: str
    executed: bool
    plan_cents: int
    do_nothing_cents: int
    avoided_cents: int
    avoided_percent: float | None
    largest: str


class KindCost(Frozen):
    """All cases of one kind. `mean_cents` per case rounded to the cent."""

    kind: str
    cases: int
    plan_cents: int
    do_nothing_cents: int
    avoided_cents: int
    mean_cents: int


def case_cost(case: DecidedCase) -> CaseCost:
    """What one disruption costs with its plan and would have cost without."""
    plan, nothing = sum(case.plan_cents.values()), sum(case.do_nothing_cents.values())
    return CaseCost(
        case_id=case.case_id,
        kind=case.kind,
        executed=case.executed,
        plan_cents=plan,
        do_nothing_cents=nothing,
        avoided_cents=nothing - plan,
        avoided_percent=round(100 * (nothing - plan) / nothing, 1) if nothing > 0 else None,
        largest=max(sorted(case.plan_cents), key=lambda name: case.plan_cents[name], default=""),
    )


def by_component(cases: Iterable[DecidedCase]) -> tuple[ComponentCost, ...]:
    """Every component that a plan or doing nothing has, in alphabetical order."""
    plan: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    for case in cases:
        plan.update(case.plan_cents)
        nothing.update(case.do_nothing_cents)
    return tuple(
        ComponentCost(
            component=name, plan_cents=plan[name], do_nothing_cents=nothing[name], avoided_cents=nothing[name] - plan[name]
        )
        for name in sorted(plan.keys() | nothing.keys())
    )


def by_kind(cases: Sequence[DecidedCase]) -> tuple[KindCost, ...]:
    """Every kind of disruption, the dearest first."""
    found: list[KindCost] = []
    for kind in sorted({case.kind for case in cases}):
        costs = [case_cost(case) for case in cases if case.kind == kind]
        plan, nothing = sum(one.plan_cents for one in costs), sum(one.do_nothing_cents for one in costs)
        found.append(
            KindCost(
                kind=kind,
                cases=len(costs),
                plan_cents=plan,
                do_nothing_cents=nothing,
                avoided_cents=nothing - plan,
                mean_cents=round(plan / len(costs)),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.plan_cents, one.kind)))
