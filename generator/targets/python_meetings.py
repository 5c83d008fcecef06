"""Names that meet in Python, reported: the same for every target that is written in Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from generator.schema import AliasDecl, EnumDecl, RecordDecl, Schema, UnionDecl
from generator.targets.python_names import field_names, schema_names, value_names
from generator.wording import listed_in_part

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.naming import Meeting


def check(schema: Schema, report: Report) -> None:
    """Report the names that meet once they are spelled for Python."""
    for meeting in _meetings(schema):
        if meeting.span is not None:
            names = listed_in_part(meeting.names, len(meeting.names))
            both = "both" if len(meeting.names) == 2 else "all"
            report.add(
                "name-collision",
                meeting.span,
                f"{names} are {both} `{meeting.spelling}` in Python",
                f"{meeting.name} is spelled `{meeting.spelled}`",
            )


def _meetings(schema: Schema) -> Iterator[Meeting]:
    yield from schema.once(schema_names).meetings
    for declaration in schema.declarations:
        match declaration:
            case RecordDecl():
                yield from field_names(declaration)[1]
            case EnumDecl():
                yield from value_names(declaration)[1]
            case UnionDecl() | AliasDecl():
                pass
            case _:
                assert_never(declaration)
