"""The JSON Schema target: what each declaration becomes, its files, and what validators say."""

from __future__ import annotations

import itertools
import json
import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote, urldefrag, urljoin

import jsonschema_rs
import pytest
import referencing
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema.validators import validator_for
from node_tools import SchemaSet, ajv
from python_packages import load
from schema_strategies import schemas
from value_strategies import damaged, has_values, json_values, values

from generator.diagnostics import Report
from generator.instances import find_mismatch, is_base64, is_date, is_datetime
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
from generator.targets.jsonschema_draft07 import in_draft_07, reference_in_draft_07
from generator.targets.jsonschema_files import reference_in_bundle

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"
DOCS = Path(__file__).parent.parent / "docs"
BUNDLES = ["bundle.schema.json", "bundle.draft-07.schema.json"]
STRING = PrimitiveType("string")
HERE = Span("specs/a.md", 1, 3, 6)


def artifacts(schema: Schema, **options: str) -> dict[str, str]:
    """The text of each file, by its path below the target's folder."""
    texts = {artifact.path: artifact.text for artifact in render(TARGET.views(schema, options))}
    assert all(path.startswith("jsonschema/") for path in texts)
    return {path.removeprefix("jsonschema/"): text for path, text in texts.items()}


def documents(schema: Schema, **options: str) -> dict[str, Any]:
    """The JSON Schema files: all but the catalogue."""
    texts = artifacts(schema, **options)
    return {path: json.loads(text) for path, text in texts.items() if path != "index.json"}


def catalogue(*declarations: Declaration, version: str = "", **options: str) -> dict[str, Any]:
    schema = Schema("test", declarations, version)
    found: dict[str, Any] = json.loads(artifacts(schema, **options)["index.json"])
    return found


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


# Draft-07.


def test_in_draft_07_a_reference_that_is_not_alone_is_an_all_of() -> None:
    kin = ReferenceType("m.R")
    fields = (
        Field("id", PrimitiveType("integer"), required=True, doc="The id.", examples=(1, 2)),
        Field("kin", kin, required=True, doc="Kin.", deprecated=True, default=({"id": 1},)),
        Field("all", ArrayType(NullableType(kin)), required=False),
        Field("data", PrimitiveType("bytes"), required=False),
    )
    record = RecordDecl("m", "R", "m/r.md", fields, MapType(kin), doc="A record.")
    document = documents(Schema("x", (AliasDecl("", "A", "", kin), record)))[BUNDLES[1]]
    assert document == {
        "$schema": DRAFT_07,
        "title": "x",
        "definitions": {
            "A": {"title": "A", "allOf": [{"$ref": "#/definitions/m.R"}]},
            "m.R": {
                "title": "R",
                "$comment": "m/r.md",
                "description": "A record.",
                "type": "object",
                "properties": {
                    "id": {"description": "The id.", "type": "integer", "examples": [1, 2]},
                    "kin": {
                        "description": "Kin.",
                        "deprecated": True,
                        "allOf": [{"$ref": "#/definitions/m.R"}],
                        "default": {"id": 1},
                    },
                    "all": {
                        "type": "array",
                        "items": {"anyOf": [{"$ref": "#/definitions/m.R"}, {"type": "null"}]},
                    },
                    "data": {
                        "type": "string",
                        "pattern": alias(PrimitiveType("bytes"))["pattern"],
                        "not": {"type": "string", "pattern": "\\n"},
                    },
                },
                "required": ["id", "kin"],
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": {"$ref": "#/definitions/m.R"},
                },
            },
        },
    }


def test_in_draft_07_what_only_looks_like_a_schema_stays() -> None:
    like: dict[str, Json] = {"$ref": "#/$defs/A", "$defs": {}, "contentEncoding": "x"}
    names = ("$ref", "$defs", "contentEncoding", "definitions", "properties", "$id")
    fields = tuple(
        Field(name, AnyType(), required=False, default=(like,), examples=(like,)) for name in names
    )
    schema = Schema("x", (RecordDecl("", "R", "", fields, None),))
    (_, definitions), (_, translated) = (documents(schema)[path].popitem() for path in BUNDLES)
    assert translated == definitions
    assert list(translated["R"]["properties"]) == list(names)


@given(schemas())
def test_in_draft_07_there_are_the_keywords_of_draft_07(schema: Schema) -> None:
    for document in subschemas(documents(schema)[BUNDLES[1]]):
        assert document.keys() <= DRAFT_07_KEYWORDS | {"deprecated"}
        assert "$ref" not in document or document.keys() == {"$ref"}


DRAFT_07_KEYWORDS = {
    *("$schema", "$id", "$ref", "$comment", "title", "description", "default", "examples"),
    *("type", "const", "enum", "format", "pattern", "properties", "required", "items"),
    *("additionalProperties", "definitions", "allOf", "anyOf", "not"),
}
"""Of JSON Schema validation and core, draft-07, those that have a use here."""


# The catalogue.


def test_the_catalogue_in_full() -> None:
    declarations = (
        EnumDecl("", "Größe", "größe.md", (EnumValue("s"),), doc="How large.\nIn letters."),
        AliasDecl("people", "Owner/Name", "owner.md#name", STRING, deprecated=True),
    )
    assert catalogue(*declarations, version="1.2", id="https://example.com/s") == {
        "format": "tablewright-index/1",
        "name": "test",
        "version": "1.2",
        "id": "https://example.com/s/1.2/",
        "types": [
            {
                "key": "Größe",
                "title": "Größe",
                "module": "",
                "kind": "enum",
                "page": "größe.md",
                "summary": "How large.",
                "file": "Größe.schema.json",
                "id": "https://example.com/s/1.2/Gr%C3%B6%C3%9Fe.schema.json",
                "bundle": "bundle.schema.json#/$defs/Gr%C3%B6%C3%9Fe",
                "draft-07": "bundle.draft-07.schema.json#/definitions/Gr%C3%B6%C3%9Fe",
            },
            {
                "key": "people.Owner/Name",
                "title": "Owner/Name",
                "module": "people",
                "kind": "alias",
                "page": "owner.md#name",
                "deprecated": True,
                "file": "people/Owner_Name.schema.json",
                "id": "https://example.com/s/1.2/people/Owner_Name.schema.json",
                "bundle": "bundle.schema.json#/$defs/people.Owner~1Name",
                "draft-07": "bundle.draft-07.schema.json#/definitions/people.Owner~1Name",
            },
        ],
    }


def test_an_empty_catalogue() -> None:
    assert catalogue() == {"format": "tablewright-index/1", "name": "test", "types": []}


@pytest.mark.parametrize(
    ("doc", "summary"),
    [
        ("A pet.", "A pet."),
        ("A pet. It is for sale.", "A pet."),
        (
            "A pet (see `a.b`), e.g. a cat, or approx. 5 fish! Or none?",
            "A pet (see `a.b`), e.g. a cat, or approx. 5 fish!",
        ),
        ("\nA pet\n  that is for sale\n\nIt is small.", "A pet that is for sale"),
        ("ペット。販売中。", "ペット。"),
        ("Version 1.2.", "Version 1.2."),
    ],
)
def test_the_first_sentence_of_a_description(doc: str, summary: str) -> None:
    [entry] = catalogue(AliasDecl("", "A", "", STRING, doc=doc))["types"]
    assert entry["summary"] == summary


@given(schemas(), st.sampled_from(["", "https://example.com/schemas/"]))
def test_every_reference_of_the_catalogue_leads_to_its_type(schema: Schema, base: str) -> None:
    index = catalogue(*schema.declarations, version=schema.version, id=base)
    INDEX_VALIDATOR.validate(index)
    found = documents(schema, id=base)
    for entry, declaration in zip(index["types"], schema.declarations, strict=True):
        assert entry["key"] == declaration.key
        single = found[entry["file"]]
        assert (single["title"], single.get("$id")) == (entry["title"], entry.get("id"))
        assert single.get("deprecated") is entry.get("deprecated")
        for reference in (entry["bundle"], entry["draft-07"]):
            path, fragment = urldefrag(reference)
            assert definition(found[path], fragment)["title"] == entry["title"]
        if base:
            assert urljoin(index["id"], quote(entry["file"])) == entry["id"]


INDEX_VALIDATOR = jsonschema_rs.validator_for(
    json.loads((DOCS / "schema-index.schema.json").read_text("utf-8"))
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
        *BUNDLES,
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
            "bundle.draft-07.schema.json": f"{folder}bundle.draft-07.schema.json",
            "A.schema.json": f"{folder}A.schema.json",
            "m/ü.schema.json": f"{folder}m/%C3%BC.schema.json",
        }
        first, second = found["A.schema.json"], found["m/ü.schema.json"]
        assert urljoin(first["$id"], first["properties"]["b"]["$ref"]) == second["$id"]
        assert urljoin(second["$id"], second["$ref"]) == first["$id"]


def test_types_called_like_the_other_files_leave_them_their_names() -> None:
    names = ("Bundle", "Bundle.Draft-07", "bundle", "bundle.draft-07", "index", "index.json")
    declarations = tuple(AliasDecl("", name, "", STRING) for name in names)
    schema = Schema("x", (*declarations, AliasDecl("bundle", "index", "", STRING)))
    texts = artifacts(schema)
    assert len({path.casefold() for path in texts}) == len(schema.declarations) + 3
    found = documents(schema)
    assert set(found["bundle.schema.json"]["$defs"]) == set(schema.by_key())
    assert set(found["bundle.draft-07.schema.json"]["definitions"]) == set(schema.by_key())
    assert [found[path]["title"] for path in ("index.schema.json", "index.json.schema.json")] == [
        "index",
        "index.json",
    ]
    assert list(documents(Schema("x", declarations[:2])))[2:] == [
        "_Bundle.schema.json",
        "_Bundle.Draft-07.schema.json",
    ]


def test_files_that_differ_by_case_alone_are_told_apart_and_reported() -> None:
    pet = AliasDecl("", "Pet", "", STRING, span=HERE)
    other = AliasDecl("", "pet", "", STRING, span=Span("specs/b.md", 1, 3, 6))
    report = Report()
    TARGET.check(Schema("x", (pet, other)), report)
    (diagnostic,) = report.sorted()
    assert diagnostic.code == "name-collision"
    assert diagnostic.span == other.span
    (*_, kept, renamed) = documents(Schema("x", (pet, other)))
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
    assert len({path.casefold() for path in paths}) == len(schema.declarations) + 3
    for path in paths:
        assert posixpath.normpath(path) == path
        assert not path.startswith(("/", ".."))
        assert not set(path) & set('\\:*?"<>|\x00\n%#')


@given(schemas())
def test_every_reference_between_files_leads_to_a_declaration(schema: Schema) -> None:
    found = documents(schema)
    for path, document in found.items():
        for reference in references(document):
            target, fragment = urldefrag(urljoin(f"https://x/{path}", reference))
            assert unquote(target).removeprefix("https://x/") in found
            if path in BUNDLES:
                assert definition(document, fragment)["title"]


def definition(document: Any, fragment: str) -> Any:
    """What a pointer in a URI leads to (RFC 6901, section 6)."""
    for part in fragment.split("/")[1:]:
        document = document[unquote(part).replace("~1", "/").replace("~0", "~")]
    return document


def references(document: Json) -> Iterable[str]:
    """The references in a schema, not those in its values."""
    return (str(schema["$ref"]) for schema in subschemas(document) if "$ref" in schema)


def subschemas(document: Json) -> Iterable[dict[str, Json]]:
    """A schema and all that are in it, without true and false."""
    if not isinstance(document, dict):
        return
    yield document
    for keyword in ("properties", "$defs", "definitions"):
        for part in cast("dict[str, Json]", document.get(keyword, {})).values():
            yield from subschemas(part)
    for keyword in ("anyOf", "allOf"):
        for part in cast("list[Json]", document.get(keyword, [])):
            yield from subschemas(part)
    for keyword in ("items", "additionalProperties", "not"):
        yield from subschemas(document.get(keyword))


# Validators.


@given(schemas(), st.sampled_from(["", "https://example.com/schemas/"]))
def test_every_file_holds_to_the_meta_schema(schema: Schema, base: str) -> None:
    for path, document in documents(schema, id=base).items():
        draft_07 = path == "bundle.draft-07.schema.json"
        assert document["$schema"] == (DRAFT_07 if draft_07 else DIALECT)
        validator_for(document).check_schema(document)
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

    def targets(self) -> tuple[str, ...]:
        """The declaration in each bundle, and in the file of its own."""
        bundled, in_draft_07, *single = self.files()
        pointer = reference_in_bundle(self.declaration.key)
        return (
            f"{bundled}{pointer}",
            f"{in_draft_07}{reference_in_draft_07(pointer)}",
            single[self.schema.declarations.index(self.declaration)],
        )


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
    registry: Any = referencing.Registry().with_contents(resources)
    rust_registry = jsonschema_rs.Registry(resources)
    for target in case.targets():
        path, _, fragment = target.partition("#")
        dialect = files[path]["$schema"]
        reference = {"$schema": dialect, "$ref": f"{identifiers[path]}#{fragment}"}
        class_ = validator_for(reference)
        python = class_(reference, registry=registry, format_checker=class_.FORMAT_CHECKER)
        assert python.is_valid(case.payload) is case.is_valid
        rust = jsonschema_rs.validator_for(reference, registry=rust_registry, validate_formats=True)
        assert rust.is_valid(case.payload) is case.is_valid


@pytest.mark.parametrize("version", ["", "1.0 β/2"])
def test_files_find_each_other_where_they_are_served(version: str) -> None:
    """By a validator that is given one file, and asks a web server for the others."""
    names = ("Größe", "List<Pet>", "a b", "100%", "x#y", "日本", "CON", "..")
    keys = [f"{module}.{name}".removeprefix(".") for module in ("", "my-sdk.v1") for name in names]
    modules = [module for module in ("", "my-sdk.v1") for _ in names]
    following = [*keys[1:], keys[0]]
    declarations = tuple(
        RecordDecl(module, name, "", (Field("next", ReferenceType(key), required=False),), None)
        for module, name, key in zip(modules, names * 2, following, strict=True)
    )
    served = documents(Schema("x", declarations, version), id="https://example.com/s")
    asked: list[str] = []

    def get(uri: str) -> Any:
        asked.append(uri)
        assert uri.isascii()
        folder = f"https://example.com/s/{quote(version, safe='')}".rstrip("/")
        return served[unquote(uri.removeprefix(f"{folder}/"))]

    new_registry: Any = referencing.Registry  # whose arguments mypy does not know
    registry = new_registry(retrieve=lambda uri: referencing.Resource.from_contents(get(uri)))
    right: Json = {}
    for _ in keys:
        right = {"next": right}
    wrong = json.loads(json.dumps(right).replace("{}", '{"other": 1}'))
    first = next(document for path, document in served.items() if path not in BUNDLES)
    python = validator_for(first)(first, registry=registry)
    assert (python.is_valid(right), python.is_valid(wrong)) == (True, False)
    assert len(set(asked)) == len(keys) - 1
    rust = jsonschema_rs.validator_for(first, retriever=get)
    assert (rust.is_valid(right), rust.is_valid(wrong)) == (True, False)


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


def test_ajv_overlooks_one_name() -> None:
    """What README.md says: no option and no keyword of ours helps."""
    record = RecordDecl("", "R", "", (Field("__proto__", STRING, required=True),))
    payloads: list[Json] = [{"__proto__": "x"}, {}, {"__proto__": 1}]
    files = documents(Schema("x", (record,)))
    [result] = ajv(SchemaSet(files, [("R.schema.json", payload) for payload in payloads]))
    assert result.verdicts == (True, False, True)


def is_beyond_javascript(case: Case) -> bool:
    """Integers that a double does not hold, and the one name that Ajv takes for no property."""
    text = repr((case.schema, case.payload))
    return bool(re.search(r"\d{16}", text)) or "__proto__" in text


@example("AB==")  # with bits that are left over, which some refuse
@given(st.text("AQgw/+-_= \n", max_size=9) | st.text(max_size=5))
def test_base64_is_the_same_for_all(text: str) -> None:
    for document in in_both_drafts(alias(PrimitiveType("bytes"))):
        verdicts = {validator_for(document)(document).is_valid(text)}
        verdicts |= {jsonschema_rs.is_valid(document, text)}
        assert verdicts == {is_base64(text)}


def in_both_drafts(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"$schema": DIALECT, **document}, {"$schema": DRAFT_07, **in_draft_07(document)}


PARTS = (
    (
        "2024-02-29",
        "1998-12-31",
        "0000-02-29",
        "2023-02-29",
        "2024-13-01",
        "٢024-02-29",
        "+024-2-9",
    ),
    ("T", "t", " ", "\n", ""),
    ("08:02:00", "23:59:60", "22:59:60", "00:29:60", "23:59:61", "24:59:00", "23:89:10", "08:02"),
    ("", ".5", ".123456789012", ",5", ".", ".٢"),
    ("Z", "z", "+00:30", "-01:00", "+23:59", "+24:00", "+00:60", "+0100", "+01", "−01:00", ""),
    ("", "\n", " ", "Z"),
)
"""What a moment is made of, each part first as it mostly is, then in unusual and in wrong ways."""


def moments(*, most: int) -> Iterable[str]:
    """Moments in which up to so many parts are not as they mostly are."""
    for parts in itertools.product(*PARTS):
        usual = sum(part == options[0] for part, options in zip(parts, PARTS, strict=True))
        if len(PARTS) - usual <= most:
            yield "".join(parts)


def test_moments_and_days_are_the_same_for_all() -> None:
    """But for what Python's checker of `date-time` and `date` refuses: leap seconds, the year 0."""
    texts = [*moments(most=3), *PARTS[0], "2024-02-29\n", "20240229", "2024-W09-4"]
    declarations = (
        AliasDecl("", "day", "", PrimitiveType("date")),
        AliasDecl("", "moment", "", PrimitiveType("datetime")),
    )
    package = load(Schema("x", declarations))
    for (name, is_right), declaration in zip(
        (("day", is_date), ("moment", is_datetime)), declarations, strict=True
    ):
        expected = [is_right(text) for text in texts]
        assert {*expected} == {True, False}
        assert [is_decoded(package.codec(name), text) for text in texts] == expected
        for document in in_both_drafts(alias(declaration.type)):
            class_ = validator_for(document)
            python = class_(document, format_checker=class_.FORMAT_CHECKER)
            rust = jsonschema_rs.validator_for(document, validate_formats=True)
            [answer] = ajv(SchemaSet({"a": document}, [("a", text) for text in texts]))
            assert answer.verdicts == tuple(expected)
            assert [rust.is_valid(text) for text in texts] == expected
            for text, is_valid in zip(texts, expected, strict=True):
                if not is_valid or not re.search("^0000|:60", text):
                    assert python.is_valid(text) is is_valid, text


def is_decoded(codec: Any, value: Json) -> bool:
    try:
        codec.from_dict(value)
    except ValueError:
        return False
    return True
