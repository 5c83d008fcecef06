"""Artifacts are compared with OUT: what has to happen there, so that it holds exactly these.

Artifacts come one by one and are let go of again. What is new or changed goes at once to where the
caller wants it, such as to a stage (`write.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from generator.frozen import Frozen
from generator.output import (
    MANIFEST,
    NotOursError,
    Tree,
    can_be_ours,
    has_conflict,
    hash_of,
    is_edited,
    manifest_text,
    merged_hashes,
    read_manifest,
    with_hash,
)

if TYPE_CHECKING:
    from generator.artifacts import Archive, Artifact, Piece

Put: TypeAlias = Callable[[str, bytes], None]
"""Takes the path and the content of each new or changed file."""

_MAGIC: Final = 2
"""So many bytes at its beginning say what kind an archive is of: zip, or gzip."""


class Plan(Frozen):
    """What has to happen to OUT so that it holds exactly the artifacts."""

    write: tuple[str, ...] = ()
    """New and changed files, the manifest not counted."""
    unchanged: int = 0
    remove: tuple[str, ...] = ()
    """Files of ours that no artifact stands for any more."""
    edited: tuple[str, ...] = ()
    """Files of ours, among those to write or remove, that somebody edited by hand."""
    manifest: bytes | None = None
    """The manifest's new text; None where it is up to date."""
    conflicts: tuple[str, ...] = ()
    """Files of ours, the manifest counted, that a merge left with both sides in them."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """The hashes of the files that were compared, and of those elsewhere that are ours."""

    @property
    def is_empty(self) -> bool:
        """Whether OUT is already what it should be."""
        return not self.write and not self.remove and self.manifest is None


@dataclass(slots=True)
class Compared:
    """What was found of some artifacts, and of the files that they replace."""

    hashes: dict[str, str] = field(default_factory=dict)
    write: list[str] = field(default_factory=list)
    unchanged: int = 0
    not_ours: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def take_in(self, other: Compared) -> None:
        """Add what was found of others."""
        self.hashes |= other.hashes
        self.write += other.write
        self.unchanged += other.unchanged
        self.not_ours += other.not_ours
        self.edited += other.edited
        self.conflicts += other.conflicts


class Comparison:
    """Artifacts beside OUT."""

    def __init__(self, out: Path, only: Collection[str] = (), put: Put | None = None) -> None:
        """`only` are the top-level folders of OUT that this run builds, if it does not build all;
        what stands elsewhere is left alone.

        Raises `NotOursError` where another program's manifest stands in OUT, and `OSError`.
        """
        self.found = Compared()
        self._tree = Tree(out)
        self._only = only
        self._put = put
        self._known = read_manifest(self._tree)
        self._merged = merged_hashes(self._known)

    def add(self, artifacts: Iterable[Artifact]) -> None:
        """Compare some artifacts with what stands in their place.

        Raises `OSError`, and `ValueError` for an artifact that would not be inside OUT, which no
        name may bring about.
        """
        tree, found = self._tree, self.found
        for artifact in artifacts:
            path, data = artifact.path, artifact.text.encode("utf-8")
            if not can_be_ours(path):
                raise ValueError(f"an artifact at {path!r}")
            found.hashes[path] = hash_of(data)
            if tree.is_blocked(path):
                found.not_ours.append(path)
                continue
            current = tree.read(path)
            if current == data:
                found.unchanged += 1
                continue
            found.write.append(path)
            if current is not None:
                if path not in self._known and hash_of(current) not in self._merged:
                    found.not_ours.append(path)
                    continue
                self._replaces(path, current)
            if self._put is not None:
                self._put(path, data)

    def plan(self) -> Plan:
        """What has to happen, if these are all artifacts.

        Raises `NotOursError` where something that is not ours is in the way, and `OSError`.
        """
        tree, found, known = self._tree, self.found, self._known
        if found.not_ours:
            raise NotOursError(tree.out, sorted(found.not_ours))
        elsewhere = {
            path: min(hashes)
            for path, hashes in known.items()
            if self._only and path.split("/", 1)[0] not in self._only
        }
        hashes = elsewhere | found.hashes
        remove = []
        for path in sorted(known.keys() - hashes.keys()):
            # What has become a link or a folder is no longer the file that we wrote.
            current = None if tree.is_blocked(path) else tree.read(path)
            if current is not None:
                remove.append(path)
                self._replaces(path, current)
        old, new = tree.read(MANIFEST), manifest_text(hashes)
        if old is not None and has_conflict(old):
            found.conflicts.append(MANIFEST)
        return Plan(
            write=tuple(sorted(found.write)),
            unchanged=found.unchanged,
            remove=tuple(remove),
            edited=tuple(sorted(found.edited)),
            manifest=None if old == new else new,
            conflicts=tuple(sorted(found.conflicts)),
            hashes=hashes,
        )

    def _replaces(self, path: str, current: bytes) -> None:
        """Take down what there is to say of a file of ours before it goes."""
        if is_edited(path, current, self._known):
            self.found.edited.append(path)
        if has_conflict(current):
            self.found.conflicts.append(path)


def plan_pieces(
    pieces: Iterable[Piece], files: int, out: Path, is_current: Callable[[str], bool]
) -> tuple[Plan, Mapping[str, bytes]]:
    """Compare pieces of artifacts with OUT, in which there are so many `files`; and what is to be
    written.

    Raises `LookupError` where a file is not there, or a block in it, or a file is not as it was
    made, which `is_current` knows; and `OSError`.
    """
    tree = Tree(out)
    manifest = tree.read(MANIFEST) or b""
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for piece in pieces:
        path = piece.path
        if path not in after:
            current = None if tree.is_blocked(path) else tree.read(path)
            if current is None or not is_current(f"{tree.out}/{path}"):
                raise LookupError(f"{path} is not what it was")
            before[path] = after[path] = current
        place, text = piece.place, piece.text
        after[path] = place.replaced(after[path], text) if place else text.encode("utf-8")
    write = [path for path, data in after.items() if data != before[path]]
    hashes = {path: hash_of(after[path]) for path in write}
    updated = manifest
    for path, digest in hashes.items():
        updated = with_hash(updated, path, digest)
    if not is_current(f"{tree.out}/{MANIFEST}"):
        raise LookupError(f"{MANIFEST} is not what it was")
    new = updated if write else None
    plan = Plan(tuple(write), files - len(write), manifest=new, hashes=hashes)
    return plan, {path: after[path] for path in write}


def plan_archives(archives: Iterable[Archive], out: Path, put: Put | None = None) -> Plan:
    """Compare archives with OUT, which others fill as well, and no manifest speaks of.

    An archive replaces one of its own kind and name; nothing else is touched. Raises
    `NotOursError` where something that is no such archive has the name, and `OSError`.
    """
    tree = Tree(out)
    write: list[str] = []
    not_ours: list[str] = []
    unchanged = 0
    for archive in archives:
        current = None if tree.is_blocked(archive.name) else tree.read(archive.name)
        if current == archive.data:
            unchanged += 1
            continue
        write.append(archive.name)
        is_archive = current is not None and current.startswith(archive.data[:_MAGIC])
        if tree.is_blocked(archive.name) or (current is not None and not is_archive):
            not_ours.append(archive.name)
        elif put is not None:
            put(archive.name, archive.data)
    if not_ours:
        raise NotOursError(out, not_ours)
    return Plan(tuple(write), unchanged)
