"""The measuring program (`tests/corpus`), on corpora of a page or two."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from corpus import measure as measuring
from corpus import targets_check
from corpus.__main__ import main
from corpus.agreement import ASPECTS, Score
from corpus.measure import CorpusSet, Measurement, find_sets, measure
from corpus.notation import canonical, written
from corpus.report import disagreements, faults, notes, report
from corpus.targets_check import CHECKS, check_targets
from hypothesis import given
from hypothesis import strategies as st
from schema_strategies import type_expressions

from generator.artifacts import Artifact
from generator.pages.page import Table, read_page
from generator.pipeline import Compilation, compile_folder
from generator.schema import TypeExpr
from generator.source import Source, Span

ROOT = Path(__file__).parents[1]

PET = """\
# Pet

## Fields

| Field     | Type                                      | Required           | Description |
| --------- | ----------------------------------------- | ------------------ | ----------- |
| `name`    | *string*                                  | :heavy_check_mark: | N/A         |
| `bornAt`  | [Date](https://developer.mozilla.org/js)  | :heavy_minus_sign: | N/A         |
| `legs`    | *number*                                  | :heavy_minus_sign: | N/A         |
| `kind`    | [models.Kind](../models/kind.md)          | :heavy_check_mark: | N/A         |
| `friends` | [models.Pet](../models/pet.md)[]          | :heavy_minus_sign: | N/A         |
| `tags`    | Record<string, *any*>                     | :heavy_minus_sign: | N/A         |
| `loud`    | *boolean*                                 | :heavy_minus_sign: | N/A         |
"""
KIND = """\
# Kind

## Values

```typescript
"cat" | "dog"
```
"""
FOOD = """\
# Food

## Supported Types

### `models.Kind`

```typescript
const value: models.Kind = "cat";
```

### `string[]`

```typescript
const value: string[] = [];
```
"""


def field(name: str, type_: str, required: bool = False, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "wire": name,
        "required": required,
        "nullable": False,
        "type": type_,
    } | more


def truth() -> dict[str, Any]:
    """What is true of the three pages, and what they say."""
    return {
        ".Pet": {
            "page": "docs/models/pet.md",
            "kind": "object",
            "fields": [
                field("name", "string", required=True),
                field("bornAt", "datetime"),
                field("legs", "number"),
                field("kind", "ref:Kind", required=True),
                field("friends", "array<ref:Pet>"),
                field("tags", "map<any>"),
                field("loud", "boolean"),
            ],
        },
        ".Kind": {
            "page": "docs/models/kind.md",
            "kind": "enum",
            "values": ["cat", "dog"],
            "open": False,
        },
        ".Food": {
            "page": "docs/models/food.md",
            "kind": "union",
            "variants": ["array<string>", "ref:Kind"],
        },
    }


def write_set(
    folder: Path,
    types: dict[str, Any] | None = None,
    pages: dict[str, str] | None = None,
    language: str = "",
) -> CorpusSet:
    """A set of the three pages, unless others are given."""
    for name, text in (pages or {"pet": PET, "kind": KIND, "food": FOOD}).items():
        path = folder / "docs" / "models" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    if types is not None:
        (folder / "truth.json").write_text(json.dumps({"types": types}), "utf-8")
    if language:
        (folder / "SOURCE.yaml").write_text(f"language: {language}\n", "utf-8")
    return CorpusSet(folder.name, folder, language)


def measured(corpus_set: CorpusSet) -> Measurement:
    return measure(corpus_set)[0]


def disagreeing(measurement: Measurement) -> set[str]:
    return {aspect for aspect, score in measurement.scores.items() if score.agreed < score.scored}


# What is measured


def test_pages_that_say_what_is_true_agree_in_every_aspect(tmp_path: Path) -> None:
    measurement = measured(write_set(tmp_path, truth()))
    assert disagreeing(measurement) == set()
    assert (measurement.pages, measurement.types, measurement.fields) == (3, 3, 7)
    assert measurement.score("types") == Score(3, 3)
    assert measurement.score("fields") == measurement.score("type") == Score(7, 7)
    assert measurement.score("variants") == measurement.score("values") == Score(1, 1)
    assert list(faults(measurement)) == list(disagreements(measurement, ())) == []


def changed(key: str, **more: Any) -> Callable[[dict[str, Any]], object]:
    return lambda types: types[key].update(more)


def changed_field(index: int, **more: Any) -> Callable[[dict[str, Any]], object]:
    return lambda types: types[".Pet"]["fields"][index].update(more)


NUMBERS = {"type", "type, numbers alike"}
VARIANTS = {"variants", "variants, numbers alike"}


@pytest.mark.parametrize(
    ("change", "aspects"),
    [
        (
            lambda types: types.update({".Dog": types.pop(".Kind")}),
            {"types", "values", "values, exact"},
        ),
        (changed(".Kind", page="docs/models/dog.md"), {"types", "values", "values, exact"}),
        (changed(".Kind", kind="object"), {"kinds"}),
        (lambda types: types[".Pet"]["fields"].append(field("age", "integer")), {"fields"}),
        (lambda types: types[".Pet"]["fields"].pop(), {"not invented"}),
        (changed_field(0, required=False), {"required"}),
        (changed_field(0, type="integer"), NUMBERS),
        (changed_field(2, type="integer"), {"type"}),
        (changed_field(4, type="array<ref:Kind>"), NUMBERS),
        (changed_field(5, type="map<string>"), NUMBERS),
        (changed_field(5, type="object"), set()),
        (changed_field(0, nullable=True), {"nullable", "null seen"}),
        (changed_field(1, wire="born_at"), {"wire name"}),
        (changed(".Kind", values=["dog", "cat"]), set()),
        (changed(".Kind", values=["dog", "cat", "cow"]), {"values", "values, exact"}),
        (changed(".Kind", open=True), {"open"}),
        (changed(".Food", variants=["ref:Kind"]), VARIANTS),
        (changed(".Food", variants=["ref:Kind", "array<string>", "null"]), VARIANTS),
    ],
)
def test_each_difference_counts_in_its_own_aspects(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], aspects: set[str]
) -> None:
    types = truth()
    change(types)
    assert disagreeing(measured(write_set(tmp_path, types))) == aspects


def test_what_the_source_does_not_settle_is_not_scored(tmp_path: Path) -> None:
    unsettled = field("name", "integer", nullable=True, wire="NAME")
    types = truth()
    types[".Pet"]["fields"][0] = unsettled
    full = measured(write_set(tmp_path, types))
    unsettled["unsure"] = ["required", "nullable", "wire", "type"]
    measurement = measured(write_set(tmp_path, types))
    assert disagreeing(full) == {"required", "nullable", "null seen", "wire name", *NUMBERS}
    assert disagreeing(measurement) == set()
    for aspect in ("required", "nullable", "wire name", "type"):
        assert measurement.score(aspect).scored == full.score(aspect).scored - 1
    assert measurement.score("fields") == Score(7, 7)


def test_the_type_of_an_external_object_is_not_scored(tmp_path: Path) -> None:
    types = truth()
    types[".Pet"]["fields"][0] |= {"type": "any", "external": True}
    assert measured(write_set(tmp_path, types)).score("type") == Score(6, 6)


def test_whether_any_may_be_null_is_not_scored(tmp_path: Path) -> None:
    types = truth()
    types[".Pet"]["fields"][0] |= {"type": "any", "nullable": True}
    assert measured(write_set(tmp_path, types)).score("nullable") == Score(6, 6)


def test_a_partial_type_cannot_show_an_invented_field_but_a_missing_one(tmp_path: Path) -> None:
    types = truth()
    types[".Pet"]["fields"][:2] = [field("age", "integer")]
    types[".Pet"]["partial"] = True
    measurement = measured(write_set(tmp_path, types))
    assert disagreeing(measurement) == {"fields"}
    assert measurement.score("fields") == Score(5, 6)
    assert measurement.score("not invented") == Score()


def test_values_and_variants_that_no_page_shows_are_not_scored(tmp_path: Path) -> None:
    types = truth()
    types[".Kind"] |= {"values": ["cow"], "values_on_page": False}
    types[".Food"] |= {"variants": ["null"], "variants_on_page": False}
    measurement = measured(write_set(tmp_path, types))
    assert disagreeing(measurement) == set()
    assert measurement.score("values") == measurement.score("variants") == Score()


def test_a_row_for_all_other_keys_is_no_field(tmp_path: Path) -> None:
    row = PET.splitlines()[-1].replace("loud", "additionalProperties")
    row = row.replace("*boolean*", "Record<string, *string*>")
    types = truth()
    types[".Pet"]["fields"].append(field("additionalProperties", "map<string>"))
    pages = {"pet": f"{PET}{row}\n", "kind": KIND, "food": FOOD}
    measurement = measured(write_set(tmp_path, types, pages))
    assert measurement.fields == 7
    assert measurement.score("fields") == measurement.score("not invented") == Score(7, 7)
    assert measurement.score("other keys") == Score(1, 1)
    assert measurement.wire_name_rules["as-written"] == Score(7, 7)


def test_a_number_and_a_string_of_digits_are_told_apart_only_where_it_is_exact(
    tmp_path: Path,
) -> None:
    types = {".Kind": truth()[".Kind"] | {"values": [1, 2]}}
    pages = {"kind": KIND.replace("cat", "1").replace("dog", "2"), "pet": PET}
    assert disagreeing(measured(write_set(tmp_path, types, pages))) == {"values, exact"}


def test_fields_are_found_by_the_name_on_the_page_and_wire_names_by_every_rule(
    tmp_path: Path,
) -> None:
    types = truth()
    types[".Pet"]["fields"][1]["wire"] = "born_at"
    corpus_set = write_set(tmp_path, types)
    measurement = measured(corpus_set)
    assert measurement.score("wire name") == Score(6, 7)
    assert measurement.wire_name_rules["as-written"] == Score(6, 7)
    assert measurement.wire_name_rules["snake_case"] == Score(7, 7)
    (tmp_path / "tablewright.yaml").write_text("wire_names: snake_case\n", "utf-8")
    assert disagreeing(measured(corpus_set)) == set()


def test_pages_are_types_or_ruled_out_or_lost(tmp_path: Path) -> None:
    pages = {"pet": PET, "kind": KIND, "readme": "# Read me\n", "again": KIND}
    measurement = measured(write_set(tmp_path, pages=pages))
    (tmp_path / "docs" / "latin.md").write_bytes(b"# Caf\xe9\n")
    with_latin = measured(write_set(tmp_path))
    assert measurement.pages == 4
    assert sum(measurement.ruled_out.values()) == 1
    assert measurement.lost == ("docs/models/kind.md",)
    assert measurement.codes["duplicate-type"] == 1
    assert "docs/latin.md" in with_latin.lost
    assert with_latin.placeless == ()


def test_an_unknown_type_is_explained_where_a_diagnostic_names_its_target(tmp_path: Path) -> None:
    pages = {
        "pet": PET.replace("../models/kind.md", "../models/gone.md").replace("models.Kind", "Gone"),
        "food": PET.replace("# Pet", "# Food").replace("../models/kind.md", "gone.md"),
    }
    corpus_set = write_set(tmp_path, pages=pages)
    measurement = measured(corpus_set)
    assert [unknown.subject for unknown in measurement.unknown] == ["Food.kind", "Pet.kind"]
    assert measurement.unexplained == ()
    assert measurement.not_understood == measurement.unknown
    (tmp_path / "tablewright.yaml").write_text('severity: {dangling-reference: "off"}\n', "utf-8")
    silenced = measured(corpus_set)
    assert [unknown.subject for unknown in silenced.unexplained] == ["Food.kind", "Pet.kind"]
    assert "no diagnostic says why" in next(faults(silenced))


def test_an_object_of_the_client_library_is_counted_apart(tmp_path: Path) -> None:
    response = "[httpx.Response](https://www.python-httpx.org/api/#response)"
    page = f"""\
# Meta

## Fields

| Field  | Type            | Required           | Description |
| ------ | --------------- | ------------------ | ----------- |
| `raw`  | {response}      | :heavy_check_mark: | N/A         |
| `size` | *Optional[int]* | :heavy_minus_sign: | N/A         |
"""
    measurement = measured(write_set(tmp_path, pages={"meta": page}))
    assert [unknown.subject for unknown in measurement.unknown] == ["Meta.raw"]
    assert measurement.not_understood == measurement.unexplained == ()


def test_sets_are_found_at_every_depth(tmp_path: Path) -> None:
    write_set(tmp_path / "one", truth())
    write_set(tmp_path / "deep" / "er" / "two", language="go")
    write_set(tmp_path / "none")
    found = list(find_sets(tmp_path))
    assert [each.name for each in found] == ["deep/er/two", "one"]
    assert [each.language for each in found] == ["go", ""]
    assert [each.name for each in find_sets(tmp_path / "one")] == ["one"]


# What may never be


def test_a_traceback_is_a_fault_of_its_set_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def compile_or_fail(folder: Path, shown: str) -> Compilation:
        if folder.name == "a":
            raise ZeroDivisionError
        return compile_folder(folder, shown)

    write_set(tmp_path / "a", truth())
    write_set(tmp_path / "b", truth())
    assert main([str(tmp_path)]) == 0
    monkeypatch.setattr(measuring, "compile_folder", compile_or_fail)
    assert main([str(tmp_path)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    first, second = (measured(each) for each in find_sets(tmp_path))
    assert "ZeroDivisionError" in first.traceback
    assert second.score("types") == Score(3, 3)


@pytest.mark.parametrize(
    ("page", "line", "column", "end"),
    [("gone.md", 1, 1, 1), ("pet.md", 99, 1, 1), ("pet.md", 0, 1, 1), ("pet.md", 1, 1, 99)],
)
def test_a_diagnostic_needs_a_place_that_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, line: int, column: int, end: int
) -> None:
    def compile_and_add(folder: Path, shown: str) -> Compilation:
        compilation = compile_folder(folder, shown)
        span = Span(f"{shown}/docs/models/{page}", line, column, end)
        compilation.report.add("no-title", span, "somewhere")
        return compilation

    corpus_set = write_set(tmp_path)
    assert measured(corpus_set).placeless == ()
    monkeypatch.setattr(measuring, "compile_folder", compile_and_add)
    measurement = measured(corpus_set)
    assert len(measurement.placeless) == 1
    assert "without a place" in next(faults(measurement))


# The notation


@pytest.mark.parametrize(
    ("text", "one_spelling"),
    [
        ("string", "string"),
        ("object", "map<any>"),
        ("array<map<ref:A>>", "array<map<ref:A>>"),
        ("union<string,array<integer>>", "union<array<integer>,string>"),
        ("array<union<ref:B,ref:A,ref:B>>", "array<union<ref:A,ref:B>>"),
        ('union<const:"a,b>",const:true>', 'union<const:"a,b>",const:true>'),
        ("ref:integer", "ref:integer"),
    ],
)
def test_the_truth_is_brought_into_one_spelling(text: str, one_spelling: str) -> None:
    assert canonical(text) == one_spelling


@pytest.mark.parametrize("text", ["", "array<", "array<string", "string>", "map<,>", "const:x"])
def test_what_is_no_type_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"has no|goes on|Expecting"):
        canonical(text)


def test_integers_and_numbers_can_be_counted_alike() -> None:
    assert (
        canonical("union<integer,array<integer>,number>", "number") == "union<array<number>,number>"
    )
    assert canonical('union<const:"integer",ref:integer>', "number") == canonical(
        'union<const:"integer",ref:integer>'
    )


@given(type_expressions(("a.A", "B"), nasty=False), st.sampled_from(["integer", "number"]))
def test_our_types_are_written_in_the_one_spelling(type_: TypeExpr, integer: str) -> None:
    text = written(type_, {"a.A": "A", "B": "B"}, integer)
    assert canonical(text, integer) == text
    assert "null<" not in text


# The report


def tables(text: str) -> Iterator[Table]:
    page = read_page(Source("report.md", "report.md", text))
    return (block for block in page.blocks if isinstance(block, Table))


def test_every_table_is_one_and_none_of_its_rows_is_ragged(tmp_path: Path) -> None:
    sets = [
        write_set(tmp_path / "ts", truth(), language="typescript"),
        write_set(tmp_path / "other", truth(), {"pet": PET, "readme": "# Read me\n"}, "python"),
        write_set(tmp_path / "no-truth", language="go"),
    ]
    text = report([measured(each) for each in sets], {"ts": dict.fromkeys(CHECKS, "")})
    found = list(tables(text))
    assert len(found) == text.count("\n## ") + 1
    for table in found:
        assert {len(row.cells) for row in table.rows} == {len(table.header.cells)}


def test_totals_set_typescript_apart_and_round_down(tmp_path: Path) -> None:
    types = truth()
    types[".Pet"]["fields"][2]["type"] = "integer"
    exact = measured(write_set(tmp_path / "py", truth(), language="python"))
    loose = measured(write_set(tmp_path / "ts", types, language="typescript"))
    [fields] = [t for t in tables(report([exact, loose], {})) if "required" in column(t)]
    by_set = {row.cells[0].text: row for row in fields.rows}
    index = column(fields).index("type")
    assert by_set["**outside TypeScript**"].cells[index].text == "7 / 7"
    assert by_set["**TypeScript**"].cells[index].text == "6 / 7"
    assert by_set["**all**"].cells[index].text == "13 / 14"
    assert by_set[""].cells[index].text == "92.85 %"
    assert by_set[""].cells[index + 1].text == "100.00 %"


def column(table: Table) -> list[str]:
    return [cell.text for cell in table.header.cells]


def test_disagreements_name_page_line_field_and_both_sides(tmp_path: Path) -> None:
    types = truth()
    types[".Pet"]["fields"][2]["type"] = "integer"
    types[".Pet"]["fields"].append(field("age", "integer"))
    measurement = measured(write_set(tmp_path, types))
    page = f"{tmp_path.as_posix()}/docs/models/pet.md"
    assert list(disagreements(measurement, ())) == [
        f"{page}:9: type: Pet.legs: ours `number`, truth `integer`",
        f"{page}:1: fields: Pet.age: ours ``, truth `age`",
    ]
    assert list(disagreements(measurement, ["fields"])) == list(disagreements(measurement, ()))[1:]


def test_the_notes_explain_every_aspect() -> None:
    for aspect in ASPECTS:
        assert f"- **{aspect}**: " in notes()


def test_the_command_line_says_the_same_twice(tmp_path: Path) -> None:
    write_set(tmp_path / "one", truth(), language="python")
    write_set(tmp_path / "two", truth(), language="typescript")

    def run(seed: str) -> str:
        command = [sys.executable, "-m", "corpus", str(tmp_path), "--show", "--markdown"]
        environment = {**os.environ, "PYTHONPATH": "tests", "PYTHONHASHSEED": seed}
        run = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert (run.returncode, run.stderr) == (0, "")
        return re.sub(r"\d+\.\d +\|$", "", run.stdout, flags=re.MULTILINE)

    assert run("1") == run("2")


def test_sets_are_chosen_by_name_and_none_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_set(tmp_path / "one", truth())
    write_set(tmp_path / "two", truth())
    assert main([str(tmp_path), "--set", "tw"]) == 0
    assert "| one" not in capsys.readouterr().out
    assert main([str(tmp_path), "--set", "three"]) == 2


# The generated code


OUTPUT = {
    "python/pets/__init__.py": '__all__ = ["Pet"]\n\n\nclass Pet:\n    name: str\n',
    "python/pets/inner/__init__.py": "",
    "typescript/index.ts": "export type Pet = { name: string };\n",
    "jsonschema/bundle.schema.json": '{"$defs": {"a/b": {"type": "object"}}}\n',
}


def test_code_that_holds_up_passes_every_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(_: Compilation) -> Iterator[Artifact]:
        return (Artifact(path, text) for path, text in OUTPUT.items())

    compilation = compile_folder(write_set(tmp_path).folder, "pages")
    monkeypatch.setattr(targets_check, "build_artifacts", build)
    assert check_targets(compilation) == dict.fromkeys(("generates", *CHECKS), "")


@pytest.mark.parametrize(
    ("check", "path", "text", "offence"),
    [
        ("Python imports", "python/pets/inner/cat.py", "import nowhere\n", "pets.inner.cat: "),
        ("Python imports", "python/pets/cat.py", '__all__ = ["Cat"]\n', "pets.cat: "),
        ("black changes nothing", "python/pets/inner/cat.py", "x  = 1\n", " pets/inner/cat.py"),
        ("tsc --strict compiles", "typescript/cat.ts", "let cat: Cat;\n", "cat.ts:1: "),
        ("prettier changes nothing", "typescript/cat.ts", "let cat  = 1;\n", "typescript/cat.ts"),
        ("prettier changes nothing", "typescript/cat.ts", "let", "typescript/cat.ts"),
        (
            "Ajv compiles the bundle",
            "jsonschema/bundle.schema.json",
            '{"$defs": {"a/b": {"type": "object"}, "c%~/d": {"properties": {"a": {}}}}}',
            "strict mode",
        ),
        (
            "Ajv compiles the bundle",
            "jsonschema/bundle.schema.json",
            '{"$ref": "#/$defs/Cat"}',
            "can't resolve",
        ),
    ],
)
def test_each_check_says_its_first_offence(
    tmp_path: Path, check: str, path: str, text: str, offence: str
) -> None:
    for each, content in {**OUTPUT, path: text}.items():
        file = tmp_path / each
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    assert offence in CHECKS[check](tmp_path)


def test_a_traceback_of_a_target_is_an_offence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Compilation) -> Iterator[Artifact]:
        raise ZeroDivisionError

    compilation = compile_folder(write_set(tmp_path).folder, "pages")
    monkeypatch.setattr(targets_check, "build_artifacts", fail)
    found = check_targets(compilation)
    assert "ZeroDivisionError" in found["generates"]
    assert all(found.values())
