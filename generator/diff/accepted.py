"""The file of accepted changes: what people agreed to beforehand, each with a reason.

An entry names a rule, the type, and the field, value or variant in it. Without a part it stands for
all changes by this rule in the type. One that fits no change is reported, so that the file holds
what is needed and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from generator.diff.catalogue import RULES
from generator.diff.model import Accepted, Change, Comparison
from generator.diff.wording import shown
from generator.frozen import Frozen, replace
from generator.wording import suggestion

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.source import Span
    from generator.yaml_nodes import Node

FILE_NAME: Final = "tablewright-accepted.yaml"
_KEYS: Final = ("rule", "type", "part", "reason")
_HINT: Final = "`tablewright explain` lists the rules"


class Acceptance(Frozen):
    """An entry of the file."""

    rule: str
    type: str
    """The key of the type. Empty: the spec set."""
    part: str | None
    """The field, value or variant. None: every one, and the type itself."""
    reason: str
    span: Span

    def is_about(self, change: Change) -> bool:
        """Whether the change is of this rule, in this type."""
        return (self.rule, self.type) == (change.rule, change.type)

    def fits(self, change: Change) -> bool:
        """Whether this is a change that was agreed to."""
        return self.is_about(change) and self.part in (None, change.part)


def read_acceptances(node: Node) -> tuple[Acceptance, ...]:
    """What the root node of the file says. An entry with a slip is reported and left out."""
    keys = node.mapping(["accepted"], "the file of accepted changes")
    found = (_acceptance(item) for item in keys.sequence("accepted"))
    return tuple(each for each in found if each is not None)


def _acceptance(item: Node) -> Acceptance | None:
    entries = item.mapping(_KEYS, "an accepted change")
    if not isinstance(item.value, dict) or not item.require("rule", "reason"):
        return None
    rule, reason = entries["rule"], entries["reason"]
    if not isinstance(rule.value, str) or rule.value not in RULES:
        rule.wrong("a rule of `diff`", suggestion(str(rule.value), RULES) or _HINT)
        return None
    if not isinstance(reason.value, str) or not reason.value.strip():
        reason.wrong("a reason, in words,")
        return None
    type_, part = entries.string("type"), entries.read("part", _part, None)
    return Acceptance(rule.value, type_, part, " ".join(reason.value.split()), rule.span)


def _part(node: Node) -> str:
    """A string as it is, and any other scalar as JSON; anything else is reported."""
    is_text = isinstance(node.value, str | tuple | dict)
    return node.string() if is_text else shown(node.json())


def with_accepted(
    comparison: Comparison, acceptances: Iterable[Acceptance], report: Report
) -> Comparison:
    """The comparison with those changes set apart that were agreed to.

    Where several entries fit a change, it is accepted by one that names its part. The bump that is
    suggested stays: who uses the types has agreed to nothing.
    """
    acceptances = tuple(_meant(each, comparison.changes) for each in acceptances)
    narrowest = sorted(acceptances, key=lambda each: each.part is None)
    changes: list[Change] = []
    accepted: list[Accepted] = []
    used: set[Acceptance] = set()
    for change in comparison.changes:
        entry = next((each for each in narrowest if each.fits(change)), None)
        if entry is None:
            changes.append(change)
        else:
            used.add(entry)
            accepted.append(Accepted(change, entry.reason))
    for entry in acceptances:
        if entry not in used:
            is_met = any(entry.fits(change) for change in comparison.changes)
            unmet = "no change is the one that is accepted here"
            message = "other entries accept all that this one does" if is_met else unmet
            report.add("unused-acceptance", entry.span, message, _hint(entry, comparison.changes))
    return replace(comparison, changes=tuple(changes), accepted=tuple(accepted))


def _meant(entry: Acceptance, changes: Sequence[Change]) -> Acceptance:
    """The entry with its part as the report has it: a string of an enum may be written as it is,
    where that is not how another value is written."""
    parts = [change.part for change in changes if entry.is_about(change)]
    if entry.part is None or entry.part in parts or "enum-value" not in entry.rule:
        return entry
    quoted = shown(entry.part)
    return replace(entry, part=quoted) if quoted in parts else entry


def _hint(entry: Acceptance, changes: Sequence[Change]) -> str:
    """What may have been meant."""
    parts = [change.part for change in changes if entry.is_about(change) and change.part]
    near = (suggestion(written, parts) for written in (entry.part or "", shown(entry.part)))
    return next(filter(None, near), "take it out, or see if it moved")
