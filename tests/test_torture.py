"""The torture spec: everything that has broken a generator, in one spec set, through all outputs.

Pages cannot say everything: the overlay beside them holds the empty name, names with control
characters, and a field that is called like the row for all other keys. What was understood stands
in `torture/expected/`, to be read by people. From there on nothing is compared as text: names,
values and descriptions are looked up in each output by those who use it: Python by importing it,
JSON Schema by parsing it, TypeScript by its own compiler.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import importlib
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import black
import jsonschema_rs
import mypy.api
import node_tools
import pytest
from command_line import ENVIRONMENT, spawn
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.validators import validator_for
from node_tools import Compiler, SchemaSet, ajv, prettier, tsc
from python_packages import files as python_files
from python_packages import load
from referencing import Registry, Resource
from samples import damaged_samples, samples
from trees import files, put

from generator.diagnostic_text import as_text
from generator.pipeline import Compilation, build_artifacts, compile_folder
from generator.render import render
from generator.schema import (
    AliasDecl,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    RecordDecl,
    ReferenceType,
    Scalar,
    Schema,
    UnionDecl,
)
from generator.schema_file import load_schema
from generator.source import Source
from generator.targets.python_text import docstring
from generator.targets.typescript import TARGET
from generator.targets.typescript_names import schema_names
from generator.targets.typescript_text import literal

TORTURE = Path(__file__).parent / "torture"
SPECS = TORTURE / "specs"


@cache
def compilation() -> Compilation:
    return compile_folder(SPECS, "specs")


@cache
def artifacts() -> Mapping[str, str]:
    """The text of every file, by its path."""
    return {artifact.path: artifact.text for artifact in build_artifacts(compilation())}


def below(folder: str, ending: str = "") -> dict[str, str]:
    """The files of one target, by their paths in its folder."""
    return {
        path.removeprefix(f"{folder}/"): text
        for path, text in artifacts().items()
        if path.startswith(f"{folder}/") and path.endswith(ending)
    }


def schema() -> Schema:
    return compilation().schema


def records() -> list[RecordDecl]:
    return [each for each in schema().declarations if isinstance(each, RecordDecl)]


def enums() -> list[EnumDecl]:
    return [each for each in schema().declarations if isinstance(each, EnumDecl)]


# What is understood.


@pytest.mark.parametrize("name", ["schema.yaml", "diagnostics.txt"])
def test_it_is_understood_as_ever(name: str, request: pytest.FixtureRequest) -> None:
    path = TORTURE / "expected" / name
    actual = artifacts()["schema.yaml"] if name == "schema.yaml" else diagnostics()
    expected = path.read_bytes().decode("utf-8") if path.exists() else ""
    if actual == expected:
        return
    if request.config.getoption("--update-golden"):
        put(path.parent, {name: actual})
    difference = difflib.unified_diff(expected.splitlines(True), actual.splitlines(True))
    pytest.fail("".join(difference), pytrace=False)


def diagnostics() -> str:
    """What `lint` says, without the rows: they would be the pages once more."""
    return "".join(as_text(each, None) for each in compilation().report.sorted())


def test_nothing_is_wrong_but_that_names_meet() -> None:
    assert not compilation().report.has_errors
    assert {each.code for each in compilation().report.sorted()} == {"name-collision"}


NAMES = (
    *("match", "case", "type", "_", "await", "async", "yield", "enum", "interface", "package"),
    *("let", "static", "arguments", "eval", "constructor", "__proto__", "prototype", "toString"),
    *("hasOwnProperty", "self", "cls", "int", "list", "dict", "str", "field", "dataclass", "Any"),
    *("ABSENT", "additional_properties", "from_dict", "to_json", "None", "True", "class", "import"),
    *("userId", "user_id", "user-id", "UserID", "2fa", "$ref_", "$id", "@type", "#x", "__init__"),
    *("__class__", "__slots__", "__table__", "", "é", "e\u0301", "ß", "ſ", "\u212a", "σ", "ς"),
    *("名前", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "ad\u202emin", "a\u2028b", "a\0b"),
    *("a b", " x", "a.b", "a/b", "../up", 'a"b', "a'b", "a`b", "a\\b", "\\", "a|b", "a\\|b", "|"),
    *("100%", "%s", "{{ x }}", "{% x %}", "<br/>", "<script>", "x*/", '"""x', "${x}", "x-->"),
    *("x]]>", "\\u0041", "\\N{DASH}", "a\nb", "a\rb", "a\tb", "additionalProperties", "N/A", "~0"),
)
TYPES = (
    *("Optional", "List", "Record", "Object", "String", "Array", "Promise", "Date", "Map", "Union"),
    *("Enum", "Literal", "Any", "None", "Absent", "Codec", "DecodeError", "Pet", "pet", "PET"),
    *("type", "default", "null", "string", "__proto__", "List<Pet>", "a.b", "..", "*/", '"', "\\"),
)
MODULES = ("import", "class", "async", "_runtime", "operations.deep.er", "index", "eval", "it's")
VALUES = (
    *("", "+1", "-1", "name", "value", "mro", "_", "__members__", "None", "true", True, "1", 1),
    *(1.5, -0.0, 2**53 + 1, -(2**53) - 1, None, "a", "A", "é", "e\u0301", "*/", '"""', "\\", " "),
)
TEXTS = (
    *('"""', "'''", "*/", "\\", "{{", "{%", "<script>", "\u202e", "\u2066", "\u200b", "\r", "\0"),
    *("\u2028", "@deprecated", "# no heading", "```", "-->", "]]>", "\\N{DASH}", "\\u0041"),
    *("\\ud83d\\ude00", "\U0001f1e9\U0001f1ea", "  \n", "w" * 400),
)


def test_it_holds_what_breaks_generators() -> None:
    fields = [field for record in records() for field in record.fields]
    values = [identity(value.value) for enum in enums() for value in enum.values]
    docs = "\n".join(doc for _, doc in described())
    assert len(fields) > 600
    assert len(schema().declarations) > 120
    assert {*NAMES} <= {field.wire_name for field in fields}
    assert {*TYPES} <= {declaration.name for declaration in schema().declarations}
    assert {*MODULES} <= {declaration.module for declaration in schema().declarations}
    assert {identity(value) for value in VALUES} <= {*values}
    assert [text for text in TEXTS if text not in docs] == []
    mixtures = {
        (field.required, type(field.type).__name__, bool(field.default), field.deprecated)
        for record in records()
        if record.name == "Mixtures"
        for field in record.fields
    }
    assert len(mixtures) == 16


def described() -> Iterator[tuple[str, str]]:
    """Every description, and whose it is."""
    for declaration in schema().declarations:
        yield declaration.key, declaration.doc
        match declaration:
            case RecordDecl(fields=fields):
                yield from ((f"{declaration.key}.{each.wire_name}", each.doc) for each in fields)
            case EnumDecl(values=values):
                yield from ((f"{declaration.key}: {each.value}", each.doc) for each in values)
            case UnionDecl() | AliasDecl():
                pass


def identity(value: Json) -> str:
    """JSON text: Python itself finds 1, 1.0 and true equal."""
    return json.dumps(value, sort_keys=True)


def test_the_schema_file_is_a_door_for_all_of_it() -> None:
    source = Source("schema.yaml", "schema.yaml", artifacts()["schema.yaml"])
    assert load_schema(source, compilation().report) == schema()


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_bytes_come_of_it_in_every_process(seed: str, tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Kathmandu"}
    command = ("generate", str(SPECS), "--out", "out")
    assert spawn(*command, cwd=tmp_path, env=environment).returncode == 0
    written = files(tmp_path / "out")
    del written["manifest.json"]
    assert written == {path: text.encode("utf-8") for path, text in artifacts().items()}


# Python.


@cache
def package() -> Any:
    return load(schema())


def imported(name: str) -> Any:
    return importlib.import_module(f".{name}", package().__name__)


def places() -> dict[str, str]:
    """The file of each type in the package, as it is imported, by the type's key."""
    found: dict[str, str] = imported("_index").FILES
    return found


@cache
def tree_of(key: str) -> ast.Module:
    return ast.parse(python_files(schema())[f"{places()[key].replace('.', '/')}.py"])


def name_of(key: str) -> str:
    """What a file declares: a class, or an alias."""
    [name] = (
        each.name if isinstance(each, ast.ClassDef) else ast.unparse(each.target)
        for each in tree_of(key).body
        if isinstance(each, ast.ClassDef | ast.AnnAssign)
    )
    return name


def class_of(key: str) -> Any:
    return getattr(imported(places()[key]), name_of(key))


def test_python_knows_every_type_by_its_key_and_by_a_name_in_its_module() -> None:
    keys = schema().by_key().keys()
    assert places().keys() == keys
    assert len({*places().values()}) == len(keys)
    names = {key: (places()[key].rpartition(".")[0], name_of(key)) for key in keys}
    assert len({*names.values()}) == len(keys)
    for key, (module, name) in names.items():
        assert package().codec(key) is not None
        offered = importlib.import_module(f"{package().__name__}.{module}".rstrip("."))
        assert getattr(offered, name) is getattr(imported(places()[key]), name)


def test_python_knows_every_field_by_its_wire_name() -> None:
    for record in records():
        class_ = class_of(record.key)
        table = class_.__table__.fields.values()
        assert [each.wire_name for each in table] == [each.wire_name for each in record.fields]
        assert [each.is_required for each in table] == [each.required for each in record.fields]
        attributes = [each.name for each in dataclasses.fields(class_)]
        others = ["additional_properties"] if record.additional is not None else []
        assert attributes == [*(each.attribute for each in table), *others]


def test_python_has_every_value_of_an_enum() -> None:
    for enum in enums():
        values = [identity(member.value) for member in class_of(enum.key)]
        assert values == [identity(each.value) for each in enum.values]
        assert len(class_of(enum.key).__members__) == len(values)


def test_python_documents_all_that_is_described() -> None:
    for declaration in schema().declarations:
        holder = tree_of(declaration.key).body
        if isinstance(declaration, RecordDecl | EnumDecl):
            [class_] = (each for each in holder if isinstance(each, ast.ClassDef))
            holder = class_.body
            doc = docstring_of(holder[0])
            assert cleaned(class_of(declaration.key).__doc__) == doc
        else:
            [doc] = filter(None, map(docstring_of, holder))
        assert_begins(doc, declaration.doc, declaration.key)
        assert ("\nDeprecated.\n" in f"\n{doc}\n") is declaration.deprecated
        assert doc.endswith(f"Source: {declaration.page}")
        parts = parts_of(declaration)
        for part, doc in zip(parts, member_docstrings(holder), strict=False):
            assert_begins(doc, part.doc, f"{declaration.key} {part}")
            said = doc.removeprefix(kept(part.doc)).lstrip("\n")
            assert said.startswith("Deprecated.") is part.deprecated, part


def parts_of(declaration: object) -> tuple[Field | EnumValue, ...]:
    match declaration:
        case RecordDecl(fields=fields):
            return fields
        case EnumDecl(values=values):
            return values
        case _:
            return ()


def member_docstrings(body: list[ast.stmt]) -> Iterator[str]:
    """The docstring after each line that declares something, or an empty text."""
    for node, after in zip(body, [*body[1:], ast.Pass()], strict=True):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield docstring_of(after)


def docstring_of(node: ast.stmt) -> str:
    match node:
        case ast.Expr(ast.Constant(str() as text)):
            return cleaned(text)
        case _:
            return ""


def cleaned(text: str) -> str:
    """A docstring without its indentation (PEP 257); unlike `inspect.cleandoc`, with its tabs."""
    return inspect.cleandoc(text.replace("\t", "\0tab\0")).replace("\0tab\0", "\t")


@given(st.lists(st.sampled_from(["a", "  b", "    c */", "", '"""', "\\", '" d'])).map("\n".join))
def test_a_docstring_keeps_lines_and_indentation(text: str) -> None:
    source = docstring([text], 4)
    [class_] = ast.parse(f"class A:\n    {source or 'pass'}\n").body
    assert isinstance(class_, ast.ClassDef)
    assert kept(docstring_of(class_.body[0])) == kept(text)


def kept(doc: str) -> str:
    """A description without what no formatter leaves in place: blanks at the ends of its lines,
    blank lines at its own, and the indentation that all its lines have."""
    lines = "\n".join(line.rstrip() for line in doc.split("\n")).strip("\n").split("\n")
    depth = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return "\n".join(line[depth:] for line in lines)


def assert_begins(text: str, doc: str, what: str) -> None:
    """A text is the description, and perhaps more paragraphs."""
    assert f"{kept(text)}\n\n".startswith(f"{kept(doc)}\n\n" if kept(doc) else ""), what


def test_python_is_what_black_and_mypy_want_it_to_be(tmp_path: Path) -> None:
    texts = below("python", ".py")
    for path, text in texts.items():
        assert black.format_str(text, mode=black.Mode()) == text, path
    put(tmp_path, below("python"))
    settings = ["--strict", "--python-version=3.10", "--config-file=", "--no-error-summary"]
    found = mypy.api.run(
        [*settings, f"--cache-dir={tmp_path / '.cache'}", str(tmp_path / "class_")]
    )
    assert found == ("", "", 0)


# JSON Schema.


@cache
def documents() -> Mapping[str, Any]:
    return {path: json.loads(text) for path, text in below("jsonschema", ".schema.json").items()}


@cache
def definitions() -> Mapping[str, Any]:
    found: Mapping[str, Any] = documents()["bundle.schema.json"]["$defs"]
    return found


@cache
def single_files() -> Mapping[str, str]:
    """The path of each type's own file, by its key: a page declares one type."""
    paths = {
        document["$comment"]: path
        for path, document in documents().items()
        if "$comment" in document
    }
    return {each.key: paths[each.page] for each in schema().declarations}


def test_json_schema_knows_every_type_field_and_value() -> None:
    assert list(definitions()) == sorted(schema().by_key())
    assert len({*single_files().values()}) == len(definitions())
    for declaration in schema().declarations:
        single = documents()[single_files()[declaration.key]]
        for document in (definitions()[declaration.key], single):
            assert document["title"] == declaration.name
            assert document["$comment"] == declaration.page
            match declaration:
                case RecordDecl(fields=fields):
                    properties = document.get("properties", {})
                    assert list(properties) == [field.wire_name for field in fields]
                    required = [field.wire_name for field in fields if field.required]
                    assert document.get("required", []) == required
                case EnumDecl(values=values):
                    listed = document["anyOf"][0] if declaration.open else document
                    assert [*map(identity, listed["enum"])] == [identity(v.value) for v in values]
                case UnionDecl() | AliasDecl():
                    pass


def test_json_schema_carries_all_that_is_described() -> None:
    for declaration in schema().declarations:
        single = documents()[single_files()[declaration.key]]
        for document in (definitions()[declaration.key], single):
            assert document.get("deprecated", False) is declaration.deprecated
            description = document.get("description", "")
            match declaration:
                case RecordDecl(fields=fields):
                    assert description == declaration.doc
                    for field in fields:
                        said = document["properties"][field.wire_name]
                        assert said.get("description", "") == field.doc
                        assert said.get("deprecated", False) is field.deprecated
                        assert ("default" in said) is (field.default is not None)
                case EnumDecl(values=values):
                    assert_begins(description, declaration.doc, declaration.key)
                    for value in values:
                        indented = value.doc.replace("\n", "\n  ")
                        assert not value.doc or f": {indented}" in description
                case UnionDecl() | AliasDecl():
                    assert description == declaration.doc


def test_json_schema_holds_to_its_meta_schema() -> None:
    for path, document in documents().items():
        validator_for(document).check_schema(document)
        jsonschema_rs.meta.validate(document)
        assert "$id" in document, path


# TypeScript.


@cache
def typescript() -> Mapping[str, list[dict[str, Any]]]:
    """What the compiler reads in each file."""
    return node_tools.declarations(below("typescript"))


def typescript_of(key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The interface or type that stands for a declaration, and, for an enum, its object."""
    page = f"Source: {safe(schema().by_key()[key].page)}"
    said = [
        each
        for declared in typescript().values()
        for each in declared
        if page in each["comment"].split("\n")
    ]
    assert len(said) == 1, key
    [first] = said
    [type_] = (
        each
        for declared in typescript().values()
        if first in declared
        for each in declared
        if each["name"] == first["name"] and each["kind"] != "const"
    )
    return type_, first


UNSAFE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def safe(doc: str) -> str:
    """A description as a comment has it: control characters, what ends lines, and marks of
    direction are escapes, such as `\\u202e`."""
    lines = doc.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(UNSAFE, lambda found: json.dumps(found[0])[1:-1], lines)


def plain(comment: str) -> str:
    r"""A comment without the backslashes that Markdown does not show, as in `*\/` and `\@`."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", comment)


def test_typescript_knows_every_type_field_and_value() -> None:
    names: set[tuple[str, str]] = set()
    for declaration in schema().declarations:
        type_, described_one = typescript_of(declaration.key)
        names.add((declaration.module, type_["name"]))
        members = described_one["members"]
        match declaration:
            case RecordDecl(fields=fields):
                assert type_["kind"] == "interface"
                assert [each["name"] for each in members] == [each.wire_name for each in fields]
                assert [not each["optional"] for each in members] == [f.required for f in fields]
            case EnumDecl(values=values):
                assert described_one["kind"] == "const"
                assert len({each["name"] for each in members}) == len(values)
                found = [each["value"] for each in members]
                assert [*map(in_javascript, found)] == [
                    in_javascript(each.value) for each in values
                ]
            case UnionDecl() | AliasDecl():
                assert type_["kind"] == "type"
    assert len(names) == len(schema().declarations)


def in_javascript(value: Scalar) -> str:
    """A value as JavaScript has it, where all numbers are floats, and -0 is written as 0."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return identity(float(value or 0) + 0.0 if is_number else value)


def test_typescript_documents_all_that_is_described() -> None:
    for declaration in schema().declarations:
        _, said = typescript_of(declaration.key)
        parts = parts_of(declaration)
        for what, found in ((declaration, said), *zip(parts, said["members"], strict=True)):
            # As in a docstring, the indentation of the first line is none to the compiler.
            doc = plain(safe(kept(what.doc))).lstrip()
            assert_begins(plain(found["comment"]), doc, f"{declaration.key} {what}")
            tags = [name for name, _ in found["tags"]]
            assert ("deprecated" in tags) is what.deprecated
            assert {*tags} <= {"deprecated", "defaultValue", "example"}
            if isinstance(what, Field):
                assert tags.count("example") == len(what.examples)
                assert tags.count("defaultValue") == len(what.default or ())


@pytest.mark.parametrize("compiler", ["typescript", "typescript-oldest"])
def test_typescript_compiles(compiler: Compiler, tmp_path: Path) -> None:
    put(tmp_path, {**below("typescript"), "package.json": '{"type": "module"}'})
    assert tsc(tmp_path, compiler=compiler) == []


def test_every_right_value_is_of_its_type(tmp_path: Path) -> None:
    """What is not fresh may have further keys, and after `as const` is a literal still."""
    names = schema_names(schema())
    written = {view.path: view for view in TARGET.views(schema(), {"readonly": True})}
    texts = {artifact.path: artifact.text for artifact in render(written.values())}
    lines = ['import type * as root from "./typescript/index.js";']
    right = [(key, value) for key, value, is_valid in questions() if is_valid]
    for number, (key, value) in enumerate(right):
        if is_beyond_typescript(key, value):
            continue
        steps = schema().by_key()[key].module.split(".")
        modules = [".".join(steps[: index + 1]) for index in range(len(steps)) if steps != [""]]
        path = [names.namespaces[each.rpartition(".")[0]][each] for each in modules]
        const = "" if value is None else " as const"
        lines += [
            f"const value{number} = {expression(value)}{const};",
            f"export const typed{number}: {'.'.join(['root', *path, names.types[key]])}"
            f" = value{number};",
        ]
    put(tmp_path, {**texts, "package.json": '{"type": "module"}', "program.ts": "\n".join(lines)})
    assert tsc(tmp_path) == []


def is_beyond_typescript(key: str, value: Json) -> bool:
    """To TypeScript, every object has what it inherits: an optional field that is called
    `constructor` or `toString` is there, with another type, where it is left out."""
    return key == "Keywords2" and isinstance(value, dict) and "constructor" not in value


def expression(value: Json) -> str:
    """A value as an expression; a key in brackets is a key, even if it is `__proto__`."""
    match value:
        case dict():
            entries = (f"[{literal(key)}]: {expression(each)}" for key, each in value.items())
            return f"{{ {', '.join(entries)} }}"
        case list():
            return f"[{', '.join(map(expression, value))}]"
        case _:
            return literal(value)


def test_typescript_is_what_prettier_wants_it_to_be() -> None:
    assert prettier(below("typescript")) == below("typescript")


# Values.


@cache
def questions() -> tuple[tuple[str, Json, bool], ...]:
    """Right values of each type, among them every field, variant and value, and damaged ones."""
    asked: list[tuple[str, Json, bool]] = []
    for key in schema().by_key():
        asked += [(key, value, True) for value in samples(ReferenceType(key), schema())]
        asked += [(key, value, False) for value in damaged_samples(ReferenceType(key), schema())]
    return tuple(asked)


def test_there_are_right_and_damaged_values_of_every_type() -> None:
    for key in schema().by_key():
        answers = {is_valid for of, _, is_valid in questions() if of == key}
        assert answers == {True, False} or key == "JSON", key


def test_python_takes_right_values_without_loss_and_refuses_damaged_ones() -> None:
    for key, value, is_valid in questions():
        codec = package().codec(key)
        try:
            read = codec.from_dict(value)
        except package().DecodeError:
            assert not is_valid, (key, value)
            continue
        assert is_valid, (key, value)
        assert identity(codec.to_dict(read)) == identity(value)
        assert identity(json.loads(codec.to_json(codec.from_json(json.dumps(value))))) == identity(
            value
        )


def addresses(key: str) -> Iterator[str]:
    """Where JSON Schema has a type: in a file of its own, and in each bundle."""
    yield single_files()[key]
    for path, document in documents().items():
        if "$defs" in document or "definitions" in document:
            where = "$defs" if "$defs" in document else "definitions"
            token = quote(key.replace("~", "~0").replace("/", "~1"))
            yield f"{path}#/{where}/{token}"


def test_validators_say_the_same_of_every_value() -> None:
    resources = [(document["$id"], document) for document in documents().values()]
    registry: Registry[Any] = Registry().with_resources(
        (uri, Resource.from_contents(document)) for uri, document in resources
    )
    rust_registry = jsonschema_rs.Registry(resources)
    for key in schema().by_key():
        asked = [(value, is_valid) for of, value, is_valid in questions() if of == key]
        for address in addresses(key):
            path, _, fragment = address.partition("#")
            document = documents()[path]
            uri = document["$id"] + (f"#{fragment}" if fragment else "")
            reference = {"$schema": document["$schema"], "$ref": uri}
            class_ = validator_for(document)
            python = class_(reference, registry=registry, format_checker=class_.FORMAT_CHECKER)
            rust = jsonschema_rs.validator_for(
                reference, registry=rust_registry, validate_formats=True
            )
            for value, is_valid in asked:
                assert python.is_valid(value) is is_valid, (address, value)
                assert rust.is_valid(value) is is_valid, (address, value)


def test_ajv_in_strict_mode_says_the_same() -> None:
    asked = [
        (address, value, is_valid)
        for key, value, is_valid in questions()
        if not is_beyond_ajv(key, value)
        for address in addresses(key)
    ]
    [result] = ajv(SchemaSet(documents(), [(address, value) for address, value, _ in asked]))
    assert result.errors == {}
    for (address, value, is_valid), verdict in zip(asked, result.verdicts, strict=True):
        assert verdict is is_valid, (address, value)


def is_beyond_ajv(key: str, value: Json) -> bool:
    """Ajv never looks at a key `__proto__`, for fear of what it does in JavaScript; and it does not
    miss the key that is empty."""
    lacks_empty = key == "Beyond Cells" and isinstance(value, dict) and "" not in value
    return lacks_empty or '"__proto__":' in json.dumps(value)
