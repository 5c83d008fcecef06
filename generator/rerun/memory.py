"""The last run of a spec set into an OUT is recalled, and what is kept of this one."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from generator.console import cache_folder
from generator.diagnostics import Report, Severity
from generator.files import DiskFolder
from generator.frozen import Frozen, asdict, astuple
from generator.output import MANIFEST, Tree
from generator.reader import Reader
from generator.rerun.program import fingerprint
from generator.rerun.record import FEW, Record, read_record, record_bytes, record_file
from generator.rerun.snapshot import NONE, Snapshot, snapshot
from generator.source import Source, Span
from generator.write import keep

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.plan import Plan
    from generator.schema import Json


class Counts(Frozen):
    """What a run counted of its spec set, for its summary."""

    pages: int
    types: int
    fields: int
    ruled_out: int
    dialect: str
    passing: Sequence[str]
    """The targets that were built, though the spec set does not name them."""


class Remembered(Frozen):
    """What the last run found."""

    counts: Counts
    files: int
    """How many it left in OUT."""
    changed: tuple[str, ...]
    """The names of the files of the spec set that are no longer what they were. Nothing else is
    another than it was."""
    record: Record

    def found(self, without: Iterable[str] = ()) -> Found:
        """What it found in the spec set, but for the files of these paths."""
        report = Report()
        for code, severity, message, span, hint in _found(self.record)["diagnostics"]:
            if span[0] not in without:
                report.adjust({code: Severity(severity)})
                report.add(code, Span(*span), message, hint)
        reader = Reader(DiskFolder(Path(), "."), Report())
        reader.read_all(sorted({each.span.path for each in report.sorted()}))
        return Found(report, reader.sources)

    def is_current(self, place: str) -> bool:
        """Whether a file in OUT still is what the last run left there."""
        return self.record.files.is_current(place)

    def codes(self, paths: Iterable[str]) -> set[str]:
        """The codes of what it found in the files of these paths."""
        return {
            code for code, _, _, span, _ in _found(self.record)["diagnostics"] if span[0] in paths
        }


class Found(Frozen):
    """What was found, and the sources that it was found in."""

    report: Report
    sources: Mapping[str, Source]


def _found(record: Record) -> Any:
    return record.found


class Learnt(Frozen):
    """What a run learnt of the pages."""

    read: Snapshot = NONE
    """What was read."""
    known: bytes = b""
    """To go on from; see `known.py`."""
    news: bytes = b""
    """What is otherwise since that was written."""

    def __add__(self, other: Learnt) -> Learnt:
        """What two learnt, each of its share."""
        return Learnt(self.read + other.read, self.known + other.known, self.news + other.news)


class Run(Frozen):
    """What is to be kept of a run."""

    counts: Counts
    report: Report
    """All that was found in the spec set."""
    learnt: Learnt
    plan: Plan
    ended: int
    """In nanoseconds since 1970."""

    def found(self) -> Json:
        """What it found, for the record."""
        return {
            "diagnostics": [
                [each.code, each.severity.value, each.message, list(astuple(each.span)), each.help]
                for each in self.report.sorted()
                if each.code != "edited-output"  # which it is no more
            ],
            "counts": asdict(self.counts),
            "files": len(self.plan.write) + self.plan.unchanged,
        }


def read_snapshot(sources: Iterable[Source], began: int) -> Snapshot:
    """What was read in a run that began then, in nanoseconds since 1970."""
    return snapshot({each.path: _digest(each.text.encode()) for each in sources}, began)


class Memory:
    """What is known of the last run that made this OUT of this spec set."""

    def __init__(self, specs: Path, out: Path, only: Sequence[str]) -> None:
        """`only` are the targets that the run is told to build, if it is."""
        self.folder = DiskFolder(specs, specs.as_posix())
        self.only = only
        self._names: list[str] | None = None
        self._tree = Tree(out)
        places = [str(Path.cwd()), specs.as_posix(), str(out.absolute())]
        self._file = record_file(cache_folder(), (fingerprint(), *places, *only))

    def recall(self) -> Remembered | None:
        """What the last run found, if this one would be the same but for a few pages."""
        record = read_record(self._file)
        try:
            # Before anything is read: of what comes while the run lasts, the next one has to hear.
            self._names = sorted(self.folder.names())
            if record is None or record.names != self._names:
                return None
            paths = record.files.changed(FEW)
            changed = tuple(PurePosixPath(path).relative_to(self.folder.shown) for path in paths)
            found = _found(record)
            names = tuple(map(str, changed))
            return Remembered(Counts(**found["counts"]), found["files"], names, record)
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def remember(self, run: Run, before: Record | None = None) -> None:
        """Keep what a run found that went well; one that went on from another knows that record.

        Nothing is kept that was not recalled before: see there.
        """
        if self._names is None:
            return
        try:
            made = {self._place(path): digest for path, digest in run.plan.hashes.items()}
            made[self._place(MANIFEST)] = _digest(self._tree.read(MANIFEST) or b"")
            files = run.learnt.read + snapshot(made, run.ended)
            if before is not None:
                files = before.files.with_files(files)
            record = Record(self._names, files, run.found(), run.learnt.known, run.learnt.news)
        except (OSError, KeyError):
            return
        keep(self._file, record_bytes(record))

    def _place(self, path: str) -> str:
        return f"{self._tree.out}/{path}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
