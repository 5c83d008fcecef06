"""What `explain CODE` says: a page for every code of the catalogue."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostics import CATALOGUE
from generator.dialects.dialect import builtin_dialect, dialect_names

FOLDER = Path(__file__).parent / "explanations"


def explanation(code: str) -> str | None:
    """The page of a code, as Markdown: what it means, and an example before and after."""
    if code not in CATALOGUE:
        return None
    rule = CATALOGUE[code]
    page = (FOLDER / f"{code}.md").read_text("utf-8")
    sentence = rule.sentence[0].upper() + rule.sentence[1:]
    severity = f"By default: {rule.severity.value}{_elsewhere(code)}"
    return f"# {code}\n\n{sentence}. {severity}.\n\n{page}"


def all_codes() -> str:
    """Every code of the catalogue with its sentence, one a line."""
    width = max(map(len, CATALOGUE))
    return "".join(f"{code:<{width}}  {rule.sentence}\n" for code, rule in CATALOGUE.items())


def _elsewhere(code: str) -> str:
    """What the built-in dialects make of a code, where they differ from the catalogue."""
    severities = {
        name: builtin_dialect(name).severities.get(code, CATALOGUE[code].severity)
        for name in dialect_names()
    }
    others = {severity.value for severity in severities.values()} - {CATALOGUE[code].severity.value}
    return "".join(f"; {other} in pages that a machine writes" for other in sorted(others))
