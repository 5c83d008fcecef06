"""Examples and defaults: cells become values, read by their field's type and checked against it.

A value that holds is carried in the schema. One that does not is reported, since the page then
contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from generator.frozen import replace
from generator.instances import Mismatch, expectation, find_mismatch
from generator.json_text import read_json
from generator.lowering.cell_text import break_lines, read_name, strip_code
from generator.lowering.lowered import ToldDefault
from generator.references import followed, references_in
from generator.schema import (
    AliasDecl,
    AnyType,
    Declaration,
    EnumDecl,
    Field,
    Json,
    LiteralType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
    primitive_of,
)

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.dialects.dialect import Dialect
    from generator.lowering.lowered import Lowered, Sample
    from generator.source import Span

_NULL = ("null", "<nil>")
_KINDS = {"null": "null", **dict.fromkeys(("string", "datetime", "date", "bytes"), "string")}
"""Of what kind the values of a primitive type are: null or strings, or another."""


class Consulted:
    """Takes down whose samples are judged by which declarations."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        """`declarations` are all of the schema, by key."""
        self._declarations = declarations
        self.users: dict[str, set[str]] = {}
        """By the key of each that was looked at, the keys of those that it was looked at for."""

    def by(self, user: str) -> Mapping[str, Declaration]:
        """The same declarations, looked at for the one with this key."""
        return _LookedAt(self._declarations, self.users, user)


class _LookedAt(Mapping[str, Declaration]):
    """Declarations by key, with a note of each that is looked at."""

    def __init__(
        self, declarations: Mapping[str, Declaration], users: dict[str, set[str]], user: str
    ) -> None:
        self._declarations = declarations
        self._users = users
        self._user = user

    def __getitem__(self, key: str) -> Declaration:
        self._users.setdefault(key, set()).add(self._user)
        return self._declarations[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._declarations)

    def __len__(self) -> int:
        return len(self._declarations)


def judged_alone(page: Lowered, dialect: Dialect, report: Report) -> Lowered:
    """The page with the examples and defaults that hold, if no other declaration has a say in that;
    else as it is."""
    record = page.declaration
    if not page.samples or not isinstance(record, RecordDecl):
        return page
    shown = (field.type for field in record.fields if page.samples.get(field.wire_name))
    if next(references_in(shown), None) is not None:
        return page
    return replace(page, declaration=with_samples(page, {}, dialect, report), samples={})


def with_samples(
    page: Lowered, declarations: Mapping[str, Declaration], dialect: Dialect, report: Report
) -> Declaration:
    """A page's declaration, with the examples and defaults that hold. `declarations` are all of
    the schema, by key."""
    record = page.declaration
    if not isinstance(record, RecordDecl) or not any(page.samples.values()):
        return record
    fields = [
        _with_values(field, samples, declarations, dialect, report)
        if (samples := page.samples.get(field.wire_name))
        else field
        for field in record.fields
    ]
    return replace(record, fields=tuple(fields))


def _with_values(
    field: Field,
    samples: Iterable[Sample | ToldDefault],
    declarations: Mapping[str, Declaration],
    dialect: Dialect,
    report: Report,
) -> Field:
    """The field with its default and its examples, of those that hold."""
    default, examples = field.default, [*field.examples]
    for sample in samples:
        is_default = isinstance(sample, ToldDefault) or sample.is_default
        for value in _values(sample, field.type, declarations, dialect):
            if isinstance(value, Mismatch):
                _report_mismatch(value, field, sample.span, is_default, report)
            elif (found := find_mismatch(value[0], field.type, declarations)) is not None:
                _report_mismatch(found, field, sample.span, is_default, report)
            elif is_default:
                default = value
            else:
                examples += value
    return replace(field, default=default, examples=tuple(examples))


def _values(
    sample: Sample | ToldDefault,
    type_: TypeExpr,
    declarations: Mapping[str, Declaration],
    dialect: Dialect,
) -> list[tuple[Json] | Mismatch]:
    """What a sample shows, each as the type has it."""
    if isinstance(sample, ToldDefault):
        return [(sample.value,)]
    texts = _texts(sample, dialect)
    return [_read_value(text, sample.is_default, type_, declarations) for text in texts]


def _texts(sample: Sample, dialect: Dialect) -> tuple[str, ...]:
    """What a cell shows: one value, or several with a label before each."""
    text = break_lines(sample.text)
    if sample.is_default or dialect.example_label is None:
        return (text,)
    before, *labelled = dialect.example_label.split(text)
    if before.strip() or not labelled:
        return (text,)
    return tuple(part.strip() for part in labelled)


def _report_mismatch(
    mismatch: Mismatch, field: Field, span: Span, is_default: bool, report: Report
) -> None:
    inside = mismatch.path != "$"
    noun, code = ("default", "default-mismatch") if is_default else ("example", "example-mismatch")
    found = f"has {mismatch.found} at `{mismatch.path}`" if inside else f"is {mismatch.found}"
    report.add(
        code,
        span,
        f"the {noun} of `{field.wire_name}` {found}",
        f"{'there, ' if inside else ''}its type takes {mismatch.expected}",
    )


def _read_value(
    text: str, is_default: bool, type_: TypeExpr, declarations: Mapping[str, Declaration]
) -> tuple[Json] | Mismatch:
    """The value that a text shows: the raw text where the type takes a string, else JSON."""
    if is_default:
        text = strip_code(text)
    if text in _NULL and _admits(type_, "null", declarations):
        return (None,)
    takes_string = _admits(type_, "string", declarations)
    if takes_string and not _admits(type_, "other", declarations):
        quoted = is_default and len(text) > 1 and text[0] == text[-1] == '"'
        return (text[1:-1],) if quoted else (text,)
    try:
        return (read_json(strip_code(text)),)
    except OverflowError:
        why = "which is out of range"
    except RecursionError:
        why = "which is nested too deeply"
    except ValueError:
        why = "which is not JSON"
    if takes_string:
        return (text,)
    plain = read_name(text).text
    found = f"`{plain}`" if len(plain) <= 60 else f"`{plain[:57]}…`"
    return Mismatch("$", expectation(type_, declarations), f"{found}, {why}")


def _admits(
    type_: TypeExpr,
    kind: str,
    declarations: Mapping[str, Declaration],
    seen: frozenset[str] = frozenset(),
) -> bool:
    """Whether values of the type may be strings, null, or of another kind."""

    def among(types: Iterable[TypeExpr], seen: frozenset[str]) -> bool:
        return any(_admits(each, kind, declarations, seen) for each in types)

    match type_:
        case PrimitiveType(name):
            return kind == _KINDS.get(name, "other")
        case LiteralType(value):
            return kind == _KINDS.get(primitive_of(value), "other")
        case NullableType(inner):
            return kind == "null" or among([inner], seen)
        case UnionType(variants):
            return among(variants, seen)
        case ReferenceType(key):
            declaration = followed(key, declarations)
            if declaration.key in seen:
                return False
            match declaration:
                case EnumDecl(values=values):
                    return among([LiteralType(each.value) for each in values], seen)
                case UnionDecl(variants=variants):
                    return among(variants, seen | {declaration.key})
                case AliasDecl(type=aliased):
                    return among([aliased], seen | {declaration.key})
                case RecordDecl():
                    return kind == "other"
        case AnyType() | UnknownType():
            return True
        case _:
            return kind == "other"
