"""The program that runs, which what comes of a spec set depends on as well."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from generator.artifacts import templates_folder

_PROGRAM: Final = Path(__file__).parent.parent
_OTHERS: Final = ("jinja2", "yaml", "datamodel_code_generator", "black")
"""The packages that outputs depend on besides."""


def fingerprint() -> str:
    """A text that changes whenever a file of the program does, or what it runs on."""
    others = (_line(os.fspath(each), each.stat()) for each in _others())
    lines = sorted([*_lines(_PROGRAM, templates_folder()), *others])
    return hashlib.sha256("\n".join([sys.version, *lines]).encode("utf-8")).hexdigest()


def _others() -> Iterator[Path]:
    """The first file of each of these packages, and the folder that it was installed in, which is
    another whenever something is installed there."""
    for name in _OTHERS:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            first = Path(spec.origin)
            yield from (first, first.parent.parent)


def _lines(*folders: Path) -> Iterator[str]:
    waiting = [*map(os.fspath, folders)]
    while waiting:
        with os.scandir(waiting.pop()) as found:
            for each in found:
                if not each.is_dir():
                    yield _line(each.path, each.stat())
                elif each.name != "__pycache__":
                    waiting.append(each.path)


def _line(path: str, entry: os.stat_result) -> str:
    return f"{path!r} {entry.st_size} {entry.st_mtime_ns}"
