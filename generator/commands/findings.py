"""What was found while something was read, as the user is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from generator.console import CLEAN, FINDINGS, say, say_has_colour
from generator.diagnostic_text import all_as_text
from generator.diagnostics import Severity
from generator.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic, Report
    from generator.source import Source


class Read(Protocol):
    """Anything that was read, with what was found."""

    @property
    def report(self) -> Report:
        """What was found."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """What was read, by the path that messages show."""


def print_diagnostics(read: Read) -> None:
    """Show everything that was found, and how much it is."""
    diagnostics = read.report.sorted()
    print_text(diagnostics, read)
    if diagnostics:
        errors = sum(each.severity is Severity.ERROR for each in diagnostics)
        warnings = len(diagnostics) - errors
        say(f"\n{counted(errors, 'error')}, {counted(warnings, 'warning')}")


def print_text(diagnostics: Iterable[Diagnostic], read: Read) -> None:
    """Show diagnostics, each with its row."""
    text = all_as_text(diagnostics, read.sources, say_has_colour())
    if text:
        say(text.removesuffix("\n"))


def status_of(read: Read) -> int:
    """The exit status of what was found."""
    return FINDINGS if read.report.has_errors else CLEAN
