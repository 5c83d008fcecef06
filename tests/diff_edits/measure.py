"""What is measured of one edit, and of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from diff_edits.edits import Edited
from diff_edits.payloads import Payloads, closed
from generator.diff.catalogue import RULES, Expected
from generator.diff.compare import compare
from generator.diff.model import Audience, Change, Comparison, Effect
from generator.instances import find_mismatch
from generator.references import references
from generator.schema import Declaration, Json, ReferenceType, Schema

PAYLOADS = 40
"""How many payloads are tried for each type and audience."""


@dataclass
class Measured:
    """The figures of many edits."""

    edits: int = 0
    breaking: int = 0
    """Verdicts that say so."""
    unproven: list[str] = field(default_factory=list)
    """Those of them without a witness."""
    overlooked: list[str] = field(default_factory=list)
    """Types that a payload was found for, though nothing was called breaking."""
    disproved: list[str] = field(default_factory=list)
    """Witnesses that are none, and rules that said otherwise beforehand."""
    found: int = 0
    """Types and audiences for which a payload was found without the comparison's help."""
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, edited: Edited, seed: int) -> None:
        """Measure one more edit."""
        self.edits += 1
        comparison = compare(edited.old, edited.new)
        sides = _Sides(edited.old, edited.new, comparison)
        for change in comparison.changes:
            self.rules[change.rule] += 1
            for audience in Audience:
                self._add_verdict(change, audience, sides, edited)
        for old, new in sides.matches.items():
            for audience in Audience:
                payload = sides.found(old, new, audience, seed)
                if payload is not None:
                    self.found += 1
                    if not sides.is_covered(old, new, audience):
                        told = f"{edited.names} {old} {audience.value}: {payload[0]!r}"
                        self.overlooked.append(f"{told}\n{edited.old}\n{edited.new}")

    def _add_verdict(
        self, change: Change, audience: Audience, sides: _Sides, edited: Edited
    ) -> None:
        verdict = change.verdict(audience)
        rule = RULES[change.rule]
        expected = rule.readers if audience is Audience.READERS else rule.writers
        told = f"{edited.names} {change}\n{edited.old}\n{edited.new}"
        if verdict.effect is not Effect.BREAKING:
            return
        self.breaking += 1
        if expected is Expected.COMPATIBLE:
            self.disproved.append(told)
        if verdict.witness is None:
            self.unproven.append(told)
        elif not sides.is_witness(verdict.witness[0], change.type, audience):
            self.disproved.append(told)


class _Sides:
    """Both schemas, read as each audience reads them."""

    def __init__(self, old: Schema, new: Schema, comparison: Comparison) -> None:
        self._schemas = old, new
        self._old, self._new = old.by_key(), new.by_key()
        self._closed = closed(old), closed(new)
        self.matches = {
            **{key: key for key in self._old if key in self._new},
            **comparison.renamed,
        }
        self._breaking = {
            audience: {
                c.type for c in comparison.changes if c.verdict(audience).effect is Effect.BREAKING
            }
            for audience in Audience
        }

    def _judges(self, audience: Audience) -> tuple[Mapping[str, Declaration], ...]:
        """The declarations under which payloads are valid, and those that may reject them."""
        closed_old, closed_new = self._closed
        if audience is Audience.WRITERS:
            return closed_old, closed_new
        return closed_new, self._old

    def found(self, old: str, new: str, audience: Audience, seed: int) -> tuple[Json] | None:
        """A payload that breaks an audience."""
        valid, rejecting = self._judges(audience)
        own, other = (old, new) if audience is Audience.WRITERS else (new, old)
        for payload in Payloads(valid, self._schemas, seed).some(own, PAYLOADS):
            if find_mismatch(payload, ReferenceType(other), rejecting) is not None:
                assert find_mismatch(payload, ReferenceType(own), valid) is None
                return (payload,)
        return None

    def is_witness(self, payload: Json, key: str, audience: Audience) -> bool:
        """Whether a payload is what it is said to be; `key` is of NEW, or of OLD alone."""
        old = next((one for one, two in self.matches.items() if two == key), key)
        valid, rejecting = self._judges(audience)
        own, other = (old, key) if audience is Audience.WRITERS else (key, old)
        if find_mismatch(payload, ReferenceType(own), valid) is not None:
            return False
        return other not in rejecting or (
            find_mismatch(payload, ReferenceType(other), rejecting) is not None
        )

    def is_covered(self, old: str, new: str, audience: Audience) -> bool:
        """Whether something is called breaking in a type, or in one that it leads to."""
        met = {*_met(old, self._old), *_met(new, self._new)}
        return bool(met & self._breaking[audience])


def _met(key: str, declarations: Mapping[str, Declaration]) -> Iterator[str]:
    found = {key}
    waiting = [key]
    while waiting:
        current = waiting.pop()
        yield current
        for used in references([declarations[current]]):
            if used not in found:
                found.add(used)
                waiting.append(used)
