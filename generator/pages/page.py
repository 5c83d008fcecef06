"""Text becomes a page: headings, tables, fences and prose, each with its place.

In: a source. Out: its page, with no API meaning yet. Nothing in a page is wrong here: what is not
a table by the rules of GFM is prose. This module says what a page is made of; which line is what
is known in the modules beside it, and nothing outside this package knows Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, assert_never

from generator.pages.containers import WHITESPACE
from generator.pages.html import after_comments, before_comments
from generator.pages.lines import split_row
from generator.pages.marks import (
    Delimiter,
    FenceLine,
    FenceOpening,
    Gap,
    HeadingLine,
    RowLine,
    Text,
    Underline,
)
from generator.pages.scanner import scan
from generator.source import Source, Span


class Cell(NamedTuple):
    """One cell of a table. Large spec sets have hundreds of thousands, so it is a mere tuple."""

    raw: str
    """As the source has it, trimmed, with its pipes still escaped."""
    path: str
    line: int
    column: int
    """The place of `raw`; in a blank cell, where it would start."""

    @property
    def text(self) -> str:
        r"""The cell's inline Markdown: `\|` is `|`, in code spans too; all else is as written."""
        return self.raw.replace("\\|", "|")

    @property
    def span(self) -> Span:
        """The place of `raw`; nothing wide in a blank cell."""
        return self.part(0, len(self.text))

    def part(self, start: int, end: int) -> Span:
        r"""The place of `text[start:end]`, with the backslash of each `\|`."""
        first = self.column + self._raw_offset(start)
        return Span(self.path, self.line, first, self.column + self._raw_offset(end))

    def _raw_offset(self, offset: int) -> int:
        """Where in `raw` the character stands that is at `offset` in the text."""
        if "\\|" not in self.raw:
            return offset
        at = 0
        for _ in range(offset):
            at += 2 if self.raw.startswith("\\|", at) else 1
        return at


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the cells that it has: fewer or more than the header, perhaps."""

    cells: tuple[Cell, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table, wherever it stands: in a block quote or a list item too."""

    header: Row
    rows: tuple[Row, ...]

    @property
    def span(self) -> Span:
        """The place of the header."""
        return self.header.span


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, marked with `#` or underlined."""

    level: int
    """From 1 to 6."""
    text: str
    """Inline Markdown as written, without the marks and without comments at its ends."""
    span: Span
    """The place of the text; of its first line where an underlined heading has several."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of prose or code."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block."""

    info: str
    """What stands after the opening fence."""
    lines: tuple[Line, ...]
    """The code, without the indentation that the block has as a whole."""
    span: Span
    """The place of the opening fence and the info."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Everything else that stands together, up to a blank line or another block.

    Paragraphs, list items with their markers, block quotes with their `>`, indented code, HTML;
    with indentation, but without comments that are lines of their own.
    """

    lines: tuple[Line, ...]
    """One at least, none blank."""


Block: TypeAlias = Heading | Table | Fence | Prose


@dataclass(frozen=True, slots=True)
class Page:
    """A source, read into blocks."""

    source: Source
    blocks: tuple[Block, ...]
    """In order. Front matter, comments and thematic breaks are none."""


def read_page(source: Source) -> Page:
    """The page that the source is."""
    return Page(source, _Reader(source).blocks())


class _Reader:
    """The blocks of a page so far. At most one is open: prose, a table or a fence."""

    def __init__(self, source: Source) -> None:
        self._path = source.path
        self._lines = source.lines()
        self._blocks: list[Block] = []
        self._prose: list[tuple[int, Text]] = []
        """Each with the index of its line."""
        self._header: Row | None = None
        self._rows: list[Row] = []
        self._fence: tuple[str, Span] | None = None
        self._code: list[Line] = []

    def blocks(self) -> tuple[Block, ...]:
        for index, mark in scan(self._lines):
            match mark:
                case RowLine(start):
                    self._rows.append(self._row(index, start))
                case FenceLine(start):
                    self._code.append(self._line(index, start))
                case Text():
                    if not self._prose:
                        self._close()
                    self._prose.append((index, mark))
                case Gap():
                    self._close()
                case HeadingLine(level, start, end):
                    self._close()
                    self._blocks.append(self._heading(level, [(index, start, end)]))
                case Underline(level, count):
                    lines = [(i, text.content, text.end) for i, text in self._prose[-count:]]
                    del self._prose[-count:]
                    self._close()
                    self._blocks.append(self._heading(level, lines))
                case Delimiter():
                    above, text = self._prose.pop()
                    self._close()
                    self._header = self._row(above, text.content, text.end)
                case FenceOpening(start, info):
                    self._close()
                    self._fence = info, self._line(index, start).span
                case _:
                    assert_never(mark)
        self._close()
        return tuple(self._blocks)

    def _close(self) -> None:
        if self._prose:
            lines = (self._line(index, text.start, text.end) for index, text in self._prose)
            self._blocks.append(Prose(tuple(lines)))
            self._prose = []
        if self._header:
            self._blocks.append(Table(self._header, tuple(self._rows)))
            self._header, self._rows = None, []
        if self._fence:
            info, span = self._fence
            self._blocks.append(Fence(info, tuple(self._code), span))
            self._fence, self._code = None, []

    def _line(self, index: int, start: int, end: int | None = None) -> Line:
        text = self._lines[index][start:end].rstrip(WHITESPACE)
        return Line(text, Span(self._path, index + 1, start + 1, start + 1 + len(text)))

    def _heading(self, level: int, lines: Iterable[tuple[int, int, int]]) -> Heading:
        """The heading whose lines have these indices, starts and ends."""
        parts = []
        for index, start, end in lines:
            first = min(after_comments(self._lines[index], start), end)
            parts.append(self._line(index, first, before_comments(self._lines[index], first, end)))
        text = " ".join(part.text for part in parts if part.text)
        return Heading(level, text, parts[0].span)

    def _row(self, index: int, start: int, end: int | None = None) -> Row:
        text = self._lines[index][start:end].rstrip(WHITESPACE)
        path, number, column = self._path, index + 1, start + 1
        span = Span(path, number, column, column + len(text))
        column += text.startswith("|")
        cells = []
        for piece in split_row(text):
            raw = piece.strip(WHITESPACE)
            padding = piece.index(raw) if raw else min(1, len(piece))
            cells.append(Cell(raw, path, number, column + padding))
            column += len(piece) + 1
        return Row(tuple(cells), span)
