"""What a project says about its spec set, in `tablewright.yaml`. Any folder works without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator import naming
from generator.diagnostics import CATALOGUE, Severity
from generator.dialects.dialect import read_severities
from generator.targets.builtin import BUILTIN_TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.source import Span
    from generator.targets import Options, Target
    from generator.yaml_nodes import Node

FILE_NAME = "tablewright.yaml"

AS_WRITTEN = "as-written"

WIRE_NAME_RULES: Mapping[str, Callable[[str], str]] = {
    AS_WRITTEN: str,
    "snake_case": naming.snake_case,
    "camelCase": naming.camel_case,
    "PascalCase": naming.pascal_case,
    "kebab-case": naming.kebab_case,
}

DEFAULT_PAGES = ("**/*.md",)
DEFAULT_TARGETS = ("python", "jsonschema", "typescript")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the spec-set file, and where it stands there."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class SpecSet:
    """How a folder of pages is to be read, and what is to be made of it."""

    name: str
    """The name of the generated package."""
    targets: Mapping[str, Options]
    """The targets to build, with their options."""
    version: str = ""
    """The spec set's own. Empty: it has none."""
    dialect: Named | None = None
    """A built-in dialect's name, or a path relative to the folder. None: find out."""
    pages: tuple[str, ...] = DEFAULT_PAGES
    exclude: tuple[str, ...] = ()
    choice: Span | None = None
    """Where the file says which pages are read. None: it does not."""
    root: Named | None = None
    """The folder that modules are named from. None: the dialect's containers say."""
    wire_names: str | None = None
    """One of `WIRE_NAME_RULES`. None: not said, which means as written."""
    overlay: Named | None = None
    """A path relative to the folder."""
    severities: Mapping[str, Severity] = field(default_factory=dict)


def read_spec_set(node: Node | None, folder_name: str) -> SpecSet:
    """What the root node of a spec-set file says; None is a file that is not there or not YAML.

    Every slip is reported at its place and read as if the key were absent.
    """
    default_targets: Mapping[str, Options] = {name: {} for name in DEFAULT_TARGETS}
    if node is None:
        return SpecSet(folder_name, default_targets)
    keys = node.mapping(
        [
            "name",
            "version",
            "dialect",
            "pages",
            "exclude",
            "root",
            "wire_names",
            "overlay",
            "severity",
            "targets",
        ],
        "the spec-set file",
    )
    dialect = _named(keys.get("dialect"))
    choice = keys.get("pages") or keys.get("exclude")
    severity = keys["severity"].mapping(CATALOGUE, "`severity`") if "severity" in keys else {}
    return SpecSet(
        name=keys["name"].string(folder_name) if "name" in keys else folder_name,
        targets=_targets(keys["targets"]) if "targets" in keys else default_targets,
        version=_version(keys["version"]) if "version" in keys else "",
        dialect=None if dialect is None or dialect.name == "auto" else dialect,
        pages=keys["pages"].strings(DEFAULT_PAGES) if "pages" in keys else DEFAULT_PAGES,
        exclude=keys["exclude"].strings() if "exclude" in keys else (),
        choice=choice.span if choice else None,
        root=_named(keys.get("root")),
        wire_names=(
            keys["wire_names"].choice(WIRE_NAME_RULES, AS_WRITTEN) if "wire_names" in keys else None
        ),
        overlay=_named(keys.get("overlay")),
        severities=read_severities(severity),
    )


def _named(node: Node | None) -> Named | None:
    if node is None:
        return None
    name = node.string()
    return Named(name, node.span) if isinstance(node.value, str) else None


def _version(node: Node) -> str:
    match node.value:
        case bool() | float():
            node.wrong("a string", "put it in quotes")  # 1.10 and 1.1 are one number
            return ""
        case int():
            return str(node.value)
        case _:
            return node.string()


def _targets(node: Node) -> dict[str, Options]:
    """A sequence of names: these and no others. Or a mapping from names to options: the default
    targets and these, without those that are false."""
    known = BUILTIN_TARGETS
    match node.value:
        case str() | tuple():
            items = node.value if isinstance(node.value, tuple) else (node,)
            names = [item.choice(known, "") for item in items]
            return {name: {} for name in names if name}
        case None:
            node.wrong("a sequence of targets")  # and not "none", which would remove them all
            return {}
        case _:
            entries = node.mapping(known, "`targets`")
            options = {name: _options(entry, known[name]) for name, entry in entries.items()}
            wanted = dict.fromkeys((*DEFAULT_TARGETS, *options))
            off = {name for name, entry in entries.items() if entry.value is False}
            return {name: options.get(name, {}) for name in wanted if name not in off}


def _options(node: Node, target: Target) -> Options:
    if node.value is False:
        return {}  # `typescript: false`: the target is not built
    entries = node.mapping(target.options, f"the target `{target.name}`")
    return {
        key: entry.string() if target.options[key] is str else entry.boolean()
        for key, entry in entries.items()
    }


def module_of(page: str, containers: tuple[str, ...], root: str | None) -> str:
    """The module of a page: its folder, without what only holds the module folders.

    `page` is relative to the spec set. The rule looks at one page alone, so that adding a page
    never moves another. A dot in a folder's name would look like a step down, and becomes `_`.
    """
    parts = page.split("/")[:-1]
    if root is not None:
        above = [part for part in root.split("/") if part not in ("", ".")]
        parts = parts[len(above) :] if parts[: len(above)] == above else parts
    else:
        folded = {container.casefold() for container in containers}
        while parts and parts[0].casefold() in folded:
            parts = parts[1:]
    return ".".join(part.replace(".", "_") for part in parts)
