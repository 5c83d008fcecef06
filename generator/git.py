"""Folders in commits: what git keeps is read from its objects, without a checkout.

`git ls-tree` lists a folder, and one `git cat-file` gives all of its pages. Both say what is in the
objects, whatever anybody's configuration. Which repository it is, git finds out, by the current
folder and by variables such as `GIT_DIR`. The rules are those of a folder on disk; what is a
repository of its own inside another, a submodule, is passed by.
"""

from __future__ import annotations

import errno
import os
import posixpath
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from subprocess import PIPE
from typing import Final

from generator.failures import CannotWorkError
from generator.files import is_passed_by
from generator.frozen import Frozen
from generator.wording import suggestion

_LINK: Final = "120000"
_FILES: Final = ("100644", "100755", "100664")
_GITS_FOLDERS: Final = ("objects", "refs")
"""What stands beside `HEAD` where git keeps a repository; by these three git itself knows one."""
_NOTHING: Final = (b" missing", b" ambiguous", b" submodule")
"""How git says that it has no such object, or none that is in this repository."""


class _Object(Frozen):
    kind: str
    """`blob` or `tree`."""
    id: str
    data: bytes


class Repository:
    """The git repository that one stands in, and what was read of it."""

    def __init__(self) -> None:
        """Raises `CannotWorkError` where one stands in none, or git is not installed."""
        self.here = _git("rev-parse", "--show-prefix").removesuffix("\n")
        """The current folder, from the root, with a slash at its end; empty at the root."""
        self._contents: dict[str, bytes] = {}

    @cached_property
    def name(self) -> str:
        """The name of the folder that it was checked out to."""
        above = [".."] * self.here.count("/")
        return Path(os.path.abspath(Path(*above))).name.removesuffix(".git")  # noqa: PTH100

    def path_of(self, path: Path) -> str | None:
        """What a path on disk is called from the root; None where it leads out of the repository.

        A path that is relative is taken as it is typed, so that a link in it is git's own.
        """
        if path.is_absolute():
            path = Path(os.path.relpath(path.resolve()))
        return self.from_here(path.as_posix())

    def from_here(self, path: str) -> str | None:
        """What a path from the current folder is called from the root; None likewise."""
        return inside(posixpath.normpath(self.here + path))

    def folder(self, revision: str, path: str) -> tuple[GitFolder, str]:
        """The folder at a path from the root, and no name; or if a file stands there, its folder
        and its name.

        Raises `CannotWorkError` where there is no such revision, or nothing there in it.
        """
        root = self._root(revision)
        found = self.find(root, path) if path else _Object("tree", root, b"")
        if found is None:
            here = self.from_here(path)
            if self.here and here and self.find(root, here):
                hint = f"; paths count from its root, and from here as `{revision}:./{path}`"
            else:
                hint = ""
            raise CannotWorkError(f"there is no `{path}` in the revision `{revision}`{hint}")
        folder, name = (path, "") if found.kind == "tree" else posixpath.split(path)
        return GitFolder(self, revision, root, folder), name

    def _root(self, revision: str) -> str:
        """The tree of a revision."""
        try:
            return _tree(revision)
        except CannotWorkError:
            missing = f"no revision is called `{revision}`, and no file or folder either"
            raise CannotWorkError(f"{missing}; {_hint(revision)}".rstrip("; ")) from None

    def find(self, root: str, path: str) -> _Object | None:
        """What stands at a path of a tree, links in it and at its end followed."""
        return next(self.find_all(root, [path]))

    def find_all(self, root: str, paths: Iterable[str]) -> Iterator[_Object | None]:
        """Likewise for several paths."""
        inner = [inside(path) for path in paths]
        asked = [None if path is None else f"{root}:{path}" if path else root for path in inner]
        found = iter(_objects([each for each in asked if each is not None]))
        return (None if each is None else next(found) for each in asked)

    def contents(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The contents of files, by their ids. What two folders share is read once."""
        ids = tuple(ids)
        new = [each for each in dict.fromkeys(ids) if each not in self._contents]
        for id_, found in zip(new, _objects(new), strict=True):
            if found is None:
                raise CannotWorkError(f"the repository has lost its object {id_}")
            self._contents[id_] = found.data
        return {each: self._contents[each] for each in ids}


class GitFolder:
    """A folder in a commit."""

    def __init__(self, repository: Repository, revision: str, root: str, place: str) -> None:
        """`root` is the id of the commit's tree, and `place` the path from there; the empty one is
        the root itself."""
        self.repository = repository
        self.revision = revision
        self.root = root
        self.place = place
        self._ids: dict[str, str] = {}
        """Of the files that were found so far, by their names."""

    @property
    def shown(self) -> str:
        """As git has it: `HEAD~1:specs`."""
        return f"{self.revision}:{self.place}"

    @property
    def name(self) -> str:
        """Its own name, or at the root that of the folder of the repository."""
        name = PurePosixPath(self.place).name or self.repository.name
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") or "types"

    def path(self, name: str) -> str:
        """The path of a file as git has it: `HEAD~1:specs/pet.md`."""
        return self.shown + name if not self.place else f"{self.shown}/{name}"

    def names(self, below: str = "") -> Iterator[str]:
        """The names of all files in the folder `below`, relative to it."""
        tree = self._find(below)
        listed = _git("ls-tree", "-r", "-z", "--full-tree", tree.id) if tree is not None else ""
        links: list[str] = []
        for entry in listed.split("\0")[:-1]:
            mode, id_, name = _entry(entry)
            if any(map(is_passed_by, name.split("/"))):
                continue
            if mode == _LINK:
                links.append(name)
            elif mode in _FILES:
                self._ids[posixpath.join(below, name)] = id_
                yield name
        if links:
            places = (self._from_root(posixpath.join(below, name)) for name in links)
            found = self.repository.find_all(self.root, places)
            yield from (name for name, each in zip(links, found, strict=True) if _is_file(each))

    def contents(self, names: Iterable[str]) -> Iterator[bytes]:
        """The contents of files."""
        names = tuple(names)
        ids = (self._ids[name] for name in names if name in self._ids)
        found = self.repository.contents(ids)
        return (
            found[self._ids[name]] if name in self._ids else self._elsewhere(name) for name in names
        )

    def _elsewhere(self, name: str) -> bytes:
        """What was not listed: it is hidden, outside the folder, or a link."""
        found = self._find(name)
        if found is None or not _is_file(found):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.path(name))
        return found.data

    def is_file(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return _is_file(self._find(name))

    def is_folder(self, name: str) -> bool:
        """Whether there is a folder of this name."""
        found = self._find(name)
        return found is not None and found.kind == "tree"

    def is_within(self, name: str, below: str) -> bool:  # noqa: ARG002
        """Whether a file that was found in `below` stands there: in the commit at any rate, since
        what a link leads to outside of it cannot be found."""
        return True

    def _find(self, name: str) -> _Object | None:
        return self.repository.find(self.root, self._from_root(name))

    def _from_root(self, name: str) -> str:
        return f"{self.place}/{name}" if self.place else name


def is_revision(text: str) -> bool:
    """Whether git knows a revision by this name, where one stands; False where git cannot say."""
    try:
        return bool(_tree(text))
    except CannotWorkError:
        return False


def is_gits_own(path: Path) -> bool:
    """Whether a path leads into a folder in which git keeps a repository: a bare one, or `.git`."""
    for folder in Path(os.path.abspath(path)).parents:  # noqa: PTH100
        if (folder / ".git").exists():
            return False
        if (folder / "HEAD").exists() and all((folder / name).is_dir() for name in _GITS_FOLDERS):
            return True
    return False


def _tree(revision: str) -> str:
    """The id of a revision's tree. Raises `CannotWorkError` where there is no such revision."""
    return _git("rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}").strip()


def _hint(revision: str) -> str:
    """Why there may be no such revision, or which one was meant."""
    if _git("rev-parse", "--is-shallow-repository").strip() == "true":
        return "this clone is shallow: `git fetch` it first"
    names = _git("for-each-ref", "--format=%(refname:short)").split("\n")
    is_born = is_revision("HEAD")
    is_plain = not set("~^@{").intersection(revision)
    near = suggestion(revision, ["HEAD", *names] if is_born else names) if is_plain else ""
    return near or ("" if is_born else "the current branch has no commit yet")


def _is_file(found: _Object | None) -> bool:
    return found is not None and found.kind == "blob"


def _entry(text: str) -> tuple[str, str, str]:
    """The mode, the id and the path of a line of `git ls-tree`."""
    about, _, path = text.partition("\t")
    mode, _, id_ = about.split(" ")
    return mode, id_, path


def inside(path: str) -> str | None:
    """A path from the root in its plain form, the root being empty; None where it leads out.

    A step up after another part is left to git, since that part may be a link.
    """
    parts = [part for part in path.split("/") if part not in ("", ".")]
    plain = posixpath.normpath("/".join(parts))
    if path.startswith("/") or plain.split("/")[0] == ".." or "\n" in path:
        return None
    return "/".join(parts)


def _objects(asked: Sequence[str]) -> list[_Object | None]:
    """The objects of these names or ids, links followed; None for each that there is not."""
    if not asked:
        return []
    given = "".join(f"{each}\n" for each in asked).encode("utf-8", "surrogateescape")
    answer = _run(["cat-file", "--batch", "--follow-symlinks"], given)
    found: list[_Object | None] = []
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        head, at = answer[at:end], end + 1
        if head.endswith(_NOTHING):
            found.append(None)
            continue
        *about, size = head.split(b" ")
        data, at = answer[at : at + int(size)], at + int(size) + 1
        # A link that leads nowhere or out of the repository is told by one word.
        is_found = len(about) == 2
        found.append(_Object(about[1].decode(), about[0].decode(), data) if is_found else None)
    return found


def _git(*arguments: str) -> str:
    return _run(arguments).decode("utf-8", "surrogateescape")


def _run(arguments: Sequence[str], given: bytes = b"") -> bytes:
    """What a command of git says. Raises `CannotWorkError` with what it says instead."""
    try:
        process = subprocess.Popen(["git", *arguments], stdin=PIPE, stdout=PIPE, stderr=PIPE)
    except FileNotFoundError:
        raise CannotWorkError("git is not installed") from None
    with process:
        answer, complaint = process.communicate(given)
    if process.returncode:
        said = complaint.decode("utf-8", "replace").strip().split("\n")[0]
        raise CannotWorkError(f"git says: {said.removeprefix('fatal: ')}")
    return answer
