"""What the user sees: results on standard output, everything else on standard error.

With `cli`, which opens and closes the two streams, the only module that prints. It is loaded
before anything else, and loads nothing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, TextIO

CLEAN: Final = 0
FINDINGS: Final = 1
CANNOT_WORK: Final = 2
"""The tool could not do its job."""


def out(text: str) -> None:
    """Show a result, as it is."""
    sys.stdout.write(text)


def say(message: str) -> None:
    """Say something about the work, on a line of its own."""
    sys.stderr.write(f"{message}\n")


def flush() -> None:
    """Let everything be seen that was shown so far; else that is certain only at the end."""
    sys.stdout.flush()
    sys.stderr.flush()


def out_has_colour() -> bool:
    """Whether results may be coloured."""
    return _has_colour(sys.stdout)


def say_has_colour() -> bool:
    """Whether what is said about the work may be coloured."""
    return _has_colour(sys.stderr)


def cache_folder() -> Path:
    """Where what is only kept to save time has its place, by the XDG Base Directory
    Specification."""
    folder = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(folder):  # noqa: PTH117 such a one is not to be heard
        folder = os.path.expanduser("~/.cache")  # noqa: PTH111 `Path` fails where there is no home
    return Path(folder) / "tablewright"


def _has_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")
