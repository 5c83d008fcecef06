"""`tablewright lint`: all diagnostics, nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.annotations import as_annotations
from generator.commands.compiling import compiled
from generator.commands.findings import print_diagnostics, status_of
from generator.console import out
from generator.diagnostic_text import as_json
from generator.sarif import as_sarif
from generator.version import version

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Show everything that is wrong with the pages."""
    compilation = compiled(arguments)
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
