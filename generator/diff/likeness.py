"""Whether two types are made alike, part by part, however deep that goes.

The search for a value that tells two types apart ends where Python's stack would. This needs no
stack and finds no value; it knows only that types of one shape, from which other types of one shape
are reached, take the same.
"""

from __future__ import annotations

from generator.diff.parts import bases_of
from generator.diff.sides import Sided, settled_name, sided
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
    scalar_identity,
)

_Expressions = list[tuple[TypeExpr, TypeExpr]]


def is_made_alike(left: Sided, right: Sided) -> bool:
    """Whether it is plain from how they are made that `right` takes all values of `left`.

    Two that are met again are taken for alike, as in `excess`.
    """
    met = set()
    pending = [(left, right)]
    while pending:
        one, two = pending.pop()
        name = settled_name(one)
        if name is not None and name == settled_name(two):
            continue
        one, two = _followed(one), _followed(two)
        pair = one.identity, two.identity
        if pair in met:
            continue
        met.add(pair)
        parts = _parts(one, two)
        if parts is None:
            return False
        pending += ((sided(own, one.side), sided(other, two.side)) for own, other in parts)
    return True


def _followed(type_: Sided) -> Sided:
    while isinstance(type_.subject, ReferenceType | AliasDecl):
        type_ = type_.step()
    return type_


def _parts(left: Sided, right: Sided) -> _Expressions | None:
    """The parts that must be alike for two types to be so; None where nothing can help."""
    match left.subject, right.subject:
        case _, AnyType() | UnknownType():
            return []
        case PrimitiveType(name), PrimitiveType(other_name) if name == other_name:
            return []
        case LiteralType(value), LiteralType(other_value) if scalar_identity(
            value
        ) == scalar_identity(other_value):
            return []
        case (
            (ArrayType(inner), ArrayType(other))
            | (MapType(inner), MapType(other))
            | (NullableType(inner), NullableType(other))
        ):
            return [(inner, other)]
        case (
            (UnionType(own) | UnionDecl(variants=own)),
            (UnionType(others) | UnionDecl(variants=others)),
        ) if len(own) == len(others):
            return list(zip(own, others, strict=True))
        case EnumDecl() as enum, EnumDecl() as other_enum:
            return [] if _is_within(enum, other_enum) else None
        case RecordDecl() as record, RecordDecl() as other_record:
            return _members(record, other_record)
        case _:
            return None


def _is_within(enum: EnumDecl, other: EnumDecl) -> bool:
    listed, others = (
        {scalar_identity(each.value) for each in every.values} for every in (enum, other)
    )
    if enum.open and not (other.open and set(bases_of(enum.values)) <= set(bases_of(other.values))):
        return False
    return listed <= others


def _members(record: RecordDecl, other: RecordDecl) -> _Expressions | None:
    """The types of what two records have under the same keys, if they declare the same."""
    fields = {field.wire_name: field for field in other.fields}
    if fields.keys() != {field.wire_name for field in record.fields}:
        return None
    if any(fields[field.wire_name].required and not field.required for field in record.fields):
        return None
    members = [(field.type, fields[field.wire_name].type) for field in record.fields]
    if record.additional is None:
        return members
    return None if other.additional is None else [*members, (record.additional, other.additional)]
