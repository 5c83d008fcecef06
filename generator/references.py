"""What refers to what in a schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Final, TypeAlias, assert_never

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
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)

Uses: TypeAlias = Mapping[str, Iterable[str]]
"""The keys of the types that each type refers to, by its own key."""

_type: Final = attrgetter("type")


def followed(key: str, declarations: Mapping[str, Declaration]) -> Declaration:
    """The declaration of a key, or the one that it is another name for.

    In a loop, since a chain of aliases may be longer than Python's stack. None leads back to
    itself: `check_schema` has found nothing.
    """
    declaration = declarations[key]
    while isinstance(declaration, AliasDecl) and isinstance(declaration.type, ReferenceType):
        declaration = declarations[declaration.type.key]
    return declaration


def references(declarations: Iterable[Declaration]) -> Iterator[str]:
    """The keys of all declarations that these refer to."""
    pending: list[TypeExpr] = []
    for declaration in declarations:
        match declaration:
            case RecordDecl(fields=fields, additional=additional):
                pending += map(_type, fields)
                pending += (additional,) if additional else ()
            case UnionDecl(variants=variants):
                pending += variants
            case AliasDecl(type=expression):
                pending.append(expression)
            case EnumDecl():
                pass
            case _:
                assert_never(declaration)
    return references_in(pending)


def used_by(declaration: Declaration) -> tuple[str, ...]:
    """The keys of all that a declaration refers to, each once."""
    return tuple(dict.fromkeys(references([declaration])))


def uses_of(declarations: Mapping[str, Declaration]) -> dict[str, tuple[str, ...]]:
    """Who refers to whom, of these declarations by key."""
    return {key: used_by(declaration) for key, declaration in declarations.items()}


def uses(schema: Schema) -> dict[str, tuple[str, ...]]:
    """Who refers to whom in a schema."""
    return uses_of(schema.by_key())


def references_in(types: Iterable[TypeExpr]) -> Iterator[str]:
    """The keys of all declarations that these types refer to."""
    pending = [*types]
    while pending:
        match pending.pop():
            case PrimitiveType():  # as most are
                pass
            case ReferenceType(key=key):
                yield key
            case AnyType() | UnknownType() | LiteralType():
                pass
            case ArrayType(items=inner) | MapType(values=inner) | NullableType(inner=inner):
                pending.append(inner)
            case UnionType(variants=variants):
                pending += variants
