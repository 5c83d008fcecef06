"""What a template of a project may print, and how much of it at once.

What Python shows of an object may be its place in memory, which is another with each run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pprint import pformat
from types import SimpleNamespace
from typing import Final

from generator.frozen import Frozen, astuple, field_names

_LARGEST: Final = 9_999
_TOO_WIDE: Final = re.compile(r"\d{5}|%[-#0+ .\d]*\*")


class PrintingError(Exception):
    """A template asks for what cannot be printed; the message says for what."""


def printable(value: object) -> object:
    """What is printed, if it is text or a number. `None` or a tuple in a file is a slip.

    Raises `PrintingError`, like all that is here.
    """
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    what = "`None`" if value is None else f"a `{type(value).__name__}`"
    raise PrintingError(f"{what} where text or a number is to be printed")


def check_data(value: object) -> None:
    """Raise for what is neither text, a number, true, false nor null, nor holds only such."""
    match value:
        case tuple() | list():
            for item in value:
                check_data(item)
        case dict():
            for pair in value.items():
                check_data(pair)
        case None | bool():
            pass
        case Frozen():
            for part in astuple(value):
                check_data(part)
        case _:
            printable(value)


def shown_data(value: object) -> str:
    """Data as Python shows it, for a look at a view."""
    check_data(value)
    return pformat(_laid_out(value))


def _laid_out(value: object) -> object:
    """The same for `pformat`, which knows how to fold a namespace, and no `Frozen`."""
    match value:
        case tuple() | list():
            return type(value)(map(_laid_out, value))
        case dict():
            return {_laid_out(key): _laid_out(item) for key, item in value.items()}
        case Frozen():
            kind = type(type(value).__name__, (SimpleNamespace,), {})
            return kind(**{name: _laid_out(getattr(value, name)) for name in field_names(value)})
        case _:
            return value


def check_sizes(values: Iterable[object]) -> None:
    """Raise for a number that would make a text without end, as a width or a count."""
    if any(isinstance(value, int | float) and value > _LARGEST for value in values):
        raise PrintingError(f"more than {_LARGEST} where text is made")


def formatted(text: str, values: object) -> str:
    """The text with values in it, as `%` puts them there."""
    if _TOO_WIDE.search(text):
        raise PrintingError(f"a format with `*`, or with more than {_LARGEST}")
    given = values if isinstance(values, tuple) else (values,)
    for value in values.values() if isinstance(values, Mapping) else given:
        if not isinstance(value, bool):
            printable(value)
    return text % values
