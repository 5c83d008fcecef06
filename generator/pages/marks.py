"""Marks: what the lines of a page are. `scanner` sets them, `page` makes blocks of them.

Numbers that do not say otherwise are indices into the line.
"""

from __future__ import annotations

from typing import TypeAlias

from generator.frozen import Frozen


class Gap(Frozen):
    """Nothing, and what stands before and after does not belong together."""


class Text(Frozen):
    """A line of prose."""

    start: int
    """Where the prose starts, with the markers of its containers."""
    content: int
    """Where the text inside the containers starts."""
    end: int


class HeadingLine(Frozen):
    """A heading that stands in one line."""

    level: int
    start: int
    end: int


class Underline(Frozen):
    """The last lines of prose were a heading."""

    level: int
    lines: int
    """How many of them."""


class Delimiter(Frozen):
    """The last line of prose was the header of a table."""


class RowLine(Frozen):
    """A row of the table."""

    start: int


class FenceOpening(Frozen):
    """The first line of a fenced code block."""

    start: int
    info: str


class FenceLine(Frozen):
    """A line inside a fenced code block."""

    start: int


Mark: TypeAlias = (
    Gap | Text | HeadingLine | Underline | Delimiter | RowLine | FenceOpening | FenceLine
)
"""What a line is, given the lines before it."""
