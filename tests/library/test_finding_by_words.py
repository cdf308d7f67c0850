"""Identifiers in one spelling, exact matches, and filters before ranking."""

from datetime import date

import pytest

from knowledge.library.library import Library
from knowledge.library.words import identifiers_in
from tests.library.shelf import SHELF, passage


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("under 117.25(b) of the rule", ("117.25(b)", "117.25", "117")),
        ("ORO.FTL.205(b)(1)", ("oro.ftl.205(b)(1)", "oro.ftl.205(b)", "oro.ftl.205", "oro.ftl")),
        ("Art. 7 (1)(b)", ("article7(1)(b)", "article7(1)", "article7", "7(1)(b)", "7(1)", "7")),
        ("B6 1010 and B61011", ("b61010", "b6", "1010", "b61011")),
        ("stand A12", ("standa12", "a12")),
        ("runway 04R", ("runway4r", "04r")),
        ("no figure at all", ()),
    ],
)
def test_an_identifier_is_read_in_one_spelling_with_what_it_is_part_of(text: str, identifiers: tuple[str, ...]) -> None:
    assert set(identifiers_in(text)) == set(identifiers)


def by_words(query: str, **filters: object) -> list[str]:
    found = Library.open(None, embedding=None, passages=SHELF).search(query, **filters)  # type: ignore[arg-type]
    assert found.degraded_because
    return [hit.passage.paragraph for hit in found.hits]


def test_a_paragraph_number_finds_its_own_paragraph_first() -> None:
    assert by_words("what does 117.25(b) say")[0] == "rest"
    assert by_words("117.25(e)")[0] == "rest-rules"


def test_words_match_by_their_stem() -> None:
    assert by_words("closing for snowy weather, airports")[0] == "snow"


def test_what_shares_no_word_with_the_query_is_not_found() -> None:
    assert by_words("sourdough") == []
    assert by_words("the of and") == []


def test_a_station_lets_its_own_notes_pass_and_what_is_bound_to_no_station() -> None:
    assert by_words("de-icing on the pad", stations=["JFK"]) == ["jfk"]
    assert "snow" in by_words("runway ploughs de-icing", stations=["JFK"])
    assert by_words("de-icing", stations=["LGA"]) == []


def test_a_regime_lets_only_its_own_passages_pass() -> None:
    assert set(by_words("rest hours", regimes=["us_121_467"])) == {"old-rest", "new-rest"}


def test_a_value_ends_the_day_before_the_next_begins() -> None:
    assert by_words("cabin crew rest", on=date(2022, 11, 13), kinds=["law"])[0] == "old-rest"
    assert "new-rest" not in by_words("cabin crew rest", on=date(2022, 11, 13))
    assert "old-rest" not in by_words("cabin crew rest", on=date(2022, 11, 14))
    assert by_words("cabin crew rest", on=date(2022, 11, 14))[0] == "new-rest"


def test_the_number_of_hits_and_of_passages_searched_is_said() -> None:
    found = Library.open(None, embedding=None, passages=SHELF).search("rest", limit=2)

    assert [hit.rank for hit in found.hits] == [1, 2]
    assert found.searched == len(SHELF)


def test_a_passage_that_is_added_is_found_at_once_and_a_new_wording_replaces_the_old() -> None:
    library = Library.open(None, embedding=None, passages=SHELF)
    library.add([passage("case", "Volcano closed San Juan.")])
    assert library.search("volcano").hits[0].passage.paragraph == "case"

    library.add([passage("case", "Hurricane closed San Juan.")])
    assert library.search("volcano").hits == ()
    assert library.search("hurricane").hits[0].passage.paragraph == "case"


def test_a_library_without_passages_finds_nothing() -> None:
    assert Library.open(None, embedding=None, passages=()).search("anything").hits == ()
