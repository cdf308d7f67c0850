"""What is read and written again is the same file."""

import gzip
from pathlib import Path

import pytest

from evals.roadef.instance import ItineraryLeg
from evals.roadef.solution import (
    ITINERARIES,
    ROTATIONS,
    ItineraryRow,
    RotationRow,
    Solution,
    read_solution,
    write_solution,
)
from tests.benchmark.reference import CASES, case_dir, expected, instance, needs_benchmark, solution
from tests.benchmark.small_instance import SmallCase

STRANDED_NOT_LAST = {
    "infeasible/connection_time",
    "infeasible/flight_od_changed",
    "infeasible/itinerary_cancelled_flight",
    "infeasible/itinerary_destination",
    "infeasible/itinerary_unknown",
}
"""Cases with rows stranded away from their destination that are not the last, where the writer puts them."""


@needs_benchmark
@pytest.mark.parametrize("case", CASES or ["absent"])
def test_an_official_file_read_and_written_is_the_same_to_the_byte(case: str, tmp_path: Path) -> None:
    write_solution(instance(expected(case, "cost")["instance"]), solution(case), tmp_path)
    for name in (ROTATIONS, ITINERARIES):
        official = gzip.decompress((case_dir(case) / f"{name}.gz").read_bytes())
        ours = (tmp_path / name).read_bytes()
        if name == ITINERARIES and case in STRANDED_NOT_LAST:
            assert ours != official
            assert sorted(ours.splitlines()) == sorted(official.splitlines())
        else:
            assert ours == official


def test_our_own_solution_read_and_written_is_the_same_to_the_byte(tmp_path: Path) -> None:
    case = SmallCase(tmp_path).fly("9 AAA DDD 21:00 02:00+1 0 07/01/06 Q1", "93 DDD AAA 00:10+1 05:10+1 0 07/01/06 Q1")
    case.book("1 A 100.0 4 4 07/01/06 E", "1 A 100.0 6 cancelled").book("8 A 150.5 2 cancelled 4 07/01/06 E")
    write_solution(case.instance(), case.solution(), tmp_path / "again")
    for name in (ROTATIONS, ITINERARIES):
        assert (tmp_path / "again" / name).read_bytes() == (case.solution_dir() / name).read_bytes()


def test_rows_stranded_away_from_their_destination_are_written_last(tmp_path: Path) -> None:
    case = SmallCase(tmp_path).book("2 A 200.0 5 4 07/01/06 E cancelled")
    write_solution(case.instance(), case.solution(), tmp_path / "again")
    lines = (tmp_path / "again" / ITINERARIES).read_text().splitlines()
    assert lines[-2:] == ["2 A 200.0 5 4 07/01/06 E cancelled", "#"]
    assert lines[:2] == ["1 A 100.0 10 4 07/01/06 E", "3 R 300.0 4 3 07/01/06 B"]


def test_times_count_from_the_row_s_own_date_and_a_new_flight_is_linked_to_none(tmp_path: Path) -> None:
    minute = 24 * 60
    rows = (
        RotationRow(9, "AAA", "DDD", minute + 5, minute + 305, 0, 0, "Q1"),
        RotationRow(95, "DDD", "AAA", minute + 400, minute + 700, 0, 1, "Q1"),
        RotationRow(8, "DDD", "AAA", 240 - minute, 540 - minute, 0, -1, None),
    )
    trips = (ItineraryRow(4, "A", 1234.5, 2, (ItineraryLeg((95, 1), "B"),), cancelled=False),)
    known = SmallCase(tmp_path).instance()
    write_solution(known, Solution(rows, trips), tmp_path / "out")
    assert (tmp_path / "out" / ROTATIONS).read_text().splitlines() == [
        "9 AAA DDD 00:05+1 05:05+1 0 07/01/06 Q1",
        "95 DDD AAA 06:40 11:40 0 08/01/06 Q1",
        "8 DDD AAA 04:00 09:00 0 06/01/06 cancelled",
        "#",
    ]
    assert (tmp_path / "out" / ITINERARIES).read_text() == "4 A 1234.5 2 95 08/01/06 B\n#\n"
    assert read_solution(known, tmp_path / "out") == Solution(rows, trips)


def test_a_flight_that_leaves_before_its_date_cannot_be_written(tmp_path: Path) -> None:
    early = Solution((RotationRow(9, "AAA", "DDD", -5, 295, 0, 0, "Q1"),), ())
    with pytest.raises(ValueError, match="5 minutes before its date cannot be written"):
        write_solution(SmallCase(tmp_path).instance(), early, tmp_path / "out")


def test_packed_files_are_read_like_plain_ones(tmp_path: Path) -> None:
    case = SmallCase(tmp_path)
    packed = tmp_path / "packed"
    packed.mkdir()
    for name in (ROTATIONS, ITINERARIES):
        (packed / f"{name}.gz").write_bytes(gzip.compress((case.solution_dir() / name).read_bytes()))
    assert read_solution(case.instance(), packed) == case.solution()
