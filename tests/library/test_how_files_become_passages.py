"""Markdown, law and policy as passages, and the folder walk that finds them."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.library.reading import BadSource, front_matter, law_passages, markdown_passages, paragraphs, policy_passages
from knowledge.library.sources import bundled_passages

NOTE = """---
stations: [XXX]
valid_from: 2026-01-01
assumed: true
assumed_parts: the number of trucks is assumed
---
# XXX Somewhere

## Winter
First paragraph,
on two lines.

* **One** item with a [link](https://example.org/x)
* another one

```
formula = 1
```

| word | meaning |
|---|---|
| pad | where aircraft are treated |
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_paragraphs_items_and_rows_are_passages_of_their_own_and_a_fence_stays_with_what_is_before_it() -> None:
    found = list(paragraphs(front_matter(NOTE, "note")[1]))

    assert [one.anchor for one in found] == ["winter.1", "winter.2", "winter.3", "winter.4"]
    assert [one.text for one in found] == [
        "First paragraph, on two lines.",
        "One item with a link",
        "another one formula = 1",
        "pad: where aircraft are treated",
    ]
    assert {one.headings for one in found} == {("XXX Somewhere", "Winter")}


def test_a_note_is_bound_to_its_stations_and_days_and_its_citation_says_what_is_assumed(tmp_path: Path) -> None:
    first = next(markdown_passages(written(tmp_path, "XXX.md", NOTE), "stations/XXX.md", "station_note"))

    assert (first.stations, first.valid_from, first.passage_id) == (("XXX",), date(2026, 1, 1), "stations/XXX.md#winter.1")
    assert first.citation == "XXX Somewhere > Winter (stations/XXX.md, winter.1); the number of trucks is assumed"


def test_paragraph_ids_do_not_move_when_another_section_grows() -> None:
    before = "# A\n\n## One\nalpha\n\n## Two\nbeta\n"
    after = "# A\n\n## One\nalpha\n\nnew\n\n## Two\nbeta\n"

    assert {one.text: one.anchor for one in paragraphs(before)}["beta"] == "two.1"
    assert {one.text: one.anchor for one in paragraphs(after)}["beta"] == "two.1"


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("stations: JFK", "stations"),
        ("nonsense: 1", "nonsense"),
        ("assumed: true", "assumed_parts"),
        ("stations: [", "cannot be read"),
    ],
)
def test_front_matter_with_a_fault_is_refused_with_the_name_of_the_file(head: str, says: str) -> None:
    with pytest.raises(BadSource, match=says) as refused:
        front_matter(f"---\n{head}\n---\ntext\n", "stations/JFK.md")
    assert "'stations/JFK.md'" in str(refused.value)


def test_each_value_of_a_parameter_is_a_passage_for_the_days_it_is_in_force(root: Path) -> None:
    source = "knowledge/flight_time/us_121_467/parameters.yaml"
    found = {one.paragraph: one for one in law_passages(root / source, source, "us_121_467")}

    old, new = found["rest@1996-01-26"], found["rest@2022-11-14"]
    assert (old.valid_from, old.valid_to) == (date(1996, 1, 26), date(2022, 11, 14))
    assert (new.valid_from, new.valid_to) == (date(2022, 11, 14), None)
    assert new.text.startswith("rest: 600 min (10 h), in force from 2022-11-14. 14 CFR 121.467(b)(2)")
    assert (new.citation, new.regimes, new.kind) == ("14 CFR 121.467(b)(2)", ("us_121_467",), "law")


def test_a_policy_figure_says_its_unit_its_source_and_whether_it_is_assumed(root: Path) -> None:
    source = "knowledge/airline/gate_policy.yaml"
    found = {one.paragraph: one for one in policy_passages(root / source, source)}

    assert found["prices.tow_cents"].text.startswith("tow cents: 45000 (cents per tow). Source: ")
    assert found["prices.tow_cents"].text.endswith("Assumed.")


def test_a_new_regime_a_new_note_and_a_new_playbook_are_found_where_they_lie(tmp_path: Path) -> None:
    sheet = "parameters:\n  limit: {citation: Act 1, unit: min, confidence: assumed, values: [{since: 2020-01-01, value: 60}]}\n"
    written(tmp_path, "knowledge/new_law/moon/parameters.yaml", sheet)
    written(tmp_path, "knowledge/airline/stations/ZZZ.md", "# ZZZ\n\nOne runway.\n")
    written(tmp_path, "knowledge/airline/playbooks/fog.md", "# Playbook: fog\n\nWait.\n")
    written(tmp_path, "tools/tow/README.md", "# Tow\n\nWhat it does.\n\n## Measured\n\n1 ms.\n")

    found = {one.passage_id: one for one in bundled_passages(tmp_path)}

    assert sorted(found) == [
        "knowledge/airline/playbooks/fog.md#playbook-fog.1",
        "knowledge/airline/stations/ZZZ.md#zzz.1",
        "knowledge/new_law/moon/parameters.yaml#limit@2020-01-01",
        "tools/tow/README.md#tow.1",
    ]
    assert found["knowledge/new_law/moon/parameters.yaml#limit@2020-01-01"].regimes == ("moon",)
    assert found["knowledge/airline/stations/ZZZ.md#zzz.1"].stations == ("ZZZ",)


def test_every_airport_of_ours_in_the_embedded_scenario_has_a_note_that_says_what_in_it_is_assumed() -> None:
    from domain.apply import fold
    from domain.network import NetworkState
    from twin.scenarios import DEFAULT_SCENARIO, load_scenario

    state = fold(NetworkState(), load_scenario(DEFAULT_SCENARIO).opening)
    ours = {place for flight in state.own_flights() for place in (flight.origin, flight.destination)}
    notes = [one for one in bundled_passages() if one.kind == "station_note"]

    assert ours <= {one.stations[0] for one in notes}
    assert all("assumed" in one.citation for one in notes)
    curfews = {code for code in ours if state.airports[code].curfews}
    silent = {one.stations[0] for one in notes if "noise-and-night" in one.paragraph and "No curfew" in one.text}
    assert curfews
    assert not curfews & silent


def test_the_bundled_sources_hold_every_kind_and_no_two_passages_with_one_id() -> None:
    found = bundled_passages()

    assert {one.kind for one in found} == {"law", "playbook", "station_note", "policy", "tool", "decision", "glossary"}
    assert len({one.passage_id for one in found}) == len(found)
    assert all(one.text and one.citation for one in found)
