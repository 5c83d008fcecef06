"""The targets through datamodel-code-generator: names, descriptions, and the text of the files."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, get_origin

import black
import msgspec
import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_differences import alias, can_be_written, record
from model_packages import TARGETS, Models, files
from mypy import api as mypy
from python_packages import schema as schema_of
from schema_strategies import schemas
from typing_extensions import get_type_hints

from generator.diagnostics import Report
from generator.pipeline import compile_folder
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    EnumValue,
    Field,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
)
from generator.source import Span
from generator.targets.builtin import BUILTIN_TARGETS
from generator.targets.python_models_document import declaration_paragraphs, field_paragraphs
from generator.targets.python_models_names import PYDANTIC_ATTRIBUTES
from generator.targets.python_text import visible_text

ROOT = Path(__file__).parent.parent
TEXT = PrimitiveType("string")
OPTIONAL = "typing.NotRequired"
every_target = pytest.mark.parametrize("target", TARGETS)
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


# Names and descriptions.


def descriptions(target: str, type_: Any) -> dict[str, tuple[bool, str | None]]:
    """Whether each key is required, and its description, where that is there at run time."""
    if target == "pydantic":
        return {
            name if field.alias is None else field.alias: (field.is_required(), field.description)
            for name, field in type_.model_fields.items()
        }
    if target == "msgspec":
        info = msgspec.inspect.type_info(type_)
        assert isinstance(info, msgspec.inspect.StructType)
        return {field.encode_name: (field.required, None) for field in info.fields}
    hints: dict[str, Any] = get_type_hints(type_, include_extras=True)
    optional = {name for name, hint in hints.items() if str(get_origin(hint)) == OPTIONAL}
    return {name: (name not in optional, None) for name in hints}


@every_target
@few
@given(data=st.data())
def test_every_wire_name_and_description_survives(target: str, data: st.DataObject) -> None:
    schema = data.draw(schemas())
    models = Models(target, schema)
    for key, declaration in schema.by_key().items():
        assert_described(models, models.type(key), declaration)
        if not isinstance(declaration, RecordDecl) or not declaration.fields:
            continue
        found = descriptions(target, models.type(key))
        for field in declaration.fields:
            if target == "msgspec" and not can_be_written(field.wire_name):
                continue
            required, description = found.pop(field.wire_name)
            assert required == field.required
            expected = paragraphs(field_paragraphs(field))
            if description is None:
                assert_told(models, expected)
            else:
                assert description == expected
        assert not found
    models.unload()


def paragraphs(texts: Any) -> str:
    return "\n\n".join(filter(None, texts))


def assert_described(models: Models, type_: Any, declaration: Any) -> None:
    expected = paragraphs(declaration_paragraphs(declaration))
    if isinstance(declaration, RecordDecl) and isinstance(type_, type) and type_.__doc__:
        assert type_.__doc__.split() == visible_words(expected, models.target)
    else:
        assert_told(models, expected)


def visible_words(text: str, target: str) -> list[str]:
    # The docstrings of dictionaries are ours, and hold at run time what the page holds.
    return (text if target == "typeddict" else visible_text(text)).split()


def assert_told(models: Models, text: str) -> None:
    """The module tells all words of a text, in whichever quotes."""
    told = " ".join(all_texts(models.files["_models.py"]).split())
    for word in visible_text(text).split():
        assert word in told or ascii(word)[1:-1] in told, word


def all_texts(code: str) -> str:
    """The strings and comments of a module; strings as they are, and with escapes shown."""
    strings = [
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    comments = [line for line in code.splitlines() if line.lstrip().startswith("#")]
    return "\n".join([*strings, *map(visible_text, strings), *comments])


# Names that break generators.

HARD_NAMES = (
    *("", "$ref_", "@type", "class", "None", "self", "model_config", "copy", "json", "schema"),
    *("model_fields", "validate", "__init__", "__class__", "__slots__", "_private", "int", "list"),
    *(
        "field",
        "Field",
        "datetime",
        "date",
        "Any",
        "MISSING",
        "UNSET",
        "été",
        "日本",
        "ﬁeld",
        "a.b",
    ),
    *("user-id", "user_id", "userId", "1st", "{{ x }}", "*/", "it's", "a b", "x\u202ey", "\u3000"),
)
HARD_TYPES = (
    *("Model", "Text", "Integer", "Literal", "Annotated", "Any", "Optional", "Union", "Enum"),
    *("BaseModel", "Field", "MISSING", "Struct", "Meta", "UNSET", "TypedDict", "NotRequired"),
    *("TypeAliasType", "Dict", "List", "ConfigDict", "str", "int", "pet", "Pet", "PET", "None"),
    *("class", "Type_pet", "IntEnum", "Exact", "Closed", "日本", "_Pet", "List<Pet>", "RootModel"),
    *("Deque", "Path", "Decimal", "Callable", "Self", "Never", "Required", "ClassVar", "Final"),
)


@every_target
def test_the_torture_spec_loses_no_name(target: str) -> None:
    """But for those that msgspec cannot write."""
    schema = compile_folder(ROOT / "tests/torture/specs", "specs").schema
    models = Models(target, schema)
    for key, declaration in schema.by_key().items():
        if isinstance(declaration, RecordDecl) and declaration.fields:
            names = {field.wire_name for field in declaration.fields}
            expected = {n for n in names if target != "msgspec" or can_be_written(n)}
            assert descriptions(target, models.type(key)).keys() == expected, key


@every_target
def test_hard_names_survive(target: str) -> None:
    fields = tuple(Field(name, TEXT, required=True) for name in HARD_NAMES)
    names = [name for name in HARD_NAMES if target != "msgspec" or can_be_written(name)]
    models = Models(target, schema_of(record("Record", *fields)))
    assert list(descriptions(target, models.type("Record"))) == names
    payload = msgspec.json.encode(dict.fromkeys(names, "x")).decode()
    assert models.verdicts("Record", payload) == {True}
    assert models.verdicts("Record", payload.replace('"x"', "1", 1)) == {False}


@every_target
@pytest.mark.parametrize("name", [*HARD_NAMES, "_", "_a", "a_", "mro", "keys", "model_", "match"])
def test_each_hard_name_survives_alone(target: str, name: str) -> None:
    """Where all keys can be attributes, a dictionary is a class."""
    if target != "msgspec" or can_be_written(name):
        models = Models(target, schema_of(record("Record", Field(name, TEXT, required=True))))
        assert list(descriptions(target, models.type("Record"))) == [name]
        assert models.verdicts("Record", msgspec.json.encode({name: "x"}).decode()) == {True}
        assert models.verdicts("Record", "{}") == {False}


@every_target
def test_types_are_called_what_they_are_called(target: str) -> None:
    records = tuple(
        record(name, Field("type", ReferenceType(name), required=False)) for name in HARD_TYPES
    )
    lists = tuple(
        AliasDecl("more", name, "more.md", ArrayType(ReferenceType(name))) for name in HARD_TYPES
    )
    models = Models(target, schema_of(*records, *lists))
    for name in HARD_TYPES:
        assert models.verdicts(name, '{"type": {"type": {}}}') == {True}, name
        assert models.verdicts(name, '{"type": {"type": 1}}') == {False}, name
        assert models.verdicts(f"more.{name}", '[{"type": {}}]') == {True}, name
    assert models.package.Pet is models.type("Pet")
    assert "class Pet(" in models.files["_models.py"]
    assert "class Type_pet(" in models.files["_models.py"]
    assert "import more_Pet as Pet" in models.files["more/__init__.py"]


def test_pydantics_own_attributes_are_left_alone() -> None:
    own = {name for name in dir(pydantic.BaseModel) if not name.startswith("_")}
    assert own == PYDANTIC_ATTRIBUTES


def test_a_name_that_msgspec_cannot_write_is_reported() -> None:
    span = Span("page.md", 1, 1, 1)
    fields = (Field('a"b', TEXT, required=True, span=span), Field("'c'", TEXT, required=True))
    for target in TARGETS:
        report = Report()
        BUILTIN_TARGETS[target].check(schema_of(record("Record", *fields)), report)
        codes = [diagnostic.code for diagnostic in report.sorted()]
        assert codes == (["unwritable-name"] if target == "msgspec" else [])


@every_target
def test_text_is_only_text(target: str) -> None:
    texts = ('"""', "'''", "\\", '\\"', "*/", "{{ 7 * 7 }}", "a\nb", "\r", "\x00", "\u202e", "%s")
    hard = '" + __import__("os").abort() + "'
    fields = tuple(
        Field(f"f{index}", TEXT, required=False, doc=f"{text}{hard}{text}")
        for index, text in enumerate(texts)
    )
    values = tuple(EnumValue(text, doc=text) for text in texts)
    declarations = [
        RecordDecl("", f"Record{index}", f"{text}{hard}", fields, AnyType(), f"{text}{hard}{text}")
        for index, text in enumerate(texts)
    ]
    enum = EnumDecl("", "Enum", '"""', values, doc='"')
    models = Models(target, schema_of(*declarations, enum))
    code = models.files["_models.py"]
    assert not {"\r", "\x00", "\u202e"} & set(code)
    for text in texts:
        assert models.verdicts("Enum", msgspec.json.encode(text).decode()) == {True}


# Files.


@every_target
@few
@given(data=st.data())
def test_files_are_what_black_leaves_unchanged(target: str, data: st.DataObject) -> None:
    for path, text in files(target, data.draw(schemas())).items():
        assert text.startswith("# Generated by tablewright. Do not edit.\n"), path
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        if path.endswith(".py"):
            ast.parse(text, feature_version=(3, 10))
            assert black.format_str(text, mode=black.Mode()) == text, path


@every_target
def test_a_schema_without_types_makes_an_empty_package(target: str) -> None:
    assert Models(target, Schema("empty", ())).package.__all__ == []


@every_target
def test_models_are_clean_under_mypy(target: str, tmp_path: Path) -> None:
    schema = compile_folder(ROOT / "specs", "specs").schema
    for path, text in files(target, schema).items():
        file = tmp_path / "models" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    cache = str(ROOT / ".mypy_cache")
    told, _, status = mypy.run(
        ["--strict", "--config-file=", f"--cache-dir={cache}", str(tmp_path / "models")]
    )
    assert status == 0, told


GENERATE = """
import sys
sys.addaudithook(lambda event, _: event.startswith("socket.") and sys.exit("the network"))
from generator import cli
sys.exit(cli.main(["generate", *sys.argv[1:]]))
"""
HOSTILE = """
[tool.black]
line-length = 20
skip-string-normalization = true
[tool.isort]
force_single_line = true
[tool.datamodel-codegen]
class-name = "Hostile"
snake-case-field = true
"""


GIVEN = ("pyproject.toml", "specs/pet.md", "specs/tablewright.yaml")
PAGE = """
# Pet

## Fields

| Field   | Type            | Required           | Description       |
| ------- | --------------- | ------------------ | ----------------- |
| `name`  | *str*           | :heavy_check_mark: | What it is called |
| `owner` | [Pet](./pet.md) | :heavy_minus_sign: | Whose it is       |
"""


def generate(folder: Path, seed: str, *arguments: str) -> str:
    """Run `generate` in a folder of its own, and give what it says."""
    for name in ("work", "home", "temporary"):
        (folder / name).mkdir(parents=True)
    environment = {
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "home/.cache"),
        "TMPDIR": str(folder / "temporary"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": seed,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (folder / "work/pyproject.toml").write_text(HOSTILE)
    (folder / "work/specs").mkdir()
    (folder / "work/specs/pet.md").write_text(PAGE)
    (folder / "work/specs/tablewright.yaml").write_text("wire_names: as-written")
    done = subprocess.run(
        [sys.executable, "-c", GENERATE, "--out", "../out", *arguments],
        cwd=folder / "work",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    told = "are not among the targets of the spec set"  # which is all that is said
    assert (done.returncode, [told in line for line in done.stderr.splitlines()]) == (0, [True])
    return done.stdout


def test_the_machine_has_no_say_and_nothing_is_left_on_it(tmp_path: Path) -> None:
    """No folder, configuration, seed or network; no file beside the output, no word but ours."""
    arguments = [word for target in TARGETS for word in ("--target", target)]
    made = []
    for seed in ("1", "4294967295"):
        folder = tmp_path / seed
        assert len(generate(folder, seed, *arguments).splitlines()) == 1
        out = {
            path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for path in sorted(folder.rglob("*"))
            if path.is_file() and "/.cache/tablewright/" not in path.as_posix()
        }
        assert {path.split("/")[0] for path in out} == {"work", "out"}
        left = [path for path in out if path.startswith("work")]
        assert left == [f"work/{name}" for name in GIVEN]
        made.append(out)
    assert made[0] == made[1]
    assert any(path.startswith("out/pydantic/") for path in made[0])


def test_what_makes_models_is_loaded_for_models_only() -> None:
    script = (
        "import sys; from generator import cli; cli.main(['generate', '--check']);"
        "heavy = {'datamodel_code_generator', 'black', 'pydantic'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# What is far from usual.


@every_target
def test_long_chains_are_no_trouble(target: str) -> None:
    """Aliases of aliases, and lists of lists of lists."""
    links = [alias(f"A{index:03}", ReferenceType(f"A{index + 1:03}")) for index in range(300)]
    lists = [alias("A300", TEXT), alias("B0", TEXT)]
    lists += [alias(f"B{index + 1}", ArrayType(ReferenceType(f"B{index}"))) for index in range(40)]
    models = Models(target, schema_of(*links, *lists))
    assert models.verdicts("A000", '"x"') == {True}
    assert models.verdicts("B40", "[" * 40 + '"x"' + "]" * 40) == {True}
    assert models.verdicts("B40", "[" * 40 + "1" + "]" * 40) == {False}


@every_target
def test_a_record_that_leads_back_to_itself_through_other_names(target: str) -> None:
    declarations = (
        record("Node", Field("next", ReferenceType("Other"), required=False)),
        alias("Other", ReferenceType("Another")),
        alias("Another", ReferenceType("Node")),
    )
    models = Models(target, schema_of(*declarations))
    for name in ("Node", "Other", "Another"):
        assert models.verdicts(name, '{"next": {"next": {}}}') == {True}
        assert models.verdicts(name, '{"next": {"next": 1}}') == {False}
