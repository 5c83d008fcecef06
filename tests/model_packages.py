"""Packages of models, imported from memory, and what they say of a JSON value.

models = Models("pydantic", schema)
assert models.verdicts("operations.Origin", '"manual"') == {True}
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pydantic
from python_packages import load_files, unload

from generator.render import render
from generator.schema import Schema
from generator.targets.builtin import BUILTIN_TARGETS
from generator.targets.python_names import schema_names

TARGETS = ("pydantic", "msgspec", "typeddict")


def files(target: str, schema: Schema) -> dict[str, str]:
    """The text of each file, by its path in the package."""
    views = BUILTIN_TARGETS[target].views(schema, {})
    texts = {artifact.path: artifact.text for artifact in render(views)}
    (package,) = {path.split("/")[1] for path in texts}
    return {path.removeprefix(f"{target}/{package}/"): text for path, text in texts.items()}


class Models:
    """The package that a target makes of a schema, imported."""

    def __init__(self, target: str, schema: Schema) -> None:
        self.target = target
        self.files = files(target, schema)
        self.package = load_files(self.files)
        self._names = schema_names(schema)
        self._declarations = schema.by_key()
        self._adapters: dict[str, pydantic.TypeAdapter[Any]] = {}

    def unload(self) -> None:
        unload(self.package)

    def type(self, key: str) -> Any:
        """The type of a declaration, from where its module offers it."""
        packages = self._names.modules[self._declarations[key].module]
        home = functools.reduce(getattr, packages, self.package)
        return getattr(home, self._names.classes[key])

    def verdicts(self, key: str, text: str) -> set[bool]:
        """Whether a declaration takes a JSON text: as it stands, and as `json` reads it."""
        type_ = self.type(key)
        if self.target == "msgspec":
            return {
                _succeeds(lambda: msgspec.json.decode(text, type=type_)),
                _succeeds(lambda: msgspec.convert(json.loads(text), type_)),
            }
        adapter = self._adapters.setdefault(key, pydantic.TypeAdapter(type_))
        return {
            _succeeds(lambda: adapter.validate_json(text)),
            _succeeds(lambda: adapter.validate_python(json.loads(text))),
        }


def _succeeds(read: Callable[[], object]) -> bool:
    try:
        read()
    except (msgspec.DecodeError, pydantic.ValidationError):
        return False
    return True
