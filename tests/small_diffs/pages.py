"""The rows of a spec set that somebody could edit, with the places of their cells.

The program's own reading of the pages is used, up to the point where cells get a meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.diagnostics import Report
from generator.dialects.dialect import ColumnRole, Dialect
from generator.files import Folder, find_pages
from generator.lowering.detect import choose_dialect
from generator.lowering.enums import lower_values
from generator.lowering.outline import Kind, Outline, Section, outline_page
from generator.lowering.tables import RowCells, section_rows
from generator.pages.page import Block, Fence, Heading, Page, Prose, Table, read_page
from generator.reader import Reader
from generator.source import Source, Span
from generator.spec_set import FILE_NAME, SpecSet, read_spec_set
from generator.yaml_nodes import read_yaml


@dataclass(frozen=True, slots=True)
class EditablePage:
    """A page that declares a type, and where its parts stand."""

    source: Source
    kind: Kind
    headers: tuple[str, ...]
    """Of its first table. A row of a page with the same headers can be copied into this one."""
    rows: tuple[RowCells, ...]
    """The rows of its tables, as its lines have them: none that was cut by a stray pipe."""
    values: tuple[Span, ...]
    """Of an enum that lists its values in a fence or with bullets: their places."""
    variants: tuple[tuple[int, int], ...]
    """Of a union: the first line of each variant, and the line after its last."""
    title: int
    """The title's line."""
    prose: tuple[int, ...]
    """The lines of the type's description."""

    @property
    def folder(self) -> PurePosixPath:
        """Links lead from here."""
        return PurePosixPath(self.source.name).parent


def read_pages(folder: Folder) -> tuple[tuple[EditablePage, ...], Dialect]:
    """The editable pages of a spec set, and the dialect that it is written in.

    Raises `LookupError` where no dialect fits.
    """
    report = Report()
    reader = Reader(folder, report)
    spec_set = _spec_set(reader)
    names = find_pages(folder, spec_set.pages, spec_set.exclude)
    sources = [source for name in names if (source := reader.read(name)) is not None]
    pages = [read_page(source) for source in sources]
    dialect = choose_dialect(spec_set.dialect, pages, reader.read_named, report)
    if dialect is None:
        raise LookupError(f"no dialect fits {folder.shown}")
    outlines = (outline_page(page, "", dialect, report) for page in pages)
    found = (_editable(each, dialect) for each in outlines if isinstance(each, Outline))
    return tuple(found), dialect


def _spec_set(reader: Reader) -> SpecSet:
    is_there = reader.folder.is_file(FILE_NAME)
    source = reader.read(FILE_NAME) if is_there else None
    return read_spec_set(read_yaml(source, reader.report) if source else None, reader.folder.name)


def _editable(outline: Outline, dialect: Dialect) -> EditablePage:
    source = outline.page.source
    tables = [b for s in outline.sections for b in s.blocks if isinstance(b, Table)]
    columns = dialect.field_columns if outline.kind == "fields" else dialect.value_columns
    needed: tuple[ColumnRole, ...] = ("name", "type", "required")
    if outline.kind == "values":
        needed = ("value",)
    values: tuple[Span, ...] = ()
    if outline.kind == "values" and not tables:
        listed = lower_values(outline.sections, dialect, Report()).values
        values = tuple(value.span for value in listed if value.span is not None)
    return EditablePage(
        source=source,
        kind=outline.kind,
        headers=tuple(cell.text for cell in tables[0].header.cells) if tables else (),
        rows=()
        if outline.kind == "variants"
        else tuple(
            row
            for section in outline.sections
            for row in _rows(section, columns, needed, dialect)
            if _is_whole(row, source)
        ),
        values=values,
        variants=tuple(v for s in outline.sections for v in _variants(s))
        if outline.kind == "variants"
        else (),
        title=outline.title.span.line,
        prose=tuple(_prose(outline.page, outline.title)),
    )


def _rows(
    section: Section,
    columns: Mapping[str, ColumnRole],
    needed: tuple[ColumnRole, ...],
    dialect: Dialect,
) -> tuple[RowCells, ...]:
    return section_rows(
        section, columns, needed, lambda _role, _cell: True, dialect.blank, Report()
    ).rows


def _is_whole(row: RowCells, source: Source) -> bool:
    """Whether each cell is what the row's line has there."""
    line = source.lines()[row.row.span.line - 1]
    return all(line.startswith(cell.raw, cell.column - 1) for cell in row.cells.values())


def _variants(section: Section) -> Iterator[tuple[int, int]]:
    levels = [block.level for block in section.blocks if isinstance(block, Heading)]
    starts = [
        index
        for index, block in enumerate(section.blocks)
        if isinstance(block, Heading) and block.level == min(levels)
    ]
    for start, end in zip(starts, [*starts[1:], len(section.blocks)], strict=False):
        yield _first_line(section.blocks[start]), _end_line(section.blocks[end - 1])


def _prose(page: Page, title: Heading) -> Iterator[int]:
    """The lines of the paragraphs below the title, up to whatever else follows."""
    after = page.blocks[[id(block) for block in page.blocks].index(id(title)) + 1 :]
    for block in after:
        if not isinstance(block, Prose):
            break
        yield from (line.span.line for line in block.lines)


def _first_line(block: Block) -> int:
    return block.lines[0].span.line if isinstance(block, Prose) else block.span.line


def _end_line(block: Block) -> int:
    """The line after a block."""
    match block:
        case Heading():
            return block.span.line + 1
        case Table():
            return (block.rows[-1] if block.rows else block.header).span.line + 1 + (not block.rows)
        case Fence():
            return block.span.line + len(block.lines) + 2
        case Prose():
            return block.lines[-1].span.line + 1
