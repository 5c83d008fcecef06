"""Numbers as JavaScript holds them: each is a double, if need be the nearest."""

from __future__ import annotations

import math

from equivalence.loosened import with_enums, with_types
from generator.frozen import replace
from generator.schema import EnumDecl, Json, LiteralType, Scalar, Schema, TypeExpr


def rounded(value: Json) -> Json:
    """The value as JavaScript reads it. What is beyond all doubles becomes infinite there."""
    match value:
        case dict():
            return {key: rounded(part) for key, part in value.items()}
        case list():
            return [rounded(part) for part in value]
        case _:
            return _scalar(value)


def is_beyond_doubles(value: Json) -> bool:
    """Whether a number in the value is one that becomes infinite."""
    match rounded(value):
        case dict() as members:
            return any(map(is_beyond_doubles, members.values()))
        case list() as items:
            return any(map(is_beyond_doubles, items))
        case float() as number:
            return math.isinf(number)
        case _:
            return False


def with_rounded_literals(schema: Schema) -> Schema:
    """The schema with its literals, and the values of its enums, as JavaScript reads them."""

    def changed(type_: TypeExpr) -> TypeExpr:
        return LiteralType(_scalar(type_.value)) if isinstance(type_, LiteralType) else type_

    def enum(each: EnumDecl) -> EnumDecl:
        values = (replace(value, value=_scalar(value.value)) for value in each.values)
        return replace(each, values=tuple(values))

    return with_enums(with_types(schema, changed), enum)


def _scalar(value: Scalar) -> Scalar:
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    try:
        return int(float(value))
    except OverflowError:
        return math.inf if value > 0 else -math.inf
