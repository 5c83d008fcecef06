"""Texts, types and values as the Markdown of a cell, a heading or a paragraph.

Each function says what stands on the page so that it is read as what was meant, or None where
nothing does. They are written from the rules of Markdown and of the dialect, and know nothing of
the reader that is held against them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, assert_never

from generator.json_text import json_string
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
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)

WORDS: Final[Mapping[PrimitiveName, str]] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
    "datetime": "timestamp",
    "date": "date",
    "bytes": "base64",
}
"""What the dialect of these pages calls the primitive types."""

NULL_LITERAL: Final = "just-null"
"""The word for the one value null, as against its type."""

BLANK: Final = "N/A"
"""What a cell holds that says nothing."""

DEPRECATED: Final = ":warning: **DEPRECATED**"
"""What stands before the description of something that is deprecated."""

_STARTS: Final = ("", *"#>-+*_=~`|<[:0123456789")
"""What a line of a paragraph does not begin with here, since some of it begins another block."""
_LINK_TEXT: Final = re.compile(r"""[^\s\[\](){}<>|,;*`"'?\\!&]+""")
_BREAK: Final = re.compile(r"</?br", re.IGNORECASE)
_ONE_LINE: Final = re.compile(r"[^\n\r\0]+")
_LABEL: Final = re.compile(r"\*\*Example \d+:\*\*")


def pipes_escaped(text: str) -> str:
    """The text of a cell, as it stands in its row."""
    return text.replace("|", "\\|")


def is_one_line(text: str) -> bool:
    """Whether a text can stand in a cell or a heading at all, if in a code span."""
    return _ONE_LINE.fullmatch(text) is not None


def code(text: str) -> str:
    """A text of one line in a code span."""
    runs = [len(run) for run in re.findall("`+", text)]
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip())
    return f"{fence} {text} {fence}" if padded and len(text) > 0 else f"{fence}{text}{fence}"


def name(text: str) -> str:
    """A name of one line: bare, where nothing in it means anything to Markdown."""
    if re.fullmatch(r"\w+(?:[ -]\w+)*", text):
        return text.replace("_", "\\_")
    return code(text)


def description(doc: str) -> str | None:
    """A description in a cell."""
    if not doc:
        return BLANK
    lines = doc.split("\n")
    stands = (
        "\r" not in doc
        and "\0" not in doc
        and _BREAK.search(doc) is None
        and doc == doc.strip()
        and doc != BLANK
        and all(line == line.strip(" \t") for line in lines)
    )
    return "<br/>".join(lines) if stands else None


def prose(doc: str) -> str | None:
    """A description as paragraphs, no line of which begins what is none, such as a list."""
    paragraphs = doc.split("\n\n")
    stands = BLANK not in paragraphs and all(
        line == line.strip() and line[:1] not in _STARTS and not set(line) & set("<\r\0")
        for paragraph in paragraphs
        for line in paragraph.split("\n")
    )
    return doc if stands else None


def type_cell(type_: TypeExpr, link: Callable[[str], str]) -> str:
    """A type in the notation of the dialect. `link` is the target of a link to a key's page."""
    match type_:
        case PrimitiveType(name_):
            return f"*{WORDS[name_]}*"
        case AnyType():
            return "*any*"
        case UnknownType():
            return "*unknown*"
        case LiteralType(value):
            return literal(value)
        case ArrayType(UnionType() | NullableType() as items):
            return f"Array<{type_cell(items, link)}>"
        case ArrayType(items):
            return f"{type_cell(items, link)}[]"
        case MapType(ArrayType() as values):
            return f"{{ [key: string]: {type_cell(values, link)} }}"
        case MapType(values):
            return f"Record<string, {type_cell(values, link)}>"
        case UnionType(variants):
            return " | ".join(type_cell(variant, link) for variant in variants)
        case NullableType(inner):
            return f"{type_cell(inner, link)} | *{WORDS['null']}*"
        case ReferenceType(key):
            return link(key)
        case _:
            assert_never(type_)


def linked(text: str, target: str) -> str:
    """A link to a type: by its name, where that is a word; else the name is a text in quotes."""
    return f"[{text if _LINK_TEXT.fullmatch(text) else json_string(text)}]({target})"


def literal(value: Scalar) -> str:
    """A literal in a type or in a fence of values."""
    match value:
        case None:
            return NULL_LITERAL
        case str():
            return json_string(value)
        case _:
            return json.dumps(value)


def default_cell(
    value: Json, type_: TypeExpr, declarations: Mapping[str, Declaration]
) -> str | None:
    """A default: text in quotes for what can be nothing but text, else JSON."""
    if not isinstance(value, str) or "other" in kinds(type_, declarations):
        return _json_code(value)
    lines = value.split("\n")
    stands = not set(value) & set("\r\0") and _BREAK.search(value) is None and _keeps_ends(lines)
    return code(f'"{"<br/>".join(lines)}"') if stands else None


def example_cell(
    values: Sequence[Json], type_: TypeExpr, declarations: Mapping[str, Declaration]
) -> str | None:
    """The examples of a field in one cell: one by itself, or several, each with its label."""
    cells = [_example(value, type_, declarations) for value in values]
    written = [cell for cell in cells if cell is not None]
    if len(written) < len(cells):
        return None
    if len(cells) == 1:
        return written[0]
    return "<br/>".join(f"**Example {n}:** {cell}" for n, cell in enumerate(written, 1))


def _example(value: Json, type_: TypeExpr, declarations: Mapping[str, Declaration]) -> str | None:
    found = kinds(type_, declarations)
    if value is None:
        return "null"
    if not isinstance(value, str) or "other" in found:
        return _json_code(value)
    text = description(value)
    is_null = "null" in found and value in ("null", "<nil>")
    return None if not value or is_null or _LABEL.search(value) else text


def _json_code(value: Json) -> str | None:
    """JSON in a code span, in which `<br>` would be a line break as it is everywhere."""
    text = code(json.dumps(value).replace("<", "\\u003c"))
    return None if _LABEL.search(text) else text


def _keeps_ends(lines: Sequence[str]) -> bool:
    """Whether white space beside a `<br/>` is none of these lines'."""
    return all(
        (line == line.rstrip(" \t") or index == len(lines) - 1)
        and (line == line.lstrip(" \t") or index == 0)
        for index, line in enumerate(lines)
    )


def kinds(
    type_: TypeExpr, declarations: Mapping[str, Declaration], seen: Collection[str] = ()
) -> frozenset[str]:
    """Which of "string", "null" and "other" the values of a type may be."""
    match type_:
        case PrimitiveType("null") | LiteralType(None):
            return frozenset({"null"})
        case PrimitiveType("string" | "datetime" | "date" | "bytes") | LiteralType(str()):
            return frozenset({"string"})
        case AnyType() | UnknownType():
            return frozenset({"string", "null", "other"})
        case NullableType(inner):
            return kinds(inner, declarations, seen) | {"null"}
        case UnionType(variants):
            return _together(variants, declarations, seen)
        case ReferenceType(key):
            return frozenset() if key in seen else _declared(declarations[key], declarations, seen)
        case PrimitiveType() | LiteralType() | ArrayType() | MapType():
            return frozenset({"other"})
        case _:
            assert_never(type_)


def _declared(
    declaration: Declaration, declarations: Mapping[str, Declaration], seen: Collection[str]
) -> frozenset[str]:
    seen = {*seen, declaration.key}
    match declaration:
        case RecordDecl():
            return frozenset({"other"})
        case EnumDecl(values=values):
            literals = [LiteralType(each.value) for each in values]
            return _together(literals, declarations, seen)
        case UnionDecl(variants=variants):
            return _together(variants, declarations, seen)
        case AliasDecl(type=type_):
            return kinds(type_, declarations, seen)
        case _:
            assert_never(declaration)


def _together(
    types: Sequence[TypeExpr], declarations: Mapping[str, Declaration], seen: Collection[str]
) -> frozenset[str]:
    empty: frozenset[str] = frozenset()
    return empty.union(*(kinds(type_, declarations, seen) for type_ in types))
