"""What every adapter of a reservation system must do. A module that tests one gives a `stage` and subclasses the contract."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from domain.units import Money
from gateways.reservations.port import (
    OPERATIONS,
    BadAnswer,
    Booking,
    Cancel,
    Change,
    Issue,
    NoSeats,
    NotAllowed,
    NotFound,
    Operation,
    Refund,
    ReservationSystem,
    Search,
    Segment,
    Split,
    StaleBooking,
    Unavailable,
)


@dataclass(frozen=True)
class Stage:
    """A system with one booking of two people, who can be moved to `to`; and the strings of a puppeteer."""

    system: ReservationSystem
    locator: str
    search: Search
    to: Segment
    names: tuple[str, ...]  # what the system calls the passengers
    writes: Callable[[], int]  # how many changes the system has carried out
    be_busy: Callable[[int], None]  # refuse everything, asking for so many seconds
    talk_rubbish: Callable[[], None]
    lose_an_answer: Callable[[], None]  # carry out the next write, and never answer it
    be_well: Callable[[], None]
    unissued: str | None = None  # a booking whose tickets can be issued


def asked_of(stage: Stage, operation: Operation, booking: Booking, key: str = "key-1") -> Callable[[], object]:
    """The operation, asked of the stage's booking in a way that a system that supports it carries out."""
    system, locator, version = stage.system, booking.locator, booking.version
    cents = Money(cents=100, currency=(booking.paid or Money(cents=0)).currency)
    change = Change(locator=locator, version=version, drop=_ids(booking), take=(stage.to,))
    kept = {"locator": locator, "version": version}
    calls: dict[Operation, Callable[[], object]] = {
        "search": lambda: system.search(stage.search),
        "hold": lambda: system.hold(key, system.search(stage.search)[0].offer_id),
        "read": lambda: system.read(locator),
        "change": lambda: system.change(key, change),
        "split": lambda: system.split(key, Split(passengers=booking.passengers[:1], **kept)),
        "issue": lambda: system.issue(key, Issue(kind="ticket", passengers=booking.passengers, **kept)),
        "refund": lambda: system.refund(key, Refund(amount=cents, form="original", reference="weather", **kept)),
        "cancel": lambda: system.cancel(key, Cancel(**kept)),
    }
    return calls[operation]


def _ids(booking: Booking) -> tuple[str, ...]:
    return tuple(one.segment_id for one in booking.segments if one.segment_id is not None)


class ReservationContract:
    """The tests; `stage` is a fixture of the module or class that subclasses this one."""

    def test_every_operation_is_supported_or_refused_by_name(self, stage: Stage) -> None:
        capabilities = stage.system.capabilities
        booking = stage.system.read(stage.locator)
        for operation in OPERATIONS:
            if operation in capabilities.supports:
                continue
            hold = "hold" if operation == "hold" else None
            with pytest.raises(NotAllowed) as refused:
                stage.system.hold("key-1", "offer") if hold else asked_of(stage, operation, booking)()
            assert operation in refused.value.reason
            assert capabilities.system in refused.value.reason
        assert stage.writes() == 0

    def test_a_booking_is_read_in_our_words(self, stage: Stage) -> None:
        booking = stage.system.read(stage.locator)

        assert booking.locator == stage.locator
        assert booking.status == "confirmed"
        assert len(booking.passengers) == 2
        assert len(set(booking.passengers)) == 2
        assert booking.version
        for segment in booking.segments:
            assert segment.segment_id
            assert segment.departs_at.utcoffset() is not None
            assert segment.departs_at < segment.arrives_at

    def test_the_same_booking_read_twice_has_the_same_version(self, stage: Stage) -> None:
        assert stage.system.read(stage.locator) == stage.system.read(stage.locator)

    def test_an_unknown_booking_is_not_found(self, stage: Stage) -> None:
        with pytest.raises(NotFound):
            stage.system.read("nobody")

    def test_no_name_leaves_the_adapter(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            booking = stage.system.read(stage.locator)
            cancelled = stage.system.cancel("key-1", Cancel(locator=stage.locator, version=booking.version))
            stage.talk_rubbish()
            with pytest.raises(BadAnswer) as bad:
                stage.system.read(stage.locator)
        said = f"{booking!r} {cancelled!r} {bad.value} {bad.value.__cause__!r} {bad.value.__context__!r} {caplog.text}"
        assert [name for name in stage.names if name.lower() in said.lower()] == []

    def test_offers_leave_within_the_window_and_have_the_seats(self, stage: Stage) -> None:
        if "search" not in stage.system.capabilities.supports:
            pytest.skip("refused by name")
        offers = stage.system.search(stage.search)

        assert offers
        assert len({one.offer_id for one in offers}) == len(offers)
        for offer in offers:
            assert offer.segments[0].origin == stage.search.origin
            assert offer.segments[-1].destination == stage.search.destination
            assert stage.search.departs_from <= offer.segments[0].departs_at <= stage.search.departs_until
            assert offer.seats_left is None or offer.seats_left >= stage.search.passengers
            assert offer.fare.cents > 0
        assert list(offers) == sorted(offers, key=lambda one: one.segments[-1].arrives_at)

    def test_a_change_replaces_the_segments(self, stage: Stage) -> None:
        if "change" not in stage.system.capabilities.supports:
            pytest.skip("refused by name")
        before = stage.system.read(stage.locator)
        after = asked_of(stage, "change", before)()

        assert isinstance(after, Booking)
        assert [one.same_flight(stage.to) for one in after.segments] == [True]
        assert after.passengers == before.passengers
        assert after.version != before.version
        assert stage.system.read(stage.locator) == after
        assert stage.writes() == 1

    def test_tickets_are_issued_once(self, stage: Stage) -> None:
        if "issue" not in stage.system.capabilities.supports or stage.unissued is None:
            pytest.skip("refused by name")
        before = stage.system.read(stage.unissued)
        assert before.documents == ()
        issue = Issue(locator=before.locator, version=before.version, kind="ticket", passengers=before.passengers)
        after = stage.system.issue("key-1", issue)

        assert stage.system.issue("key-1", issue) == after
        assert [one.kind for one in after.documents] == ["ticket"] * 2
        with pytest.raises(NotAllowed):
            stage.system.issue("key-2", issue.model_copy(update={"version": after.version}))
        assert stage.writes() == 1

    def test_a_cancelled_booking_has_no_flights_and_is_not_cancelled_twice(self, stage: Stage) -> None:
        booking = stage.system.read(stage.locator)
        cancelled = stage.system.cancel("key-1", Cancel(locator=stage.locator, version=booking.version)).booking

        assert cancelled.status == "cancelled"
        assert cancelled.segments == ()
        with pytest.raises((NotAllowed, NotFound)):
            stage.system.cancel("key-2", Cancel(locator=stage.locator, version=cancelled.version))
        assert stage.writes() == 1

    def test_a_stale_booking_is_not_changed(self, stage: Stage) -> None:
        with pytest.raises(StaleBooking):
            stage.system.cancel("key-1", Cancel(locator=stage.locator, version="of yesterday"))

        assert stage.writes() == 0
        assert stage.system.read(stage.locator).status == "confirmed"

    def test_the_same_key_twice_is_one_change(self, stage: Stage) -> None:
        booking = stage.system.read(stage.locator)
        for operation in ("change", "split", "refund", "cancel"):
            if operation not in stage.system.capabilities.supports:
                continue
            writes = stage.writes()
            ask = asked_of(stage, operation, booking, key=f"key-of-{operation}")
            first = ask()
            assert ask() == first
            assert stage.writes() == writes + 1
            booking = stage.system.read(stage.locator) if operation != "cancel" else booking

    def test_a_key_is_not_used_for_two_requests(self, stage: Stage) -> None:
        booking = stage.system.read(stage.locator)
        stage.system.cancel("key-1", Cancel(locator=stage.locator, version=booking.version))
        with pytest.raises(NotAllowed, match="key"):
            stage.system.cancel("key-1", Cancel(locator=stage.locator, version="another"))

    def test_a_write_whose_answer_is_lost_is_one_change_when_asked_again(self, stage: Stage) -> None:
        booking = stage.system.read(stage.locator)
        ask = asked_of(stage, "cancel", booking)
        stage.lose_an_answer()
        with pytest.raises(Unavailable) as lost:
            ask()
        assert lost.value.maybe_done
        stage.be_well()

        again = stage.system.cancel("key-1", Cancel(locator=stage.locator, version=booking.version))
        assert again.booking.status == "cancelled"
        assert again.booking.passengers == booking.passengers
        assert stage.writes() == 1

    def test_a_change_whose_answer_is_lost_is_one_change_when_asked_again(self, stage: Stage) -> None:
        if "change" not in stage.system.capabilities.supports:
            pytest.skip("refused by name")
        ask = asked_of(stage, "change", stage.system.read(stage.locator))
        stage.lose_an_answer()
        with pytest.raises(Unavailable) as lost:
            ask()
        assert lost.value.maybe_done
        stage.be_well()

        after = ask()
        assert isinstance(after, Booking)
        assert [one.same_flight(stage.to) for one in after.segments] == [True]
        assert stage.writes() == 1

    def test_a_busy_system_says_when_to_come_back(self, stage: Stage) -> None:
        booking = stage.system.read(stage.locator)
        stage.be_busy(120)
        with pytest.raises(Unavailable) as later:
            stage.system.read(stage.locator)
        with pytest.raises(Unavailable):
            stage.system.cancel("key-1", Cancel(locator=stage.locator, version=booking.version))
        stage.be_well()

        assert later.value.retry_after_s == 120
        assert stage.writes() == 0
        assert stage.system.read(stage.locator) == booking

    def test_a_flight_that_is_not_there_is_not_booked(self, stage: Stage) -> None:
        if "change" not in stage.system.capabilities.supports:
            pytest.skip("refused by name")
        booking = stage.system.read(stage.locator)
        ghost = stage.to.model_copy(update={"number": "9999"})
        with pytest.raises((NotFound, NoSeats)):
            stage.system.change(
                "key-1", Change(locator=stage.locator, version=booking.version, drop=_ids(booking), take=(ghost,))
            )
        assert stage.writes() == 0
        assert stage.system.read(stage.locator) == booking
