"""The libraries: each reads and writes with types that are made from the same schema.

Each is told to use the names of JSON, and to keep unknown keys where it can.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import reduce
from itertools import count
from operator import or_
from types import ModuleType
from typing import Annotated, Any, Final, Literal, TypeAlias, assert_never

import cattrs.gen
import cattrs.preconf.json
import mashumaro.codecs.basic
import mashumaro.config
import mashumaro.types
import msgspec
import pydantic
from python_packages import load

from bench.workloads import TAG
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
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
from generator.targets.python_names import field_names, value_names


@dataclass(frozen=True)
class Reader:
    """Reads and writes the payloads of one type."""

    decode: Callable[[Any], Any]
    encode: Callable[[Any], Any]


Peer: TypeAlias = Callable[[Schema, TypeExpr], Reader]
"""Makes the reader of a type."""

OURS: Final = "Tablewright"


def ours(schema: Schema, type_: TypeExpr) -> Reader:
    alias = AliasDecl("", "TheType", "", type_)
    declarations = sorted((*schema.declarations, alias), key=lambda each: (each.module, each.name))
    codec = load(Schema(schema.name, tuple(declarations))).codec("TheType")
    return Reader(codec.from_dict, codec.to_dict)


@dataclass(frozen=True)
class Part:
    """A field, as the libraries want to know it."""

    name: str
    wire_name: str
    type: Any
    is_required: bool


MakeRecord: TypeAlias = Callable[[str, Sequence[Part]], Any]
MakeUnion: TypeAlias = Callable[[Any], Any]


class Types:
    """Python's types for those of a schema. How records are made is the library's to say."""

    def __init__(self, schema: Schema, make_record: MakeRecord, make_union: MakeUnion) -> None:
        self._declarations = schema.by_key()
        self._make_record = make_record
        self._make_union = make_union
        self._made: dict[str, Any] = {}
        # Some libraries look types up by the names of their modules.
        self._module = ModuleType(f"bench_types_{next(_numbers)}")
        sys.modules[self._module.__name__] = self._module

    def of(self, type_: TypeExpr) -> Any:
        """The type, as an annotation that is no text."""
        match type_:
            case PrimitiveType(name):
                return _PRIMITIVES[name]
            case AnyType() | UnknownType():
                return Any
            case LiteralType(value):
                return Literal[value]
            case ArrayType(items):
                return list[self.of(items)]  # type: ignore[misc]
            case MapType(values):
                return dict[str, self.of(values)]  # type: ignore[misc]
            case NullableType(inner):
                return self.of(inner) | None
            case UnionType(variants):
                return reduce(or_, map(self.of, variants))
            case ReferenceType(key):
                if key not in self._made:
                    self._made[key] = self._declared(self._declarations[key])
                    setattr(self._module, self._declarations[key].name, self._made[key])
                return self._made[key]
            case _:
                assert_never(type_)

    def _declared(self, declaration: Declaration) -> Any:
        match declaration:
            case RecordDecl(fields=fields):
                names, _ = field_names(declaration)
                parts = (
                    Part(names[each.wire_name], each.wire_name, self.of(each.type), each.required)
                    for each in fields
                )
                record = self._make_record(declaration.name, tuple(parts))
                record.__module__ = self._module.__name__
                return record
            case EnumDecl(values=values):
                members = zip(value_names(declaration)[0], values, strict=True)
                return Enum(
                    declaration.name,
                    {name: each.value for name, each in members},
                    module=self._module.__name__,
                )
            case UnionDecl(variants=variants):
                return self._make_union(reduce(or_, map(self.of, variants)))
            case AliasDecl(type=type_):
                return self.of(type_)
            case _:
                assert_never(declaration)


_numbers = count()
_PRIMITIVES: Final[Mapping[str, Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "null": None,
    "datetime": datetime,
    "date": date,
    "bytes": bytes,
}


def _made_dataclass(
    name: str, parts: Sequence[Part], make_field: Callable[[Part], Any], **namespace: Any
) -> Any:
    fields = [(part.name, part.type, make_field(part)) for part in parts]
    return dataclasses.make_dataclass(name, fields, namespace=namespace, kw_only=True, slots=False)


def _default(part: Part) -> dict[str, Any]:
    return {} if part.is_required else {"default": None}


def _pydantic_union(union: Any) -> Any:
    return Annotated[union, pydantic.Field(discriminator=TAG)]


def pydantic_dataclasses(schema: Schema, type_: TypeExpr) -> Reader:
    def make(name: str, parts: Sequence[Part]) -> Any:
        made = _made_dataclass(
            name, parts, lambda part: pydantic.Field(alias=part.wire_name, **_default(part))
        )
        return pydantic.dataclasses.dataclass(made, config=pydantic.ConfigDict(extra="allow"))

    adapter = pydantic.TypeAdapter(Types(schema, make, _pydantic_union).of(type_))

    def encode(value: Any) -> Any:
        return adapter.dump_python(value, mode="json", by_alias=True, exclude_none=True)

    return Reader(adapter.validate_python, encode)


def pydantic_models(schema: Schema, type_: TypeExpr) -> Reader:
    def make(name: str, parts: Sequence[Part]) -> Any:
        fields: dict[str, Any] = {
            part.name: (part.type, pydantic.Field(alias=part.wire_name, **_default(part)))
            for part in parts
        }
        return pydantic.create_model(name, __config__=pydantic.ConfigDict(extra="allow"), **fields)

    adapter = pydantic.TypeAdapter(Types(schema, make, _pydantic_union).of(type_))

    def encode(value: Any) -> Any:
        return adapter.dump_python(value, mode="json", by_alias=True, exclude_unset=True)

    return Reader(adapter.validate_python, encode)


def msgspec_structs(schema: Schema, type_: TypeExpr) -> Reader:
    def make(name: str, parts: Sequence[Part]) -> Any:
        # The tag of a struct is no field of it.
        tags = [part.type.__args__[0] for part in parts if part.name == TAG]
        fields = [
            (part.name, part.type, msgspec.field(name=part.wire_name))
            if part.is_required
            else (
                part.name,
                part.type | msgspec.UnsetType,
                msgspec.field(name=part.wire_name, default=msgspec.UNSET),
            )
            for part in parts
            if part.name != TAG
        ]
        tagged: dict[str, Any] = {"tag_field": TAG, "tag": tags[0]} if tags else {}
        return msgspec.defstruct(name, fields, kw_only=True, **tagged)

    made = Types(schema, make, lambda union: union).of(type_)
    return Reader(lambda data: msgspec.convert(data, made), msgspec.to_builtins)


def cattrs_peer(schema: Schema, type_: TypeExpr, *, is_detailed: bool) -> Reader:
    converter = cattrs.preconf.json.make_converter(
        detailed_validation=is_detailed, omit_if_default=True
    )

    def make(name: str, parts: Sequence[Part]) -> Any:
        made = _made_dataclass(name, parts, lambda part: dataclasses.field(**_default(part)))
        names = {
            part.name: cattrs.gen.override(rename=part.wire_name)
            for part in parts
            if part.name != part.wire_name
        }
        read = cattrs.gen.make_dict_structure_fn(made, converter, **names)  # type: ignore[arg-type]
        write = cattrs.gen.make_dict_unstructure_fn(
            made,
            converter,
            _cattrs_omit_if_default=True,
            **names,  # type: ignore[arg-type]
        )
        converter.register_structure_hook(made, read)
        converter.register_unstructure_hook(made, write)
        return made

    made = Types(schema, make, lambda union: union).of(type_)
    return Reader(
        lambda data: converter.structure(data, made),
        lambda value: converter.unstructure(value, made),
    )


def cattrs_detailed(schema: Schema, type_: TypeExpr) -> Reader:
    return cattrs_peer(schema, type_, is_detailed=True)


def cattrs_quick(schema: Schema, type_: TypeExpr) -> Reader:
    return cattrs_peer(schema, type_, is_detailed=False)


def mashumaro_peer(schema: Schema, type_: TypeExpr) -> Reader:
    class Config(mashumaro.config.BaseConfig):
        serialize_by_alias = True
        omit_default = True

    def make(name: str, parts: Sequence[Part]) -> Any:
        return _made_dataclass(
            name,
            parts,
            lambda part: dataclasses.field(
                metadata=mashumaro.field_options(alias=part.wire_name), **_default(part)
            ),
            Config=Config,
        )

    def make_union(union: Any) -> Any:
        tagged = mashumaro.types.Discriminator(
            field=TAG,
            include_supertypes=True,
            variant_tagger_fn=lambda made: made.__annotations__[TAG].__args__[0],
        )
        return Annotated[union, tagged]

    made = Types(schema, make, make_union).of(type_)
    return Reader(
        mashumaro.codecs.basic.BasicDecoder(made).decode,
        mashumaro.codecs.basic.BasicEncoder(made).encode,
    )


# Ours is the first, which the others are compared with.
PEERS: Final[Mapping[str, Peer]] = {
    OURS: ours,
    "pydantic, dataclasses": pydantic_dataclasses,
    "pydantic, BaseModel": pydantic_models,
    "cattrs": cattrs_detailed,
    "cattrs, without detailed validation": cattrs_quick,
    "mashumaro": mashumaro_peer,
    "msgspec, Struct": msgspec_structs,
}
