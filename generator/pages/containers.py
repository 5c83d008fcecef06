"""What a line of a page stands in: block quotes and list items, nested as deep as the page likes.

In: a line, and the containers of the line before. Out: how many of them go on, which the line
opens, and where its own text begins. Known only here: how tabs and markers make indentation.
Sections are those of CommonMark 0.31 (https://spec.commonmark.org/0.31.2/).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

WHITESPACE: Final = " \t"
"""What indents, pads and blanks a line (2.1)."""


class Cursor:
    """How far the containers of a line reach into it, in characters and in columns.

    A tab reaches to the next multiple of four columns, and a container may end inside it
    (CommonMark 2.2). Columns count from 0 here, since nobody outside sees them.
    """

    __slots__ = (
        "_break_from",
        "_index",
        "_index_column",
        "column",
        "line",
        "start",
        "start_column",
    )

    def __init__(self, line: str) -> None:
        """Before any container."""
        self.line = line
        self.column = 0
        """Where the containers end."""
        self._break_from = -1
        self._skip_whitespace(0, 0)

    def _skip_whitespace(self, index: int, column: int) -> None:
        self._index = index
        self._index_column = column
        line = self.line
        while index < len(line) and line[index] in WHITESPACE:
            column = _next_column(line[index], column)
            index += 1
        self.start = index
        """The index of the first character that is not white space."""
        self.start_column = column

    @property
    def indent(self) -> int:
        """The columns between the containers and the first character."""
        return self.start_column - self.column

    @property
    def blank(self) -> bool:
        """Whether nothing but white space follows the containers."""
        return self.start == len(self.line)

    def take(self, width: int) -> None:
        """Let a container cover `width` columns of the indentation."""
        self.column += width

    def take_quote(self) -> None:
        """Take `>`, and one column of white space if there is one (5.1)."""
        self._take_marker(1)
        if self.indent:
            self.column += 1

    def take_item(self, length: int) -> int:
        """Take a list marker of `length` characters; the columns that its item covers (5.2)."""
        before = self.column
        self._take_marker(length)
        padding = self.indent
        self.column += padding if 1 <= padding <= 4 and not self.blank else 1
        return self.column - before

    def _take_marker(self, length: int) -> None:
        self.column = self.start_column + length
        self._skip_whitespace(self.start + length, self.column)

    def index_after(self, width: int) -> int:
        """Where the line's own text starts if up to `width` columns of indentation are not in it.

        A tab that is only partly indentation belongs to the text.
        """
        limit = min(self.column + width, self.start_column)
        index = self._index
        column = self._index_column
        while index < self.start and (column := _next_column(self.line[index], column)) <= limit:
            index += 1
        return index

    @property
    def at_thematic_break(self) -> bool:
        """Whether a thematic break starts here (4.1).

        Asked again for each list marker of a line, so the scan from the line's end is kept.
        """
        if self._break_from < 0:
            last = self.line.rstrip(WHITESPACE)[-1:]
            bare = self.line.rstrip(last + WHITESPACE) if last in "-_*" else self.line
            self._break_from = len(bare)
        first = self.line[self.start]
        return self.start >= self._break_from and self.line.count(first, self.start) >= 3


def _next_column(char: str, column: int) -> int:
    return column + 4 - column % 4 if char == "\t" else column + 1


_ITEM: Final = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?=[ \t]|\Z)")


def _item_marker(line: str, start: int, *, interrupts: bool) -> int:
    """The length of the list marker at `start`; 0 if there is none.

    An item that `interrupts` a paragraph must not be empty, and counts from 1 (5.2).
    """
    marker = _ITEM.match(line, start)
    if not marker:
        return 0
    if interrupts and (
        (marker[1] and int(marker[1]) != 1) or not line[marker.end() :].strip(WHITESPACE)
    ):
        return 0
    return marker.end() - start


_QUOTE: Final = 0
"""A block quote among the containers. Every other number is the columns that an item covers."""


class Containers:
    """The open block quotes and list items, from the outermost to the innermost."""

    def __init__(self) -> None:
        """None is open where a page begins."""
        self._widths: list[int] = []
        self._quotes: list[int] = []
        """Which of them are block quotes."""
        self.empty_item = -1
        """The index of the line that last opened an item with nothing after its marker."""

    def __len__(self) -> int:
        """How many are open."""
        return len(self._widths)

    @property
    def none_open(self) -> bool:
        """Whether a line stands by itself."""
        return not self._widths

    def only_items(self, depth: int) -> bool:
        """Whether all after the first `depth` are list items."""
        return not self._quotes or self._quotes[-1] < depth

    def width(self, depth: int) -> int:
        """The columns that the items after the first `depth` containers cover."""
        return sum(self._widths[depth:])

    def match(self, cursor: Cursor, index: int) -> int:
        """How many go on in line `index`, whose cursor moves behind them. None is closed yet."""
        for depth, width in enumerate(self._widths):
            if cursor.blank:
                return self._kept_over_blank(depth, index)
            if width == _QUOTE:
                if cursor.indent >= 4 or not cursor.line.startswith(">", cursor.start):
                    return depth
                cursor.take_quote()
            elif cursor.indent < width:
                return depth
            else:
                cursor.take(width)
        return len(self._widths)

    def _kept_over_blank(self, depth: int, index: int) -> int:
        """How many go on where the line is blank from the container `depth` on.

        A block quote ends; an item goes on, unless nothing stands in it yet. No loop over the
        items, since there may be thousands of them, and as many blank lines.
        """
        quote = bisect_left(self._quotes, depth)
        if quote < len(self._quotes):
            return self._quotes[quote]
        return len(self._widths) - (self.empty_item == index - 1)

    def open(self, cursor: Cursor, index: int, depth: int, *, interrupts: bool) -> int:
        """In how many line `index` stands, with those that it opens inside the first `depth`.

        `interrupts` says that it would go on with a paragraph if it opened none. Opening one
        closes those after the first `depth`.
        """
        matched = depth
        while not cursor.blank and cursor.indent < 4:
            if cursor.line.startswith(">", cursor.start):
                self.close(depth)
                self._quotes.append(depth)
                self._widths.append(_QUOTE)
                cursor.take_quote()
            elif (
                length := _item_marker(cursor.line, cursor.start, interrupts=interrupts)
            ) and not cursor.at_thematic_break:
                self.close(depth)
                self._widths.append(cursor.take_item(length))
            else:
                break
            depth += 1
            interrupts = False
        if cursor.blank and depth > matched and self._widths[-1] != _QUOTE:
            self.empty_item = index
        return depth

    def close(self, depth: int) -> None:
        """Close all but the first `depth`."""
        del self._widths[depth:]
        while self._quotes and self._quotes[-1] >= depth:
            self._quotes.pop()
