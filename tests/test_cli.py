"""The commands: what each does, and what it says on which stream."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from command_line import (
    SETTINGS,
    Result,
    Run,
    record,
)
from trees import files, put, untouched

from generator.diagnostics import CATALOGUE

# generate


def test_generate_makes_the_three_outputs_and_prints_one_line(run: Run) -> None:
    result = run("generate")
    assert (result.status, result.err) == (0, "")
    assert re.fullmatch(
        r"10 pages, 10 types, 9 fields: \d+ files written, 0 unchanged, 0 removed"
        r" in \d+\.\d\d s \(speakeasy-typescript\)\n",
        result.out,
    )
    top = sorted(path.name for path in Path("generated").iterdir())
    assert top == ["jsonschema", "manifest.json", "python", "schema.yaml", "typescript"]


def test_generate_again_touches_nothing(run: Run) -> None:
    run("generate")
    with untouched(Path()):
        result = run("generate")
    assert result.status == 0
    assert re.search(r": 0 files written, \d\d unchanged, 0 removed", result.out)


def test_generate_writes_what_changed_and_removes_what_is_gone(run: Run) -> None:
    run("generate")
    before = files(Path("generated"))
    Path("specs/models/zoo/animal0.md").unlink()
    put(
        Path("specs"),
        {"models/zoo/animal1.md": record("Animal1", age="*number*")},
    )
    result = run("generate")
    after = files(Path("generated"))
    assert result.status == 0
    assert not [path for path in after if "animal0" in path.lower()]
    written = [path for path in after if after[path] != before.get(path)]
    assert f"{len(written) - 1} files written" in result.out, "the manifest is not counted"
    assert f"{len(before.keys() - after.keys())} removed" in result.out


def test_out_and_specs_may_stand_anywhere(run: Run, project: Path) -> None:
    assert run("generate", "specs", "--out", "a/b").status == 0
    assert run("generate", "--out", f"{project}/c", f"{project}/specs").status == 0
    os.chdir("specs")
    assert run("generate", ".", "--out", "../d").status == 0
    assert run("generate", "--out", "generated", "../specs").status == 0, "inside SPECS as well"
    assert run("generate", ".", "--out", "generated", "--check").status == 0
    os.chdir("..")
    expected = files(Path("a/b"))
    for other in ("c", "d", "specs/generated"):
        assert files(Path(other)) == expected


def test_specs_may_be_a_link_and_has_the_name_of_the_link(run: Run) -> None:
    Path("pets").symlink_to("specs")
    assert run("generate", "pets").status == 0
    assert [path.name for path in Path("generated/python").iterdir()] == ["pets"]


def test_only_the_targets_that_are_named(run: Run) -> None:
    assert run("generate", "--target", "typescript", "--target", "python").status == 0
    assert not Path("generated/jsonschema").exists()
    run("generate")
    put(Path("specs"), {"models/zoo/animal9.md": record("Animal9")})
    with untouched(Path("generated/python"), Path("generated/jsonschema")):
        assert run("generate", "--target", "typescript").status == 0
    assert "Animal9" in Path("generated/schema.yaml").read_text("utf-8")
    assert run("generate", "--target", "typescript", "--check").status == 0
    assert run("generate", "--check").status == 1


def test_a_target_may_be_named_that_the_spec_set_does_not_build(run: Run) -> None:
    put(Path("specs"), {"tablewright.yaml": f"{SETTINGS}targets: [python]\n"})
    run("generate")
    for _ in range(2):  # the second time from memory
        result = run("generate", "--target", "typescript")
        assert (result.status, result.err) == (
            0,
            "`typescript` is not among the targets of the spec set: the next `generate` without"
            " `--target` removes it\n",
        )
        assert Path("generated/typescript/index.ts").is_file()
        assert Path("generated/python").is_dir()
    result = run("generate", *("--target", "pydantic", "--target", "typescript"))
    assert result.err.startswith("`typescript` and `pydantic` are not among the targets")
    schema = ("--from-schema", "generated/schema.yaml")
    assert run("generate", "--target", "typescript", *schema).err.startswith("`typescript` is not")
    assert run("generate", "--target", "python").err == ""
    assert run("generate").err == ""
    assert not Path("generated/typescript").exists()


def test_check_says_what_is_stale_and_writes_nothing(run: Run) -> None:
    assert run("generate", "--check").status == 1
    assert not Path("generated").exists()
    run("generate")
    with untouched(Path()):
        assert run("generate", "--check") == Result(0, "", "")
    Path("specs/models/zoo/animal0.md").unlink()
    Path("generated/schema.yaml").unlink()
    with untouched(Path()):
        result = run("generate", "--check")
    assert result.status == 1
    assert "generated/schema.yaml: missing\n" in result.out
    assert "generated/python/specs/zoo/__init__.py: stale\n" in result.out
    assert "generated/jsonschema/zoo/Animal0.schema.json: no longer generated\n" in result.out
    assert result.err == "generated is out of date: run `tablewright generate`\n"


def test_check_keeps_its_list_short(run: Run) -> None:
    lines = run("generate", "--check").out.splitlines()
    assert len(lines) == 11
    assert re.fullmatch(r"and \d+ more", lines[-1])


def test_check_notices_a_manifest_that_is_stale(run: Run) -> None:
    run("generate")
    manifest = Path("generated/manifest.json")
    manifest.write_text(manifest.read_text("utf-8") + "\n", "utf-8")
    assert run("generate", "--check").out == "generated/manifest.json: stale\n"
    manifest.unlink()
    assert run("generate", "--check").out == "generated/manifest.json: missing\n"


def test_an_edited_output_is_reported_before_it_is_replaced(run: Run) -> None:
    run("generate")
    path = Path("generated/typescript/index.ts")
    text = path.read_bytes()
    path.write_bytes(text + b"// mine\n")
    told = "generated/typescript/index.ts:1:1-1: warning[edited-output]: "
    with untouched(Path()):
        result = run("generate", "--check")
    assert result.status == 1
    assert told in result.err
    result = run("generate")
    assert result.status == 0
    assert told in result.err
    assert path.read_bytes() == text


def test_an_edited_output_can_be_made_an_error(run: Run) -> None:
    run("generate")
    put(Path("specs"), {"tablewright.yaml": f"{SETTINGS}severity: {{edited-output: error}}\n"})
    Path("generated/typescript/index.ts").write_text("mine")
    with untouched(Path()):
        result = run("generate")
    assert result.status == 1
    assert "error[edited-output]" in result.err
    assert result.out == ""


def test_from_schema_gives_the_same_bytes(run: Run) -> None:
    settings = f"{SETTINGS}targets: {{jsonschema: {{id: 'https://example.com/'}}, python: }}\n"
    put(Path("specs"), {"tablewright.yaml": settings})
    run("generate")
    result = run("generate", "--from-schema", "generated/schema.yaml", "--out", "again")
    assert result.status == 0
    assert files(Path("again")) == files(Path("generated"))
    with untouched(Path()):
        assert run("generate", "--from-schema", "generated/schema.yaml").status == 0


def test_from_schema_needs_no_spec_set(run: Run) -> None:
    run("generate")
    Path("generated/schema.yaml").rename("schema.yaml")
    Path("specs").rename("elsewhere")
    assert run("generate", "--from-schema", "schema.yaml", "--out", "again").status == 0
    put(Path("generated"), {"schema.yaml": Path("schema.yaml").read_text("utf-8")})
    assert files(Path("again")) == files(Path("generated"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"format: tablewright-schema/1\nname: a\ntypes: {A: {}}\n", "missing-key"),
        (b"format: tablewright-schema/99\n", "wrong-value"),
        (b"a: [\n", "malformed-yaml"),
        (b"\xff", "not-utf8"),
        (b"", "wrong-value"),
    ],
)
def test_a_schema_file_is_input_like_any_other(run: Run, text: bytes, code: str) -> None:
    run("generate")
    put(Path(), {"broken.yaml": text})
    with untouched(Path()):
        result = run("generate", "--from-schema", "broken.yaml")
    assert result.status == 1
    assert f"error[{code}]" in result.err
    assert re.match(r"broken\.yaml:[123]:\d+-\d+: ", result.err)


# lint, dump, explain, --version, --help


def test_lint_of_clean_pages_says_nothing(run: Run) -> None:
    with untouched(Path()):
        assert run("lint") == Result(0, "", "")


def test_lint_shows_the_row_and_underlines_the_word(run: Run) -> None:
    put(
        Path("specs"),
        {"a.md": record("A", kind="[zoo.Knd](models/zoo/kind.md)")},
    )
    result = run("lint")
    assert (result.status, result.out) == (0, ""), "a warning is no finding"
    first, _, row, marks, *_ = result.err.splitlines()
    assert first.startswith("specs/a.md:8:13-19: warning[link-text-mismatch]: ")
    assert row[marks.index("^") : marks.rindex("^") + 1] == "zoo.Knd"
    assert result.err.endswith("\n0 errors, 1 warning\n")


def test_lint_as_json(run: Run) -> None:
    put(Path("specs"), {"é.md": record("A", kind="*strnig*")})
    result = run("lint", "--format", "json")
    assert (result.status, result.err) == (1, "")
    [diagnostic] = json.loads(result.out)["diagnostics"]
    assert diagnostic.pop("message")
    assert diagnostic == {
        "code": "unknown-type",
        "severity": "error",
        "file": "specs/é.md",
        "line": 8,
        "column": 13,
        "end_column": 18,
        "help": diagnostic["help"],
    }
    assert json.loads(run("lint", "--format", "json", "specs").out) == json.loads(result.out)


def test_lint_as_json_of_clean_pages(run: Run) -> None:
    assert json.loads(run("lint", "--format", "json").out) == {"diagnostics": []}


@pytest.mark.parametrize(
    ("is_terminal", "no_color", "expected"),
    [(True, None, True), (True, "", True), (True, "1", False), (False, None, False)],
)
def test_colour_is_for_terminals(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    is_terminal: bool,
    no_color: str | None,
    expected: bool,
) -> None:
    put(Path("specs"), {"a.md": record("A", kind="*strnig*")})
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    assert ("\x1b[" in run("lint").err) is expected


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_page_cannot_drive_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    attack = "\x1b]0;title\x07\x1b[2J\u202e\x9b1m"
    put(Path("specs"), {f"{attack}.md": record("A", **{f"a{attack}": f"*strnig{attack}*"})})
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    result = run("lint")
    assert result.status == 1
    shown = re.sub("\x1b\\[(0|1;3[13])m", "", result.err)
    assert not set(attack) - set("]0;title[2J1m") & set(shown)


def test_dump_of_each_stage(run: Run) -> None:
    pages = json.loads(run("dump", "page").out)
    assert len(pages) == 10
    assert pages[0]["page"] == "models/zoo/animal0.md"
    [page] = json.loads(run("dump", "page", "specs", "specs/models/zoo/kind.md").out)
    assert page == json.loads(run("dump", "page", "specs", "models/zoo/kind.md").out)[0]
    run("generate")
    schema = run("dump", "schema").out
    assert schema == Path("generated/schema.yaml").read_text("utf-8")
    one = run("dump", "schema", "specs", "zoo.Kind").out
    assert "zoo.Kind:" in one
    assert "Animal" not in one
    views = json.loads(run("dump", "view").out)
    assert {view["path"].split("/")[0] for view in views} == {"python", "jsonschema", "typescript"}
    typescript = json.loads(run("dump", "view", "specs", "typescript").out)
    assert 0 < len(typescript) < len(views)
    [view] = json.loads(run("dump", "view", "specs", typescript[0]["path"]).out)
    assert view == typescript[0]


@pytest.mark.parametrize("stage", ["page", "schema", "view"])
def test_dump_shows_what_it_can_of_broken_pages(run: Run, stage: str) -> None:
    put(
        Path("specs"),
        {"a.md": record("A", kind="*strnig*"), "b.md": b"\xff"},
    )
    result = run("dump", stage)
    assert result.status == 1
    assert "error[unknown-type]" in result.err
    assert "error[not-utf8]" in result.err
    assert "Animal0" in result.out


def test_dump_of_nothing_is_not_a_failure(run: Run) -> None:
    put(Path("broken"), {"a.md": b"\xff"})
    for stage in ("page", "schema", "view"):
        result = run("dump", stage, "broken")
        assert result.status == 1
        assert result.out


@pytest.mark.parametrize("code", CATALOGUE)
def test_explain(run: Run, code: str) -> None:
    result = run("explain", code)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"# {code}\n")
    assert "## Before" in result.out


@pytest.mark.parametrize(
    "arguments", [["--help"], *([c, "-h"] for c in ("generate", "lint", "dump", "explain"))]
)
def test_help(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("usage: tablewright")
