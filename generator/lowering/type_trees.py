"""What a type cell writes, as a tree. Offsets are those of the cell's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from generator.schema import Scalar


@dataclass(frozen=True, slots=True)
class Word:
    """A name, with its qualifiers: `string`, `components.Gpu`, `::OpenApiSDK::X`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal in JSON's own spelling: `"click"`, `1`."""

    value: Scalar
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A Markdown link round a type: the text carries the type, the target says which it is."""

    text: RawType
    target: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Apply:
    """A head with arguments: `Record<string, T>`, `List[T]`, `T.nilable(T)`."""

    head: RawType
    arguments: tuple[RawType, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Array:
    """`T[]` or `[]T`."""

    items: RawType
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dictionary:
    """`{ [key: string]: T }` or `map[string]T`."""

    values: RawType
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A type with a mark before it: `?T`, or Go's pointer `*T`."""

    mark: str
    inner: RawType
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Either:
    """Two or more types with `|` between them."""

    members: tuple[RawType, ...]
    start: int
    end: int


RawType: TypeAlias = Word | Constant | Link | Apply | Array | Dictionary | Marked | Either
