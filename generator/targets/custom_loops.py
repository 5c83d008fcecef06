"""Which declarations lead back to themselves: what is written by value must not hold itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from generator.frozen import Frozen
from generator.references import references
from generator.schema import (
    AliasDecl,
    Declaration,
    EnumDecl,
    NullableType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
)


class Loops(Frozen):
    """Who leads back to whom. Declarations that lead to one another have one number."""

    held: Mapping[str, int]
    """By way of what a value holds itself, with no array and no map in between."""
    to_themselves: frozenset[str]
    """Those that lead back to themselves, in whatever way."""


def find_loops(schema: Schema) -> Loops:
    """The loops of a schema."""
    graph = {each.key: [*references((each,))] for each in schema.declarations}
    numbers = _components(graph)
    return Loops(
        held=_components({each.key: [*_held(each)] for each in schema.declarations}),
        to_themselves=frozenset(
            key for key, others in graph.items() if any(numbers[key] == numbers[o] for o in others)
        ),
    )


def _held(declaration: Declaration) -> Iterator[str]:
    pending: list[TypeExpr] = []
    match declaration:
        case RecordDecl(fields=fields):
            pending += (field.type for field in fields)
        case UnionDecl(variants=variants):
            pending += variants
        case AliasDecl(type=expression):
            pending.append(expression)
        case EnumDecl():
            pass
        case _:
            assert_never(declaration)
    while pending:
        match pending.pop():
            case ReferenceType(key):
                yield key
            case NullableType(inner):
                pending.append(inner)
            case UnionType(variants):
                pending += variants
            case _:
                pass


def _components(graph: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """A number for each node, and one number for nodes that lead to one another.

    Tarjan's algorithm, with a stack of its own, since a chain may be longer than Python's.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    numbers: dict[str, int] = {}
    open_nodes: list[str] = []
    path: list[tuple[str, Iterator[str]]] = []

    def enter(node: str) -> None:
        order[node] = lowest[node] = len(order)
        open_nodes.append(node)
        path.append((node, iter(graph[node])))

    for start in graph:
        if start not in order:
            enter(start)
        while path:
            node, others = path[-1]
            for other in others:
                if other not in order:
                    enter(other)
                    break
                if other not in numbers:
                    lowest[node] = min(lowest[node], order[other])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                while lowest[node] == order[node] and node not in numbers:
                    numbers[open_nodes.pop()] = order[node]
    return numbers
