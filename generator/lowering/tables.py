"""The tables of a section become rows of cells by role: name, type, required and so on.

Columns are known by their headers, never by their position. A row with too many cells is put
right as well as can be, and reported; nothing in it is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from generator.frozen import Frozen
from generator.lowering.cell_text import code_is_balanced, read_name
from generator.pages.page import Cell, Prose, Row, Table
from generator.wording import listed

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.dialects.dialect import ColumnRole
    from generator.lowering.outline import Section
    from generator.source import Span

Fits: TypeAlias = Callable[["ColumnRole", Cell], bool]
"""Whether a cell can stand in the column of a role."""


class RowCells(Frozen):
    """One row: what its cells say, by role. Empty: the cell is blank, or the row has none."""

    row: Row
    columns: Mapping[ColumnRole, int]
    """Which column has which role, from left to right; the same for all rows of a table."""
    mended: tuple[Cell, ...]
    """The cells of a row with too many, put right; else they are the row's own."""
    name: str
    type: str
    required: str
    description: str
    example: str
    default: str
    value: str

    def cell(self, role: ColumnRole) -> Cell | None:
        """The cell with this role. A row that ends early has none for the roles after it."""
        index = self.columns.get(role)
        if index is None:
            return None
        return self.mended[index] if self.mended else self.row.cell(index)

    @property
    def cells(self) -> Mapping[ColumnRole, Cell]:
        """All cells that have a role, by it."""
        cells = self.mended or self.row.cells
        return {role: cells[index] for role, index in self.columns.items() if index < len(cells)}

    def place(self, role: ColumnRole) -> Span:
        """The place of the cell with this role, blank or not; or of the row that ends before it."""
        index = self.columns.get(role)
        if index is None:
            return self.row.span
        return self.mended[index].span if self.mended else self.row.place(index) or self.row.span

    def part(self, role: ColumnRole, start: int, end: int) -> Span:
        """The place of a part of that cell's text; or of the row, likewise."""
        cell = self.cell(role)
        return self.row.span if cell is None else cell.part(start, end)


_ROLES: Final[tuple[ColumnRole, ...]] = (
    "name",
    "type",
    "required",
    "description",
    "example",
    "default",
    "value",
)
"""In the order of the texts of a row."""


class SectionRows(Frozen):
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
        width = len(columns)
        by_role = {role: index for index, role in enumerate(columns) if role}
        in_order = itemgetter(*[by_role.get(role, width) for role in _ROLES])
        for row in table.rows:
            texts = row.texts
            mended: tuple[Cell, ...] = ()
            if not any(texts):
                continue
            if len(texts) > width:
                mended = _mended(row, columns, fits, report)
                texts = tuple(cell.text for cell in mended)
            elif len(texts) < width:
                _report_missing_cells(row, table.header, columns, needed, report)
                texts += ("",) * (width - len(texts))
            rows.append(RowCells(row, by_role, mended, *in_order((*texts, ""))))
    return SectionRows(tuple(rows), len(tables), is_whole)


def _broken_tables(section: Section, report: Report) -> bool:
    """Report prose that was meant as a table: lines that begin with a pipe, or, after a table,
    that hold as many as its rows."""
    broken = False
    header: Row | None = None
    for block in section.blocks:
        if isinstance(block, Table):
            header = block.header
        elif isinstance(block, Prose):
            pipes = max(len(header.texts) - 1, 1) if header is not None else 0
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
    headers = [read_name(text).text for text in table.header.texts]
    found = [roles.get(" ".join(header.lower().split())) for header in headers]
    columns = [role if found.index(role) == at else None for at, role in enumerate(found)]
    for at, header in enumerate(headers):
        if columns[at] is None and _says_something(table, at, blank):
            span, role = table.header.cells[at].span, found[at]
            if role is None:
                message = f"the header `{header}` means nothing to the dialect"
                report.add("unknown-column", span, message, _readable(roles))
            else:
                first = headers[found.index(role)]
                message = f"the header `{header}` means the same as `{first}`"
                report.add("unknown-column", span, message, f"`{first}` is read")
    missing = [role for role in needed if role not in columns]
    if missing:
        first_spelling = {role: text.capitalize() for text, role in reversed(tuple(roles.items()))}
        wanted = listed((first_spelling.get(role, role) for role in missing), "or")
        message = f"no column is headed {wanted}"
        report.add("missing-column", table.header.span, message, _readable(roles))
        return None
    return tuple(columns)


def _says_something(table: Table, index: int, blank: tuple[str, ...]) -> bool:
    """Whether a column has a cell that is not blank."""
    columns = (row.texts[index : index + 1] for row in table.rows)
    return any(text not in blank for column in columns for text in column)


def _readable(roles: Mapping[str, ColumnRole]) -> str:
    return f"the columns that are read are {listed(text.capitalize() for text in roles)}"


def _report_missing_cells(
    row: Row,
    header: Row,
    columns: tuple[ColumnRole | None, ...],
    needed: tuple[ColumnRole, ...],
    report: Report,
) -> None:
    """Report a row that ends early, unless before a cell that is needed."""
    count = len(row.texts)
    if not set(needed) & set(columns[count:]):
        headers = listed(read_name(text).text for text in header.texts[count:])
        message = _count(count, columns)
        report.add("missing-cells", row.span, message, f"nothing stands below {headers}")


def _count(cells: int, columns: tuple[ColumnRole | None, ...]) -> str:
    return f"{cells} cell{'' if cells == 1 else 's'} in a table of {len(columns)} columns"


def _mended(
    row: Row, columns: tuple[ColumnRole | None, ...], fits: Fits, report: Report
) -> tuple[Cell, ...]:
    """The cells of a row that has too many, one for each column; reported."""
    cells = row.cells
    message = _count(len(cells), columns)
    first, last = _cut_cell(cells, columns, fits)
    joined = _rejoined(cells, first, last)
    blank_tail = not any(cell.raw for cell in cells[len(columns) :])
    if blank_tail and _merit(cells[: len(columns)], columns, fits) > _merit(joined, columns, fits):
        place = cells[len(columns)].span
        report.add("ragged-row", place, message, "take out the pipes after the last column")
        return cells[: len(columns)]
    start, end = cells[first].span, cells[last].span
    place = start.part(0, end.end_column - start.column)
    hint = "read as one cell; write a pipe inside a cell as `\\|`, even in code"
    report.add("ragged-row", place, message, hint)
    return joined


def _rejoined(cells: tuple[Cell, ...], first: int, last: int) -> tuple[Cell, ...]:
    return (*cells[:first], _joined(cells[first : last + 1]), *cells[last + 1 :])


def _cut_cell(
    cells: tuple[Cell, ...], columns: tuple[ColumnRole | None, ...], fits: Fits
) -> tuple[int, int]:
    """The first and the last of the neighbouring cells that were one to whoever wrote the row.

    An unescaped pipe cut one cell into several. Which one, the others tell: where the pieces are
    joined in the right place, every cell fits its column and no code span is cut. Where several
    places are as good, the pipe was in prose: the description, or else the last cell.
    """
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
