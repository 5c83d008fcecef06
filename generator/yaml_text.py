"""Data becomes YAML text: the writing half of YAML, as `yaml_nodes` is the reading half.

One item a line whatever its width, and text of several lines as a block, so that a diff shows
what changed. What is written reads back as the same data, types and all, by the rules of YAML
1.1 as of YAML 1.2. PyYAML's dumper is not used: it folds long lines, and takes many seconds for
what is written here in one.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from generator.json_text import UNSAFE, json_string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.json_text import JsonPath
    from generator.schema import Json

# A string needs no quotes where it starts with a letter, or a sign that means nothing in YAML
# (so it is no number, no date, no alias), and neither ": " nor " #" ends it early.
_PLAIN: Final = re.compile(
    rf"(?=[A-Za-z_/$(\u00a1-\U0010ffff])(?:[^:#{UNSAFE}]++|:(?=[^ ])|(?<! )#)++(?<! )"
)
# What starts with a letter and is still no string, in YAML 1.1.
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
# A block shows its text as it is. Where the first line starts with white space, the block's
# indent could not be told from it; several line ends at the end would need a mark of their own.
# In runs, since a pattern that can go back remembers each character that it would go back to.
_BLOCK: Final = re.compile(
    rf"[^\s{UNSAFE}](?!\n?\Z)(?:[^{UNSAFE}]++|[\t\n]++)*+"
    rf"(?:(?<=[^\n{UNSAFE}])|(?<=[^\n{UNSAFE}]\n))"
)
# YAML takes `key:` for a key only where the colon follows within 1024 characters.
_LONGEST_KEY: Final = 1000


def yaml_text(data: Json, indent: str = "") -> str:
    """The data as a YAML document in block style, with `\\n` at its end.

    With an indent, it is a part of a document. Strings may hold anything. A lone surrogate is
    written as an escape, which not every YAML reader accepts, since it stands for no character.
    """
    lines: list[str] = []
    if isinstance(data, dict) and data:
        _mapping(data, indent, indent, lines)
    elif isinstance(data, list) and data:
        _sequence(data, indent, indent, lines)
    else:
        lines.append(f"{indent}{_scalar(data)}")
    lines.append("")
    return "\n".join(lines)


def _mapping(entries: dict[str, Json], first: str, indent: str, lines: list[str]) -> None:
    """Write the entries at `indent`; `first` stands before the first of them, as in `- a: 1`."""
    inner = f"{indent}  "
    for key, value in entries.items():
        name = _string(key)
        if len(name) > _LONGEST_KEY:
            lines.append(f"{first}? {name}")
            first, name = indent, ""
        if type(value) is str and "\n" not in value:  # as most are
            lines.append(f"{first}{name}: {_string(value)}")
        elif isinstance(value, dict) and value:
            lines.append(f"{first}{name}:")
            _mapping(value, inner, inner, lines)
        elif isinstance(value, list) and value:
            lines.append(f"{first}{name}:")
            _sequence(value, inner, inner, lines)
        elif isinstance(value, str):
            _text(f"{first}{name}:", value, indent, lines)
        else:
            lines.append(f"{first}{name}: {_scalar(value)}")
        first = indent


def _sequence(items: list[Json], first: str, indent: str, lines: list[str]) -> None:
    """Write the items at `indent`; `first` stands before the first of them, as in `- - 1`."""
    inner = f"{indent}  "
    for item in items:
        if isinstance(item, dict) and item:
            _mapping(item, f"{first}- ", inner, lines)
        elif isinstance(item, list) and item:
            _sequence(item, f"{first}- ", inner, lines)
        elif isinstance(item, str):
            _text(f"{first}-", item, indent, lines)
        else:
            lines.append(f"{first}- {_scalar(item)}")
        first = indent


def _text(lead: str, text: str, indent: str, lines: list[str]) -> None:
    """Write a string after `lead`."""
    if "\n" in text and _BLOCK.fullmatch(text):
        lines.append(f"{lead} |" if text.endswith("\n") else f"{lead} |-")
        for line in text.removesuffix("\n").split("\n"):
            lines.append(f"{indent}  {line}" if line else "")
    else:
        lines.append(f"{lead} {_string(text)}")


def line_paths(data: Json, path: JsonPath = ()) -> Iterator[JsonPath]:
    """For each line of the data's document, where in the data it stands.

    A line with several keys or dashes stands where the last of them does.
    """
    if isinstance(data, dict) and data:
        for key, value in data.items():
            inner = (*path, key)
            if len(_string(key)) > _LONGEST_KEY:
                yield inner
            if isinstance(value, dict | list) and value:
                yield inner
            yield from line_paths(value, inner)
    elif isinstance(data, list) and data:
        for index, item in enumerate(data):
            yield from line_paths(item, (*path, index))
    elif path and isinstance(data, str) and "\n" in data and _BLOCK.fullmatch(data):
        yield from (path for _ in range(data.removesuffix("\n").count("\n") + 2))
    else:
        yield path


def _scalar(value: Json) -> str:
    """A scalar on one line, or an empty collection."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case None:
            return "null"
        case int():
            return str(value)
        case float():
            return _float(value)
        case list():
            return "[]"
        case dict():
            return "{}"


@lru_cache(maxsize=65536)
def _string(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    # A JSON string is a YAML string in double quotes.
    return json_string(text)


def _float(number: float) -> str:
    if math.isnan(number):
        return ".nan"
    if math.isinf(number):
        return ".inf" if number > 0 else "-.inf"
    text = repr(number)
    # YAML 1.1 takes `1e+20` for a string: a float has a point.
    return text if "." in text else text.replace("e", ".0e")
