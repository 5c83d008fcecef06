"""What `validate` says of payloads, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, assert_never

from generator.diagnostic_text import printable, shown_span, underlined
from generator.json_text import json_document
from generator.trace.json_form import subject_json
from generator.trace.payloads import Unfit, Unreadable
from generator.trace.text import underlined_cells

if TYPE_CHECKING:
    from generator.instances import Mismatch
    from generator.schema import Json
    from generator.source import Source
    from generator.trace.explain import Subject
    from generator.trace.payloads import Finding, Payload


def payloads_text(payloads: Iterable[Payload], sources: Mapping[str, Source]) -> str:
    """Each payload with what is wrong with it, and the rows of the cells that demand otherwise.

    `sources` are those of the spec set.
    """
    return "".join(
        f"{line.rstrip()}\n" for payload in payloads for line in _lines(payload, sources)
    )


def _lines(payload: Payload, sources: Mapping[str, Source]) -> Iterator[str]:
    if not payload.findings:
        yield printable(f"{payload.source.path}: valid")
    for finding in payload.findings:
        match finding:
            case Unreadable(span, message):
                yield printable(f"{shown_span(span)}: {message}")
                yield from underlined(payload.source.lines()[span.line - 1], [span])
            case Unfit(mismatch, demanded_by):
                at = f"{payload.source.path}: {mismatch.path}"
                yield printable(f"{at}: {_message(mismatch)}")
                yield from _demand(demanded_by, sources)
            case _:
                assert_never(finding)


def _demand(subject: Subject, sources: Mapping[str, Source]) -> Iterator[str]:
    for place in subject.places:
        yield printable(f"  demanded by {shown_span(place.span)} ({place.what})")
        source = sources.get(place.span.path)
        if source is not None:
            row = source.lines()[place.span.line - 1]
            yield from (f"  {line}" for line in underlined_cells(row, [place.span]))


def _message(mismatch: Mismatch) -> str:
    return f"expected {mismatch.expected}, found {mismatch.found}"


def payloads_json(key: str, payloads: Iterable[Payload], sources: Mapping[str, Source]) -> str:
    """The same as JSON, for scripts: columns and lines count from 1, the last one included."""
    documents: list[Json] = [
        {
            "file": payload.source.path,
            "valid": not payload.findings,
            "findings": [_finding_json(each, sources) for each in payload.findings],
        }
        for payload in payloads
    ]
    return json_document({"type": key, "payloads": documents})


def _finding_json(finding: Finding, sources: Mapping[str, Source]) -> Json:
    match finding:
        case Unreadable(span, message):
            return {
                "message": message,
                "line": span.line,
                "column": span.column,
                "end_column": span.last_column,
            }
        case Unfit(mismatch, demanded_by):
            return {
                "message": _message(mismatch),
                "path": mismatch.path,
                "expected": mismatch.expected,
                "found": mismatch.found,
                "demanded_by": subject_json(demanded_by, sources),
            }
        case _:
            assert_never(finding)
