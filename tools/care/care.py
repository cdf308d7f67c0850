"""Who waits is given what: meals by the clock, rooms in order of precedence, an allowance where no room is left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.commands import CareForPassengers
from domain.ids import AirportCode, BookingId, HotelId
from domain.network import Airport, Booking, Hotel, NetworkState
from knowledge.airline.care_policy import CarePolicy
from tools.care.local_time import meals_due, night_of, nights_waited
from tools.care.prices import price_given
from tools.care.rooms import RoomsLeft, RoomsWanted, rooms_left
from tools.care.waits import CareAnswer, CarePlan, Line, Wait

MOST_MEALS, MOST_NIGHTS = 12, 7  # of one operation
_Account = tuple[AirportCode, date]


def plan_care(state: NetworkState, waits: Sequence[Wait], policy: CarePolicy, *, now: datetime) -> CarePlan:
    """An answer for every wait, in the order given. Care that a booking has had since its wait began is not given again.

    ValueError names every fault of the waits; UnknownEntity an airport that is not there.
    """
    if faults := _faults(waits):
        raise ValueError("; ".join(faults))
    desk = _Desk(state, policy, now)
    due = [desk.due(wait) for wait in waits]
    # First everything that the law owes in meals, so that what is given beyond the law never spends its money.
    for one in due:
        desk.give_owed_meals(one)
    in_order = sorted(due, key=desk.precedence)
    for one in in_order:
        if one.wait.hotel_owed or one.wait.reduced_mobility:
            desk.give_rooms(one)
    # Beyond the law a meal for everybody comes before a room for a few.
    for one in in_order:
        desk.give_further_meals(one)
    for one in in_order:
        if not (one.wait.hotel_owed or one.wait.reduced_mobility):
            desk.give_rooms(one)
    return CarePlan(tuple(desk.answer(one) for one in due), desk.warnings())


@dataclass(slots=True)
class _Due:
    """What one wait comes to, filled as it is given."""

    wait: Wait
    account: _Account
    meals_owed: int
    meals_beyond: int
    nights: int
    rooms: int
    stays_at: HotelId | None
    stars_wanted: int
    hotel: Hotel | None = None
    meals: int = 0
    allowance_cents: int = 0
    not_given: str = ""


class _Desk:
    """Rooms, money and policy while care is given out."""

    def __init__(self, state: NetworkState, policy: CarePolicy, now: datetime) -> None:
        self.state = state
        self.policy = policy
        self.now = now
        self.left: RoomsLeft = rooms_left(state)
        self.spent: Counter[_Account] = Counter()
        self.spent_here = 0
        self._zones: dict[str, ZoneInfo] = {}
        for booking in state.bookings.values():
            for given in booking.care:
                account = (given.airport, night_of(given.at, self._zone(state.airports[given.airport])))
                self.spent[account] += price_given(state, booking.passengers, given, policy)
        self.charged: set[_Account] = set()

    def due(self, wait: Wait) -> _Due:
        """What law and policy come to together, less what was given since the wait began."""
        zone = self._zone(self.state.airport(wait.airport))
        start, end = max(wait.from_, self.now), wait.until
        meals_had, nights_had, stays_at = _had(self.state.bookings.get(wait.booking_id), wait)
        over = end <= start
        owed = wait.meals_owed or 0
        by_policy = meals_due(wait.from_, end, zone, self.policy) if self.policy.meals_beyond_law else 0
        nights = nights_waited(wait.from_, end, zone, self.policy)
        ahead = nights if start == wait.from_ else nights_waited(start, end, zone, self.policy)
        if not (wait.hotel_owed or self.policy.hotel_beyond_law):
            nights = 0
        elif wait.hotel_owed:
            nights = max(1, nights)  # the law says that there is a night to stay; the policy's own hours do not take it away
        nights_ahead = min(nights - nights_had, max(int(wait.hotel_owed), ahead))
        account = (wait.airport, night_of(start, zone))
        self.charged.add(account)
        return _Due(
            wait=wait,
            account=account,
            meals_owed=0 if over else max(0, owed - meals_had),
            meals_beyond=0 if over else max(0, by_policy - max(owed, meals_had)),
            nights=0 if over else max(0, min(MOST_NIGHTS, nights_ahead)),
            rooms=self.policy.rooms_for(wait.passengers, wait.party),
            stays_at=stays_at,
            stars_wanted=self.policy.least_stars[wait.tier],
        )

    def precedence(self, due: _Due) -> tuple[bool, bool, int, int, int, str, datetime]:
        """Needs, then rights, then tier, then most people per room: where rooms run short that houses most people."""
        wait = due.wait
        return (
            not wait.reduced_mobility,
            not wait.hotel_owed,
            self.policy.tiers_in_order.index(wait.tier),
            -(wait.passengers * 1000 // due.rooms),
            -due.rooms,
            wait.booking_id,
            wait.from_,
        )

    def give_owed_meals(self, due: _Due) -> None:
        due.meals += due.meals_owed
        self._charge(due, due.wait.passengers * due.meals_owed * self.policy.meal_cents)

    def give_further_meals(self, due: _Due) -> None:
        cost = due.wait.passengers * due.meals_beyond * self.policy.meal_cents
        if cost and self._has(due, cost):
            due.meals += due.meals_beyond
            self._charge(due, cost)
        elif cost:
            due.not_given = _both(due.not_given, f"{due.meals_beyond} meals beyond the law: the budget is spent")

    def give_rooms(self, due: _Due) -> None:
        wait = due.wait
        if not due.nights or wait.unaccompanied_minor:
            return
        wanted = RoomsWanted(due.rooms, due.nights, wait.passengers, due.stars_wanted, wait.reduced_mobility, due.stays_at)
        hotel = self.left.best(wait.airport, wanted)
        cost = wanted.price_cents(hotel) if hotel else self._allowance_cents(due)
        if not wait.hotel_owed and not self._has(due, cost):
            due.not_given = _both(
                due.not_given, f"a room for {_count(due.nights, 'night')}, not owed by law: the budget is spent"
            )
            return
        self._charge(due, cost)
        if hotel is not None:
            due.hotel = hotel
            self.left.take(hotel, wanted)
        else:
            due.allowance_cents = cost
            due.not_given = _both(due.not_given, self._no_room(due))

    def answer(self, due: _Due) -> CareAnswer:
        wait, hotel = due.wait, due.hotel
        lines: dict[Line, int] = {"meals": wait.passengers * due.meals * self.policy.meal_cents}
        if hotel is not None:
            lines["hotel"] = due.rooms * due.nights * hotel.rate_cents
            lines["transfer"] = wait.passengers * hotel.transfer_cents
        if due.allowance_cents:
            lines["cash_allowance"] = due.allowance_cents
        minor_overnight = wait.unaccompanied_minor and due.nights > 0
        return CareAnswer(
            wait=wait,
            operations=_operations(due),
            lines={line: cents for line, cents in lines.items() if cents},
            reason=self._reason(due, minor_overnight),
            citation=wait.citation,
            not_given=due.not_given,
            stays_with_staff=minor_overnight,
        )

    def warnings(self) -> tuple[str, ...]:
        """Accounts over their budget, by airport and night, and the case."""
        over = [
            f"care at {airport} in the night of {night.isoformat()} comes to {_amount(self.spent[airport, night])}, "
            f"{_amount(self.spent[airport, night] - self.policy.budget_cents(airport))} over its budget"
            for airport, night in sorted(self.charged)
            if self.spent[airport, night] > self.policy.budget_cents(airport)
        ]
        if self.spent_here > self.policy.case_cents:
            excess = _amount(self.spent_here - self.policy.case_cents)
            over.append(f"care in this case comes to {_amount(self.spent_here)}, {excess} over its budget")
        return tuple(over)

    def _zone(self, airport: Airport) -> ZoneInfo:
        zone = self._zones.get(airport.code)
        if zone is None:
            zone = self._zones[airport.code] = ZoneInfo(airport.timezone)
        return zone

    def _has(self, due: _Due, cents: int) -> bool:
        account = self.spent[due.account] + cents <= self.policy.budget_cents(due.wait.airport)
        return account and self.spent_here + cents <= self.policy.case_cents

    def _charge(self, due: _Due, cents: int) -> None:
        self.spent[due.account] += cents
        self.spent_here += cents

    def _allowance_cents(self, due: _Due) -> int:
        return due.rooms * (due.nights * self.policy.allowance_room_cents + self.policy.allowance_transfer_cents)

    def _no_room(self, due: _Due) -> str:
        wait = due.wait
        kind = "step-free room" if wait.reduced_mobility else "room"
        hotels = self.left.hotels(wait.airport)
        most = max((self.left.rooms(one.hotel_id, step_free=wait.reduced_mobility) for one in hotels), default=0)
        lack = f"no {kind} is left" if not most else f"no hotel has {_count(due.rooms, kind)} left, at most {most}"
        how = "staff find one" if wait.reduced_mobility else "the passengers find rooms themselves"
        return f"{lack} at {wait.airport}: {how} and up to {_amount(due.allowance_cents)} is paid back"

    def _reason(self, due: _Due, minor_overnight: bool) -> str:
        wait, parts = due.wait, []
        if wait.until <= self.now:
            parts.append("the wait is over")
        if due.meals:
            parts.append(f"{_count(due.meals, 'meal')} each")
        if due.hotel is not None:
            where = f"{_count(due.rooms, 'room')} at {due.hotel.hotel_id} ({due.hotel.stars} stars)"
            few = "" if due.hotel.stars >= due.stars_wanted else f", {due.stars_wanted} wanted"
            parts.append(
                f"{where}{few} for {_count(due.nights, 'night')}, {'owed by law' if wait.hotel_owed else 'by our policy'}"
            )
        if minor_overnight:
            parts.append("an unaccompanied minor is not sent to a hotel and stays with our staff")
        return _both(wait.reason, ", ".join(parts) or "nothing more is due")


def _operations(due: _Due) -> tuple[CareForPassengers, ...]:
    """One operation with the rooms or the allowance, and more where there are more meals than one may give."""
    wait = due.wait
    operations = []
    meals = due.meals
    if due.hotel is not None:
        operations.append(
            CareForPassengers(
                booking_id=wait.booking_id,
                airport=wait.airport,
                meals=min(MOST_MEALS, meals),
                hotel=due.hotel.hotel_id,
                rooms=due.rooms,
                nights=due.nights,
            )
        )
        meals -= min(MOST_MEALS, meals)
    if due.allowance_cents:
        portion = min(MOST_MEALS, meals)
        operations.append(
            CareForPassengers(
                booking_id=wait.booking_id, airport=wait.airport, meals=portion, allowance_cents=due.allowance_cents
            )
        )
        meals -= portion
    while meals:
        portion = min(MOST_MEALS, meals)
        operations.append(CareForPassengers(booking_id=wait.booking_id, airport=wait.airport, meals=portion))
        meals -= portion
    return tuple(operations)


def _had(booking: Booking | None, wait: Wait) -> tuple[int, int, HotelId | None]:
    """Meals and nights given since the wait began, and the hotel of the last night."""
    given = [one for one in booking.care if one.airport == wait.airport and one.at >= wait.from_] if booking else []
    hotels = [one.hotel for one in given if one.hotel is not None]
    return sum(one.meals for one in given), sum(one.nights for one in given), hotels[-1] if hotels else None


def _faults(waits: Sequence[Wait]) -> list[str]:
    faults = []
    latest: dict[BookingId, Wait] = {}
    for wait in sorted(waits, key=lambda one: (one.booking_id, one.from_)):
        if wait.passengers < 1:
            faults.append(f"booking {wait.booking_id!r} has {wait.passengers} passengers")
        if wait.until < wait.from_:
            faults.append(f"the wait of booking {wait.booking_id!r} ends before it begins")
        before = latest.get(wait.booking_id)
        if before is not None and wait.from_ < before.until:
            faults.append(f"booking {wait.booking_id!r} waits twice at once; give one wait")
        latest[wait.booking_id] = wait
    return faults


def _both(first: str, then: str) -> str:
    return "; ".join(filter(None, (first, then)))


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _amount(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02d}"
