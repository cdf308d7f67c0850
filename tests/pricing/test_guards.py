"""What always wins, on generated requests: whatever the market, the contract or the bid price says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.network import NetworkState
from knowledge.airline.pricing_policy import pricing_policy
from tools.pricing.decision import PriceDecision, decide
from tools.pricing.request import (
    Asked,
    CompetitorFare,
    DisruptedCustomer,
    FareOnSale,
    LegOnSale,
    Market,
    PricingRequest,
    StateOfSale,
)
from tools.pricing.tool import price_decision
from tools.spec import ToolContext, ToolRetry

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NAMES = ("Y", "M", "H", "Q")

fares = st.lists(st.sampled_from([5_000, 8_000, 9_000, 12_000, 40_000]), min_size=4, max_size=4)


@st.composite
def legs(draw: st.DrawFn) -> LegOnSale:
    return LegOnSale(
        flight_id=draw(st.sampled_from(["XX1", "XX2"])),
        seats_left=draw(st.sampled_from([0, 1, 2, 8, 10, 29, 60])),
        overbooking_pad=draw(st.integers(0, 5)),
        bid_prices_cents=draw(st.sampled_from([(), (0,), (0, 8_500), (8_500,), (20_000,)])),
        protected_seats=draw(st.sampled_from([0, 0, 0, 3])),
        recovery_flight=draw(st.booleans()),
        last_protected_flight=draw(st.booleans()),
        frozen_classes=draw(st.sampled_from([(), (), ("Q",), ("Q", "H"), NAMES])),
    )


@st.composite
def requests(draw: st.DrawFn) -> PricingRequest:
    forecast = draw(st.booleans())
    classes = tuple(
        FareOnSale(
            name=name,
            fare_cents=fare,
            mean=draw(st.floats(0, 20)) if forecast else None,
            sd=draw(st.floats(0, 15)) if forecast else None,
        )
        for name, fare in zip(NAMES, draw(fares), strict=True)
    )
    paid = draw(st.none() | st.integers(0, 90_000))
    return PricingRequest(
        state=StateOfSale(
            legs=draw(st.tuples(legs()) | st.tuples(legs(), legs())),
            classes=classes,
            days_to_departure=draw(st.integers(0, 40)),
            mode=draw(st.sampled_from(["normal", "disrupted"])),
            age_min=draw(st.sampled_from([0, 720, 721])),
        ),
        asked=Asked(
            party=draw(st.sampled_from([1, 2, 3, 9, 10, 30])),
            segment=draw(st.sampled_from(["leisure", "business", "family", "group"])),
            channel=draw(st.sampled_from(["web", "agency", "desk"])),
            point_of_sale=draw(st.sampled_from(["US", "CH", "BR", "JP"])),
            contract=draw(st.sampled_from([None, "ACME", "GLOBEX", "INITECH"])),
            disrupted=None if paid is None else DisruptedCustomer(paid_cents=paid),
        ),
        market=Market(
            competitors=tuple(
                CompetitorFare(carrier="QQ", fare_cents=fare, age_min=age)
                for fare, age in draw(st.lists(st.tuples(st.integers(3_000, 90_000), st.sampled_from([240, 241])), max_size=2))
            ),
            events=draw(st.sampled_from([(), ("championship_final",), ("festival", "trade_fair")])),
        ),
    )


def _decide(request: PricingRequest) -> PriceDecision:
    return decide(request, pricing_policy(), at=NOW)


@settings(max_examples=100)
@given(requests())
def test_no_decision_breaks_a_guard(request: PricingRequest) -> None:
    decision = _decide(request)
    asked, state = request.asked, request.state

    assert decision.audit.outcome == decision.outcome
    if decision.fare is None:
        assert decision.total is None
        assert decision.class_sold is None
        return
    filed = {one.name: one.fare_cents for one in state.classes}
    fare_cents = decision.fare.cents
    assert decision.total is not None
    assert decision.total.cents == asked.party * fare_cents
    assert fare_cents * 100 <= 130 * max(filed.values())
    if asked.disrupted is None:
        assert fare_cents * 100 >= 70 * min(filed.values())
    else:
        assert fare_cents <= asked.disrupted.paid_cents
    assert all(decision.class_sold not in leg.frozen_classes for leg in state.legs)
    for leg in state.legs:
        kept = 0 if asked.disrupted else leg.protected_seats
        pad = 0 if leg.recovery_flight or asked.disrupted else leg.overbooking_pad
        assert asked.party + kept <= leg.seats_left + pad
    if state.mode == "disrupted":
        assert {one.name for one in decision.adjustments}.isdisjoint({"event", "competitor"})
    if state.age_min > 720:
        assert decision.as_filed
        assert {one.name for one in decision.adjustments} <= {"family", "channel"}


@settings(max_examples=30)
@given(st.integers(8_001, 40_000), st.integers(14, 40))
def test_on_the_last_protected_flight_nobody_is_sold_up(bid_price_cents: int, days: int) -> None:
    def sold(last_protected_flight: bool) -> str | None:
        leg = LegOnSale(
            flight_id="XX1",
            seats_left=9,
            bid_prices_cents=(bid_price_cents,),
            last_protected_flight=last_protected_flight,
        )
        classes = tuple(
            FareOnSale(name=name, fare_cents=fare) for name, fare in zip(NAMES, (40_000, 20_000, 12_000, 8_000), strict=True)
        )
        state = StateOfSale(legs=(leg,), classes=classes, days_to_departure=days, mode="disrupted")
        return _decide(PricingRequest(state=state)).class_sold

    assert sold(False) in ("Y", "M", "H")
    assert sold(True) is None


@settings(max_examples=30)
@given(requests(), st.integers(0, 90_000))
def test_who_has_paid_less_never_pays_more(request: PricingRequest, paid_cents: int) -> None:
    def fare(paid: int) -> int | None:
        asked = request.asked.model_copy(update={"disrupted": DisruptedCustomer(paid_cents=paid)})
        found = _decide(request.model_copy(update={"asked": asked})).fare
        return found.cents if found else None

    less, more = fare(paid_cents), fare(paid_cents + 1_000)
    assert (less is None) == (more is None)
    assert less is None or more is None or less <= more


@settings(max_examples=30)
@given(requests())
def test_the_same_request_has_the_same_audit_row_and_another_moment_another_name(request: PricingRequest) -> None:
    first, again = _decide(request), _decide(PricingRequest.model_validate(request.model_dump()))
    later = decide(request, pricing_policy(), at=NOW + timedelta(minutes=1))
    other_policy = decide(request, pricing_policy().changed(floor_percent=69), at=NOW)

    assert first == again
    assert later.audit.inputs_digest == first.audit.inputs_digest
    assert later.audit.price_id != first.audit.price_id
    assert other_policy.audit.inputs_digest != first.audit.inputs_digest
    assert other_policy.audit.request_digest == first.audit.request_digest


@pytest.mark.parametrize(
    ("where", "field"),
    [("asked", "age"), ("asked", "nationality"), ("asked", "device"), ("market", "browsing_history"), ("state", "religion")],
)
def test_an_attribute_of_a_person_is_refused_by_name(where: str, field: str) -> None:
    arguments = _one_request().model_dump(mode="json")
    arguments[where][field] = "anything"

    with pytest.raises(ToolRetry) as refused:
        price_decision.run(ToolContext(state=NetworkState(), now=NOW), arguments)

    assert [name for name, _ in refused.value.faults] == [f"{where}.{field}"]


def test_a_request_that_cannot_be_priced_is_refused_with_every_fault() -> None:
    request = _one_request(currency="EUR")
    asked = Asked(contract="UMBRELLA", family="gold", needs=("lounge",))
    request = request.model_copy(update={"asked": asked, "market": Market(events=("concert",))})

    with pytest.raises(ToolRetry) as refused:
        _decide(request)

    names = [name for name, _ in refused.value.faults]
    assert names == ["state.currency", "asked.contract", "asked.family", "asked.needs", "market.events"]
    assert "ACME" in refused.value.faults[1][1]


def _one_request(currency: str = "USD") -> PricingRequest:
    return PricingRequest(
        state=StateOfSale(
            legs=(LegOnSale(flight_id="XX1", seats_left=9, bid_prices_cents=(100,)),),
            classes=(FareOnSale(name="Y", fare_cents=20_000),),
            days_to_departure=3,
            currency=currency,
        )
    )
