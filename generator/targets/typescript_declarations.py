"""Declarations become the views that the templates of TypeScript print.

A record is an interface, an enum is a const object of its values and the type of those, a union
and an alias are types.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, TypeAlias, assert_never

from generator.frozen import Frozen
from generator.origins import OTHERS, Line, Origin, Origins
from generator.schema import (
    AliasDecl,
    AnyType,
    Declaration,
    EnumDecl,
    EnumValue,
    RecordDecl,
    Scalar,
    TypeExpr,
    UnionDecl,
    UnknownType,
)
from generator.targets.typescript_layout import (
    INDENT,
    LINE_WIDTH,
    Assigned,
    Group,
    layout,
    layout_between,
    measured,
)
from generator.targets.typescript_names import value_names
from generator.targets.typescript_text import comment, literal, property_key, width
from generator.targets.typescript_types import (
    NEVER,
    NULL,
    UNDEFINED,
    UNKNOWN,
    Spelled,
    TypeSpeller,
    after_equals,
    distinct,
)


class MemberView(Frozen):
    """A line of an interface; a long one is several, indented already."""

    origins: Origins
    comment: tuple[Line, ...]
    text: str


class ValueView(Frozen):
    """A line of an enum's object; a long one is several, indented already."""

    origins: Origins
    comment: tuple[Line, ...]
    text: str
    ambient_text: str
    """The line that it is in the object's type."""


class InterfaceView(Frozen):
    """A record."""

    template: ClassVar[str] = "typescript/interface.ts.jinja"
    ambient_template: ClassVar[str] = template
    origins: Origins
    comment: tuple[Line, ...]
    name: str
    members: tuple[MemberView, ...]


class EnumView(Frozen):
    """An enum: an object of its values, and the type of those."""

    template: ClassVar[str] = "typescript/enum.ts.jinja"
    ambient_template: ClassVar[str] = "typescript/enum.d.ts.jinja"
    """In a file of declarations, where a value has a type and nothing else."""
    origins: Origins
    comment: tuple[Line, ...]
    name: str
    head: str
    """Up to the opening brace."""
    indent: str
    """Of the brace; more than nothing after a name that takes a line of its own."""
    values: tuple[ValueView, ...]
    type_comment: tuple[Line, ...]
    """Only that it is deprecated: an editor shows the object's comment for both, but strikes a name
    through only where each of its declarations says so."""
    type: str
    """The declaration of the type."""


class AliasView(Frozen):
    """A union or an alias."""

    template: ClassVar[str] = "typescript/alias.ts.jinja"
    ambient_template: ClassVar[str] = template
    origins: Origins
    comment: tuple[Line, ...]
    type: tuple[Line, ...]
    """The declaration of the type."""


_BRACE: Final = measured(Assigned("{"))
"""What begins an object after an equals sign."""

_BAR: Final = " " * INDENT + "| "
"""What begins the line of a variant, where each has one."""

DeclarationView: TypeAlias = InterfaceView | EnumView | AliasView


def declaration_view(declaration: Declaration, name: str, speller: TypeSpeller) -> DeclarationView:
    """The view of a declaration that is called `name`."""
    subject = Origin(declaration.key)
    about = comment(
        declaration.doc, subject, source=declaration.page, deprecated=declaration.deprecated
    )
    match declaration:
        case RecordDecl():
            members = tuple(_members(declaration, speller))
            return InterfaceView(subject.by(), about, name, members)
        case EnumDecl():
            return _enum(declaration, name, about)
        case UnionDecl(variants=variants):
            return AliasView(subject.by(), about, _type_lines(subject, name, variants, speller))
        case AliasDecl(type=expression):
            return AliasView(subject.by(), about, _type_lines(subject, name, [expression], speller))
        case _:
            assert_never(declaration)


def _members(record: RecordDecl, speller: TypeSpeller) -> Iterator[MemberView]:
    record_key, modifier = record.key, speller.modifier
    for index, field in enumerate(record.fields):
        subject = Origin(record_key, index)
        about = comment(
            field.doc,
            subject,
            deprecated=field.deprecated,
            default=field.default,
            examples=field.examples,
        )
        mark = "" if field.required else "?"
        key = f"{modifier}{property_key(field.wire_name)}{mark}: "
        text = layout_between(key, speller.property_type(field.type), ";", INDENT)
        yield MemberView(subject.by("name", "type", "required"), about, text)
    if rest := _rest(record, speller):
        row = Origin(record_key, OTHERS, ("name", "type"))
        others = (Origin(record_key, at, ("type", "required")) for at in range(len(record.fields)))
        text = layout((speller.index_signature(rest), ";"), INDENT)
        yield MemberView((row, *others), (), text)


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


def _enum(enum: EnumDecl, name: str, about: tuple[Line, ...]) -> EnumView:
    subject = Origin(enum.key)
    head = layout_between(f"export const {name} =", _BRACE, "", 0)
    indent = " " * INDENT if "\n" in head else ""
    values = tuple(
        _value(value, key, Origin(subject.key, index), len(indent) + INDENT)
        for index, (key, value) in enumerate(zip(value_names(enum)[0], enum.values, strict=True))
    )
    known = Spelled(f"(typeof {name})[keyof typeof {name}]")
    others = dict.fromkeys(map(_base, enum.values)) if enum.open else ()
    type_comment = comment("", subject, deprecated=enum.deprecated)
    type_ = _type(name, (known, *others))
    return EnumView(subject.by(), about, name, head, indent, values, type_comment, type_)


def _value(value: EnumValue, key: str, subject: Origin, indent: int) -> ValueView:
    about = comment(value.doc, subject, deprecated=value.deprecated)
    spelled = literal(value.value)
    text = f"{key}: {spelled},"
    if indent + width(text) > LINE_WIDTH and not _stays(key, value.value):
        text = layout((Group((f"{key}:", Assigned(spelled))), ","), indent)
    return ValueView(subject.by("name", "value"), about, text, f"readonly {key}: {spelled};")


def _stays(key: str, value: Scalar) -> bool:
    """Whether a value stands beside its key in any case.

    Prettier gives no line of its own to what can be no long line, and none to what stands after a
    key so short that little would be gained.
    """
    is_short = isinstance(value, bool | int | float) and value >= 0
    return is_short or width(key) < INDENT + 3


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
    return layout(Group((f"export type {name} =", after_equals(variants), ";")))


def _type_lines(
    subject: Origin, name: str, variants: Sequence[TypeExpr], speller: TypeSpeller
) -> tuple[Line, ...]:
    """The declaration of a type that is one of several, line by line."""
    told: dict[Spelled, Origins] = {}
    for index, variant in enumerate(variants):
        for each in speller.variants(variant):
            told[each] = (*told.get(each, ()), Origin(subject.key, index, ("type",)))
    spelled = distinct(told)
    first, *rest = _type(name, spelled).split("\n")
    if sum(text.startswith(_BAR) for text in rest) != len(spelled):  # not one a line
        everything = (*subject.by(), *(origin for each in told.values() for origin in each))
        return tuple(Line(text, everything) for text in (first, *rest))
    lines = [Line(first, subject.by())]
    at = -1
    for text in rest:
        at += text.startswith(_BAR)
        lines.append(Line(text, told[spelled[at]]))
    return tuple(lines)
