"""What `explain RULE` says: a page for every rule of the catalogue."""

from __future__ import annotations

from pathlib import Path

from generator.diff.catalogue import RULES, Expected

FOLDER = Path(__file__).parent / "rules"

_WORDS = {
    Expected.BREAKING: "breaking",
    Expected.COMPATIBLE: "compatible",
    Expected.DEPENDS: "depends on the types",
}


def rule_page(rule: str) -> str | None:
    """The page of a rule, as Markdown: what it means and does, and an example of old and new."""
    if rule not in RULES:
        return None
    known = RULES[rule]
    page = (FOLDER / f"{rule}.md").read_text("utf-8")
    sentence = known.sentence[0].upper() + known.sentence[1:]
    effects = f"For readers: {_WORDS[known.readers]}; for writers: {_WORDS[known.writers]}"
    return f"# {rule}\n\n{sentence}. {effects}.\n\n{page}"


def all_rules() -> str:
    """Every rule of the catalogue with its sentence, one a line."""
    width = max(map(len, RULES))
    return "".join(f"{name:<{width}}  {rule.sentence}\n" for name, rule in RULES.items())
