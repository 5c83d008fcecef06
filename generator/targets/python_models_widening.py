"""What msgspec can take of the schema's types: what it cannot tell apart or express is widened.

Of the types of a union, msgspec lets at most one be text, one an integer, one an array and one an
object; its type aliases do not lead back to themselves. What a type becomes here takes all that the
type takes, and sometimes more: `docs/targets.md` names these differences.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final, Literal, TypeAlias, assert_never

from generator.references import references
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Scalar,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
    primitive_of,
)
from generator.targets.python_models_enums import LARGEST_INTEGER, enum_types, is_class
from generator.type_building import nullable_of, union_of

_Kind: TypeAlias = Literal["any", "null", "boolean", "integer", "number", "text", "array", "object"]

_WIDEST: Final[Mapping[_Kind, TypeExpr]] = {
    "any": AnyType(),
    "null": PrimitiveType("null"),
    "boolean": PrimitiveType("boolean"),
    "integer": PrimitiveType("integer"),
    "number": PrimitiveType("number"),
    "text": PrimitiveType("string"),
    "array": ArrayType(AnyType()),
    "object": MapType(AnyType()),
}
"""The type of all values of a kind."""

_KINDS: Final[Mapping[PrimitiveName, _Kind]] = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
    "datetime": "text",
    "date": "text",
    "bytes": "text",
}


def with_maps(schema: Schema) -> Schema:
    """The schema, with maps for the records that declare no field: msgspec keeps nothing that a
    struct does not declare, and of an empty dictionary type checkers let nobody read a key."""
    return schema.with_declarations(
        tuple(
            AliasDecl(
                each.module,
                each.name,
                each.page,
                MapType(each.additional),
                each.doc,
                each.deprecated,
            )
            if isinstance(each, RecordDecl) and each.additional and not each.fields
            else each
            for each in schema.declarations
        ),
    )


class Widening:
    """Widens the types of one schema."""

    def __init__(self, schema: Schema) -> None:
        """`schema` is what the types refer to."""
        self._declarations = schema.by_key()
        self._circular = _circular(schema)

    def widened(self, type_: TypeExpr, home: str = "") -> TypeExpr:
        """The type as msgspec can take it; `home` is the key of the declaration that it is of."""
        return self._widened(type_, self._circular if home in self._circular else frozenset())

    def _widened(self, type_: TypeExpr, cut: Set[str], *, behind: bool = False) -> TypeExpr:
        """`cut` are the keys that no array or map leads back to; `behind` stands within one."""
        match type_:
            case LiteralType(value) if _is_wide(value):
                return _WIDEST[_KINDS[primitive_of(value)]]
            case PrimitiveType() | AnyType() | UnknownType() | LiteralType():
                return type_
            case ReferenceType(key):
                return AnyType() if behind and key in cut else type_
            case ArrayType(items):
                return ArrayType(self._widened(items, cut, behind=True))
            case MapType(values):
                return MapType(self._widened(values, cut, behind=True))
            case NullableType(inner):
                return nullable_of(self._widened(inner, cut, behind=behind))
            case UnionType(variants):
                return self._union(variants, cut, behind=behind)
            case _:
                assert_never(type_)

    def _union(self, variants: tuple[TypeExpr, ...], cut: Set[str], *, behind: bool) -> TypeExpr:
        flat = tuple(self._flattened(variants, cut if behind else frozenset()))
        unique = {repr(each): each for each in flat}  # 1 and true are equal in Python, not in JSON
        kinds: dict[_Kind, list[TypeExpr]] = {}
        for variant in unique.values():
            kinds.setdefault(self._kind(variant), []).append(variant)
        if "any" in kinds:
            return AnyType()
        wide = {kind for kind, group in kinds.items() if not _can_be_told_apart(group)}
        if kinds.keys() >= {"integer", "number"}:
            wide.add("integer")  # a float beside a literal does not take every large integer
        if len(flat) == len(unique) and all(kinds[kind] == [_WIDEST[kind]] for kind in wide):
            return union_of(self._widened(each, cut, behind=behind) for each in variants)
        # A circle that was opened here is not opened again further in.
        return union_of(
            self._widened(each, self._circular, behind=behind)
            for kind, group in kinds.items()
            for each in ((_WIDEST[kind],) if kind in wide else group)
        )

    def _flattened(self, types: Iterable[TypeExpr], cut: Set[str]) -> Iterator[TypeExpr]:
        """The types, with none left that stands for several others, or for any of `cut`."""
        pending = list(types)[::-1]
        while pending:
            type_ = pending.pop()
            match type_:
                case UnionType(variants):
                    pending += variants[::-1]
                case NullableType(inner):
                    pending += (PrimitiveType("null"), inner)
                case ReferenceType(key) if key in cut:
                    yield AnyType()
                case ReferenceType(key) if (others := self._stands_for(key)) is not None:
                    pending += others[::-1]
                case _:
                    yield type_

    def _stands_for(self, key: str) -> tuple[TypeExpr, ...] | None:
        match self._declarations[key]:
            case UnionDecl(variants=variants):
                return variants
            case AliasDecl(type=type_):
                return (type_,)
            case EnumDecl() as enum if not is_class(enum):
                return enum_types(enum)
            case _:
                return None

    def _kind(self, type_: TypeExpr) -> _Kind:
        match type_:
            case PrimitiveType(name):
                return _KINDS[name]
            case LiteralType(value):
                return _KINDS[primitive_of(value)]
            case ArrayType():
                return "array"
            case MapType():
                return "object"
            case ReferenceType(key):
                declaration = self._declarations[key]
                if isinstance(declaration, EnumDecl):
                    return _KINDS[primitive_of(declaration.values[0].value)]
                return "object"
            case _:
                return "any"


def _can_be_told_apart(group: list[TypeExpr]) -> bool:
    """Whether msgspec takes these types of one kind side by side: literals it does."""
    return len(group) == 1 or all(
        isinstance(type_, LiteralType) and not _is_wide(type_.value) for type_ in group
    )


def _is_wide(value: Scalar) -> bool:
    """Whether a literal becomes the type of its value."""
    match value:
        case bool() | str() | None:
            return False
        case int():
            return abs(value) > LARGEST_INTEGER
        case float():
            return True


def _circular(schema: Schema) -> frozenset[str]:
    """The keys of the aliases and unions that lead back to themselves, or that lie between such.

    A record on the way makes it harmless: its fields are looked at when all types are there.
    """
    aliases = {
        declaration.key: declaration
        for declaration in schema.declarations
        if isinstance(declaration, AliasDecl | UnionDecl)
    }
    onward = {
        key: aliases.keys() & references([declaration]) for key, declaration in aliases.items()
    }
    back: dict[str, set[str]] = {key: set() for key in aliases}
    for key, others in onward.items():
        for other in others:
            back[other].add(key)
    return _endless(onward, back) & _endless(back, onward)


def _endless(ways: Mapping[str, Set[str]], back: Mapping[str, Set[str]]) -> frozenset[str]:
    """From which places some way never ends; `back` are the same ways the other way round."""
    left = {place: len(others) for place, others in ways.items()}
    ends = [place for place, count in left.items() if not count]
    for end in ends:  # which grows
        for origin in back[end]:
            left[origin] -= 1
            if not left[origin]:
                ends.append(origin)
    return frozenset(left) - frozenset(ends)
