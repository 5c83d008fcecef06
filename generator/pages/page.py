"""Text becomes a page: headings, tables, fences and prose, each with its place.

In: a source. Out: its page, with no API meaning yet. Nothing in a page is wrong here: what is not
a table by the rules of GFM is prose. This module says what a page is made of; which line is what
is known in the modules beside it. Nothing outside this package knows how Markdown lays out a page;
what markup within a cell means is known where cells are read, in `lowering/cell_text.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TypeAlias, TypeVar, assert_never

from generator.frozen import Frozen
from generator.pages.containers import WHITESPACE
from generator.pages.html import after_comments, before_comments
from generator.pages.lines import front_matter_length, is_delimiter, split_row
from generator.pages.marks import (
    Delimiter,
    FenceLine,
    FenceOpening,
    Gap,
    HeadingLine,
    Mark,
    RowLine,
    Text,
    Underline,
)
from generator.pages.plain import PLAIN_BLOCK
from generator.pages.scanner import Scanner
from generator.source import Source, Span


class Cell(Frozen):
    """One cell of a table."""

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
        return Span(self.path, self.line, self.column, self.column + len(self.raw))

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


class Row(Frozen):
    """A row of a table. Its cells are made when they are asked for: most only for a message."""

    text: str
    """From its first character to its last, pipes and all."""
    path: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """The place of the whole row."""
        return Span(self.path, self.line, self.column, self.column + len(self.text))

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of its cells, without their places."""
        texts = tuple([piece.strip(WHITESPACE) for piece in split_row(self.text)])
        if "\\" in self.text:
            return tuple([text.replace("\\|", "|") for text in texts])
        return texts

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that it has: fewer or more than the header, perhaps."""
        cells = []
        column = self.column + self.text.startswith("|")
        for piece in split_row(self.text):
            raw, padding = _trimmed(piece)
            cells.append(Cell(raw, self.path, self.line, column + padding))
            column += len(piece) + 1
        return tuple(cells)

    def cell(self, index: int) -> Cell | None:
        """One of its cells, if it has so many."""
        place = self.place(index)
        if place is None:
            return None
        first = place.column - self.column
        raw = self.text[first : place.end_column - self.column]
        return Cell(raw, self.path, self.line, place.column)

    def place(self, index: int) -> Span | None:
        """The place of one of its cells, if it has so many."""
        pieces = split_row(self.text, index + 2)  # there may be a border before the first
        if index >= len(pieces):
            return None
        raw, padding = _trimmed(pieces[index])
        before = self.text.startswith("|") + index + sum(map(len, pieces[:index]))
        column = self.column + before + padding
        return Span(self.path, self.line, column, column + len(raw))


def _trimmed(piece: str) -> tuple[str, int]:
    """What stands between two pipes, and behind how much white space."""
    raw = piece.strip(WHITESPACE)
    return raw, piece.index(raw) if raw else min(1, len(piece))


class Table(Frozen):
    """A pipe table, wherever it stands: in a block quote or a list item too."""

    header: Row
    rows: tuple[Row, ...]

    @property
    def span(self) -> Span:
        """The place of the header."""
        return self.header.span


class Heading(Frozen):
    """A heading, marked with `#` or underlined."""

    level: int
    """From 1 to 6."""
    text: str
    """Inline Markdown as written, without the marks and without comments at its ends."""
    span: Span
    """The place of the text; of its first line where an underlined heading has several."""


class Line(Frozen):
    """One line of prose or code."""

    text: str
    path: str
    line: int
    column: int

    @property
    def span(self) -> Span:
        """The place of the text."""
        return Span(self.path, self.line, self.column, self.column + len(self.text))


class Fence(Frozen):
    """A fenced code block."""

    info: str
    """What stands after the opening fence."""
    lines: tuple[Line, ...]
    """The code, without the indentation that the block has as a whole."""
    span: Span
    """The place of the opening fence and the info."""


class Prose(Frozen):
    """Everything else that stands together, up to a blank line or another block.

    Paragraphs, list items with their markers, block quotes with their `>`, indented code, HTML;
    with indentation, but without comments that are lines of their own.
    """

    lines: tuple[Line, ...]
    """One at least, none blank."""


Placed = TypeVar("Placed", Line, Row)

Block: TypeAlias = Heading | Table | Fence | Prose


class Page(Frozen):
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
        text = source.text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._text = text if text.endswith("\n") else f"{text}\n"
        self._source, self._path = source, source.path
        self._blocks: list[Block] = []
        self._prose: list[tuple[int, Text]] = []
        """Each with the index of its line."""
        self._header: Row | None = None
        self._rows: list[Row] = []
        self._fence: tuple[str, Span] | None = None
        self._code: list[Line] = []

    def blocks(self) -> tuple[Block, ...]:
        at = index = 0
        if self._text.startswith("---"):
            index = front_matter_length(self._lines)
            at = sum(len(line) + 1 for line in self._lines[:index])
        while True:
            at, index = self._plain_blocks(at, index)
            if at >= len(self._text):
                break
            at, index = self._other_blocks(at, index)
        self._close()
        return tuple(self._blocks)

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return self._source.lines()

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(self._lines)

    def _plain_blocks(self, at: int, index: int) -> tuple[int, int]:
        """Read blocks from the line at `at` on while they are plain; where the next one begins.

        `index` is that line's; nothing is open before it, in the scanner neither.
        """
        text, path = self._text, self._path
        while (block := PLAIN_BLOCK.match(text, at)) and (end := block.end()) > at:
            number = index + 1
            match block.lastgroup:
                case "heading":
                    marks, title = block.group("marks", "heading")
                    level, title = len(marks), title.rstrip(WHITESPACE)
                    place = Span(path, number, level + 2, level + 2 + len(title))
                    self._blocks.append(Heading(level, title, place))
                case "code":
                    fence, info, code = block.group("fence", "info", "code")
                    place = Span(path, number, 1, 1 + len((fence + info).rstrip(WHITESPACE)))
                    lines = _lines_of(Line, code, path, number + 1)
                    self._blocks.append(Fence(info.strip(WHITESPACE), lines, place))
                case "rows":
                    header = Row(block["header"].rstrip(WHITESPACE), path, number, 1)
                    if not is_delimiter(block["delimiter"], 0, header.text):
                        break
                    rows = _lines_of(Row, block["rows"], path, number + 2)
                    self._blocks.append(Table(header, rows))
                case "prose":
                    self._blocks.append(Prose(_lines_of(Line, block["prose"], path, number)))
            index += text.count("\n", at, end)
            at = end
        return at, index

    def _other_blocks(self, at: int, index: int) -> tuple[int, int]:
        """Read lines from the one at `at` on until nothing is open; where the next one begins."""
        while index < len(self._lines):
            mark = self._scanner.mark(index)
            if mark:
                self._take(index, mark)
            at += len(self._lines[index]) + 1
            index += 1
            is_open = self._prose or self._header or self._fence
            if self._scanner.none_open and not is_open:
                break
        return at, index

    def _take(self, index: int, mark: Mark) -> None:
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
        return self._placed(Line, index, start, end)

    def _row(self, index: int, start: int, end: int | None = None) -> Row:
        return self._placed(Row, index, start, end)

    def _placed(self, kind: type[Placed], index: int, start: int, end: int | None) -> Placed:
        text = self._lines[index][start:end].rstrip(WHITESPACE)
        return kind(text, self._path, index + 1, start + 1)

    def _heading(self, level: int, lines: Iterable[tuple[int, int, int]]) -> Heading:
        """The heading whose lines have these indices, starts and ends."""
        parts = []
        for index, start, end in lines:
            first = min(after_comments(self._lines[index], start), end)
            parts.append(self._line(index, first, before_comments(self._lines[index], first, end)))
        text = " ".join(part.text for part in parts if part.text)
        return Heading(level, text, parts[0].span)


def _lines_of(kind: type[Placed], text: str, path: str, number: int) -> tuple[Placed, ...]:
    """The lines of a text, which begin at the margin, from the line `number` on."""
    lines = enumerate(text.split("\n")[:-1], number)
    return tuple([kind(line.rstrip(WHITESPACE), path, number, 1) for number, line in lines])
