"""Schema to JSON Schema, draft 2020-12: a bundle of all types, and each type in a file.

The bundle is there in draft-07 as well, and a catalogue says which types there are. A document is
built as plain data and written whole; the template only prints it. Every keyword is one that
validators know in their strict modes, so what has no keyword of its own is told in the
description: what a page says of an enum's values, and their names, unless a name is only the
value in other letters (`NotStarted` for `not-started`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias, assert_never

from generator.artifacts import View
from generator.json_text import json_member, json_text
from generator.naming import words
from generator.origins import Line, Origin, Origins
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
    primitive_of,
)
from generator.targets import Options, Target
from generator.targets.jsonschema_draft07 import DRAFT_07, in_draft_07
from generator.targets.jsonschema_files import (
    BASE,
    BUNDLE,
    DRAFT_07_BUNDLE,
    INDEX,
    Refer,
    check_files,
    folder_identifier,
    quote_path,
    references_from,
    spell_files,
)
from generator.targets.jsonschema_index import index_entry, index_head
from generator.targets.jsonschema_origins import document_lines
from generator.targets.jsonschema_texts import (
    OpenText,
    open_reference,
    referring,
    referring_by,
    with_entries,
    with_head,
)

Document: TypeAlias = dict[str, Json]
"""A JSON Schema."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TEMPLATE: Final = "jsonschema/document.schema.json.jinja"

# Patterns do without lookahead, which many engines lack (JSON Schema core, section 6.4), and with a
# `not` for those whose `$` also stands before a last line end.
_NO_LINE_END: Final[Json] = {"type": "string", "pattern": r"\n"}

# The letters of a `date-time` (RFC 3339, section 5.6). What the calendar says is left to `format`;
# but of the letters, every validator has an idea of its own: some take a space, a comma or `+0000`.
_DATETIME: Final = (
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?"
    "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)

# Padded base64 (RFC 4648, section 4). `contentEncoding` alone is an annotation and asserts nothing.
_BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"

_PRIMITIVES: Final[Mapping[PrimitiveName, Document]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "null": {"type": "null"},
    "datetime": {
        "type": "string",
        "format": "date-time",
        "pattern": _DATETIME,
        "not": _NO_LINE_END,
    },
    "date": {"type": "string", "format": "date"},
    "bytes": {
        "type": "string",
        "contentEncoding": "base64",
        "pattern": _BASE64,
        "not": _NO_LINE_END,
    },
}


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One JSON file."""

    text: str
    """The whole document, without the line end after it."""
    origins: Origins = ()
    """The declaration that it is of. Empty: it is of all."""


@dataclass(frozen=True, slots=True)
class Definition:
    """The schema of a declaration as text, made once for the files that it stands in.

    They differ in where references lead, which is left open.
    """

    key: str
    text: OpenText
    draft_07: OpenText
    """The same in draft-07."""


def views(schema: Schema, options: Options) -> Iterator[View]:
    """The bundle in both drafts, the catalogue, then every declaration, in the schema's order."""
    base = folder_base(schema, options)
    files = schema.once(spell_files).names
    definitions = {key: define(each) for key, each in sorted(schema.by_key().items())}
    yield bundle_view(schema, base, map(bundle_entry, definitions.values()))
    yield draft_07_bundle_view(schema, base, map(draft_07_bundle_entry, definitions.values()))
    entries = (index_entry(each, files[each.key], base) for each in schema.declarations)
    yield index_view(schema, base, entries)
    for declaration in schema.declarations:
        yield declaration_view(definitions[declaration.key], files, base)


def folder_base(schema: Schema, options: Options) -> str:
    """The URI of the target's folder; empty where the project gives it none."""
    return folder_identifier(str(options.get("id", "")), schema.version)


def bundle_view(schema: Schema, base: str, entries: Iterable[str]) -> View:
    """The bundle, of the `bundle_entry` of each declaration, sorted by their keys."""
    head = {**_head(DIALECT, BUNDLE, base), "title": schema.name}
    return _view(BUNDLE, with_entries(head, "$defs", entries, "{}"))


def bundle_entry(definition: Definition) -> str:
    """The lines of a declaration in the bundle."""
    return json_member(definition.key, referring(definition.text, "#/$defs"), depth=2)


def draft_07_bundle_view(schema: Schema, base: str, entries: Iterable[str]) -> View:
    """The bundle in draft-07, of the `draft_07_bundle_entry` of each, likewise."""
    head = {**_head(DRAFT_07, DRAFT_07_BUNDLE, base), "title": schema.name}
    return _view(DRAFT_07_BUNDLE, with_entries(head, "definitions", entries, "{}"))


def draft_07_bundle_entry(definition: Definition) -> str:
    """The lines of a declaration in the bundle in draft-07."""
    return json_member(definition.key, referring(definition.draft_07, "#/definitions"), depth=2)


def index_view(schema: Schema, base: str, entries: Iterable[str]) -> View:
    """The catalogue, of the `index_entry` of each declaration, in the schema's order."""
    return _view(INDEX, with_entries(index_head(schema, base), "types", entries, "[]"))


def declaration_view(definition: Definition, files: Mapping[str, str], base: str) -> View:
    """The file of a declaration; `files` are those of all, by key."""
    file = files[definition.key]
    text = referring_by(definition.text, references_from(file, files))
    origins = Origin(definition.key).by()
    return _view(file, with_head(_head(DIALECT, file, base), text), origins)


def _head(dialect: str, file: str, base: str) -> Document:
    head: Document = {"$schema": dialect}
    return head | {"$id": base + quote_path(file)} if base else head


def _view(file: str, text: str, origins: Origins = ()) -> View:
    return View(f"jsonschema/{file}", _TEMPLATE, DocumentView(text, origins))


def lines(view: View, declarations: Mapping[str, Declaration]) -> Iterator[Line]:
    """The lines of a view's document, with what each comes from; declarations by key."""
    data = view.data
    assert isinstance(data, DocumentView)
    key = data.origins[0].key if data.origins else ""
    yield from document_lines(data.text, key, declarations)


def define(declaration: Declaration) -> Definition:
    """The schema of a declaration, ready for all files."""
    document = declaration_document(declaration, open_reference)
    text = json_text(document)
    translated = in_draft_07(document)
    draft_07 = text if translated is document else json_text(translated)
    return Definition(declaration.key, text, draft_07)


def declaration_document(declaration: Declaration, refer: Refer) -> Document:
    """The schema of a declaration, with its name and page."""
    document: Document = {"title": declaration.name}
    if declaration.page:
        document["$comment"] = declaration.page
    match declaration:
        case RecordDecl():
            return document | _remarks(declaration) | _record(declaration, refer)
        case EnumDecl():
            remarks = _remarks(declaration, _value_lines(declaration.values))
            return document | remarks | _enum(declaration)
        case UnionDecl(variants=variants):
            return document | _remarks(declaration) | type_document(UnionType(variants), refer)
        case AliasDecl(type=type_):
            return document | _remarks(declaration) | type_document(type_, refer)
        case _:
            assert_never(declaration)


def type_document(type_: TypeExpr, refer: Refer) -> Document:
    """The schema of a type expression."""
    match type_:
        case PrimitiveType(name):
            return _PRIMITIVES[name]
        case ReferenceType(key):
            return {"$ref": refer(key)}
        case AnyType() | UnknownType():
            return {}
        case LiteralType(value):
            return {"type": primitive_of(value), "const": value}
        case ArrayType(items):
            return {"type": "array", "items": type_document(items, refer)}
        case MapType(values):
            return {"type": "object", "additionalProperties": type_document(values, refer)}
        case UnionType(variants):
            return {"anyOf": [type_document(variant, refer) for variant in variants]}
        case NullableType(inner):
            return _nullable(inner, refer)
        case _:
            assert_never(type_)


def _nullable(inner: TypeExpr, refer: Refer) -> Document:
    document = type_document(inner, refer)
    match inner:
        case AnyType() | UnknownType() | PrimitiveType("null"):
            return document
        case PrimitiveType() | ArrayType() | MapType():
            return document | {"type": [document["type"], "null"]}
        case UnionType(variants):
            return type_document(UnionType((*variants, PrimitiveType("null"))), refer)
        case _:
            return {"anyOf": [document, {"type": "null"}]}


def _record(record: RecordDecl, refer: Refer) -> Document:
    document: Document = {"type": "object"}
    if record.fields:
        properties: Document = {f.wire_name: _field(f, refer) for f in record.fields}
        document["properties"] = properties
    if required := [field.wire_name for field in record.fields if field.required]:
        document["required"] = list[Json](required)
    match record.additional:
        case None:
            document["additionalProperties"] = False
        case AnyType() | UnknownType():
            pass
        case values:
            document["additionalProperties"] = type_document(values, refer)
    return document


def _field(field: Field, refer: Refer) -> Document:
    document = _remarks(field)
    document |= type_document(field.type, refer)
    if field.default is not None:
        document["default"] = field.default[0]
    if field.examples:
        document["examples"] = list(field.examples)
    return document


def _enum(enum: EnumDecl) -> Document:
    values = [value.value for value in enum.values]
    types = list(dict.fromkeys(primitive_of(value) for value in values))
    if "number" in types and "integer" in types:
        types.remove("integer")
    document: Document = {"type": types[0]} if len(types) == 1 else {}
    document["enum"] = list[Json](values)
    if not enum.open:
        return document
    # Null has no values but the one that is listed.
    others: list[Json] = [{"type": type_} for type_ in types if type_ != "null"]
    return {"anyOf": [document, *others]}


def _remarks(remarked: Declaration | Field, more: Iterable[str] = ()) -> Document:
    """The description, with a paragraph of more lines after it, and the deprecation."""
    document: Document = {}
    paragraphs = [paragraph for paragraph in (remarked.doc, "\n".join(more)) if paragraph]
    if paragraphs:
        document["description"] = "\n\n".join(paragraphs)
    if remarked.deprecated:
        document["deprecated"] = True
    return document


def _value_lines(values: Iterable[EnumValue]) -> Iterator[str]:
    """What the page says of an enum's values beyond the values, as a list in Markdown."""
    for value in values:
        written = json_text(value.value)
        name = "" if _folded_words(value.name) == _folded_words(written) else value.name
        remarks = ", ".join(filter(None, (name, "deprecated" if value.deprecated else "")))
        head = f"- `{written}` ({remarks})" if remarks else f"- `{written}`"
        if value.doc:
            doc = value.doc.replace("\n", "\n  ")
            yield f"{head}: {doc}"
        elif remarks:
            yield head


@lru_cache(maxsize=4096)  # enums have many names and values in common
def _folded_words(name: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words(name))


TARGET: Final = Target(
    name="jsonschema", options={"id": BASE}, check=check_files, views=views, lines=lines
)
