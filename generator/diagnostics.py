"""Diagnostics are collected, never thrown: a coded message about the input, with a span.

A report only grows. A mistake costs what it touches and nothing else; the reader carries on, so
that one run shows every mistake.

How a message is worded: say what is there, then what would be accepted. Underline the smallest
wrong thing. One mistake, one diagnostic. No blame, no "illegal", "bad", "please", and no "I".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from generator.frozen import Frozen
from generator.source import Span


class Severity(Enum):
    """What a diagnostic means for the run."""

    ERROR = "error"
    """The output would be wrong, so none is written."""
    WARNING = "warning"
    """The output is right, but the page deserves a look."""
    OFF = "off"
    """Not reported."""


class Rule(Frozen):
    """What the catalogue knows of a code. The long explanation is `explanations/<code>.md`."""

    severity: Severity
    """Unless the dialect or the spec set says otherwise."""
    sentence: str
    """One plain sentence, without a full stop."""


def _catalogue(errors: Mapping[str, str], warnings: Mapping[str, str]) -> Mapping[str, Rule]:
    rules = {code: Rule(Severity.ERROR, sentence) for code, sentence in errors.items()}
    rules |= {code: Rule(Severity.WARNING, sentence) for code, sentence in warnings.items()}
    return MappingProxyType(dict(sorted(rules.items())))


CATALOGUE: Final[Mapping[str, Rule]] = _catalogue(
    errors={
        # The text of a source.
        "not-utf8": "a source is not UTF-8 text",
        "nul-character": "a source holds a NUL character",
        # Pages and their tables.
        "no-title": "a page has a table of fields, values or variants, but no title",
        "ragged-row": "a row has more cells than its header",
        "no-types": "no page of the spec set declares a type",
        "missing-heading": "a table of fields stands below no heading that says so",
        "missing-table": "a section that should list something holds no table",
        "broken-table": "lines that look like a table are none",
        "missing-column": "a table lacks a column that it cannot be read without",
        "missing-name": "a row has no name",
        "missing-type": "a row has no type",
        "unknown-required": "a Required cell says neither yes nor no",
        "no-values": "an enum's page shows no values",
        "no-variants": "a union's page shows no variants",
        "malformed-values": "a list of enum values cannot be read",
        # Types and references.
        "malformed-type": "a type cell breaks off or does not close its brackets",
        "unknown-type": "a type cell holds a word that is neither a type nor a declaration",
        "dangling-reference": "a link or name leads to no declaration",
        "client-library-type": "a type is the client library's own, and no JSON",
        "ambiguous-reference": "a name without a link fits declarations in several modules",
        "alias-cycle": "an alias or union leads back to itself with nothing in between",
        # Declarations.
        "duplicate-type": "two pages declare one type",
        "duplicate-field": "two rows of a table have one wire name",
        "duplicate-value": "two rows of an enum have one value",
        "default-mismatch": "a default is not a value of its field's type",
        # The spec-set file, the overlay, dialect files and schema files.
        "malformed-yaml": "a YAML file cannot be read",
        "too-many-aliases": "a YAML file repeats itself through aliases beyond the limit",
        "duplicate-key": "a mapping has one key twice",
        "unknown-key": "a mapping has a key that means nothing there",
        "missing-key": "a mapping lacks a key that it cannot be read without",
        "wrong-value": "a value is not of the kind that its key takes",
        "missing-file": "a file that is named does not exist",
        "unknown-dialect": "no dialect fits, or none has the name that is given",
        "unknown-overlay-target": "the overlay names a type or field that no page declares",
        # The targets that a project brings.
        "template-error": "a project's template cannot be read, or asks for what is not there",
        "unwritable-name": "a target has no way to write a wire name",
        # What archives are called.
        "package-name": "the spec set's name cannot be that of a package",
        "package-version": "the spec set has no version that a package can have",
    },
    warnings={
        "missing-cells": "a row has fewer cells than its header",
        "unknown-column": "a column's header means nothing to the dialect",
        "unused-table": "a table on a type's page stands where no table is expected",
        "unread-tables": "pages with tables declare no type that the dialect knows",
        "unused-section": "a part of a type's page is not read: another type's, or said already",
        "broken-link": "a link leads to no page, but its text names one declaration",
        "link-text-mismatch": "a link's text names one type and its target declares another",
        "example-mismatch": "an example is not a value of its field's type",
        "markup-in-name": "a name holds Markdown, HTML or the mark of a footnote",
        "client-names": "the tables show the client's names, which need not be those on the wire",
        "missing-folder": "links lead into a folder that the spec set does not have",
        "name-collision": "two names become one when they are spelled for a target",
        "edited-output": "a generated file was edited by hand",
        "unused-acceptance": "a change that was accepted beforehand was not made",
    },
)


class Diagnostic(Frozen):
    """A coded message about one place of the input."""

    code: str
    severity: Severity
    message: str
    """One sentence that can stand alone, without a full stop."""
    span: Span
    help: str = ""
    """What to do about it, in one line. Empty: the message says it all."""


class Report:
    """The growing list of diagnostics of one run."""

    def __init__(self, severities: Mapping[str, Severity] | None = None) -> None:
        """`severities` are those that differ from the catalogue's; all keys are known codes."""
        self._severities = dict(severities or {})
        self._diagnostics: dict[tuple[str, Span | str, str], Diagnostic] = {}
        self._said: set[tuple[str, Span | str, str]] = set()

    def add(
        self,
        code: str,
        span: Span,
        message: str,
        help: str = "",  # noqa: A002 - the word that the reader sees
        once_for: str | None = None,
    ) -> None:
        """Record that `code` applies at `span`.

        The same is kept once at one place; with `once_for`, once in the run for that text, where
        it was found first: a link that a thousand pages share is one mistake.
        """
        severity = self._severities.get(code, CATALOGUE[code].severity)
        if severity is not Severity.OFF:
            diagnostic = Diagnostic(code, severity, message, span, help)
            same = (code, span, message) if once_for is None else (code, once_for, "")
            if same not in self._said:
                self._diagnostics.setdefault(same, diagnostic)

    def adjust(self, severities: Mapping[str, Severity]) -> None:
        """Judge what is added from here on by these severities too; later ones win."""
        self._severities |= severities

    def alike(self) -> Report:
        """An empty report, which judges what is added as this one does."""
        return Report(self._severities)

    def take_in(self, other: Report) -> None:
        """Add what stands in another report, after what stands in this one."""
        for same, diagnostic in other._diagnostics.items():
            self._diagnostics.setdefault(same, diagnostic)

    def said_once(self) -> dict[tuple[str, str], str]:
        """What is kept once in the run, by its code and that for which, and the path where."""
        return {
            (code, once_for): diagnostic.span.path
            for (code, once_for, _), diagnostic in self._diagnostics.items()
            if isinstance(once_for, str)
        }

    def has_said(self, once: Iterable[tuple[str, str]]) -> None:
        """Keep from here on nothing of this, which was found before, elsewhere."""
        self._said.update((code, once_for, "") for code, once_for in once)

    def about(self, paths: Collection[str]) -> Report:
        """What stands in this report about these files."""
        found = self.alike()
        found._diagnostics = {
            same: each for same, each in self._diagnostics.items() if each.span.path in paths
        }
        return found

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All diagnostics, by place."""

        def place(diagnostic: Diagnostic) -> tuple[str, int, int, int, str, str]:
            span = diagnostic.span
            where = (span.path, span.line, span.column, span.end_column)
            return (*where, diagnostic.code, diagnostic.message)

        return tuple(sorted(self._diagnostics.values(), key=place))

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that forbids writing."""
        return any(d.severity is Severity.ERROR for d in self._diagnostics.values())
