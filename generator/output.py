"""What stands in OUT, and what of it is ours. The manifest says: which files, with their hashes.

What it does not know is never overwritten or deleted. It is a file like others, which a stranger
may have written: a path in it that does not stay inside OUT is not heard.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from generator.failures import CannotWorkError
from generator.file_names import on_disk
from generator.json_text import json_document, json_string

if TYPE_CHECKING:
    from generator.schema import Json

MANIFEST: Final = "manifest.json"
STAGING: Final = ".tablewright-staging"
"""Where `write` prepares what is to come, inside OUT."""
_NO_NAMES: Final = frozenset({"", ".", ".."})
_UNUSABLE: Final = re.compile(r"[\0\\:\ud800-\udfff]")
_FORMAT: Final = "tablewright-manifest/1"
_ENTRY: Final = re.compile(r'^[ \t]*("(?:[^"\\]|\\.)*"): "([0-9a-f]{64})",?$', re.MULTILINE)
_CONFLICT: Final = re.compile(rb"^<{7}[ \r\n].*^>{7}[ \r\n]", re.MULTILINE | re.DOTALL)
"""What a merge of git leaves in a file that both sides changed in one place."""


_Stands: TypeAlias = Literal["folder", "nothing", "other"]
"""What stands where a folder of ours is to be; `other` is in its way."""


class NotOursError(CannotWorkError):
    """Something that the manifest does not know stands where our files should go."""

    def __init__(self, out: Path, paths: Iterable[str]) -> None:
        """`paths` are relative to OUT."""
        self._of = out, tuple(sorted(paths))
        shown = [(out / path).as_posix() for path in self._of[1]]
        more = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
        super().__init__(
            f"{', '.join(shown[:5])}{more}: not made by tablewright, and in the way; move it away,"
            " or choose another output folder"
        )

    def __reduce__(self) -> tuple[type[NotOursError], tuple[Path, tuple[str, ...]]]:
        """As it is told to another process."""
        return NotOursError, self._of


class Tree:
    """What stands in OUT, as it is when it is first asked for."""

    def __init__(self, out: Path) -> None:
        """`out` need not exist."""
        self.out = out
        self._folders: dict[str, _Stands] = {"": "folder"}

    def place(self, path: str) -> Path:
        """Where a path of ours is on disk."""
        return self.out / on_disk(path)

    def is_blocked(self, path: str) -> bool:
        """Whether what stands there is no plain file, or a link or a file stands above it.

        Nothing is ever read or written through a link.
        """
        above = self._above(path)
        if above != "folder":
            return above == "other"
        try:
            return not stat.S_ISREG(os.lstat(f"{self.out}/{on_disk(path)}").st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False

    def _above(self, path: str) -> _Stands:
        """What stands where the folder of a path is; nothing does in one that is not there."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            found: _Stands = "folder"
            for each in reversed([*folders_of(path)]):
                if found == "folder":
                    found = self._folders.get(each) or self._seen(each)
                self._folders[each] = found
        return self._folders[folder]

    def _seen(self, path: str) -> _Stands:
        try:
            mode = self.place(path).lstat().st_mode
        except FileNotFoundError:
            return "nothing"
        return "folder" if stat.S_ISDIR(mode) else "other"

    def is_folder(self, path: str) -> bool:
        """Whether a folder stands there."""
        return self.place(path).is_dir()

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        if self._above(path) == "nothing":
            return None
        try:
            with open(f"{self.out}/{on_disk(path)}", "rb", buffering=0) as file:  # noqa: PTH123
                return file.readall()
        except FileNotFoundError:
            return None


def folders_of(path: str) -> Iterator[str]:
    """The folders of OUT that a path leads through, innermost first."""
    while path := path.rpartition("/")[0]:
        yield path


def can_be_ours(path: str) -> bool:
    """Whether an artifact may have this path: inside OUT on every system, and not our machinery."""
    parts = path.split("/")
    return (
        _NO_NAMES.isdisjoint(parts)
        and not _UNUSABLE.search(path)
        and path != MANIFEST
        and parts[0] != STAGING
    )


def read_manifest(tree: Tree) -> dict[str, set[str]]:
    """The files that are ours, with the hashes that they may have.

    It is read line by line, so that a manifest with a merge's conflict in it still says all that
    both sides said. Raises `NotOursError` where another program's manifest has the name.
    """
    if tree.is_blocked(MANIFEST):
        raise NotOursError(tree.out, [MANIFEST])
    data = tree.read(MANIFEST)
    if data is None:
        return {}
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    if f'"{_FORMAT}"' not in text:
        raise NotOursError(tree.out, [MANIFEST])
    known: dict[str, set[str]] = {}
    for quoted, digest in _ENTRY.findall(text):
        try:
            path = str(json.loads(quoted))
        except ValueError:
            continue
        if can_be_ours(path):
            known.setdefault(path, set()).add(digest)
    return known


def has_conflict(data: bytes) -> bool:
    """Whether a merge left its marks in a file, round what the two sides say."""
    return _CONFLICT.search(data) is not None


def merged_hashes(known: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The hashes in a manifest in which two branches met, each with its own; else none.

    Such a merge moves what one side added to a folder that the other gave another name. A file
    with one of these hashes is ours, wherever it stands.
    """
    if all(len(hashes) == 1 for hashes in known.values()):
        return frozenset()
    return frozenset().union(*known.values()) - {hash_of(b"")}  # which can be anybody's


def is_edited(path: str, data: bytes, known: Mapping[str, Collection[str]]) -> bool:
    """Whether somebody edited a file of ours by hand.

    Where the manifest has several hashes of it, two branches met, and it may be what git made of
    both.
    """
    hashes = known.get(path, {hash_of(data)})
    return len(hashes) == 1 and hash_of(data) not in hashes and not has_conflict(data)


def manifest_text(hashes: Mapping[str, str]) -> bytes:
    """The manifest of files with these hashes."""
    files: dict[str, Json] = dict(sorted(hashes.items()))
    return json_document({"format": _FORMAT, "files": files}).encode("utf-8")


def with_hash(manifest: bytes, path: str, digest: str) -> bytes:
    """The manifest, with another hash of a file. Raises `LookupError` where it says none of it."""
    entry = f'\n    {json_string(path)}: "'.encode()
    begin = manifest.find(entry) + len(entry)
    end = begin + len(digest)
    if begin < len(entry) or manifest[end : end + 1] != b'"':
        raise LookupError(f"the manifest does not know {path}")
    return manifest[:begin] + digest.encode() + manifest[end:]


def hash_of(data: bytes) -> str:
    """The hash that the manifest keeps of a file."""
    return hashlib.sha256(data).hexdigest()
