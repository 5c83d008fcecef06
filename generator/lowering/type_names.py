"""What the words of a type tree name: declarations, or what the notation knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lowering import type_trees as raw
from generator.lowering.type_context import QUALIFIERS

if TYPE_CHECKING:
    from generator.dialects.dialect import TypeNotation
    from generator.lowering.symbols import Symbol


def names(text: str, symbol: Symbol) -> bool:
    """Whether a word, qualified or not, is the name of a declaration."""
    return symbol.name in (text, QUALIFIERS.split(text)[-1])


def mentions(tree: raw.RawType, symbol: Symbol) -> bool:
    """Whether a tree names a declaration."""
    if isinstance(tree, raw.Word):
        return names(tree.text, symbol)
    return any(mentions(part, symbol) for part in raw.parts_of(tree))


def wrapped(tree: raw.RawType, notation: TypeNotation) -> raw.RawType:
    """What a link's text wraps: `X` in `Optional[models.X]`, `X[]` and `Dict[str, X]`."""
    match tree:
        case raw.Marked(inner=inner) | raw.Array(items=inner) | raw.Dictionary(values=inner):
            return wrapped(inner, notation)
        case raw.Apply(head=raw.Word(head), arguments=(*_, last)) if (
            head not in notation.union and len(tree.arguments) == (2 if head in notation.map else 1)
        ):
            return wrapped(last, notation)
        case _:
            return tree


def is_known(tree: raw.RawType, notation: TypeNotation) -> bool:
    """Whether the notation knows every word of a tree."""
    match tree:
        case raw.Word(text):
            return text in notation.words
        case raw.Constant():
            return True
        case raw.Link(text=inner) | raw.Marked(inner=inner) | raw.Array(items=inner):
            return is_known(inner, notation)
        case raw.Dictionary(values=inner):
            return is_known(inner, notation)
        case raw.Apply(head=raw.Word(head), arguments=arguments):
            return head in notation.heads and all(is_known(each, notation) for each in arguments)
        case raw.Either(members):
            return all(is_known(member, notation) for member in members)
        case _:
            return False
