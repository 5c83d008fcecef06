"""Type expressions made of others, in the one form that the schema has for each."""

from __future__ import annotations

from collections.abc import Iterable

from generator.schema import (
    AnyType,
    LiteralType,
    NullableType,
    PrimitiveType,
    TypeExpr,
    UnionType,
    UnknownType,
)


def union_of(variants: Iterable[TypeExpr]) -> TypeExpr:
    """The variants as one type: nested unions are opened, null moves out, equals are one."""
    flat: dict[str, TypeExpr] = {}
    nullable = False
    for variant in variants:
        inner = variant
        if isinstance(inner, NullableType):
            nullable, inner = True, inner.inner
        if inner == PrimitiveType("null"):
            nullable = True
        else:
            for each in inner.variants if isinstance(inner, UnionType) else (inner,):
                flat.setdefault(repr(each), each)  # 1 and true are equal in Python, not in JSON
    match tuple(flat.values()):
        case ():
            return PrimitiveType("null")
        case (only,):
            type_ = only
        case several:
            type_ = UnionType(several)
    return nullable_of(type_) if nullable else type_


def nullable_of(type_: TypeExpr) -> TypeExpr:
    """The type, or null. A type that admits null already stays as it is."""
    match type_:
        case NullableType() | AnyType() | UnknownType() | PrimitiveType(name="null"):
            return type_
        case LiteralType(value=None):
            return type_
        case _:
            return NullableType(type_)
