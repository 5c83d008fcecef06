"""The intermediate schema: what the pages say, with every reference answered.

Frozen data and nothing else. No target language and no Markdown is known here. References hold
a key, so a schema is a tree: it prints, compares, and is saved to YAML, and recursive records
cost nothing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, assert_never, cast

from generator.frozen import Frozen, astuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from generator.source import Span

T = TypeVar("T")

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A JSON value as `json.loads` gives it. Never changed in place."""

Scalar: TypeAlias = "bool | int | float | str | None"
"""A JSON value that is neither an array nor an object."""

PrimitiveName: TypeAlias = Literal[
    "string", "integer", "number", "boolean", "null", "datetime", "date", "bytes"
]


class PrimitiveType(Frozen):
    """A JSON scalar. `datetime`, `date` and `bytes` are strings of a known form.

    `datetime` and `date` are RFC 3339's `date-time` and `full-date`; `bytes` is base64 text.
    """

    name: PrimitiveName


class AnyType(Frozen):
    """Any JSON value, because the page says so."""


class UnknownType(Frozen):
    """Any JSON value, because the page could not be understood. A diagnostic says why."""


class LiteralType(Frozen):
    """Exactly one value."""

    value: Scalar


class ArrayType(Frozen):
    """A JSON array whose items are all of one type."""

    items: TypeExpr


class MapType(Frozen):
    """A JSON object with keys that the page does not name, and values of one type."""

    values: TypeExpr


class UnionType(Frozen):
    """A value of at least one of the variants. Two or more, none of them a union."""

    variants: tuple[TypeExpr, ...]


class NullableType(Frozen):
    """The inner type, or null. The inner type is not itself nullable."""

    inner: TypeExpr


class ReferenceType(Frozen):
    """The declaration with this key."""

    key: str


TypeExpr: TypeAlias = (
    PrimitiveType
    | AnyType
    | UnknownType
    | LiteralType
    | ArrayType
    | MapType
    | UnionType
    | NullableType
    | ReferenceType
)


class _Said(Frozen, kw_only=True):
    """What a page says somewhere; two that say the same are equal, wherever they stand."""

    span: Span | None = None
    """The name's place in its row, or in the schema file, for diagnostics."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and astuple(self)[:-1] == astuple(other)[:-1]

    def __hash__(self) -> int:
        return hash(astuple(self)[:-1])


class Field(_Said):
    """One row of a field table."""

    wire_name: str
    """The name as the API sends it."""
    type: TypeExpr
    required: bool
    """The key must be present. Says nothing about null: that is in `type`."""
    doc: str = ""
    """The description, as Markdown, with `\\n` between lines. Empty: the page has none."""
    default: tuple[Json] | None = None
    """The documented default, in a tuple of one so that a default of null is not "no default"."""
    examples: tuple[Json, ...] = ()
    """Values that the page shows; each is valid under `type`."""
    deprecated: bool = False


class EnumValue(_Said):
    """One of the values of an enum."""

    value: Scalar
    """As it is on the wire."""
    name: str = ""
    """The name that the page gives the value. Empty: it gives none."""
    doc: str = ""
    deprecated: bool = False


class _Declared(_Said):
    """What has a place of its own in the schema."""

    module: str
    """Dotted, relative to the spec set; empty for the root module."""
    name: str
    """The title, as the page writes it."""
    page: str
    """Where it is declared: the page's path relative to the spec set, with `#heading` after it
    where one page declares several types."""

    @property
    def key(self) -> str:
        """The identity of the declaration in the schema: `<module>.<name>`, or `<name>`."""
        return declaration_key(self.module, self.name)


class RecordDecl(_Declared):
    """A declaration made of fields."""

    fields: tuple[Field, ...]
    """In the page's order. Wire names are unique."""
    additional: TypeExpr | None = AnyType()
    """The type of the values under all other keys. `AnyType`: an open record. None: closed."""
    doc: str = ""
    deprecated: bool = False


class EnumDecl(_Declared):
    """A set of literals, one of them. An open enum admits other values of the same base type."""

    values: tuple[EnumValue, ...]
    """In the page's order, no two alike. At least one."""
    open: bool = False
    doc: str = ""
    deprecated: bool = False


class UnionDecl(_Declared):
    """A value of at least one of several types."""

    variants: tuple[TypeExpr, ...]
    """In the page's order; two or more."""
    doc: str = ""
    deprecated: bool = False


class AliasDecl(_Declared):
    """Another name for a type expression."""

    type: TypeExpr
    doc: str = ""
    deprecated: bool = False


Declaration: TypeAlias = RecordDecl | EnumDecl | UnionDecl | AliasDecl


class Schema(Frozen, dict=True):
    """All declarations, closed: every reference names one of them.

    Where a few pages are compiled anew, it holds what they declare, and `by_key` finds the others.
    """

    name: str
    """The spec set's name, which becomes the generated package's."""
    declarations: tuple[Declaration, ...]
    """Sorted by module, then by name, in code point order. Keys are unique."""
    version: str = ""
    """The spec set's own version. Empty: it has none."""

    @cached_property
    def _known(self) -> dict[Callable[[Schema], Any], Any]:
        """What was made of it, by what made it. Not of one that is equal."""
        return {}

    def once(self, make: Callable[[Schema], T]) -> T:
        """What a function makes of the schema, which is made once however often it is asked for.

        All see the same object, so nobody may change it.
        """
        if make not in self._known:
            self._known[make] = make(self)
        return cast("T", self._known[make])

    def by_key(self) -> Mapping[str, Declaration]:
        """Every declaration under its key."""
        return self.once(declarations_by_key)

    def with_declarations(self, declarations: Iterable[Declaration]) -> Schema:
        """The same schema, made of these."""
        return Schema(self.name, tuple(declarations), self.version)

    def knowing(self, known: Mapping[Callable[[Schema], Any], Any]) -> Schema:
        """The same schema, of which it is known already what these functions make of it."""
        same = self.with_declarations(self.declarations)
        same._known.update({**self._known, **known})
        return same


def in_order(declarations: Iterable[Declaration]) -> tuple[Declaration, ...]:
    """Declarations as they stand in a schema."""
    return tuple(sorted(declarations, key=lambda each: (each.module, each.name)))


def declarations_by_key(schema: Schema) -> Mapping[str, Declaration]:
    """Every declaration under its key."""
    return {declaration.key: declaration for declaration in schema.declarations}


def declaration_key(module: str, name: str) -> str:
    """The key of the declaration `name` in `module`: the `$defs` key in JSON Schema."""
    return f"{module}.{name}" if module else name


def scalar_identity(value: Scalar) -> tuple[bool, Scalar]:
    """What two scalars have in common that are one value in JSON: 1 and 1.0 are, 1 and true not."""
    return isinstance(value, bool), value


def primitive_of(value: Scalar) -> PrimitiveName:
    """The primitive type that a value is of, as it is written: 1 is an integer, 1.0 a number."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case _:
            assert_never(value)


def kind_of(declaration: Declaration) -> Literal["record", "enum", "union", "alias"]:
    """What a declaration is, in a word."""
    match declaration:
        case RecordDecl():
            return "record"
        case EnumDecl():
            return "enum"
        case UnionDecl():
            return "union"
        case AliasDecl():
            return "alias"
        case _:
            assert_never(declaration)
