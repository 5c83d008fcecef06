"""Values of a schema's types, not drawn but made one by one, so that each field, variant and value
of a type is in one of them; and the same with one thing in them that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, assert_never

from generator.instances import find_mismatch
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    Json,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)

_PRIMITIVES: Final[dict[PrimitiveName, tuple[Json, ...]]] = {
    "string": ("text", "", '\u202e\0*/"""\'\\ \U0001f600'),
    "integer": (7, -(2**53) - 1, 1.0),
    "number": (1.5, -0.0, 3),
    "boolean": (True, False),
    "null": (None,),
    "datetime": ("2024-02-29T23:59:59.5Z", "2024-01-01T00:00:00-00:00"),
    "date": ("2024-02-29",),
    "bytes": ("", "aGk="),
}
_ANYTHING: Final[tuple[Json, ...]] = ({"$ref": "#", "": [None, True, {"a": 1e-7}]}, None, "x")
_KEYS: Final = ("", "constructor", "$ref", "*/")
_WRONG: Final[tuple[Json, ...]] = ("\x00 wrong", 0.25, True, None, [[0.25]], {"\x00": [0.25]})
_DEPTH: Final = 2
"""How many declarations stand one in another where a type would go on."""


def samples(type_: TypeExpr, schema: Schema, depth: int = _DEPTH) -> Iterator[Json]:
    """Valid values of a type: one at least, and each choice that it has."""

    def of(inner: TypeExpr) -> Iterator[Json]:
        return samples(inner, schema, depth)

    match type_:
        case PrimitiveType(name):
            yield from _PRIMITIVES[name]
        case AnyType() | UnknownType():
            yield from _ANYTHING
        case LiteralType(value):
            yield value
        case ArrayType(items):
            yield []
            yield [*islice(of(items), 3)] if depth else []
        case MapType(values):
            yield {}
            yield dict(zip(_KEYS, of(values), strict=False)) if depth else {}
        case NullableType(inner):
            yield None
            yield from of(inner)
        case UnionType(variants):
            for variant in variants:
                yield from of(variant)
        case ReferenceType(key):
            match schema.by_key()[key]:
                case RecordDecl() as record:
                    yield from _records(record, schema, depth)
                case EnumDecl() as enum:
                    yield from (each.value for each in enum.values)
                case UnionDecl() as union:
                    yield from of(UnionType(union.variants))
                case AliasDecl(type=aliased):
                    yield from of(aliased)
        case _:
            assert_never(type_)


def _records(record: RecordDecl, schema: Schema, depth: int) -> Iterator[Json]:
    """What is required; then every field there is, as often as one has choices; then other keys."""
    fields = record.fields if depth else [field for field in record.fields if field.required]
    choices = {field.wire_name: _choices(field.type, schema, depth) for field in fields}
    yield {field.wire_name: choices[field.wire_name][0] for field in fields if field.required}
    if not depth:
        return
    for index in range(max(map(len, choices.values()), default=0)):
        yield {name: values[index % len(values)] for name, values in choices.items()}
    if record.additional is not None:
        keys = [key for key in _KEYS if key not in choices]
        others = dict(zip(keys, _choices(record.additional, schema, depth), strict=False))
        yield others | {name: values[0] for name, values in choices.items()}


def _choices(type_: TypeExpr, schema: Schema, depth: int) -> list[Json]:
    return [*islice(samples(type_, schema, max(depth - 1, 0)), 60)]


def damaged_samples(type_: TypeExpr, schema: Schema) -> Iterator[Json]:
    """Values with one thing in them that is wrong: of a record, each field once."""
    declarations = schema.by_key()

    def wrong(inner: TypeExpr) -> Iterator[Json]:
        return (value for value in _WRONG if find_mismatch(value, inner, declarations))

    yield from wrong(type_)
    declaration = declarations[type_.key] if isinstance(type_, ReferenceType) else None
    if not isinstance(declaration, RecordDecl):
        return
    whole = max((each for each in samples(type_, schema) if isinstance(each, dict)), key=len)
    for field in declaration.fields:
        yield from ({**whole, field.wire_name: value} for value in islice(wrong(field.type), 1))
        if field.required:
            yield {name: value for name, value in whole.items() if name != field.wire_name}
    others = wrong(declaration.additional) if declaration.additional is not None else iter([0])
    yield from ({**whole, "\x00 other": value} for value in islice(others, 1))
