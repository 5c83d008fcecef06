"""Carriage returns that a generator left behind: they end no line of a page.

A text whose lines end in CRLF stands in a cell, and the generator writes a `<br/>` for each line
feed alone: the return before it stays. To CommonMark that ends the row (2.1). To git, and to most
who look at the page, it is nothing at all. Where `fmt` writes a page, it writes the space.
"""

from __future__ import annotations

import re
from typing import Final

from generator.frozen import replace
from generator.source import Source

_STRAY: Final = re.compile(r"\r(?=<br[\s/>])", re.IGNORECASE)


def without_stray_returns(source: Source) -> Source:
    """The source, with a space for each return before a `<br>` if it is a page: columns stay."""
    if "\r" not in source.text or not source.name.endswith(".md"):
        return source  # in YAML and JSON a return is what it is
    return replace(source, text=_STRAY.sub(" ", source.text))
