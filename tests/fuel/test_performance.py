"""Fuel in cruise against figures computed with the same model elsewhere, and the shape that no figure may break."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.fuel.performance import best_mach, fastest, fuel_kg_per_nm, speeding_up, type_limits
from tools.fuel.saving import lever_saving

FL360_K = -0.177
"""The table takes the temperature of the tropopause, 216.65 K, at FL360; the standard atmosphere has 216.83 K."""
MACHS = (0.74, 0.76, 0.78, 0.80, 0.82)


@pytest.mark.parametrize(
    ("mass_kg", "kg_per_nm"),
    [
        (60_000, (4.948, 4.966, 5.008, 5.105, 5.357)),
        (66_000, (5.369, 5.366, 5.397, 5.517, 5.867)),
        (72_000, (5.864, 5.835, 5.862, 6.030, 6.538)),
    ],
)
def test_an_a320_at_fl360_burns_what_the_table_says_to_half_a_gram_per_mile(mass_kg: float, kg_per_nm: tuple[float, ...]) -> None:
    found = [float(fuel_kg_per_nm("A320", mass_kg, mach, 36_000, off_standard_k=FL360_K)) for mach in MACHS]
    assert found == pytest.approx(kg_per_nm, abs=0.0005)


def test_the_best_speed_rises_with_the_cost_index_as_listed() -> None:
    listed = {0: 0.75, 10: 0.77, 20: 0.78, 40: 0.79, 60: 0.80, 80: 0.80, 100: 0.81, 200: 0.82}
    assert {index: best_mach("A320", 66_000, index) for index in listed} == listed


def test_speeding_up_from_m76_saves_and_costs_what_the_table_says() -> None:
    rows = {row.mach: row for row in speeding_up("A320", 66_000, 0.76, off_standard_k=FL360_K)}
    listed = {
        0.78: (3.5, 31, 8.9),
        0.79: (5.2, 74, 14.2),
        0.80: (6.9, 151, 22.0),
        0.81: (8.5, 283, 33.4),
        0.82: (10.1, 501, 49.7),
    }
    assert max(rows) == 0.82
    for mach, (saved_min, extra_kg, kg_per_min) in listed.items():
        assert rows[mach].saved_min == pytest.approx(saved_min, abs=0.051)
        assert rows[mach].extra_kg == pytest.approx(extra_kg, abs=0.6)
        assert rows[mach].kg_per_min == pytest.approx(kg_per_min, abs=0.08)
        assert rows[mach].saved_min <= 5 * 1000 / 500 * 1.02  # the sanity bound is met near the type's limit


@settings(max_examples=15)
@given(
    st.sampled_from(("A320", "E190", "B738", "B752", "E145")),
    st.floats(0.1, 0.8),
    st.lists(st.floats(0, 300), min_size=2, max_size=5),
)
def test_a_minute_that_is_worth_more_is_never_flown_slower(icao: str, heavy: float, indexes: list[float]) -> None:
    limits = type_limits(icao)
    mass = limits.empty_kg + heavy * (limits.max_take_off_kg - limits.empty_kg)
    found = [best_mach(icao, mass, index, 34_000) for index in sorted(indexes)]
    assert found == sorted(found)
    assert found[-1] <= float(fastest(icao, 34_000)) + 1e-9


@settings(max_examples=15)
@given(st.sampled_from(("A320", "E190", "B738", "A321", "MD83")), st.floats(0.1, 0.7))
def test_beyond_the_most_economical_speed_every_hundredth_costs_more(icao: str, heavy: float) -> None:
    limits = type_limits(icao)
    mass = limits.empty_kg + heavy * (limits.max_take_off_kg - limits.empty_kg)
    rows = speeding_up(icao, mass, best_mach(icao, mass, 0, 33_000), 33_000)
    extra = [row.extra_kg for row in rows]
    assert extra == sorted(extra)
    assert all(one > 0 for one in extra)


def test_a_type_that_the_model_does_not_know_is_named() -> None:
    with pytest.raises(LookupError, match="'CRJ2' is not in the PS model"):
        type_limits("CRJ2")


@pytest.mark.parametrize(("baseline", "mach", "percent"), [(0.78, 0.75, 0.6), (0.80, 0.76, 2.7), (0.82, 0.75, 8.6)])
def test_flying_slower_saves_so_much_against_its_baseline_and_never_twelve_percent(
    baseline: float, mach: float, percent: float
) -> None:
    found = lever_saving("A320", 66_000, baseline, mach=mach)
    assert found.percent == pytest.approx(percent, abs=0.1)
    assert found.low_percent <= found.percent <= found.high_percent
    assert found.model_gap_percent is not None


def test_six_tonnes_less_save_seven_to_eight_percent() -> None:
    assert 7 <= lever_saving("A320", 66_000, 0.78, lighter_kg=6_000).percent <= 8
