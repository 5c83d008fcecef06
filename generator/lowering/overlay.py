"""The overlay: facts that the tables do not carry, beside the pages and never in them.

    types:
      operations.GetRunResponseBody:
        fields:
          endedAt: {type: datetime, nullable: true}

Types are named by their key, fields by the name in the table. A type is written as in
`schema.yaml`. What the overlay says wins over the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from generator.frozen import Frozen, field
from generator.schema import (
    ArrayType,
    EnumValue,
    Json,
    MapType,
    NullableType,
    ReferenceType,
    Scalar,
    TypeExpr,
    UnionType,
    UnknownType,
    scalar_identity,
)
from generator.source import Span
from generator.type_building import nullable_of, union_of
from generator.type_notation import read_type
from generator.wording import suggestion
from generator.yaml_nodes import Entries, Node

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.lowering.symbols import Symbols

_TYPE_KEYS: Final = "fields closed additional open values variants description deprecated"
_FIELD_KEYS: Final = "wire_name type required nullable default description deprecated"


class FieldFacts(Frozen):
    """What the overlay says of a field. None: nothing."""

    span: Span
    """Where the overlay names the field."""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where it says each fact, by the fact's key."""
    wire_name: str | None = None
    type: TypeExpr | None = None
    required: bool | None = None
    nullable: bool | None = None
    default: tuple[Json] | None = None
    doc: str | None = None
    deprecated: bool | None = None


class TypeFacts(Frozen):
    """What the overlay says of a declaration. None: nothing."""

    span: Span
    """Where the overlay names the type."""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where it says each fact, by the fact's key."""
    fields: Mapping[str, FieldFacts] = field(default_factory=dict)
    closed: bool | None = None
    """A record admits no other keys."""
    additional: TypeExpr | None = None
    """The type of a record's values under all other keys."""
    open: bool | None = None
    """An enum admits other values."""
    values: tuple[EnumValue, ...] | None = None
    variants: tuple[TypeExpr, ...] | None = None
    doc: str | None = None
    deprecated: bool | None = None


NOTHING_TOLD: Final = TypeFacts(Span("", 1, 1, 1))
"""What the overlay says of most types."""


class Overlay(Frozen):
    """What the overlay says, by the keys of the types."""

    types: Mapping[str, TypeFacts] = field(default_factory=dict)


def read_overlay(node: Node) -> Overlay:
    """What the root node of an overlay says. Every slip is reported at its place."""
    types = node.mapping(["types"], "an overlay").mapping("types")
    return Overlay({key: _type_facts(entry) for key, entry in types.items()})


def _type_facts(node: Node) -> TypeFacts:
    keys = node.mapping(_TYPE_KEYS.split(), "a type in an overlay")
    fields = keys.mapping("fields")
    return TypeFacts(
        span=node.key_span,
        places=_places(keys),
        fields={name: _field_facts(entry) for name, entry in fields.items()},
        closed=keys.read("closed", Node.boolean, None),
        additional=_additional(keys),
        open=keys.read("open", Node.boolean, None),
        values=keys.read("values", _values, None),
        variants=keys.read("variants", _variants, None),
        doc=keys.read("description", Node.string, None),
        deprecated=keys.read("deprecated", Node.boolean, None),
    )


def _field_facts(node: Node) -> FieldFacts:
    keys = node.mapping(_FIELD_KEYS.split(), "a field in an overlay")
    return FieldFacts(
        span=node.key_span,
        places=_places(keys),
        wire_name=keys.read("wire_name", Node.string, None),
        type=keys.read("type", read_type, None),
        required=keys.read("required", Node.boolean, None),
        nullable=keys.read("nullable", Node.boolean, None),
        default=(keys["default"].json(),) if "default" in keys else None,
        doc=keys.read("description", Node.string, None),
        deprecated=keys.read("deprecated", Node.boolean, None),
    )


def _places(keys: Entries) -> dict[str, Span]:
    return {key: node.span for key, node in keys.items()}


def _additional(keys: Entries) -> TypeExpr | None:
    if "additional" not in keys:
        return None
    node = keys["additional"]
    if "closed" in keys and keys["closed"].value is True:
        message = "a closed record has no type for other keys"
        node.report.add("wrong-value", node.span, message, "keep one of the two")
    return read_type(node)


def _variants(node: Node) -> tuple[TypeExpr, ...] | None:
    if not _items(node):
        node.wrong("a sequence of one or more types")
    types = [read_type(item) for item in _items(node)]
    return tuple(type_ for type_ in types if type_ is not None) or None


def _values(node: Node) -> tuple[EnumValue, ...] | None:
    """Scalars, or mappings with `value`, and what else is said of it as in a schema file."""
    if not _items(node):
        node.wrong("a sequence of one or more values")
    values: dict[tuple[bool, Scalar], EnumValue] = {}
    for item in _items(node):
        value = _value(item)
        if value is None:
            continue
        identity = scalar_identity(value.value)
        if values.setdefault(identity, value) is not value:
            message = "this value stands in this enum already"
            node.report.add("duplicate-value", value.span or item.span, message)
    return tuple(values.values()) or None


def _value(node: Node) -> EnumValue | None:
    keys = Entries(value=node)
    if isinstance(node.value, dict):
        keys = node.mapping(["value", "name", "description", "deprecated"], "an enum value")
    if "value" not in keys:
        node.report.add("missing-key", node.span, "an enum value without `value`")
        return None
    written = keys["value"]
    if isinstance(written.value, tuple | dict):
        written.wrong("a string, a number, true, false or null")
        return None
    name, doc = keys.string("name"), keys.string("description")
    deprecated = keys.boolean("deprecated")
    return EnumValue(written.value, name, doc, deprecated, span=written.span)


def _items(node: Node) -> tuple[Node, ...]:
    return node.value if isinstance(node.value, tuple) else ()


def check_overlay(overlay: Overlay, declared: Mapping[str, Iterable[str]], report: Report) -> None:
    """Report what the overlay names and no page declares.

    `declared` holds, for each type's key, the names of its fields as the page writes them.
    """
    for key, facts in overlay.types.items():
        if key not in declared:
            report.add(
                "unknown-overlay-target",
                facts.span,
                f"no page declares `{key}`",
                suggestion(key, declared),
            )
            continue
        names = tuple(declared[key])
        for name, field_facts in facts.fields.items():
            if name not in names:
                report.add(
                    "unknown-overlay-target",
                    field_facts.span,
                    f"`{key}` has no field `{name}`",
                    suggestion(name, names),
                )


def closed_type(type_: TypeExpr, span: Span, symbols: Symbols, report: Report) -> TypeExpr:
    """A type that the overlay gives, with each reference that nothing answers unknown.

    `span` is where the type is written; each such reference is reported there.
    """

    def closed(inner: TypeExpr) -> TypeExpr:
        return closed_type(inner, span, symbols, report)

    match type_:
        case ReferenceType(key) if key not in symbols.keys:
            hint = suggestion(key, symbols.keys)
            report.add("unknown-overlay-target", span, f"no page declares `{key}`", hint)
            return UnknownType()
        case ArrayType(items):
            return ArrayType(closed(items))
        case MapType(values):
            return MapType(closed(values))
        case NullableType(inner):
            return nullable_of(closed(inner))
        case UnionType(variants):
            return union_of(closed(variant) for variant in variants)
        case _:
            return type_
