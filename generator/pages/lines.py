"""What one line of a page can be on its own: headings, fences, definitions, rows.

In: a line, and where in it to look. Out: what stands there; `scanner` puts lines together.
Every pattern is possessive where it repeats, so that none takes more than linear time.
Sections are those of CommonMark 0.31 (https://spec.commonmark.org/0.31.2/).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.pages.containers import WHITESPACE

_ATX: Final = re.compile(r"(#{1,6})(?:[ \t]++|\Z)")
_UNDERLINE: Final = re.compile(r"(?:=++|-++)[ \t]*+\Z")
_DEFINITION: Final = re.compile(
    r"""\[(?=[^\]]*[^\] \t])(?:[^\[\]\\]|\\.)++\]:[ \t]*+(?:<[^<>]*+>|[^ \t<][^ \t]*+)
        (?:[ \t]++(?:"[^"]*+"|'[^']*+'|\([^()]*+\)))?+[ \t]*+\Z""",
    re.VERBOSE,
)


def atx_heading(line: str, start: int) -> tuple[int, int, int] | None:
    """Level, start and end of the text of the ATX heading at `start` (4.2), if there is one."""
    opening = _ATX.match(line, start)
    if not opening:
        return None
    end = len(line.rstrip(WHITESPACE))
    bare = len(line[:end].rstrip("#"))
    if bare <= opening.end() or line[bare - 1] in WHITESPACE:
        end = len(line[:bare].rstrip(WHITESPACE))
    return len(opening[1]), opening.end(), max(opening.end(), end)


def underline_level(line: str, start: int) -> int:
    """The level of the heading that a line underlines (4.3); 0 if it does not."""
    if _UNDERLINE.match(line, start):
        return 1 if line[start] == "=" else 2
    return 0


def is_definition(line: str, start: int) -> bool:
    """Whether a link reference definition fills the line (4.7)."""
    return line.startswith("[", start) and _DEFINITION.match(line, start) is not None


_FENCE: Final = re.compile(r"(`{3,}+)([^`]*+)\Z|(~{3,}+)(.*+)\Z", re.DOTALL)


def fence_opening(line: str, start: int) -> tuple[str, str] | None:
    """The fence that opens a code block at `start` (4.5) and its info string, if there is one."""
    opening = _FENCE.match(line, start)
    if not opening:
        return None
    return opening[1] or opening[3], (opening[2] or opening[4] or "").strip(WHITESPACE)


def closes_fence(line: str, start: int, fence: str) -> bool:
    """Whether the code block that `fence` opened ends with the line."""
    rest = line[start:].rstrip(WHITESPACE)
    return len(rest) >= len(fence) and not rest.strip(fence[0])


_DELIMITER: Final = re.compile(
    r"\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-++:?+[ \t]*+)*+\|?+[ \t]*+\Z"
)
_PIPE: Final = re.compile(r"\|(?<!\\\|)")
"""The pipe comes first, since what begins with a character is found faster than what looks back."""


def split_row(row: str, most: int = 0) -> list[str]:
    """The texts between the pipes of a row that is trimmed, without those before and after all.

    A pipe that follows a backslash is text, in a code span too; every other pipe is a border,
    in a code span too (GFM 4.10). Where the row starts with a pipe, the first cell comes after it.
    Behind the first `most` borders, if that is not 0, the rest of the row is one text.
    """
    pieces = _PIPE.split(row, most) if "\\" in row else row.split("|", most or -1)
    if not pieces[0]:
        del pieces[0]
    if pieces and not pieces[-1]:
        del pieces[-1]
    return pieces


def is_delimiter(line: str, start: int, header: str) -> bool:
    """Whether the line makes the trimmed line `header`, just before it, the header of a table."""
    return (
        "|" in header
        and _DELIMITER.match(line, start) is not None
        and len(split_row(line[start:].rstrip(WHITESPACE))) == len(split_row(header))
    )


def front_matter_length(lines: Sequence[str]) -> int:
    """How many lines the YAML front matter takes, with its borders; 0 if there is none.

    It must start in the first line, and a `---` with a blank line after it is a thematic break,
    as Pandoc has it: else two thematic breaks would swallow what stands between them.
    """
    if len(lines) < 2 or lines[0].rstrip(WHITESPACE) != "---" or not lines[1].strip(WHITESPACE):
        return 0
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip(WHITESPACE) == "---":
            return index + 1
    return 0
