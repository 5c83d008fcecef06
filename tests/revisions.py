"""Spec sets that are edited again and again: a run that goes on is as one that makes everything.

`PYTHONPATH=tests python -m revisions FOLDER 1000 7` looks for what no example shows: it makes a
thousand edits of a copy of the folder; 7 is their seed.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_diffs.edits import KINDS, Editor
from small_diffs.pages import read_pages
from trees import files

from generator import cli
from generator.commands.compiling import Task
from generator.commands.making import Making
from generator.crew import Crew
from generator.files import DiskFolder
from generator.write import Stage


@dataclass(frozen=True)
class Outcome:
    """What a run did, and what it said."""

    status: int
    out: str
    err: str
    files: dict[str, bytes]


@dataclass(frozen=True)
class Step:
    """A page that was edited, and the two runs after it."""

    kind: str
    went_on: bool
    """Whether the first run went on from the last; else it made everything."""
    outcome: Outcome
    expected: Outcome
    """What is made without knowing of any other run."""


class Revisions:
    """A spec set in a folder of its own, edited step by step."""

    def __init__(self, specs: Path, root: Path, seed: int) -> None:
        """A copy of `specs` stands in `root`, which is the current folder."""
        self._random = random.Random(seed)
        self._seed = seed
        self._root = root
        shutil.copytree(specs, root / "specs")
        self._undo: Callable[[], object] = int
        self._run("known", "out")

    def steps(self, count: int) -> Iterator[Step]:
        """One edit after the other."""
        while count > 0:
            kind = self._edit()
            if kind is None:
                continue
            count -= 1
            before = files(self._root / "out")
            shutil.rmtree(self._root / "fresh", ignore_errors=True)
            shutil.copytree(self._root / "out", self._root / "fresh")
            expected = self._run(f"unknown{count}", "fresh")
            shutil.rmtree(self._root / f"unknown{count}", ignore_errors=True)
            with _watched() as full:
                outcome = self._run("known", "out")
            yield Step(kind, not full, outcome, expected)
            if outcome.status != 0:
                assert outcome.files == before
                self._undo()

    def _run(self, cache: str, out: str) -> Outcome:
        os.environ["XDG_CACHE_HOME"] = str(self._root / cache)
        shown, said = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(said):
            status = cli.main(["generate", "specs", "--out", out])
        text = re.sub(r" in [\d.]+ s ", " ", shown.getvalue())
        return Outcome(status, text, said.getvalue(), files(self._root / out))

    def _edit(self) -> str | None:
        """Edit a page; the kind of the edit, or None where nothing came of it."""
        folder = DiskFolder(self._root / "specs", "specs")
        kind = self._random.choice([*KINDS, *_ACCIDENTS])
        if kind in KINDS:
            pages, dialect = read_pages(folder)
            edit = Editor(pages, dialect, self._random.randrange(10**9)).edit(kind)
            if edit is None:
                return None
            page, text = self._root / "specs" / edit.page, edit.text
        else:
            page = self._random.choice(sorted((self._root / "specs").rglob("*.md")))
            lines = page.read_text("utf-8").split("\n")
            _ACCIDENTS[kind](lines, self._random)
            text = "\n".join(lines)
        before = page.read_text("utf-8")
        if text == before:
            return None
        self._undo = lambda: page.write_text(before, "utf-8", newline="")
        page.write_text(text, "utf-8", newline="")
        return kind


@contextlib.contextmanager
def _watched() -> Iterator[list[object]]:
    """What was compiled as a whole in the meantime."""
    found: list[object] = []

    def watched(self: Making, task: Task, stage: Stage, crew: Crew) -> int:
        found.append(self)
        return made(self, task, stage, crew)

    made = Making._made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Making, "_made", watched)
        yield found


def _lose_a_line(lines: list[str], dice: random.Random) -> None:
    del lines[dice.randrange(len(lines))]


def _repeat_a_line(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines.insert(at, lines[at])


def _cut_a_line(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]


def _lose_a_letter(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    if lines[at]:
        letter = dice.randrange(len(lines[at]))
        lines[at] = lines[at][:letter] + lines[at][letter + 1 :]


def _lead_nowhere(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    to = dice.choice(["../gone/pet.md", "no.md", "../models/components/no.md"])
    lines[at] = re.sub(r"\]\([^)]*\)", f"]({to})", lines[at])


_ACCIDENTS = {
    "lose a line": _lose_a_line,
    "repeat a line": _repeat_a_line,
    "cut a line": _cut_a_line,
    "lose a letter": _lose_a_letter,
    "lead nowhere": _lead_nowhere,
}
"""What happens to a page's lines that nobody wants."""


def main() -> None:
    """Look for a run that goes on to something else than what is made from nothing."""
    specs, count, seed = Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3])
    went_on: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for step in Revisions(specs, Path(folder), seed).steps(count):
            (went_on if step.went_on else whole)[step.kind] += 1
            if step.outcome != step.expected:
                print(f"after {step.kind}: {_difference(step)}")
                sys.exit(1)
        os.chdir("/")
    for kind in sorted({*went_on, *whole}):
        print(f"{kind:24} {went_on[kind]:6} gone on {whole[kind]:6} made as a whole")


def _difference(step: Step) -> str:
    one, two = step.outcome, step.expected
    paths = [p for p in {**one.files, **two.files} if one.files.get(p) != two.files.get(p)]
    said = [
        f"{mine!r} for {other!r}"
        for mine, other in ((one.out, two.out), (one.err, two.err))
        if mine != other
    ]
    return f"statuses {one.status} and {two.status}; files {paths}; {said}"[:2000]


if __name__ == "__main__":
    main()
