"""What every vendor must do. A module that tests one gives a `stage` and subclasses the contract."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from gateways.care_vendors.port import BadAnswer, CareVendor, MealsAsk, NotAllowed, RoomsAsk, SoldOut, TransportAsk, Unavailable
from tests.gateways.care_vendors.city import B1, B2, rooms


@dataclass(frozen=True)
class Stage:
    """A vendor of the city, not yet sold anything; and the strings of a puppeteer."""

    vendor: CareVendor
    bookings_made: Callable[[], int]  # how many reservations the vendor has ever taken
    be_busy: Callable[[int], None]  # refuse so many requests
    talk_rubbish: Callable[[], None]
    lose_an_answer: Callable[[], None]  # carry out the next write and never answer it
    sell_out_meanwhile: Callable[[], None]  # rooms vanish between quote and booking
    be_well: Callable[[], None]


class CareVendorContract:
    """The tests; `stage` is a fixture of the module or class that subclasses this one."""

    def test_rooms_are_quoted_cheapest_first_with_what_is_left(self, stage: Stage) -> None:
        quotes = stage.vendor.quote(rooms(3))
        assert [(one.hotel_id, one.price.cents, one.rooms_left) for one in quotes] == [
            ("H4", 18_000, 9),
            ("H1", 30_000, 4),
            ("H2", 36_000, 4),
        ]

    def test_a_quote_keeps_to_the_hotel_the_stars_and_the_steps_asked_for(self, stage: Stage) -> None:
        def quoted(ask: RoomsAsk) -> list[str | None]:
            return [one.hotel_id for one in stage.vendor.quote(ask)]

        assert quoted(rooms(hotel_id="H2")) == ["H2"]
        assert quoted(rooms(least_stars=4)) == ["H3"]
        assert quoted(rooms(step_free=True)) == ["H4", "H1", "H3"]
        assert quoted(rooms(step_free=True, hotel_id="H2")) == []
        assert quoted(rooms(10)) == []

    def test_meals_and_the_way_there_have_a_price_for_everybody(self, stage: Stage) -> None:
        (meals,) = stage.vendor.quote(MealsAsk(airport="AAA", people=5, meals=2))
        (ride,) = stage.vendor.quote(TransportAsk(airport="AAA", people=5, hotel_id="H1"))
        assert (meals.price.cents, ride.price.cents) == (15_000, 2_500)

    def test_what_is_booked_can_be_read_and_found_and_is_no_longer_offered(self, stage: Stage) -> None:
        (quote,) = stage.vendor.quote(rooms(3, hotel_id="H1"))
        booked = stage.vendor.book("plan-1:1:B1", quote.quote_id, B1)

        assert (booked.hotel_id, booked.price, booked.booking_id, booked.status) == ("H1", quote.price, "B1", "confirmed")
        assert stage.vendor.read(booked.confirmation) == booked
        assert stage.vendor.find("plan-1:1:B1") == booked
        assert stage.vendor.find("plan-1:1:B2") is None
        assert stage.vendor.quote(rooms(2, hotel_id="H1")) == ()

    def test_the_same_key_books_once(self, stage: Stage) -> None:
        (quote,) = stage.vendor.quote(rooms(2, hotel_id="H1"))
        first = stage.vendor.book("plan-1:1:B1", quote.quote_id, B1)
        assert stage.vendor.book("plan-1:1:B1", quote.quote_id, B1) == first
        (other,) = stage.vendor.quote(rooms(2, hotel_id="H1"))
        with pytest.raises(NotAllowed, match="plan-1:1:B1"):
            stage.vendor.book("plan-1:1:B1", other.quote_id, B1)
        assert stage.bookings_made() == 1

    def test_of_two_that_were_quoted_the_last_rooms_one_is_told_that_they_are_gone(self, stage: Stage) -> None:
        first, second = (stage.vendor.quote(rooms(3, hotel_id="H1"))[0] for _ in range(2))
        stage.vendor.book("plan-1:1:B1", first.quote_id, B1)
        with pytest.raises(SoldOut):
            stage.vendor.book("plan-1:1:B2", second.quote_id, B2)
        assert stage.vendor.find("plan-1:1:B2") is None

    def test_rooms_can_vanish_between_quote_and_booking(self, stage: Stage) -> None:
        (quote,) = stage.vendor.quote(rooms(1, hotel_id="H1"))
        stage.sell_out_meanwhile()
        with pytest.raises(SoldOut):
            stage.vendor.book("plan-1:1:B1", quote.quote_id, B1)
        assert stage.vendor.quote(rooms(1, hotel_id="H1")) == ()

    def test_what_is_given_up_can_be_had_by_others_and_is_given_up_once(self, stage: Stage) -> None:
        (quote,) = stage.vendor.quote(rooms(4, hotel_id="H1"))
        booked = stage.vendor.book("plan-1:1:B1", quote.quote_id, B1)
        given_up = stage.vendor.cancel("cancel-1", booked.confirmation)
        assert given_up.status == "cancelled"
        assert stage.vendor.cancel("cancel-1", booked.confirmation) == given_up
        assert stage.vendor.cancel("cancel-2", booked.confirmation) == given_up
        assert stage.vendor.quote(rooms(4, hotel_id="H1"))[0].rooms_left == 4

    def test_what_is_not_there_is_not_allowed(self, stage: Stage) -> None:
        with pytest.raises(NotAllowed):
            stage.vendor.read("C999999")
        with pytest.raises(NotAllowed):
            stage.vendor.cancel("cancel-1", "C999999")
        with pytest.raises(NotAllowed):
            stage.vendor.book("plan-1:1:B1", "Q999999", B1)
        with pytest.raises(NotAllowed):
            stage.vendor.quote(TransportAsk(airport="AAA", people=1, hotel_id="H9"))

    def test_a_vendor_that_is_busy_for_a_moment_is_asked_again(self, stage: Stage) -> None:
        stage.be_busy(2)
        assert len(stage.vendor.quote(rooms())) == 4

    def test_a_vendor_that_stays_busy_is_unavailable_and_nothing_is_done(self, stage: Stage) -> None:
        (quote,) = stage.vendor.quote(rooms(hotel_id="H1"))
        stage.be_busy(10_000)
        with pytest.raises(Unavailable) as error:
            stage.vendor.book("plan-1:1:B1", quote.quote_id, B1)
        assert not error.value.maybe_done
        assert stage.bookings_made() == 0

    def test_an_answer_that_is_lost_is_asked_for_again_and_booked_once(self, stage: Stage) -> None:
        (quote,) = stage.vendor.quote(rooms(hotel_id="H1"))
        stage.lose_an_answer()
        booked = stage.vendor.book("plan-1:1:B1", quote.quote_id, B1)
        assert stage.vendor.find("plan-1:1:B1") == booked
        assert stage.bookings_made() == 1

    def test_rubbish_is_a_bad_answer(self, stage: Stage) -> None:
        stage.talk_rubbish()
        with pytest.raises(BadAnswer):
            stage.vendor.quote(rooms())
        stage.be_well()
        assert stage.vendor.quote(rooms())
