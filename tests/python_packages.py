"""Generated Python packages are imported from memory, each under a name of its own.

    package = load(schema)
    assert package.operations.Origin.MANUAL == "manual"

A package is imported as it would be where it has been copied into another one: nothing in it may
depend on its name, or on where it is.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import count
from types import CodeType, ModuleType
from typing import Any

from generator.render import render
from generator.schema import Declaration, Schema
from generator.targets.python import TARGET

_numbers = count()


def schema(*declarations: Declaration, name: str = "example") -> Schema:
    """A schema of these declarations, in order."""
    return Schema(name, tuple(sorted(declarations, key=lambda each: (each.module, each.name))))


def files(schema: Schema) -> dict[str, str]:
    """The text of each file, by its path in the package."""
    texts = {artifact.path: artifact.text for artifact in render(TARGET.views(schema, {}))}
    (package,) = {path.split("/")[1] for path in texts}
    return {path.removeprefix(f"python/{package}/"): text for path, text in texts.items()}


def load(schema: Schema) -> Any:
    """The generated package."""
    return load_files(files(schema))


def load_files(texts: Mapping[str, str]) -> Any:
    """The package of these files, by their paths in it."""
    name = f"generated_{next(_numbers)}"
    sys.meta_path.insert(0, _Memory(name, texts))
    return importlib.import_module(name)


def unload(package: ModuleType) -> None:
    """Forget a package."""
    sys.meta_path[:] = [
        finder
        for finder in sys.meta_path
        if not (isinstance(finder, _Memory) and finder.package == package.__name__)
    ]
    for name in list(sys.modules):
        if name.partition(".")[0] == package.__name__:
            del sys.modules[name]


class _Memory(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and runs the modules of one package."""

    def __init__(self, package: str, files: Mapping[str, str]) -> None:
        self.package = package
        self._files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        name, _, rest = fullname.partition(".")
        if name != self.package:
            return None
        stem = rest.replace(".", "/")
        for file in (f"{stem}/__init__.py".removeprefix("/"), f"{stem}.py"):
            if file in self._files:
                return importlib.machinery.ModuleSpec(
                    fullname, self, origin=file, is_package=file.endswith("__init__.py")
                )
        return None

    def exec_module(self, module: ModuleType) -> None:
        spec = module.__spec__
        assert spec is not None
        assert spec.origin is not None
        exec(_compiled(self._files[spec.origin], spec.origin), module.__dict__)


@cache
def _compiled(text: str, file: str) -> CodeType:
    return compile(text, file, "exec", dont_inherit=True)
