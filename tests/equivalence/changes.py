"""What can be changed about a value in one place: most of it breaks the value, some of it does not.

Whether a changed value is valid is not said here. It is a change all the same that a reader may
get wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from equivalence.forms import NEARLY
from generator.instances import find_mismatch
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
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)

UNDECLARED: Final = "undeclared key"
"""The key that is put into objects. No schema has a field that is called so."""

_ODD: Final[tuple[Json, ...]] = (None, True, 1, 1.5, "a text of no form", [], {}, [None])


@dataclass(frozen=True, slots=True)
class Change:
    """A value with one thing in it changed."""

    what: str
    """What was changed, in words; alike for all changes of one kind."""
    value: Json
    """The whole value."""


def changes(
    value: Json, type_: TypeExpr, declarations: Mapping[str, Declaration]
) -> Iterator[Change]:
    """Every change of a value that is valid under the type, in any place of it."""
    yield from _Changing(declarations).of(value, type_)


@dataclass(frozen=True, slots=True)
class _Changing:
    declarations: Mapping[str, Declaration]

    def of(self, value: Json, type_: TypeExpr) -> Iterator[Change]:
        match type_:
            case AnyType() | UnknownType():
                yield Change("another value where any is fine", [value])
            case PrimitiveType(name):
                yield from (Change(what, odd) for what, odd in NEARLY[name].items())
                if name != "null":
                    yield Change("null where it is not said", None)
            case LiteralType(literal):
                yield from _scalar_changes([literal])
            case ArrayType(items):
                if isinstance(value, list):
                    yield from self._array(value, items)
            case MapType(values):
                if isinstance(value, dict):
                    yield from self._map(value, values)
            case NullableType(inner):
                yield Change("null where it is said", None)
                if value is None:
                    yield from (Change("an odd value where null is said", odd) for odd in _ODD)
                else:
                    yield from self.of(value, inner)
            case UnionType(variants):
                yield from self._union(value, variants)
            case ReferenceType(key):
                yield from self._declared(value, self.declarations[key])
            case _:
                assert_never(type_)

    def _declared(self, value: Json, declaration: Declaration) -> Iterator[Change]:
        match declaration:
            case RecordDecl():
                if isinstance(value, dict):
                    yield from self._record(value, declaration)
            case EnumDecl(values=values):
                names = [each.name for each in values if each.name]
                yield from _scalar_changes([each.value for each in values])
                yield from (Change("the name of a value for the value", name) for name in names)
            case UnionDecl(variants=variants):
                yield from self._union(value, variants)
            case AliasDecl(type=type_):
                yield from self.of(value, type_)
            case _:
                assert_never(declaration)

    def _array(self, value: list[Json], items: TypeExpr) -> Iterator[Change]:
        yield Change(
            "an object for an array", {str(index): each for index, each in enumerate(value)}
        )
        yield Change("an item for an array", value[0] if value else "")
        yield Change("null where it is not said", None)
        yield from (Change("one more item, of another kind", [*value, odd]) for odd in _ODD)
        for index, item in enumerate(value):
            before, after = value[:index], value[index + 1 :]
            for change in self.of(item, items):
                yield Change(change.what, [*before, change.value, *after])

    def _map(self, value: dict[str, Json], values: TypeExpr) -> Iterator[Change]:
        yield Change("an array for a map", list(value.values()))
        yield Change("null where it is not said", None)
        for odd in _ODD:
            yield Change("one more entry of a map, of another kind", {**value, UNDECLARED: odd})
        yield from self._members(value, dict.fromkeys(value, values))

    def _record(self, value: dict[str, Json], record: RecordDecl) -> Iterator[Change]:
        yield Change("an array for a record", [value])
        yield Change("a text for a record", "{}")
        yield Change("null where it is not said", None)
        for field in record.fields:
            if field.wire_name not in value:
                yield Change("null for a key that is left out", {**value, field.wire_name: None})
                continue
            rest = {key: each for key, each in value.items() if key != field.wire_name}
            required = "a required key" if field.required else "a key that may be"
            yield Change(f"{required} left out", rest)
            swapped = field.wire_name.swapcase()
            if swapped not in value:
                changed = {**rest, swapped: value[field.wire_name]}
                yield Change("a key in other letters", changed)
        if record.additional is None:
            yield Change("a key too many in a closed record", {**value, UNDECLARED: None})
        else:
            kind = "an open record" if record.additional == AnyType() else "a record with such"
            for odd in _ODD:
                yield Change(f"one more key in {kind}", {**value, UNDECLARED: odd})
        types = {field.wire_name: field.type for field in record.fields}
        other = record.additional or AnyType()
        yield from self._members(value, {key: types.get(key, other) for key in value})

    def _members(self, value: dict[str, Json], types: Mapping[str, TypeExpr]) -> Iterator[Change]:
        for key, type_ in types.items():
            for change in self.of(value[key], type_):
                yield Change(change.what, {**value, key: change.value})

    def _union(self, value: Json, variants: Sequence[TypeExpr]) -> Iterator[Change]:
        yield from (Change("an odd value for a union", odd) for odd in _ODD)
        records = [record for record in map(self._as_record, variants) if record is not None]
        if isinstance(value, dict):
            yield from _tag_changes(value, records)
            names = {field.wire_name: None for record in records for field in record.fields}
            for name in names:
                if name not in value:
                    yield Change("a key of another variant", {**value, name: "a"})
        for variant in variants:
            if find_mismatch(value, variant, self.declarations) is None:
                yield from self.of(value, variant)
                break

    def _as_record(self, type_: TypeExpr) -> RecordDecl | None:
        while isinstance(type_, ReferenceType):
            declaration = self.declarations[type_.key]
            match declaration:
                case RecordDecl():
                    return declaration
                case AliasDecl(type=type_):
                    pass
                case _:
                    return None
        return None


def _tag_changes(value: dict[str, Json], records: Iterable[RecordDecl]) -> Iterator[Change]:
    """The value with the tag of another variant, of none, or none at all."""
    tags: dict[str, list[Scalar]] = {}
    for record in records:
        for field in record.fields:
            if isinstance(field.type, LiteralType) and field.wire_name in value:
                tags.setdefault(field.wire_name, []).append(field.type.value)
    for name, literals in tags.items():
        for literal in literals:
            yield Change("the tag of another variant", {**value, name: literal})
        yield Change("the tag of no variant", {**value, name: "a tag of nothing"})
        rest = {key: each for key, each in value.items() if key != name}
        yield Change("a tag left out", rest)


def _scalar_changes(values: Sequence[Scalar]) -> Iterator[Change]:
    """What is nearly one of some values."""
    yield Change("a value that is not listed", "not listed")
    yield Change("another number that is not listed", 7919)
    yield Change("null where it is not said", None)
    yield Change("an array for a value", list(values[:1]))
    for value in values:
        match value:
            case bool():
                yield Change("a number for true or false", int(value))
                yield Change("true or false in quotes", str(value).lower())
                yield Change("true for false", not value)
            case int() | float():
                yield Change("a number in quotes", str(value))
                if value in (0, 1):
                    yield Change("true or false for a number", bool(value))
                yield Change("the next number", value + 1)
                yield Change("a number and a half", value + 0.5 if abs(value) < 2**52 else 0.5)
                yield from _other_form(value)
            case str():
                for what, edit in _EDITS.items():
                    yield Change(what, edit(value))
            case None:
                yield Change("null in quotes", "null")
                yield Change("nothing in quotes for null", "")
                yield Change("false for null", False)


def _other_form(value: float) -> Iterator[Change]:
    """The same number, with or without a point."""
    if isinstance(value, int) and abs(value) <= 2**53:
        yield Change("a number with a point", float(value))
    elif isinstance(value, float) and value.is_integer():
        yield Change("a number without a point", int(value))


_EDITS: Final[Mapping[str, Callable[[str], str]]] = {
    "a value in capitals": str.upper,
    "a value with a space after it": lambda text: f"{text} ",
    "a value with a line end after it": lambda text: f"{text}\n",
    "half a value": lambda text: text[: len(text) // 2],
    "a value twice": lambda text: text * 2,
    "a value in another composition": lambda text: text.replace("é", "e\u0301"),
}
