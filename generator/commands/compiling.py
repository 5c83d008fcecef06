"""What several commands begin with: a spec set becomes a compilation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.console import say
from generator.pipeline import compile_folder, compile_schema_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from generator.pipeline import Compilation


def compiled(
    arguments: argparse.Namespace, only: Sequence[str] = (), *, keep: bool = False
) -> Compilation:
    """The spec set that the arguments name; `only` are the targets to build, if they are few.
    `keep` says whether the pages are wanted afterwards.

    Raises `CannotWorkError` and `OSError`.
    """
    specs: Path = arguments.specs
    schema_file: Path | None = getattr(arguments, "from_schema", None)
    if schema_file is not None:
        return compile_schema_file(schema_file, specs, only)
    return compile_folder(specs, specs.as_posix(), only, keep=keep)


def is_stopped(compilation: Compilation, *, keep_going: bool = False) -> bool:
    """Whether errors keep anything from being written, which is then said."""
    if not compilation.report.has_errors or keep_going:
        return False
    say("nothing was written, because of the errors above")
    return True
