"""What a reservation system answers ends in the report, and what it has is what the plan said, once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from api.reservation_sync import ATTEMPTS_MAX, KeysInDatabase, ReservationSync, written_rows
from api.simulated_partners import CAPABILITIES, SimulatedBookings
from domain import events as e
from domain.apply import apply
from domain.commands import OPERATION, Operation, RebookPassenger, RefundPassenger, SplitBooking
from gateways.reservations.keys import Entry, once
from gateways.reservations.port import (
    BadAnswer,
    Booking,
    Cancel,
    Change,
    NoSeats,
    NotAllowed,
    NotFound,
    ReservationError,
    ReservationSystem,
    Segment,
    Unavailable,
)
from gateways.reservations.port import (
    Operation as Ability,
)
from gateways.reservations.simulator import Simulator, Trouble
from tests.passengers.aboard import ALSO, P1, P2, P3, PART, PLAN, TOMORROW, scenario
from twin.database import open_database
from twin.store import EventStore
from twin.twin import Twin


class Office:
    """A network with PLAN, or what is given, carried out, and its reservation system."""

    def __init__(self, url: str, operations: tuple[Operation, ...] = PLAN) -> None:
        self.engine: Engine = open_database(url)
        self.twin = Twin(EventStore(self.engine), load_scenario=scenario)
        if not self.twin.loaded:
            self.twin.load("paper", actor="test")
        self.bookings = SimulatedBookings(self.twin, self.engine)
        self.operations = operations
        self.version = self.twin.execute(operations, actor="dora", by="C1-P1", idempotency_key=f"{operations}").version

    @property
    def simulator(self) -> Simulator:
        return self.bookings.simulator()

    def write(self, system: ReservationSystem | None = None, plan_id: str = "C1-P1") -> bool:
        return ReservationSync(self.engine, system or self.bookings).carry_out(
            self.operations,
            state=self.twin.state,
            network_id=self.twin.network_id,
            plan_id=plan_id,
            revision=1,
            version=self.version,
        )

    @property
    def outcomes(self) -> dict[str, int]:
        return self.sync.tally("C1-P1", 1).outcomes

    @property
    def sync(self) -> ReservationSync:
        return ReservationSync(self.engine, self.bookings)


class Otherwise:
    """The reservation system, which answers some operations otherwise: `answer` raises, or gives None to have it done."""

    def __init__(self, system: SimulatedBookings, answer: Callable[[str, Any], None], *, lost: bool = False) -> None:
        self._system, self._answer, self._lost = system, answer, lost

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._system, name)
        if not callable(found):
            return found

        def call(*arguments: Any) -> Any:
            if not self._lost:
                self._answer(name, arguments[-1])
            done = found(*arguments)
            if self._lost:
                self._answer(name, arguments[-1])
            return done

        return call


def failing(operation: str, error: ReservationError, *, locator: str = "", times: int = 1_000) -> Callable[[str, Any], None]:
    """Raises the error for so many of an operation, of one booking where it is named."""
    left = [times]

    def answer(name: str, ask: Any) -> None:
        if name == operation and left[0] and locator in ("", getattr(ask, "locator", ask)):
            left[0] -= 1
            raise error

    return answer


@pytest.fixture
def office(sqlite_url: str) -> Office:
    return Office(sqlite_url)


def flights(booking: Booking) -> list[str]:
    return [f"{one.carrier}{one.number} {one.departs_at:%d}" for one in booking.segments]


def test_a_plan_is_written_as_it_says_once(database_url: str) -> None:
    office = Office(database_url)

    assert office.write()
    assert office.write()

    bookings = {one.locator: one for one in office.simulator.bookings()}
    part = next(one for one in bookings.values() if one.split_from == "P2")
    assert [flights(one) for one in (bookings["P1"], bookings["P2"], part)] == [["YY11 02"], ["YY11 02"], ["YY11 03"]]
    assert [len(one.passengers) for one in (bookings["P2"], part)] == [4, 2]
    assert {one.status for one in part.documents} == {"open", "exchanged"}
    assert bookings["P3"].status == "cancelled"
    assert office.outcomes == {"done": 5}
    assert office.simulator.writes_done == 9
    keys = [row.key for row in written_rows(office.engine, office.twin.network_id)]
    assert keys == ["C1-P1:1:P2", "C1-P1:1:P3", "C1-P1:1:P1", "C1-P1:1:P2:2", "C1-P1:1:P2/2"]


def test_a_booking_that_somebody_touched_meanwhile_is_read_again_and_changed_once(office: Office) -> None:
    office.simulator.set_trouble(Trouble(stale_next=1))

    assert office.write()

    assert office.outcomes == {"done": 5}


def test_a_booking_that_moves_on_twice_is_stale(office: Office) -> None:
    office.simulator.set_trouble(Trouble(stale_next=2))

    assert office.write()

    # It was to be split; what follows a split is not done without it.
    assert office.outcomes == {"done": 2, "refused": 2, "stale": 1}


def test_a_booking_with_other_flights_than_we_knew_is_left_alone(office: Office) -> None:
    simulator = office.simulator
    own = simulator.read("P1")
    tomorrow = office.twin.state.departure(TOMORROW)
    take = Segment(
        carrier="YY",
        number="11",
        origin="AAA",
        destination="BBB",
        departs_at=tomorrow.std,
        arrives_at=tomorrow.sta,
        cabin="economy",
    )
    simulator.change("her own", Change(locator="P1", version=own.version, drop=("s-1",), take=(take,)))

    assert office.write()

    assert flights(simulator.read("P1")) == ["YY11 03"]
    assert office.outcomes == {"done": 4, "stale": 1}
    assert office.sync.tally("C1-P1", 1).problems == ("P1: RebookPassenger stale, it has other flights than we knew",)
    assert office.sync.not_carried_out("C1-P1", 1) == {"P1"}


def test_a_booking_that_has_the_new_flights_already_is_done_and_not_written(office: Office) -> None:
    simulator = office.simulator
    own, also = simulator.read("P1"), office.twin.state.departure(ALSO)
    take = Segment(
        carrier="YY", number="11", origin="AAA", destination="BBB", departs_at=also.std, arrives_at=also.sta, cabin="economy"
    )
    simulator.change("by hand", Change(locator="P1", version=own.version, drop=("s-1",), take=(take,)))

    assert office.write()

    assert office.outcomes == {"done": 5}
    assert simulator.writes_done == 1 + 7


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(NoSeats("none left"), "no_seats"), (NotAllowed("by hand only"), "refused"), (NotFound("no flight"), "not_found")],
)
def test_what_the_system_answers_instead_is_in_the_report_and_the_rest_goes_on(
    office: Office, error: ReservationError, outcome: str
) -> None:
    assert office.write(Otherwise(office.bookings, failing("change", error, locator="P1")))

    assert office.outcomes == {"done": 4, outcome: 1}
    (problem,) = office.sync.tally("C1-P1", 1).problems
    assert problem.startswith(f"P1: RebookPassenger {outcome.replace('_', ' ')}, {error}")
    assert office.sync.not_carried_out("C1-P1", 1) == {"P1"}


@pytest.mark.parametrize("error", [Unavailable("busy", maybe_done=True), BadAnswer("fields")])
@pytest.mark.parametrize("operation", ["split", "change", "issue", "cancel", "refund"])
def test_an_answer_that_was_lost_is_asked_for_again_at_the_next_step_and_it_is_done_once(
    office: Office, operation: str, error: ReservationError
) -> None:
    system: Any = Otherwise(office.bookings, failing(operation, error, times=1), lost=True)

    assert not office.write(system)
    assert office.outcomes["open"] >= 1
    assert office.write(system)

    assert office.outcomes == {"done": 5}
    assert office.simulator.writes_done == 9


def test_a_system_that_stays_silent_is_given_up_at_the_limit(office: Office) -> None:
    system: Any = Otherwise(office.bookings, failing("read", Unavailable("away")))

    steps = 1
    while not office.write(system):
        steps += 1
        assert steps <= ATTEMPTS_MAX

    assert steps == ATTEMPTS_MAX
    assert office.outcomes == {"no_answer": 3, "refused": 2}
    assert office.simulator.writes_done == 0


def test_nobody_moves_who_was_to_be_parted_from_a_booking_that_was_not_split(office: Office) -> None:
    assert office.write(Otherwise(office.bookings, failing("split", NotAllowed("no divide here"))))

    assert office.outcomes == {"done": 2, "refused": 3}
    assert flights(office.simulator.read("P2")) == ["XX1 02"]
    assert office.sync.not_carried_out("C1-P1", 1) == {"P2", "P2/2"}


def test_seats_that_a_later_operation_leaves_are_taken_in_the_end(sqlite_url: str) -> None:
    office = Office(sqlite_url)
    refused = [1]

    def full_at_first(name: str, ask: Any) -> None:
        if name == "change" and ask.locator == "P1" and refused[0]:
            refused[0] -= 1
            raise NoSeats("one too few")

    assert office.write(Otherwise(office.bookings, full_at_first))

    assert office.outcomes == {"done": 5}


def test_an_adapter_that_cannot_exchange_or_pay_back_changes_and_cancels_and_says_what_is_left(office: Office) -> None:
    refuses: dict[Ability, str] = {"issue": "not here", "refund": "not here"}
    less = CAPABILITIES.model_copy(
        update={"supports": tuple(one for one in CAPABILITIES.supports if one not in refuses), "refuses": refuses}
    )

    class Less(Otherwise):
        capabilities = less

    assert office.write(Less(office.bookings, lambda name, ask: None))

    assert office.outcomes == {"done": 4, "refused": 1}
    assert "pay it by hand" in office.sync.tally("C1-P1", 1).problems[0]
    assert office.sync.not_carried_out("C1-P1", 1) == frozenset()
    assert office.simulator.read("P3").status == "cancelled"


def test_a_simulated_system_that_is_filled_again_has_what_was_written_to_the_one_before(sqlite_url: str) -> None:
    before = Office(sqlite_url)
    assert before.write()
    had = {one.locator: (len(one.passengers), flights(one)) for one in before.simulator.bookings() if one.status == "confirmed"}

    again: tuple[Operation, ...] = (RebookPassenger(booking_id=P1, flight_ids=(TOMORROW,)), RefundPassenger(booking_id=PART))
    after = Office(sqlite_url, again)
    assert {one.locator: (len(one.passengers), flights(one)) for one in after.simulator.bookings()} == had

    assert after.write(plan_id="C2-P1")
    assert after.sync.tally("C2-P1", 1).outcomes == {"done": 2}
    assert flights(after.simulator.read("P1")) == ["YY11 03"]


def test_a_flight_with_more_seats_since_takes_more_people(sqlite_url: str) -> None:
    office = Office(sqlite_url, (PLAN[0], RebookPassenger(booking_id=P2, flight_ids=(ALSO,))))
    assert office.write()
    offered = {"at": office.twin.now, "flight_id": ALSO, "seats": 9}
    office.bookings.simulator()
    state = apply(office.twin.state, e.SeatsOffered(**offered))
    filled = office.bookings._systems[office.twin.network_id]
    filled.authorise(state)
    assert {one.seats["economy"] for one in filled.simulator.flights() if one.number == "11" and one.departs_at.day == 2} == {9}


def test_the_record_of_keys_outlives_the_process(database_url: str) -> None:
    ask = Cancel(locator="P1", version="1")
    done = Segment(
        carrier="YY", number="11", origin="AAA", destination="BBB", departs_at="2026-03-02T13:00Z", arrives_at="2026-03-02T14:00Z"
    )

    def lost(in_doubt: str | None, about_to_write: Callable[[str], None]) -> Segment:
        assert in_doubt is None
        about_to_write("order-7")
        raise Unavailable("no answer", maybe_done=True)

    def found(in_doubt: str | None, about_to_write: Callable[[str], None]) -> Segment:
        assert in_doubt == "order-7"
        return done

    with pytest.raises(Unavailable):
        once(KeysInDatabase(open_database(database_url)), "k", ask, Segment, lost)
    assert once(KeysInDatabase(open_database(database_url)), "k", ask, Segment, found) == done

    keys = KeysInDatabase(open_database(database_url))
    assert once(keys, "k", ask, Segment, lost) == done
    keys.drop("k")
    assert keys.get("k") is None
    keys.put("k", Entry("request", "reference"))
    assert keys.get("k") == Entry("request", "reference")


def test_only_what_concerns_reservations_becomes_a_row(office: Office) -> None:
    office.write()
    kinds = [type(OPERATION.validate_python(row.operation)) for row in written_rows(office.engine, office.twin.network_id)]
    assert kinds == [SplitBooking, RefundPassenger, RebookPassenger, RebookPassenger, RebookPassenger]
    assert P3 in {row.booking_id for row in written_rows(office.engine, office.twin.network_id)}
