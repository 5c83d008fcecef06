"""A run that would only be repeated is told again without being done: `generator/cache.py`."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.cache import Record, fingerprint, read_record, record_bytes, record_file, snapshot
from generator.console import cache_folder
from generator.diagnostics import Report, Severity
from generator.files import DiskFolder
from generator.output import MANIFEST, Tree, read_manifest
from generator.reader import Reader
from generator.render import templates_folder
from generator.source import Source, Span
from generator.write import keep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.pipeline import Compilation
    from generator.schema import Json

_PROGRAM: Final = Path(__file__).parent.parent
_OTHERS: Final = ("jinja2", "yaml", "datamodel_code_generator", "black")
"""The packages that outputs depend on besides."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run counted of its spec set, for its summary."""

    pages: int
    types: int
    fields: int
    ruled_out: int
    dialect: str
    passing: Sequence[str]
    """The targets that were built, though the spec set does not name them."""

    @classmethod
    def of(cls, compilation: Compilation) -> Counts:
        """What there is in a compilation."""
        return cls(
            compilation.page_count,
            len(compilation.schema.declarations),
            compilation.field_count,
            len(compilation.ruled_out),
            compilation.dialect,
            [name for name in compilation.targets if name not in compilation.configured],
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a run found that is not done again."""

    report: Report
    sources: Mapping[str, Source]
    """Those that the report has something to say of."""
    counts: Counts
    files: int
    """How many there are in OUT."""


class Memory:
    """What is known of the last run that made this OUT of this spec set."""

    def __init__(self, specs: Path, out: Path, only: Sequence[str]) -> None:
        """`only` are the targets that the run is told to build, if it is."""
        self._folder = DiskFolder(specs, specs.as_posix())
        self._tree = Tree(out)
        others = (spec.origin for name in _OTHERS if (spec := find_spec(name)) is not None)
        program = fingerprint([_PROGRAM, templates_folder()])
        places = [str(Path.cwd()), specs.as_posix(), str(out.absolute())]
        about = (program, sys.version, *filter(None, others), *places, *only)
        self._file = record_file(cache_folder(), about)

    def recall(self) -> Remembered | None:
        """What the last run found, if this one would only repeat it."""
        record = read_record(self._file)
        try:
            if record is None or not record.is_current(sorted(self._folder.names())):
                return None
            return self._remembered(record)
        except (OSError, KeyError, TypeError, ValueError):
            return None

    def _remembered(self, record: Record) -> Remembered:
        found: Any = record.found
        report = Report()
        for code, severity, message, span, hint in found["diagnostics"]:
            report.adjust({code: Severity(severity)})
            report.add(code, Span(*span), message, hint)
        reader = Reader(DiskFolder(Path(), "."), Report())
        reader.read_all(sorted({each.span.path for each in report.sorted()}))
        return Remembered(report, reader.sources, Counts(**found["counts"]), found["files"])

    def remember(self, compilation: Compilation, started: int, ended: int) -> None:
        """Keep what a run found that went well. The moments are in nanoseconds since 1970."""
        if compilation.report.has_errors or compilation.own_targets:
            return  # a project's templates may come and go unseen
        read = {path: _digest(each.text.encode()) for path, each in compilation.sources.items()}
        known = read_manifest(self._tree)
        made = {self._place(path): digest for path, (digest, *_) in known.items()}
        made[self._place(MANIFEST)] = _digest(self._tree.read(MANIFEST) or b"")
        diagnostics: list[Json] = [
            [each.code, each.severity.value, each.message, list(each.span), each.help]
            for each in compilation.report.sorted()
        ]
        found: Json = {
            "diagnostics": diagnostics,
            "counts": asdict(Counts.of(compilation)),
            "files": len(known),
        }
        try:
            files = snapshot(read, started) + snapshot(made, ended)
            names = sorted(self._folder.names())
        except OSError:
            return
        keep(self._file, record_bytes(Record(names, files, found)))

    def _place(self, path: str) -> str:
        return str(self._tree.place(path))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
