"""What the targets through datamodel-code-generator take or refuse otherwise than the schema: by
name, each with an example that shows it. `docs/targets.md` tells the same to readers.

What no difference names is the same: `meant` is the schema as a target means it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from python_packages import schema

from generator.frozen import replace
from generator.references import references
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    Field,
    Json,
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
)
from generator.targets.python_models_enums import enum_types, is_class
from generator.targets.python_models_widening import Widening, with_maps

ANY, TEXT, INTEGER = AnyType(), PrimitiveType("string"), PrimitiveType("integer")


@dataclass(frozen=True)
class Difference:
    """What targets judge otherwise, and a payload of the first declaration that shows it."""

    name: str
    targets: tuple[str, ...]
    sentence: str
    declarations: tuple[Declaration, ...]
    payload: str
    is_right: bool
    """Whether the payload is a value by the schema."""


def record(name: str, *fields: Field, additional: TypeExpr | None = ANY) -> RecordDecl:
    return RecordDecl("", name, "page.md", fields, additional)


def alias(name: str, type_: TypeExpr) -> AliasDecl:
    return AliasDecl("", name, "page.md", type_)


DIFFERENCES = (
    Difference(
        "fraction-literal",
        ("pydantic", "msgspec", "typeddict"),
        "A literal that is no whole number takes any number: Python has no such literal types",
        (alias("Ratio", LiteralType(1.5)),),
        "2.5",
        is_right=False,
    ),
    Difference(
        "lone-surrogate",
        ("pydantic", "msgspec", "typeddict"),
        "Half of a surrogate pair, which JSON can write and Unicode does not have, is refused",
        (alias("Text", TEXT),),
        '"\\ud800"',
        is_right=True,
    ),
    Difference(
        "leap-second",
        ("pydantic", "msgspec"),
        "A leap second is refused, since `datetime` has none",
        (alias("Moment", PrimitiveType("datetime")),),
        '"2016-12-31T23:59:60Z"',
        is_right=True,
    ),
    Difference(
        "year-zero",
        ("pydantic", "msgspec"),
        "The year 0000 is refused, since `date` and `datetime` begin with the year 1",
        (alias("Day", PrimitiveType("date")),),
        '"0000-01-01"',
        is_right=True,
    ),
    Difference(
        "loose-moment",
        ("msgspec",),
        "A blank for the `T` of a moment is taken, and so is an offset without its colon",
        (alias("Moment", PrimitiveType("datetime")),),
        '"2024-05-01 08:00:00+0200"',
        is_right=False,
    ),
    Difference(
        "last-moment",
        ("msgspec",),
        "A fraction that rounds up to the year 10000 is refused",
        (alias("Moment", PrimitiveType("datetime")),),
        '"9999-12-31T23:59:59.9999999Z"',
        is_right=True,
    ),
    Difference(
        "integer-with-point",
        ("msgspec",),
        "An integer that is written with a point, such as `1.0`, is refused",
        (alias("Count", INTEGER),),
        "1.0",
        is_right=True,
    ),
    Difference(
        "large-literal",
        ("msgspec",),
        "An integer literal beyond 64 bits takes any integer",
        (alias("Large", LiteralType(2**70)),),
        "1",
        is_right=False,
    ),
    Difference(
        "variants-of-one-kind",
        ("msgspec",),
        "A union with two variants that are objects takes any object; arrays, texts and integers "
        "likewise",
        (
            alias("Animal", UnionType((ReferenceType("Cat"), ReferenceType("Dog")))),
            record("Cat", Field("purrs", TEXT, required=True)),
            record("Dog", Field("barks", TEXT, required=True)),
        ),
        "{}",
        is_right=False,
    ),
    Difference(
        "circular-alias",
        ("msgspec",),
        "An alias that leads back to itself without a record in between takes anything there",
        (UnionDecl("", "Tree", "page.md", (TEXT, ArrayType(ReferenceType("Tree")))),),
        "[1]",
        is_right=False,
    ),
    Difference(
        "typed-other-keys",
        ("msgspec",),
        "What stands under keys that a record with fields does not declare is not looked at",
        (record("Labels", Field("id", TEXT, required=False), additional=TEXT),),
        '{"a": 1}',
        is_right=False,
    ),
    Difference(
        "other-keys-of-declared-types",
        ("msgspec", "typeddict"),
        "What stands under keys that a record with fields does not declare is not looked at where "
        "its type refers to a declaration",
        (
            record("Labels", Field("id", TEXT, required=False), additional=ReferenceType("Text")),
            alias("Text", TEXT),
        ),
        '{"a": 1}',
        is_right=False,
    ),
    Difference(
        "unwritable-name",
        ("msgspec",),
        "A field with a quotation mark, a backslash or a control character in its wire name is "
        "left out; the diagnostic `unwritable-name` says so",
        (record("Quoted", Field('a"b', TEXT, required=True)),),
        "{}",
        is_right=False,
    ),
)


def example(difference: Difference) -> Schema:
    return schema(*difference.declarations)


def meant(target: str, schema: Schema) -> Schema:
    """The schema as a target means it, by the differences in its types."""
    whole = schema if target == "pydantic" else with_maps(schema)
    whole = _with_types(whole, lambda type_, _: _any_fraction(type_))
    if target != "msgspec":
        takes = _takes_declared if target == "pydantic" else _takes_undeclared
        return _with_records(whole, lambda record: takes(record))
    return _with_records(_with_types(whole, Widening(whole).widened), _as_struct)


def _any_fraction(type_: TypeExpr) -> TypeExpr:
    match type_:
        case LiteralType(float() as value) if not value.is_integer():
            return PrimitiveType("number")
        case ArrayType(items):
            return ArrayType(_any_fraction(items))
        case MapType(values):
            return MapType(_any_fraction(values))
        case NullableType(inner):
            return NullableType(_any_fraction(inner))
        case UnionType(variants):
            return UnionType(tuple(map(_any_fraction, variants)))
        case _:
            return type_


def _takes_declared(record: RecordDecl) -> RecordDecl:
    return record


def _takes_undeclared(record: RecordDecl) -> RecordDecl:
    additional = record.additional
    if additional is None or not any(references([alias("", additional)])):
        return record
    return replace(record, additional=ANY)


def _as_struct(record: RecordDecl) -> RecordDecl:
    fields = tuple(field for field in record.fields if can_be_written(field.wire_name))
    additional = None if record.additional is None else ANY
    return replace(record, fields=fields, additional=additional)


def can_be_written(name: str) -> bool:
    """Whether msgspec has a way to write a wire name."""
    return not any(char in '"\\' or char < " " for char in name)


def _with_records(schema: Schema, change: Callable[[RecordDecl], RecordDecl]) -> Schema:
    declarations: Iterable[Declaration] = (
        change(each) if isinstance(each, RecordDecl) else each for each in schema.declarations
    )
    return schema.with_declarations(tuple(declarations))


def _with_types(schema: Schema, change: Callable[[TypeExpr, str], TypeExpr]) -> Schema:
    """The schema with every type changed; unions and the enums that are no classes are aliases."""

    def changed(declaration: Declaration) -> Declaration:
        key, home = declaration.key, (declaration.module, declaration.name, declaration.page)
        match declaration:
            case RecordDecl(fields=fields, additional=additional):
                return replace(
                    declaration,
                    fields=tuple(replace(field, type=change(field.type, key)) for field in fields),
                    additional=additional and change(additional, key),
                )
            case EnumDecl():
                if is_class(declaration):
                    return declaration
                return AliasDecl(*home, change(UnionType(enum_types(declaration)), key))
            case UnionDecl(variants=variants):
                return AliasDecl(*home, change(UnionType(variants), key))
            case AliasDecl(type=type_):
                return AliasDecl(*home, change(type_, key))
            case _:
                assert_never(declaration)

    return schema.with_declarations(tuple(map(changed, schema.declarations)))


def without_points(value: Json) -> Json:
    """The value with its whole numbers written as integers."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [without_points(item) for item in value]
        case dict():
            return {key: without_points(item) for key, item in value.items()}
        case _:
            return value
