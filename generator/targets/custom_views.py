"""What the templates of a project's own language receive: views in which everything is decided.

A file is of the whole schema, of a module or of a declaration; its view is the same. Every text is
safe where its description says that it belongs, and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias, assert_never

from generator.frozen import Frozen
from generator.references import references
from generator.schema import (
    AliasDecl,
    AnyType,
    Declaration,
    EnumDecl,
    NullableType,
    RecordDecl,
    UnionDecl,
    UnknownType,
)
from generator.targets.custom_loops import find_loops
from generator.targets.custom_text import comment, in_comment, in_quotes, literal, scalar_kind
from generator.targets.custom_types import TypeSpeller

if TYPE_CHECKING:
    from generator.schema import Field, Schema
    from generator.targets.custom_language import Language
    from generator.targets.custom_names import Names


class FieldView(Frozen):
    """A field of a record."""

    name: str
    wire_name: str
    """For between the quotes of a string literal."""
    type: str
    required: bool
    nullable: bool
    deprecated: bool
    doc: tuple[str, ...]
    """The lines of its comment. Empty: there is nothing to say."""


class RecordView(Frozen):
    """A declaration made of fields."""

    name: str
    doc: tuple[str, ...]
    page: str
    """Where it is declared, for a comment."""
    deprecated: bool
    fields: tuple[FieldView, ...]
    additional: str | None
    """The type that values under all other keys have. None: there are none, or they are any."""
    closed: bool
    """There are no other keys."""


class ValueView(Frozen):
    """A value of an enum."""

    name: str
    literal: str
    deprecated: bool
    doc: tuple[str, ...]


class EnumView(Frozen):
    """A set of values."""

    name: str
    doc: tuple[str, ...]
    page: str
    deprecated: bool
    values: tuple[ValueView, ...]
    base: str | None
    """The type that all values have. None: they are of several."""
    open: bool
    """Other values may come."""


class VariantView(Frozen):
    """One of the types of a union. No two are alike."""

    name: str
    type: str


class UnionView(Frozen):
    """A value of at least one of several types."""

    name: str
    doc: tuple[str, ...]
    page: str
    deprecated: bool
    variants: tuple[VariantView, ...]


class AliasView(Frozen):
    """Another name for a type."""

    name: str
    doc: tuple[str, ...]
    page: str
    deprecated: bool
    type: str
    recursive: bool
    """The type leads back to the alias."""


DeclarationView: TypeAlias = RecordView | EnumView | UnionView | AliasView


class FileView(Frozen):
    """A file."""

    package: str
    version: str
    """The spec set's own, for between the quotes of a string literal. Empty: it has none."""
    module: str
    """The module that it is of. Empty: it is of the whole schema."""
    modules: tuple[str, ...]
    """All modules that declare something."""
    uses: tuple[str, ...]
    """The other modules that it refers to."""
    imports: tuple[str, ...]
    """What its types need, by what the language says under `imports`."""
    declarations: tuple[DeclarationView, ...]
    records: tuple[RecordView, ...]
    """Of the declarations; likewise below."""
    enums: tuple[EnumView, ...]
    unions: tuple[UnionView, ...]
    aliases: tuple[AliasView, ...]


class Views:
    """The views of a schema's files, each declaration's made once."""

    def __init__(self, schema: Schema, names: Names, language: Language) -> None:
        """For one schema in one language."""
        self._schema = schema
        self._names = names
        self._language = language
        self._loops = find_loops(schema)
        self._types = TypeSpeller(schema, names, self._loops, language)
        self._declarations = {each.key: self._declaration(each) for each in schema.declarations}
        self._imports = tuple(
            (re.compile(rf"(?<![\w.]){re.escape(text)}(?!\w)"), imported)
            for text, imported in language.imports.items()
        )
        self._modules = {each.module for each in schema.declarations}
        self._homes = {each.key: each.module for each in schema.declarations}

    def file(self, declarations: Iterable[Declaration], module: str | None) -> FileView:
        """The view of a file of these declarations; `module` is None where it is of all."""
        members = tuple(declarations)
        views = tuple(self._declarations[each.key] for each in members)
        others = {self._homes[key] for key in references(members)} - {module}
        spelled = {text for view in views for text in _spelled_types(view)}
        return FileView(
            package=self._names.package,
            version=in_quotes(self._schema.version, self._language.literals),
            module="" if module is None else self._module(module),
            modules=self._sorted(self._modules),
            uses=() if module is None else self._sorted(others),
            imports=tuple(
                sorted(
                    {
                        imported
                        for pattern, imported in self._imports
                        if any(map(pattern.search, spelled))
                    }
                )
            ),
            declarations=views,
            records=tuple(view for view in views if isinstance(view, RecordView)),
            enums=tuple(view for view in views if isinstance(view, EnumView)),
            unions=tuple(view for view in views if isinstance(view, UnionView)),
            aliases=tuple(view for view in views if isinstance(view, AliasView)),
        )

    def _sorted(self, modules: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(map(self._module, modules)))

    def _module(self, module: str) -> str:
        return self._language.names.join.join(self._names.modules[module])

    def _declaration(self, declaration: Declaration) -> DeclarationView:
        key, deprecated = declaration.key, declaration.deprecated
        name = self._names.types[key]
        rules = self._language.comments
        doc = comment(rules, declaration.doc, page=declaration.page, deprecated=deprecated)
        page = in_comment(declaration.page, rules)
        match declaration:
            case RecordDecl(fields=fields, additional=additional):
                is_any = isinstance(additional, AnyType | UnknownType | None)
                return RecordView(
                    name,
                    doc,
                    page,
                    deprecated,
                    fields=tuple(self._field(field, key) for field in fields),
                    additional=None
                    if additional is None or is_any
                    else self._types.type(additional, key),
                    closed=additional is None,
                )
            case EnumDecl():
                return self._enum(declaration, name, doc, page)
            case UnionDecl():
                variants = self._names.variants[key]
                return UnionView(
                    name,
                    doc,
                    page,
                    deprecated,
                    tuple(
                        VariantView(called, self._types.type(each, key))
                        for called, each in variants
                    ),
                )
            case AliasDecl(type=expression):
                recursive = key in self._loops.to_themselves
                type_ = self._types.type(expression, key)
                return AliasView(name, doc, page, deprecated, type_, recursive)
            case _:
                assert_never(declaration)

    def _field(self, field: Field, record: str) -> FieldView:
        return FieldView(
            name=self._names.fields[record, field.wire_name],
            wire_name=in_quotes(field.wire_name, self._language.literals),
            type=self._types.type(field.type, record, optional=not field.required),
            required=field.required,
            nullable=isinstance(field.type, NullableType),
            deprecated=field.deprecated,
            doc=comment(
                self._language.comments,
                field.doc,
                deprecated=field.deprecated,
                default=field.default,
                examples=field.examples,
            ),
        )

    def _enum(self, enum: EnumDecl, name: str, doc: tuple[str, ...], page: str) -> EnumView:
        scalars = [value.value for value in enum.values]
        kind = scalar_kind(*scalars)
        values = (
            ValueView(
                name=self._names.values[enum.key, json.dumps(value.value)],
                literal=literal(value.value, kind, self._language.literals),
                deprecated=value.deprecated,
                doc=comment(self._language.comments, value.doc, deprecated=value.deprecated),
            )
            for value in enum.values
        )
        base = self._types.base(scalars)
        return EnumView(name, doc, page, enum.deprecated, tuple(values), base, enum.open)


def _spelled_types(view: DeclarationView) -> Iterator[str]:
    match view:
        case RecordView(fields=fields, additional=additional):
            yield from (field.type for field in fields)
            if additional is not None:
                yield additional
        case EnumView(base=base):
            if base is not None:
                yield base
        case UnionView(variants=variants):
            yield from (variant.type for variant in variants)
        case AliasView(type=spelled):
            yield spelled
        case _:
            assert_never(view)
