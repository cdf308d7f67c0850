"""Aviation Services Law 5772-2012, section by section. What counts as cancelled is decided once, for every rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.units import minutes, minutes_between
from knowledge.dated_law import Law
from knowledge.passenger_rights.causes import found_cause
from knowledge.passenger_rights.entitlement import (
    Amount,
    Entitlement,
    Scope,
    What,
    amended,
    hours,
    not_owed,
    owed,
    percent_of,
    unchecked,
)
from knowledge.passenger_rights.journey import RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

COUNTRY = "IL"
NAME = "Aviation Services Law 5772-2012"
_REFUSED_FOR = frozenset({"documents", "unruly", "late_check_in"})
_NOT_SETTLED = frozenset({"government", "health", "security", "weight_and_balance"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How the law sees what happened: cancelled (or as good as), boarding denied, and whether there is a choice of refund.

    None: `missing` decides.
    """

    cancelled: bool | None
    choice: bool | None
    citation: str
    why: str
    missing: tuple[str, ...] = ()


def scope(case: RightsCase, law: Law) -> Scope:
    """Flights from and to Israel, of any carrier; of a flight abroad in a journey that touches Israel it is not known."""
    cited, carrier = f"{NAME}, s. 2", case.hit.operating_carrier
    if place(case.hit.origin).country == COUNTRY or place(case.hit.destination).country == COUNTRY:
        if not case.passenger.confirmed_reservation:
            return Scope(False, cited, "there is no ticket")
        return Scope(True, cited, "flight from or to Israel", carrier)
    for one in case.segments:
        if place(one.origin).country == COUNTRY or place(one.destination).country == COUNTRY:
            missing = (
                f"whether the flight {case.hit.origin}-{case.hit.destination} counts as part of the one from or to Israel",
            )
            return Scope(None, cited, "a flight abroad in a journey that touches Israel", carrier, missing)
    return Scope(False, cited, "the journey does not touch Israel")


def _denied(case: RightsCase) -> Standing:
    incident, cited = case.incident, f"{NAME}, s. 4"
    reason = incident.denied_reason or ("oversold" if incident.cause.circumstance == "overbooking" else "")
    if reason in _REFUSED_FOR:
        return Standing(False, False, cited, f"boarding was refused for {reason.replace('_', ' ')}")
    if incident.volunteered:
        return Standing(False, False, cited, "the passenger gave up the seat for agreed benefits")
    if case.passenger.checked_in_on_time is False:
        return Standing(False, False, cited, "the passenger was not there in time")
    missing = []
    if not reason:
        missing.append("why boarding was denied")
    elif reason in _NOT_SETTLED:
        missing.append(f"whether boarding denied for {reason.replace('_', ' ')} reasons is justified under s. 4")
    if incident.volunteered is None:
        missing.append("whether the passenger gave up the seat for agreed benefits")
    if case.passenger.checked_in_on_time is None:
        missing.append("whether the passenger was there in time")
    if missing:
        return Standing(None, None, cited, "", tuple(missing))
    return Standing(False, True, cited, "boarding denied")


def _standing(case: RightsCase, law: Law) -> Standing:
    """What the delay, cancellation, denied boarding or new time is under sections 1, 4, 5 and 7."""
    kind = case.incident.kind
    if kind == "denied_boarding":
        return _denied(case)
    if case.incident.cancelled_by_passenger_request:
        return Standing(False, False, f"{NAME}, s. 6", "the passenger gave up the journey")
    if kind == "cancellation" or case.incident.returned_to_origin:
        return Standing(True, True, f"{NAME}, s. 6", "flight cancelled")
    if kind == "missed_connection":
        missing = ("whether a missed connection counts as a delay or cancellation under the law",)
        return Standing(None, None, f"{NAME}, s. 5", "", missing)
    late = case.left_late_min
    if late is None:
        return Standing(None, None, law.cite("choice_delay"), "", ("when the flight leaves",))
    if late < 0:
        if -late >= law["forward_counts_as_cancelled"]:
            return Standing(
                True, True, law.cite("forward_counts_as_cancelled"), f"leaves {hours(-late)} earlier, which counts as cancelled"
            )
        brought = f"leaves {hours(-late)} earlier, more than {hours(law['forward_choice'])} is needed"
        return Standing(False, -late > law["forward_choice"], law.cite("forward_choice"), brought)
    if late >= law["counts_as_cancelled"]:
        return Standing(True, True, law.cite("counts_as_cancelled"), f"leaves {hours(late)} late, which counts as cancelled")
    return Standing(False, late >= law["choice_delay"], law.cite("choice_delay"), f"leaves {hours(late)} late")


# --- assistance (s. 3, 5) ----------------------------------------------------------------------------------------------


def _assistance(case: RightsCase, law: Law, name: What, thing: str) -> Entitlement:
    """Assistance after 2 h of delay, and at once after a cancellation or denied boarding; no circumstance ends it."""
    cited = law.cite("care_delay")
    if case.incident.choice == "refund":
        return not_owed(name, name, cited, "the passenger took the refund and does not wait")
    if case.incident.kind in ("delay", "schedule_change") and not case.incident.returned_to_origin:
        opens = case.hit.scheduled_departure + minutes(law["care_delay"])
        late, missing = case.left_late_min, ("when the flight leaves",)
        if late is None:
            return amended(unchecked(name, name, cited, f"{thing} from {hours(law['care_delay'])} on", missing), from_at=opens)
        if late < law["care_delay"]:
            detail = f"{thing} from {hours(law['care_delay'])} on; the flight leaves {hours(max(0, late))} late"
            return not_owed(name, name, cited, detail, from_at=opens if late >= 0 else None)
        return owed(name, name, cited, f"{thing}: the flight leaves {hours(late)} late")
    found = _standing(case, law)
    if found.missing:
        return unchecked(name, name, found.citation, thing, found.missing)
    if not found.choice:
        return not_owed(name, name, found.citation, found.why)
    return owed(name, name, found.citation, f"{thing}: {found.why}")


@rule("meals", f"{NAME}, s. 3(a)(1)", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def meals(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Food and drink by the length of the wait."""
    yield _assistance(case, law, "meals", "food and drink")


@rule("communication", f"{NAME}, s. 3(a)(1)", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def communication(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Two telephone calls, faxes or e-mails."""
    yield _assistance(case, law, "communication", "two calls or messages")


def _lodging(case: RightsCase, law: Law, name: What, thing: str) -> Entitlement:
    found = _assistance(case, law, name, thing)
    if found.verdict != "owed" or case.incident.overnight:
        return found
    if case.incident.overnight is None:
        return unchecked(name, name, found.citation, f"{thing} where a night is spent", ("whether a night is spent",))
    return not_owed(name, name, found.citation, "no night is spent")


@rule("hotel", f"{NAME}, s. 3(a)(1)", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def hotel(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A hotel where a night, or another night than planned, must be spent."""
    yield _lodging(case, law, "hotel", "hotel")


@rule("transport", f"{NAME}, s. 3(a)(1)", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def transport(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Between airport and hotel, or home."""
    yield _lodging(case, law, "transport", "transport between airport and hotel")


# --- refund or alternative ticket (s. 3(a)(2), (3)) ---------------------------------------------------------------------


@rule("choice", f"{NAME}, s. 5(a)(2)", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def choice(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Refund or an alternative ticket to the final destination, as the passenger chooses; no circumstance ends it."""
    found = _standing(case, law)
    delayed = case.incident.kind == "delay" and (case.left_late_min is None or case.left_late_min >= 0)
    opens = case.hit.scheduled_departure + minutes(law["choice_delay"]) if delayed else None
    detail = "refund or an alternative ticket, as the passenger chooses"
    if found.choice is None:
        yield amended(unchecked("choice", "choice", found.citation, detail, found.missing), from_at=opens)
    elif found.choice:
        yield owed("choice", "choice", found.citation, f"{detail}: {found.why}")
    else:
        needed = f", a choice from {hours(law['choice_delay'])} on" if opens else ""
        yield not_owed("choice", "choice", found.citation, f"{found.why}{needed}", from_at=opens)


@rule("refund", f"{NAME}, s. 3(a)(2)", "delay", "cancellation", "denied_boarding", "missed_connection", "schedule_change")
def refund(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """All that was paid for what was not flown, taxes included, within 21 days of the request."""
    if case.incident.choice != "refund":
        return
    found, fare, cited = _standing(case, law), case.fare, f"{NAME}, s. 3(a)(2)"
    paid = None if fare is None else fare.total_cents if not case.incident.segment else fare.unused_cents
    if found.choice is False:
        yield not_owed("refund", "refund", found.citation, found.why)
    elif found.choice is None:
        yield unchecked("refund", "refund", found.citation, "refund", found.missing)
    elif fare is None or paid is None:
        yield unchecked("refund", "refund", cited, "refund", ("what was paid for what was not flown",))
    else:
        within = law["refund_deadline"]
        due = None if case.claimed_at is None else case.claimed_at + minutes(within)
        detail = f"what was paid, within {within // 1440} days of the request"
        yield owed("refund", "refund", cited, detail, amount=Amount(paid, fare.currency), due_by=due)


# --- compensation (s. 6, First Schedule) --------------------------------------------------------------------------------


def _excused(case: RightsCase, law: Law) -> tuple[bool | None, str, tuple[str, ...]]:
    """Whether strike or special circumstances free the operator, why, and what must be known to say."""
    cause = case.incident.cause
    if cause.caused_this is False:
        return False, "the circumstance hit an earlier flight and did not cause this", ()
    if cause.circumstance and cause.circumstance in law["strikes"]:
        return True, f"a strike or protected work stoppage ({law.cite('strikes')})", ()
    found = found_cause(cause)
    if found.extraordinary:
        why = f"{found.reasoning} ({NAME}, s. 6(e)(1); {found.authority})"
        if cause.reasonable_measures is None:
            return None, why, ("whether all reasonable measures were taken; the operator bears the proof",)
        return cause.reasonable_measures, why if cause.reasonable_measures else "it could have been avoided", ()
    if found.extraordinary is None:
        return None, found.reasoning, found.missing
    return False, f"{found.reasoning} ({found.authority})", ()


def _in_window(case: RightsCase, law: Law, notice: int) -> bool:
    """Whether the alternative that was offered leaves and arrives within what the notice asks for."""
    offered = case.incident.rerouting
    if offered is None:
        return False
    row = next(row for row in law["rerouting_windows"] if row["told"] is None or notice >= row["told"])
    before = minutes_between(offered.departure, case.hit.scheduled_departure)
    after = minutes_between(case.last.scheduled_arrival, offered.arrival)
    return bool(before <= row["leaves_before"] and after < row["arrives_after"])


def _told_in_time(case: RightsCase, law: Law) -> tuple[bool | None, str]:
    """Whether notice, alone or with the alternative that was offered, leaves nothing to pay; why."""
    notice = case.notice_min
    if notice is None:
        return None, "when the passenger was told"
    if notice >= law["notice"]:
        return True, f"told {notice // 1440} days before, {law['notice'] // 1440} are needed"
    if _in_window(case, law, notice):
        return True, f"told {hours(max(0, notice))} before and offered an alternative near the booked times"
    return False, f"told {hours(max(0, notice))} before"


@dataclass(frozen=True, slots=True)
class Sum:
    """The amount of a band, in words, and what is not known or not sure about it."""

    amount: Amount
    says: str
    missing: tuple[str, ...]
    doubtful: bool


def _sum(case: RightsCase, law: Law) -> Sum:
    """The amount of the band, halved with an alternative that arrives early enough."""
    at = next(index for index, row in enumerate(law["bands"]) if row["metres_to"] is None or case.journey_m <= row["metres_to"])
    indexed, limit = law["amounts"], law["bands"][at]["halved_to"]
    cents, said, doubtful = indexed["cents"][at], "", law["special_periods_possible"]
    missing: tuple[str, ...] = ()
    if _takes_alternative(case):
        offered = case.incident.rerouting
        late = case.late_min if offered is None else minutes_between(case.last.scheduled_arrival, offered.arrival)
        if late is None:
            missing = ("when the alternative arrives",)
        elif late <= limit:
            cents, said = (
                percent_of(cents, law["halved_percent"]),
                f", halved: the alternative arrives at most {hours(limit)} late",
            )
            doubtful = doubtful or late == limit
    if indexed["year"] != case.day.year:
        said += f"; amounts of {indexed['year']}, those of {case.day.year} are indexed and not recorded here"
        doubtful = True
    return Sum(Amount(cents, "ILS"), f"ILS {cents // 100} for {case.journey_m // 1000:,} km{said}", missing, doubtful)


def _takes_alternative(case: RightsCase) -> bool:
    """Whether the passenger goes on with an alternative: one offered and not refused, or one chosen and not named yet."""
    offered, chosen = case.incident.rerouting, case.incident.choice
    return chosen != "refund" and (chosen == "reroute" if offered is None else offered.accepted is not False)


@rule("compensation", f"{NAME}, s. 6", "delay", "cancellation", "missed_connection", "schedule_change")
def compensation(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Money by distance for a flight that is cancelled or counts so, unless told in time, on strike, or specially excused."""
    name: What = "compensation"
    found, cited = _standing(case, law), f"{NAME}, s. 6 and First Schedule"
    delayed = case.incident.kind == "delay" and (case.left_late_min is None or case.left_late_min >= 0)
    opens = case.hit.scheduled_departure + minutes(law["counts_as_cancelled"]) if delayed else None
    if found.cancelled is False:
        needed = f"; from {hours(law['counts_as_cancelled'])} on it counts as cancelled"
        yield not_owed(name, name, law.cite("counts_as_cancelled"), f"{found.why}{needed}", from_at=opens)
        return
    if _paid_abroad(case):
        yield not_owed(name, name, NAME, "already paid under the law of another state", doubtful=True)
        return
    in_time, told = _told_in_time(case, law)
    if in_time:
        yield not_owed(name, name, law.cite("notice"), told)
        return
    excuse, why, unknown = _excused(case, law)
    if excuse:
        yield not_owed(name, name, f"{NAME}, s. 6(e)", why)
        return
    pays = _sum(case, law)
    missing = [*found.missing, *unknown, *([told] if in_time is None else []), *pays.missing]
    if missing:
        yield amended(unchecked(name, name, cited, pays.says, missing), from_at=opens)
        return
    due = None if case.claimed_at is None else case.claimed_at + minutes(law["compensation_deadline"])
    facts = (found.why, told, why)
    yield owed(name, name, cited, pays.says, amount=pays.amount, due_by=due, facts=facts, doubtful=pays.doubtful)


def _paid_abroad(case: RightsCase) -> bool:
    return bool(case.benefits_received - {"israel_asl"})


@rule("denied_boarding", f"{NAME}, s. 4", "denied_boarding")
def denied_boarding(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """The same money for boarding denied against the passenger's will."""
    name, cited = "denied_boarding", f"{NAME}, s. 4 and First Schedule"
    found = _standing(case, law)
    if found.choice is False:
        yield not_owed(name, "compensation", found.citation, found.why)
        return
    if _paid_abroad(case):
        yield not_owed(name, "compensation", NAME, "already paid under the law of another state", doubtful=True)
        return
    pays = _sum(case, law)
    if found.missing or pays.missing:
        yield unchecked(name, "compensation", cited, pays.says, (*found.missing, *pays.missing))
    else:
        due = None if case.claimed_at is None else case.claimed_at + minutes(law["compensation_deadline"])
        facts = (found.why,)
        yield owed(name, "compensation", cited, pays.says, amount=pays.amount, due_by=due, facts=facts, doubtful=pays.doubtful)


RULES = (denied_boarding, compensation, choice, refund, meals, communication, hotel, transport)
