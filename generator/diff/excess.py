"""What one type takes and another does not: the search for a value that tells two types apart.

The question "is every value of A one of B?" is answered by looking for a value that is not, so
that a no comes with its proof. It is exact: unions overlap, objects are compared key by key, and
types lead back to themselves. A type that is met again while the same question about it is open
adds nothing, since a value that tells the two apart ends somewhere (Brandt and Henglein,
"Coinductive axiomatization of recursive type equality and subtyping", 1998).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from generator.diff.cover import Choice, cover
from generator.diff.likeness import is_made_alike
from generator.diff.parts import EVERYTHING, Objects, Parts, Scalars, parts_of
from generator.diff.samples import (
    DEEPEST,
    Samples,
    UndecidedError,
    is_short,
    shown_values,
    simple_values,
)
from generator.diff.sides import Side, Sided, settled_name
from generator.instances import find_mismatch
from generator.schema import AnyType, Json, Scalar, TypeExpr, UnknownType

MOST_STEPS: Final = 20_000
"""How many questions one search may ask. Few ask more: unions of many records that are alike."""

Found: TypeAlias = "tuple[Json] | None"
"""A value, in a tuple of one; None where there is none."""
_Identity: TypeAlias = "tuple[str, Side]"
_Goal: TypeAlias = "tuple[_Identity, frozenset[_Identity]]"


class Search:
    """Searches over the types of some sides. What one found, the next one knows."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.samples = Samples()
        self._values: dict[_Goal, tuple[Json]] = {}
        """What was found."""
        self._nothing: dict[_Goal, None] = {}
        """Where nothing is to be found, if nothing is found for those that are open."""
        self._parts: dict[_Identity, Parts] = {}
        self._steps = 0

    def excess(self, left: Sided, rights: Sequence[Sided]) -> Found:
        """A value of `left` that is none of any of `rights`; None where there is none.

        Raises `UndecidedError` where the search is too long.
        """
        return self._searched(lambda: self._excess(left, rights, 0), left, rights)

    def member_excess(self, own: Objects, key: str, other: Objects) -> Found:
        """A value that `own` takes under a key and `other` does not; None where there is none.

        Raises `UndecidedError` where the search is too long.
        """
        taken = other.at(key)
        rights = () if taken is None else (taken,)
        return self._searched(lambda: self._member(own, key, [other], 0), own.at(key), rights)

    def _searched(
        self, search: Callable[[], Found], left: Sided | None, rights: Sequence[Sided]
    ) -> Found:
        """What a search finds. Where it is too long, types that are made alike have no excess."""
        self._steps = 0
        kept = len(self._nothing)
        try:
            return search()
        except UndecidedError:
            self._forget(kept)
            if left is not None and any(is_made_alike(left, right) for right in rights):
                return None
            raise

    def _step(self, depth: int = 0) -> None:
        self._steps += 1
        if depth > DEEPEST or self._steps > MOST_STEPS:
            raise UndecidedError

    def _forget(self, kept: int) -> None:
        while len(self._nothing) > kept:
            self._nothing.popitem()

    def _excess(self, left: Sided, rights: Sequence[Sided], depth: int) -> Found:
        if any(_is_within(left, right) for right in rights):
            return None
        goal = left.identity, frozenset(right.identity for right in rights)
        if goal in self._values or goal in self._nothing:
            return self._values.get(goal)
        self._step(depth)
        kept = len(self._nothing)
        self._nothing[goal] = None
        found = self._difference(left, rights, depth) if self.samples.has_values(left) else None
        if found is not None:
            self._forget(kept)
            self._values[goal] = found
        return found

    def _taken_apart(self, type_: Sided) -> Parts:
        identity = type_.identity
        if identity not in self._parts:
            self._parts[identity] = parts_of(type_)
        return self._parts[identity]

    def _difference(self, left: Sided, rights: Sequence[Sided], depth: int) -> Found:
        others = [self._taken_apart(right) for right in rights]
        if any(other.is_any for other in others):
            return None
        own = self._taken_apart(left)
        if own.is_any:
            own = self._taken_apart(Sided(EVERYTHING, left.side))
        scalars = [other.scalars for other in others]
        for scalar in _other_scalars(own.scalars, scalars):
            return (scalar,)
        arrays = [items for other in others for items in other.arrays]
        for items in own.arrays:
            if (found := self._other_array(items, arrays, depth + 1)) is not None:
                return found
        objects = [each for other in others for each in other.objects]
        for each in own.objects:
            if (found := self._other_object(each, objects, depth + 1)) is not None:
                return found
        return None

    def _other_array(self, items: Sided, others: Sequence[Sided], depth: int) -> Found:
        """An array with items that all others miss: one that does, or one for each of them."""
        if not others:
            return ([],)
        found = self._excess(items, others, depth)
        if found is not None:
            return ([found[0]],)
        each = [self._excess(items, (other,), depth) for other in others]
        values = [found[0] for found in each if found is not None]
        return (values,) if len(values) == len(others) else None

    def _other_object(self, own: Objects, others: Sequence[Objects], depth: int) -> Found:
        """An object that all others miss, each because of one key.

        Several may share a key, if something can stand there that none of them takes.
        """
        required = (each for each in own.fields if own.requires(each))
        if not all(self.samples.has_values(at) for each in required if (at := own.at(each))):
            return None
        choices = self._choices_at_once(own, others, depth)
        if choices is None:
            if not all(self._is_missed(own, other, depth) for other in others):
                return None  # it is within one of them
            keys = [list(self._choices(own, key, others, depth)) for key in _keys(own, others)]
            choices = cover(keys, (1 << len(others)) - 1, self._step)
        if choices is None:
            return None
        given = {choice.key for choice in choices}
        needed = (each for name, each in own.fields.items() if each.required and name not in given)
        members = self.samples.members(needed, own.side, depth)
        members |= {choice.key: choice.value[0] for choice in choices if choice.value}
        names = [*(name for name in own.fields if name in members), *members]
        return ({name: members[name] for name in names},)

    def _is_missed(self, own: Objects, other: Objects, depth: int) -> bool:
        """Whether there is an object of the first that is none of the second."""
        named = {**own.fields, **other.fields}
        return any(
            (other.requires(key) and not own.requires(key))
            or self._member(own, key, [other], depth) is not None
            for key in (*named, free_key(named))
        )

    def _choices_at_once(
        self, own: Objects, others: Sequence[Objects], depth: int
    ) -> Sequence[Choice] | None:
        """The first key for each of the others, without a second thought; None if one has none.

        That is enough most of the time. Keys that are used already come first.
        """
        found: dict[str, tuple[Choice, tuple[Objects, ...]]] = {}
        for other in others:
            for key in (*found, *_keys(own, (other,), found)):
                missed = (*(found[key][1] if key in found else ()), other)
                choice = self._choice(own, key, missed, depth)
                if choice is not None:
                    found[key] = choice, missed
                    break
            else:
                return None
        return [choice for choice, _ in found.values()]

    def _choice(
        self, own: Objects, key: str, missed: Sequence[Objects], depth: int
    ) -> Choice | None:
        """What may stand under a key so that all of these miss it."""
        if not own.requires(key) and all(other.requires(key) for other in missed):
            return Choice(key, None)
        value = self._member(own, key, missed, depth)
        return None if value is None else Choice(key, value)

    def _choices(
        self, own: Objects, key: str, others: Sequence[Objects], depth: int
    ) -> Iterator[Choice]:
        """All that may stand under a key, so that as many of the others miss it as can be."""
        bits = {1 << place: other for place, other in enumerate(others)}
        absent = sum(bit for bit, other in bits.items() if other.requires(key))
        if absent and not own.requires(key):
            yield Choice(key, None, absent)
        alike: dict[_Identity | None, tuple[Objects, int]] = {}
        for bit, other in bits.items():
            at = other.at(key)
            identity = None if at is None else at.identity
            alike[identity] = other, alike.get(identity, (other, 0))[1] | bit
        groups = [each for each in alike.values() if self._member(own, key, [each[0]], depth)]
        yield from self._regions(own, key, groups, depth)

    def _regions(
        self, own: Objects, key: str, groups: Sequence[tuple[Objects, int]], depth: int
    ) -> Iterator[Choice]:
        """Values under a key of which each is missed by as many as can be of the groups, which
        are an object type and the bits of all that take the same as it under the key."""
        found: list[int] = []
        waiting: list[tuple[int, tuple[Objects, ...], int]] = [(0, (), 0)]
        while waiting:
            place, others, missed = waiting.pop()
            possible = missed | sum(bits for _, bits in groups[place:])
            if any(not possible & ~each for each in found):
                continue
            self._step()
            if place < len(groups):
                other, bits = groups[place]
                waiting.append((place + 1, others, missed))
                if self._member(own, key, (*others, other), depth) is not None:
                    waiting.append((place + 1, (*others, other), missed | bits))
            elif missed:
                found.append(missed)
                yield Choice(key, self._member(own, key, others, depth), missed)

    def _member(self, own: Objects, key: str, others: Sequence[Objects], depth: int) -> Found:
        """What can stand under a key that none of the others takes; what is shown there, if any."""
        type_ = own.at(key)
        if type_ is None:
            return None
        taken = [at for other in others if (at := other.at(key)) is not None]
        found = self._excess(type_, taken, depth)
        if found is not None and key in own.fields:
            shown = shown_values(own.fields[key], own.side)
            return next(((value,) for value in shown if _is_beyond(value, taken)), found)
        return found


def _is_within(left: Sided, right: Sided) -> bool:
    """Whether it is plain that the right type takes all values of the left one."""
    if isinstance(right.subject, AnyType | UnknownType) or left.identity == right.identity:
        return True
    name = settled_name(left)
    return name is not None and name == settled_name(right)


def _is_beyond(value: Json, types: Sequence[Sided]) -> bool:
    """Whether a value is short, and seen to be of none of the types."""
    return is_short(value) and all(
        isinstance(each.subject, TypeExpr)
        and find_mismatch(value, each.subject, each.side.declarations) is not None
        for each in types
    )


def _other_scalars(own: Scalars, others: Sequence[Scalars]) -> Iterator[Scalar]:
    for value in own.values.values():
        if not any(other.holds(value) for other in others):
            yield value
    for kind in own.kinds:
        if not any(other.covers(kind) for other in others):
            candidates = simple_values(kind)
            yield next(v for v in candidates if not any(other.holds(v) for other in others))


def _keys(own: Objects, others: Sequence[Objects], taken: Iterable[str] = ()) -> list[str]:
    """The keys because of which others may miss an object: those that are declared, and as many
    others, none of them `taken`, as there are types that might each be missed for one."""
    declared = [*own.fields, *(name for other in others for name in other.fields)]
    keys = dict.fromkeys(declared)
    if own.additional is not None:
        for _ in others:
            keys[free_key({*keys, *taken})] = None
    return list(keys)


def free_key(taken: Container[str]) -> str:
    """A key that is none of these."""
    names = itertools.chain(["other"], (f"other{n}" for n in itertools.count(2)))
    return next(name for name in names if name not in taken)
