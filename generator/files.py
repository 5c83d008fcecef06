"""Files become sources. The only module that reads the input from disk."""

from __future__ import annotations

import codecs
import fnmatch
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from generator.file_names import from_disk, on_disk
from generator.source import Source, Span

if TYPE_CHECKING:
    from generator.diagnostics import Report


def find_pages(folder: Path, include: Iterable[str], exclude: Iterable[str]) -> tuple[str, ...]:
    """The names of the files below `folder` that a glob includes and none excludes, sorted.

    A name is a path relative to the folder, with forward slashes. What begins with a dot, and
    `node_modules`, is never looked into: it holds other people's pages. Links to folders are not
    followed. Raises `OSError` where a folder cannot be read.
    """
    included, excluded = [_parts(glob) for glob in include], [_parts(glob) for glob in exclude]
    return tuple(
        sorted(
            name
            for name in _names(folder)
            if _matches_any(name, included) and not _matches_any(name, excluded)
        )
    )


def _names(folder: Path) -> Iterator[str]:
    """The names of all files below a folder, in no order."""
    waiting = [""]
    while waiting:
        above = waiting.pop()
        with os.scandir(folder / on_disk(above)) as entries:
            for entry in entries:
                name = from_disk(entry.name)
                if name.startswith(".") or name == "node_modules":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{above}{name}/")
                elif _is_file(entry):
                    yield above + name


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _parts(glob: str) -> list[str]:
    """The parts of a glob, between its slashes. A slash at the end is for all in the folder."""
    parts = [part for part in glob.split("/") if part not in ("", ".")]
    return [*parts, "**"] if glob.endswith("/") else parts


def _matches_any(name: str, globs: Iterable[list[str]]) -> bool:
    parts = name.split("/")
    return any(_matches(parts, glob) for glob in globs)


def _matches(parts: list[str], glob: list[str]) -> bool:
    """Whether a glob matches a name from end to end. `**` stands for any number of parts.

    The matching is our own, since that of `pathlib` differs from one version to the next.
    """
    reached = {0}  # how many parts of the name the glob may have taken so far
    for wanted in glob:
        if wanted == "**":
            reached = set(range(min(reached), len(parts) + 1))
        else:
            reached = {
                index + 1
                for index in reached
                if index < len(parts) and fnmatch.fnmatchcase(parts[index], wanted)
            }
        if not reached:
            return False
    return len(parts) in reached


def is_file(folder: Path, name: str) -> bool:
    """Whether `name` in `folder` is a file. No file has a name that the system does not take."""
    try:
        return (folder / on_disk(name)).is_file()
    except OSError:
        return False


def read_source(folder: Path, shown: str, name: str, report: Report) -> Source | None:
    """The source `name` in `folder`; None, with a diagnostic, where it is not text.

    `shown` is the folder as the user typed it, for messages. Raises `OSError` where the file
    cannot be read.
    """
    path = (Path(shown) / name).as_posix()
    data = _bytes(folder, name).removeprefix(codecs.BOM_UTF8)
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        span = Span(path, 1, 1, 1)
        report.add("not-utf8", span, "the name of this file is not UTF-8", "rename it")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        report.add(
            "not-utf8",
            _span_after(data[: error.start].decode("utf-8"), path),
            f"the byte 0x{data[error.start]:02X} begins no UTF-8 character here",
            "save the file as UTF-8",
        )
        return None
    before, nul, _ = text.partition("\0")
    if nul:
        span = _span_after(before, path)
        report.add("nul-character", span, "a NUL character", "take it out: text has none")
        return None
    return Source(path, name, text)


def _bytes(folder: Path, name: str) -> bytes:
    # A large set has ten thousand pages, for which `Path` takes as long as reading them.
    with open(os.path.join(folder, on_disk(name)), "rb", buffering=0) as file:  # noqa: PTH118, PTH123
        return file.readall()


def _span_after(text: str, path: str) -> Span:
    """The place of the one character after `text`, with which the file at `path` begins."""
    lines = Source(path, path, text).lines()
    column = len(lines[-1]) + 1
    return Span(path, len(lines), column, column + 1)
