"""Which types refer to which: through whom a change is met, and which way payloads go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from generator.diff.model import Direction, Reach
from generator.references import Uses

MOST_REACHED: Final = 20
"""How many users of a type are named."""


def users_of(uses: Uses) -> dict[str, list[str]]:
    """Who is referred to by whom."""
    users: dict[str, list[str]] = {}
    for key, used in uses.items():
        for each in used:
            users.setdefault(each, []).append(key)
    return users


def all_met(keys: Iterable[str], following: Uses) -> set[str]:
    """These types, and all that follow, one after the other."""
    found = set(keys)
    waiting = list(found)
    while waiting:
        for each in following.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def reach_of(key: str, users: Mapping[str, list[str]]) -> Reach:
    """The types through which one is met, the nearest first."""
    found: dict[str, None] = {key: None}
    nearest = [key]
    while nearest and len(found) <= MOST_REACHED + 1:
        following = sorted(
            {user for each in nearest for user in users.get(each, ())} - found.keys()
        )
        found |= dict.fromkeys(following)
        nearest = following
    reached = tuple(found)[1:]
    return Reach(reached[:MOST_REACHED], len(reached) > MOST_REACHED)


def directions_of(uses: Uses, read: Iterable[str], written: Iterable[str]) -> dict[str, Direction]:
    """Which way payloads of each type go, if these types are read and those are written.

    What one refers to goes its way. A type that neither leads to is absent: it may go both ways.
    """
    is_read, is_written = all_met(read, uses), all_met(written, uses)
    directions = dict.fromkeys(is_read, Direction.READ)
    for key in is_written:
        directions[key] = directions.get(key, Direction.WRITTEN) | Direction.WRITTEN
    return directions
