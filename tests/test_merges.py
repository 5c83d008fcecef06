"""Branches that edit different types meet: git merges their output, or `generate` alone does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import GOOD, ROOT, SETTINGS, Run, record
from trees import files, put, untouched

Pages = Mapping[str, str | None]
"""Pages to write; None for one to remove."""

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{
        f"GIT_{who}_{what}": "a@b.c"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
    "GIT_EDITOR": "true",
}

ZOO = "models/zoo"
WIDE = record("Wide", **{f"field{n}": "*string*" for n in range(9)})
STATUS = "# Status\n\n## Values\n\n```typescript\n{}\n```\n"
STRICT = "severity: {dangling-reference: error}\n"
PAGES: Pages = {
    **GOOD,
    "models/pet.md": record("Pet", zoo="[zoo.Animal1](zoo/animal1.md)"),
    f"{ZOO}/status.md": STATUS.format('"old" | "new"'),
    f"{ZOO}/wide.md": WIDE,
}


def animal(number: int, **fields: str) -> dict[str, str]:
    """The page of an animal with these optional fields."""
    return {f"{ZOO}/animal{number}.md": record(f"Animal{number}", **fields)}


def moved(folder: str) -> Pages:
    """The pages of the zoo in another folder."""
    return {
        **{path: None for path in PAGES if path.startswith(ZOO)},
        **{path.replace(ZOO, folder): text for path, text in PAGES.items() if path.startswith(ZOO)},
        "models/pet.md": record(
            "Pet", zoo=f"[Animal1]({folder.removeprefix('models/')}/animal1.md)"
        ),
    }


@dataclass(frozen=True)
class Meeting:
    """What two branches do."""

    ours: Pages
    theirs: Pages
    apart: bool = False
    """Both change types that stay, so that nothing of theirs stands side by side."""


MEETINGS = {
    "two types far apart": Meeting(
        animal(1, age="*number*"), animal(8, age="*number*"), apart=True
    ),
    "two types that are neighbours": Meeting(
        animal(4, age="*number*"), animal(5, keeper="*string*"), apart=True
    ),
    "two fields of one type": Meeting(
        {f"{ZOO}/wide.md": WIDE.replace("field1", "first")},
        {f"{ZOO}/wide.md": WIDE.replace("field7", "last")},
        apart=True,
    ),
    "a value of an enum, and a type that begins to use it": Meeting(
        {f"{ZOO}/status.md": STATUS.format('"old" | "new" | "lost"')},
        animal(3, status="[zoo.Status](status.md)"),
        apart=True,
    ),
    "two new types that sort next to each other": Meeting(
        {f"{ZOO}/ape.md": record("Ape", friend="[zoo.Animal1](animal1.md)")},
        {f"{ZOO}/asp.md": record("Asp", length="*number*")},
    ),
    "two new types of two new modules": Meeting(
        {"models/shop/order.md": record("Order")}, {"models/store/order.md": record("Order")}
    ),
    "two new types of one name": Meeting(
        {f"{ZOO}/ape-1.md": record("ape")}, {f"{ZOO}/ape-2.md": record("Ape")}
    ),
    "a new type, and its neighbour goes": Meeting(
        {f"{ZOO}/animal44.md": record("Animal44")}, {f"{ZOO}/animal4.md": None}
    ),
    "a type goes, and its neighbour changes": Meeting(
        {f"{ZOO}/animal4.md": None}, animal(5, age="*number*")
    ),
    "two neighbours go": Meeting({f"{ZOO}/animal4.md": None}, {f"{ZOO}/animal5.md": None}),
    "two types begin to refer to another module": Meeting(
        {"models/toy.md": record("Toy", zoo="[zoo.Animal2](zoo/animal2.md)")},
        {"models/box.md": record("Box", zoo="[zoo.Animal3](zoo/animal3.md)")},
    ),
    "a type is given another name, and the old one changes": Meeting(
        {f"{ZOO}/wide.md": None, f"{ZOO}/vast.md": WIDE.replace("Wide", "Vast")},
        {f"{ZOO}/wide.md": WIDE.replace("field7", "last")},
    ),
    "a folder is given another name, and a type in it changes": Meeting(
        moved("models/park"), animal(5, age="*number*")
    ),
    "a folder is given another name, and a type is new in it": Meeting(
        moved("models/park"), {f"{ZOO}/ape.md": record("Ape", friend="[Animal1](animal1.md)")}
    ),
}
"""By what happens on the two branches."""

MOVING = ("-c", "merge.directoryRenames=true")
"""Or git stops where one side has moved the folder that the other adds to, and asks about pages."""

OURS = (ROOT / ".gitattributes").read_text("utf-8")
ATTRIBUTES = {"without attributes": "", "with our attributes": OURS}


class Repository:
    """A repository with a spec set and what was generated of it, on the branch `ours`."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder = folder
        self.run = run
        self.git("init", "--quiet", "--initial-branch=base")

    def git(self, *arguments: str, fails: bool = False) -> str:
        """What a command of git prints. It may fail only where `fails` says so."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert fails or done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def put(self, pages: Pages) -> None:
        """Write and remove pages."""
        for path, text in pages.items():
            if text is None:
                (self.folder / "specs" / path).unlink()
            else:
                put(self.folder / "specs", {path: text})

    def commit(self, pages: Pages) -> None:
        """Change pages, generate, and commit all of it."""
        self.put(pages)
        assert self.run("generate").status == 0
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    def conflicts(self) -> list[str]:
        """The files that git could not merge."""
        return self.git("diff", "--name-only", "--diff-filter=U").splitlines()

    def finish(self, *arguments: str) -> None:
        """Check that OUT is what one gets who generates into an empty folder, and commit it."""
        assert self.run("generate", "--out", "fresh").status == 0
        fresh = files(self.folder / "fresh")
        shutil.rmtree(self.folder / "fresh")
        assert files(self.folder / "generated") == fresh
        self.git("add", "--all")
        self.git(*arguments)
        assert self.git("status", "--porcelain") == ""
        assert self.run("generate", "--check").status == 0


Start = Callable[..., Repository]


@pytest.fixture
def start(tmp_path: Path, run: Run) -> Start:
    """Make a repository in which two branches have been at work."""

    def start(meeting: Meeting, attributes: str = "") -> Repository:
        shutil.rmtree(tmp_path / "specs")
        put(tmp_path, {".gitattributes": attributes, "specs/tablewright.yaml": SETTINGS})
        repository = Repository(tmp_path, run)
        repository.commit(PAGES)
        repository.git("checkout", "--quiet", "-b", "theirs")
        repository.commit(meeting.theirs)
        repository.git("checkout", "--quiet", "-b", "ours", "base")
        repository.commit(meeting.ours)
        return repository

    return start


@pytest.mark.parametrize("attributes", ATTRIBUTES.values(), ids=ATTRIBUTES)
@pytest.mark.parametrize("meeting", MEETINGS.values(), ids=MEETINGS)
def test_generate_alone_completes_a_merge(
    start: Start, run: Run, meeting: Meeting, attributes: str
) -> None:
    repository = start(meeting, attributes)
    repository.git(*MOVING, "merge", "--no-edit", "theirs", fails=True)
    conflicts = repository.conflicts()
    assert all(path.startswith("generated/") for path in conflicts), "the pages were merged"
    if meeting.apart:
        assert conflicts == ([] if attributes else ["generated/manifest.json"])
    assert run("generate", "--check").status == 1
    result = run("generate")
    assert result.status == 0
    assert "edited" not in result.err, "nobody was at it"
    assert "resolved" not in result.out or ": 0 files written" not in result.out
    repository.finish("commit", "--all", "--message", "merge")


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_what_was_in_conflict_is_said(start: Start, run: Run, style: str) -> None:
    repository = start(MEETINGS["two new types that sort next to each other"])
    repository.git("-c", f"merge.conflictStyle={style}", "merge", "theirs", fails=True)
    before = repository.conflicts()
    marked = [path for path in before if "<<<<<<< HEAD" in (repository.folder / path).read_text()]
    assert marked == before, "so this is about something"
    result = run("generate", "--check")
    assert (result.status, result.err.splitlines()) == (
        1,
        ["generated is out of date: run `tablewright generate`"],
    )
    assert {f"{path}: stale" for path in before} - {"generated/manifest.json: stale"} == {
        *result.out.splitlines()
    }
    result = run("generate")
    assert f"conflicts of a merge resolved in {len(before)} files)" in result.out
    assert result.err == ""
    assert "merge" not in run("generate").out
    repository.finish("commit", "--all", "--message", "merge")


def test_pages_in_conflict_come_first(start: Start, run: Run) -> None:
    repository = start(Meeting(animal(4, age="*number*"), animal(4, name_="*string*")))
    repository.git("merge", "theirs", fails=True)
    page = f"specs/{ZOO}/animal4.md"
    assert page in repository.conflicts()
    with untouched(repository.folder / "generated"):
        result = run("generate")
    assert (result.status, result.out) == (1, "")
    assert f"{page}:8:1" in result.err
    put(repository.folder / "specs", animal(4, age="*number*", name_="*string*"))
    assert run("generate").status == 0
    repository.finish("commit", "--all", "--message", "merge")


def test_a_type_that_went_is_missed_where_the_other_side_refers_to_it(
    start: Start, run: Run
) -> None:
    """Git sees nothing wrong in that; then nothing is written until the pages are right."""
    repository = start(
        Meeting({f"{ZOO}/animal4.md": None}, animal(7, friend="[zoo.Animal4](animal4.md)")), OURS
    )
    repository.git("merge", "--no-edit", "theirs")
    put(repository.folder / "specs", {"tablewright.yaml": f"{SETTINGS}{STRICT}"})
    with untouched(repository.folder / "generated"):
        result = run("generate")
    assert result.status == 1
    assert "error[dangling-reference]" in result.err


def test_it_does_no_harm_to_keep_one_sides_manifest(start: Start, run: Run) -> None:
    repository = start(MEETINGS["two new types that sort next to each other"])
    repository.git("merge", "theirs", fails=True)
    repository.git("checkout", "--ours", "generated/manifest.json")
    result = run("generate")
    assert (result.status, result.err) == (0, "")
    repository.finish("commit", "--all", "--message", "merge")


def test_an_edit_by_hand_is_still_named_after_a_merge(start: Start, run: Run) -> None:
    repository = start(MEETINGS["two types far apart"])
    repository.git("merge", "theirs", fails=True)
    path = "generated/python/specs/zoo/_animal8.py"
    put(repository.folder, {path: "by hand\n"})
    assert f"{path}:1:1-1: warning[edited-output]" in run("generate").err
    repository.finish("commit", "--all", "--message", "merge")


def test_commits_are_replayed_one_after_another_without_a_stop(start: Start, run: Run) -> None:
    repository = start(Meeting(animal(1, age="*number*"), animal(8, age="*number*")), OURS)
    repository.commit(animal(3, age="*number*"))
    repository.commit(animal(5, age="*number*"))
    repository.git("rebase", "--quiet", "theirs")
    assert run("generate").status == 0
    repository.finish("commit", "--all", "--amend", "--no-edit")


@pytest.mark.parametrize("text", ["somebody's own\n", ""])
def test_what_is_not_ours_is_in_the_way_of_a_merge_too(start: Start, run: Run, text: str) -> None:
    repository = start(MEETINGS["a folder is given another name, and a type is new in it"])
    repository.git(*MOVING, "merge", "theirs", fails=True)
    path = "generated/python/specs/park/_ape.py"
    put(repository.folder, {path: text})
    result = run("generate")
    assert result.status == 2
    assert f"{path}: not made by tablewright" in result.err


def test_the_attributes_that_are_recommended_are_ours() -> None:
    guide = (ROOT / "docs" / "merging.md").read_text("utf-8")
    [line] = re.findall(r"```gitattributes\n(.*?)```", guide, re.DOTALL)
    assert line in OURS
