"""What the files of a crew month say, and how bad ones are refused."""

from collections import Counter
from pathlib import Path

import pytest

from evals.kasirzadeh.instance import MonthFault, Task, read_month
from tests.crew_months.months import month, needs_months
from tests.crew_months.small_month import FILES, write


@needs_months
@pytest.mark.parametrize(
    ("number", "legs", "stations", "pairings", "rosters", "employees"),
    [(1, 1013, 26, 172, 33, 33), (2, 1500, 35, 303, 33, 34), (3, 1855, 41, 274, 47, 47)],
)
def test_the_public_months_have_the_published_sizes(
    number: int, legs: int, stations: int, pairings: int, rosters: int, employees: int
) -> None:
    read = month(number)
    assert (len(read.legs), len(read.stations), len(read.pairings), len(read.rosters)) == (legs, stations, pairings, rosters)
    # The second month has a roster fewer than employees: its solution leaves one crew member at home.
    assert sum(read.employees.values()) == employees


@needs_months
def test_words_of_a_roster_become_pairings_and_time_off() -> None:
    roster = month(1).rosters[1]
    assert (roster.crew_id, roster.base, roster.credited_h, roster.days_off) == ("EMP003", "BASE2", 82.2, 11)
    kinds = Counter(one.kind for one in roster.entries)
    assert kinds == {"pairing": 4, "day_off": 7, "vacation": 1, "post_pairing": 4, "post_courriel": 1}
    tasks = [task for one in roster.entries for task in one.tasks]
    assert Task("03_19", deadhead=True) in tasks
    assert Task("02_1", preferred=True) in tasks


def test_a_small_month_is_read_whole(tmp_path: Path) -> None:
    read = read_month(write(tmp_path))
    assert [leg.block_min for leg in read.legs.values()] == [120, 120, 121, 120, 60, 91]
    assert (dict(read.employees), dict(read.most_credit_h), dict(read.crews)) == (
        {"HOME": 1},
        {"HOME": 40.5},
        {1: {"HOME": 1}, 2: {"HOME": 1}},
    )
    assert read.pairings[0].tasks[-1] == Task("02_2", deadhead=True)
    assert len(read.vacations) == 1


def test_a_bad_month_is_refused_once_with_every_fault_and_its_line(tmp_path: Path) -> None:
    bad_day = FILES["day_2.csv"].replace("16:00", "25:00").replace("LEG_02_1 , HOME", "LEG_02_1 , NOWHERE")
    with pytest.raises(MonthFault) as refused:
        read_month(
            write(
                tmp_path,
                day_2_csv=bad_day,
                initialSolution_in=FILES["initialSolution.in"].replace("Base HOME", "Base AWAY").replace("LEG_01_1", "LEX_01_1"),
                solution_0=FILES["solution_0"].replace("POST_PAIRING", "HOLIDAY"),
                creditedHours="",
            )
        )
    assert refused.value.faults == (
        "day_2.csv line 2: '2000-01-02' '25:00' is no date and time",
        "listOfBases.csv: lacks 'NOWHERE', which leg '02_1' uses",
        "initialSolution.in line 3: 'LEX_01_1' is no leg",
        "initialSolution.in line 3: 'AWAY' is none of HOME",
        "solution_0 line 3: schedule 1 of 'HOME' has no credit, cost and days off in creditedHours",
    )


def test_a_month_without_files_names_each_of_them(tmp_path: Path) -> None:
    with pytest.raises(MonthFault) as refused:
        read_month(tmp_path)
    missing = [name for name in FILES if not name.startswith("day_")]
    assert all(any(name in fault for fault in refused.value.faults) for name in [*missing, "day_*.csv"])


def test_time_off_that_nobody_knows_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(MonthFault, match="'HOLIDAY' is neither a leg nor time off"):
        read_month(write(tmp_path, solution_0=FILES["solution_0"].replace("POST_PAIRING", "HOLIDAY")))
