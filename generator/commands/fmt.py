"""`tablewright fmt`: canonical tables, nothing else touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.findings import print_diagnostics
from generator.console import CLEAN, FINDINGS, out, say
from generator.diagnostics import Report
from generator.file_names import on_disk
from generator.files import DiskFolder
from generator.formatting import formatted, pages_to_format
from generator.reader import Reader
from generator.wording import counted
from generator.write import replace_text

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(arguments: argparse.Namespace) -> int:
    """Put the tables of all pages into form, or say which would change."""
    specs: Path = arguments.specs
    folder = DiskFolder.at(specs)
    reader = Reader(folder, Report())
    names = pages_to_format(folder, reader)
    changed = 0
    for name in names:
        page = formatted(reader, name)
        if page is not None:
            changed += 1
            out(f"{page.shown}\n")
            if not arguments.check:
                replace_text(folder.place / on_disk(name), page.text)
    print_diagnostics(reader)
    if arguments.check and changed:
        say(f"{counted(changed, 'page')} would change: run `tablewright fmt`")
    elif not arguments.check:
        out(f"{counted(changed, 'page')} formatted, {len(names) - changed} unchanged\n")
    return FINDINGS if reader.report.has_errors or (arguments.check and changed) else CLEAN
