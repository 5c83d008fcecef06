"""YAML text becomes nodes that know their place. The only module that reads YAML.

The spec-set file, the overlay, dialect files and schema files are read through here, so each of
them answers a slip with file, line and column. An alias is followed, up to a limit, since a few of
them can stand for billions of nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import yaml

from generator.frozen import Frozen
from generator.source import Source, Span
from generator.wording import listed, suggestion
from generator.yaml_scalars import TAG, ScalarError, scalar_value, shown

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.schema import Json, Scalar

T = TypeVar("T")
Word = TypeVar("Word", bound=str)

ALIAS_LIMIT: Final = 100
"""How many aliases a file may hold."""
REPEAT_LIMIT: Final = 10_000
"""How many values a file's aliases may stand for."""
DEPTH_LIMIT: Final = 100
"""How many levels of nesting a file may have, so that whatever follows may recurse."""

_TOO_DEEP: Final = f"more than {DEPTH_LIMIT} levels of nesting"

# What no YAML file may hold, and what ends a line in 1.1 and nowhere else.
_UNREADABLE: Final = re.compile("[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node(Frozen):
    """A value in a YAML file, with its place and the report that its mistakes go to."""

    value: bool | int | float | str | tuple[Node, ...] | Entries | None
    span: Span
    key_span: Span
    """Where its key stands. What has none is where it stands itself."""
    report: Report

    def mapping(self, known: Iterable[str] | None = None, what: str = "") -> Entries:
        """The entries of a mapping; each key that is not `known` is reported, and left out.

        Anything else than a mapping is reported and read as an empty one; so is null, silently,
        since `targets:` with nothing after it is a mapping without entries. `what` says in a
        message what the mapping describes, such as "a field".
        """
        if self.value is None:
            return Entries()
        if not isinstance(self.value, dict):
            self.wrong("a mapping")
            return Entries()
        if known is None:
            return self.value
        names = tuple(known)
        keys = f"the keys are {listed(names)}" if 0 < len(names) <= 12 else ""
        for key, node in self.value.items():
            if key not in names:
                self.report.add(
                    "unknown-key",
                    node.key_span,
                    f"{shown(key)} is not a key of {what}",
                    suggestion(key, names) or keys,
                )
        return Entries({key: node for key, node in self.value.items() if key in names})

    def require(self, *needed: str) -> bool:
        """Whether a mapping has all of these keys. Which of them are missing is reported."""
        there = self.value if isinstance(self.value, dict) else ()
        missing = [key for key in needed if key not in there]
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            self.report.add("missing-key", self.key_span, f"{listed(missing)} {verb} missing here")
        return not missing

    def sequence(self) -> tuple[Node, ...]:
        """The items of a sequence. Anything else is reported and read as an empty one."""
        if isinstance(self.value, tuple):
            return self.value
        if self.value is not None:
            self.wrong("a sequence")
        return ()

    def strings(self, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The items of a sequence of strings; a single string is a sequence of one.

        Anything else is reported and read as `default`.
        """
        if isinstance(self.value, str):
            return (self.value,)
        if self.value is not None and not isinstance(self.value, tuple):
            self.wrong("a sequence")
            return default
        return tuple(item.string() for item in self.sequence())

    def string(self, default: str = "") -> str:
        """A string. Anything else is reported and read as `default`."""
        if isinstance(self.value, str):
            return self.value
        self.wrong("a string")
        return default

    def boolean(self, default: bool = False) -> bool:
        """True or false. Anything else is reported and read as `default`."""
        if isinstance(self.value, bool):
            return self.value
        self.wrong("true or false")
        return default

    def choice(self, choices: Iterable[Word], default: Word) -> Word:
        """One of the strings in `choices`. Anything else is reported and read as `default`."""
        names = tuple(choices)
        for name in names:
            if name == self.value:
                return name
        hint = suggestion(self.value, names) if isinstance(self.value, str) else ""
        self.wrong(f"one of {listed(names)}", hint)
        return default

    def pattern(self) -> re.Pattern[str] | None:
        """A regular expression. Anything else is reported and read as none."""
        if not isinstance(self.value, str):
            self.wrong("a regular expression")
            return None
        try:
            return re.compile(self.value)
        except (re.error, OverflowError, RecursionError) as error:
            self.wrong("a regular expression", str(error))
            return None

    def json(self) -> Json:
        """The value as JSON."""
        match self.value:
            case dict():
                return {key: node.json() for key, node in self.value.items()}
            case tuple():
                return [node.json() for node in self.value]
            case scalar:
                return scalar

    def wrong(self, expected: str, hint: str = "") -> None:
        """Report that this value is not what its key takes."""
        self.report.add("wrong-value", self.span, f"{self.kind} where {expected} belongs", hint)

    @property
    def kind(self) -> str:
        """What the value is, for messages."""
        match self.value:
            case dict():
                return "a mapping"
            case tuple():
                return "a sequence" if self.value else "an empty sequence"
            case None:
                return "nothing"
            case bool():
                return f"`{str(self.value).lower()}`"
            case _:
                return shown(str(self.value))


class Entries(dict[str, Node]):
    """The entries of a mapping, by key. For one that is not there, each method has its default."""

    def read(self, key: str, reader: Callable[[Node], T], absent: T) -> T:
        """What a reader makes of an entry; `absent` where there is none."""
        return reader(self[key]) if key in self else absent

    def mapping(self, key: str, known: Iterable[str] | None = None, what: str = "") -> Entries:
        """See `Node.mapping`."""
        return self[key].mapping(known, what) if key in self else Entries()

    def sequence(self, key: str) -> tuple[Node, ...]:
        """See `Node.sequence`."""
        return self[key].sequence() if key in self else ()

    def strings(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """See `Node.strings`."""
        return self[key].strings(default) if key in self else default

    def string(self, key: str, default: str = "") -> str:
        """See `Node.string`."""
        return self[key].string(default) if key in self else default

    def boolean(self, key: str) -> bool:
        """See `Node.boolean`."""
        return self[key].boolean() if key in self else False

    def choice(self, key: str, choices: Iterable[Word], default: Word) -> Word:
        """See `Node.choice`."""
        return self[key].choice(choices, default) if key in self else default


def read_yaml(source: Source, report: Report) -> Node | None:
    """The root node of a YAML file; None, with a diagnostic, where the text is not YAML.

    An empty file is an empty mapping's place: a node whose value is None.
    """
    if (unreadable := _UNREADABLE.search(source.text)) is not None:
        _report_unreadable(source, unreadable.start(), report)
        return None
    loader = _LOADER(source.text)
    try:
        has_aliases = _has_aliases(source)
        root = loader.get_single_node()
        if root is None:
            start = Span(source.path, 1, 1, 1)
            return Node(None, start, start, report)
        return _Builder(source, report, has_aliases).node(root)
    except yaml.MarkedYAMLError as error:
        message = error.problem or str(error)
        if message.startswith("but "):  # such a sentence begins in the context
            message = f"{error.context}, {message}"
        span = _mark_span(source, error.problem_mark or error.context_mark)
        report.add("malformed-yaml", span, _one_line(message))
    except yaml.YAMLError as error:
        report.add("malformed-yaml", Span(source.path, 1, 1, 1), _one_line(str(error)))
    except _TooManyAliasesError as error:
        report.add("too-many-aliases", error.span, str(error), "write the values out")
    except _TooDeepError as error:
        report.add("malformed-yaml", error.span, _TOO_DEEP)
    except RecursionError:  # of PyYAML's loader in Python, where there is none in C
        report.add("malformed-yaml", Span(source.path, 1, 1, 1), _TOO_DEEP)
    finally:
        loader.dispose()
    return None


def _report_unreadable(source: Source, index: int, report: Report) -> None:
    report.add(
        "malformed-yaml",
        source.span(index, index + 1),
        f"the character U+{ord(source.text[index]):04X} cannot stand in a YAML file",
        f'write it in double quotes, as "\\u{ord(source.text[index]):04x}"',
    )


class _TooManyAliasesError(Exception):
    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.span = span


class _TooDeepError(Exception):
    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


def _has_aliases(source: Source) -> bool:
    if "*" not in source.text:
        return False
    events: Iterator[Any] = yaml.parse(source.text, Loader=_LOADER)
    count = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            count += 1
            if count > ALIAS_LIMIT:
                span = _span(source, event.start_mark, event.end_mark)
                raise _TooManyAliasesError(span, f"more than {ALIAS_LIMIT} aliases")
    return count > 0


class _Builder:
    def __init__(self, source: Source, report: Report, has_aliases: bool) -> None:
        self._source = source
        self._report = report
        self._seen: set[int] | None = set() if has_aliases else None
        self._repeated = 0
        self._depth = 0

    def node(self, node: yaml.Node, key_span: Span | None = None) -> Node:
        span = _span(self._source, node.start_mark, node.end_mark)
        key_span = key_span or span
        if self._seen is not None:
            self._limit_repetition(node, span, self._seen)
        if isinstance(node, yaml.ScalarNode):
            return Node(self._scalar(node, span), span, key_span, self._report)
        if self._depth == DEPTH_LIMIT:
            raise _TooDeepError(span)
        if node.tag not in (f"{TAG}map", f"{TAG}seq"):
            tag = node.tag.replace(TAG, "!!")
            self._report.add("wrong-value", span, f"the tag `{tag}` means nothing here")
        self._depth += 1
        if isinstance(node, yaml.MappingNode):
            value: Entries | tuple[Node, ...] = self._entries(node)
        else:
            value = tuple(self.node(item) for item in node.value)
        self._depth -= 1
        return Node(value, span, key_span, self._report)

    def _limit_repetition(self, node: yaml.Node, span: Span, seen: set[int]) -> None:
        self._repeated += id(node) in seen
        seen.add(id(node))
        if self._repeated > REPEAT_LIMIT:
            message = f"the aliases stand for more than {REPEAT_LIMIT} values"
            raise _TooManyAliasesError(span, message)

    def _entries(self, node: yaml.MappingNode) -> Entries:
        entries = Entries()
        for key_node, value_node in node.value:
            key_span = _span(self._source, key_node.start_mark, key_node.end_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self._report.add("wrong-value", key_span, "a key that is not a scalar")
                continue
            # As written: `on: 1` has the key "on", and `1: x` the key "1".
            key = cast("str", key_node.value)
            if key in entries:
                self._report.add(
                    "duplicate-key",
                    key_span,
                    f"`{key}` stands twice in this mapping",
                    f"the first is in line {entries[key].key_span.line}",
                )
                continue
            entries[key] = self.node(value_node, key_span)
        return entries

    def _scalar(self, node: yaml.ScalarNode, span: Span) -> Scalar:
        try:
            return scalar_value(node.value, node.tag, is_plain=not node.style)
        except ScalarError as error:
            self._report.add("wrong-value", span, str(error), error.hint)
            return None


def _span(source: Source, start: Any, end: Any) -> Span:
    column = start.column + 1
    end_column = end.column + 1 if end.line == start.line else column
    return Span(source.path, start.line + 1, column, max(column, end_column))


def _mark_span(source: Source, mark: Any) -> Span:
    """The place of an error. What is missing at the end of a file is missing after its text."""
    if mark is None:
        return Span(source.path, 1, 1, 1)
    lines = source.lines()
    if mark.line < len(lines):
        return _span(source, mark, mark)
    column = len(lines[-1]) + 1
    return Span(source.path, len(lines), column, column)


def _one_line(text: str) -> str:
    return " ".join(text.split())
