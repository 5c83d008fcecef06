"""Small values of types, realistic where the page shows any, for payloads that prove something."""

from __future__ import annotations

import base64
import datetime
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from generator.diff.sides import Side, Sided, sided
from generator.instances import find_mismatch
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    Field,
    Json,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Scalar,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)

DEEPEST: Final = 80
"""How many types may be met one in another, as Python's stack has an end."""
LONGEST: Final = 60
"""How many characters of JSON text a value has that is short."""
_FIRST_DAY: Final = datetime.date(2024, 1, 1).toordinal()


class UndecidedError(Exception):
    """A question took more steps, or led deeper, than is sensible."""


def simple_values(name: PrimitiveName) -> Iterator[Scalar]:
    """Values of a primitive type, the simplest first, and more of them than anybody lists."""
    match name:
        case "boolean":
            yield from (True, False)
        case "null":
            yield None
        case "string":
            yield from itertools.chain(["text"], (f"text {n}" for n in itertools.count(2)))
        case "integer":
            yield from itertools.count(1)
        case "number":
            yield from (n + 0.5 for n in itertools.count(1))
        case "datetime":
            yield "2024-01-01T00:00:00Z"
            yield from (f"2024-01-01T00:00:00.{n}Z" for n in itertools.count(1))
        case "date":
            for day in range(_FIRST_DAY, datetime.date.max.toordinal()):
                yield datetime.date.fromordinal(day).isoformat()
        case "bytes":
            texts = itertools.chain(["text"], (f"text{n}" for n in itertools.count(2)))
            yield from (base64.b64encode(text.encode()).decode() for text in texts)
        case _:
            assert_never(name)


def is_short(value: Json) -> bool:
    """Whether a value can stand in a payload that is about something else."""
    return len(json.dumps(value)) <= LONGEST


def shown_values(field: Field, side: Side) -> Iterator[Json]:
    """The examples and the default of a field that are values of its type, by its own side."""
    for value in (*field.examples, *(field.default or ())):
        if find_mismatch(value, field.type, side.declarations) is None:
            yield value


class Samples:
    """Small values of types, and which types have none.

    A record that requires itself has no value that ends. So every declaration has a height: how
    many records stand one in another in a small value of it.
    """

    def __init__(self) -> None:
        """Nothing is known at first."""
        self._heights: dict[tuple[str, Side], int | None] = {}

    def has_values(self, type_: Sided) -> bool:
        """Whether there is any value of the type."""
        return self._height(type_) is not None

    def value(self, type_: Sided, depth: int = 0) -> Json:
        """A small value of a type that has any. Raises `UndecidedError` where it is too deep."""
        if depth > DEEPEST:
            raise UndecidedError
        while isinstance(type_.subject, ReferenceType | AliasDecl):
            type_ = type_.step()
        match type_.subject:
            case PrimitiveType(name):
                return next(simple_values(name))
            case AnyType() | UnknownType():
                return "text"
            case LiteralType(value):
                return value
            case ArrayType():
                return []
            case MapType():
                return {}
            case NullableType():
                return None
            case EnumDecl(values=values):
                return values[0].value
            case UnionType(variants) | UnionDecl(variants=variants):
                return self.value(self._lowest(variants, type_.side), depth + 1)
            case RecordDecl(fields=fields):
                required = (field for field in fields if field.required)
                return self.members(required, type_.side, depth)
            case _:
                assert_never(type_.subject)

    def members(self, fields: Iterable[Field], side: Side, depth: int = 0) -> dict[str, Json]:
        """Values of fields whose types have any, under their names."""
        return {field.wire_name: self._field(field, side, depth) for field in fields}

    def _field(self, field: Field, side: Side, depth: int) -> Json:
        """A value of a field whose type has any: one that the page shows, if it is short."""
        shown = (value for value in shown_values(field, side) if is_short(value))
        value = next(((value,) for value in shown), None)
        return self.value(sided(field.type, side), depth + 1) if value is None else value[0]

    def _lowest(self, variants: tuple[TypeExpr, ...], side: Side) -> Sided:
        candidates = [sided(variant, side) for variant in variants]
        heights = [(self._height(each), index) for index, each in enumerate(candidates)]
        _, index = min((height, index) for height, index in heights if height is not None)
        return candidates[index]

    def _height(self, type_: Sided) -> int | None:
        for node in _needed(type_):
            if node not in self._heights:
                self._learn(node)
        return self._known_height(type_)

    def _learn(self, start: tuple[str, Side]) -> None:
        """Find the heights of all declarations that one needs.

        Each gets its height once, when all that it needs have theirs, so that a value that is made
        of lower ones comes to an end.
        """
        pending: dict[tuple[str, Side], None] = {start: None}
        waiting = [start]
        while waiting:
            key, side = waiting.pop()
            for node in _needed(Sided(side.declarations[key], side)):
                if node not in pending and node not in self._heights:
                    pending[node] = None
                    waiting.append(node)
        is_moving = True
        while is_moving:
            is_moving = False
            for node in reversed(list(pending)):
                key, side = node
                height = self._known_height(Sided(side.declarations[key], side))
                if height is not None:
                    self._heights[node] = height
                    del pending[node]
                    is_moving = True
        self._heights |= dict.fromkeys(pending)

    def _known_height(self, type_: Sided) -> int | None:
        side = type_.side
        match type_.subject:
            case RecordDecl(fields=fields):
                needed = [self._known_height(sided(f.type, side)) for f in fields if f.required]
                known = [height for height in needed if height is not None]
                return 1 + max(known, default=0) if len(known) == len(needed) else None
            case UnionType(variants) | UnionDecl(variants=variants):
                found = (self._known_height(sided(variant, side)) for variant in variants)
                return min((height for height in found if height is not None), default=None)
            case AliasDecl(type=inner):
                return self._known_height(sided(inner, side))
            case ReferenceType(key):
                return self._heights.get((key, side))
            case _:
                return 0


def _needed(type_: Sided) -> Iterator[tuple[str, Side]]:
    """The declarations on which it depends whether a type has a value."""
    side = type_.side
    match type_.subject:
        case RecordDecl(fields=fields):
            for field in fields:
                if field.required:
                    yield from _needed(sided(field.type, side))
        case UnionType(variants) | UnionDecl(variants=variants):
            for variant in variants:
                yield from _needed(sided(variant, side))
        case AliasDecl(type=inner):
            yield from _needed(sided(inner, side))
        case ReferenceType(key):
            yield key, side
        case _:
            pass
