"""Text of the pages as a project's own language writes it: in comments and in literals.

What cannot be seen or ends a line never stands there as it is. What else would end a comment or a
literal is the language's to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.json_text import UNSAFE
from generator.schema import primitive_of
from generator.targets.custom_language import CommentRules, LiteralRules, fill

if TYPE_CHECKING:
    from generator.schema import Json, Scalar


def scalar_kind(*values: Scalar) -> str:
    """The kind of these values, or `any` where they are of several.

    An integer that 64 bits do not hold is a number: few languages have a type for it.
    """
    kinds = {_kind(value) for value in values}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "any"


def _kind(value: Scalar) -> str:
    is_large = isinstance(value, int) and not -(2**63) <= value < 2**63
    return "number" if is_large else primitive_of(value)


def literal(value: Scalar, kind: str, rules: LiteralRules) -> str:
    """A value as the language writes it where values of a kind, or of any, are wanted."""
    match value:
        case None:
            return rules.null
        case bool():
            return rules.true if value else rules.false
        case str():
            return f"{rules.quote}{in_quotes(value, rules)}{rules.quote}"
        case int() if "number" in (kind, _kind(value)):
            return f"{value}.0"
        case _:
            return json.dumps(value)


def in_quotes(text: str, rules: LiteralRules) -> str:
    """What stands between the quotes of a string literal."""
    return _escaped(text, rules.escapes, rules.hidden)


def in_comment(text: str, rules: CommentRules) -> str:
    """One line of text, as it can stand in a comment."""
    # What is written for a hidden character may be nothing, and what is round it then meet.
    shown = _escaped(text.replace("\t", "  "), {}, rules.hidden)
    return _escaped(shown, rules.escapes, rules.hidden).rstrip()


def comment(
    rules: CommentRules,
    doc: str,
    *,
    page: str = "",
    deprecated: bool = False,
    default: tuple[Json] | None = None,
    examples: Iterable[Json] = (),
) -> tuple[str, ...]:
    """The lines of a comment; none where there is nothing to say.

    `page` is where a declaration is from. Default and examples are written as JSON.
    """
    notes = [
        (rules.default, [json.dumps(value, ensure_ascii=False) for value in default or ()]),
        (rules.example, [json.dumps(value, ensure_ascii=False) for value in examples]),
    ]
    paragraphs = [
        [in_comment(line.lstrip() if rules.is_flat else line, rules) for line in _lines(doc)],
        [fill(rules.source, text=in_comment(page, rules))] if page and rules.source else [],
        [
            fill(note, text=in_comment(text, rules))
            for note, texts in notes
            for text in texts
            if note
        ],
        [rules.deprecated] if deprecated and rules.deprecated else [],
    ]
    lines = [line for part in paragraphs if any(part) for line in ("", *part)][1:]
    if not lines:
        return ()
    spaced = [*_without_gaps(lines)]
    shown = _without_headings(spaced) if rules.is_flat else spaced
    body = (_joined(rules.line, line, rules).rstrip() for line in shown)
    return (*filter(None, [rules.first]), *body, *filter(None, [rules.last]))


def _joined(begin: str, line: str, rules: CommentRules) -> str:
    """The two, with a space where they would make up what is to be escaped."""
    splits = ((text[:at], text[at:]) for text in rules.escapes for at in range(1, len(text)))
    meet = any(begin.endswith(left) and line.startswith(right) for left, right in splits)
    return f"{begin} {line}" if meet else begin + line


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")


def _without_gaps(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with no blank one at an end or after another one."""
    after_blank = True
    pending = False
    for line in lines:
        if line:
            if pending:
                yield ""
            yield line
            after_blank = pending = False
        else:
            pending = not after_blank


def _without_headings(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with no gap before one that stands between two gaps and ends like no sentence: Go
    and gofmt take that for a heading (go.dev/doc/comment, "Headings")."""
    for index, line in enumerate(lines):
        alone = lines[index + 1] if lines[index + 2 : index + 3] == [""] else ""
        if line or not alone[-1:].isalnum():
            yield line


def _escaped(text: str, escapes: Mapping[str, str], hidden: str) -> str:
    def escape(found: re.Match[str]) -> str:
        return escapes[found[0]] if found[0] in escapes else _hidden(found[0], hidden)

    return _pattern(tuple(escapes)).sub(escape, text)


@lru_cache(maxsize=64)
def _pattern(escapes: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(escapes, key=len, reverse=True)
    return re.compile("|".join((*map(re.escape, longest_first), f"[{UNSAFE}]")))


def _hidden(char: str, form: str) -> str:
    code = ord(char)
    if 0xD800 <= code < 0xE000:
        code = 0xFFFD  # half a character, which UTF-8 cannot hold
    return fill(form, hex=f"{code:x}", hex4=f"{code:04x}")
