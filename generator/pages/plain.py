"""Blocks at the margin that end where a blank line or a fence says so: most of most pages.

In: a page's text, and where in it a line begins before which nothing is open. Out: the block that
stands there, if one pattern can tell. It is what `scanner` would find, which reads every page
there is, line by line: a table without a comment in its header, a paragraph of lines that begin
with a letter, code without a backtick. Whatever might be something else is left to it.
"""

from __future__ import annotations

import re
from typing import Final

PLAIN_BLOCK: Final = re.compile(
    r"""
    (?: (?P<marks>\#{1,6}+)[ ](?P<heading>[^\s\#<][^\n\#<]*+)\n
      | (?P<fence>`{3,}+)(?P<info>[^`\n]*+)\n(?P<code>[^`]*+)(?<=\n)(?P=fence)`*+[ \t]*+\n
      | (?P<header>\|[^\n<]*+)\n(?P<delimiter>\|[-:|\ \t]*+)\n(?P<rows>(?:\|[^\n]*+\n)*+)
        (?=[ \t]*+(?:\n|\Z))
      | (?P<prose>(?:[A-Za-z][^\n<]*+\n)++)(?=[ \t]*+(?:\n|\Z))
    )?+
    (?:[ \t]*+\n)*+
    """,
    re.VERBOSE,
)
"""A block, or none, and the blank lines after it. The last group that matched says which it is.

Every line of the text ends with a line feed. A `delimiter` may still be none.
"""
