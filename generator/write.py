"""Artifacts to disk, all or nothing. The only module that writes.

The new files are staged in a folder inside OUT; then a journal, put in place by one rename, says
what is to be removed and moved. Before that rename OUT is entirely old. After it, whoever comes
next finishes the journal, so OUT becomes entirely new even if this process is killed. A file is
only ever replaced by a rename, so each is whole at any moment.

What is not ours (`output.py`) is never overwritten or deleted. The journal is a file like others,
which a stranger may have written: a path in it that does not stay inside OUT is not followed.

A page is people's own work, and `replace_text` has no journal: finishing it later could undo what
they wrote since. Each page is replaced by itself, and running again does the rest.
"""

from __future__ import annotations

import codecs
import errno
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.file_names import on_disk
from generator.output import (
    MANIFEST,
    STAGING,
    NotOursError,
    Tree,
    can_be_ours,
    folders_of,
    has_conflict,
    hash_of,
    is_edited,
    manifest_text,
    merged_hashes,
    read_manifest,
)

if TYPE_CHECKING:
    from generator.artifacts import Archive, Artifact

_JOURNAL: Final = "journal.json"
_KEPT: Final = 20
"""How many files of the cache are kept."""
_MAGIC: Final = 2
"""So many bytes at its beginning say what kind an archive is of: zip, or gzip."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to happen to OUT so that it holds exactly the artifacts."""

    write: Mapping[str, bytes]
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

    @property
    def is_empty(self) -> bool:
        """Whether OUT is already what it should be."""
        return not self.write and not self.remove and self.manifest is None


def plan_output(artifacts: Iterable[Artifact], out: Path, only: Collection[str] = ()) -> Plan:
    """Compare the artifacts with OUT.

    `only` are the top-level folders of OUT that this run builds, if it does not build all; what
    stands elsewhere is left alone. Raises `NotOursError` where something that is not ours is in
    the way, `OSError`, and `ValueError` for an artifact that would not be inside OUT, which no
    name may bring about.
    """
    tree = Tree(out)
    known = read_manifest(tree)
    merged = merged_hashes(known)
    hashes = {
        path: min(found)
        for path, found in known.items()
        if only and path.split("/", 1)[0] not in only
    }
    write: dict[str, bytes] = {}
    replaced: dict[str, bytes] = {}
    not_ours: list[str] = []
    unchanged = 0
    for artifact in artifacts:
        path, data = artifact.path, artifact.text.encode("utf-8")
        if not can_be_ours(path):
            raise ValueError(f"an artifact at {path!r}")
        hashes[path] = hash_of(data)
        if tree.is_blocked(path):
            not_ours.append(path)
            continue
        current = tree.read(path)
        if current == data:
            unchanged += 1
            continue
        write[path] = data
        if current is None:
            continue
        if path in known or hash_of(current) in merged:
            replaced[path] = current
        else:
            not_ours.append(path)
    if not_ours:
        raise NotOursError(out, not_ours)
    remove = []
    for path in sorted(known.keys() - hashes.keys()):
        # What has become a link or a folder is no longer the file that we wrote.
        current = None if tree.is_blocked(path) else tree.read(path)
        if current is not None:
            remove.append(path)
            replaced[path] = current
    old, new = tree.read(MANIFEST), manifest_text(hashes)
    if old is not None:
        replaced[MANIFEST] = old
    return Plan(
        write,
        unchanged,
        tuple(remove),
        tuple(sorted(path for path, data in replaced.items() if is_edited(path, data, known))),
        None if old == new else new,
        tuple(sorted(path for path, data in replaced.items() if has_conflict(data))),
    )


def plan_archives(archives: Iterable[Archive], out: Path) -> Plan:
    """Compare archives with OUT, which others fill as well, and no manifest speaks of.

    An archive replaces one of its own kind and name; nothing else is touched. Raises
    `NotOursError` where something that is no such archive has the name, and `OSError`.
    """
    tree = Tree(out)
    write: dict[str, bytes] = {}
    not_ours: list[str] = []
    unchanged = 0
    for archive in archives:
        current = None if tree.is_blocked(archive.name) else tree.read(archive.name)
        if current == archive.data:
            unchanged += 1
            continue
        write[archive.name] = archive.data
        is_archive = current is not None and current.startswith(archive.data[:_MAGIC])
        if tree.is_blocked(archive.name) or (current is not None and not is_archive):
            not_ours.append(archive.name)
    if not_ours:
        raise NotOursError(out, not_ours)
    return Plan(write, unchanged, remove=(), edited=(), manifest=None)


def write_output(plan: Plan, out: Path) -> None:
    """Carry out a plan, all or nothing, in a folder that is `locked`.

    Raises `OSError` where OUT cannot be written; then it is as it was.
    """
    if plan.is_empty:
        return
    _check_writable(Tree(out), [*plan.write, *plan.remove])
    staging = out / STAGING
    staging.mkdir()
    try:
        for number, data in enumerate(plan.write.values()):
            with open(f"{staging}/{number}", "xb") as file:  # noqa: PTH123 there may be thousands
                file.write(data)
        if plan.manifest is not None:
            (staging / MANIFEST).write_bytes(plan.manifest)
        draft = staging / f"{_JOURNAL}.draft"
        draft.write_text(json.dumps({"remove": plan.remove, "move": [*plan.write]}), "utf-8")
        draft.replace(staging / _JOURNAL)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _finish(out)


def replace_text(path: Path, text: str) -> None:
    """Give a file that stands there another text; its mode and its byte order mark stay.

    Raises `OSError` where it cannot be written; then it is as it was.
    """
    if not os.access(path, os.W_OK):  # a rename would not ask
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
    draft = path.with_name(f".tablewright-{os.getpid()}")  # no page is called so
    draft.unlink(missing_ok=True)
    try:
        with draft.open("xb") as file:
            file.write(mark + text.encode("utf-8"))
        shutil.copymode(path, draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_new(path: Path, text: str) -> None:
    """Make a file where none stands.

    Raises `FileExistsError` where something does, and `OSError` where it cannot be written; then
    there is none.
    """
    with path.open("xb") as file:
        try:
            file.write(text.encode("utf-8"))
            file.flush()
        except BaseException:
            path.unlink()
            raise


def keep(file: Path, data: bytes) -> None:
    """Write a file of the cache, and remove those that have not been needed for long.

    Where that cannot be done, it is not done: nobody but the clock will notice.
    """
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.write_bytes(data)
        draft.replace(file)
        kept = sorted(file.parent.iterdir(), key=lambda each: each.stat().st_mtime_ns)
        for each in kept[:-_KEPT]:
            each.unlink()


@contextmanager
def locked(out: Path, *, make: bool) -> Iterator[None]:
    """Hold OUT, so that two runs do not write at once, in the state that a whole run left it in.

    `make` says whether to make OUT where there is none; it is taken away again if nothing comes
    to stand in it. Without it, a folder that is not there is not held. No lock file is left
    behind. Raises `OSError`, and `NotOursError` where what a killed run began cannot be finished.
    """
    if not make and not out.is_dir():
        yield
        return
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        with _lock(out):
            _recover(out)
            yield
    finally:
        _remove_while_empty(made)


def recover(out: Path) -> None:
    """Finish what a killed run had decided, or forget what it had only begun.

    Raises as `locked` does.
    """
    if (out / STAGING).is_dir():
        with locked(out, make=False):
            pass


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # a system without locks on folders
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _recover(out: Path) -> None:
    staging = out / STAGING
    if staging.is_symlink():
        raise NotOursError(out, [STAGING])
    if (staging / _JOURNAL).is_file():
        _finish(out)
    elif staging.is_dir():
        shutil.rmtree(staging)


def _finish(out: Path) -> None:
    """Carry out the journal. Every step may have been done already."""
    staging = out / STAGING
    tree = Tree(out)
    remove, move = _read_journal(tree)
    for path in remove:
        tree.place(path).unlink(missing_ok=True)
        _remove_while_empty(map(tree.place, folders_of(path)))
    for folder in sorted({folder for path in move for folder in folders_of(path)}):
        tree.place(folder).mkdir(exist_ok=True)
    for number, path in enumerate(move):
        _move(f"{staging}/{number}", f"{out}/{on_disk(path)}")
    _move(f"{staging}/{MANIFEST}", f"{out}/{MANIFEST}")  # last, so that what it names is there
    (staging / _JOURNAL).unlink()
    shutil.rmtree(staging)


def _move(staged: str, target: str) -> None:
    with suppress(FileNotFoundError):  # it has been moved already
        os.replace(staged, target)  # noqa: PTH105 there may be thousands


def _read_journal(tree: Tree) -> tuple[list[str], list[str]]:
    """What to remove and what to move. Raises `NotOursError` where a step is not ours to take."""
    journal: object = None
    with suppress(ValueError, RecursionError):
        journal = json.loads((tree.out / STAGING / _JOURNAL).read_bytes())
    match journal:
        case {"remove": [*remove], "move": [*move]} if all(
            isinstance(path, str) and can_be_ours(path) for path in (*remove, *move)
        ):
            blocked = [path for path in (*remove, *move, MANIFEST) if tree.is_blocked(path)]
            if blocked:
                raise NotOursError(tree.out, blocked)
            return remove, move
        case _:
            raise NotOursError(tree.out, [f"{STAGING}/{_JOURNAL}"])


def _check_writable(tree: Tree, paths: Collection[str]) -> None:
    """Raise `OSError` where a step of the journal would fail, before the first is taken."""
    standing = {name: tree.place(name).is_dir() for path in paths for name in folders_of(path)}
    changed = {next(filter(standing.get, folders_of(path)), "") for path in paths}
    for folder in (tree.out, *map(tree.place, sorted(changed))):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _remove_while_empty(folders: Iterable[Path]) -> None:
    """Remove folders, innermost first, up to the first that holds something."""
    for folder in folders:
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            break
