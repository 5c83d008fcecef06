"""Tables of Markdown, for people to read: in a terminal as well, so the columns are aligned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], texts: Collection[int] = (0,)
) -> Iterator[str]:
    """The lines of a table. All but the columns `texts` are numbers, which stand to the right."""
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    rules = (
        "-" * width if n in texts else f"{'-' * (width - 1)}:" for n, width in enumerate(widths)
    )
    for line in (lines[0], tuple(rules), *lines[1:]):
        cells = (
            cell.ljust(width) if n in texts else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield f"| {' | '.join(cells)} |"
