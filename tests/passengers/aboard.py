"""The paper network with people aboard, hotels, and the world outside: it outlives any process of ours."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from api.passenger_desk import PassengerDesk
from api.record_page import read_record
from api.simulated_partners import SimulatedBookings
from domain import events as e
from domain.commands import CancelFlight, CareForPassengers, Operation, RebookPassenger, RefundPassenger, SplitBooking
from domain.ids import BookingId, FlightId, HotelId
from gateways.care_vendors.simulator import Simulator as Hotels
from gateways.messages.port import CHANNEL_KINDS
from gateways.messages.simulated import Mailbox, SimulatedChannel
from gateways.reservations.port import ReservationSystem
from graphs.case_desk import CaseDesk
from graphs.casebook import ExecutionRow
from graphs.clerk import Clerk
from graphs.executor import no_crash
from graphs.views import RecordView
from tests.decisions.on_a_twin import TwinNetwork, paper_scenario
from tests.domain.paper_network import MIDNIGHT, at, leg
from tests.graphs.room import TOOLS, closure, staff
from twin.database import open_database
from twin.people.person import Contact, Person, QuietHours
from twin.people.store import PeopleStore
from twin.scenarios.scenario import Scenario
from twin.store import EventStore
from twin.twin import Twin

ALSO, TOMORROW = FlightId("YY11/2026-03-02/AAA"), FlightId("YY11/2026-03-03/AAA")
NAMES = {"P1": "Ada Lovelace", "P2": "Grace Hopper", "P3": "Mary Somerville"}
P1, P2, PART, P3 = (BookingId(name) for name in ("P1", "P2", "P2/2", "P3"))

PLAN: tuple[Operation, ...] = (
    CancelFlight(flight_id=FlightId(leg(1, "AAA"))),
    CancelFlight(flight_id=FlightId(leg(2, "BBB"))),
    SplitBooking(booking_id=P2, part_id=PART, passengers=2),
    RefundPassenger(booking_id=P3),
    RebookPassenger(booking_id=P1, flight_ids=(ALSO,)),
    RebookPassenger(booking_id=P2, flight_ids=(ALSO,)),
    RebookPassenger(booking_id=PART, flight_ids=(TOMORROW,)),
    CareForPassengers(booking_id=PART, airport="AAA", meals=2, hotel=HotelId("H1"), rooms=1, nights=1),
    CareForPassengers(booking_id=P1, airport="AAA", meals=1),
)
"""XX1 and XX2 are cancelled; P1 and four of P2 leave in the afternoon, two of P2 tomorrow, P3 not at all."""


def scenario(scenario_id: str) -> Scenario:
    """The paper scenario; XX1 has P1 (2), P2 (6, a group) and P3 (1) aboard, YY offers seats later and tomorrow."""
    paper = paper_scenario(scenario_id)
    more: list[e.Event] = [
        e.BookingCreated(
            at=MIDNIGHT, booking_id=name, passengers=people, flight_ids=(leg(1, "AAA"),), fare_cents=10_000, party=party
        )
        for name, people, party in (("P1", 2, "family"), ("P2", 6, "group"), ("P3", 1, "individuals"))
    ]
    for flight_id, further in ((ALSO, False), (TOMORROW, True)):
        std = at(13).replace(day=3 if further else 2)
        times = {"std": std, "sta": std.replace(hour=14)}
        flight: dict[str, Any] = {"carrier": "YY", "number": "11", "origin": "AAA", "destination": "BBB"}
        more.append(e.FlightScheduled(at=MIDNIGHT, flight_id=flight_id, further=further, seats_offered=6, **flight, **times))
    for name, rooms, rate in (("H1", 1, 10_000), ("H2", 5, 12_000)):
        hotel = {"airport": "AAA", "name": f"Hotel {name}", "transfer_cents": 500, "distance_km": 3, "stars": 3}
        more.append(e.HotelContracted(at=MIDNIGHT, hotel_id=name, rooms=rooms, rate_cents=rate, **hotel))
    return Scenario(
        scenario_id=scenario_id,
        title=paper.title,
        start_at=paper.start_at,
        opening=(*paper.opening, *more),
        recording=(),
        disruptions=(),
        assumptions=(),
        sources=(),
    )


def person(booking_id: str, *, quiet: QuietHours | None = None) -> Person:
    """Whom to write to about a booking: by e-mail."""
    return Person(
        person_id=f"paper.{booking_id}.1",
        booking_id=booking_id,
        name=NAMES[booking_id],
        language="en",
        timezone="UTC",
        contacts=(Contact(kind="email", address=f"{booking_id.lower()}@example.invalid"),),
        quiet=quiet,
        retain_until=at(6).replace(year=2030),
    )


@dataclass
class Outside:
    """Whoever our process talks to."""

    twin: Twin
    hotels: Hotels
    bookings: SimulatedBookings
    mailbox: Mailbox = field(default_factory=Mailbox)

    @property
    def writes(self) -> int:
        return self.bookings.simulator().writes_done

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Address and subject of every message that arrived."""
        return [(one.address, one.subject) for one in self.mailbox.arrived]


class House:
    """A control room on one database, as often as it is started, and the world outside, once."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_database(url)
        self.twin = Twin(EventStore(self.engine), load_scenario=scenario)
        self.twin.load("paper", actor="test")
        self.people = PeopleStore(self.engine, state=lambda: self.twin.state, now=lambda: self.twin.now)
        self.people.keep(person(name) for name in NAMES)
        hotels = Hotels(self.twin.state.hotels.values(), clock=lambda: self.twin.now)
        self.outside = Outside(self.twin, hotels, SimulatedBookings(self.twin, self.engine))

    @contextmanager
    def case_desk(self) -> Iterator[CaseDesk]:
        with CaseDesk(self.engine, TwinNetwork(self.twin), specialists=staff(), tools=TOOLS, budget_s=1.0) as desk:
            yield desk

    def passenger_desk(
        self, crash_point: Callable[[str], None] = no_crash, reservations: ReservationSystem | None = None
    ) -> PassengerDesk:
        """A desk of a process that starts now."""
        engine = open_database(self.url)
        twin = Twin(EventStore(engine), load_scenario=scenario)
        return PassengerDesk(
            engine=engine,
            twin=twin,
            people=PeopleStore(engine, state=lambda: twin.state, now=lambda: twin.now),
            vendor=self.outside.hotels,
            reservations=reservations or self.outside.bookings,
            channels={kind: SimulatedChannel(kind, self.outside.mailbox) for kind in CHANNEL_KINDS},
            secret=b"vouchers of the paper airline",
            crash_point=crash_point,
        )

    def propose(self, operations: Sequence[Operation] = PLAN) -> tuple[str, str, int]:
        """A case with a plan of these operations, on the table; case, plan, revision."""
        with self.case_desk() as desk:
            case_id = desk.open_case(closure(), actor="ann")
            plan_id = desk.wait(case_id, timeout_s=60).plan_ids[0]
            revised = desk.revise_plan(plan_id, operations, actor="ann")
        return case_id, plan_id, revised.revision

    def approve(self, plan_id: str, revision: int) -> None:
        with self.case_desk() as desk:
            made = desk.decide_plan(
                plan_id, revision=revision, decision="approve", reason="go", actor="dora", role="duty_manager"
            )
        assert made.effect == "approved"

    def execute(self, operations: Sequence[Operation] = PLAN) -> str:
        """The case of a plan of these operations that was carried out, as the executor leaves it."""
        now, plan_id = self.twin.now, "C1-P1"
        clerk = Clerk(self.engine, lambda: now)
        case = clerk.open_case(
            closure(), network_id=self.twin.network_id, scenario_id="paper", actor="ann", now=now, budget_s=1.0
        )
        done = self.twin.execute(operations, actor="dora", by=plan_id, idempotency_key=plan_id)
        with Session(self.engine) as session:
            session.add(
                ExecutionRow(
                    plan_id=plan_id,
                    revision=1,
                    case_id=case.case_id,
                    network_id=self.twin.network_id,
                    idempotency_key=plan_id,
                    operations=[one.model_dump(mode="json") for one in operations],
                    actor="dora",
                    status="done",
                    resulting_version=done.version,
                    approved_at=now,
                    done_at=now,
                )
            )
            session.commit()
        return case.case_id

    def record(self, case_id: str) -> RecordView:
        """The case's record with the verdict on its chain."""
        return read_record(self.engine, case_id).view
