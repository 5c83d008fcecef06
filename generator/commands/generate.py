"""`tablewright generate`: the main job."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from generator.commands.clock import Clock, pause
from generator.commands.findings import print_diagnostics
from generator.commands.summing_up import print_summary
from generator.commands.watching import watch, watched_files
from generator.console import CLEAN, say
from generator.plan import Plan
from generator.rerun.memory import Memory
from generator.write import recover

if TYPE_CHECKING:
    import argparse

_PAUSE: Final = 0.3
"""How many seconds pass between two looks at the pages."""


def run(arguments: argparse.Namespace) -> int:
    """Make OUT from SPECS, or say what of it is out of date; or go on making it."""
    if not arguments.watch:
        return _generate(arguments)
    state = partial(watched_files, arguments.specs, arguments.out, arguments.from_schema)
    say(f"watching {arguments.specs.as_posix()}, until Ctrl-C")
    watch(state, partial(_generate, arguments), partial(pause, _PAUSE))
    return CLEAN


def _generate(arguments: argparse.Namespace) -> int:
    clock = Clock()
    recover(arguments.out)
    memory = None
    if arguments.from_schema is None:
        memory = Memory(arguments.specs, arguments.out, arguments.target)
    last = memory.recall() if memory is not None else None
    if last is None or last.changed:
        # What there is to do takes longer to load than to find out that there is nothing.
        from generator.commands.making import Making

        return Making(arguments, memory, clock).done(last)
    print_diagnostics(last.record.found())
    if not arguments.check:
        counts = last.record.counts
        print_summary(counts, Plan(unchanged=counts.files), clock.seconds)
    return CLEAN
