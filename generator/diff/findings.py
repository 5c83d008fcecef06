"""A comparison as findings at places: for GitHub's annotations, and for SARIF."""

from __future__ import annotations

from collections.abc import Iterator

from generator.annotations import annotation
from generator.diff.catalogue import RULES, Expected
from generator.diff.explanations import rule_page
from generator.diff.links import Links
from generator.diff.model import Accepted, Audience, Change, Comparison, Effect
from generator.diff.wording import shortened
from generator.sarif_log import Finding, FindingRule, sarif_text


def comparison_as_annotations(comparison: Comparison, links: Links) -> str:
    """All changes as GitHub annotates a pull request with them, one a line, what breaks first."""
    lines = [
        annotation("error", links.place(change), change.rule, _told(change))
        for change in comparison.breaking
    ]
    lines += [
        annotation("notice", links.place(each.change), each.change.rule, _told_accepted(each))
        for each in comparison.accepted
    ]
    lines += [
        annotation("notice", links.place(change), change.rule, _told(change))
        for change in comparison.changes
        if not change.is_breaking
    ]
    return "".join(lines)


def comparison_as_sarif(comparison: Comparison, links: Links, version: str) -> str:
    """All changes as one log of the tool in this version."""
    findings = [
        Finding(
            change.rule,
            "error" if change.is_breaking else "note",
            "\n".join(_told(change)),
            links.place(change),
        )
        for change in comparison.changes
    ]
    findings += [
        Finding(each.change.rule, "note", "\n".join(_told_accepted(each)), links.place(each.change))
        for each in comparison.accepted
    ]
    return sarif_text(findings, _rule, version)


def _rule(name: str) -> FindingRule:
    rule = RULES[name]
    is_breaking = Expected.BREAKING in (rule.readers, rule.writers)
    return FindingRule(rule.sentence, "error" if is_breaking else "note", rule_page(name) or "")


def _told(change: Change) -> Iterator[str]:
    where = f"{change.type}: " if change.type else ""
    yield f"{where}{change.sentence}"
    for audience in Audience:
        verdict = change.verdict(audience)
        if verdict.effect is not Effect.BREAKING:
            continue
        if verdict.witness is None:
            yield f"breaks {audience.value}; no witness found"
        else:
            yield f"breaks {audience.value}: {verdict.reason}"
            yield f"witness: {shortened(verdict.witness[0])}"


def _told_accepted(accepted: Accepted) -> Iterator[str]:
    yield from _told(accepted.change)
    yield f"accepted: {accepted.reason}"
