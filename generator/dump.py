"""What a stage produced, for those who ask why a cell became what it became."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from generator.frozen import Frozen, field_names
from generator.json_text import json_document
from generator.origins import Line
from generator.schema_file import dump_schema

if TYPE_CHECKING:
    from generator.pipeline import Compilation
    from generator.schema import Json

Stage: TypeAlias = Literal["page", "schema", "view"]


def dump(compilation: Compilation, stage: Stage, name: str) -> str | None:
    """The stage's result as text; with a name, only what it names, or None if it names nothing.

    A page is named by its path, a type by its key, a view by its target or its artifact's path.
    """
    match stage:
        case "page":
            return _pages(compilation, name)
        case "schema":
            return _schema(compilation, name)
        case "view":
            return _views(compilation, name)


def _pages(compilation: Compilation, name: str) -> str | None:
    pages: list[Json] = [
        {"page": page.source.name, "blocks": _plain(page.blocks)}
        for page in compilation.pages
        if name in ("", page.source.name, page.source.path)
    ]
    return json_document(pages) if pages or not name else None


def _schema(compilation: Compilation, name: str) -> str | None:
    schema = compilation.schema
    chosen = tuple(d for d in schema.declarations if name in ("", d.key))
    text = dump_schema(schema.with_declarations(chosen))
    return text if chosen or not name else None


def _views(compilation: Compilation, name: str) -> str | None:
    views: list[Json] = [
        {"path": view.path, "template": view.template, "view": _plain(view.data)}
        for target, view in compilation.views()
        if name in ("", target, view.path)
    ]
    return json_document(views) if views or not name else None


def _plain(value: object) -> Json:
    """Frozen data as one made of objects and arrays.

    What it is from is left out, since `explain` tells it.
    """
    if isinstance(value, Line):
        return value.text
    if isinstance(value, Frozen):
        names = [name for name in field_names(value) if name != "origins"]
        return {
            "kind": type(value).__name__,
            **{name: _plain(getattr(value, name)) for name in names},
        }
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | float | None) else str(value)
