"""A type cell becomes a tree: the only module that knows how type notations use brackets.

The tree says what the cell writes, not what it means. `List[*str*]`, `[components.X](x.md)[]`,
`[][components.X](x.md)`, `Optional\\<X>`, `Record<string, *any*>`, `?T`, `{ [key: string]: T }`
and `"a" | "b"` are one grammar:

    union   = prefix { "|" prefix }
    prefix  = { "[]" | "?" | "*" (a pointer, as in Go) } postfix
    postfix = primary { "[]" | "[" union { "," union } "]" | "<" … ">" | "(" … ")" }
    primary = "(" union ")" | link | emphasis | code span | "{ [key: string]: union }"
            | literal | word

A link's text and an emphasis hold a union of their own, so brackets nest inside link texts and
links stand inside brackets. What a word means is the dialect's to say (`resolve.py`).
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from typing import NoReturn

from generator.lowering.type_trees import (
    Apply,
    Array,
    Constant,
    Dictionary,
    Either,
    Link,
    Marked,
    RawType,
    Word,
    parts_of,
)

DEPTH_LIMIT = 32
"""How deeply a cell may nest. Beyond it, it is malformed: whatever follows may recurse, and a
schema file, where a union takes two levels, stays below the limit of YAML files."""


class TypeSyntaxError(ValueError):
    """A type cell that cannot be read, and the part of it where reading stopped."""

    def __init__(self, message: str, start: int, end: int) -> None:
        """`start` and `end` are offsets in the cell's text."""
        super().__init__(message)
        self.start = start
        self.end = end


_WORD = re.compile(r"interface\{\}|(?:[^\s\[\](){}<>|,;*`\"'?\\!&]|\\\w|\\[_.\-])+")
_BOUND = re.compile(r"\?\s+(?:extends|super)\s+")
_SPACE = re.compile(r"(?:\s|<br\s*/?>)+")
_ESCAPE = re.compile(r"\\+(?=[<>\[\](){}*|`,])")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.])")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"' + "|'(?:[^'\\\\]|\\\\.)*'")
_INDEX = re.compile(r"\{\s*\[\s*\w+\s*(?::|in)\s*[\w.]+\s*\]\s*\??:\s*")
_PLAIN = re.compile(
    r"`(?P<word>[A-Za-z_][\w.]*+)`"
    r"|(?P<link>\[(?P<name>[A-Za-z_][\w.]*+)\]\((?P<target>[^\s()<>]++)\))(?P<array>\[\])?"
)
"""What most cells are that name a declaration: a word, a link, an array of what a link says."""
_CLOSERS = {"[": "]", "<": ">", "(": ")"}
_TOO_DEEP = f"the type is nested more than {DEPTH_LIMIT} levels deep"


@lru_cache(maxsize=4096)
def parse_type(text: str, pointers: bool = False) -> RawType:
    """The tree of a type cell's text, pipes already unescaped.

    `pointers`: `*` is Go's pointer, not emphasis. Raises `TypeSyntaxError` where the text is
    blank, breaks off, or holds what no notation has. The same text gives the same tree, with
    offsets relative to the text, so that cells that are alike are parsed once.
    """
    plain = _PLAIN.fullmatch(text)
    return _Parser(text, pointers).whole() if plain is None else _plain_type(plain)


def type_is_readable(text: str, pointers: bool) -> bool:
    """Whether a cell's text is a type at all, whatever it means."""
    try:
        parse_type(text, pointers)
    except TypeSyntaxError:
        return False
    return True


def _plain_type(plain: re.Match[str]) -> RawType:
    """What the parser finds, in a fraction of the time."""
    if plain["word"]:
        return Word(plain["word"], *plain.span("word"))
    link = Link(Word(plain["name"], *plain.span("name")), plain["target"], *plain.span("link"))
    return Array(link, *plain.span()) if plain["array"] else link


class _Parser:
    def __init__(self, text: str, pointers: bool) -> None:
        self._text = text
        self._pointers = pointers
        self._at = 0
        self._depth = 0

    def whole(self) -> RawType:
        raw = self._union("")
        self._skip_space()
        if self._at < len(self._text):
            self._fail(f"`{self._text[self._at]}` stands where the type should have ended")
        if len(self._text) > DEPTH_LIMIT:
            self._limit_height(raw)
        return raw

    def _limit_height(self, raw: RawType) -> None:
        """Chains of marks, such as `[][][]`, make a tree high without brackets that nest."""
        level: tuple[RawType, ...] = (raw,)
        for _ in range(DEPTH_LIMIT):
            level = tuple(part for each in level for part in parts_of(each))
            if not level:
                return
        self._fail(_TOO_DEEP, level[0].start, level[0].end)

    def _descend(self) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            self._fail(_TOO_DEEP)

    def _union(self, closer: str) -> RawType:
        """A union that ends where `closer` stands, or at the end of the text."""
        self._descend()
        self._skip_space()
        start = self._at
        if self._peek("|"):  # TypeScript allows one before the first member
            self._at += 1
        members = [self._prefix(closer)]
        while self._skip_space() and self._peek("|"):
            self._at += 1
            members.append(self._prefix(closer))
        self._depth -= 1
        return members[0] if len(members) == 1 else Either(tuple(members), start, self._at)

    def _prefix(self, closer: str) -> RawType:
        self._skip_space()
        marks: list[tuple[str, int]] = []
        while self._skip_escape() and self._at < len(self._text):
            start = self._at
            if (bound := _BOUND.match(self._text, start)) is not None:
                self._at = bound.end()  # Java's `? extends T` says how its generics fit, not more
                continue
            if self._text.startswith("[]", start):
                self._at += 2
            elif self._peek("?") or (self._pointers and self._peek("*")):
                self._at += 1
            else:
                break
            marks.append((self._text[start : self._at], start))
        raw = self._postfix(closer)
        # `**string*` in Go is a pointer in emphasis: a star that closes takes one that opened.
        while self._pointers and self._peek("*") and any(mark == "*" for mark, _ in marks):
            self._at += 1
            last = max(index for index, (mark, _) in enumerate(marks) if mark == "*")
            del marks[last]
        for mark, at in reversed(marks):
            end = self._at
            raw = Array(raw, at, end) if mark == "[]" else Marked(mark, raw, at, end)
        return raw

    def _postfix(self, closer: str) -> RawType:
        raw = self._primary(closer)
        while self._skip_escape() and self._at < len(self._text):
            opener = self._text[self._at]
            if opener not in _CLOSERS or _SPACE.match(self._text, self._at):
                break
            self._at += 1
            if opener == "[" and self._peek("]"):
                self._at += 1
                raw = Array(raw, raw.start, self._at)
                continue
            arguments = self._arguments(_CLOSERS[opener], self._at - 1)
            if isinstance(raw, Word) and raw.text == "map" and opener == "[":
                self._descend()
                raw = Dictionary(self._prefix(closer), raw.start, self._at)
                self._depth -= 1
            else:
                raw = Apply(raw, arguments, raw.start, self._at)
        return raw

    def _arguments(self, closer: str, opened_at: int) -> tuple[RawType, ...]:
        arguments = [self._union(closer)]
        while self._skip_space() and self._peek(","):
            self._at += 1
            arguments.append(self._union(closer))
        self._expect(closer, opened_at)
        return tuple(arguments)

    def _primary(self, closer: str) -> RawType:
        text, at = self._text, self._at
        if at >= len(text):
            if not text.strip():
                raise TypeSyntaxError("the type is blank", 0, len(text))
            self._fail("the type breaks off")
        if (index := _INDEX.match(text, at)) is not None:
            return self._dictionary(index)
        match text[at]:
            case "(":
                return self._group()
            case "[":
                return self._link()
            case "*":
                return self._enclosed("*")
            case "`":
                return self._enclosed("`")
        if (string := _STRING.match(text, at)) is not None:
            self._at = string.end()
            return Constant(_string_value(string[0]), at, self._at)
        if (number := _NUMBER.match(text, at)) is not None:
            self._at = number.end()
            return Constant(self._number(number), at, self._at)
        word = _WORD.match(text, at)
        if word is None:
            self._fail(
                "the type breaks off"
                if text[at] == closer
                else f"`{text[at]}` stands where a type should"
            )
        self._at = word.end()
        return Word(re.sub(r"\\([_.\-])", r"\1", word[0]), at, self._at)

    def _group(self) -> RawType:
        """A type in parentheses, which only say how far it reaches: `(A | B)[]`."""
        opened_at = self._at
        self._at += 1
        raw = self._union(")")
        self._expect(")", opened_at)
        return raw

    def _number(self, number: re.Match[str]) -> int | float:
        try:
            value: int | float = json.loads(number[0])
            if math.isfinite(value):
                return value
        except (ValueError, OverflowError):  # more digits than Python reads, or a float holds
            pass
        return self._fail("the number is out of range", *number.span())

    def _dictionary(self, index: re.Match[str]) -> RawType:
        self._at = index.end()
        values = self._union("}")
        self._skip_space()
        if self._peek(";"):
            self._at += 1
        self._skip_space()
        self._expect("}", index.start())
        return Dictionary(values, index.start(), self._at)

    def _link(self) -> RawType:
        """`[type](target)`; the text is a type with brackets of its own, or else a plain name."""
        start = self._at
        self._at += 1
        depth = self._depth
        try:
            inner = self._union("]")
            self._skip_space()
            self._expect("]", start)
        except TypeSyntaxError as error:
            self._depth = depth
            inner = self._link_name(start, error)
        if not self._peek("("):
            message = "a type in brackets is no link: a target in parentheses should follow"
            self._fail(message, start, self._at)
        target_start, target_end = self._at + 1, self._closing("(", ")")
        inside = self._text[target_start:target_end].strip()
        self._at = target_end + 1
        if inside.startswith("<") and ">" in inside:  # may hold spaces
            target = inside[1 : inside.index(">")]
        else:
            target = inside.split(None, 1)[0] if inside else ""  # without the link's title
        return Link(inner, target, start, self._at)

    def _link_name(self, start: int, error: TypeSyntaxError) -> Word:
        """The text of the link at `start` as a name with spaces and the like: `[Pet Item](…)`.

        `error` says why it is no type; it stands where this is no link either.
        """
        self._at = start
        end = self._closing("[", "]")
        self._at = end + 1
        name = self._text[start + 1 : end].strip()
        if not name or not self._peek("("):
            raise error
        return Word(name, start + 1, end)

    def _closing(self, opener: str, closer: str) -> int:
        """Where the bracket that opens here closes."""
        depth = 0
        brackets = re.compile(f"[{re.escape(opener + closer)}]")
        for bracket in brackets.finditer(self._text, self._at):
            depth += 1 if bracket[0] == opener else -1
            if depth == 0:
                return bracket.start()
        return self._fail(f"`{opener}` is not closed", self._at, self._at + 1)

    def _enclosed(self, mark: str) -> RawType:
        """A type in emphasis or in a code span. The marks carry no meaning."""
        start = self._at
        while self._peek(mark):
            self._at += 1
        fence = self._text[start : self._at]
        raw = self._union(mark)
        self._skip_space()
        if not self._text.startswith(fence, self._at):
            what = "code span" if mark == "`" else "emphasis"
            self._fail(f"the {what} is not closed", start, start + len(fence))
        self._at += len(fence)
        return raw

    def _peek(self, char: str) -> bool:
        return self._text.startswith(char, self._at)

    def _skip_space(self) -> bool:
        space = _SPACE.match(self._text, self._at)
        if space is not None:
            self._at = space.end()
        return self._skip_escape()

    def _skip_escape(self) -> bool:
        r"""Step over the backslashes of `\<`, `\\<`, `\[`, `\*` and the like. Always true."""
        escape = _ESCAPE.match(self._text, self._at)
        if escape is not None:
            self._at = escape.end()
        return True

    def _expect(self, closer: str, opened_at: int) -> None:
        self._skip_space()
        if not self._peek(closer):
            self._fail(f"`{self._text[opened_at]}` is not closed", opened_at, opened_at + 1)
        self._at += 1

    def _fail(self, message: str, start: int | None = None, end: int | None = None) -> NoReturn:
        first = min(self._at, max(len(self._text) - 1, 0)) if start is None else start
        raise TypeSyntaxError(message, first, first + 1 if end is None else end)


def _string_value(quoted: str) -> str:
    if quoted[0] == "'":
        inner = quoted[1:-1].replace("\\'", "'").replace('"', '\\"')
        quoted = f'"{inner}"'
    try:
        value = str(json.loads(quoted, strict=False))
        value.encode("utf-8")
    except ValueError:  # a backslash that JSON does not know, or half of a character, is text
        return quoted[1:-1]
    return value
