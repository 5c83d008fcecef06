"""A second opinion on our dataclasses: those that datamodel-code-generator makes of our bundle.

Both have the same fields, required alike, of the same types; what they say otherwise has a name
here. The names of fields and types are simple: others the generator does not keep.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import sys
import types
import typing
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from model_differences import alias, record
from python_packages import load
from python_packages import schema as schema_of

from generator.frozen import replace
from generator.pipeline import compile_folder
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    EnumValue,
    Field,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
)
from generator.targets.jsonschema import DocumentView, views
from generator.targets.python_names import field_names

ROOT = Path(__file__).parent.parent


def in_root(schema: Schema) -> Schema:
    """The schema with all its types in the root module, as the generator wants them in one file."""

    def moved(type_: TypeExpr) -> TypeExpr:
        match type_:
            case ReferenceType(key):
                return ReferenceType(key.rpartition(".")[2])
            case ArrayType(items):
                return ArrayType(moved(items))
            case MapType(values):
                return MapType(moved(values))
            case NullableType(inner):
                return NullableType(moved(inner))
            case UnionType(variants):
                return UnionType(tuple(map(moved, variants)))
            case _:
                return type_

    declarations = []
    for each in schema.declarations:
        match each:
            case RecordDecl(fields=fields, additional=additional):
                fields = tuple(replace(f, type=moved(f.type)) for f in fields)
                each = replace(each, fields=fields, additional=additional and moved(additional))
            case UnionDecl(variants=variants):
                each = replace(each, variants=tuple(map(moved, variants)))
            case AliasDecl(type=type_):
                each = replace(each, type=moved(type_))
            case EnumDecl():
                pass
        declarations.append(replace(each, module=""))
    return schema_of(*declarations)


def of_every_type() -> Schema:
    """A record with a field for each kind of type, and what it refers to."""
    names: tuple[PrimitiveName, ...] = typing.get_args(PrimitiveName)
    types_: list[TypeExpr] = [*map(PrimitiveType, names), AnyType(), LiteralType("x")]
    types_ += [ReferenceType(name) for name in ("Level", "Open", "Small", "Names", "Either")]
    types_ += [UnionType((PrimitiveType("string"), PrimitiveType("integer")))]
    types_ += [UnionType((ReferenceType("Small"), ReferenceType("Everything")))]
    types_ += [*map(ArrayType, types_), *map(MapType, types_)]
    nullable = [NullableType(t) for t in types_ if t not in (PrimitiveType("null"), AnyType())]
    fields = tuple(
        Field(f"f{index}", type_, required=is_required)
        for index, (type_, is_required) in enumerate(
            (type_, is_required) for type_ in (*types_, *nullable) for is_required in (True, False)
        )
    )
    return schema_of(
        record("Everything", *fields),
        record("Small", Field("name", PrimitiveType("string"), required=True)),
        EnumDecl("", "Level", "page.md", (EnumValue("low"), EnumValue("high"))),
        EnumDecl("", "Open", "page.md", (EnumValue("a"), EnumValue("b")), open=True),
        alias("Names", ArrayType(PrimitiveType("string"))),
        alias("Either", UnionType((PrimitiveType("string"), ReferenceType("Small")))),
    )


SCHEMAS = {
    "specs": in_root(compile_folder(ROOT / "specs", "specs").schema),
    "parcels": in_root(
        compile_folder(
            ROOT / "tests/golden/overlay/facts-the-tables-do-not-carry/input", "input"
        ).schema
    ),
    "every type": of_every_type(),
}


def _bundle(schema: Schema) -> dict[str, Any]:
    data = next(views(schema, {})).data
    assert isinstance(data, DocumentView)
    bundle: dict[str, Any] = json.loads(data.text)
    return bundle


def theirs(schema: Schema) -> Mapping[str, Any]:
    """What the generator declares for the bundle of a schema."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = generate(
            _bundle(schema),
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.DataclassesDataclass,
            formatters=[],
            skip_root_model=True,
            use_type_alias=True,
            strict_nullable=True,
            use_typed_map_values_beside_other_types=True,
            use_typed_nullable_map_values=True,
            keyword_only=True,
        )
    assert isinstance(code, str)
    module = types.ModuleType("second_opinion")
    sys.modules[module.__name__] = module
    exec(code, vars(module))
    return vars(module)


def ours(schema: Schema) -> Mapping[str, Any]:
    """What we declare for a schema, and what its annotations are made of."""
    package = load(schema)
    words = {"Any": Any, "datetime": datetime.datetime, "_date": datetime.date}
    return (
        words
        | {"Absent": type(None), "Literal": typing.Literal, "Union": typing.Union}
        | {
            declaration.name: getattr(package, declaration.name)
            for declaration in schema.declarations
        }
    )


def shape(hint: Any, scope: Mapping[str, Any]) -> Any:
    """What a type hint says, whichever way it is said: names, tuples, and sets of choices."""
    if isinstance(hint, str):
        return shape(eval(hint, dict(scope)), scope)
    if isinstance(hint, typing.ForwardRef):
        return shape(hint.__forward_arg__, scope)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        choices = [shape(each, scope) for each in inner]
        return frozenset().union(*(c if isinstance(c, frozenset) else {c} for c in choices))
    if origin is typing.Annotated:
        return shape(inner[0], scope)
    if origin is typing.Literal:
        return frozenset(map(repr, inner)) if len(inner) > 1 else repr(inner[0])
    if origin is not None:
        return (origin.__name__, *(shape(each, scope) for each in inner))
    return "None" if hint is None or hint is type(None) else getattr(hint, "__name__", str(hint))


def without_null(shape_: Any) -> Any:
    """The shape of a field that may be absent: they say so by null, and we by a word of our own."""
    left = shape_ - {"None"} if isinstance(shape_, frozenset) else shape_
    return next(iter(left)) if isinstance(left, frozenset) and len(left) == 1 else left


def changed(shape_: Any, words: Mapping[str, str]) -> Any:
    """The shape with some of its words said otherwise."""
    match shape_:
        case frozenset():
            choices = frozenset(changed(each, words) for each in shape_)
            return next(iter(choices)) if len(choices) == 1 else choices
        case tuple():
            return tuple(changed(each, words) for each in shape_)
        case _:
            return words.get(shape_, shape_)


def opinions(schema: Schema) -> Iterator[tuple[str, tuple[bool, Any], tuple[bool, Any]]]:
    """Of each field whether it is required and what it holds, in our opinion and in theirs."""
    mine, other = ours(schema), theirs(schema)
    for record_ in schema.declarations:
        if isinstance(record_, RecordDecl) and record_.fields:
            my_fields = {each.name: each for each in dataclasses.fields(mine[record_.name])}
            others = {each.name: each for each in dataclasses.fields(other[record_.name])}
            assert others.keys() == {field.wire_name for field in record_.fields}
            names, _ = field_names(record_)
            assert my_fields.keys() - set(names.values()) <= {"additional_properties"}
            for field in record_.fields:
                found = (
                    opinion(my_fields[names[field.wire_name]], mine),
                    opinion(others[field.wire_name], other),
                )
                yield (f"{record_.name}.{field.wire_name}", *found)


def opinion(field: dataclasses.Field[Any], scope: Mapping[str, Any]) -> tuple[bool, Any]:
    is_required = field.default is dataclasses.MISSING
    found = shape(field.type, scope)
    return is_required, found if is_required else without_null(found)


OTHERWISE: Mapping[str, Mapping[str, Any]] = {
    # We read moments, days and bytes; they leave them texts.
    "text-forms": {"datetime": "str", "date": "str", "bytes": "str"},
    # Of an open enum, they call the choice what we call the enum.
    "open-enums": {"ScanKind": "ScanKind1", "Open": "Open1"},
    # A literal that may be null is an enum of theirs, with a name of its own.
    "nullable-literals": {"'x' or None": "F116Enum", "'x', or absent": "F117Enum"},
    # We keep the name of a record without fields, whose other keys are typed.
    "records-without-fields": {"Labels": ("dict", "str", "str")},
}
"""What they say otherwise, by name: from our words to theirs."""
NULLABLE_LITERALS = {"Everything.f116": "'x' or None", "Everything.f117": "'x', or absent"}


def in_their_words(name: str, mine: Any) -> Any:
    words = {ours: theirs for each in OTHERWISE.values() for ours, theirs in each.items()}
    if name in NULLABLE_LITERALS:
        words["'x'"] = words[NULLABLE_LITERALS[name]]
    return changed(mine, words)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_the_generator_is_of_our_opinion(schema: Schema) -> None:
    for name, (required, mine), (other_required, other) in opinions(schema):
        assert required == other_required, name
        assert in_their_words(name, mine) == other, name


def test_what_they_say_otherwise_is_said() -> None:
    """Each word of the table is one that a field needs."""
    said = {
        word
        for schema in SCHEMAS.values()
        for name, (_, mine), _ in opinions(schema)
        for word in (*words_of(mine), NULLABLE_LITERALS.get(name, ""))
    }
    for name, words in OTHERWISE.items():
        assert words.keys() <= said, name


def words_of(shape_: Any) -> Iterator[str]:
    if isinstance(shape_, str):
        yield shape_
    else:
        for each in shape_:
            yield from words_of(each)
