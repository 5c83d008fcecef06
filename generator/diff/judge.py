"""Whom a change breaks, with the payload that proves it.

Each change is judged by itself: first as if nothing else had changed (the references of OLD lead
to NEW, but for those that the change itself has dropped), then as things are. Only what breaks in
both readings is laid to the change: the first keeps apart what a type does that is referred to, and
which is reported there; the second sees where one change makes up for another. If nothing is
reported as breaking, nothing breaks: every change taken alone keeps all payloads, and so does one
after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from generator.diff.dropped import dropped
from generator.diff.excess import Search, free_key
from generator.diff.model import (
    COMPATIBLE,
    UNUSED,
    Audience,
    Direction,
    Effect,
    Verdict,
)
from generator.diff.parts import Objects, objects_of
from generator.diff.samples import UndecidedError
from generator.diff.sides import ClosedDeclarations, Side, Sided, Subject, sided
from generator.frozen import Frozen, replace
from generator.instances import Mismatch, find_mismatch, find_mismatch_of
from generator.schema import Declaration, Json, RecordDecl, ReferenceType, TypeExpr

Verdicts = tuple[Verdict, Verdict]
"""For readers, and for writers."""
NOBODY: Final[Verdicts] = (COMPATIBLE, COMPATIBLE)


class Evidence(Frozen):
    """A payload that one side takes and the other rejects."""

    payload: Json
    key: str | None = None
    """The key because of which it is rejected; None: because of what it is."""


_Searching = Callable[[Audience, Side], Evidence | None]


class TypePair(Frozen):
    """A type of OLD and what it is in NEW."""

    old: str
    """Its key."""
    new: str


class Judge:
    """Judges changes between two schemas."""

    def __init__(
        self,
        old: Mapping[str, Declaration],
        new: Mapping[str, Declaration],
        matches: Mapping[str, str],
        settled: Mapping[str, str],
        directions: Mapping[str, Direction],
    ) -> None:
        """`matches` are the keys in NEW by those in OLD; `settled` those of them whose types, with
        all that they refer to, are as they were; `directions` is what is known, by key in NEW."""
        closed_old, closed_new = ClosedDeclarations(old), ClosedDeclarations(new)
        self._search = Search()
        self._directions = directions
        self._new = Side(closed_new, {key: key for key in settled.values()})
        self._old = {
            Audience.READERS: Side(old, settled),
            Audience.WRITERS: Side(closed_old, settled),
        }
        self._matches = matches
        self._alone: dict[tuple[Audience, frozenset[str]], Side] = {}

    def members(
        self, pair: TypePair, names: Sequence[str], *, absent: bool = True, present: bool = True
    ) -> Verdicts:
        """What a change of these fields of a record does: because one may be `absent`, because of
        what is `present` under their names, or both."""

        def search(audience: Audience, old_side: Side) -> Evidence | None:
            left, right = self._records(pair, audience, old_side)
            own, other = objects_of(*left), objects_of(*right)
            if not self._search.samples.has_values(Sided(*left)):
                return None
            for name in names:
                if absent and not own.requires(name) and other.requires(name):
                    return Evidence(self._payload(own, {}), name)
                found = self._search.member_excess(own, name, other) if present else None
                if found is not None:
                    return Evidence(self._payload(own, {name: found[0]}), name)
            return None

        old, new = (_at(names, body) for body in self._bodies(pair))
        return self._verdicts(pair, search, old, new)

    def other_keys(self, pair: TypePair) -> Verdicts:
        """What a change of the keys does that a record does not declare."""
        old, new = self._old[Audience.READERS].declarations[pair.old], self._new.declarations
        records = [each for each in (old, new[pair.new]) if isinstance(each, RecordDecl)]
        name = free_key({field.wire_name for record in records for field in record.fields})
        return self.members(pair, [name], absent=False)

    def values(
        self, pair: TypePair, gone: Sequence[TypeExpr], came: Sequence[TypeExpr]
    ) -> Verdicts:
        """What it does to a type that it has lost some values, and has got others."""

        def search(audience: Audience, old_side: Side) -> Evidence | None:
            if audience is Audience.WRITERS:
                lefts = [sided(type_, old_side) for type_ in gone]
                right = Sided(self._new.declarations[pair.new], self._new)
            else:
                lefts = [sided(type_, self._new) for type_ in came]
                right = Sided(old_side.declarations[pair.old], old_side)
            found = (self._between(left, right) for left in lefts)
            return next((each for each in found if each is not None), None)

        return self._verdicts(pair, search, *([body] for body in self._bodies(pair)))

    def bodies(self, pair: TypePair) -> Verdicts:
        """What it does that a type is of another kind."""

        def search(audience: Audience, old_side: Side) -> Evidence | None:
            old = Sided(old_side.declarations[pair.old], old_side)
            new = Sided(self._new.declarations[pair.new], self._new)
            left, right = (old, new) if audience is Audience.WRITERS else (new, old)
            return self._between(left, right)

        return self._verdicts(pair, search, *([body] for body in self._bodies(pair)))

    def removal(self, key: str) -> Verdicts:
        """What it does that a type is gone. Nobody reads it any more; who writes it, can't."""
        side = self._old[Audience.WRITERS]
        type_ = Sided(ReferenceType(key), side)
        if Direction.WRITTEN not in self._directions.get(key, Direction.BOTH):
            return COMPATIBLE, UNUSED
        if not self._search.samples.has_values(type_):
            return NOBODY
        try:
            witness = (self._search.samples.value(type_),)
        except UndecidedError:
            return COMPATIBLE, Verdict(Effect.BREAKING)
        return COMPATIBLE, Verdict(Effect.BREAKING, witness, "there is no such type any more")

    def relation(self, old: TypeExpr, new: TypeExpr) -> str:
        """How the values of a type expression changed: `widened`, `narrowed`, `changed`, or
        `respelled` where they are the same."""
        after = sided(new, self._new)
        gone = self._dropped([old], [new])
        is_wider = self._differs(
            Audience.READERS, gone, lambda _, side: self._between(after, sided(old, side))
        )
        is_narrower = self._differs(
            Audience.WRITERS, gone, lambda _, side: self._between(sided(old, side), after)
        )
        if is_wider and is_narrower:
            return "changed"
        return "widened" if is_wider else "narrowed" if is_narrower else "respelled"

    def _between(self, left: Sided, right: Sided) -> Evidence | None:
        found = self._search.excess(left, [right])
        return None if found is None else Evidence(found[0])

    def _bodies(self, pair: TypePair) -> tuple[Declaration, Declaration]:
        old = self._old[Audience.READERS].declarations[pair.old]
        return old, self._new.declarations[pair.new]

    def _dropped(self, old: Sequence[Subject], new: Sequence[Subject]) -> frozenset[str]:
        """The types of OLD that these subjects led to, and that those of NEW don't lead to."""
        return dropped(old, new, self._old[Audience.READERS], self._new, self._matches)

    def _side_alone(self, audience: Audience, gone: frozenset[str]) -> Side:
        """OLD, with references that lead to NEW, but for those to types that are dropped."""
        if (audience, gone) not in self._alone:
            self._alone[audience, gone] = replace(
                self._old[audience], onto=self._new, matches=self._matches, dropped=gone
            )
        return self._alone[audience, gone]

    def _differs(self, audience: Audience, gone: frozenset[str], search: _Searching) -> bool:
        """Whether something is found in both readings."""
        sides = self._side_alone(audience, gone), self._old[audience]
        try:
            return all(search(audience, side) is not None for side in sides)
        except UndecidedError:
            return True

    def _verdicts(
        self, pair: TypePair, search: _Searching, old: Sequence[Subject], new: Sequence[Subject]
    ) -> Verdicts:
        """The verdicts on a change of which these are the two sides."""
        gone = self._dropped(old, new)
        return (
            self._verdict(pair, Audience.READERS, gone, search),
            self._verdict(pair, Audience.WRITERS, gone, search),
        )

    def _verdict(
        self, pair: TypePair, audience: Audience, gone: frozenset[str], search: _Searching
    ) -> Verdict:
        asked = Direction.READ if audience is Audience.READERS else Direction.WRITTEN
        if asked not in self._directions.get(pair.new, Direction.BOTH):
            return UNUSED
        try:
            found = search(audience, self._side_alone(audience, gone))
            if found is None:
                return COMPATIBLE
            verdict = self._confirmed(pair, audience, found)
            if verdict.witness is not None:
                return verdict  # which is about this change alone
            found = search(audience, self._old[audience])
        except UndecidedError:
            return Verdict(Effect.BREAKING)
        return COMPATIBLE if found is None else self._confirmed(pair, audience, found)

    def _confirmed(self, pair: TypePair, audience: Audience, found: Evidence) -> Verdict:
        """The verdict with its witness, if the validator says so too."""
        old, new = (pair.old, self._old[audience]), (pair.new, self._new)
        own, other = (old, new) if audience is Audience.WRITERS else (new, old)
        if _mismatch(found.payload, *own) is not None:
            return Verdict(Effect.BREAKING)
        mismatch = _mismatch(found.payload, *other)
        if mismatch is not None and found.key is not None:
            mismatch = _mismatch_at(found.key, found.payload, *other)
        if mismatch is None:
            return Verdict(Effect.BREAKING)
        reason = f"{mismatch.path}: expected {mismatch.expected}, found {mismatch.found}"
        return Verdict(Effect.BREAKING, (found.payload,), reason)

    def _records(
        self, pair: TypePair, audience: Audience, old_side: Side
    ) -> tuple[tuple[RecordDecl, Side], tuple[RecordDecl, Side]]:
        old = old_side.declarations[pair.old]
        new = self._new.declarations[pair.new]
        assert isinstance(old, RecordDecl)
        assert isinstance(new, RecordDecl)
        pairs = (old, old_side), (new, self._new)
        return pairs if audience is Audience.WRITERS else (pairs[1], pairs[0])

    def _payload(self, own: Objects, members: dict[str, Json]) -> dict[str, Json]:
        """An object of a record with these members, and no others but those it requires."""
        needed = (f for key, f in own.fields.items() if f.required and key not in members)
        members = self._search.samples.members(needed, own.side) | members
        names = [*(name for name in own.fields if name in members), *members]
        return {name: members[name] for name in names}


def _at(names: Sequence[str], record: Declaration) -> list[Subject]:
    """What may stand under these names in a record."""
    if not isinstance(record, RecordDecl):
        return []
    types = {field.wire_name: field.type for field in record.fields}
    found = (types.get(name, record.additional) for name in names)
    return [type_ for type_ in found if type_ is not None]


def _mismatch(payload: Json, key: str, side: Side) -> Mismatch | None:
    return find_mismatch(payload, ReferenceType(key), side.declarations)


def _mismatch_at(name: str, payload: Json, key: str, side: Side) -> Mismatch | None:
    """What is wrong with what stands under a key, though other things may be wrong as well."""
    record = side.declarations[key]
    if not isinstance(record, RecordDecl) or not isinstance(payload, dict):
        return None
    alone = tuple(field for field in record.fields if field.wire_name == name)
    members: Json = {name: payload[name]} if name in payload else {}
    return find_mismatch_of(members, replace(record, fields=alone), side.declarations)
