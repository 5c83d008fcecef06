"""A name as a project's own language takes it: in its case, its letters, without its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final, assert_never

from generator.naming import words
from generator.targets.custom_language import Case, NameRules, Role, fill

# What a letter is changes with each version of Unicode; the old one that every Python carries
# makes names that depend on no Python.
_unicode: Final = unicodedata.ucd_3_2_0
_IN_WORDS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Nd"})


def legal(raw: str, role: Role, rules: NameRules) -> str:
    """A name as the language takes it in a role."""
    rule = rules.roles[role]
    name = _cased(raw, rule.case, rules) or _cased(role, rule.case, rules)
    if not _begins_well(name[0], rule.case, role):
        name = rule.lead + name
    while name in rule.reserved:
        name = fill(rules.reserved_as, name=name)
    return name


def _begins_well(char: str, case: Case, role: Role) -> bool:
    if role == "file":
        return char != "_"
    if case in ("PascalCase", "UPPER_CASE"):
        return _unicode.category(char) == "Lu"
    return char == "_" or _unicode.category(char).startswith("L")


def _cased(raw: str, case: Case, rules: NameRules) -> str:
    text = _without_accents(raw) if rules.is_ascii else _unicode.normalize("NFC", raw)
    if case == "as-written":
        return "".join(char if _can_stand(char, rules) else "_" for char in text)
    found = ["".join(char for char in word if _can_stand(char, rules)) for word in words(text)]
    parts = [word for word in found if word]
    match case:
        case "snake_case":
            return "_".join(map(str.lower, parts))
        case "kebab-case":
            return "-".join(map(str.lower, parts))
        case "UPPER_CASE":
            return "_".join(map(str.upper, parts))
        case "lowercase":
            return "".join(map(str.lower, parts))
        case "PascalCase":
            return _run_together(_capitalized(word, rules) for word in parts)
        case "camelCase":
            rest = (_capitalized(word, rules) for word in parts[1:])
            return _run_together((*(word.lower() for word in parts[:1]), *rest))
        case _:
            assert_never(case)


def _without_accents(text: str) -> str:
    return "".join(
        char for char in _unicode.normalize("NFKD", text) if _unicode.category(char) != "Mn"
    )


def _can_stand(char: str, rules: NameRules) -> bool:
    if char.isascii():
        return char.isalnum() or char == "_"
    return not rules.is_ascii and _unicode.category(char) in _IN_WORDS


def _capitalized(word: str, rules: NameRules) -> str:
    return word.upper() if word.lower() in rules.acronyms else word[0].upper() + word[1:]


def _run_together(parts: Iterable[str]) -> str:
    """The words as one; digits of two words stay apart."""
    text = ""
    for part in parts:
        text += f"_{part}" if text[-1:].isdigit() and part[0].isdigit() else part
    return text
