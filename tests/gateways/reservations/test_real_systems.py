"""The adapters of real systems against stand-ins written from their documents: shapes, not recordings."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from domain.units import Money
from gateways.reservations.amadeus import AmadeusReservations
from gateways.reservations.duffel import DuffelReservations
from gateways.reservations.keys import KeysInMemory
from gateways.reservations.port import BadAnswer, Cancel, Change, NoSeats, NotAllowed, Search, Segment, Unavailable
from gateways.reservations.sabre import SabreReservations
from gateways.reservations.wire import Wire
from tests.gateways.reservations.contract import ReservationContract, Stage
from tests.gateways.reservations.papers import NAMES, AmadeusOnPaper, DuffelOnPaper, OnPaper, SabreOnPaper

TO_NEW_YORK = Search(
    origin="LHR",
    destination="JFK",
    departs_from=datetime(2026, 1, 10, 10, tzinfo=UTC),
    departs_until=datetime(2026, 1, 10, 20, tzinfo=UTC),
    passengers=2,
)
BA177 = Segment(
    carrier="BA",
    number="177",
    origin="LHR",
    destination="JFK",
    departs_at=datetime(2026, 1, 10, 13, 5, tzinfo=UTC),
    arrives_at=datetime(2026, 1, 10, 21, 0, tzinfo=UTC),
    cabin="economy",
)


def wire(paper: OnPaper) -> Wire:
    return Wire(paper.host, f"https://{paper.host}", deadline_s=0.2)


def staged(paper: OnPaper, system: DuffelReservations | AmadeusReservations | SabreReservations, locator: str) -> Stage:
    return Stage(
        system=system,
        locator=locator,
        search=TO_NEW_YORK,
        to=BA177,
        names=(*NAMES, "duffel_test_token", "token-1", "T1RL", "c2VjcmV0"),
        writes=lambda: paper.writes,
        be_busy=paper.be_busy,
        talk_rubbish=paper.talk_rubbish,
        lose_an_answer=paper.lose_an_answer,
        be_well=paper.be_well,
        unissued="ord_2" if isinstance(paper, DuffelOnPaper) else None,
    )


@pytest.fixture
def duffel() -> Iterator[DuffelOnPaper]:
    paper = DuffelOnPaper()
    with paper.open():
        yield paper


@pytest.fixture
def amadeus() -> Iterator[AmadeusOnPaper]:
    paper = AmadeusOnPaper()
    with paper.open():
        yield paper


@pytest.fixture
def sabre() -> Iterator[SabreOnPaper]:
    paper = SabreOnPaper()
    with paper.open():
        yield paper


class TestDuffelKeepsTheContract(ReservationContract):
    @pytest.fixture
    def stage(self, duffel: DuffelOnPaper) -> Stage:
        return staged(duffel, DuffelReservations("duffel_test_token", wire=wire(duffel)), "ord_1")


class TestAmadeusKeepsTheContract(ReservationContract):
    @pytest.fixture
    def stage(self, amadeus: AmadeusOnPaper) -> Stage:
        return staged(amadeus, AmadeusReservations("id", "secret", wire=wire(amadeus)), "eJzTd9c3=")


class TestSabreKeepsTheContract(ReservationContract):
    @pytest.fixture
    def stage(self, sabre: SabreOnPaper) -> Stage:
        return staged(sabre, SabreReservations("V1:1:ABCD:AA", "secret", wire=wire(sabre)), "GLEBNY")


# --- Duffel -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_duffel(duffel: DuffelOnPaper) -> DuffelReservations:
    return DuffelReservations("duffel_test_token", wire=wire(duffel))


def to_ba177(system: DuffelReservations, **more: Money) -> Change:
    booking = system.read("ord_1")
    return Change(locator="ord_1", version=booking.version, drop=("seg_was",), take=(BA177,), **more)


def test_an_order_has_local_times_in_utc_and_money_in_pence(at_duffel: DuffelReservations) -> None:
    booking = at_duffel.read("ord_1")

    assert booking.paid == Money(cents=93_040, currency="GBP")
    assert booking.passengers == ("pas_1", "pas_2")
    assert booking.segments[0].number == "117"
    assert booking.segments[0].departs_at == datetime(2026, 1, 10, 8, 20, tzinfo=UTC)
    assert booking.segments[0].arrives_at == datetime(2026, 1, 10, 16, 10, tzinfo=UTC)


def test_a_change_that_costs_more_than_allowed_is_not_confirmed(duffel: DuffelOnPaper, at_duffel: DuffelReservations) -> None:
    duffel.change_costs = "30.20"
    with pytest.raises(NotAllowed, match=r"30\.20 GBP"):
        at_duffel.change("key-1", to_ba177(at_duffel))
    assert duffel.writes == 0

    at_duffel.change("key-2", to_ba177(at_duffel, collect_at_most=Money(cents=3_020, currency="GBP")))
    assert {"payment": {"type": "balance", "amount": "30.20", "currency": "GBP"}} in duffel.sent
    assert duffel.writes == 1


def test_a_change_that_pays_back_is_confirmed_without_a_payment(duffel: DuffelOnPaper, at_duffel: DuffelReservations) -> None:
    duffel.change_costs = "-12.00"
    at_duffel.change("key-1", to_ba177(at_duffel))
    assert not any("payment" in one for one in duffel.sent)
    assert duffel.writes == 1


def test_a_part_of_a_slice_is_not_changed(duffel: DuffelOnPaper, at_duffel: DuffelReservations) -> None:
    with pytest.raises(NotAllowed, match="whole slice"):
        at_duffel.change("key-1", to_ba177(at_duffel).model_copy(update={"drop": ()}))
    duffel.orders["ord_1"]["slices"][0]["changeable"] = False
    with pytest.raises(NotAllowed, match="cannot be changed"):
        at_duffel.change("key-1", to_ba177(at_duffel))


def test_an_order_is_not_cancelled_for_less_than_was_asked(duffel: DuffelOnPaper, at_duffel: DuffelReservations) -> None:
    duffel.refund = "100.00"
    ask = Cancel(locator="ord_1", version=at_duffel.read("ord_1").version, give_back_at_least=Money(cents=10_001, currency="GBP"))
    with pytest.raises(NotAllowed, match=r"gives back 100\.00 GBP"):
        at_duffel.cancel("key-1", ask)
    assert duffel.writes == 0

    enough = ask.model_copy(update={"give_back_at_least": Money(cents=10_000, currency="GBP")})
    cancelled = at_duffel.cancel("key-2", enough)
    assert cancelled.gives_back == Money(cents=10_000, currency="GBP")
    assert cancelled.gives_back_to == "balance"


def test_after_a_crash_a_new_process_with_the_same_keys_does_not_change_again(duffel: DuffelOnPaper) -> None:
    keys = KeysInMemory()  # stands for a record that a crash does not reach
    before = DuffelReservations("duffel_test_token", keys=keys, wire=wire(duffel))
    ask = to_ba177(before)
    duffel.lose_an_answer()
    with pytest.raises(Unavailable):
        before.change("key-1", ask)

    after = DuffelReservations("duffel_test_token", keys=keys, wire=wire(duffel))
    assert after.change("key-1", ask).segments[0].number == "177"
    assert duffel.writes == 1
    assert len(duffel.changes) == 1


def test_an_old_key_is_answered_from_the_record_whatever_happened_since(
    duffel: DuffelOnPaper, at_duffel: DuffelReservations
) -> None:
    ask = to_ba177(at_duffel)
    moved = at_duffel.change("key-1", ask)
    at_duffel.cancel("key-2", Cancel(locator="ord_1", version=moved.version))
    asked = len(duffel.asked)

    assert at_duffel.change("key-1", ask) == moved
    assert len(duffel.asked) == asked


def test_a_change_done_whose_booking_cannot_be_read_afterwards_is_not_done_again(
    duffel: DuffelOnPaper, at_duffel: DuffelReservations, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = to_ba177(at_duffel)
    written = duffel.written

    def written_and_then_busy(response: httpx.Response, request: httpx.Request) -> httpx.Response:
        duffel.busy_s = 60
        return written(response, request)

    monkeypatch.setattr(duffel, "written", written_and_then_busy)
    with pytest.raises(Unavailable):
        at_duffel.change("key-1", ask)
    duffel.be_well()

    assert at_duffel.change("key-1", ask).segments[0].number == "177"
    assert duffel.writes == 1


def test_a_refusal_says_the_code_and_not_the_message(duffel: DuffelOnPaper, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = {"errors": [{"type": "validation_error", "code": "x_y", "title": "t", "message": "Amelia Earhart is too late"}]}
    monkeypatch.setattr(duffel, "answer", lambda *_: httpx.Response(422, json=problem))
    with pytest.raises(NotAllowed) as refused:
        DuffelReservations("duffel_test_token", wire=wire(duffel)).read("ord_1")
    assert "x_y" in refused.value.reason
    assert "Amelia" not in refused.value.reason


@pytest.mark.parametrize(
    ("adapter", "variable"),
    [
        (DuffelReservations, "DOWNLINE_DUFFEL_TOKEN"),
        (AmadeusReservations, "DOWNLINE_AMADEUS_CLIENT_ID"),
        (SabreReservations, "DOWNLINE_SABRE_USER"),
    ],
)
def test_an_adapter_without_its_credentials_says_which_variable_is_missing(
    adapter: type[DuffelReservations | AmadeusReservations | SabreReservations], variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ValueError, match=variable):
        adapter()


def test_a_flight_or_cabin_that_is_not_among_the_change_offers_has_no_seats(at_duffel: DuffelReservations) -> None:
    for other in (BA177.model_copy(update={"number": "179"}), BA177.model_copy(update={"cabin": "business"})):
        with pytest.raises(NoSeats):
            at_duffel.change("key-1", to_ba177(at_duffel).model_copy(update={"take": (other,)}))


# --- Amadeus and Sabre ------------------------------------------------------------------------------------------------


def test_a_token_is_fetched_once_and_again_when_it_is_no_longer_taken(amadeus: AmadeusOnPaper) -> None:
    system = AmadeusReservations("id", "secret", wire=wire(amadeus))
    system.read("eJzTd9c3=")
    system.read("eJzTd9c3=")
    assert amadeus.tokens == 1

    amadeus.tokens = 7  # what the system takes now is another one
    assert system.read("eJzTd9c3=").passengers == ("pax-1", "pax-2")
    assert amadeus.tokens == 8


def test_local_times_of_amadeus_are_those_of_the_airport(amadeus: AmadeusOnPaper) -> None:
    offers = AmadeusReservations("id", "secret", wire=wire(amadeus)).search(TO_NEW_YORK)

    assert [one.segments[0].number for one in offers] == ["177", "183"]
    assert offers[0].segments[0].arrives_at == datetime(2026, 1, 10, 21, 0, tzinfo=UTC)
    assert offers[0].segments[0].cabin == "economy"
    assert offers[0].fare == Money(cents=54_010, currency="EUR")
    assert offers[0].seats_left == 9


def test_neither_amadeus_nor_sabre_is_asked_to_cancel_for_an_amount_that_it_does_not_say(
    amadeus: AmadeusOnPaper, sabre: SabreOnPaper
) -> None:
    least = Money(cents=1, currency="EUR")
    with pytest.raises(NotAllowed, match="does not say"):
        AmadeusReservations("id", "secret", wire=wire(amadeus)).cancel(
            "key-1", Cancel(locator="eJzTd9c3=", version="1", give_back_at_least=least)
        )
    with pytest.raises(NotAllowed, match="does not say"):
        SabreReservations("V1:1:ABCD:AA", "secret", wire=wire(sabre)).cancel(
            "key-1", Cancel(locator="GLEBNY", version="1", give_back_at_least=least)
        )
    assert amadeus.asked == sabre.asked == []


def test_errors_beside_data_spoil_an_answer_of_sabre(sabre: SabreOnPaper) -> None:
    sabre.bookings["GLEBNY"]["errors"] = [
        {"category": "UNAUTHORIZED", "type": "UNAUTHORIZED_ACCESS", "description": "Earhart's tickets cannot be shown"}
    ]
    with pytest.raises(NotAllowed, match="UNAUTHORIZED_ACCESS") as refused:
        SabreReservations("V1:1:ABCD:AA", "secret", wire=wire(sabre)).read("GLEBNY")
    assert "Earhart" not in refused.value.reason


def test_a_booking_of_sabre_without_a_signature_has_no_version_and_is_a_bad_answer(sabre: SabreOnPaper) -> None:
    del sabre.bookings["GLEBNY"]["bookingSignature"]
    with pytest.raises(BadAnswer, match="version"):
        SabreReservations("V1:1:ABCD:AA", "secret", wire=wire(sabre)).read("GLEBNY")
