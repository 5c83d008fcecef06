"""What several commands begin with: what there is to compile, and whether errors end it there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from generator.console import say
from generator.files import DiskFolder
from generator.frozen import Frozen
from generator.opening import MANY, open_spec_set
from generator.pipeline import compile_opened, compile_schema_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from generator.crew import Crew
    from generator.pipeline import Compilation


class Task(Frozen):
    """What there is to compile."""

    compile: Callable[[Crew], Compilation]
    """By each of a crew, with one outcome for all. Raises `OSError`."""
    is_large: bool
    """Whether there is enough to do for several processes."""


def task_of(arguments: argparse.Namespace, only: Sequence[str] | None) -> Task:
    """The spec set that the arguments name; `only` are the targets to build. None: it says.

    Raises `CannotWorkError` and `OSError`.
    """
    specs: Path = arguments.specs
    schema_file: Path | None = arguments.from_schema
    if schema_file is not None:
        compilation = compile_schema_file(schema_file, specs, only)
        return Task(lambda _: compilation, len(compilation.schema.declarations) >= MANY)
    opened = open_spec_set(DiskFolder.at(specs), only)
    return Task(partial(compile_opened, opened), opened.is_large)


def is_stopped(compilation: Compilation, *, keep_going: bool = False) -> bool:
    """Whether errors keep anything from being written, which is then said."""
    is_kept = is_kept_back(compilation, keep_going=keep_going)
    if is_kept:
        say("nothing was written, because of the errors above")
    return is_kept


def is_kept_back(compilation: Compilation, *, keep_going: bool) -> bool:
    """Whether errors keep anything from being written."""
    return compilation.report.has_errors and not keep_going
