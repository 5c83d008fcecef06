"""A comparison as Markdown, made for a comment on a pull request.

The figures come first, then what breaks, with the payloads that prove it folded away, then what
was accepted, then everything else. A comment has a greatest length: what does not fit is left out,
the payloads first, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, zip_longest
from typing import TYPE_CHECKING, Final

from generator.diff.links import Links, SideLinks
from generator.diff.markdown_text import code, fenced, sentence
from generator.diff.model import Audience, Bump, Change, Comparison, Effect
from generator.diff.summary import Summary, summary_of
from generator.frozen import Frozen
from generator.wording import counted

if TYPE_CHECKING:
    from generator.source import Span

LONGEST: Final = 65_000
"""GitHub takes 65,536 characters, of which some are left to whoever posts the report. What is
counted are bytes, of which no system that counts otherwise finds more."""
_ENDING: Final = 700
"""So many are kept for the lines that count what was left out."""
_RULES: Final = 8
"""By so many rules it is counted."""
_LONGEST_WITNESS: Final = 4_000
_NAMED: Final = 5
"""How many users of a type are named."""
_CLAIMS: Final = {
    Audience.READERS: "Valid after the change, and rejected by those who read as before it",
    Audience.WRITERS: "Valid before the change, and rejected after it",
}
_UNFOLDED: Final = 10
"""Up to so many changes that break nobody are shown at once, if none breaks anybody."""


class _Item(Frozen):
    """A change in a list."""

    rule: str
    text: str
    """Its line; if it is the first of its type, below a heading."""
    proof: str = ""
    """What is folded away below it."""


class _Section(Frozen):
    opening: str
    items: tuple[_Item, ...]
    closing: str = ""


def as_markdown(comparison: Comparison, links: Links, longest: int = LONGEST) -> str:
    """The whole report, in at most so many bytes.

    First there is room for every change that breaks or was accepted, then for what proves it,
    then for the others.
    """
    head = "".join(f"{line}\n" for line in _head(comparison))
    *telling, others = _sections(comparison, links)
    room = longest - _size(head) - _ENDING
    room -= sum(_size(each.opening + each.closing) for each in (*telling, others))
    items = [item for section in telling for item in section.items]
    shown = _fitting([item.text for item in items], room)
    room -= sum(map(_size, shown))
    proofs = _fitting([item.proof for item in items[: len(shown)]], room)
    room -= sum(map(_size, proofs))
    unproven = [item for item in items[len(proofs) : len(shown)] if item.proof]
    texts = iter([*map("".join, zip_longest(shown, proofs, fillvalue=""))])
    parts = [_filled(section, islice(texts, len(section.items))) for section in telling]
    rest = _fitting([item.text for item in others.items], room)
    left_out = [*items[len(shown) :], *others.items[len(rest) :]]
    return "".join([head, *parts, _filled(others, rest), *_ending(left_out, len(unproven))])


def _filled(section: _Section, texts: Iterable[str]) -> str:
    """The section with these of its items; nothing, if there are none."""
    text = "".join(texts)
    return f"{section.opening}{text}{section.closing}" if text else ""


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _fitting(texts: Sequence[str], room: int) -> Sequence[str]:
    """Those that have room together, from the first on."""
    for count, text in enumerate(texts):
        room -= _size(text)
        if room < 0:
            return texts[:count]
    return texts


def _ending(left_out: Sequence[_Item], unproven: int) -> Iterator[str]:
    if unproven:
        payloads = counted(unproven, "change")
        yield f"\n_The payloads of {payloads} had no room here; `--format json` has them._\n"
    if left_out:
        more = counted(len(left_out), "more change")
        yield f"\n_{more} had no room here; `--format text` lists them all._\n\n"
        for rule, number in Counter(item.rule for item in left_out).most_common(_RULES):
            yield f"- {code(rule)}: {number:,}\n"


def _head(comparison: Comparison) -> Iterator[str]:
    summary = summary_of(comparison)
    if not summary.changes and not summary.accepted:
        yield "## No changes for those who use the types"
        return
    if summary.breaking:
        yield f"## {counted(summary.breaking, 'breaking change')}"
    else:
        yield "## No breaking changes"
    yield ""
    yield f"{_figures(summary)}."
    yield ""
    if summary.bump is Bump.NONE:
        yield "No version bump is needed."
    else:
        yield f"Suggested version bump: **{summary.bump.value}**."
    if summary.breaking and not comparison.directions_known:
        yield "Every type was taken to be both read and written, since nothing says otherwise."


def _figures(summary: Summary) -> str:
    text = f"{counted(summary.changes, 'change')} in {counted(summary.types, 'type')}"
    readers, writers = summary.breaking_readers, summary.breaking_writers
    parts = [f"{readers:,} for those who read payloads"] if readers else []
    parts += [f"{writers:,} for those who write them"] if writers else []
    if parts:
        text += f": {summary.breaking:,} breaking ({', '.join(parts)})"
        text += f", {summary.compatible:,} compatible"
    return text + (f"; {summary.accepted:,} accepted beforehand" if summary.accepted else "")


def _sections(comparison: Comparison, links: Links) -> Iterator[_Section]:
    def items(changes: Iterable[tuple[Change, str]]) -> tuple[_Item, ...]:
        return tuple(_items(changes, comparison, links))

    accepted = ((each.change, each.reason) for each in comparison.accepted)
    others = items((each, "") for each in comparison.changes if not each.is_breaking)
    yield _Section("\n### Breaking\n", items((each, "") for each in comparison.breaking))
    yield _Section("\n### Accepted\n", items(accepted))
    if comparison.breaking or len(others) > _UNFOLDED:
        label = counted(len(others), "compatible change")
        yield _Section(f"\n<details><summary>{label}</summary>\n", others, "\n</details>\n")
    else:
        yield _Section("\n### Compatible\n", others)


def _items(
    changes: Iterable[tuple[Change, str]], comparison: Comparison, links: Links
) -> Iterator[_Item]:
    """The changes by type, each with the reason for which it was accepted, or none."""
    for key, group in groupby(changes, lambda pair: pair[0].type):
        heading = f"\n{_heading(key, comparison)}\n\n"
        for change, reason in group:
            text = f"{heading}{_line(change, reason, links)}"
            yield _Item(change.rule, text, "".join(_proofs(change)))
            heading = ""


def _heading(key: str, comparison: Comparison) -> str:
    if not key:
        return "**The spec set**"
    reach = comparison.reach.get(key)
    if reach is None or not reach.types:
        return f"**{code(key)}**"
    named = ", ".join(map(code, reach.types[:_NAMED]))
    is_more = reach.is_cut or len(reach.types) > _NAMED
    return f"**{code(key)}**, met through {named}{' and others' if is_more else ''}"


def _line(change: Change, reason: str, links: Links) -> str:
    broken = [each.value for each in Audience if change.verdict(each).effect is Effect.BREAKING]
    label = f"**Breaks {' and '.join(broken)}:** " if broken else ""
    places = " → ".join(_place(span, side) for span, side in links.places(change))
    rule = f"{code(change.rule)}, {places}" if places else code(change.rule)
    agreed = f" Accepted: {code(reason)}" if reason else ""
    return f"- {label}{sentence(change.sentence)} ({rule}).{agreed}\n"


def _place(span: Span, side: SideLinks) -> str:
    link = side.link(span)
    path = side.path(span)
    shown = code(f"{path.rpartition('/')[2] if link else path}:{span.line}")
    return f"[{shown}]({link})" if link else shown


def _proofs(change: Change) -> Iterator[str]:
    """The payloads, folded away, as a part of the list's item."""
    broken = [each for each in Audience if change.verdict(each).effect is Effect.BREAKING]
    proven = [each for each in broken if change.verdict(each).witness is not None]
    for audience in broken:
        if audience not in proven:
            yield f"\n  No witness found for {audience.value}.\n"
    if not proven:
        return
    label = "payload that proves it" if len(proven) == 1 else "payloads that prove it"
    lines = ["", f"<details><summary>The {label}</summary>", ""]
    for audience in proven:
        verdict = change.verdict(audience)
        for witness in verdict.witness or ():
            lines += [f"{_CLAIMS[audience]}: {code(verdict.reason)}", ""]
            lines += [*fenced(witness, _LONGEST_WITNESS).split("\n"), ""]
    lines += ["</details>", ""]
    yield "".join(f"  {line}\n" if line else "\n" for line in lines)
