"""A few pages changed since the last run: what becomes of them, beside all that is still known.

A page needs to know of the others what they declare, and a target what they are called. So where
the pages that changed declare what they did, only they are read, and only their part of the output
is made. Where that is not so, or not sure, there is no revision, and everything is compiled: one
answers in a blink what the other answers in seconds, and both answer the same.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from generator.diagnostics import Report
from generator.dialects.dialect import builtin_dialect
from generator.frozen import Frozen, replace
from generator.lowering.detect import choose_dialect, evidence_of, spread
from generator.lowering.overlay import Overlay
from generator.lowering.samples import Consulted, with_samples
from generator.opening import Reading, chosen_targets, spec_set_of
from generator.pages.page import read_page
from generator.pipeline import Compilation
from generator.reader import Reader
from generator.references import used_by, uses_of
from generator.rerun.known import Details, Known, face_of
from generator.rerun.memory import FEW
from generator.schema import (
    Declaration,
    RecordDecl,
    Schema,
    declarations_by_key,
    in_order,
)
from generator.targets.builtin import BUILTIN_TARGETS
from generator.understanding import symbol_of

if TYPE_CHECKING:
    from generator.dialects.dialect import Dialect
    from generator.files import Folder
    from generator.lowering.lowered import Lowered
    from generator.lowering.outline import Outline
    from generator.lowering.symbols import Symbols
    from generator.rerun.memory import LastRun
    from generator.source import Source
    from generator.spec_set import SpecSet

OF_ALL: Final = frozenset(
    {
        # Kept once in a run.
        *("broken-link", "client-library-type", "dangling-reference", "missing-folder"),
        # Found when all are there.
        *("client-names", "duplicate-type", "name-collision", "no-types", "unread-tables"),
    }
)
"""What may be said at one page because of another."""


class Revision(Frozen):
    """The pages that changed, compiled: as much of a compilation as they are."""

    compilation: Compilation
    """Its schema holds what these pages declare, and finds all else when it is asked for. What was
    said of the pages that did not change is in its report as well."""
    read: Collection[Source]
    """The pages that were read: those that changed, and those whose samples are judged by them."""
    details: Details
    """Those of all pages, as they are now."""
    newer: bytes
    """Those that the next record tells beside `known`."""


def revise(folder: Folder, last: LastRun, only: Collection[str]) -> Revision | None:
    """What becomes of the pages that changed since the last run; None, where everything has to be
    compiled.

    `only` are the targets to build, if they are told. Raises `OSError` where a file cannot be read.
    """
    record, changed = last.record, last.changed
    if not record.known or len(changed) > FEW:
        return None
    written: Known = pickle.loads(record.known)
    since: Details = pickle.loads(record.newer) if record.newer else Details()
    before = replace(written, details=written.details.updated(since))
    reader = Reader(folder, Report())
    spec_set = spec_set_of(reader)
    targets = chosen_targets(spec_set, tuple(only) or None, ())
    dialect = _dialect(before, spec_set, folder, changed)
    names = _to_read(before, changed)
    if (
        spec_set.overlay is not None
        or targets.keys() != before.facts.keys()
        or dialect is None
        or not names
    ):
        return None
    report = Report({**dialect.severities, **spec_set.severities})
    first = folder.path(min(names))
    report.has_said(once for once, path in before.once.items() if path < first)
    reader = Reader(folder, report)
    everyone = _Everyone(before, Reading(spec_set, dialect, Overlay()), folder)
    sources = reader.read_all(sorted(names))
    if len(sources) != len(names):
        return None  # one is not text any more, and others may ask what it declares
    declarations = everyone.revised(sources, report)
    if declarations is None or len(declarations) != len(names):
        return None
    facts: dict[Callable[[Schema], Any], Any] = {declarations_by_key: everyone}
    for name in targets:
        facts |= zip(BUILTIN_TARGETS[name].facts, before.facts[name], strict=True)
    schema = Schema(spec_set.name, declarations, spec_set.version).knowing(facts)
    for name in targets:
        BUILTIN_TARGETS[name].check(schema, report)
    pages = reader.sources
    about = report.about(pages)
    said = (each for each in record.findings if each.span.path in pages)
    if any(each.code in OF_ALL for each in (*said, *about.sorted())):
        return None
    others = record.found(without=pages)
    others.report.take_in(about)
    compilation = Compilation(
        schema=schema,
        targets=targets,
        report=others.report,
        sources=others.sources | pages,
        dialect=dialect.name,
        directions=dialect.directions,
        page_names=before.names,
        places=spec_set.places,
        configured=frozenset(spec_set.targets),
        symbols=before.symbols,
    )
    new = replace(everyone.details(declarations), evidence=_evidence(pages.values(), before))
    newer = pickle.dumps(since.updated(new), pickle.HIGHEST_PROTOCOL)
    return Revision(compilation, pages.values(), before.details.updated(new), newer)


def _to_read(known: Known, changed: Collection[str]) -> frozenset[str]:
    """The pages to read: those that changed, and those whose samples are judged by what they
    declare. None of them, where something else changed, or there are too many."""
    pages = set(changed)
    for name in changed:
        symbol = known.symbols.by_page.get(name)
        if symbol is None or known.pages.get(symbol.key) != name:
            return frozenset()
        pages |= {known.pages[key] for key in known.details.consulted.get(symbol.key, ())}
    return frozenset(pages) if len(pages) <= FEW else frozenset()


def _dialect(
    known: Known, spec_set: SpecSet, folder: Folder, changed: Collection[str]
) -> Dialect | None:
    """The dialect, if it still is the one that it was."""
    reader = Reader(folder, Report())
    looked_at: tuple[str, ...] = ()
    if spec_set.dialect is None:
        shown = sorted(known.details.evidence.keys() & set(changed))
        if _evidence(reader.read_all(shown), known) == {
            name: known.details.evidence[name] for name in shown
        }:
            return builtin_dialect(known.dialect)
        looked_at = tuple(spread(known.names))
    pages = [read_page(source) for source in reader.read_all(looked_at)]
    dialect = choose_dialect(spec_set.dialect, pages, reader.read_named, reader.report)
    return dialect if dialect is not None and dialect.name == known.dialect else None


def _evidence(sources: Iterable[Source], known: Known) -> dict[str, str]:
    """What is seen of those of these pages that show the dialect."""
    shown = (source for source in sources if source.name in known.details.evidence)
    return {source.name: evidence_of(read_page(source)) for source in shown}


class _Everyone(Mapping[str, Declaration]):
    """All declarations of a spec set by key, each compiled when it is asked for."""

    def __init__(self, known: Known, reading: Reading, folder: Folder) -> None:
        """`known` is what was known of them before."""
        self._known = known
        self._reading = reading
        self._reader = Reader(folder, Report())
        self._lowered: dict[str, Lowered] = {}
        self._judged: dict[str, Declaration] = {}
        self._consulted = Consulted(_Unjudged(self))

    def __getitem__(self, key: str) -> Declaration:
        """The declaration of a key."""
        if key not in self._judged:
            self._judged[key] = self._judge(self.lowered(key), self._reader.report)
        return self._judged[key]

    def __iter__(self) -> Iterator[str]:
        """The keys, in the schema's order."""
        return iter(self._known.pages)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._known.pages)

    def __contains__(self, key: object) -> bool:
        """Whether there is one with this key, for which it need not be compiled."""
        return key in self._known.pages

    def lowered(self, key: str) -> Lowered:
        """What the page of a key declares, before its samples are judged."""
        if key not in self._lowered:
            sources = self._reader.read_all([self._known.pages[key]])
            outlines, _ = self._reading.outlines(map(read_page, sources), self._reader.report)
            symbols = self._known.symbols
            [found] = self._reading.lowered(outlines, symbols, self._reader.report)
            self._lowered[key] = found
        return self._lowered[key]

    def revised(self, sources: Iterable[Source], report: Report) -> tuple[Declaration, ...] | None:
        """What pages declare now, in the schema's order; None where others may depend on what is
        new in them. What is wrong with them is in the report."""
        symbols = self._known.symbols
        outlines, ruled_out = self._reading.outlines(map(read_page, sources), report)
        if ruled_out or any(_declares_another(each, symbols) for each in outlines):
            return None
        lowered = self._reading.lowered(outlines, symbols, report)
        self._lowered = {each.declaration.key: each for each in lowered}
        # Before any sample is judged: what is new may be a type without end.
        if any(
            face_of(each.declaration, used_by(each.declaration), self._module)
            != self._known.faces[key]
            for key, each in self._lowered.items()
        ):
            return None
        self._judged = {key: self._judge(each, report) for key, each in self._lowered.items()}
        return in_order(self._judged.values())

    def details(self, revised: Iterable[Declaration]) -> Details:
        """Those that are new, of all, given what is new of some."""
        new = {each.key: each for each in revised}
        consulted = {
            key: users - new.keys()
            for key, users in self._known.details.consulted.items()
            if users & new.keys()
        }
        for key, users in self._consulted.users.items():
            others = consulted.get(key, self._known.details.consulted.get(key, frozenset()))
            consulted[key] = others | (users & new.keys())
        records = {key: each for key, each in new.items() if isinstance(each, RecordDecl)}
        return Details(
            uses_of(new),
            {key: len(each.fields) for key, each in records.items()},
            consulted,
        )

    def _judge(self, lowered: Lowered, report: Report) -> Declaration:
        assert self._reading.dialect is not None
        declarations = self._consulted.by(lowered.declaration.key)
        return with_samples(lowered, declarations, self._reading.dialect, report)

    def _module(self, key: str) -> str:
        return self._known.symbols.by_page[self._known.pages[key]].module


def _declares_another(outline: Outline, symbols: Symbols) -> bool:
    """Whether a page declares another type than it did. Where its title stands does not count."""
    now, before = symbol_of(outline), symbols.by_page[outline.page.source.name]
    return replace(now, span=before.span) != before


class _Unjudged(Mapping[str, Declaration]):
    """The same without their samples, as these are judged by them."""

    def __init__(self, everyone: _Everyone) -> None:
        self._everyone = everyone

    def __getitem__(self, key: str) -> Declaration:
        return self._everyone.lowered(key).declaration

    def __iter__(self) -> Iterator[str]:
        return iter(self._everyone)

    def __len__(self) -> int:
        return len(self._everyone)
