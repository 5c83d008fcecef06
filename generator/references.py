"""What refers to what in a schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

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
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)


def references(declarations: Iterable[Declaration]) -> Iterator[str]:
    """The keys of all declarations that these refer to."""
    pending: list[TypeExpr] = []
    for declaration in declarations:
        match declaration:
            case RecordDecl(fields=fields, additional=additional):
                pending += (field.type for field in fields)
                pending += (additional,) if additional else ()
            case UnionDecl(variants=variants):
                pending += variants
            case AliasDecl(type=expression):
                pending.append(expression)
            case EnumDecl():
                pass
            case _:
                assert_never(declaration)
    while pending:
        match pending.pop():
            case ReferenceType(key):
                yield key
            case ArrayType(inner) | MapType(inner) | NullableType(inner):
                pending.append(inner)
            case UnionType(variants):
                pending += variants
            case PrimitiveType() | AnyType() | UnknownType() | LiteralType():
                pass
