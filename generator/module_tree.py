"""The modules of a schema: which is in which, what each declares, and where it first shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from generator.frozen import Frozen
from generator.origins import Origin, Origins

if TYPE_CHECKING:
    from generator.schema import Declaration, Schema
    from generator.source import Span


class ModuleTree(Frozen):
    """All modules of a schema, also those that only have others in them.

    The root is first, and every module before those that are in it.
    """

    children: Mapping[str, tuple[str, ...]]
    """The modules right below each."""
    declarations: Mapping[str, tuple[Declaration, ...]]
    """What each declares itself, in the schema's order."""
    spans: Mapping[str, Span | None]
    """The place of the first declaration in each, or in those below it; not for the root."""


def module_tree(schema: Schema) -> ModuleTree:
    """The modules that the declarations of a schema are in."""
    declarations: defaultdict[str, list[Declaration]] = defaultdict(list)
    spans: dict[str, Span | None] = {}
    for declaration in schema.declarations:
        if declaration.module not in declarations:
            for module in _with_parents(declaration.module):
                spans.setdefault(module, declaration.span)
        declarations[declaration.module].append(declaration)
    children: dict[str, list[str]] = {"": []}
    for module in sorted(spans):
        children[parent_module(module)].append(module)
        children[module] = []
    return ModuleTree(
        {module: tuple(below) for module, below in children.items()},
        {module: tuple(declarations[module]) for module in children},
        spans,
    )


def parent_module(module: str) -> str:
    """The module that a module is in."""
    return module.rpartition(".")[0]


def _with_parents(module: str) -> Iterator[str]:
    """The module and all that it is in, but for the root."""
    while module:
        yield module
        module = parent_module(module)


def member_origins(modules: Mapping[str, Iterable[Declaration]]) -> dict[str, Origins]:
    """For each module but the root, what is declared in it and in those below it.

    `modules` are all of them, each with its own declarations, in the order that origins are to be
    told in.
    """
    members: dict[str, list[Origin]] = {module: [] for module in modules if module}
    for home, declarations in modules.items():
        own = [Origin(declaration.key) for declaration in declarations]
        for module in _with_parents(home):
            members[module] += own
    return {module: tuple(origins) for module, origins in members.items()}
