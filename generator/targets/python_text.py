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
    return _CODING.sub(_escape, _IN_LITERAL.sub(_escape, text))


def visible_text(text: str) -> str:
    """Text in which what cannot be seen is spelled out; line ends stay."""
    return _IN_TEXT.sub(_escape, text)


def docstring(paragraphs: Iterable[str], indent: int) -> str:
    """The source of a docstring, without the indent of its first line; empty without paragraphs.

    Blank ends of lines are left out, as black leaves them out.
    """
    texts = filter(None, map(_paragraph, paragraphs))
    return "\n".join(_docstring("\n\n".join(texts), " " * indent))


def docstring_lines(
    paragraphs: Iterable[Line], indent: int, subject: Origin, last: Sequence[Line] = ()
) -> tuple[Line, ...]:
    """The lines of a docstring about the subject, indented, with what each comes from.

    A paragraph is a text of any number of lines; the last one may be several of one line each.
    """
    texts: list[str] = []
    origins: list[Origins] = []
    for paragraph in paragraphs:
        if text := _paragraph(paragraph.text):
            origins += [subject.by()] if texts else []
            origins += [paragraph.origins] * (text.count("\n") + 1)
            texts.append(text)
    if last:
        origins += [subject.by()] if texts else []
        origins += [line.origins for line in last]
        texts.append("\n".join([_paragraph(line.text) for line in last]))
    if not texts:
        return ()
    margin = " " * indent
    lines = _docstring("\n\n".join(texts), margin)
    lines[0] = margin + lines[0]
    if len(lines) == 1:
        return (Line(lines[0], origins[0]),)
    origins.append(subject.by())  # the closing quotes have a line of their own
    if len(lines) > len(origins):
        origins.insert(0, subject.by())  # and so have the opening ones
    return tuple(map(Line, lines, origins))


def _docstring(text: str, margin: str) -> list[str]:
    """The lines of a docstring, of which the first has no margin."""
    text = _unindented(text)
    if not text:
        return [""]
    if text.startswith('"'):
        text = f"\\{text}"
    if "\n" not in text:
        return [f'"""{text} """' if text.endswith('"') else f'"""{text}"""']
    first, *rest = text.split("\n")
    opening = [f'"""{first}']
    if first[0].isspace() or all(line[0].isspace() for line in rest if line):
        # On the first line, and where all others have it, indentation is none (PEP 257).
        opening = ['"""', margin + first]
    return [*opening, *[margin + line if line else "" for line in rest], f'{margin}"""']


def _paragraph(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text.rstrip()
    body = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    escaped = _IN_TEXT.sub(_escape, body)
    return "\n".join(line.rstrip() for line in escaped.split("\n")).strip("\n")


def _unindented(text: str) -> str:
    """The text without the indentation that all its lines have."""
    if not text[:1].isspace():
        return text
    lines = text.split("\n")
    depth = min(len(line) - len(line.lstrip()) for line in lines if line)
    return "\n".join(line[depth:] for line in lines)


def _escape(char: re.Match[str]) -> str:
    code = ord(char[0])
    if short := _SHORT_ESCAPES.get(char[0]):
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
