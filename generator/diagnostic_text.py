"""A diagnostic as text, with the row and the part underlined, and as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Severity
from generator.display_width import display_width
from generator.json_text import json_document

if TYPE_CHECKING:
    from generator.schema import Json
    from generator.source import Source, Span

WIDTH = 120
"""How much of a long row is shown."""

_COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m"}
_RESET = "\x1b[0m"


def shown_span(span: Span) -> str:
    """`file:line:column-column`: both columns count, from 1."""
    return f"{span.path}:{span.line}:{span.column}-{span.last_column}"


def as_text(diagnostic: Diagnostic, source: Source | None, colour: bool = False) -> str:
    """One line that works alone, then the row, then at most one help line.

    `source` is what the span is a place in; None where there is no text to show.
    """
    severity = diagnostic.severity
    label = f"{severity.value}[{diagnostic.code}]"
    if colour:
        label = f"{_COLOURS[severity]}{label}{_RESET}"
    lines = [f"{printable(shown_span(diagnostic.span))}: {label}: {printable(diagnostic.message)}"]
    if source is not None:
        rows, span = source.lines(), diagnostic.span
        lines += underlined(rows[span.line - 1] if span.line <= len(rows) else "", [span])
    if diagnostic.help:
        lines.append(f"   = help: {printable(diagnostic.help)}")
    return "\n".join(lines) + "\n"


def underlined(row: str, spans: Sequence[Span]) -> list[str]:
    """A row, and below it marks under the spans, which are in the row's order.

    Of a long row, what is around the first of them. Empty where there is nothing to be seen.
    """
    if not row.strip():
        return []
    first, cut = spans[0], 0
    row = printable(row.replace("\t", " "))
    if len(row) > WIDTH and first.column - 1 > WIDTH // 2:
        cut = first.column - 1 - WIDTH // 3
        row = "…" + row[cut + 1 :]
    row = row if len(row) <= WIDTH else row[: WIDTH - 1] + "…"
    marks = ""
    for span in spans:
        start, end = span.column - 1 - cut, span.last_column - cut
        if start < WIDTH:
            marks += " " * (display_width(row[:start]) - len(marks))
            marks += "^" * max(1, display_width(row[start : min(end, WIDTH)]))
    number = str(first.line)
    pad = " " * len(number)
    return [f"{pad} |", f"{number} | {row.rstrip()}", f"{pad} | {marks}"]


def printable(line: str) -> str:
    """The line without what could drive the terminal or reorder the text."""
    if line.isprintable():  # as most are
        return line
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else "\ufffd"
        for char in line
    )


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """All diagnostics as one JSON document; columns count from 1, the last one included."""
    document: Json = {
        "diagnostics": [
            {
                "code": diagnostic.code,
                "severity": diagnostic.severity.value,
                "file": diagnostic.span.path,
                "line": diagnostic.span.line,
                "column": diagnostic.span.column,
                "end_column": diagnostic.span.last_column,
                "message": diagnostic.message,
                "help": diagnostic.help,
            }
            for diagnostic in diagnostics
        ]
    }
    return json_document(document)


def all_as_text(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], colour: bool = False
) -> str:
    """All diagnostics as text, a blank line between two."""
    return "\n".join(as_text(d, sources.get(d.span.path), colour) for d in diagnostics)
