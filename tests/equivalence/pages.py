"""A schema becomes a spec set: pages, and an overlay for what their tables cannot carry.

As much as possible stands on the pages. What is told by the overlay is counted by its key, so
that the run can say how much that was.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never
from urllib.parse import quote

from equivalence import cells
from generator.json_text import json_text
from generator.schema import (
    AliasDecl,
    AnyType,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    MapType,
    RecordDecl,
    Schema,
    TypeExpr,
    UnionDecl,
)
from generator.yaml_text import yaml_text

DIALECT: Final = yaml_text(
    {
        "extends": "speakeasy-typescript",
        "types": {
            "words": {
                **{word: primitive for primitive, word in cells.WORDS.items()},
                "any": "any",
                "unknown": "unknown",
                cells.NULL_LITERAL: {"literal": None},
            }
        },
    }
)
"""The dialect of all pages: that of hand-written pages, with a word for each primitive type."""

OTHER_KEYS: Final = "additionalProperties"
_NOT_FIELDS: Final = (OTHER_KEYS, "AdditionalProperties", "__pydantic_extra__")
_OPEN: Final = "This is an open enum."
_MARKS: Final = {True: ":heavy_check_mark:", False: ":heavy_minus_sign:"}


@dataclass(frozen=True, slots=True)
class SpecSet:
    """A schema as pages."""

    files: Mapping[str, str]
    """The text of each file by its path."""
    on_pages: int
    """How many facts stand on the pages: names, types, marks, descriptions, values."""
    told: Counter[str]
    """How many the overlay tells, by the overlay's keys."""


@dataclass(slots=True)
class _Page:
    """A page while it is written."""

    lines: list[str] = field(default_factory=list)
    facts: int = 0
    overlay: dict[str, Json] = field(default_factory=dict)
    fields: dict[str, Json] = field(default_factory=dict)
    """What the overlay says of the fields."""

    def say(self, *lines: str, facts: int = 1) -> None:
        self.lines += lines
        self.facts += facts


def write_pages(schema: Schema) -> SpecSet:
    """The files of a spec set. The schema is `writable`."""
    declarations = schema.by_key()
    settings: dict[str, Json] = {
        "name": schema.name,
        "dialect": "dialect.yaml",
        "overlay": "overlay.yaml",
        "wire_names": "as-written",
        "targets": {"typescript": {"readonly": True}},
    }
    if schema.version:
        settings["version"] = schema.version
        settings["targets"] = {
            "typescript": {"readonly": True},
            "jsonschema": {"id": "https://example.com/schemas/"},
        }
    pages = {each.key: _page(each, declarations) for each in schema.declarations}
    overlay: dict[str, Json] = {key: page.overlay for key, page in pages.items() if page.overlay}
    files = {declarations[key].page: "\n".join(page.lines) for key, page in pages.items()}
    files |= {
        "tablewright.yaml": yaml_text(settings),
        "dialect.yaml": DIALECT,
        "overlay.yaml": yaml_text({"types": overlay}),
    }
    told = Counter(key for page in pages.values() for key in _told(page.overlay))
    return SpecSet(files, sum(page.facts for page in pages.values()), told)


def _told(overlay: Mapping[str, Json]) -> Iterator[str]:
    """The keys of the facts in an overlay, one for each fact."""
    for key, fact in overlay.items():
        if key == "fields" and isinstance(fact, dict):
            for facts in fact.values():
                assert isinstance(facts, dict)
                yield from (f"field's {each}" for each in facts)
        elif key == "values" and isinstance(fact, list):
            yield from ("enum's value" for _ in fact)
        else:
            yield key


def _page(declaration: Declaration, declarations: Mapping[str, Declaration]) -> _Page:
    page = _Page()
    title = cells.name(declaration.name)
    if declaration.deprecated and "~" in title:
        page.overlay["deprecated"] = True
    elif declaration.deprecated:
        title = f"~~{title}~~"
        page.facts += 1
    page.say(f"# {title}", "")
    if doc := declaration.doc:
        says_open = isinstance(declaration, EnumDecl) and "open enum" in doc.lower()
        paragraphs = None if says_open else cells.prose(doc)
        if paragraphs is None:
            page.overlay["description"] = doc
        else:
            page.say(paragraphs, "")
    match declaration:
        case RecordDecl():
            _write_record(page, declaration, declarations)
        case EnumDecl():
            _write_enum(page, declaration)
        case UnionDecl(variants=variants):
            _write_variants(page, declaration, variants, declarations)
        case AliasDecl(type=type_):
            _write_variants(page, declaration, [type_], declarations)
        case _:
            assert_never(declaration)
    return page


def _type(type_: TypeExpr, home: Declaration, declarations: Mapping[str, Declaration]) -> str:
    def link(key: str) -> str:
        target = posixpath.relpath(declarations[key].page, posixpath.dirname(home.page))
        return cells.linked(declarations[key].name, quote(target))

    return cells.type_cell(type_, link)


def _write_variants(
    page: _Page,
    home: Declaration,
    variants: Sequence[TypeExpr],
    declarations: Mapping[str, Declaration],
) -> None:
    """Each variant is a heading. One alone is what its page is another name for."""
    page.say("## Supported Types", facts=0)
    for variant in variants:
        page.say("", f"### {_type(variant, home, declarations)}")


def _write_record(page: _Page, record: RecordDecl, declarations: Mapping[str, Declaration]) -> None:
    headers = ["Field", "Type", "Required", "Description", "Default", "Example"]
    rows = [_field_row(page, record, each, declarations) for each in record.fields]
    match record.additional:
        case None:
            page.overlay["closed"] = True
        case AnyType():
            pass
        case values:
            # The row tells the type of the values, or the map of all of them, which is that of
            # the values where these are maps as well.
            row = [OTHER_KEYS, _type(MapType(values), record, declarations), _MARKS[False]]
            rows.append([*row, cells.BLANK, "", ""])
            page.facts += 1
    columns = [index for index in range(6) if index < 4 or any(row[index] for row in rows)]
    page.say("## Fields", "", facts=0)
    for row in (headers, ["---"] * len(headers), *rows):
        page.say(_row([row[index] for index in columns]), facts=0)
    if page.fields:
        page.overlay["fields"] = page.fields


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(map(cells.pipes_escaped, texts))} |"


def _field_row(
    page: _Page, record: RecordDecl, field_: Field, declarations: Mapping[str, Declaration]
) -> list[str]:
    """The cells of a field's row, in the order of the columns."""
    told: dict[str, Json] = {}
    name = field_.wire_name
    if not cells.is_one_line(name) or name in _NOT_FIELDS:
        told["wire_name"] = name
        name = _stand_in(page, record)
    dress = cells.code(name)
    doc = cells.description(field_.doc)
    if doc is None:
        told["description"] = field_.doc
        doc = cells.BLANK
    if field_.deprecated and doc[0] not in ": " and doc != cells.BLANK:
        doc = f"{cells.DEPRECATED} {doc}"
    elif field_.deprecated and "~~" in name:
        told["deprecated"] = True
    elif field_.deprecated:
        dress = f"~~{dress}~~"
    default = ""
    if field_.default is not None:
        cell = cells.default_cell(field_.default[0], field_.type, declarations)
        if cell is None:
            told["default"] = field_.default[0]
        else:
            default = cell
    examples = cells.example_cell(field_.examples, field_.type, declarations)
    assert examples is not None, "the schema is writable"
    facts = 3 + sum([bool(field_.doc), field_.deprecated, field_.default is not None])
    page.facts += facts + len(field_.examples) - len(told)
    if told:
        page.fields[name] = told
    type_ = _type(field_.type, record, declarations)
    return [dress, type_, _MARKS[field_.required], doc, default, examples]


def _stand_in(page: _Page, record: RecordDecl) -> str:
    """A name for a field whose own no cell can hold."""
    taken = {each.wire_name for each in record.fields} | page.fields.keys()
    number = 1
    while f"field {number}" in taken:
        number += 1
    return f"field {number}"


def _write_enum(page: _Page, enum: EnumDecl) -> None:
    """Texts are a table; other values are code, or, with something said of them, a list."""
    page.say("## Values", "", facts=0)
    facts = sum(1 + bool(value.name) + bool(value.doc) + value.deprecated for value in enum.values)
    open_note: tuple[str, ...] = ("", _OPEN) if enum.open else ()
    if rows := _value_rows(enum.values):
        page.say(*rows, *open_note, facts=facts + enum.open)
    elif not any(value.name or value.doc or value.deprecated for value in enum.values):
        members = [cells.literal(value.value) for value in enum.values]
        members += ["Unrecognized<any>"] if enum.open else []
        page.say("````typescript", " | ".join(members), "````", facts=facts + enum.open)
    elif bullets := _value_bullets(enum.values):
        page.say(*bullets, *open_note, facts=facts + enum.open)
    else:
        page.say(_row(["Name", "Value"]), _row(["---", "---"]), *open_note, facts=enum.open)
        page.overlay["values"] = [_value_facts(value) for value in enum.values]


def _value_rows(values: Sequence[EnumValue]) -> list[str]:
    """The table of values that are texts; nothing where one of them does not stand in a cell."""
    rows = [_row(["Name", "Value", "Description"]), _row(["---", "---", "---"])]
    for value in values:
        doc = cells.description(value.doc)
        name = cells.code(value.name) if value.name else ""
        text = value.value
        if (
            not isinstance(text, str)
            or doc is None
            or (text and not cells.is_one_line(text))
            or (name and not cells.is_one_line(name))
            or text.startswith("Unrecognized<")
        ):
            return []
        if value.deprecated and name and "~~" not in name:
            name = f"~~{name}~~"
        elif value.deprecated and doc[0] not in ": ":
            doc = f"{cells.DEPRECATED} {doc}" if value.doc else cells.DEPRECATED
        elif value.deprecated:
            return []
        rows.append(_row([name, cells.code(text) if text else "", doc]))
    return rows


def _value_bullets(values: Sequence[EnumValue]) -> list[str]:
    """The list of values, each with its description; nothing where that is not all."""
    bullets = []
    for value in values:
        doc = cells.prose(value.doc) if value.doc else ""
        if doc is None or "\n" in doc or value.name or value.deprecated:
            return []
        bullet = cells.code(json_text(value.value))
        bullets.append(f"- {bullet} – {doc}" if doc else f"- {bullet}")
    return bullets


def _value_facts(value: EnumValue) -> Json:
    facts: dict[str, Json] = {"value": value.value}
    if value.name:
        facts["name"] = value.name
    if value.doc:
        facts["description"] = value.doc
    if value.deprecated:
        facts["deprecated"] = True
    return facts
