"""What a comparison of two schemas found: frozen data, for every form of the report.

A change is judged twice. For those who **write** payloads it breaks where a payload is valid under
OLD, has only keys that OLD declares, and is rejected by NEW, read as closed. For those who **read**
them it breaks where a payload is valid under NEW, has only keys that NEW declares, and is rejected
by OLD, open as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, Flag
from typing import TYPE_CHECKING

from generator.frozen import Frozen, field
from generator.schema import Json

if TYPE_CHECKING:
    from generator.source import Span


class Audience(Enum):
    """Whom a change is judged for."""

    READERS = "readers"
    WRITERS = "writers"


class Direction(Flag):
    """Which way payloads of a type go, as the users of the API see it."""

    READ = 1
    WRITTEN = 2
    BOTH = 3


class Effect(Enum):
    """What a change does to one audience."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"
    UNUSED = "unused"
    """Nobody of this audience meets the type."""


class Bump(Enum):
    """The part of a semantic version that has to grow."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    def at_least(self, other: Bump) -> Bump:
        """The larger of two."""
        order = list(Bump)
        return max(self, other, key=order.index)


class Verdict(Frozen):
    """What a change does to one audience, and the payload that proves it."""

    effect: Effect
    witness: tuple[Json] | None = None
    """A payload of the type, in a tuple of one so that null is not "no witness"."""
    reason: str = ""
    """Why the other side rejects the witness: where in it, and what it takes there."""


COMPATIBLE = Verdict(Effect.COMPATIBLE)
UNUSED = Verdict(Effect.UNUSED)


class Change(Frozen):
    """One difference in meaning, at the one place where it was made."""

    rule: str
    """A key of the catalogue."""
    type: str
    """The key of the type: in NEW, or in OLD where NEW has it no more. Empty: the spec set."""
    part: str
    """The field, value or variant within the type. Empty: the type itself."""
    sentence: str
    """What changed, without a full stop."""
    old: Span | None
    new: Span | None
    readers: Verdict = COMPATIBLE
    writers: Verdict = COMPATIBLE

    @property
    def is_breaking(self) -> bool:
        """Whether it breaks anybody."""
        return Effect.BREAKING in (self.readers.effect, self.writers.effect)

    def verdict(self, audience: Audience) -> Verdict:
        """What the change does to one audience."""
        return self.readers if audience is Audience.READERS else self.writers


class Accepted(Frozen):
    """A change that somebody agreed to beforehand."""

    change: Change
    reason: str


class Reach(Frozen):
    """The types through which a change is met as well: those that refer to its type."""

    types: tuple[str, ...]
    """The nearest first, those at one distance by key."""
    is_cut: bool = False
    """Whether there are more."""


class Comparison(Frozen):
    """All changes between two schemas: by type, in a type by the catalogue's order and place."""

    changes: tuple[Change, ...]
    bump: Bump
    """The version bump that the changes ask for."""
    reach: Mapping[str, Reach] = field(default_factory=dict)
    """Of each type in which something changed that payloads can show; by key."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """The types that have another key in NEW, by their key in OLD."""
    accepted: tuple[Accepted, ...] = ()
    """Those that were agreed to, which are not among `changes`."""
    directions_known: bool = False
    """Whether anybody said which types are read and which are written. If not, all are both."""

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The changes that break somebody."""
        return tuple(change for change in self.changes if change.is_breaking)
