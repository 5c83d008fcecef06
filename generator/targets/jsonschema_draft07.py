"""A definition of draft 2020-12, as this target writes it, said in draft-07, for older services.

Both drafts mean the same by nearly every keyword here. What draft-07 has otherwise:

- definitions stand under `definitions`;
- what stands beside a `$ref` counts for nothing (core, section 8.3), so that a reference which is
  not alone becomes an `allOf` of one;
- `contentEncoding` is asserted by some validators, each by rules of its own. The pattern beside
  it says which text is base64, and stays.

`deprecated` is younger than draft-07, which ignores it; editors show it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.json_text import json_text
from generator.targets.jsonschema_texts import MARK, OPEN_REFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.schema import Json
    from generator.targets.jsonschema_texts import OpenText

DRAFT_07: Final = "http://json-schema.org/draft-07/schema#"


def reference_in_draft_07(reference: str) -> str:
    """What a reference to a definition of the same document, `#/$defs/KEY`, becomes."""
    return reference.replace("#/$defs/", "#/definitions/", 1)


def text_in_draft_07(schema: dict[str, Json], text: OpenText) -> OpenText:
    """The text of the same schema in draft-07, given the one that it has."""
    if "contentEncoding" in text:  # the keyword, or only the word; few schemas hold either
        text = json_text(in_draft_07(schema))
    return OPEN_REFERENCE.sub(_alone, text) if MARK in text else text


def _alone(reference: re.Match[str]) -> str:
    """A reference, with nothing beside it in its object."""
    text, start, end = reference.string, reference.start(), reference.end()
    line = text.rindex("\n", 0, start)
    if text[line - 1] == "{" and text[end] != ",":
        return reference[0]
    indent = text[line:start]
    return f'"allOf": [{indent}  {{{indent}    {reference[0]}{indent}  }}{indent}]'


def in_draft_07(schema: dict[str, Json]) -> dict[str, Json]:
    """The same schema in draft-07, but for its references: those are seen to in its text."""
    found: dict[str, Json] = {}
    for keyword, part in schema.items():
        if keyword in _INSIDE:
            found[keyword] = _INSIDE[keyword](part)
        elif keyword != "contentEncoding":
            found[keyword] = part
    return found


def _translated(schema: Json) -> Json:
    """The same, where a schema may also be true or false."""
    return in_draft_07(schema) if isinstance(schema, dict) else schema


def _all_translated(schemas: Json) -> Json:
    """The same for the schemas in an array or an object."""
    if isinstance(schemas, dict):
        return {name: _translated(each) for name, each in schemas.items()}
    return [_translated(each) for each in schemas] if isinstance(schemas, list) else schemas


_INSIDE: Final[Mapping[str, Callable[[Json], Json]]] = {
    "properties": _all_translated,
    "anyOf": _all_translated,
    "items": _translated,
    "additionalProperties": _translated,
    "not": _translated,
}
"""The keywords that hold schemas, and what becomes of those."""
