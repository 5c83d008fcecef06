"""A project's own target: its folder of templates, and what they receive.

Without a `target.yaml` each template receives the schema. With one, which says how the language
writes things, each receives a file's view in which all of that is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, assert_never

from generator.artifacts import View
from generator.frozen import Frozen, replace
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    UnionDecl,
    UnionType,
    UnknownType,
)
from generator.source import Source, Span
from generator.targets import Options, Target
from generator.targets.custom_file import FILE_NAME, read_language
from generator.targets.custom_language import Language
from generator.targets.custom_names import Names, schema_names
from generator.targets.custom_paths import PlannedFile, clashes, plan_files, spell_paths
from generator.targets.custom_views import AliasView, EnumView, RecordView, UnionView, Views
from generator.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.naming import Meeting

KINDS: Final[Mapping[str, tuple[type, ...]]] = MappingProxyType(
    {
        "record": (RecordDecl, RecordView),
        "enum": (EnumDecl, EnumView),
        "union": (UnionDecl, UnionView, UnionType),
        "alias": (AliasDecl, AliasView),
        "primitive": (PrimitiveType,),
        "any": (AnyType,),
        "unknown": (UnknownType,),
        "literal": (LiteralType,),
        "array": (ArrayType,),
        "map": (MapType,),
        "nullable": (NullableType,),
        "reference": (ReferenceType,),
    }
)
"""What a template can ask of a declaration or of a type: `{% if declaration is record %}`."""


def own_target(name: str, sources: Mapping[str, Source], report: Report) -> Target | None:
    """The target that a project calls `name`; None, with diagnostics, where there is none.

    `sources` are the templates, and the `target.yaml` if there is one, by their paths in the
    folder. What that file gets wrong is reported at its place.
    """
    templates = {path: source for path, source in sources.items() if path != FILE_NAME}
    told = FILE_NAME in sources
    node = read_yaml(sources[FILE_NAME], report) if told else None
    if told and node is None:
        return None
    language = read_language(node, templates)
    own = _Own(name, templates, language, told)
    return Target(name=name, options={}, check=own.check, views=own.views, templates=templates)


class _Own(Frozen):
    """A target of a project's own."""

    name: str
    templates: Mapping[str, Source]
    language: Language
    is_told: bool
    """There is a `target.yaml`, so that templates receive views."""

    def check(self, schema: Schema, report: Report) -> None:
        """Report names and files that meet, and wire names that the language cannot write."""
        names = schema_names(schema, self.language.names)
        files, paths, met = self._files(schema, names)
        for file, message in clashes(files, paths):
            path = self.templates[file.rule.template].path
            report.add("template-error", Span(path, 1, 1, 1), message)
        if not self.is_told:
            return
        for meeting in names.meetings:
            self._report(meeting, f"have one name in `{self.name}`, so", "becomes", report)
        for meeting in met:
            self._report(meeting, f"would be one file of `{self.name}`;", "is in", report)
        self._check_wire_names(schema, report)

    def _report(self, meeting: Meeting, what: str, becomes: str, report: Report) -> None:
        if meeting.span is not None:
            name, other = meeting.name, next(meeting.others)
            message = f"{name} and {other} {what} {name} {becomes} `{meeting.spelled}`"
            report.add("name-collision", meeting.span, message)

    def _check_wire_names(self, schema: Schema, report: Report) -> None:
        writable = self.language.names.wire_names
        records = (each for each in schema.declarations if isinstance(each, RecordDecl))
        for field in (field for record in records for field in record.fields):
            if writable and field.span and not writable.fullmatch(field.wire_name):
                message = f"`{self.name}` cannot write the wire name `{field.wire_name}`"
                report.add("unwritable-name", field.span, message)

    def views(self, schema: Schema, options: Options) -> Iterator[View]:  # noqa: ARG002
        """One view for each file: of the schema itself, or of what the language makes of it."""
        names = schema_names(schema, self.language.names)
        files, paths, _ = self._files(schema, names)
        views = Views(schema, names, self.language)
        bare = without_places(schema)
        impossible = {file.identity for file, _ in clashes(files, paths)}
        for file in files:
            if file.identity in impossible:
                continue
            data = views.file(file.declarations, file.module) if self.is_told else bare
            yield View(f"{self.name}/{paths[file.identity]}", file.rule.template, data)

    def _files(
        self, schema: Schema, names: Names
    ) -> tuple[tuple[PlannedFile, ...], dict[str, str], list[Meeting]]:
        files = plan_files(schema, self.language.files, names, self.language.names)
        return (files, *spell_paths(files))


def without_places(schema: Schema) -> Schema:
    """The schema without spans, which would bring paths and line numbers into the output."""
    return schema.with_declarations(map(_without_place, schema.declarations))


def _without_place(declaration: Declaration) -> Declaration:
    match declaration:
        case RecordDecl(fields=fields):
            bare = tuple(replace(field, span=None) for field in fields)
            return replace(declaration, span=None, fields=bare)
        case EnumDecl(values=values):
            return replace(
                declaration, span=None, values=tuple(replace(value, span=None) for value in values)
            )
        case UnionDecl() | AliasDecl():
            return replace(declaration, span=None)
        case _:
            assert_never(declaration)
