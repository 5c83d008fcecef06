"""Enums in the models: a class, or a choice of literals.

A closed enum of texts or of integers is a class in Python. Any other is a choice: in a class,
Python takes 1, 1.0 and true for one value, and has no members for what an open enum does not list.
"""

from __future__ import annotations

from typing import Final

from generator.schema import EnumDecl, LiteralType, TypeExpr
from generator.targets.python_text import visible_text
from generator.targets.python_types import base_types

LARGEST_INTEGER: Final = 2**63 - 1
"""The largest integer that msgspec takes as a literal."""


def is_class(enum: EnumDecl) -> bool:
    """Whether the enum can be a class."""
    values = [each.value for each in enum.values]
    return not enum.open and (
        # The generator writes the values of a class as they are, seen or not.
        all(isinstance(value, str) and visible_text(value) == value for value in values)
        or all(type(value) is int and abs(value) <= LARGEST_INTEGER for value in values)
    )


def enum_types(enum: EnumDecl) -> tuple[TypeExpr, ...]:
    """The types of the choice that the enum is, if it is no class."""
    literals = tuple(LiteralType(each.value) for each in enum.values)
    return (*literals, *base_types(enum.values)) if enum.open else literals
