"""Tools `bundles` and `settle_ancillaries`."""

from typing import Annotated, Literal

from pydantic import Field

from domain.commands import Operation
from domain.ids import BookingId, FlightId
from domain.network import Flight, NetworkState
from domain.units import Frozen, Money, UtcDatetime, minutes_between
from knowledge.airline.ancillary_policy import Segment, TripFacts, ancillary_policy
from tools.ancillaries.catalogue import catalogue
from tools.ancillaries.choice import Priced, bundles_for
from tools.ancillaries.rules import trip_of
from tools.ancillaries.settle import settle_ancillaries
from tools.spec import ToolContext, ToolRetry, tool

FlightIds = Annotated[tuple[FlightId, ...], Field(min_length=1, max_length=4)]


class BundlesRequest(Frozen):
    """A trip over these flights, in order. `facts_as_of`: when the facts were told; now when left out."""

    flight_ids: FlightIds
    facts: TripFacts = TripFacts()
    facts_as_of: UtcDatetime | None = None


class BundleLine(Frozen):
    """One atom of a bundle for the party."""

    code: str
    name: str
    quantity: int
    unit_price: Money
    total: Money


class BundleView(Frozen):
    """A bundle for the party: what it costs, and what its atoms cost singly."""

    lines: tuple[BundleLine, ...]
    discount_percent: int
    price: Money
    singly: Money


class BundlesReport(Frozen):
    """Bundles for the trip, the best first. `personal`: chosen for the segment; otherwise the default bundle, or none."""

    segment: Segment
    personal: bool
    why: str
    bundles: tuple[BundleView, ...]
    in_catalogue: int
    assumed: tuple[str, ...] = ("prices, costs and worths of ancillaries",)


@tool(name="bundles")
def bundles(context: ToolContext, request: BundlesRequest) -> BundlesReport:
    """Bundles of bags, seats, meals, flexibility and the like that may be sold on a trip, priced for the party, the best first.
    Chosen by facts of the trip and never by who somebody is; the default bundle where the facts are too old."""
    policy = ancillary_policy()
    legs = journey(context.state, request.flight_ids, request.facts)
    as_of = request.facts_as_of or context.now
    trip = trip_of(context.state, legs, request.facts, context.now)
    shown = bundles_for(trip, catalogue(), policy, facts_age_min=max(0, minutes_between(as_of, context.now)))
    return BundlesReport(
        segment=shown.segment,
        personal=shown.personal,
        why=shown.why,
        bundles=tuple(bundle_view(one, policy.currency) for one in shown.bundles),
        in_catalogue=len(catalogue()),
    )


def journey(state: NetworkState, flight_ids: tuple[FlightId, ...], facts: TripFacts) -> tuple[Flight, ...]:
    """The flights of a journey that can be sold; ToolRetry names everything that is wrong with them or with the party."""
    faults: list[tuple[str, str]] = []
    if facts.seats < 1:
        faults.append(("facts.adults", "nobody travels; give adults or children."))
    if facts.unaccompanied_minor and (facts.adults or facts.children != 1):
        faults.append(("facts.unaccompanied_minor", "a child who travels alone is one child and no adult."))
    legs: list[Flight] = []
    for index, name in enumerate(flight_ids):
        leg = state.flights.get(name) or state.further_flights.get(name)
        field = f"flight_ids[{index}]"
        if leg is None:
            faults.append((field, f"flight {name!r} is not in this network. List flights with GET /api/v1/flights."))
        elif not state.is_own(leg) or leg.service != "passenger":
            faults.append((field, f"{name!r} is not a passenger flight of ours; choose one that is."))
        elif leg.status != "scheduled":
            faults.append((field, f"{name!r} is {leg.status}; choose one that has not left."))
        else:
            if legs and (legs[-1].destination != leg.origin or leg.etd < legs[-1].eta):
                faults.append((field, f"{name!r} does not follow {legs[-1].flight_id!r}; give flights that connect, in order."))
            legs.append(leg)
    if faults:
        raise ToolRetry("Nothing can be offered for this trip.", tuple(faults))
    return tuple(legs)


def bundle_view(bundle: Priced, currency: str) -> BundleView:
    """A bundle as it is shown."""
    atoms = ancillary_policy().atoms
    return BundleView(
        lines=tuple(
            BundleLine(
                code=line.code,
                name=atoms[line.code].name,
                quantity=line.quantity,
                unit_price=Money(cents=line.unit_cents, currency=currency),
                total=Money(cents=line.total_cents, currency=currency),
            )
            for line in bundle.lines
        ),
        discount_percent=bundle.discount_percent,
        price=Money(cents=bundle.price_cents, currency=currency),
        singly=Money(cents=sum(line.quantity * atoms[line.code].price_cents for line in bundle.lines), currency=currency),
    )


class SettleAncillariesRequest(Frozen):
    """The plan whose passengers' paid ancillaries are to be settled; none: the network as it stands."""

    operations: tuple[Operation, ...] = ()


class SettledAncillary(Frozen):
    """What becomes of one paid ancillary. `open`: no decision for its passengers yet, or a person has to look at it."""

    booking_id: BookingId
    code: str
    flight_id: FlightId
    paid: Money
    outcome: Literal["moved", "refunded", "open"]
    to_flight_id: FlightId | None
    why: str


class GoodwillView(Frozen):
    """What a late booking is given beside what it is owed, at our cost, within the cap."""

    booking_id: BookingId
    codes: tuple[str, ...]
    late_min: int
    cost: Money
    cap: Money


class SettleAncillariesReport(Frozen):
    """Operations to add to the plan, what becomes of each ancillary, goodwill, and waived change fees.

    `refunded`: by these operations, and by the plan with the fares it pays back.
    """

    operations: tuple[Operation, ...]
    settled: tuple[SettledAncillary, ...]
    goodwill: tuple[GoodwillView, ...]
    refunded: Money
    goodwill_cost: Money
    waived_change_fees: Money
    assumed: tuple[str, ...] = ("change fee, goodwill caps, and what other carriers provide",)


@tool(name="settle_ancillaries")
def settle_paid_ancillaries(context: ToolContext, request: SettleAncillariesRequest) -> SettleAncillariesReport:
    """What passengers paid for beside the fare, when a plan moves or refunds them: provided on the new flight where it can be,
    else paid back in full; goodwill within a cap for those who arrive late, and no change fees. Proposes operations."""
    found = settle_ancillaries(context.state, request.operations, ancillary_policy(), now=context.now)
    currency = context.state.currency

    def money(cents: int) -> Money:
        return Money(cents=cents, currency=currency)

    return SettleAncillariesReport(
        operations=found.operations,
        settled=tuple(
            SettledAncillary(
                booking_id=one.booking_id,
                code=one.code,
                flight_id=one.flight_id,
                paid=money(one.paid_cents),
                outcome=one.outcome,
                to_flight_id=one.to_flight_id,
                why=one.why,
            )
            for one in found.settled
        ),
        goodwill=tuple(
            GoodwillView(
                booking_id=one.booking_id,
                codes=one.codes,
                late_min=one.late_min,
                cost=money(one.cost_cents),
                cap=money(one.cap_cents),
            )
            for one in found.goodwill
        ),
        refunded=money(found.with_fares_cents + sum(one.paid_cents for one in found.settled if one.outcome == "refunded")),
        goodwill_cost=money(sum(one.cost_cents for one in found.goodwill)),
        waived_change_fees=money(found.waived_fee_cents),
    )
