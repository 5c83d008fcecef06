"""Files as they were, to see whether they still are.

Its entry in the file system tells whether a file is the same: size, times and number, as in git's
index. Since a change within one tick of the clock may leave these alike, an entry is kept only of a
file that had rested when it was looked at; of any other the content is compared.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from itertools import compress, islice
from operator import not_
from typing import TYPE_CHECKING, Final, TypeAlias

from generator.file_names import on_disk
from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.source import Source

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


NONE: Final = Snapshot([], [], [])
"""Of no files."""


def snapshot(digests: Mapping[str, str], before: int) -> Snapshot:
    """The files with these paths and digests.

    `before` is a moment, in nanoseconds since 1970, at which they had these contents.
    """
    entries = [_rested(path, before) for path in digests]
    return Snapshot(list(digests), list(digests.values()), entries)


def read_snapshot(sources: Iterable[Source], began: int) -> Snapshot:
    """The files of these sources, which were read in a run that began then; likewise."""
    return snapshot({each.path: digest_of(each.text.encode()) for each in sources}, began)


def digest_of(data: bytes) -> str:
    """The digest of a content."""
    return hashlib.sha256(data).hexdigest()


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
            return digest_of(file.readall()) == digest
    except OSError:
        return False
