"""The schema as the document that datamodel-code-generator makes models of.

It is a JSON Schema, but not the one that services get: every class and attribute has its final name
here, descriptions are the docstrings to be, and what is no container is the name of a Python type
(`x-python-type`). What JSON Schema says by keywords the generator would read in its own way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias, assert_never

from generator.frozen import Frozen
from generator.references import followed, references_in
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
)
from generator.targets.python_models_enums import LARGEST_INTEGER, enum_types, is_class
from generator.targets.python_names import value_names
from generator.targets.python_text import literal, visible_text

Document: TypeAlias = dict[str, Json]
"""A JSON Schema."""

Adapt: TypeAlias = Callable[[TypeExpr, str], TypeExpr]
"""From a type, and the key of the declaration that it is of, to what a target can take of it."""


class Style(Frozen):
    """What one target's document is made of."""

    types: Mapping[PrimitiveName, str]
    """The Python types of the primitives, but for null."""
    has_enums: bool
    """Whether enums can be classes."""
    has_exact: bool
    """Whether a literal that is a number or a boolean takes only itself if told so."""
    takes_extras: Callable[[TypeExpr], bool]
    """Whether a record can say that this stands under the keys that it does not declare."""


class DocumentBuilder:
    """Makes the document of one schema for one target."""

    def __init__(
        self,
        schema: Schema,
        classes: Mapping[str, str],
        properties: Callable[[RecordDecl], Mapping[str, str]],
        style: Style,
        adapt: Adapt,
    ) -> None:
        """`classes` are the names of the classes by key, `properties` those of a record's
        properties by wire name: of all that the target can have."""
        self._declarations = schema.by_key()
        self._classes = classes
        self._properties = properties
        self._style = style
        self._adapt = adapt
        self._aliases = dict(self._alias_types())

    def document(self) -> Document:
        """All declarations under `$defs`, by the names of their classes.

        What an alias is made of stands before it: msgspec does not look further down.
        """
        classes = (key for key in self._declarations if key not in self._aliases)
        definitions: Document = {
            self._classes[key]: self._declaration(self._declarations[key])
            for key in (*classes, *self._aliases_in_order())
        }
        return {"$defs": definitions}

    def _alias_types(self) -> Iterator[tuple[str, TypeExpr]]:
        """The keys of the declarations that are no classes, and their types."""
        for key, declaration in self._declarations.items():
            match declaration:
                case RecordDecl():
                    continue
                case EnumDecl() if self._style.has_enums and is_class(declaration):
                    continue
                case EnumDecl():
                    type_: TypeExpr = UnionType(enum_types(declaration))
                case UnionDecl(variants=variants):
                    type_ = UnionType(variants)
                case AliasDecl(type=alias):
                    type_ = alias
                case _:
                    assert_never(declaration)
            yield key, self._adapt(type_, key)

    def _aliases_in_order(self) -> Iterator[str]:
        sorter = TopologicalSorter(
            {
                key: self._aliases.keys() & map(self._followed, references_in([type_]))
                for key, type_ in self._aliases.items()
            }
        )
        # Those in a circle are left over.
        with suppress(CycleError):
            sorter.prepare()
        found: set[str] = set()
        while ready := sorter.get_ready():
            found.update(ready)
            sorter.done(*ready)
            yield from sorted(ready)
        yield from (key for key in self._aliases if key not in found)

    def _declaration(self, declaration: Declaration) -> Document:
        document: Document = {}
        if paragraphs := list(filter(None, declaration_paragraphs(declaration))):
            document["description"] = visible_text("\n\n".join(paragraphs))
        if (type_ := self._aliases.get(declaration.key)) is not None:
            # In a choice, even of one, the generator sees an alias that leads back to itself.
            return document | {"anyOf": list[Json](self._choices((type_,)))}
        match declaration:
            case RecordDecl():
                return document | self._record(declaration)
            case EnumDecl():
                return document | _enum(declaration)
            case UnionDecl() | AliasDecl():
                raise AssertionError("it is among the aliases")
            case _:
                assert_never(declaration)

    def _record(self, record: RecordDecl) -> Document:
        names = self._properties(record)
        document: Document = {"type": "object"}
        fields = [field for field in record.fields if field.wire_name in names]
        document["properties"] = {names[f.wire_name]: self._field(f, record) for f in fields}
        document["required"] = [names[f.wire_name] for f in fields if f.required]
        match record.additional:
            case None:
                document["additionalProperties"] = False
            case AnyType() | UnknownType():
                pass
            case values if self._style.takes_extras(values):
                document["additionalProperties"] = self._type(self._adapt(values, record.key))
            case _:
                pass
        return document

    def _field(self, field: Field, record: RecordDecl) -> Document:
        document = self._type(self._adapt(field.type, record.key))
        if paragraphs := list(filter(None, field_paragraphs(field))):
            document["description"] = "\n\n".join(paragraphs)
        return document

    def _type(self, type_: TypeExpr) -> Document:
        choices = self._choices((type_,))
        return choices[0] if len(choices) == 1 else {"anyOf": list[Json](choices)}

    def _choices(self, types: Iterable[TypeExpr]) -> list[Document]:
        """The documents of one choice, no two alike. Literals stand together, null comes last."""
        choices: list[Document] = []
        literals: list[Scalar] = []
        is_nullable, place = False, 0
        for type_ in _flattened(types):
            match type_:
                case PrimitiveType("null") | LiteralType(None):
                    is_nullable = True
                case LiteralType(float() as value) if not value.is_integer():
                    choices.append(self._named("number"))  # Python has no such literal
                case LiteralType(value):
                    place = place if literals else len(choices)
                    literals.append(int(value) if isinstance(value, float) else value)
                case _:
                    choices.append(self._single(type_))
        choices[place:place] = self._literals(literals)
        if is_nullable:
            choices.append({"type": "null"})
        return [each for index, each in enumerate(choices) if each not in choices[:index]]

    def _literals(self, values: Iterable[Scalar]) -> Iterator[Document]:
        """Literals in one, but for large integers, which pydantic does not find beside others."""
        groups: dict[bool, dict[str, bool]] = {}
        for value in values:
            is_large = isinstance(value, int) and abs(value) > LARGEST_INTEGER
            is_text = isinstance(value, str)
            groups.setdefault(is_large, {})[literal(value)] = is_text
        for group in groups.values():
            choice = f"typing.Literal[{', '.join(group)}]"
            is_plain = not self._style.has_exact or all(group.values())
            yield _python(choice if is_plain else f"_types.Exact[{choice}]")

    def _single(self, type_: TypeExpr) -> Document:
        """The document of a type that is neither a choice nor a literal nor null."""
        match type_:
            case PrimitiveType(name):
                return self._named(name)
            case ArrayType(items):
                return {"type": "array", "items": self._type(items)}
            case MapType(values):
                return {"type": "object", "additionalProperties": self._type(values)}
            case ReferenceType(key):
                return {"$ref": f"#/$defs/{self._classes[self._followed(key)]}"}
            case _:
                return {}

    def _followed(self, key: str) -> str:
        """The key of what a declaration is but another name for: pydantic gets lost where a record
        leads back to itself through one."""
        while True:
            match self._declarations[key]:
                case AliasDecl(type=type_):
                    types: tuple[TypeExpr, ...] = (type_,)
                case UnionDecl(variants=types):
                    pass
                case _:
                    return key
            others = {
                followed(each.key, self._declarations).key
                for each in types
                if isinstance(each, ReferenceType)
            }
            if len(others) != 1 or not all(isinstance(each, ReferenceType) for each in types):
                return key
            (key,) = others

    def _named(self, name: PrimitiveName) -> Document:
        return _python(self._style.types[name])


def declaration_paragraphs(declaration: Declaration) -> Iterator[str]:
    """What the docstring of a declaration says."""
    yield declaration.doc
    if isinstance(declaration, EnumDecl):
        yield "\n".join(_value_lines(declaration))
    if declaration.deprecated:
        yield "Deprecated."
    if declaration.page:
        yield f"Source: {declaration.page}"


def field_paragraphs(field: Field) -> Iterator[str]:
    """What the description of a field says."""
    yield field.doc
    if field.deprecated:
        yield "Deprecated."
    values = [("Default", value) for value in field.default or ()]
    values += [("Example", value) for value in field.examples]
    yield "\n".join(f"{what}: {json.dumps(value, ensure_ascii=False)}" for what, value in values)


def _value_lines(enum: EnumDecl) -> Iterator[str]:
    """What the page says of the values, as a list in Markdown."""
    names, _ = value_names(enum)
    for value, name in zip(enum.values, names, strict=True):
        written = json.dumps(value.value, ensure_ascii=False)
        remarks = ": ".join(filter(None, ("Deprecated." if value.deprecated else "", value.doc)))
        if remarks:
            remarks = remarks.replace("\n", "\n  ")
            yield f"- `{name}` (`{written}`): {remarks}"


def _enum(enum: EnumDecl) -> Document:
    values: list[Json] = [each.value for each in enum.values]
    names, _ = value_names(enum)
    type_ = "string" if isinstance(values[0], str) else "integer"
    return {"type": type_, "enum": values, "x-enum-varnames": list[Json](names)}


def _flattened(types: Iterable[TypeExpr]) -> Iterator[TypeExpr]:
    for type_ in types:
        match type_:
            case UnionType(variants):
                yield from _flattened(variants)
            case NullableType(inner):
                yield from _flattened((inner, PrimitiveType("null")))
            case _:
                yield type_


def _python(annotation: str) -> Document:
    # The generator looks at the annotation where it does not fit the type, and a text it never is.
    return {"type": "string", "x-python-type": annotation}
