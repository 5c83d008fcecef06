"""An artifact is one output: where it goes, and its text. An archive holds many."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from generator.frozen import Frozen

if TYPE_CHECKING:
    from generator.blocks import Place


class Artifact(Frozen):
    """One file of the output."""

    path: str
    """Relative to the output folder, with forward slashes."""
    text: str
    """With `\\n` line endings; written as UTF-8."""


class Archive(Frozen):
    """One file for others to install or unpack, with many in it."""

    name: str
    """Its file name, which says the version."""
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 hash that it is pinned by."""
        return hashlib.sha256(self.data).hexdigest()


class View(Frozen):
    """All that one template needs to make one artifact. Everything is decided already."""

    path: str
    """The artifact's path."""
    template: str
    """The template's name, such as `python/record.py.jinja`."""
    data: object
    """Frozen data of the target's own; the template sees it as `view`."""


def templates_folder() -> Path:
    """Where the templates stand: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


class Block(Frozen):
    """What one declaration is in a file that it shares with others."""

    view: View
    """What it is made of; its path is the file's."""
    place: Place


class Piece(Frozen):
    """An artifact, or a block of one."""

    path: str
    """The artifact's."""
    text: str
    place: Place | None = None
    """Where the block stands. None: it is the whole."""
