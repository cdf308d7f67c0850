"""The message desk on both databases: nothing acknowledged is lost, nothing is recorded twice."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest

from api.message_desk import CannotCorrect, MessageDesk
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


def test_a_mended_text_takes_the_place_of_the_one_that_needed_a_person(database_url: str) -> None:
    desk = desk_on(database_url)
    first = desk.take(DELAY.replace("081100", "086100"), source="telex")
    second = desk.take(DELAY.replace("081100", "081160"), source="controller", corrects=first.message_id)
    assert [one.message_id for one in desk.messages(status="not_understood")] == [second.message_id]
    third = desk.take(DELAY, source="controller", corrects=second.message_id)
    assert third.status == "applied"
    kept = desk_on(database_url)
    assert [one.message_id for one in kept.messages() if one.status != "corrected"] == [third.message_id]
    assert kept.message(first.message_id).corrected_by == second.message_id  # type: ignore[union-attr]
    assert desk.take(first.text, source="telex").status == "corrected"


def test_a_correction_that_goes_back_to_the_first_text_is_read_again(database_url: str) -> None:
    desk = desk_on(database_url)
    first = desk.take(DELAY.replace("081100", "086100"), source="telex")
    second = desk.take(DELAY.replace("081100", "081160"), source="controller", corrects=first.message_id)
    assert desk.take(first.text, source="controller", corrects=second.message_id).status == "not_understood"


def test_only_what_needs_a_person_is_corrected_and_by_another_text(database_url: str) -> None:
    desk = desk_on(database_url)
    wrong = DELAY.replace("081100", "086100")
    refused, applied = desk.take(wrong, source="telex"), desk.take(DELAY, source="telex")
    before = desk.messages()
    for corrects, reason in (
        ("M0", "not kept"),
        (applied.message_id, "was applied"),
        (refused.message_id, "the text of message"),
    ):
        with pytest.raises(CannotCorrect, match=reason):
            desk.take(wrong, source="controller", corrects=corrects)
    assert desk.messages() == before
