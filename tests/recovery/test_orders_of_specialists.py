"""Each order a specialist can give, on networks where one can see by hand what has to follow."""

from domain import constraints as k
from domain.commands import CancelFlight, DelayFlight, ScheduleFlight, SwapAircraft
from domain.constraints import Constraint
from domain.ids import AirportCode, CrewId, FlightId, TailNumber
from domain.plans import Plan
from tests.recovery.networks import NetworkUnderTest, at
from tests.recovery.small_networks import solved

SAID = {"source": "test", "reason": "said so"}


def one_tail_out_and_back(passengers: int = 100) -> tuple[NetworkUnderTest, FlightId, FlightId]:
    net = NetworkUnderTest(["AAA", "BBB"])
    net.tail("T1", "AAA")
    out = net.flight("AAA", "BBB", 600, 60, "T1", passengers=passengers)
    back = net.flight("BBB", "AAA", 700, 60, "T1", passengers=passengers)
    return net, out, back


def plan_for(net: NetworkUnderTest, *constraints: Constraint) -> Plan:
    return solved(net.state(), constraints)[0]


def times(plan: Plan) -> dict[FlightId, int]:
    """Minute of the test day to which each flight is retimed."""
    return {
        one.flight_id: int((one.etd - at(0)).total_seconds() // 60) for one in plan.operations if isinstance(one, DelayFlight)
    }


def cancelled(plan: Plan) -> set[FlightId]:
    return {one.flight_id for one in plan.operations if isinstance(one, CancelFlight)}


def swapped(plan: Plan) -> dict[FlightId, str]:
    return {one.flight_id: one.tail for one in plan.operations if isinstance(one, SwapAircraft)}


def test_an_undisturbed_day_needs_no_operation() -> None:
    net, _, _ = one_tail_out_and_back()
    assert plan_for(net).operations == ()


def test_a_late_start_is_followed_down_the_rotation_and_no_further_than_slack_allows() -> None:
    net, out, back = one_tail_out_and_back()
    plan = plan_for(net, k.EarliestDeparture(flight_id=out, at=at(625), **SAID))
    assert times(plan) == {out: 625, back: 715}  # 685 on block, 30 to turn; ten minutes of slack are used up


def test_a_closure_holds_departures_until_it_ends_and_names_the_station() -> None:
    net, out, back = one_tail_out_and_back()
    plan = plan_for(net, k.StationClosed(airport=AirportCode("AAA"), start=at(590), end=at(640), movement="departures", **SAID))
    assert times(plan) == {out: 640, back: 730}
    codes = {one.flight_id: one.reason_code for one in plan.operations if isinstance(one, DelayFlight)}
    assert codes == {out: "89", back: "93"}


def test_a_closure_for_arrivals_holds_the_departure_so_that_it_lands_at_the_reopening() -> None:
    net, out, _ = one_tail_out_and_back()
    plan = plan_for(net, k.StationClosed(airport=AirportCode("BBB"), start=at(650), end=at(675), movement="arrivals", **SAID))
    assert times(plan)[out] == 615
    assert next(one.reason_code for one in plan.operations if isinstance(one, DelayFlight)) == "88"


def test_an_hour_that_takes_one_departure_sends_the_second_into_the_next() -> None:
    net = NetworkUnderTest(["AAA", "BBB", "CCC"])
    net.tail("T1", "AAA")
    net.tail("T2", "AAA")
    full = net.flight("AAA", "BBB", 600, 60, "T1", passengers=140)
    empty = net.flight("AAA", "CCC", 605, 60, "T2", passengers=10)
    capacity = k.StationCapacity(airport=AirportCode("AAA"), start=at(600), end=at(660), arrivals=9, departures=1, **SAID)
    assert times(plan_for(net, capacity)) == {empty: 660}
    assert full not in times(plan_for(net, capacity))


def test_a_grounded_tail_hands_its_flights_to_a_spare_one_with_seats() -> None:
    net, out, back = one_tail_out_and_back()
    net.tail("SMALL", "AAA", seats=90)
    net.tail("SPARE", "AAA", seats=120)
    grounded = k.TailUnavailable(tail=TailNumber("T1"), airport=AirportCode("AAA"), start=at(500), end=at(900), **SAID)
    plan = plan_for(net, grounded)
    assert swapped(plan) == {out: "SPARE", back: "SPARE"}
    assert times(plan) == {}


def test_a_tail_that_must_be_somewhere_is_there() -> None:
    net, out, back = one_tail_out_and_back()
    net.tail("SPARE", "AAA")
    check = k.TailMustBeAt(tail=TailNumber("T1"), airport=AirportCode("AAA"), start=at(690), end=at(900), **SAID)
    assert swapped(plan_for(net, check)) == {out: "SPARE", back: "SPARE"}


def test_a_flight_that_its_aircraft_may_not_fly_goes_to_another_and_is_cancelled_where_there_is_none() -> None:
    net, out, _ = one_tail_out_and_back()
    barred = k.NotFlownBy(flight_id=out, tail=TailNumber("T1"), **SAID)
    assert out in cancelled(plan_for(net, barred))
    net.tail("SPARE", "AAA")
    assert swapped(plan_for(net, barred))[out] == "SPARE"
    both = k.NotFlownBy(flight_id=out, tail=TailNumber("SPARE"), **SAID)
    assert out in cancelled(plan_for(net, barred, both))


def test_a_slot_bounds_the_departure_on_both_sides() -> None:
    net, out, back = one_tail_out_and_back()
    slot = k.SlotWindow(flight_id=out, earliest=at(612), latest=at(620), **SAID)
    assert times(plan_for(net, slot)) == {out: 612, back: 702}
    late = k.EarliestDeparture(flight_id=out, at=at(630), **SAID)
    assert cancelled(plan_for(net, slot, late)) == {out, back}


def test_a_crew_that_times_out_and_a_latest_arrival_cancel_what_cannot_keep_them() -> None:
    net, out, back = one_tail_out_and_back()
    late = k.EarliestDeparture(flight_id=out, at=at(700), **SAID)
    for limit in (
        k.CrewTimesOut(flight_id=back, crew_id=CrewId("C1"), latest_departure=at(780), **SAID),
        k.LatestArrival(flight_id=back, at=at(840), **SAID),
    ):
        assert back in cancelled(plan_for(net, late, limit))


def test_what_cannot_operate_is_cancelled_and_what_must_not_be_is_flown_at_any_price() -> None:
    net, out, back = one_tail_out_and_back()
    assert out in cancelled(plan_for(net, k.CannotOperate(flight_id=out, **SAID)))
    net, out, back = one_tail_out_and_back(passengers=5)
    very_late = k.EarliestDeparture(flight_id=out, at=at(1075), **SAID)
    assert cancelled(plan_for(net, very_late)) == {out, back}
    assert out not in cancelled(plan_for(net, very_late, k.MustNotCancel(flight_id=out, **SAID)))


def test_an_order_that_cannot_be_kept_is_named_in_the_reasons() -> None:
    net, out, _ = one_tail_out_and_back()
    plan = plan_for(net, k.CannotOperate(flight_id=out, **SAID), k.MustNotCancel(flight_id=out, **SAID))
    assert any(out in reason and "not to be cancelled" in reason for reason in plan.reasons)


def test_a_departure_waits_for_many_connecting_passengers_and_not_for_one() -> None:
    for passengers, expected in ((60, {"held"}), (1, set())):
        net = NetworkUnderTest(["AAA", "BBB", "CCC"], min_connection=30)
        net.tail("T1", "AAA")
        net.tail("T2", "BBB")
        feeder = net.flight("AAA", "BBB", 600, 60, "T1")
        onward = net.flight("BBB", "CCC", 700, 60, "T2", passengers=60)
        net.booking(passengers, feeder, onward)
        plan = plan_for(net, k.EarliestDeparture(flight_id=feeder, at=at(650), **SAID))
        held = {"held" for flight, minute in times(plan).items() if flight == onward and minute == 740}
        assert held == expected
        codes = [one.reason_code for one in plan.operations if isinstance(one, DelayFlight) and one.flight_id == onward]
        assert codes == ["91"] * len(expected)


def test_a_crew_that_changes_aircraft_is_waited_for() -> None:
    net = NetworkUnderTest(["AAA", "BBB", "CCC"])
    net.tail("T1", "AAA")
    net.tail("T2", "BBB")
    first = net.flight("AAA", "BBB", 600, 60, "T1", passengers=50)
    then = net.flight("BBB", "CCC", 710, 60, "T2", passengers=50)
    net.crew("C1", "AAA", first, then)
    plan = plan_for(net, k.EarliestDeparture(flight_id=first, at=at(640), **SAID))
    assert times(plan) == {first: 640, then: 730}
    assert {one.reason_code for one in plan.operations if isinstance(one, DelayFlight) and one.flight_id == then} == {"95"}


def test_an_aircraft_left_behind_is_ferried_when_that_is_cheaper_than_missing_it() -> None:
    net = NetworkUnderTest(["AAA", "BBB"])
    net.tail("T1", "AAA")
    out = net.flight("AAA", "BBB", 600, 60, "T1", passengers=100)
    plan = plan_for(net, k.CannotOperate(flight_id=out, **SAID))
    (ferry,) = (one for one in plan.operations if isinstance(one, ScheduleFlight))
    assert (ferry.origin, ferry.destination, ferry.tail, ferry.service) == ("AAA", "BBB", "T1", "ferry")
    assert int(ferry.number) > 9000
