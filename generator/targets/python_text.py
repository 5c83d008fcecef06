"""Text of the pages, as Python source: literals, docstrings and comments that it cannot leave.

Every function gives what black leaves unchanged, which is why quotes are chosen as black does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from generator.schema import Scalar

# Characters that end a line somewhere, turn the reading direction, or cannot be seen or encoded.
_HIDDEN: Final = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
# Spaces that look like the one that everybody types.
_SPACES: Final = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_IN_TEXT: Final = re.compile(f"[{_HIDDEN}]")
_IN_LITERAL: Final = re.compile(f"[\n{_HIDDEN}{_SPACES}]")
_SHORT_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# A comment in a file's first line that says this would set the file's encoding (PEP 263).
_CODING: Final = re.compile("(?<=coding)[:=]")


def literal(value: Scalar) -> str:
    """The source of a scalar."""
    if isinstance(value, str):
        return string_literal(value)
    if isinstance(value, float):
        return repr(value).replace("e+", "e")
    return repr(value)


def string_literal(text: str) -> str:
    """The source of a string: in double quotes, unless single ones need fewer backslashes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return f"{quote}{_IN_LITERAL.sub(_escape, body)}{quote}"


def comment_text(text: str) -> str:
    """Text that can stand in a comment, even in the first line of a file."""
    return _CODING.sub(_escape, _IN_LITERAL.sub(_escape, text))


def docstring(paragraphs: Iterable[str], indent: int) -> str:
    """The source of a docstring, without the indent of its first line; empty without paragraphs.

    Blank ends of lines are left out, as black leaves them out.
    """
    text = "\n\n".join(filter(None, map(_paragraph, paragraphs)))
    if not text:
        return ""
    if text.startswith('"'):
        text = f"\\{text}"
    if "\n" not in text:
        return f'"""{text} """' if text.endswith('"') else f'"""{text}"""'
    first, *rest = text.split("\n")
    # What all lines after the first are indented by is no indent (PEP 257).
    depth = min(len(line) - len(line.lstrip()) for line in rest if line)
    margin = "\n" + " " * indent
    others = (margin + line[depth:] if line else "\n" for line in rest)
    return f'"""{first}{"".join(others)}{margin}"""'


def _paragraph(text: str) -> str:
    body = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    escaped = _IN_TEXT.sub(_escape, body)
    return "\n".join(line.rstrip() for line in escaped.split("\n")).strip()


def _escape(char: re.Match[str]) -> str:
    code = ord(char[0])
    if short := _SHORT_ESCAPES.get(char[0]):
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
