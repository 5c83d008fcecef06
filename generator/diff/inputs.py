"""What OLD and NEW may be, on disk or in a commit of the git repository that one stands in.

Pages, a schema file, or a folder that holds a generated one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from generator.diagnostics import Report
from generator.diff.accepted import FILE_NAME, Acceptance, read_acceptances
from generator.diff.links import Links, SideLinks
from generator.failures import CannotWorkError
from generator.files import DiskFolder, Folder
from generator.frozen import Frozen
from generator.git import GitFolder, Repository, inside, is_gits_own, is_revision
from generator.output import MANIFEST
from generator.pipeline import SCHEMA_FILE, Compilation, compile_pages, compile_schema
from generator.reader import Reader
from generator.schema import Schema
from generator.spec_set import FILE_NAME as SPEC_SET_FILE
from generator.yaml_nodes import read_yaml

SPECS: Final = "specs"
"""The folder that is meant where neither side names one."""
_DRIVE: Final = re.compile(r"[A-Za-z]:[/\\]")
# A revision may search for a message, `HEAD^{/fix: it}`, which may hold a colon.
_REVISION: Final = re.compile(r"(?!-)((?:[^:{]|\{[^}]*\})*)(?::(.*))?", re.DOTALL)


class Place(Frozen):
    """Where a side is: a folder, or a file in it."""

    folder: Folder
    file: str = ""
    """Empty: the folder itself."""


class _InGit(Frozen):
    revision: str
    path: str | None
    """As it was typed; None: the one that the other side names."""


def find_sides(old: str, new: str) -> tuple[Place, Place]:
    """Where the two sides are.

    What there is on disk is meant first, except that a revision comes before a file of git's own,
    such as the `HEAD` of a bare repository. Everything else is `REVISION:PATH`, with a path from
    the root of the repository, or from here if it begins with `./` or `../`. A `REVISION` alone
    means in it what the other side names. Raises `CannotWorkError` where there is nothing there.
    """
    sides = _side(old), _side(new)
    if not any(isinstance(side, _InGit) for side in sides):
        first, second = (_on_disk(side) for side in sides if isinstance(side, Path))
        return first, second
    repository = _repository(sides)
    return _found(sides[0], sides[1], repository), _found(sides[1], sides[0], repository)


def _side(text: str) -> Path | _InGit:
    path, match = Path(text), _REVISION.fullmatch(text)
    if match is None or _DRIVE.match(text) or (_exists(path) and not _is_shadowed(path, text)):
        return path
    return _InGit(match[1], match[2])


def _is_shadowed(path: Path, text: str) -> bool:
    """Whether a revision has the name of what stands on disk, and that is git's own."""
    return is_gits_own(path) and is_revision(text)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # the system takes no such name
        return False


def _repository(sides: Sequence[Path | _InGit]) -> Repository:
    try:
        return Repository()
    except CannotWorkError as error:
        missing = next(side for side in sides if isinstance(side, _InGit))
        shown = missing.revision if missing.path is None else f"{missing.revision}:{missing.path}"
        raise CannotWorkError(f"there is no file or folder {shown}, and {error}") from None


def _found(side: Path | _InGit, other: Path | _InGit, repository: Repository) -> Place:
    if isinstance(side, Path):
        return _on_disk(side)
    meant = _meant(side, other)
    if isinstance(meant, Path):
        path = repository.path_of(meant)
    elif meant.split("/")[0] in (".", ".."):
        path = repository.from_here(meant)
    else:
        path = inside(meant)
    if path is None:
        hint = f"say what is meant in it, as `{side.revision}:FOLDER`"
        raise CannotWorkError(f"{meant} is outside of the repository; {hint}")
    return Place(*repository.folder(side.revision, path))


def _meant(side: _InGit, other: Path | _InGit) -> Path | str:
    """What a side names in its revision: a path there, or what is called so on disk."""
    if side.path is not None:
        return side.path
    if isinstance(other, Path):
        return other
    return f"./{SPECS}" if other.path is None else other.path


def _on_disk(path: Path) -> Place:
    """Raises `CannotWorkError` where there is nothing."""
    if path.is_file():
        return Place(DiskFolder.at(path.parent), path.name)
    if not path.is_dir():
        raise CannotWorkError(f"there is no file or folder {path.as_posix()}")
    return Place(DiskFolder.at(path))


def read_side(place: Place) -> Compilation:
    """The schema of one side. What is wrong with it is in its report.

    A file is a schema file; so is the one in a folder that was generated, or unpacked. All other
    folders hold pages. No target has a say: what changed is the same for all of them. Raises
    `CannotWorkError` where there is nothing to read, and `OSError`.
    """
    folder = place.folder
    if place.file:
        return compile_schema(folder, place.file, folder, only=())
    if folder.is_file(SCHEMA_FILE) and folder.is_file(MANIFEST):
        return compile_schema(folder, SCHEMA_FILE, folder, only=())
    return compile_pages(folder, only=(), keep=False)


def schemas_of(old: Compilation, new: Compilation) -> tuple[Schema, Schema]:
    """The two schemas. Names that are only those of two folders of pages are not compared."""
    if _is_named_by_folder(old) and _is_named_by_folder(new):
        named = Schema(new.schema.name, old.schema.declarations, old.schema.version)
        return named, new.schema
    return old.schema, new.schema


def _is_named_by_folder(side: Compilation) -> bool:
    return bool(side.page_names) and "name" not in side.places


def read_accepted(
    file: Path | None, new: Place, report: Report
) -> tuple[Reader, tuple[Acceptance, ...]]:
    """What was agreed to: in this file on disk, or in that beside what NEW is read from, if any.

    The reader has read it, for the messages. Raises `CannotWorkError` where there is no such file
    on disk, and `OSError`.
    """
    if file is None:
        folder, name = new.folder, FILE_NAME
    elif file.is_file():
        folder, name = DiskFolder.at(file.parent), file.name
    else:
        raise CannotWorkError(f"there is no file {file.as_posix()}")
    reader = Reader(folder, report)
    source = reader.read(name) if folder.is_file(name) else None
    node = read_yaml(source, report) if source is not None else None
    return reader, () if node is None else read_acceptances(node)


def links_to(places: tuple[Place, Place], templates: tuple[str, str]) -> Links:
    """How a report leads to what stands at these places, by these templates for links."""
    old, new = (
        SideLinks(_revision(place.folder), template)
        for place, template in zip(places, templates, strict=True)
    )
    home = places[1].folder.path(places[1].file or SPEC_SET_FILE)
    return Links(old, new, home.removeprefix(new.revision))


def _revision(folder: Folder) -> str:
    return f"{folder.revision}:" if isinstance(folder, GitFolder) else ""
