"""The intermediate schema as a file: `schema.yaml`, for other programs to read and to write.

The format is described in `docs/schema-format.md`. What is at its default is left out, places in
pages are not kept, and a schema that was written loads back equal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final, assert_never

from generator.blocks import Place
from generator.schema import (
    AliasDecl,
    AnyType,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    RecordDecl,
    Scalar,
    Schema,
    TypeExpr,
    UnionDecl,
    UnknownType,
    declaration_key,
    in_order,
    scalar_identity,
)
from generator.type_notation import read_type, read_variants, type_data
from generator.yaml_nodes import Entries, Node, read_yaml
from generator.yaml_text import yaml_text

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.source import Source

FORMAT: Final = "tablewright-schema/1"
"""What a schema file says under `format`. The number grows when a reader must know the change."""

# What ends a type's lines: the key of the next stands two columns in, and nothing else does.
_AFTER_BLOCK: Final = re.compile(rb"(?<=\n)(?=  [^ :\n])|\Z")
_SCHEMA_KEYS: Final = ("format", "name", "version", "types")
_COMMON_KEYS: Final = ("kind", "name", "page", "doc", "deprecated")
_KIND_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "record": ("closed", "additional", "fields"),
    "enum": ("open", "values"),
    "union": ("variants",),
    "alias": ("type",),
}
_FIELD_KEYS: Final = ("name", "type", "required", "doc", "deprecated", "default", "examples")
_VALUE_KEYS: Final = ("value", "name", "doc", "deprecated")


def dump_schema(schema: Schema) -> str:
    """The text of the schema file."""
    if not schema.declarations:
        return yaml_text(schema_data(schema))
    blocks = [declaration_block(each) for _, each in sorted(schema.by_key().items())]
    return "".join((yaml_text(_head_data(schema)), "types:\n", *blocks))


def declaration_block(declaration: Declaration) -> str:
    """The lines of a declaration in the schema file."""
    return yaml_text({declaration.key: _declaration_data(declaration)}, "  ")


def block_place(block: str) -> Place:
    """Where the block of a declaration stands in the schema file."""
    return Place(block.partition("\n")[0] + "\n", _AFTER_BLOCK)


def schema_blocks(schema: Schema, data: bytes) -> dict[str, str]:
    """The blocks of those of these declarations that have others in the bytes of a schema file: as
    they are there, by key, without the line end after them.

    Raises `LookupError` where one has none.
    """
    found: dict[str, str] = {}
    for declaration in schema.declarations:
        block = declaration_block(declaration)
        start, end = block_place(block).find(data)
        if (there := data[start:end].decode()) != block:
            found[declaration.key] = there.rstrip("\n")
    return found


def schema_data(schema: Schema) -> dict[str, Json]:
    """What the schema file holds."""
    declarations = sorted(schema.by_key().items())
    types: dict[str, Json] = {key: _declaration_data(each) for key, each in declarations}
    return {**_head_data(schema), "types": types}


def _head_data(schema: Schema) -> dict[str, Json]:
    data: dict[str, Json] = {"format": FORMAT, "name": schema.name}
    if schema.version:
        data["version"] = schema.version
    return data


def _declaration_data(declaration: Declaration) -> dict[str, Json]:
    data: dict[str, Json] = {"kind": ""}
    if _split_key(declaration.key) != (declaration.module, declaration.name):
        data["name"] = declaration.name
    data["page"] = declaration.page
    _add_remarks(data, declaration)
    match declaration:
        case RecordDecl():
            data["kind"] = "record"
            if declaration.additional is None:
                data["closed"] = True
            elif declaration.additional != AnyType():
                data["additional"] = type_data(declaration.additional)
            data["fields"] = [_field_data(field) for field in declaration.fields]
        case EnumDecl():
            data["kind"] = "enum"
            if declaration.open:
                data["open"] = True
            data["values"] = [_value_data(value) for value in declaration.values]
        case UnionDecl():
            data["kind"] = "union"
            data["variants"] = [type_data(variant) for variant in declaration.variants]
        case AliasDecl():
            data["kind"] = "alias"
            data["type"] = type_data(declaration.type)
        case _:
            assert_never(declaration)
    return data


def _field_data(field: Field) -> dict[str, Json]:
    data: dict[str, Json] = {"name": field.wire_name, "type": type_data(field.type)}
    if field.required:
        data["required"] = True
    _add_remarks(data, field)
    if field.default is not None:
        data["default"] = field.default[0]
    if field.examples:
        data["examples"] = list(field.examples)
    return data


def _value_data(value: EnumValue) -> dict[str, Json]:
    data: dict[str, Json] = {"value": value.value}
    if value.name:
        data["name"] = value.name
    _add_remarks(data, value)
    return data


def _add_remarks(data: dict[str, Json], remarked: Declaration | Field | EnumValue) -> None:
    if remarked.doc:
        data["doc"] = remarked.doc
    if remarked.deprecated:
        data["deprecated"] = True


def load_schema(source: Source, report: Report, elsewhere: Collection[str] = ()) -> Schema | None:
    """The schema in a schema file; None where the text is not a schema file of this format.

    The text may be an excerpt: `elsewhere` are the keys of types that it leaves out.
    Each slip is reported at its place. What it spoils is left out, or becomes a type that is
    unknown, so that every reference of the schema has its declaration in any case. The spans of
    the schema are places in the file.
    """
    root = read_yaml(source, report)
    if root is None or not _has_format(root):
        return None
    entries = root.mapping(_SCHEMA_KEYS, "a schema file")
    root.require("name", "types")
    name, version = entries.string("name"), entries.string("version")
    declarations = _declarations(entries.mapping("types"), elsewhere)
    return Schema(name, declarations, version) if "name" in entries else None


def _has_format(root: Node) -> bool:
    if not isinstance(root.value, dict):
        root.wrong("a schema file")
        return False
    if not root.require("format"):
        return False
    written = root.value["format"]
    if written.value == FORMAT:
        return True
    written.wrong(f"`{FORMAT}`", "other formats are read by other versions of the program")
    return False


def _declarations(types: Entries, elsewhere: Collection[str]) -> tuple[Declaration, ...]:
    keys = {*types, *elsewhere}
    return in_order(_declaration(key, node, keys) for key, node in types.items())


def _declaration(key: str, node: Node, keys: Collection[str]) -> Declaration:
    """A declaration; one of unknown type where it cannot be read."""
    kind, span = _kind(node), node.key_span
    if not kind:
        return AliasDecl(*_split_key(key), page="", type=UnknownType(), span=span)
    entries = node.mapping((*_COMMON_KEYS, *_KIND_KEYS[kind]), f"a type of the kind `{kind}`")
    module, name = _identity(key, entries.get("name"))
    page = entries.string("page")
    doc, deprecated = _remarks(entries)
    parts_key = _KIND_KEYS[kind][-1]
    parts = entries.get(parts_key)
    node.require("page", parts_key)
    if kind == "record":
        fields = _fields(parts, keys) if parts else ()
        additional = _additional(entries, keys)
        return RecordDecl(module, name, page, fields, additional, doc, deprecated, span=span)
    if kind == "enum" and parts and (values := _values(parts)):
        is_open = entries.boolean("open")
        return EnumDecl(module, name, page, values, is_open, doc, deprecated, span=span)
    if kind == "union" and parts and (variants := read_variants(parts, keys)):
        return UnionDecl(module, name, page, variants, doc, deprecated, span=span)
    type_ = read_type(parts, keys) if kind == "alias" and parts else None
    return AliasDecl(module, name, page, type_ or UnknownType(), doc, deprecated, span=span)


def _kind(node: Node) -> str:
    """The kind of a declaration; empty, with a diagnostic, where it has none."""
    if not isinstance(node.value, dict):
        node.wrong("the declaration of a type")
        return ""
    node.require("kind")
    return node.value.choice("kind", _KIND_KEYS, "")


def _split_key(key: str) -> tuple[str, str]:
    """The module and name that a key stands for where nothing else is said."""
    module, _, name = key.rpartition(".")
    return (module, name) if module else ("", key)


def _identity(key: str, written: Node | None) -> tuple[str, str]:
    """The module and name of a declaration, whose key may not tell where its name begins."""
    if written is None:
        return _split_key(key)
    name = written.string()
    module = key[: -len(name) - 1] if key.endswith(f".{name}") else ""
    if declaration_key(module, name) == key:
        return module, name
    if isinstance(written.value, str):
        message = f"the key `{key}` does not end with the name `{name}`"
        written.report.add("wrong-value", written.span, message)
    return _split_key(key)


def _additional(entries: Entries, keys: Collection[str]) -> TypeExpr | None:
    closed = entries.boolean("closed")
    written = entries.get("additional")
    if written is None:
        return None if closed else AnyType()
    if closed:
        message = "a closed record has no type for other keys"
        written.report.add("wrong-value", written.span, message, "keep one of the two")
    return read_type(written, keys) or UnknownType()


def _fields(node: Node, keys: Collection[str]) -> tuple[Field, ...]:
    fields: dict[str, Field] = {}
    for item in node.sequence():
        field = _field(item, keys)
        if field is not None and fields.setdefault(field.wire_name, field) is not field:
            message = f"the field `{field.wire_name}` stands twice in this record"
            node.report.add("duplicate-field", field.span or item.span, message)
    return tuple(fields.values())


def _field(node: Node, keys: Collection[str]) -> Field | None:
    """A field; of unknown type where its type cannot be read."""
    entries = _entries(node, _FIELD_KEYS, "a field")
    if entries is None:
        return None
    node.require("name", "type")
    name = entries.get("name")
    type_ = read_type(entries["type"], keys) if "type" in entries else None
    if name is None:
        return None
    doc, deprecated = _remarks(entries)
    return Field(
        wire_name=name.string(),
        type=type_ or UnknownType(),
        required=entries.boolean("required"),
        doc=doc,
        default=(entries["default"].json(),) if "default" in entries else None,
        examples=tuple(example.json() for example in entries.sequence("examples")),
        deprecated=deprecated,
        span=name.span,
    )


def _values(node: Node) -> tuple[EnumValue, ...]:
    """The values of an enum; none, with a diagnostic, where there is none to be read."""
    if node.value in (None, ()):
        node.report.add("wrong-value", node.span, "an enum without values")
    values: dict[tuple[bool, Scalar], EnumValue] = {}
    for item in node.sequence():
        value = _value(item)
        if value is None:
            continue
        identity = scalar_identity(value.value)
        if values.setdefault(identity, value) is not value:
            message = "this value stands twice in this enum"
            node.report.add("duplicate-value", value.span or item.span, message)
    return tuple(values.values())


def _value(node: Node) -> EnumValue | None:
    entries = _entries(node, _VALUE_KEYS, "a value of an enum")
    if entries is None:
        return None
    if not node.require("value"):
        return None
    written = entries["value"]
    if isinstance(written.value, dict | tuple):
        written.wrong("a string, a number, true, false or null")
        return None
    name = entries.string("name")
    doc, deprecated = _remarks(entries)
    return EnumValue(written.value, name, doc, deprecated, span=written.span)


def _remarks(entries: Entries) -> tuple[str, bool]:
    """The description, and whether what it describes is deprecated."""
    return entries.string("doc"), entries.boolean("deprecated")


def _entries(node: Node, known: Collection[str], what: str) -> Entries | None:
    """The entries of a mapping; None, with a diagnostic, where there is none."""
    if isinstance(node.value, dict):
        return node.mapping(known, what)
    node.wrong(what)
    return None
