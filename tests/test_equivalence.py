"""The equivalence engine: a bounded run of it, and whether it would find what it looks for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from equivalence.__main__ import main
from equivalence.ajv_worker import AjvWorker
from equivalence.engine import DisagreementError, examine, judge_typescript
from equivalence.features import FEATURES
from equivalence.inexpressible import explain
from equivalence.pages import write_pages
from equivalence.programs import Manner, Programs
from equivalence.readers import Payload
from equivalence.run import chunk_seed, run_chunk
from equivalence.smaller import made_smaller
from equivalence.trials import Trial
from equivalence.writable import writable

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
    Schema,
    UnionDecl,
    UnionType,
)
from generator.targets import jsonschema_documents, typescript_types

STRING, INTEGER, NULL = PrimitiveType("string"), PrimitiveType("integer"), PrimitiveType("null")
CHUNKS, TRIALS = 8, 40


@pytest.mark.parametrize("number", range(CHUNKS))
def test_all_readers_say_what_the_schema_says(number: int) -> None:
    chunk = run_chunk(TRIALS, chunk_seed(0, number))
    assert not chunk.disagreement, chunk.disagreement
    assert chunk.tally.schemas == TRIALS
    assert 0 < chunk.tally.valid < chunk.tally.payloads


def schema(*declarations: Declaration) -> Schema:
    return Schema("example", tuple(sorted(declarations, key=lambda each: each.name)))


def test_a_schema_as_pages() -> None:
    pets = schema(
        RecordDecl(
            "shop",
            "Pet",
            "",
            (
                Field("id", STRING, required=True, doc="Its\nname.", examples=("a|b", "c")),
                Field("kind", ReferenceType("shop.Kind"), required=True, deprecated=True),
                Field("", NullableType(INTEGER), required=False, default=(None,)),
                Field("kin", ArrayType(UnionType((ReferenceType("Ki n"), INTEGER))), False),
            ),
            additional=None,
            doc="For sale.",
        ),
        EnumDecl("shop", "Kind", "", (EnumValue("cat", "Cat"), EnumValue("dog")), open=True),
        UnionDecl("", "Ki n", "", (ReferenceType("shop.Pet"), MapType(AnyType()), NULL)),
        EnumDecl("", "Level", "", (EnumValue(1), EnumValue("high"), EnumValue(None))),
    )
    files = dict(write_pages(writable(pets).schema).files)
    assert files["models/shop/Pet.md"] == (
        "# Pet\n"
        "\n"
        "For sale.\n"
        "\n"
        "## Fields\n"
        "\n"
        "| Field | Type | Required | Description | Default | Example |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| `id` | *string* | :heavy_check_mark: | Its<br/>name. |  |"
        " **Example 1:** a\\|b<br/>**Example 2:** c |\n"
        "| ~~`kind`~~ | [Kind](Kind.md) | :heavy_check_mark: | N/A |  |  |\n"
        "| `field 1` | *integer* \\| *null* | :heavy_minus_sign: | N/A | `null` |  |\n"
        '| `kin` | Array<["Ki n"](../Ki_n.md) \\| *integer*> | :heavy_minus_sign: | N/A |  |  |'
    )
    assert files["models/Ki_n.md"] == (
        "# Ki n\n"
        "\n"
        "## Supported Types\n"
        "\n"
        "### [Pet](shop/Pet.md)\n"
        "\n"
        "### Record<string, *any*>\n"
        "\n"
        "### *null*"
    )
    assert files["models/shop/Kind.md"].endswith(
        "| Name | Value | Description |\n"
        "| --- | --- | --- |\n"
        "| `Cat` | `cat` | N/A |\n"
        "|  | `dog` | N/A |\n"
        "\n"
        "This is an open enum."
    )
    assert '1 | "high" | just-null' in files["models/Level.md"]
    assert files["overlay.yaml"] == (
        "types:\n"
        "  shop.Pet:\n"
        "    closed: true\n"
        "    fields:\n"
        "      field 1:\n"
        '        wire_name: ""\n'
    )


def test_what_pages_cannot_say_takes_another_form_and_is_counted() -> None:
    drawn = schema(
        AliasDecl("a..b", "A\nB", "", UnionType((NullableType(STRING), INTEGER))),
        UnionDecl("", "C", "", (STRING, NullableType(STRING))),
    )
    written = writable(drawn)
    assert written.schema.declarations == (
        AliasDecl("", "C", "models/C.md", NullableType(STRING)),
        UnionDecl("a.b", "A_B", "models/a/b/A_B.md", (STRING, INTEGER, NULL)),
    )
    assert written.excluded.keys() == {
        "module of empty parts",
        "line break in a type's name",
        "form of null",
        "alias of a union",
        "union of one",
    }


# Whether a fault would be found.


def test_a_fault_of_a_schema_file_is_found_and_made_small(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    days = ArrayType(PrimitiveType("date"))
    drawn = schema(
        RecordDecl(
            "", "Pet", "", (Field("id", STRING, True, "Its id."), Field("days", days, True))
        ),
        RecordDecl("", "Owner", "", (Field("pet", ReferenceType("Pet"), False),)),
    )
    payloads = (
        Payload("Pet", {"id": "a", "days": ["2024-01-31"]}),
        Payload("Pet", {"id": "a", "days": ["2024-01-31", "2024-02-31"]}),
    )
    trial = Trial(writable(drawn).schema, payloads, ("nothing", "31 February"), Counter())
    with AjvWorker() as worker:

        def disagreement(trial: Trial) -> str:
            try:
                examine(trial, tmp_path, worker)
            except DisagreementError as error:
                return str(error)
            finally:
                rmtree(tmp_path)
            return ""

        assert disagreement(trial) == ""
        monkeypatch.setitem(_primitives(jsonschema_documents), "date", {"type": "string"})
        small = made_smaller(trial, disagreement)
    assert small.startswith(
        "--- models/Pet.md\n"
        "# Pet\n"
        "\n"
        "## Fields\n"
        "\n"
        "| Field | Type | Required | Description |\n"
        "| --- | --- | --- | --- |\n"
        "| `days` | *date*[] | :heavy_check_mark: | N/A |\n"
        "--- overlay.yaml\n"
    )
    assert small.endswith(
        "Pet: {'days': ['2024-02-31']}\n"
        "  changed: 31 February\n"
        '  schema: not valid: $.days[0]: expected an RFC 3339 date, found "2024-02-31"\n'
        "  jsonschema, bundle: True"
    )


def test_a_fault_of_typescript_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    drawn = schema(AliasDecl("", "Flag", "", PrimitiveType("boolean")))
    payloads = (Payload("Flag", True), Payload("Flag", 1))
    trial = Trial(writable(drawn).schema, payloads, ("nothing", "1 for true"), Counter())
    loose = typescript_types.Spelled("boolean | number")
    monkeypatch.setitem(_primitives(typescript_types), "boolean", loose)
    with AjvWorker() as worker:
        examined = examine(trial, tmp_path / "pages", worker)
    programs = Programs()
    programs.add(trial.schema, examined.artifacts, payloads)
    (judgement,) = programs.judge(tmp_path / "typescript")
    with pytest.raises(DisagreementError, match=r"Flag: 1\n(?:.|\n)*tsc, fresh: it compiles"):
        judge_typescript(examined, judgement)


def _primitives(module: Any) -> Any:
    return module._PRIMITIVES


PET = RecordDecl("", "Pet", "", (Field("id", INTEGER, required=False),), additional=None)
LOOSE = RecordDecl("", "Loose", "", (Field("name", STRING, False),))
TEXTS = RecordDecl("", "Texts", "", (Field("id", STRING, False), Field("toString", STRING, False)))
NUMBERS = RecordDecl("", "Numbers", "", (Field("id", STRING, True),), additional=INTEGER)
FLAGS = AliasDecl("", "Flags", "", MapType(LiteralType(True)))
BOX = RecordDecl("", "Box", "", (Field("id", INTEGER, required=False),), additional=None)
SHELF = UnionDecl("", "Shelf", "", (ReferenceType("Box"), MapType(ArrayType(STRING))))
BIG = AliasDecl("", "Big", "", LiteralType(2**53 + 1))


@pytest.mark.parametrize(
    ("declaration", "value", "manner", "is_valid", "rules"),
    [
        (PET, {"id": 1.5}, "fresh", False, ("whole numbers",)),
        (PET, {"id": "1"}, "fresh", False, ()),
        (PET, {"id": 1, "a": 1}, "fresh", False, ()),
        (PET, {"id": 1, "a": 1}, "held", False, ("closed records",)),
        (PET, {"id": 1.5, "a": 1}, "held", False, ("whole numbers", "closed records")),
        (PET, {"id": 1, "name": 1}, "fresh", False, ("keys of another variant",)),
        (NUMBERS, {"id": "a", "b": "c"}, "fresh", False, ("one type for all keys",)),
        (BIG, 2**53, "fresh", False, ("rounded numbers",)),
        (BIG, 2**53 + 2, "fresh", False, ()),
        (LOOSE, {"name": "", "a": 1}, "fresh", True, ("keys of a fresh literal",)),
        (LOOSE, {"name": "", "a": 1}, "held", True, ()),
        (LOOSE, {"a": 1}, "held", True, ("nothing in common",)),
        (TEXTS, {"id": ""}, "held", True, ("inherited members, of another type",)),
        (TEXTS, {"id": 1}, "held", False, ("inherited members, taken for fields",)),
        (FLAGS, {"toString": True}, "fresh", True, ("inherited names in a union",)),
        (FLAGS, {"toText": True}, "fresh", True, ()),
        (SHELF, {"id": 1, "a": []}, "fresh", False, ("keys of another variant",)),
        (SHELF, {"id": "1", "a": []}, "fresh", False, ()),
    ],
)
def test_what_typescript_cannot_express_has_a_name(
    declaration: Declaration, value: Json, manner: Manner, is_valid: bool, rules: tuple[str, ...]
) -> None:
    others = {TEXTS.key: (), SHELF.key: (BOX,)}.get(declaration.key, (LOOSE,))
    found = explain(
        Payload(declaration.key, value),
        schema(*{declaration, *others}),
        manner,
        is_valid=is_valid,
        is_held=True,
    )
    assert found == rules


def test_a_run_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["20", "--jobs", "1", "--seed", "7"]) == 0
    printed = capsys.readouterr().out
    assert all(f"| {feature}" in printed for feature in FEATURES)
    assert "## What TypeScript cannot express" in printed
    assert "20 schemas, " in printed
    assert "0 disagreements; seed 7" in printed
