"""Exit statuses. 1 is findings, 2 is that the tool could not do its job.

What stands inside a page, the spec-set file or the overlay leads to 1 and never to 2. A mistake of
ours never leads to 0 or 1. In either case nothing in OUT is touched.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from command_line import (
    ENUM,
    GOOD,
    SETTINGS,
    Result,
    Run,
    record,
)
from trees import files, put, untouched

import generator.files

# Findings.


def test_all_mistakes_of_a_run_are_reported_and_nothing_is_touched(run: Run) -> None:
    """One broken page of each kind among ten good ones, and a slip in each other file."""
    run("generate")
    broken: dict[str, bytes] = {
        "models/zoo/b1.md": record(
            "B1", "| `a` | *string* | :heavy_minus_sign: | a | b | c |"
        ).encode(),
        "models/zoo/b2.md": record("B2", a="*strnig*").encode(),
        "models/zoo/b3.md": record("B3", a="[zoo.No](no.md)").encode(),
        "models/zoo/b4.md": record("B4").encode() + b"caf\xe9\n",
        "models/zoo/b5.md": record("B5").encode() + b"\0\n",
        "models/zoo/b6.md": record("B6", id="*string*").encode(),
        "models/zoo/b7.md": record("Animal0").encode(),
        "overlay.yaml": b"types: {zoo.Nobody: {}}\n",
        "tablewright.yaml": (
            f"{SETTINGS}overlay: overlay.yaml\nnmae: x\n"
            "severity: {ragged-row: error, dangling-reference: error}\n"
        ).encode(),
    }
    put(Path("specs"), broken)
    with untouched(Path()):
        result = run("generate")
    assert (result.status, result.out) == (1, "")
    places = re.findall(r"^(specs/\S+):(\d+):(\d+)-(\d+): error\[(\S+)\]", result.err, re.MULTILINE)
    assert [(place[0], place[4]) for place in places] == [
        ("specs/models/zoo/b1.md", "ragged-row"),
        ("specs/models/zoo/b2.md", "unknown-type"),
        ("specs/models/zoo/b3.md", "dangling-reference"),
        ("specs/models/zoo/b4.md", "not-utf8"),
        ("specs/models/zoo/b5.md", "nul-character"),
        ("specs/models/zoo/b6.md", "duplicate-field"),
        ("specs/models/zoo/b7.md", "duplicate-type"),
        ("specs/overlay.yaml", "unknown-overlay-target"),
        ("specs/tablewright.yaml", "unknown-key"),
    ]
    assert (
        "\n9 errors, 0 warnings\nnothing was written, because of the errors above\n" in result.err
    )
    with untouched(Path()):
        assert run("generate", "--check").status == 1
        assert run("lint").status == 1


def test_a_severity_holds_for_all_that_is_read_later(run: Run) -> None:
    severity = "severity: {not-utf8: warning, unknown-overlay-target: off}\n"
    put(
        Path("specs"),
        {
            "a.md": b"\xff",
            "overlay.yaml": "types: {Nobody: {}}\n",
            "tablewright.yaml": f"{SETTINGS}overlay: overlay.yaml\n{severity}",
        },
    )
    result = run("generate")
    assert result.status == 0
    assert "warning[not-utf8]" in result.err
    assert "0 errors, 1 warning" in result.err


def test_keep_going_writes_what_was_understood(run: Run) -> None:
    put(
        Path("specs"),
        {"models/zoo/broken.md": record("Broken", a="*strnig*")},
    )
    result = run("generate", "--keep-going")
    assert result.status == 1
    assert "error[unknown-type]" in result.err
    assert result.out.startswith("11 pages, 11 types, 11 fields: ")
    text = Path("generated/schema.yaml").read_text("utf-8")
    assert "zoo.Animal0" in text
    assert "zoo.Broken" in text
    assert run("generate", "--keep-going", "--check").status == 1, "for the errors"


ALIASES = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
BOMB = f"l0: &l0 [x, x, x, x, x, x, x, x, x]\n{ALIASES}"

FINDINGS: dict[str, tuple[dict[str, bytes], str]] = {
    "a page is not UTF-8": ({"a.md": b"# A\n\xff"}, "not-utf8"),
    "a page has a NUL": ({"a.md": b"# A\n\0"}, "nul-character"),
    "a page's name is not UTF-8": ({os.fsdecode(b"\xff.md"): b"# A\n"}, "not-utf8"),
    "the spec-set file has an unknown key": ({"tablewright.yaml": b"nmae: x\n"}, "unknown-key"),
    "the spec-set file is not UTF-8": ({"tablewright.yaml": b"name: \xff\n"}, "not-utf8"),
    "the spec-set file has a NUL": ({"tablewright.yaml": b"name: \0\n"}, "nul-character"),
    "the spec-set file is not YAML": ({"tablewright.yaml": b"name: [\n"}, "malformed-yaml"),
    "the spec-set file is a sequence": ({"tablewright.yaml": b"- name\n"}, "wrong-value"),
    "the spec-set file is a bomb": ({"tablewright.yaml": BOMB.encode()}, "too-many-aliases"),
    "the spec-set file is deep": ({"tablewright.yaml": b"[" * 100_000}, "malformed-yaml"),
    "the spec-set file tags a command": (
        {"tablewright.yaml": b"name: !!python/object/apply:os.abort []\n"},
        "wrong-value",
    ),
    "the globs choose nothing": ({"tablewright.yaml": b"pages: ['*.txt']\n"}, "missing-file"),
    "the globs are nonsense": (
        {"tablewright.yaml": b"pages: ['/etc/*.md', '**x', '']\n"},
        "missing-file",
    ),
    "the globs choose what is above": ({"tablewright.yaml": b"pages: ['../*']\n"}, "missing-file"),
    "everything is excluded": ({"tablewright.yaml": b"exclude: ['**']\n"}, "missing-file"),
    "there is no such dialect": ({"tablewright.yaml": b"dialect: x\n"}, "unknown-dialect"),
    "there is no such dialect file": ({"tablewright.yaml": b"dialect: x.yaml\n"}, "missing-file"),
    "there is no such target": ({"tablewright.yaml": b"targets: [x]\n"}, "wrong-value"),
    "there is no such overlay": ({"tablewright.yaml": b"overlay: x.yaml\n"}, "missing-file"),
    "the overlay's name is too long": (
        {"tablewright.yaml": b"overlay: " + b"x" * 5000 + b"\n"},
        "missing-file",
    ),
    "the overlay's name has a NUL": ({"tablewright.yaml": b'overlay: "\\0"\n'}, "missing-file"),
    "the overlay is a folder": ({"tablewright.yaml": b"overlay: models\n"}, "missing-file"),
    "no page is in a dialect": (
        {**dict.fromkeys(GOOD, b"# A\n"), "models/zoo/kind.md": b"# A\n", "tablewright.yaml": b""},
        "unknown-dialect",
    ),
}
FINDINGS |= {
    f"the overlay {what}": (
        {"tablewright.yaml": f"{SETTINGS}overlay: o.yaml\n".encode(), "o.yaml": text},
        code,
    )
    for what, text, code in (
        ("has an unknown key", b"typs: {}\n", "unknown-key"),
        ("is not UTF-8", b"types: \xff\n", "not-utf8"),
        ("has a NUL", b"types: \0\n", "nul-character"),
        ("is not YAML", b"types: {\n", "malformed-yaml"),
        ("is a bomb", BOMB.encode(), "too-many-aliases"),
        ("is an alias of itself", b"types: &a {zoo.Kind: *a}\n", "malformed-yaml"),
        ("names no type", b"types: {zoo.Kin: {}}\n", "unknown-overlay-target"),
        ("has no values", b"types: {zoo.Kind: {values: []}}\n", "wrong-value"),
        ("repeats a value", b"types: {zoo.Kind: {values: [a, a]}}\n", "duplicate-value"),
        (
            "opens what it closes",
            b"types: {zoo.Animal0: {closed: true, additional: any}}\n",
            "wrong-value",
        ),
    )
}


@pytest.mark.parametrize("what", FINDINGS)
def test_what_stands_in_the_input_leads_to_1(run: Run, what: str) -> None:
    changes, code = FINDINGS[what]
    run("generate")
    put(Path("specs"), changes)
    with untouched(Path()):
        result = run("generate")
        linted = run("lint")
    assert (result.status, result.out) == (1, "")
    assert f"error[{code}]" in result.err
    assert "Traceback" not in result.err
    assert linted.status == 1
    assert result.err == f"{linted.err}nothing was written, because of the errors above\n"


# What the tool cannot do.


def test_specs_that_are_not_there(run: Run) -> None:
    assert run("generate", "spec") == Result(2, "", "tablewright: spec is not a folder\n")
    assert run("lint", "specs/tablewright.yaml").err.endswith("is not a folder\n")
    assert run("dump", "schema", "nowhere").status == 2
    assert not Path("generated").exists()


def test_specs_without_pages(run: Run) -> None:
    put(Path("empty"), {"readme.txt": "", ".hidden/a.md": "", "node_modules/a.md": ""})
    assert run("generate", "empty") == Result(2, "", "tablewright: there are no pages in empty\n")
    put(Path("empty"), {"tablewright.yaml": "pages: ['**/*.md']\n"})
    assert run("generate", "empty").status == 2


@pytest.mark.parametrize("out", ["a_file", "a_file/out", "a_file/out/out", "dangling"])
def test_out_that_cannot_be_written(run: Run, out: str) -> None:
    put(Path(), {"a_file": "mine"})
    Path("dangling").symlink_to("nowhere/at/all")
    with untouched(Path()):
        result = run("generate", "--out", out)
    assert (result.status, result.out) == (2, "")
    assert re.fullmatch(rf"tablewright: {out.split('/')[0]}\S*: [A-Z].+\n", result.err)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize(
    "folder", ["generated", "generated/typescript", "generated/jsonschema/zoo"]
)
def test_a_folder_of_out_that_is_read_only(run: Run, folder: str) -> None:
    run("generate")
    put(Path("specs"), {"models/zoo/animal9.md": record("Animal9")})
    Path(folder).chmod(0o555)
    try:
        with untouched(Path()):
            result = run("generate")
    finally:
        Path(folder).chmod(0o755)
    assert result.status == 2
    assert folder in result.err


@pytest.mark.parametrize("path", ["schema.yaml", "typescript/index.ts", "manifest.json", "python"])
def test_a_file_that_is_not_ours_is_named(run: Run, path: str) -> None:
    put(Path("generated"), {path: "mine"})
    with untouched(Path()):
        result = run("generate")
    assert (result.status, result.out) == (2, "")
    assert f"tablewright: generated/{path}" in result.err
    assert "not made by tablewright" in result.err


def test_many_files_that_are_not_ours_are_not_all_named(run: Run) -> None:
    run("generate")
    Path("generated/manifest.json").unlink()
    for path in Path("generated/python").rglob("*.py"):
        path.write_text("mine")
    assert re.search(r" and \d+ more: not made by tablewright", run("generate").err)


def test_files_that_are_not_ours_may_stand_beside_ours(run: Run) -> None:
    mine = {"notes.txt": b"mine", "python/setup.py": b"mine", "typescript/zoo/x.ts": b"mine"}
    put(Path("generated"), mine)
    run("generate")
    put(Path("specs"), {"tablewright.yaml": f"{SETTINGS}targets: []\n"})
    assert run("generate").status == 0
    left = files(Path("generated"))
    assert {path: left[path] for path in mine} == mine
    assert left.keys() == {*mine, "schema.yaml", "manifest.json"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["generat"], "invalid choice: 'generat'"),
        (["generate", "--speed"], "unrecognized arguments: --speed"),
        (["generate", "--out"], "expected one argument"),
        (["generate", "--out", ""], "an empty path"),
        (["generate", ""], "an empty path"),
        (["generate", "a", "b"], "unrecognized arguments: b"),
        (["lint", "--format", "xml"], "invalid choice: 'xml'"),
        (["dump"], "the following arguments are required: stage"),
        (["dump", "tokens"], "invalid choice: 'tokens'"),
        (["explain", "raged-row"], "no diagnostic has the code `raged-row`; did you mean"),
        (["explain", "x"], "no diagnostic has the code `x`\n"),
        (["generate", "--target", "pyton"], "no target is called `pyton`; did you mean `python`?"),
        (["generate", "--target", "go"], "no target is called `go`; the targets are `python`,"),
        (["generate", "--from-schema", "no.yaml"], "no.yaml is not a file"),
        (["generate", "--from-schema", "specs"], "specs is not a file"),
        (["dump", "page", "specs", "no.md"], "there is no page of the name `no.md`"),
        (["dump", "schema", "specs", "No"], "there is no schema of the name `No`"),
        (["dump", "view", "specs", "go"], "there is no view of the name `go`"),
    ],
)
def test_a_command_that_cannot_be_carried_out(run: Run, arguments: list[str], message: str) -> None:
    with untouched(Path()):
        result = run(*arguments)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "name", ["understanding.read_page", "opening.lower_page", "pipeline.render"]
)
@pytest.mark.parametrize("mistake", [KeyError, AssertionError, RecursionError, MemoryError])
def test_a_mistake_of_ours_leads_to_2(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, mistake: type[Exception]
) -> None:
    run("generate")
    put(Path("specs"), {"models/zoo/animal9.md": record("Animal9")})

    def fail(*_: object) -> None:
        raise mistake("a bug")

    monkeypatch.setattr(f"generator.{name}", fail)
    with untouched(Path()):
        result = run("generate")
    assert (result.status, result.out) == (2, "")
    assert "Traceback" in result.err, "we need to know where"
    assert result.err.endswith(
        "tablewright: this is a mistake of tablewright's own, and none of the input's\n"
    )


def test_an_interruption_leads_to_2(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.understanding.read_page", interrupt)
    assert run("generate") == Result(2, "", "tablewright: interrupted\n")


def test_a_page_that_cannot_be_read_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, who may read everything: so it is the answer that is faked."""
    read = generator.files._bytes

    def refuse(folder: Path, name: str) -> bytes:
        if name.endswith("kind\x1b.md"):
            raise PermissionError(13, "Permission denied", f"{folder}/{name}")
        return read(folder, name)

    put(Path("specs"), {"models/zoo/kind\x1b.md": ENUM})
    monkeypatch.setattr("generator.files._bytes", refuse)
    message = "tablewright: specs/models/zoo/kind\ufffd.md: Permission denied\n"
    assert run("generate") == Result(2, "", message)
