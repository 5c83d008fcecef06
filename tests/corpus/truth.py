"""What is true of a set of pages, as far as the source code of its SDK settles it: `truth.json`.

    {"types": {"<namespace>.<TypeName>": {
        "page":     the path of the page that declares the type, relative to the set's folder,
        "kind":     "object", "enum", "union" or "alias",
        "fields":   of an object: a list of fields, see below,
        "partial":  true where fields are left out, because the source does not settle them,
        "additional": true where the type takes keys that it does not list; not read, since a
                    record of ours takes them unless its page closes it,
        "values":   of an enum: its values as they are on the wire,
        "open":     of an enum: whether other values may come,
        "variants": of a union: its types; of an alias: its one type,
        "values_on_page", "variants_on_page": false where the page does not show them}}}

The namespace is the page's folder (`operations`), and may be empty (`.User`). Only types that have
a page are listed, and none whose field names differ between its page and its source: for these
the source can't tell which of the two is wrong.

A field is

    {"name":     as the page writes it,
     "wire":     as the API sends it,
     "required": whether the key must be present,
     "nullable": whether its value may be null; never said by the type,
     "type":     what a value that is not null is,
     "unsure":   those of the keys above that the source does not settle; not to be scored,
     "const":    the only value, where the type is an enum of one value; the enum's page has it,
     "external": true for an object of the HTTP library, typed `any`; its type is not scored}

A type is written `string`, `integer`, `number`, `boolean`, `null`, `any`, `datetime`, `date`,
`bytes`, `object`, `array<T>`, `map<T>`, `ref:TypeName`, `const:<JSON>` or `union<A,B>`. `object` is
a map of anything. A reference says the name of a type and not its namespace. Whether the items of
an array, or the values of a map, may be null is not said.

A field named `additionalProperties`, in any capitals, is the SDK's name for all keys that the type
does not list: it is no field. Further keys (`repo`, `commit`, `source`, `counts`…) say where the
truth comes from, and are not read.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from generator.schema import Scalar

FILE_NAME: Final = "truth.json"

Kind: TypeAlias = Literal["object", "enum", "union", "alias"]


@dataclass(frozen=True, slots=True)
class TrueField:
    """What is true of one field."""

    name: str
    wire: str
    required: bool
    nullable: bool
    type: str
    unsure: Collection[str] = ()
    external: bool = False

    @property
    def stands_for_other_keys(self) -> bool:
        """Whether it is no field, but the SDK's name for all keys that the type does not list."""
        return self.name.casefold() == "additionalproperties"


@dataclass(frozen=True, slots=True)
class TrueType:
    """What is true of one type."""

    name: str
    page: str
    kind: Kind
    fields: tuple[TrueField, ...] = ()
    partial: bool = False
    values: tuple[Scalar, ...] = ()
    open: bool = False
    variants: tuple[str, ...] = ()
    values_on_page: bool = True
    variants_on_page: bool = True


def read_truth(path: Path) -> tuple[TrueType, ...]:
    """The types in a truth file, in its order. Raises `KeyError` where a key is missing."""
    document = json.loads(path.read_text("utf-8"))
    return tuple(_type(key, entry) for key, entry in document["types"].items())


def _type(key: str, entry: dict[str, Any]) -> TrueType:
    return TrueType(
        name=key.rpartition(".")[2],
        page=entry["page"],
        kind=entry["kind"],
        fields=tuple(_field(field) for field in entry.get("fields", ())),
        partial=entry.get("partial", False),
        values=tuple(entry.get("values", ())),
        open=entry.get("open", False),
        variants=tuple(entry.get("variants", ())),
        values_on_page=entry.get("values_on_page", True),
        variants_on_page=entry.get("variants_on_page", True),
    )


def _field(entry: dict[str, Any]) -> TrueField:
    return TrueField(
        name=entry["name"],
        wire=entry["wire"],
        required=entry["required"],
        nullable=entry["nullable"],
        type=entry["type"],
        unsure=tuple(entry.get("unsure", ())),
        external=entry.get("external", False),
    )
