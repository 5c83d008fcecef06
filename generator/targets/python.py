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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, assert_never

from generator.artifacts import View
from generator.diagnostics import Report
from generator.schema import (
    AliasDecl,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    RecordDecl,
    Schema,
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
    folded_import,
    folded_value,
    one_item_a_line,
    one_line,
)
from generator.targets.python_names import (
    Meeting,
    Names,
    field_names,
    parent_module,
    schema_names,
    value_names,
)
from generator.targets.python_text import comment_text, docstring, literal, string_literal
from generator.targets.python_types import TypeSpeller, base_types, import_order, natural_order

_RUNTIME_FILES: Final = (
    *("__init__", "absence", "codecs", "enums", "findings", "packages", "records", "scalars"),
    *("tables", "unions", "writing"),
)
"""The modules of the runtime, the same for every schema."""
_RUNTIME_NAMES: Final = ("ABSENT", "Absent", "Codec", "DecodeError", "Finding", "codec")
"""What the package offers besides the types, unless a type or module has the name."""


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """What the files of all declarations have. Lines of code are whole, with their indent."""

    page: str
    imports: tuple[str, ...]
    runtime_imports: tuple[str, ...]
    type_imports: tuple[str, ...]
    type_checking: str
    """What is true for type checkers only. Empty where there are no type imports."""
    codec: str
    doc: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A line of a class's body, or a few, and its docstring."""

    code: str
    doc: str
    """Empty: it has none."""


@dataclass(frozen=True, slots=True)
class RecordView:
    """A dataclass."""

    file: DeclarationView
    decorator: str
    head: str
    fields: tuple[FieldView, ...]
    additional: str
    """The field of all other keys. Empty: there are none."""
    table: str


@dataclass(frozen=True, slots=True)
class EnumView:
    """An enum."""

    file: DeclarationView
    head: str
    members: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class AliasView:
    """A type alias."""

    file: DeclarationView
    alias: str


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package: what it exports, and the files that this comes from."""

    dots: str
    """The way to the root package."""
    imports: tuple[str, ...]
    exports: str
    files: str


@dataclass(frozen=True, slots=True)
class IndexView:
    """Where the codec of every declaration is."""

    files: str


def check(schema: Schema, report: Report) -> None:
    """Report the names that meet once they are spelled for Python."""
    for meeting in _meetings(schema):
        if meeting.span is not None:
            *others, last = (f"`{name}`" for name in meeting.names)
            both = "both" if len(others) == 1 else "all"
            report.add(
                "name-collision",
                meeting.span,
                f"{', '.join(others)} and {last} are {both} `{meeting.spelling}` in Python",
                f"`{meeting.name}` is spelled `{meeting.spelled}`",
            )


def _meetings(schema: Schema) -> Iterator[Meeting]:
    yield from schema_names(schema).meetings
    for declaration in schema.declarations:
        match declaration:
            case RecordDecl():
                yield from field_names(declaration)[1]
            case EnumDecl():
                yield from value_names(declaration)[1]
            case UnionDecl() | AliasDecl():
                pass
            case _:
                assert_never(declaration)


def views(schema: Schema, options: Options) -> Iterator[View]:  # noqa: ARG001 - it takes none
    """The runtime, then every package, then every declaration, in the schema's order."""
    names = schema_names(schema)
    root = f"python/{names.package}"
    for file in ("py.typed", *(f"_runtime/{name}.py" for name in _RUNTIME_FILES)):
        yield View(f"{root}/{file}", f"python/{file}.jinja", None)
    index = {
        declaration.key: ".".join(
            (*names.modules[declaration.module], names.files[declaration.key])
        )
        for declaration in schema.declarations
    }
    files = IndexView(_dict_code("FILES: dict[str, str]", index.items()))
    yield View(f"{root}/_index.py", "python/_index.py.jinja", files)
    offers = _offers(schema, names)
    for module, packages in names.modules.items():
        path = "/".join((root, *packages, "__init__.py"))
        view = _package_view("." * (len(packages) + 1), offers[module])
        yield View(path, "python/package.py.jinja", view)
    declarations = schema.by_key()
    for declaration in schema.declarations:
        folders = names.modules[declaration.module]
        path = "/".join((root, *folders, f"{names.files[declaration.key]}.py"))
        speller = TypeSpeller(declarations, names, declaration)
        yield _declaration_view(path, declaration, names, speller)


def _offers(schema: Schema, names: Names) -> dict[str, dict[str, str]]:
    """For each module, the names that its package offers, and the files that they come from."""
    offers: dict[str, dict[str, str]] = {module: {} for module in names.modules}
    offers[""] |= dict.fromkeys(_RUNTIME_NAMES, "_runtime")
    for module, packages in names.modules.items():
        if packages:
            offers[parent_module(module)][packages[-1]] = packages[-1]
    for declaration in schema.declarations:
        name = names.classes[declaration.key]
        offers[declaration.module][name] = names.files[declaration.key]
    return offers


def _package_view(dots: str, files: Mapping[str, str]) -> PackageView:
    imports = sorted(
        (natural_order(source), import_order(name), name, source)
        for name, file in files.items()
        for source in ("." if file == name else f".{file}",)
    )
    exports = [string_literal(name) for name in sorted(files, key=import_order)]
    return PackageView(
        dots=dots,
        imports=tuple(
            line
            for *_, name, source in imports
            for line in folded_import(source, f"{name} as {name}", indent=4)
        ),
        exports=_lines(one_item_a_line("__all__ = ", exports, "[]")),
        files=_dict_code("_FILES", sorted(files.items(), key=lambda item: import_order(item[0]))),
    )


def _dict_code(target: str, items: Iterable[tuple[str, str]]) -> str:
    entries = [f"{string_literal(key)}: {string_literal(value)}" for key, value in items]
    return _lines(one_item_a_line(f"{target} = ", entries, "{}"))


def _declaration_view(
    path: str, declaration: Declaration, names: Names, speller: TypeSpeller
) -> View:
    name = names.classes[declaration.key]
    match declaration:
        case RecordDecl():
            return View(path, "python/record.py.jinja", _record_view(declaration, name, speller))
        case EnumDecl():
            return View(path, "python/enum.py.jinja", _enum_view(declaration, name, speller))
        case UnionDecl(variants=variants):
            codec = one_item_a_line("_codec = _rt.union", list(map(speller.codec, variants)))
            alias = _alias_code(name, speller.annotation(*variants), speller)
        case AliasDecl(type=UnionType(variants)):
            codec = one_item_a_line("_codec = _rt.union", list(map(speller.codec, variants)))
            alias = _alias_code(name, speller.annotation(*variants), speller)
        case AliasDecl(type=type_):
            codec = folded_value("_codec", speller.codec(type_))
            alias = _alias_code(name, speller.annotation(type_), speller)
        case _:
            assert_never(declaration)
    file = _file_view(declaration, speller, codec, indent=0)
    return View(path, "python/alias.py.jinja", AliasView(file, alias))


def _record_view(record: RecordDecl, name: str, speller: TypeSpeller) -> RecordView:
    attributes, _ = field_names(record)
    rows = [_table_row(field, attributes[field.wire_name], speller) for field in record.fields]
    additional = ""
    if record.additional is not None:
        rows.append(Bracketed("_rt.additional", (speller.codec(record.additional),)))
        additional = _additional_code(speller.annotation(record.additional), speller)
    table = one_item_a_line(f"__table__: {speller.word('ClassVar')} = _rt.table", rows, indent=4)
    fields = tuple(_field_view(each, attributes[each.wire_name], speller) for each in record.fields)
    decorator = f"@{speller.word('dataclass')}(slots=True, kw_only=True, repr=False)"
    head = _lines(folded_class(name, speller.word("Record")))
    codec = folded_value("_codec", Bracketed("_rt.record", (name,)))
    file = _file_view(record, speller, codec, indent=4)
    return RecordView(file, decorator, head, fields, additional, _lines(table))


def _table_row(field: Field, attribute: str, speller: TypeSpeller) -> Code:
    kind = "required" if field.required else "optional"
    names = (string_literal(attribute), string_literal(field.wire_name))
    return Bracketed(f"_rt.{kind}", (*names, speller.codec(field.type)))


def _field_view(field: Field, attribute: str, speller: TypeSpeller) -> FieldView:
    annotation = speller.annotation(field.type, absent=not field.required)
    default = "" if field.required else speller.word("ABSENT")
    code = folded_annotation(4, attribute, annotation, default)
    paragraphs = [field.doc]
    if field.deprecated:
        paragraphs.append("Deprecated.")
    # One paragraph, a line each.
    values = [("Default", value) for value in field.default or ()]
    values += [("Example", value) for value in field.examples]
    lines = (f"{what}: {json.dumps(value, ensure_ascii=False)}" for what, value in values)
    paragraphs.append("\n".join(lines))
    return FieldView(_lines(code), docstring(paragraphs, 4))


def _additional_code(values: Code, speller: TypeSpeller) -> str:
    text, entries = speller.word("str"), speller.word("dict")
    # A bare `dict` would have type checkers believe that they do not know what is in it.
    factory = f"{entries}[{text}, {speller.word('Any')}]"
    default = f" = {speller.word('field')}(default_factory={factory})"
    head = f"additional_properties: {entries}"
    line = f"{head}[{text}, {one_line(values)}]{default}"
    if fits(line, 4):
        return f"    {line}"
    return _lines(one_item_a_line(head, (text, values), "[]", indent=4, after=default))


def _enum_view(enum: EnumDecl, name: str, speller: TypeSpeller) -> EnumView:
    member_names, _ = value_names(enum)
    values = [value.value for value in enum.values]
    if all(isinstance(value, str) for value in values):
        bases = f"{speller.word('str')}, {speller.word('Enum')}"
    else:
        bases = speller.word("Enum" if len(set(values)) == len(values) else "DistinctEnum")
    members = (
        _member_view(value, member) for value, member in zip(enum.values, member_names, strict=True)
    )
    others = tuple(map(speller.codec, base_types(enum.values))) if enum.open else ()
    maker = "_rt.open_enumeration" if others else "_rt.enumeration"
    codec = folded_value("_codec", Bracketed(maker, (name, *others)))
    file = _file_view(enum, speller, codec, indent=4)
    return EnumView(file, _lines(folded_class(name, bases)), tuple(members))


def _member_view(value: EnumValue, name: str) -> FieldView:
    paragraphs = (value.doc, "Deprecated." if value.deprecated else "")
    return FieldView(
        _lines(folded_value(name, literal(value.value), indent=4)), docstring(paragraphs, 4)
    )


def _alias_code(name: str, value: Code, speller: TypeSpeller) -> str:
    # A `Union` has a line for each variant, however short it is.
    explode = isinstance(value, Bracketed) and value.head.rpartition(".")[2] == "Union"
    return _lines(folded_alias(name, speller.word("TypeAlias"), value, explode=explode))


def _file_view(
    declaration: Declaration, speller: TypeSpeller, codec: Iterable[str], indent: int
) -> DeclarationView:
    """What every file has. It comes last, when all words of the file have been asked for."""
    paragraphs = [declaration.doc]
    if declaration.deprecated:
        paragraphs.append("Deprecated.")
    if declaration.page:
        paragraphs.append(f"Source: {declaration.page}")
    type_imports = speller.type_imports()
    type_checking = speller.word("TYPE_CHECKING") if type_imports else ""
    imports, runtime_imports = speller.imports()
    return DeclarationView(
        page=comment_text(declaration.page),
        imports=imports,
        runtime_imports=runtime_imports,
        type_imports=type_imports,
        type_checking=type_checking,
        codec=_lines(codec),
        doc=docstring(paragraphs, indent),
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


TARGET: Final = Target("python", MappingProxyType({}), check, views)
