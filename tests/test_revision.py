"""A run that goes on from the last one does and says what one does that makes everything."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.spec_sets import write_spec_set
from command_line import Run, record
from revisions import Outcome, Revisions
from trees import files, put

from generator import revision
from generator.commands.making import Making

SPECS, OUT = Path("specs"), Path("generated")
COMMAND_LINE = {"tablewright.yaml": "dialect: speakeasy-typescript\nwire_names: as-written\n"}


@pytest.mark.parametrize("seed", range(3))
def test_edit_after_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """With and without settings that name the dialect."""
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.chdir(tmp_path)
    write_spec_set(tmp_path / "made", pages=30, seed=seed)
    if seed:
        put(tmp_path / "made", COMMAND_LINE)
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
    package = Path(revision.__file__).parent
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
    assert not any(revision.is_settled([str(code)]) for code in codes)
