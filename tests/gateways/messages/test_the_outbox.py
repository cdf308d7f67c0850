"""What leaves, when, and how often; on SQLite and on PostgreSQL."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from domain.faults import Refused
from domain.units import minutes
from gateways.messages.outbox import Approval, Delivery, Outbox
from gateways.messages.port import Capabilities, ChannelKind, Message, MessageChannel, NotSent, Receipt
from gateways.messages.simulated import Mailbox, SimulatedChannel
from gateways.messages.templates import catalogue, digest, render
from tests.gateways.messages.airline import APPROVED, FACTS, NIGHT, NOON, SameFacts, Vault, person, request


def channels(mailbox: Mailbox) -> dict[ChannelKind, MessageChannel]:
    return {"sms": SimulatedChannel("sms", mailbox), "email": SimulatedChannel("email", mailbox)}


@dataclass(frozen=True)
class Wrapped(SimulatedChannel):
    """A simulated channel on which something happens around the sending."""

    fault: BaseException | None = None
    takes_s: float = 0.0
    before: bool = False

    def send(self, message: Message) -> Receipt:
        if self.before and self.fault is not None:
            raise self.fault
        receipt = super().send(message)
        time.sleep(self.takes_s)
        if self.fault is not None:
            raise self.fault
        return receipt


@dataclass(frozen=True)
class WithoutUrl(SimulatedChannel):
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities(), configured=False)


# --- approval -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approval", "complaint"),
    [
        (None, "approve the plan first"),
        (replace(APPROVED, approved_by=" "), "It names nobody"),
        (replace(APPROVED, plan_id=""), "no plan revision"),
        (replace(APPROVED, revision=0), "no plan revision"),
        (replace(APPROVED, executed_at=NOON + timedelta(seconds=1)), "not in this order"),
        (replace(APPROVED, approved_at=NOON - timedelta(seconds=30)), "not in this order"),
    ],
)
def test_nothing_is_queued_without_an_approved_and_executed_plan(
    outbox: Outbox, mailbox: Mailbox, approval: Approval | None, complaint: str
) -> None:
    who = person()

    with pytest.raises(Refused, match=complaint):
        outbox.enqueue(approval, [request(who)], case_id="C1", now=NOON)

    assert outbox.messages() == []
    assert outbox.deliver_due(NOON, channels(mailbox), Vault([who]), SameFacts()) == Delivery()
    assert mailbox.arrived == ()


# --- sending --------------------------------------------------------------------------------------------------------


def test_a_message_is_sent_once_and_its_words_and_address_are_not_kept(outbox: Outbox, engine: Engine, mailbox: Mailbox) -> None:
    who, vault = person(name="Ana Ruiz"), Vault([person(name="Ana Ruiz")])
    (row,) = outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)

    assert outbox.deliver_due(NOON, channels(mailbox), vault, SameFacts()) == Delivery(sent=1)
    assert outbox.deliver_due(NOON + timedelta(days=1), channels(mailbox), vault, SameFacts()) == Delivery()

    short = render("delay", "en", FACTS, name="").short
    assert [(one.kind, one.address, one.subject, one.text) for one in mailbox.arrived] == [("sms", "+34600000001", "", short)]
    (sent,) = outbox.messages(case_id="C1")
    assert (sent.key, sent.state, sent.attempts, sent.provider_id) == ("C1-P2:1:B1:delay:P1:sms", "sent", 1, row.message_id)
    assert (sent.template_version, sent.text_sha256, sent.sent_at) == ("1.1", digest("", short), NOON)
    assert vault.asked == [("notify_disruption", "outbox", "system")]
    with engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM passenger_messages")).all())
    assert "+34600000001" not in kept
    assert "Ana" not in kept
    assert "is delayed" not in kept


def test_queueing_the_same_messages_again_queues_nothing(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    outbox.enqueue(APPROVED, [request(who), request(who)], case_id="C1", now=NOON)
    outbox.deliver_due(NOON, channels(mailbox), Vault([who]), SameFacts())
    wishes_mail_now = request(who).model_copy(update={"channels": ("email", "sms")})

    again = outbox.enqueue(APPROVED, [request(who), wishes_mail_now], case_id="C1", now=NOON + minutes(5))
    outbox.deliver_due(NOON + minutes(5), channels(mailbox), Vault([who]), SameFacts())

    assert again == []
    assert len(mailbox.arrived) == 1


def test_a_later_revision_is_a_message_of_its_own(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    for revision in (1, 2):
        outbox.enqueue(replace(APPROVED, revision=revision), [request(who)], case_id="C1", now=NOON)

    assert outbox.deliver_due(NOON, channels(mailbox), Vault([who]), SameFacts()) == Delivery(sent=2)


def test_two_workers_at_once_send_every_message_once(outbox: Outbox, engine: Engine, mailbox: Mailbox) -> None:
    people = [person(number) for number in range(1, 13)]
    outbox.enqueue(APPROVED, [request(one) for one in people], case_id="C1", now=NOON)
    both_ready = threading.Barrier(2)
    done: list[Delivery] = []

    def work() -> None:
        slow: dict[ChannelKind, MessageChannel] = {"sms": Wrapped("sms", mailbox, takes_s=0.005)}
        both_ready.wait()
        done.append(Outbox(engine).deliver_due(NOON, slow, Vault(people), SameFacts()))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert set(Counter(one.reference for one in mailbox.arrived).values()) == {1}
    assert len(mailbox.arrived) == sum(one.sent for one in done) == 12


def test_after_a_crash_between_send_and_mark_it_goes_out_again_under_the_same_reference(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)
    dies: dict[ChannelKind, MessageChannel] = {"sms": Wrapped("sms", mailbox, fault=SystemExit("power cut"))}
    with pytest.raises(SystemExit):
        outbox.deliver_due(NOON, dies, Vault([who]), SameFacts())
    claim = minutes(catalogue().sending.claim_min)

    too_early = outbox.deliver_due(NOON + claim - minutes(1), channels(mailbox), Vault([who]), SameFacts())
    in_time = outbox.deliver_due(NOON + claim, channels(mailbox), Vault([who]), SameFacts())
    later = outbox.deliver_due(NOON + 2 * claim, channels(mailbox), Vault([who]), SameFacts())

    assert (too_early, in_time, later) == (Delivery(), Delivery(sent=1), Delivery())
    assert len(mailbox.arrived) == 2
    assert len({one.reference for one in mailbox.arrived}) == 1


def test_word_of_delivery_after_a_crash_ends_the_sending(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    (row,) = outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)
    assert not outbox.on_receipt(row.message_id, "delivered", now=NOON)
    dies: dict[ChannelKind, MessageChannel] = {"sms": Wrapped("sms", mailbox, fault=SystemExit("power cut"))}
    with pytest.raises(SystemExit):
        outbox.deliver_due(NOON, dies, Vault([who]), SameFacts())

    assert outbox.on_receipt(row.message_id, "delivered", now=NOON + minutes(1))

    assert outbox.deliver_due(NOON + minutes(60), channels(mailbox), Vault([who]), SameFacts()) == Delivery()
    assert len(mailbox.arrived) == 1
    assert outbox.messages()[0].state == "delivered"


# --- refusals, retries, other channels ------------------------------------------------------------------------------


def test_retries_wait_longer_each_time_and_then_the_next_channel_takes_over(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)
    ways: dict[ChannelKind, MessageChannel] = {
        "sms": Wrapped("sms", mailbox, fault=ConnectionError("to +34600000001"), before=True),
        "email": SimulatedChannel("email", mailbox),
    }
    waits = []
    now = NOON
    for _ in range(4):
        assert outbox.deliver_due(now, ways, Vault([who]), SameFacts()) == Delivery(failed=1)
        (row,) = outbox.messages()
        waits.append(int((row.next_attempt_at - now).total_seconds()) // 60)
        assert outbox.deliver_due(row.next_attempt_at - minutes(1), ways, Vault([who]), SameFacts()) == Delivery()
        now = row.next_attempt_at

    assert outbox.deliver_due(now, ways, Vault([who]), SameFacts()) == Delivery(given_up=1, sent=1)
    by_sms, by_mail = sorted(outbox.messages(), key=lambda one: one.channel, reverse=True)
    assert waits == [2, 4, 8, 16]
    assert (by_sms.state, by_sms.attempts, by_sms.passed_on_to, by_sms.reason) == ("given_up", 5, "email", "ConnectionError")
    assert by_mail.state == "sent"
    assert [one.kind for one in mailbox.arrived] == ["email"]
    assert outbox.not_reached() == []


def test_the_wait_between_retries_has_a_limit() -> None:
    policy = catalogue().sending
    assert [policy.retry_after_min(attempts) for attempts in (1, 5, 6, 7, 500)] == [2, 32, 60, 60, 60]


def test_a_channel_without_settings_is_passed_over_at_once(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)
    ways: dict[ChannelKind, MessageChannel] = {"sms": WithoutUrl("sms", mailbox), "email": SimulatedChannel("email", mailbox)}

    assert outbox.deliver_due(NOON, ways, Vault([who]), SameFacts()) == Delivery(given_up=1, sent=1)
    assert outbox.tally() == {("delay", "email", "sent"): 1, ("delay", "sms", "given_up"): 1}


def test_who_is_reached_on_no_channel_is_listed_for_the_station(outbox: Outbox, mailbox: Mailbox) -> None:
    reached, silent, unlucky = person(1), person(2, contacts=[("sms", False)]), person(3, contacts=[("sms", True)])
    outbox.enqueue(APPROVED, [request(one) for one in (reached, silent, unlucky)], case_id="C1", now=NOON)
    refuses: dict[ChannelKind, MessageChannel] = {
        "sms": Wrapped("sms", mailbox, fault=NotSent("the number does not exist", permanent=True), before=True),
        "email": SimulatedChannel("email", mailbox),
    }

    outbox.deliver_due(NOON, refuses, Vault([reached, silent, unlucky]), SameFacts())

    assert [(one.person_id, one.state, one.reason) for one in outbox.not_reached(case_id="C1")] == [
        ("P2", "suppressed", "the person wants no messages, or has no address"),
        ("P3", "given_up", "the number does not exist"),
    ]
    assert [one.address for one in mailbox.arrived] == ["p1@mail.example"]


def test_a_wish_that_came_after_queueing_is_obeyed(outbox: Outbox, mailbox: Mailbox) -> None:
    outbox.enqueue(APPROVED, [request(person())], case_id="C1", now=NOON)
    no_sms_now = person(contacts=[("sms", False), ("email", True)])

    assert outbox.deliver_due(NOON, channels(mailbox), Vault([no_sms_now]), SameFacts()) == Delivery(suppressed=1, sent=1)
    assert [one.kind for one in mailbox.arrived] == ["email"]


def test_a_person_who_was_erased_and_a_plan_that_was_overtaken_get_no_message(outbox: Outbox, mailbox: Mailbox) -> None:
    erased, overtaken = person(1), person(2)
    outbox.enqueue(APPROVED, [request(erased)], case_id="C1", now=NOON)
    assert outbox.deliver_due(NOON, channels(mailbox), Vault([]), SameFacts()) == Delivery(suppressed=1)
    outbox.enqueue(APPROVED, [request(overtaken)], case_id="C1", now=NOON)
    assert outbox.deliver_due(NOON, channels(mailbox), Vault([overtaken]), SameFacts(None)) == Delivery(suppressed=1)

    assert mailbox.arrived == ()
    assert {one.person_id: one.reason for one in outbox.not_reached()} == {
        "P1": "the person is no longer known",
        "P2": "overtaken by events",
    }


def test_a_text_too_long_for_sms_goes_by_another_channel(engine: Engine, mailbox: Mailbox) -> None:
    strict = Outbox(engine, policy=catalogue().sending.model_copy(update={"sms_segments_max": 1}))
    who = person()
    strict.enqueue(APPROVED, [request(who, "group_split_offer")], case_id="C1", now=NOON)

    assert strict.deliver_due(NOON, channels(mailbox), Vault([who]), SameFacts()) == Delivery(given_up=1, sent=1)
    assert [one.kind for one in mailbox.arrived] == ["email"]


# --- word from the provider -----------------------------------------------------------------------------------------


def test_delivery_is_what_the_provider_says_and_a_later_failure_is_not_believed(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)
    outbox.deliver_due(NOON, channels(mailbox), Vault([who]), SameFacts())
    reference = mailbox.arrived[0].reference

    assert outbox.on_receipt(reference, "delivered", now=NOON + minutes(1))
    assert outbox.on_receipt(reference, "delivered", now=NOON + minutes(2))
    assert outbox.on_receipt(reference, "failed", now=NOON + minutes(3))
    assert not outbox.on_receipt("M0", "delivered", now=NOON)

    (row,) = outbox.messages()
    assert (row.state, row.passed_on_to) == ("delivered", "")


def test_a_message_that_bounces_goes_over_to_the_next_channel(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person()
    outbox.enqueue(APPROVED, [request(who)], case_id="C1", now=NOON)
    outbox.deliver_due(NOON, channels(mailbox), Vault([who]), SameFacts())

    for _ in range(2):
        assert outbox.on_receipt(mailbox.arrived[0].reference, "failed", now=NOON + minutes(3))

    assert outbox.deliver_due(NOON + minutes(3), channels(mailbox), Vault([who]), SameFacts()) == Delivery(sent=1)
    assert [one.kind for one in mailbox.arrived] == ["sms", "email"]


# --- quiet hours ----------------------------------------------------------------------------------------------------


def test_a_message_waits_for_the_end_of_the_night_where_the_person_lives(outbox: Outbox, mailbox: Mailbox) -> None:
    who = person(timezone="America/New_York", quiet=NIGHT)
    late = datetime(2026, 6, 5, 3, 0, tzinfo=UTC)  # 23:00 in New York
    morning = datetime(2026, 6, 5, 11, 0, tzinfo=UTC)  # 07:00
    approved = Approval("C1-P2", 1, "maria", late, late)
    next_day = SameFacts(FACTS.model_copy(update={"departs_at": datetime(2026, 6, 6, 18, 0, tzinfo=UTC)}))
    outbox.enqueue(approved, [request(who)], case_id="C1", now=late)

    assert outbox.deliver_due(late, channels(mailbox), Vault([who]), next_day) == Delivery(held=1)
    assert outbox.messages()[0].next_attempt_at == morning
    assert outbox.deliver_due(morning - minutes(1), channels(mailbox), Vault([who]), next_day) == Delivery()
    assert outbox.deliver_due(morning, channels(mailbox), Vault([who]), next_day) == Delivery(sent=1)


def test_the_same_input_gives_the_same_rows(outbox: Outbox, engine: Engine) -> None:
    people = [person(number) for number in range(1, 6)]
    rounds = []
    for _ in range(2):
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM passenger_messages"))
        post = Mailbox()
        post.refuse_next(2)
        outbox.enqueue(APPROVED, [request(one) for one in people], case_id="C1", now=NOON)
        outbox.deliver_due(NOON, channels(post), Vault(people), SameFacts())
        rounds.append(([row.model_dump() for row in outbox.messages()], post.arrived))

    assert rounds[0] == rounds[1]
    assert Counter(row["state"] for row in rounds[0][0]) == {"failed": 2, "sent": 3}


def test_the_table_is_that_of_the_model(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, parents: kind != "table" or name == "passenger_messages"},
        )
        found = [one for one in compare_metadata(context, SQLModel.metadata) if "passenger_messages" in repr(one)]

    assert found == []
