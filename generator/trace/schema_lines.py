"""Where each line of the schema file comes from, by the keys that lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from generator.origins import OTHERS, Origin, Origins, Role

if TYPE_CHECKING:
    from generator.json_text import JsonPath
    from generator.schema import Declaration

_ROLES: Final[Mapping[str, tuple[Role, ...]]] = {
    "name": ("name",),
    "value": ("value",),
    "type": ("type",),
    "required": ("required",),
    "doc": ("description",),
    "deprecated": ("name", "value", "description"),
    "default": ("default", "type"),
    "examples": ("example", "type"),
}


def schema_origins(path: JsonPath, declarations: Mapping[str, Declaration]) -> Origins:
    """What the line comes from that stands at this path; declarations by key."""
    match path:
        case (("name" | "version") as role,):
            return Origin("").by("name" if role == "name" else "version")
        case ("types", str(key), *rest) if key in declarations:
            return (_in_declaration(Origin(key), tuple(rest)),)
        case _:
            return ()


def _in_declaration(subject: Origin, path: JsonPath) -> Origin:
    key = subject.key
    match path:
        case (("fields" | "values"), int(part), str(keyword), *_):
            return Origin(key, part, _ROLES[keyword])
        case ("values", int(part)):
            return Origin(key, part, ("value",))
        case ("variants", int(part), *_):
            return Origin(key, part, ("type",))
        case ("type", *_):
            return Origin(key, 0, ("type",))
        case (("additional" | "closed"), *_):
            return Origin(key, OTHERS, ("name", "type"))
        case (("name" | "doc" | "deprecated") as keyword, *_):
            return Origin(key, None, _ROLES[keyword])
        case _:
            return subject
