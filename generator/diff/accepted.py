"""The file of accepted changes: what people agreed to beforehand, each with a reason.

An entry names a rule, the type, and the field, value or variant in it. Without a part it stands for
all changes by this rule in the type. One that fits no change is reported, so that the file holds
what is needed and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from generator.diff.catalogue import RULES
from generator.diff.model import Accepted, Change, Comparison
from generator.wording import listed, suggestion

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.source import Span
    from generator.yaml_nodes import Node

FILE_NAME: Final = "tablewright-accepted.yaml"
_KEYS: Final = ("rule", "type", "part", "reason")
_HINT: Final = "`tablewright explain` lists the rules"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An entry of the file."""

    rule: str
    type: str
    """The key of the type. Empty: the spec set."""
    part: str | None
    """The field, value or variant. None: every one, and the type itself."""
    reason: str
    span: Span

    def fits(self, change: Change) -> bool:
        """Whether this is a change that was agreed to."""
        is_there = (self.rule, self.type) == (change.rule, change.type)
        return is_there and self.part in (None, change.part)


def read_acceptances(node: Node) -> tuple[Acceptance, ...]:
    """What the root node of the file says. An entry with a slip is reported and left out."""
    keys = node.mapping(["accepted"], "the file of accepted changes")
    items = keys["accepted"].sequence() if "accepted" in keys else ()
    found = (_acceptance(item) for item in items)
    return tuple(each for each in found if each is not None)


def _acceptance(item: Node) -> Acceptance | None:
    entries = item.mapping(_KEYS, "an accepted change")
    if not isinstance(item.value, dict):
        return None
    missing = [key for key in ("rule", "reason") if key not in entries]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        item.report.add("missing-key", item.span, f"{listed(missing)} {verb} missing here")
        return None
    rule, reason = entries["rule"], entries["reason"]
    if not isinstance(rule.value, str) or rule.value not in RULES:
        rule.wrong("a rule of `diff`", suggestion(str(rule.value), RULES) or _HINT)
        return None
    if not isinstance(reason.value, str) or not reason.value.strip():
        reason.wrong("a reason, in words,")
        return None
    type_ = entries["type"].string() if "type" in entries else ""
    part = entries["part"].string() if "part" in entries else None
    return Acceptance(rule.value, type_, part, " ".join(reason.value.split()), rule.span)


def with_accepted(
    comparison: Comparison, acceptances: Iterable[Acceptance], report: Report
) -> Comparison:
    """The comparison with those changes set apart that were agreed to.

    The bump that is suggested stays: who uses the types has agreed to nothing.
    """
    acceptances = tuple(acceptances)
    changes: list[Change] = []
    accepted: list[Accepted] = []
    used: set[Acceptance] = set()
    for change in comparison.changes:
        entry = next((each for each in acceptances if each.fits(change)), None)
        if entry is None:
            changes.append(change)
        else:
            used.add(entry)
            accepted.append(Accepted(change, entry.reason))
    for entry in acceptances:
        if entry not in used:
            message = "no change is the one that is accepted here"
            report.add("unused-acceptance", entry.span, message, "take it out, or see if it moved")
    return replace(comparison, changes=tuple(changes), accepted=tuple(accepted))
