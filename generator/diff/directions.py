"""Which way payloads of each type go, as far as the dialect of the pages tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from typing import TYPE_CHECKING

from generator.diff.matching import match_types
from generator.diff.model import Direction
from generator.diff.users import all_met, directions_of
from generator.references import uses

if TYPE_CHECKING:
    from generator.dialects.dialect import Directions
    from generator.schema import Schema


def known_directions(
    sides: Iterable[tuple[Schema, Directions]],
) -> dict[str, Direction] | None:
    """Which types are read and which are written, by key; None where no dialect says a word.

    The sides are OLD and NEW; with each schema comes what the dialect of its pages says. The keys
    are those of NEW, and of OLD for types that are gone: what is so on one side counts for both,
    whatever the type is called there. A type that neither requests nor responses lead to may
    go both ways, and so may all that it refers to.
    """
    (old, told_of_old), (new, told_of_new) = sides
    before = after = _directions(old, told_of_old)
    if told_of_old != told_of_new or old.once(uses) != new.once(uses):
        after = _directions(new, told_of_new)
    found = dict(after)
    matches, _ = match_types(old.by_key(), new.by_key()) if before else ({}, {})
    for key, direction in before.items():
        known_as = matches.get(key, key)
        found[known_as] = found.get(known_as, direction) | direction
    return found or None


def _directions(schema: Schema, told: Directions) -> Mapping[str, Direction]:
    keys = schema.by_key().keys()
    read, written = _matching(keys, told.read), _matching(keys, told.written)
    if not (read or written):
        return {}
    directions = directions_of(schema.once(uses), read, written)
    untold = all_met(keys - directions.keys(), schema.once(uses))
    return directions | dict.fromkeys(untold, Direction.BOTH)


def _matching(keys: Iterable[str], globs: Iterable[str]) -> list[str]:
    patterns = [translate(glob.casefold()) for glob in globs]
    if not patterns:
        return []
    fits = re.compile("|".join(patterns)).match
    return [key for key in keys if fits(key.casefold())]
