"""What TypeScript cannot express, by name: why the compiler says otherwise than the schema.

Where the compiler takes what the schema refuses, a rule loosens the schema as TypeScript does, and
the value has to be valid under what comes out. Where it refuses what the schema takes, a rule names
what has to stand in the value for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from equivalence.loosened import (
    every_type,
    with_declarations,
    with_enums,
    with_records,
    with_types,
)
from equivalence.programs import Manner
from equivalence.readers import Payload
from equivalence.rounding import rounded, with_rounded_literals
from generator.frozen import replace
from generator.instances import find_mismatch
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
    UnknownType,
)
from generator.type_building import union_of

_STRING: Final = PrimitiveType("string")
_NUMBER: Final = PrimitiveType("number")

# What every object has in JavaScript, and every text, number and array: some of them for TypeScript
# alone, which knows the members of `Object`, `String`, `Number`, `Boolean` and `Array`.
_INHERITED: Final = frozenset(
    [
        *("__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf", "length", "at", "concat", "entries", "fill"),
        *("filter", "find", "flat", "includes", "indexOf", "join", "keys", "link", "map", "match"),
        *("pop", "push", "repeat", "replace", "reverse", "search", "shift", "slice", "some"),
        *("sort", "split", "sub", "sup", "trim", "values"),
    ]
)


@dataclass(frozen=True, slots=True)
class Loosening:
    """Why the compiler takes what the schema refuses."""

    name: str
    sentence: str
    manners: tuple[Manner, ...]
    apply: Callable[[Schema], Schema]
    """The schema as TypeScript has it."""
    read: Callable[[Json], Json] = field(default=lambda value: value)
    """The value as TypeScript has it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the compiler refuses what the schema takes."""

    name: str
    sentence: str
    applies: Callable[[Payload, Schema, Manner, bool], bool]
    """Whether it may, for this payload; the last: it takes the value that a constant holds."""


def explain(
    payload: Payload, schema: Schema, manner: Manner, *, is_valid: bool, is_held: bool
) -> tuple[str, ...]:
    """The names of the rules by which the compiler may differ from the schema; none: it may not.

    `is_valid` is what the schema says of the payload. `is_held`: the compiler takes the value where
    a constant holds it.
    """
    if is_valid:
        found = (rule for rule in REFUSALS if rule.applies(payload, schema, manner, is_held))
        first = next(found, None)
        return () if first is None else (first.name,)
    rules = [rule for rule in LOOSENINGS if manner in rule.manners]
    if not _is_valid(payload, schema, rules):
        return ()
    for rule in tuple(rules):
        fewer = [other for other in rules if other is not rule]
        if _is_valid(payload, schema, fewer):
            rules = fewer
    return tuple(rule.name for rule in rules)


def _is_valid(payload: Payload, schema: Schema, rules: Sequence[Loosening]) -> bool:
    value = payload.value
    for rule in rules:
        schema, value = rule.apply(schema), rule.read(value)
    return find_mismatch(value, ReferenceType(payload.key), schema.by_key()) is None


# What the compiler takes.


def _whole_numbers(schema: Schema) -> Schema:
    def changed(type_: TypeExpr) -> TypeExpr:
        return _NUMBER if type_ == PrimitiveType("integer") else type_

    def enum(each: EnumDecl) -> Declaration:
        literals = tuple(LiteralType(value.value) for value in each.values)
        kinds = {type(literal.value) for literal in literals}
        variants = (_NUMBER, *literals, *((_STRING,) if str in kinds else ()))
        if bool in kinds:
            variants = (*variants, PrimitiveType("boolean"))
        takes_halves = each.open and int in kinds
        return UnionDecl(each.module, each.name, each.page, variants) if takes_halves else each

    return with_enums(with_types(schema, changed), enum)


def _text_forms(schema: Schema) -> Schema:
    forms = (PrimitiveType("datetime"), PrimitiveType("date"), PrimitiveType("bytes"))
    return with_types(schema, lambda type_: _STRING if type_ in forms else type_)


def _index_signatures(schema: Schema) -> Schema:
    def changed(record: RecordDecl) -> RecordDecl:
        match record.additional:
            case None | AnyType() | UnknownType():
                return record
            case others:
                types = (others, *(field.type for field in record.fields))
                return replace(record, additional=union_of(types))

    return with_records(schema, changed)


def _keys_of_others(schema: Schema) -> Schema:
    """Every closed record takes the keys that any record declares, or any, where a map may."""
    if _has_maps(schema):
        return with_records(
            schema,
            lambda each: replace(each, additional=AnyType()) if each.additional is None else each,
        )
    names = {
        field.wire_name: None
        for each in schema.declarations
        if isinstance(each, RecordDecl)
        for field in each.fields
    }

    def changed(record: RecordDecl) -> RecordDecl:
        if record.additional is not None:
            return record
        own = {field.wire_name for field in record.fields}
        more = (Field(name, AnyType(), required=False) for name in names if name not in own)
        return replace(record, fields=(*record.fields, *more))

    return with_records(schema, changed)


def _has_maps(schema: Schema) -> bool:
    return any(isinstance(each, MapType) for each in every_type(schema)) or any(
        isinstance(each, RecordDecl) and not each.fields and each.additional is not None
        for each in schema.declarations
    )


def _held_keys(schema: Schema) -> Schema:
    def changed(record: RecordDecl) -> RecordDecl:
        is_interface = record.additional is None and record.fields
        return replace(record, additional=AnyType()) if is_interface else record

    return with_records(schema, changed)


def _inherited_members(schema: Schema) -> Schema:
    """A record that wants no more than what every value inherits takes every value but null."""
    any_value = (_STRING, _NUMBER, PrimitiveType("boolean"), ArrayType(AnyType()))

    def changed(each: Declaration) -> Declaration:
        if not isinstance(each, RecordDecl):
            return each
        inherited = [field for field in each.fields if field.wire_name in _INHERITED]
        if not inherited:
            return each
        if all(field in inherited for field in each.fields if field.required):
            variants = (*any_value, MapType(AnyType()))
            return UnionDecl(each.module, each.name, each.page, variants)
        fields = (
            replace(field, required=False) if field in inherited else field for field in each.fields
        )
        return replace(each, fields=tuple(fields))

    return with_declarations(schema, changed)


LOOSENINGS: Final = (
    Loosening(
        "whole numbers",
        "an integer is a `number`",
        ("fresh", "held"),
        _whole_numbers,
    ),
    Loosening(
        "forms of texts",
        "a date-time, a date and base64 are a `string`",
        ("fresh", "held"),
        _text_forms,
    ),
    Loosening(
        "one type for all keys",
        "an index signature takes the types of the declared fields under any other key",
        ("fresh", "held"),
        _index_signatures,
    ),
    Loosening(
        "keys of another variant",
        "a literal of a union may hold the keys of all its variants, closed or not",
        ("fresh",),
        _keys_of_others,
    ),
    Loosening(
        "closed records",
        "a value that is no literal may hold any key",
        ("held",),
        _held_keys,
    ),
    Loosening(
        "inherited members, taken for fields",
        "a field called `constructor` or `toString` is there in every value",
        ("fresh", "held"),
        _inherited_members,
    ),
    Loosening(
        "rounded numbers",
        "an integer beyond 2^53 is the nearest double",
        ("fresh", "held"),
        with_rounded_literals,
        rounded,
    ),
)


# What the compiler refuses.


def _records_in(
    value: Json, type_: TypeExpr, declarations: Mapping[str, Declaration]
) -> Iterator[tuple[dict[str, Json], RecordDecl]]:
    """Every object in a value that is valid, with each record that it is."""
    match type_:
        case ArrayType(items) if isinstance(value, list):
            for item in value:
                yield from _records_in(item, items, declarations)
        case MapType(values) if isinstance(value, dict):
            for item in value.values():
                yield from _records_in(item, values, declarations)
        case NullableType(inner):
            yield from _records_in(value, inner, declarations)
        case UnionType(variants):
            for variant in variants:
                if find_mismatch(value, variant, declarations) is None:
                    yield from _records_in(value, variant, declarations)
        case ReferenceType(key):
            match declarations[key]:
                case RecordDecl() as record if isinstance(value, dict):
                    yield value, record
                    types = {field.wire_name: field.type for field in record.fields}
                    others = record.additional or AnyType()
                    for name, item in value.items():
                        yield from _records_in(item, types.get(name, others), declarations)
                case UnionDecl(variants=variants):
                    yield from _records_in(value, UnionType(variants), declarations)
                case AliasDecl(type=aliased):
                    yield from _records_in(value, aliased, declarations)
                case _:
                    pass
        case _:
            pass


def _places(payload: Payload, schema: Schema) -> Iterator[tuple[dict[str, Json], RecordDecl]]:
    yield from _records_in(payload.value, ReferenceType(payload.key), schema.by_key())


def _has_undeclared_keys(payload: Payload, schema: Schema, manner: Manner, is_held: bool) -> bool:
    return (
        manner == "fresh"
        and is_held
        and any(
            value.keys() - {field.wire_name for field in record.fields}
            for value, record in _places(payload, schema)
        )
    )


def _has_nothing_in_common(payload: Payload, schema: Schema, manner: Manner, is_held: bool) -> bool:
    del manner, is_held
    return any(
        value
        and record.fields
        and not any(field.required for field in record.fields)
        and not value.keys() & {field.wire_name for field in record.fields}
        for value, record in _places(payload, schema)
    )


def _lacks_inherited_members(
    payload: Payload, schema: Schema, manner: Manner, is_held: bool
) -> bool:
    del manner, is_held
    return any(
        field.wire_name in _INHERITED and field.wire_name not in value
        for value, record in _places(payload, schema)
        for field in record.fields
    )


def _has_inherited_names(payload: Payload, schema: Schema, manner: Manner, is_held: bool) -> bool:
    del schema, is_held
    return manner == "fresh" and any(_INHERITED & each.keys() for each in _objects(payload.value))


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    match value:
        case dict():
            yield value
            for item in value.values():
                yield from _objects(item)
        case list():
            for item in value:
                yield from _objects(item)


REFUSALS: Final = (
    Refusal(
        "keys of a fresh literal",
        "a literal may hold no key that an open record does not declare",
        _has_undeclared_keys,
    ),
    Refusal(
        "nothing in common",
        "a value that has no key in common with a record whose fields are all optional",
        _has_nothing_in_common,
    ),
    Refusal(
        "inherited members, of another type",
        "a field called `constructor` or `toString` is never absent",
        _lacks_inherited_members,
    ),
    Refusal(
        "inherited names in a union",
        "where a map or a record may stand, `constructor` is taken for the record's inherited one",
        _has_inherited_names,
    ),
)
