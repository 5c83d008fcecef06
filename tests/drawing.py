"""How the strategies of these tests draw: names, texts and JSON values, step by step.

Everything comes from a few strategies that are made once. Strategies built anew for each example
would say the same in fewer words, and take twenty times as long.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, assert_never

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from generator.schema import Json, PrimitiveName, Scalar

T = TypeVar("T")

NASTY_NAMES = (
    *("class", "None", "self", "type", "match", "int", "list", "field", "default", "export"),
    *("constructor", "__proto__", "toString", "__init__", "_private", "from_dict", "to_dict"),
    *("Pet", "pet", "PET", "user_id", "user-id", "userId", "User ID", "Optional", "Record", "Any"),
    *("bundle", "index", "con", "NUL.txt", "..", ".", "a/b", "a\\b", "/etc/passwd", "~", "100%"),
    *("$ref", "$id", "@type", "1st", "+1", "-1", "", " ", "é", "e\u0301", "ß", "Ünï", "日本"),
)
"""Names of types and fields that have broken a generator."""

NASTY_TEXTS = (
    *('"""', "'''", "*/", "/* @x", "\\", "\\u0041", "{{ x }}", "{% x %}", "${x}", "`", "<br/>"),
    *("yes", "No", "null", "~", "=", "<<", "0x1f", "1_000", "12:30", "1e3", ".5", ".inf", "1.0"),
    *("2024-01-01", "- a", "a: b", "a #b", "# a", "&a", "*a", "!a", "|", ">", "%a", "---", "..."),
    *("a\nb", "a\n\nb\n", " a\n b", "a \nb ", "\na", "a\n\n", "a\n\tb", "\ta\nb", "a\r\nb", "\r"),
    *("\x00", "\x07\x1b", "\x7f", "\x85", "a\u2028b\u2029c", "\ufeff", "\u202eabc", "\U0001f600"),
    *("\ufffe", "a\n---\nb", "a\n  # b", "[a]", "{a}", "?", ":", "a:", "a :b", "x" * 1100),
)
"""Texts that have broken out of a string, a comment or a document, or were read as another."""

_PLAIN_NAMES = ("id", "name", "created", "size", "owner", "image", "url", "parent", "first_name")
_PLAIN_TYPES = ("Pet", "Owner", "Tree", "Node", "RunStatus", "Error", "Image", "Page", "Shape")
_PLAIN_TEXTS = ("red", "apple", "of", "in the morning", "a red house", "Tree")
_PLAIN_MODULES = ("", "operations", "components", "shared.types")
_NASTY_MODULES = ("Operations", "con", "class", "é", "1", "a..b", "..", "my-sdk", "my_sdk")
_INTEGERS = (2**53, 2**53 + 1, -(2**53) - 1, 2**63, 2**64, 10**30)
_FLOATS = (0.0, -0.0, 1.0, 1e20, 1e-7, 1e308, 5e-324, 0.1, 2.0**53)


@cache
def below(count: int) -> SearchStrategy[int]:
    """The numbers from 0, `count` of them."""
    return st.integers(0, count - 1)


_CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_FLOAT = st.floats(allow_nan=False, allow_infinity=False)
_INTEGER = st.integers()
_SMALL = st.integers(-100, 100)
_BINARY = st.binary(max_size=8)
_MOMENT = st.datetimes()
_DATE = st.dates()


@dataclass(frozen=True, slots=True)
class Drawing:
    """One example being drawn: names, texts and values without a type."""

    draw: DrawFn
    nasty: bool

    def one(self, options: Sequence[T]) -> T:
        return options[self.draw(below(len(options)))]

    def times(self, most: int) -> Iterator[int]:
        """From 0 up, none to `most` of them; each is drawn on its own, so that it can be left out
        where an example is made small."""
        for index in range(most):
            if not self.draw(below(most + 1 - index)):
                return
            yield index

    def chance(self, of: int = 2) -> bool:
        """Whether something happens that is the rarer the larger `of` is."""
        return self.draw(below(of)) == of - 1

    def text(self) -> str:
        if not self.nasty or self.chance():
            return self.one(_PLAIN_TEXTS)
        if self.chance(3):
            return self.draw(_CHARACTERS)
        return self.one(self.one((NASTY_TEXTS, NASTY_NAMES)))

    def doc(self) -> str:
        return "\n".join(self.text() for _ in self.times(2))

    def name(self) -> str:
        if not self.nasty or self.chance():
            return self.one(_PLAIN_NAMES)
        return self.draw(_CHARACTERS) if self.chance(3) else self.one(NASTY_NAMES)

    def type_name(self) -> str:
        if not self.nasty or self.chance():
            return self.one(_PLAIN_TYPES)
        return self.name() or "Empty"

    def module(self) -> str:
        nasty = self.nasty and self.chance(3)
        return self.one(_NASTY_MODULES if nasty else _PLAIN_MODULES)

    def integer(self) -> int:
        match self.draw(below(3)):
            case 0:
                return self.draw(_SMALL)
            case 1:
                return self.one(_INTEGERS)
            case _:
                return self.draw(_INTEGER)

    def float(self) -> float:
        return self.draw(_FLOAT) if self.chance() else self.one(_FLOATS)

    def scalar(self) -> Scalar:
        match self.draw(below(6)):
            case 0:
                return None
            case 1:
                return self.chance()
            case 2:
                return self.integer()
            case 3:
                return self.float()
            case _:
                return self.text()

    def json(self, depth: int) -> Json:
        match self.draw(below(4)) if depth else 0:
            case 2:
                return [self.json(depth - 1) for _ in self.times(2)]
            case 3:
                return {self.text(): self.json(depth - 1) for _ in self.times(2)}
            case _:
                return self.scalar()

    def datetime(self) -> str:
        moment = self.draw(_MOMENT).replace(microsecond=0).isoformat()
        fraction = self.one(("", ".5", ".120", ".123456", ".123456789"))
        return moment + fraction + self.one(("Z", "+00:00", "-00:00", "+05:30", "-08:00"))

    def primitive(self, name: PrimitiveName) -> Scalar:
        """A value of a primitive type."""
        match name:
            case "string":
                return self.text()
            case "integer":
                return self.integer()
            case "number":
                return self.float() if self.chance() else self.integer()
            case "boolean":
                return self.chance()
            case "null":
                return None
            case "datetime":
                return self.datetime()
            case "date":
                return self.draw(_DATE).isoformat()
            case "bytes":
                return base64.b64encode(self.draw(_BINARY)).decode()
            case _:
                assert_never(name)
