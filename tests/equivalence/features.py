"""What random schemas hold, by name, so that a run can show that nothing is left untried."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from generator.naming import snake_case
from generator.references import references
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    Field,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Scalar,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)

Test = Callable[[Schema], bool]


def features(schema: Schema) -> frozenset[str]:
    """The names of all features that the schema has."""
    return frozenset(name for name, has in FEATURES.items() if has(schema))


# What stands in a schema, piece by piece.


def _records(schema: Schema) -> Iterator[RecordDecl]:
    return (each for each in schema.declarations if isinstance(each, RecordDecl))


def _enums(schema: Schema) -> Iterator[EnumDecl]:
    return (each for each in schema.declarations if isinstance(each, EnumDecl))


def _fields(schema: Schema) -> Iterator[Field]:
    return (field for record in _records(schema) for field in record.fields)


def _types(schema: Schema) -> Iterator[TypeExpr]:
    """Every type expression, those inside others included."""
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


def _literals(schema: Schema) -> Iterator[Scalar]:
    yield from (type_.value for type_ in _types(schema) if isinstance(type_, LiteralType))
    yield from (value.value for enum in _enums(schema) for value in enum.values)


def _names(schema: Schema) -> Iterator[str]:
    yield from (declaration.name for declaration in schema.declarations)
    yield from (field.wire_name for field in _fields(schema))


def _docs(schema: Schema) -> Iterator[str]:
    yield from (declaration.doc for declaration in schema.declarations)
    yield from (field.doc for field in _fields(schema))
    yield from (value.doc for enum in _enums(schema) for value in enum.values)


# Tests of several pieces together.


def _has_kind(kind: type[Declaration], schema: Schema) -> bool:
    return any(isinstance(each, kind) for each in schema.declarations)


def _has_type(kind: type[TypeExpr], schema: Schema) -> bool:
    return any(isinstance(each, kind) for each in _types(schema))


def _has_primitive(name: PrimitiveName, schema: Schema) -> bool:
    return PrimitiveType(name) in _types(schema)


def _variants(schema: Schema) -> Iterator[tuple[TypeExpr, ...]]:
    for declaration in schema.declarations:
        if isinstance(declaration, UnionDecl):
            yield declaration.variants
    for type_ in _types(schema):
        if isinstance(type_, UnionType):
            yield type_.variants


def _record_variants(schema: Schema) -> Iterator[list[RecordDecl]]:
    """The records among the variants of each union that has more than one."""
    by_key = schema.by_key()
    for variants in _variants(schema):
        found = [by_key[each.key] for each in variants if isinstance(each, ReferenceType)]
        records = [each for each in found if isinstance(each, RecordDecl)]
        if len(records) > 1:
            yield records


def _is_discriminated(records: list[RecordDecl]) -> bool:
    tags = [
        {
            field.wire_name: field.type.value
            for field in record.fields
            if field.required and isinstance(field.type, LiteralType)
        }
        for record in records
    ]
    shared = set.intersection(*(set(each) for each in tags))
    return any(len({repr(each[name]) for each in tags}) == len(tags) for name in shared)


def _reached(schema: Schema) -> Mapping[str, set[str]]:
    """From each key to all that it leads to."""
    direct = {each.key: set(references([each])) for each in schema.declarations}
    reached = direct
    while True:
        further = {
            key: keys.union(*(reached[other] for other in keys)) for key, keys in reached.items()
        }
        if further == reached:
            return reached
        reached = further


def _is_mutually_recursive(schema: Schema) -> bool:
    reached = _reached(schema)
    return any(
        other != key and key in reached[other] for key, keys in reached.items() for other in keys
    )


def _refers_to_itself(schema: Schema) -> bool:
    return any(each.key in references([each]) for each in schema.declarations)


def _has_alias_chain(schema: Schema) -> bool:
    by_key = schema.by_key()
    return any(
        isinstance(each, AliasDecl)
        and isinstance(each.type, ReferenceType)
        and isinstance(by_key[each.type.key], AliasDecl)
        for each in schema.declarations
    )


def _crosses_modules(schema: Schema) -> bool:
    by_key = schema.by_key()
    return any(
        by_key[key].module != each.module
        for each in schema.declarations
        for key in references([each])
    )


def _has_meeting_fields(schema: Schema) -> bool:
    return any(
        len({snake_case(field.wire_name) for field in record.fields}) < len(record.fields)
        for record in _records(schema)
    )


def _has_meeting_types(schema: Schema) -> bool:
    return len({each.key.casefold() for each in schema.declarations}) < len(schema.declarations)


def _kinds(enum: EnumDecl) -> set[type]:
    return {type(value.value) for value in enum.values}


def _is_map_of_arrays_of_references(type_: TypeExpr) -> bool:
    match type_:
        case MapType(ArrayType(ReferenceType())):
            return True
        case _:
            return False


_RESERVED: Final = frozenset(
    [*keyword.kwlist, *keyword.softkwlist, "self", "int", "list", "field", "default", "export"]
)
_BREAKS_OUT: Final = ('"""', "'''", "*/", "\\", "{{", "{%", "${", "`", "<br", "-->")

FEATURES: Final[Mapping[str, Test]] = {
    # Declarations.
    "a record": partial(_has_kind, RecordDecl),
    "an enum": partial(_has_kind, EnumDecl),
    "a union": partial(_has_kind, UnionDecl),
    "an alias": partial(_has_kind, AliasDecl),
    "a record without fields": lambda s: any(not each.fields for each in _records(s)),
    "an open record": lambda s: any(each.additional == AnyType() for each in _records(s)),
    "a closed record": lambda s: any(each.additional is None for each in _records(s)),
    "other keys of a type": lambda s: any(
        each.additional not in (None, AnyType()) for each in _records(s)
    ),
    "a union of records": lambda s: any(True for _ in _record_variants(s)),
    "a discriminated union": lambda s: any(map(_is_discriminated, _record_variants(s))),
    "null among the variants of a union": lambda s: any(
        PrimitiveType("null") in variants for variants in _variants(s)
    ),
    "a type that refers to itself": _refers_to_itself,
    "mutual recursion": _is_mutually_recursive,
    "a chain of aliases": _has_alias_chain,
    "a deprecated type": lambda s: any(each.deprecated for each in s.declarations),
    # Types.
    **{
        f"the primitive type {name}": partial(_has_primitive, name)
        for name in (
            *("string", "integer", "number", "boolean"),
            *("null", "datetime", "date", "bytes"),
        )
    },
    "any": partial(_has_type, AnyType),
    "unknown": partial(_has_type, UnknownType),
    "a literal": partial(_has_type, LiteralType),
    "an array": partial(_has_type, ArrayType),
    "a map": partial(_has_type, MapType),
    "nullable": partial(_has_type, NullableType),
    "a union in a type": partial(_has_type, UnionType),
    "an array of arrays": lambda s: any(
        isinstance(each, ArrayType) and isinstance(each.items, ArrayType) for each in _types(s)
    ),
    "an array whose items may be null": lambda s: any(
        isinstance(each, ArrayType) and isinstance(each.items, NullableType) for each in _types(s)
    ),
    "a map of arrays of references": lambda s: any(map(_is_map_of_arrays_of_references, _types(s))),
    "a reference to another module": _crosses_modules,
    # Fields.
    "a required field that may be null": lambda s: any(
        each.required and isinstance(each.type, NullableType) for each in _fields(s)
    ),
    "an optional field that may be null": lambda s: any(
        not each.required and isinstance(each.type, NullableType) for each in _fields(s)
    ),
    "a default": lambda s: any(each.default is not None for each in _fields(s)),
    "a default of null": lambda s: any(each.default == (None,) for each in _fields(s)),
    "a default of a required field": lambda s: any(
        each.required and each.default is not None for each in _fields(s)
    ),
    "an example": lambda s: any(len(each.examples) == 1 for each in _fields(s)),
    "several examples": lambda s: any(len(each.examples) > 1 for each in _fields(s)),
    "a deprecated field": lambda s: any(each.deprecated for each in _fields(s)),
    # Enums.
    "an enum of texts": lambda s: any(_kinds(each) == {str} for each in _enums(s)),
    "an enum of integers": lambda s: any(_kinds(each) == {int} for each in _enums(s)),
    "an enum of several kinds": lambda s: any(len(_kinds(each)) > 1 for each in _enums(s)),
    "an open enum": lambda s: any(each.open for each in _enums(s)),
    "an open enum of several kinds": lambda s: any(
        each.open and len(_kinds(each)) > 1 for each in _enums(s)
    ),
    "an enum with the empty text": lambda s: any(
        value.value == "" for each in _enums(s) for value in each.values
    ),
    "a name of an enum's value": lambda s: any(
        value.name for each in _enums(s) for value in each.values
    ),
    "a deprecated value": lambda s: any(
        value.deprecated for each in _enums(s) for value in each.values
    ),
    "a literal beyond 2^53": lambda s: any(
        isinstance(each, int) and abs(each) > 2**53 for each in _literals(s)
    ),
    # Names, modules and texts.
    "a type in the root module": lambda s: any(not each.module for each in s.declarations),
    "a module in a module": lambda s: any("." in each.module for each in s.declarations),
    "a name that is a reserved word": lambda s: any(name in _RESERVED for name in _names(s)),
    "a name that is no identifier": lambda s: any(not name.isidentifier() for name in _names(s)),
    "a name beyond ASCII": lambda s: any(not name.isascii() for name in _names(s)),
    "an empty name": lambda s: "" in _names(s),
    "a name that objects inherit": lambda s: any(
        name in ("constructor", "toString", "__proto__") for name in _names(s)
    ),
    "fields that meet in snake case": _has_meeting_fields,
    "types that differ by case": _has_meeting_types,
    "a description of several lines": lambda s: any("\n" in doc for doc in _docs(s)),
    "a description that could break out": lambda s: any(
        sign in doc for doc in _docs(s) for sign in _BREAKS_OUT
    ),
}
"""Each feature, and whether a schema has it."""
