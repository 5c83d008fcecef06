"""How a report writes types and values: short, on one line."""

from __future__ import annotations

import json
from typing import Final, assert_never

from generator.schema import (
    AnyType,
    ArrayType,
    Json,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    ReferenceType,
    TypeExpr,
    UnionType,
    UnknownType,
)

WIDTH: Final = 60


def spelled(type_: TypeExpr) -> str:
    """A type in a sentence, cut short where it is long."""
    text = spelled_out(type_)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def spelled_out(type_: TypeExpr) -> str:
    """A whole type, however long."""
    match type_:
        case PrimitiveType(name):
            return name
        case AnyType():
            return "any"
        case UnknownType():
            return "unknown"
        case LiteralType(value):
            return shown(value)
        case ReferenceType(key):
            return key
        case ArrayType(items):
            inner = spelled_out(items)
            return f"({inner})[]" if isinstance(items, UnionType | NullableType) else f"{inner}[]"
        case MapType(values):
            return f"map<{spelled_out(values)}>"
        case UnionType(variants):
            return " | ".join(map(spelled_out, variants))
        case NullableType(inner_type):
            return f"{spelled_out(inner_type)} | null"
        case _:
            assert_never(type_)


def shown(value: Json) -> str:
    """A value as JSON text on one line."""
    return json.dumps(value, ensure_ascii=False)


def shortened(value: Json) -> str:
    """A value in a sentence, cut short where it is long."""
    text = shown(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
