"""Types in the notation of the truth, in one spelling, so that equal types are equal texts.

The variants of a union are sorted, since their order means nothing, and `object` is `map<any>`.
Where integers and numbers are to be counted alike, as in TypeScript, which has one word for both,
`integer="number"` spells them so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import assert_never

from generator.schema import (
    AnyType,
    ArrayType,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    ReferenceType,
    Scalar,
    TypeExpr,
    UnionType,
    UnknownType,
)

_WORD = re.compile(r"[^<>,]+")


def written(type_: TypeExpr, names: Mapping[str, str], integer: str = "integer") -> str:
    """A type of ours in the notation. `names` says what the declaration of each key is called.

    Null is left out at every depth, since the truth says it of fields alone, and not in types.
    """

    def inside(inner: TypeExpr) -> str:
        return written(inner, names, integer)

    match type_:
        case PrimitiveType(name):
            return integer if name == "integer" else name
        case AnyType():
            return "any"
        case UnknownType():
            return "unknown"
        case LiteralType(value):
            return _const(value)
        case ArrayType(items):
            return f"array<{inside(items)}>"
        case MapType(values):
            return f"map<{inside(values)}>"
        case UnionType(variants):
            return _union(inside(variant) for variant in variants)
        case NullableType(inner):
            return inside(inner)
        case ReferenceType(key):
            return f"ref:{names[key]}"
        case _:
            assert_never(type_)


def canonical(text: str, integer: str = "integer") -> str:
    """A type of the truth in the one spelling. Raises `ValueError` where it is no type."""
    type_, end = _read(text, 0, integer)
    if end != len(text):
        raise ValueError(f"{text!r} goes on after the type")
    return type_


def _read(text: str, start: int, integer: str) -> tuple[str, int]:
    """The type that begins at `start`, in the one spelling, and where it ends."""
    if text.startswith("const:", start):
        value, end = json.JSONDecoder().raw_decode(text, start + len("const:"))
        return _const(value), end
    found = _WORD.match(text, start)
    if found is None:
        raise ValueError(f"{text!r} has no type at {start}")
    word, end = found[0], found.end()
    if text[end : end + 1] != "<":
        return {"integer": integer, "object": "map<any>"}.get(word, word), end
    arguments: list[str] = []
    while not arguments or text[end : end + 1] == ",":
        argument, end = _read(text, end + 1, integer)
        arguments.append(argument)
    if text[end : end + 1] != ">":
        raise ValueError(f"{text!r} has no `>` at {end}")
    type_ = _union(arguments) if word == "union" else f"{word}<{','.join(arguments)}>"
    return type_, end + 1


def _union(variants: Iterable[str]) -> str:
    unique = sorted(set(variants))
    return unique[0] if len(unique) == 1 else f"union<{','.join(unique)}>"


def _const(value: Scalar) -> str:
    return f"const:{json.dumps(value, ensure_ascii=False)}"
