"""What the last run did, so that a run that has nothing to do ends at once.

A record says which files a run read, which it left in OUT, and what it found. While all of them
are the same, and so is the program, the run would only be repeated; where a few are not, what the
run knew of all the others is there to go on from. A record holds no byte of an output: wrong or
missing, it changes how long a run takes and nothing else. It is heard only if it is whole.

Whether a file is the same, its entry in the file system tells: size, times and number, as in git's
index. Since a change within one tick of the clock may leave these alike, an entry is kept only of a
file that had rested when it was looked at; of any other the content is compared.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress, islice
from operator import not_
from pathlib import Path
from typing import Final, TypeAlias

from generator.file_names import on_disk
from generator.frozen import Frozen
from generator.schema import Json

FEW: Final = 50
"""So many files may have changed for a run to go on from the last one."""
_FORMAT: Final = "tablewright-cache/2"
_SECOND: Final = 1_000_000_000
_FINE_TICK: Final = 50_000_000
"""In nanoseconds: longer than a tick of any clock that counts parts of seconds."""
_COARSE_TICK: Final = 2 * _SECOND
"""And of any other: FAT counts by two seconds."""

_Entry: TypeAlias = list[int]
"""Size, times in nanoseconds, and number; empty, where these cannot be believed."""


class Snapshot(Frozen):
    """Files as they were: side by side, since there may be tens of thousands."""

    paths: list[str]
    digests: list[str]
    """The SHA-256 of each one's content, in hexadecimal digits."""
    entries: list[_Entry]

    def __add__(self, other: Snapshot) -> Snapshot:
        """The files of both; what is in both is as it is here."""
        mine = set(self.paths)
        new = [path not in mine for path in other.paths]
        return Snapshot(
            [*self.paths, *compress(other.paths, new)],
            [*self.digests, *compress(other.digests, new)],
            [*self.entries, *compress(other.entries, new)],
        )

    def changed(self, most: int) -> list[str]:
        """The files that are no longer what they were; when there are more than `most`, not all."""
        same = map(_is_same, self.paths, self.digests, self.entries)
        return list(islice(compress(self.paths, map(not_, same)), most + 1))

    def is_current(self, path: str) -> bool:
        """Whether a file is among these, and still what it was."""
        try:
            at = self.paths.index(path)
        except ValueError:
            return False
        return _is_same(path, self.digests[at], self.entries[at])

    def with_files(self, other: Snapshot) -> Snapshot:
        """The same, but for the files of the other, which are among them."""
        places = {path: at for at, path in enumerate(self.paths)}
        digests, entries = [*self.digests], [*self.entries]
        for path, digest, entry in zip(other.paths, other.digests, other.entries, strict=True):
            digests[places[path]], entries[places[path]] = digest, entry
        return Snapshot(self.paths, digests, entries)


NONE: Final = Snapshot([], [], [])
"""Of no files."""


def snapshot(digests: Mapping[str, str], before: int) -> Snapshot:
    """The files with these paths and digests.

    `before` is a moment, in nanoseconds since 1970, at which they had these contents.
    """
    entries = [_rested(path, before) for path in digests]
    return Snapshot(list(digests), list(digests.values()), entries)


def _rested(path: str, before: int) -> _Entry:
    """The entry of a file, if it can be believed: a file that is gone already has none."""
    try:
        entry = _entry(path)
    except OSError:
        return []
    _, modified, changed, _ = entry
    tick = _FINE_TICK if modified % _SECOND or changed % _SECOND else _COARSE_TICK
    return entry if max(modified, changed) + tick < before else []


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


class Record(Frozen):
    """A run, as far as the next one may want to know of it."""

    names: list[str]
    """What there was in the spec set."""
    files: Snapshot
    """What it read, and what it left in OUT."""
    found: Json
    """What it said, in a form of the caller's."""
    known: bytes
    """What it knew of the pages, likewise; looked at only where few of them changed."""
    news: bytes = b""
    """What is otherwise since that was written."""


def record_file(cache: Path, about: Iterable[str]) -> Path:
    """Where the record of a run stands; `about` says what run it is, and of what program."""
    key = hashlib.sha256("\0".join(about).encode("utf-8", "surrogatepass")).hexdigest()
    return cache / f"{key[:32]}.run"


def read_record(file: Path) -> Record | None:
    """The record that stands in a file; None where none does that is whole."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        if head != _head(body):
            return None
        names, paths, digests, entries, found, known, news = marshal.loads(body)
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return Record(names, Snapshot(paths, digests, entries), found, known, news)


def record_bytes(record: Record) -> bytes:
    """What a file holds that `read_record` reads."""
    files = record.files
    columns = (files.paths, files.digests, files.entries, record.found, record.known, record.news)
    body = marshal.dumps((record.names, *columns))
    return _head(body) + b"\n" + body


def _head(body: bytes) -> bytes:
    return f"{_FORMAT} {hashlib.sha256(body).hexdigest()}".encode("ascii")


def fingerprint(folders: Iterable[Path], others: Iterable[Path] = ()) -> str:
    """A text that changes whenever a file of the program does, in these folders, or one of the
    others, which may be folders that are looked at from outside."""
    entries = [*_entries(folders), *(_line(os.fspath(each), each.stat()) for each in others)]
    return hashlib.sha256("\n".join(sorted(entries)).encode("utf-8")).hexdigest()


def _line(path: str, entry: os.stat_result) -> str:
    return f"{path!r} {entry.st_size} {entry.st_mtime_ns}"


def _entries(folders: Iterable[Path]) -> Iterator[str]:
    waiting = list(map(os.fspath, folders))
    while waiting:
        with os.scandir(waiting.pop()) as found:
            for each in found:
                if not each.is_dir():
                    yield _line(each.path, each.stat())
                elif each.name != "__pycache__":
                    waiting.append(each.path)
