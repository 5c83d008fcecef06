"""What a dialect expects of pages, as text for those who write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from generator.schema import LiteralType
from generator.type_notation import type_data

if TYPE_CHECKING:
    from generator.dialects.dialect import Dialect, TypeNotation
    from generator.schema import TypeExpr

_Row: TypeAlias = tuple[str, Iterable[str]]
"""What is meant, and all that means it."""

_SECTIONS: Final[Mapping[str, str]] = {
    "fields": "fields",
    "values": "values of an enum",
    "variants": "variants of a union",
    "skipped": "not read",
}
_PREFIXES: Final[Mapping[str, str]] = {"array": "array of T", "map": "map to T"}
_WRAPPERS: Final[Mapping[str, str]] = {
    "plain": "T",
    "nullable": "T or null",
    "nullable-when-required": "T or null, if required",
}
_COLUMNS: Final = ("name", "type", "value", "required", "description", "example", "default")


def dialects_text(dialects: Iterable[Dialect]) -> str:
    """A line for each dialect: its name, and what shows that pages are written in it."""
    listed = [(dialect.name, dialect.evidence) for dialect in dialects]
    return "".join(f"{line}\n" for line in _rows(listed, indent=""))


def dialect_text(dialect: Dialect) -> str:
    """All that a dialect expects; headings, headers and marks in lower case, since it does not
    matter."""
    yes = [text for text, says in dialect.required.items() if says]
    no = [text for text, says in dialect.required.items() if not says]
    groups: dict[str, list[_Row]] = {
        "headings": _grouped(dialect.sections, _SECTIONS),
        "columns of fields": _grouped(dialect.field_columns, {role: role for role in _COLUMNS}),
        "columns of values": _grouped(dialect.value_columns, {role: role for role in _COLUMNS}),
        "cells": [
            ("required", yes),
            ("not required", no),
            ("nothing said", filter(None, dialect.blank)),
            ("deprecated", dialect.deprecated_marks),
            ("all other keys", dialect.additional),
            ("all other keys, if a map", dialect.additional_maps),
        ],
        "types": _notation(dialect.types),
    }
    lines = [dialect.name]
    for title, rows in groups.items():
        shown = _rows(rows, indent="    ")
        lines += (f"  {title}", *shown) if shown else ()
    return "".join(f"{line}\n" for line in lines)


def _grouped(meanings: Mapping[str, str], nouns: Mapping[str, str]) -> list[_Row]:
    """From texts with what each means to what is meant, in the order of the nouns."""
    return [
        (noun, [text for text, meaning in meanings.items() if meaning == role])
        for role, noun in nouns.items()
    ]


def _notation(types: TypeNotation) -> list[_Row]:
    words: dict[str, list[str]] = {}
    for word, type_ in types.words.items():
        words.setdefault(_type_text(type_), []).append(word)
    for word, type_ in types.links.items():
        words.setdefault(_type_text(type_), []).append(f"[{word}](https:…)")
    wrappers = {_applied(head, "T"): meaning for head, meaning in types.wrappers.items()}
    return [
        *sorted(words.items()),
        ("array of T", ["T[]", "[]T", *(_applied(head, "T") for head in types.array)]),
        ("map to T", ["map[string]T", *(_applied(head, "…, T") for head in types.map)]),
        ("A or B", ["A | B", *(_applied(head, "A, B") for head in types.union)]),
        *_grouped({f"{each}T": noun for each, noun in types.prefixes.items()}, _PREFIXES),
        *_grouped(wrappers, _WRAPPERS),
        ("pointer to T", ["*T"] if types.pointers and "*" not in types.wrappers else []),
        ("the client's own", types.client),
        ("brackets", ["<> and [] are alike"]),
    ]


def _applied(head: str, arguments: str) -> str:
    """A head with its arguments; or a mark before its one."""
    return f"{head}<{arguments}>" if head[-1].isalnum() else f"{head}{arguments}"


def _type_text(type_: TypeExpr) -> str:
    """A type as the schema file writes it, on one line; a literal is its value."""
    data = type_.value if isinstance(type_, LiteralType) else type_data(type_)
    return data if isinstance(data, str) else json.dumps(data)


def _rows(rows: Iterable[_Row], indent: str) -> list[str]:
    """The rows in two columns, without those that nothing stands for."""
    texts = [(noun, "  ".join(text.strip() for text in each)) for noun, each in rows]
    texts = [(noun, text) for noun, text in texts if text]
    width = max((len(noun) for noun, _ in texts), default=0)
    return [f"{indent}{noun:<{width}}  {text}" for noun, text in texts]
