"""A spec set that is measured, in a folder of its own, and our commands about it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from bench.edits import edit_rows, rows_to_edit
from bench.processes import Command, nothing

CHECKOUT: Final = Path(__file__).parent.parent.parent

COLD: Final = "`generate`, from nothing"
UNCHANGED: Final = "`generate`, nothing changed"
EDITED: Final = "`generate`, one row changed"
CHECK: Final = "`generate --check`"
LINT: Final = "`lint`, from nothing"
LINT_AGAIN: Final = "`lint` again"
DIFF: Final = "`diff` of two revisions, from nothing"
VERSION: Final = "`--version`"
INTERPRETER: Final = "an interpreter that does nothing"
IMPORT: Final = "importing one type, the first time"
IMPORT_AGAIN: Final = "importing one type, again"

NAMES: Final = (
    *(COLD, UNCHANGED, EDITED, CHECK, LINT, LINT_AGAIN, DIFF),
    *(VERSION, INTERPRETER, IMPORT, IMPORT_AGAIN),
)
"""All of these, in the order in which they are shown."""

PROGRAM: Final = (sys.executable, "-m", "generator")


@dataclass(frozen=True, slots=True)
class Project:
    """Where everything stands."""

    root: Path
    """Commands are run in this folder."""
    name: str
    """The folder of the pages, below the root."""

    @property
    def specs(self) -> Path:
        return self.root / self.name

    @property
    def out(self) -> Path:
        return self.root / "generated"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def bundle(self) -> Path:
        return self.out / "jsonschema" / "bundle.schema.json"


def command(project: Project, *arguments: str, prepare: Callable[[], None] = nothing) -> Command:
    """Ours, with some arguments. What is wrong with the pages is no failure."""
    environment = {
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONDONTWRITEBYTECODE": "",  # nobody's program is compiled anew for each run
        "XDG_CACHE_HOME": str(project.cache),
    }
    return Command((*PROGRAM, *arguments), environment, prepare, frozenset({0, 1}))


def commands(project: Project) -> Mapping[str, Command]:
    """All that is measured, in the order in which each finds what it needs.

    A set with errors, as published ones may have, is generated as far as it was understood.
    """
    generate = ("generate", project.name, "--keep-going")
    older = project.root / "older"
    shutil.copytree(project.specs, older)
    edit_rows(rows_to_edit(older, share=0.02))
    pages = rows_to_edit(project.specs)

    def forget() -> None:
        shutil.rmtree(project.cache, ignore_errors=True)

    turns = count()

    def start_over() -> None:
        """Out of the way, not removed: for a minute and more, ext4 looks at what was removed before
        it makes anything in its place, so that ten thousand new files take seconds."""
        forget()
        if project.out.exists():
            project.out.rename(project.root / f"made-before-{next(turns)}")

    def ours(*arguments: str, prepare: Callable[[], None] = nothing) -> Command:
        return command(project, *arguments, prepare=prepare)

    edited = {EDITED: ours(*generate, prepare=lambda: edit_rows(pages))} if pages else {}
    return {
        COLD: ours(*generate, prepare=start_over),
        UNCHANGED: ours(*generate),
        **edited,
        CHECK: ours(*generate, "--check"),
        LINT: ours("lint", project.name, prepare=forget),
        LINT_AGAIN: ours("lint", project.name),
        DIFF: ours("diff", "older", project.name, prepare=forget),
        VERSION: ours("--version"),
    }


def imports(project: Project) -> Mapping[str, Command]:
    """Importing one type of the generated package, and what an interpreter costs by itself.

    Nothing, where there is no record.
    """
    records = _records(project.out / "python")
    if not records:
        return {}
    module, name = records[len(records) // 2]
    statement = f"from {module} import {name}"
    environment = {"PYTHONPATH": str(project.out / "python")}

    def forget() -> None:
        for folder in (project.out / "python").rglob("__pycache__"):
            shutil.rmtree(folder)

    return {
        INTERPRETER: Command((sys.executable, "-c", "pass"), environment),
        IMPORT: Command((sys.executable, "-c", statement), environment, forget),
        IMPORT_AGAIN: Command((sys.executable, "-c", statement), environment),
    }


def _records(packages: Path) -> Sequence[tuple[str, str]]:
    """The module and the name of each record of the generated packages."""
    return [
        (".".join(path.parent.relative_to(packages).parts), record[1])
        for path in sorted(packages.rglob("_*.py"))
        if path.parent.name != "_runtime"
        and (record := re.search(r"^class (\w+)\(Record\)", path.read_text("utf-8"), re.MULTILINE))
    ]
