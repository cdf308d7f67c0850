"""The message desk on both databases: nothing acknowledged is lost, nothing is recorded twice."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from api.message_desk import MessageDesk
from domain.events import Event
from domain.network import NetworkState
from tests.twin.small_network import FLIGHTS, at
from tests.twin.test_twin import small_scenario
from twin.store import EventStore, open_database
from twin.twin import Execution, Twin

DELAY = "MVT\nB61/08.N1JB.JFK\nED081100\nDL41/0100"


def desk_on(url: str) -> MessageDesk:
    engine = open_database(url)
    twin = Twin(EventStore(engine), small_scenario)
    if not twin.loaded:
        twin.load("small", actor="test")
    return MessageDesk(engine, twin)


def test_a_message_is_kept_with_what_it_said_and_recorded_once(database_url: str) -> None:
    desk = desk_on(database_url)
    taken = desk.take(DELAY, source="telex")
    assert (taken.status, taken.version) == ("applied", desk.twin.state.version)
    assert desk.twin.state.flights[FLIGHTS[0]].etd == at(11)
    again = desk_on(database_url)
    assert again.take(DELAY, source="telex") == taken
    assert again.twin.state.version == taken.version
    assert again.messages() == (taken,)


def test_what_is_refused_is_tried_again_when_it_comes_again(database_url: str) -> None:
    desk = desk_on(database_url)
    early = "MVT\nB61/08.N1JB.JFK\nAD1002/1012"
    assert (desk.take(early, source="telex").status, desk.twin.state.version) == ("refused", desk.twin.state.version)
    desk.twin.advance_to(at(10.1))
    later = desk.take(early, source="telex")
    assert later.status == "applied"
    assert len(desk.messages()) == 1


def test_killed_between_recording_and_keeping_it_is_recorded_once_all_the_same(database_url: str) -> None:
    desk = desk_on(database_url)

    class Killed(BaseException):
        """The process ends here."""

    class DyingTwin(Twin):
        def receive(
            self,
            facts: Callable[[NetworkState, datetime], "list[Event] | tuple[Event, ...]"],
            *,
            actor: str,
            idempotency_key: str | None = None,
        ) -> Execution:
            super().receive(facts, actor=actor, idempotency_key=idempotency_key)
            raise Killed

    dying = MessageDesk(desk.engine, DyingTwin(EventStore(desk.engine), small_scenario))
    with suppress(Killed):
        dying.take(DELAY, source="telex")
    version = desk_on(database_url).twin.state.version
    after = desk_on(database_url)
    taken = after.take(DELAY, source="telex")
    assert (taken.status, taken.version, after.twin.state.version) == ("applied", version, version)
