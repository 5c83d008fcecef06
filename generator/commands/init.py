"""`tablewright init`: look at a folder of pages, and write a spec-set file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.findings import status_of
from generator.commands.first_look import first_look, spec_set_file
from generator.console import FINDINGS, out, say
from generator.files import DiskFolder
from generator.pipeline import compile_pages
from generator.spec_set import FILE_NAME
from generator.write import write_new

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(arguments: argparse.Namespace) -> int:
    """Say what a folder of pages holds, and write its spec-set file where there is none."""
    specs: Path = arguments.specs
    file = specs / FILE_NAME
    if file.exists():
        say(f"{file.as_posix()} is there already, and nothing was written")
        return FINDINGS
    compilation = compile_pages(DiskFolder.at(specs))
    out(first_look(compilation, specs.as_posix()))
    write_new(file, spec_set_file(compilation))
    out(f"{file.as_posix()} was written\n")
    return status_of(compilation)
