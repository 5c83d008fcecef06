"""A comparison as JSON, for other programs. `docs/diff-format.schema.json` describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.diff.model import Audience, Change, Comparison, Verdict
from generator.diff.summary import summary_of
from generator.json_text import json_text

if TYPE_CHECKING:
    from generator.schema import Json
    from generator.source import Span

FORMAT: Final = "tablewright-diff/1"
"""What the document says under `format`. The number grows when a reader must know the change."""


def as_json(comparison: Comparison) -> str:
    """The whole report as one document."""
    summary = summary_of(comparison)
    document: Json = {
        "format": FORMAT,
        "bump": summary.bump.value,
        "directions": "known" if comparison.directions_known else "assumed",
        "summary": {
            "changes": summary.changes,
            "types": summary.types,
            "breaking": summary.breaking,
            "breaking_readers": summary.breaking_readers,
            "breaking_writers": summary.breaking_writers,
            "compatible": summary.compatible,
            "accepted": summary.accepted,
        },
        "changes": [_change(change) for change in comparison.changes],
        "accepted": [
            {**_change(accepted.change), "reason": accepted.reason}
            for accepted in comparison.accepted
        ],
        "reach": {
            key: {"types": list(reach.types), "more": reach.is_cut}
            for key, reach in sorted(comparison.reach.items())
        },
        "renamed": dict(sorted(comparison.renamed.items())),
    }
    return json_text(document) + "\n"


def _change(change: Change) -> dict[str, Json]:
    data: dict[str, Json] = {
        "rule": change.rule,
        "type": change.type,
        "part": change.part,
        "effect": "breaking" if change.is_breaking else "compatible",
        "sentence": change.sentence,
        "old": _place(change.old),
        "new": _place(change.new),
    }
    return data | {each.value: _verdict(change.verdict(each)) for each in Audience}


def _verdict(verdict: Verdict) -> dict[str, Json]:
    data: dict[str, Json] = {"effect": verdict.effect.value}
    if verdict.witness is not None:
        data |= {"witness": verdict.witness[0], "reason": verdict.reason}
    return data


def _place(span: Span | None) -> dict[str, Json] | None:
    """As in the JSON of diagnostics: columns count from 1, the last one included."""
    if span is None:
        return None
    last = span.last_column
    return {"file": span.path, "line": span.line, "column": span.column, "end_column": last}
