"""The names of types and of their parts, as one can ask for them: `operations.Origin.createdAt`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, assert_never

from generator.lowering.places import written_name
from generator.naming import wire_text
from generator.origins import OTHERS, Origin
from generator.schema import AliasDecl, EnumDecl, RecordDecl, ReferenceType, UnionDecl
from generator.type_notation import type_data
from generator.wording import suggestion

if TYPE_CHECKING:
    from generator.lowering.lowered import Lowered
    from generator.schema import Declaration, EnumValue, Schema, TypeExpr

OTHER_KEYS = "additionalProperties"
"""What the part of a record is called that stands for all other keys, as JSON Schema calls it."""


def find_subject(name: str, schema: Schema, lowered: Iterable[Lowered]) -> Origin | None:
    """The type of this key, or a part of one: a field by its wire name or as its page calls it, a
    value as it is on the wire or by its name, a variant by its type.

    Keys and wire names may hold dots: the longest key that fits is meant. A value may be the empty
    text; else nothing has an empty name, not even what no page writes.
    """
    declarations = schema.by_key()
    pages = {each.declaration.key: each for each in lowered}
    end = len(name)
    while end > 0:
        declaration = declarations.get(name[:end])
        if declaration is not None:
            if end == len(name):
                return Origin(declaration.key)
            called = name[end + 1 :]
            parts = tuple(part_names(declaration))
            for part, names in parts:
                if called in names:
                    return Origin(declaration.key, part)
            page = pages.get(declaration.key)
            for part, _ in parts:
                if page is not None and called and called == written_name(page, part):
                    return Origin(declaration.key, part)
        end = name.rfind(".", 0, end)
    return None


def suggested(name: str, schema: Schema) -> str:
    """A help line that asks for the subject that was probably meant; empty where none is near."""
    declarations = schema.by_key()
    alike = [key for key, each in declarations.items() if each.name == name]
    if len(alike) == 1:
        return f"did you mean `{alike[0]}`?"
    key, _, called = name.rpartition(".")
    if key in declarations:
        names = {first: None for _, (first, *_) in part_names(declarations[key])}
        near = suggestion(called, names)
        if near:
            return near.replace("`", f"`{key}.", 1)
    return suggestion(name, declarations)


def subject_name(origin: Origin, declaration: Declaration) -> str:
    """What a declaration or its part is called."""
    if origin.part is None:
        return origin.key
    names = dict(part_names(declaration))
    return f"{origin.key}.{names[origin.part][0]}"


def part_names(declaration: Declaration) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The parts of a declaration, each with its names, the best first."""
    match declaration:
        case RecordDecl(fields=fields):
            yield from enumerate((field.wire_name,) for field in fields)
            yield OTHERS, (OTHER_KEYS,)
        case EnumDecl(values=values):
            yield from enumerate(map(_value_names, values))
        case UnionDecl(variants=variants):
            yield from enumerate(map(_variant_names, variants))
        case AliasDecl(type=type_):
            yield 0, _variant_names(type_)
        case _:
            assert_never(declaration)


def _value_names(value: EnumValue) -> tuple[str, ...]:
    written = wire_text(value.value)
    return (written, value.name) if value.name else (written,)


def _variant_names(type_: TypeExpr) -> tuple[str, ...]:
    """The key of a type, or what is written in `schema.yaml` on one line."""
    if isinstance(type_, ReferenceType):
        return (type_.key,)
    data = type_data(type_)
    return (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False),)
