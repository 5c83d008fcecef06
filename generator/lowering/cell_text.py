"""What the inline Markdown of a cell or heading says, once its dress is taken off."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.dialects.dialect import Dialect

_PLAIN = re.compile(r"(`?)(?P<name>[^\W_][\w .:/-]*+)\1")
"""What nearly all names and values are: without dress, or in one code span."""
_BREAK = re.compile(r"(?:(?<![ \t])[ \t]++)?+</?br(?:\s[^<>]*)?/?>[ \t]*", re.IGNORECASE)
_CODE = re.compile(r"(`+)(?!`)(.*?)(?<!`)\1(?!`)\Z", re.DOTALL)
_LEADING_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_LINK = re.compile(r"\[(?P<text>.*)\]\([^()]*\)\Z", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ANCHOR = re.compile(r"<a\s[^<>]*>\s*</a>", re.IGNORECASE)
_MARKUP = re.compile(
    r"`[^`]*`?|</?[a-z][^<>]*>|<!--.*|\[\^[^\[\]]*\]|\[[^\[\]]*\]\([^()]*\)|&#?\w+;"
    r"|(?<=[\w?])[ \t]*[*†‡]\Z",
    re.IGNORECASE,
)
_PAIRS = ("~~", "**", "__", "*", "_")
_PAIRS_AROUND_VALUES = ("~~", "**", "*")


class Name(Frozen):
    """A name as a cell or heading dresses it."""

    text: str
    struck: bool
    """Whether it is struck through, which marks it as deprecated."""
    markup: str = ""
    """What in it looks like Markdown, HTML or the mark of a footnote, and was not taken off."""


@lru_cache(maxsize=65536)  # the headers of all tables, and the names that many records share
def read_name(text: str) -> Name:
    """The name inside links, emphasis, strikethrough and code: ``~~`id`~~`` is `id`, struck.

    Inside a code span everything stands for itself; elsewhere backslash escapes are undone, and an
    anchor before the name is none of it. A name such as `__typename` or `_id` keeps its
    underscores, since emphasis needs them on both sides.
    """
    anchor = _ANCHOR.match(text)
    return _undressed(text[anchor.end() :] if anchor is not None else text, _PAIRS)


def read_value(text: str) -> Name:
    """The value of an enum, dressed as a name may be; but what has underscores keeps them.

    Generators write values without escapes, and `__default__` is one.
    """
    return _undressed(text, _PAIRS_AROUND_VALUES)


def _undressed(text: str, pairs: tuple[str, ...]) -> Name:
    name = text.strip()
    plain = _PLAIN.fullmatch(name)
    if plain is not None:
        return Name(plain["name"], struck=False)
    struck = False
    while True:
        if (code := _CODE.match(name)) is not None:
            return Name(_code_text(code[2]), struck)
        if (link := _LINK.match(name)) is not None:
            name = link["text"].strip()
            continue
        pair = next((p for p in pairs if _wraps(p, name)), None)
        if pair is None:
            markup = _MARKUP.search(name)
            return Name(_ESCAPE.sub(r"\1", name), struck, markup[0] if markup else "")
        struck = struck or pair == "~~"
        name = name[len(pair) : -len(pair)].strip()


def _wraps(pair: str, text: str) -> bool:
    inner = text[len(pair) : -len(pair)]
    return (
        len(text) > 2 * len(pair)
        and text.startswith(pair)
        and text.endswith(pair)
        and not text.endswith(f"\\{pair}")
        and pair not in inner
        and inner == inner.strip()
    )


def strip_code(text: str) -> str:
    """The text of a code span that is the whole cell; any other text as it is."""
    code = _CODE.match(text) if text.startswith("`") else None
    return text if code is None else _code_text(code[2])


def split_code(text: str) -> tuple[str, str]:
    """The code span that the text begins with, and what follows; else all of it, and nothing."""
    found = _LEADING_CODE.match(text)
    return (found[0], text[found.end() :]) if found is not None else (text, "")


def _code_text(text: str) -> str:
    """A code span's text: one space is taken off each end, so that `` `x` `` can be written."""
    if len(text) > 2 and text[0] == text[-1] == " " and text.strip():
        return text[1:-1]
    return text


def break_lines(text: str) -> str:
    r"""The text with every `<br>`, in all its spellings, as `\n`."""
    return _BREAK.sub("\n", text) if "<" in text else text


def code_is_balanced(text: str) -> bool:
    """Whether every code span that the text opens is closed in it."""
    runs = re.findall(r"(?<!\\)`+", text)
    while runs:
        fence = runs.pop(0)
        if fence not in runs:
            return False
        del runs[: runs.index(fence) + 1]
    return True


def read_description(text: str, dialect: Dialect) -> tuple[str, bool]:
    r"""The description that a cell or a page's prose gives, and whether it says "deprecated".

    The mark is taken off; a notice after it stays, unless it says no more than the mark. The
    indentation of the first line stays too: in Markdown it can mean code, or more of a list.
    """
    doc = break_lines(text).strip("\n").rstrip()
    if doc.strip() in dialect.blank:
        return "", False
    if not doc.startswith(dialect.deprecated_marks):
        return doc, False
    for mark in dialect.deprecated_marks:
        if doc.startswith(mark):
            notice = doc.removeprefix(mark).lstrip(": ")
            for standard in dialect.deprecated_notices:
                notice = notice.removeprefix(standard)
            return notice.strip(), True
    return doc, False
