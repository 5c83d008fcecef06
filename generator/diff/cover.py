"""Which keys an object needs so that each of several types misses it because of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.schema import Json


class Choice(Frozen):
    """What may stand under a key, and who misses the object because of it."""

    key: str
    value: tuple[Json] | None
    """None: the key is left out."""
    missed: int = 0
    """The types that miss it, each a bit."""


def cover(
    choices: Sequence[Sequence[Choice]], everyone: int, step: Callable[[], None]
) -> list[Choice] | None:
    """At most one choice for each key, which together are missed by all; None where there are none.

    `step` is called for each partial answer that is looked at, and may end the search.
    """
    later = [0]
    for options in reversed(choices):
        later.append(later[-1] | _missed(options))
    later.reverse()
    known: set[tuple[int, int]] = set()
    waiting: list[tuple[int, int, tuple[Choice, ...]]] = [(0, everyone, ())]
    while waiting:
        place, left, chosen = waiting.pop()
        if not left:
            return _needed(chosen, everyone)
        if left & ~later[place] or (place, left) in known:
            continue
        step()
        known.add((place, left))
        waiting.append((place + 1, left, chosen))
        waiting += (
            (place + 1, left & ~option.missed, (*chosen, option))
            for option in reversed(choices[place])
            if option.missed & left
        )
    return None


def _needed(chosen: Sequence[Choice], everyone: int) -> list[Choice]:
    """The choices without those that the others make superfluous."""
    needed = list(chosen)
    for choice in chosen:
        others = [each for each in needed if each is not choice]
        if _missed(others) & everyone == everyone:
            needed = others
    return needed


def _missed(choices: Sequence[Choice]) -> int:
    found = 0
    for choice in choices:
        found |= choice.missed
    return found
