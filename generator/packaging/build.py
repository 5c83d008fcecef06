"""Schema to archives: which target's output goes into which archive, and what goes in with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from generator.artifacts import Archive, Artifact, View
from generator.failures import CannotWorkError
from generator.packaging.npm import npm_package
from generator.packaging.schemas import schema_tarball
from generator.packaging.wheel import wheel
from generator.render import render
from generator.schema_file import dump_schema
from generator.targets.builtin import BUILTIN_TARGETS
from generator.wording import listed

if TYPE_CHECKING:
    from generator.packaging.identity import Identity
    from generator.schema import Schema
    from generator.targets import Options

_SCHEMA_FILE: Final = "schema.yaml"


def archived(names: Sequence[str]) -> Sequence[str]:
    """The names of targets, as they are. Raises `CannotWorkError` where one makes no archive."""
    for name in names:
        if name not in ARCHIVED:
            raise CannotWorkError(f"no archive is made of `{name}`, but of {listed(ARCHIVED)}")
    return names


def build_archives(
    schema: Schema, targets: Mapping[str, Options], identity: Identity
) -> Iterator[Archive]:
    """An archive for each of the targets of which one is made. `targets` are with their options.

    The schema file stands in each: what a consumer's own CI compares with a newer one.
    """
    schema_file = dump_schema(schema).encode("utf-8")
    for name, options in targets.items():
        if name in ARCHIVED:
            views = BUILTIN_TARGETS[name].views(schema, options)
            yield ARCHIVED[name](identity, views, schema_file)


def _python(identity: Identity, views: Iterable[View], schema_file: bytes) -> Archive:
    files = _files(render(views))
    package = next(iter(files)).split("/", 1)[0]
    return wheel(identity, {**files, f"{package}/{_SCHEMA_FILE}": schema_file})


def _jsonschema(identity: Identity, views: Iterable[View], schema_file: bytes) -> Archive:
    files = {f"jsonschema/{path}": data for path, data in _files(render(views)).items()}
    return schema_tarball(identity, {**files, _SCHEMA_FILE: schema_file})


def _typescript(identity: Identity, views: Iterable[View], schema_file: bytes) -> Archive:
    files = _files(render(_compiled(views)))
    return npm_package(identity, {**files, _SCHEMA_FILE: schema_file})


def _compiled(views: Iterable[View]) -> Iterator[View]:
    """For each module of TypeScript, what its compiler would make of it."""
    for view in views:
        path, template = view.path.removesuffix(".ts"), view.template.removesuffix(".ts.jinja")
        yield View(f"{path}.js", f"{template}.js.jinja", view.data)
        yield View(f"{path}.d.ts", f"{template}.d.ts.jinja", view.data)


def _files(artifacts: Iterable[Artifact]) -> dict[str, bytes]:
    """The text of each artifact as UTF-8, by its path without the target's folder."""
    return {each.path.split("/", 1)[1]: each.text.encode("utf-8") for each in artifacts}


ARCHIVED: Final[Mapping[str, Callable[[Identity, Iterable[View], bytes], Archive]]] = (
    MappingProxyType({"python": _python, "jsonschema": _jsonschema, "typescript": _typescript})
)
"""The targets of which archives are made."""
