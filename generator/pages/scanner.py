"""The block structure of a page: what each line is, given the lines before it.

In: the lines of a page. Out: a mark for each line that means something, in order; `pages` makes
blocks of them. Known only here: which block a line goes on with, which it ends, and which it
starts (CommonMark 0.31, and the tables of GFM 4.10). Each line is looked at once, as in
CommonMark's own account of how to parse blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from generator.frozen import Frozen
from generator.pages.containers import WHITESPACE, Containers, Cursor
from generator.pages.html import COMMENT, HtmlBlock, after_comments, html_block, open_comment
from generator.pages.lines import (
    atx_heading,
    closes_fence,
    fence_opening,
    is_definition,
    is_delimiter,
    underline_level,
)
from generator.pages.marks import (
    Delimiter,
    FenceLine,
    FenceOpening,
    Gap,
    HeadingLine,
    Mark,
    RowLine,
    Text,
    Underline,
)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph so far, which a line can turn into a heading or into the header of a table."""

    lines: int = 0
    last: str = ""
    """The last line."""
    header_depth: int = -1
    """How many containers a table is in that has the last line as its header; -1: none can."""
    comment_end: int = -1
    """The index of the line that ends the last comment that began in the paragraph."""


class _Fence(Frozen):
    """A fenced code block, which only its containers' end or a closing fence ends."""

    fence: str
    indent: int


class _Leaf(Enum):
    """What can be open beside a paragraph, fenced code and HTML."""

    TABLE = "takes rows"
    NONE = "takes nothing, so that the next line starts a block"


_OpenLeaf: TypeAlias = _Leaf | _Paragraph | _Fence | HtmlBlock


class Scanner:
    """What is open after the lines so far."""

    def __init__(self, lines: Sequence[str]) -> None:
        """The lines are those of a whole page."""
        self._lines = lines
        self._containers = Containers()
        self._leaf: _OpenLeaf = _Leaf.NONE
        self._no_comment_end = -1
        """The index of a line before which no comment ends."""

    @property
    def none_open(self) -> bool:
        """Whether the next line stands by itself, as the first of a page does."""
        return self._leaf is _Leaf.NONE and self._containers.none_open

    def mark(self, index: int) -> Mark | None:
        """What line `index` is, if it means anything. Lines come in order; some may be left out
        where none is open before and after them."""
        if isinstance(self._leaf, _Paragraph) and index <= self._leaf.comment_end:
            return self._after_comment(self._leaf, index)
        cursor = Cursor(self._lines[index])
        matched = self._containers.match(cursor, index)
        inside = matched == len(self._containers)
        if inside and isinstance(self._leaf, _Fence):
            return self._fence_line(self._leaf, cursor)
        if inside and isinstance(self._leaf, HtmlBlock) and (self._leaf.ending or not cursor.blank):
            self._leaf, mark = _html_line(self._leaf, cursor)
            return mark
        interrupts = inside and isinstance(self._leaf, _Paragraph)
        depth = self._containers.open(cursor, index, matched, interrupts=interrupts)
        if depth > matched:
            self._leaf = _Leaf.NONE
        if cursor.blank:
            self._close(depth)
            return _text(cursor) if self._containers.empty_item == index else Gap()
        return self._leaf_line(cursor, depth, index)

    def _close(self, depth: int) -> None:
        """Close the open leaf, and all but the first `depth` containers."""
        self._containers.close(depth)
        self._leaf = _Leaf.NONE

    def _leaf_line(self, cursor: Cursor, depth: int, index: int) -> Mark | None:
        """What the line is inside its `depth` containers, where it is not blank."""
        line, start = cursor.line, cursor.start
        inside = depth == len(self._containers)
        paragraph = self._leaf if isinstance(self._leaf, _Paragraph) else None
        if cursor.indent >= 4:
            if paragraph:
                return self._paragraph_line(paragraph, index, 0, start)
            self._close(depth)
            return _text(cursor)
        if paragraph and inside:
            if level := underline_level(line, start):
                self._leaf = _Leaf.NONE
                return Underline(level, paragraph.lines)
            if self._is_delimiter(cursor, paragraph):
                self._close(paragraph.header_depth)
                self._leaf = _Leaf.TABLE
                return Delimiter()
        row = inside and self._leaf is _Leaf.TABLE
        if started := _start_leaf(cursor, interrupts=row or paragraph is not None):
            self._close(depth)
            self._leaf, mark = started
            return mark
        if row:
            return RowLine(start)
        if paragraph:
            # Outside of its quote a line can go on lazily, but not begin a table.
            header_depth = depth if self._containers.only_items(depth) else -1
            return self._paragraph_line(paragraph, index, 0, start, header_depth)
        self._close(depth)
        if is_definition(line, start):
            return _text(cursor)
        self._leaf = _Paragraph()
        return self._paragraph_line(self._leaf, index, 0, start, depth)

    def _is_delimiter(self, cursor: Cursor, paragraph: _Paragraph) -> bool:
        """Whether the line makes the last of the paragraph the header of a table (GFM 4.10).

        If that was a lazy line, the table is outside of the items that the line left, and the
        indentation that they cover is the delimiter row's own.
        """
        return (
            paragraph.header_depth >= 0
            and is_delimiter(cursor.line, cursor.start, paragraph.last)
            and cursor.indent + self._containers.width(paragraph.header_depth) < 4
        )

    def _paragraph_line(
        self,
        paragraph: _Paragraph,
        index: int,
        start: int,
        content: int,
        header_depth: int = -1,
    ) -> Text | None:
        """A line of a paragraph, up to the comment that begins in it and ends in a later line."""
        line = self._lines[index]
        end = len(line)
        opening = open_comment(line, content)
        if opening >= 0 and (closing := self._comment_end(index)) >= 0:
            paragraph.comment_end = closing
            end = opening
        if end == content:
            return None
        paragraph.lines += 1
        paragraph.last = line[content:end].rstrip(WHITESPACE)
        paragraph.header_depth = header_depth
        return Text(start, content, end)

    def _after_comment(self, paragraph: _Paragraph, index: int) -> Text | None:
        """What is left of a line of a paragraph that begins inside a comment."""
        if index < paragraph.comment_end:
            return None
        line = self._lines[index]
        content = after_comments(line, line.index("-->") + len("-->"))
        depth = len(self._containers)
        return self._paragraph_line(paragraph, index, content, content, depth)

    def _comment_end(self, index: int) -> int:
        """The line below that ends a comment; -1 if a blank line or the page's end comes first."""
        if index >= self._no_comment_end:
            for below in range(index + 1, len(self._lines)):
                if "-->" in self._lines[below]:
                    return below
                if not self._lines[below].strip("> \t"):
                    self._no_comment_end = below
                    break
            else:
                self._no_comment_end = len(self._lines)
        return -1

    def _fence_line(self, fence: _Fence, cursor: Cursor) -> FenceLine | Gap:
        if cursor.indent < 4 and closes_fence(cursor.line, cursor.start, fence.fence):
            self._leaf = _Leaf.NONE
            return Gap()
        return FenceLine(cursor.index_after(fence.indent))


def _start_leaf(cursor: Cursor, *, interrupts: bool) -> tuple[_OpenLeaf, Mark] | None:
    """What is open after a line that starts a heading, code, HTML or a break; and its mark."""
    line, start = cursor.line, cursor.start
    if line[start] not in "#`~<*-_":
        return None
    if heading := atx_heading(line, start):
        return _Leaf.NONE, HeadingLine(*heading)
    if opening := fence_opening(line, start):
        fence, info = opening
        return _Fence(fence, cursor.indent), FenceOpening(start, info)
    if kind := html_block(line, start, interrupts=interrupts):
        return _html_line(kind, cursor)
    if cursor.at_thematic_break:
        return _Leaf.NONE, Gap()
    return None


def _html_line(kind: HtmlBlock, cursor: Cursor) -> tuple[_OpenLeaf, Mark]:
    """What is open after a line of an HTML block; and its mark."""
    line = cursor.line
    ending = kind.ending.search(line, cursor.start) if kind.ending else None
    leaf = _Leaf.NONE if ending else kind
    if kind is not COMMENT:
        return leaf, Gap() if cursor.blank else _text(cursor)
    start = after_comments(line, ending.end()) if ending else len(line)
    return leaf, Text(start, start, len(line)) if start < len(line) else Gap()


def _text(cursor: Cursor) -> Text:
    return Text(0, cursor.start, len(cursor.line))
