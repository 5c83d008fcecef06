"""What everything in a schema is called in a project's own language.

Names that meet are told apart as everywhere: the one that is spelled right already keeps its
spelling, each other gets a suffix of its own.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, assert_never

from generator.file_names import fold_name
from generator.frozen import Frozen
from generator.module_tree import module_tree
from generator.naming import Meeting, meetings, spell_names, spoken_sign, wire_text
from generator.schema import (
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    EnumValue,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)
from generator.targets.custom_case import legal
from generator.targets.custom_language import NameRules, Role, Scope, fill

if TYPE_CHECKING:
    from generator.source import Span

_Declared = TypeVar("_Declared", bound=Declaration)


class Names(Frozen):
    """The names of a whole schema."""

    package: str
    modules: Mapping[str, tuple[str, ...]]
    """From each module to the parts of its name; parents included, and the root."""
    types: Mapping[str, str]
    """By the key of the declaration."""
    fields: Mapping[tuple[str, str], str]
    """By the key of the record and the wire name."""
    values: Mapping[tuple[str, str], str]
    """By the key of the enum and the value as JSON."""
    variants: Mapping[str, tuple[tuple[str, TypeExpr], ...]]
    """By the key of the union: its variants, no two alike, each with its name."""
    meetings: tuple[Meeting, ...]


class _Item(Frozen):
    """Something to be named."""

    key: str
    """What it is and no other in its scope, for a suffix."""
    raw: str
    """What its name is made of."""
    shown: str
    """What a message calls it."""
    span: Span | None = None


def schema_names(schema: Schema, rules: NameRules) -> Names:
    """All names of a schema, and those of them that met."""
    speller = _Speller(rules)
    types = _type_names(schema, speller)
    return Names(
        package=legal(schema.name, "package", rules),
        modules=_module_names(schema, speller),
        types=types,
        fields=_field_names(schema, speller),
        values=_value_names(schema, types, speller),
        variants=_variant_names(schema, speller),
        meetings=tuple(speller.met),
    )


class _Speller:
    """Spells the names of one scope after the other, and keeps what met."""

    def __init__(self, rules: NameRules) -> None:
        self.rules = rules
        self.met: list[Meeting] = []

    def spell(
        self,
        items: Sequence[_Item],
        role: Role,
        taken: Collection[str] = (),
        fold: Callable[[str], str] = str,
    ) -> tuple[str, ...]:
        """The names of all items of a scope, in order. No two are alike, and none is `taken`."""
        by_key = {item.key: item for item in items}
        others = {f"\0{name}": name for name in taken}  # no key of a schema begins so

        def spell(key: str) -> str:
            return others.get(key) or legal(by_key[key].raw, role, self.rules)

        def keeps(key: str) -> bool:
            return key in others or by_key[key].raw.strip() == spell(key)

        spelling = spell_names([*others, *by_key], spell, fold=fold, keeps=keeps)
        if spelling.met:
            shown = others | {item.key: item.shown for item in items}
            # What is taken has been reported where it was spelled.
            spans = dict.fromkeys(others) | {item.key: item.span for item in items}
            self.met += meetings(spelling, spell, spans, shown.__getitem__)
        return tuple(spelling.names[item.key] for item in items)


def _module_names(schema: Schema, speller: _Speller) -> Mapping[str, tuple[str, ...]]:
    tree = schema.once(module_tree)
    root = speller.rules.root
    names: dict[str, tuple[str, ...]] = {"": (root,)}
    for parent, modules in tree.children.items():
        items = [_Item(each, each.rpartition(".")[2], each, tree.spans[each]) for each in modules]
        spelled = speller.spell(items, "module", () if parent else {root}, fold_name)
        above = names[parent] if parent else ()
        names |= {module: (*above, name) for module, name in zip(modules, spelled, strict=True)}
    return names


def _type_names(schema: Schema, speller: _Speller) -> Mapping[str, str]:
    rule = speller.rules.roles["type"]
    names: dict[str, str] = {}
    for declarations in by_scope(schema.declarations, rule.scope).values():
        items = [
            _Item(each.key, fill(rule.of, module=each.module, name=each.name), each.key, each.span)
            for each in declarations
        ]
        spelled = speller.spell(items, "type")
        names |= {item.key: name for item, name in zip(items, spelled, strict=True)}
    return names


def _value_names(
    schema: Schema, types: Mapping[str, str], speller: _Speller
) -> Mapping[tuple[str, str], str]:
    rule = speller.rules.roles["value"]
    names: dict[tuple[str, str], str] = {}
    shared = {
        scope: {types[each.key] for each in declarations}
        for scope, declarations in by_scope(schema.declarations, rule.scope).items()
        if rule.scope != "declaration"
    }
    enums = (each for each in schema.declarations if isinstance(each, EnumDecl))
    for scope, members in by_scope(enums, rule.scope).items():
        values = [(enum.key, value) for enum in members for value in enum.values]
        items = [
            _Item(
                f"{key}.{json.dumps(value.value)}",
                fill(rule.of, type=types[key], name=_value_name(value)),
                f"{key}.{_value_name(value)}",
                value.span,
            )
            for key, value in values
        ]
        spelled = speller.spell(items, "value", shared.get(scope, ()))
        for (key, value), name in zip(values, spelled, strict=True):
            names[key, json.dumps(value.value)] = name
    return names


def _field_names(schema: Schema, speller: _Speller) -> Mapping[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for record in schema.declarations:
        if isinstance(record, RecordDecl):
            items = [_Item(f.wire_name, f.wire_name, f.wire_name, f.span) for f in record.fields]
            spelled = speller.spell(items, "field")
            pairs = zip(items, spelled, strict=True)
            names |= {(record.key, item.key): name for item, name in pairs}
    return names


def _variant_names(
    schema: Schema, speller: _Speller
) -> Mapping[str, tuple[tuple[str, TypeExpr], ...]]:
    by_key = schema.by_key()
    names: dict[str, tuple[tuple[str, TypeExpr], ...]] = {}
    for union in schema.declarations:
        if isinstance(union, UnionDecl):
            variants = {_described(each, str): each for each in union.variants}
            items = [
                _Item(key, _described(each, lambda key: by_key[key].name), key, union.span)
                for key, each in variants.items()
            ]
            spelled = speller.spell(items, "variant")
            names[union.key] = tuple(zip(spelled, variants.values(), strict=True))
    return names


def by_scope(declarations: Iterable[_Declared], scope: Scope) -> dict[str, list[_Declared]]:
    """The declarations whose names must differ, together."""
    groups: defaultdict[str, list[_Declared]] = defaultdict(list)
    for declaration in declarations:
        match scope:
            case "schema":
                groups[""].append(declaration)
            case "module":
                groups[declaration.module].append(declaration)
            case "declaration":
                groups[declaration.key].append(declaration)
            case _:
                assert_never(scope)
    return dict(groups)


def _value_name(value: EnumValue) -> str:
    return value.name or spoken_sign(wire_text(value.value)) or "empty"


def _described(expression: TypeExpr, refer: Callable[[str], str]) -> str:
    """A type in words, which a variant's name is made of. `refer` says how a key is written."""
    match expression:
        case PrimitiveType(name):
            return name
        case AnyType():
            return "any"
        case UnknownType():
            return "unknown"
        case LiteralType(value):
            return json.dumps(value)
        case ArrayType(items):
            return f"{_described(items, refer)} array"
        case MapType(values):
            return f"{_described(values, refer)} map"
        case NullableType(inner):
            return f"nullable {_described(inner, refer)}"
        case UnionType(variants):
            return " or ".join(_described(variant, refer) for variant in variants)
        case ReferenceType(key):
            return refer(key)
        case _:
            assert_never(expression)
