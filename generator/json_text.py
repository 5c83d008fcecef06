"""JSON values become JSON text, one item a line whatever its width, so that diffs are small.

Python's own encoder is not used for whole documents: with an indent it has no fast path, and it
writes what an editor may hide or take for a line end as it stands.
"""

from __future__ import annotations

import json
import math
import re
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.schema import Json

JsonPath: TypeAlias = tuple[str | int, ...]
"""The way into a JSON value: the keys of objects, and the indices of arrays."""

_HIDDEN = (
    r"\x7f-\x9f"  # control characters, NEL among them
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that change the direction of text
    r"\u2028\u2029"  # separators of lines and paragraphs
    r"\ud800-\udfff\ufeff\ufffe\uffff"  # surrogates, byte order mark, no characters
)
UNSAFE = rf"\x00-\x1f{_HIDDEN}"
"""What never stands in our output as it is: the inside of a class of a regular expression."""

_LEFT_BY_JSON = re.compile(f"[{_HIDDEN}]")
"""What JSON (RFC 8259, section 7) lets stand in a string. The rest of `UNSAFE` it does not."""


class Written(str):
    """Text of ASCII that is JSON already: within a value, it is written as it stands."""

    __slots__ = ()


def json_text(value: Json) -> str:
    """The value as JSON text, indented by two spaces, without a line end after it.

    Raises ValueError for an infinity or NaN, which JSON (RFC 8259, section 6) does not know.
    """
    pieces: list[str] = []
    _write(value, "\n", pieces)
    return _visible("".join(pieces))


def json_document(value: Json) -> str:
    """The same as a whole file or output, with a line end after it."""
    return f"{json_text(value)}\n"


def json_member(name: str, text: str, depth: int) -> str:
    """A member of an object that nests so deep, by the text of its value. No comma ends it."""
    return json_item(f"{json_string(name)}: {text}", depth)


def json_item(text: str, depth: int) -> str:
    """An item of an array that nests so deep, by its text. No comma ends it."""
    # No string holds a line end as it is.
    indent = "  " * depth
    return indent + text.replace("\n", f"\n{indent}")


def json_string(text: str) -> str:
    """The text as a JSON string in quotes, with everything in `UNSAFE` escaped."""
    return _visible(encode_basestring(text))


def _visible(text: str) -> str:
    """JSON text with escapes for what it lets stand in its strings; nowhere else is any of that."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _LEFT_BY_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def json_number(number: float) -> str:
    """An integer with all its digits, or a float as Python writes it.

    Raises ValueError for an infinity or NaN.
    """
    if isinstance(number, float) and not math.isfinite(number):
        raise ValueError(f"{number} is not a JSON value")
    return repr(number)


def _write(value: Json, newline: str, pieces: list[str]) -> None:
    """Add the text of `value`; `newline` is a line end and the indent of the line it is in."""
    match value:
        case dict():
            _write_object(value, newline, pieces)
        case list():
            _write_array(value, newline, pieces)
        case Written():
            pieces.append(value)
        case str():
            pieces.append(encode_basestring(value))
        case None:
            pieces.append("null")
        case bool():
            pieces.append("true" if value else "false")
        case int() | float():
            pieces.append(json_number(value))


def _write_array(items: list[Json], newline: str, pieces: list[str]) -> None:
    if not items:
        pieces.append("[]")
        return
    inner = f"{newline}  "
    separator = f"[{inner}"
    for item in items:
        if type(item) is str:  # as most are
            pieces.append(f"{separator}{encode_basestring(item)}")
        else:
            pieces.append(separator)
            _write(item, inner, pieces)
        separator = f",{inner}"
    pieces.append(f"{newline}]")


def _write_object(members: dict[str, Json], newline: str, pieces: list[str]) -> None:
    if not members:
        pieces.append("{}")
        return
    inner = f"{newline}  "
    separator, next_separator = f"{{{inner}", f",{inner}"
    for key, value in members.items():
        if type(value) is str:  # as most are
            pieces.append(f"{separator}{encode_basestring(key)}: {encode_basestring(value)}")
        elif type(value) is dict:
            pieces.append(f"{separator}{encode_basestring(key)}: ")
            _write_object(value, inner, pieces)
        else:
            pieces.append(f"{separator}{encode_basestring(key)}: ")
            _write(value, inner, pieces)
        separator = next_separator
    pieces.append(f"{newline}}}")


def line_paths(value: Json, path: JsonPath = ()) -> Iterator[JsonPath]:
    """For each line of the value's text, where in the value it stands.

    An array or an object stands where it begins and where it ends.
    """
    yield path
    match value:
        case list() if value:
            for index, item in enumerate(value):
                yield from line_paths(item, (*path, index))
            yield path
        case dict() if value:
            for key, item in value.items():
                yield from line_paths(item, (*path, key))
            yield path
        case _:
            pass


DEEPEST_VALUE = 50
"""How deeply a value that a page shows may nest: it has to stand in a schema file, too."""


def read_json(text: str) -> Json:
    """The JSON value that a text is.

    Raises `ValueError` where it is none, also for half of a surrogate pair; `OverflowError` for a
    number that cannot be held; `RecursionError` for more than `DEEPEST_VALUE` levels.
    """
    value: Json = _DECODER.decode(text)
    _measure(value)
    return value


def _measure(value: Json) -> None:
    level: list[Json] = [value]
    for _ in range(DEEPEST_VALUE):
        below: list[Json] = []
        for each in level:
            match each:
                case dict():
                    "".join(each).encode("utf-8")
                    below += each.values()
                case list():
                    below += each
                case str():
                    each.encode("utf-8")  # UnicodeEncodeError is a ValueError
        if not below:
            return
        level = below
    raise RecursionError(f"more than {DEEPEST_VALUE} levels")


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise OverflowError(f"{text} is beyond the numbers that can be held")
    return number


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
