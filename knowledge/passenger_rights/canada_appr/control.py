"""SOR/2019-150 s. 10 to 12: whose control the disruption was under, also when it comes from an earlier flight."""

from dataclasses import dataclass
from functools import lru_cache

from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import Control, found_cause
from knowledge.passenger_rights.journey import Cause, RightsCase

REFUSED = frozenset({"documents", "health", "security", "unruly", "late_check_in"})
SECTION = {"outside": "SOR/2019-150 s. 10(3)", "safety": "SOR/2019-150 s. 11", "within": "SOR/2019-150 s. 12"}
SAYS = {
    "outside": "outside the carrier's control",
    "safety": "within its control but required for safety",
    "within": "within the carrier's control",
}


@dataclass(frozen=True, slots=True)
class Found:
    """The class of a disruption; None: not known for want of `missing`, `not_outside` where it is one of the other two."""

    control: Control | None
    fact: str
    missing: tuple[str, ...] = ()
    not_outside: bool = False

    @property
    def duties(self) -> Control | None:
        """The class as far as care and another flight are concerned, which s. 11 and s. 12 give alike."""
        return "within" if self.not_outside else self.control


OVERSOLD = Found("within", f"oversold: {SAYS['within']}")
GOVERNMENT = Found("outside", f"instruction of an authority: {SAYS['outside']}")


def control_of(case: RightsCase) -> Found:
    """Who had control of what happened: by the reason where boarding was denied for one, else by the cause."""
    if case.incident.kind == "denied_boarding":
        if case.incident.denied_reason == "oversold":
            return OVERSOLD
        if case.incident.denied_reason == "government":
            return GOVERNMENT
    return _by_cause(case.incident.cause)


@lru_cache(maxsize=10_000)
def _by_cause(cause: Cause) -> Found:
    """s. 10(2), 11(2): an earlier disruption passes its class on if it caused this one and all reasonable measures were taken."""
    finding = found_cause(cause)
    control = finding.control
    if control is None:
        missing = finding.missing or ("whether it was under the carrier's control",)
        # What is not extraordinary elsewhere and open here is open between s. 11 and s. 12.
        return Found(None, finding.reasoning, missing, finding.extraordinary is False and not finding.knock_on)
    name = finding.circumstance or f"code {cause.iata_code}"
    if control != "within" and (finding.knock_on or cause.caused_this is not None):
        if cause.caused_this is False:
            return Found(None, f"{name} did not cause this", ("the cause of this disruption itself",))
        if cause.reasonable_measures is None:
            return Found(
                None, f"{name} hit an earlier flight", ("whether all reasonable measures were taken against its effects",)
            )
        if not cause.reasonable_measures:
            return Found("within", f"{name} hit an earlier flight and reasonable measures were not taken: {SAYS['within']}")
    return Found(control, f"{name}: {SAYS[control]}")


def begun(case: RightsCase, law: Law) -> bool:
    """Whether the duties are in force: at denied boarding from the first day, at delay and cancellation later."""
    return case.incident.kind == "denied_boarding" or bool(law["delay_and_cancellation"])


def refused(case: RightsCase) -> str:
    """Why it is no denial of boarding in the sense of the regulations (s. 1(3)); empty: it is one, as far as is known."""
    if not case.passenger.confirmed_reservation:
        return "no confirmed reservation on this flight"
    if case.incident.denied_reason in REFUSED or case.passenger.checked_in_on_time is False:
        return f"refusal to transport, not denial of boarding: {case.incident.denied_reason or 'late check-in'}"
    return ""
