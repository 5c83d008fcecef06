"""Where a line of TypeScript folds: what Prettier leaves unchanged, made without running it.

In: a tree of text and of places where a line may end. Out: text of at most 80 columns, where it
can be had. This is the printer of Philip Wadler's "A prettier printer", which Prettier implements
too: a group is printed on one line if what follows fits up to the next possible line end, and with
a line break at each of its own places otherwise. How Prettier groups each construct is known to
`typescript_types`; this module knows only how groups become lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from generator.targets.typescript_text import width

LINE_WIDTH: Final = 80
"""Prettier's `printWidth` unless it is told otherwise."""
INDENT: Final = 2
"""Its `tabWidth`, likewise."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line break, or `flat` where the group around it is on one line."""

    flat: str


@dataclass(frozen=True, slots=True)
class Indent:
    """Lines that start in here are indented by one step more."""

    content: Doc


@dataclass(frozen=True, slots=True)
class Group:
    """Either all on one line, or broken at each line break that is in no group within."""

    content: Doc


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Text that stands only where the group around it is broken."""

    text: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """What follows an equals sign: on the next line only if its first piece does not fit here."""

    content: Doc


Doc: TypeAlias = "str | tuple[Doc, ...] | Line | Indent | Group | IfBroken | Assigned"
"""Text with places where a line may end."""

SOFT_LINE: Final = Line("")
SPACE_OR_LINE: Final = Line(" ")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A document that is still to be printed."""

    doc: Doc
    indent: int
    broken: bool
    """Whether its own line breaks, those in no group within, are line breaks."""


def layout(doc: Doc, indent: int = 0) -> str:
    """The text of a document that starts in column `indent` and ends its last line."""
    flat = one_line(doc)
    if indent + width(flat) <= LINE_WIDTH:
        return flat
    out: list[str] = []
    column = indent
    rest = [_Piece(doc, indent, broken=True)]
    while rest:
        piece = rest.pop()
        level, broken = piece.indent, piece.broken
        match piece.doc:
            case str() as text:
                out.append(text)
                column += width(text)
            case tuple() as parts:
                rest.extend(_Piece(part, level, broken) for part in reversed(parts))
            case Line(flat):
                out.append("\n" + " " * level if broken else flat)
                column = level if broken else column + len(flat)
            case Indent(content):
                rest.append(_Piece(content, level + INDENT, broken))
            case Group(content):
                fits = not broken or _fits(content, rest, LINE_WIDTH - column)
                rest.append(_Piece(content, level, not fits))
            case IfBroken(text):
                rest.append(_Piece(text if broken else "", level, broken))
            case Assigned(content):
                beside = _Piece(content, level, broken)
                if not broken or _fits(" ", [*rest, beside], LINE_WIDTH - column):
                    rest += (beside, _Piece(" ", level, broken))
                else:
                    rest.append(_Piece(Indent((SPACE_OR_LINE, content)), level, broken))
            case _:
                assert_never(piece.doc)
    return re.sub(" +\n", "\n", "".join(out))


def one_line(doc: Doc) -> str:
    """The document as if lines had no end."""
    match doc:
        case str():
            return doc
        case tuple():
            return "".join(map(one_line, doc))
        case Line(flat):
            return flat
        case Indent(content) | Group(content):
            return one_line(content)
        case IfBroken():
            return ""
        case Assigned(content):
            return " " + one_line(content)
        case _:
            assert_never(doc)


def _fits(doc: Doc, following: Sequence[_Piece], room: int) -> bool:
    """Whether `doc` on one line fits, with what follows it up to the next line break."""
    ahead = len(following)
    pieces = [_Piece(doc, 0, broken=False)]
    while room >= 0:
        if not pieces:
            if ahead == 0:
                return True
            ahead -= 1
            pieces.append(following[ahead])
        piece = pieces.pop()
        match piece.doc:
            case str() as text:
                room -= width(text)
            case tuple() as parts:
                pieces.extend(_Piece(part, 0, piece.broken) for part in reversed(parts))
            case Line(flat):
                if piece.broken:
                    return True
                room -= len(flat)
            case Indent(content) | Group(content):
                pieces.append(_Piece(content, 0, piece.broken))
            case IfBroken(text):
                room -= width(text) if piece.broken else 0
            case Assigned(content):
                pieces += (_Piece(content, 0, piece.broken), _Piece(" ", 0, piece.broken))
            case _:
                assert_never(piece.doc)
    return False
