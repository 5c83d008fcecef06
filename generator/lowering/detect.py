"""Which dialect a spec set is written in: the one that it names, or the one its pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar, assert_never

from generator.dialects.dialect import Dialect, builtin_dialect, dialect_names, read_dialect
from generator.frozen import Frozen
from generator.lowering import type_trees as raw
from generator.lowering.cell_text import read_name
from generator.lowering.type_expressions import TypeSyntaxError, parse_type
from generator.pages.page import Heading, Page, Table
from generator.source import Source, Span
from generator.wording import listed, suggestion

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.dialects.dialect import TypeNotation
    from generator.spec_set import Named

T = TypeVar("T")

LOOKED_AT = 200
"""About how many pages of a large spec set are looked at, spread over the whole of it."""

WRITTEN_BY_HAND = "speakeasy-typescript"
"""Of dialects that fit equally well, the one that people take who write such pages themselves."""

SLIPS = 2
"""How many cells that only another dialect understands are taken for slips, in a small set."""


def choose_dialect(
    named: Named | None,
    pages: Sequence[Page],
    read: Callable[[str, Span], Source | None],
    report: Report,
) -> Dialect | None:
    """The dialect of a spec set; None, with a diagnostic, where there is none.

    `named` is what the spec-set file says: a built-in dialect's name, or the path of a dialect
    file, which `read` reads.
    """
    if named is None:
        return _detected(pages, report)
    if named.name in dialect_names():
        return builtin_dialect(named.name)
    if named.name.endswith((".yaml", ".yml")):
        source = read(named.name, named.span)
        return None if source is None else read_dialect(source, named.name, report)
    known = dialect_names()
    hint = suggestion(named.name, known) or f"the built-in dialects are {listed(known)}"
    report.add("unknown-dialect", named.span, f"no dialect is called `{named.name}`", hint)
    return None


def _detected(pages: Sequence[Page], report: Report) -> Dialect | None:
    """The dialect that understands the most type cells; of two alike, the one with more evidence.

    A slip in one cell costs a dialect that cell and no more; and where people write, it must not
    become a word of another language, which would have the say over all other cells. So a few cells
    do not decide against the dialect of those who write by hand, if more of the others are its own,
    or if the pages show no other language more than its.
    """
    looked_at = spread(pages)
    texts = [page.source.text for page in looked_at]
    tables = [table for page in looked_at for table in _tables(page)]
    headings = Counter(heading for page in looked_at for heading in _headings(page))
    dialects = {name: builtin_dialect(name) for name in dialect_names()}
    understood = {name: _understood(tables, dialect) for name, dialect in dialects.items()}

    def merit(name: str) -> tuple[int, int, int, bool]:
        return (
            understood[name].total(),
            sum(any(text in page for text in dialects[name].evidence) for page in texts),
            sum(count for each, count in headings.items() if _is_known(each, dialects[name])),
            name == WRITTEN_BY_HAND,
        )

    merits = {name: merit(name) for name in dialects}
    best = max(merits, key=merits.__getitem__)
    by_hand = understood[WRITTEN_BY_HAND]
    slips = merits[best][0] - by_hand.total()
    are_few = slips <= max(SLIPS, merits[best][0] // 10) and slips < by_hand.total()
    its_own = (by_hand - understood[best]).total()
    if are_few and (its_own > slips or merits[WRITTEN_BY_HAND][1:] > merits[best][1:]):
        best = WRITTEN_BY_HAND
    if any(merits[best][:3]):
        return dialects[best]
    if pages:
        report.add(
            "unknown-dialect",
            Span(pages[0].source.path, 1, 1, 1),
            "neither this page nor any other shows a dialect that is built in",
            f"name one with `dialect:`: {listed(dialect_names(), 'or')}, or a dialect file",
        )
    return None


def evidence_of(page: Page) -> str:
    """A digest of all that detection sees of a page: with another page of the same evidence in its
    place, it finds the same."""
    dialects = [builtin_dialect(name) for name in dialect_names()]
    seen: list[object] = [list(_headings(page))]
    seen += [[text in page.source.text for text in dialect.evidence] for dialect in dialects]
    for table in _tables(page):
        columns = [_type_column(table, dialect) for dialect in dialects]
        looked_at = sorted({column for column in columns if column is not None})
        seen += columns, [list(_column(table, column)) for column in looked_at]
    return sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest()


def spread(pages: Sequence[T]) -> Sequence[T]:
    """The pages that are looked at, or their sources."""
    return pages[:: max(1, len(pages) // LOOKED_AT)]


def understood_cells(dialect: Dialect, pages: Iterable[Page]) -> tuple[int, int]:
    """How many type cells of these pages the dialect understands, and how many it sees."""
    tables = [table for page in pages for table in _tables(page)]
    seen = sum(1 for table in tables for _ in _cells(table, dialect))
    return _understood(tables, dialect).total(), seen


def _understood(tables: Iterable[_Table], dialect: Dialect) -> Counter[str]:
    """The type cells that a dialect understands."""
    cells = Counter(cell for table in tables for cell in _cells(table, dialect))
    return Counter({cell: n for cell, n in cells.items() if _fits(cell, dialect.types)})


def _headings(page: Page) -> Iterator[str]:
    for block in page.blocks:
        if isinstance(block, Heading):
            yield read_name(block.text).text.lower()


def _is_known(heading: str, dialect: Dialect) -> bool:
    """Whether a heading opens a section that is read."""
    return dialect.sections.get(heading, "skipped") != "skipped"


class _Table(Frozen):
    headers: tuple[str, ...]
    """In lower case."""
    rows: tuple[tuple[str, ...], ...]
    """The texts of their cells."""


def _tables(page: Page) -> Iterator[_Table]:
    for block in page.blocks:
        if isinstance(block, Table):
            headers = (read_name(text).text.lower() for text in block.header.texts)
            yield _Table(tuple(headers), tuple(row.texts for row in block.rows))


def _cells(table: _Table, dialect: Dialect) -> Iterable[str]:
    """The type cells of a table, if it is one of fields in the dialect."""
    column = _type_column(table, dialect)
    return () if column is None else _column(table, column)


def _type_column(table: _Table, dialect: Dialect) -> int | None:
    """Which column the types are in; None, if it is no table of fields in the dialect."""
    roles = [dialect.field_columns.get(header) for header in table.headers]
    return roles.index("type") if "type" in roles and "name" in roles else None


def _column(table: _Table, column: int) -> Iterator[str]:
    return (row[column] for row in table.rows if column < len(row))


def _fits(text: str, notation: TypeNotation) -> bool:
    try:
        return _is_written_so(parse_type(text, notation.pointers), notation, linked=False)
    except TypeSyntaxError:
        return False


def _is_written_so(tree: raw.RawType, notation: TypeNotation, linked: bool) -> bool:
    """Whether a notation has all that a tree is made of. Names of declarations are in all."""

    def inner(*trees: raw.RawType) -> bool:
        return all(_is_written_so(each, notation, linked) for each in trees)

    match tree:
        case raw.Word(text):
            return linked or text in notation.words or not text.isalnum()
        case raw.Constant():
            return True
        case raw.Link(text=text):
            return _is_written_so(text, notation, linked=True)
        case raw.Array(items=tree) | raw.Dictionary(values=tree):
            return inner(tree)
        case raw.Marked(mark=mark, inner=tree):
            return mark in notation.wrappers and inner(tree)
        case raw.Apply(head=raw.Word(head), arguments=arguments):
            return head in notation.heads.union(notation.client) and inner(arguments[-1])
        case raw.Apply():
            return False
        case raw.Either(members):
            return inner(*members)
        case _:
            assert_never(tree)
