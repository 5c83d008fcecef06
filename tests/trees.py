"""What stands in a folder, and whether anything was touched there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path in it."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder, with the times of the last change."""
    return {
        str(path): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *sorted(folder.rglob("*")))
    }


@contextmanager
def untouched(*folders: Path) -> Iterator[None]:
    """Fail where anything in the folders is written, made, removed or replaced."""
    before = [state(folder) for folder in folders]
    yield
    assert [state(folder) for folder in folders] == before


def put(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
