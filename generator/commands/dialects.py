"""`tablewright dialects`: the built-in dialects and what they expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.console import CLEAN, out
from generator.dialects.dialect import builtin_dialect, dialect_names
from generator.dialects.summary import dialect_text, dialects_text
from generator.failures import CannotWorkError
from generator.wording import suggestion

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """List the dialects, or show one. Raises `CannotWorkError` where none has the name."""
    name: str | None = arguments.name
    names = dialect_names()
    if name is None:
        out(dialects_text(map(builtin_dialect, names)))
        out("\n`tablewright dialects NAME` shows all that one of them expects.\n")
        return CLEAN
    if name not in names:
        nothing = f"no dialect is called `{name}`"
        raise CannotWorkError(f"{nothing}; {suggestion(name, names)}".rstrip("; "))
    out(dialect_text(builtin_dialect(name)))
    return CLEAN
