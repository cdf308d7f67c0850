"""From what a plan changes for passengers to the messages they get, and a look at them before anybody approves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domain.faults import Fault, Refused
from domain.units import Frozen
from gateways.messages.facts import MessageFacts
from gateways.messages.port import CHANNEL_KINDS, ChannelKind, Person
from gateways.messages.templates import TemplateName, catalogue, language_for, missing_facts, render, sms_segments

SAMPLE_NAME = "Alex Example"
"""Whose message a preview shows; nobody's."""

ChangeKind = Literal["rebooked", "refunded", "cared_for", "delayed", "choice_offered"]


class PassengerChange(Frozen):
    """What a plan does for the passengers of one booking. `because` says why they are on other flights."""

    booking_id: str
    kind: ChangeKind
    because: Literal["cancelled", "missed_connection", "other"] = "other"
    facts: MessageFacts


class MessageRequest(Frozen):
    """One message to one person. `channels` in the order to try them; without any the person must be told by other means."""

    booking_id: str
    person_id: str
    template: TemplateName
    language: str
    channels: tuple[ChannelKind, ...]


class PreviewLine(Frozen):
    """Messages of one template in one language: how many, where they go first, and one of them to read."""

    template: TemplateName
    language: str
    count: int
    channels: dict[str, int]
    subject: str
    text: str
    short: str
    sms_segments: int


class Preview(Frozen):
    """What would be sent if the plan were approved. `bookings_without_person`: nobody is known to write to."""

    messages: int
    lines: tuple[PreviewLine, ...]
    without_channel: int
    bookings_without_person: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactsOfPlan:
    """The facts of one revision's messages, for the outbox to ask when it sends."""

    plan_id: str
    revision: int
    changes: tuple[PassengerChange, ...]

    def facts_for(self, *, plan_id: str, revision: int, booking_id: str, template: TemplateName) -> MessageFacts | None:
        """The facts for one message; None when this revision has nothing to say to the booking (any more)."""
        if (plan_id, revision) != (self.plan_id, self.revision):
            return None
        for change in self.changes:
            if change.booking_id == booking_id and template in templates_for(change):
                return change.facts
        return None


def templates_for(change: PassengerChange) -> tuple[TemplateName, ...]:
    """Which messages a change calls for; a notice of rights besides, where a regime asks for one."""
    facts = change.facts
    chosen: list[TemplateName] = []
    if change.kind == "delayed":
        chosen.append("delay")
    elif change.kind == "rebooked":
        rebooked: dict[str, TemplateName] = {
            "cancelled": "cancellation_rebooked",
            "missed_connection": "missed_connection_rebooked",
            "other": "rebooked_confirmation",
        }
        chosen.append(rebooked[change.because])
    elif change.kind == "choice_offered" and facts.group_parts:
        chosen.append("group_split_offer")
    elif change.kind in ("choice_offered", "refunded"):
        # A refund is never the only thing offered: re-routing is the passenger's choice too (261/2004, Art. 8(1)).
        chosen.append("cancellation_refund_or_reroute")
    else:
        chosen += ["care_hotel"] if facts.hotel else []
        chosen += ["care_meals"] if facts.voucher else []
    if facts.regimes:
        chosen.append("rights_notice")
    return tuple(chosen)


def messages_for(changes: Sequence[PassengerChange], persons: Sequence[Person]) -> tuple[MessageRequest, ...]:
    """Every message that these changes call for, one for each person and template; Refused names every fact that is wanting."""
    _refuse_gaps(changes)
    found: dict[tuple[str, str, TemplateName], MessageRequest] = {}
    for change in changes:
        for person in sorted(persons, key=lambda one: one.person_id):
            if person.booking_id != change.booking_id:
                continue
            for template in templates_for(change):
                request = MessageRequest(
                    booking_id=change.booking_id,
                    person_id=person.person_id,
                    template=template,
                    language=language_for(person.language),
                    channels=channels_for(person, template),
                )
                found.setdefault((change.booking_id, person.person_id, template), request)
    return tuple(found.values())


def channels_for(person: Person, template: TemplateName) -> tuple[ChannelKind, ...]:
    """Where the person wants to be written to, in the order given; a legal notice first where it can be kept."""
    wanted = [one.kind for one in person.contacts if one.wanted and one.kind in CHANNEL_KINDS]
    kinds = tuple(dict.fromkeys(wanted))
    rules = catalogue()
    return tuple(sorted(kinds, key=rules.sending.legal_order.index)) if rules.templates[template].legal else kinds


def preview(changes: Sequence[PassengerChange], persons: Sequence[Person]) -> Preview:
    """What would be sent, by template and language, with one sample each that names nobody."""
    requests = messages_for(changes, persons)
    known = {person.booking_id for person in persons}
    grouped: dict[tuple[TemplateName, str], list[MessageRequest]] = {}
    for request in requests:
        grouped.setdefault((request.template, request.language), []).append(request)
    lines = []
    for (template, language), alike in sorted(grouped.items()):
        facts = next(
            change.facts for change in changes if change.booking_id == alike[0].booking_id and template in templates_for(change)
        )
        sample = render(template, language, facts, name=SAMPLE_NAME)
        first = Counter(request.channels[0] for request in alike if request.channels)
        lines.append(
            PreviewLine(
                template=template,
                language=language,
                count=len(alike),
                channels=dict(sorted(first.items())),
                subject=sample.subject,
                text=sample.text,
                short=sample.short,
                sms_segments=sms_segments(sample.short),
            )
        )
    return Preview(
        messages=len(requests),
        lines=tuple(lines),
        without_channel=sum(not request.channels for request in requests),
        bookings_without_person=tuple(dict.fromkeys(one.booking_id for one in changes if one.booking_id not in known)),
    )


def _refuse_gaps(changes: Sequence[PassengerChange]) -> None:
    faults = []
    for change in changes:
        templates = templates_for(change)
        if not templates:
            faults.append(Fault(f"changes[{change.booking_id}]", "Care without hotel or voucher: give the facts of one of them."))
        for template in templates:
            missing = missing_facts(template, change.facts)
            if missing:
                faults.append(Fault(f"changes[{change.booking_id}]", f"Template {template!r} needs {', '.join(missing)}."))
    if faults:
        raise Refused(faults)
