"""What a project says about its spec set, in `tablewright.yaml`. Any folder works without one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from generator import naming
from generator.diagnostics import CATALOGUE, Severity
from generator.dialects.dialect import read_severities
from generator.file_names import portable_name
from generator.frozen import Frozen, field
from generator.targets import Text
from generator.targets.builtin import BUILTIN_TARGETS
from generator.wording import nearest
from generator.yaml_nodes import Entries, Node
from generator.yaml_scalars import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.source import Span
    from generator.targets import Options, Target

FILE_NAME = "tablewright.yaml"

AS_WRITTEN = "as-written"

WIRE_NAME_RULES: Mapping[str, Callable[[str], str]] = {
    AS_WRITTEN: str,
    "snake_case": naming.snake_case,
    "camelCase": naming.camel_case,
    "PascalCase": naming.pascal_case,
    "kebab-case": naming.kebab_case,
}

_KEYS: Final = "name version dialect pages exclude root wire_names overlay severity targets"
_OWN_NAME = re.compile("[a-z][a-z0-9_-]*")

DEFAULT_PAGES = ("**/*.md",)
DEFAULT_TARGETS = ("python", "jsonschema", "typescript")


class Named(Frozen):
    """A name in the spec-set file, and where it stands there."""

    name: str
    span: Span


class SpecSet(Frozen):
    """How a folder of pages is to be read, and what is to be made of it."""

    name: str
    """The name of the generated package."""
    targets: Mapping[str, Options]
    """The targets to build, with their options."""
    templates: Mapping[str, Named] = field(default_factory=dict)
    """Of these targets, the project's own: the folder of each one's templates."""
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
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where the file says each of these, by its key."""


def read_spec_set(node: Node | None, folder_name: str) -> SpecSet:
    """What the root node of a spec-set file says; None is a file that is not there or not YAML.

    Every slip is reported at its place and read as if the key were absent.
    """
    default_targets: Mapping[str, Options] = {name: {} for name in DEFAULT_TARGETS}
    keys = node.mapping(_KEYS.split(), "the spec-set file") if node is not None else Entries()
    dialect = keys.read("dialect", _named, None)
    choice = keys.get("pages") or keys.get("exclude")
    severity = keys.mapping("severity", CATALOGUE, "`severity`")
    targets, templates = _targets(keys["targets"]) if "targets" in keys else (default_targets, {})
    return SpecSet(
        name=keys.string("name", folder_name),
        targets=targets,
        templates=templates,
        version=keys.read("version", _version, ""),
        dialect=None if dialect is None or dialect.name == "auto" else dialect,
        pages=keys.strings("pages", DEFAULT_PAGES),
        exclude=keys.strings("exclude"),
        choice=choice.span if choice else None,
        root=keys.read("root", _named, None),
        wire_names=keys.read("wire_names", _wire_names, None),
        overlay=keys.read("overlay", _named, None),
        severities=read_severities(severity),
        places={key: entry.span for key, entry in keys.items()},
    )


def _named(node: Node) -> Named | None:
    name = node.string()
    return Named(name, node.span) if isinstance(node.value, str) else None


def _wire_names(node: Node) -> str:
    return node.choice(WIRE_NAME_RULES, AS_WRITTEN)


def _version(node: Node) -> str:
    match node.value:
        case bool() | float():
            node.wrong("a string", "put it in quotes")  # 1.10 and 1.1 are one number
            return ""
        case int():
            return str(node.value)
        case _:
            return node.string()


def _targets(node: Node) -> tuple[dict[str, Options], dict[str, Named]]:
    """The targets to build with their options, and the folders of those that are the project's own.

    A sequence of names: these and no others. Or a mapping from names to options: the default
    targets and these, without those that are false.
    """
    known = BUILTIN_TARGETS
    match node.value:
        case str() | tuple():
            items = node.value if isinstance(node.value, tuple) else (node,)
            names = [item.choice(known, "") for item in items]
            return {name: {} for name in names if name}, {}
        case None:
            node.wrong("a sequence of targets")  # and not "none", which would remove them all
            return {}, {}
    others = [name for name, entry in node.mapping().items() if _is_own(name, entry)]
    entries = node.mapping((*known, *others), "`targets`")
    folders = {name: _templates(name, entries[name]) for name in others}
    templates = {name: folder for name, folder in folders.items() if folder is not None}
    options: dict[str, Options] = {name: {} for name in DEFAULT_TARGETS}
    options |= {name: _options(entries[name], known[name]) for name in entries if name in known}
    off = {name for name, entry in entries.items() if entry.value is False}
    wanted = {name: each for name, each in options.items() if name not in off}
    return wanted | {name: {} for name in templates}, templates


def _is_own(name: str, entry: Node) -> bool:
    """Whether this is meant as a target of the project's own, and not as one of the program's."""
    says_where = isinstance(entry.value, dict) and "templates" in entry.value
    return name not in BUILTIN_TARGETS and (says_where or not nearest(name, BUILTIN_TARGETS))


def _templates(name: str, node: Node) -> Named | None:
    """The folder of the templates of a project's own target; None, with a diagnostic, for none."""
    if not isinstance(node.value, dict) or not node.value:
        hint = f"`{name}: {{templates: FOLDER}}` makes a target of your own"
        message = f"{shown(name)} is not a key of `targets`"
        node.report.add("unknown-key", node.key_span, message, hint)
        return None
    entries = node.mapping(["templates"], f"the target `{name}`")
    if not _OWN_NAME.fullmatch(name) or portable_name(name) != name:
        hint = "a folder is called like it: small letters, digits, `-` and `_`"
        message = f"{shown(name)} cannot name a target"
        node.report.add("wrong-value", node.key_span, message, hint)
        return None
    return entries.read("templates", _named, None)


def _options(node: Node, target: Target) -> Options:
    if node.value is False:
        return {}  # `typescript: false`: the target is not built
    entries = node.mapping(target.options, f"the target `{target.name}`")
    return {
        key: _text(entry, kind)
        if isinstance(kind := target.options[key], Text)
        else entry.boolean()
        for key, entry in entries.items()
    }


def _text(node: Node, kind: Text) -> str:
    text = node.string()
    if text == node.value and not kind.is_right(text):
        node.wrong(kind.noun)
        return ""
    return text


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
        folded = [container.casefold().split("/") for container in containers]
        leading = [part.casefold() for part in parts]
        while held := next((each for each in folded if leading[: len(each)] == each), None):
            leading = leading[len(held) :]
        parts = parts[len(parts) - len(leading) :]
    return ".".join(part.replace(".", "_") for part in parts)
