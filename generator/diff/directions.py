"""Which way payloads of each type go, as far as the dialect of the pages tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from typing import TYPE_CHECKING

from generator.diff.model import Direction
from generator.diff.users import all_met, directions_of, uses_of

if TYPE_CHECKING:
    from generator.dialects.dialect import Directions
    from generator.schema import Declaration, Schema


def known_directions(
    sides: Iterable[tuple[Schema, Directions]],
) -> dict[str, Direction] | None:
    """Which types are read and which are written, by key; None where no dialect says a word.

    With each schema comes what the dialect of its pages says.
    What is so on one side counts for both. A type that neither requests nor responses lead to may
    go both ways, and so may all that it refers to.
    """
    found: dict[str, Direction] = {}
    for schema, told in sides:
        for key, direction in _directions(schema.by_key(), told).items():
            found[key] = found.get(key, direction) | direction
    return found or None


def _directions(
    declarations: Mapping[str, Declaration], told: Directions
) -> Mapping[str, Direction]:
    read, written = _matching(declarations, told.read), _matching(declarations, told.written)
    if not (read or written):
        return {}
    directions = directions_of(declarations, read, written)
    untold = all_met(declarations.keys() - directions.keys(), uses_of(declarations))
    return directions | dict.fromkeys(untold, Direction.BOTH)


def _matching(keys: Iterable[str], globs: Iterable[str]) -> list[str]:
    patterns = [translate(glob.casefold()) for glob in globs]
    if not patterns:
        return []
    fits = re.compile("|".join(patterns)).match
    return [key for key in keys if fits(key.casefold())]
