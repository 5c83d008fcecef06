"""What `explain` says of types and of generated lines, as JSON, for editors and scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.schema import Json
    from generator.source import Source
    from generator.trace.explain import Explanation, Subject, TracedLine


def explanation_json(found: Explanation, out: str, sources: Mapping[str, Source]) -> str:
    """Where something is from, and what it became, below `out`; columns and lines count from 1,
    the last one included."""
    became = [
        {"file": f"{out}/{stretch.path}", "line": stretch.first, "end_line": stretch.last}
        for stretch in found.became
    ]
    return indented_json({**subject_json(found.subject, sources), "became": became})


def line_json(found: TracedLine, out: str, sources: Mapping[str, Source]) -> str:
    """What a generated line is from, likewise."""
    return indented_json(
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


def indented_json(document: Mapping[str, object]) -> str:
    """A whole document."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
