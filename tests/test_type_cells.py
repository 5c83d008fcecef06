"""Nothing in a type cell is lost: each of its words counts, or a diagnostic is about it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Report
from generator.dialects.dialect import builtin_dialect
from generator.lowering.resolve import resolve_cell
from generator.lowering.symbols import Symbol, collect_symbols
from generator.lowering.type_context import Context
from generator.schema import TypeExpr
from generator.source import Span

Cell = tuple[str, ...]
"""The text of a cell in pieces, of which every second is a word."""

PLACE = Span("page.md", 1, 1, 2)
SYMBOLS = collect_symbols(
    [Symbol("", name, f"{name.lower()}.md", PLACE) for name in ("Pet", "Owner")], Report()
)
WORDS = st.sampled_from(["str", "float", "Pet", "models.Pet", "Owner", "Nobody"])


def around(inner: st.SearchStrategy[Cell]) -> st.SearchStrategy[Cell]:
    """A cell with something round it."""
    shapes = st.sampled_from(
        [
            *(("List[", "]"), ("Dict[str, ", "]"), ("Nullable[", "]"), ("*", "*"), ("`", "`")),
            *(("Set[", "]"), ("[", "](pet.md)"), ("[", "](nowhere.md)"), ("[", "](https://a.b)")),
        ]
    )
    one = st.builds(lambda shape, cell: framed(shape[0], cell, shape[1]), shapes, inner)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        one,
        several.map(lambda cells: framed("Union[", joined(cells, ", "), "]")),
        several.map(lambda cells: joined(cells, " | ")),
    )


def framed(before: str, cell: Cell, after: str) -> Cell:
    return (before + cell[0], *cell[1:-1], cell[-1] + after)


def joined(cells: Sequence[Cell], between: str) -> Cell:
    first, *others = cells
    for cell in others:
        first = (*first[:-1], first[-1] + between + cell[0], *cell[1:])
    return first


CELLS = st.recursive(WORDS.map(lambda word: ("", word, "")), around, max_leaves=5)


def read(text: str) -> tuple[TypeExpr, list[str]]:
    report = Report()
    context = Context(
        page="page.md",
        module="",
        notation=builtin_dialect("speakeasy-python").types,
        symbols=SYMBOLS,
        report=report,
        text=text,
        span=PLACE.part,
    )
    return resolve_cell(context), [each.code for each in report.sorted()]


@settings(max_examples=500)
@given(CELLS, st.data())
def test_each_word_of_a_type_cell_counts(cell: Cell, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(cell) // 2 - 1)) * 2 + 1
    text = "".join(cell)
    other = "".join((*cell[:index], "bool", *cell[index + 1 :]))
    (before, found), (after, found_then) = read(text), read(other)
    assert before != after or found or found_then, f"{text} and {other} are the same"
