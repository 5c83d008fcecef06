"""`tablewright package`: archives for other services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.compiling import is_stopped
from generator.commands.findings import print_diagnostics
from generator.console import CLEAN, FINDINGS, out
from generator.files import DiskFolder
from generator.packaging.build import archived, build_archives
from generator.packaging.identity import identity_of
from generator.pipeline import compile_pages
from generator.plan import plan_archives
from generator.source import Span
from generator.spec_set import FILE_NAME
from generator.write import locked, recover, write_output

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(arguments: argparse.Namespace) -> int:
    """Build the archives, and show their hashes as `sha256sum --check` reads them."""
    folder: Path = arguments.out
    recover(folder)
    specs = DiskFolder.at(arguments.specs)
    compilation = compile_pages(specs, archived(arguments.target) or None, keep=False)
    file = Span(specs.path(FILE_NAME), 1, 1, 1)
    identity = identity_of(compilation.schema, compilation.places, file, compilation.report)
    print_diagnostics(compilation)
    if is_stopped(compilation) or identity is None:
        return FINDINGS
    archives = tuple(build_archives(compilation.schema, compilation.targets, identity))
    with locked(folder, make=True) as stage:
        write_output(plan_archives(archives, folder, stage.put), folder)
    for archive in archives:
        out(f"{archive.digest}  {(folder / archive.name).as_posix()}\n")
    return CLEAN
