"""Books the care of an executed plan: each line exactly once, elsewhere when a hotel is sold out, no budget passed unseen."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from domain.commands import CareForPassengers
from domain.ids import BookingId, HotelId
from domain.network import Booking, NetworkState
from domain.units import Frozen, Money
from gateways.care_vendors.budget import BudgetLedger, OverBudget
from gateways.care_vendors.port import (
    Ask,
    BadAnswer,
    CareVendor,
    Kind,
    MealsAsk,
    NotAllowed,
    Quote,
    Reservation,
    RoomsAsk,
    SoldOut,
    TransportAsk,
    Unavailable,
    VendorError,
)
from gateways.care_vendors.vouchers import VoucherStore

VOUCHER_LASTS = timedelta(hours=36)
Outcome = Literal["booked", "sold_out", "over_budget", "refused", "no_answer"]


class BookedLine(Frozen):
    """One thing asked of the vendor. `instead_of`: the hotel that was planned, where another was booked.

    `no_answer`: it may or may not be booked; execute the same plan again and it is booked once.
    """

    kind: Kind
    key: str
    outcome: Outcome
    cents: int = 0
    over_budget_cents: int = 0
    confirmation: str = ""
    hotel_id: HotelId | None = None
    instead_of: HotelId | None = None
    reason: str = ""


class BookedCare(Frozen):
    """What became of the care of one booking; `vouchers` are codes for meals, one a passenger."""

    booking_id: BookingId
    lines: tuple[BookedLine, ...]
    vouchers: tuple[str, ...] = ()

    @property
    def cost_cents(self) -> int:
        """What the lines that are booked cost."""
        return sum(line.cents for line in self.lines)

    @property
    def complete(self) -> bool:
        """Whether everything asked for is booked."""
        return all(line.outcome == "booked" for line in self.lines)


@dataclass(frozen=True, slots=True)
class CareOffice:
    """Whom care is bought from, and the books it is written in. `budget_cents`: per airport, for one night."""

    vendor: CareVendor
    ledger: BudgetLedger
    vouchers: VoucherStore
    budget_cents: Callable[[str], int]


def book_care(
    operations: Iterable[CareForPassengers],
    office: CareOffice,
    *,
    state: NetworkState,
    plan_id: str,
    revision: int,
    now: datetime,
    owed: Collection[BookingId] = (),
) -> tuple[BookedCare, ...]:
    """Book what was executed on `state` and report per booking, in order of their first operation.

    Run again with the same plan and revision it books nothing twice. The care of bookings that are `owed` it by law is
    bought beyond the budget, and reported so; other care that passes the budget is not bought.
    """
    desk = _Desk(office, state, now, frozenset(owed))
    by_booking: dict[BookingId, list[CareForPassengers]] = {}
    for operation in operations:
        by_booking.setdefault(operation.booking_id, []).append(operation)
    report = []
    for booking_id, its in by_booking.items():
        lines: list[BookedLine] = []
        codes: list[str] = []
        for number, operation in enumerate(its, start=1):
            key = f"{plan_id}:{revision}:{booking_id}" + (f":{number}" if number > 1 else "")
            booked, issued = desk.book(key, operation)
            lines += booked
            codes += issued
        report.append(BookedCare(booking_id=booking_id, lines=tuple(lines), vouchers=tuple(codes)))
    return tuple(report)


class _Desk:
    """Books one operation after the other."""

    def __init__(self, office: CareOffice, state: NetworkState, now: datetime, owed: frozenset[BookingId]) -> None:
        self.office = office
        self.state = state
        self.now = now
        self.owed = owed

    def book(self, key: str, operation: CareForPassengers) -> tuple[list[BookedLine], list[str]]:
        """The lines of one operation, and the codes of its vouchers."""
        booking = self.state.bookings[operation.booking_id]
        lines, codes = [], []
        if operation.hotel is not None:
            rooms = self._rooms(f"{key}:rooms", operation, booking)
            lines.append(rooms)
            if rooms.outcome == "booked" and rooms.hotel_id is not None:
                ask = TransportAsk(airport=operation.airport, people=booking.passengers, hotel_id=rooms.hotel_id)
                lines.append(self._line(f"{key}:transport", booking, ask))
        if operation.meals:
            meals = MealsAsk(airport=operation.airport, people=booking.passengers, meals=operation.meals)
            line = self._line(f"{key}:meals", booking, meals)
            lines.append(line)
            codes = self._vouchers(line, booking) if line.outcome == "booked" else []
        return lines, codes

    def _rooms(self, key: str, operation: CareForPassengers, booking: Booking) -> BookedLine:
        """The hotel that was planned, else the cheapest other one with as many stars."""
        assert operation.hotel is not None
        ask = RoomsAsk(
            airport=operation.airport,
            rooms=operation.rooms,
            nights=operation.nights,
            people=booking.passengers,
            step_free=booking.reduced_mobility,
            hotel_id=operation.hotel,
        )
        planned = self._line(key, booking, ask)
        if planned.outcome != "sold_out":
            return self._compared(planned, operation.hotel)
        stars = self.state.hotels[operation.hotel].stars
        elsewhere = self._line(key, booking, ask.model_copy(update={"hotel_id": None, "least_stars": stars}))
        return self._compared(elsewhere, operation.hotel)

    def _compared(self, line: BookedLine, planned: HotelId) -> BookedLine:
        if line.hotel_id in (None, planned):
            return line
        return line.model_copy(update={"instead_of": planned, "reason": f"{planned!r} is sold out"})

    def _line(self, key: str, booking: Booking, ask: Ask) -> BookedLine:
        """Book the cheapest quote that is still there; a line says what became of it, and nothing is raised."""
        try:
            found = self.office.vendor.find(key)
            if found is not None and found.status == "confirmed":
                return self._booked(key, booking, found)
            for quote in self.office.vendor.quote(ask):
                self._spend(key, booking, ask, quote.price.cents)
                try:
                    return self._booked(key, booking, self._ask_to_book(key, quote, booking))
                except SoldOut:
                    self._spend(key, booking, ask, 0)
            return BookedLine(kind=ask.kind, key=key, outcome="sold_out", reason="nothing is left")
        except OverBudget as over:
            return BookedLine(kind=ask.kind, key=key, outcome="over_budget", reason=str(over))
        except (Unavailable, BadAnswer) as error:
            # It may be booked: what was written down stays until the plan is executed again and finds out.
            return BookedLine(kind=ask.kind, key=key, outcome="no_answer", reason=str(error))
        except NotAllowed as error:
            self._spend(key, booking, ask, 0)
            return BookedLine(kind=ask.kind, key=key, outcome="refused", reason=str(error))

    def _ask_to_book(self, key: str, quote: Quote, booking: Booking) -> Reservation:
        try:
            return self.office.vendor.book(key, quote.quote_id, booking.booking_id)
        except (BadAnswer, NotAllowed, Unavailable) as error:
            # A lost answer, or a key that an earlier attempt has used: what is booked under the key decides.
            found = self.office.vendor.find(key) if _may_be_done(error) else None
            if found is None or found.status != "confirmed":
                raise
            return found

    def _booked(self, key: str, booking: Booking, reservation: Reservation) -> BookedLine:
        cents = reservation.price.cents
        # Bought is bought: from here on the books follow, whatever the budget says.
        over = self._write_down(key, booking, reservation.ask, cents, must=True)
        return BookedLine(
            kind=reservation.ask.kind,
            key=key,
            outcome="booked",
            cents=cents,
            over_budget_cents=min(cents, over),
            confirmation=reservation.confirmation,
            hotel_id=reservation.hotel_id,
        )

    def _spend(self, key: str, booking: Booking, ask: Ask, cents: int) -> None:
        self._write_down(key, booking, ask, cents, must=booking.booking_id in self.owed)

    def _write_down(self, key: str, booking: Booking, ask: Ask, cents: int, *, must: bool) -> int:
        airport = self.state.airport(ask.airport)
        night = (self.now.astimezone(ZoneInfo(airport.timezone)) - timedelta(hours=12)).date()
        limit = self.office.budget_cents(airport.code)
        return self.office.ledger.spend(key, airport.code, night, cents, limit_cents=limit, owed=must, at=self.now)

    def _vouchers(self, line: BookedLine, booking: Booking) -> list[str]:
        people = booking.passengers
        shares = [line.cents // people + (number < line.cents % people) for number in range(people)]
        amounts = tuple(Money(cents=share, currency=self.state.currency) for share in shares if share)
        issued = self.office.vouchers.issue(
            line.key, booking.booking_id, amounts, at=self.now, expires_at=self.now + VOUCHER_LASTS, by=line.confirmation
        )
        return [voucher.code for voucher in issued]


def _may_be_done(error: VendorError) -> bool:
    return not isinstance(error, Unavailable) or error.maybe_done
