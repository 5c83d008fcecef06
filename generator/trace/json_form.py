"""What `explain` says of types and of generated lines, as JSON, for editors and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.json_text import json_document

if TYPE_CHECKING:
    from generator.schema import Json
    from generator.source import Source
    from generator.trace.explain import Explanation, Subject, TracedLine


def explanation_json(found: Explanation, out: str, sources: Mapping[str, Source]) -> str:
    """Where something is from, and what it became, below `out`; columns and lines count from 1,
    the last one included."""
    became: list[Json] = [
        {"file": f"{out}/{stretch.path}", "line": stretch.first, "end_line": stretch.last}
        for stretch in found.became
    ]
    return json_document({**subject_json(found.subject, sources), "became": became})


def line_json(found: TracedLine, out: str, sources: Mapping[str, Source]) -> str:
    """What a generated line is from, likewise."""
    return json_document(
        {
            "file": f"{out}/{found.path}",
            "line": found.number,
            "text": found.text,
            "from": [subject_json(each, sources) for each in found.subjects],
        }
    )


def subject_json(subject: Subject, sources: Mapping[str, Source]) -> dict[str, Json]:
    """A type or a part of one, with its places."""
    places: list[Json] = [
        {
            "what": place.what,
            "file": place.span.path,
            "line": place.span.line,
            "column": place.span.column,
            "end_column": place.span.last_column,
            "text": sources[place.span.path].part(place.span),
        }
        for place in subject.places
    ]
    return {"name": subject.name, "places": places}
