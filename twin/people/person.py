"""A passenger as a person: how to reach them, in which language, and when not to."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from domain.units import Frozen, UtcDatetime

ChannelKind = Literal["email", "sms", "whatsapp", "push"]
Minute = Annotated[int, Field(ge=0, lt=24 * 60)]


class Contact(Frozen):
    """An address of a person on one channel; `wanted` is false where the person asked not to be written to there."""

    kind: ChannelKind
    address: str
    wanted: bool = True


class QuietHours(Frozen):
    """When the person is not to be disturbed: local minutes after midnight, [start, end); may cross midnight."""

    start_min: Minute
    end_min: Minute

    def contains(self, local: datetime) -> bool:
        """Whether a local time of day is inside."""
        now = local.hour * 60 + local.minute
        if self.start_min <= self.end_min:
            return self.start_min <= now < self.end_min
        return now >= self.start_min or now < self.end_min


class Person(Frozen):
    """A passenger with contacts. `timezone` is the home's IANA name; `assumed` names what about the person is made up."""

    person_id: str
    booking_id: str
    name: str
    language: str
    timezone: str
    contacts: tuple[Contact, ...]
    quiet: QuietHours | None
    retain_until: UtcDatetime
    assumed: tuple[str, ...] = ()
