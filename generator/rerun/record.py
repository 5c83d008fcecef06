"""The record of a run, and how it stands in a file of the cache.

It says which files a run read, which it left in OUT, and what it found. While all of them are the
same, and so is the program, the run would only be repeated; where a few are not, what the run knew
of all the others is there to go on from. It holds no byte of an output, and is heard only if it is
whole.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from generator.frozen import Frozen
from generator.rerun.snapshot import Snapshot
from generator.schema import Json

FEW: Final = 50
"""So many files may have changed for a run to go on from the last one."""
_FORMAT: Final = "tablewright-cache/2"


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
