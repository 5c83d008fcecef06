"""What a type cell writes, as a tree. Offsets are those of the cell's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.schema import Scalar


class Word(Frozen):
    """A name, with its qualifiers: `string`, `components.Gpu`, `::OpenApiSDK::X`."""

    text: str
    start: int
    end: int


class Constant(Frozen):
    """A literal in JSON's own spelling: `"click"`, `1`."""

    value: Scalar
    start: int
    end: int


class Link(Frozen):
    """A Markdown link round a type: the text carries the type, the target says which it is."""

    text: RawType
    target: str
    start: int
    end: int


class Apply(Frozen):
    """A head with arguments: `Record<string, T>`, `List[T]`, `T.nilable(T)`."""

    head: RawType
    arguments: tuple[RawType, ...]
    start: int
    end: int


class Array(Frozen):
    """`T[]` or `[]T`."""

    items: RawType
    start: int
    end: int


class Dictionary(Frozen):
    """`{ [key: string]: T }` or `map[string]T`."""

    values: RawType
    start: int
    end: int


class Marked(Frozen):
    """A type with a mark before it: `?T`, or Go's pointer `*T`."""

    mark: str
    inner: RawType
    start: int
    end: int


class Either(Frozen):
    """Two or more types with `|` between them."""

    members: tuple[RawType, ...]
    start: int
    end: int


RawType: TypeAlias = Word | Constant | Link | Apply | Array | Dictionary | Marked | Either


def parts_of(tree: RawType) -> tuple[RawType, ...]:
    """The trees that a tree holds."""
    match tree:
        case Word() | Constant():
            return ()
        case Link(text=inner) | Array(items=inner) | Dictionary(values=inner) | Marked(inner=inner):
            return (inner,)
        case Apply(head, arguments):
            return (head, *arguments)
        case Either(members):
            return members
        case _:
            assert_never(tree)
