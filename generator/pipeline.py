"""The stages, in order. If you open one file, let it be this one.

read ─ detect ─ outline ─ collect ─ lower ─ check ─ view, render ─ write
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from generator.artifacts import Artifact, Block, Piece
from generator.check import check_schema, check_values
from generator.crew import ALONE, together
from generator.diagnostics import Report
from generator.dialects.dialect import Directions
from generator.failures import CannotWorkError
from generator.files import DiskFolder
from generator.frozen import Frozen, field, replace
from generator.lowering.overlay import check_overlay
from generator.lowering.samples import Consulted, with_samples
from generator.opening import OpenSpecSet, chosen_targets, open_spec_set, spec_set_of
from generator.own_targets import build_own, read_own_targets
from generator.reader import Reader
from generator.render import render
from generator.schema import Declaration, RecordDecl, Schema, in_order
from generator.schema_file import block_place, declaration_block, dump_schema, load_schema
from generator.spec_set import SpecSet
from generator.targets.builtin import BUILTIN_TARGETS
from generator.understanding import understand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from generator.artifacts import View
    from generator.crew import Crew
    from generator.files import Folder
    from generator.lowering.lowered import Lowered
    from generator.lowering.outline import RuledOut
    from generator.lowering.symbols import Symbols
    from generator.pages.page import Page
    from generator.source import Source, Span
    from generator.targets import Options, Target

SCHEMA_FILE = "schema.yaml"


class Compilation(Frozen):
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
    page_names: tuple[str, ...] = ()
    """The names of the pages that were read, sorted."""
    pages: tuple[Page, ...] = ()
    """The pages, if they were to be kept."""
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
    """The declarations with where they are from, in no order, if that was to be kept."""
    symbols: Symbols | None = None
    """What the pages declare. None: there are no pages."""
    shown: tuple[Page, ...] = ()
    """The pages that showed the dialect."""
    is_sound: bool = True
    """Whether `check_schema` found nothing: else there are types that have no end, and nobody may
    ask what their values are."""
    consulted: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By a declaration's key, the keys of those whose samples were judged by it."""

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


def compile_folder(
    folder: Path, shown: str, only: Sequence[str] | None = None, *, keep: bool = True
) -> Compilation:
    """The pages of a folder on disk to schema, as below. `shown` is the folder as it was typed."""
    return compile_pages(DiskFolder(folder, shown), only, keep=keep)


def compile_pages(
    folder: Folder, only: Sequence[str] | None = None, *, keep: bool = True
) -> Compilation:
    """Pages to schema: read, detect, outline, collect, lower, check.

    `only` are the targets to build; None: the spec set says. `keep` says whether the pages are
    wanted afterwards, and the rows of which the declarations came; without them, several processes
    compile many pages. Every mistake in the input is in the report.
    Raises `CannotWorkError` where there is no folder or no page in it, and `OSError`.
    """
    opened = open_spec_set(folder, only)
    work = partial(compile_opened, opened, keep=keep)
    return together(work, pays=opened.is_large and not keep)


def compile_opened(opened: OpenSpecSet, crew: Crew, *, keep: bool = False) -> Compilation:
    """What becomes of the pages. Each of the crew does its share, and all know what came of all.

    `keep` as above; what is to be kept is kept by who is alone. Raises `OSError`.
    """
    reader, reading = opened.reader, opened.reading
    report, spec_set, dialect = reader.report, reading.spec_set, reading.dialect
    pages = understand(opened, crew, keep=keep)
    names = {page.declaration.key: page.names for page in pages.lowered}
    check_overlay(reading.overlay, names, report)
    schema = _schema((page.declaration for page in pages.lowered), spec_set)
    consulted = Consulted(schema.by_key())
    is_sound = check_schema(schema, report)
    if is_sound and dialect is not None:
        judged = (
            with_samples(each, consulted.by(each.declaration.key), dialect, report)
            if each.samples
            else each.declaration
            for each in pages.lowered
        )
        schema = _schema(judged, spec_set)
    compilation = _viewable(
        Compilation(
            schema=schema,
            targets=opened.targets,
            report=report,
            sources=reader.sources,
            dialect=dialect.name if dialect is not None else "",
            directions=dialect.directions if dialect is not None else Directions(),
            page_names=pages.names,
            pages=pages.pages,
            ruled_out=pages.ruled_out,
            own_targets=opened.own_targets,
            places=spec_set.places,
            configured=frozenset(spec_set.targets),
            lowered=pages.lowered if keep else (),
            symbols=pages.symbols,
            shown=opened.shown,
            is_sound=is_sound,
            consulted=consulted.users,
        ),
        crew,
    )
    _tell_sources(reader, crew)
    return compilation


def compile_schema_file(path: Path, folder: Path, only: Sequence[str] | None = None) -> Compilation:
    """A schema file on disk in place of the pages of a folder, as below."""
    files = DiskFolder.at(path.parent)
    return compile_schema(files, path.name, DiskFolder.at(folder), only)


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
    spec_set = spec_set_of(spec_set_reader)
    report.adjust(spec_set.severities)
    own_targets = read_own_targets(spec_set, only, spec_set_reader)
    reader = Reader(files, report)
    source = reader.read(name)
    schema = load_schema(source, report) if source is not None else None
    schema = schema or Schema(spec_set.name, declarations=())
    is_sound = check_schema(schema, report)
    if is_sound:
        check_values(schema, report)
    sources = spec_set_reader.sources | reader.sources
    targets = chosen_targets(spec_set, only, own_targets)
    return _viewable(
        Compilation(
            schema,
            targets,
            report,
            sources,
            own_targets=own_targets,
            configured=frozenset(spec_set.targets),
            is_sound=is_sound,
        ),
        ALONE,
    )


def build_artifacts(compilation: Compilation) -> Iterator[Artifact]:
    """Schema to artifacts: view and render, target by target."""
    return chain.from_iterable(artifact_shares(compilation))


def artifact_shares(compilation: Compilation) -> list[Iterable[Artifact]]:
    """The same in shares, none of which needs another; the largest come first."""
    schema = compilation.schema
    shares = [
        share
        for name, options in compilation.targets.items()
        if name in BUILTIN_TARGETS
        for share in BUILTIN_TARGETS[name].view_shares(schema, options)
    ]
    return [*map(render, shares), compilation.own_artifacts, _schema_artifact(schema)]


def build_pieces(part: Compilation) -> Iterator[Piece]:
    """Of the artifacts of many declarations, what those of this part of a schema are in them.

    All targets are built in, and can tell it.
    """
    for declaration in part.schema.declarations:
        block = declaration_block(declaration)
        yield Piece(SCHEMA_FILE, block, block_place(block))
    for name, options in part.targets.items():
        make = BUILTIN_TARGETS[name].parts
        for each in make(part.schema, options) if make else ():
            view, place = (each.view, each.place) if isinstance(each, Block) else (each, None)
            yield from (Piece(made.path, made.text, place) for made in render([view]))


def _schema_artifact(schema: Schema) -> Iterator[Artifact]:
    yield Artifact(SCHEMA_FILE, dump_schema(schema))


def _tell_sources(reader: Reader, crew: Crew) -> None:
    """Have all of a crew hear of the sources that there is something to say of."""
    about = {each.span.path for each in reader.report.sorted()}
    for sources in crew.gather([each for each in reader.sources.values() if each.path in about]):
        reader.keep(sources)


def _schema(declarations: Iterable[Declaration], spec_set: SpecSet) -> Schema:
    return Schema(name=spec_set.name, version=spec_set.version, declarations=in_order(declarations))


def _viewable(compilation: Compilation, crew: Crew) -> Compilation:
    """The compilation, with what the targets say of its names in the report, and with what the
    project's own templates make of it."""
    schema, report, own = compilation.schema, compilation.report, compilation.own_targets
    targets = [BUILTIN_TARGETS[name] for name in compilation.targets if name in BUILTIN_TARGETS]
    found = report.alike()
    facts: dict[Callable[[Schema], Any], Any] = {}
    for target in crew.share(targets):
        target.check(schema, found)
        facts |= {fact: schema.once(fact) for fact in target.facts}
    for its_found, its_facts in crew.gather((found, facts)):
        report.take_in(its_found)
        facts |= its_facts
    return replace(
        compilation,
        schema=schema.knowing(facts),
        own_artifacts=build_own(own.values(), schema, report),
    )
