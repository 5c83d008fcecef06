"""Texts of JSON Schema that are put together: a definition, and the files that it stands in.

A definition is written once, and its references are left open: what leads to the definitions is
another thing in each file. In an open text a mark stands for it, and behind the mark the part of a
pointer that names the definition (`jsonschema_files.reference_token`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from generator.json_text import Written, json_string, json_text
from generator.targets.jsonschema_files import key_of_token, reference_token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.targets.jsonschema_files import Refer

OpenText: TypeAlias = str
"""The text of a schema, without the line end after it, in which references are left open."""

MARK: Final = "\0"
"""In JSON text, it only ever stands as an escape (RFC 8259, section 7)."""

OPEN_REFERENCE: Final = re.compile(rf'"\$ref": "{MARK}[^"]*"')
"""A reference as it stands in an open text."""


@lru_cache(maxsize=65536)
def open_reference(key: str) -> str:
    """A reference to a declaration, left open."""
    return Written(f'"{MARK}{reference_token(key)}"')


def referring(text: OpenText, to: str) -> str:
    """The text, where all definitions are members of one object; `to` is the pointer to it."""
    return text.replace(MARK, f"{to}/")


def referring_by(text: OpenText, refer: Refer) -> str:
    """The text, where each definition is somewhere else."""
    first, *others = text.split(MARK)
    pieces = [first]
    for other in others:
        token, quote, rest = other.partition('"')
        pieces += (refer(key_of_token(token)), quote, rest)
    return "".join(pieces)


def with_head(head: dict[str, str], text: str) -> str:
    """An object of which more members follow, given the text of an object that has them."""
    return f"{_opened(*head.items())}{text[1:]}"


def with_entries(head: dict[str, str], name: str, entries: Iterable[str], brackets: str) -> str:
    """An object whose last member holds entries, given as the lines that they are in it.

    The brackets are those round all entries.
    """
    first, last = brackets[0], brackets[1]
    start = f"{_opened(*head.items())}\n  {json_string(name)}: {first}"
    inside = ",\n".join(entries)
    return f"{start}\n{inside}\n  {last}\n}}" if inside else f"{start}{last}\n}}"


@lru_cache(maxsize=16)  # without URIs, all files but a few begin alike
def _opened(*head: tuple[str, str]) -> str:
    """The text of an object that goes on behind these members."""
    return json_text(dict(head)).removesuffix("\n}") + ","
