"""What we ask of a way to reach a passenger, and of whoever knows the passengers: types, errors and two protocols."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

ChannelKind = Literal["email", "sms", "whatsapp", "push"]
CHANNEL_KINDS: tuple[ChannelKind, ...] = get_args(ChannelKind)
ReceiptState = Literal["sent", "delivered", "failed"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it leaves. `reference` is the same at every attempt, for a provider that drops what it has seen."""

    kind: ChannelKind
    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    language: str
    reference: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider has taken the message under this id. Only the provider's later word makes it `delivered`."""

    provider_id: str
    state: ReceiptState = "sent"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. `confirms_delivery`: word of delivery comes back through `Outbox.on_receipt`."""

    kind: ChannelKind
    configured: bool
    has_subject: bool
    short_text: bool
    """Whether it takes the template's short form."""
    confirms_delivery: bool


def capabilities_of(kind: ChannelKind, *, configured: bool, confirms_delivery: bool) -> Capabilities:
    """What every channel of a kind can show: subjects on e-mail and push, the short form on SMS and push."""
    return Capabilities(
        kind=kind,
        configured=configured,
        has_subject=kind in ("email", "push"),
        short_text=kind in ("sms", "push"),
        confirms_delivery=confirms_delivery,
    )


class NotSent(Exception):
    """The message did not leave. `permanent`: asking this channel again will not help. The reason never holds the address."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        self.reason = reason
        self.permanent = permanent
        super().__init__(reason)


class MessageChannel(Protocol):
    """One way to reach a passenger."""

    @property
    def kind(self) -> ChannelKind:
        """Which of the four it is."""
        ...

    def capabilities(self) -> Capabilities:
        """What it can do, and whether it is configured at all."""
        ...

    def send(self, message: Message) -> Receipt:
        """Hand the message to the provider; NotSent when it was not taken."""
        ...


class Contact(Protocol):
    """An address of a person, and whether the person wants messages there."""

    @property
    def kind(self) -> str:
        """A channel kind."""
        ...

    @property
    def address(self) -> str:
        """A mail address, a telephone number with country code (E.164), or a device token."""
        ...

    @property
    def wanted(self) -> bool:
        """False when the person asked not to be written to there."""
        ...


class QuietHours(Protocol):
    """When not to disturb: local minutes after midnight, [start, end); may cross midnight."""

    @property
    def start_min(self) -> int:
        """The first quiet minute."""
        ...

    @property
    def end_min(self) -> int:
        """The first minute that is not quiet any more."""
        ...


class Person(Protocol):
    """A passenger as a message needs one."""

    @property
    def person_id(self) -> str:
        """A pseudonymous id."""
        ...

    @property
    def booking_id(self) -> str:
        """The booking the person travels on."""
        ...

    @property
    def name(self) -> str:
        """As the passenger wrote it: never trusted."""
        ...

    @property
    def language(self) -> str:
        """A language tag such as `es` or `pt-BR`."""
        ...

    @property
    def timezone(self) -> str:
        """An IANA zone."""
        ...

    @property
    def contacts(self) -> Sequence[Contact]:
        """In the order the person prefers."""
        ...

    @property
    def quiet(self) -> QuietHours | None:
        """When not to be disturbed, by the clock of `timezone`."""
        ...


class Contacts(Protocol):
    """Who knows the passengers, and keeps note of who asked and why."""

    def contacts_for(self, booking_ids: Iterable[str], *, purpose: str, actor: str, role: str) -> Mapping[str, Sequence[Person]]:
        """The people to reach, by booking; bookings of which nobody is known are left out."""
        ...
