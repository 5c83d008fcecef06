"""The only clock: how long a run takes, and when it began and ended."""

from __future__ import annotations

import time

from generator.frozen import Frozen, field


class Clock(Frozen):
    """Counts from the moment when it is made."""

    began: int = field(default_factory=time.time_ns)
    """That moment, in nanoseconds since 1970."""
    _started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """How many have passed since then."""
        return time.perf_counter() - self._started

    @property
    def moment(self) -> int:
        """The moment that it is, in nanoseconds since 1970."""
        return time.time_ns()


def pause(seconds: float) -> None:
    """Let some time pass."""
    time.sleep(seconds)
