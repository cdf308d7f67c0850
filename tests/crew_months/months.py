"""The public months beside the repository; they have no licence and are never part of it."""

from functools import cache

import pytest

from evals.kasirzadeh.instance import Month, read_month
from evals.suite import SHARED_DATA

FOLDER = SHARED_DATA / "crew_kasirzadeh"

needs_months = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the crew months are not in ../shared/data/crew_kasirzadeh; they have no licence and are not included",
)


@cache
def month(number: int) -> Month:
    return read_month(FOLDER / f"instance{number}")
