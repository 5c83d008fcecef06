"""The figures of many edits, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from small_diffs.edits import KINDS
from small_diffs.measure import Effect
from small_diffs.regions import OUTPUTS


def table(effects: Sequence[Effect]) -> str:
    """For each kind of edit and each output: median, 90th percentile and most of changed lines."""
    outputs = [*OUTPUTS, *sorted({o for e in effects for o in e.lines} - {*OUTPUTS})]
    outputs = [output for output in outputs if any(output in e.lines for e in effects)]
    rows = [["edit", "n", *outputs]]
    for kind in KINDS:
        of_kind = [effect for effect in effects if effect.edit.kind == kind]
        if of_kind:
            rows.append([kind, str(len(of_kind)), *(_figures(of_kind, o) for o in outputs)])
    rows.append(["**all**", str(len(effects)), *(_figures(effects, o) for o in outputs)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(map(str.ljust, row, widths))} |" for row in rows)


def _figures(effects: Iterable[Effect], output: str) -> str:
    found = lines(effects, output)
    return f"{median(found):g} / {found[(len(found) * 9) // 10]} / {found[-1]}"


def lines(effects: Iterable[Effect], output: str) -> list[int]:
    """How many lines of an output the edits changed, from the fewest to the most."""
    return sorted(effect.lines.get(output, 0) for effect in effects)


def strays(effects: Iterable[Effect]) -> Iterator[str]:
    """A line for each part that changed outside the edited type and those that refer to it."""
    for effect in effects:
        for change in effect.elsewhere:
            where = change.place.page or "the frame"
            yield f"{effect.edit.kind}: {effect.edit.page}: {change.place.path}: {where}"
