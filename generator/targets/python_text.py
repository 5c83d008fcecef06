"""Text of the pages, as Python source: literals, docstrings and comments that it cannot leave.

Every function gives what black leaves unchanged, which is why quotes are chosen as black does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from generator.origins import Line, Origin, Origins
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


def visible_text(text: str) -> str:
    """Text in which what cannot be seen is spelled out; line ends stay."""
    return _IN_TEXT.sub(_escape, text)


def docstring(paragraphs: Iterable[str], indent: int) -> str:
    """The source of a docstring, without the indent of its first line; empty without paragraphs.

    Blank ends of lines are left out, as black leaves them out.
    """
    return _docstring(filter(None, map(_paragraph, paragraphs)), indent)


def docstring_lines(
    paragraphs: Iterable[Sequence[Line]], indent: int, subject: Origin
) -> tuple[Line, ...]:
    """The lines of a docstring about the subject, indented, with what each comes from.

    A paragraph is one text of any number of lines, or several texts of one line each.
    """
    texts: list[str] = []
    origins: list[Origins] = []
    for paragraph in filter(None, paragraphs):
        text = _paragraph("\n".join(line.text for line in paragraph))
        if text:
            origins += [subject.by()] if texts else []
            several = [paragraph[0]] * (text.count("\n") + 1) if len(paragraph) == 1 else paragraph
            origins += [line.origins for line in several]
            texts.append(text)
    if not texts:
        return ()
    first, *others = _docstring(texts, indent).split("\n")
    if len(others) > len(origins):
        origins.insert(0, subject.by())  # the opening quotes have a line of their own
    lines = (" " * indent + first, *others)
    return tuple(map(Line, lines, (*origins, subject.by())))


def _docstring(paragraphs: Iterable[str], indent: int) -> str:
    text = _unindented("\n\n".join(paragraphs))
    if not text:
        return ""
    if text.startswith('"'):
        text = f"\\{text}"
    if "\n" not in text:
        return f'"""{text} """' if text.endswith('"') else f'"""{text}"""'
    first, *rest = text.split("\n")
    margin = "\n" + " " * indent
    if first[0].isspace() or all(line[0].isspace() for line in rest if line):
        # On the first line, and where all others have it, indentation is none (PEP 257).
        first = margin + first
    others = (margin + line if line else "\n" for line in rest)
    return f'"""{first}{"".join(others)}{margin}"""'


def _paragraph(text: str) -> str:
    body = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    escaped = _IN_TEXT.sub(_escape, body)
    return "\n".join(line.rstrip() for line in escaped.split("\n")).strip("\n")


def _unindented(text: str) -> str:
    """The text without the indentation that all its lines have."""
    lines = text.split("\n")
    depth = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return "\n".join(line[depth:] for line in lines)


def _escape(char: re.Match[str]) -> str:
    code = ord(char[0])
    if short := _SHORT_ESCAPES.get(char[0]):
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
