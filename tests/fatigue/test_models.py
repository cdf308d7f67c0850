"""The two fatigue models against published-equation vectors, to the digits shown, and what must hold of them anywhere."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.fatigue.parameters import KssMapping, fatigue_parameters, read_parameters
from tools.fatigue.fatigue import advice_level
from tools.fatigue.three_process import (
    alertness,
    circadian,
    homeostatic_asleep,
    homeostatic_awake,
    hours_to_brake,
    inertia,
    kss,
    ultradian,
)
from tools.fatigue.two_process import equilibrium, pressure_asleep, pressure_awake

SHEET = fatigue_parameters()
THREE, TWO = SHEET.three_process, SHEET.two_process
DEFAULT = SHEET.kss_mappings["kss_10.60_0.60"]
OTHER = SHEET.kss_mappings["kss_9.68_0.46"]
LEVELS_OF_S = st.floats(THREE.lower_asymptote, THREE.upper_asymptote)


def test_the_rate_of_recovery_follows_from_the_sleep_that_defines_it() -> None:
    assert f"{THREE.recovery_per_hour:.6f}" == "-0.381356"
    assert f"{homeostatic_asleep(7.96, 8, THREE, brake=False):.3f}" == "14.000"


def test_with_the_brake_the_same_sleep_recovers_less() -> None:
    assert f"{hours_to_brake(7.96, THREE):.4f}" == "5.2944"
    assert f"{homeostatic_asleep(7.96, 8, THREE):.4f}" == "13.5516"


def test_sixteen_hours_awake_and_eight_asleep() -> None:
    evening = homeostatic_awake(14, 16, THREE)
    assert f"{evening:.5f}" == "8.99430"
    assert f"{homeostatic_asleep(evening, 8, THREE):.5f}" == "13.84269"


def test_a_day_and_a_night_awake() -> None:
    assert f"{homeostatic_awake(14, 24, THREE):.5f}" == "7.37192"


def test_bedtime_after_an_ordinary_day() -> None:
    s = homeostatic_awake(14, 16, THREE)
    assert (f"{circadian(23, THREE):.3f}", f"{ultradian(23, THREE):.3f}") == ("-0.131", "-0.552")
    assert (f"{alertness(s, 23, 16, THREE):.3f}", f"{kss(s, 23, 16, THREE, DEFAULT):.3f}") == ("8.311", "5.613")


def test_the_end_of_a_night_awake() -> None:
    s = homeostatic_awake(14, 21.8, THREE)
    assert (f"{s:.3f}", f"{circadian(4.8, THREE):.1f}", f"{ultradian(4.8, THREE):.1f}") == ("7.773", "-2.5", "-0.5")
    assert (f"{alertness(s, 4.8, 21.8, THREE):.3f}", f"{kss(s, 4.8, 21.8, THREE, DEFAULT):.3f}") == ("4.773", "7.736")


def test_an_hour_after_waking_the_night_is_not_shaken_off() -> None:
    s = homeostatic_awake(14, 1, THREE)
    assert (f"{s:.3f}", f"{inertia(1, THREE):.4f}", f"{kss(s, 8, 1, THREE, DEFAULT):.3f}") == ("13.598", "-1.2636", "4.205")


def test_the_other_mapping_leaves_sleep_inertia_out() -> None:
    s = homeostatic_awake(14, 1, THREE)
    assert kss(s, 8, 1, THREE, OTHER) == pytest.approx(9.68 - 0.46 * (s + circadian(8, THREE) + ultradian(8, THREE)))
    assert SHEET.kss_mapping_default == DEFAULT.name


@given(LEVELS_OF_S)
def test_sleep_is_a_straight_line_up_to_the_brake_level_and_has_no_jump_there(s: float) -> None:
    bt = hours_to_brake(s, THREE)
    assert homeostatic_asleep(s, 0, THREE) == pytest.approx(s)
    assert homeostatic_asleep(s, bt, THREE) == pytest.approx(max(s, THREE.brake_level))
    if bt > 0:
        assert homeostatic_asleep(s, bt / 2, THREE) == pytest.approx((s + THREE.brake_level) / 2)
        assert homeostatic_asleep(s, bt * 0.999, THREE) < THREE.brake_level < homeostatic_asleep(s, bt + 0.01, THREE)


@given(LEVELS_OF_S, st.floats(0, 24), st.floats(0, 24))
def test_sleep_split_in_thought_is_the_same_sleep(s: float, first: float, then: float) -> None:
    assert homeostatic_asleep(homeostatic_asleep(s, first, THREE), then, THREE) == pytest.approx(
        homeostatic_asleep(s, first + then, THREE)
    )


@given(LEVELS_OF_S, st.floats(0, 24), st.floats(0, 48), st.floats(0, 48))
def test_at_the_same_clock_time_a_longer_wake_is_never_better(s: float, hour: float, awake: float, more: float) -> None:
    def felt(hours: float) -> float:
        return kss(homeostatic_awake(s, hours, THREE), hour, hours, THREE, OTHER)

    assert felt(awake + more) >= felt(awake)
    assert pressure_awake(0.1, awake + more, TWO) >= pressure_awake(0.1, awake, TWO)


@given(st.floats(7.96, 14.3), st.floats(0, 24), st.floats(3, 48), st.floats(0, 48))
def test_with_sleep_inertia_that_holds_from_three_hours_after_waking(s: float, hour: float, awake: float, more: float) -> None:
    def felt(hours: float) -> float:
        return kss(homeostatic_awake(s, hours, THREE), hour, hours, THREE, DEFAULT)

    assert felt(awake + more) >= felt(awake)
    assert felt(0) > felt(1)


@pytest.mark.parametrize("mapping", [DEFAULT, OTHER], ids=lambda one: one.name)
@pytest.mark.parametrize("woke", [5, 6, 7, 8, 9, 10, 12])
def test_the_worst_of_a_night_awake_falls_between_three_and_six(woke: int, mapping: KssMapping) -> None:
    minutes = range(16 * 60, 34 * 60)  # 16:00 to 10:00 the next day

    def felt(minute: int) -> float:
        hours = minute / 60 - woke
        return kss(homeostatic_awake(14, hours, THREE), minute / 60, hours, THREE, mapping)

    assert 27 * 60 <= max(minutes, key=felt) <= 30 * 60


def test_sleep_pressure_rises_awake_and_falls_asleep() -> None:
    evening = pressure_awake(0.17, 16, TWO)
    assert (f"{evening:.5f}", f"{pressure_asleep(evening, 8, TWO):.5f}") == ("0.65576", "0.09762")


def test_sixteen_and_eight_hours_settle_in_their_equilibrium_from_anywhere() -> None:
    waking, onset = equilibrium(16, 8, TWO)
    assert (f"{waking:.5f}", f"{onset:.5f}") == ("0.09285", "0.62376")
    s = 1.0
    for _ in range(10):
        s = pressure_asleep(pressure_awake(s, 16, TWO), 8, TWO)
    assert s == pytest.approx(waking)


def test_every_figure_says_its_unit_its_source_and_whether_it_is_assumed() -> None:
    assert all(figure.unit and figure.source for figure in SHEET.figures)
    assumed = {figure.name.split(".")[0] for figure in SHEET.figures if figure.assumed}
    assert assumed == {"kss_mappings", "sleep_habits", "advice"}


def test_a_figure_without_its_source_is_refused(root: Path) -> None:
    sheet = yaml.safe_load((root / "knowledge" / "fatigue" / "parameters.yaml").read_text())
    assert read_parameters(sheet) == SHEET
    del sheet["advice"]["kss"]["source"]
    with pytest.raises(ValidationError, match="source"):
        read_parameters(sheet)


def test_a_default_mapping_that_is_not_there_is_refused(root: Path) -> None:
    sheet = yaml.safe_load((root / "knowledge" / "fatigue" / "parameters.yaml").read_text())
    with pytest.raises(ValueError, match=r"'kss_10' is none of kss_10.60_0.60, kss_9.68_0.46"):
        read_parameters(sheet | {"kss_mapping_default": "kss_10"})


@pytest.mark.parametrize(
    ("kss_value", "level"), [(5.99, "usual"), (6.0, "watch"), (6.99, "watch"), (7.0, "mitigate"), (8.0, "avoid"), (9.0, "avoid")]
)
def test_advice_changes_exactly_at_its_thresholds(kss_value: float, level: str) -> None:
    assert advice_level(kss_value, SHEET.advice_kss) == level
