"""Types as YAML writes them: in the schema file, in the overlay, and in dialect files.

    string                    a word for a type without parts
    {ref: operations.Origin}  a mapping with one key for every other

The notation is described in `docs/schema-format.md`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final, assert_never, cast, get_args

from generator.schema import (
    AnyType,
    ArrayType,
    Json,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    ReferenceType,
    TypeExpr,
    UnionType,
    UnknownType,
)
from generator.wording import listed, suggestion

if TYPE_CHECKING:
    from generator.yaml_nodes import Node

_PRIMITIVES: Final[tuple[str, ...]] = get_args(PrimitiveName)
_FORMS: Final = ("array", "map", "union", "nullable", "literal", "ref")


def type_data(type_: TypeExpr) -> Json:
    """The type in the notation, as data to be written."""
    match type_:
        case PrimitiveType(name):
            return name
        case ReferenceType(key):
            return {"ref": key}
        case AnyType():
            return "any"
        case UnknownType():
            return "unknown"
        case ArrayType(items):
            return {"array": type_data(items)}
        case MapType(values):
            return {"map": type_data(values)}
        case UnionType(variants):
            return {"union": [type_data(variant) for variant in variants]}
        case NullableType(inner):
            return {"nullable": type_data(inner)}
        case LiteralType(value):
            return {"literal": value}
        case _:
            assert_never(type_)


def read_type(node: Node, keys: Collection[str] | None = None) -> TypeExpr | None:
    """The type that a node writes; None, with a diagnostic, where it writes none.

    Where `keys`, the keys of all declarations, are given, a reference to none of them is
    reported and of unknown type.
    """
    if isinstance(node.value, str):
        return _word(node, node.value)
    if not isinstance(node.value, dict) or len(node.value) != 1:
        hint = f"a type is a word such as `string`, or just one of the keys {listed(_FORMS, 'or')}"
        node.wrong("a type", 'the type null is written "null"' if node.value is None else hint)
        return None
    for form, part in node.mapping(_FORMS, "a type").items():
        match form:
            case "union":
                return _union(part, keys)
            case "literal":
                return _literal(part)
            case "ref":
                return _reference(part, keys)
            case _:
                return _around(form, part, keys)
    return None


def read_variants(node: Node, keys: Collection[str] | None = None) -> tuple[TypeExpr, ...]:
    """The types in a sequence of two or more; none, with a diagnostic, where one is missing."""
    if not isinstance(node.value, tuple):
        node.wrong("a sequence of types")
        return ()
    if len(node.value) < 2:
        node.report.add("wrong-value", node.span, "a union of fewer than two types")
        return ()
    variants = [read_type(item, keys) for item in node.value]
    read = tuple(variant for variant in variants if variant is not None)
    return read if len(read) == len(variants) else ()


def _word(node: Node, word: str) -> TypeExpr | None:
    if word in _PRIMITIVES:
        return PrimitiveType(cast("PrimitiveName", word))
    if word == "any":
        return AnyType()
    if word == "unknown":
        return UnknownType()
    near = suggestion(word, (*_PRIMITIVES, "any", "unknown"))
    hint = near or f"a declared type is written `ref: {word}`"
    node.report.add("unknown-type", node.span, f"`{word}` is not a type", hint)
    return None


def _around(form: str, part: Node, keys: Collection[str] | None) -> TypeExpr | None:
    """The type that holds one other."""
    inner = read_type(part, keys)
    if inner is None:
        return None
    match form:
        case "array":
            return ArrayType(inner)
        case "map":
            return MapType(inner)
        case _ if isinstance(inner, NullableType):
            part.report.add("wrong-value", part.span, "nullable stands twice", "one is enough")
            return None
        case _:
            return NullableType(inner)


def _union(part: Node, keys: Collection[str] | None) -> TypeExpr | None:
    variants = read_variants(part, keys)
    for item, variant in zip(part.sequence(), variants, strict=False):
        if isinstance(variant, UnionType):
            hint = "its types can stand in the outer one"
            item.report.add("wrong-value", item.span, "a union inside a union", hint)
            return None
    return UnionType(variants) if variants else None


def _literal(part: Node) -> TypeExpr | None:
    if isinstance(part.value, dict | tuple):
        part.wrong("a string, a number, true, false or null")
        return None
    return LiteralType(part.value)


def _reference(part: Node, keys: Collection[str] | None) -> TypeExpr | None:
    if not isinstance(part.value, str):
        part.wrong("a type's key")
        return None
    if keys is None or part.value in keys:
        return ReferenceType(part.value)
    message = f"no type has the key `{part.value}`"
    part.report.add("dangling-reference", part.span, message, suggestion(part.value, keys))
    return UnknownType()
