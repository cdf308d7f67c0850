"""What language models may cost: a budget for a case or a turn, one for the day, and a circuit that opens when they fail."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

OPENS_AFTER = 3
"""Failures in a row after which nobody asks."""
STAYS_OPEN_S = 60.0


class ModelFault(Exception):
    """The model gave nothing to go on with; `outcome` is the word in the record."""

    def __init__(self, outcome: str, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


class BudgetSpent(ModelFault):
    """The next call could cost more than is left."""

    def __init__(self, what: str) -> None:
        super().__init__("budget_spent", f"The language model's {what} are spent; the work goes on without it.")


class CircuitOpen(ModelFault):
    """The endpoint failed several times in a row and is left alone for a while."""

    def __init__(self, left_s: float) -> None:
        super().__init__("circuit_open", f"The language model failed {OPENS_AFTER} times in a row; next try in {left_s:.0f} s.")


@dataclass(frozen=True, slots=True)
class Reserved:
    """What a call may cost at most: tokens and millionths of a dollar."""

    tokens: int
    micro_usd: int


@dataclass(slots=True)
class ModelBudget:
    """What one case or one turn of conversation may still spend on models; None is no limit. Thread-safe.

    Calls, tokens and money are reserved at their worst before a call and settled after it, so parallel calls keep them.
    `seconds` are those spent waiting for answers, summed over calls; a call is cut off when they end.
    """

    calls: int | None = 40
    tokens: int | None = 200_000
    micro_usd: int | None = None
    seconds: float | None = 300.0
    spent_calls: int = 0
    spent_tokens: int = 0
    spent_micro_usd: int = 0
    spent_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def seconds_left(self) -> float:
        """How long the next call may take; infinite without a limit."""
        return float("inf") if self.seconds is None else max(0.0, self.seconds - self.spent_s)

    def reserve(self, worst: Reserved) -> None:
        """Set aside what one call may cost; BudgetSpent names what does not suffice."""
        with self._lock:
            for what, spent, asked, limit in (
                ("calls", self.spent_calls, 1, self.calls),
                ("tokens", self.spent_tokens, worst.tokens, self.tokens),
                ("dollars", self.spent_micro_usd, worst.micro_usd, self.micro_usd),
            ):
                if limit is not None and spent + asked > limit:
                    raise BudgetSpent(what)
            if self.seconds_left <= 0.0:
                raise BudgetSpent("seconds")
            self.spent_calls += 1
            self.spent_tokens += worst.tokens
            self.spent_micro_usd += worst.micro_usd

    def settle(self, worst: Reserved, actual: Reserved, seconds: float) -> None:
        """Replace what was set aside by what it came to."""
        with self._lock:
            self.spent_tokens += actual.tokens - worst.tokens
            self.spent_micro_usd += actual.micro_usd - worst.micro_usd
            self.spent_s += seconds


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(slots=True)
class DaySpending:
    """Money spent on models since midnight UTC, or since the process started; None is no limit. Thread-safe."""

    micro_usd: int | None = None
    today: Callable[[], date] = _today
    spent_micro_usd: int = 0
    day: date | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def reserve(self, worst: Reserved) -> None:
        """Set aside what one call may cost; BudgetSpent when the day has less left."""
        with self._lock:
            if self.day != (now := self.today()):
                self.day, self.spent_micro_usd = now, 0
            if self.micro_usd is not None and self.spent_micro_usd + worst.micro_usd > self.micro_usd:
                raise BudgetSpent("dollars of the day")
            self.spent_micro_usd += worst.micro_usd

    def settle(self, worst: Reserved, actual: Reserved) -> None:
        """Replace what was set aside by what it came to."""
        with self._lock:
            self.spent_micro_usd = max(0, self.spent_micro_usd + actual.micro_usd - worst.micro_usd)


@dataclass(slots=True)
class Circuit:
    """Closed while the endpoint answers; open after failures in a row; then one call at a time tries whether it is back."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    opened_at: float | None = None
    _trying: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def enter(self) -> None:
        """Ask to make a call; CircuitOpen when it is not to be made."""
        with self._lock:
            if self.opened_at is None:
                return
            left_s = self.opened_at + STAYS_OPEN_S - self.clock()
            if left_s > 0 or self._trying:
                raise CircuitOpen(max(left_s, 0.0))
            self._trying = True

    def leave(self, succeeded: bool | None) -> None:
        """How the call ended; None says nothing about the endpoint (somebody cancelled it)."""
        with self._lock:
            self._trying = False
            if succeeded is None:
                return
            if succeeded:
                self.failures, self.opened_at = 0, None
                return
            self.failures += 1
            if self.failures >= OPENS_AFTER:
                self.opened_at = self.clock()
