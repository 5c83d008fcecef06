"""Doing something again whenever files change, found by looking at them from time to time."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from generator.console import flush, say
from generator.diagnostic_text import printable
from generator.failures import CannotWorkError, reason
from generator.files import DiskFolder

if TYPE_CHECKING:
    from pathlib import Path

State: TypeAlias = "dict[str, tuple[int, int]]"
"""Of each file, what is another when the file is."""


def watch(
    state: Callable[[], State], act: Callable[[], object], sleep: Callable[[], object]
) -> None:
    """Act, and again whenever the state is another, until Ctrl-C.

    What keeps the first act from being done is raised; later it is said, since the next change
    may mend it.
    """
    try:
        seen = state()
        act()
        while True:
            gc.collect()  # which nothing else does here: see `cli.py`
            flush()
            sleep()
            now = state()
            if now != seen:
                seen = now
                _tried(act)
    except KeyboardInterrupt:
        return


def _tried(act: Callable[[], object]) -> None:
    try:
        act()
    except BrokenPipeError:  # nobody is looking any more
        raise
    except (CannotWorkError, OSError) as error:
        say(f"tablewright: {printable(reason(error))}")


def watched_files(specs: Path, out: Path, schema_file: Path | None) -> State:
    """The state of the files in SPECS, without those in OUT, which may stand there as well; and of
    the schema file, if that is read.

    Empty where a folder cannot be read: it may come back.
    """
    folder = DiskFolder.at(specs)
    made = f"{os.path.relpath(out, specs)}/"
    try:
        found = folder.stamps(name for name in folder.names() if not name.startswith(made))
        if schema_file is not None:
            shown = schema_file.as_posix()
            found |= DiskFolder(schema_file.parent, shown).stamps([schema_file.name])
    except OSError:
        return {}
    return found
