"""`tablewright lint`: all diagnostics, nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.annotations import as_annotations
from generator.commands.findings import print_diagnostics, status_of
from generator.console import out
from generator.diagnostic_text import as_json
from generator.diff.inputs import Place, read_accepted
from generator.files import DiskFolder
from generator.frozen import replace
from generator.pipeline import compile_pages
from generator.sarif import as_sarif
from generator.version import version

if TYPE_CHECKING:
    import argparse

    from generator.pipeline import Compilation


def run(arguments: argparse.Namespace) -> int:
    """Show everything that is wrong with the pages, and with the file of accepted changes."""
    folder = DiskFolder.at(arguments.specs)
    compilation = _with_accepted(compile_pages(folder, keep=False), folder)
    diagnostics = compilation.report.sorted()
    match arguments.format:
        case "json":
            out(as_json(diagnostics))
        case "sarif":
            out(as_sarif(diagnostics, version()))
        case "github":
            out(as_annotations(diagnostics))
            print_diagnostics(compilation)  # the log shows no more of an annotation than its text
        case _:
            print_diagnostics(compilation)
    return status_of(compilation)


def _with_accepted(compilation: Compilation, specs: DiskFolder) -> Compilation:
    """With what is wrong with the file of accepted changes, if there is one beside the pages.

    Whether its entries fit any change is for `diff` to say.
    """
    reader, _ = read_accepted(None, Place(specs), compilation.report)
    return replace(compilation, sources={**compilation.sources, **reader.sources})
