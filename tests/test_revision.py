"""A run that goes on from the last one does and says what one does that makes everything."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench.spec_sets import write_spec_set
from command_line import SETTINGS, Run, record
from revisions import Outcome, Revisions
from trees import files, put

import generator
from generator.commands import making
from generator.commands.making import Making
from generator.rerun import revision

SPECS, OUT = Path("specs"), Path("generated")


@pytest.mark.parametrize("seed", range(3))
def test_edit_after_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """With and without settings that name the dialect."""
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.chdir(tmp_path)
    write_spec_set(tmp_path / "made", pages=30, seed=seed)
    if seed:
        put(tmp_path / "made", {"tablewright.yaml": SETTINGS})
    went_on = 0
    for step in Revisions(tmp_path / "made", tmp_path, seed).steps(40):
        assert step.outcome == step.expected, step.kind
        went_on += step.went_on
    assert went_on > 25


@pytest.fixture
def went_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Run
) -> Callable[[str, str], Outcome]:
    """Generate, edit a page, and generate again without making everything."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def after(page: str, text: str) -> Outcome:
        assert run("generate").status == 0
        put(SPECS, {page: text})
        with monkeypatch.context() as patch:
            patch.setattr(Making, "_made", None)
            result = run("generate")
        return Outcome(result.status, result.out, result.err, files(OUT))

    return after


def everything(run: Run) -> dict[str, bytes]:
    run("generate", "--out", "fresh")
    return files(Path("fresh"))


OWNER = (
    record("Owner", "| `pet` | [Pet](pet.md) | :heavy_minus_sign: | Theirs. | {PET} |")
    .replace("Description |", "Description | Example |")
    .replace("| The id. |", "| The id. | a1 |")
)
OWNER = OWNER.replace("| --- | --- | --- | --- |", "| --- | --- | --- | --- | --- |")
PAGES = {
    "models/zoo/pet.md": record("Pet", age="*number*"),
    "models/zoo/owner.md": OWNER.replace("{PET}", '{"id": "p", "age": 3}'),
    "models/zoo/keeper.md": record("Keeper", owner="[Owner](owner.md)"),
}


def test_samples_are_judged_again_by_what_they_refer_to(
    run: Run, went_on: Callable[[str, str], Outcome]
) -> None:
    """The example of an owner is no pet any more, though nobody touched its page."""
    put(SPECS, PAGES)
    after = went_on("models/zoo/pet.md", record("Pet", age="*boolean*"))
    assert after.status == 0
    assert "owner.md:8:" in after.err
    assert "example-mismatch" in after.err
    assert after.files == everything(run)
    put(SPECS, {"models/zoo/pet.md": PAGES["models/zoo/pet.md"]})
    again = run("generate")
    assert "example-mismatch" not in again.err
    assert files(OUT) == everything(run)


def test_what_a_change_means_is_told_as_ever(
    run: Run, went_on: Callable[[str, str], Outcome]
) -> None:
    after = went_on("models/zoo/animal3.md", record("Animal3", age="*string*"))
    assert ": 6 files written" in after.out
    assert "1 compatible change; suggested version bump: minor" in after.out
    assert "compatible[field-added-optional]: zoo.Animal3: the field `age`" in after.out
    assert after.files == everything(run)


def test_errors_stop_it_and_nothing_is_forgotten(
    run: Run, went_on: Callable[[str, str], Outcome]
) -> None:
    put(SPECS, PAGES)
    after = went_on("models/zoo/pet.md", record("Pet", age="*nothing*"))
    assert after.status == 1
    assert "unknown-type" in after.err
    assert "nothing was written" in after.err
    put(SPECS, {"models/zoo/pet.md": record("Pet", age="*boolean*")})
    assert run("generate").status == 0
    assert files(OUT) == everything(run)


def test_check_goes_on_as_well(run: Run, went_on: Callable[[str, str], Outcome]) -> None:
    put(SPECS, PAGES)
    went_on("models/zoo/pet.md", record("Pet", age="*boolean*"))
    before = files(OUT)
    put(SPECS, {"models/zoo/pet.md": record("Pet", age="*string*")})
    check = run("generate", "--check")
    assert check.status == 1
    assert "schema.yaml: stale" in check.out
    assert files(OUT) == before


def test_what_was_edited_in_out_meanwhile_is_seen(run: Run) -> None:
    put(SPECS, PAGES)
    assert run("generate").status == 0
    put(OUT, {"typescript/zoo.ts": "edited"})
    put(SPECS, {"models/zoo/pet.md": record("Pet", age="*boolean*")})
    result = run("generate")
    assert "edited-output" in result.err
    assert files(OUT) == everything(run)


def test_what_is_said_once_for_all_is_known_not_to_be_of_one_page() -> None:
    """Everything that is reported `once_for` something stands in the list of what is not settled by
    the page where it happens to be said."""
    package = Path(generator.__file__).parent
    codes = {
        node.args[0].value
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and any(keyword.arg == "once_for" for keyword in node.keywords)
        and isinstance(node.args[0], ast.Constant)
    }
    assert codes == {
        *("broken-link", "client-library-type", "dangling-reference", "missing-folder"),
    }
    assert codes <= revision.OF_ALL


UNION = "# {name}\n\n## Supported Types\n\n### `{first}`\n\n### `{second}`\n"


def test_a_type_that_comes_to_lead_back_to_itself_is_found(run: Run) -> None:
    one = UNION.format(name="One", first="Two[]", second="string")
    two = UNION.format(name="Two", first="One", second="number")
    put(SPECS, {"models/zoo/one.md": one, "models/zoo/two.md": two})
    assert run("generate").status == 0
    put(SPECS, {"models/zoo/one.md": one.replace("Two[]", "Two")})
    result = run("generate")
    assert (result.status, "alias-cycle" in result.err) == (1, True)


def test_a_type_that_an_example_is_judged_by_may_lose_its_end(run: Run) -> None:
    """It is not asked what its values are."""
    pet = UNION.format(name="Pet", first="Toy", second="boolean")
    toy = UNION.format(name="Toy", first="string", second="number")
    put(SPECS, {**PAGES, "models/zoo/pet.md": pet, "models/zoo/toy.md": toy})
    assert run("generate").status == 0
    put(SPECS, {"models/zoo/toy.md": toy.replace("string", "Pet")})
    result = run("generate")
    assert result.status == 1
    assert "error[alias-cycle]" in result.err


def test_a_page_that_an_example_is_judged_by_may_be_no_text_any_more(run: Run) -> None:
    put(SPECS, PAGES)
    assert run("generate").status == 0
    (SPECS / "models/zoo/pet.md").write_bytes(b"# Pet\xff\n")
    result = run("generate")
    assert result.status == 1
    assert "error[not-utf8]" in result.err


def test_types_without_end_that_the_spec_set_allows_are_made_and_not_compared(run: Run) -> None:
    put(
        SPECS,
        {
            "tablewright.yaml": SETTINGS + "severity: {alias-cycle: warning}\n",
            "models/zoo/one.md": UNION.format(name="One", first="Two", second="string"),
            "models/zoo/two.md": UNION.format(name="Two", first="One", second="number"),
            **PAGES,
        },
    )
    assert run("generate").status == 0
    for text in (record("Keeper"), record("Keeper", owner="[Owner](owner.md)")):
        put(SPECS, {"models/zoo/keeper.md": text})
        assert run("generate").status == 0
        assert files(OUT) == everything(run)
    assert run("diff", "specs", "specs").status == 1


@pytest.mark.parametrize("bad", [b"\xff", b"\0"])
def test_a_page_that_could_not_be_read_is_read_when_it_can(run: Run, bad: bytes) -> None:
    settings = "severity: {not-utf8: warning, nul-character: warning}\n"
    put(SPECS, {"tablewright.yaml": SETTINGS + settings})
    put(SPECS, {"models/zoo/pet.md": bad})
    assert run("generate").status == 0
    put(SPECS, {"models/zoo/pet.md": record("Pet")})
    assert run("generate").status == 0
    assert (OUT / "python/specs/zoo/_pet.py").is_file()


def test_a_named_file_that_was_missing_is_read_when_it_is_there(run: Run) -> None:
    settings = "overlay: ../overlay.yaml\nseverity: {missing-file: warning}\n"
    put(SPECS, {"tablewright.yaml": SETTINGS + settings, **PAGES})
    assert run("generate").status == 0
    put(Path(), {"overlay.yaml": "types: {zoo.Pet: {description: From beside.}}\n"})
    assert run("generate").status == 0
    assert "From beside." in (OUT / "schema.yaml").read_text("utf-8")


@pytest.mark.parametrize("path", ["specs/models/zoo/odd.md", "generated/schema.yaml"])
def test_what_somebody_edits_in_the_meantime_is_seen_by_the_next_run(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """After it was found out what changed, and before OUT is locked."""
    put(
        SPECS,
        {
            "tablewright.yaml": SETTINGS + "severity: {unknown-type: warning}\n",
            "models/zoo/odd.md": record("Odd", odd="*nothing*"),
            **PAGES,
        },
    )
    assert run("generate").status == 0
    put(SPECS, {"models/zoo/pet.md": record("Pet", age="*boolean*")})

    def late(*arguments: Any) -> revision.Revision | None:
        text = Path(path).read_text("utf-8")
        put(Path(), {path: text.replace("The id.", "Edited.", 1)})
        return revise(*arguments)

    revise = revision.revise
    with monkeypatch.context() as patch:
        patch.setattr(making, "revise", late)
        run("generate")
    assert run("generate").status == 0
    assert files(OUT) == everything(run)


def test_what_changed_in_little_beside_much_is_told(run: Run) -> None:
    much = "\n".join(
        f"| `f{n}` | *string* | :heavy_check_mark: | What it is. |" for n in range(2000)
    )
    put(SPECS, {"models/zoo/much.md": record("Much", much), **PAGES})
    assert run("generate").status == 0
    put(SPECS, {"models/zoo/much.md": record("Much", much) + "\n"})
    put(SPECS, {"models/zoo/keeper.md": record("Keeper")})
    assert "breaking[field-removed-optional]: zoo.Keeper" in run("generate").out


def test_what_is_stale_is_shown_in_one_order(
    run: Run, went_on: Callable[[str, str], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    went_on("models/zoo/animal3.md", record("Animal3", age="*string*"))
    put(SPECS, {"models/zoo/animal3.md": record("Animal3", age="*boolean*")})
    shown = run("generate", "--check").out
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path("another").absolute()))
    assert run("generate", "--check").out == shown
