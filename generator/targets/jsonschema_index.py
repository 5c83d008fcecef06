"""The catalogue of the JSON Schema files: which types there are, and where each of them stands.

`docs/schema-index.schema.json` says what it holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.schema import kind_of
from generator.targets.jsonschema_draft07 import reference_in_draft_07
from generator.targets.jsonschema_files import (
    BUNDLE,
    DRAFT_07_BUNDLE,
    quote_path,
    reference_in_bundle,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.schema import Declaration, Json, Schema

FORMAT: Final = "tablewright-index/1"

# A sign ends a sentence where another one can begin: not in `e.g. this` or `approx. 5`.
_SENTENCE: Final = re.compile(r".*?(?:[.!?](?= [^a-z0-9]|$)|[。！？])")


def index_document(schema: Schema, files: Mapping[str, str], base: str) -> dict[str, Json]:
    """Every declaration, in the schema's order; `files` are theirs, by key. `base` is the folder's
    URI, or empty."""
    document: dict[str, Json] = {"format": FORMAT, "name": schema.name}
    if schema.version:
        document["version"] = schema.version
    if base:
        document["id"] = base
    document["types"] = [_entry(each, files[each.key], base) for each in schema.declarations]
    return document


def _entry(declaration: Declaration, file: str, base: str) -> dict[str, Json]:
    definition = reference_in_bundle(declaration.key)
    entry: dict[str, Json] = {
        "key": declaration.key,
        "title": declaration.name,
        "module": declaration.module,
        "kind": kind_of(declaration),
        "page": declaration.page,
        "summary": _first_sentence(declaration.doc),
        "deprecated": declaration.deprecated,
        "file": file,
        "id": base and base + quote_path(file),
        "bundle": BUNDLE + definition,
        "draft-07": DRAFT_07_BUNDLE + reference_in_draft_07(definition),
    }
    return {name: fact for name, fact in entry.items() if fact or name == "module"}


def _first_sentence(doc: str) -> str:
    """On one line; the whole first paragraph, where no sentence ends in it."""
    paragraph, *_ = doc.strip().split("\n\n")
    line = " ".join(paragraph.split())
    found = _SENTENCE.match(line)
    return found[0] if found else line
