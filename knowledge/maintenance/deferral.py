"""What the law is asked and what it answers: a deferred defect, or a flight far from airports, and one ruling per rule."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.plans import Verdict

Category = Literal["A", "B", "C", "D", "CDL"]


@dataclass(frozen=True, slots=True)
class Programme:
    """What a carrier's programme says. `counts_in`: whose calendar days count, those of the place where it was recorded or UTC.

    `may_extend`: it is approved to extend intervals (OpSpec D095; a procedure under ORO.MLR.105). None: not told.
    """

    counts_in: Literal["place", "UTC"] = "place"
    may_extend: bool | None = None


@dataclass(frozen=True, slots=True)
class DeferralCase:
    """A deferred defect, and a flight of the aircraft from off-block `leaves` to on-block `lands`; both UTC.

    `days` from the remarks of the list: of a category A item, or of a CDL item that has an interval. None: not told.
    `extended`: its one extension is used up. `timezone` of the place where it was recorded.
    """

    category: Category
    recorded_at: datetime
    timezone: str
    leaves: datetime
    lands: datetime
    days: int | None = None
    extended: bool = False
    programme: Programme = Programme()


@dataclass(frozen=True, slots=True)
class DiversionCase:
    """How far a flight gets from an adequate airport: at least and at most so many minutes at one-engine-inoperative speed.

    None: not known. `approved_min`: the diversion time the aircraft and carrier are approved for, 60: none.
    """

    day: date
    engines: int
    least_min: int | None
    most_min: int | None
    approved_min: int
    passengers: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says, resting on the parameter `figure`, whose citation is quoted.

    `due_at`: when the interval that governs ends, UTC; a flight may leave before it, not at it. None: there is no end, or it is
    not known (`not_checked`). `needs`: what a pass rests upon.
    """

    verdict: Verdict
    figure: str
    detail: str
    due_at: datetime | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer of one rule with the paragraph to quote and how surely its figure is known."""

    rule: str
    verdict: Verdict
    citation: str
    confidence: str
    detail: str
    due_at: datetime | None = None
    needs: tuple[str, ...] = ()


def end_of_days(recorded_at: datetime, timezone: str, days: int) -> datetime:
    """24:00 of the last of so many consecutive calendar days, the day of recording excluded, in UTC.

    The calendar is that of `timezone`, so a day in which the clocks change has the length it has there.
    """
    clock = ZoneInfo(timezone)
    after = recorded_at.astimezone(clock).date() + timedelta(days=days + 1)
    return datetime.combine(after, time(), tzinfo=clock).astimezone(UTC)
