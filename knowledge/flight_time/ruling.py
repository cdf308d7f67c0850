"""What the law answers: one ruling per rule and subject, with the limit that governed, the margin and the paragraph."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from domain.plans import Verdict

Unit = Literal["min", "count", "nights", "moment"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """`margin` = what is left before the limit (negative: by how much it is broken), in `unit`; None where not measurable.

    `needs`: what a pass rests upon: consents, reports to the authority, rest owed later.
    """

    rule: str
    verdict: Verdict
    citation: str
    detail: str
    limit: int | None = None
    actual: int | None = None
    margin: int | None = None
    unit: Unit = "min"
    needs: tuple[str, ...] = ()


def at_most(
    rule: str, citation: str, what: str, *, limit: int, actual: int, unit: Unit = "min", needs: tuple[str, ...] = ()
) -> Ruling:
    """A pass when `actual` <= `limit`."""
    passed = actual <= limit
    said = f"{what} {spoken(actual, unit)}, limit {spoken(limit, unit)}"
    return Ruling(
        rule, "pass" if passed else "fail", citation, said, limit, actual, limit - actual, unit, needs if passed else ()
    )


def at_least(
    rule: str, citation: str, what: str, *, limit: int, actual: int, unit: Unit = "min", needs: tuple[str, ...] = ()
) -> Ruling:
    """A pass when `actual` >= `limit`."""
    passed = actual >= limit
    said = f"{what} {spoken(actual, unit)}, required {spoken(limit, unit)}"
    return Ruling(
        rule, "pass" if passed else "fail", citation, said, limit, actual, actual - limit, unit, needs if passed else ()
    )


def breach(rule: str, citation: str, detail: str) -> Ruling:
    """A condition that is not met."""
    return Ruling(rule, "fail", citation, detail)


def met(rule: str, citation: str, detail: str, needs: tuple[str, ...] = ()) -> Ruling:
    """A condition that is met."""
    return Ruling(rule, "pass", citation, detail, needs=needs)


def not_checked(rule: str, citation: str, detail: str) -> Ruling:
    """What is not known well enough to judge; `detail` names what is missing."""
    return Ruling(rule, "not_checked", citation, detail)


def verdict_of(rulings: Iterable[Ruling]) -> Verdict:
    """Fail when anything fails, else not_checked when anything could not be checked or nothing was."""
    verdicts = {one.verdict for one in rulings}
    return "fail" if "fail" in verdicts else "not_checked" if "not_checked" in verdicts or not verdicts else "pass"


def spoken(amount: int, unit: Unit = "min") -> str:
    """`spoken(750)` is `12:30`; counts and nights are plain numbers."""
    if unit != "min":
        return str(amount) if unit != "nights" else f"{amount} nights"
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 60}:{abs(amount) % 60:02d}"


@dataclass(frozen=True, slots=True)
class RestRequired:
    """A rest that must follow a duty before the next one: `length_min` free of duty, holding `local_nights` nights.

    `nights_clock`: the clock on which those nights count; empty where none are asked for.
    """

    length_min: int
    citation: str
    detail: str
    local_nights: int = 0
    nights_clock: str = ""


@dataclass(frozen=True, slots=True)
class BodyClock:
    """The clock a crew member's body keeps when a duty begins. `acclimated` None: not known, and `detail` says what is missing.

    `clock`: of the place acclimated to; when not acclimated, of the place last acclimated to, where the law reads that.
    """

    acclimated: bool | None
    clock: str | None
    citation: str
    detail: str
