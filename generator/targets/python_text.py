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
# Text that is written as it is, whatever stands around it.
_PLAIN: Final = re.compile(r"[ !#-\[\]-~]*")
# Text that is a docstring as it is, but for the blanks at its end.
_PLAIN_LINE: Final = re.compile(r"[!#-\[\]-~][ !#-\[\]-~]*")
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
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return f"{quote}{_IN_LITERAL.sub(_escape, body)}{quote}"


def comment_text(text: str) -> str:
    """Text that can stand in a comment, even in the first line of a file."""
    visible = text if _PLAIN.fullmatch(text) else _IN_LITERAL.sub(_escape, text)
    return _CODING.sub(_escape, visible)


def visible_text(text: str) -> str:
    """Text in which what cannot be seen is spelled out; line ends stay."""
    return _IN_TEXT.sub(_escape, text)


def docstring(paragraphs: Iterable[str], indent: int) -> str:
    """The source of a docstring, without the indent of its first line; empty without paragraphs.

    Blank ends of lines are left out, as black leaves them out.
    """
    lines: list[str] = []
    for paragraph in paragraphs:
        if text := _paragraph(paragraph):
            lines += ["", *text] if lines else text
    return "\n".join(_docstring(lines, " " * indent))


def docstring_lines(
    paragraphs: Sequence[Line], indent: int, subject: Origin, last: Sequence[Line] = ()
) -> tuple[Line, ...]:
    """The lines of a docstring about the subject, indented, with what each comes from.

    A paragraph is a text of any number of lines; the last one may be several of one line each.
    """
    if not paragraphs and not last:
        return ()
    margin = " " * indent
    if not last and len(paragraphs) == 1 and _PLAIN_LINE.fullmatch(paragraphs[0].text):
        quoted = f'{margin}"""{paragraphs[0].text.rstrip()}"""'  # as most of them are
        return (Line(quoted, paragraphs[0].origins),)
    between = subject.by()
    texts: list[str] = []
    origins: list[Origins] = []
    for paragraph in paragraphs:
        if text := _paragraph(paragraph.text):
            if texts:
                texts.append("")
                origins.append(between)
            texts += text
            origins += (paragraph.origins,) * len(text)
    if last and texts:
        texts.append("")
        origins.append(between)
    for line in last:
        texts += _paragraph(line.text)
        origins.append(line.origins)
    if not texts:
        return ()
    lines = _docstring(texts, margin)
    lines[0] = margin + lines[0]
    if len(lines) == 1:
        return (Line(lines[0], origins[0]),)
    origins.append(between)  # the closing quotes have a line of their own
    if len(lines) > len(origins):
        origins.insert(0, between)  # and so have the opening ones
    return tuple(map(Line, lines, origins))


def _docstring(lines: list[str], margin: str) -> list[str]:
    """The lines of a docstring, of which the first has no margin."""
    if not lines:
        return [""]
    first, *rest = _unindented(lines)
    if first.startswith('"'):
        first = f"\\{first}"
    if not rest:
        return [f'"""{first} """' if first.endswith('"') else f'"""{first}"""']
    opening = [f'"""{first}']
    if first[0].isspace() or all(line[0].isspace() for line in rest if line):
        # On the first line, and where all others have it, indentation is none (PEP 257).
        opening = ['"""', margin + first]
    return [*opening, *[margin + line if line else "" for line in rest], f'{margin}"""']


def _paragraph(text: str) -> list[str]:
    """The lines of a paragraph."""
    if _PLAIN.fullmatch(text):
        return [plain] if (plain := text.rstrip()) else []
    body = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    lines = [line.rstrip() for line in _IN_TEXT.sub(_escape, body).split("\n")]
    return stripped.split("\n") if (stripped := "\n".join(lines).strip("\n")) else []


def _unindented(lines: list[str]) -> list[str]:
    """The lines without the indentation that all of them have."""
    if not lines[0][:1].isspace():
        return lines
    depth = min(len(line) - len(line.lstrip()) for line in lines if line)
    return [line[depth:] for line in lines]


def _escape(char: re.Match[str]) -> str:
    code = ord(char[0])
    if short := _SHORT_ESCAPES.get(char[0]):
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
