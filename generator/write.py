"""Artifacts to disk, all or nothing. The only module that writes.

The new files are staged in a folder inside OUT while they are made; then a journal, put in place
by one rename, says what is to be removed and moved. Before that rename OUT is entirely old. After
it, whoever comes next finishes the journal, so OUT becomes entirely new even if this process is
killed. A file is only ever replaced by a rename, so each is whole at any moment.

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
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
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
)

if TYPE_CHECKING:
    from generator.plan import Plan

_JOURNAL: Final = "journal.json"
_NEW: Final = "new"
_MAKE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""As `open` makes a file where none stands; on Windows, bytes would be text without the last."""
_KEPT: Final = 20
"""How many files of the cache are kept."""


class Stage:
    """Where the new files of a run wait until all of them move, in folders like those of OUT."""

    def __init__(self, out: Path) -> None:
        """Nothing stands there until the first file is put."""
        self._out = out
        self._place = f"{out}/{STAGING}/{_NEW}"
        self._made: set[str] = set()
        self._before = out.stat() if out.is_dir() else None

    def put(self, path: str, data: bytes) -> None:
        """Keep what the file `path` of OUT is to hold. Raises `OSError`."""
        folder = path.rpartition("/")[0]
        if not self._made:
            _check_writable(Tree(self._out), ())
        if folder not in self._made:
            os.makedirs(f"{self._place}/{on_disk(folder)}", exist_ok=True)  # noqa: PTH103 likewise
            self._made.add(folder)
        # There may be thousands, and what `open` does beside takes as long as the file.
        file = os.open(f"{self._place}/{on_disk(path)}", _MAKE, 0o666)
        try:
            while data:
                data = data[os.write(file, data) :]
        finally:
            os.close(file)

    def clear(self) -> None:
        """Take away what waits, unless it was decided that it moves: then nothing happened."""
        if _forget(self._out) and self._before is not None:
            os.utime(self._out, ns=(self._before.st_atime_ns, self._before.st_mtime_ns))


def write_output(plan: Plan, out: Path) -> None:
    """Carry out a plan, all or nothing, in a folder that is `locked`, on whose stage all stands
    that is to be written.

    Raises `OSError` where OUT cannot be written; then it is as it was.
    """
    if plan.is_empty:
        return
    tree = Tree(out)
    _check_writable(tree, [*plan.write, *plan.remove])
    staging = out / STAGING
    staging.mkdir(exist_ok=True)
    if plan.manifest is not None:
        (staging / MANIFEST).write_bytes(plan.manifest)
    draft = staging / f"{_JOURNAL}.draft"
    move = _moved(tree, plan.write)
    draft.write_text(json.dumps({"remove": plan.remove, "move": move}), "utf-8")
    draft.replace(staging / _JOURNAL)
    _finish(out)


def _moved(tree: Tree, paths: Iterable[str]) -> list[str]:
    """What moves so that these files come to their places: a folder that is new moves as one."""

    @cache
    def whole(folder: str) -> str:
        """The outermost new folder that this one is in, or is; empty where it is not new."""
        new = ""
        while folder and not tree.is_folder(folder):
            new, folder = folder, folder.rpartition("/")[0]
        return new

    return [*dict.fromkeys(whole(path.rpartition("/")[0]) or path for path in paths)]


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
        try:
            draft.write_bytes(data)
            draft.replace(file)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        kept = sorted(file.parent.iterdir(), key=lambda each: each.stat().st_mtime_ns)
        for each in kept[:-_KEPT]:
            each.unlink()


@contextmanager
def locked(out: Path, *, make: bool) -> Iterator[Stage]:
    """Hold OUT, so that two runs do not write at once, in the state that a whole run left it in.
    What is put on its stage is gone at the end, unless it was written.

    `make` says whether to make OUT where there is none; it is taken away again if nothing comes
    to stand in it. Without it, a folder that is not there is not held. No lock file is left
    behind. Raises `OSError`, and `NotOursError` where what a killed run began cannot be finished.
    """
    if not make and not out.is_dir():
        yield Stage(out)
        return
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        with _lock(out):
            _recover(out)
            stage = Stage(out)
            try:
                yield stage
            finally:
                stage.clear()
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
        while not _is_at(folder, descriptor):  # who held it has taken it away again
            os.close(descriptor)
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_at(place: Path, descriptor: int) -> bool:
    """Whether a folder that was opened still stands in its place."""
    try:
        return os.path.samestat(place.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _recover(out: Path) -> None:
    staging = out / STAGING
    if staging.is_symlink():
        raise NotOursError(out, [STAGING])
    if (staging / _JOURNAL).is_file():
        _finish(out)
    _forget(out)


def _forget(out: Path) -> bool:
    """Take away what was staged, unless it was decided that it moves; whether there was any."""
    staging = out / STAGING
    is_undecided = staging.is_dir() and not (staging / _JOURNAL).exists()
    if is_undecided:
        shutil.rmtree(staging)
    return is_undecided


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
    for path in move:
        _move(_staged(tree, path), f"{out}/{on_disk(path)}")
    _move(f"{staging}/{MANIFEST}", f"{out}/{MANIFEST}")  # last, so that what it names is there
    (staging / _JOURNAL).unlink()
    shutil.rmtree(staging)


def _staged(tree: Tree, path: str) -> str:
    return f"{tree.out}/{STAGING}/{_NEW}/{on_disk(path)}"


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
            staged = [path for path in move if os.path.lexists(_staged(tree, path))]
            blocked = [path for path in (*remove, *staged, MANIFEST) if tree.is_blocked(path)]
            if blocked:
                raise NotOursError(tree.out, blocked)
            return remove, move
        case _:
            raise NotOursError(tree.out, [f"{STAGING}/{_JOURNAL}"])


def _check_writable(tree: Tree, paths: Collection[str]) -> None:
    """Raise `OSError` where a step of the journal would fail, before the first is taken."""

    @cache
    def standing(folder: str) -> str:
        """The innermost folder that stands there."""
        while folder and not tree.is_folder(folder):
            folder = folder.rpartition("/")[0]
        return folder

    changed = {standing(path.rpartition("/")[0]) for path in paths}
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
