"""What is read and written: a schema, the type of its payload, and the payload."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from payloads import FULL_RUN
from python_packages import schema

from generator.pipeline import compile_folder
from generator.schema import (
    ArrayType,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    LiteralType,
    MapType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
)

SPECS: Final = Path(__file__).parent.parent.parent / "specs"
STRING, INTEGER = PrimitiveType("string"), PrimitiveType("integer")
NUMBER, BOOLEAN = PrimitiveType("number"), PrimitiveType("boolean")
DATETIME = PrimitiveType("datetime")
TAG: Final = "kind"
"""The key that tells the records of unions apart."""


@dataclass(frozen=True)
class Workload:
    """A payload of a type."""

    name: str
    schema: Schema
    type: TypeExpr
    payload: Json


def workloads() -> tuple[Workload, ...]:
    """All of them, each with a payload as a JSON parser gives it."""
    points: Json = [
        {"id": f"item-{number}", "count": number, "price": number / 4, "isNew": number % 2 == 0}
        for number in range(1000)
    ]
    shapes: Json = [_SHAPES[number % len(_SHAPES)] for number in range(100)]
    run = compile_folder(SPECS, "specs").schema
    run_type = ReferenceType("operations.GetRunResponseBody")
    everything = schema(*_DECLARATIONS)
    return (
        Workload("a run, of 28 fields", run, run_type, _parsed(dict(FULL_RUN))),
        Workload(
            "1,000 small records", everything, ArrayType(ReferenceType("Item")), _parsed(points)
        ),
        Workload(
            "100 shapes, of a union", everything, ArrayType(ReferenceType("Shape")), _parsed(shapes)
        ),
        Workload("maps and moments", everything, ReferenceType("Timetable"), _parsed(_TIMETABLE)),
    )


def _parsed(value: Json) -> Json:
    """The value as it would come from outside, sharing nothing."""
    parsed: Json = json.loads(json.dumps(value))
    return parsed


def _record(name: str, *fields: tuple[str, TypeExpr], optional: tuple[str, ...] = ()) -> RecordDecl:
    made = (Field(wire_name, type_, wire_name not in optional) for wire_name, type_ in fields)
    return RecordDecl("", name, "", tuple(made))


_DECLARATIONS: Final = (
    _record("Item", ("id", STRING), ("count", INTEGER), ("price", NUMBER), ("isNew", BOOLEAN)),
    _record("Circle", (TAG, LiteralType("circle")), ("radius", NUMBER)),
    _record("Square", (TAG, LiteralType("square")), ("side", NUMBER), ("label", STRING)),
    _record("Text", (TAG, LiteralType("text")), ("text", STRING), ("size", INTEGER)),
    _record("Group", (TAG, LiteralType("group")), ("names", ArrayType(STRING))),
    UnionDecl("", "Shape", "", tuple(map(ReferenceType, ("Circle", "Square", "Text", "Group")))),
    EnumDecl("", "Day", "", tuple(map(EnumValue, ("mon", "tue", "wed", "thu", "fri")))),
    _record("Stop", ("arrivesAt", DATETIME), ("leavesAt", DATETIME), optional=("leavesAt",)),
    _record(
        "Timetable",
        ("validFrom", DATETIME),
        ("days", ArrayType(ReferenceType("Day"))),
        ("stops", MapType(ReferenceType("Stop"))),
        ("fares", MapType(NUMBER)),
        ("notes", MapType(ArrayType(STRING))),
        optional=("notes",),
    ),
)
_SHAPES: Final[tuple[Json, ...]] = (
    {"kind": "circle", "radius": 1.5},
    {"kind": "square", "side": 2.0, "label": "a square"},
    {"kind": "text", "text": "a text", "size": 12},
    {"kind": "group", "names": ["a", "b", "c"]},
)
_TIMETABLE: Final[Json] = {
    "validFrom": "2024-05-01T00:00:00Z",
    "days": ["mon", "wed", "fri"],
    "stops": {
        f"stop-{number}": {
            "arrivesAt": f"2024-05-01T08:{number:02}:00Z",
            "leavesAt": f"2024-05-01T08:{number:02}:30.250000+02:00",
        }
        for number in range(20)
    },
    "fares": {f"zone-{number}": number * 1.25 for number in range(20)},
    "notes": {"summer": ["a bus", "on sundays"], "winter": []},
}
