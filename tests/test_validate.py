"""`validate`: payloads against a type, and the cells that demand what they are not."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from command_line import SETTINGS, Result, Run
from hypothesis import given
from hypothesis import strategies as st
from schema_strategies import schemas
from trees import put, untouched
from value_strategies import damaged, has_values, values

from generator.instances import find_mismatch
from generator.mismatches import find_mismatches
from generator.schema import (
    Declaration,
    Field,
    Json,
    LiteralType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    UnionDecl,
)

TABLE = "## Fields\n\n| Field | Type | Required | Description |\n| --- | --- | --- | --- |\n"
PET = f"""\
# Pet

{TABLE}\
| `id` | *string* | :heavy_check_mark: | The id. |
| `status` | [models.Status](status.md) | :heavy_check_mark: | How it is. |
| `tags` | *string*[] | :heavy_minus_sign: | Its tags. |
| `home` | [models.Home](home.md) | :heavy_minus_sign: | Where it lives. |
"""
STATUS = """\
# Status

## Values

| Name | Value |
| --- | --- |
| `Available` | available |
| `Sold` | sold |
"""
HOME = "# Home\n\n## Supported Types\n\n### `models.House`\n\n### `models.Boat`\n"
HOUSE = f"# House\n\n{TABLE}| `rooms` | *number* | :heavy_check_mark: | How many. |\n"
BOAT = f"# Boat\n\n{TABLE}| `masts` | *number* | :heavy_check_mark: | How many. |\n"
SPECS = {
    "models/pet.md": PET,
    "models/status.md": STATUS,
    "models/home.md": HOME,
    "models/house.md": HOUSE,
    "models/boat.md": BOAT,
    "tablewright.yaml": SETTINGS,
}


@pytest.fixture
def pets(run: Run, project: Path) -> Run:
    """Run a command beside pages of pets."""
    put(project / "pets", SPECS)
    return run


def validated(run: Run, payload: Json, *options: str) -> Result:
    put(Path(), {"payload.json": json.dumps(payload)})
    with untouched(Path()):
        return run("validate", "Pet", "payload.json", "pets", *options)


def test_a_valid_payload_is_said_to_be_one(pets: Run) -> None:
    payload: Json = {"id": "1", "status": "sold", "tags": [], "unknown": 1}
    result = validated(pets, payload)
    assert (result.status, result.out, result.err) == (0, "payload.json: valid\n", "")


def test_every_mistake_is_shown_with_the_cell_that_demands_otherwise(pets: Run) -> None:
    result = validated(pets, {"status": "melted", "tags": ["a", 1, None], "home": {"rooms": "x"}})
    assert (result.status, result.err) == (1, "")
    assert (
        result.out.splitlines()
        == """\
payload.json: $.id: expected a value, since the field is required, found nothing
  demanded by pets/models/pet.md:7:21-38 (required)
    |
  7 | | `id` | *string* | :heavy_check_mark: | The id. |
    |                     ^^^^^^^^^^^^^^^^^^
payload.json: $.status: expected one of "available", "sold", found "melted"
  demanded by pets/models/pet.md:8:14-39 (type)
    |
  8 | | `status` | [models.Status](status.md) | :heavy_check_mark: | How it is. |
    |              ^^^^^^^^^^^^^^^^^^^^^^^^^^
payload.json: $.tags[1]: expected a string, found 1
  demanded by pets/models/pet.md:9:12-21 (type)
    |
  9 | | `tags` | *string*[] | :heavy_minus_sign: | Its tags. |
    |            ^^^^^^^^^^
payload.json: $.tags[2]: expected a string, found null
  demanded by pets/models/pet.md:9:12-21 (type)
    |
  9 | | `tags` | *string*[] | :heavy_minus_sign: | Its tags. |
    |            ^^^^^^^^^^
payload.json: $.home.rooms: expected a number, found "x"
  demanded by pets/models/house.md:7:13-20 (type)
    |
  7 | | `rooms` | *number* | :heavy_check_mark: | How many. |
    |             ^^^^^^^^
""".splitlines()
    )


def test_a_payload_that_is_not_even_of_the_kind_is_demanded_by_the_title(pets: Run) -> None:
    result = validated(pets, [])
    assert result.out.startswith(
        "payload.json: $: expected an object (Pet), found an array\n"
        "  demanded by pets/models/pet.md:1:3-5 (title)\n"
    )


def test_what_the_overlay_demands_is_shown_in_it(pets: Run) -> None:
    overlay = "types:\n  Pet:\n    closed: true\n"
    put(
        Path("pets"),
        {"overlay.yaml": overlay, "tablewright.yaml": f"{SETTINGS}overlay: overlay.yaml\n"},
    )
    result = validated(pets, {"id": "1", "status": "sold", "extra": 1})
    assert (
        result.out.splitlines()
        == """\
payload.json: $.extra: expected no key beyond the declared ones, found 1
  demanded by pets/overlay.yaml:3:13-16 (closed)
    |
  3 |     closed: true
    |             ^^^^
""".splitlines()
    )


def test_as_json(pets: Run) -> None:
    put(Path(), {"bad.json": "[\n  1,\n]", "good.json": '{"id": "", "status": "sold"}'})
    put(Path(), {"payload.json": '{"id": 1, "status": "sold"}'})
    files = ("bad.json", "good.json", "payload.json")
    result = pets("validate", "Pet", *files, "--specs", "pets", "--format", "json")
    assert (result.status, result.err) == (1, "")
    message = "this is no JSON: illegal trailing comma" if sys.version_info >= (3, 13) else ""
    bad, good, payload = json.loads(result.out)["payloads"]
    assert bad["file"] == "bad.json"
    assert bad["findings"][0]["message"].startswith(message or "this is no JSON: ")
    assert good == {"file": "good.json", "valid": True, "findings": []}
    cell = {"file": "pets/models/pet.md", "line": 7, "column": 10, "end_column": 17}
    assert payload["findings"] == [
        {
            "message": "expected a string, found 1",
            "path": "$.id",
            "expected": "a string",
            "found": "1",
            "demanded_by": {
                "name": "Pet.id",
                "places": [{"what": "type", **cell, "text": "*string*"}],
            },
        }
    ]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"a" 1}', "1:6-6", "this is no JSON: expecting ':' delimiter"),
        ("", "1:1-1", "this is no JSON: expecting value"),
        ('{\r\n"NaN": [NaN]}', "2:9-11", "NaN is no JSON number"),
        ("[1, -1e999]", "1:5-10", "-1e999 is beyond the numbers that can be held"),
        ("[" * 60 + "]" * 60, "1:1-1", "nested deeper than the 50 levels that are read"),
        ("[" * 99999, "1:1-1", "nested deeper than the 50 levels that are read"),
        (r'"\ud800"', "1:1-1", "a string holds half of a surrogate pair"),
    ],
)
def test_what_is_no_json_is_a_finding(pets: Run, text: str, place: str, message: str) -> None:
    Path("payload.json").write_bytes(text.encode())
    result = pets("validate", "Pet", "payload.json", "pets")
    assert (result.status, result.err) == (1, "")
    assert result.out.splitlines()[0] == f"payload.json:{place}: {message}"


def test_a_number_with_too_many_digits_is_a_finding(pets: Run) -> None:
    put(Path(), {"payload.json": "1" * 10_000})
    result = pets("validate", "Pet", "payload.json", "pets")
    assert (result.status, result.err) == (1, "")


@pytest.mark.parametrize("text", [b"\xff", b"{}\0"])
def test_what_is_no_text_is_a_finding_and_the_others_are_read(pets: Run, text: bytes) -> None:
    put(Path(), {"payload.json": text, "good.json": '{"id": "", "status": "sold"}'})
    result = pets("validate", "Pet", "payload.json", "good.json", "pets")
    assert (result.status, result.out) == (1, "good.json: valid\n")
    assert result.err.startswith("payload.json:1:")


def test_standard_input(pets: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b'{"id": "1"}'), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", stream)
    result = pets("validate", "Pet", "-", "pets")
    assert result.status == 1
    assert result.out.startswith("<stdin>: $.status: expected a value")
    monkeypatch.setattr(sys, "stdin", None)
    assert pets("validate", "Pet", "-", "pets").status == 2


def test_errors_in_pages_come_first(pets: Run) -> None:
    put(Path("pets"), {"models/pet.md": PET.replace("*string*[]", "*strnig*[]")})
    result = validated(pets, {})
    assert (result.status, result.out) == (1, "")
    assert "error[unknown-type]" in result.err
    assert result.err.endswith("nothing was validated, because of the errors above\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Pett", "p.json", "pets"), "no page in pets declares `Pett`; did you mean `Pet`?"),
        (("models.Zebra", "p.json", "pets"), "no page in pets declares `models.Zebra`"),
        (("Pet", "none.json", "pets"), "./none.json: No such file or directory"),
        (("Pet", "pets", "--specs", "pets"), "./pets: Is a directory"),
        (("Pet", "p.json", "--specs", "none"), "none is not a folder"),
    ],
)
def test_what_cannot_be_judged(pets: Run, arguments: tuple[str, ...], message: str) -> None:
    put(Path(), {"p.json": "{}"})
    result = pets("validate", *arguments)
    assert (result.status, result.out, result.err) == (2, "", f"tablewright: {message}\n")


# All mismatches of a value


@given(st.data())
def test_nothing_is_found_where_a_value_fits_and_something_where_not(data: st.DataObject) -> None:
    schema = data.draw(schemas())
    declarations = schema.by_key()
    keys = [key for key in declarations if has_values(ReferenceType(key), schema)]
    key = data.draw(st.sampled_from(keys or [""]))
    if not key:
        return
    value = data.draw(values(ReferenceType(key), schema))
    assert find_mismatches(value, key, declarations) == ()
    value = data.draw(damaged(value))
    found = find_mismatches(value, key, declarations)
    assert bool(found) == (find_mismatch(value, ReferenceType(key), declarations) is not None)
    assert all(each.by.key in declarations for each in found)


def test_of_a_union_the_closest_variant_is_meant() -> None:
    def animal(kind: str, field: str) -> RecordDecl:
        tag = Field("kind", LiteralType(kind), required=True)
        other = Field(field, PrimitiveType("string"), required=True)
        return RecordDecl("", kind, "page.md", (tag, other))

    cat, dog = animal("Cat", "purr"), animal("Dog", "bark")
    union = UnionDecl("", "Animal", "page.md", (ReferenceType("Cat"), ReferenceType("Dog")))
    declarations: dict[str, Declaration] = {each.key: each for each in (cat, dog, union)}

    def found(value: Json) -> list[tuple[str, str]]:
        all_ = find_mismatches(value, "Animal", declarations)
        return [(each.mismatch.path, each.by.key) for each in all_]

    assert found({"kind": "Dog", "bark": 1}) == [("$.bark", "Dog")]
    assert found({"kind": "Dog", "purr": "x"}) == [("$.bark", "Dog")], "the tag decides"
    assert found({"kind": "Fox"}) == [("$", "Animal")], "neither is closest"
    assert found(1) == [("$", "Animal")]


def test_a_union_that_leads_back_to_itself_is_judged_in_polynomial_time() -> None:
    inner = Field("c", ReferenceType("T"), required=False)
    records = [RecordDecl("", name, "page.md", (inner,)) for name in ("A", "B")]
    union = UnionDecl("", "T", "page.md", (ReferenceType("A"), ReferenceType("B")))
    declarations: dict[str, Declaration] = {each.key: each for each in records}
    declarations["T"] = union
    value: Json = 1
    for _ in range(40):
        value = {"c": value}
    assert find_mismatches(value, "T", declarations)
