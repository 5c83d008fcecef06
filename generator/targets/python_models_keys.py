"""The keys of typed dictionaries: as attributes of a class where Python can spell them all so."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Mapping
from typing import Final

from generator.frozen import Frozen
from generator.schema import (
    ArrayType,
    MapType,
    NullableType,
    RecordDecl,
    ReferenceType,
    TypeExpr,
    UnionType,
)
from generator.targets.python_models_document import declaration_paragraphs, field_paragraphs
from generator.targets.python_text import comment_text, docstring, string_literal

_UNICODE: Final = unicodedata.ucd_3_2_0


class KeyView(Frozen):
    """One key, as the template of typed dictionaries prints it."""

    literal: str
    """The wire name, as a string."""
    doc: str
    """Its docstring in a class. Empty: it has none."""
    comments: tuple[str, ...]
    """The same, where there is no class."""


def key_names(record: RecordDecl) -> Mapping[str, str]:
    """From each wire name to what the document calls it: the name itself where all can be names in
    a class; else none is a name, so that the generator writes no class."""
    names = [field.wire_name for field in record.fields]
    space = "" if all(map(_can_be_attribute, names)) else " "
    return {name: f"{space}{name}" for name in names}


def has_no_reference(type_: TypeExpr) -> bool:
    """Whether a type can be told when a class is made, while others may be missing yet."""
    match type_:
        case ArrayType(inner) | MapType(inner) | NullableType(inner):
            return has_no_reference(inner)
        case UnionType(variants):
            return all(map(has_no_reference, variants))
        case ReferenceType():
            return False
        case _:
            return True


def record_doc(record: RecordDecl) -> str:
    """The docstring of a record, which a class may not do without."""
    return docstring(declaration_paragraphs(record), 4) or "pass"


def keys_view(record: RecordDecl) -> Mapping[str, KeyView]:
    """The keys of a record, by what the document calls them."""
    names = key_names(record)
    return {
        names[field.wire_name]: KeyView(
            string_literal(field.wire_name),
            docstring(field_paragraphs(field), 4),
            tuple(
                f"# {comment_text(line)}".rstrip()
                for paragraph in filter(None, field_paragraphs(field))
                for line in paragraph.split("\n")
            ),
        )
        for field in record.fields
    }


def _can_be_attribute(name: str) -> bool:
    """Whether a key is the same in a class: Python normalises names, and changes private ones.

    Letters are those of Unicode 3.2, which every version of Python knows.
    """
    return (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
        and _UNICODE.normalize("NFKC", name) == name
        and all(_UNICODE.category(char) != "Cn" for char in name)
    )
