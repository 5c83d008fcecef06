"""A trial is a schema that can be written as pages, and payloads for its types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from drawing import Drawing, below
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from schema_strategies import schemas
from value_strategies import ValueDrawing

from equivalence.changes import Change, changes
from equivalence.readers import Payload
from equivalence.writable import writable
from generator.schema import Declaration, Json, ReferenceType, Schema, TypeExpr

UNCHANGED: Final = "nothing"
"""What is changed about a valid value."""

_FEWEST_CHANGES: Final = 3
_MOST_CHANGES: Final = 8
"""How many changed values are drawn from each valid one."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What one random schema is tried with."""

    schema: Schema
    payloads: tuple[Payload, ...]
    changed: tuple[str, ...]
    """What is changed about each payload."""
    excluded: Counter[str]
    """What pages cannot say of the schema that was drawn."""


@st.composite
def trials(draw: DrawFn) -> Trial:
    """Schemas of one type or more, with valid payloads and changed ones for each."""
    written = writable(draw(schemas().filter(lambda schema: schema.declarations)))
    schema, declarations = written.schema, written.schema.by_key()
    drawing = Drawing(draw, nasty=True)
    values = ValueDrawing(drawing, schema)
    payloads: list[Payload] = []
    changed: list[str] = []
    for key in declarations:
        type_ = ReferenceType(key)
        for value in (values.value(type_) for _ in range(2) if values.can_be(type_)):
            tried = [Change(UNCHANGED, value), *_changes(drawing, value, type_, declarations)]
            payloads += (Payload(key, change.value) for change in tried)
            changed += (change.what for change in tried)
    return Trial(schema, tuple(payloads), tuple(changed), written.excluded)


def _changes(
    drawing: Drawing, value: Json, type_: TypeExpr, declarations: Mapping[str, Declaration]
) -> Iterator[Change]:
    """Some changes of a valid value. What is changed is drawn first, so that it varies."""
    by_name: dict[str, list[Change]] = {}
    for change in changes(value, type_, declarations):
        by_name.setdefault(change.what, []).append(change)
    names = tuple(by_name)
    for _ in range(_FEWEST_CHANGES + drawing.draw(below(_MOST_CHANGES - _FEWEST_CHANGES + 1))):
        if names:
            yield drawing.one(by_name[drawing.one(names)])
