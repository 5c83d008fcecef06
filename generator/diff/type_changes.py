"""How a type expression changed: the rule that says it best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from generator.diff.judge import Judge
from generator.diff.parts import kinds_of
from generator.diff.same import Matches, same_type, unmatched
from generator.schema import (
    AnyType,
    ArrayType,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    ReferenceType,
    TypeExpr,
    UnionType,
    UnknownType,
)

_NUMBERS: Final[Mapping[tuple[str, str], str]] = {
    ("integer", "number"): "integer-became-number",
    ("number", "integer"): "number-became-integer",
}
_FORMS: Final = ("datetime", "date", "bytes")


def change_of(old: TypeExpr, new: TypeExpr, matches: Matches, judge: Judge) -> str:
    """What happened to a type, as a rule says it after `field-`. The two are not the same."""
    old, new = _innermost(old, new)
    named = next(_named_changes(old, new, matches), None)
    return f"type-{judge.relation(old, new)}" if named is None else named


def _innermost(old: TypeExpr, new: TypeExpr) -> tuple[TypeExpr, TypeExpr]:
    """Where the change is: within arrays, maps and nullable types that both have."""
    while True:
        match old, new:
            case (
                (ArrayType(one), ArrayType(two))
                | (MapType(one), MapType(two))
                | (NullableType(one), NullableType(two))
            ):
                old, new = one, two
            case _:
                return old, new


def _named_changes(old: TypeExpr, new: TypeExpr, matches: Matches) -> Iterator[str]:
    """The names that a change deserves, the best first."""
    match old, new:
        case _, UnknownType():
            yield "type-lost"
        case UnknownType(), _:
            yield "type-understood"
        case _, AnyType():
            yield "became-any"
        case AnyType(), _:
            yield "any-dropped"
        case _, NullableType(inner) if same_type(old, inner, matches):
            yield "became-nullable"
        case NullableType(inner), _ if same_type(inner, new, matches):
            yield "became-non-nullable"
        case _, ArrayType(items) if same_type(old, items, matches):
            yield "became-array"
        case ArrayType(items), _ if same_type(items, new, matches):
            yield "became-single"
        case PrimitiveType(one), PrimitiveType(two):
            yield from _primitive_changes(one, two)
        case LiteralType(), LiteralType():
            yield "literal-changed"
        case PrimitiveType(name), LiteralType(value) if name in kinds_of(value):
            yield "literal-required"
        case LiteralType(value), PrimitiveType(name) if name in kinds_of(value):
            yield "literal-dropped"
        case ReferenceType(), ReferenceType():
            yield "reference-changed"
        case _:
            yield from _variant_changes(old, new, matches)


def _primitive_changes(old: str, new: str) -> Iterator[str]:
    if (old, new) in _NUMBERS:
        yield _NUMBERS[old, new]
    elif old == "string" and new in _FORMS:
        yield "form-required"
    elif old in _FORMS and new == "string":
        yield "form-dropped"
    elif old in _FORMS and new in _FORMS:
        yield "form-changed"


def _variant_changes(old: TypeExpr, new: TypeExpr, matches: Matches) -> Iterator[str]:
    if isinstance(old, UnionType) or isinstance(new, UnionType):
        gone, came = unmatched(_variants(old), _variants(new), matches)
        if came and not gone:
            yield "variant-added"
        if gone and not came:
            yield "variant-removed"


def _variants(type_: TypeExpr) -> tuple[TypeExpr, ...]:
    return type_.variants if isinstance(type_, UnionType) else (type_,)
