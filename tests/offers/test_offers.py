"""Offers: made of what answers, valid in every case, never dearer for disrupted people, the same for the same request."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.ids import BookingId
from domain.units import minutes
from knowledge.airline.ancillary_policy import ancillary_policy
from tests.offers.a_day_on_sale import CLASSES, NOW, DayOnSale, Silent, asked, later
from tools.offers.check import check_offer
from tools.offers.make import make_offer
from tools.offers.ndc import LABEL, as_ndc
from tools.offers.offer import OfferAnswer, OfferRequest
from tools.offers.sources import Sources
from tools.offers.tool import make_one_offer
from tools.spec import ToolContext, ToolRetry

POLICY = ancillary_policy()
FARES = {name: cents for name, cents, _ in CLASSES}


def answered(day: DayOnSale, request: OfferRequest, sources: Sources | None = None) -> OfferAnswer:
    """The answer, checked."""
    state = day.network()
    answer = make_offer(state, request, sources or Sources(), now=NOW)
    assert check_offer(answer, request, state, now=NOW) == ()
    return answer


def fallbacks(answer: OfferAnswer) -> dict[str, str]:
    return {one.source: one.fell_back_to for one in answer.sources if not one.answered}


def test_an_offer_is_a_fare_and_a_bundle_that_add_up_and_expire() -> None:
    day = DayOnSale()
    answer = answered(day, asked(day.evening))
    offer = answer.offer
    assert offer is not None
    assert [one.kind for one in offer.items][:2] == ["fare", "ancillary"]
    assert offer.total_cents == sum(one.quantity * one.unit_cents for one in offer.items)
    assert offer.expires_at == NOW + minutes(POLICY.offer_valid_min)
    assert (answer.audit.price_id, answer.audit.result_cents) == (offer.price_id, offer.items[0].unit_cents)
    assert fallbacks(answer) == {}


def test_the_same_request_at_the_same_moment_is_the_same_offer() -> None:
    day = DayOnSale()
    first, again = (answered(day, asked(day.evening)).offer for _ in range(2))
    other = answered(day, asked(day.evening, facts={"adults": 1})).offer
    assert first == again
    assert first is not None
    assert other is not None
    assert first.offer_id != other.offer_id


def test_no_offer_outlives_the_end_of_sale_and_none_is_made_after_it() -> None:
    day = DayOnSale()
    state = day.network()
    ends = state.flights[day.first].etd - minutes(POLICY.sale_ends_min)
    late = make_offer(state, asked(day.first), Sources(), now=ends - minutes(5)).offer
    assert late is not None
    assert late.expires_at == ends
    with pytest.raises(ToolRetry, match="No offer"):
        make_offer(state, asked(day.first), Sources(), now=ends + minutes(1))
    answer = make_offer(state, asked(day.first), Sources(), now=NOW)
    assert any("holds from" in one for one in check_offer(answer, asked(day.first), state, now=later(1)))


@pytest.mark.parametrize(
    ("broken", "instead"),
    [
        ({"demand": Silent()}, {"forecast": "none: fares are sold as filed"}),
        ({"fares": Silent()}, {"pricing": "the filed fare of class Q"}),
        ({"bundles": Silent()}, {"ancillaries": "the default bundle"}),
        (
            {"demand": Silent(), "fares": Silent(), "bundles": Silent()},
            {
                "forecast": "none: fares are sold as filed",
                "pricing": "the filed fare of class Q",
                "ancillaries": "the default bundle",
            },
        ),
    ],
)
def test_whichever_source_fails_there_is_a_valid_offer_that_says_so(broken: dict[str, Any], instead: dict[str, str]) -> None:
    day = DayOnSale()
    answer = answered(day, asked(day.evening), Sources(**broken))
    assert answer.offer is not None
    assert fallbacks(answer) == instead
    assert all(any(text in reason for reason in answer.offer.reasons) for text in instead.values())


def test_the_last_good_forecast_stands_in_until_it_is_too_old() -> None:
    day = DayOnSale()
    state = day.network()
    sources = Sources()
    make_offer(state, asked(day.evening), sources, now=NOW)
    sources.demand = Silent()
    soon = make_offer(state, asked(day.evening), sources, now=later(2))
    assert fallbacks(soon) == {"forecast": "the last good forecast, 120 min old"}
    late = make_offer(state, asked(day.evening), sources, now=NOW + minutes(POLICY.last_good_min + 1))
    assert fallbacks(late) == {"forecast": "none: fares are sold as filed"}


def test_a_full_flight_is_declined_with_a_price_record_and_no_offer() -> None:
    day = DayOnSale()
    day.sold("FULL", 149, day.evening)
    for sources in (Sources(), Sources(fares=Silent())):
        answer = answered(day, asked(day.evening), sources)
        assert (answer.outcome, answer.offer, answer.audit.result_cents) == ("declined", None, None)


@pytest.mark.parametrize("sources", [Sources(), Sources(fares=Silent())])
def test_a_frozen_class_is_not_sold_whoever_prices(sources: Sources) -> None:
    day = DayOnSale()
    day.frozen(day.evening, "Q", "M")
    answer = answered(day, asked(day.evening), sources)
    assert answer.offer is not None
    assert answer.offer.class_sold in ("Y", "B")


@pytest.mark.parametrize("sources", [Sources(), Sources(fares=Silent())])
def test_disrupted_people_never_pay_more_than_they_have_paid(sources: Sources) -> None:
    day = DayOnSale()
    day.sold("B1", 2, day.first).disrupted("B1", day.first)
    answer = answered(day, asked(day.evening, disrupted_booking=BookingId("B1")), sources)
    assert answer.offer is not None
    assert answer.offer.segment == "disrupted"
    assert answer.offer.items[0].unit_cents <= 10_000 < FARES["Q"]


def test_a_journey_of_two_flights_is_one_offer_and_its_ground_services_know_their_station() -> None:
    day = DayOnSale()
    request = asked(day.first, day.second, codes=("lounge", "transfer", "bag_23"))
    offer = answered(day, request).offer
    assert offer is not None
    where = {one.code: one.flight_ids for one in offer.items}
    assert where["lounge"] == (day.first,)
    assert where["transfer"] == (day.second,)
    assert where["bag_23"] == (day.first, day.second)
    assert answered(day, asked(day.first, day.second), Sources(fares=Silent())).offer is not None


def test_a_fare_that_holds_a_bag_is_not_sold_with_another() -> None:
    day = DayOnSale()
    offer = answered(day, asked(day.evening, family="standard")).offer
    assert offer is not None
    assert not {"cabin_bag", "bag_15", "bag_23", "seat_standard"} & {one.code for one in offer.items}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"facts": {"adults": 0}}, "facts.adults"),
        ({"facts": {"cabin": "first"}}, "facts.cabin"),
        ({"facts": {"disrupted": True}}, "disrupted_booking"),
        ({"family": "gold"}, "family"),
        ({"codes": ("champagne",)}, "codes"),
        ({"codes": ("bag_15", "bag_23")}, "codes"),
        ({"contract": "NOBODY"}, "contract"),
        ({"disrupted_booking": BookingId("B9")}, "disrupted_booking"),
    ],
)
def test_what_is_wrong_with_a_request_is_named_by_its_field(change: dict[str, Any], field: str) -> None:
    day = DayOnSale()
    with pytest.raises(ToolRetry) as refused:
        make_offer(day.network(), asked(day.evening, **change), Sources(), now=NOW)
    assert [name for name, _ in refused.value.faults] == [field]


def test_a_personal_attribute_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="passport"):
        OfferRequest.model_validate({"flight_ids": ["XX1/2026-03-02/JFK"], "passport": "CH"})


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"total_cents": 1}, "add up"),
        ({"expires_at": NOW}, "holds from"),
        ({"currency": "CHF"}, "currency"),
        ({"class_sold": "Z"}, "not filed"),
        ({"passengers": 3}, "number of people"),
        ({"price_id": "PRC-0"}, "audit row"),
        ({"items": ()}, "0 fares"),
    ],
)
def test_the_check_finds_what_was_bent(change: dict[str, Any], fault: str) -> None:
    day = DayOnSale()
    state, request = day.network(), asked(day.evening)
    answer = make_offer(state, request, Sources(), now=NOW)
    assert answer.offer is not None
    bent = answer.model_copy(update={"offer": answer.offer.model_copy(update=change)})
    assert any(fault in one for one in check_offer(bent, request, state, now=NOW))


def test_the_check_finds_a_bundle_that_breaks_a_rule_and_a_dear_ancillary() -> None:
    day = DayOnSale()
    state, request = day.network(), asked(day.evening, codes=("bag_15",))
    answer = make_offer(state, request, Sources(), now=NOW)
    assert answer.offer is not None
    fare, bag = answer.offer.items
    second = bag.model_copy(update={"item_id": "I3", "code": "bag_23", "unit_cents": 99_900, "total_cents": 199_800})
    bent = answer.offer.model_copy(update={"items": (fare, bag, second), "total_cents": answer.offer.total_cents + 199_800})
    faults = check_offer(answer.model_copy(update={"offer": bent}), asked(day.evening), state, now=NOW)
    assert faults == ("ancillaries: one checked bag", "bag_23 is priced below its cost or above the price list")


def test_the_tool_answers_with_the_shape_that_sellers_expect() -> None:
    day = DayOnSale()
    state = day.network()
    report = make_one_offer.run(ToolContext(state=state, now=NOW), asked(day.first, day.second, facts={"infants": 1}))
    offer = report.answer.offer
    assert offer is not None
    assert report.ndc == as_ndc(offer, state)
    assert report.ndc is not None
    shape = report.ndc["Offer"]
    assert (report.ndc["Label"], shape["OfferID"], shape["OwnerCode"]) == (LABEL, offer.offer_id, "XX")
    assert shape["TotalPrice"]["TotalAmount"]["Amount"] == f"{offer.total_cents / 100:.2f}"
    assert len(shape["OfferItem"]) == len(offer.items)
    lists = report.ndc["DataLists"]
    assert [one["PTC"] for one in lists["PaxList"]] == ["ADT", "ADT", "INF"]
    known = {one["PaxID"] for one in lists["PaxList"]}
    assert {ref for item in shape["OfferItem"] for service in item["Service"] for ref in service["PaxRefID"]} <= known
    assert [one["PaxSegmentID"] for one in lists["PaxSegmentList"]] == lists["PaxJourneyList"][0]["PaxSegmentRefID"]
