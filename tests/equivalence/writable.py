"""What pages and the overlay can say of a schema, and by name what they cannot.

A schema that was drawn becomes the nearest one that can be written as pages. Nearly all that
changes is form: null among the variants of a union, for one, has one place only in the schema
that pages become.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar, assert_never

from equivalence.cells import example_cell
from generator.file_names import fold_name, portable_name
from generator.frozen import replace
from generator.naming import spell_names
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
    declaration_key,
)
from generator.type_building import nullable_of, union_of

EXCLUSIONS: Final[Mapping[str, str]] = {
    "module of empty parts": "a part of a module is a folder, and no folder has an empty name",
    "line break in a type's name": "a title is one line, and holds no NUL",
    "form of null": "null stands once and outside a union, or is the last variant of a named one",
    "alias of a union": "a page that lists variants is a union, whatever its heading says",
    "union of one": "a union with one variant left is another name for that",
    "example as text": "a text that no cell holds as it stands; a default has the overlay",
}
"""What pages cannot say, each with its reason. What is named here is drawn in another form."""

_D = TypeVar("_D", bound=Declaration)


@dataclass(frozen=True, slots=True)
class Writable:
    """A schema that can be written as pages, each declaration with the page it stands on."""

    schema: Schema
    excluded: Counter[str] = field(default_factory=Counter)
    """How often each of the `EXCLUSIONS` was met."""


def writable(drawn: Schema) -> Writable:
    """The nearest schema that pages and an overlay can say."""
    return _Rewriting(drawn).result()


class _Rewriting:
    """One schema being rewritten."""

    def __init__(self, drawn: Schema) -> None:
        self._drawn = drawn
        self._excluded: Counter[str] = Counter()
        self._keys: dict[str, str] = {}

    def result(self) -> Writable:
        renamed = [self._renamed(declaration) for declaration in self._drawn.declarations]
        declarations = [self._rewritten(declaration) for declaration in renamed]
        declarations.sort(key=lambda declaration: (declaration.module, declaration.name))
        pages = _pages(declarations)
        by_key = {declaration.key: declaration for declaration in declarations}
        on_pages = (
            replace(self._with_examples(declaration, by_key), page=pages[declaration.key])
            for declaration in declarations
        )
        return Writable(self._drawn.with_declarations(tuple(on_pages)), self._excluded)

    def _renamed(self, declaration: _D) -> _D:
        """The declaration under a module and a name that a page can have."""
        module = ".".join(part for part in declaration.module.split(".") if part)
        self._note("module of empty parts", module != declaration.module)
        name = "".join("_" if char in "\n\r\0" else char for char in declaration.name)
        self._note("line break in a type's name", name != declaration.name)
        while declaration_key(module, name) in self._keys.values():
            name += "_"
        self._keys[declaration.key] = declaration_key(module, name)
        return replace(declaration, module=module, name=name)

    def _rewritten(self, declaration: Declaration) -> Declaration:
        match declaration:
            case RecordDecl(fields=fields, additional=additional):
                others = None if additional is None else self._type(additional)
                typed = (replace(field_, type=self._type(field_.type)) for field_ in fields)
                return replace(declaration, fields=tuple(typed), additional=others)
            case EnumDecl():
                return declaration
            case UnionDecl(variants=variants):
                return self._union(declaration, tuple(map(self._type, variants)))
            case AliasDecl(type=type_):
                return self._alias(declaration, self._type(type_))
            case _:
                assert_never(declaration)

    def _union(self, union: UnionDecl, variants: tuple[TypeExpr, ...]) -> UnionDecl | AliasDecl:
        match union_of(variants):
            case UnionType(members):
                pass
            case NullableType(UnionType(members)):
                members = (*members, PrimitiveType("null"))
            case only:
                self._note("union of one")
                return AliasDecl(
                    union.module, union.name, union.page, only, union.doc, union.deprecated
                )
        self._note("form of null", len(members) != len(variants) or members[-1] != variants[-1])
        return replace(union, variants=members)

    def _alias(self, alias: AliasDecl, type_: TypeExpr) -> UnionDecl | AliasDecl:
        match type_:
            case UnionType(variants):
                pass
            case NullableType(UnionType(variants)):
                variants = (*variants, PrimitiveType("null"))
            case _:
                return replace(alias, type=type_)
        self._note("alias of a union")
        return UnionDecl(
            alias.module, alias.name, alias.page, variants, alias.doc, alias.deprecated
        )

    def _type(self, type_: TypeExpr) -> TypeExpr:
        match type_:
            case PrimitiveType() | AnyType() | UnknownType() | LiteralType():
                return type_
            case ReferenceType(key):
                return ReferenceType(self._keys[key])
            case ArrayType(items):
                return ArrayType(self._type(items))
            case MapType(values):
                return MapType(self._type(values))
            case NullableType(inner):
                return nullable_of(self._type(inner))
            case UnionType(variants):
                rewritten = tuple(map(self._type, variants))
                union = union_of(rewritten)
                self._note("form of null", union != UnionType(rewritten))
                return union
            case _:
                assert_never(type_)

    def _with_examples(
        self, declaration: Declaration, declarations: Mapping[str, Declaration]
    ) -> Declaration:
        """The declaration with those of its examples that a cell can hold."""
        if not isinstance(declaration, RecordDecl):
            return declaration
        fields = []
        for field_ in declaration.fields:
            if example_cell(field_.examples, field_.type, declarations) is None:
                self._note("example as text")
                field_ = replace(field_, examples=())
            fields.append(field_)
        return replace(declaration, fields=tuple(fields))

    def _note(self, exclusion: str, is_met: bool = True) -> None:
        if is_met:
            self._excluded[exclusion] += 1


def _pages(declarations: list[Declaration]) -> dict[str, str]:
    """The page of each declaration, by its key: a folder for each part of its module."""
    modules: dict[str, list[Declaration]] = {}
    for declaration in declarations:
        modules.setdefault(declaration.module, []).append(declaration)
    return {
        key: page
        for module, members in modules.items()
        for key, page in _in_folder(module, members)
    }


def _in_folder(module: str, members: list[Declaration]) -> Iterator[tuple[str, str]]:
    folder = "/".join(("models", *filter(None, module.split("."))))
    stems = spell_names([each.name for each in members], portable_name, fold=fold_name).names
    for declaration in members:
        yield declaration.key, f"{folder}/{stems[declaration.name]}.md"
