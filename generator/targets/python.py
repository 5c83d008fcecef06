"""The Python target: schema in, one view for each generated file out.

A record is a dataclass, an enum an `Enum`, a union or an alias a type alias. Each has a private
file, which ends in the codec that reads and writes its values; a module is a package that imports
its types when they are asked for. All of it stands on a runtime that is the same for every schema.

The package needs nothing but Python 3.10 and imports within itself by relative names alone, so
that it works wherever it is put. Every file is what black leaves unchanged, though it is never run
here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, assert_never

from generator.artifacts import View
from generator.frozen import Frozen
from generator.origins import OTHERS, Line, Origin, Origins
from generator.schema import (
    AliasDecl,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    RecordDecl,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
)
from generator.targets import Options, Target
from generator.targets.python_layout import (
    Bracketed,
    Code,
    fits,
    folded_alias,
    folded_annotation,
    folded_class,
    folded_value,
    one_item_a_line,
)
from generator.targets.python_lines import code_line, item_lines
from generator.targets.python_meetings import check
from generator.targets.python_names import field_names, schema_names, value_names
from generator.targets.python_packages import package_views
from generator.targets.python_text import (
    comment_text,
    docstring_lines,
    literal,
    string_literal,
)
from generator.targets.python_types import TypeSpeller, base_types

_RUNTIME_FILES: Final = (
    *("__init__", "absence", "codecs", "compiling", "containers", "enums", "examining", "findings"),
    *("packages", "records", "scalars", "tables", "unions", "writing"),
)
"""The modules of the runtime, the same for every schema."""
_json: Final = json.JSONEncoder(ensure_ascii=False).encode


class DeclarationView(Frozen):
    """What the files of all declarations have. Lines of code are whole, with their indent."""

    page: str
    imports: tuple[str, ...]
    runtime_imports: tuple[str, ...]
    type_imports: tuple[str, ...]
    type_checking: str
    """What is true for type checkers only. Empty where there are no type imports."""
    codec: tuple[Line, ...]
    doc: tuple[Line, ...]


class FieldView(Frozen):
    """A line of a class's body, or a few, and its docstring."""

    origins: Origins
    code: str
    doc: tuple[Line, ...]
    """Empty: it has none."""


class RecordView(Frozen):
    """A dataclass."""

    origins: Origins
    file: DeclarationView
    decorator: str
    head: str
    fields: tuple[FieldView, ...]
    additional: tuple[Line, ...]
    """The field of all other keys. Empty: there are none."""
    table: tuple[Line, ...]


class EnumView(Frozen):
    """An enum."""

    origins: Origins
    file: DeclarationView
    head: str
    members: tuple[FieldView, ...]


class AliasView(Frozen):
    """A type alias."""

    origins: Origins
    file: DeclarationView
    alias: tuple[Line, ...]


def views(schema: Schema, options: Options) -> Iterator[View]:
    """The runtime, then every package, then every declaration, in the schema's order."""
    return chain.from_iterable(shares(schema, options))


def shares(schema: Schema, options: Options) -> Sequence[Iterator[View]]:  # noqa: ARG001 - no option
    """The same views in shares, none of which needs another."""
    keys = tuple(schema.by_key())
    halves = keys[: len(keys) // 2], keys[len(keys) // 2 :]
    return _package_views(schema), *[declaration_views(schema, half) for half in halves]


def _package_views(schema: Schema) -> Iterator[View]:
    names = schema.once(schema_names)
    root = f"python/{names.package}"
    for file in ("py.typed", *(f"_runtime/{name}.py" for name in _RUNTIME_FILES)):
        yield View(f"{root}/{file}", f"python/{file}.jinja", None)
    yield from package_views(schema, names, root)


def parts(schema: Schema, options: Options) -> Iterator[View]:  # noqa: ARG001 - likewise
    """The views of the files of these declarations."""
    yield from declaration_views(schema, (each.key for each in schema.declarations))


def declaration_views(schema: Schema, keys: Iterable[str]) -> Iterator[View]:
    """The views of the files of some declarations, by key, as they are among those of all."""
    declarations, names = schema.by_key(), schema.once(schema_names)
    for key in keys:
        declaration = declarations[key]
        folders = names.modules[declaration.module]
        path = "/".join(("python", names.package, *folders, f"{names.files[key]}.py"))
        speller = TypeSpeller(declarations, names, declaration)
        yield _declaration_view(path, declaration, Origin(key), names.classes[key], speller)


def _declaration_view(
    path: str, declaration: Declaration, subject: Origin, name: str, speller: TypeSpeller
) -> View:
    match declaration:
        case RecordDecl():
            record = _record_view(declaration, subject, name, speller)
            return View(path, "python/record.py.jinja", record)
        case EnumDecl():
            enum = _enum_view(declaration, subject, name, speller)
            return View(path, "python/enum.py.jinja", enum)
        case UnionDecl(variants=variants):
            view = _union_view(declaration, subject, name, variants, speller)
        case AliasDecl(type=UnionType(variants)):
            view = _union_view(declaration, subject, name, variants, speller)
        case AliasDecl(type=type_):
            codec = code_line(folded_value("_codec", speller.codec(type_)), subject.by())
            view = _alias_view(declaration, subject, name, [type_], (codec,), speller)
        case _:
            assert_never(declaration)
    return View(path, "python/alias.py.jinja", view)


def _union_view(
    union: UnionDecl | AliasDecl,
    subject: Origin,
    name: str,
    variants: Sequence[TypeExpr],
    speller: TypeSpeller,
) -> AliasView:
    items = (
        (speller.codec(each), (_variant(union, index),)) for index, each in enumerate(variants)
    )
    codec = item_lines("_codec = _rt.union", items, subject.by())
    return _alias_view(union, subject, name, variants, codec, speller)


def _variant(declaration: UnionDecl | AliasDecl, index: int) -> Origin:
    """What an alias is made of is one part, however many variants that has."""
    return Origin(declaration.key, index if isinstance(declaration, UnionDecl) else 0, ("type",))


def _record_view(
    record: RecordDecl, subject: Origin, name: str, speller: TypeSpeller
) -> RecordView:
    whole = subject.by()
    others = Origin(subject.key, OTHERS).by("name", "type")
    attributes, _ = field_names(record)
    fields: list[FieldView] = []
    rows: list[tuple[Code, Origins]] = []
    for index, field in enumerate(record.fields):
        attribute = attributes[field.wire_name]
        view = _field_view(field, Origin(subject.key, index), attribute, speller)
        fields.append(view)
        rows.append((_table_row(field, attribute, speller), view.origins))
    additional: tuple[Line, ...] = ()
    if record.additional is not None:
        rows.append((Bracketed("_rt.additional", (speller.codec(record.additional),)), others))
        code = _additional_code(speller.annotation(record.additional), speller)
        additional = (Line(code, others),)
    head = f"__table__: {speller.word('ClassVar')} = _rt.table"
    decorator = f"@{speller.word('dataclass')}(slots=True, kw_only=True, repr=False)"
    class_head = _lines(folded_class(name, speller.word("Record")))
    codec = code_line(folded_value("_codec", Bracketed("_rt.record", (name,))), whole)
    return RecordView(
        origins=whole,
        file=_file_view(record, subject, speller, (codec,), indent=4),
        decorator=decorator,
        head=class_head,
        fields=tuple(fields),
        additional=additional,
        table=item_lines(head, rows, whole, indent=4),
    )


def _table_row(field: Field, attribute: str, speller: TypeSpeller) -> Code:
    kind = "_rt.required" if field.required else "_rt.optional"
    name, wire_name = string_literal(attribute), string_literal(field.wire_name)
    return Bracketed(kind, (name, wire_name, speller.codec(field.type)))


def _field_view(field: Field, subject: Origin, attribute: str, speller: TypeSpeller) -> FieldView:
    annotation = speller.annotation(field.type, absent=not field.required)
    default = "" if field.required else speller.word("ABSENT")
    code = folded_annotation(4, attribute, annotation, default)
    values: list[Line] = []
    if field.default:
        written = _json(*field.default)
        values.append(Line(f"Default: {written}", subject.by("default", "type")))
    for example in field.examples:
        values.append(Line(f"Example: {_json(example)}", subject.by("example", "type")))
    doc = docstring_lines(_remarks(field, subject), 4, subject, values)
    # All that is said of it in code comes from these.
    return FieldView(subject.by("name", "type", "required"), _lines(code), doc)


def _remarks(remarked: Declaration | Field | EnumValue, subject: Origin) -> list[Line]:
    """The description and the deprecation, each a paragraph."""
    paragraphs: list[Line] = []
    if remarked.doc:
        paragraphs.append(Line(remarked.doc, subject.by("description")))
    if remarked.deprecated:
        paragraphs.append(Line("Deprecated.", subject.by("name", "value", "description")))
    return paragraphs


def _additional_code(values: Code, speller: TypeSpeller) -> str:
    text, entries = speller.word("str"), speller.word("dict")
    # A bare `dict` would have type checkers believe that they do not know what is in it.
    factory = f"{entries}[{text}, {speller.word('Any')}]"
    default = f" = {speller.word('field')}(default_factory={factory})"
    head = f"additional_properties: {entries}"
    line = f"{head}[{text}, {values}]{default}"
    if fits(line, 4):
        return f"    {line}"
    return _lines(one_item_a_line(head, (text, values), "[]", indent=4, after=default))


def _enum_view(enum: EnumDecl, subject: Origin, name: str, speller: TypeSpeller) -> EnumView:
    whole = subject.by()
    member_names, _ = value_names(enum)
    values = [value.value for value in enum.values]
    if all(isinstance(value, str) for value in values):
        bases = f"{speller.word('str')}, {speller.word('Enum')}"
    else:
        bases = speller.word("Enum" if len(set(values)) == len(values) else "DistinctEnum")
    members = tuple(
        _member_view(value, Origin(subject.key, index), member)
        for index, (value, member) in enumerate(zip(enum.values, member_names, strict=True))
    )
    others = tuple(map(speller.codec, base_types(enum.values))) if enum.open else ()
    maker = "_rt.open_enumeration" if others else "_rt.enumeration"
    codec = code_line(folded_value("_codec", Bracketed(maker, (name, *others))), whole)
    file = _file_view(enum, subject, speller, (codec,), indent=4)
    return EnumView(whole, file, _lines(folded_class(name, bases)), members)


def _member_view(value: EnumValue, subject: Origin, name: str) -> FieldView:
    code = _lines(folded_value(name, literal(value.value), indent=4))
    doc = docstring_lines(_remarks(value, subject), 4, subject)
    return FieldView(subject.by("name", "value"), code, doc)


def _alias_view(
    declaration: UnionDecl | AliasDecl,
    subject: Origin,
    name: str,
    variants: Sequence[TypeExpr],
    codec: tuple[Line, ...],
    speller: TypeSpeller,
) -> AliasView:
    value = speller.annotation(*variants)
    # A `Union` has a line for each variant, however short it is.
    explode = isinstance(value, Bracketed) and value.head.rpartition(".")[2] == "Union"
    code = folded_alias(name, speller.word("TypeAlias"), value, explode=explode)
    parts = dict.fromkeys(_variant(declaration, index) for index in range(len(variants)))
    alias = (code_line(code, (subject, *parts)),)
    file = _file_view(declaration, subject, speller, codec, indent=0)
    return AliasView(subject.by(), file, alias)


def _file_view(
    declaration: Declaration,
    subject: Origin,
    speller: TypeSpeller,
    codec: tuple[Line, ...],
    indent: int,
) -> DeclarationView:
    """What every file has. It comes last, when all words of the file have been asked for."""
    paragraphs = _remarks(declaration, subject)
    if declaration.page:
        paragraphs.append(Line(f"Source: {declaration.page}", subject.by()))
    type_imports = speller.type_imports()
    type_checking = speller.word("TYPE_CHECKING") if type_imports else ""
    imports, runtime_imports = speller.imports()
    return DeclarationView(
        page=comment_text(declaration.page),
        imports=imports,
        runtime_imports=runtime_imports,
        type_imports=type_imports,
        type_checking=type_checking,
        codec=codec,
        doc=docstring_lines(paragraphs, indent, subject),
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


TARGET: Final = Target(
    name="python",
    options={},
    check=check,
    views=views,
    parts=parts,
    facts=(schema_names,),
    shares=shares,
)
