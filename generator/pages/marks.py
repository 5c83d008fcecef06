"""Marks: what the lines of a page are. `scanner` sets them, `page` makes blocks of them.

Numbers that do not say otherwise are indices into the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, and what stands before and after does not belong together."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of prose."""

    start: int
    """Where the prose starts, with the markers of its containers."""
    content: int
    """Where the text inside the containers starts."""
    end: int


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading that stands in one line."""

    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Underline:
    """The last lines of prose were a heading."""

    level: int
    lines: int
    """How many of them."""


@dataclass(frozen=True, slots=True)
class Delimiter:
    """The last line of prose was the header of a table."""


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the table."""

    start: int


@dataclass(frozen=True, slots=True)
class FenceOpening:
    """The first line of a fenced code block."""

    start: int
    info: str


@dataclass(frozen=True, slots=True)
class FenceLine:
    """A line inside a fenced code block."""

    start: int


Mark: TypeAlias = (
    Gap | Text | HeadingLine | Underline | Delimiter | RowLine | FenceOpening | FenceLine
)
"""What a line is, given the lines before it."""
