"""The catalogue of the JSON Schema files: which types there are, and where each of them stands.

`docs/schema-index.schema.json` says what it holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.json_text import json_item, json_text
from generator.schema import kind_of
from generator.targets.jsonschema_draft07 import reference_in_draft_07
from generator.targets.jsonschema_files import (
    BUNDLE,
    DRAFT_07_BUNDLE,
    quote_path,
    reference_in_bundle,
)

if TYPE_CHECKING:
    from generator.schema import Declaration, Json, Schema

FORMAT: Final = "tablewright-index/1"

# A sign ends a sentence where another one can begin: not in `e.g. this` or `approx. 5`.
_SENTENCE: Final = re.compile(r".*?(?:[.!?](?= [^a-z0-9]|$)|[。！？])")


def index_head(schema: Schema, base: str) -> dict[str, str]:
    """What stands above the types; `base` is the folder's URI, or empty."""
    head = {"format": FORMAT, "name": schema.name}
    if schema.version:
        head["version"] = schema.version
    if base:
        head["id"] = base
    return head


def index_entry(declaration: Declaration, file: str, base: str) -> str:
    """The lines of a declaration, which has a file."""
    key = declaration.key
    definition = reference_in_bundle(key)
    entry: dict[str, Json] = {"key": key, "title": declaration.name, "module": declaration.module}
    entry["kind"] = kind_of(declaration)
    if declaration.page:
        entry["page"] = declaration.page
    if summary := _first_sentence(declaration.doc):
        entry["summary"] = summary
    if declaration.deprecated:
        entry["deprecated"] = True
    entry["file"] = file
    if base:
        entry["id"] = base + quote_path(file)
    entry["bundle"] = BUNDLE + definition
    entry["draft-07"] = DRAFT_07_BUNDLE + reference_in_draft_07(definition)
    return json_item(json_text(entry), depth=2)


def _first_sentence(doc: str) -> str:
    """On one line; the whole first paragraph, where no sentence ends in it."""
    paragraph, *_ = doc.strip().split("\n\n")
    line = " ".join(paragraph.split())
    found = _SENTENCE.match(line)
    return found[0] if found else line
