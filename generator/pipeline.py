"""The stages, in order. If you open one file, let it be this one.

read ─ detect ─ outline ─ collect ─ lower ─ check ─ view, render ─ write
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.artifacts import Artifact
from generator.check import check_schema, check_values
from generator.diagnostics import Report
from generator.failures import CannotWorkError
from generator.files import find_pages, is_file, read_source
from generator.lowering.detect import choose_dialect
from generator.lowering.lower import lower_page
from generator.lowering.lowered import Lowered, Lowering
from generator.lowering.outline import Outline, RuledOut, outline_page
from generator.lowering.overlay import Overlay, check_overlay, read_overlay
from generator.lowering.samples import with_samples
from generator.lowering.symbols import Symbol, Symbols, collect_symbols
from generator.pages.page import read_page
from generator.render import render
from generator.schema import Declaration, RecordDecl, Schema
from generator.schema_file import dump_schema, load_schema
from generator.source import Span
from generator.spec_set import (
    AS_WRITTEN,
    DEFAULT_PAGES,
    FILE_NAME,
    WIRE_NAME_RULES,
    SpecSet,
    module_of,
    read_spec_set,
)
from generator.targets.builtin import BUILTIN_TARGETS
from generator.wording import listed
from generator.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.dialects.dialect import Dialect
    from generator.pages.page import Page
    from generator.source import Source
    from generator.targets import Options

SCHEMA_FILE = "schema.yaml"


@dataclass(frozen=True, slots=True)
class Compilation:
    """A spec set, and all that was made of it."""

    schema: Schema
    targets: Mapping[str, Options]
    """The targets to build, with their options."""
    report: Report
    sources: Mapping[str, Source]
    """Everything that was read, by the path that messages show."""
    dialect: str = ""
    """The dialect that the pages were read in. Empty: there are no pages, or none fits."""
    pages: tuple[Page, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()

    @property
    def field_count(self) -> int:
        """How many fields the records of the schema have."""
        records = (d for d in self.schema.declarations if isinstance(d, RecordDecl))
        return sum(len(record.fields) for record in records)


def compile_folder(folder: Path, shown: str, only: Sequence[str] = ()) -> Compilation:
    """Pages to schema: read, outline, collect, lower, check.

    `shown` is the folder as the user typed it; `only` are the targets to build, if the spec set
    is not to say. Every mistake in the input is in the report.
    Raises `CannotWorkError` where there is no folder or no page in it, and `OSError`.
    """
    if not folder.is_dir():
        raise CannotWorkError(f"{shown} is not a folder")
    report = Report()
    reader = _Reader(folder, shown, report)
    spec_set = _read_spec_set(reader)
    report.adjust(spec_set.severities)
    names = _find_pages(folder, shown, spec_set, report)
    texts = [source for name in names if (source := reader.read(name)) is not None]
    pages = tuple(read_page(source) for source in texts)
    if spec_set.root is not None and not (folder / spec_set.root.name).is_dir():
        missing = f"there is no folder `{spec_set.root.name}` in {shown}"
        report.add("missing-file", spec_set.root.span, missing)
    dialect = choose_dialect(spec_set.dialect, pages, reader.read_named, report)
    report.adjust({**(dialect.severities if dialect else {}), **spec_set.severities})
    outlines, ruled_out = _outline(pages, spec_set, dialect, report)
    unread = {*names} - {source.name for source in texts}
    unread |= {out.page.source.name for out in ruled_out if out.is_mistake}
    symbols = collect_symbols((_symbol(outline) for outline in outlines), report, unread)
    overlay = _read_overlay(spec_set, reader)
    lowered = _lower(outlines, symbols, overlay, spec_set, dialect, report)
    check_overlay(overlay, {page.declaration.key: page.names for page in lowered}, report)
    schema = _schema((page.declaration for page in lowered), spec_set)
    if check_schema(schema, report) and dialect is not None:
        schema = _schema(with_samples(lowered, dialect, report), spec_set)
    targets = _targets(spec_set, only)
    name = dialect.name if dialect is not None else ""
    sources = reader.sources
    return _viewable(Compilation(schema, targets, report, sources, name, pages, tuple(ruled_out)))


def compile_schema_file(path: Path, folder: Path, only: Sequence[str] = ()) -> Compilation:
    """A schema file in place of pages. Severities and targets come from the spec set, if any.

    `only` as above. Every mistake in the input is in the report. Raises `CannotWorkError` where
    there is no file at `path`, and `OSError`.
    """
    if not path.is_file():
        raise CannotWorkError(f"{path.as_posix()} is not a file")
    report = Report()
    spec_set_reader = _Reader(folder, folder.as_posix(), report)
    spec_set = _read_spec_set(spec_set_reader)
    report.adjust(spec_set.severities)
    reader = _Reader(path.parent, path.parent.as_posix(), report)
    source = reader.read(path.name)
    schema = load_schema(source, report) if source is not None else None
    schema = schema or Schema(spec_set.name, declarations=())
    if check_schema(schema, report):
        check_values(schema, report)
    sources = spec_set_reader.sources | reader.sources
    return _viewable(Compilation(schema, _targets(spec_set, only), report, sources))


def build_artifacts(compilation: Compilation) -> Iterator[Artifact]:
    """Schema to artifacts: view and render, target by target."""
    yield Artifact(SCHEMA_FILE, dump_schema(compilation.schema))
    for name, options in compilation.targets.items():
        yield from render(BUILTIN_TARGETS[name].views(compilation.schema, options))


def _targets(spec_set: SpecSet, only: Sequence[str]) -> Mapping[str, Options]:
    """The targets to build, with the options that the spec set gives them."""
    wanted = only or tuple(spec_set.targets)
    return {name: spec_set.targets.get(name, {}) for name in BUILTIN_TARGETS if name in wanted}


def _find_pages(folder: Path, shown: str, spec_set: SpecSet, report: Report) -> tuple[str, ...]:
    """The names of the pages; none, with a diagnostic, where the spec-set file rules out all.

    Raises `CannotWorkError` where there is none to be ruled out.
    """
    names = find_pages(folder, spec_set.pages, spec_set.exclude)
    if not names and (spec_set.choice is None or not find_pages(folder, DEFAULT_PAGES, ())):
        raise CannotWorkError(f"there are no pages in {shown}")
    if not names and spec_set.choice is not None:
        hint = f"without `pages:` and `exclude:`, every {listed(DEFAULT_PAGES)} is read"
        report.add("missing-file", spec_set.choice, "this leaves no page to be read", hint)
    return names


class _Reader:
    """Reads the sources of one folder, and keeps them for the messages."""

    def __init__(self, folder: Path, shown: str, report: Report) -> None:
        self.folder = folder
        self.shown = shown
        self.report = report
        self.sources: dict[str, Source] = {}

    def read(self, name: str) -> Source | None:
        source = read_source(self.folder, self.shown, name, self.report)
        if source is not None:
            self.sources[source.path] = source
        return source

    def read_named(self, name: str, span: Span) -> Source | None:
        """A file that the spec-set file names at `span`, relative to the folder."""
        if not is_file(self.folder, name):
            self.report.add("missing-file", span, f"there is no file `{name}` in {self.shown}")
            return None
        return self.read(name)


def _read_spec_set(reader: _Reader) -> SpecSet:
    folder_name = _folder_name(reader.folder)
    if not (reader.folder / FILE_NAME).is_file():
        return read_spec_set(None, folder_name)
    source = reader.read(FILE_NAME)
    node = read_yaml(source, reader.report) if source is not None else None
    spec_set = read_spec_set(node, folder_name)
    # What an unreadable file says of wire names nobody knows, so nobody is told that it is missing.
    return spec_set if node is not None else replace(spec_set, wire_names=AS_WRITTEN)


def _folder_name(folder: Path) -> str:
    """The folder's own name, though it may be reached as `.` or `..`."""
    name = Path(os.path.abspath(folder)).name  # noqa: PTH100 a link keeps its name
    return os.fsencode(name).decode("utf-8", "replace") or "types"


def _read_overlay(spec_set: SpecSet, reader: _Reader) -> Overlay:
    if spec_set.overlay is None:
        return Overlay()
    source = reader.read_named(spec_set.overlay.name, spec_set.overlay.span)
    node = read_yaml(source, reader.report) if source is not None else None
    return Overlay() if node is None else read_overlay(node)


def _outline(
    pages: Iterable[Page], spec_set: SpecSet, dialect: Dialect | None, report: Report
) -> tuple[list[Outline], list[RuledOut]]:
    outlines: list[Outline] = []
    ruled_out: list[RuledOut] = []
    root = spec_set.root.name if spec_set.root is not None else None
    for page in pages:
        if dialect is None:
            ruled_out.append(RuledOut(page, "no dialect"))
            continue
        module = module_of(page.source.name, dialect.containers, root)
        match outline_page(page, module, dialect, report):
            case Outline() as outline:
                outlines.append(outline)
            case RuledOut() as out:
                ruled_out.append(out)
    if dialect is not None:
        _report_ruled_out(outlines, ruled_out, report)
    return outlines, ruled_out


def _report_ruled_out(
    outlines: Sequence[Outline], ruled_out: Sequence[RuledOut], report: Report
) -> None:
    """Say once for the set that tables were left alone, or that there is no type at all."""
    tables = [out.table for out in ruled_out if out.table is not None]
    if tables:
        others = len(tables) - 1
        more = f", nor above those of {others} other page{'s'[: others - 1]}" if others else ""
        report.add(
            "unread-tables",
            tables[0],
            f"no heading that the dialect knows stands above this table{more}",
            "`exclude:` pages that declare no type, or name the dialect that they are written in",
        )
    if ruled_out and not outlines and not any(out.is_mistake for out in ruled_out):
        report.add(
            "no-types",
            Span(ruled_out[0].page.source.path, 1, 1, 1),
            "neither this page nor any other declares a type",
            "a type has a title, and its fields, values or variants below a heading that says so",
        )


def _symbol(outline: Outline) -> Symbol:
    title = outline.title.span
    is_bare = outline.kind == "variants" and not outline.sections
    return Symbol(outline.module, outline.name, outline.page.source.name, title, is_bare)


def _lower(
    outlines: Sequence[Outline],
    symbols: Symbols,
    overlay: Overlay,
    spec_set: SpecSet,
    dialect: Dialect | None,
    report: Report,
) -> list[Lowered]:
    if dialect is None:
        return []
    rule = WIRE_NAME_RULES[spec_set.wire_names or AS_WRITTEN]
    lowering = Lowering(dialect, symbols, overlay, rule, report)
    if dialect.client_names and spec_set.wire_names is None:
        _report_client_names(outlines, report)
    lowered: dict[str, Lowered] = {}
    for outline in outlines:
        page = lower_page(outline, lowering)
        lowered.setdefault(page.declaration.key, page)
    return list(lowered.values())


def _report_client_names(outlines: Iterable[Outline], report: Report) -> None:
    """Say once for the set, at its first record, that the names may not be those on the wire."""
    first = next((outline for outline in outlines if outline.kind == "fields"), None)
    if first is not None:
        report.add(
            "client-names",
            first.sections[0].heading.span,
            "these tables show the names of a client library; JSON may spell them otherwise",
            f"say which it is in {FILE_NAME}: `wire_names:` with {listed(WIRE_NAME_RULES, 'or')}",
        )


def _schema(declarations: Iterable[Declaration], spec_set: SpecSet) -> Schema:
    in_order = sorted(declarations, key=lambda declaration: (declaration.module, declaration.name))
    return Schema(name=spec_set.name, version=spec_set.version, declarations=tuple(in_order))


def _viewable(compilation: Compilation) -> Compilation:
    """The compilation, with what the targets say of its names in the report."""
    for name in compilation.targets:
        BUILTIN_TARGETS[name].check(compilation.schema, compilation.report)
    return compilation
