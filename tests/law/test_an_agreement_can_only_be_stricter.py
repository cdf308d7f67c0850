"""An agreement on top of the law: what is refused, and that a stricter one only ever turns a pass into a fail."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.dated_law import BadRegime, Parameter
from knowledge.flight_time.duty import Consent, DutyCase, DutyPeriod, Sector, Standby, StandbyKind, Totals
from knowledge.flight_time.regime import Extension, Regime, agreed, breaches_of, regime

AGREEMENT = """
rest: {citation: agreement 6, unit: min, stricter: higher, confidence: assumed, values: [{since: 2026-01-01, value: 660}]}
flight_time_672_hours:
  {citation: agreement 4, unit: min, stricter: lower, confidence: assumed, values: [{since: 2026-01-01, value: 5700}]}
flight_time:
  citation: agreement 7
  unit: min
  stricter: lower
  confidence: assumed
  values: [{since: 2026-01-01, value: {from: [0, 300, 1200], limits: [[450], [540], [450]]}}]
"""


@pytest.fixture(scope="module")
def law() -> Regime:
    return regime("us_part_117")


def sheet(**changes: Mapping[str, Any]) -> dict[str, Parameter]:
    """The agreement above with some parameters changed or added."""
    written = yaml.safe_load(AGREEMENT)
    for name, change in changes.items():
        written[name] = {**written.get(name, written["rest"]), **change}
    return {name: Parameter(name=name, **body) for name, body in written.items()}


def since_2026(value: object) -> dict[str, Any]:
    return {"values": [{"since": date(2026, 1, 1), "value": value}]}


def read(law: Regime, own: Mapping[str, Parameter], **other: Any) -> dict[str, Parameter]:
    return agreed("contract", law, own, **{"rules": law.rules, "extensions": law.extensions, **other})


def faults(law: Regime, own: Mapping[str, Parameter], **other: Any) -> list[str]:
    with pytest.raises(BadRegime) as refused:
        read(law, own, **other)
    return str(refused.value).split("; contract: ")


# --- what is refused --------------------------------------------------------------------------------------------------


def test_stricter_figures_are_taken(law: Regime) -> None:
    taken = read(law, sheet())

    assert {name: one.on(date(2026, 1, 1)) for name, one in taken.items() if name != "flight_time"} == {
        "rest": 660,
        "flight_time_672_hours": 5700,
    }


def test_a_figure_may_be_the_laws_own_and_not_a_minute_looser(law: Regime) -> None:
    assert read(law, sheet(rest=since_2026(600)))["rest"].on(date(2026, 1, 1)) == 600
    assert faults(law, sheet(rest=since_2026(599))) == [
        "contract: from 2026-01-01 rest is 599, looser than 600 (14 CFR 117.25(e)); an agreement can only be stricter"
    ]


def test_one_cell_of_a_table_that_is_a_minute_looser_is_named(law: Regime) -> None:
    table = {"from": [0, 300, 1200], "limits": [[450], [541], [450]]}

    (fault,) = faults(law, sheet(flight_time=since_2026(table)))

    assert "flight_time.limits[1][0] is 541, looser than 540" in fault


def test_the_edges_of_a_tables_bands_stay_the_laws(law: Regime) -> None:
    # A band of nine hours that begins an hour earlier would be looser, though no limit is.
    table = {"from": [0, 240, 1200], "limits": [[450], [540], [450]]}

    (fault,) = faults(law, sheet(flight_time=since_2026(table)))

    assert "flight_time.from[1] is 240 and must stay 300" in fault


@pytest.mark.parametrize(
    "table",
    [
        540,
        [[450], [540], [450]],
        {"from": [0, 300], "limits": [[450], [450]]},
        {"from": [0, 300, 1200], "limits": [[450, 450], [540, 540], [450, 450]]},
        {"limits": [[450], [540], [450]]},
    ],
)
def test_a_table_of_another_shape_is_refused(law: Regime, table: object) -> None:
    assert any("has another shape than the law's" in one for one in faults(law, sheet(flight_time=since_2026(table))))


@pytest.mark.parametrize("value", [None, "660", 660.5, True])
def test_what_is_no_whole_number_is_no_stricter_figure(law: Regime, value: object) -> None:
    assert any(f"rest is {value!r} and must stay 600" in one for one in faults(law, sheet(rest=since_2026(value))))


def test_a_clock_time_can_be_neither_stricter_nor_looser(law: Regime) -> None:
    own = sheet(split_duty_from={"unit": "minute of the local day", "stricter": "neither", **since_2026(1380)})

    assert any("split_duty_from is 1380 and must stay 1320" in one for one in faults(law, own))


def test_a_parameter_that_the_law_does_not_have_is_refused(law: Regime) -> None:
    assert faults(law, sheet(days_off_a_month=since_2026(12))) == [
        "contract: 'days_off_a_month' is not a parameter of us_part_117"
    ]


@pytest.mark.parametrize("change", [{"unit": "h"}, {"stricter": "lower"}])
def test_another_unit_or_direction_than_the_laws_is_refused(law: Regime, change: dict[str, str]) -> None:
    assert any("the law's is in min, higher" in one for one in faults(law, sheet(rest=change)))


def test_every_fault_is_named_at_once(law: Regime) -> None:
    own = sheet(
        rest=since_2026(540),
        flight_time_672_hours=since_2026([5700]),
        flight_time=since_2026({"from": [0, 300, 1200], "limits": [[481], [541], [480]]}),
        days_off_a_month=since_2026(12),
    )

    named = faults(law, own, rules=law.rules[1:])

    assert len(named) == 6
    for part in ("days_off_a_month", "rest is 540", "another shape", "limits[0][0] is 481", "limits[1][0] is 541", "left out"):
        assert any(part in one for one in named)


def test_a_figure_that_loosens_later_is_refused_for_that_day(law: Regime) -> None:
    values = [{"since": date(2026, 1, 1), "value": 660}, {"since": date(2027, 1, 1), "value": 590}]

    (fault,) = faults(law, sheet(rest={"values": values}))

    assert "from 2027-01-01 rest is 590" in fault


def test_a_law_that_becomes_stricter_overtakes_an_agreement() -> None:
    # Given the cabin crew's rest, 9 h until 13 November 2022 and 10 h since
    cabin = regime("us_121_467")
    nine_and_a_half = {"values": [{"since": date(2020, 1, 1), "value": 570}]}
    own = {"rest": sheet(rest=nine_and_a_half)["rest"]}

    (fault,) = faults(cabin, own)

    assert "from 2022-11-14 rest is 570, looser than 600" in fault


def test_a_rest_that_the_law_does_not_let_be_reduced_stays_so() -> None:
    cabin = regime("us_121_467")
    own = {"rest_reduced": Parameter(**{**dict(sheet()["rest"]), "name": "rest_reduced"})}

    assert any("rest_reduced is 660 and must stay None" in one for one in faults(cabin, own))


def test_an_agreement_cannot_leave_out_a_rule_or_bring_an_extension(law: Regime) -> None:
    by_contract = Extension("by contract", "agreement 8", (), 240, lambda duty: duty)

    named = faults(law, sheet(), rules=law.rules[:-1], extensions=(*law.extensions, by_contract))

    assert named == [
        f"contract: rule {law.rules[-1].name!r} of us_part_117 is left out",
        "extension 'by contract' is none of us_part_117",
    ]


def test_before_its_first_day_the_laws_figures_apply() -> None:
    contract, law = regime("assumed_us_agreement"), regime("us_part_117")

    assert contract.law(date(2025, 12, 31))["rest"] == law.law(date(2025, 12, 31))["rest"]
    assert contract.law(date(2026, 1, 1))["rest"] > law.law(date(2026, 1, 1))["rest"]


# --- what it does -----------------------------------------------------------------------------------------------------

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
CLOCKS = ("UTC", "America/New_York", "America/Los_Angeles")


def minutes(low: int, high: int) -> st.SearchStrategy[timedelta]:
    return st.integers(low, high).map(lambda one: timedelta(minutes=one))


@st.composite
def duties(draw: st.DrawFn, report_at: datetime, clock: str) -> DutyPeriod:
    """A duty of one to seven sectors and 4 to 18 hours, perhaps augmented, on call before it, or overrunning."""
    legs = draw(st.integers(1, 7))
    steps = [draw(minutes(40, 1080 // legs)) for _ in range(legs)]
    ends = [report_at + one for one in accumulate(steps)]
    sectors = tuple(
        Sector(on_block - step * draw(st.integers(4, 9)) // 10, on_block, clock, clock)
        for step, on_block in zip(steps, ends, strict=True)
    )
    kind: StandbyKind | None = draw(st.sampled_from((None, None, "short_call", "airport_standby")))
    called = report_at - draw(minutes(60, 600))
    consents: tuple[Consent, ...] = draw(st.sampled_from(((), ("certificate_holder", "pilot_in_command"))))
    return DutyPeriod(
        report_at=report_at,
        release_at=ends[-1] + timedelta(minutes=15),
        sectors=sectors,
        report_clock=clock,
        pilots=draw(st.sampled_from((2, 2, 2, 3, 4))),
        rest_facility=draw(st.sampled_from(("none", "class_1", "class_3"))),
        standby=None if kind is None else Standby(kind, called, called + draw(minutes(600, 900)), clock=clock),
        unforeseen=draw(st.booleans()),
        overrun_arose=draw(st.sampled_from(("before_takeoff", "after_takeoff"))),
        in_operators_control=draw(st.booleans()),
        consents=consents,
    )


@st.composite
def rosters(draw: st.DrawFn) -> DutyCase:
    """A duty after up to six others, rests of 8 to 40 hours between them, the flight time of the weeks before as a sum."""
    clock = draw(st.sampled_from(CLOCKS))
    report_at, worked = NOON + draw(minutes(0, 1440)), []
    duty = draw(duties(report_at, clock))
    for _ in range(draw(st.integers(0, 6))):
        one = draw(duties(report_at - timedelta(hours=19) - draw(minutes(-600, 1260)), clock))
        worked.append(one)
        report_at = one.report_at
    return DutyCase(
        duty=duty,
        home_clock=clock,
        history=tuple(one for one in worked if one.release_at <= duty.report_at),
        history_from=draw(st.sampled_from((None, report_at - timedelta(days=1), NOON - timedelta(days=400)))),
        totals=Totals(flight_min_672_h=draw(st.one_of(st.none(), st.integers(4500, 6100)))),
    )


@settings(max_examples=200)
@given(case=rosters())
def test_what_the_agreement_allows_the_law_allows(case: DutyCase) -> None:
    by_law = {one.rule for one in breaches_of(regime("us_part_117").check(case))}
    by_agreement = {one.rule for one in breaches_of(regime("assumed_us_agreement").check(case))}

    assert by_law <= by_agreement


def test_a_night_duty_of_9_45_is_allowed_by_the_law_and_not_by_the_agreement() -> None:
    report_at, on_block = NOON.replace(hour=23), NOON.replace(hour=23) + timedelta(minutes=585)
    night = DutyCase(DutyPeriod(report_at, on_block, (Sector(on_block - timedelta(hours=5), on_block),)))

    assert breaches_of(regime("us_part_117").check(night)) == ()
    assert [one.rule for one in breaches_of(regime("assumed_us_agreement").check(night))] == ["fdp_unaugmented"]
