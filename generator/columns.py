"""Text in columns, for languages whose formatters line things up.

A tab after other text ends a cell. In lines that follow one another, cells of one column are made
equally wide, with one space between columns; a line that has no such cell ends the column. These
are the rules of Go's `text/tabwriter`, and so of `gofmt`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby


def in_columns(text: str) -> str:
    """The text with its cells padded. An indent is no cell, and stays as it is."""
    rows = [_cells(line) for line in text.split("\n")]
    widths: list[list[int]] = [[] for _ in rows]
    for column in range(max(map(len, rows)) - 1):
        _measure(rows, widths, column)
    return "\n".join(map(_line, rows, widths))


def _cells(line: str) -> list[str]:
    """The cells of a line, the first of them with the line's indent."""
    body = line.lstrip()
    first, *rest = body.split("\t")
    return [line[: len(line) - len(body)] + first, *rest]


def _measure(rows: Sequence[list[str]], widths: Sequence[list[int]], column: int) -> None:
    """Add the width of a column to each row that has a cell there which a tab ends."""

    def block(index: int) -> str | None:
        row = rows[index]
        return row[0][: len(row[0]) - len(row[0].lstrip())] if len(row) > column + 1 else None

    for indent, indices in groupby(range(len(rows)), block):
        if indent is not None:
            block_rows = list(indices)
            widest = max(len(rows[index][column]) for index in block_rows)
            for index in block_rows:
                widths[index].append(widest + 1 if widest else 0)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
    return "".join((*padded, row[-1])).rstrip() if widths else row[0]
