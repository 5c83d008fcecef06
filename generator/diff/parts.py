"""A type taken apart: which scalars, which arrays and which objects are its values.

References, aliases, unions and nullable types are followed, so that what is left are the three
kinds of JSON values, each in a form that can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

from generator.diff.sides import Side, Sided, sided
from generator.frozen import Frozen
from generator.instances import is_base64, is_date, is_datetime
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    EnumValue,
    Field,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Scalar,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
    primitive_of,
    scalar_identity,
)

_COVERED_BY: Final[Mapping[PrimitiveName, tuple[PrimitiveName, ...]]] = {
    "string": ("string",),
    "datetime": ("datetime", "string"),
    "date": ("date", "string"),
    "bytes": ("bytes", "string"),
    "number": ("number",),
    "integer": ("integer", "number"),
}
"""The kinds of which each kind is a part. No other two have more than literals in common, which
is why a union of kinds holds a kind only where one of its variants does."""


@dataclass(slots=True)
class Scalars:
    """A set of scalars: whole kinds, and single values."""

    kinds: dict[PrimitiveName, None] = field(default_factory=dict)
    values: dict[tuple[bool, Scalar], Scalar] = field(default_factory=dict)

    def add(self, value: Scalar) -> None:
        """Let the set hold a value."""
        self.values.setdefault(scalar_identity(value), value)

    def add_kind(self, name: PrimitiveName) -> None:
        """Let the set hold all values of a primitive type."""
        match name:
            case "boolean":
                self.add(True)
                self.add(False)
            case "null":
                self.add(None)
            case _:
                self.kinds[name] = None

    def covers(self, kind: PrimitiveName) -> bool:
        """Whether all values of a kind are in the set."""
        return any(cover in self.kinds for cover in _COVERED_BY[kind])

    def holds(self, value: Scalar) -> bool:
        """Whether a value is in the set."""
        return scalar_identity(value) in self.values or any(
            self.covers(kind) for kind in kinds_of(value)
        )


def kinds_of(value: Scalar) -> tuple[PrimitiveName, ...]:
    """The kinds that hold a value, the narrowest first; none for true, false and null."""
    match value:
        case bool() | None:
            return ()
        case int():
            return ("integer", "number")
        case float():
            return ("integer", "number") if value.is_integer() else ("number",)
        case str():
            forms: tuple[tuple[PrimitiveName, bool], ...] = (
                ("datetime", is_datetime(value)),
                ("date", is_date(value)),
                ("bytes", is_base64(value)),
            )
            return (*(name for name, is_form in forms if is_form), "string")
        case _:
            assert_never(value)


class Objects(Frozen):
    """The objects of a record or a map."""

    fields: Mapping[str, Field]
    additional: TypeExpr | None
    side: Side

    def at(self, key: str) -> Sided | None:
        """The type of the value under a key; None where the key cannot be."""
        declared = self.fields.get(key)
        type_ = self.additional if declared is None else declared.type
        return None if type_ is None else sided(type_, self.side)

    def requires(self, key: str) -> bool:
        """Whether the key must be there."""
        return key in self.fields and self.fields[key].required


@dataclass(slots=True)
class Parts:
    """All values of a type, by what they are in JSON."""

    is_any: bool = False
    scalars: Scalars = field(default_factory=Scalars)
    arrays: list[Sided] = field(default_factory=list)
    """The items of each array type."""
    objects: list[Objects] = field(default_factory=list)


def objects_of(record: RecordDecl, side: Side) -> Objects:
    """The objects of a record, one of the side's own declarations."""
    fields = {each.wire_name: each for each in record.fields}
    return Objects(fields, record.additional, side)


def parts_of(type_: Sided) -> Parts:
    """The type taken apart."""
    parts = Parts()
    pending = [type_]
    while pending:
        current = pending.pop()
        side = current.side
        match current.subject:
            case AnyType() | UnknownType():
                parts.is_any = True
            case PrimitiveType(name):
                parts.scalars.add_kind(name)
            case LiteralType(value):
                parts.scalars.add(value)
            case NullableType(inner):
                parts.scalars.add(None)
                pending.append(sided(inner, side))
            case ArrayType(items):
                parts.arrays.append(sided(items, side))
            case MapType(values):
                parts.objects.append(Objects({}, values, side))
            case UnionType(variants) | UnionDecl(variants=variants):
                pending += (sided(variant, side) for variant in reversed(variants))
            case ReferenceType():
                pending.append(current.declaration())
            case AliasDecl(type=inner):
                pending.append(sided(inner, side))
            case EnumDecl() as enum:
                _add_enum(enum, parts.scalars)
            case RecordDecl() as record:
                parts.objects.append(objects_of(record, side))
            case _:
                assert_never(current.subject)
    return parts


def _add_enum(enum: EnumDecl, scalars: Scalars) -> None:
    for each in enum.values:
        scalars.add(each.value)
        if enum.open:
            scalars.add_kind(primitive_of(each.value))


def bases_of(values: Iterable[EnumValue]) -> tuple[PrimitiveName, ...]:
    """The primitive types of which an open enum takes all values, because of what it lists; none
    that is a part of another."""
    names = dict.fromkeys(primitive_of(each.value) for each in values)
    if "number" in names:
        names.pop("integer", None)
    return tuple(names)


EVERYTHING: Final = UnionType(
    (
        PrimitiveType("string"),
        PrimitiveType("number"),
        PrimitiveType("boolean"),
        PrimitiveType("null"),
        ArrayType(AnyType()),
        MapType(AnyType()),
    )
)
"""All JSON values, spelled out."""
