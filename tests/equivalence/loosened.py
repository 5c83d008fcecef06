"""A schema with something in it changed everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import assert_never

from generator.frozen import replace
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


def with_types(schema: Schema, change: Callable[[TypeExpr], TypeExpr]) -> Schema:
    """The schema with a change to each type that is made of no other."""

    def changed(type_: TypeExpr) -> TypeExpr:
        match type_:
            case ArrayType(items):
                return ArrayType(changed(items))
            case MapType(values):
                return MapType(changed(values))
            case UnionType(variants):
                return UnionType(tuple(map(changed, variants)))
            case NullableType(inner):
                return NullableType(changed(inner))
            case PrimitiveType() | LiteralType() | ReferenceType() | AnyType() | UnknownType():
                return change(type_)
            case _:
                assert_never(type_)

    def declared(declaration: Declaration) -> Declaration:
        match declaration:
            case RecordDecl(fields=fields, additional=additional):
                typed = (replace(field, type=changed(field.type)) for field in fields)
                others = None if additional is None else changed(additional)
                return replace(declaration, fields=tuple(typed), additional=others)
            case UnionDecl(variants=variants):
                return replace(declaration, variants=tuple(map(changed, variants)))
            case AliasDecl(type=type_):
                return replace(declaration, type=changed(type_))
            case EnumDecl():
                return declaration
            case _:
                assert_never(declaration)

    return with_declarations(schema, declared)


def every_type(schema: Schema) -> Iterator[TypeExpr]:
    """Every type that is said anywhere in a schema, with those that it is made of."""
    waiting: list[TypeExpr] = []
    for declaration in schema.declarations:
        match declaration:
            case RecordDecl(fields=fields, additional=additional):
                waiting += (field.type for field in fields)
                waiting += () if additional is None else (additional,)
            case UnionDecl(variants=variants):
                waiting += variants
            case AliasDecl(type=type_):
                waiting.append(type_)
            case EnumDecl():
                pass
            case _:
                assert_never(declaration)
    while waiting:
        type_ = waiting.pop()
        yield type_
        match type_:
            case ArrayType(inner) | MapType(inner) | NullableType(inner):
                waiting.append(inner)
            case UnionType(variants):
                waiting += variants
            case _:
                pass


def with_records(schema: Schema, change: Callable[[RecordDecl], RecordDecl]) -> Schema:
    """The schema with a change to each record."""
    return with_declarations(
        schema, lambda each: change(each) if isinstance(each, RecordDecl) else each
    )


def with_enums(schema: Schema, change: Callable[[EnumDecl], Declaration]) -> Schema:
    """The schema with a change to each enum."""
    return with_declarations(
        schema, lambda each: change(each) if isinstance(each, EnumDecl) else each
    )


def with_declarations(schema: Schema, change: Callable[[Declaration], Declaration]) -> Schema:
    """The schema with a change to each declaration."""
    return schema.with_declarations(tuple(map(change, schema.declarations)))
