"""Which lines of the module of all models are from which declaration, as its syntax tells.

Another program writes that module, in an order of its own, so what each line is from is known by
the names of classes and of what stands in them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from generator.origins import Line, Origin, Origins, Role
from generator.schema import EnumDecl, RecordDecl

if TYPE_CHECKING:
    from generator.schema import Declaration

Attributes: TypeAlias = Callable[[RecordDecl], Mapping[str, str]]
"""From the attributes of a record's class to the wire names."""

_OF_FIELDS: Final[tuple[Role, ...]] = (
    *("name", "type", "required", "description", "default", "example"),
)
_OF_VALUES: Final[tuple[Role, ...]] = ("name", "value", "description")


def model_lines(
    code: str, declarations: Mapping[str, Declaration], attributes: Attributes
) -> tuple[Line, ...]:
    """The code in pieces, each with what it is from. `declarations` are by their classes' names."""
    if not code:
        return ()
    lines = code.split("\n")
    origins: list[Origins] = [()] * len(lines)
    for statement, told in _statements(ast.parse(code), declarations, attributes):
        assert statement.end_lineno is not None
        for at in range(statement.lineno - 1, statement.end_lineno):
            origins[at] = told
    together = groupby(zip(lines, origins, strict=True), key=lambda each: each[1])
    return tuple(Line("\n".join(text for text, _ in part), told) for told, part in together)


def _statements(
    module: ast.Module, declarations: Mapping[str, Declaration], attributes: Attributes
) -> Iterator[tuple[ast.stmt, Origins]]:
    """Each statement with what it is from, an inner one after the one that it is in."""
    told: Origins = ()
    for statement in module.body:
        declaration = declarations.get(_name(statement))
        if declaration is not None:
            told = Origin(declaration.key).by()
        elif not isinstance(statement, ast.Expr):  # which is the docstring of what is above it
            told = ()
        yield statement, told
        if isinstance(statement, ast.ClassDef) and declaration is not None:
            yield from _members(statement, declaration, attributes)


def _members(
    class_: ast.ClassDef, declaration: Declaration, attributes: Attributes
) -> Iterator[tuple[ast.stmt, Origins]]:
    """The statements in a class that are from a field or a value."""
    parts = _parts(class_, declaration, attributes)
    told: Origins = ()
    for statement in class_.body:
        name = _name(statement)
        if name:
            told = parts.get(name, ())
        if told:
            yield statement, told


def _parts(
    class_: ast.ClassDef, declaration: Declaration, attributes: Attributes
) -> Mapping[str, Origins]:
    """What is from which part, by the names in the class."""
    match declaration:
        case RecordDecl(fields=fields):
            at = {field.wire_name: index for index, field in enumerate(fields)}
            return {
                attribute: Origin(declaration.key, at[wire_name]).by(*_OF_FIELDS)
                for attribute, wire_name in attributes(declaration).items()
            }
        case EnumDecl():  # whose values stay in their order
            names = filter(None, map(_name, class_.body))
            return {
                name: Origin(declaration.key, index).by(*_OF_VALUES)
                for index, name in enumerate(names)
            }
        case _:
            return {}


def _name(statement: ast.stmt) -> str:
    """What a statement declares; empty where it declares nothing."""
    match statement:
        case ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""
