"""The subject of generating: from pages to types, beside the peers, over sets of all sizes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.measure import find_sets

from bench import project as ours
from bench.generators import generators
from bench.processes import Cost, measure_commands, run
from bench.project import Project
from bench.settings import Settings
from bench.spec_sets import write_spec_set


@dataclass(frozen=True, slots=True)
class Measured:
    """A set, and what each command cost."""

    name: str
    """Empty: it was made by `spec_sets.py`."""
    pages: int
    costs: Mapping[str, Cost]

    @property
    def title(self) -> str:
        """The head of its column."""
        return f"{self.name} ({self.pages:,})" if self.name else f"{self.pages:,} pages"

    def ratio(self, name: str, other: str) -> float | None:
        """The time of a command to another's; None where one was not measured, or stopped."""
        known = name in self.costs and other in self.costs
        return self.costs[name].ratio(self.costs[other]) if known else None


def measured_sets(settings: Settings) -> Iterator[Measured]:
    """The sets that are made, by size, and those that are there."""
    # Removed when all is over: see `project.py`.
    with tempfile.TemporaryDirectory(prefix="bench-") as root:
        for pages in settings.sizes:
            put = partial(write_spec_set, pages=pages)
            yield measured("", pages, settings, put, Path(root, str(pages)))
        for corpus in settings.corpora:
            found = [(each.name, each.folder) for each in find_sets(corpus)]
            for name, folder in found or [(corpus.resolve().name, corpus)]:
                pages = sum(1 for _ in folder.rglob("*.md"))
                yield measured(name, pages, settings, partial(_copy, folder), Path(root, name))


def _copy(folder: Path, to: Path) -> None:
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns(".git"))


def measured(
    name: str, pages: int, settings: Settings, put: Callable[[Path], None], root: Path
) -> Measured:
    """The set that `put` writes into a folder, measured in the folder `root`, which is made."""
    root.mkdir(parents=True)
    project = Project(root, (name or "specs").rpartition("/")[2])
    put(project.specs)
    commands = ours.commands(project)
    # Once ahead of all, so that the peers have something to read.
    run(commands[ours.COLD], project.root)
    bundle = shutil.copyfile(project.bundle, project.root / "bundle.schema.json")
    with_peers = pages <= settings.peers_up_to
    peers = generators(bundle, project.root, settings.limit) if with_peers else {}
    everything = {**commands, **ours.imports(project), **peers}
    costs = measure_commands(everything, project.root, settings.rounds_of(pages))
    return Measured(name, pages, costs)
