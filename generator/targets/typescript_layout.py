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
from typing import Final, TypeAlias, assert_never

from generator.frozen import Frozen
from generator.targets.typescript_text import width

LINE_WIDTH: Final = 80
"""Prettier's `printWidth` unless it is told otherwise."""
INDENT: Final = 2
"""Its `tabWidth`, likewise."""


class Line(Frozen):
    """A line break, or `flat` where the group around it is on one line."""

    flat: str


class Indent(Frozen):
    """Lines that start in here are indented by one step more."""

    content: Doc


class Group(Frozen):
    """Either all on one line, or broken at each line break that is in no group within."""

    content: Doc


class IfBroken(Frozen):
    """Text that stands only where the group around it is broken."""

    text: str


class Assigned(Frozen):
    """What follows an equals sign: on the next line only if its first piece does not fit here."""

    content: Doc


Doc: TypeAlias = "str | tuple[Doc, ...] | Line | Indent | Group | IfBroken | Assigned"
"""Text with places where a line may end."""

SOFT_LINE: Final = Line("")
SPACE_OR_LINE: Final = Line(" ")


_Piece: TypeAlias = "tuple[Doc, int]"
"""A document that is still to be printed, with a line break at each of its own places, and the
indent of its lines."""

_SPACES_AT_END: Final = re.compile(" +\n")


class Measured(Frozen):
    """A document that many lines hold, with what it is as if lines had no end."""

    doc: Doc
    flat: str


def measured(doc: Doc) -> Measured:
    """The document, to be laid out more than once."""
    return Measured(doc, one_line(doc))


def layout_between(before: str, middle: Measured, after: str, indent: int) -> str:
    """The text of a document between two texts, as `layout` has it."""
    flat = f"{before}{middle.flat}{after}"
    if indent + width(flat) <= LINE_WIDTH:
        return flat
    return layout((before, middle.doc, after), indent)


def layout(doc: Doc, indent: int = 0) -> str:
    """The text of a document that starts in column `indent` and ends its last line."""
    flat = one_line(doc)
    if indent + width(flat) <= LINE_WIDTH:
        return flat
    out: list[str] = []
    column = indent
    # The outermost group does not fit, as was just seen.
    rest: list[_Piece] = [(doc.content if isinstance(doc, Group) else doc, indent)]
    while rest:
        doc, level = rest.pop()
        match doc:
            case str():
                out.append(doc)
                column += width(doc)
            case tuple():
                rest += [(part, level) for part in reversed(doc)]
            case Line():
                out.append("\n" + " " * level)
                column = level
            case Indent(content):
                rest.append((content, level + INDENT))
            case Group(content):
                flat = one_line(content)
                fits = _fits(flat, rest, LINE_WIDTH - column)
                rest.append((flat if fits else content, level))
            case IfBroken(text):
                rest.append((text, level))
            case Assigned(content):
                beside = (content, level)
                if _fits(" ", [*rest, beside], LINE_WIDTH - column):
                    rest += (beside, (" ", level))
                else:
                    rest.append((Indent((SPACE_OR_LINE, content)), level))
            case _:
                assert_never(doc)
    return _SPACES_AT_END.sub("\n", "".join(out))


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


def _fits(text: str, following: Sequence[_Piece], room: int) -> bool:
    """Whether a text fits, with what follows it up to the next line break."""
    room -= width(text)
    ahead = len(following)
    docs: list[Doc] = []
    while room >= 0:
        if not docs:
            if ahead == 0:
                return True
            ahead -= 1
            docs.append(following[ahead][0])
        doc = docs.pop()
        match doc:
            case str():
                room -= width(doc)
            case tuple():
                docs += reversed(doc)
            case Line():
                return True
            case Indent(content) | Group(content):
                docs.append(content)
            case IfBroken(text):
                room -= width(text)
            case Assigned(content):
                docs += (content, " ")
            case _:
                assert_never(doc)
    return False
