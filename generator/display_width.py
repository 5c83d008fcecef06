"""How many columns of an editor or a terminal a text takes.

Not its length: what East Asian scripts write takes two columns, an accent that combines none. The
figures are those of Unicode's East Asian Width (UAX 11), as this Python knows them; an emoji that
is put together from several characters counts as the one picture that is seen.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_AS_EMOJI: Final = "\ufe0f"
_SKIN_TONES: Final = ("\U0001f3fb", "\U0001f3ff")
_WITHOUT_WIDTH: Final = {"Mn", "Me", "Cf"}
"""Marks that combine with the character before, and characters that are not seen."""


def display_width(text: str) -> int:
    """The columns that `text` takes in one line. A tab or control character counts as one."""
    if text.isascii():
        return len(text)
    width = last = 0
    is_joined = False
    for char in unicodedata.normalize("NFC", text):
        own = _own_width(char)
        if char == _JOINER:
            is_joined = last == 2
        elif char == _AS_EMOJI:
            width, last = width + (last == 1), 2
        elif own and last == 2 and (is_joined or _SKIN_TONES[0] <= char <= _SKIN_TONES[1]):
            is_joined = False
        elif own:
            width, last = width + own, own
    return width


def _own_width(char: str) -> int:
    if unicodedata.category(char) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
