"""Payloads that show what a library does not check, and what it loses.

Nothing is said about a library that it has not just shown.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Final

from python_packages import schema

from bench.peers import Peer, Reader
from generator.schema import (
    EnumDecl,
    EnumValue,
    Field,
    Json,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
)


@dataclass(frozen=True)
class Wrong:
    """A payload that has to be refused."""

    unchecked: str
    """What is not checked where it is taken."""
    changes: dict[str, Json]


@dataclass(frozen=True)
class Right:
    """A payload that has to come back as it was."""

    lost: str
    """What is lost where it does not."""
    changes: dict[str, Json]


_FIELDS: Final = (
    Field("text", PrimitiveType("string"), required=True),
    Field("count", PrimitiveType("integer"), required=True),
    Field("price", PrimitiveType("number"), required=True),
    Field("isNew", PrimitiveType("boolean"), required=True),
    Field("at", PrimitiveType("datetime"), required=True),
    Field("level", ReferenceType("Level"), required=True),
    Field("note", NullableType(PrimitiveType("string")), required=False),
    Field("label", PrimitiveType("string"), required=False),
)
_SCHEMA: Final = schema(
    RecordDecl("", "Probe", "", _FIELDS),
    EnumDecl("", "Level", "", (EnumValue("low"), EnumValue("high"))),
)
_RIGHT: Final[dict[str, Json]] = {
    "text": "a",
    "count": 1,
    "price": 1.5,
    "isNew": True,
    "at": "2024-05-01T08:00:00Z",
    "level": "low",
}
PROBES: Final = (
    Wrong("text (takes numbers)", {"text": 1}),
    Wrong("integers (take text)", {"count": "1"}),
    Wrong("integers (take true)", {"count": True}),
    Wrong("integers (take 1.5)", {"count": 1.5}),
    Wrong("numbers (take text)", {"price": "1.5"}),
    Wrong("true and false (take 1)", {"isNew": 1}),
    Wrong("true and false (take text)", {"isNew": "yes"}),
    Wrong("moments (take a day)", {"at": "2024-05-01"}),
    Wrong("moments (take none of a zone)", {"at": "2024-05-01T08:00:00"}),
    Wrong("moments (take numbers)", {"at": 1714550400}),
    Wrong("enums", {"level": "middle"}),
    Wrong("null where only absence is allowed", {"label": None}),
    Right("unknown keys", {"colour": "red"}),
    Right("null, which becomes absence", {"note": None}),
    Right("the offset `+00:00`", {"at": "2024-05-01T08:00:00+00:00"}),
    Right("the offset `Z`", {"at": "2024-05-01T08:00:00Z"}),
    Right("digits of moments", {"at": "2024-05-01T08:00:00.123456789Z"}),
)
# That are mistakes for all.
TWO_MISTAKES: Final[dict[str, Json]] = {"price": [], "level": []}


def shortcomings(peer: Peer) -> list[str]:
    """What a library does not check and what it loses, as it shows right now."""
    reader = peer(_SCHEMA, ReferenceType("Probe"))
    reader.decode(_RIGHT)
    unchecked = [
        probe.unchecked
        for probe in PROBES
        if isinstance(probe, Wrong) and _takes(reader, probe.changes)
    ]
    lost = [
        probe.lost
        for probe in PROBES
        if isinstance(probe, Right) and not _comes_back(reader, probe.changes)
    ]
    found = [f"does not check {', '.join(unchecked)}"] if unchecked else []
    found += [f"loses {', '.join(lost)}"] if lost else []
    return found if _tells_all(reader) else [*found, "tells the first mistake only"]


def _takes(reader: Reader, changes: dict[str, Json]) -> bool:
    try:
        reader.decode({**_RIGHT, **changes})
    except Exception:  # each has errors of its own
        return False
    return True


def _comes_back(reader: Reader, changes: dict[str, Json]) -> bool:
    try:
        written = reader.encode(reader.decode({**_RIGHT, **changes}))
    except Exception:  # each has errors of its own
        return False
    return bool(written.items() >= changes.items())


def _tells_all(reader: Reader) -> bool:
    """Whether one error names every mistake."""
    try:
        reader.decode({**_RIGHT, **TWO_MISTAKES})
    except Exception as error:  # each has errors of its own
        told = "".join(traceback.format_exception(error))
        return all(name in told for name in TWO_MISTAKES)
    return False
