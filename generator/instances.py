"""Whether a JSON value is a value of a type: the schema's own meaning, said once.

The three outputs accept exactly what is accepted here: an integer may be written `1.0`, true is
no number, records are open unless they are closed, and the string forms are asserted.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, assert_never

from generator.frozen import Frozen
from generator.references import followed
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    EnumValue,
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

if TYPE_CHECKING:
    from generator.schema import PrimitiveName

SHOWN_VALUES = 12
"""How many values of an enum a message lists."""

_DATE = r"\d{4}-\d\d-\d\d"
_DATETIME = re.compile(
    rf"(?P<date>{_DATE})[Tt](?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.\d+)?"
    r"(?:[Zz]|[+-](?P<offset_hour>\d\d):(?P<offset_minute>\d\d))",
    re.ASCII,
)

_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Mismatch(Frozen):
    """Why a value is none of a type: the smallest part of it that is wrong."""

    path: str
    """Where in the value, as a JSON path such as `$.items[0].id`."""
    expected: str
    found: str


class _Known:
    """What is known while one value is judged."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self.declarations = declarations
        self.judged: dict[tuple[int, str], Mismatch | None] = {}
        """What was found of an object or array, by its identity and a declaration's key: where
        unions lead back to themselves, each would be judged again on every way that leads to it."""


def find_mismatch(
    value: Json, type_: TypeExpr, declarations: Mapping[str, Declaration]
) -> Mismatch | None:
    """The first thing that keeps `value` from being of the type; None where nothing does.

    No alias among the declarations leads back to itself, and the value is nested no deeper than
    Python's stack allows.
    """
    return _mismatch(value, type_, _Known(declarations), "$")


def find_mismatch_of(
    value: Json, declaration: Declaration, declarations: Mapping[str, Declaration]
) -> Mismatch | None:
    """As above, for the type that `declaration` declares, which need not be one of the others."""
    return _declared_mismatch(value, declaration, _Known(declarations), "$")


def _mismatch(value: Json, type_: TypeExpr, known: _Known, path: str) -> Mismatch | None:
    match type_:
        case AnyType() | UnknownType():
            return None
        case PrimitiveType(name):
            fits = _is_primitive(value, name)
            return None if fits else Mismatch(path, primitive_noun(name), described(value))
        case LiteralType(literal):
            fits = same_scalar(value, literal)
            return None if fits else Mismatch(path, json.dumps(literal), described(value))
        case NullableType(inner):
            return None if value is None else _mismatch(value, inner, known, path)
        case ArrayType(items):
            if not isinstance(value, list):
                return Mismatch(path, "an array", described(value))
            found = (
                _mismatch(item, items, known, f"{path}[{index}]")
                for index, item in enumerate(value)
            )
            return next(filter(None, found), None)
        case MapType(values):
            return _map_mismatch(value, values, known, path)
        case UnionType(variants):
            return _union_mismatch(value, variants, known, path)
        case ReferenceType(key):
            declaration = followed(key, known.declarations)
            if not isinstance(value, dict | list):
                return _declared_mismatch(value, declaration, known, path)
            place = (id(value), key)
            if place not in known.judged:
                known.judged[place] = _declared_mismatch(value, declaration, known, path)
            return known.judged[place]
        case _:
            assert_never(type_)


def expectation(type_: TypeExpr, declarations: Mapping[str, Declaration]) -> str:
    """What a message says that a type takes, such as `an array` or `one of "a", "b"`."""
    nothing: Any = ()  # no JSON value at all, so no type but the unknown ones takes it
    mismatch = find_mismatch(nothing, type_, declarations)
    return "any value" if mismatch is None else mismatch.expected


def _declared_mismatch(
    value: Json, declaration: Declaration, known: _Known, path: str
) -> Mismatch | None:
    match declaration:
        case RecordDecl():
            return _record_mismatch(value, declaration, known, path)
        case EnumDecl(values=values, open=is_open):
            if any(same_scalar(value, each.value) for each in values) or (
                is_open and any(_same_kind(value, each.value) for each in values)
            ):
                return None
            return Mismatch(path, f"one of {_shown(values)}", described(value))
        case UnionDecl(variants=variants):
            return _union_mismatch(value, variants, known, path)
        case AliasDecl(type=type_):
            return _mismatch(value, type_, known, path)
        case _:
            assert_never(declaration)


def _shown(values: tuple[EnumValue, ...]) -> str:
    shown = ", ".join(described(each.value) for each in values[:SHOWN_VALUES])
    more = len(values) - SHOWN_VALUES
    return f"{shown} and {more} more" if more > 0 else shown


def _record_mismatch(value: Json, record: RecordDecl, known: _Known, path: str) -> Mismatch | None:
    if not isinstance(value, dict):
        return Mismatch(path, f"an object ({record.key})", described(value))
    for field in record.fields:
        at = member_path(path, field.wire_name)
        if field.wire_name in value:
            found = _mismatch(value[field.wire_name], field.type, known, at)
            if found is not None:
                return found
        elif field.required:
            return Mismatch(at, "a value, since the field is required", "nothing")
    declared = {field.wire_name for field in record.fields}
    for key, other in value.items():
        if key not in declared:
            at = member_path(path, key)
            if record.additional is None:
                return Mismatch(at, "no key beyond the declared ones", described(other))
            found = _mismatch(other, record.additional, known, at)
            if found is not None:
                return found
    return None


def _map_mismatch(value: Json, values: TypeExpr, known: _Known, path: str) -> Mismatch | None:
    if not isinstance(value, dict):
        return Mismatch(path, "an object", described(value))
    found = (_mismatch(item, values, known, member_path(path, key)) for key, item in value.items())
    return next(filter(None, found), None)


def _union_mismatch(
    value: Json,
    variants: tuple[TypeExpr, ...],
    known: _Known,
    path: str,
) -> Mismatch | None:
    expected = []
    for variant in variants:
        found = _mismatch(value, variant, known, path)
        if found is None:
            return None
        expected.append(found.expected if found.path == path else f"another {found.path}")
    return Mismatch(path, " or ".join(dict.fromkeys(expected)), described(value))


def _is_primitive(value: Json, name: PrimitiveName) -> bool:
    match name:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            if isinstance(value, float):
                return value.is_integer()
            return isinstance(value, int) and not isinstance(value, bool)
        case "datetime":
            return isinstance(value, str) and is_datetime(value)
        case "date":
            return isinstance(value, str) and is_date(value)
        case "bytes":
            return isinstance(value, str) and is_base64(value)
        case _:
            assert_never(name)


def is_date(text: str) -> bool:
    """Whether a text is RFC 3339's `full-date`."""
    if re.fullmatch(_DATE, text, re.ASCII) is None:
        return False
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return text.startswith("0000-") and is_date(f"2000{text[4:]}")  # a leap year, as 2000 is
    return True


def is_datetime(text: str) -> bool:
    """Whether a text is RFC 3339's `date-time`: a leap second stands only at 23:59:60 UTC."""
    found = _DATETIME.fullmatch(text)
    if found is None or not is_date(found["date"]):
        return False
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    offset_hour = int(found["offset_hour"] or 0)
    offset_minute = int(found["offset_minute"] or 0)
    if hour > 23 or minute > 59 or offset_hour > 23 or offset_minute > 59:
        return False
    if second < 60:
        return True
    sign = -1 if "+" in text else 1
    utc = (hour * 60 + minute + sign * (offset_hour * 60 + offset_minute)) % (24 * 60)
    return second == 60 and utc == 23 * 60 + 59


def is_base64(text: str) -> bool:
    """Whether a text is base64 as RFC 4648, section 4, has it, with padding.

    Python's own decoder takes `AAAA=` as well.
    """
    return _BASE64.fullmatch(text) is not None


def same_scalar(value: Json, literal: Scalar) -> bool:
    """Whether two values are one in JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool) or isinstance(literal, bool):
        return value is literal
    return value == literal


def _same_kind(value: Json, literal: Scalar) -> bool:
    """Whether a value has the base type of an enum's value."""
    if isinstance(literal, str):
        return isinstance(value, str)
    if isinstance(literal, bool):
        return isinstance(value, bool)
    if isinstance(literal, int):
        return _is_primitive(value, "integer")
    if isinstance(literal, float):
        return _is_primitive(value, "number")
    return value is None


def member_path(path: str, key: str) -> str:
    """The JSON path of a member of the object at `path`."""
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{json.dumps(key)}]"


def primitive_noun(name: PrimitiveName) -> str:
    """What a message calls a value of this type."""
    nouns: dict[PrimitiveName, str] = {
        "string": "a string",
        "integer": "an integer",
        "number": "a number",
        "boolean": "true or false",
        "null": "null",
        "datetime": "an RFC 3339 date-time",
        "date": "an RFC 3339 date",
        "bytes": "base64 text",
    }
    return nouns[name]


def described(value: Json) -> str:
    """A value in a message, cut short where it is long."""
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case float() if not math.isfinite(value):
            return "a number beyond JSON"
        case _:
            text = json.dumps(value, ensure_ascii=False)
            return text if len(text) <= 60 else f"{text[:57]}…"
