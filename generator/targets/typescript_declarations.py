"""Declarations become the views that the templates of TypeScript print.

A record is an interface, an enum is a const object of its values and the type of those, a union
and an alias are types.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, assert_never

from generator.schema import (
    AliasDecl,
    AnyType,
    Declaration,
    EnumDecl,
    EnumValue,
    RecordDecl,
    Scalar,
    UnionDecl,
    UnknownType,
)
from generator.targets.typescript_layout import INDENT, Assigned, Doc, Group, layout
from generator.targets.typescript_names import value_names
from generator.targets.typescript_text import comment, literal, property_key, width
from generator.targets.typescript_types import (
    NEVER,
    NULL,
    UNDEFINED,
    UNKNOWN,
    Spelled,
    TypeSpeller,
    after_colon,
    after_equals,
)


@dataclass(frozen=True, slots=True)
class MemberView:
    """A line of an interface or of an enum's object; a long one is several, indented already."""

    comment: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class InterfaceView:
    """A record."""

    template: ClassVar[str] = "typescript/interface.ts.jinja"
    comment: tuple[str, ...]
    name: str
    members: tuple[MemberView, ...]


@dataclass(frozen=True, slots=True)
class EnumView:
    """An enum: an object of its values, and the type of those."""

    template: ClassVar[str] = "typescript/enum.ts.jinja"
    comment: tuple[str, ...]
    head: str
    """Up to the opening brace."""
    indent: str
    """Of the brace; more than nothing after a name that takes a line of its own."""
    members: tuple[MemberView, ...]
    type: str
    """The declaration of the type."""


@dataclass(frozen=True, slots=True)
class AliasView:
    """A union or an alias."""

    template: ClassVar[str] = "typescript/alias.ts.jinja"
    comment: tuple[str, ...]
    type: str
    """The declaration of the type."""


DeclarationView: TypeAlias = InterfaceView | EnumView | AliasView


def declaration_view(declaration: Declaration, name: str, speller: TypeSpeller) -> DeclarationView:
    """The view of a declaration that is called `name`."""
    about = comment(declaration.doc, source=declaration.page, deprecated=declaration.deprecated)
    match declaration:
        case RecordDecl():
            return InterfaceView(about, name, tuple(_members(declaration, speller)))
        case EnumDecl():
            return _enum(declaration, name, about)
        case UnionDecl(variants=variants):
            return AliasView(about, _type(name, speller.variants(*variants)))
        case AliasDecl(type=expression):
            return AliasView(about, _type(name, speller.variants(expression)))
        case _:
            assert_never(declaration)


def _members(record: RecordDecl, speller: TypeSpeller) -> Iterator[MemberView]:
    for field in record.fields:
        about = comment(
            field.doc, deprecated=field.deprecated, default=field.default, examples=field.examples
        )
        mark = "" if field.required else "?"
        key = f"{speller.modifier}{property_key(field.wire_name)}{mark}: "
        annotation = after_colon(speller.variants(field.type))
        yield MemberView(about, layout((key, annotation, ";"), INDENT))
    if rest := _rest(record, speller):
        yield MemberView((), layout((speller.index_signature(rest), ";"), INDENT))


def _rest(record: RecordDecl, speller: TypeSpeller) -> tuple[Spelled, ...]:
    """The types under all keys, for an index signature; none where none is written."""
    if not record.fields:
        return speller.variants(record.additional) if record.additional is not None else (NEVER,)
    if record.additional is None or isinstance(record.additional, AnyType | UnknownType):
        return ()
    types = speller.variants(record.additional, *(field.type for field in record.fields))
    if types == (UNKNOWN,) or all(field.required for field in record.fields):
        return types
    return (*types, UNDEFINED)


def _enum(enum: EnumDecl, name: str, about: tuple[str, ...]) -> EnumView:
    head = layout((f"export const {name} =", Assigned("{")))
    indent = " " * INDENT if "\n" in head else ""
    members = (
        MemberView(
            comment(value.doc, deprecated=value.deprecated),
            layout(_enum_member(key, value.value), len(indent) + INDENT),
        )
        for key, value in zip(value_names(enum)[0], enum.values, strict=True)
    )
    known = Spelled(f"(typeof {name})[keyof typeof {name}]")
    others = dict.fromkeys(map(_base, enum.values)) if enum.open else ()
    return EnumView(about, head, indent, tuple(members), _type(name, (known, *others)))


def _enum_member(key: str, value: Scalar) -> Doc:
    # Prettier gives no line of its own to what can be no long line, and none to what stands after
    # a key so short that little would be gained.
    stays = isinstance(value, bool | int | float) and value >= 0
    if stays or width(key) < INDENT + 3:
        return f"{key}: {literal(value)},"
    return (Group((f"{key}:", Assigned(literal(value)))), ",")


def _base(value: EnumValue) -> Spelled:
    """All values of the kind of this one, which itself stays a type apart beside it.

    `string` alone would take the value in, and an editor could no longer offer it.
    """
    match value.value:
        case None:
            return NULL
        case bool():
            return Spelled("boolean")
        case str():
            return Spelled("(string & {})")
        case _:
            return Spelled("(number & {})")


def _type(name: str, variants: Sequence[Spelled]) -> str:
    return layout((Group((f"export type {name} =", after_equals(variants))), ";"))
