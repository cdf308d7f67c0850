"""Calls to someone else's system: what is repeated, what is not, and when nothing is sent any more."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.units import Money
from gateways.reservations.__main__ import ADAPTERS, table
from gateways.reservations.port import OPERATIONS, BadAnswer, Capabilities, Unavailable
from gateways.reservations.reading import at_airport, decimal_text, in_zone, local_dates, money
from gateways.reservations.wire import Breaker, Wire

ADDRESS = "https://pss.example"


def wire(**more: float) -> Wire:
    return Wire("PSS", ADDRESS, deadline_s=more.get("deadline_s", 5.0), sleep=lambda _: None)


@pytest.fixture
def router() -> Iterator[respx.MockRouter]:
    with respx.mock(base_url=ADDRESS, assert_all_called=False) as router:
        yield router


def test_a_call_that_may_not_be_repeated_is_sent_once(router: respx.MockRouter) -> None:
    route = router.post("/pay").mock(return_value=httpx.Response(503))
    with pytest.raises(Unavailable) as busy:
        wire().call("POST", "/pay", repeatable=False, writes=True)
    assert route.call_count == 1
    assert not busy.value.maybe_done


def test_a_write_that_was_sent_and_not_answered_may_be_done_whatever_came_after(router: respx.MockRouter) -> None:
    router.post("/pay").mock(side_effect=[httpx.ReadTimeout("lost"), httpx.Response(503, headers={"Retry-After": "99"})])
    with pytest.raises(Unavailable) as unsure:
        wire().call("POST", "/pay", repeatable=True, writes=True)
    assert unsure.value.maybe_done
    assert unsure.value.retry_after_s == 99


@pytest.mark.parametrize("answer", [httpx.ConnectError("refused"), httpx.ConnectTimeout("nobody")])
def test_a_write_that_was_never_sent_is_not_done(router: respx.MockRouter, answer: Exception) -> None:
    router.post("/pay").mock(side_effect=answer)
    with pytest.raises(Unavailable) as down:
        wire(deadline_s=0.2).call("POST", "/pay", repeatable=False, writes=True)
    assert not down.value.maybe_done


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_write_that_ends_in_an_error_of_theirs_may_be_done(router: respx.MockRouter, status: int) -> None:
    router.post("/pay").mock(return_value=httpx.Response(status))
    with pytest.raises(Unavailable) as unsure:
        wire().call("POST", "/pay", repeatable=False, writes=True)
    assert unsure.value.maybe_done


def test_a_wait_beyond_the_deadline_is_not_begun(router: respx.MockRouter) -> None:
    route = router.get("/").mock(return_value=httpx.Response(429, headers={"Retry-After": "60"}))
    with pytest.raises(Unavailable) as later:
        wire().call("GET", "/", repeatable=True)
    assert route.call_count == 1
    assert later.value.retry_after_s == 60


def test_a_system_that_does_not_answer_is_left_alone_for_a_while(router: respx.MockRouter) -> None:
    now = [0.0]
    calls = Wire("PSS", ADDRESS, breaker=Breaker(failures=3, rest_s=30, clock=lambda: now[0]))
    route = router.get("/").mock(return_value=httpx.Response(503))
    for _ in range(5):
        with pytest.raises(Unavailable) as resting:
            calls.call("GET", "/", repeatable=False)
    assert route.call_count == 3
    assert resting.value.retry_after_s == 30

    now[0] = 31.0  # one try after the rest; it fails, and the next is not sent
    for _ in range(2):
        with pytest.raises(Unavailable):
            calls.call("GET", "/", repeatable=False)
    assert route.call_count == 4

    now[0] = 62.0
    route.mock(return_value=httpx.Response(200))
    assert calls.call("GET", "/", repeatable=False).status_code == 200
    route.mock(return_value=httpx.Response(503))
    for _ in range(3):
        with pytest.raises(Unavailable):
            calls.call("GET", "/", repeatable=False)
    assert route.call_count == 8


# --- reading ----------------------------------------------------------------------------------------------------------


@given(cents=st.integers(-(10**9), 10**9), currency=st.sampled_from(["GBP", "USD", "JPY", "KWD"]))
def test_an_amount_written_out_and_read_again_is_the_same(cents: int, currency: str) -> None:
    amount = Money(cents=cents, currency=currency)
    assert money(decimal_text(amount), currency) == amount


@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("30.2", "GBP", 3020), ("-12.00", "GBP", -1200), ("500", "JPY", 500), ("1.234", "KWD", 1234)]
)
def test_amounts_are_in_the_minor_unit_of_their_currency(text: str, currency: str, minor: int) -> None:
    assert money(text, currency).cents == minor


@pytest.mark.parametrize(("text", "currency"), [("1.005", "GBP"), ("0.5", "JPY"), ("514.13A", "USD"), ("NaN", "USD"), ("1", "£")])
def test_an_amount_that_cannot_be_ours_is_a_bad_answer(text: str, currency: str) -> None:
    with pytest.raises(BadAnswer):
        money(text, currency)


def test_local_times_are_read_in_the_zone_of_the_airport() -> None:
    assert at_airport("2026-07-10T08:00:00", "JFK").isoformat() == "2026-07-10T12:00:00+00:00"
    assert in_zone("2026-01-10T08:00:00+02:00", "UTC").isoformat() == "2026-01-10T06:00:00+00:00"
    assert local_dates(in_zone("2026-01-10T03:00", "UTC"), in_zone("2026-01-12T03:00", "UTC"), "JFK") == [
        "2026-01-09",
        "2026-01-10",
        "2026-01-11",
    ]
    for airport, time in (("XXX", "2026-07-10T08:00:00"), ("JFK", "tomorrow")):
        with pytest.raises(BadAnswer):
            at_airport(time, airport)


# --- what is said of the adapters -------------------------------------------------------------------------------------


def test_the_readme_shows_the_table_as_it_is_printed(root: Path) -> None:
    readme = (root / "gateways" / "reservations" / "README.md").read_text()
    assert table() in readme


def test_only_the_simulator_was_ever_run() -> None:
    assert [one.system for one in ADAPTERS if not one.never_run_against_the_real_system] == ["simulator"]
    assert all(one.written_on and one.written_from for one in ADAPTERS if one.never_run_against_the_real_system)


def test_an_operation_of_which_nothing_is_said_is_refused() -> None:
    with pytest.raises(ValidationError, match="supported or refused, once"):
        Capabilities(
            system="x",
            supports=OPERATIONS[:-1],
            refuses={},
            keys="",
            versions="",
            never_run_against_the_real_system=True,
            written_on=None,
            written_from=(),
        )
