"""Montreal Convention 1999, article by article: what the carrier is liable for, up to which sum, and until when to ask."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from knowledge.dated_law import Law
from knowledge.passenger_rights.entitlement import Amount, Entitlement, Scope, not_owed, owed, percent_of, unchecked
from knowledge.passenger_rights.journey import Damage, RightsCase
from knowledge.passenger_rights.places import place
from knowledge.passenger_rights.regime import rule

APPLIES = "Montreal Convention Art. 1(2)"
RIGHTS = "XDR"
GRAMS_PER_KG = 1000


def scope(case: RightsCase, law: Law) -> Scope:
    """International carriage: between two States Parties, or round from one of them with an agreed stop in another State."""
    codes = (case.first.origin, *(one.destination for one in case.segments))
    ticket = any(one.international_ticket for one in case.segments)
    applies, said, missing = _carriage(codes, ticket, case.day, _Parties(law["state_parties"], law["part_of_state"]))
    return Scope(applies, APPLIES, said, case.hit.operating_carrier if applies else "", missing)


class _Parties(NamedTuple):
    """Who is bound since when, and which territory is part of which state."""

    bound: Mapping[str, date]
    part_of: Mapping[str, str]

    def __hash__(self) -> int:
        return hash((id(self.bound), id(self.part_of)))


@lru_cache(maxsize=50_000)
def _carriage(codes: tuple[str, ...], ticket: bool, day: date, parties: _Parties) -> tuple[bool | None, str, tuple[str, ...]]:
    """Whether it is such carriage, in words, and what is missing; the same for everybody on the same route."""
    stops = [place(one).country for one in codes]
    states = [parties.part_of.get(one, one) for one in stops]
    start, end = states[0], states[-1]
    if all(one == start for one in states):
        if ticket:
            return (
                None,
                "a domestic leg of an international ticket",
                ("the places of departure and destination of the whole ticket",),
            )
        return False, f"domestic carriage within {start}", ()
    unknown = []
    for country, state in dict.fromkeys(((stops[0], start), (stops[-1], end))):
        bound = parties.bound.get(country, parties.bound.get(state))
        if bound is None:
            unknown.append(f"whether {country} is a State Party")
        elif bound > day:
            return False, f"{country} is bound only since {bound}", ()
    if unknown:
        return None, "both ends must be in States Parties", tuple(sorted(unknown))
    if start == end:
        return True, f"international carriage from and to {start} with a stop in another State", ()
    return True, f"international carriage from {stops[0]} to {stops[-1]}, both bound", ()


@rule("injury", "Montreal Convention Art. 17(1), 21(1)", about="damage")
def injury(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Proven damage from an accident on board, up to a tier below which the carrier has no defence but Art. 20."""
    damage = case.damage
    if damage is None or damage.kind != "injury_or_death":
        return
    tier, cited = Amount(law["strict_tier"], RIGHTS), law.cite("strict_tier")
    proven = _recoverable(damage)
    if proven is None:
        missing = ("the proven damage",)
        yield _open("injury", cited, f"up to {_sum(tier)} without defence of the carrier", tier, missing)
    else:
        yield _capped("injury", cited, "whatever the fault", Amount(proven, damage.currency), tier)


@rule("injury_above_tier", "Montreal Convention Art. 21(2)", about="damage")
def injury_above_tier(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """What is above the tier, unless the carrier was not negligent or a third party alone was at fault."""
    damage = case.damage
    if damage is None or damage.kind != "injury_or_death":
        return
    name, cited, tier = "injury_above_tier", "Montreal Convention Art. 21(2)", Amount(law["strict_tier"], RIGHTS)
    proven = _recoverable(damage)
    if damage.not_negligent:
        said = f"nothing above {_sum(tier)}: the carrier was not negligent, or a third party alone was at fault"
        yield not_owed(name, "liability_limit", cited, said)
    elif proven is not None and damage.currency == RIGHTS and proven <= tier.cents:
        yield not_owed(name, "liability_limit", cited, f"the proven damage is not above {_sum(tier)}")
    elif proven is None or damage.not_negligent is None:
        missing = ["the proven damage"] if proven is None else []
        if damage.not_negligent is None:
            missing.append("whether the carrier was not negligent (it bears the proof)")
        yield unchecked(name, "liability_limit", cited, f"what is above {_sum(tier)}", missing)
    elif damage.currency == RIGHTS:
        yield owed(name, "liability_limit", cited, f"what is above {_sum(tier)}", amount=Amount(proven - tier.cents, RIGHTS))
    else:
        facts = (f"proven {_sum(Amount(proven, damage.currency))}",)
        yield owed(name, "liability_limit", cited, f"what is above {_sum(tier)}, without a limit", facts=facts)


@rule("passenger_delay", "Montreal Convention Art. 19, 22(1)")
def passenger_delay(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Proven damage from the delay of a passenger, up to the limit, unless the carrier took all measures."""
    damage, kind, name = case.damage, case.incident.kind, "passenger_delay"
    if damage.kind != "passenger_delay" if damage is not None else kind not in ("delay", "missed_connection"):
        return
    limit, cited, late = Amount(law["delay_limit"], RIGHTS), law.cite("delay_limit"), case.late_min
    if late is not None and late <= 0:
        yield not_owed(name, "liability_limit", "Montreal Convention Art. 19", "no delay at the destination")
        return
    if damage is not None and damage.all_measures_taken:
        said = "the carrier took all measures that could reasonably be required"
        yield not_owed(name, "liability_limit", "Montreal Convention Art. 19", said)
        return
    proven = None if damage is None else _recoverable(damage)
    missing = ["the proven damage"] if proven is None else []
    if damage is None or damage.all_measures_taken is None:
        missing.append("whether the carrier took all measures (it bears the proof)")
    unclear = kind in ("cancellation", "denied_boarding")
    if missing or damage is None or proven is None:
        yield _open(name, cited, f"proven damage from delay, up to {_sum(limit)}", limit, missing, unclear)
    elif damage.reckless:
        yield _unlimited(name, Amount(proven, damage.currency))
    else:
        yield _capped(name, cited, "damage from delay", Amount(proven, damage.currency), limit, unclear)


@rule("baggage_liability", "Montreal Convention Art. 17(2), 19, 22(2)", about="baggage")
def baggage_liability(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Proven damage from loss, damage or delay of checked bags, up to the limit for all bags or the declared sum."""
    bag, name = case.baggage, "baggage_liability"
    if bag is None or bag.kind == "fee_only":
        return
    lost = _is_lost(case, law)
    if bag.inherent_defect and (lost or bag.kind == "damaged"):
        said = "the damage comes from the bag's own defect, quality or vice"
        yield not_owed(name, "liability_limit", "Montreal Convention Art. 17(2)", said)
        return
    if not lost and bag.kind == "delayed" and bag.all_measures_taken:
        said = "the carrier took all measures that could reasonably be required"
        yield not_owed(name, "liability_limit", "Montreal Convention Art. 19", said)
        return
    limit: Amount | None = Amount(law["baggage_limit"], RIGHTS)
    currency = "" if case.fare is None else case.fare.currency
    missing = []
    if bag.special_declaration_cents is not None:
        limit = Amount(bag.special_declaration_cents, currency) if currency else None
        if limit is None:
            missing.append("the currency of the special declaration")
    ends = _complaint_ends(case, law)
    if ends is not None and not lost and not bag.reckless:
        if bag.reported_at is not None and bag.reported_at >= ends:
            said = "no action: the complaint came too late"
            yield not_owed(name, "liability_limit", "Montreal Convention Art. 31(4)", said)
            return
        if bag.reported_at is None and case.now >= ends:
            missing.append("whether a written complaint was made in time")
    if not lost and bag.kind == "delayed" and bag.all_measures_taken is None:
        missing.append("whether the carrier took all measures (it bears the proof)")
    cited = law.cite("baggage_limit")
    thing = "lost bags" if lost else f"{bag.kind} bags"
    if missing or limit is None:
        yield _open(name, cited, f"proven damage from {thing}, up to the limit", limit, missing)
    elif bag.reckless:
        yield _unlimited(name, None if bag.proven_cents is None else Amount(bag.proven_cents, currency))
    else:
        proven = None if bag.proven_cents is None else Amount(bag.proven_cents, currency)
        yield _capped(name, cited, thing, proven, limit)


@rule("cargo_liability", "Montreal Convention Art. 18, 22(3)", about="damage")
def cargo_liability(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Proven damage to cargo up to so much per kilogram or the declared sum; recklessness does not lift it."""
    damage, name, cited = case.damage, "cargo_liability", law.cite("cargo_limit")
    if damage is None or damage.kind != "cargo":
        return
    ends = _complaint_ends(case, law)
    missing = []
    if ends is not None and damage.complained_at is not None and damage.complained_at >= ends:
        said = "no action: the complaint came too late"
        yield not_owed(name, "liability_limit", "Montreal Convention Art. 31(4)", said)
        return
    if ends is not None and damage.complained_at is None and case.now >= ends:
        missing.append("whether a written complaint was made in time")
    limit = None
    if damage.special_declaration_cents is not None:
        limit = Amount(damage.special_declaration_cents, damage.currency)
    elif damage.weight_g is not None:
        limit = Amount((damage.weight_g * law["cargo_limit"] + GRAMS_PER_KG // 2) // GRAMS_PER_KG, RIGHTS)
    else:
        missing.append("the weight of the packages concerned")
    if missing or limit is None:
        yield _open(name, cited, "proven damage to cargo, up to the limit", limit, missing)
        return
    proven = _recoverable(damage)
    yield _capped(name, cited, "cargo", None if proven is None else Amount(proven, damage.currency), limit)


@rule("claim_deadline", "Montreal Convention Art. 31")
def claim_deadline(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """A written complaint: 7 days for a damaged bag, 14 for damaged cargo, 21 for a late bag, from receipt."""
    ends = _complaint_ends(case, law)
    if ends is None:
        return
    made = case.baggage.reported_at if case.baggage is not None else case.damage.complained_at if case.damage else None
    cited = "Montreal Convention Art. 31(2)"
    if made is not None:
        said = "complained in time" if made < ends else "complained too late"
        yield not_owed("claim_deadline", "deadline", cited, said)
    elif case.now >= ends:
        yield not_owed("claim_deadline", "deadline", cited, "the days to complain are over")
    else:
        yield owed("claim_deadline", "deadline", cited, "a written complaint to the carrier", due_by=ends)


@rule("suit_deadline", "Montreal Convention Art. 35")
def suit_deadline(case: RightsCase, law: Law) -> Iterator[Entitlement]:
    """Two years from the arrival, or from the day the aircraft ought to have arrived, to bring an action."""
    if case.damage is None and case.baggage is None and case.incident.kind not in ("delay", "missed_connection"):
        return
    clock, cited = case.destination.clock, law.cite("suit_years")
    arrived = case.arrival if case.arrived and case.arrival is not None else case.last.scheduled_arrival
    day = arrived.astimezone(clock).date()
    year = day.year + law["suit_years"]
    last = date(year, 2, 28) if (day.month, day.day) == (2, 29) else date(year, day.month, day.day)
    ends = datetime.combine(last + timedelta(days=1), time(), tzinfo=clock).astimezone(UTC)
    if case.now >= ends:
        yield not_owed("suit_deadline", "deadline", cited, "the right to damages is extinguished unless an action was brought")
    else:
        yield owed("suit_deadline", "deadline", cited, "an action must be brought within two years", due_by=ends)


def _is_lost(case: RightsCase, law: Law) -> bool:
    """Lost as admitted, or not there 21 days after it ought to have been."""
    bag = case.baggage
    if bag is None or bag.kind != "delayed":
        return bag is not None and bag.kind == "lost"
    return bag.delivered_at is None and case.now >= bag.flight_arrived_at + timedelta(days=law["bag_lost_after"])


def _complaint_ends(case: RightsCase, law: Law) -> datetime | None:
    """The end of the last day for a complaint where it was received; None: no complaint is needed, or not yet."""
    bag, damage = case.baggage, case.damage
    if bag is not None:
        if bag.kind == "damaged":
            received, days = bag.delivered_at or bag.flight_arrived_at, law["bag_damage_complaint"]
        elif bag.kind == "delayed" and bag.delivered_at is not None:
            received, days = bag.delivered_at, law["delay_complaint"]
        else:
            return None
    elif damage is not None and damage.kind == "cargo" and damage.delivered_at is not None:
        received, days = damage.delivered_at, law["cargo_damage_complaint"]
    else:
        return None
    clock = case.destination.clock
    return datetime.combine(received.astimezone(clock).date() + timedelta(days=days + 1), time(), tzinfo=clock).astimezone(UTC)


def _recoverable(damage: Damage) -> int | None:
    """Art. 20: the proven damage less what the claimant's own negligence contributed."""
    return None if damage.proven_cents is None else percent_of(damage.proven_cents, 100 - damage.claimant_fault_percent)


def _capped(name: str, cited: str, thing: str, proven: Amount | None, limit: Amount, doubtful: bool = False) -> Entitlement:
    """The proven sum where it can be held against the limit, else the limit as a ceiling."""
    if proven is not None and proven.currency == limit.currency:
        said = f"{thing}: {_sum(proven)} proven, limit {_sum(limit)}"
        least = proven if proven.cents <= limit.cents else limit
        return owed(name, "liability_limit", cited, said, amount=least, doubtful=doubtful)
    facts = () if proven is None else (f"proven {_sum(proven)}",)
    said = f"{thing}: proven damage up to {_sum(limit)}"
    return owed(name, "liability_limit", cited, said, amount=limit, at_most=True, facts=facts, doubtful=doubtful)


def _open(
    name: str, cited: str, said: str, limit: Amount | None, missing: list[str] | tuple[str, ...], doubtful: bool = False
) -> Entitlement:
    """Liability that cannot be judged yet, with the ceiling it would have."""
    return Entitlement(
        name, "liability_limit", "not_checked", cited, said, limit, at_most=True, missing=tuple(missing), doubtful=doubtful
    )


def _unlimited(name: str, proven: Amount | None) -> Entitlement:
    said = "intent or recklessness: all proven damage, without a limit"
    return owed(name, "liability_limit", "Montreal Convention Art. 22(5)", said, amount=proven)


def _sum(amount: Amount) -> str:
    whole, rest = divmod(amount.cents, 100)
    return f"{amount.currency} {whole:,}" + (f".{rest:02}" if rest else "")


RULES = (
    injury,
    injury_above_tier,
    passenger_delay,
    baggage_liability,
    cargo_liability,
    claim_deadline,
    suit_deadline,
)
