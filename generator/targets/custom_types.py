"""Type expressions as a project's own language spells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, assert_never

from generator.frozen import Frozen
from generator.schema import (
    AnyType,
    ArrayType,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    ReferenceType,
    Scalar,
    TypeExpr,
    UnionType,
    UnknownType,
    kind_of,
)
from generator.targets.custom_language import Language, fill
from generator.targets.custom_text import literal, scalar_kind

if TYPE_CHECKING:
    from generator.schema import Schema
    from generator.targets.custom_loops import Loops
    from generator.targets.custom_names import Names


class _Spelled(Frozen):
    text: str
    kinds: tuple[str, ...]
    """What it is, to what is round it; the most exact word first."""


class TypeSpeller:
    """How types are written where a declaration stands."""

    def __init__(self, schema: Schema, names: Names, loops: Loops, language: Language) -> None:
        """For all types of a schema."""
        self._language = language
        self._rules = language.types
        self._names = names
        self._declarations = schema.by_key()
        self._loops = loops

    def type(self, expression: TypeExpr, home: str, *, optional: bool = False) -> str:
        """The type as it is written in the declaration `home`; `optional`: it need not be there."""
        spelled = self._spell(expression, home, held=True)
        return self._around("optional", spelled, "inner").text if optional else spelled.text

    def base(self, values: Iterable[Scalar]) -> str | None:
        """The one type that all of these values have; None where they are of several."""
        kind = scalar_kind(*values)
        return None if kind in ("any", "null") else self._rules[kind].otherwise

    def any(self) -> str:
        """The type of every value."""
        return self._rules["any"].otherwise

    def _spell(self, expression: TypeExpr, home: str, held: bool) -> _Spelled:
        """`held`: a value of `home` holds a value of the type itself, in no array and no map."""
        match expression:
            case PrimitiveType(name):
                return _Spelled(self._rules[name].otherwise, (name,))
            case AnyType():
                return _Spelled(self.any(), ("any",))
            case UnknownType():
                return _Spelled(self._rules["unknown"].otherwise, ("unknown",))
            case LiteralType(value):
                return self._literal(value)
            case ArrayType(items):
                return self._around("array", self._spell(items, home, held=False), "items")
            case MapType(values):
                return self._around("map", self._spell(values, home, held=False), "values")
            case NullableType(inner):
                return self._around("nullable", self._spell(inner, home, held), "inner")
            case UnionType(variants):
                return self._union([self._spell(variant, home, held) for variant in variants])
            case ReferenceType(key):
                return self._reference(key, home, held)
            case _:
                assert_never(expression)

    def _around(self, kind: str, inside: _Spelled, placeholder: str) -> _Spelled:
        text = self._rules[kind].text(*inside.kinds)
        return _Spelled(fill(text, **{placeholder: inside.text}), (kind,))

    def _literal(self, value: Scalar) -> _Spelled:
        kind = scalar_kind(value)
        text = self._rules["literal"].text(kind)
        base = self._rules[kind].otherwise
        written = literal(value, kind, self._language.literals)
        return _Spelled(fill(text, value=written, base=base), ("literal",))

    def _union(self, variants: list[_Spelled]) -> _Spelled:
        kinds = {variant.kinds[-1] for variant in variants}
        text = self._rules["union"].text(*(kinds if len(kinds) == 1 else ()))
        distinct = dict.fromkeys(variant.text for variant in variants)
        return _Spelled(fill(text, variants=" | ".join(distinct)), ("union",))

    def _reference(self, key: str, home: str, held: bool) -> _Spelled:
        target = self._declarations[key]
        name = self._names.types[key]
        if target.module != self._declarations[home].module:
            names = self._language.names
            module = names.join.join(self._names.modules[target.module])
            name = fill(names.elsewhere, module=module, name=name)
        leads_back = held and self._loops.held[key] == self._loops.held[home]
        loops = ("recursive",) if leads_back else ()
        text = self._rules["reference"].text(*loops, kind_of(target))
        return _Spelled(fill(text, name=name), (*loops, "reference"))
