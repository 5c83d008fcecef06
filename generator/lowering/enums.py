"""The values of an enum: a table with a row for each, a code fence that lists them, or bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, assert_never

from generator.frozen import Frozen
from generator.json_text import read_json
from generator.lowering import type_trees as raw
from generator.lowering.cell_text import (
    read_description,
    read_name,
    read_value,
    split_code,
    strip_code,
)
from generator.lowering.tables import RowCells, section_rows
from generator.lowering.type_expressions import TypeSyntaxError, parse_type
from generator.pages.page import Cell, Fence, Line, Prose, Table
from generator.schema import EnumValue, LiteralType, PrimitiveType, Scalar, scalar_identity

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.dialects.dialect import ColumnRole, Dialect
    from generator.lowering.outline import Section
    from generator.source import Span


_BULLET = re.compile(r"\s*[-*+]\s+(\S.*)")


class Values(Frozen):
    """What a page says of an enum's values."""

    values: tuple[EnumValue, ...]
    open: bool
    """Whether it says that others may come."""
    is_whole: bool
    """Nothing that should be a list of values was past reading."""
    rows: Mapping[int, RowCells]
    """The rows of tables among them, by their lines."""


def lower_values(sections: tuple[Section, ...], dialect: Dialect, report: Report) -> Values:
    """The values in the order in which they stand; the second of two alike is reported."""
    unique: dict[tuple[bool, Scalar], EnumValue] = {}
    rows: dict[int, RowCells] = {}
    marks: set[_Mark] = set()
    for item in chain.from_iterable([_listed(section, dialect, report) for section in sections]):
        match item:
            case EnumValue():
                first = unique.setdefault(scalar_identity(item.value), item)
                if first is not item and item.span is not None:
                    line = first.span.line if first.span is not None else 0
                    report.add(
                        "duplicate-value",
                        item.span,
                        f"`{item.value}` stands here a second time",
                        f"the first is in line {line}",
                    )
            case RowCells():
                rows[item.row.line] = item
            case _:
                marks.add(item)
    return Values(
        tuple(unique.values()),
        open=_Mark.OPEN in marks,
        is_whole=_Mark.UNREAD not in marks,
        rows=rows,
    )


class _Mark(Enum):
    """Stands among the values of an enum."""

    OPEN = "other values may come"
    UNREAD = "something here could not be read, which is reported"


def _listed(
    section: Section, dialect: Dialect, report: Report
) -> Iterator[EnumValue | RowCells | _Mark]:
    """The values; before one that is a row of a table, the row."""
    blocks = section.blocks
    fences = [block for block in blocks if isinstance(block, Fence)]
    bullets = [
        (line, bullet)
        for block in blocks
        if isinstance(block, Prose)
        for line in block.lines
        if (bullet := _BULLET.match(line.text)) is not None
    ]
    if (fences or bullets) and not any(isinstance(block, Table) for block in blocks):
        for fence in fences:
            yield from _fence_values(fence, dialect, report)
        for line, bullet in bullets:
            yield _bullet_value(bullet[1], line.span.part(*bullet.span(1)))
        return
    for fence in fences:
        message = "this code stands beside a table of values, and the table is read"
        report.add("unused-section", fence.span, message, "list the values in one of the two")
    found = section_rows(section, dialect.value_columns, ("value",), _fits, dialect.blank, report)
    if not found.is_whole:
        yield _Mark.UNREAD
    for row in found.rows:
        if not row.value and row.cell("value") is None:
            report.add("malformed-values", row.row.span, "the row ends before the value")
            yield _Mark.UNREAD
        elif _is_open(row.value, dialect):
            yield _Mark.OPEN
        else:
            yield row
            yield _row_value(row, dialect)


def _bullet_value(text: str, span: Span) -> EnumValue:
    """A value as JSON has it or bare, perhaps in a code span, and what is said of it after that.

    `` `"purchase"` `` and `` `active` – it can be used `` are both read.
    """
    code, said = split_code(text)
    doc = said.lstrip("-–—: \t") if code != text else ""
    bare = strip_code(code)
    try:
        value = read_json(bare)
    except (ValueError, OverflowError, RecursionError):
        return EnumValue(bare if code != text else read_value(text).text, doc=doc, span=span)
    return EnumValue(bare if isinstance(value, list | dict) else value, doc=doc, span=span)


def _is_open(text: str, dialect: Dialect) -> bool:
    """Whether a value's cell holds no value but says that others may come."""
    return "<" in text and strip_code(text).partition("<")[0] in dialect.types.open


def _fits(role: ColumnRole, cell: Cell) -> bool:  # noqa: ARG001 - any text is a value
    return True


def _row_value(row: RowCells, dialect: Dialect) -> EnumValue:
    """A blank Value cell is the empty string. All values are strings: the page cannot tell."""
    name = read_name(row.name)
    doc, deprecated = read_description(row.description, dialect)
    value = read_value(row.value)
    return EnumValue(
        value=value.text,
        name=name.text,
        doc=doc,
        deprecated=name.struck or value.struck or deprecated,
        span=row.place("value"),
    )


def _fence_values(fence: Fence, dialect: Dialect, report: Report) -> Iterator[EnumValue | _Mark]:
    """`"write" | "read"`, on one line or several."""
    text = "\n".join(line.text for line in fence.lines)
    if not text.strip():
        return
    try:
        tree = parse_type(text)
    except TypeSyntaxError as error:
        span = _place(fence.lines, error.start, error.end)
        report.add("malformed-values", span, str(error))
        yield _Mark.UNREAD
        return
    members = tree.members if isinstance(tree, raw.Either) else (tree,)
    for member in members:
        span = _place(fence.lines, member.start, member.end)
        match member:
            case raw.Constant(value):
                yield EnumValue(value, span=span)
            case raw.Word(word) if (literal := _literal(word, dialect)) is not None:
                yield EnumValue(literal.value, span=span)
            case raw.Apply(raw.Word(word)) | raw.Word(word) if word in dialect.types.open:
                yield _Mark.OPEN
            case (
                raw.Word()
                | raw.Link()
                | raw.Apply()
                | raw.Array()
                | raw.Dictionary()
                | raw.Marked()
                | raw.Either()
            ):
                report.add(
                    "malformed-values",
                    span,
                    "this is no value",
                    'values are literals with `|` between them, such as `"read" | "write"`',
                )
                yield _Mark.UNREAD
            case _:
                assert_never(member)


def _literal(word: str, dialect: Dialect) -> LiteralType | None:
    """What a word such as `true` or `null` stands for."""
    match dialect.types.words.get(word):
        case LiteralType() as literal:
            return literal
        case PrimitiveType(name="null"):
            return LiteralType(None)
        case _:
            return None


def _place(lines: tuple[Line, ...], start: int, end: int) -> Span:
    """Where the part from `start` to `end` of the lines, joined by line feeds, stands."""
    for line in lines[:-1]:
        if start <= len(line.text):
            return line.span.part(start, min(end, max(len(line.text), start + 1)))
        start -= len(line.text) + 1
        end -= len(line.text) + 1
    return lines[-1].span.part(start, end)
