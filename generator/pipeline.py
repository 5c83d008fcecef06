"""The stages, in order. If you open one file, let it be this one.

read ─ detect ─ outline ─ collect ─ lower ─ check ─ view, render ─ write
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.artifacts import Artifact
from generator.check import check_schema, check_values
from generator.diagnostics import Report
from generator.dialects.dialect import Directions
from generator.failures import CannotWorkError
from generator.files import DiskFolder, find_pages
from generator.lowering.detect import choose_dialect
from generator.lowering.lower import lower_page
from generator.lowering.lowered import Lowered, Lowering
from generator.lowering.outline import Outline, RuledOut, outline_page
from generator.lowering.overlay import Overlay, check_overlay, read_overlay
from generator.lowering.samples import with_samples
from generator.lowering.symbols import Symbol, Symbols, collect_symbols
from generator.own_targets import build_own, read_own_targets
from generator.pages.page import read_page
from generator.reader import Reader
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
    from pathlib import Path

    from generator.artifacts import View
    from generator.dialects.dialect import Dialect
    from generator.files import Folder
    from generator.pages.page import Page
    from generator.source import Source
    from generator.targets import Options, Target

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
    directions: Directions = field(default_factory=Directions)
    """What the dialect says of the types that are read, and of those that are written."""
    pages: tuple[Page, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    own_targets: Mapping[str, Target] = field(default_factory=dict)
    """Of the targets, those that the project brings."""
    own_artifacts: tuple[Artifact, ...] = ()
    """What these become. Built early, since what a project's template gets wrong is a finding."""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where the spec-set file says what, by its keys."""
    configured: frozenset[str] = frozenset()
    """The targets that the spec set names, which need not be those to build."""
    lowered: tuple[Lowered, ...] = ()
    """The declarations with where they are from, in no order. Empty: they are from no pages."""

    def views(self) -> Iterator[tuple[str, View]]:
        """The views of every target, each with the target's name."""
        known = {**BUILTIN_TARGETS, **self.own_targets}
        for name, options in self.targets.items():
            yield from ((name, view) for view in known[name].views(self.schema, options))

    @property
    def field_count(self) -> int:
        """How many fields the records of the schema have."""
        records = (d for d in self.schema.declarations if isinstance(d, RecordDecl))
        return sum(len(record.fields) for record in records)


def compile_folder(folder: Path, shown: str, only: Sequence[str] = ()) -> Compilation:
    """The pages of a folder on disk to schema, as below. `shown` is the folder as it was typed."""
    return compile_pages(DiskFolder(folder, shown), only or None)


def compile_pages(folder: Folder, only: Sequence[str] | None = None) -> Compilation:
    """Pages to schema: read, outline, collect, lower, check.

    `only` are the targets to build; None: the spec set says. Every mistake in the input is in the
    report.
    Raises `CannotWorkError` where there is no folder or no page in it, and `OSError`.
    """
    if not folder.is_folder(""):
        raise CannotWorkError(f"{folder.shown} is not a folder")
    report = Report()
    reader = Reader(folder, report)
    spec_set = _read_spec_set(reader)
    report.adjust(spec_set.severities)
    own_targets = read_own_targets(spec_set, only, reader)
    names = _find_pages(folder, spec_set, report)
    texts = reader.read_all(names)
    pages = tuple(read_page(source) for source in texts)
    if spec_set.root is not None and not folder.is_folder(spec_set.root.name):
        missing = f"there is no folder `{spec_set.root.name}` in {folder.shown}"
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
    return _viewable(
        Compilation(
            schema,
            _targets(spec_set, only, own_targets),
            report,
            reader.sources,
            dialect.name if dialect is not None else "",
            dialect.directions if dialect is not None else Directions(),
            pages,
            tuple(ruled_out),
            own_targets,
            places=spec_set.places,
            configured=frozenset(spec_set.targets),
            lowered=tuple(lowered),
        )
    )


def compile_schema_file(path: Path, folder: Path, only: Sequence[str] = ()) -> Compilation:
    """A schema file on disk in place of the pages of a folder, as below."""
    files = DiskFolder(path.parent, path.parent.as_posix())
    return compile_schema(files, path.name, DiskFolder(folder, folder.as_posix()), only or None)


def compile_schema(
    files: Folder, name: str, specs: Folder, only: Sequence[str] | None = None
) -> Compilation:
    """The schema file `name` in place of pages. What is said of the spec set is said in `specs`.

    `only` as above. Every mistake in the input is in the report. Raises `CannotWorkError` where
    there is no such file, and `OSError`.
    """
    if not files.is_file(name):
        raise CannotWorkError(f"{files.path(name)} is not a file")
    report = Report()
    spec_set_reader = Reader(specs, report)
    spec_set = _read_spec_set(spec_set_reader)
    report.adjust(spec_set.severities)
    own_targets = read_own_targets(spec_set, only, spec_set_reader)
    reader = Reader(files, report)
    source = reader.read(name)
    schema = load_schema(source, report) if source is not None else None
    schema = schema or Schema(spec_set.name, declarations=())
    if check_schema(schema, report):
        check_values(schema, report)
    sources = spec_set_reader.sources | reader.sources
    targets = _targets(spec_set, only, own_targets)
    return _viewable(
        Compilation(
            schema,
            targets,
            report,
            sources,
            own_targets=own_targets,
            configured=frozenset(spec_set.targets),
        )
    )


def build_artifacts(compilation: Compilation) -> Iterator[Artifact]:
    """Schema to artifacts: view and render, target by target."""
    yield Artifact(SCHEMA_FILE, dump_schema(compilation.schema))
    for name, options in compilation.targets.items():
        if name in BUILTIN_TARGETS:
            yield from render(BUILTIN_TARGETS[name].views(compilation.schema, options))
    yield from compilation.own_artifacts


def _targets(
    spec_set: SpecSet, only: Sequence[str] | None, own: Iterable[str]
) -> Mapping[str, Options]:
    """The targets to build, with the options that the spec set gives them."""
    wanted = tuple(spec_set.targets) if only is None else only
    known = (*BUILTIN_TARGETS, *own)
    return {name: spec_set.targets.get(name, {}) for name in known if name in wanted}


def page_names(reader: Reader) -> tuple[str, ...]:
    """The names of the pages of a spec set, for who wants their texts and no schema.

    Every mistake in the spec-set file is in the reader's report. Raises as `compile_folder` does.
    """
    spec_set = _read_spec_set(reader)
    reader.report.adjust(spec_set.severities)
    return _find_pages(reader.folder, spec_set, reader.report)


def _find_pages(folder: Folder, spec_set: SpecSet, report: Report) -> tuple[str, ...]:
    """The names of the pages; none, with a diagnostic, where the spec-set file rules out all.

    Raises `CannotWorkError` where there is none to be ruled out.
    """
    names = find_pages(folder, spec_set.pages, spec_set.exclude)
    if not names and (spec_set.choice is None or not find_pages(folder, DEFAULT_PAGES, ())):
        raise CannotWorkError(f"there are no pages in {folder.shown}")
    if not names and spec_set.choice is not None:
        hint = f"without `pages:` and `exclude:`, every {listed(DEFAULT_PAGES)} is read"
        report.add("missing-file", spec_set.choice, "this leaves no page to be read", hint)
    return names


def _read_spec_set(reader: Reader) -> SpecSet:
    if not reader.folder.is_file(FILE_NAME):
        return read_spec_set(None, reader.folder.name)
    source = reader.read(FILE_NAME)
    node = read_yaml(source, reader.report) if source is not None else None
    spec_set = read_spec_set(node, reader.folder.name)
    # What an unreadable file says of wire names nobody knows, so nobody is told that it is missing.
    return spec_set if node is not None else replace(spec_set, wire_names=AS_WRITTEN)


def _read_overlay(spec_set: SpecSet, reader: Reader) -> Overlay:
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
            "the names in these tables may be those of a client library,"
            " which JSON spells otherwise",
            f"say which it is in {FILE_NAME}: `wire_names:` with {listed(WIRE_NAME_RULES, 'or')}",
        )


def _schema(declarations: Iterable[Declaration], spec_set: SpecSet) -> Schema:
    in_order = sorted(declarations, key=lambda declaration: (declaration.module, declaration.name))
    return Schema(name=spec_set.name, version=spec_set.version, declarations=tuple(in_order))


def _viewable(compilation: Compilation) -> Compilation:
    """The compilation, with what the targets say of its names in the report, and with what the
    project's own templates make of it."""
    schema, report, own = compilation.schema, compilation.report, compilation.own_targets
    for name in compilation.targets:
        if name in BUILTIN_TARGETS:
            BUILTIN_TARGETS[name].check(schema, report)
    return replace(compilation, own_artifacts=build_own(own.values(), schema, report))
