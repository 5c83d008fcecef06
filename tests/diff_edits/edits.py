"""Edits of a schema, drawn at random: those that a person makes, and some that nobody would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, get_args

from drawing import Drawing, below
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from schema_strategies import schemas, type_expressions

from generator.check import check_schema
from generator.diagnostics import Report
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
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    scalar_identity,
)

_PRIMITIVES: tuple[PrimitiveName, ...] = get_args(PrimitiveName)
TRIES = 8
"""How many edits are drawn until enough of them could be made."""
Declarations: TypeAlias = dict[str, Declaration]


@dataclass(frozen=True)
class Edited:
    """A schema before and after some edits."""

    old: Schema
    new: Schema
    names: tuple[str, ...]
    """Which edits were made."""


@st.composite
def edited(draw: DrawFn, *, harmless: bool = False, nasty: bool = False) -> Edited:
    """A schema with one to three edits; `harmless` ones change nothing that a payload shows."""
    old = draw(schemas(nasty=nasty, max_types=6))
    drawing = Drawing(draw, nasty)
    edits = HARMLESS if harmless else EDITS
    new, names = old, list[str]()
    wanted = 1 + drawing.draw(below(3)) if drawing.chance(3) else 1
    for _ in range(TRIES):
        if len(names) == wanted:
            break
        name = drawing.one(tuple(edits))
        after = _sound(new, edits[name](Editing(drawing, new)))
        if after is not None and after != new:
            new, names = after, [*names, name]
    return Edited(old, new, tuple(names))


def _sound(old: Schema, declarations: Declarations | None) -> Schema | None:
    """The schema of these declarations, if it keeps what every schema promises."""
    if declarations is None:
        return None
    in_order = sorted(declarations.values(), key=lambda each: (each.module, each.name))
    new = old.with_declarations(tuple(in_order))
    return new if check_schema(new, Report()) else None


class Editing:
    """One schema being edited. An edit gives the declarations after it, or None: it cannot be."""

    def __init__(self, drawing: Drawing, schema: Schema) -> None:
        self.drawing = drawing
        self.declarations: Declarations = dict(schema.by_key())

    def drawn(self) -> TypeExpr:
        keys = sorted(self.declarations)
        return self.drawing.draw(type_expressions(keys, nasty=self.drawing.nasty))

    def pick(self, kind: type[Declaration]) -> Declaration | None:
        found = [each for each in self.declarations.values() if isinstance(each, kind)]
        return self.drawing.one(found) if found else None

    def put(self, declaration: Declaration) -> Declarations:
        return {**self.declarations, declaration.key: declaration}

    def record(self, change: Callable[[list[Field]], list[Field] | None]) -> Declarations | None:
        """A change of the fields of some record."""
        record = self.pick(RecordDecl)
        if not isinstance(record, RecordDecl):
            return None
        fields = change(list(record.fields))
        if fields is None or len({field.wire_name for field in fields}) < len(fields):
            return None
        return self.put(replace(record, fields=tuple(fields)))

    def field(self, change: Callable[[Field], Field | None]) -> Declarations | None:
        """A change of some field. Its examples go, since they might not be values of its type."""

        def changed(fields: list[Field]) -> list[Field] | None:
            if not fields:
                return None
            place = self.drawing.draw(below(len(fields)))
            bare = replace(fields[place], examples=(), default=None)
            after = change(bare)
            return None if after is None else [*fields[:place], after, *fields[place + 1 :]]

        return self.record(changed)

    def mutated(self, type_: TypeExpr) -> TypeExpr:
        """A type that is a little different."""
        drawing = self.drawing
        match type_, drawing.draw(below(4)):
            case NullableType(inner), 0 | 1:
                return inner
            case NullableType(inner), _:
                mutated = self.mutated(inner)
                return mutated if isinstance(mutated, NullableType) else NullableType(mutated)
            case ArrayType(items), 0:
                return items
            case ArrayType(items), 1 | 2:
                return ArrayType(self.mutated(items))
            case MapType(values), 0 | 1:
                return MapType(self.mutated(values))
            case UnionType(variants), 0 | 1 if len(variants) > 2:
                return UnionType(variants[1:])
            case UnionType(variants), 0:
                return variants[1]
            case UnionType(variants), _:
                last = self.mutated(variants[-1])
                others = last.variants if isinstance(last, UnionType) else (last,)
                return UnionType((*variants[:-1], *others))
            case LiteralType(), 0 | 1:
                return LiteralType(drawing.scalar())
            case LiteralType(value), 2:
                return PrimitiveType("integer" if isinstance(value, int) else "string")
            case PrimitiveType("integer" | "number" as name), 0 | 1:
                return PrimitiveType("number" if name == "integer" else "integer")
            case PrimitiveType(), 0 | 1:
                return PrimitiveType(drawing.one(_PRIMITIVES))
            case _, 2:
                return NullableType(type_)
            case _, 3:
                other = self.drawn()
                others = other.variants if isinstance(other, UnionType) else (other,)
                return UnionType((type_, *others))
            case _:
                return ArrayType(type_)

    def some_type(self, type_: TypeExpr) -> TypeExpr:
        """A type in the place of another: a relative of it, or any."""
        return self.drawn() if self.drawing.chance(3) else self.mutated(type_)


def _add_field(e: Editing) -> Declarations | None:
    required = e.drawing.chance()
    return e.record(lambda fields: [*fields, Field(e.drawing.name(), e.drawn(), required)])


def _remove_field(e: Editing) -> Declarations | None:
    return e.record(lambda fields: fields[1:] if fields else None)


def _rename_field(e: Editing) -> Declarations | None:
    return e.field(lambda field: replace(field, wire_name=e.drawing.name() + "2"))


def _toggle_required(e: Editing) -> Declarations | None:
    return e.field(lambda field: replace(field, required=not field.required))


def _change_field_type(e: Editing) -> Declarations | None:
    return e.field(lambda field: replace(field, type=e.some_type(field.type)))


def _change_additional(e: Editing) -> Declarations | None:
    record = e.pick(RecordDecl)
    if not isinstance(record, RecordDecl):
        return None
    additional = e.drawing.one((None, AnyType(), e.drawn()))
    return e.put(replace(record, additional=additional))


def _with_values(e: Editing, change: Callable[[list[EnumValue]], None]) -> Declarations | None:
    enum = e.pick(EnumDecl)
    if not isinstance(enum, EnumDecl):
        return None
    values = list(enum.values)
    change(values)
    distinct = {scalar_identity(each.value): each for each in values}
    return e.put(replace(enum, values=tuple(distinct.values()))) if values else None


def _add_value(e: Editing) -> Declarations | None:
    return _with_values(e, lambda values: values.append(EnumValue(e.drawing.scalar())))


def _remove_value(e: Editing) -> Declarations | None:
    def change(values: list[EnumValue]) -> None:
        values.pop()

    return _with_values(e, change)


def _change_value(e: Editing) -> Declarations | None:
    def change(values: list[EnumValue]) -> None:
        values[0] = replace(values[0], value=e.drawing.scalar())

    return _with_values(e, change)


def _toggle_open(e: Editing) -> Declarations | None:
    enum = e.pick(EnumDecl)
    if not isinstance(enum, EnumDecl):
        return None
    return e.put(replace(enum, open=not enum.open))


def _change_variants(e: Editing) -> Declarations | None:
    union = e.pick(UnionDecl)
    if not isinstance(union, UnionDecl):
        return None
    match e.drawing.draw(below(3)):
        case 0 if len(union.variants) > 2:
            variants = union.variants[1:]
        case 1:
            variants = (*union.variants[:-1], e.some_type(union.variants[-1]))
        case _:
            variants = (*union.variants, e.drawn())
    flat = [
        v for each in variants for v in (each.variants if isinstance(each, UnionType) else (each,))
    ]
    return e.put(replace(union, variants=tuple(flat)))


def _change_alias(e: Editing) -> Declarations | None:
    alias = e.pick(AliasDecl)
    if not isinstance(alias, AliasDecl):
        return None
    return e.put(replace(alias, type=e.some_type(alias.type)))


def _change_kind(e: Editing) -> Declarations | None:
    if not e.declarations:
        return None
    old = e.drawing.one(tuple(e.declarations.values()))
    identity = old.module, old.name, old.page
    match e.drawing.draw(below(3)):
        case 0:
            fields = (Field(e.drawing.name(), e.drawn(), required=e.drawing.chance()),)
            return e.put(RecordDecl(*identity, fields))
        case 1:
            return e.put(EnumDecl(*identity, (EnumValue(e.drawing.scalar()),), e.drawing.chance()))
        case _:
            return e.put(AliasDecl(*identity, e.drawn()))


def _remove_type(e: Editing) -> Declarations | None:
    if not e.declarations:
        return None
    key = e.drawing.one(tuple(e.declarations))
    rest = {other: each for other, each in e.declarations.items() if other != key}
    choices: tuple[TypeExpr, ...] = (AnyType(), PrimitiveType("string"))
    instead = e.drawing.one(choices)
    return {other: _redirected(each, key, instead) for other, each in rest.items()}


def _rename_type(e: Editing) -> Declarations | None:
    if not e.declarations:
        return None
    old = e.drawing.one(tuple(e.declarations.values()))
    new = replace(old, name=f"{old.name}2")
    if e.drawing.chance():
        new = replace(old, module=f"{old.module}2")
    if new.key in e.declarations:
        return None
    rest = {key: each for key, each in e.declarations.items() if key != old.key} | {new.key: new}
    return {key: _redirected(each, old.key, ReferenceType(new.key)) for key, each in rest.items()}


def _redirected(declaration: Declaration, key: str, instead: TypeExpr) -> Declaration:
    """The declaration with another type for every reference to `key`."""

    def other(type_: TypeExpr) -> TypeExpr:
        match type_:
            case ReferenceType(name) if name == key:
                return instead
            case ArrayType(inner):
                return ArrayType(other(inner))
            case MapType(inner):
                return MapType(other(inner))
            case NullableType(inner):
                return NullableType(other(inner))
            case UnionType(variants):
                return UnionType(tuple(map(other, variants)))
            case _:
                return type_

    match declaration:
        case RecordDecl(fields=fields, additional=additional):
            changed = tuple(
                replace(field, type=other(field.type), examples=(), default=None)
                for field in fields
            )
            extra = None if additional is None else other(additional)
            return replace(declaration, fields=changed, additional=extra)
        case UnionDecl(variants=variants):
            return replace(declaration, variants=tuple(map(other, variants)))
        case AliasDecl(type=type_):
            return replace(declaration, type=other(type_))
        case _:
            return declaration


def _new_docs(e: Editing) -> Declarations:
    return {
        key: replace(each, doc=e.drawing.doc(), deprecated=e.drawing.chance())
        for key, each in e.declarations.items()
    }


def _new_field_remarks(e: Editing) -> Declarations | None:
    return e.field(lambda f: replace(f, doc=e.drawing.doc(), deprecated=not f.deprecated))


def _other_order(e: Editing) -> Declarations:
    def reversed_(declaration: Declaration) -> Declaration:
        match declaration:
            case RecordDecl(fields=fields):
                return replace(declaration, fields=fields[::-1])
            case EnumDecl(values=values):
                return replace(declaration, values=values[::-1])
            case UnionDecl(variants=variants):
                return replace(declaration, variants=variants[::-1])
            case _:
                return declaration

    return {key: reversed_(each) for key, each in e.declarations.items()}


def _other_pages(e: Editing) -> Declarations:
    return {key: replace(each, page=f"moved/{each.page}") for key, each in e.declarations.items()}


HARMLESS: Mapping[str, Callable[[Editing], Declarations | None]] = {
    "new-docs": _new_docs,
    "new-field-remarks": _new_field_remarks,
    "other-order": _other_order,
    "other-pages": _other_pages,
}

EDITS: Mapping[str, Callable[[Editing], Declarations | None]] = {
    "add-field": _add_field,
    "remove-field": _remove_field,
    "rename-field": _rename_field,
    "toggle-required": _toggle_required,
    "change-field-type": _change_field_type,
    "change-another-type": _change_field_type,
    "change-additional": _change_additional,
    "add-value": _add_value,
    "remove-value": _remove_value,
    "change-value": _change_value,
    "toggle-open": _toggle_open,
    "change-variants": _change_variants,
    "change-alias": _change_alias,
    "change-kind": _change_kind,
    "remove-type": _remove_type,
    "rename-type": _rename_type,
    **HARMLESS,
}
