"""Files become sources. The only module that reads the input from disk.

The input stands in a folder, on disk or in a commit (`git.py`), and is read by the same rules.
"""

from __future__ import annotations

import codecs
import errno
import fnmatch
import os
import posixpath
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from generator.file_names import from_disk, on_disk
from generator.frozen import Frozen
from generator.source import Source, Span

if TYPE_CHECKING:
    from generator.diagnostics import Report

STANDARD_INPUT: Final = "<stdin>"
"""What messages call it."""


class Folder(Protocol):
    """A folder of the input. What is in it has a name: its path from here, with forward slashes,
    which may lead out of the folder again."""

    @property
    def shown(self) -> str:
        """The folder as the user typed it, for messages."""

    @property
    def name(self) -> str:
        """The folder's own name, though it may be reached as `.` or `..`; never empty."""

    def path(self, name: str) -> str:
        """The path of a file as the user would type it."""

    def names(self, below: str = "") -> Iterable[str]:
        """The names, relative to the folder `below`, of all files there, in no order; without
        what `is_passed_by`. Links to folders are not followed, those to files are.

        Raises `OSError` where a folder cannot be read.
        """

    def contents(self, names: Iterable[str]) -> Iterable[bytes]:
        """The contents of files. Raises `OSError` where one cannot be read."""

    def is_file(self, name: str) -> bool:
        """Whether there is a file of this name."""

    def is_folder(self, name: str) -> bool:
        """Whether there is a folder of this name. The empty name is the folder itself."""

    def is_within(self, name: str, below: str) -> bool:
        """Whether a file that was found in the folder `below` stands there, links followed."""


def is_passed_by(part: str) -> bool:
    """Whether a part of a path is never looked into: it holds other people's pages."""
    return part.startswith(".") or part == "node_modules"


class DiskFolder(Frozen):
    """A folder on disk."""

    place: Path
    shown: str

    @classmethod
    def at(cls, path: Path) -> DiskFolder:
        """The folder at a path, shown as that was typed."""
        return cls(path, path.as_posix())

    @property
    def name(self) -> str:
        """Its own name; what is no UTF-8 in it is replaced."""
        name = Path(os.path.abspath(self.place)).name  # noqa: PTH100 a link keeps its name
        return os.fsencode(name).decode("utf-8", "replace") or "types"

    def path(self, name: str) -> str:
        """The path of a file as the user would type it."""
        above, slash, last = name.rpartition("/")
        if last in ("", ".", "..") or "\\" in last or ":" in last:  # two mean more on Windows
            return (Path(self.shown) / name).as_posix()
        return _shown(self.shown, above + slash) + last

    def names(self, below: str = "") -> Iterator[str]:
        """The names of all files in the folder `below`, relative to it."""
        folder, waiting = self.place / on_disk(below), [""]
        while waiting:
            above = waiting.pop()
            with os.scandir(folder / on_disk(above)) as entries:
                for entry in entries:
                    name = from_disk(entry.name)
                    if is_passed_by(name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{above}{name}/")
                    elif _is_file(entry):
                        yield above + name

    def stamps(self, names: Iterable[str]) -> dict[str, tuple[int, int]]:
        """The time of the last change, and the size, of those of these files that are there.

        Raises `OSError` where that cannot be found out.
        """
        found: dict[str, tuple[int, int]] = {}
        for name in names:
            with suppress(FileNotFoundError):
                state = os.stat(os.path.join(self.place, on_disk(name)))  # noqa: PTH116, PTH118
                found[name] = (state.st_mtime_ns, state.st_size)
        return found

    def contents(self, names: Iterable[str]) -> Iterator[bytes]:
        """The contents of files, each read when it is asked for."""
        return (_bytes(self.place, name) for name in names)

    def is_file(self, name: str) -> bool:
        """Whether there is a file of this name: none has one that the system does not take."""
        try:
            return (self.place / on_disk(name)).is_file()
        except OSError:
            return False

    def is_folder(self, name: str) -> bool:
        """Whether there is a folder of this name, likewise."""
        try:
            return (self.place / on_disk(name)).is_dir()
        except OSError:
            return False

    def is_within(self, name: str, below: str) -> bool:
        """Whether a file that was found in the folder `below` stands there, links followed."""
        place = (self.place / on_disk(name)).resolve()
        return place.is_relative_to((self.place / on_disk(below)).resolve())

    def is_link(self, name: str) -> bool:
        """Whether `name` is a link to something that stands elsewhere."""
        return (self.place / on_disk(name)).is_symlink()


@cache  # of ten thousand pages, many stand in one folder
def _shown(shown: str, name: str) -> str:
    """What the user would type before the name of a file in the folder `name`."""
    path = (Path(shown) / name).as_posix()
    return "" if path == "." else posixpath.join(path, "")


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def _bytes(folder: Path, name: str) -> bytes:
    # A large set has ten thousand pages, for which `Path` takes as long as reading them.
    with open(os.path.join(folder, on_disk(name)), "rb", buffering=0) as file:  # noqa: PTH118, PTH123
        return file.readall()


def find_pages(folder: Folder, include: Iterable[str], exclude: Iterable[str]) -> tuple[str, ...]:
    """The names of the files of a folder that a glob includes and none excludes, sorted.

    Raises `OSError` where a folder cannot be read.
    """
    return _chosen(folder.names(), include, exclude)


def find_files(folder: Folder, name: str, include: Iterable[str]) -> tuple[str, ...] | None:
    """The names, relative to the folder `name` in `folder`, of the files that a glob includes.

    None where there is no such folder. Raises `OSError` where a folder cannot be read.
    """
    return _chosen(folder.names(name), include, ()) if folder.is_folder(name) else None


def _chosen(
    names: Iterable[str], include: Iterable[str], exclude: Iterable[str]
) -> tuple[str, ...]:
    included, excluded = [_parts(glob) for glob in include], [_parts(glob) for glob in exclude]
    return tuple(
        sorted(
            name
            for name in names
            if _matches_any(name, included) and not _matches_any(name, excluded)
        )
    )


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
    while glob and glob[-1] != "**":  # there is one part only that this can match
        if not parts or not fnmatch.fnmatchcase(parts[-1], glob[-1]):
            return False
        parts, glob = parts[:-1], glob[:-1]
    if glob == ["**"]:
        return True
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


def read_sources(folder: Folder, names: Sequence[str], report: Report) -> Iterator[Source]:
    """The sources of these names in `folder`, without those, each with a diagnostic, that are not
    text. Raises `OSError` where a file cannot be read.
    """
    for name, data in zip(names, folder.contents(names), strict=True):
        source = _source(folder.path(name), name, data.removeprefix(codecs.BOM_UTF8), report)
        if source is not None:
            yield source


def read_standard_input(report: Report) -> Source | None:
    """What comes in on standard input; None, with a diagnostic, where it is not text.

    Raises `OSError` where it cannot be read.
    """
    if sys.stdin is None:  # whoever started us closed it
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), STANDARD_INPUT)
    data = sys.stdin.buffer.read()
    return _source(STANDARD_INPUT, STANDARD_INPUT, data.removeprefix(codecs.BOM_UTF8), report)


def _source(path: str, name: str, data: bytes, report: Report) -> Source | None:
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


def _span_after(text: str, path: str) -> Span:
    """The place of the one character after `text`, with which the file at `path` begins."""
    return Source(path, path, text).span(len(text), len(text) + 1)
