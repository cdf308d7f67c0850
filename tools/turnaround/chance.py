"""The chance of being off-block by a time: sampled with the same random numbers for every turn and every shortcut.

Minutes of a task are triangular between lowest and highest with the mode at the likely ones. The tasks of a turn have a pace in
common: u_j = Phi(sqrt(r) z + sqrt(1 - r) z_j) with r the practice's `pace_in_common_percent`, z and z_j standard normal, each of
them a stratified sample drawn from the seed and the task's name. Two networks differ by what was changed and by nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt
from typing import get_args

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from knowledge.airline.turnaround_practice import TaskName, turnaround_practice
from tools.turnaround.critical_path import Numbers, starts
from tools.turnaround.problem import Minutes, TaskNetwork

SAMPLES = 2_000
_PLACE = {name: place for place, name in enumerate(get_args(TaskName))}
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Chance:
    """A probability from samples, with the half-width of its 95 % interval (Wilson's, as if the samples were independent)."""

    probability: float
    half_width: float


def sampled_ground_min(
    network: TaskNetwork, *, seed: int, not_before: Mapping[TaskName, int] | None = None, samples: int = SAMPLES
) -> Numbers:
    """Minutes from the beginning to off-block in each sample; tasks not before the times their units are there."""
    common = turnaround_practice().turns.pace_in_common_percent
    durations = np.column_stack([_drawn(seed, task.name, samples, common, task.minutes) for task in network.tasks])
    return np.asarray(starts(network.shape, durations, not_before)[:, -1])


def chance_within(ground_min: Numbers, available_min: int) -> Chance:
    """The chance that the ground time is at most so many minutes."""
    count = len(ground_min)
    share = float(np.count_nonzero(ground_min <= available_min)) / count
    z2 = _Z * _Z
    half = _Z * sqrt(share * (1 - share) / count + z2 / (4 * count * count)) / (1 + z2 / count)
    return Chance(round(share, 4), round(half, 4))


def percentile_min(ground_min: Numbers, percent: int) -> int:
    """Whole minutes within which so many percent of the samples are off-block."""
    return int(np.ceil(np.percentile(ground_min, percent)))


@cache
def _uniform(seed: int, name: TaskName, samples: int, common_percent: int) -> npt.NDArray[np.float64]:
    common = common_percent / 100
    both = sqrt(common) * _normal(seed, 0, samples) + sqrt(1 - common) * _normal(seed, 1 + _PLACE[name], samples)
    drawn: npt.NDArray[np.float64] = ndtr(both)
    drawn.flags.writeable = False
    return drawn


def _normal(seed: int, stream: int, samples: int) -> Numbers:
    dice = np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, stream))))
    return np.asarray(ndtri((dice.permutation(samples) + dice.random(samples)) / samples))


@lru_cache(maxsize=1_000)
def _drawn(seed: int, name: TaskName, samples: int, common_percent: int, minutes: Minutes) -> npt.NDArray[np.float64]:
    """The task's minutes in each sample: turns of one aircraft type on one day ask for the same ones."""
    drawn = _triangular(_uniform(seed, name, samples, common_percent), minutes)
    drawn.flags.writeable = False
    return drawn


def _triangular(uniform: Numbers, minutes: Minutes) -> npt.NDArray[np.float64]:
    low, mode, high = float(minutes.low), float(minutes.likely), float(minutes.high)
    if low == high:
        return np.full_like(uniform, low)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < split, rising, falling)
