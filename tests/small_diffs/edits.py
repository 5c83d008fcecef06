"""One-row edits of a page's text, as a person makes them.

What is put into a cell comes from the cells of other pages where it has to fit (types, marks), and
is made up where it is free (names, descriptions). Line endings stay as they are.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, TypeAlias

from generator.dialects.dialect import ColumnRole, Dialect
from generator.lowering.cell_text import read_name
from generator.lowering.tables import RowCells
from generator.pages.page import Cell
from generator.source import Span
from small_diffs.pages import EditablePage

WORDS: Final = (
    *("account", "batch", "colour", "delay", "event", "format", "group", "height", "index"),
    *("journal", "keeper", "label", "margin", "number", "order", "price", "quota", "region"),
    *("source", "target", "unit", "value", "width", "year", "zone"),
)
PROSE: Final = (
    *("the", "of", "when", "this", "is", "not", "set", "by", "default", "in seconds", "UTC"),
    *("at most", "see below", "`null`", "may be", "left out", "ISO 8601", "(optional)", *WORDS),
)
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class Lines:
    """The lines of a page, to be changed. Numbers count from 1, as they do in a span."""

    def __init__(self, text: str) -> None:
        self._lines = [[match[1], match[2]] for match in _LINE.finditer(text)]

    def __getitem__(self, number: int) -> str:
        return self._lines[number - 1][0]

    def __setitem__(self, number: int, text: str) -> None:
        self._lines[number - 1][0] = text

    def insert(self, number: int, text: str) -> None:
        """Put a line before the one with this number."""
        self._lines.insert(number - 1, [text, self._lines[0][1] or "\n"])

    def take(self, number: int) -> str:
        """Remove a line, and return it."""
        return self._lines.pop(number - 1)[0]

    def put(self, span: Span, text: str) -> None:
        """Put text in the place of a span."""
        line = self[span.line]
        self[span.line] = line[: span.column - 1] + text + line[span.end_column - 1 :]

    def __str__(self) -> str:
        return "".join(text + end for text, end in self._lines)


@dataclass(frozen=True, slots=True)
class Edit:
    """A page with one row edited."""

    kind: str
    page: str
    """The page's path in the spec set."""
    text: str


class Editor:
    """Draws edits of a spec set's pages."""

    def __init__(self, pages: Sequence[EditablePage], dialect: Dialect, seed: int) -> None:
        self.random = random.Random(seed)
        self.dialect = dialect
        self._pages = pages
        self._types: defaultdict[PurePosixPath, set[str]] = defaultdict(set)
        self._examples: defaultdict[str, set[str]] = defaultdict(set)
        """By the type's cell: what fits one fits the other."""
        self._marks: dict[bool, set[str]] = {True: set(), False: set()}
        for page in pages:
            for row in page.rows:
                self._learn(page, row)

    def _learn(self, page: EditablePage, row: RowCells) -> None:
        if "type" in row.cells and row.type not in self.dialect.blank:
            self._types[page.folder].add(row.cells["type"].raw)
        for role in ("example", "default"):
            if getattr(row, role) not in self.dialect.blank:
                self._examples[row.type].add(row.cells[role].raw)
        says = self.dialect.required.get(row.required.lower())
        if says is not None:
            self._marks[says].add(row.cells["required"].raw)

    def edit(self, kind: str) -> Edit | None:
        """An edit of this kind; None where no page could be edited so."""
        able = [page for page in self._pages if _is_able(page, kind)]
        if not able:
            return None
        page = self.random.choice(able)
        lines = Lines(page.source.text)
        if not KINDS[kind](self, page, lines):
            return None
        return Edit(kind, page.source.name, str(lines))

    # What can be drawn.

    def a_row(self, page: EditablePage) -> RowCells:
        """One of a page's rows."""
        return self.random.choice(page.rows)

    def a_name(self, like: str) -> str:
        """A name that is new to any page, in the manner of one that is there."""
        words = [*self.random.sample(WORDS, 2), str(self.random.randrange(10, 100))]
        if "_" in like or like.islower():
            return "_".join(words)
        first = words[0].capitalize() if like[:1].isupper() else words[0]
        return first + words[1].capitalize() + words[2]

    def a_sentence(self) -> str:
        """A description, shorter or longer than a line of code."""
        words = self.random.choices(PROSE, k=self.random.randrange(2, 24))
        return f"{' '.join(words)}.".capitalize()

    def another(self, known: Iterable[str], than: str) -> str | None:
        """One of several texts that is not the one that is there."""
        others = sorted({*known} - {than})
        return self.random.choice(others) if others else None

    # The kinds of edits. Each says whether it could be made.

    def change_description(self, page: EditablePage, lines: Lines) -> bool:
        """Another description, or one where there was none."""
        return _put(lines, self.a_row(page), "description", self.a_sentence())

    def remove_description(self, page: EditablePage, lines: Lines) -> bool:
        """No description."""
        row = self.a_row(page)
        if row.description in self.dialect.blank:
            return False
        return _put(lines, row, "description", next(filter(None, self.dialect.blank), ""))

    def change_type(self, page: EditablePage, lines: Lines) -> bool:
        """A type that another field has, in a row without samples, which need not fit it."""
        row = self.a_row(page)
        if any(getattr(row, role) not in self.dialect.blank for role in ("example", "default")):
            return False
        type_ = self.another(self._types[page.folder], row.type)
        return type_ is not None and _put(lines, row, "type", type_)

    def change_required(self, page: EditablePage, lines: Lines) -> bool:
        """Required if it was not, and the other way round."""
        row = self.a_row(page)
        says = self.dialect.required.get(row.required.lower())
        opposite = [t for t, yes in self.dialect.required.items() if t and yes is (says is False)]
        marks = sorted(self._marks[says is False]) or opposite
        if says is None or not marks:
            return False
        return _put(lines, row, "required", self.random.choice(marks))

    def change_example(self, page: EditablePage, lines: Lines) -> bool:
        """Another example, of a field of the same type."""
        return self._change_sample(page, lines, "example")

    def change_default(self, page: EditablePage, lines: Lines) -> bool:
        """Another default."""
        return self._change_sample(page, lines, "default")

    def _change_sample(self, page: EditablePage, lines: Lines, role: ColumnRole) -> bool:
        row = self.a_row(page)
        there = getattr(row, role)
        sample = self.another(self._examples[row.type], there) or self._a_sample(there)
        return sample is not None and _put(lines, row, role, sample)

    def _a_sample(self, like: str) -> str | None:
        """A value as plain as this one; None for one that is not plain."""
        match like.lower():
            case "true" | "false":
                return "false" if like.lower() == "true" else "true"
            case _ if like.isdecimal():
                return str(self.random.randrange(100))
            case _ if like.isalpha():
                return self.random.choice(WORDS)
            case _:
                return None

    def rename_field(self, page: EditablePage, lines: Lines) -> bool:
        """Another name in the same dress."""
        cell = self.a_row(page).cells.get("name")
        return cell is not None and self._rename(lines, cell, cell.line)

    def _rename(self, lines: Lines, cell: Cell, line: int) -> bool:
        """Rename a cell of this row, which stands in a line that may be another one."""
        name = read_name(cell.text).text
        if not name or name not in cell.raw:
            return False
        raw = cell.raw.replace(name, self.a_name(name))
        lines.put(Span(cell.path, line, cell.column, cell.column + len(cell.raw)), raw)
        return True

    def add_row(self, page: EditablePage, lines: Lines) -> bool:
        """A row of a page with the same columns, under a new name, anywhere in the table."""
        pages = [p for p in self._pages if _is_alike(p, page)]
        row = self.a_row(self.random.choice(pages))
        source = next(p.source for p in pages if p.source.path == row.row.span.path)
        at = self.a_row(page).row.span.line + self.random.randrange(2)
        lines.insert(at, source.lines()[row.row.span.line - 1])
        renamed = [row.cells[role] for role in ("name", "value") if role in row.cells]
        # From the right, so that each cell still stands where it stood.
        return all(self._rename(lines, cell, at) for cell in reversed(renamed))

    def remove_row(self, page: EditablePage, lines: Lines) -> bool:
        """A row less, if one remains."""
        lines.take(self.a_row(page).row.span.line)
        return len(page.rows) > 1

    def move_row(self, page: EditablePage, lines: Lines) -> bool:
        """A row to another place in the table."""
        first, second = self.a_row(page), self.a_row(page)
        lines.insert(second.row.span.line, lines.take(first.row.span.line))
        return first is not second

    def add_value(self, page: EditablePage, lines: Lines) -> bool:
        """One more value of an enum."""
        if not page.values:
            return self.add_row(page, lines)
        span = self.random.choice(page.values)
        value = lines[span.line][span.column - 1 : span.end_column - 1]
        name = self.a_name(value.strip("\"'`"))
        fresh = re.sub(r"[\w.:/-]+", name, value, count=1) if value[:1] in "\"'`" else name
        if value.lstrip("-").isdecimal():
            fresh = str(self.random.randrange(10**4, 10**5))
        if re.match(r"\s*[-*+]\s", lines[span.line]):
            lines.insert(span.line + 1, f"{lines[span.line][: span.column - 1]}{fresh}")
        else:
            lines.put(span, f"{value} | {fresh}")
        return True

    def remove_value(self, page: EditablePage, lines: Lines) -> bool:
        """A value of an enum less, if one remains."""
        if not page.values:
            return self.remove_row(page, lines)
        span = self.random.choice(page.values)
        line = lines[span.line]
        before, after = line[: span.column - 1], line[span.end_column - 1 :]
        if re.fullmatch(r"\s*(?:[-*+]\s.*|\|?\s*)", before) and not after.strip("| \t"):
            lines.take(span.line)
        elif re.search(r"\|\s*$", before):
            lines[span.line] = re.sub(r"\s*\|\s*$", "", before) + after
        else:
            lines[span.line] = before + re.sub(r"^\s*\|\s*", "", after)
        return len(page.values) > 1

    def add_variant(self, page: EditablePage, lines: Lines) -> bool:
        """A variant that another union in the same folder has."""
        unions = [p for p in self._pages if p.variants and p.folder == page.folder]
        other = self.random.choice(unions)
        start, end = self.random.choice(other.variants)
        at = self.random.choice(page.variants)[self.random.randrange(2)]
        copied = [*other.source.lines()[start - 1 : end - 1], ""]
        for text in reversed(copied):
            lines.insert(at, text)
        return True

    def remove_variant(self, page: EditablePage, lines: Lines) -> bool:
        """A variant less, if one remains."""
        start, end = self.random.choice(page.variants)
        for _ in range(start, end):
            lines.take(start)
        return len(page.variants) > 1

    def describe_type(self, page: EditablePage, lines: Lines) -> bool:
        """Another last line of the type's description, or its first."""
        if page.prose:
            lines[page.prose[-1]] = self.a_sentence()
        else:
            lines.insert(page.title + 1, self.a_sentence())
            lines.insert(page.title + 1, "")
        return True


_Change: TypeAlias = Callable[[Editor, EditablePage, Lines], bool]

KINDS: Final[Mapping[str, _Change]] = MappingProxyType(
    {
        "change a description": Editor.change_description,
        "remove a description": Editor.remove_description,
        "change a type": Editor.change_type,
        "change a required mark": Editor.change_required,
        "change an example": Editor.change_example,
        "change a default": Editor.change_default,
        "rename a field": Editor.rename_field,
        "add a row": Editor.add_row,
        "remove a row": Editor.remove_row,
        "move a row": Editor.move_row,
        "add a value": Editor.add_value,
        "remove a value": Editor.remove_value,
        "add a variant": Editor.add_variant,
        "remove a variant": Editor.remove_variant,
        "describe a type": Editor.describe_type,
    }
)
"""Every kind of edit, by what a person would call it."""


def _is_able(page: EditablePage, kind: str) -> bool:
    """Whether a page has what an edit of this kind is about."""
    match kind.rpartition(" ")[2]:
        case "value":
            return page.kind == "values" and bool(page.values or page.rows)
        case "variant":
            return bool(page.variants)
        case "type" if kind.startswith("describe"):
            return True
        case _:
            return page.kind == "fields" and bool(page.rows)


def _is_alike(page: EditablePage, other: EditablePage) -> bool:
    """Whether a row of one page can stand on the other, where its links lead to the same pages."""
    return bool(page.rows) and (page.kind, page.headers, page.folder) == (
        other.kind,
        other.headers,
        other.folder,
    )


def _put(lines: Lines, row: RowCells, role: ColumnRole, raw: str) -> bool:
    """Replace the text of a cell, if the row has it."""
    cell = row.cells.get(role)
    if cell is None or cell.raw == raw:
        return False
    lines.put(Span(cell.path, cell.line, cell.column, cell.column + len(cell.raw)), raw)
    return True
