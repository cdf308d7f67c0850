"""Minimum ground time: the longest path from on-block to off-block, of many turns at once.

With d the minutes of tasks and P(j) the predecessors of j, in the order of the list:
    start_j = max(start_i + d_i : i in P(j)), 0 without predecessors;  ground time = start of the last task.
    latest start l_j = min(l_k : j in P(k)) - d_j, of the last task its start;  slack_j = l_j - start_j.
Turns of one shape (names and arcs) are one array operation per arc.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge.airline.turnaround_practice import TaskName
from tools.turnaround.problem import TaskNetwork

Shape: TypeAlias = tuple[tuple[TaskName, tuple[int, ...]], ...]
Numbers: TypeAlias = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """Minimum ground time, the tasks that make it, in order, and by how many minutes each task may slip without changing it."""

    minutes: int
    path: tuple[TaskName, ...]
    slack_min: Mapping[TaskName, int]


def starts(shape: Shape, durations: Numbers, not_before: Mapping[TaskName, int] | None = None) -> Numbers:
    """Earliest start of every task (columns) in every case (rows); none before `not_before`, in minutes after the beginning."""
    begin = np.zeros_like(durations)
    for task, (name, after) in enumerate(shape):
        if not_before and name in not_before:
            begin[:, task] = not_before[name]
        for one in after:
            np.maximum(begin[:, task], begin[:, one] + durations[:, one], out=begin[:, task])
    return begin


def critical_paths(networks: Sequence[TaskNetwork]) -> list[CriticalPath]:
    """The critical path of each turn with likely minutes. Of equally long paths, the one by the predecessor listed first."""
    alike: dict[tuple[tuple[TaskName, tuple[TaskName, ...]], ...], list[int]] = {}
    for index, network in enumerate(networks):
        alike.setdefault(tuple([(task.name, task.after) for task in network.tasks]), []).append(index)
    found: dict[int, CriticalPath] = {}
    for rows in alike.values():
        shape = networks[rows[0]].shape
        durations = np.array([[task.minutes.likely for task in networks[row].tasks] for row in rows], dtype=np.int64)
        found.update(zip(rows, _paths(shape, durations), strict=True))
    return [found[index] for index in range(len(networks))]


def _paths(shape: Shape, durations: Numbers) -> list[CriticalPath]:
    begin = starts(shape, durations)
    last = len(shape) - 1
    latest = np.repeat(begin[:, last:], len(shape), axis=1)
    latest[:, :last] -= durations[:, :last]
    for task in range(last, -1, -1):
        for one in shape[task][1]:
            np.minimum(latest[:, one], latest[:, task] - durations[:, one], out=latest[:, one])
    spare: Any = latest - begin
    before: Any = np.full(durations.shape, -1, dtype=np.int64)
    for task, (_, after) in enumerate(shape):
        if after:
            ends = begin[:, after] + durations[:, after]
            before[:, task] = np.array(after)[ends.argmax(axis=1)]
    names = [name for name, _ in shape]
    path = cache(lambda links: _path(names, links))  # most turns of a shape hang on the same few paths
    return [
        CriticalPath(int(ground), path(tuple(links)), dict(zip(names, slack, strict=True)))
        for ground, links, slack in zip(begin[:, last], before.tolist(), spare.tolist(), strict=True)
    ]


def _path(names: Sequence[TaskName], before: Sequence[int]) -> tuple[TaskName, ...]:
    path: list[TaskName] = []
    task = before[-1]
    while task >= 0:
        path.append(names[task])
        task = before[task]
    return tuple(reversed(path))
