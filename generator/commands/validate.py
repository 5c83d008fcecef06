"""`tablewright validate`: JSON payloads against a type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.commands.findings import print_diagnostics, print_text, status_of
from generator.console import FINDINGS, out, say
from generator.diagnostics import Report, Severity
from generator.failures import CannotWorkError
from generator.files import DiskFolder, read_standard_input
from generator.pipeline import compile_pages
from generator.reader import Reader
from generator.trace.payload_forms import payloads_json, payloads_text
from generator.trace.payloads import judged
from generator.trace.subjects import suggested

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from generator.source import Source

_DEFAULT_SPECS: Final = Path("specs")
_STANDARD_INPUT: Final = "-"


def run(arguments: argparse.Namespace) -> int:
    """Judge payloads by a type. Raises `CannotWorkError` where no page declares it."""
    names, specs = _files_and_specs(arguments.files, arguments.specs)
    compilation = compile_pages(DiskFolder.at(specs), only=())
    errors = (each for each in compilation.report.sorted() if each.severity is Severity.ERROR)
    print_text(errors, compilation)
    if compilation.report.has_errors or not compilation.is_sound:
        say("nothing was validated, because of the errors above")
        return FINDINGS
    key: str = arguments.type
    if key not in compilation.schema.by_key():
        nothing = f"no page in {specs.as_posix()} declares `{key}`"
        raise CannotWorkError(f"{nothing}; {suggested(key, compilation.schema)}".rstrip("; "))
    reader = Reader(DiskFolder(Path(), "."), Report())
    payloads = [judged(source, key, compilation) for source in _read(names, reader)]
    if arguments.format == "json":
        out(payloads_json(key, payloads, compilation.sources))
    else:
        out(payloads_text(payloads, compilation.sources))
    print_diagnostics(reader)
    return FINDINGS if any(payload.findings for payload in payloads) else status_of(reader)


def _files_and_specs(files: Sequence[str], specs: Path | None) -> tuple[Sequence[str], Path]:
    """The names of the payloads, and the spec set, which may be the last that was named: a folder
    is no payload."""
    if specs is not None:
        return files, specs
    *first, last = files
    return (first, Path(last)) if first and Path(last).is_dir() else (files, _DEFAULT_SPECS)


def _read(names: Sequence[str], reader: Reader) -> Iterator[Source]:
    """The payloads, without those that are not text, which the reader reports."""
    for name in names:
        source = (
            read_standard_input(reader.report) if name == _STANDARD_INPUT else reader.read(name)
        )
        if source is not None:
            yield source
