"""From approval to the last message: nothing before it, everything after it, once, and only what is true."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import MetaData, Table, create_engine, inspect, select
from sqlmodel import Session, col, update

from domain.commands import DelayFlight
from domain.decide import decide_all
from domain.ids import BookingId, FlightId
from gateways.care_vendors.port import RoomsAsk
from tests.domain.paper_network import at, leg
from tests.graphs.room import closure
from tests.passengers.aboard import ALSO, NAMES, PLAN, TOMORROW, House
from twin.people.person import QuietHours
from twin.people.tables import PersonRow

EVERYTHING = Counter(
    {
        ("p1@example.invalid", "cancellation_rebooked"): 1,
        ("p1@example.invalid", "care_meals"): 1,
        ("p2@example.invalid", "cancellation_rebooked"): 2,
        ("p2@example.invalid", "care_hotel"): 1,
        ("p2@example.invalid", "care_meals"): 1,
        ("p3@example.invalid", "cancellation_refund_or_reroute"): 1,
        ("p1@example.invalid", "rights_notice"): 1,
        ("p2@example.invalid", "rights_notice"): 2,
        ("p3@example.invalid", "rights_notice"): 1,
    }
)
"""Messages by address and template when PLAN is executed: two for P2 about journeys, one for each part."""
WRITES = 9
"""One split, three changes with their exchanges, one cancellation with its refund."""


class Killed(BaseException):
    """The process is gone: nothing in it runs any more, not even what catches errors."""


def messages(house: House) -> Counter[tuple[str, str]]:
    """What arrived, by address and template; the reference of a message says which row it is."""
    rows = {row.message_id: row.template for row in house.passenger_desk().outbox.messages()}
    return Counter((one.address, rows[one.reference]) for one in house.outside.mailbox.arrived)


def everything_is_done_once(house: House, case_id: str) -> None:
    assert messages(house) == EVERYTHING
    assert house.outside.writes == WRITES
    assert Counter(one.ask.kind for one in house.outside.hotels.reservations()) == {"rooms": 1, "transport": 1, "meals": 2}
    (service,) = house.passenger_desk().services(case_id)
    assert (service.status, service.last_error, service.not_told) == ("done", "", 0)
    assert service.reservations.outcomes == {"done": 5}
    record = house.record(case_id)
    assert record.intact
    assert [entry.kind for entry in record.entries].count("passengers") == 1


def test_nothing_is_booked_or_sent_before_an_approval_is_executed_and_everything_after(house_on_each: House) -> None:
    house = house_on_each
    case_id, plan_id, revision = house.propose()
    desk = house.passenger_desk()

    desk.step()
    assert (house.outside.sent, house.outside.writes, house.outside.hotels.reservations()) == ([], 0, ())
    assert desk.services(case_id) == ()

    house.approve(plan_id, revision)
    desk.twin.refresh()
    desk.step()
    everything_is_done_once(house, case_id)

    desk.step()
    everything_is_done_once(house, case_id)


@pytest.mark.parametrize("step", ["after_care", "after_reservations", "after_queueing"])
def test_a_process_that_dies_on_the_way_is_followed_by_one_that_does_the_rest(house_on_each: House, step: str) -> None:
    house = house_on_each
    case_id = house.execute()

    def die(reached: str) -> None:
        if reached == step:
            raise Killed

    with pytest.raises(Killed):
        house.passenger_desk(crash_point=die).step()
    house.passenger_desk().step()

    everything_is_done_once(house, case_id)


@pytest.mark.parametrize("write", [1, 3, 6, WRITES])
def test_a_process_that_dies_right_after_any_write_to_the_reservation_system_writes_it_once(house: House, write: int) -> None:
    case_id = house.execute()
    simulator = house.outside.bookings.simulator()

    class Dies:
        """The reservation system, whose caller dies once so many writes are done."""

        def __getattr__(self, name: str) -> object:
            found = getattr(house.outside.bookings, name)
            if not callable(found):
                return found

            def call(*arguments: object) -> object:
                answer = found(*arguments)
                if simulator.writes_done == write and name != "read":
                    raise Killed
                return answer

            return call

    with pytest.raises(Killed):
        house.passenger_desk(reservations=Dies()).step()  # type: ignore[arg-type]
    house.passenger_desk().step()

    everything_is_done_once(house, case_id)


def test_a_process_that_dies_between_rounds_of_sending_sends_nothing_twice(house: House) -> None:
    case_id = house.execute()
    house.outside.mailbox.refuse_next(3)
    house.passenger_desk().step()
    assert 0 < len(house.outside.sent) < EVERYTHING.total()

    house.twin.advance_to(at(9))
    house.passenger_desk().step()

    everything_is_done_once(house, case_id)


def test_two_desks_that_step_at_the_same_time_do_everything_once(house_on_each: House) -> None:
    house = house_on_each
    case_id = house.execute()
    desks = [house.passenger_desk(), house.passenger_desk()]
    start = Barrier(2)

    def go(number: int) -> None:
        start.wait(30)
        desks[number].step()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(go, range(2)))
    house.passenger_desk().step()

    everything_is_done_once(house, case_id)


def test_a_hotel_that_sold_out_since_the_plan_is_replaced_and_the_message_names_the_real_one(house: House) -> None:
    hotels = house.outside.hotels
    (quote, *_) = hotels.quote(RoomsAsk(airport="AAA", rooms=1, nights=1, people=1, hotel_id="H1"))
    hotels.book("somebody else", quote.quote_id, BookingId("X9"))
    house.execute()

    house.passenger_desk().step()

    (told,) = [one.text for one in house.outside.mailbox.arrived if "Hotel" in one.text]
    assert "Hotel H2" in told
    assert "Hotel H1" not in told


def test_messages_about_both_parts_of_a_split_booking_reach_the_person_of_the_whole(house: House) -> None:
    house.execute()
    house.passenger_desk().step()

    about = [one.text for one in house.outside.mailbox.arrived if one.address == "p2@example.invalid" and "YY11" in one.text]
    assert len(about) == 2
    assert ["2026-03-02 13:00" in text.split("YY11", 1)[1] for text in about].count(True) == 1
    assert any("2026-03-03 13:00" in text for text in about)


def test_quiet_hours_hold_a_message_until_the_simulated_clock_has_passed_them(house: House) -> None:
    with Session(house.engine) as session:
        quiet = QuietHours(start_min=0, end_min=7 * 60)
        asleep = update(PersonRow).where(col(PersonRow.booking_id) == "P3")
        session.execute(asleep.values(quiet_start_min=quiet.start_min, quiet_end_min=quiet.end_min))
        session.commit()
    case_id = house.execute()
    desk = house.passenger_desk()

    desk.step()
    assert "p3@example.invalid" not in dict(house.outside.sent)
    assert desk.services(case_id)[0].messages["cancellation_refund_or_reroute/email/held"] == 1

    house.twin.advance_to(at(6, 59))
    desk.twin.refresh()
    desk.step()
    assert "p3@example.invalid" not in dict(house.outside.sent)

    house.twin.advance_to(at(7))
    desk.twin.refresh()
    desk.step()
    everything_is_done_once(house, case_id)


def test_a_plan_with_nothing_for_passengers_sends_nothing_and_the_record_says_so(house: House) -> None:
    wait = (
        DelayFlight(flight_id=FlightId(leg(1, "AAA")), etd=at(10, 30)),
        DelayFlight(flight_id=FlightId(leg(2, "BBB")), etd=at(12)),
    )
    case_id = house.execute(wait)

    house.passenger_desk().step()

    assert (house.outside.sent, house.outside.writes) == ([], 0)
    last = house.record(case_id).entries[-1]
    assert last.kind == "passengers"
    assert '"messages":{}' in last.body


def test_a_preview_counts_what_is_then_sent(house: House) -> None:
    case_id, plan_id, revision = house.propose()
    desk = house.passenger_desk()
    after = decide_all(desk.twin.state, PLAN, now=desk.twin.now, by=plan_id)[1]
    shown = desk.preview(PLAN, after, closure())
    assert house.outside.sent == []

    house.approve(plan_id, revision)
    desk.twin.refresh()
    desk.step()

    promised = Counter({line.template: line.count for line in shown.lines})
    assert promised == Counter(template for _, template in messages(house).elements())
    assert shown.messages == sum(desk.services(case_id)[0].messages.values())


def test_names_and_addresses_are_in_the_table_of_people_and_nowhere_else(house: House, caplog: pytest.LogCaptureFixture) -> None:
    case_id = house.execute()
    desk = house.passenger_desk()
    with caplog.at_level("DEBUG"):
        desk.step()
    personal = [*NAMES.values(), *(name.split()[1] for name in NAMES.values()), "@example.invalid"]

    engine = create_engine(house.engine.url)
    found = set()
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            held = repr(connection.execute(select(Table(table, MetaData(), autoload_with=engine))).all())
            found |= {table for one in personal if one in held}
    assert found == {"people"}
    shown = repr((desk.services(case_id), house.record(case_id)))
    assert not [one for one in personal if one in shown or one in caplog.text]


def test_what_was_done_for_passengers_is_on_record_in_the_chain(house: House) -> None:
    case_id, plan_id, revision = house.propose()
    house.approve(plan_id, revision)
    house.passenger_desk().step()

    record = house.record(case_id)
    assert record.intact
    assert [entry.kind for entry in record.entries][-2:] == ["execution", "passengers"]
    body = record.entries[-1].body
    assert '"reservations":{"done":5}' in body
    assert '"bookings":2' in body
    assert '"cancellation_rebooked":3' in body


def test_a_departure_that_was_only_offered_is_where_the_network_has_its_passengers(house: House) -> None:
    house.execute()
    house.passenger_desk().step()

    bookings = {one.locator: one for one in house.outside.bookings.simulator().bookings()}
    assert [one.departs_at.day for one in bookings["P1"].segments] == [2]
    part = next(one for one in bookings.values() if one.split_from == "P2")
    assert ([one.departs_at.day for one in part.segments], len(part.passengers)) == ([3], 2)
    assert bookings["P3"].status == "cancelled"
    assert bookings["P3"].refunded is not None
    assert bookings["P3"].refunded.cents == 10_000
    state = house.twin.state
    assert state.passengers_on(ALSO) == 6
    assert state.passengers_on(TOMORROW) == 2
