"""`tablewright dump`: what a stage produced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.compiling import compiled
from generator.commands.findings import print_diagnostics, status_of
from generator.console import out
from generator.dump import dump
from generator.failures import CannotWorkError

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Show what a stage made of the spec set. Raises `CannotWorkError` where there is no such."""
    compilation = compiled(arguments, keep=True)
    print_diagnostics(compilation)
    text = dump(compilation, arguments.stage, arguments.name)
    if text is None:
        raise CannotWorkError(f"there is no {arguments.stage} of the name `{arguments.name}`")
    out(text)
    return status_of(compilation)
