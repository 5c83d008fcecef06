"""A source is an input file; a span is a place in it.

Everything that can be wrong in the input carries a span, from the scanner to the report.
"""

from __future__ import annotations

from functools import lru_cache

from generator.frozen import Frozen


class Span(Frozen, order=True):
    """A stretch of one line in a source. Columns count Unicode code points, from 1.

    In the order of their paths, lines and columns.
    """

    path: str
    """The source's path as the user would type it, with forward slashes."""
    line: int
    """From 1."""
    column: int
    """The first column, from 1."""
    end_column: int
    """One past the last column; equal to `column` where there is nothing to underline."""

    @property
    def last_column(self) -> int:
        """The last column, for those who count it in; `column` where nothing is underlined."""
        return max(self.column, self.end_column - 1)

    def part(self, start: int, end: int) -> Span:
        """The span of `text[start:end]`, if this span is the place of `text`."""
        return Span(self.path, self.line, self.column + start, self.column + end)


class Source(Frozen):
    """An input file: the path that messages show, and its text."""

    path: str
    """As the user would type it, with forward slashes."""
    name: str
    """Relative to the spec set, with forward slashes: the page's identity in all outputs."""
    text: str
    """Decoded, without a byte order mark; line endings as they came."""

    def lines(self) -> tuple[str, ...]:
        """The lines without their endings. A line ends at CRLF, LF or CR, as in CommonMark."""
        return _lines(self.text)

    def span(self, start: int, end: int) -> Span:
        """The place of `text[start:end]`, which is of one line."""
        before = _lines(self.text[:start])
        column = len(before[-1]) + 1
        return Span(self.path, len(before), column, column + end - start)

    def part(self, span: Span) -> str:
        """What stands at a span."""
        return self.lines()[span.line - 1][span.column - 1 : span.end_column - 1]


@lru_cache(maxsize=4)  # many diagnostics in a row show lines of one source
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
