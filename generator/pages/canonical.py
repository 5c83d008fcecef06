"""A page with its tables in canonical form, and nothing else touched.

In: a page. Out: its text, in which every table has outer pipes, one space beside each cell, and
columns of one width, with the delimiter row drawn out to it: the form that Prettier gives tables.
What stands inside a cell is never changed, nor what stands before a row: markers of quotes and
items, indentation.

Widths are what an editor shows (`display_width`), not numbers of characters: lining up is for the
eye. A table that would be wider than `WIDEST` is written without padding, as Prettier has it only
under `proseWrap: never`. Beyond that width lines are folded on the screen, where padding shows as
blank lines and nothing lines up; and one long description would make every row of its table change
when it does. So in a wide table a changed cell is one changed line.

A row with more or fewer cells than the header stays as it is: what it means is for its author to
say, and `lint` asks. It has no part in the widths either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from generator.display_width import display_width
from generator.frozen import Frozen
from generator.pages.containers import WHITESPACE
from generator.pages.lines import split_row
from generator.pages.page import Page, Row, Table

WIDEST: Final = 200
"""Up to so many columns most people keep their tables lined up by hand; beyond, few do."""
_NARROWEST: Final = 3
"""The least width of a column that is padded, and of a delimiter: room for two colons."""
_BEFORE_DELIMITER: Final = f">{WHITESPACE}"
"""What can stand before a delimiter row: it begins neither an item nor a quote."""
_COMMENT_END: Final = "-->"
_LINE_END: Final = re.compile(r"(\r\n|\n|\r)")


def with_canonical_tables(page: Page) -> str:
    """The page's text; line ends stay as they are, and so does each line that is in no table."""
    lines = page.source.lines()
    pieces = _LINE_END.split(page.source.text)  # every other one is the end of a line
    for block in page.blocks:
        if isinstance(block, Table):
            for index, text in _canonical_lines(block, lines):
                pieces[2 * index] = text
    return "".join(pieces)


def _canonical_lines(table: Table, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines of a table that have a canonical form, each with its index."""
    above = table.span.line - 1
    if _COMMENT_END in lines[above][: table.span.column - 1]:
        return  # others count the end of a comment as part of the first cell
    rows = [row for row in table.rows if len(row.cells) == len(table.header.cells)]
    delimiter = lines[above + 1].lstrip(_BEFORE_DELIMITER)
    columns = _columns([table.header, *rows], delimiter.rstrip(WHITESPACE))
    for row in (table.header, *rows):
        index = row.span.line - 1
        cells = map(_Column.padded, columns, (cell.raw for cell in row.cells))
        yield index, lines[index][: row.span.column - 1] + _row(cells)
    indent = lines[above + 1].removesuffix(delimiter)
    yield above + 1, indent + _row(column.delimiter for column in columns)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


class _Column(Frozen):
    """A column of a table: how wide it is, and to which side its delimiter says that it leans."""

    width: int
    """0: its cells are not padded."""
    left: bool
    right: bool

    @property
    def delimiter(self) -> str:
        hyphens = "-" * (max(self.width, _NARROWEST) - 2)
        return f"{':' if self.left else '-'}{hyphens}{':' if self.right else '-'}"

    def padded(self, cell: str) -> str:
        space = max(0, self.width - display_width(cell))
        before = (space // 2 if self.left else space) if self.right else 0
        return " " * before + cell + " " * (space - before)


def _columns(rows: Sequence[Row], delimiter: str) -> list[_Column]:
    """The columns of the rows, which all have as many cells as the delimiter row."""
    widths = [_NARROWEST] * len(rows[0].cells)
    for row in rows:
        widths = list(map(max, widths, (display_width(cell.raw) for cell in row.cells)))
    borders = 3 * len(widths) + 1
    if sum(widths) + borders > WIDEST:
        widths = [0] * len(widths)
    marks = [mark.strip(WHITESPACE) for mark in split_row(delimiter)]
    return [
        _Column(width, mark.startswith(":"), mark.endswith(":"))
        for width, mark in zip(widths, marks, strict=True)
    ]
