"""A declaration becomes JSON Schema as plain data, in draft 2020-12.

Every keyword is one that validators know in their strict modes, so what has no keyword of its own
is told in the description: what a page says of an enum's values, and their names, unless a name is
only the value in other letters (`NotStarted` for `not-started`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from generator.json_text import json_text
from generator.naming import words
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
    primitive_of,
)

if TYPE_CHECKING:
    from generator.targets.jsonschema_files import Refer

Document: TypeAlias = dict[str, Json]
"""A JSON Schema."""

# Patterns do without lookahead, which many engines lack (JSON Schema core, section 6.4), and with a
# `not` for those whose `$` also stands before a last line end.
_NO_LINE_END: Final[Json] = {"type": "string", "pattern": r"\n"}

# The letters of a `date-time` (RFC 3339, section 5.6). What the calendar says is left to `format`;
# but of the letters, every validator has an idea of its own: some take a space, a comma or `+0000`.
_DATETIME: Final = (
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?"
    "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)

# Padded base64 (RFC 4648, section 4). `contentEncoding` alone is an annotation and asserts nothing.
_BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"

_PRIMITIVES: Final[Mapping[PrimitiveName, Document]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "datetime": {
        "type": "string",
        "format": "date-time",
        "pattern": _DATETIME,
        "not": _NO_LINE_END,
    },
    "date": {"type": "string", "format": "date"},
    "bytes": {
        "type": "string",
        "contentEncoding": "base64",
        "pattern": _BASE64,
        "not": _NO_LINE_END,
    },
}


def declaration_document(declaration: Declaration, refer: Refer) -> Document:
    """The schema of a declaration, with its name and page."""
    document: Document = {"title": declaration.name}
    if declaration.page:
        document["$comment"] = declaration.page
    values = _value_lines(declaration.values) if isinstance(declaration, EnumDecl) else ()
    _add_remarks(document, declaration, "\n".join(values))
    match declaration:
        case RecordDecl():
            _add_fields(document, declaration, refer)
        case EnumDecl():
            document |= _enum(declaration)
        case UnionDecl(variants=variants):
            document |= type_document(UnionType(variants), refer)
        case AliasDecl(type=type_):
            document |= type_document(type_, refer)
        case _:
            assert_never(declaration)
    return document


def type_document(type_: TypeExpr, refer: Refer) -> Document:
    """The schema of a type expression."""
    match type_:
        case PrimitiveType(name):
            return _PRIMITIVES[name]
        case ReferenceType(key):
            return {"$ref": refer(key)}
        case AnyType() | UnknownType():
            return {}
        case LiteralType(value):
            return {"type": primitive_of(value), "const": value}
        case ArrayType(items):
            return {"type": "array", "items": type_document(items, refer)}
        case MapType(values):
            return {"type": "object", "additionalProperties": type_document(values, refer)}
        case UnionType(variants):
            return {"anyOf": [type_document(variant, refer) for variant in variants]}
        case NullableType(inner):
            return _nullable(inner, refer)
        case _:
            assert_never(type_)


def _nullable(inner: TypeExpr, refer: Refer) -> Document:
    document = type_document(inner, refer)
    match inner:
        case AnyType() | UnknownType() | PrimitiveType("null"):
            return document
        case PrimitiveType() | ArrayType() | MapType():
            return document | {"type": [document["type"], "null"]}
        case UnionType(variants):
            return type_document(UnionType((*variants, PrimitiveType("null"))), refer)
        case _:
            return {"anyOf": [document, {"type": "null"}]}


def _add_fields(document: Document, record: RecordDecl, refer: Refer) -> None:
    document["type"] = "object"
    properties: Document = {}
    required: list[Json] = []
    for field in record.fields:
        properties[field.wire_name] = _field(field, refer)
        if field.required:
            required.append(field.wire_name)
    if properties:
        document["properties"] = properties
    if required:
        document["required"] = required
    match record.additional:
        case None:
            document["additionalProperties"] = False
        case AnyType() | UnknownType():
            pass
        case values:
            document["additionalProperties"] = type_document(values, refer)


def _field(field: Field, refer: Refer) -> Document:
    document: Document = {}
    _add_remarks(document, field)
    document |= type_document(field.type, refer)
    if field.default is not None:
        document["default"] = field.default[0]
    if field.examples:
        document["examples"] = list(field.examples)
    return document


def _enum(enum: EnumDecl) -> Document:
    values = [value.value for value in enum.values]
    types = list(dict.fromkeys(primitive_of(value) for value in values))
    if "number" in types and "integer" in types:
        types.remove("integer")
    document: Document = {"type": types[0]} if len(types) == 1 else {}
    document["enum"] = list[Json](values)
    if not enum.open:
        return document
    # Null has no values but the one that is listed.
    others: list[Json] = [{"type": type_} for type_ in types if type_ != "null"]
    return {"anyOf": [document, *others]}


def _add_remarks(document: Document, remarked: Declaration | Field, more: str = "") -> None:
    """Add the description, with a paragraph of more after it, and the deprecation."""
    doc = remarked.doc
    if doc or more:
        document["description"] = f"{doc}\n\n{more}" if doc and more else doc or more
    if remarked.deprecated:
        document["deprecated"] = True


def _value_lines(values: Iterable[EnumValue]) -> Iterator[str]:
    """What the page says of an enum's values beyond the values, as a list in Markdown."""
    for value in values:
        written = json_text(value.value)
        remarks = _telling_name(value.name, written)
        if value.deprecated:
            remarks = f"{remarks}, deprecated" if remarks else "deprecated"
        head = f"- `{written}` ({remarks})" if remarks else f"- `{written}`"
        if value.doc:
            doc = value.doc.replace("\n", "\n  ")
            yield f"{head}: {doc}"
        elif remarks:
            yield head


@lru_cache(maxsize=4096)  # enums have many names and values in common
def _telling_name(name: str, written: str) -> str:
    """The name of a value, unless it is only the value in other letters."""
    return "" if not name or _folded_words(name) == _folded_words(written) else name


def _folded_words(name: str) -> list[str]:
    return [word.casefold() for word in words(name)]
