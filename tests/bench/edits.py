"""Edits of pages, as people make them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

_OTHER: Final[Mapping[str, str]] = {
    ":heavy_check_mark:": ":heavy_minus_sign:",
    ":heavy_minus_sign:": ":heavy_check_mark:",
    "Yes": "No ",
    "No ": "Yes",
}
_MARK: Final = re.compile(rf"(?<=\| )(?:{'|'.join(_OTHER)})(?= *\|)")
"""The cell that says whether a field is required."""


def rows_to_edit(folder: Path, share: float = 0.0) -> tuple[Path, ...]:
    """The pages with a row that `edit_row` can edit: one from the middle of a folder, or a share
    of all, evenly. Nothing: there is none."""
    pages = [path for path in sorted(folder.rglob("*.md")) if _MARK.search(path.read_text("utf-8"))]
    step = round(1 / share) if share else max(1, len(pages))
    return tuple(pages[step // 2 :: step])


def edit_rows(pages: Iterable[Path]) -> None:
    """Make a field optional that was required, or the other way round, in each page."""
    for page in pages:
        text = page.read_text("utf-8")
        page.write_text(_MARK.sub(lambda mark: _OTHER[mark[0]], text, count=1), "utf-8", newline="")
