"""The printable record, and the commands that verify and export."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from api.cli import app
from api.record_page import read_record, render
from domain.network import UnknownEntity
from graphs.case_desk import CaseDesk
from graphs.clerk import Clerk
from tests.audit.conftest import decide, paper_desk
from tests.audit.test_the_trail_cannot_be_bent import as_owner
from tests.graphs.room import NOW


class _Text(HTMLParser):
    """What a reader sees, and every tag and attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture
def desk(on_sqlite: Engine) -> Iterator[CaseDesk]:
    """A desk on a casebook that has two cases already."""
    with paper_desk(on_sqlite) as desk:
        yield desk


def test_the_page_tells_the_case_from_situation_to_hashes(desk: CaseDesk, on_sqlite: Engine) -> None:
    case_id = decide(desk, reason="fewest people stranded")

    shown = _Text(render(read_record(on_sqlite, case_id))).text

    record = desk.record(case_id)
    best = desk.plans(case_id)[0]
    assert "This record is complete and unchanged" in shown
    assert "BBB closed" in shown
    for one in ("Compliance", "Network", "our flights", "Do nothing", best.label, "USD 2,000.00", "carried out"):
        assert one in shown
    assert "fails (" in shown
    assert "lands at BBB while it is closed" in shown
    assert "dora duty manager" in shown
    assert "fewest people stranded" in shown
    assert all(entry.entry_hash in shown for entry in record.entries)


def test_the_page_loads_nothing_and_runs_nothing_and_what_people_wrote_stays_text(desk: CaseDesk, on_sqlite: Engine) -> None:
    case_id = decide(desk, reason="<script>alert(1)</script> & <img src=//evil.example/x>")

    page = render(read_record(on_sqlite, case_id))

    found = _Text(page)
    assert "<script>alert(1)</script> & <img src=//evil.example/x>" in found.text
    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "img", "link", "iframe", "object", "form", "a"})
    assert all({"src", "href", "style"}.isdisjoint(attributes) for _, attributes in found.tags)
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_of_a_record_that_was_changed_says_so_and_where(on_sqlite: Engine) -> None:
    case_id = "C1"
    as_owner(on_sqlite, "UPDATE record_entries SET actor = 'mallory' WHERE kind = 'decision'")

    shown = _Text(render(read_record(on_sqlite, case_id))).text

    broken = read_record(on_sqlite, case_id).view.broken_seq
    assert f"This record is broken at entry {broken}" in shown
    assert "complete and unchanged" not in shown


def test_the_page_of_a_record_that_is_not_in_the_chain_over_all_cases_says_so(on_sqlite: Engine) -> None:
    case_id = "C1"
    as_owner(on_sqlite, "DELETE FROM audit_log WHERE seq = 2")

    shown = _Text(render(read_record(on_sqlite, case_id))).text

    assert "does not agree with the chain over all cases from entry 2 on" in shown


def test_there_is_no_page_of_a_case_that_is_not_there(on_sqlite: Engine) -> None:
    with pytest.raises(UnknownEntity, match="'C9'"):
        read_record(on_sqlite, "C9")


def test_verify_says_intact_with_the_head_and_broken_with_the_row(on_sqlite: Engine, sqlite_casebook: str) -> None:
    command = ["audit", "verify", "--database", sqlite_casebook]

    before = CliRunner().invoke(app, [*command, "--json"])
    head = json.loads(before.stdout)["head"]
    with_head = CliRunner().invoke(app, [*command, "--noted", head])
    as_owner(on_sqlite, "UPDATE decisions SET reason = 'safety'")
    after = CliRunner().invoke(app, [*command, "--json"])
    in_words = CliRunner().invoke(app, command)

    assert (before.exit_code, json.loads(before.stdout)["broken"]) == (0, None)
    assert with_head.exit_code == 0
    assert with_head.stdout.startswith("Intact: 2 cases")
    assert after.exit_code == in_words.exit_code == 1
    assert json.loads(after.stdout)["broken"]["table"] == "decisions"
    assert in_words.stdout.startswith("BROKEN: table decisions, case C1, seq ")


def test_export_writes_the_record_as_json_or_as_the_page(desk: CaseDesk, sqlite_casebook: str, tmp_path: Path) -> None:
    case_id = "C2"

    for name, more in (("record.json", []), ("record.html", ["--html"])):
        done = CliRunner().invoke(
            app, ["audit", "export", case_id, "--out", str(tmp_path / name), "--database", sqlite_casebook, *more]
        )
        assert done.exit_code == 0, done.output

    document = json.loads((tmp_path / "record.json").read_text())
    assert document == json.loads(desk.record(case_id).model_dump_json())
    assert (tmp_path / "record.html").read_text().startswith("<!doctype html>")


def test_verifying_a_database_that_is_not_there_makes_none(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.db"

    done = CliRunner().invoke(app, ["audit", "verify", "--database", f"sqlite:///{nowhere}"])

    assert isinstance(done.exception, FileNotFoundError)
    assert not nowhere.exists()


def test_an_entry_of_a_kind_that_the_page_does_not_know_is_still_shown(on_sqlite: Engine) -> None:
    clerk = Clerk(on_sqlite, lambda: NOW)
    clerk.enter_record("C1", kind="message_sent", actor="notifier", at=NOW, body={"to": "the gate", "sent": 3})

    shown = _Text(render(read_record(on_sqlite, "C1"))).text

    assert "message sent" in shown
    assert "sent 3, to the gate" in shown
