"""What is wrong with a payload, each thing with the cells that demand otherwise."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, TypeAlias

from generator.frozen import Frozen
from generator.json_text import DEEPEST_VALUE, read_json
from generator.mismatches import find_mismatches
from generator.source import Source, Span
from generator.trace.explain import Known

if TYPE_CHECKING:
    from generator.instances import Mismatch
    from generator.pipeline import Compilation
    from generator.trace.explain import Subject

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


class Unreadable(Frozen):
    """A place where the text of a payload is no JSON."""

    span: Span
    message: str


class Unfit(Frozen):
    """A part of a payload that is not what the type demands."""

    mismatch: Mismatch
    demanded_by: Subject


Finding: TypeAlias = Unreadable | Unfit


class Payload(Frozen):
    """A payload that was judged."""

    source: Source
    findings: tuple[Finding, ...]
    """Empty: it is a value of the type."""


def judged(source: Source, key: str, compilation: Compilation) -> Payload:
    """The payload that a source holds, judged by the type that is declared under `key`.

    The compilation has no errors.
    """
    try:
        value = read_json(source.text)
    except (ValueError, OverflowError, RecursionError) as error:
        return Payload(source, (_unreadable(source, error),))
    known = Known(compilation)
    return Payload(
        source,
        tuple(
            Unfit(each.mismatch, known.subject(each.by))
            for each in find_mismatches(value, key, compilation.schema.by_key())
        ),
    )


def _unreadable(source: Source, error: Exception) -> Unreadable:
    match error:
        case json.JSONDecodeError():
            start, message = error.pos, error.msg[:1].lower() + error.msg[1:]
            return Unreadable(source.span(start, start + 1), f"this is no JSON: {message}")
        case RecursionError():
            span = source.span(0, 0)
            return Unreadable(span, f"nested deeper than the {DEEPEST_VALUE} levels that are read")
        case UnicodeEncodeError():
            return Unreadable(source.span(0, 0), "a string holds half of a surrogate pair")
        case _:  # a number, which the message begins with, or one with thousands of digits
            message = str(error).partition(":")[0]
            number = message.partition(" ")[0]
            # Strings keep their length, so that places stay what they are.
            bare = _STRING.sub(lambda string: " " * len(string[0]), source.text)
            start = max(bare.find(number), 0)
            return Unreadable(source.span(start, start + len(number)), message)
