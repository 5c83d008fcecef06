"""A comparison as text, for a terminal: one line a change, by type, what breaks first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from generator.diagnostic_text import printable
from generator.diff.model import Audience, Change, Comparison, Effect, Verdict
from generator.diff.summary import summary_of
from generator.diff.wording import shown
from generator.wording import counted

if TYPE_CHECKING:
    from generator.source import Span

NAMED: Final = 5
"""How many users of a type are named."""
_RED: Final = "\x1b[1;31m"
_RESET: Final = "\x1b[0m"


def as_text(comparison: Comparison, colour: bool = False) -> str:
    """The whole report. Types in which something breaks come first."""
    groups = [
        (key, list(changes)) for key, changes in groupby(comparison.changes, lambda each: each.type)
    ]
    groups.sort(key=lambda group: not group[1][0].is_breaking)
    lines: list[str] = []
    for key, changes in groups:
        lines.append(_heading(key, comparison))
        for change in changes:
            lines += _change_lines(change, colour)
        lines.append("")
    lines += _accepted(comparison)
    lines += _ending(comparison)
    return "".join(f"{line}\n" for line in lines)


def _heading(key: str, comparison: Comparison) -> str:
    if not key:
        return "the spec set"
    reach = comparison.reach.get(key)
    if reach is None:
        return printable(key)
    named = ", ".join(reach.types[:NAMED])
    is_more = reach.is_cut or len(reach.types) > NAMED
    return printable(f"{key}, met through {named}{' and others' if is_more else ''}")


def _change_lines(change: Change, colour: bool) -> Iterator[str]:
    word = "breaking" if change.is_breaking else "compatible"
    label = f"{word}[{change.rule}]"
    if colour and change.is_breaking:
        label = f"{_RED}{label}{_RESET}"
    yield f"  {label}: {printable(change.sentence)}{printable(_places(change))}"
    for audience in Audience:
        verdict = change.verdict(audience)
        if verdict.effect is Effect.BREAKING:
            yield from _proof(audience, verdict)


def _places(change: Change) -> str:
    places = [place_of(span) for span in (change.old, change.new) if span is not None]
    return f" ({' -> '.join(places)})" if places else ""


def place_of(span: Span) -> str:
    """`file:line`."""
    return f"{span.path}:{span.line}"


def _proof(audience: Audience, verdict: Verdict) -> Iterator[str]:
    if verdict.witness is None:
        yield f"    {audience.value}: no witness found"
    else:
        yield f"    {audience.value}: {printable(verdict.reason)}"
        yield f"      witness: {printable(shown(verdict.witness[0]))}"


def _accepted(comparison: Comparison) -> Iterator[str]:
    if comparison.accepted:
        yield "accepted"
    for each in comparison.accepted:
        change = each.change
        where = f"{change.type}: " if change.type else ""
        told = f"{where}{change.sentence}{_places(change)}; {each.reason}"
        yield f"  accepted[{change.rule}]: {printable(told)}"
    if comparison.accepted:
        yield ""


def _ending(comparison: Comparison) -> Iterator[str]:
    summary = summary_of(comparison)
    if not summary.changes and not summary.accepted:
        yield "no changes"
        return
    yield (
        f"{counted(summary.changes, 'change')} in {counted(summary.types, 'type')}:"
        f" {summary.breaking} breaking ({summary.breaking_readers} for readers,"
        f" {summary.breaking_writers} for writers), {summary.compatible} compatible"
        + (f"; {summary.accepted} accepted" if summary.accepted else "")
    )
    yield f"suggested version bump: {summary.bump.value}"
    if not comparison.directions_known:
        yield "every type was taken to be both read and written, since nothing says otherwise"
