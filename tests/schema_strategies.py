"""Hypothesis strategies for the intermediate schema, for the tests of everything behind it.

    @given(schemas())
    def test_it_loads_back(schema: Schema) -> None: ...

    @given(st.data())
    def test_a_valid_payload_passes(data: st.DataObject) -> None:
        schema = data.draw(schemas(nasty=False))
        type_ = data.draw(type_expressions(sorted(schema.by_key())))
        payload = data.draw(values(type_, schema))  # of value_strategies

A schema that is drawn keeps every promise of `generator.schema`: sorted, keys unique, every
reference with its declaration, no alias that leads back to itself, defaults and examples that
are values of their types. All kinds of declarations and types occur, and so does recursion, even
one that no finite value can satisfy (see `has_values`).

With `nasty=False` names, descriptions and strings are such as give nobody trouble, for tests that
are about something else. What is nasty holds any character but lone surrogates, and the classics
that are listed in `drawing`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, get_args

from drawing import Drawing, below
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from value_strategies import ValueDrawing

from generator.frozen import replace
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
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
    Scalar,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
    declaration_key,
)

_PRIMITIVES: tuple[PrimitiveName, ...] = get_args(PrimitiveName)
_KINDS = ("record", "record", "enum", "union", "alias")


@st.composite
def schemas(draw: DrawFn, *, nasty: bool = True, max_types: int = 5) -> Schema:
    """Closed schemas of up to `max_types` declarations."""
    drawing = Drawing(draw, nasty)
    identities = _identities(drawing, max_types)
    solid = [key for key, (*_, kind) in identities.items() if kind in ("record", "enum")]
    declarations: list[Declaration] = []
    aliases: list[str] = []
    for key, (module, name, kind) in identities.items():
        # An alias or a union refers directly to none but records, enums, and those before it.
        types = _TypeDrawing(drawing, tuple(identities), (*solid, *aliases))
        page = f"models/{name}.md"
        match kind:
            case "chain":
                type_ = ReferenceType(drawing.one(_of_kind("alias", identities)))
                declarations.append(AliasDecl(module, name, page, type_))
            case "family":
                declarations = _tagged(drawing, declarations)
                variants = tuple(map(ReferenceType, _of_kind("record", identities)))
                declarations.append(UnionDecl(module, name, page, variants))
            case _:
                declarations.append(_declaration(drawing, types, module, name, kind))
        if key not in solid:
            aliases.append(key)
    declarations.sort(key=lambda declaration: (declaration.module, declaration.name))
    name = drawing.name() if nasty else "example"
    schema = Schema(name, tuple(declarations), drawing.one(("", "1.2.3", "2024-01-01")))
    return _with_examples(drawing, schema)


_Identities: TypeAlias = dict[str, tuple[str, str, str]]
"""The module, name and kind of what is to be declared, by its key."""


def _identities(drawing: Drawing, max_types: int) -> _Identities:
    """Some declarations of any kind; perhaps some more that say something of others.

    A "chain" is another name for an alias, and a "family" the union of all records.
    """
    found: _Identities = {}
    for _ in drawing.times(max_types):
        module, name = drawing.module(), drawing.type_name()
        found[declaration_key(module, name)] = (module, name, drawing.one(_KINDS))
        if drawing.nasty and drawing.chance(16):
            name = name.swapcase()
            found[declaration_key(module, name)] = (module, name, drawing.one(_KINDS))
    named, records = _of_kind("alias", found), _of_kind("record", found)
    for kind, is_possible in (("chain", bool(named)), ("family", len(records) > 1)):
        if is_possible and drawing.chance(3):
            module, name = drawing.module(), drawing.type_name()
            found.setdefault(declaration_key(module, name), (module, name, kind))
    return found


def _of_kind(kind: str, identities: _Identities) -> list[str]:
    return [key for key, (*_, its_kind) in identities.items() if its_kind == kind]


@st.composite
def type_expressions(
    draw: DrawFn, keys: Sequence[str] = (), *, nasty: bool = True, depth: int = 2
) -> TypeExpr:
    """Type expressions that refer to `keys`, nested up to `depth` arrays and maps."""
    return _TypeDrawing(Drawing(draw, nasty), tuple(keys), tuple(keys)).type(depth)


@dataclass(frozen=True, slots=True)
class _TypeDrawing:
    """Type expressions over some keys."""

    drawing: Drawing
    keys: tuple[str, ...]
    direct: tuple[str, ...]
    """The keys that may be referred to with nothing in between but unions and nullable."""

    def type(self, depth: int, *, behind: bool = False) -> TypeExpr:
        """Any type expression; `behind` an array, a map or a field, where all keys may stand."""
        match self.drawing.draw(below(5)):
            case 3:
                return NullableType(self._inner(depth, behind))
            case 4:
                return UnionType(self.variants(depth, behind=behind))
            case _:
                return self._single(depth, behind)

    def variants(self, depth: int, *, behind: bool = False) -> tuple[TypeExpr, ...]:
        """Two or three types, none of them a union and no two alike."""
        found: dict[str, TypeExpr] = {}
        for _ in range(2 + self.drawing.chance(3)):
            variant = self._single(depth, behind)
            if self.drawing.chance(5):
                variant = NullableType(self._not_null(variant))
            found[repr(variant)] = variant
        for name in ("string", "integer"):
            if len(found) < 2:
                found[repr(PrimitiveType(name))] = PrimitiveType(name)
        return tuple(found.values())

    def _inner(self, depth: int, behind: bool) -> TypeExpr:
        if self.drawing.chance(4):
            return UnionType(self.variants(depth, behind=behind))
        return self._not_null(self._single(depth, behind))

    def _not_null(self, type_: TypeExpr) -> TypeExpr:
        nulls = (PrimitiveType("null"), LiteralType(None))
        return PrimitiveType("string") if type_ in nulls else type_

    def _single(self, depth: int, behind: bool) -> TypeExpr:
        """A type that is neither a union nor nullable."""
        keys = self.keys if behind else self.direct
        match self.drawing.draw(below(8)):
            case 1:
                return LiteralType(self.drawing.scalar())
            case 2:
                return AnyType() if self.drawing.chance() else UnknownType()
            case 3 if depth:
                return ArrayType(self.type(depth - 1, behind=True))
            case 4 if depth and keys and self.drawing.chance(6):
                return MapType(ArrayType(ReferenceType(self.drawing.one(keys))))
            case 4 if depth:
                return MapType(self.type(depth - 1, behind=True))
            case 5 | 6 | 7 if keys:
                return ReferenceType(self.drawing.one(keys))
            case _:
                return PrimitiveType(self.drawing.one(_PRIMITIVES))


def _declaration(
    drawing: Drawing, types: _TypeDrawing, module: str, name: str, kind: str
) -> Declaration:
    page = drawing.text() if drawing.nasty and drawing.chance(4) else f"models/{name}.md"
    doc, deprecated = drawing.doc(), drawing.chance(4)
    match kind:
        case "record":
            fields = {
                name: Field(
                    wire_name=name,
                    type=types.type(2, behind=True),
                    required=drawing.chance(),
                    doc=drawing.doc(),
                    deprecated=drawing.chance(4),
                )
                for name in _field_names(drawing)
            }
            additional: TypeExpr | None = AnyType()
            if drawing.chance(3):
                additional = types.type(1, behind=True) if drawing.chance() else None
            return RecordDecl(
                module, name, page, tuple(fields.values()), additional, doc, deprecated
            )
        case "enum":
            return EnumDecl(module, name, page, _values(drawing), drawing.chance(), doc, deprecated)
        case "union":
            return UnionDecl(module, name, page, types.variants(1), doc, deprecated)
        case _:
            return AliasDecl(module, name, page, types.type(2), doc, deprecated)


def _field_names(drawing: Drawing) -> tuple[str, ...]:
    """Names that differ; some only by case."""
    names: dict[str, None] = {}
    for _ in drawing.times(4):
        name = drawing.name()
        names[name] = None
        if drawing.nasty and drawing.chance(16):
            names[name.swapcase()] = None
    return tuple(names)


def _tagged(drawing: Drawing, declarations: list[Declaration]) -> list[Declaration]:
    """The declarations, with a field in each record that tells it from all others."""
    tag = drawing.one(("kind", "type", "@type"))

    def tagged(record: RecordDecl) -> RecordDecl:
        others = (field for field in record.fields if field.wire_name != tag)
        field = Field(tag, LiteralType(record.key), required=True, doc=drawing.doc())
        return replace(record, fields=(field, *others))

    return [tagged(each) if isinstance(each, RecordDecl) else each for each in declarations]


def _values(drawing: Drawing) -> tuple[EnumValue, ...]:
    """Of strings, of integers, or mixed. In JSON, 1 and 1.0 are one number, and true is none."""
    draws: tuple[Callable[[], Scalar], ...] = (drawing.text, drawing.integer, drawing.scalar)
    one_value = drawing.one(draws)
    found: dict[tuple[bool, Scalar], EnumValue] = {}
    for _ in range(1 + drawing.draw(below(4))):
        value = "" if drawing.nasty and drawing.chance(24) else one_value()
        name = drawing.name() if drawing.chance() else ""
        described = EnumValue(value, name, drawing.doc(), drawing.chance(4))
        # Of two integers that are one number to JavaScript, Ajv says that they stand there twice.
        number = float(value) if isinstance(value, int) and abs(value) < 1e300 else value
        found.setdefault((isinstance(value, bool), number), described)
    return tuple(found.values())


def _with_examples(drawing: Drawing, schema: Schema) -> Schema:
    """The schema with defaults and examples for some of its fields."""
    valid = ValueDrawing(drawing, schema)

    def decorated(field: Field) -> Field:
        if not valid.can_be(field.type) or not drawing.chance(3):
            return field
        default = (valid.value(field.type),) if drawing.chance() else None
        examples = tuple(valid.value(field.type) for _ in drawing.times(2))
        return replace(field, default=default, examples=examples)

    declarations = [
        replace(declaration, fields=tuple(map(decorated, declaration.fields)))
        if isinstance(declaration, RecordDecl)
        else declaration
        for declaration in schema.declarations
    ]
    return schema.with_declarations(tuple(declarations))
