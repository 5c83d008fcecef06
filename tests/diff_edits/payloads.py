"""Payloads that are valid under a type, made at random, without the help of `generator.diff`.

The scalars and keys that stand in either schema occur often, since what tells two schemas apart is
mostly about them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, assert_never

from generator.frozen import replace
from generator.instances import is_base64, is_date, is_datetime
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    Json,
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

SCALARS: Final[tuple[Scalar, ...]] = (
    *("", "text", "any text", "dGV4dA==", "2024-02-29", "2024-02-29T12:00:00Z"),
    *(0, 1, -7, 2.0, 0.5, 10**30, True, False, None),
)
DEEPEST: Final = 5


class NoValueError(Exception):
    """There is no value that is not deeper than allowed."""


def closed(schema: Schema) -> dict[str, Declaration]:
    """The declarations, each open record closed to what it declares."""
    return {
        declaration.key: replace(declaration, additional=None)
        if isinstance(declaration, RecordDecl) and declaration.additional == AnyType()
        else declaration
        for declaration in schema.declarations
    }


class Payloads:
    """Payloads of the types among some declarations."""

    def __init__(
        self, declarations: Mapping[str, Declaration], schemas: Sequence[Schema], seed: int
    ) -> None:
        """`schemas` lend what is in them."""
        self._declarations = declarations
        self._random = random.Random(seed)
        both = [each for schema in schemas for each in schema.declarations]
        self._keys = sorted({key for each in both for key in _keys_in(each)} | {"zz"})
        self._scalars = [*SCALARS, *(each for d in both for each in _scalars_in(d))]

    def some(self, key: str, count: int) -> Iterator[Json]:
        """Up to `count` payloads of a type."""
        for _ in range(count):
            try:
                yield self._value(ReferenceType(key), self._random.randint(1, DEEPEST))
            except NoValueError:
                continue

    def _value(self, type_: TypeExpr, room: int) -> Json:
        match type_:
            case PrimitiveType(name):
                return self._random.choice([v for v in self._scalars if _is_primitive(v, name)])
            case AnyType() | UnknownType():
                return self._anything(min(room, 2))
            case LiteralType(value):
                return value
            case ArrayType(items):
                return self._several(items, room)
            case MapType(values):
                members = self._several(values, room)
                return dict(zip(self._some_keys(), members, strict=False))
            case NullableType(inner):
                return self._first_of([inner, LiteralType(None)], room)
            case UnionType(variants):
                return self._first_of(variants, room)
            case ReferenceType(key):
                return self._declared(self._declarations[key], room)
            case _:
                assert_never(type_)

    def _declared(self, declaration: Declaration, room: int) -> Json:
        match declaration:
            case RecordDecl():
                return self._record(declaration, room - 1)
            case EnumDecl(values=values, open=is_open):
                value = self._random.choice(values).value
                if is_open and self._random.random() < 0.5:
                    return self._random.choice(
                        [v for v in self._scalars if _alike(v, value)] or [value]
                    )
                return value
            case UnionDecl(variants=variants):
                return self._first_of(variants, room)
            case AliasDecl(type=type_):
                return self._value(type_, room)
            case _:
                assert_never(declaration)

    def _record(self, record: RecordDecl, room: int) -> Json:
        if room < 0:
            raise NoValueError
        share = self._random.choice((0.0, 0.3, 1.0))
        found: dict[str, Json] = {}
        for field in record.fields:
            if field.required:
                found[field.wire_name] = self._value(field.type, room)
            elif self._random.random() < share:
                for value in self._perhaps(field.type, room):
                    found[field.wire_name] = value
        additional = record.additional
        if additional is not None:
            declared = {field.wire_name for field in record.fields}
            for key in self._some_keys()[: self._random.randint(0, 2)]:
                if key not in declared:
                    for value in self._perhaps(additional, room):
                        found[key] = value
        return found

    def _perhaps(self, type_: TypeExpr, room: int) -> list[Json]:
        try:
            return [self._value(type_, room)]
        except NoValueError:
            return []

    def _several(self, type_: TypeExpr, room: int) -> list[Json]:
        times = self._random.randint(0, 2) if room > 0 else 0
        return [value for _ in range(times) for value in self._perhaps(type_, room - 1)]

    def _first_of(self, types: Sequence[TypeExpr], room: int) -> Json:
        for type_ in self._random.sample(types, len(types)):
            for value in self._perhaps(type_, room):
                return value
        raise NoValueError

    def _some_keys(self) -> list[str]:
        return self._random.sample(self._keys, min(2, len(self._keys)))

    def _anything(self, room: int) -> Json:
        match self._random.randint(0, 3) if room > 0 else 0:
            case 1:
                return [self._anything(room - 1) for _ in range(self._random.randint(0, 2))]
            case 2:
                return {key: self._anything(room - 1) for key in self._some_keys()}
            case _:
                return self._random.choice(self._scalars)


def _keys_in(declaration: Declaration) -> Iterator[str]:
    if isinstance(declaration, RecordDecl):
        yield from (field.wire_name for field in declaration.fields)


def _scalars_in(declaration: Declaration) -> Iterator[Scalar]:
    pending: list[TypeExpr] = []
    match declaration:
        case RecordDecl(fields=fields, additional=additional):
            pending += [field.type for field in fields] + ([additional] if additional else [])
        case EnumDecl(values=values):
            yield from (each.value for each in values)
        case UnionDecl(variants=variants):
            pending += variants
        case AliasDecl(type=type_):
            pending.append(type_)
    while pending:
        match pending.pop():
            case LiteralType(value):
                yield value
            case ArrayType(inner) | MapType(inner) | NullableType(inner):
                pending.append(inner)
            case UnionType(variants):
                pending += variants
            case _:
                pass


def _is_primitive(value: Scalar, name: PrimitiveName) -> bool:
    match value, name:
        case None, _:
            return name == "null"
        case bool(), _:
            return name == "boolean"
        case ((int() | float()), ("integer" | "number")):
            return name == "number" or value == int(value)
        case str(), "string":
            return True
        case str(), "datetime":
            return is_datetime(value)
        case str(), "date":
            return is_date(value)
        case str(), "bytes":
            return is_base64(value)
        case _:
            return False


def _alike(value: Scalar, listed: Scalar) -> bool:
    if isinstance(listed, bool) or listed is None:
        return type(value) is type(listed)
    if isinstance(listed, int | float):
        return _is_primitive(value, "integer" if isinstance(listed, int) else "number")
    return isinstance(value, str)
