"""Hypothesis strategies for JSON values: of any kind, valid under a type of a schema, or damaged.

A payload of a declaration is `data.draw(values(ReferenceType(key), schema))`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from drawing import Drawing
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

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


@st.composite
def values(draw: DrawFn, type_: TypeExpr, schema: Schema, *, nasty: bool = True) -> Json:
    """Valid values of a type that has any, with unknown keys where a record is open.

    Timestamps, dates and base64 are in a form that every reader takes for valid.
    """
    return ValueDrawing(Drawing(draw, nasty), schema).value(type_)


@st.composite
def json_values(draw: DrawFn, *, nasty: bool = True) -> Json:
    """Any JSON value that is not large."""
    return Drawing(draw, nasty).json(2)


@st.composite
def damaged(draw: DrawFn, value: Json, *, nasty: bool = True) -> Json:
    """The value with one thing in it replaced, left out or added."""
    drawing = Drawing(draw, nasty)
    if isinstance(value, dict) and drawing.chance(4):
        return value | {drawing.text(): drawing.json(1)}
    if isinstance(value, dict) and value and not drawing.chance(4):
        key = drawing.one(list(value))
        if drawing.chance(3):
            return {other: item for other, item in value.items() if other != key}
        return value | {key: draw(damaged(value[key], nasty=nasty))}
    if isinstance(value, list) and value and not drawing.chance(4):
        index = drawing.one(range(len(value)))
        return [*value[:index], draw(damaged(value[index], nasty=nasty)), *value[index + 1 :]]
    return drawing.json(1)


@st.composite
def texts(draw: DrawFn, *, nasty: bool = True) -> str:
    """Strings as they stand in values and descriptions."""
    return Drawing(draw, nasty).text()


def has_values(type_: TypeExpr, schema: Schema) -> bool:
    """Whether a type has a finite value; a record that requires itself has none."""
    return _height(type_, _heights(schema)) < math.inf


def _heights(schema: Schema) -> Mapping[str, float]:
    """How many records stand one in another in the smallest value of each declaration."""
    heights: dict[str, float] = dict.fromkeys(schema.by_key(), math.inf)
    while True:
        found = {key: _own_height(each, heights) for key, each in schema.by_key().items()}
        if found == heights:
            return heights
        heights = found


def _own_height(declaration: Declaration, heights: Mapping[str, float]) -> float:
    match declaration:
        case RecordDecl(fields=fields):
            required = [_height(field.type, heights) for field in fields if field.required]
            return 1 + max(required, default=0)
        case EnumDecl():
            return 0
        case UnionDecl(variants=variants):
            return min(_height(variant, heights) for variant in variants)
        case AliasDecl(type=type_):
            return _height(type_, heights)
        case _:
            assert_never(declaration)


def _height(type_: TypeExpr, heights: Mapping[str, float]) -> float:
    match type_:
        case UnionType(variants):
            return min(_height(variant, heights) for variant in variants)
        case ReferenceType(key):
            return heights[key]
        case _:
            return 0


class ValueDrawing:
    """Values of a schema's types. `room` says how many records may stand one in another."""

    def __init__(self, drawing: Drawing, schema: Schema) -> None:
        self._drawing = drawing
        self._declarations = schema.by_key()
        self._heights = _heights(schema)

    def can_be(self, type_: TypeExpr) -> bool:
        """Whether the type has a value."""
        return self._fits(type_, math.inf)

    def value(self, type_: TypeExpr) -> Json:
        """A value of up to three records one in another, or as many as it takes."""
        return self._value(type_, max(3, int(_height(type_, self._heights))))

    def _value(self, type_: TypeExpr, room: int) -> Json:
        match type_:
            case PrimitiveType(name):
                return self._drawing.primitive(name)
            case AnyType() | UnknownType():
                return self._drawing.json(2)
            case LiteralType(value):
                return value
            case ArrayType(items):
                return [self._value(items, room - 1) for _ in self._times(items, room)]
            case MapType(inner):
                return {
                    self._drawing.text(): self._value(inner, room - 1)
                    for _ in self._times(inner, room)
                }
            case UnionType(variants):
                return self._variant(variants, room)
            case NullableType(inner):
                is_null = not self._fits(inner, room) or self._drawing.chance()
                return None if is_null else self._value(inner, room)
            case ReferenceType(key):
                return self._declared(self._declarations[key], room)
            case _:
                assert_never(type_)

    def _declared(self, declaration: Declaration, room: int) -> Json:
        match declaration:
            case RecordDecl():
                return self._record(declaration, room - 1)
            case EnumDecl(values=values, open=is_open):
                value = self._drawing.one(values).value
                return self._alike(value) if is_open and self._drawing.chance() else value
            case UnionDecl(variants=variants):
                return self._variant(variants, room)
            case AliasDecl(type=type_):
                return self._value(type_, room)
            case _:
                assert_never(declaration)

    def _record(self, record: RecordDecl, room: int) -> Json:
        value = {
            field.wire_name: self._value(field.type, room)
            for field in record.fields
            if field.required or (self._fits(field.type, room) and self._drawing.chance())
        }
        if record.additional is not None:
            declared = {field.wire_name for field in record.fields}
            for _ in self._times(record.additional, room):
                key, extra = self._drawing.text(), self._value(record.additional, room - 1)
                if key not in declared:
                    value[key] = extra
        return value

    def _variant(self, variants: Sequence[TypeExpr], room: int) -> Json:
        fitting = [variant for variant in variants if self._fits(variant, room)]
        return self._value(self._drawing.one(fitting), room)

    def _fits(self, type_: TypeExpr, room: float) -> bool:
        height = _height(type_, self._heights)
        return height <= room and height < math.inf

    def _times(self, type_: TypeExpr, room: int) -> Iterator[int]:
        fits = room > 0 and self._fits(type_, room - 1)
        return self._drawing.times(2 if fits else 0)

    def _alike(self, value: Scalar) -> Scalar:
        """Another value of the type of one of an open enum's."""
        match value:
            case None:
                return None
            case bool():
                return not value
            case int():
                return self._drawing.integer()
            case float():
                return self._drawing.float()
            case str():
                return self._drawing.text()
