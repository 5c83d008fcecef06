"""What a scalar in a YAML file means: a JSON value, or an error.

Only JSON's types exist. Words are read as in YAML 1.2, where `off` and `no` are texts. A number
that the versions of YAML read differently (`010` is eight in 1.1, and ten in 1.2) is an error, so
that it becomes nothing unseen. Dates are texts.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.schema import Scalar

NUMBER_LIMIT: Final = 3000
"""How many digits a number may have. Python neither reads nor writes many more."""

TAG: Final = "tag:yaml.org,2002:"
# YAML 1.1 reads `2024-01-01` as a date, and `=` and `<<` as marks; for others they are strings.
_TEXTS: Final = ("str", "timestamp", "value", "merge")
# What the versions read alike. 1.1 takes `010` for 8, `1_0` for 10 and `1:0` for 60.
_NULL: Final = re.compile("(?:~|null|Null|NULL)?")
_BOOLEAN: Final = re.compile("true|True|TRUE|false|False|FALSE")
_INTEGER: Final = re.compile("[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"(?:[-+]?[0-9]+\.|\.[0-9])[0-9]*(?:[eE][-+][0-9]+)?")
# Infinity and NaN, which JSON does not know.
_ENDLESS: Final = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)
# Texts in 1.1, and numbers in 1.2.
_LATER_NUMBER: Final = re.compile(
    r"0o[0-7]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+|[-+]\.[0-9]+"
)


class ScalarError(Exception):
    """A scalar that is no JSON value."""

    def __init__(self, message: str, hint: str = "") -> None:
        """`message` and `hint` as in a diagnostic."""
        super().__init__(message)
        self.hint = hint


def scalar_value(text: str, tag: str, *, is_plain: bool) -> Scalar:
    """The value of a scalar; `tag` is what YAML 1.1 takes it for, `is_plain` without quotes.

    Raises `ScalarError`.
    """
    kind = tag.removeprefix(TAG)
    if kind in _TEXTS and not (is_plain and _LATER_NUMBER.fullmatch(text)):
        return text
    match kind:
        case "null" if _NULL.fullmatch(text):
            return None
        case "bool":
            return text.lower() == "true" if _BOOLEAN.fullmatch(text) else text
        case "int" if _INTEGER.fullmatch(text):
            return _integer(text)
        case "float" if _FLOAT.fullmatch(text) or _ENDLESS.fullmatch(text):
            return _float(text)
        case "int" | "float" | "str" if is_plain:
            raise ScalarError(
                f"{shown(text)} is not read alike by all versions of YAML",
                "write the number in plain digits, or a text in quotes",
            )
        case _:
            raise ScalarError(f"{shown(text)} with the tag `{tag.replace(TAG, '!!')}`")


def _integer(text: str) -> int:
    if len(text) > NUMBER_LIMIT:
        raise ScalarError(f"{shown(text)} has more than {NUMBER_LIMIT} digits")
    return int(text, 0)


def _float(text: str) -> float:
    if _ENDLESS.fullmatch(text) or not math.isfinite(float(text)):
        raise ScalarError(f"{shown(text)} is not a JSON value")
    return float(text)


def shown(text: str) -> str:
    """A scalar in a message; the beginning of a long one."""
    return f"`{text}`" if len(text) <= 80 else f"`{text[:80]}…`"
