"""One edit after another is made in memory, and the outputs are compared.

A line that became another counts once, like a line that is new or gone.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.diagnostics import Severity
from generator.files import DiskFolder
from generator.pipeline import Compilation, build_artifacts, compile_pages
from generator.references import references
from generator.schema import Schema
from small_diffs.edits import KINDS, Edit, Editor
from small_diffs.pages import read_pages
from small_diffs.regions import FRAME, OUTPUTS, Place, Regions, divide

TRIES = 40
"""How often an edit is drawn again that could not be made, changed nothing, or was an error."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did to a part of the outputs."""

    place: Place
    old: tuple[str, ...]
    new: tuple[str, ...]

    def hunks(self) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Lines that were there, with those that stand in their place."""
        matcher = difflib.SequenceMatcher(None, self.old, self.new, autojunk=False)
        for tag, start, end, new_start, new_end in matcher.get_opcodes():
            if tag != "equal":
                yield self.old[start:end], self.new[new_start:new_end]

    @property
    def lines(self) -> int:
        """How many lines changed."""
        return sum(max(len(old), len(new)) for old, new in self.hunks())

    @property
    def is_import(self) -> bool:
        """Whether it is an import at the head of a file that several types share."""
        lines = (line for hunk in self.hunks() for side in hunk for line in side)
        return self.place.page == FRAME and all(
            line.startswith("import type ") for line in lines if line
        )

    def shown(self) -> str:
        """The changed lines with one around them."""
        lines = difflib.unified_diff(self.old, self.new, n=1, lineterm="")
        return "\n".join(f"      {line}" for line in [*lines][2:])


@dataclass(frozen=True)
class Effect:
    """What an edit did to all outputs."""

    edit: Edit
    changes: tuple[Change, ...]
    near: frozenset[str]
    """The pages whose types refer to the edited one, before or after."""

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """How many lines of each output changed. What is not there did not change."""
        lines: dict[str, int] = {}
        for change in self.changes:
            lines[change.place.output] = lines.get(change.place.output, 0) + change.lines
        return lines

    @property
    def elsewhere(self) -> tuple[Change, ...]:
        """What changed outside the edited type and those that refer to it, imports included.

        What other targets make is counted, but not divided among the pages.
        """
        own = {self.edit.page, *self.near}
        files = {change.place.path for change in self.changes if change.place.page in own}
        return tuple(
            change
            for change in self.changes
            if change.place.output in OUTPUTS
            and change.place.page not in own
            and not (change.is_import and change.place.path in files)
        )


class EditedFolder(DiskFolder):
    """A folder on disk, as it would be after an edit."""

    edit: Edit

    def contents(self, names: Iterable[str]) -> Iterator[bytes]:
        """The contents of files, with the edited one in its place."""
        for name in names:
            if name == self.edit.page:
                yield self.edit.text.encode("utf-8")
            else:
                yield from DiskFolder.contents(self, [name])


class SmallDiffs:
    """A spec set, and edits of it."""

    def __init__(self, folder: Path, seed: int, targets: Sequence[str] = ()) -> None:
        """`targets` are those to build, if not those of the spec set. Raises `LookupError` where
        no dialect fits the pages."""
        self._folder = DiskFolder(folder, folder.as_posix())
        self._targets = targets or None
        self._editor = Editor(*read_pages(self._folder), seed)
        self._compilation = compile_pages(self._folder, self._targets)
        self._regions = _regions(self._compilation)

    def effects(self, count: int, kinds: Iterable[str] = KINDS) -> Iterator[Effect]:
        """What this many edits do, kind after kind. Kinds that cannot be made are left out."""
        possible = [*kinds]
        while possible and count > 0:
            for kind in tuple(possible):
                effect = next(filter(None, (self._effect(kind) for _ in range(TRIES))), None)
                if effect is None:
                    possible.remove(kind)
                elif count > 0:
                    count -= 1
                    yield effect

    def _effect(self, kind: str) -> Effect | None:
        """None where the edit could not be made, changed nothing, or led to an error."""
        edit = self._editor.edit(kind)
        if edit is None:
            return None
        folder = EditedFolder(self._folder.place, self._folder.shown, edit)
        compilation = compile_pages(folder, self._targets)
        if _errors(compilation) > _errors(self._compilation):
            return None
        changes = tuple(_changes(self._regions, _regions(compilation)))
        schemas = self._compilation.schema, compilation.schema
        near = frozenset(page for schema in schemas for page in _referring(schema, edit.page))
        return Effect(edit, changes, near) if changes else None


def _errors(compilation: Compilation) -> int:
    return sum(d.severity is Severity.ERROR for d in compilation.report.sorted())


def _regions(compilation: Compilation) -> Regions:
    regions: dict[Place, list[str]] = {}
    for artifact in build_artifacts(compilation):
        regions |= divide(artifact)
    return regions


def _changes(old: Regions, new: Regions) -> Iterator[Change]:
    for place in {**old, **new}:
        if old.get(place) != new.get(place):
            yield Change(place, tuple(old.get(place, ())), tuple(new.get(place, ())))
    kept, still = ([p for p in side if p in old and p in new] for side in (old, new))
    for place, other in zip(kept, still, strict=True):
        if place != other:  # in another order: nothing that a row says is worth that
            yield Change(Place(place.output, place.path, FRAME), tuple(old[place]), ())


def _referring(schema: Schema, page: str) -> Iterator[str]:
    """The pages whose types refer to that of this page."""
    keys = {d.key for d in schema.declarations if _page(d.page) == page}
    for declaration in schema.declarations:
        if keys & {*references([declaration])}:
            yield _page(declaration.page)


def _page(shown: str) -> str:
    return shown.partition("#")[0]
