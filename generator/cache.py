"""What the last run did, so that a run that has nothing to do ends at once.

A record says which files a run read, which it left in OUT, and what it found. While all of them
are the same, and so is the program, the run would only be repeated. A record holds no byte of an
output: wrong or missing, it changes how long a run takes and nothing else. It is heard only if it
is whole.

Whether a file is the same, its entry in the file system tells: size, times and number, as in git's
index. Since a change within one tick of the clock may leave these alike, an entry is kept only of a
file that had rested when it was looked at; of any other the content is compared.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from generator.file_names import on_disk
from generator.schema import Json

_FORMAT: Final = "tablewright-cache/1"
_SECOND: Final = 1_000_000_000
_FINE_TICK: Final = 50_000_000
"""In nanoseconds: longer than a tick of any clock that counts parts of seconds."""
_COARSE_TICK: Final = 2 * _SECOND
"""And of any other: FAT counts by two seconds."""

_Entry: TypeAlias = list[int]
"""Size, times in nanoseconds, and number; empty, where these cannot be believed."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Files as they were: side by side, since there may be tens of thousands."""

    paths: list[str]
    digests: list[str]
    """The SHA-256 of each one's content, in hexadecimal digits."""
    entries: list[_Entry]

    def __add__(self, other: Snapshot) -> Snapshot:
        """The files of both."""
        return Snapshot(
            self.paths + other.paths, self.digests + other.digests, self.entries + other.entries
        )

    def is_current(self) -> bool:
        """Whether all files are still what they were."""
        return all(map(_is_same, self.paths, self.digests, self.entries))


def snapshot(digests: Mapping[str, str], before: int) -> Snapshot:
    """The files with these paths and digests.

    `before` is a moment, in nanoseconds since 1970, at which they had these contents. Raises
    `OSError` where there is no such file.
    """
    entries = []
    for path in digests:
        entry = _entry(path)
        _, modified, changed, _ = entry
        tick = _FINE_TICK if modified % _SECOND or changed % _SECOND else _COARSE_TICK
        entries.append(entry if max(modified, changed) + tick < before else [])
    return Snapshot(list(digests), list(digests.values()), entries)


def _entry(path: str) -> _Entry:
    """Raises `OSError` where no plain file stands there, or a link to one."""
    found = os.stat(_on_disk(path))  # noqa: PTH116 there may be tens of thousands
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"{path} is no file")
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _on_disk(path: str) -> str:
    return path if path.isascii() else on_disk(path)


def _is_same(path: str, digest: str, entry: _Entry) -> bool:
    try:
        if _entry(path) == entry:
            return True
        with open(_on_disk(path), "rb", buffering=0) as file:  # noqa: PTH123 likewise
            return hashlib.sha256(file.readall()).hexdigest() == digest
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Record:
    """A run, as far as the next one may want to know of it."""

    names: list[str]
    """What there was in the spec set."""
    files: Snapshot
    """What it read, and what it left in OUT."""
    found: Json
    """What it said, in a form of the caller's."""

    def is_current(self, names: list[str]) -> bool:
        """Whether the run would only be repeated; `names` are what there is in the spec set."""
        return self.names == names and self.files.is_current()


def record_file(cache: Path, about: Iterable[str]) -> Path:
    """Where the record of a run stands; `about` says what run it is, and of what program."""
    key = hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass")).hexdigest()
    return cache / f"{key[:32]}.json"


def read_record(file: Path) -> Record | None:
    """The record that stands in a file; None where none does that is whole."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        if head != _head(body):
            return None
        names, paths, digests, entries, found = json.loads(body)
    except (OSError, ValueError, TypeError):
        return None
    return Record(names, Snapshot(paths, digests, entries), found)


def record_bytes(record: Record) -> bytes:
    """What a file holds that `read_record` reads."""
    files = record.files
    columns = [record.names, files.paths, files.digests, files.entries, record.found]
    body = json.dumps(columns, separators=(",", ":")).encode("ascii")
    return _head(body) + b"\n" + body


def _head(body: bytes) -> bytes:
    return f"{_FORMAT} {hashlib.sha256(body).hexdigest()}".encode("ascii")


def fingerprint(folders: Iterable[Path]) -> str:
    """A text that changes whenever a file of the program does."""
    return hashlib.sha256("\n".join(sorted(_entries(folders))).encode("utf-8")).hexdigest()


def _entries(folders: Iterable[Path]) -> Iterator[str]:
    waiting = list(map(os.fspath, folders))
    while waiting:
        with os.scandir(waiting.pop()) as found:
            for each in found:
                if not each.is_dir():
                    entry = each.stat()
                    yield f"{each.path!r} {entry.st_size} {entry.st_mtime_ns}"
                elif each.name != "__pycache__":
                    waiting.append(each.path)
