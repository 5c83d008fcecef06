"""The schema file: what is written loads back equal, and every slip in it has a diagnostic."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from schema_strategies import schemas, type_expressions

from generator.diagnostics import Report
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
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
    UnknownType,
)
from generator.schema_file import FORMAT, dump_schema, load_schema
from generator.source import Source
from generator.type_notation import read_type
from generator.yaml_nodes import read_yaml

DOCS = Path(__file__).parent.parent / "docs"


def load(text: str) -> tuple[Schema | None, list[str]]:
    """The schema, and each diagnostic as `code [what is underlined] message`."""
    report = Report()
    source = Source("s.yaml", "s.yaml", text)
    schema = load_schema(source, report)
    lines = source.lines()
    told = []
    for diagnostic in report.sorted():
        span = diagnostic.span
        part = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        told.append(f"{diagnostic.code} [{part}] {diagnostic.message}")
    return schema, told


def format_validator() -> Any:
    document = json.loads((DOCS / "schema-format.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


FORMAT_VALIDATOR = format_validator()


@given(schemas())
def test_what_is_written_loads_back_equal(schema: Schema) -> None:
    text = dump_schema(schema)
    loaded, diagnostics = load(text)
    assert diagnostics == []
    # `repr` tells apart what `==` does not: 1, 1.0 and true. Spans do not count.
    assert loaded == schema
    assert loaded is not None
    assert without_spans(loaded) == without_spans(schema)
    assert dump_schema(loaded) == text


def without_spans(schema: Schema) -> str:
    return re.sub(r"span=(None|Span\([^)]*\))", "", repr(schema))


@given(schemas())
def test_what_is_written_follows_the_documented_format(schema: Schema) -> None:
    FORMAT_VALIDATOR.validate(yaml.load(dump_schema(schema), Loader=yaml.CSafeLoader))


@given(type_expressions(["a.B", "C"]))
def test_a_type_alone_loads_back(type_: TypeExpr) -> None:
    text = dump_schema(Schema("x", (AliasDecl("", "A", "", type_),)))
    report = Report()
    root = read_yaml(Source("s.yaml", "s.yaml", text), report)
    assert root is not None
    node = root.mapping()["types"].mapping()["A"].mapping()["type"]
    assert repr(read_type(node)) == repr(type_)
    assert report.sorted() == ()


def test_the_documentation_shows_the_format_as_it_is_written() -> None:
    markdown = (DOCS / "schema-format.md").read_text("utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", markdown, re.MULTILINE | re.DOTALL)
    schema, diagnostics = load(example)
    assert diagnostics == []
    assert schema is not None
    assert dump_schema(schema) == example
    kinds = {type(declaration) for declaration in schema.declarations}
    assert kinds == {RecordDecl, EnumDecl}


def declarations_of_all_kinds() -> Iterator[Declaration]:
    string = PrimitiveType("string")
    yield AliasDecl("", "Alias", "a.md", NullableType(UnionType((string, LiteralType(None)))))
    yield EnumDecl("m", "Enum", "e.md", (EnumValue("x", "X", "doc", deprecated=True),), open=True)
    yield RecordDecl("m", "Closed", "c.md", (), additional=None, doc="One.\nTwo.")
    fields = (
        Field("a", ArrayType(MapType(string)), required=True, default=(None,), examples=([], {})),
        Field("b", AnyType(), required=False, doc="b", deprecated=True),
    )
    yield RecordDecl("m", "Record", "r.md", fields, additional=string, deprecated=True)
    yield UnionDecl("m", "Union", "u.md", (UnknownType(), ReferenceType("Alias")))


def test_each_fact_has_its_line() -> None:
    declarations = tuple(declarations_of_all_kinds())
    text = dump_schema(Schema("all", declarations, version="1.0"))
    assert (
        text
        == """\
format: tablewright-schema/1
name: all
version: "1.0"
types:
  Alias:
    kind: alias
    page: a.md
    type:
      nullable:
        union:
          - string
          - literal: null
  m.Closed:
    kind: record
    page: c.md
    doc: |-
      One.
      Two.
    closed: true
    fields: []
  m.Enum:
    kind: enum
    page: e.md
    open: true
    values:
      - value: x
        name: X
        doc: doc
        deprecated: true
  m.Record:
    kind: record
    page: r.md
    deprecated: true
    additional: string
    fields:
      - name: a
        type:
          array:
            map: string
        required: true
        default: null
        examples:
          - []
          - {}
      - name: b
        type: any
        doc: b
        deprecated: true
  m.Union:
    kind: union
    page: u.md
    variants:
      - unknown
      - ref: Alias
"""
    )


@pytest.mark.parametrize(
    ("module", "name", "written"),
    [
        ("", "Pet", None),
        ("a.b", "Pet", None),
        ("", "a.Pet", "a.Pet"),
        ("a", "b.Pet", "b.Pet"),
        ("a.", "Pet", None),
        ("", ".Pet", None),
        ("a", "", None),
        ("a", ".Pet", ".Pet"),
    ],
)
def test_the_name_stands_where_the_key_does_not_tell_it(
    module: str, name: str, written: str | None
) -> None:
    schema = Schema("x", (AliasDecl(module, name, "p.md", AnyType()),))
    text = dump_schema(schema)
    (declaration,) = yaml.safe_load(text)["types"].values()
    assert declaration.get("name") == written
    assert load(text) == (schema, [])


def test_declarations_are_sorted_whatever_the_order_of_the_file() -> None:
    schema, _ = load(
        f"format: {FORMAT}\nname: x\ntypes:\n"
        "  b.A: {kind: alias, page: p, type: any}\n"
        "  a-b.Z: {kind: alias, page: p, type: any}\n"
        "  a.Z: {kind: alias, page: p, type: any}\n"
        "  Z: {kind: alias, page: p, type: any}\n"
    )
    assert schema is not None
    assert [each.key for each in schema.declarations] == ["Z", "a.Z", "a-b.Z", "b.A"]


def test_a_loaded_schema_knows_its_places() -> None:
    text = dump_schema(Schema("all", tuple(declarations_of_all_kinds())))
    schema, _ = load(text)
    assert schema is not None
    record = schema.by_key()["m.Record"]
    assert isinstance(record, RecordDecl)
    span, field_span = record.span, record.fields[1].span
    assert span is not None
    assert field_span is not None
    lines = text.splitlines()
    assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == "m.Record"
    assert lines[field_span.line - 1][field_span.column - 1 :] == "b"


# Slips.

HEAD = f"format: {FORMAT}\nname: x\ntypes:\n"


@pytest.mark.parametrize(
    ("text", "diagnostic"),
    [
        ("", "wrong-value [] nothing where a schema file belongs"),
        ("- a", "wrong-value [] a sequence where a schema file belongs"),
        ("name: x\n", "missing-key [] `format` is missing here"),
        (
            "format: tablewright-schema/2\nnames: x\n",
            "wrong-value [tablewright-schema/2] `tablewright-schema/2` where "
            "`tablewright-schema/1` belongs",
        ),
        (f"format: {FORMAT}\n", "missing-key [] `name` and `types` are missing here"),
        ("format: [\n", "malformed-yaml [] did not find expected node content"),
    ],
)
def test_what_is_no_schema_file_is_said_once(text: str, diagnostic: str) -> None:
    assert load(text) == (None, [diagnostic])


def slip(declaration: str) -> list[str]:
    """What is said of the type `T`, written in flow style in line 4."""
    schema, diagnostics = load(f"{HEAD}  T: {declaration}\n")
    # Whatever is wrong, the schema is closed.
    assert schema is not None
    assert "T" in schema.by_key()
    return diagnostics


@pytest.mark.parametrize(
    ("declaration", "diagnostic"),
    [
        ("", "wrong-value [] nothing where the declaration of a type belongs"),
        ("x", "wrong-value [x] `x` where the declaration of a type belongs"),
        ("{page: p}", "missing-key [T] `kind` is missing here"),
        (
            "{kind: recrod}",
            "wrong-value [recrod] `recrod` where one of `record`, `enum`, `union` and `alias` "
            "belongs",
        ),
        ("{kind: record}", "missing-key [T] `page` and `fields` are missing here"),
        ("{kind: enum, page: p}", "missing-key [T] `values` is missing here"),
        ("{kind: alias, page: 1, type: any}", "wrong-value [1] `1` where a string belongs"),
        (
            "{kind: alias, page: p, type: any, open: true}",
            "unknown-key [open] `open` is not a key of a type of the kind `alias`",
        ),
        (
            "{kind: alias, page: p, type: any, deprecated: 1}",
            "wrong-value [1] `1` where true or false belongs",
        ),
        (
            "{kind: alias, page: p, type: any, name: U}",
            "wrong-value [U] the key `T` does not end with the name `U`",
        ),
        (
            "{kind: alias, page: p, page: q, type: any}",
            "duplicate-key [page] `page` stands twice in this mapping",
        ),
        ("{kind: record, page: p, fields: 1}", "wrong-value [1] `1` where a sequence belongs"),
        ("{kind: record, page: p, fields: [1]}", "wrong-value [1] `1` where a field belongs"),
        (
            "{kind: record, page: p, fields: [{}]}",
            "missing-key [{}] `name` and `type` are missing here",
        ),
        (
            "{kind: record, page: p, fields: [{name: a, type: any, requird: true}]}",
            "unknown-key [requird] `requird` is not a key of a field",
        ),
        (
            "{kind: record, page: p, fields: [{name: a, type: any}, {name: a, type: any}]}",
            "duplicate-field [a] the field `a` stands twice in this record",
        ),
        (
            "{kind: record, page: p, fields: [{name: a, type: any, default: .inf}]}",
            "wrong-value [.inf] `.inf` is not a JSON value",
        ),
        (
            "{kind: record, page: p, fields: [], closed: true, additional: string}",
            "wrong-value [string] a closed record has no type for other keys",
        ),
        ("{kind: enum, page: p, values: []}", "wrong-value [[]] an enum without values"),
        ("{kind: enum, page: p, values: }", "wrong-value [] an enum without values"),
        (
            "{kind: enum, page: p, values: [a]}",
            "wrong-value [a] `a` where a value of an enum belongs",
        ),
        (
            "{kind: enum, page: p, values: [{name: a}]}",
            "missing-key [{name: a}] `value` is missing here",
        ),
        (
            "{kind: enum, page: p, values: [{value: [a]}]}",
            "wrong-value [[a]] a sequence where a string, a number, true, false or null belongs",
        ),
        (
            "{kind: enum, page: p, values: [{value: 1}, {value: true}, {value: 1.0}]}",
            "duplicate-value [1.0] this value stands twice in this enum",
        ),
        (
            "{kind: union, page: p, variants: [any]}",
            "wrong-value [[any]] a union of fewer than two types",
        ),
        (
            "{kind: union, page: p, variants: any}",
            "wrong-value [any] `any` where a sequence of types belongs",
        ),
    ],
)
def test_a_slip_in_a_declaration(declaration: str, diagnostic: str) -> None:
    assert slip(declaration) == [diagnostic]


@pytest.mark.parametrize(
    ("type_", "diagnostic"),
    [
        ("strng", "unknown-type [strng] `strng` is not a type"),
        ("Pet", "unknown-type [Pet] `Pet` is not a type"),
        ("", "wrong-value [] nothing where a type belongs"),
        ("[any]", "wrong-value [[any]] a sequence where a type belongs"),
        (
            "{array: any, map: any}",
            "wrong-value [{array: any, map: any}] a mapping where a type belongs",
        ),
        ("{list: any}", "unknown-key [list] `list` is not a key of a type"),
        ("{array: {map: strng}}", "unknown-type [strng] `strng` is not a type"),
        ("{nullable: {nullable: any}}", "wrong-value [{nullable: any}] nullable stands twice"),
        (
            "{union: [any, {union: [any, date]}]}",
            "wrong-value [{union: [any, date]}] a union inside a union",
        ),
        ("{union: [any]}", "wrong-value [[any]] a union of fewer than two types"),
        ("{union: [any, strng]}", "unknown-type [strng] `strng` is not a type"),
        (
            "{literal: [a]}",
            "wrong-value [[a]] a sequence where a string, a number, true, false or null belongs",
        ),
        ("{ref: 1}", "wrong-value [1] `1` where a type's key belongs"),
        ("{array: {ref: U}}", "dangling-reference [U] no type has the key `U`"),
    ],
)
def test_a_slip_in_a_type(type_: str, diagnostic: str) -> None:
    assert slip(f"{{kind: alias, page: p, type: {type_}}}") == [diagnostic]


@pytest.mark.parametrize(
    ("type_", "help_line"),
    [
        ("{ref: pet}", "did you mean `Pet`?"),
        ("Pet", "a declared type is written `ref: Pet`"),
        ("strng", "did you mean `string`?"),
        ("null", 'the type null is written "null"'),
    ],
)
def test_help_names_what_was_meant(type_: str, help_line: str) -> None:
    report = Report()
    text = f"{HEAD}  Pet: {{kind: alias, page: p, type: {type_}}}\n"
    load_schema(Source("s.yaml", "s.yaml", text), report)
    assert [diagnostic.help for diagnostic in report.sorted()] == [help_line]


def test_all_slips_are_found_in_one_run() -> None:
    _, diagnostics = load(
        f"{HEAD}  A: {{kind: alias, page: p, type: {{ref: X}}}}\n"
        "  B: {kind: enum, page: p, values: []}\n"
        "  C: {kind: record, page: p, fields: [{name: a, type: strng}, {type: any}]}\n"
    )
    assert [diagnostic.split()[0] for diagnostic in diagnostics] == [
        "dangling-reference",
        "wrong-value",
        "unknown-type",
        "missing-key",
    ]


def test_what_is_wrong_becomes_unknown_and_the_rest_stays() -> None:
    schema, _ = load(
        f"{HEAD}  A: {{kind: alias, page: p, type: {{array: {{ref: X}}}}}}\n"
        "  B: {kind: enum, page: p, doc: d, values: []}\n"
        "  C: {kind: record, page: p, fields: [{name: a, type: strng}, {type: any}]}\n"
    )
    assert schema is not None
    assert schema.declarations == (
        AliasDecl("", "A", "p", ArrayType(UnknownType())),
        AliasDecl("", "B", "p", UnknownType(), doc="d"),
        RecordDecl("", "C", "p", (Field("a", UnknownType(), required=False),)),
    )


@given(schemas(max_types=2), st.data())
def test_no_damage_to_a_file_is_a_traceback(schema: Schema, data: st.DataObject) -> None:
    text = dump_schema(schema)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    insert = data.draw(st.sampled_from(["", " ", ":", "- ", "{", "[", "&a ", "*a", "!!int ", "\t"]))
    load(text[:start] + insert + text[end:])


def test_ten_thousand_types_are_written_in_seconds_not_minutes() -> None:
    fields = tuple(
        Field(f"field{index}", ArrayType(ReferenceType("m.T0")), required=True, doc="A field.")
        for index in range(5)
    )
    declarations = tuple(RecordDecl("m", f"T{index}", "p.md", fields) for index in range(10_000))
    start = time.process_time()
    dump_schema(Schema("many", declarations))
    assert time.process_time() - start < 5
