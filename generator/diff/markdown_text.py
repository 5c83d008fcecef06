"""Text in Markdown that cannot be anything but text, whatever it holds.

What comes from pages stands in code, where GitHub finds no mention, no reference to an issue, no
link, no formula and no HTML.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from generator.diagnostic_text import printable
from generator.diff.wording import shown
from generator.json_text import json_text

if TYPE_CHECKING:
    from generator.schema import Json

WIDTH: Final = 80
"""Up to here JSON stays on one line."""
_LONGEST: Final = 200
"""How much of a text is shown in a line."""
_QUOTED: Final = re.compile("`[^`]*`")
# What our own sentences are made of, beside what they quote.
_WORDS: Final = re.compile("[A-Za-z ,:;'()]*")


def code(text: str) -> str:
    """The text in a line, as code; an empty one as a space."""
    text = printable(text) or " "
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST - 1]}…"
    ticks = "`" * (_longest_run(text) + 1)
    # What stands at both ends, a space each, is taken off again, unless there is nothing else.
    is_bare = text[0] + text[-1] != "  " and "`" not in (text[0], text[-1])
    pad = "" if is_bare or not text.strip(" ") else " "
    return f"{ticks}{pad}{text}{pad}{ticks}"


def sentence(text: str) -> str:
    """One of our sentences, with what it quotes between backticks as code.

    A quoted text may hold backticks itself. If what remains does not look like our own words, the
    sentence is code as a whole.
    """
    if not _WORDS.fullmatch(_QUOTED.sub("", text)):
        return code(text)
    return _QUOTED.sub(lambda match: code(match[0][1:-1]), text)


def fenced(value: Json, longest: int) -> str:
    """The value as a block of JSON; what is beyond `longest` characters is counted below it."""
    line = shown(value)
    text = line if len(line) <= WIDTH else json_text(value)
    visible = _visible(text[:longest])
    ticks = "`" * max(3, _longest_run(visible) + 1)
    block = f"{ticks}json\n{visible}\n{ticks}"
    left_out = len(text) - longest
    return f"{block}\n… and {left_out:,} characters more" if left_out > 0 else block


def _visible(text: str) -> str:
    """JSON text in which nothing is hidden or reorders the rest: such characters are escaped."""
    return "".join(_escaped(each) if _is_hidden(each) else each for each in text)


def _is_hidden(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _escaped(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
