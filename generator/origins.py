"""Where generated text comes from: a declaration, or a part of it, and which of its cells.

The parts of a view say it of what a template prints for them. Nothing that is written depends on
it: it is there for `explain`.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from generator.frozen import Frozen

Role: TypeAlias = Literal[
    "name", "value", "type", "required", "description", "default", "example", "version"
]
"""What a cell says. A declaration's name is its title, its description the prose below that; the
spec set has a name and a version."""

OTHERS: Final = -1
"""The part of a record that stands for all keys which it does not name."""


class Origin(Frozen):
    """A declaration, or one of its fields, values or variants, as far as some roles go."""

    key: str
    """The declaration's key. Empty: the spec set itself."""
    part: int | None = None
    """Which of its parts, counted from 0, or `OTHERS`. None: the declaration as a whole."""
    roles: tuple[Role, ...] = ()
    """Which of its cells. Empty: none of them makes a difference, as in a closing brace."""

    def by(self, *roles: Role) -> Origins:
        """What comes from these of its cells."""
        return (Origin(self.key, self.part, roles),)


Origins: TypeAlias = tuple[Origin, ...]
"""All that a text comes from, the most telling first. Empty: it is the same for every schema."""


class Line(Frozen):
    """A line, or a few, for a template to print, with where it comes from."""

    text: str
    origins: Origins
