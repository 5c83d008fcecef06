"""The command `diff`: what it reads, what it prints, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from command_line import ENUM, ROOT, SETTINGS, Run, record
from trees import put, untouched

FORMAT = json.loads((ROOT / "docs" / "diff-format.schema.json").read_text("utf-8"))
OLD = {"tablewright.yaml": SETTINGS, "pet.md": record("Pet", colour="*string*"), "kind.md": ENUM}


@pytest.fixture
def sides(project: Path) -> Path:
    """The current folder, with two spec sets in it that are the same."""
    put(project / "shop", OLD)
    put(project / "new" / "shop", OLD)
    return project


def change(sides: Path, **pages: str) -> None:
    put(sides / "new" / "shop", {f"{name}.md": text for name, text in pages.items()})


LOST_FIELD = {"pet": record("Pet")}
NEW_WORDS = {"pet": record("Pet", colour="*string*").replace("The id.", "Its id.")}


@pytest.mark.parametrize(
    ("pages", "fail_on", "status"),
    [
        ({}, "any", 0),
        (NEW_WORDS, "any", 1),
        (NEW_WORDS, "breaking", 0),
        (LOST_FIELD, "any", 1),
        (LOST_FIELD, "breaking", 1),
        (LOST_FIELD, "none", 0),
    ],
)
def test_what_ends_with_which_status(
    sides: Path, run: Run, pages: dict[str, str], fail_on: str, status: int
) -> None:
    change(sides, **pages)
    assert run("diff", "shop", "new/shop", "--fail-on", fail_on).status == status


def test_a_breaking_change_fails_by_default(sides: Path, run: Run) -> None:
    change(sides, **LOST_FIELD)
    with untouched(sides):
        result = run("diff", "shop", "new/shop")
    assert (result.status, result.err) == (1, "")
    assert result.out == (
        "Pet\n"
        "  breaking[field-removed-optional]: the field `colour` is gone"
        " (shop/pet.md:8 -> new/shop/pet.md:1)\n"
        '    writers: $.colour: expected no key beyond the declared ones, found "text"\n'
        '      witness: {"id": "text", "colour": "text"}\n'
        "\n"
        "1 change in 1 type: 1 breaking (0 for readers, 1 for writers), 0 compatible\n"
        "suggested version bump: major\n"
        "every type was taken to be both read and written, since nothing says otherwise\n"
    )


def test_nothing_changed(sides: Path, run: Run) -> None:
    assert sides.is_dir()
    result = run("diff", "shop", "new/shop")
    assert (result.status, result.out, result.err) == (0, "no changes\n", "")


def test_json(sides: Path, run: Run) -> None:
    change(sides, **LOST_FIELD, kind=ENUM + "| `DOG` | dog |\n", cage=record("Cage"))
    result = run("diff", "shop", "new/shop", "--format", "json")
    document = json.loads(result.out)
    jsonschema.Draft202012Validator(FORMAT).validate(document)
    assert result.status == 1
    assert [each["rule"] for each in document["changes"]] == [
        "type-added",
        "enum-value-added",
        "field-removed-optional",
    ]
    assert document["changes"][1] == {
        "rule": "enum-value-added",
        "type": "Kind",
        "part": '"dog"',
        "effect": "breaking",
        "sentence": 'the value `"dog"` is new',
        "old": {"file": "shop/kind.md", "line": 1, "column": 3, "end_column": 6},
        "new": {"file": "new/shop/kind.md", "line": 8, "column": 11, "end_column": 13},
        "readers": {
            "effect": "breaking",
            "witness": "dog",
            "reason": '$: expected one of "cat", found "dog"',
        },
        "writers": {"effect": "compatible"},
    }


def test_the_format_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(FORMAT)


def test_pages_are_compared_with_what_was_generated_from_them(sides: Path, run: Run) -> None:
    assert run("generate", "shop", "--out", "out").status == 0
    for old in ("out", "out/schema.yaml"):
        assert run("diff", old, "shop").out == "no changes\n"
    change(sides, **LOST_FIELD)
    assert "(out/schema.yaml:" in run("diff", "out", "new/shop").out


def test_errors_of_either_side_are_said_and_nothing_is_compared(sides: Path, run: Run) -> None:
    change(sides, pet=record("Pet", colour="*strnig*"))
    for arguments in (["shop", "new/shop"], ["new/shop", "shop"]):
        result = run("diff", *arguments)
        assert (result.status, result.out) == (1, "")
        assert "new/shop/pet.md:8" in result.err
        assert "error[unknown-type]" in result.err
        assert result.err.endswith("nothing was compared, because of the errors above\n")


@pytest.mark.parametrize("missing", ["nowhere", "empty"])
def test_a_side_that_is_not_there_is_none_of_our_work(sides: Path, run: Run, missing: str) -> None:
    (sides / "empty").mkdir()
    result = run("diff", "shop", missing)
    assert (result.status, result.out) == (2, "")
    assert missing in result.err


def test_what_a_page_says_cannot_drive_the_terminal(sides: Path, run: Run) -> None:
    kind = ENUM.replace("cat |", "\u202ecat\x1b[31m |")
    change(sides, kind=kind)
    result = run("diff", "shop", "new/shop")
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out


def test_explain_shows_the_page_of_a_rule(run: Run) -> None:
    result = run("explain", "field-renamed")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("# field-renamed\n\nA field has another wire name.")
    assert "field-renamed " in run("explain").out
    assert "did you mean `field-renamed`" in run("explain", "field-renmed").err
