"""Measures whole commands, each in a fresh process: in turn, several times."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, median
from typing import Final

LAUNCHER: Final = Path(__file__).parent / "launcher.py"


class BenchError(Exception):
    """A command did not do what is measured; says which, and what it said."""


def nothing() -> None:
    """What is to be done where nothing is."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is measured."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    """What is different from ours."""
    prepare: Callable[[], None] = nothing
    """What has to be done each time before it, and is not measured."""
    statuses: frozenset[int] = frozenset({0})
    """How it may end."""
    limit: float = 3_600.0
    """After how many seconds it is stopped."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command cost."""

    seconds: float
    processor: float
    """The seconds that processors were busy with it. What else runs changes them little."""
    memory: int
    """The most that it held at any moment, in bytes: see `launcher.py`."""
    status: int
    is_cut: bool
    """It took too long and was stopped."""
    output: str
    """What it said, on either stream."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command costs."""

    runs: tuple[Run, ...]

    @property
    def is_cut(self) -> bool:
        return any(run.is_cut for run in self.runs)

    @property
    def seconds(self) -> float:
        return median(run.seconds for run in self.runs)

    @property
    def memory(self) -> float:
        return median(run.memory for run in self.runs)

    def ratio(self, other: Cost) -> float | None:
        """Its time to another's: the median of what it was in each round. None: one was cut."""
        if self.is_cut or other.is_cut:
            return None
        pairs = zip(self.runs, other.runs, strict=True)
        return median(ours.seconds / theirs.seconds for ours, theirs in pairs)


def run(command: Command, folder: Path) -> Run:
    """Prepare and run a command in a folder.

    Raises `BenchError` where it cannot be run, or ends as it should not.
    """
    command.prepare()
    launched = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCHER), str(command.limit), *command.words],
        cwd=folder,
        env={**os.environ, **command.environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if launched.returncode:
        raise BenchError(f"{' '.join(command.words)}\n{launched.stderr}")
    ran = Run(**json.loads(launched.stdout), output=launched.stderr)
    if ran.status not in command.statuses and not ran.is_cut:
        told = "\n".join(ran.output.splitlines()[-20:])
        raise BenchError(f"exit status {ran.status}: {' '.join(command.words)}\n{told}")
    return ran


def measure_commands(commands: Mapping[str, Command], folder: Path, rounds: int) -> dict[str, Cost]:
    """What each command costs, in turn. One that had to be stopped is not run again.

    Raises `BenchError` as `run` does.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            if not any(each.is_cut for each in runs[name]):
                runs[name].append(run(command, folder))
    return {name: Cost(tuple(each)) for name, each in runs.items()}


def growth(seconds: Mapping[int, float]) -> float:
    """The power of the size that times grow with: by least squares, of the logarithms."""
    points = [(math.log(size), math.log(each)) for size, each in seconds.items()]
    return linear_regression(*zip(*points, strict=True)).slope
