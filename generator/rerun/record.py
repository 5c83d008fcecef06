"""The record of a run, and how it stands in a file of the cache.

It says which files the run read, which it left in OUT, and what it found. While all of them are
the same, and so is the program, the run would only be repeated; where a few are not, what it knew
of all the others is there to go on from. A record holds no byte of an output, and is heard only if
it is whole.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

from generator.diagnostics import Diagnostic, Report, Severity
from generator.files import DiskFolder
from generator.frozen import Frozen, astuple
from generator.reader import Reader
from generator.rerun.snapshot import Snapshot
from generator.source import Span

_FORMAT: Final = "tablewright-cache/3"


class Counts(Frozen):
    """What a run counted, for its summary."""

    pages: int
    types: int
    fields: int
    ruled_out: int
    dialect: str
    passing: tuple[str, ...]
    """The targets that were built, though the spec set does not name them."""
    files: int
    """How many it left in OUT."""


class Record(Frozen):
    """What is kept of a run for the next one."""

    names: list[str]
    """What there was in the spec set."""
    files: Snapshot
    """What it read, and what it left in OUT."""
    counts: Counts
    findings: Sequence[Diagnostic]
    """What it found in the spec set."""
    known: bytes
    """What the next one goes on from: see `known_bytes`. Read only where few pages changed."""
    newer: bytes = b""
    """The details that are otherwise since that was written."""

    def found(self, without: Collection[str] = ()) -> Reader:
        """What it found, but for the files of these paths; and the sources that it is said of."""
        report = Report()
        for each in self.findings:
            if each.span.path not in without:
                report.adjust({each.code: each.severity})
                report.add(each.code, each.span, each.message, each.help)
        folder = DiskFolder(Path(), ".")
        paths = sorted({each.span.path for each in report.sorted()})
        found = Reader(folder, report)
        found.keep(Reader(folder, Report()).read_all(paths))
        return found


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
        names, files, counts, findings, known, newer = marshal.loads(body)
        return Record(
            names,
            Snapshot(*files),
            Counts(*counts),
            [
                Diagnostic(code, Severity(severity), message, Span(*span), hint)
                for code, severity, message, span, hint in findings
            ],
            known,
            newer,
        )
    except (OSError, EOFError, ValueError, TypeError):
        return None


def record_bytes(record: Record) -> bytes:
    """What a file holds that `read_record` reads."""
    findings = [
        (each.code, each.severity.value, each.message, astuple(each.span), each.help)
        for each in record.findings
    ]
    files, counts = astuple(record.files), astuple(record.counts)
    body = marshal.dumps((record.names, files, counts, findings, record.known, record.newer))
    return _head(body) + b"\n" + body


def _head(body: bytes) -> bytes:
    return f"{_FORMAT} {hashlib.sha256(body).hexdigest()}".encode("ascii")
