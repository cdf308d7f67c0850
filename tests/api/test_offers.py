"""Offers over HTTP: made once, kept as they were; every price has its row, which nobody can change."""

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.offer_desk import OfferDesk
from tests.api.callers import Caller
from tests.api.test_bad_input_is_refused_whole import fields, problem
from tests.offers.a_day_on_sale import NOW, DayOnSale, Silent, asked
from tools.offers.sources import Sources
from twin.database import for_writing, open_database
from twin.scenarios.scenario import Scenario
from twin.store import EventStore
from twin.twin import Twin


def desk_on(url: str, day: DayOnSale, sources: Sources | None = None) -> OfferDesk:
    """The offer desk on a twin of this day over a database."""
    engine = open_database(url)
    opening = tuple(day.day.events)
    twin = Twin(EventStore(engine), load_scenario=lambda name: Scenario(name, "a day", NOW, opening, (), (), (), ()))
    twin.load("a-day-on-sale", actor="test")
    return OfferDesk(engine, twin, sources or Sources(), wall_clock=lambda: NOW)


def test_an_offer_and_its_price_are_kept_once_and_never_changed(database_url: str) -> None:
    day = DayOnSale()
    desk = desk_on(database_url, day)
    answer, kept = desk.make(asked(day.evening), actor="ann")
    assert kept is not None
    again = desk.make(asked(day.evening), actor="bob")[1]
    assert again == kept == desk.offer(kept.offer.offer_id)
    (row,), total = desk.prices()
    assert (total, row.actor, row.offer_id, row.record) == (1, "ann", kept.offer.offer_id, answer.audit)
    for change in ("UPDATE price_records SET result_cents = 1", "DELETE FROM price_records", "UPDATE offers SET actor = 'eve'"):
        with pytest.raises(DBAPIError, match="append-only"), for_writing(desk.engine).begin() as connection:
            connection.execute(text(change))


def test_prices_come_in_the_order_written_page_by_page_and_declined_ones_too(sqlite_url: str) -> None:
    day = DayOnSale()
    day.sold("FULL", 149, day.evening)
    desk = desk_on(sqlite_url, day, Sources(bundles=Silent()))
    outcomes = [desk.make(asked(one), actor="ann")[0].outcome for one in (day.first, day.evening, day.second)]
    assert outcomes == ["offered", "declined", "offered"]
    rows, total = desk.prices(limit=2)
    rest, _ = desk.prices(after=rows[-1].seq, limit=2)
    assert [one.outcome for one in (*rows, *rest)] == ["accept", "reject", "accept"]
    assert (total, rows[1].offer_id) == (3, "")


def _flight_on_sale(viewer: Caller) -> str:
    listed = viewer.ok("flights?own=true&status=scheduled&limit=200")["items"]
    return str(max(listed, key=lambda one: one["std"])["flight_id"])


def test_an_offer_is_made_over_http_once_per_key_and_its_price_is_on_record(controller: Caller, viewer: Caller) -> None:
    body = {"flight_ids": [_flight_on_sale(viewer)], "facts": {"adults": 2, "nights": 7}}
    headers = {"Idempotency-Key": uuid4().hex}
    made = controller.post("offers", body, headers)
    assert made.status_code == 201, made.text
    offer = made.json()["offer"]
    repeated = controller.post("offers", body, headers)
    assert (repeated.json(), repeated.headers["Idempotent-Replayed"]) == (made.json(), "true")
    assert made.headers["Location"] == f"/api/v1/offers/{offer['offer_id']}"
    assert viewer.ok(f"offers/{offer['offer_id']}") == made.json()
    prices = viewer.ok("prices?limit=500")
    assert [one["record"]["price_id"] for one in prices["items"] if one["offer_id"] == offer["offer_id"]] == [offer["price_id"]]
    page = viewer.ok("prices?limit=1")
    assert (len(page["items"]), page["total"]) == (1, prices["total"])


def test_a_faulty_request_is_refused_with_every_fault_and_keeps_nothing(controller: Caller, viewer: Caller) -> None:
    before = viewer.ok("prices")["total"]
    body = {"flight_ids": ["B60/2013-02-08/JFK"], "facts": {"adults": 0}, "family": "gold"}
    assert fields(problem(controller.post("offers", body), 422)) == ["facts.adults", "family", "flight_ids[0]"]
    smuggled = {"flight_ids": [_flight_on_sale(viewer)], "facts": {"nationality": "CH"}}
    assert "nationality" in str(problem(controller.post("offers", smuggled), 422)["errors"])
    assert viewer.post("offers", {"flight_ids": [_flight_on_sale(viewer)]}).status_code == 403
    problem(viewer.get("offers/OFR-0"), 404)
    problem(viewer.get("prices?cursor=nine"), 422)
    assert viewer.ok("prices")["total"] == before
