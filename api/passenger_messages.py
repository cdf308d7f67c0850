"""Who a message goes to and what it may say: the outbox asks here, by the booking of the plan, when it sends."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.ids import BookingId
from domain.network import NetworkState
from gateways.messages.compose import PassengerChange, templates_for
from gateways.messages.facts import MessageFacts
from gateways.messages.templates import TemplateName
from twin.people.person import Person
from twin.people.store import PeopleStore


@dataclass(frozen=True, slots=True)
class PartsKnown:
    """The people store, asked by the booking that was sold: a part that was split off travels under a name of its own."""

    people: PeopleStore
    state: NetworkState

    def contacts_for(self, booking_ids: Iterable[str], *, purpose: str, actor: str, role: str) -> Mapping[str, Sequence[Person]]:
        """The people to reach, by the booking that was asked for."""
        whole = {name: self._whole(name) for name in booking_ids}
        found = self.people.contacts_for(whole.values(), purpose=purpose, actor=actor, role=role)
        return {
            name: tuple(one.model_copy(update={"booking_id": name}) for one in found[sold])
            for name, sold in whole.items()
            if sold in found
        }

    def _whole(self, name: str) -> str:
        booking = self.state.bookings.get(BookingId(name))
        return str(booking.part_of) if booking is not None and booking.part_of is not None else name


@dataclass(slots=True)
class FactsOfServices:
    """The facts of every message that may be due; `changes_of` gives a revision's changes, and is asked once for each."""

    changes_of: Callable[[str, int], Sequence[PassengerChange]]
    _known: dict[tuple[str, int], dict[tuple[str, TemplateName], MessageFacts]] = field(default_factory=dict)

    def facts_for(self, *, plan_id: str, revision: int, booking_id: str, template: TemplateName) -> MessageFacts | None:
        """The facts of one message; None when it need not be sent any more."""
        known = self._known.get((plan_id, revision))
        if known is None:
            known = self._known[plan_id, revision] = {
                (change.booking_id, name): change.facts
                for change in reversed(self.changes_of(plan_id, revision))
                for name in templates_for(change)
            }
        return known.get((booking_id, template))
