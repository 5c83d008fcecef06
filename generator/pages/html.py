"""HTML in Markdown: which lines are a block of it, and where comments begin and end.

In: a line, and where in it to look. Out: what stands there. `scanner` puts lines together.
Sections are those of CommonMark 0.31 (https://spec.commonmark.org/0.31.2/).
"""

from __future__ import annotations

import re
from typing import Final

from generator.frozen import Frozen
from generator.pages.containers import WHITESPACE


class HtmlBlock(Frozen):
    """One of the seven kinds of HTML block (4.6)."""

    opening: re.Pattern[str]
    """Matches where the block's first line starts."""
    ending: re.Pattern[str] | None
    """Is found in the block's last line. None: the block ends at a blank line."""
    interrupts: bool = True
    """Whether it can follow a line of a paragraph."""


COMMENT: Final = HtmlBlock(re.compile(r"<!--"), re.compile(r"-->"))
"""The kind that holds nothing for a reader."""

_VERBATIM_TAGS: Final = "pre|script|style|textarea"
_BLOCK_TAGS: Final = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|"
    "dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|"
    "hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|"
    "search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_TAG_NAME: Final = r"[A-Za-z][A-Za-z0-9-]*+"
_ATTRIBUTE: Final = (
    r"[ \t]++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    r"""(?:[ \t]*+=[ \t]*+(?:[^ \t"'=<>`]++|'[^']*+'|"[^"]*+"))?+"""
)

_KINDS: Final = (
    HtmlBlock(
        re.compile(rf"<(?:{_VERBATIM_TAGS})(?=[ \t>]|\Z)", re.IGNORECASE),
        re.compile(rf"</(?:{_VERBATIM_TAGS})>", re.IGNORECASE),
    ),
    COMMENT,
    HtmlBlock(re.compile(r"<\?"), re.compile(r"\?>")),
    HtmlBlock(re.compile(r"<![A-Za-z]"), re.compile(r">")),
    HtmlBlock(re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    HtmlBlock(re.compile(rf"</?(?:{_BLOCK_TAGS})(?=[ \t>]|/>|\Z)", re.IGNORECASE), None),
    HtmlBlock(
        re.compile(rf"<(?:{_TAG_NAME}(?:{_ATTRIBUTE})*+[ \t]*+/?+|/{_TAG_NAME}[ \t]*+)>[ \t]*+\Z"),
        None,
        interrupts=False,
    ),
)


def html_block(line: str, start: int, *, interrupts: bool) -> HtmlBlock | None:
    """The kind of HTML block that starts at `start`, if one does.

    `interrupts` says that the line before belongs to a paragraph.
    """
    if not line.startswith("<", start):
        return None
    for kind in _KINDS:
        if kind.opening.match(line, start) and (kind.interrupts or not interrupts):
            return kind
    return None


# `<!-->` and `<!--->` are comments too (6.6).
_COMMENTS: Final = re.compile(r"[ \t]*+(?:<!--(?:-?>|.*?-->)[ \t]*+)*+", re.DOTALL)
_COMMENT_OPENING: Final = re.compile(r"(?<!\\)<!--")
_BACKTICKS: Final = re.compile(r"`+")


def after_comments(line: str, start: int) -> int:
    """Where the line goes on after white space and whole comments from `start` on."""
    comments = _COMMENTS.match(line, start)
    return comments.end() if comments else start


def before_comments(line: str, start: int, end: int) -> int:
    """Where the text of `line[start:end]` ends, without white space and whole comments at its end.

    The result is `start` where there is no text.
    """
    while end > start:
        if line[end - 1] in WHITESPACE:
            end -= 1
        elif line.endswith("-->", start, end) and (opening := line.rfind("<!--", start, end)) >= 0:
            end = opening
        else:
            break
    return end


def open_comment(line: str, start: int) -> int:
    """Where in a line of a paragraph a comment begins that goes on in the next; -1 if none does."""
    opening = _COMMENT_OPENING.search(line, max(start, line.rfind("-->")))
    if not opening or _in_code_span(line, start, opening.start()):
        return -1
    return opening.start()


def _in_code_span(line: str, start: int, place: int) -> bool:
    """Whether `place` is inside a code span that begins at `start` or later (6.1)."""
    runs = [(run.start(), run[0]) for run in _BACKTICKS.finditer(line, start)]
    last = {backticks: index for index, backticks in runs}
    opening = ""
    for index, backticks in runs:
        if opening and backticks == opening:
            if index > place:
                return True
            opening = ""
        elif not opening and index > place:
            return False
        elif not opening and last[backticks] > index:
            opening = backticks
    return False
