"""What `explain` says of types and of generated lines, as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from generator.diagnostic_text import WIDTH, printable, shown_span, underlined
from generator.display_width import display_width
from generator.source import Span

if TYPE_CHECKING:
    from generator.lowering.places import Place
    from generator.source import Source
    from generator.trace.explain import Explanation, Subject, TracedLine

_PADDING: Final = re.compile(r"(?<=\S) {2,}")
_MOST_SUBJECTS: Final = 5
"""Of how many types or parts it is shown where they are from."""


def explanation_text(found: Explanation, out: str, sources: Mapping[str, Source]) -> str:
    """Where something is from, cell by cell, then every line that it became, below `out`."""
    lines = [_head(found.subject)]
    rows = [
        (place.what, _columns(place, found.subject), _written(place, sources))
        for place in found.subject.places
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in (0, 1)]
    lines += (f"  {what:<{widths[0]}}  {at:<{widths[1]}}  {text}" for what, at, text in rows)
    lines.append("became" if found.became else "became nothing")
    for stretch in found.became:
        last = f"-{stretch.last}" if stretch.last > stretch.first else ""
        lines.append(f"  {out}/{stretch.path}:{stretch.first}{last}")
    return "".join(f"{printable(line).rstrip()}\n" for line in lines)


def line_text(found: TracedLine, out: str, sources: Mapping[str, Source]) -> str:
    """What a generated line is from, each with its rows, in which the cells are underlined."""
    lines = [f"{out}/{found.path}:{found.number}", f"  {found.text.strip()[:WIDTH]}", ""]
    if not found.subjects:
        lines.append("This line is the same for every spec set.")
    for subject in found.subjects[:_MOST_SUBJECTS]:
        lines.append(_name(subject))
        for places in _rows(subject.places):
            first = places[0].span
            what = ", ".join(dict.fromkeys(place.what for place in places))
            lines.append(f"  {first.path}:{first.line}: {what}")
            if first.path in sources:
                row = sources[first.path].lines()[first.line - 1]
                lines += (f"  {line}" for line in underlined_cells(row, [p.span for p in places]))
    more = len(found.subjects) - _MOST_SUBJECTS
    if more > 0:
        lines.append(f"and {more} more")
    return "".join(f"{printable(line).rstrip()}\n" for line in lines)


def _head(subject: Subject) -> str:
    """The name, with the line that it is from."""
    if not subject.places:
        return _name(subject)
    span = subject.places[0].span
    return f"{_name(subject)}: {span.path}:{span.line}"


def _name(subject: Subject) -> str:
    return subject.name or "the spec set"


def _columns(place: Place, subject: Subject) -> str:
    """Where a cell is in the row that the subject is from; elsewhere the file, too."""
    span, home = place.span, subject.places[0].span
    whole = shown_span(span)
    return whole.removeprefix(f"{span.path}:") if span.path == home.path else whole


def _written(place: Place, sources: Mapping[str, Source]) -> str:
    """What stands there, cut short where it is long."""
    source = sources.get(place.span.path)
    if source is None:
        return ""
    text = source.part(place.span)
    return text if display_width(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def underlined_cells(row: str, spans: Sequence[Span]) -> list[str]:
    """The row without its padding, which can be wider than any screen, and marks below it."""

    def at(column: int) -> int:
        return len(_PADDING.sub(" ", row[: column - 1])) + 1

    spans = [Span(s.path, s.line, at(s.column), at(s.end_column)) for s in spans]
    row = _PADDING.sub(" ", row)
    if spans[-1].end_column <= WIDTH:
        return underlined(row, spans)
    return [line for span in spans for line in underlined(row, [span])]


def _rows(places: Sequence[Place]) -> Iterator[list[Place]]:
    """The places row by row, those of a row in its order."""
    in_order = sorted(places, key=lambda place: place.span)
    for _, row in groupby(in_order, key=lambda place: (place.span.path, place.span.line)):
        yield list(row)
