"""Measures several things against one another: in turn, in many short rounds.

What slows a machine down for a while slows all of them, and a median leaves out what hits one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import truediv
from statistics import median
from time import perf_counter
from typing import TypeAlias

Task: TypeAlias = Callable[[], object]

SLICE = 0.004
"""How many seconds a task is repeated for, within a round."""


@dataclass(frozen=True)
class Time:
    """How long a task takes."""

    seconds: float
    """The median of the rounds."""
    ratio: float
    """To the first task: the median of what it was in each round."""


def measure(tasks: Mapping[str, Task], rounds: int) -> dict[str, Time]:
    """How long one run of each task takes."""
    counts = {name: _count(task) for name, task in tasks.items()}
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(_measured(task, counts[name]) / counts[name])
    first = next(iter(found.values()))
    return {
        name: Time(median(each), median(map(truediv, each, first))) for name, each in found.items()
    }


def _count(task: Task) -> int:
    """How often a task runs in one slice. What it does at first use only is done by then."""
    task()
    count = 1
    while (taken := _measured(task, count)) < SLICE / 4:
        count *= 2
    return max(1, round(count * SLICE / taken))


def _measured(task: Task, count: int) -> float:
    """The time of some runs, with the garbage of those before away and no collection within."""
    gc.collect()
    gc.disable()
    try:
        start = perf_counter()
        for _ in range(count):
            task()
        return perf_counter() - start
    finally:
        gc.enable()
