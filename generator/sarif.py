"""Diagnostics as SARIF, for code scanning."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import CATALOGUE, Diagnostic, Severity
from generator.explanations import explanation
from generator.sarif_log import Finding, FindingRule, Level, sarif_text


def as_sarif(diagnostics: Iterable[Diagnostic], version: str) -> str:
    """All diagnostics as one log of the tool in this version."""

    def rule(code: str) -> FindingRule:
        entry = CATALOGUE[code]
        return FindingRule(entry.sentence, _level(entry.severity), explanation(code) or "")

    findings = [
        Finding(
            each.code,
            _level(each.severity),
            f"{each.message}\n{each.help}" if each.help else each.message,
            each.span,
        )
        for each in diagnostics
    ]
    return sarif_text(findings, rule, version)


def _level(severity: Severity) -> Level:
    return "error" if severity is Severity.ERROR else "warning"
