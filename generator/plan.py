"""Artifacts are compared with OUT: what has to happen there, so that it holds exactly these.

Artifacts come one by one and are let go of again. What is new or changed goes at once to where the
caller wants it, such as to a stage (`write.py`), and a crew compares its shares side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generator.crew import Crew, together
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

_MAGIC = 2
"""So many bytes at its beginning say what kind an archive is of: zip, or gzip."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to happen to OUT so that it holds exactly the artifacts."""

    write: tuple[str, ...]
    """New and changed files, the manifest not counted."""
    unchanged: int
    remove: tuple[str, ...]
    """Files of ours that no artifact stands for any more."""
    edited: tuple[str, ...]
    """Files of ours, among those to write or remove, that somebody edited by hand."""
    manifest: bytes | None
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
class _Comparison:
    """What is known of the artifacts that were compared so far, and of the files they replace."""

    hashes: dict[str, str] = field(default_factory=dict)
    write: list[str] = field(default_factory=list)
    unchanged: int = 0
    not_ours: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def replaces(self, path: str, current: bytes, known: Mapping[str, Collection[str]]) -> None:
        """Take down what there is to say of a file of ours before it goes."""
        if is_edited(path, current, known):
            self.edited.append(path)
        if has_conflict(current):
            self.conflicts.append(path)


def plan_output(
    shares: Sequence[Iterable[Artifact]],
    out: Path,
    only: Collection[str] = (),
    put: Put | None = None,
) -> Plan:
    """Compare artifacts with OUT. Each of `shares` may be compared by another process.

    `only` are the top-level folders of OUT that this run builds, if it does not build all; what
    stands elsewhere is left alone. Raises `NotOursError` where something that is not ours is in
    the way, `OSError`, and `ValueError` for an artifact that would not be inside OUT, which no
    name may bring about.
    """
    tree = Tree(out)
    known = read_manifest(tree)
    compared = together(partial(_compared, shares, tree, known, put), pays=len(shares) > 1)
    elsewhere = {
        path: min(found)
        for path, found in known.items()
        if only and path.split("/", 1)[0] not in only
    }
    hashes = elsewhere | compared.hashes
    if compared.not_ours:
        raise NotOursError(out, compared.not_ours)
    remove = []
    for path in sorted(known.keys() - hashes.keys()):
        # What has become a link or a folder is no longer the file that we wrote.
        current = None if tree.is_blocked(path) else tree.read(path)
        if current is not None:
            remove.append(path)
            compared.replaces(path, current, known)
    old, new = tree.read(MANIFEST), manifest_text(hashes)
    if old is not None:
        compared.replaces(MANIFEST, old, {})
    return Plan(
        tuple(compared.write),
        compared.unchanged,
        tuple(remove),
        tuple(sorted(compared.edited)),
        None if old == new else new,
        tuple(sorted(compared.conflicts)),
        hashes,
    )


def plan_pieces(pieces: Iterable[Piece], files: int, out: Path, put: Put | None = None) -> Plan:
    """Compare pieces of artifacts with OUT, in which all is as it was made; there are so many
    `files` in all.

    Raises `LookupError` where a file is not there, or a block in it, and `OSError`.
    """
    tree = Tree(out)
    manifest = tree.read(MANIFEST) or b""
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for piece in pieces:
        path = piece.path
        if path not in after:
            current = None if tree.is_blocked(path) else tree.read(path)
            if current is None:
                raise LookupError(f"no file {path}")
            before[path] = after[path] = current
        place, text = piece.place, piece.text
        after[path] = place.replaced(after[path], text) if place else text.encode("utf-8")
    write = [path for path, data in after.items() if data != before[path]]
    hashes = {path: hash_of(after[path]) for path in write}
    updated = manifest
    for path, digest in hashes.items():
        updated = with_hash(updated, path, digest)
        if put is not None:
            put(path, after[path])
    new = updated if write else None
    return Plan(tuple(write), files - len(write), (), (), new, hashes=hashes)


def _compared(
    shares: Sequence[Iterable[Artifact]],
    tree: Tree,
    known: Mapping[str, Collection[str]],
    put: Put | None,
    crew: Crew,
) -> _Comparison:
    """The artifacts of all shares, compared by a crew; for its first, all."""
    mine = _Comparison()
    merged = merged_hashes(known)
    for share in crew.share(shares):
        for artifact in share:
            _compare(artifact, tree, known, merged, put, mine)
    every = crew.hand_in(mine)
    return (
        every[0]
        if len(every) == 1
        else _Comparison(
            {path: digest for each in every for path, digest in each.hashes.items()},
            [path for each in every for path in each.write],
            sum(each.unchanged for each in every),
            [path for each in every for path in each.not_ours],
            [path for each in every for path in each.edited],
            [path for each in every for path in each.conflicts],
        )
    )


def _compare(
    artifact: Artifact,
    tree: Tree,
    known: Mapping[str, Collection[str]],
    merged: Collection[str],
    put: Put | None,
    found: _Comparison,
) -> None:
    path, data = artifact.path, artifact.text.encode("utf-8")
    if not can_be_ours(path):
        raise ValueError(f"an artifact at {path!r}")
    found.hashes[path] = hash_of(data)
    if tree.is_blocked(path):
        found.not_ours.append(path)
        return
    current = tree.read(path)
    if current == data:
        found.unchanged += 1
        return
    found.write.append(path)
    if current is not None:
        if path not in known and hash_of(current) not in merged:
            found.not_ours.append(path)
            return
        found.replaces(path, current, known)
    if put is not None:
        put(path, data)


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
    return Plan(tuple(write), unchanged, remove=(), edited=(), manifest=None)
