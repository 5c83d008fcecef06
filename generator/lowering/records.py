"""The rows of field tables become the fields of a record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from generator.diagnostics import Report
from generator.frozen import replace
from generator.lowering.cell_text import Name, read_description, read_name
from generator.lowering.lowered import Lowered, Lowering, Sample, ToldDefault
from generator.lowering.overlay import closed_type
from generator.lowering.resolve import resolve_cell
from generator.lowering.tables import RowCells, section_rows
from generator.lowering.type_context import Context
from generator.lowering.type_expressions import type_is_readable
from generator.schema import (
    AnyType,
    Field,
    MapType,
    NullableType,
    RecordDecl,
    TypeExpr,
    UnknownType,
)
from generator.type_building import nullable_of
from generator.wording import listed

if TYPE_CHECKING:
    from generator.dialects.dialect import ColumnRole, Dialect
    from generator.lowering.outline import Outline
    from generator.lowering.overlay import FieldFacts, TypeFacts
    from generator.pages.page import Cell


def lower_record(outline: Outline, facts: TypeFacts, lowering: Lowering) -> Lowered:
    """The record of a page, field by field. `facts` is what the overlay says of it."""
    dialect, report = lowering.dialect, lowering.report
    fields: dict[str, Field] = {}
    samples: dict[str, tuple[Sample | ToldDefault, ...]] = {}
    rows: dict[int, RowCells] = {}
    names: list[str] = []
    others: list[tuple[RowCells, Field]] = []
    for row in _rows(outline, lowering):
        name = read_name(row.name)
        told = facts.fields.get(name.text)
        names.append(name.text)
        field_ = _lower_field(row, name, outline, told, lowering)
        if field_ is None:
            continue
        if name.text in dialect.additional or (
            name.text in dialect.additional_maps and _is_map(row, field_, outline, told, lowering)
        ):
            _report_unheard(told, facts, report)
            others.append((row, field_))
            continue
        first = fields.setdefault(field_.wire_name, field_)
        if first is not field_:
            _report_duplicate(field_, first, report)
            continue
        rows[row.row.line] = row
        shown = tuple(_samples(row, told, dialect.blank))
        if shown:
            samples[field_.wire_name] = shown
    row_of_others, other = others[0] if others else (None, None)
    for _, again in others[1:]:
        _report_duplicate(again, others[0][1], report)
    said = [outline.doc, *(_said_of_others(*each, dialect) for each in others[:1])]
    record = RecordDecl(
        module=outline.module,
        name=outline.name,
        page=outline.page.source.name,
        fields=tuple(fields.values()),
        additional=_additional(other, facts, lowering),
        doc="\n\n".join(filter(None, said)),
        deprecated=outline.deprecated,
        span=outline.title.span,
    )
    return Lowered(record, samples, tuple(names), rows, row_of_others, outline=outline, facts=facts)


def _rows(outline: Outline, lowering: Lowering) -> Iterator[RowCells]:
    """The rows of a page's field tables."""
    dialect = lowering.dialect

    def fits(role: ColumnRole, cell: Cell) -> bool:
        match role:
            case "required":
                return cell.text.lower() in dialect.required
            case "type":
                return type_is_readable(cell.text, dialect.types.pointers)
            case _:
                return True

    needed: tuple[ColumnRole, ...] = ("name", "type", "required")
    for section in outline.sections:
        found = section_rows(
            section, dialect.field_columns, needed, fits, dialect.blank, lowering.report
        )
        if found.is_whole and not found.tables:
            lowering.report.add(
                "missing-table",
                section.heading.span,
                f"no table stands below `{section.heading.text}`",
                "where there is nothing to list, write the header of the table alone",
            )
        yield from found.rows


def _is_map(
    row: RowCells, field_: Field, outline: Outline, told: FieldFacts | None, lowering: Lowering
) -> bool:
    """Whether a row's type is a map: the page's to say, whatever the overlay tells."""
    type_ = field_.type
    if told is not None and told.type is not None and row.type not in lowering.dialect.blank:
        written = _cell_type(row, outline, field_.required, lowering, Report())
        type_ = type_ if written == UnknownType() else written
    return _map_values(type_) is not None


def _additional(others: Field | None, facts: TypeFacts, lowering: Lowering) -> TypeExpr | None:
    """The type of the values under all other keys; `others` is what the row for them says."""
    if facts.closed:
        return None
    if facts.additional is not None:
        place = facts.places["additional"]
        return closed_type(facts.additional, place, lowering.symbols, lowering.report)
    if others is None:
        return AnyType()
    return _map_values(others.type) or others.type


def _lower_field(
    row: RowCells, name: Name, outline: Outline, facts: FieldFacts | None, lowering: Lowering
) -> Field | None:
    dialect, report = lowering.dialect, lowering.report
    if not name.text:
        report.add("missing-name", row.place("name"), "the row names no field")
        return None
    if name.markup:
        at = row.name.index(name.markup)
        place = row.part("name", at, at + len(name.markup))
        message = f"the name is read as `{name.text}`, markup and all"
        hint = "take the markup out, or put the name in a code span if it is right"
        report.add("markup-in-name", place, message, hint)
    required = _required(row, dialect, report)
    if facts is not None and facts.required is not None:
        required = facts.required
    doc, deprecated = read_description(row.description, dialect)
    field_ = Field(
        wire_name=lowering.wire_name(name.text) or name.text,
        type=_field_type(row, outline, facts, required, lowering),
        required=required,
        doc=doc,
        deprecated=name.struck or deprecated,
        span=row.place("name"),
    )
    return field_ if facts is None else _with_facts(field_, facts)


def _with_facts(field_: Field, facts: FieldFacts) -> Field:
    return replace(
        field_,
        wire_name=field_.wire_name if facts.wire_name is None else facts.wire_name,
        type=nullable_of(field_.type) if facts.nullable else field_.type,
        doc=field_.doc if facts.doc is None else facts.doc,
        deprecated=field_.deprecated if facts.deprecated is None else facts.deprecated,
    )


def _required(row: RowCells, dialect: Dialect, report: Report) -> bool:
    text = row.required
    required = dialect.required.get(text.lower())
    if required is not None:
        return required
    if row.cell("type") or row.cell("required"):  # else the row ends early: a type is missing
        report.add(
            "unknown-required",
            row.place("required"),
            f"`{text}` says neither yes nor no" if text else "this says neither yes nor no",
            f"write {listed(_first_of_each(dialect), 'or')}",
        )
    return False


def _first_of_each(dialect: Dialect) -> list[str]:
    """What a dialect writes for yes and for no, synonyms left out."""
    return [
        next(t for t, yes in dialect.required.items() if yes is answer)
        for answer in (True, False)
        if answer in dialect.required.values()
    ]


def _field_type(
    row: RowCells,
    outline: Outline,
    facts: FieldFacts | None,
    required: bool,
    lowering: Lowering,
) -> TypeExpr:
    report, symbols = lowering.report, lowering.symbols
    if facts is not None and facts.type is not None:
        told = closed_type(facts.type, facts.places["type"], symbols, report)
        return told.inner if facts.nullable is False and isinstance(told, NullableType) else told
    if row.type in lowering.dialect.blank:
        report.add("missing-type", row.place("type"), "the row says no type")
        return UnknownType()
    type_ = _cell_type(row, outline, required, lowering, report)
    if facts is not None and facts.nullable is False and isinstance(type_, NullableType):
        return type_.inner
    return type_


def _cell_type(
    row: RowCells, outline: Outline, required: bool, lowering: Lowering, report: Report
) -> TypeExpr:
    context = Context(
        page=outline.page.source.name,
        module=outline.module,
        notation=lowering.dialect.types,
        symbols=lowering.symbols,
        report=report,
        text=row.type,
        span=partial(row.part, "type"),
        required=required,
    )
    return resolve_cell(context)


def _report_unheard(facts: FieldFacts | None, of_record: TypeFacts, report: Report) -> None:
    """Report what the overlay says of the row for all other keys that only a field can have, and
    the type, where it says for the whole record what there is under them."""
    if facts is None:
        return
    for key in ("wire_name", "required", "nullable", "default", "deprecated"):
        if key in facts.places:
            message = f"`{key}` says nothing about the row for all other keys"
            report.add("unknown-key", facts.places[key], message, "`type` and `description` do")
    stronger = "closed" if of_record.closed else "additional"
    if "type" in facts.places and stronger in of_record.places:
        message = f"`type` says nothing about all other keys where `{stronger}` does"
        report.add("unknown-key", facts.places["type"], message, "leave one of them out")


def _map_values(type_: TypeExpr) -> TypeExpr | None:
    """The type of the values of a map, which may be null itself; None where it is no map."""
    match type_:
        case MapType(values) | NullableType(MapType(values)):
            return values
        case _:
            return None


def _said_of_others(row: RowCells, others: Field, dialect: Dialect) -> str:
    """What the row for all other keys says, for the record's own description."""
    samples = (("Default", row.default), ("Example", row.example))
    shown = [f"{what}: {text}" for what, text in samples if text not in dialect.blank]
    said = [*filter(None, [others.doc]), *shown, *(["Deprecated."] if others.deprecated else [])]
    return "\n".join(["Other keys: " + said[0], *said[1:]]) if said else ""


def _report_duplicate(field_: Field, first: Field, report: Report) -> None:
    if field_.span is not None and first.span is not None:
        report.add(
            "duplicate-field",
            field_.span,
            f"a second field with the wire name `{field_.wire_name}`",
            f"the first is in line {first.span.line}",
        )


def _samples(
    row: RowCells, facts: FieldFacts | None, blank: tuple[str, ...]
) -> Iterator[Sample | ToldDefault]:
    if facts is not None and facts.default is not None:
        yield ToldDefault(facts.default[0], facts.places["default"])
    elif row.default not in blank:
        yield Sample(row.default, row.place("default"), is_default=True)
    if row.example not in blank:
        yield Sample(row.example, row.place("example"), is_default=False)
