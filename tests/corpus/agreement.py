"""What was understood of a set of pages, compared with what is true of it.

Each comparison is a finding of one aspect: a figure such as "required" is the share of its
findings that agree. `ASPECTS` says what each figure covers.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, assert_never

from corpus.notation import canonical, written
from corpus.truth import Kind, TrueField, TrueType
from generator.lowering.cell_text import read_name
from generator.schema import (
    AliasDecl,
    AnyType,
    Declaration,
    EnumDecl,
    Field,
    MapType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    TypeExpr,
    UnionDecl,
    UnknownType,
)
from generator.source import Span
from generator.spec_set import WIRE_NAME_RULES

if TYPE_CHECKING:
    from generator.pipeline import Compilation

ASPECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "types": "types of the truth: their page declares them, by their name",
        "kinds": "types found: an object, enum, union or alias in both",
        "fields": "fields of the truth: found, by the name that the page writes",
        "not invented": "fields found in objects of which the truth lists all: it has them too",
        "other keys": "rows that stand for all other keys: read as such, with the right type",
        "required": "fields found, where the source settles it",
        "type": "fields found, objects of the HTTP library apart: exactly the same type",
        "type, numbers alike": "the same, with `integer` and `number` counted as one",
        "nullable": "fields found that are not `any`, where the source settles it",
        "null seen": "of these, the fields that may be null: seen to be so",
        "wire name": "fields found, where the source settles it: the same without any rule",
        "values": "enums: the same values, whether numbers or digits in a string",
        "values, exact": 'enums: the same values, `0` and `"0"` told apart',
        "open": "enums found: whether other values may come",
        "variants": "unions and aliases: exactly the same variants",
        "variants, numbers alike": "the same, with `integer` and `number` counted as one",
    }
)
"""Every aspect in the order of the report, with what is scored."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was compared."""

    aspect: str
    place: Span
    subject: str
    """A type, or a field as `Type.field`."""
    ours: str
    truth: str

    @property
    def agrees(self) -> bool:
        """Whether what was understood is what is true."""
        return self.ours == self.truth


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the things that were compared agree."""

    agreed: int = 0
    scored: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.agreed + other.agreed, self.scored + other.scored)


def score(findings: Iterable[Finding]) -> dict[str, Score]:
    """The score of each aspect that has findings."""
    scored: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    for finding in findings:
        scored[finding.aspect] += 1
        agreed[finding.aspect] += finding.agrees
    return {aspect: Score(agreed[aspect], scored[aspect]) for aspect in ASPECTS if scored[aspect]}


def score_wire_name_rules(truth: Iterable[TrueType]) -> dict[str, Score]:
    """For each rule of `wire_names:`, how many names of fields it spells as the API does."""
    fields = [field for true in truth for field in true.fields if "wire" not in field.unsure]
    names = [(field.name, field.wire) for field in fields if not field.stands_for_other_keys]
    return {
        rule: Score(sum(spell(name) == wire for name, wire in names), len(names))
        for rule, spell in WIRE_NAME_RULES.items()
    }


def compare(compilation: Compilation, truth: Iterable[TrueType]) -> Iterator[Finding]:
    """All findings, in the order of the truth."""
    comparison = _Comparison(compilation)
    for true in truth:
        yield from comparison.of_type(true)


class _Comparison:
    """A compilation, arranged for looking things up."""

    def __init__(self, compilation: Compilation) -> None:
        self._sources = compilation.sources
        self._paths = {source.name: source.path for source in compilation.sources.values()}
        self._names = {d.key: d.name for d in compilation.schema.declarations}
        self._on_page: defaultdict[str, list[Declaration]] = defaultdict(list)
        for declaration in compilation.schema.declarations:
            self._on_page[declaration.page.partition("#")[0]].append(declaration)

    def of_type(self, true: TrueType) -> Iterator[Finding]:
        """The findings of a type and of all that it is made of."""
        on_page = self._on_page[true.page]
        ours = next((d for d in on_page if d.name == true.name), None)
        place = Span(self._paths.get(true.page, true.page), 1, 1, 1)
        if ours is not None and ours.span is not None:
            place = ours.span
        names = ", ".join(declaration.name for declaration in on_page)
        yield Finding("types", place, true.name, ours.name if ours else names, true.name)
        if ours is not None:
            yield Finding("kinds", place, true.name, _kind(ours), true.kind)
        match true.kind:
            case "object":
                yield from self._of_fields(true, ours, place)
            case "enum":
                yield from self._of_values(true, ours, place)
            case "union" | "alias":
                yield from self._of_variants(true, ours, place)
            case _:
                assert_never(true.kind)

    def _of_fields(
        self, true: TrueType, ours: Declaration | None, place: Span
    ) -> Iterator[Finding]:
        record = ours if isinstance(ours, RecordDecl) else None
        fields = {self._name_on_page(f): f for f in record.fields} if record is not None else {}
        for true_field in true.fields:
            subject = f"{true.name}.{true_field.name}"
            field = fields.get(true_field.name)
            if true_field.stands_for_other_keys:
                values = None if record is None else record.additional
                read = "no such row" if values is None else written(MapType(values), self._names)
                read = read if field is None else "a field"
                yield Finding("other keys", place, subject, read, canonical(true_field.type))
            elif field is None:
                yield Finding("fields", place, subject, "", true_field.name)
            else:
                yield from self._of_field(true_field, field, subject, field.span or place)
        if record is not None and not true.partial:
            known = {field.name for field in true.fields}
            for name, field in fields.items():
                subject, also = f"{true.name}.{name}", name if name in known else ""
                yield Finding("not invented", field.span or place, subject, name, also)

    def _of_field(
        self, true: TrueField, field: Field, subject: str, place: Span
    ) -> Iterator[Finding]:
        yield Finding("fields", place, subject, true.name, true.name)
        if "required" not in true.unsure:
            yield Finding("required", place, subject, str(field.required), str(true.required))
        if "type" not in true.unsure and not true.external:
            yield from self._of_types("type", (field.type,), (true.type,), subject, place)
        if "nullable" not in true.unsure and true.type != "any":
            nullable = str(_admits_null(field.type))
            yield Finding("nullable", place, subject, nullable, str(true.nullable))
            if true.nullable:
                yield Finding("null seen", place, subject, nullable, str(true.nullable))
        if "wire" not in true.unsure:
            yield Finding("wire name", place, subject, field.wire_name, true.wire)

    def _of_types(
        self,
        aspect: str,
        ours: Iterable[TypeExpr],
        truth: Iterable[str],
        subject: str,
        place: Span,
    ) -> Iterator[Finding]:
        """The types as sets, once exactly and once with all numbers alike."""
        for how, integer in (("", "integer"), (", numbers alike", "number")):
            our_types = sorted({written(type_, self._names, integer) for type_ in ours})
            true_types = sorted({canonical(type_, integer) for type_ in truth})
            our_text, true_text = " | ".join(our_types), " | ".join(true_types)
            yield Finding(f"{aspect}{how}", place, subject, our_text, true_text)

    def _of_values(
        self, true: TrueType, ours: Declaration | None, place: Span
    ) -> Iterator[Finding]:
        enum = ours if isinstance(ours, EnumDecl) else None
        if true.values_on_page:
            for aspect, spell in (("values", str), ("values, exact", json.dumps)):
                values = {spell(value.value) for value in enum.values} if enum else set()
                true_values = {spell(value) for value in true.values}
                texts = (", ".join(sorted(each)) for each in (values, true_values))
                yield Finding(aspect, place, true.name, *texts)
        if enum is not None:
            yield Finding("open", place, true.name, str(enum.open), str(true.open))

    def _of_variants(
        self, true: TrueType, ours: Declaration | None, place: Span
    ) -> Iterator[Finding]:
        if true.variants_on_page:
            variants = _variants(ours)
            yield from self._of_types("variants", variants, true.variants, true.name, place)

    def _name_on_page(self, field: Field) -> str:
        """The field's name as its row writes it, whatever the rule of wire names makes of it."""
        if field.span is None:
            return field.wire_name
        line = self._sources[field.span.path].lines()[field.span.line - 1]
        return read_name(line[field.span.column - 1 : field.span.end_column - 1]).text


def _kind(declaration: Declaration) -> Kind:
    match declaration:
        case RecordDecl():
            return "object"
        case EnumDecl():
            return "enum"
        case UnionDecl():
            return "union"
        case AliasDecl():
            return "alias"
        case _:
            assert_never(declaration)


def _variants(declaration: Declaration | None) -> tuple[TypeExpr, ...]:
    match declaration:
        case UnionDecl(variants=variants):
            return variants
        case AliasDecl(type=type_):
            return (type_,)
        case _:
            return ()


def _admits_null(type_: TypeExpr) -> bool:
    return isinstance(type_, NullableType | AnyType | UnknownType) or type_ == PrimitiveType("null")
