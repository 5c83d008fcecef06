"""Where a declaration and each of its parts are from: the cells, and the facts of the overlay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, assert_never

from generator.frozen import Frozen
from generator.lowering.cell_text import read_name
from generator.origins import OTHERS, Role
from generator.pages.page import Fence, Heading, Prose, Table
from generator.schema import AliasDecl, EnumDecl, RecordDecl, UnionDecl

if TYPE_CHECKING:
    from generator.lowering.lowered import Lowered
    from generator.lowering.outline import Outline
    from generator.lowering.tables import RowCells
    from generator.schema import EnumValue
    from generator.source import Span

_FACTS: Final[Mapping[str, Role]] = {
    "wire_name": "name",
    "type": "type",
    "additional": "type",
    "closed": "type",
    "nullable": "type",
    "open": "value",
    "required": "required",
    "default": "default",
    "description": "description",
    "deprecated": "description",
}
"""What the facts of the overlay say, by their keys."""


class Place(Frozen):
    """Where something is said."""

    what: str
    """The word for it: the role, or the key of the overlay."""
    role: Role
    span: Span


def places_of(lowered: Lowered, part: int | None) -> tuple[Place, ...]:
    """All places that say something of a declaration as a whole, or of one of its parts.

    Those in the page come first, in its order; what the overlay says wins over them.
    """
    if part is None:
        return tuple(_of_declaration(lowered))
    if part == OTHERS:
        return tuple(_of_others(lowered))
    match lowered.declaration:
        case RecordDecl(fields=fields):
            return tuple(_of_field(fields[part].span, lowered))
        case EnumDecl(values=values):
            return tuple(_of_value(values[part], lowered))
        case UnionDecl() | AliasDecl():
            return tuple(Place("type", "type", span) for span in lowered.variants[part : part + 1])
        case _:
            assert_never(lowered.declaration)


def written_name(lowered: Lowered, part: int) -> str:
    """What the page calls a field, which the wire may call otherwise; empty for all else."""
    declaration = lowered.declaration
    if not isinstance(declaration, RecordDecl) or part == OTHERS:
        row = lowered.others if part == OTHERS else None
    else:
        span = declaration.fields[part].span
        row = lowered.rows.get(span.line) if span is not None else None
    return read_name(row.name).text if row is not None else ""


def _of_declaration(lowered: Lowered) -> Iterator[Place]:
    if lowered.outline is not None:
        yield Place("title", "name", lowered.outline.title.span)
        yield from _prose(lowered.outline)
    if lowered.others is not None:
        for place in _cells(lowered.others):
            if place.role in ("description", "default", "example"):
                yield place
    if lowered.facts is not None:
        yield from _facts(lowered.facts.places, "open", "description", "deprecated")


def _prose(outline: Outline) -> Iterator[Place]:
    """What stands between the title and the next heading, each block by its first line."""
    blocks = outline.page.blocks
    start = next(i for i, block in enumerate(blocks) if block is outline.title) + 1
    for block in blocks[start:]:
        match block:
            case Heading():
                return
            case Prose(lines=(first, *_)):
                yield Place("description", "description", first.span)
            case Fence(span=span):
                yield Place("description", "description", span)
            case Prose() | Table():
                pass
            case _:
                assert_never(block)


def _of_others(lowered: Lowered) -> Iterator[Place]:
    if lowered.others is not None:
        yield from _cells(lowered.others)
        yield from _field_facts(lowered.others, lowered)
    if lowered.facts is not None:
        yield from _facts(lowered.facts.places, "additional", "closed")


def _of_field(span: Span | None, lowered: Lowered) -> Iterator[Place]:
    row = lowered.rows.get(span.line) if span is not None else None
    if row is not None:
        yield from _cells(row)
        yield from _field_facts(row, lowered)


def _field_facts(row: RowCells, lowered: Lowered) -> Iterator[Place]:
    if lowered.facts is not None:
        facts = lowered.facts.fields.get(read_name(row.name).text)
        if facts is not None:
            yield from _facts(facts.places, *facts.places)


def _of_value(value: EnumValue, lowered: Lowered) -> Iterator[Place]:
    if value.span is None:
        return
    is_told = lowered.facts is not None and lowered.facts.values is not None
    row = None if is_told else lowered.rows.get(value.span.line)
    if row is not None:
        yield from _cells(row)
        return
    yield Place("value", "value", value.span)
    if value.doc and not is_told:  # a bullet says both
        yield Place("description", "description", value.span)


def _cells(row: RowCells) -> Iterator[Place]:
    """The cells of a row in which something stands."""
    for role, cell in row.cells.items():
        if cell.raw:
            yield Place(role, role, cell.span)


def _facts(places: Mapping[str, Span], *keys: str) -> Iterator[Place]:
    for key in keys:
        if key in places and key in _FACTS:
            yield Place(key, _FACTS[key], places[key])
