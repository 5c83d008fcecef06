"""A schema of draft 2020-12, as this target writes it, said in draft-07, for older services.

Both drafts mean the same by nearly every keyword here. What draft-07 has otherwise:

- definitions stand under `definitions`;
- what stands beside a `$ref` counts for nothing (core, section 8.3), so that a reference which is
  not alone becomes an `allOf` of one;
- `contentEncoding` is asserted by some validators, each by rules of its own. The pattern beside
  it says which text is base64, and stays.

`deprecated` is younger than draft-07, which ignores it; editors show it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.schema import Json

DRAFT_07: Final = "http://json-schema.org/draft-07/schema#"


def reference_in_draft_07(reference: str) -> str:
    """What a reference to a definition of the same document, `#/$defs/KEY`, becomes."""
    return reference.replace("#/$defs/", "#/definitions/", 1)


def in_draft_07(schema: dict[str, Json]) -> dict[str, Json]:
    """The same schema in draft-07. References lead to definitions of the same document."""
    found: dict[str, Json] = {}
    for keyword, part in schema.items():
        match keyword, part:
            case "$defs", dict():
                found["definitions"] = {key: _translated(each) for key, each in part.items()}
            case "properties", dict():
                found[keyword] = {name: _translated(each) for name, each in part.items()}
            case "anyOf", list():
                found[keyword] = [_translated(each) for each in part]
            case (("items" | "additionalProperties" | "not"), _):
                found[keyword] = _translated(part)
            case "$ref", str():
                reference: dict[str, Json] = {"$ref": reference_in_draft_07(part)}
                if len(schema) == 1:
                    return reference
                found["allOf"] = [reference]
            case "contentEncoding", _:
                pass
            case _:
                found[keyword] = part
    return found


def _translated(schema: Json) -> Json:
    """The same, where a schema may also be true or false."""
    return in_draft_07(schema) if isinstance(schema, dict) else schema
