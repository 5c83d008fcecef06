"""Where each line of a document of JSON Schema comes from, by the keywords that lead to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator.frozen import Frozen
from generator.json_text import line_paths
from generator.origins import OTHERS, Line, Origin, Origins
from generator.schema import AliasDecl, EnumDecl, RecordDecl, UnionDecl

if TYPE_CHECKING:
    from generator.json_text import JsonPath
    from generator.origins import Role
    from generator.schema import Declaration, Json


def document_lines(text: str, key: str, declarations: Mapping[str, Declaration]) -> Iterator[Line]:
    """The lines of a document, given its text; what comes of `declarations` in it.

    `key` is that of the declaration which it is of; where it is empty, the document is of all.
    """
    document = json.loads(text)
    keys = _keys(document.get("types"))
    for line, path in zip(text.split("\n"), line_paths(document), strict=True):
        match path:
            case ("$id",):
                origins = Origin("").by("version")
            case _ if key and path != ("$schema",):
                origins = _Definition(declarations[key]).origins(path, line)
            case ("title" | "name",):
                origins = Origin("").by("name")
            case ("version" | "id",):
                origins = Origin("").by("version")
            case ("$defs" | "definitions", str(defined), *rest) if defined in declarations:
                origins = _Definition(declarations[defined]).origins(tuple(rest), line)
            case ("types", int(index), *rest) if keys[index] in declarations:
                origins = _in_entry(Origin(keys[index]), tuple(rest))
            case _:
                origins = ()
        yield Line(line, origins)


def _keys(entries: Json) -> tuple[str, ...]:
    """The keys of the types in the catalogue; none in another document."""
    listed = entries if isinstance(entries, list) else ()
    return tuple(str(each["key"]) for each in listed if isinstance(each, dict))


def _in_entry(subject: Origin, path: JsonPath) -> Origins:
    """What an entry of the catalogue comes from."""
    match path:
        case ("title" | "key",):
            return subject.by("name")
        case ("summary",):
            return subject.by("description")
        case ("deprecated",):
            return subject.by("name", "description")
        case _:
            return subject.by()


class _Definition(Frozen):
    """The schema of a declaration."""

    declaration: Declaration

    def origins(self, path: JsonPath, line: str) -> Origins:
        """What the line comes from that stands at this path."""
        subject = Origin(self.declaration.key)
        match path, self.declaration:
            case ("title",), _:
                return subject.by("name")
            case ("description",), EnumDecl(values=values):
                each = (self._part(at, "value", "name", "description") for at in range(len(values)))
                return (*subject.by("description"), *each)
            case ("description",), _:
                return subject.by("description")
            case ("deprecated",), _:
                return subject.by("name", "description")
            case ("properties", str(name), *rest), RecordDecl(fields=fields):
                index = next(at for at, field in enumerate(fields) if field.wire_name == name)
                return (self._in_field(index, tuple(rest), line),)
            case ("required", int(index)), RecordDecl(fields=fields):
                required = [at for at, field in enumerate(fields) if field.required]
                return (self._part(required[index], "name", "required"),)
            case ("additionalProperties", *_), RecordDecl():
                return (self._part(OTHERS, "name", "type"),)
            case ((("enum", int(index)) | ("anyOf", 0, "enum", int(index))), EnumDecl()):
                return (self._part(index, "value"),)
            case ("anyOf", int(index), *_), UnionDecl():
                return (self._part(index, "type"),)
            case ((str(keyword), *_), AliasDecl()) if keyword != "$comment":
                return (self._part(0, "type"),)
            case _:
                return subject.by()

    def _in_field(self, index: int, path: JsonPath, line: str) -> Origin:
        match path:
            case () if line.rstrip(",").endswith("{}"):
                return self._part(index, "name", "type")
            case ():
                return self._part(index, "name")
            case ("description", *_):
                return self._part(index, "description")
            case ("deprecated", *_):
                return self._part(index, "name", "description")
            case ("default", *_):
                return self._part(index, "default", "type")
            case ("examples", *_):
                return self._part(index, "example", "type")
            case _:
                return self._part(index, "type")

    def _part(self, index: int, *roles: Role) -> Origin:
        return Origin(self.declaration.key, index, roles)
