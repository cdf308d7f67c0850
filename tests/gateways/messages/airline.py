"""A small airline's disruption for the tests of messages: facts that fill every template, people, and a source for both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain.units import Money
from gateways.messages.compose import MessageRequest
from gateways.messages.facts import GroupPart, LocalTime, MessageFacts, NewFlight, Right
from gateways.messages.outbox import Approval
from gateways.messages.port import ChannelKind
from gateways.messages.templates import TemplateName
from twin.people.person import Contact, Person, QuietHours

NOON = datetime(2026, 6, 5, 12, 0, tzinfo=UTC)
APPROVED = Approval("C1-P2", 1, "maria", NOON - timedelta(minutes=2), NOON - timedelta(minutes=1))
NIGHT = QuietHours(start_min=22 * 60, end_min=7 * 60)


def local(hour: int, zone: str = "Europe/Madrid", minute: int = 30) -> LocalTime:
    return LocalTime(at=datetime(2026, 6, 5, hour, minute, tzinfo=UTC), zone=zone)


NEW_FLIGHTS = (
    NewFlight(flight="XB 1234", origin="MAD", destination="LIS", departs=local(12), arrives=local(13, "Europe/Lisbon")),
    NewFlight(
        flight="XB 1236",
        origin="LIS",
        destination="JFK",
        departs=local(15, "Europe/Lisbon"),
        arrives=local(23, "America/New_York"),
    ),
)
FACTS = MessageFacts(
    carrier="Exemplar Airways",
    help_phone="+34 900 123 456",
    departs_at=datetime(2026, 6, 6, 12, 30, tzinfo=UTC),
    flight="XB 1230",
    origin="MAD",
    destination="JFK",
    old_departure=local(10),
    new_departure=local(14),
    new_arrival=local(22, "America/New_York"),
    cause="weather",
    connection="LIS",
    new_flights=NEW_FLIGHTS,
    choice_link="https://trip.exemplar.example/c/9f8e7d6c5b4a3f2e",
    choose_by=local(20),
    hotel="Hotel Gran Exemplar Aeropuerto",
    hotel_address="Avenida de la Hispanidad 12, 28042 Madrid",
    nights=1,
    voucher=Money(cents=1800, currency="EUR"),
    voucher_place="all restaurants of Terminal 4",
    voucher_until=local(21),
    party=6,
    group_parts=(GroupPart(passengers=4, flights=NEW_FLIGHTS), GroupPart(passengers=2, flights=NEW_FLIGHTS[:1])),
    regimes=("eu261", "uk261", "us_part_260", "canada_appr"),
    rights=(
        Right(
            kind="compensation", citation="Regulation (EC) No 261/2004, Art. 7(1)(c)", amount=Money(cents=60000, currency="EUR")
        ),
        Right(kind="meals", citation="Regulation (EC) No 261/2004, Art. 9(1)(a)"),
    ),
    rights_link="https://trip.exemplar.example/rights",
    enforcement_bodies=("Agencia Estatal de Seguridad Aérea, Madrid",),
    next_steps=("collect_bags", "go_to_desk"),
)


def person(
    number: int = 1,
    *,
    contacts: Sequence[tuple[ChannelKind, bool]] = (("sms", True), ("email", True)),
    name: str = "Ana Ruiz",
    language: str = "en",
    timezone: str = "UTC",
    quiet: QuietHours | None = None,
) -> Person:
    address = {"sms": f"+3460000{number:04}", "whatsapp": f"+3460000{number:04}", "push": f"token-{number:04}"}
    return Person(
        person_id=f"P{number}",
        booking_id=f"B{number}",
        name=name,
        language=language,
        timezone=timezone,
        contacts=tuple(
            Contact(kind=kind, address=address.get(kind, f"p{number}@mail.example"), wanted=wanted) for kind, wanted in contacts
        ),
        quiet=quiet,
        retain_until=NOON + timedelta(days=1100),
    )


def request(who: Person, template: TemplateName = "delay") -> MessageRequest:
    return MessageRequest(
        booking_id=who.booking_id,
        person_id=who.person_id,
        template=template,
        language=who.language,
        channels=tuple(contact.kind for contact in who.contacts if contact.wanted),
    )


@dataclass
class Vault:
    """People by booking; remembers who asked and what for."""

    people: list[Person]
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def contacts_for(
        self, booking_ids: Iterable[str], *, purpose: str, actor: str, role: str
    ) -> Mapping[str, tuple[Person, ...]]:
        self.asked.append((purpose, actor, role))
        return {booking: tuple(one for one in self.people if one.booking_id == booking) for booking in booking_ids}


@dataclass
class SameFacts:
    """The same facts for every message; none at all once the plan is overtaken."""

    facts: MessageFacts | None = FACTS

    def facts_for(self, *, plan_id: str, revision: int, booking_id: str, template: TemplateName) -> MessageFacts | None:
        return self.facts
