"""Findings as SARIF 2.1.0, which code scanning and editors read.

The form is that of https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Columns count code points
from 1, as everywhere here, and the end column is the one after the last. Paths are relative to the
folder that the command ran in, whose own place the log does not tell.

A message may quote a link of a page, which readers would make one of (3.11.6), so its bracket is
escaped. Braces are not doubled, as 3.11.5 has it: no reader undoes that in a message without
arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import quote

from generator.frozen import Frozen
from generator.json_text import json_text

if TYPE_CHECKING:
    from generator.schema import Json
    from generator.source import Span

Level: TypeAlias = Literal["error", "warning", "note"]

_LINK: Final = re.compile(r"\[(?=[^\[\]]*\]\()")
_ROOT: Final = "%SRCROOT%"
"""What GitHub and others take for the root of the repository."""


class Finding(Frozen):
    """One result."""

    rule: str
    level: Level
    message: str
    span: Span


class FindingRule(Frozen):
    """What is said about a rule, once for all its findings."""

    sentence: str
    """Without a full stop."""
    level: Level
    """By default."""
    page: str
    """As Markdown."""


def sarif_text(
    findings: Iterable[Finding], rule: Callable[[str], FindingRule], version: str
) -> str:
    """The log of one run, with those of the rules that have findings."""
    findings = tuple(findings)
    found = sorted({finding.rule for finding in findings})
    log: Json = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "tablewright",
                        "version": version,
                        "rules": [_rule(each, rule(each)) for each in found],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "The folder that the command ran in."}}
                },
                "results": [_result(each, found.index(each.rule)) for each in findings],
            }
        ],
    }
    return json_text(log) + "\n"


def _rule(name: str, rule: FindingRule) -> Json:
    sentence = rule.sentence[:1].upper() + rule.sentence[1:]
    return {
        "id": name,
        "shortDescription": {"text": f"{sentence}."},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": rule.level},
    }


def _result(finding: Finding, rule_index: int) -> Json:
    span = finding.span
    region: Json = {
        "startLine": span.line,
        "startColumn": span.column,
        "endColumn": span.end_column,
    }
    place: Json = {"artifactLocation": _artifact(span.path), "region": region}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.level,
        "message": {"text": _LINK.sub(r"\\[", finding.message)},
        "locations": [{"physicalLocation": place}],
    }


def _artifact(path: str) -> Json:
    if PurePath(path).is_absolute():
        return {"uri": PurePath(path).as_uri()}
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}
