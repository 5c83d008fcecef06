"""Runs one command, and prints as JSON what that cost: `launcher.py SECONDS COMMAND…`.

SECONDS is when the command is stopped, with all that it started. What it says goes to standard
error.

This is a process of its own, and a small one: what Linux counts for a process begins with what its
parent held, and what does the measuring holds a lot.

Memory is the most that the process held at any moment (`ru_maxrss`). Where it has children, the
kernel tells only the largest of them; so all are looked at, several times a second, and what counts
is the largest sum, in which what several of them share is counted once (`Pss` of the kernel).
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

BETWEEN_LOOKS = 0.05
"""In seconds."""
UNIT = 1 if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts, in bytes."""


class Watch(threading.Thread):
    """Looks at a process and its children until it is told to stop; ends them when time is up."""

    def __init__(self, pid: int, limit: float) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._until = perf_counter() + limit
        self._ended = threading.Event()
        self.peak = 0
        self.is_cut = False

    def run(self) -> None:
        while not self._ended.wait(BETWEEN_LOOKS):
            self.peak = max(self.peak, sum(map(_held, _tree(self._pid))))
            if perf_counter() > self._until:
                self.is_cut = True
                os.killpg(self._pid, signal.SIGKILL)
                return

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield from _tree(int(child))
    except OSError:  # it has ended, or this is no Linux
        return


def _held(pid: int) -> int:
    """What a living process holds, in bytes; of what it shares with others, its part."""
    try:
        found = re.search(r"Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"))
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def main() -> None:
    limit, *command = sys.argv[1:]
    files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, 2, 1)]
    start = perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=files, setpgroup=0)
    watch = Watch(pid, float(limit))
    watch.start()
    try:
        _, ended, usage = os.wait4(pid, 0)
    except KeyboardInterrupt:
        os.killpg(pid, signal.SIGKILL)
        raise
    seconds = perf_counter() - start
    watch.stop()
    cost = {
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "memory": max(watch.peak, usage.ru_maxrss * UNIT),
        "status": os.waitstatus_to_exitcode(ended),
        "is_cut": watch.is_cut,
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
