"""What is generated, as those see it who use it: decoders, validators, compilers, formatters.

Two folders of output are looked at. `generated/` is the committed one, which shows what the pages
of `specs/` say. The other is generated from the golden case `facts-the-tables-do-not-carry`, whose
overlay says what pages cannot: null, moments, and names as JSON spells them.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import black
import jsonschema_rs
import mypy.api
import pytest
from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from node_tools import SchemaSet, ajv, prettier, tsc
from payloads import (
    FULL_RUN,
    PARCEL,
    RIGHT_PARCELS,
    RIGHT_RUNS,
    RUN,
    WRONG_PARCELS,
    WRONG_RUNS,
    Payload,
    parcel,
    without,
)
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from generator import cli
from generator.diagnostics import Report
from generator.instances import find_mismatch
from generator.schema import (
    ArrayType,
    EnumDecl,
    Json,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
)
from generator.schema_file import load_schema
from generator.source import Source

ROOT = Path(__file__).parent.parent
OVERLAID = ROOT / "tests" / "golden" / "overlay" / "facts-the-tables-do-not-carry" / "input"
BASE = "https://schemas.invalid/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Output:
    """A folder of output, with payloads of one of its types."""

    folder: Path
    schema: Schema
    package: Any
    """The Python package."""
    documents: Mapping[str, Any]
    """The JSON Schema files, by their paths below `jsonschema/`."""
    key: str
    """The type of the payloads."""
    right: tuple[Payload, ...]
    wrong: tuple[Payload, ...]

    @property
    def payloads(self) -> tuple[Payload, ...]:
        return self.right + self.wrong

    @property
    def type(self) -> Any:
        """The Python class of the payloads."""
        module, _, name = self.key.rpartition(".")
        return getattr(getattr(self.package, module), name)

    def typescript(self) -> dict[str, str]:
        return texts(self.folder / "typescript", "*.ts")


@pytest.fixture(scope="module")
def runs() -> Iterator[Output]:
    folder = ROOT / "generated"
    with imported(folder / "python", "comfydeploy") as package:
        key = "operations.GetRunResponseBody"
        yield output_of(folder, package, key, RIGHT_RUNS, WRONG_RUNS)


@pytest.fixture(scope="module")
def parcels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Output]:
    folder = tmp_path_factory.mktemp("parcels") / "generated"
    assert cli.main(["generate", str(OVERLAID), "--out", str(folder)]) == 0
    with imported(folder / "python", "parcels") as package:
        key = "operations.GetParcelResponse"
        yield output_of(folder, package, key, RIGHT_PARCELS, WRONG_PARCELS)


@pytest.fixture(scope="module", params=["runs", "parcels"])
def output(request: pytest.FixtureRequest) -> Output:
    found: Output = request.getfixturevalue(request.param)
    return found


@contextmanager
def imported(folder: Path, name: str) -> Iterator[Any]:
    """A package, with its folder on the path; nothing is left in the folder, or of the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setattr(sys, "dont_write_bytecode", True)
        yield importlib.import_module(name)
    for module in [each for each in sys.modules if each.partition(".")[0] == name]:
        del sys.modules[module]


def output_of(
    folder: Path, package: Any, key: str, right: tuple[Payload, ...], wrong: tuple[Payload, ...]
) -> Output:
    documents = texts(folder / "jsonschema", "*.schema.json")
    return Output(
        folder,
        schema_in(folder / "schema.yaml"),
        package,
        {path: json.loads(text) for path, text in documents.items()},
        key,
        right,
        wrong,
    )


def schema_in(file: Path) -> Schema:
    report = Report()
    schema = load_schema(Source(file.name, file.name, file.read_text("utf-8")), report)
    assert schema is not None
    assert not report.sorted()
    return schema


def texts(folder: Path, pattern: str) -> dict[str, str]:
    """The text of each file below a folder, by its path."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(folder.rglob(pattern))
    }
    assert found, folder
    return found


# What is asked of all readers: is this value of this type?


@dataclass(frozen=True)
class Question:
    value: Json
    key: str
    """The type."""
    is_valid: bool
    """The answer, as the schema itself has it."""

    @property
    def addresses(self) -> tuple[str, str]:
        """Where JSON Schema has the type: in the bundle, and in a file of its own."""
        return f"bundle.schema.json#/$defs/{self.key}", f"{self.key.replace('.', '/')}.schema.json"


def questions(output: Output) -> list[Question]:
    """All payloads, all that is in them, and all values of enums: each by every type."""
    declarations = output.schema.by_key()
    enums = [each for each in declarations.values() if isinstance(each, EnumDecl)]
    values: list[Json] = [value.value for enum in enums for value in enum.values]
    values += [part for payload in output.payloads for part in parts(dict(payload.value))]
    distinct = {as_text(value): value for value in values}
    return [
        Question(value, key, find_mismatch(value, ReferenceType(key), declarations) is None)
        for key in declarations
        for value in distinct.values()
    ]


def parts(value: Json) -> Iterator[Json]:
    """The value itself, and everything in it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        yield from parts(part)


def as_text(value: Json) -> str:
    """JSON text with its keys in order: Python itself finds 1, 1.0 and true equal."""
    return json.dumps(value, sort_keys=True)


def test_the_payloads_are_what_they_are_said_to_be(output: Output) -> None:
    assert len(output.right) >= 10
    assert len(output.wrong) == 10
    assert not any(payload.wrong_at for payload in output.right)
    assert all(payload.wrong_at for payload in output.wrong)
    assert len({payload.sentence for payload in output.payloads}) == len(output.payloads)
    for payload in output.payloads:
        type_ = ReferenceType(output.key)
        found = find_mismatch(dict(payload.value), type_, output.schema.by_key())
        assert (found.path if found else "") == payload.wrong_at, payload.sentence


def test_the_questions_have_both_answers_for_every_type(output: Output) -> None:
    asked = questions(output)
    for key in output.schema.by_key():
        assert {each.is_valid for each in asked if each.key == key} == {True, False}, key


# Python.


def test_right_payloads_lose_nothing(output: Output) -> None:
    for payload in output.right:
        value = output.type.from_dict(payload.value)
        assert as_text(value.to_dict()) == as_text(dict(payload.value)), payload.sentence


def test_right_payloads_lose_nothing_as_text(output: Output) -> None:
    for payload in output.right:
        text = json.dumps(payload.value)
        value = output.type.from_json(text)
        assert value == output.type.from_dict(payload.value), payload.sentence
        assert as_text(json.loads(value.to_json())) == as_text(json.loads(text)), payload.sentence


def test_wrong_payloads_are_refused_with_the_place(output: Output) -> None:
    for payload in output.wrong:
        assert mistakes(output, payload.value) == [payload.wrong_at], payload.sentence


def mistakes(output: Output, value: Mapping[str, Json]) -> list[str]:
    """The place of each mistake that the decoder finds, which is the same in text."""
    with pytest.raises(output.package.DecodeError) as in_data:
        output.type.from_dict(value)
    with pytest.raises(output.package.DecodeError) as in_text:
        output.type.from_json(json.dumps(value))
    assert str(in_text.value) == str(in_data.value)
    return [finding.path for finding in in_data.value.findings]


def test_the_decoder_agrees_on_every_type(output: Output) -> None:
    assert [each for each in questions(output) if is_decoded(output, each) != each.is_valid] == []


def is_decoded(output: Output, question: Question) -> bool:
    codec = output.package.codec(question.key)
    try:
        value = codec.from_dict(question.value)
    except output.package.DecodeError:
        return False
    assert as_text(codec.to_dict(value)) == as_text(question.value)
    return True


def test_unknown_keys_are_kept_at_every_depth(runs: Output) -> None:
    image = {"url": "https://example.com/1.png", "filename": "1.png", "width": 512}
    data = {**RUN, "region": "eu-west", "outputs": [{"data": {"images": [image]}, "node": None}]}
    run = runs.type.from_dict(data)
    assert run.to_dict() == data
    assert run.additional_properties == {"region": "eu-west"}
    assert run.outputs[0].additional_properties == {"node": None}
    assert run.outputs[0].data.images[0].additional_properties == {"width": 512}
    assert runs.type.from_json(json.dumps(data)) == run


def test_a_status_that_is_none_of_the_nine(runs: Output) -> None:
    with pytest.raises(ValueError, match="status") as caught:
        runs.type.from_dict({**RUN, "status": "melted"})
    assert str(caught.value) == (
        '$.status: expected one of "not-started", "running", "uploading", "success", "failed", '
        '"started", "queued", "timeout", "cancelled", found "melted"'
    )


def test_a_run_without_its_id(runs: Output) -> None:
    with pytest.raises(ValueError, match="id") as caught:
        runs.type.from_dict(without(RUN, "id"))
    assert str(caught.value) == "$.id: expected a string, found nothing"


def test_several_mistakes_are_all_named(runs: Output) -> None:
    wrong: dict[str, Json] = {
        **without(FULL_RUN, "userId"),
        "status": "melted",
        "progress": None,
        "outputs": [{"data": {"text": ["a", 1, None], "gifs": {}}}, {}],
    }
    assert sorted(mistakes(runs, wrong)) == [
        "$.outputs[0].data.gifs",
        "$.outputs[0].data.text[1]",
        "$.outputs[0].data.text[2]",
        "$.outputs[1].data",
        "$.progress",
        "$.status",
        "$.userId",
    ]


# JSON Schema.


def test_every_file_is_valid_under_the_meta_schema(output: Output) -> None:
    assert len(output.documents) == len(output.schema.declarations) + 2
    for path, document in output.documents.items():
        is_newest = path != "bundle.draft-07.schema.json"
        assert (document["$schema"] == DIALECT) is is_newest, path
        validator_for(document).check_schema(document)
        jsonschema_rs.meta.validate(document)


def test_jsonschema_agrees_on_every_type(output: Output) -> None:
    resources = ((BASE + path, document) for path, document in output.documents.items())
    registry: Registry[Any] = Registry().with_resources(
        (uri, DRAFT202012.create_resource(document)) for uri, document in resources
    )
    for question in questions(output):
        for address in question.addresses:
            validator = Draft202012Validator(
                {"$ref": BASE + address},
                registry=registry,
                format_checker=Draft202012Validator.FORMAT_CHECKER,
            )
            assert validator.is_valid(question.value) is question.is_valid, (address, question)


def test_jsonschema_rs_agrees_on_every_type(output: Output) -> None:
    registry = jsonschema_rs.Registry(
        [(BASE + path, document) for path, document in output.documents.items()]
    )
    for path, document in output.documents.items():
        jsonschema_rs.validator_for(document, registry=registry, base_uri=BASE + path)
    for question in questions(output):
        for address in question.addresses:
            validator = jsonschema_rs.validator_for(
                {"$schema": DIALECT, "$ref": BASE + address},
                registry=registry,
                validate_formats=True,
            )
            assert validator.is_valid(question.value) is question.is_valid, (address, question)


def test_ajv_in_strict_mode_agrees_on_every_type(output: Output) -> None:
    """Ajv compiles of a bundle only what is referred to: here, each definition by itself."""
    asked = [(address, each) for each in questions(output) for address in each.addresses]
    [result] = ajv(SchemaSet(output.documents, [(address, each.value) for address, each in asked]))
    assert result.errors == {}
    for (address, question), verdict in zip(asked, result.verdicts, strict=True):
        assert verdict is question.is_valid, (address, question)


# TypeScript.


def test_the_compiler_takes_right_literals_and_rejects_wrong_ones(
    output: Output, tmp_path: Path
) -> None:
    """`@ts-expect-error` is an error itself where the line below it compiles."""
    shutil.copytree(output.folder / "typescript", tmp_path / "typescript")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    module, _, name = output.key.rpartition(".")
    program = [
        f'import type {{ {module} }} from "./typescript/index.js";',
        f"type Type = {module}.{name};",
        "// A parameter, as a variable, may have more keys than its type declares.",
        "const open = <T extends Type>(value: T): T => value;",
    ]
    for number, payload in enumerate(output.payloads):
        literal = json.dumps(payload.value)
        is_rejected = payload.has_unknown_keys or payload.wrong_at
        if is_rejected and not payload.is_beyond_typescript:
            program.append(f"// @ts-expect-error: {payload.sentence}")
        program.append(f"export const fresh{number}: Type = {literal};")
        if payload.has_unknown_keys:
            program.append(f"open({literal});")
    (tmp_path / "payloads.ts").write_text("\n".join(program), "utf-8")
    assert tsc(tmp_path) == []


# Formatters, linters and type checkers.


def test_black_changes_nothing(output: Output) -> None:
    for path, text in texts(output.folder / "python", "*.py").items():
        assert black.format_str(text, mode=black.Mode()) == text, path


def test_prettier_changes_nothing(output: Output) -> None:
    assert prettier(output.typescript()) == output.typescript()


CONSUMER = """
from datetime import timedelta

from comfydeploy import ABSENT, Absent, DecodeError
from comfydeploy.operations import Data, GetRunGpu, GetRunResponseBody, GetRunStatus, Images
from parcels.operations import GetParcelResponse


def first_image(text: str) -> str | None:
    try:
        run = GetRunResponseBody.from_json(text)
    except DecodeError as error:
        return error.findings[0].path
    if run.status is GetRunStatus.SUCCESS:
        for output in run.outputs or ():
            for image in output.data.images or ():
                return image.url
    return None


def takes_runs(run: GetRunResponseBody) -> None:
    progress: float = run.progress
    gpu: GetRunGpu = run.gpu
    text: list[str] | Absent = Data(text=["a"]).text
    Data(images=ABSENT, gifs=[])
    Data(files=None)  # type: ignore[arg-type]
    Images(url="a")  # type: ignore[call-arg]
    Images("a", "b")  # type: ignore[call-arg]
    run.status = "success"  # type: ignore[assignment]
    run.outputs[0]  # type: ignore[index]
    run.workflowId  # type: ignore[attr-defined]


def time_on_the_way(response: GetParcelResponse) -> timedelta | None:
    parcel = response.parcel
    if parcel.delivered_at is None:
        return None
    return parcel.delivered_at - parcel.announced_at


def takes_parcels(response: GetParcelResponse) -> None:
    response.additional_properties["requestId"] = None
    response.parcel.last_scan = "held"
    response.parcel.announced_at = None  # type: ignore[assignment]
    response.parcel.priority = None  # type: ignore[assignment]
    response.parcel.delivered_at = ABSENT  # type: ignore[assignment]
    response.parcel.additional_properties  # type: ignore[attr-defined]
"""


def test_python_is_well_typed_and_so_are_those_who_use_it(
    runs: Output, parcels: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ignored error that mypy does not find is an error itself."""
    packages = [str(output.folder / "python") for output in (runs, parcels)]
    monkeypatch.setenv("MYPYPATH", os.pathsep.join(packages))
    consumer = tmp_path / "consumer.py"
    consumer.write_text(CONSUMER, "utf-8")
    settings = ["--strict", "--python-version", "3.10", "--config-file=", "--no-error-summary"]
    cache = f"--cache-dir={tmp_path / 'cache'}"
    found = mypy.api.run([*settings, cache, *packages, str(consumer)])
    assert found == ("", "", 0)


def test_ruff_has_nothing_to_say() -> None:
    rules = "A,B,C4,E7,E9,F,I,PIE,PYI,RET,RUF,SIM,UP,W"
    command = ["ruff", "check", "--isolated", "--no-cache", "--quiet", "--output-format", "concise"]
    options = ["--target-version", "py310", "--select", rules]
    run = subprocess.run(
        [sys.executable, "-m", *command, *options, str(ROOT / "generated" / "python")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)


# A second opinion.


def test_another_generator_finds_the_same_types_in_our_json_schema(runs: Output) -> None:
    """datamodel-code-generator reads the bundle, and makes dataclasses of it.

    What it means otherwise, and may: a field that can be absent is null when it is; required
    fields come first; the names of enum members are made from their values; the bundle itself,
    which is no type, becomes `Any`.
    """
    found = second_opinion(runs.documents["bundle.schema.json"])
    records = {
        each.name: {
            field.wire_name: spelled(field.type) if field.required else f"{spelled(field.type)}?"
            for field in each.fields
        }
        for each in runs.schema.declarations
        if isinstance(each, RecordDecl)
    }
    enums = {
        each.name: [value.value for value in each.values]
        for each in runs.schema.declarations
        if isinstance(each, EnumDecl)
    }
    assert found == {**records, **enums}


def spelled(type_: TypeExpr) -> str:
    """A type, as the other generator annotates it."""
    match type_:
        case PrimitiveType(name):
            return {"string": "str", "number": "float", "boolean": "bool"}[name]
        case ArrayType(items):
            return f"list[{spelled(items)}]"
        case ReferenceType(key):
            return key.rpartition(".")[2]
        case _:
            raise AssertionError(type_)


def second_opinion(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """The values of each enum, and the fields of each record: a type, and `?` if it is optional."""
    generated = generate(
        json.dumps(bundle),
        input_filename="bundle.schema.json",
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.DataclassesDataclass,
        formatters=[],
    )
    assert isinstance(generated, dict)
    assert set(generated) == {("__init__.py",), ("operations.py",)}
    tree = ast.parse(str(generated["operations.py",]))
    return {
        each.name: list(members(each)) if is_enum(each) else dict(fields(each))
        for each in tree.body
        if isinstance(each, ast.ClassDef)
    }


def is_enum(class_: ast.ClassDef) -> bool:
    return [ast.unparse(base) for base in class_.bases] == ["Enum"]


def members(class_: ast.ClassDef) -> Iterator[Any]:
    return (ast.literal_eval(each.value) for each in class_.body if isinstance(each, ast.Assign))


def fields(class_: ast.ClassDef) -> Iterable[tuple[str, str]]:
    for each in class_.body:
        if isinstance(each, ast.AnnAssign):
            annotation = ast.unparse(each.annotation)
            is_optional = each.value is not None
            assert annotation.endswith(" | None") is is_optional
            name = ast.unparse(each.target)
            yield name, f"{annotation.removesuffix(' | None')}?" if is_optional else annotation


# What an overlay adds.


def test_null_and_absence_are_told_apart(parcels: Output) -> None:
    value = parcels.type.from_dict(parcel())
    assert value.parcel.delivered_at is None
    assert value.parcel.priority is parcels.package.ABSENT
    assert value.to_dict()["parcel"] == PARCEL


def test_names_in_json_are_those_of_the_service(parcels: Output) -> None:
    """Wherever a name is to be seen: in Python by its attribute, in JSON by its wire name."""
    value = parcels.type.from_dict(parcel(weight_grams=300))
    assert (value.request_id, value.parcel.weight_grams) == ("request_1", 300)
    assert list(value.to_dict()) == ["requestID", "parcel"]
    definition = parcels.documents["components/Parcel.schema.json"]
    assert definition["required"] == list(PARCEL)
    assert "  announced_at: string;" in parcels.typescript()["components.ts"].splitlines()


@pytest.mark.parametrize(
    ("text", "microsecond", "offset"),
    [
        ("2024-05-01T08:00:00Z", 0, 0),
        ("2024-05-01T08:00:00+00:00", 0, 0),
        ("2024-05-01T08:00:00-00:00", 0, 0),
        ("2024-05-01T08:00:00+05:30", 0, 330),
        ("2024-05-01T08:00:00.5-03:00", 500_000, -180),
        ("2024-05-01T08:00:00.123456Z", 123_456, 0),
        ("2024-05-01T08:00:00.123456789Z", 123_456, 0),
        ("2024-05-01T08:00:00.000000001+14:00", 0, 840),
        ("2024-05-01t08:00:00z", 0, 0),
    ],
)
def test_a_moment_is_a_datetime_and_is_written_as_it_came(
    text: str, microsecond: int, offset: int, parcels: Output
) -> None:
    value = parcels.type.from_dict(parcel(announced_at=text))
    zone = timezone(timedelta(minutes=offset))
    expected = datetime(2024, 5, 1, 8, 0, 0, microsecond, zone)
    assert value.parcel.announced_at == expected
    assert value.parcel.announced_at.utcoffset() == expected.utcoffset()
    assert value.to_dict()["parcel"]["announced_at"] == text
    assert parcels.type.from_json(value.to_json()) == value


def test_a_moment_of_ones_own_is_written_as_rfc_3339_has_it(parcels: Output) -> None:
    value = parcels.type.from_dict(parcel())
    value.parcel.delivered_at = datetime(2024, 5, 3, 16, 30, tzinfo=UTC)
    assert value.to_dict()["parcel"]["delivered_at"] == "2024-05-03T16:30:00Z"
    assert parcels.type.from_dict(value.to_dict()) == value
