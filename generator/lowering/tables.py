"""The tables of a section become rows of cells by role: name, type, required and so on.

Columns are known by their headers, never by their position. A row with too many cells is put
right as well as can be, and reported; nothing in it is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from generator.lowering.cell_text import code_is_balanced, read_name
from generator.pages.page import Cell, Prose, Row, Table
from generator.wording import listed

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.dialects.dialect import ColumnRole
    from generator.lowering.outline import Section

Fits: TypeAlias = Callable[["ColumnRole", Cell], bool]
"""Whether a cell can stand in the column of a role."""


@dataclass(frozen=True, slots=True)
class RowCells:
    """One row: its cells by role. A row that ends early has no cell for the roles after it."""

    row: Row
    cells: Mapping[ColumnRole, Cell]

    def text(self, role: ColumnRole) -> str:
        """The text of the cell with this role; empty where there is none."""
        return self.cells[role].text if role in self.cells else ""


@dataclass(frozen=True, slots=True)
class SectionRows:
    """What the tables of a section hold."""

    rows: tuple[RowCells, ...]
    """The rows of all tables, blank rows left out."""
    tables: int
    """How many tables there are."""
    is_whole: bool
    """Nothing that should be a table was past reading."""


def section_rows(
    section: Section,
    roles: Mapping[str, ColumnRole],
    needed: tuple[ColumnRole, ...],
    fits: Fits,
    blank: tuple[str, ...],
    report: Report,
) -> SectionRows:
    """The rows of all tables of a section.

    `roles` says which header means which role; `needed` are the roles that no table can do
    without; `blank` are the texts that say nothing. What cannot be read is reported, except for
    a row that ends before a needed cell: what that means is for those to say who need it.
    """
    tables = [block for block in section.blocks if isinstance(block, Table)]
    is_whole = not _broken_tables(section, report)
    rows: list[RowCells] = []
    for table in tables:
        columns = _columns(table, roles, needed, blank, report)
        if columns is None:
            is_whole = False
            continue
        for row in table.rows:
            if any(cell.raw for cell in row.cells):
                cells = _aligned_cells(row, table.header, columns, needed, fits, report)
                by_role = zip(columns, cells, strict=False)
                rows.append(RowCells(row, {role: cell for role, cell in by_role if role}))
    return SectionRows(tuple(rows), len(tables), is_whole)


def _broken_tables(section: Section, report: Report) -> bool:
    """Report prose that was meant as a table: lines that begin with a pipe, or, after a table,
    that hold as many as its rows."""
    broken = False
    pipes = 0
    for block in section.blocks:
        if isinstance(block, Table):
            pipes = max(len(block.header.cells) - 1, 1)
        elif isinstance(block, Prose):
            lines = [
                line
                for line in block.lines
                if line.text.lstrip().startswith("|") or 0 < pipes <= line.text.count("|")
            ]
            if lines:
                broken = True
                report.add(
                    "broken-table",
                    lines[0].span,
                    "this looks like a table and is none",
                    "a table is a header, a line of dashes with as many cells, and rows without"
                    " a blank line between them",
                )
    return broken


def _columns(
    table: Table,
    roles: Mapping[str, ColumnRole],
    needed: tuple[ColumnRole, ...],
    blank: tuple[str, ...],
    report: Report,
) -> tuple[ColumnRole | None, ...] | None:
    """The role of each column; None, with a diagnostic, where one is missing that is needed."""
    columns: list[ColumnRole | None] = []
    headers = [read_name(cell.text).text for cell in table.header.cells]
    readable = f"the columns that are read are {listed(text.capitalize() for text in roles)}"
    for index, cell in enumerate(table.header.cells):
        role = roles.get(" ".join(headers[index].lower().split()))
        known = role is not None and role not in columns
        if not known and any(
            row.cells[index].text not in blank for row in table.rows if index < len(row.cells)
        ):
            if role is None:
                message = f"the header `{headers[index]}` means nothing to the dialect"
                report.add("unknown-column", cell.span, message, readable)
            else:
                first = headers[columns.index(role)]
                message = f"the header `{headers[index]}` means the same as `{first}`"
                report.add("unknown-column", cell.span, message, f"`{first}` is read")
        columns.append(role if known else None)
    missing = [role for role in needed if role not in columns]
    if missing:
        first_spelling = {role: text.capitalize() for text, role in reversed(tuple(roles.items()))}
        wanted = listed((first_spelling.get(role, role) for role in missing), "or")
        report.add("missing-column", table.header.span, f"no column is headed {wanted}", readable)
        return None
    return tuple(columns)


def _aligned_cells(
    row: Row,
    header: Row,
    columns: tuple[ColumnRole | None, ...],
    needed: tuple[ColumnRole, ...],
    fits: Fits,
    report: Report,
) -> tuple[Cell, ...]:
    """The cells of a row, one for each column that the row reaches."""
    cells = row.cells
    count = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
    message = f"{count} in a table of {len(columns)} columns"
    if len(cells) < len(columns):
        if not set(needed) & set(columns[len(cells) :]):
            headers = listed(read_name(cell.text).text for cell in header.cells[len(cells) :])
            report.add("missing-cells", row.span, message, f"nothing stands below {headers}")
        return cells
    if len(cells) > len(columns):
        first, last = _cut_cell(row, columns, fits)
        joined = _rejoined(cells, first, last)
        blank_tail = not any(cell.raw for cell in cells[len(columns) :])
        if blank_tail and _merit(cells[: len(columns)], columns, fits) > _merit(
            joined, columns, fits
        ):
            place = cells[len(columns)].span
            report.add("ragged-row", place, message, "take out the pipes after the last column")
            return cells[: len(columns)]
        start, end = cells[first].span, cells[last].span
        place = start.part(0, end.end_column - start.column)
        hint = "read as one cell; write a pipe inside a cell as `\\|`, even in code"
        report.add("ragged-row", place, message, hint)
        return joined
    return cells


def _rejoined(cells: tuple[Cell, ...], first: int, last: int) -> tuple[Cell, ...]:
    return (*cells[:first], _joined(cells[first : last + 1]), *cells[last + 1 :])


def _cut_cell(row: Row, columns: tuple[ColumnRole | None, ...], fits: Fits) -> tuple[int, int]:
    """The first and the last of the neighbouring cells that were one to whoever wrote the row.

    An unescaped pipe cut one cell into several. Which one, the others tell: where the pieces are
    joined in the right place, every cell fits its column and no code span is cut. Where several
    places are as good, the pipe was in prose: the description, or else the last cell.
    """
    cells = row.cells
    extra = len(cells) - len(columns)
    # A blank cell at the end is a column with nothing in it, and no piece of another.
    last = len(columns) - (not cells[-1].raw)

    def rank(at: int) -> tuple[tuple[int, int], bool, int]:
        joined = _rejoined(cells, at, at + extra)
        return _merit(joined, columns, fits), columns[at] == "description", at

    first = max(range(max(last, 1)), key=rank)
    return first, first + extra


def _merit(
    cells: tuple[Cell, ...], columns: tuple[ColumnRole | None, ...], fits: Fits
) -> tuple[int, int]:
    """How well cells stand in their columns: how many fit, and how many cut no code span."""
    fitting = sum(
        role is None or fits(role, cell) for role, cell in zip(columns, cells, strict=True)
    )
    return fitting, sum(code_is_balanced(cell.raw) for cell in cells)


def _joined(cells: tuple[Cell, ...]) -> Cell:
    """The cells as the one cell that the writer meant, with the pipes where they stood."""
    text = cells[0].raw
    for before, cell in pairwise(cells):
        gap = cell.column - before.column - len(before.raw)
        space = " " * ((gap - 1) // 2)
        text += f"{space}|{space}".ljust(gap) + cell.raw
    return Cell(text.rstrip(), cells[0].path, cells[0].line, cells[0].column)
