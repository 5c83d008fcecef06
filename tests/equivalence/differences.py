"""In what readers of JSON Schema differ by their own faults, by name.

Nothing that we could write into a schema would change it. Whatever is not named here is a
disagreement.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from equivalence.loosened import with_records
from equivalence.readers import Payload
from equivalence.rounding import is_beyond_doubles, rounded, with_rounded_literals
from generator.frozen import replace
from generator.instances import find_mismatch, is_date, is_datetime
from generator.schema import EnumDecl, Json, RecordDecl, ReferenceType, Schema


@dataclass(frozen=True, slots=True)
class Difference:
    """A fault of a reader."""

    name: str
    sentence: str
    reader: str
    applies: Callable[[Payload | None, Schema, bool | str], bool]
    """Whether it may have led the reader to say this, of the payload or of a file."""


def difference(reader: str, payload: Payload | None, schema: Schema, says: bool | str) -> str:
    """The name of the fault that explains what a reader says; empty where none does."""
    named = (each for each in DIFFERENCES if reader.startswith(f"{each.reader},"))
    found = (f"{each.reader}: {each.name}" for each in named if each.applies(payload, schema, says))
    return next(found, "")


_NO_DATETIME: Final = re.compile(r"0000-|.*:60(?:\.|[Zz+-])")


def _holds_no_datetime(payload: Payload | None, schema: Schema, says: bool | str) -> bool:
    del schema

    def holds(value: Json) -> bool:
        match value:
            case dict():
                return any(map(holds, value.values()))
            case list():
                return any(map(holds, value))
            case str():
                is_moment = is_date(value) or is_datetime(value)
                return is_moment and _NO_DATETIME.match(value) is not None
            case _:
                return False

    return says is False and payload is not None and holds(payload.value)


def _is_rounded(payload: Payload | None, schema: Schema, says: bool | str) -> bool:
    read = with_rounded_literals(schema)
    if payload is None or isinstance(says, str):
        return any(
            len({repr(value.value) for value in each.values}) < len(each.values)
            for each in read.declarations
            if isinstance(each, EnumDecl)
        )
    declarations, type_ = read.by_key(), ReferenceType(payload.key)
    is_valid = find_mismatch(rounded(payload.value), type_, declarations) is None
    return says is is_valid or (says is False and is_beyond_doubles(payload.value))


def _declares_proto(payload: Payload | None, schema: Schema, says: bool | str) -> bool:
    del payload
    return isinstance(says, bool) and any(
        field.wire_name == "__proto__"
        for each in schema.declarations
        if isinstance(each, RecordDecl)
        for field in each.fields
    )


def _misses_the_empty_key(payload: Payload | None, schema: Schema, says: bool | str) -> bool:
    def optional(record: RecordDecl) -> RecordDecl:
        fields = (
            field if field.wire_name else replace(field, required=False) for field in record.fields
        )
        return replace(record, fields=tuple(fields))

    if payload is None:
        return False
    declarations = with_records(schema, optional).by_key()
    is_valid = find_mismatch(payload.value, ReferenceType(payload.key), declarations) is None
    return says is True and is_valid


def _takes_definitions_for_a_schema(
    payload: Payload | None, schema: Schema, says: bool | str
) -> bool:
    del payload
    return isinstance(says, str) and "$id" in schema.by_key()


DIFFERENCES: Final = (
    Difference(
        "years and seconds that Python lacks",
        "it takes moments apart with `datetime`, which has no year 0 and no leap second",
        "jsonschema",
        _holds_no_datetime,
    ),
    Difference(
        "rounded numbers",
        "it is shown doubles: 10^400 is no number, and 2^53 + 1 is 2^53, perhaps twice in an enum",
        "ajv",
        _is_rounded,
    ),
    Difference(
        "a property called __proto__",
        "it leaves it out of `properties`",
        "ajv",
        _declares_proto,
    ),
    Difference(
        "a required property without a name",
        "it finds that the empty name is missing, and takes that for none",
        "ajv",
        _misses_the_empty_key,
    ),
    Difference(
        "a type called $id",
        "it takes the definition under that key for an identifier, and does not compile the bundle",
        "ajv",
        _takes_definitions_for_a_schema,
    ),
)
