"""Which types a change has dropped: OLD led to them at this place, and NEW does so no more.

What changed in a type is laid to that type, and to nobody who refers to it. But who refers to it no
more is not judged there: were a type `{a, b}` replaced by a copy that is `{a}`, and had the type
lost its `b` as well, it would be the replacement that loses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.diff.sides import Side, Subject
from generator.references import references, references_in
from generator.schema import AliasDecl, EnumDecl, RecordDecl, UnionDecl


def dropped(
    old: Sequence[Subject],
    new: Sequence[Subject],
    old_side: Side,
    new_side: Side,
    matches: Mapping[str, str],
) -> frozenset[str]:
    """The keys in OLD of the types that `new` leads to no more, directly or by way of others.

    `matches` are the keys in NEW by those in OLD. Types that mean the same on both sides don't
    matter, and none is among them.
    """
    named, still_named = _named(old), _named(new)
    if all(matches.get(key) in still_named for key in named):
        return frozenset()  # each of them leads to NEW at once
    before = _met(named, old_side)
    after = _met(still_named, new_side)
    return frozenset(key for key in before if key in matches and matches[key] not in after)


def _named(subjects: Iterable[Subject]) -> set[str]:
    """The keys that these subjects name themselves."""
    found: set[str] = set()
    for subject in subjects:
        match subject:
            case RecordDecl() | EnumDecl() | UnionDecl() | AliasDecl():
                found.update(references([subject]))
            case _:
                found.update(references_in([subject]))
    return found


def _met(keys: Iterable[str], side: Side) -> set[str]:
    """These types and all that they lead to, without those that mean the same on both sides."""
    found = {key for key in keys if key not in side.settled}
    waiting = list(found)
    while waiting:
        for key in references([side.declarations[waiting.pop()]]):
            if key not in found and key not in side.settled:
                found.add(key)
                waiting.append(key)
    return found
