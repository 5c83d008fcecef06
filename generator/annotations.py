"""Diagnostics as GitHub annotates a pull request with them: one workflow command a line.

The form is that of https://docs.github.com/actions/reference/workflow-commands-for-github-actions
and of its toolkit, which escapes what ends a value; so no text of a page can start a command.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, TypeAlias

from generator.diagnostic_text import printable
from generator.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from generator.source import Span

Level: TypeAlias = Literal["error", "warning", "notice"]


def as_annotations(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics, one a line. The last column is included, as in the other forms."""
    return "".join(
        annotation(
            "error" if each.severity is Severity.ERROR else "warning",
            each.span,
            each.code,
            (each.message, f"help: {each.help}") if each.help else (each.message,),
        )
        for each in diagnostics
    )


def annotation(level: Level, span: Span, title: str, lines: Iterable[str]) -> str:
    """The workflow command that shows some lines below a place, with its line end."""
    properties = {
        "file": span.path,
        "line": str(span.line),
        "col": str(span.column),
        "endColumn": str(span.last_column),
        "title": title,
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = "\n".join(map(printable, lines))
    return f"::{level} {listed}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
