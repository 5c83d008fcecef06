"""What is measured of one set: how much was read and understood, what was said, what agrees.

A set is a folder of pages with a `truth.json` (`truth.py`), a `SOURCE.yaml`, or both. It is read
as any folder is: no spec-set file is needed, and the dialect is detected.
"""

from __future__ import annotations

import re
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from corpus import truth
from corpus.agreement import Finding, Score, compare, score, score_wire_name_rules
from generator.files import DiskFolder, find_pages
from generator.pipeline import Compilation, compile_folder
from generator.schema import (
    ArrayType,
    Field,
    MapType,
    NullableType,
    RecordDecl,
    TypeExpr,
    UnionType,
    UnknownType,
)
from generator.source import Span

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.source import Source

SOURCE_FILE: Final = "SOURCE.yaml"
CLIENT_LIBRARY: Final = "client-library-type"
"""The diagnostic's code for an object of the client library, which no JSON can hold."""

_EXPLAINING: Final = frozenset(
    {
        *("missing-type", "malformed-type", "unknown-type", "dangling-reference"),
        *("ambiguous-reference", CLIENT_LIBRARY),
    }
)
"""The codes of the diagnostics that say why a type is unknown."""

_NAMED: Final = re.compile(r"`(?:[^`]*/)?(?P<subject>[^`/]+)`")
"""What a message begins with: a word, or a link's target without its folder."""


@dataclass(frozen=True, slots=True)
class CorpusSet:
    """A folder that is measured by itself."""

    name: str
    """Its path below the corpus."""
    folder: Path
    language: str
    """As `SOURCE.yaml` says it; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A field of unknown type."""

    place: Span
    subject: str
    """The field as `Type.field`."""
    codes: frozenset[str]
    """The diagnostics that explain it."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything that was measured of a set."""

    name: str
    language: str
    seconds: float
    traceback: str = ""
    pages: int = 0
    ruled_out: Mapping[str, int] = field(default_factory=dict)
    """The pages that declare no type, by reason."""
    lost: tuple[str, ...] = ()
    """Pages that neither declare a type nor were ruled out."""
    types: int = 0
    fields: int = 0
    unknown: tuple[Unknown, ...] = ()
    codes: Mapping[str, int] = field(default_factory=dict)
    """The diagnostics, by code."""
    placeless: tuple[str, ...] = ()
    """Messages whose place is none."""
    findings: tuple[Finding, ...] = ()
    scores: Mapping[str, Score] = field(default_factory=dict)
    wire_name_rules: Mapping[str, Score] = field(default_factory=dict)

    def score(self, aspect: str) -> Score:
        """The score of an aspect; 0 of 0 where nothing was scored."""
        return self.scores.get(aspect, Score())

    @property
    def unexplained(self) -> tuple[Unknown, ...]:
        """Fields of unknown type that no diagnostic explains."""
        return tuple(unknown for unknown in self.unknown if not unknown.codes)

    @property
    def not_understood(self) -> tuple[Unknown, ...]:
        """Fields of unknown type, other than objects of the client library."""
        return tuple(unknown for unknown in self.unknown if CLIENT_LIBRARY not in unknown.codes)


def find_sets(corpus: Path) -> Iterator[CorpusSet]:
    """The sets below a folder at any depth, itself included, by name."""
    marks = (truth.FILE_NAME, SOURCE_FILE)
    for folder in sorted({path.parent for mark in marks for path in corpus.rglob(mark)}):
        name = folder.relative_to(corpus).as_posix()
        yield CorpusSet(corpus.resolve().name if name == "." else name, folder, _language(folder))


def _language(folder: Path) -> str:
    path = folder / SOURCE_FILE
    source = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
    return str(source.get("language") or source.get("generator") or "")


def measure(corpus_set: CorpusSet) -> tuple[Measurement, Compilation | None]:
    """The measurements of a set, and the compilation where there is one."""
    start = time.perf_counter()
    name, language = corpus_set.name, corpus_set.language
    try:
        compilation = compile_folder(corpus_set.folder, corpus_set.folder.as_posix())
    except Exception:  # what is measured: input may never lead to a traceback
        seconds = time.perf_counter() - start
        return Measurement(name, language, seconds, traceback.format_exc()), None
    seconds = time.perf_counter() - start
    pages = find_pages(DiskFolder(corpus_set.folder, ""), ("**/*.md",), ())
    diagnostics = compilation.report.sorted()
    path = corpus_set.folder / truth.FILE_NAME
    true_types = truth.read_truth(path) if path.is_file() else ()
    findings = tuple(compare(compilation, true_types))
    measurement = Measurement(
        name=name,
        language=language,
        seconds=seconds,
        pages=len(pages),
        ruled_out=Counter(out.reason for out in compilation.ruled_out),
        lost=_lost(pages, compilation),
        types=len(compilation.schema.declarations),
        fields=compilation.field_count,
        unknown=tuple(_unknown(compilation, diagnostics)),
        codes=Counter(diagnostic.code for diagnostic in diagnostics),
        placeless=tuple(
            f"{diagnostic.span}: {diagnostic.message}"
            for diagnostic in diagnostics
            if not _has_place(diagnostic.span, compilation.sources)
        ),
        findings=findings,
        scores=score(findings),
        wire_name_rules=score_wire_name_rules(true_types) if true_types else {},
    )
    return measurement, compilation


def _lost(pages: Iterable[str], compilation: Compilation) -> tuple[str, ...]:
    declaring = {d.page.partition("#")[0] for d in compilation.schema.declarations}
    ruled_out = {out.name for out in compilation.ruled_out}
    return tuple(page for page in pages if page not in declaring | ruled_out)


def _unknown(compilation: Compilation, diagnostics: Iterable[Diagnostic]) -> Iterator[Unknown]:
    """The fields of unknown type, each with the codes of the diagnostics that explain it.

    A diagnostic does if it stands in the field's row, or if the row names what it is about: what
    is wrong with a target is said once, however many rows name it.
    """
    by_row: dict[tuple[str, int], set[str]] = {}
    by_subject: dict[str, set[str]] = {}
    for diagnostic in diagnostics:
        if diagnostic.code in _EXPLAINING:
            place = diagnostic.span.path, diagnostic.span.line
            by_row.setdefault(place, set()).add(diagnostic.code)
            if (named := _NAMED.match(diagnostic.message)) is not None:
                by_subject.setdefault(named["subject"], set()).add(diagnostic.code)
    for record, unknown in _unknown_fields(compilation):
        span = unknown.span
        if span is not None:
            row = _line(span, compilation.sources)
            codes = by_row.get((span.path, span.line), set()) or {
                code for subject, said in by_subject.items() if subject in row for code in said
            }
            yield Unknown(span, f"{record.name}.{unknown.wire_name}", frozenset(codes))


def _unknown_fields(compilation: Compilation) -> Iterator[tuple[RecordDecl, Field]]:
    for declaration in compilation.schema.declarations:
        if isinstance(declaration, RecordDecl):
            for candidate in declaration.fields:
                if _holds_unknown(candidate.type):
                    yield declaration, candidate


def _holds_unknown(type_: TypeExpr) -> bool:
    match type_:
        case UnknownType():
            return True
        case ArrayType(inner) | MapType(inner) | NullableType(inner):
            return _holds_unknown(inner)
        case UnionType(variants):
            return any(_holds_unknown(variant) for variant in variants)
        case _:
            return False


def _line(span: Span, sources: Mapping[str, Source]) -> str:
    """The text of the line of a span; empty where there is none."""
    lines = sources[span.path].lines() if span.path in sources else []
    return lines[span.line - 1] if 0 < span.line <= len(lines) else ""


def _has_place(span: Span, sources: Mapping[str, Source]) -> bool:
    """Whether a span is a stretch of a line that exists. A file that is no text has no lines."""
    if span.path not in sources:
        return Path(span.path).is_file() and span.line > 0 and span.column > 0
    in_file = 0 < span.line <= len(sources[span.path].lines())
    return in_file and 0 < span.column <= span.end_column <= len(_line(span, sources)) + 1
