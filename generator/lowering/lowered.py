"""What lowering works with, and what it gives: a declaration, and samples yet to be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from generator.frozen import Frozen, field

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.dialects.dialect import Dialect
    from generator.lowering.outline import Outline
    from generator.lowering.overlay import Overlay, TypeFacts
    from generator.lowering.symbols import Symbols
    from generator.lowering.tables import RowCells
    from generator.schema import Declaration, Json
    from generator.source import Span


class Sample(Frozen):
    """A cell that shows values of a field: examples or a default. Not blank."""

    text: str
    span: Span
    is_default: bool


class ToldDefault(Frozen):
    """A default of a field that the overlay tells."""

    value: Json
    span: Span


class Lowered(Frozen):
    """A declaration, and what is still to be said of its fields."""

    declaration: Declaration
    samples: dict[str, tuple[Sample | ToldDefault, ...]] = field(default_factory=dict)
    """By wire name."""
    names: tuple[str, ...] = ()
    """The names of its fields as the page writes them, for the overlay."""
    rows: Mapping[int, RowCells] = field(default_factory=dict)
    """The rows that its fields or values came of, by their lines."""
    others: RowCells | None = None
    """The row for all other keys."""
    variants: tuple[Span, ...] = ()
    """Where each of its variants is written, or what it is an alias of."""
    outline: Outline | None = None
    facts: TypeFacts | None = None
    """What the overlay says of it."""


class Lowering(Frozen):
    """What lowering needs to know beside the page."""

    dialect: Dialect
    symbols: Symbols
    overlay: Overlay
    wire_name: Callable[[str], str]
    """The spec set's rule from names in tables to names on the wire."""
    report: Report
