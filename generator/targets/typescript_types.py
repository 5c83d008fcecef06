"""Type expressions become TypeScript, grouped as Prettier groups it.

In: type expressions, and a name for each declaration. Out: documents for `typescript_layout`.
Global types (`Array`, `Record`, `Date`…) are never named, since a declaration may be called so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final, assert_never

from generator.frozen import Frozen
from generator.schema import (
    AnyType,
    ArrayType,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveName,
    PrimitiveType,
    ReferenceType,
    TypeExpr,
    UnionType,
    UnknownType,
)
from generator.targets.typescript_layout import (
    SOFT_LINE,
    SPACE_OR_LINE,
    Assigned,
    Doc,
    Group,
    IfBroken,
    Indent,
    Measured,
    measured,
)
from generator.targets.typescript_text import literal


class Spelled(Frozen):
    """A type as TypeScript writes it, one that is not a union."""

    doc: Doc
    is_object: bool = False
    """A map or a reference: Prettier never folds a union of one and null."""
    is_operator: bool = False
    """`readonly` and an array: stands in parentheses as the item of another array."""


NEVER: Final = Spelled("never")
NULL: Final = Spelled("null")
UNDEFINED: Final = Spelled("undefined")
UNKNOWN: Final = Spelled("unknown")

_STRING: Final = Spelled("string")
_NUMBER: Final = Spelled("number")
_PRIMITIVES: Final[dict[PrimitiveName, Spelled]] = {
    "string": _STRING,
    "integer": _NUMBER,
    "number": _NUMBER,
    "boolean": Spelled("boolean"),
    "null": NULL,
    "datetime": _STRING,
    "date": _STRING,
    "bytes": _STRING,
}


_KEY: Final = Group((Indent((SOFT_LINE, "key: string")), SOFT_LINE))
"""What stands in the brackets of an index signature."""


class TypeSpeller(Frozen, dict=True):
    """How the types of one module are written."""

    name: Callable[[str], str]
    """What a declaration is called there, by its key."""
    readonly: bool
    """Whether arrays and maps are written as not to be changed."""

    @cached_property
    def _properties(self) -> dict[TypeExpr, Measured]:
        return {}

    def property_type(self, expression: TypeExpr) -> Measured:
        """The type of a property. It is spelled once, however many fields are of it."""
        known = self._properties.get(expression)
        if known is None:
            known = measured(after_colon(self.variants(expression)))
            if not _holds_literal(expression):  # 1 equals true, and is spelled otherwise
                self._properties[expression] = known
        return known

    def variants(self, *expressions: TypeExpr) -> tuple[Spelled, ...]:
        """The types that the expressions are together the union of, no two alike; often just one.

        `unknown` takes in all others, so nothing stands beside it.
        """
        return distinct(self._all_variants(expressions))

    def index_signature(self, variants: Sequence[Spelled]) -> Doc:
        """`[key: string]: …`, without a semicolon."""
        return Group((self.modifier, "[", _KEY, "]: ", after_colon(variants)))

    def _all_variants(self, expressions: Iterable[TypeExpr]) -> list[Spelled]:
        found: list[Spelled] = []
        for expression in expressions:
            match expression:
                case PrimitiveType(name):
                    found.append(_PRIMITIVES[name])
                case AnyType() | UnknownType():
                    found.append(UNKNOWN)
                case LiteralType(value):
                    found.append(Spelled(literal(value)))
                case ReferenceType(key):
                    found.append(Spelled(self.name(key), is_object=True))
                case ArrayType(items):
                    doc = _joined((self.modifier, _as_item(self.variants(items)), "[]"))
                    found.append(Spelled(doc, is_operator=self.readonly))
                case MapType(values):
                    member = (self.index_signature(self.variants(values)), IfBroken(";"))
                    inside = Indent((SPACE_OR_LINE, member))
                    doc = Group(("{", inside, SPACE_OR_LINE, "}"))
                    found.append(Spelled(doc, is_object=True))
                case UnionType(variants):
                    found += self._all_variants(variants)
                case NullableType(inner):
                    found += self._all_variants((inner, PrimitiveType("null")))
                case _:
                    assert_never(expression)
        return found

    @property
    def modifier(self) -> str:
        """What stands before a property, an index signature or an array."""
        return "readonly " if self.readonly else ""


def distinct(variants: Iterable[Spelled]) -> tuple[Spelled, ...]:
    """The variants of a union, no two alike, given all that it takes in."""
    found = tuple(variants)
    if len(found) < 2:
        return found
    return (UNKNOWN,) if UNKNOWN in found else tuple(dict.fromkeys(found))


def after_colon(variants: Sequence[Spelled]) -> Doc:
    """The type of a property."""
    doc = _union(variants)
    return Group(Indent((SOFT_LINE, doc))) if _may_fold(variants) else doc


def after_equals(variants: Sequence[Spelled]) -> Doc:
    """The type that a name stands for, with the space before it."""
    doc = _union(variants)
    return Group(Indent((SPACE_OR_LINE, doc))) if _may_fold(variants) else Assigned(doc)


def _as_item(variants: Sequence[Spelled]) -> Doc:
    """The type of an array's items, before the brackets."""
    doc = _union(variants)
    if _may_fold(variants):
        return ("(", Group((Indent((SOFT_LINE, doc)), SOFT_LINE)), ")")
    return ("(", doc, ")") if len(variants) > 1 or variants[0].is_operator else doc


def _joined(docs: tuple[Doc, ...]) -> Doc:
    """Documents side by side; as one text where they are nothing else."""
    texts = [doc for doc in docs if isinstance(doc, str)]
    return "".join(texts) if len(texts) == len(docs) else docs


def _union(variants: Sequence[Spelled]) -> Doc:
    first, *others = variants
    if not others:
        return first.doc
    if not _may_fold(variants):
        return _joined((first.doc, *(part for other in others for part in (" | ", other.doc))))
    bars: tuple[Doc, ...] = (IfBroken("| "), *((SPACE_OR_LINE, "| ") for _ in others))
    return Group(tuple((bar, Indent(each.doc)) for bar, each in zip(bars, variants, strict=True)))


def _may_fold(variants: Sequence[Spelled]) -> bool:
    """Whether these are a union that Prettier writes with one variant a line where it is long."""
    if len(variants) < 2:
        return False
    object_or_null = len(variants) == 2 and NULL in variants and any(v.is_object for v in variants)
    return not object_or_null


def _holds_literal(expression: TypeExpr) -> bool:
    match expression:
        case LiteralType():
            return True
        case ArrayType(inner) | MapType(inner) | NullableType(inner):
            return _holds_literal(inner)
        case UnionType(variants):
            return any(map(_holds_literal, variants))
        case PrimitiveType() | AnyType() | UnknownType() | ReferenceType():
            return False
        case _:
            assert_never(expression)
