"""Whether two things of two schemas are the same, types that were renamed being the same as well.

Python holds 1 and true for equal, and JSON does not, so `==` alone would overlook changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.diff.parts import bases_of
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    Field,
    Json,
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

Matches = Mapping[str, str]
"""The keys of types in NEW by their keys in OLD."""


def same_json(old: Json, new: Json) -> bool:
    """Whether two JSON values are one."""
    match old, new:
        case dict(), dict():
            return old.keys() == new.keys() and all(same_json(old[key], new[key]) for key in old)
        case list(), list():
            return len(old) == len(new) and all(map(same_json, old, new))
        case (dict() | list(), _) | (_, dict() | list()):
            return False
        case _:
            return scalar_identity(old) == scalar_identity(new)


def same_type(old: TypeExpr, new: TypeExpr, matches: Matches) -> bool:
    """Whether two type expressions say the same of the same types; the order of a union's
    variants says nothing."""
    match old, new:
        case ReferenceType(key), ReferenceType(other):
            return matches.get(key) == other
        case LiteralType(value), LiteralType(other_value):
            return scalar_identity(value) == scalar_identity(other_value)
        case (ArrayType(one), ArrayType(two)) | (MapType(one), MapType(two)):
            return same_type(one, two, matches)
        case NullableType(one), NullableType(two):
            return same_type(one, two, matches)
        case UnionType(variants), UnionType(others):
            gone, came = unmatched(variants, others, matches)
            return not gone and not came
        case PrimitiveType(), PrimitiveType():
            return old == new
        case (AnyType(), AnyType()) | (UnknownType(), UnknownType()):
            return True
        case _:
            return False


def unmatched(
    old: Iterable[TypeExpr], new: Iterable[TypeExpr], matches: Matches
) -> tuple[list[TypeExpr], list[TypeExpr]]:
    """The variants that only the first has, and those that only the second has."""
    gone, came = [], list(new)
    for variant in old:
        partner = next((n for n, each in enumerate(came) if same_type(variant, each, matches)), -1)
        if partner < 0:
            gone.append(variant)
        else:
            del came[partner]
    return gone, came


def same_shape(old: Declaration, new: Declaration, matches: Matches) -> bool:
    """Whether two declarations take the same values for plain reasons."""
    match old, new:
        case RecordDecl(), RecordDecl():
            fields = {field.wire_name: field for field in new.fields}
            return (
                fields.keys() == {field.wire_name for field in old.fields}
                and _same_additional(old.additional, new.additional, matches)
                and all(
                    field.required == fields[field.wire_name].required
                    and same_type(field.type, fields[field.wire_name].type, matches)
                    for field in old.fields
                )
            )
        case EnumDecl(), EnumDecl():
            return (
                old.open == new.open
                and values_of(old) == values_of(new)
                and (not old.open or same_bases(old, new))
            )
        case UnionDecl(), UnionDecl():
            gone, came = unmatched(old.variants, new.variants, matches)
            return not gone and not came
        case AliasDecl(), AliasDecl():
            return same_type(old.type, new.type, matches)
        case _:
            return False


def values_of(enum: EnumDecl) -> set[tuple[bool, object]]:
    """What an enum lists, as sets can hold it."""
    return {scalar_identity(each.value) for each in enum.values}


def same_bases(old: EnumDecl, new: EnumDecl) -> bool:
    """Whether two enums, if open, take all values of the same primitive types. 1 and 1.0 are one
    value, and stand for integers and for numbers."""
    return set(bases_of(old.values)) == set(bases_of(new.values))


def _same_additional(old: TypeExpr | None, new: TypeExpr | None, matches: Matches) -> bool:
    if old is None or new is None:
        return old is new
    return same_type(old, new, matches)


def nothing_changed(old: Declaration, new: Declaration) -> bool:
    """Whether two declarations are equal, quickly: most of a large schema are."""
    if old is new or old != new:
        return old is new
    match old, new:
        case RecordDecl(fields=fields), RecordDecl(fields=others):
            return all(map(_same_field, fields, others)) and _same_equal(
                old.additional, new.additional
            )
        case EnumDecl(values=listed), EnumDecl(values=others_listed):
            return all(
                repr(one.value) == repr(two.value)
                for one, two in zip(listed, others_listed, strict=True)
            )
        case UnionDecl(variants=variants), UnionDecl(variants=others):
            return all(map(_same_equal, variants, others))
        case AliasDecl(type=one), AliasDecl(type=two):
            return _same_equal(one, two)
        case _:
            return False


def _same_field(old: Field, new: Field) -> bool:
    """Whether two fields are the same that Python holds for equal."""
    return (
        _same_equal(old.type, new.type)
        and all(map(same_json, old.default or (), new.default or ()))
        and all(map(same_json, old.examples, new.examples))
    )


def _same_equal(old: TypeExpr | None, new: TypeExpr | None) -> bool:
    """Whether two types are the same that Python holds for equal: only literals can differ."""
    if isinstance(old, PrimitiveType | ReferenceType | AnyType | UnknownType):
        return True
    return repr(old) == repr(new)


def same_values(old: Sequence[Json], new: Sequence[Json]) -> bool:
    """Whether two lists of JSON values are the same."""
    return len(old) == len(new) and all(map(same_json, old, new))
