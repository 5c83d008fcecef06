"""`tablewright dump`: what a stage produced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.findings import print_diagnostics, status_of
from generator.console import out
from generator.dump import dump
from generator.failures import CannotWorkError
from generator.files import DiskFolder
from generator.pipeline import compile_pages

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Show what a stage made of the spec set. Raises `CannotWorkError` where there is no such."""
    compilation = compile_pages(DiskFolder.at(arguments.specs))
    print_diagnostics(compilation)
    text = dump(compilation, arguments.stage, arguments.name)
    if text is None:
        raise CannotWorkError(f"there is no {arguments.stage} of the name `{arguments.name}`")
    out(text)
    return status_of(compilation)
