"""Which change of a plan becomes which message to whom, and what is shown before anybody approves."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from domain.apply import fold
from domain.faults import Refused
from domain.network import NetworkState
from gateways.messages.compose import SAMPLE_NAME, FactsOfPlan, PassengerChange, messages_for, preview, templates_for
from gateways.messages.facts import LocalTime, MessageFacts
from gateways.messages.outbox import Delivery, Outbox
from gateways.messages.simulated import Mailbox, SimulatedChannel
from tests.gateways.messages.airline import APPROVED, FACTS, NIGHT, NOON, Vault, person
from tests.twin.small_network import opening
from twin.people.person import Person
from twin.people.store import PeopleStore

PLAIN = FACTS.model_copy(update={"regimes": (), "group_parts": (), "hotel": None, "voucher": None})


def change(booking: str = "B1", **changes: object) -> PassengerChange:
    return PassengerChange.model_validate({"booking_id": booking, "kind": "delayed", "facts": PLAIN, **changes})


@pytest.mark.parametrize(
    ("changes", "facts", "templates"),
    [
        ({"kind": "delayed"}, {}, ("delay",)),
        ({"kind": "rebooked", "because": "cancelled"}, {}, ("cancellation_rebooked",)),
        ({"kind": "rebooked", "because": "missed_connection"}, {}, ("missed_connection_rebooked",)),
        ({"kind": "rebooked"}, {}, ("rebooked_confirmation",)),
        ({"kind": "refunded"}, {}, ("cancellation_refund_or_reroute",)),
        ({"kind": "choice_offered"}, {}, ("cancellation_refund_or_reroute",)),
        ({"kind": "choice_offered"}, {"group_parts": FACTS.group_parts}, ("group_split_offer",)),
        ({"kind": "cared_for"}, {"hotel": FACTS.hotel}, ("care_hotel",)),
        ({"kind": "cared_for"}, {"voucher": FACTS.voucher}, ("care_meals",)),
        ({"kind": "cared_for"}, {"hotel": FACTS.hotel, "voucher": FACTS.voucher}, ("care_hotel", "care_meals")),
        ({"kind": "delayed"}, {"regimes": ("eu261",)}, ("delay", "rights_notice")),
    ],
)
def test_a_change_calls_for_its_message_and_a_notice_where_the_law_asks_for_one(
    changes: dict[str, object], facts: dict[str, object], templates: tuple[str, ...]
) -> None:
    assert templates_for(change(**changes, facts=PLAIN.model_copy(update=facts))) == templates


def test_everybody_of_a_booking_gets_the_message_in_their_language_on_their_channels() -> None:
    ana, bo = person(1, language="es-MX"), person(2, language="hi", contacts=[("push", False), ("whatsapp", True)])
    bo = bo.model_copy(update={"booking_id": "B1"})

    requests = messages_for([change(), change("B9")], [bo, ana, person(3)])

    assert [(one.person_id, one.template, one.language, one.channels) for one in requests] == [
        ("P1", "delay", "es", ("sms", "email")),
        ("P2", "delay", "en", ("whatsapp",)),
    ]


def test_a_legal_notice_goes_first_where_it_can_be_kept() -> None:
    facts = PLAIN.model_copy(update={"regimes": ("eu261",)})
    who = person(contacts=[("push", True), ("sms", True), ("email", True)])

    told, notice = messages_for([change(facts=facts)], [who])

    assert told.channels == ("push", "sms", "email")
    assert (notice.template, notice.channels) == ("rights_notice", ("email", "sms", "push"))


def test_two_changes_of_one_booking_bring_one_notice() -> None:
    law = PLAIN.model_copy(update={"regimes": ("eu261",), "hotel": FACTS.hotel})
    requests = messages_for([change(kind="rebooked", facts=law), change(kind="cared_for", facts=law)], [person()])

    assert [one.template for one in requests] == ["rebooked_confirmation", "rights_notice", "care_hotel"]


def test_every_missing_fact_of_every_booking_is_named_at_once() -> None:
    bare = MessageFacts(carrier="Exemplar Airways", help_phone="+34 900 123 456")

    with pytest.raises(Refused) as refusal:
        messages_for([change(facts=bare), change("B2", kind="cared_for"), change("B3")], [person()])

    assert [fault.field for fault in refusal.value.faults] == ["changes[B1]", "changes[B2]"]
    assert "flight, origin, destination, old_departure" in str(refusal.value)
    assert "hotel or voucher" in str(refusal.value)


def test_the_preview_counts_what_would_be_sent_and_names_nobody() -> None:
    people = [person(1), person(2, contacts=[("email", True)]), person(3, language="ar"), person(4, contacts=[("sms", False)])]
    shown = preview([change(f"B{number}") for number in (1, 2, 3, 4, 5)], people)

    assert shown.messages == 4
    assert [(line.template, line.language, line.count, line.channels) for line in shown.lines] == [
        ("delay", "ar", 1, {"sms": 1}),
        ("delay", "en", 3, {"email": 1, "sms": 1}),
    ]
    assert shown.without_channel == 1
    assert shown.bookings_without_person == ("B5",)
    assert SAMPLE_NAME in shown.lines[1].text
    assert "Ana" not in str(shown)
    assert "+346" not in str(shown)


def test_from_a_plans_changes_to_the_mailbox(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person(contacts=[("email", True)])
    law = PLAIN.model_copy(update={"regimes": ("eu261",)})
    changes = (change(kind="rebooked", because="cancelled", facts=law),)
    outbox.enqueue(APPROVED, messages_for(changes, [who]), case_id="C1", now=NOON)
    plan = FactsOfPlan(APPROVED.plan_id, APPROVED.revision, changes)

    round_ = outbox.deliver_due(NOON, {"email": SimulatedChannel("email", mailbox)}, Vault([who]), plan)

    assert round_ == Delivery(sent=2)
    assert sorted(one.subject for one in mailbox.arrived) == [
        "Flight XB 1230 MAD-JFK: cancelled, you have a new flight",
        "Flight XB 1230 MAD-JFK: your rights as a passenger",
    ]


def test_facts_of_one_revision_say_nothing_about_another() -> None:
    plan = FactsOfPlan("C1-P2", 1, (change(),))

    assert plan.facts_for(plan_id="C1-P2", revision=1, booking_id="B1", template="delay") == PLAIN
    assert plan.facts_for(plan_id="C1-P2", revision=2, booking_id="B1", template="delay") is None
    assert plan.facts_for(plan_id="C1-P2", revision=1, booking_id="B1", template="care_hotel") is None
    assert plan.facts_for(plan_id="C1-P2", revision=1, booking_id="B2", template="delay") is None


def test_times_are_told_by_the_clock_of_the_airport() -> None:
    moment = datetime(2026, 6, 5, 20, 15, tzinfo=UTC)
    assert str(LocalTime(at=moment, zone="Asia/Kolkata")) == "2026-06-06 01:45 (UTC+5:30)"
    assert str(LocalTime(at=moment, zone="America/St_Johns")) == "2026-06-05 17:45 (UTC-2:30)"
    assert LocalTime(at=moment, zone="Asia/Kolkata").brief == "2026-06-06 01:45"
    with pytest.raises(ValueError, match="not an IANA time zone"):
        LocalTime(at=moment, zone="Madrid time")


def test_the_people_of_the_vault_are_written_to_and_the_reading_is_on_record(
    outbox: Outbox, engine: Engine, mailbox: Mailbox
) -> None:
    vault = PeopleStore(engine, state=lambda: fold(NetworkState(), opening()), now=lambda: NOON)
    who = person(contacts=[("sms", True)], quiet=NIGHT)
    vault.keep([who])
    known = [one for people in read(vault).values() for one in people]
    outbox.enqueue(APPROVED, messages_for([change()], known), case_id="C1", now=NOON)

    round_ = outbox.deliver_due(NOON, {"sms": SimulatedChannel("sms", mailbox)}, vault, FactsOfPlan("C1-P2", 1, (change(),)))

    assert round_ == Delivery(sent=1)
    assert [one.address for one in mailbox.arrived] == ["+34600000001"]
    assert [(one.actor, one.role, one.purpose) for one in vault.accesses(person_id="P1")][-1] == (
        "outbox",
        "system",
        "notify_disruption",
    )


def read(vault: PeopleStore) -> Mapping[str, Sequence[Person]]:
    return vault.contacts_for(["B1"], purpose="notify_disruption", actor="maria", role="controller")
