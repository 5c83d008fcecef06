"""The JSON Schema target: what each declaration becomes, its files, and what validators say."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, unquote, urldefrag, urljoin

import jsonschema
import jsonschema_rs
import pytest
import referencing
from hypothesis import given, settings
from hypothesis import strategies as st
from node_tools import SchemaSet, ajv
from referencing.jsonschema import DRAFT202012
from schema_strategies import schemas
from value_strategies import damaged, has_values, json_values, values

from generator.diagnostics import Report
from generator.instances import find_mismatch, is_base64
from generator.render import render
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    LiteralType,
    MapType,
    NullableType,
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
from generator.source import Span
from generator.targets.jsonschema import TARGET
from generator.targets.jsonschema_files import reference_in_bundle

DIALECT = "https://json-schema.org/draft/2020-12/schema"
STRING = PrimitiveType("string")
HERE = Span("specs/a.md", 1, 3, 6)


def artifacts(schema: Schema, **options: str) -> dict[str, str]:
    """The text of each file, by its path below the target's folder."""
    texts = {artifact.path: artifact.text for artifact in render(TARGET.views(schema, options))}
    assert all(path.startswith("jsonschema/") for path in texts)
    return {path.removeprefix("jsonschema/"): text for path, text in texts.items()}


def documents(schema: Schema, **options: str) -> dict[str, Any]:
    return {path: json.loads(text) for path, text in artifacts(schema, **options).items()}


def bundle(*declarations: Declaration) -> dict[str, Any]:
    """The definitions of a bundle."""
    schema = Schema("test", tuple(sorted(declarations, key=lambda each: (each.module, each.name))))
    definitions: dict[str, Any] = documents(schema)["bundle.schema.json"]["$defs"]
    return definitions


def alias(type_: TypeExpr) -> dict[str, Any]:
    """What a type expression becomes."""
    others = (RecordDecl("m", "R", "r.md", ()), EnumDecl("", "E", "e.md", (EnumValue("x"),)))
    document: dict[str, Any] = bundle(AliasDecl("", "A", "", type_), *others)["A"]
    assert document.pop("title") == "A"
    return document


def enum(*listed: Scalar, is_open: bool = False) -> dict[str, Any]:
    declared = tuple(EnumValue(value) for value in listed)
    document: dict[str, Any] = bundle(EnumDecl("", "E", "", declared, open=is_open))["E"]
    assert document.pop("title") == "E"
    return document


# What becomes of types and declarations.


def test_a_record_in_full() -> None:
    fields = (
        Field("id", PrimitiveType("integer"), required=True, doc="The id."),
        Field("tags", ArrayType(STRING), required=False, default=([],), examples=(["a"], [])),
        Field("kin", ReferenceType("m.R"), required=True, doc="Kin.", deprecated=True),
    )
    record = RecordDecl("m", "R", "m/r.md", fields, doc="A record.", deprecated=True)
    assert bundle(record) == {
        "m.R": {
            "title": "R",
            "$comment": "m/r.md",
            "description": "A record.",
            "deprecated": True,
            "type": "object",
            "properties": {
                "id": {"description": "The id.", "type": "integer"},
                "tags": {
                    "type": "array",
                    "items": {"type": "string"},
                    "default": [],
                    "examples": [["a"], []],
                },
                "kin": {"description": "Kin.", "deprecated": True, "$ref": "#/$defs/m.R"},
            },
            "required": ["id", "kin"],
        }
    }


@pytest.mark.parametrize(
    ("additional", "keywords"),
    [
        (AnyType(), {}),
        (UnknownType(), {}),
        (None, {"additionalProperties": False}),
        (STRING, {"additionalProperties": {"type": "string"}}),
    ],
)
def test_a_record_is_open_unless_it_is_closed_or_typed(
    additional: TypeExpr | None, keywords: dict[str, Json]
) -> None:
    document = bundle(RecordDecl("", "R", "", (), additional))["R"]
    assert document == {"title": "R", "type": "object"} | keywords


@pytest.mark.parametrize(
    ("type_", "document"),
    [
        (STRING, {"type": "string"}),
        (PrimitiveType("null"), {"type": "null"}),
        (PrimitiveType("datetime"), {"type": "string", "format": "date-time"}),
        (PrimitiveType("date"), {"type": "string", "format": "date"}),
        (AnyType(), {}),
        (UnknownType(), {}),
        (LiteralType("x"), {"type": "string", "const": "x"}),
        (LiteralType(1), {"type": "integer", "const": 1}),
        (LiteralType(1.5), {"type": "number", "const": 1.5}),
        (LiteralType(True), {"type": "boolean", "const": True}),
        (LiteralType(None), {"type": "null", "const": None}),
        (ArrayType(AnyType()), {"type": "array", "items": {}}),
        (MapType(STRING), {"type": "object", "additionalProperties": {"type": "string"}}),
        (ReferenceType("m.R"), {"$ref": "#/$defs/m.R"}),
        (
            UnionType((STRING, ReferenceType("E"))),
            {"anyOf": [alias(STRING), {"$ref": "#/$defs/E"}]},
        ),
        (NullableType(STRING), {"type": ["string", "null"]}),
        (NullableType(ArrayType(STRING)), {"type": ["array", "null"], "items": alias(STRING)}),
        (NullableType(AnyType()), {}),
        (NullableType(PrimitiveType("null")), {"type": "null"}),
        (NullableType(LiteralType("x")), {"anyOf": [alias(LiteralType("x")), {"type": "null"}]}),
        (NullableType(ReferenceType("E")), {"anyOf": [{"$ref": "#/$defs/E"}, {"type": "null"}]}),
        (
            NullableType(UnionType((STRING, LiteralType(1)))),
            {"anyOf": [alias(STRING), alias(LiteralType(1)), {"type": "null"}]},
        ),
    ],
    ids=repr,
)
def test_a_type_expression(type_: TypeExpr, document: dict[str, Json]) -> None:
    assert alias(type_) == document


def test_a_union() -> None:
    union = UnionDecl("", "U", "u.md", (STRING, PrimitiveType("integer")), doc="Either.")
    assert bundle(union)["U"] == {
        "title": "U",
        "$comment": "u.md",
        "description": "Either.",
        "anyOf": [{"type": "string"}, {"type": "integer"}],
    }


def test_an_enum() -> None:
    assert enum("a", "b") == {"type": "string", "enum": ["a", "b"]}
    assert enum(1, 2.5) == {"type": "number", "enum": [1, 2.5]}
    assert enum("a", 1, None) == {"enum": ["a", 1, None]}


def test_an_open_enum() -> None:
    listed = {"type": "string", "enum": ["a"]}
    assert enum("a", is_open=True) == {"anyOf": [listed, {"type": "string"}]}
    assert enum("a", 1, None, is_open=True) == {
        "anyOf": [{"enum": ["a", 1, None]}, {"type": "string"}, {"type": "integer"}]
    }


def test_what_is_said_of_enum_values_is_in_the_description() -> None:
    declared = (
        EnumValue("+1", name="Plus", doc="One more.\nOr two."),
        EnumValue("-1", name="Minus", deprecated=True),
        EnumValue("0"),
        EnumValue(0, doc="Nothing."),
        EnumValue("not-started", name="NotStarted"),
        EnumValue("", name="Unset"),
    )
    assert bundle(EnumDecl("", "E", "", declared, doc="Steps."))["E"]["description"] == (
        "Steps.\n"
        "\n"
        '- `"+1"` (Plus): One more.\n'
        "  Or two.\n"
        '- `"-1"` (Minus, deprecated)\n'
        "- `0`: Nothing.\n"
        '- `""` (Unset)'
    )


# Text.


def test_each_item_has_its_line() -> None:
    record = RecordDecl("", "R", "r.md", (Field("a", NullableType(STRING), required=True),))
    assert (
        artifacts(Schema("test", (record,)))["bundle.schema.json"]
        == """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "test",
  "$defs": {
    "R": {
      "title": "R",
      "$comment": "r.md",
      "type": "object",
      "properties": {
        "a": {
          "type": [
            "string",
            "null"
          ]
        }
      },
      "required": [
        "a"
      ]
    }
  }
}
"""
    )


def test_numbers_are_exact() -> None:
    text = artifacts(Schema("x", (AliasDecl("", "A", "", LiteralType(2**53 + 1)),)))
    assert f'"const": {2**53 + 1}\n' in text["A.schema.json"]


# Files and references.


def test_files_follow_modules_and_refer_by_relative_paths() -> None:
    def record(module: str, name: str, *keys: str) -> RecordDecl:
        fields = tuple(Field(key, ReferenceType(key), required=False) for key in keys)
        return RecordDecl(module, name, "p.md", fields)

    keys = ("Root", "a.Near", "a.b.Below", "c.Far", "a.Self")
    schema = Schema(
        "x",
        (
            record("", "Root", *keys),
            record("a", "Near"),
            record("a", "Self", *keys),
            record("a.b", "Below"),
            record("c", "Far"),
        ),
    )
    found = documents(schema)
    assert list(found) == [
        "bundle.schema.json",
        "Root.schema.json",
        "a/Near.schema.json",
        "a/Self.schema.json",
        "a/b/Below.schema.json",
        "c/Far.schema.json",
    ]
    references = {
        key: field["$ref"] for key, field in found["a/Self.schema.json"]["properties"].items()
    }
    assert references == {
        "Root": "../Root.schema.json",
        "a.Near": "Near.schema.json",
        "a.b.Below": "b/Below.schema.json",
        "c.Far": "../c/Far.schema.json",
        "a.Self": "#",
    }
    assert found["Root.schema.json"]["properties"]["a.Near"] == {"$ref": "a/Near.schema.json"}


def test_identifiers_stand_where_a_base_is_given_and_references_resolve_against_them() -> None:
    schema = Schema(
        "x",
        (
            RecordDecl("", "A", "", (Field("b", ReferenceType("m.ü"), required=False),)),
            AliasDecl("m", "ü", "", ReferenceType("A")),
        ),
        version="1.0 β",
    )
    assert not any("$id" in document for document in documents(schema).values())
    for base in ("https://example.com/s", "https://example.com/s/"):
        found = documents(schema, id=base)
        folder = "https://example.com/s/1.0%20%CE%B2/"
        assert {path: document["$id"] for path, document in found.items()} == {
            "bundle.schema.json": f"{folder}bundle.schema.json",
            "A.schema.json": f"{folder}A.schema.json",
            "m/ü.schema.json": f"{folder}m/%C3%BC.schema.json",
        }
        first, second = found["A.schema.json"], found["m/ü.schema.json"]
        assert urljoin(first["$id"], first["properties"]["b"]["$ref"]) == second["$id"]
        assert urljoin(second["$id"], second["$ref"]) == first["$id"]


def test_a_type_called_bundle_leaves_the_bundle_its_file() -> None:
    schema = Schema("x", (AliasDecl("", "Bundle", "", STRING), AliasDecl("", "bundle", "", STRING)))
    found = documents(schema)
    assert len({path.casefold() for path in found}) == 3
    assert "$defs" in found["bundle.schema.json"]
    assert list(documents(Schema("x", schema.declarations[:1])))[1] == "_Bundle.schema.json"


def test_files_that_differ_by_case_alone_are_told_apart_and_reported() -> None:
    pet = AliasDecl("", "Pet", "", STRING, span=HERE)
    other = AliasDecl("", "pet", "", STRING, span=Span("specs/b.md", 1, 3, 6))
    report = Report()
    TARGET.check(Schema("x", (pet, other)), report)
    (diagnostic,) = report.sorted()
    assert diagnostic.code == "name-collision"
    assert diagnostic.span == other.span
    (_, kept, renamed) = documents(Schema("x", (pet, other)))
    assert kept == "Pet.schema.json"
    assert f"`{renamed}`" in diagnostic.message


def test_a_declaration_without_a_place_is_not_reported() -> None:
    report = Report()
    schema = Schema("x", (AliasDecl("", "A", "", STRING), AliasDecl("", "a", "", STRING)))
    TARGET.check(schema, report)
    assert report.sorted() == ()


@given(schemas())
def test_no_file_leaves_the_folder_or_meets_another(schema: Schema) -> None:
    paths = list(artifacts(schema))
    assert len({path.casefold() for path in paths}) == len(schema.declarations) + 1
    for path in paths:
        assert posixpath.normpath(path) == path
        assert not path.startswith(("/", ".."))
        assert not set(path) & set('\\:*?"<>|\x00\n%#')


@given(schemas())
def test_every_reference_between_files_leads_to_a_declaration(schema: Schema) -> None:
    texts = artifacts(schema)
    for path, text in texts.items():
        for reference in references(json.loads(text)):
            target, fragment = urldefrag(urljoin(f"https://x/{path}", reference))
            assert unquote(target).removeprefix("https://x/") in texts
            pointer = [part.replace("~1", "/").replace("~0", "~") for part in fragment.split("/")]
            if path == "bundle.schema.json":
                assert unquote(pointer[2]) in schema.by_key()


def references(document: Json) -> Iterable[str]:
    """The references in a schema, not those in its values."""
    match document:
        case dict():
            for keyword, part in document.items():
                if keyword == "$ref":
                    yield str(part)
                elif keyword in ("properties", "$defs"):
                    yield from references(list(cast("dict[str, Json]", part).values()))
                elif keyword in ("items", "additionalProperties", "anyOf"):
                    yield from references(part)
        case list():
            for part in document:
                yield from references(part)


# Validators.


@given(schemas(), st.sampled_from(["", "https://example.com/schemas/"]))
def test_every_file_holds_to_the_meta_schema(schema: Schema, base: str) -> None:
    for document in documents(schema, id=base).values():
        jsonschema.Draft202012Validator.check_schema(document)
        jsonschema_rs.meta.validate(document)


@dataclass(frozen=True, slots=True)
class Case:
    """A declaration, and a payload with what the schema says of it."""

    schema: Schema
    declaration: Declaration
    payload: Json
    is_valid: bool
    base: str
    """The option `id`."""

    def files(self) -> dict[str, Any]:
        """Each file by its path, as it stands in a URI."""
        found = documents(self.schema, id=self.base)
        return {quote(path): document for path, document in found.items()}

    def targets(self) -> tuple[str, str]:
        """The declaration in the bundle, and in the file of its own."""
        bundled, *single = self.files()
        pointer = reference_in_bundle(self.declaration.key)
        return f"{bundled}{pointer}", single[self.schema.declarations.index(self.declaration)]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Payloads that are valid, that were and are damaged, and that are anything."""
    schema = draw(schemas().filter(lambda schema: schema.declarations))
    declaration = draw(st.sampled_from(schema.declarations))
    type_ = ReferenceType(declaration.key)
    payload = draw(json_values())
    if has_values(type_, schema) and draw(st.integers(0, 3)):
        payload = draw(values(type_, schema))
        if draw(st.booleans()):
            payload = draw(damaged(payload))
    is_valid = find_mismatch(payload, type_, schema.by_key()) is None
    base = draw(st.sampled_from(["", "https://example.com/schemas/"]))
    return Case(schema, declaration, payload, is_valid, base)


@settings(max_examples=200)
@given(cases())
def test_python_validators_accept_what_the_schema_says(case: Case) -> None:
    files = case.files()
    identifiers = {path: each.get("$id", f"https://x/{path}") for path, each in files.items()}
    resources = [(identifiers[path], document) for path, document in files.items()]
    registry: Any = referencing.Registry().with_resources(
        (uri, DRAFT202012.create_resource(each)) for uri, each in resources
    )
    rust_registry = jsonschema_rs.Registry(resources)
    for target in case.targets():
        path, _, fragment = target.partition("#")
        reference = {"$schema": DIALECT, "$ref": f"{identifiers[path]}#{fragment}"}
        python = jsonschema.Draft202012Validator(
            reference,
            registry=registry,
            format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
        )
        assert python.is_valid(case.payload) is case.is_valid
        rust = jsonschema_rs.validator_for(reference, registry=rust_registry, validate_formats=True)
        assert rust.is_valid(case.payload) is case.is_valid


def test_ajv_in_strict_mode_accepts_what_the_schema_says() -> None:
    """But for a type called `$id`, which Ajv takes for the identifier of `$defs`."""
    drawn: list[Case] = []

    @settings(max_examples=100, database=None)
    @given(cases().filter(lambda case: "$id" not in case.schema.by_key()))
    def collect(case: Case) -> None:
        drawn.append(case)

    collect()
    results = ajv(
        *(
            SchemaSet(case.files(), [(target, case.payload) for target in case.targets()])
            for case in drawn
        )
    )
    for case, result in zip(drawn, results, strict=True):
        assert result.errors == {}, case
        if not is_beyond_javascript(case):
            assert set(result.verdicts) == {case.is_valid}, case


def is_beyond_javascript(case: Case) -> bool:
    """Integers that a double does not hold, and names that every object has in JavaScript."""
    text = repr((case.schema, case.payload))
    inherited = ("__proto__", "constructor", "toString")
    return bool(re.search(r"\d{16}", text)) or any(name in text for name in inherited)


@given(st.text("AQgw/+-_= \n", max_size=9) | st.text(max_size=5))
def test_base64_is_the_same_for_all(text: str) -> None:
    document = alias(PrimitiveType("bytes"))
    verdicts = {
        jsonschema.Draft202012Validator(document).is_valid(text),
        jsonschema_rs.is_valid(document, text),
    }
    assert verdicts == {is_base64(text)}
