"""Text from pages becomes TypeScript that it cannot break out of: literals, keys and comments.

Control characters, bidi marks and lone surrogates are written as escapes, in literals and in
comments alike. In literals so is everything else that is not plainly visible, emoji among it: what
is left are characters of whose width everybody thinks the same, so that lines fold where Prettier
folds them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from generator.origins import Line, Origin, Origins
from generator.schema import Json, Scalar

# What a letter is changes with each version of Unicode, and Python's `isidentifier` with it. The
# old version that every Python carries makes names that depend on no Python, and that the oldest
# TypeScript reads as well as the newest.
_category = unicodedata.ucd_3_2_0.category

_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl"})
_IN_WORDS: Final = _LETTERS | {"Mn", "Mc", "Nd"}
_VISIBLE: Final = _IN_WORDS | {"No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sc", "Sk", "Sm"}
_HIDDEN: Final = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters and marks that show nothing
    + "".join(map(chr, [*range(0x180B, 0x180F), *range(0xFE00, 0xFE10)]))  # variation selectors
    + "\u20e3"  # turns the digit before it into an emoji, which is wider than both
)
_NAMED_ESCAPES: Final = {
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
_NOT_IN_COMMENTS: Final = re.compile(
    "[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f"  # control characters, except the tab
    "\\ud800-\\udfff"  # surrogates, which UTF-8 does not have
    "\\u2028\\u2029\\ufeff"  # what JavaScript takes for line ends, and the byte order mark
    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"  # bidi marks
)
_TAG: Final = re.compile(r"(?<![^\s\u200b{])@")
"""What begins a tag, or after a brace an inline one. Not at the start of a line alone: since 5.2
TypeScript takes any `@` after a space for a tag, in code spans and fences too."""
_TICKS: Final = re.compile("`{3,}")
_FENCE_OPENS: Final = re.compile("```[^`]*")
_FENCE_CLOSES: Final = "```"
_JSON: Final = json.JSONEncoder(ensure_ascii=False)
_ONE_LINE_EXAMPLE: Final = 72
"""A JSON value in a comment that is longer than this is written with one item a line."""


def is_identifier(name: str) -> bool:
    """Whether a name can stand as it is where a name is declared, reserved words apart.

    ECMAScript's `IdentifierName`, less the letters that are younger than Unicode 3.2.
    """
    if name.isascii():
        return name.replace("$", "_").isidentifier()
    return can_begin_identifier(name[:1]) and all(map(can_stand_in_identifier, name))


def can_begin_identifier(char: str) -> bool:
    """Whether an identifier can begin with a character; with the empty text it cannot."""
    return can_stand_in_identifier(char) and (char in "_$" or _category(char) in _LETTERS)


@lru_cache(maxsize=4096)
def can_stand_in_identifier(char: str) -> bool:
    """Whether a character can be part of an identifier; the empty text cannot."""
    if char.isascii():
        return char.isalnum() or (char != "" and char in "_$")
    return _category(char) in _IN_WORDS and char not in _HIDDEN


@lru_cache(maxsize=4096)
def _is_visible(char: str) -> bool:
    if char.isascii():
        return char.isprintable()
    known = _category(char) in _VISIBLE or char in "¦§©®°¶"
    return known and char not in _HIDDEN


def width(text: str) -> int:
    """How many columns Prettier reckons a text to take, for text that this module wrote."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


@lru_cache(maxsize=4096)
def _char_width(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def literal(value: Scalar) -> str:
    """A value as a literal, which is both an expression and a type."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return string_literal(value)
        case _:
            return _number_literal(value)


def string_literal(text: str) -> str:
    """A text in the quotes that Prettier prefers: double, unless it holds more of those."""
    body = text.replace("\\", "\\\\")
    if not (body.isascii() and body.isprintable()):
        body = "".join(char if _is_visible(char) else _escape(char) for char in body)
    quote = "'" if body.count('"') > body.count("'") else '"'
    return quote + body.replace(quote, "\\" + quote) + quote


def _escape(char: str) -> str:
    code = ord(char)
    return _NAMED_ESCAPES.get(char) or (f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}")


def _number_literal(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        value = int(value)  # 1.0 and -0.0 are 1 and 0 to TypeScript, and Prettier writes them so
    # Python's `1e+16` and `1e-07` are `1e16` and `1e-7` to Prettier.
    return repr(value).replace("e+", "e").replace("e-0", "e-")


def property_key(name: str) -> str:
    """A property's name, in quotes only where it needs them."""
    return name if is_identifier(name) else string_literal(name)


def comment(
    description: str,
    subject: Origin,
    *,
    source: str = "",
    deprecated: bool = False,
    default: tuple[Json] | None = None,
    examples: Sequence[Json] = (),
) -> tuple[Line, ...]:
    """The lines of a JSDoc comment on the subject; none where there is nothing to say.

    `source` is the page that it is from. Default and examples are written as JSON.
    """
    has_tags = bool(deprecated or default or examples)
    if not (description or source or has_tags):
        return ()
    lines: list[Line] = []
    if description:
        texts, origins = _text_lines(description), subject.by("description")
        if len(texts) == 1 and not (source or has_tags):  # as with most
            return (Line(f"/** {texts[0]} */", origins),)
        _add(lines, texts, origins)
    whole = subject.by()
    if source:
        _add(lines, ("",) if lines else (), whole)
        _add(lines, _text_lines(f"Source: {source}"), whole)
    if lines and has_tags:
        _add(lines, ("",), whole)
    if deprecated:
        _add(lines, ("@deprecated",), subject.by("name", "value", "description"))
    if default:
        _add(lines, _tag_lines("@defaultValue", default[0]), subject.by("default", "type"))
    if examples:
        origins = subject.by("example", "type")
        for example in examples:
            _add(lines, _tag_lines("@example", example), origins)
    if len(lines) < 2:
        return tuple(Line(f"/**{line.text[2:]} */", line.origins) for line in lines)
    return (Line("/**", whole), *lines, Line(" */", whole))


def _add(lines: list[Line], texts: Iterable[str], origins: Origins) -> None:
    """Add lines of a comment, given texts that end in no white space."""
    for text in texts:
        lines.append(Line(f" * {text}" if text else " *", origins))


def _is_plain(text: str) -> bool:
    """Whether nothing in a line of text means anything to a comment, as is so with most."""
    return (
        text.isascii()
        and text.isprintable()
        and "@" not in text
        and "```" not in text
        and "*/" not in text
    )


def _text_lines(text: str) -> Sequence[str]:
    if _is_plain(text):
        shown = text.rstrip()
        return (shown,) if shown else ()
    one_ended = text.replace("\r\n", "\n").replace("\r", "\n")
    # In Markdown a backslash before an `@` does not show.
    lines = [_TAG.sub(r"\\@", _safe(line)).rstrip() for line in one_ended.split("\n")]
    text = "\n".join(_with_closed_fences(lines)).strip("\n")
    return text.split("\n") if text else ()


def _with_closed_fences(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with backticks that fence no code in escapes.

    TypeScript 7 sees no tag behind three backticks until three more come.
    """
    fences: set[int] = set()
    opened: int | None = None
    for number, line in enumerate(lines):
        if opened is None and _FENCE_OPENS.fullmatch(line):
            opened = number
        elif opened is not None and line == _FENCE_CLOSES:
            fences |= {opened, number}
            opened = None
    for number, line in enumerate(lines):
        yield line if number in fences else _TICKS.sub(lambda run: "\\`" * len(run[0]), line)


def _tag_lines(tag: str, value: Json) -> Sequence[str]:
    text = repr(value) if type(value) is int else _JSON.encode(value)  # which takes long to begin
    if len(text) <= _ONE_LINE_EXAMPLE or not isinstance(value, list | dict):
        return (f"{tag} {_safe_json(text)}",)
    texts = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return (tag, *map(_safe_json, texts))


def _safe_json(line: str) -> str:
    """A line of JSON that begins neither tag nor fence; what would can only be in its strings."""
    if _is_plain(line):
        return line
    return _TAG.sub(r"\\u0040", _safe(line)).replace("```", "``\\u0060")


def _safe(line: str) -> str:
    """A line that neither ends the comment nor hides anything in it.

    Inside a JSON string each of the escapes stands for the very character.
    """
    return _NOT_IN_COMMENTS.sub(lambda found: _escape(found[0]), line).replace("*/", "*\\/")
