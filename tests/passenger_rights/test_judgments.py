"""Judgments of whole flights and plans, and what holds of every journey under every law."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge.passenger_rights
from domain.apply import fold
from domain.commands import CancelFlight, InjectDisruption
from domain.decide import decide, decide_all
from domain.disruptions import AirportClosedReport
from domain.network import NetworkState
from domain.plans import Plan
from evals.suites.passenger_rights import ROUTES, journeys
from knowledge.passenger_rights.carriers import appr_large, licensing_country
from knowledge.passenger_rights.case_sheet import read_cases
from knowledge.passenger_rights.entitlement import Amount
from knowledge.passenger_rights.exchange import Rate, Rates, published_rates
from knowledge.passenger_rights.journey import Cause, Fare, Incident, IncidentKind, Passenger, Rerouting, RightsCase, Segment
from knowledge.passenger_rights.judgment import countries_of, judge
from knowledge.passenger_rights.places import distance_m, place
from knowledge.passenger_rights.regime import regime, regimes
from tests.passenger_rights.european_day import (
    ATHENS,
    LONDON,
    MORNING,
    NEW_YORK,
    PASSENGERS,
    ROME_IN,
    european_day,
)
from tools.delay_propagation.propagation import propagate
from tools.delay_propagation.standing import standing_constraints
from tools.passenger_rights.exposure import fates
from tools.passenger_rights.from_network import case_of
from tools.plan_evaluation.evaluation import evaluate
from tools.spec import ToolContext, ToolRetry, all_tools
from twin.scenarios import load_scenario

FOLDERS = Path(knowledge.passenger_rights.__file__).parent


def tool(name: str, state: NetworkState, now: datetime = MORNING, **asked: Any) -> Any:
    return all_tools()[name].run(ToolContext(state=state, now=now), asked)


def curve(flight_id: str, **asked: Any) -> dict[int, int]:
    """Cents of compensation by minutes of delay."""
    found = tool("rights_cost_curve", european_day(), flight_id=flight_id, circumstance="technical_defect", **asked)
    return {one.late_min: one.compensation.cents for one in found.steps}


# --- the cost of a flight's delay -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("flight_id", "cents", "name"), [(LONDON, 25_000, "london"), (ATHENS, 40_000, "athens")])
def test_a_flights_delay_costs_nothing_until_three_hours_and_then_the_sum_of_its_distance(
    flight_id: str, cents: int, name: str
) -> None:
    steps = curve(flight_id, step_min=5)

    assert steps[0] == steps[175] == 0
    assert steps[180] == steps[480] == cents * PASSENGERS[name]


def test_the_long_flight_costs_half_from_three_hours_and_all_after_four() -> None:
    steps = curve(NEW_YORK, step_min=5)
    aboard = PASSENGERS["new-york"] + PASSENGERS["transfer"]

    assert steps[175] == 0
    assert steps[180] == steps[235] == 30_000 * aboard
    assert steps[245] == steps[480] == 60_000 * aboard


def test_a_delay_that_breaks_a_connection_says_for_how_many_nobody_knows_the_arrival() -> None:
    found = tool("rights_cost_curve", european_day(), flight_id=ROME_IN, circumstance="technical_defect", step_min=5)
    by_late = {one.late_min: one for one in found.steps}

    assert by_late[30].connections_missed == 0
    assert by_late[35].connections_missed == PASSENGERS["transfer"]
    assert by_late[35].not_checked == PASSENGERS["transfer"]
    assert by_late[180].compensation.cents == 25_000 * PASSENGERS["rome"]
    assert found.passengers == PASSENGERS["rome"] + PASSENGERS["transfer"]


@pytest.mark.parametrize(("present", "following"), [(None, 180), (185, 240), (300, None)])
def test_the_curve_names_the_next_delay_at_which_money_grows_after_the_present_one(
    present: int | None, following: int | None
) -> None:
    state = european_day() if present is None else european_day(new_york=present)

    found = tool("rights_cost_curve", state, flight_id=NEW_YORK, circumstance="technical_defect", step_min=15)

    assert found.next_step_min == following


def test_meals_are_owed_by_the_hour_of_the_distance() -> None:
    owed = {
        one.late_min: one.owed_to.get("meals", 0)
        for one in tool(
            "rights_cost_curve", european_day(), flight_id=LONDON, circumstance="weather_severe", step_min=5, until_min=240
        ).steps
    }

    assert owed[115] == 0
    assert owed[120] == PASSENGERS["london"]


def test_a_delay_whose_cause_nobody_says_is_counted_as_open_and_not_as_free() -> None:
    found = tool("rights_cost_curve", european_day(), flight_id=LONDON)
    late = {one.late_min: one for one in found.steps}

    assert late[240].compensation.cents == 0
    assert late[240].not_checked == PASSENGERS["london"]
    assert late[120].not_checked == 0


def test_a_circumstance_that_there_is_not_is_refused() -> None:
    with pytest.raises(ToolRetry, match="gremlins"):
        tool("rights_cost_curve", european_day(), flight_id=LONDON, circumstance="gremlins")
    with pytest.raises(ToolRetry, match="gremlins"):
        tool("rights_exposure", european_day(), circumstance="gremlins")


# --- what a plan owes -------------------------------------------------------------------------------------------------


def test_what_a_plan_owes_is_the_sum_over_its_passengers() -> None:
    found = tool("rights_exposure", european_day(london=200, athens=200, new_york=300))

    expected = 25_000 * PASSENGERS["london"] + 40_000 * PASSENGERS["athens"]
    expected += 60_000 * (PASSENGERS["new-york"] + PASSENGERS["transfer"])
    assert found.cash.cents == expected
    assert found.passengers == sum(PASSENGERS.values()) - PASSENGERS["rome"]
    totals = {one.regime: one for one in found.regimes}
    assert [one.model_dump() for one in totals["eu261"].compensation] == [{"cents": expected, "currency": "EUR"}]
    assert totals["uk261"].compensated == PASSENGERS["london"]
    assert totals["uk261"].compensation[0].cents == 22_000 * PASSENGERS["london"]


def test_what_no_rate_converts_stands_beside_the_sum() -> None:
    state = european_day(london=200)
    rates = [{"base": "GBP", "to": "EUR", "rate": "1.17", "day": "2026-06-09", "source": "a bank's published rate"}]

    without, with_rate = tool("rights_exposure", state), tool("rights_exposure", state, rates=rates)

    assert without.open_passengers == PASSENGERS["london"]
    assert without.cash.cents == 25_000 * PASSENGERS["london"]
    assert with_rate.open_passengers == 0
    assert with_rate.cash.cents == 25_740 * PASSENGERS["london"]


@pytest.mark.parametrize("operations", [(), (CancelFlight(flight_id=ATHENS),), (CancelFlight(flight_id=NEW_YORK),)])
def test_the_compensation_in_a_plans_price_is_what_the_tool_says_it_owes_and_what_its_passengers_come_to_one_by_one(
    operations: tuple[Any, ...],
) -> None:
    state = european_day(london=200, athens=200, new_york=300)

    plan = Plan(label="by hand", kind="hand_made", base_version=state.version, operations=operations)
    scored = evaluate(state, plan, now=MORNING)
    exposed = tool("rights_exposure", state, operations=[one.model_dump(mode="json") for one in operations])

    _, after = decide_all(state, operations, now=MORNING)
    projected = propagate(after, now=MORNING, constraints=standing_constraints(after, MORNING, schedule=state)).flights
    one_by_one = in_the_price_lists_money = 0
    for booking, fate in fates(state, after, projected).values():
        cash = judge(case_of(after, booking, fate, now=MORNING, told_at=MORNING, circumstance=None)).cash.amount
        if cash is not None:
            priced = published_rates().convert(cash, scored.cost.total.currency)
            assert priced is not None
            one_by_one += cash.cents * booking.passengers
            in_the_price_lists_money += priced.cents * booking.passengers
    assert (exposed.cash.currency, scored.cost.total.currency) == ("EUR", "USD")
    assert exposed.cash.cents == one_by_one > 0
    assert scored.cost.components["compensation"].cents == in_the_price_lists_money
    assert scored.cost.total.cents == sum(one.cents for one in scored.cost.components.values())


def test_a_day_on_which_nothing_is_late_owes_nothing() -> None:
    found = tool("rights_exposure", european_day())

    assert (found.passengers, found.cash.cents, found.regimes) == (0, 0, ())


def test_the_embedded_american_day_owes_refunds_and_choices_but_no_money_for_time() -> None:
    scenario = load_scenario("nyc-2013-02-08")
    state = fold(NetworkState(), scenario.opening)
    for one in scenario.disruptions:
        if isinstance(one, AirportClosedReport):
            state = fold(state, decide(state, InjectDisruption(disruption=one), now=scenario.start_at))

    found = tool("rights_exposure", state, now=scenario.start_at, circumstance="airport_closure")

    assert found.passengers > 1_000
    assert (found.cash.cents, found.no_rate, found.open_passengers, found.unknown_places) == (0, (), 0, ())
    assert {one.regime for one in found.regimes} >= {"us_part_260"}
    assert not any(one.compensated for one in found.regimes)


# --- what holds of every journey --------------------------------------------------------------------------------------

CROWD = journeys(11, 1_000)


def asked_of(case: RightsCase) -> Iterator[str]:
    return (answer.regime for answer in judge(case).answers)


def test_every_kind_of_journey_is_judged_on_every_day_without_fault() -> None:
    rng = Random(5)
    for case in CROWD[:400]:
        day = datetime(rng.randrange(1995, 2032), 1, 1, 12, tzinfo=UTC) + timedelta(days=rng.randrange(365))
        moved = shifted(case, day - case.first.scheduled_departure)
        judge(moved, regimes())


def shifted(case: RightsCase, by: timedelta) -> RightsCase:
    """The same journey so much later."""
    incident = case.incident
    offer = incident.rerouting
    return replace(
        case,
        segments=tuple(
            replace(one, scheduled_departure=one.scheduled_departure + by, scheduled_arrival=one.scheduled_arrival + by)
            for one in case.segments
        ),
        incident=replace(
            incident,
            told_at=incident.told_at and incident.told_at + by,
            departure=incident.departure and incident.departure + by,
            rerouting=offer and replace(offer, departure=offer.departure + by, arrival=offer.arrival + by),
        ),
        now=case.now + by,
        arrival=case.arrival and case.arrival + by,
    )


def test_a_regime_is_passed_over_only_where_it_does_not_apply() -> None:
    for case in CROWD:
        asked = set(asked_of(case))
        for name, law in regimes().items():
            if law.in_force and name not in asked:
                assert law.judge(case).scope.applies is False, f"{name} was not asked: {case}"


def test_compensation_comes_from_rules_that_the_judgment_knows_to_give_money() -> None:
    # Injury is never part of a plan: what it comes to is asked for one journey at a time.
    known = {"compensation", "denied_boarding", "injury_above_tier"}
    for name, law in regimes().items():
        for sentence in read_cases(FOLDERS / name):
            answers = law.judge(sentence.case).entitlements
            assert {one.rule for one in answers if one.what == "compensation"} <= known, name


def test_asking_for_money_alone_finds_the_same_money() -> None:
    for case in CROWD:
        assert judge(case, only_money=True).cash == judge(case).cash


def test_the_order_in_which_regimes_are_asked_decides_nothing() -> None:
    rng, rates = Random(3), with_rates()
    names = [name for name, law in regimes().items() if law.in_force]
    for case in CROWD[:500]:
        shuffled = rng.sample(names, len(names))
        for known in (rates, published_rates()):
            assert judge(case, shuffled, known).cash == judge(case, names, known).cash


def with_rates() -> Rates:
    """Every currency of a regime in euro, at figures of ours."""
    pairs = {
        "GBP": "1.17",
        "USD": "0.86",
        "CAD": "0.62",
        "TRY": "0.021",
        "ILS": "0.25",
        "INR": "0.0099",
        "SAR": "0.23",
        "XDR": "1.25",
    }
    given = [Rate(base=code, to="EUR", rate=rate, day=date(2026, 6, 9), source="made up") for code, rate in pairs.items()]
    return published_rates().with_given(given)


def test_the_zone_in_which_a_moment_is_written_decides_nothing() -> None:
    zone = timezone(timedelta(hours=-9, minutes=-30))
    for case in CROWD[:300]:
        incident = case.incident
        told, leaves = incident.told_at, incident.departure
        moved = replace(
            case,
            segments=tuple(
                replace(
                    one,
                    scheduled_departure=one.scheduled_departure.astimezone(zone),
                    scheduled_arrival=one.scheduled_arrival.astimezone(zone),
                )
                for one in case.segments
            ),
            incident=replace(incident, told_at=told and told.astimezone(zone), departure=leaves and leaves.astimezone(zone)),
            arrival=case.arrival and case.arrival.astimezone(zone),
            now=case.now.astimezone(zone),
        )
        assert said_by(moved) == said_by(case)


def said_by(case: RightsCase) -> list[Any]:
    """What each regime answers, without its words."""
    return [
        (answer.regime, answer.scope.applies, [(one.rule, one.what, one.verdict, one.amount) for one in answer.entitlements])
        for answer in judge(case).answers
    ]


def late_journey(route: str, carrier: str, late: int, day: datetime, cause: Cause, large: bool | None) -> RightsCase:
    """The whole journey late by so much, departure and arrival alike."""
    stops = route.split("-")
    leaves, segments = day, []
    for origin, destination in pairwise(stops):
        lands = leaves + timedelta(minutes=35 + distance_m(origin, destination) // 13_000)
        segments.append(Segment(origin, destination, leaves, lands, carrier, licensing_country(carrier), seats=180))
        leaves = lands + timedelta(minutes=90)
    by = timedelta(minutes=late)
    arrival = segments[-1].scheduled_arrival + by
    incident = Incident(kind="delay", told_at=day, cause=cause, departure=day + by)
    return RightsCase(
        tuple(segments), incident, now=arrival + timedelta(hours=1), arrival=arrival, arrived=True, carrier_large=large
    )


def paid_by(case: RightsCase) -> dict[str, int]:
    """Cents of compensation that each regime owes for sure."""
    found: dict[str, int] = {}
    for answer in judge(case).answers:
        for one in answer.entitlements:
            if one.what == "compensation" and one.verdict == "owed" and one.amount is not None:
                found[answer.regime] = max(found.get(answer.regime, 0), one.amount.cents)
    return found


CAUSES = ("technical_defect", "routine_maintenance", "crew_shortage", "bird_strike", "weather_severe")


@settings(max_examples=150)
@given(
    route=st.sampled_from(ROUTES),
    first=st.integers(0, 1500),
    more=st.integers(1, 600),
    day=st.integers(0, 1200),
    cause=st.sampled_from(CAUSES),
    measures=st.sampled_from([True, False, None]),
)
def test_compensation_never_falls_as_the_delay_grows(
    route: str, first: int, more: int, day: int, cause: str, measures: bool | None
) -> None:
    stops, carrier = route.split()
    start = datetime(2023, 2, 1, 11, tzinfo=UTC) + timedelta(days=day)
    why = Cause(circumstance=cause, reasonable_measures=measures)

    def paid(late: int) -> dict[str, int]:
        return paid_by(late_journey(stops, carrier, late, start, why, appr_large(carrier)))

    less, longer = paid(first), paid(first + more)
    for name, cents in less.items():
        assert longer.get(name, 0) >= cents, f"{name}: {route} {first} and {more} more minutes late"


@settings(max_examples=150)
@given(
    route=st.sampled_from(ROUTES),
    kind=st.sampled_from(["cancellation", "denied_boarding"]),
    first=st.integers(-60, 1500),
    more=st.integers(1, 600),
    notice=st.integers(-60, 20 * 24 * 60),
    day=st.integers(0, 1200),
    accepted=st.sampled_from([True, False, None]),
)
def test_compensation_never_falls_as_the_rerouting_arrives_later(
    route: str, kind: IncidentKind, first: int, more: int, notice: int, day: int, accepted: bool | None
) -> None:
    stops, carrier = route.split()
    start = datetime(2023, 2, 1, 11, tzinfo=UTC) + timedelta(days=day)
    booked = late_journey(stops, carrier, 0, start, Cause(circumstance="overbooking"), appr_large(carrier))
    fare = Fare("USD", total_cents=40_000, one_way_cents=40_000, basic_cents=30_000, fuel_cents=5_000)

    def paid(late: int) -> dict[str, int]:
        lands = booked.last.scheduled_arrival + timedelta(minutes=late)
        incident = replace(
            booked.incident,
            kind=kind,
            departure=None,
            told_at=start - timedelta(minutes=notice),
            rerouting=Rerouting(start + timedelta(minutes=max(0, late)), lands, accepted=accepted),
            volunteered=False,
            denied_reason="oversold" if kind == "denied_boarding" else "",
        )
        return paid_by(replace(booked, incident=incident, arrival=lands, now=lands, fare=fare))

    less, longer = paid(first), paid(first + more)
    for name, cents in less.items():
        assert longer.get(name, 0) >= cents, f"{name}: {route} {first} and {more} more minutes late"


UNKNOWN = {
    "arrival": lambda case: replace(case, arrival=None, arrived=False),
    "notice": lambda case: replace(case, incident=replace(case.incident, told_at=None)),
    "cause": lambda case: replace(case, incident=replace(case.incident, cause=Cause())),
    "measures": lambda case: replace(
        case, incident=replace(case.incident, cause=replace(case.incident.cause, reasonable_measures=None, caused_this=None))
    ),
    "check-in": lambda case: replace(case, passenger=replace(case.passenger, checked_in_on_time=None)),
    "licence": lambda case: replace(case, segments=tuple(replace(one, operating_country=None) for one in case.segments)),
    "fare": lambda case: replace(case, fare=None),
    "seats": lambda case: replace(case, segments=tuple(replace(one, seats=None) for one in case.segments)),
    "size": lambda case: replace(case, carrier_large=None),
    "will": lambda case: replace(case, incident=replace(case.incident, volunteered=None)),
    "departure": lambda case: replace(case, incident=replace(case.incident, departure=None)),
}


def compensation_of(case: RightsCase) -> dict[str, set[str]]:
    """What each regime says of compensation: owed, not_owed, not_checked; a scope that is open or shut counts as such."""
    found: dict[str, set[str]] = {}
    for answer in judge(case, [name for name, law in regimes().items() if law.in_force]).answers:
        if answer.scope.applies is not True:
            found[answer.regime] = {"not_owed" if answer.scope.applies is False else "not_checked"}
            continue
        said: set[str] = {one.verdict for one in answer.entitlements if one.what == "compensation"}
        found[answer.regime] = said or {"not_owed"}
    return found


@pytest.mark.parametrize("fact", list(UNKNOWN))
def test_a_fact_that_is_not_known_never_denies_what_some_value_of_it_would_give(fact: str) -> None:
    owed = [(case, known) for case in CROWD if "owed" in set().union(*(known := compensation_of(case)).values())]
    assert len(owed) > 100
    for case, known in owed:
        blind = compensation_of(UNKNOWN[fact](case))
        for name, verdicts in known.items():
            if "owed" in verdicts:
                assert {"owed", "not_checked"} & blind[name], f"{name} denies without {fact}: {case}"


def test_of_unknown_cause_nothing_is_owed_for_sure_where_some_cause_excuses() -> None:
    storm = Cause(circumstance="weather_severe", reasonable_measures=True)
    for route in ROUTES:
        stops, carrier = route.split()
        day = datetime(2026, 3, 2, 11, tzinfo=UTC)
        excused = judge(late_journey(stops, carrier, 700, day, storm, True)).cash
        unknown = judge(late_journey(stops, carrier, 700, day, Cause(), True)).cash
        assert excused.amount is None, route
        assert unknown.amount is None, route


def test_the_greatest_of_several_sums_is_owed_and_the_others_are_set_off() -> None:
    rates, several = with_rates(), 0
    for case in CROWD:
        cash = judge(case, rates=rates).cash
        if cash.amount is None:
            assert not cash.others
            continue
        ours = rates.convert(cash.amount, "EUR")
        assert ours is not None
        for name, amount in cash.others:
            if name in cash.open:
                continue
            several += 1
            other = rates.convert(amount, "EUR")
            assert other is not None
            assert other.cents <= ours.cents + 1, "the rounding of a cent may differ by the currency in which they are compared"
    assert several >= 10


def test_a_law_is_the_same_on_every_day_between_two_changes_and_changes_on_the_day_itself() -> None:
    law = regime("us_part_250")
    assert law.law(date(2025, 1, 22)) is law.law(date(2026, 1, 22))
    assert law.law(date(2025, 1, 21))["large_cap"] == 155_000
    assert law.law(date(2025, 1, 22))["large_cap"] == 215_000
    for name, one in regimes().items():
        for parameter in one.parameters.values():
            for value in parameter.values:
                assert parameter.name in one.law(value.since).values, name


def test_places_are_those_of_the_territory_and_unknown_ones_are_said() -> None:
    assert [place(code).country for code in ("RUN", "SJU", "GUM", "CDG")] == ["RE", "US", "GU", "FR"]
    assert 5_830_000 < distance_m("CDG", "JFK") < 5_850_000
    with pytest.raises(LookupError, match="'QQQ'"):
        place("QQQ")


def test_carriers_of_unknown_licence_stand_as_a_question_mark() -> None:
    known = late_journey("CDG-JFK", "AF", 0, MORNING, Cause(), None)
    unknown = replace(known, segments=tuple(replace(one, operating_country=None) for one in known.segments))

    assert countries_of(known) == {"FR", "US"}
    assert countries_of(unknown) == {"FR", "US", "?"}


def test_an_amount_in_its_own_currency_needs_no_rate() -> None:
    assert published_rates().convert(Amount(1, "JPY"), "JPY") == Amount(1, "JPY")
    assert published_rates().convert(Amount(1, "JPY"), "ISK") is None


def test_a_passenger_without_a_reservation_is_owed_nothing_for_a_seat_that_was_not_there() -> None:
    for route in ROUTES:
        stops, carrier = route.split()
        case = late_journey(stops, carrier, 700, MORNING, Cause(circumstance="overbooking"), True)
        incident = replace(case.incident, kind="denied_boarding", volunteered=False, denied_reason="oversold")
        booked = replace(case, incident=incident)
        nobody = replace(booked, passenger=Passenger(confirmed_reservation=False))
        assert judge(nobody).cash.amount is None, route
