"""Schema to JSON Schema, draft 2020-12: a bundle of all types, and each type in a file.

The bundle is there in draft-07 as well, and a catalogue says which types there are. A document is
built as plain data and written whole; the template only prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from generator.artifacts import Block, View
from generator.blocks import Place
from generator.frozen import Frozen
from generator.json_text import json_member, json_string, json_text
from generator.origins import Line, Origin, Origins
from generator.schema import (
    Declaration,
    Schema,
)
from generator.targets import Options, Target
from generator.targets.jsonschema_documents import declaration_document
from generator.targets.jsonschema_draft07 import DRAFT_07, text_in_draft_07
from generator.targets.jsonschema_files import (
    BASE,
    BUNDLE,
    DRAFT_07_BUNDLE,
    INDEX,
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

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TEMPLATE: Final = "jsonschema/document.schema.json.jinja"

# What follows one of the entries of a document, which stand two levels deep in it.
_AFTER_MEMBER: Final = re.compile(rb',?\n(?:    "|  \})')
_AFTER_ITEM: Final = re.compile(rb",?\n(?:    \{|  \])")


class DocumentView(Frozen):
    """One JSON file."""

    text: str
    """The whole document, without the line end after it."""
    origins: Origins = ()
    """The declaration that it is of. Empty: it is of all."""


class Definition(Frozen):
    """The schema of a declaration as text, made once for the files that it stands in.

    They differ in where references lead, which is left open.
    """

    key: str
    text: OpenText
    member: OpenText
    """Its lines in the bundle."""
    draft_07_member: OpenText
    """Its lines in the bundle in draft-07."""


def views(schema: Schema, options: Options) -> Iterator[View]:
    """The bundle in both drafts, the catalogue, then every declaration, in the schema's order."""
    base = folder_base(schema, options)
    files = schema.once(spell_files).names
    definitions = {key: define(each) for key, each in sorted(schema.by_key().items())}
    yield bundle_view(schema, base, [each.member for each in definitions.values()])
    members = [each.draft_07_member for each in definitions.values()]
    yield draft_07_bundle_view(schema, base, members)
    entries = (index_entry(each, files[each.key], base) for each in schema.declarations)
    yield index_view(schema, base, entries)
    for declaration in schema.declarations:
        yield declaration_view(definitions[declaration.key], files, base)


def parts(schema: Schema, options: Options) -> Iterator[View | Block]:
    """The files of these declarations, and what they are in the bundles and the catalogue."""
    base = folder_base(schema, options)
    files = schema.once(spell_files).names
    for declaration in schema.declarations:
        definition = define(declaration)
        yield declaration_view(definition, files, base)
        key = json_string(declaration.key)
        member = Place(f"    {key}: ", _AFTER_MEMBER)
        yield Block(_view(BUNDLE, bundle_entry(definition)), member)
        yield Block(_view(DRAFT_07_BUNDLE, draft_07_bundle_entry(definition)), member)
        entry = index_entry(declaration, files[declaration.key], base)
        yield Block(_view(INDEX, entry), Place(f'      "key": {key},', _AFTER_ITEM, "\n    {"))


def folder_base(schema: Schema, options: Options) -> str:
    """The URI of the target's folder; empty where the project gives it none."""
    return folder_identifier(str(options.get("id", "")), schema.version)


def bundle_view(schema: Schema, base: str, members: Iterable[OpenText]) -> View:
    """The bundle, of the `member` of each declaration, sorted by their keys."""
    head = {**_head(DIALECT, BUNDLE, base), "title": schema.name}
    text = with_entries(head, "$defs", members, "{}")
    return _view(BUNDLE, referring(text, "#/$defs"))


def bundle_entry(definition: Definition) -> str:
    """The lines of a declaration in the bundle."""
    return referring(definition.member, "#/$defs")


def draft_07_bundle_view(schema: Schema, base: str, members: Iterable[OpenText]) -> View:
    """The bundle in draft-07, of the `draft_07_member` of each, likewise."""
    head = {**_head(DRAFT_07, DRAFT_07_BUNDLE, base), "title": schema.name}
    text = with_entries(head, "definitions", members, "{}")
    return _view(DRAFT_07_BUNDLE, referring(text, "#/definitions"))


def draft_07_bundle_entry(definition: Definition) -> str:
    """The lines of a declaration in the bundle in draft-07."""
    return referring(definition.draft_07_member, "#/definitions")


def index_view(schema: Schema, base: str, entries: Iterable[str]) -> View:
    """The catalogue, of the `index_entry` of each declaration, in the schema's order."""
    return _view(INDEX, with_entries(index_head(schema, base), "types", entries, "[]"))


def declaration_view(definition: Definition, files: Mapping[str, str], base: str) -> View:
    """The file of a declaration; `files` are those of all, by key."""
    file = files[definition.key]
    text = referring_by(definition.text, references_from(file, files))
    origins = Origin(definition.key).by()
    return _view(file, with_head(_head(DIALECT, file, base), text), origins)


def _head(dialect: str, file: str, base: str) -> dict[str, str]:
    head = {"$schema": dialect}
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
    draft_07 = text_in_draft_07(document, text)
    key = declaration.key
    member = json_member(key, text, depth=2)
    draft_07_member = member if draft_07 == text else json_member(key, draft_07, depth=2)
    return Definition(key, text, member, draft_07_member)


TARGET: Final = Target(
    name="jsonschema",
    options={"id": BASE},
    check=check_files,
    views=views,
    parts=parts,
    facts=(spell_files,),
    lines=lines,
)
