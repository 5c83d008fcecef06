"""`tablewright init`: look at a folder of pages, and write a spec-set file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from generator.commands.findings import status_of
from generator.console import FINDINGS, out, say
from generator.diagnostics import Severity
from generator.dialects.dialect import builtin_dialect, dialect_names
from generator.files import DiskFolder
from generator.lowering.detect import understood_cells
from generator.pipeline import compile_pages
from generator.schema import RecordDecl
from generator.spec_set import AS_WRITTEN, FILE_NAME, WIRE_NAME_RULES
from generator.wording import counted, listed
from generator.write import write_new
from generator.yaml_text import yaml_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from generator.pipeline import Compilation

_MOST_LISTED: Final = 10
"""How many modules are named."""


def run(arguments: argparse.Namespace) -> int:
    """Say what a folder of pages holds, and write its spec-set file where there is none."""
    specs: Path = arguments.specs
    file = specs / FILE_NAME
    if file.exists():
        say(f"{file.as_posix()} is there already, and nothing was written")
        return FINDINGS
    compilation = compile_pages(DiskFolder.at(specs))
    out(_first_look(compilation, specs.as_posix()))
    write_new(file, _spec_set_file(compilation))
    out(f"{file.as_posix()} was written\n")
    return status_of(compilation)


def _first_look(compilation: Compilation, shown: str) -> str:
    """What there is in a folder of pages, which `shown` is the name of, a line for each thing."""
    return "".join(f"{line}\n" for line in _lines(compilation, shown))


def _lines(compilation: Compilation, shown: str) -> Iterator[str]:
    pages = counted(len(compilation.pages), "page")
    types = counted(len(compilation.schema.declarations), "type")
    yield f"{shown}: {pages}, {types}, {counted(compilation.field_count, 'field')}"
    yield f"  dialect: {_dialect(compilation)}"
    modules = Counter(each.module for each in compilation.schema.declarations)
    for module, count in sorted(modules.items())[:_MOST_LISTED]:
        yield f"  {f'module {module}' if module else 'root module'}: {counted(count, 'type')}"
    if len(modules) > _MOST_LISTED:
        yield f"  and {counted(len(modules) - _MOST_LISTED, 'module')} more"
    for reason, count in sorted(Counter(each.reason for each in compilation.ruled_out).items()):
        yield f"  {counted(count, 'page')} ruled out: {reason}"
    if _has_client_names(compilation):
        yield f"  names: a client library's{_spelling(compilation)}; see `wire_names:`"
    # What the spec-set file will say something of is found no more.
    found = (each for each in compilation.report.sorted() if each.code != "client-names")
    severities = Counter(each.severity for each in found)
    if severities:
        errors = counted(severities[Severity.ERROR], "error")
        warnings = counted(severities[Severity.WARNING], "warning")
        yield f"  {errors}, {warnings}: `tablewright lint {shown}` shows them"


def _dialect(compilation: Compilation) -> str:
    """The dialect, and how much more it understands than the next."""
    name = compilation.dialect
    if not name:
        return "none that is built in fits; `tablewright dialects` shows what each expects"
    read = {
        each: understood_cells(builtin_dialect(each), compilation.pages) for each in dialect_names()
    }
    fits, cells = read.pop(name)
    if not cells:
        return f"{name}, by the headings alone"
    second = max(read, key=lambda each: read[each][0])
    next_ = f"the next, {second}, {read[second][0]:,}"
    return f"{name}, which reads {fits:,} of {cells:,} type cells; {next_}"


def _spec_set_file(compilation: Compilation) -> str:
    """The text of a spec-set file that says of the pages what they show."""
    lines = [
        "# How these pages are read. Every key may be left out.",
        "",
        "# The generated package:",
    ]
    lines.append(yaml_text({"name": compilation.schema.name}).rstrip("\n"))
    lines += ["", "# How the pages are written: `tablewright dialects` lists what is built in."]
    lines.append(f"dialect: {compilation.dialect or 'auto'}")
    if _has_client_names(compilation):
        others = listed([rule for rule in WIRE_NAME_RULES if rule != AS_WRITTEN], "or")
        lines += [
            "",
            f"# The tables show the names of a client library{_spelling(compilation)}. Where JSON",
            f"# spells them otherwise, say how: {others}.",
            f"wire_names: {AS_WRITTEN}",
        ]
    return "".join(f"{line}\n" for line in lines)


def _has_client_names(compilation: Compilation) -> bool:
    return bool(compilation.dialect) and builtin_dialect(compilation.dialect).client_names


def _spelling(compilation: Compilation) -> str:
    """How all names are spelled, if that is one way; to stand after a noun."""
    names = {
        field.wire_name
        for declaration in compilation.schema.declarations
        if isinstance(declaration, RecordDecl)
        for field in declaration.fields
    }
    rules = [name for name, rule in WIRE_NAME_RULES.items() if name != AS_WRITTEN]
    fitting = [rule for rule in rules if all(WIRE_NAME_RULES[rule](name) == name for name in names)]
    return f", all in {fitting[0]}" if len(fitting) == 1 else ""
