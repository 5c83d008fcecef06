"""Whether all that is generated from a set holds up: it imports, compiles, is formatted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from node_tools import NodeError, SchemaSet, ajv, prettier, tsc

from generator.pipeline import build_artifacts

if TYPE_CHECKING:
    from generator.pipeline import Compilation

_BUNDLE: Final = Path("jsonschema", "bundle.schema.json")

_IMPORT_ALL: Final = """
import importlib, pathlib, pkgutil, sys
sys.path.insert(0, "")
[package] = [path.name for path in pathlib.Path().iterdir() if path.is_dir()]
for name in (package, *(m.name for m in pkgutil.walk_packages([package], package + "."))):
    try:
        module = importlib.import_module(name)
        for offered in getattr(module, "__all__", ()):
            getattr(module, offered)
    except Exception as error:
        sys.exit(f"{name}: {type(error).__name__}: {error}")
"""
"""Imports each module of the only package in the current folder, and from it all that it offers.
Fails with the first thing that goes wrong."""


def check_targets(compilation: Compilation) -> dict[str, str]:
    """For each check its first offence; empty where there is none.

    All targets are generated into a temporary folder, even where there are errors.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            for artifact in build_artifacts(compilation):
                path = folder / artifact.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(artifact.text.encode("utf-8"))
        except Exception:  # what is measured: input may never lead to a traceback
            return {"generates": traceback.format_exc(), **dict.fromkeys(CHECKS, "not generated")}
        return {"generates": "", **{title: check(folder) for title, check in CHECKS.items()}}


def _python_imports(folder: Path) -> str:
    return _first_line(_run_python(folder / "python", "-B", "-c", _IMPORT_ALL))


def _black(folder: Path) -> str:
    return _first_line(_run_python(folder / "python", "-m", "black", "--check", "."))


def _run_python(folder: Path, *arguments: str) -> str:
    """What Python says on standard error, where it exits with anything but 0; without `folder`."""
    run = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "BLACK_CACHE_DIR": str(folder)},  # gone when the folder is
        capture_output=True,
        text=True,
        check=False,
    )
    said = run.stderr.replace(f"{folder.resolve()}/", "")
    return said or "no reason given" if run.returncode else ""


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _typescript_compiles(folder: Path) -> str:
    errors = tsc(folder / "typescript")
    return f"{errors[0].path}:{errors[0].line}: {errors[0].message}" if errors else ""


def _prettier(folder: Path) -> str:
    files = sorted((folder / "typescript").rglob("*.ts"))
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}
    try:
        formatted = prettier(texts)
    except NodeError as error:  # a file that is no TypeScript
        return str(error)
    return next((f"would reformat {path}" for path in texts if formatted[path] != texts[path]), "")


def _bundle_compiles(folder: Path) -> str:
    """Each definition by itself, since Ajv compiles only what is referred to."""
    bundle = json.loads((folder / _BUNDLE).read_bytes())
    pointers = (key.replace("~", "~0").replace("/", "~1") for key in bundle.get("$defs", {}))
    definitions = [f"{_BUNDLE.name}#/$defs/{quote(pointer)}" for pointer in pointers]
    [result] = ajv(SchemaSet({_BUNDLE.name: bundle}, [(each, None) for each in definitions]))
    offences = (verdict for verdict in result.verdicts if isinstance(verdict, str))
    return next(chain(result.errors.values(), offences), "")


CHECKS: Final[Mapping[str, Callable[[Path], str]]] = MappingProxyType(
    {
        "Python imports": _python_imports,
        "black changes nothing": _black,
        "tsc --strict compiles": _typescript_compiles,
        "prettier changes nothing": _prettier,
        "Ajv compiles the bundle": _bundle_compiles,
    }
)
"""The checks of a folder of output, each with its title."""
