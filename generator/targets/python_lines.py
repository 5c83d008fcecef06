"""Code of several lines, with what each of them comes from."""

from __future__ import annotations

from collections.abc import Iterable

from generator.origins import Line, Origins
from generator.targets.python_layout import Code, fits, fold


def item_lines(
    head: str,
    items: Iterable[tuple[Code, Origins]],
    origins: Origins,
    *,
    brackets: str = "()",
    indent: int = 0,
) -> tuple[Line, ...]:
    """The lines of `head(items)`, one item a line, as `one_item_a_line` has them."""
    margin = " " * indent
    lines: list[Line] = []
    for code, its_origins in items:
        text = f"{margin}    {code},"
        if not fits(text, 0):
            text = "\n".join(fold(code, indent + 4, "", ","))
        lines.append(Line(text, its_origins))
    if not lines:
        return (Line(f"{margin}{head}{brackets}", origins),)
    opening = Line(f"{margin}{head}{brackets[0]}", origins)
    return (opening, *lines, Line(f"{margin}{brackets[1]}", origins))


def code_line(lines: Iterable[str], origins: Origins) -> Line:
    """A statement whose lines all come from the same."""
    return Line("\n".join(lines), origins)
