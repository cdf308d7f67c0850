"""What the law makes of causes: named circumstances decide, delay codes decide only where every meaning is judged alike."""

import pytest

from knowledge.passenger_rights.causes import circumstances, delay_codes, excuse, found_cause
from knowledge.passenger_rights.journey import Cause

every_circumstance = pytest.mark.parametrize("key", list(circumstances()))
every_code = pytest.mark.parametrize("code", list(delay_codes()))


@every_circumstance
def test_a_circumstance_that_leaves_something_open_says_what_decides(key: str) -> None:
    one = circumstances()[key]

    is_open = None in (one.extraordinary, one.control, one.operational)

    assert is_open == (one.knock_on or bool(one.decides))
    assert one.authority
    assert one.reasoning


@every_circumstance
def test_what_was_judged_extraordinary_excuses_only_with_all_reasonable_measures(key: str) -> None:
    if circumstances()[key].extraordinary is not True:
        assert excuse(Cause(key, reasonable_measures=True)).holds is not True
        return

    assert excuse(Cause(key, reasonable_measures=True)).holds is True
    assert excuse(Cause(key, reasonable_measures=False)).holds is False
    assert excuse(Cause(key, reasonable_measures=True, caused_this=False)).holds is False
    unknown = excuse(Cause(key))
    assert unknown.holds is None
    assert "reasonable measures" in unknown.missing[0]


@pytest.mark.parametrize("key", [key for key, one in circumstances().items() if one.knock_on])
def test_an_earlier_delay_excuses_nothing_by_itself_and_asks_for_its_cause(key: str) -> None:
    found = excuse(Cause(key, reasonable_measures=True, caused_this=True))

    assert found.holds is None
    assert found.missing == ("the cause of the earlier delay",)


@every_code
def test_a_delay_code_names_known_circumstances_and_decides_only_when_all_agree(code: str) -> None:
    keys = delay_codes()[code].circumstances
    judged = {circumstances()[key].extraordinary for key in keys}

    found = found_cause(Cause(iata_code=code))

    assert found.extraordinary == (judged.pop() if len(judged) == 1 else None)
    assert found.extraordinary is not None or found.missing


def test_every_code_of_the_groups_is_there_once_with_its_letters() -> None:
    digits = [
        *range(7), 9, *range(11, 20), *range(21, 30), *range(31, 40), *range(41, 49), 51, 52, *range(55, 59), *range(61, 70),
        71, 72, 73, 75, 76, 77, *range(81, 90), *range(91, 100),
    ]  # fmt: skip
    letters = [one.alpha for one in delay_codes().values() if one.alpha]

    assert list(delay_codes()) == [f"{number:02d}" for number in digits]
    assert len(letters) == len(set(letters)) == len(digits) - len(range(6))


@pytest.mark.parametrize("cause", [Cause(), Cause("gremlins"), Cause(iata_code="78"), Cause(iata_code="99")])
def test_nothing_known_is_no_answer_and_says_what_is_missing(cause: Cause) -> None:
    found = found_cause(cause)

    assert (found.extraordinary, found.control, found.operational) == (None, None, None)
    assert found.missing
    assert excuse(cause).holds is None


def test_a_named_circumstance_goes_before_the_delay_code() -> None:
    assert excuse(Cause("hidden_design_defect", "41", reasonable_measures=True)).holds is True
    assert excuse(Cause(None, "41", reasonable_measures=True)).holds is False
