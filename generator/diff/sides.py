"""A side of a comparison: declarations, and how they are read.

A type expression means nothing by itself, since its references are keys of one schema. Together
with a side it does. There are three: OLD, NEW, and OLD as it would be if no more had changed than
the one thing that is judged, whose references lead to NEW wherever NEW has the type and refers to
it still.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from generator.frozen import Frozen, field, replace
from generator.schema import AliasDecl, AnyType, Declaration, RecordDecl, ReferenceType, TypeExpr

Subject: TypeAlias = TypeExpr | Declaration
"""What has values: a type expression, or the body of a declaration."""


class Side(Frozen, eq=False):
    """Where the references of a type expression lead. Two sides are never equal."""

    declarations: Mapping[str, Declaration]
    """As they are, or as `ClosedDeclarations` reads them."""
    settled: Mapping[str, str] = field(default_factory=dict)
    """A name for each declaration that means the same on all sides, by its key on this one."""
    onto: Side | None = None
    """The side on which the declarations in `matches` are found instead."""
    matches: Mapping[str, str] = field(default_factory=dict)
    """The keys that they have there."""
    dropped: frozenset[str] = frozenset()
    """Those of them that are found here all the same."""


class Sided(Frozen):
    """A type on the side on which its references are meant."""

    subject: Subject
    side: Side

    @property
    def identity(self) -> tuple[str, Side]:
        """What two of them have in common that are one.

        The text tells the literals 1 and true apart, which Python holds for equal.
        """
        return repr(self.subject), self.side

    def declaration(self) -> Sided:
        """What a reference leads to; itself, if it is none."""
        if not isinstance(self.subject, ReferenceType):
            return self
        return Sided(self.side.declarations[self.subject.key], self.side)

    def step(self) -> Sided:
        """What a reference or an alias leads to; itself, if it is neither."""
        if isinstance(self.subject, AliasDecl):
            return sided(self.subject.type, self.side)
        return self.declaration()


def sided(subject: Subject, side: Side) -> Sided:
    """The type on this side; a reference on the side to which it leads."""
    if isinstance(subject, ReferenceType) and side.onto and subject.key not in side.dropped:
        key = side.matches.get(subject.key)
        if key is not None:
            return Sided(ReferenceType(key), side.onto)
    return Sided(subject, side)


def settled_name(type_: Sided) -> str | None:
    """The common name of a reference that means the same on all sides; None for all others."""
    if isinstance(type_.subject, ReferenceType):
        return type_.side.settled.get(type_.subject.key)
    return None


class ClosedDeclarations(dict[str, Declaration]):
    """Declarations read as closed: a record without a type for other keys takes none."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        """The declarations as they are; each is closed when it is first asked for."""
        super().__init__()
        self._open = declarations

    def __missing__(self, key: str) -> Declaration:
        """The declaration, which is kept."""
        declaration = self._open[key]
        if isinstance(declaration, RecordDecl) and declaration.additional == AnyType():
            declaration = replace(declaration, additional=None)
        self[key] = declaration
        return declaration
