"""Why it happened, in the eyes of the law: circumstances, the judgments that decided on them, and what a delay code can tell."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from domain.units import Frozen
from knowledge.dated_law import read_sheet
from knowledge.passenger_rights.journey import Cause

_HERE = Path(__file__).parent
_Answer = TypeVar("_Answer")
Control = Literal["outside", "safety", "within"]
"""Outside the carrier's control; within it but required for safety; within it."""
MEASURES = "whether all reasonable measures were taken (the carrier bears the proof)"


class Circumstance(Frozen):
    """One kind of event, as courts and authorities have judged it. `extraordinary`: under Regulation 261 and laws that follow it.

    `control`: how the Canadian regulations class it; None: it depends on more than is said. `operational`: technical or
    operational in the sense of the Turkish regulation. `knock_on`: it comes from an earlier flight, so its own cause decides.
    `decides`: what must be known where one of these is None.
    """

    says: str
    extraordinary: bool | None
    control: Control | None
    operational: bool | None
    authority: str
    reasoning: str
    confidence: Literal["confirmed", "recalled_high", "recalled_medium", "recalled_low"]
    knock_on: bool = False
    decides: str = ""


class DelayCode(Frozen):
    """An AHM 730 code: what it says, and the circumstances it can stand for; one: it decides, several: more must be known."""

    alpha: str
    says: str
    circumstances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CauseFinding:
    """What is known of a cause. `extraordinary`, `control`, `operational` None: not known for want of `missing`."""

    circumstance: str
    extraordinary: bool | None
    control: Control | None
    operational: bool | None
    authority: str
    reasoning: str
    missing: tuple[str, ...] = ()
    knock_on: bool = False


@dataclass(frozen=True, slots=True)
class Excuse:
    """Whether the carrier is excused from compensation by extraordinary circumstances; None: not known for want of `missing`."""

    holds: bool | None
    finding: CauseFinding
    says: str
    missing: tuple[str, ...] = ()


@cache
def circumstances() -> dict[str, Circumstance]:
    """Every circumstance by its key."""
    sheet = read_sheet(_HERE / "circumstances.yaml")
    return {key: Circumstance(**body) for key, body in sheet.items()}


@cache
def delay_codes() -> dict[str, DelayCode]:
    """Every two-digit delay code by its digits."""
    sheet = read_sheet(_HERE / "delay_codes.yaml")
    return {str(key): DelayCode(**body) for key, body in sheet.items()}


def found_cause(cause: Cause) -> CauseFinding:
    """What the law makes of a cause: of the circumstance where one is named, else of the delay code where it decides.

    Nothing known, an unknown key or a code that can stand for differently judged circumstances leave the answers None and say
    what is missing.
    """
    if cause.circumstance is not None:
        return _named(cause.circumstance)
    if cause.iata_code is None:
        return CauseFinding("", None, None, None, "", "no cause is given", ("the cause of the disruption",))
    return _coded(cause.iata_code)


@lru_cache(maxsize=10_000)
def excuse(cause: Cause) -> Excuse:
    """Art. 5(3) of Regulation 261: extraordinary, the direct cause here, and unavoidable with all reasonable measures.

    The carrier bears the proof: an extraordinary circumstance whose measures are not known leaves the question open. A
    circumstance of an earlier flight counts only where it is the direct cause (`caused_this`).
    """
    finding = found_cause(cause)
    named = finding.circumstance.replace("_", " ") or "cause not known"
    if finding.extraordinary is False:
        return Excuse(False, finding, f"{named}: not extraordinary ({finding.authority})")
    if cause.caused_this is False:
        return Excuse(False, finding, f"{named}: not the direct cause of this disruption (CJEU C-74/19)")
    if cause.reasonable_measures is False:
        return Excuse(False, finding, f"{named}: reasonable measures would have avoided it")
    if finding.extraordinary is None:
        return Excuse(None, finding, f"{named}: {finding.reasoning}", finding.missing)
    if finding.knock_on and cause.caused_this is None:
        return Excuse(None, finding, f"{named}: {finding.reasoning}", ("whether the earlier event is the direct cause here",))
    if cause.reasonable_measures is None:
        return Excuse(None, finding, f"{named}: extraordinary ({finding.authority})", (MEASURES,))
    return Excuse(True, finding, f"{named}: extraordinary ({finding.authority}), and no reasonable measure would have avoided it")


@lru_cache(maxsize=1_000)
def _named(key: str) -> CauseFinding:
    known = circumstances().get(key)
    if known is None:
        said = f"circumstance {key!r} is not in circumstances.yaml"
        return CauseFinding(key, None, None, None, "", said, (f"what {key!r} is; known: {', '.join(sorted(circumstances()))}",))
    missing: tuple[str, ...] = ()
    if known.knock_on:
        missing = ("the cause of the earlier delay",)
    elif None in (known.extraordinary, known.control, known.operational):
        missing = (known.decides,)
    return CauseFinding(
        key,
        known.extraordinary,
        known.control,
        known.operational,
        known.authority,
        known.reasoning,
        missing,
        known.knock_on,
    )


@cache
def _coded(code: str) -> CauseFinding:
    row = delay_codes().get(code)
    if row is None:
        said = f"delay code {code!r} is not assigned in AHM 730"
        return CauseFinding("", None, None, None, "", said, ("a valid delay code or the cause in words",))
    found = [_named(key) for key in row.circumstances]
    source = f"AHM 730 code {code}: {row.says}"
    if not found:
        return CauseFinding("", None, None, None, "", source, (f"the cause behind code {code}",))
    one = found[0]
    if all(
        (two.extraordinary, two.control, two.operational) == (one.extraordinary, one.control, one.operational) for two in found
    ):
        return CauseFinding(
            one.circumstance,
            one.extraordinary,
            one.control,
            one.operational,
            one.authority,
            f"{source}; {one.reasoning}",
            one.missing,
            one.knock_on,
        )
    several = f"which of these it was: {', '.join(row.circumstances)}"
    return CauseFinding(
        "",
        _agreed([two.extraordinary for two in found]),
        _agreed([two.control for two in found]),
        _agreed([two.operational for two in found]),
        one.authority,
        source,
        (several,),
    )


def _agreed(answers: list[_Answer | None]) -> _Answer | None:
    """The answer that all give, else None."""
    return answers[0] if all(one == answers[0] for one in answers) else None
