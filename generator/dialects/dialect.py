"""A dialect says how one family of pages writes things. It is data: a YAML file, read and checked.

Which headings open which section, which column names mean what, how a cell says required or
deprecated, what the words of the type notation mean. Built-in dialects are such files; a project
can bring its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar, cast, get_args

from generator.diagnostics import CATALOGUE, Report, Severity
from generator.frozen import Frozen, field, replace
from generator.source import Source
from generator.type_notation import read_type
from generator.wording import listed, suggestion
from generator.yaml_nodes import Entries, Node, read_yaml

if TYPE_CHECKING:
    from generator.schema import TypeExpr

SectionRole: TypeAlias = Literal["fields", "values", "variants", "skipped"]
ColumnRole: TypeAlias = Literal[
    "name", "type", "required", "description", "example", "default", "value"
]
WrapperMeaning: TypeAlias = Literal["plain", "nullable", "nullable-when-required"]

Role = TypeVar("Role", bound=str)

_KEYS: Final = (
    "abstract extends containers not_types sections bare columns required blank deprecated"
    " additional additional_maps open client_names example_label variant_fence tagged_variants"
    " directions severity evidence types"
)
_NOTATION_KEYS: Final = "words links array map union wrappers prefixes pointers client open"
_FIELD_ROLES: Final = ("name", "type", "required", "description", "example", "default")
_VALUE_ROLES: Final = ("name", "value", "description")

FOLDER = Path(__file__).parent


class TypeNotation(Frozen):
    """What the words of a type cell mean. The brackets are the parser's business."""

    words: Mapping[str, TypeExpr]
    """What stands for a type by itself: `string`, `Date`."""
    links: Mapping[str, TypeExpr] = field(default_factory=dict)
    """What a word means as the text of a link to documentation, where that is something else."""
    array: tuple[str, ...] = ()
    """Heads with one argument that mean an array: `Array<T>`."""
    map: tuple[str, ...] = ()
    """Heads whose last argument is the type of a map's values: `Record<string, T>`."""
    union: tuple[str, ...] = ()
    """Heads whose arguments are variants: `Union[A, B]`."""
    wrappers: Mapping[str, WrapperMeaning] = field(default_factory=dict)
    """Heads round one type, and what they say of null."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Prefixes of a word that mean `array` or `map`: `ArrayOfStr`."""
    client: tuple[str, ...] = ()
    """Words and heads that are types of the client library, and nothing on the wire."""
    pointers: bool = False
    """`*` before a type is a pointer, as in Go, and no emphasis."""
    open: tuple[str, ...] = ()
    """Heads that, among an enum's values, say that other values may come."""

    @property
    def heads(self) -> frozenset[str]:
        """What stands before its arguments and means something of them."""
        return frozenset((*self.array, *self.map, *self.union, *self.wrappers))


class Directions(Frozen):
    """Which way payloads go: globs of the types that requests and responses begin with.

    They are compared with keys such as `operations.GetPetRequest`, without regard to case.
    """

    read: tuple[str, ...] = ()
    """What those who use the API receive."""
    written: tuple[str, ...] = ()
    """What they send."""


class Dialect(Frozen):
    """How one family of pages writes things."""

    name: str
    containers: tuple[str, ...]
    """Leading folders, or paths of several, that are no part of a module's name; compared without
    regard to case."""
    not_types: tuple[str, ...]
    """Globs of pages that look like types and are not."""
    sections: Mapping[str, SectionRole]
    """From a heading's text, in lower case, to what stands below it."""
    bare: Literal["variants", "nothing"]
    """What a page is that has a title, at most some prose, and no heading."""
    field_columns: Mapping[str, ColumnRole]
    """From a header cell's text, in lower case, to what the column of a field table holds."""
    value_columns: Mapping[str, ColumnRole]
    """Likewise for a table of enum values."""
    required: Mapping[str, bool]
    """From a Required cell's text, in lower case, to what it says."""
    blank: tuple[str, ...]
    """Cells that say nothing."""
    deprecated_marks: tuple[str, ...]
    deprecated_notices: tuple[str, ...]
    """Sentences after the mark that say no more than the mark."""
    additional: tuple[str, ...]
    """Names of a row that stands for all other keys, whose values have its type, or that of the
    values of its map."""
    additional_maps: tuple[str, ...]
    """Names of a row that does so if its type is a map; else it is a field of that name."""
    open_marks: tuple[str, ...]
    """Texts, in lower case, in an enum's prose or example, which say that other values may come."""
    client_names: bool
    """The tables show the client's names, which need not be those on the wire."""
    example_label: re.Pattern[str] | None
    """What stands before each of several examples in one cell. None: a cell is one example."""
    variant_fence: re.Pattern[str] | None
    """Where in a variant's code fence its type stands: the first group. None: in its heading."""
    tagged_variants: bool
    """The headings of a union's variants may be the values that tell them apart, and no types."""
    directions: Directions
    severities: Mapping[str, Severity]
    evidence: tuple[str, ...]
    """Texts that show that a page is of this dialect and no other."""
    types: TypeNotation


@cache
def dialect_names() -> tuple[str, ...]:
    """The built-in dialects that pages can be read in, sorted."""
    return tuple(
        sorted(
            path.stem
            for path in FOLDER.glob("*.yaml")
            if "abstract: true" not in path.read_text("utf-8").splitlines()
        )
    )


@cache
def builtin_dialect(name: str) -> Dialect:
    """The built-in dialect of this name, one of `dialect_names()`."""
    report = Report()
    path = FOLDER / f"{name}.yaml"
    dialect = read_dialect(Source(path.name, path.name, path.read_text("utf-8")), name, report)
    if dialect is None or report.sorted():
        messages = "; ".join(diagnostic.message for diagnostic in report.sorted())
        raise AssertionError(f"the built-in dialect {name} does not read: {messages}")
    return dialect


def read_dialect(source: Source, name: str, report: Report) -> Dialect | None:
    """The dialect that a file describes; None, with diagnostics, where it is not YAML.

    What the file gets wrong is reported at its place and read as absent.
    """
    node = read_yaml(source, report)
    if node is None:
        return None
    return _dialect(_extended(node, report), name)


def _extended(node: Node, report: Report) -> Node:
    """The node with what it `extends` below it: mappings are joined, anything else replaced."""
    base = node.mapping().get("extends")
    if base is None:
        return node
    known = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    if not isinstance(base.value, str):
        base.wrong("a string")
        return node
    if base.value not in known:
        hint = suggestion(base.value, known) or f"the built-in dialects are {listed(known)}"
        message = f"`{base.value}` is not a built-in dialect"
        report.add("unknown-dialect", base.span, message, hint)
        return node
    path = FOLDER / f"{base.value}.yaml"
    below = read_yaml(Source(path.name, path.name, path.read_text("utf-8")), report)
    return node if below is None else _joined(_extended(below, report), node)


def _joined(below: Node, above: Node) -> Node:
    if not (isinstance(below.value, dict) and isinstance(above.value, dict)):
        return above
    entries = Entries(below.value)
    for key, node in above.value.items():
        entries[key] = _joined(entries[key], node) if key in entries else node
    return replace(above, value=entries)


def _dialect(node: Node, name: str) -> Dialect:
    keys = node.mapping(_KEYS.split(), "a dialect")
    columns = keys.mapping("columns", ("fields", "values"), "a dialect's columns")
    required = _roles(keys, "required", ("yes", "no"), "a dialect's `required`")
    deprecated = keys.mapping("deprecated", ("marks", "notices"), "a dialect's `deprecated`")
    directions = keys.mapping("directions", ("read", "written"), "a dialect's `directions`")
    severity = keys.mapping("severity", CATALOGUE, "the catalogue of diagnostics")
    return Dialect(
        name=name,
        containers=keys.strings("containers"),
        not_types=keys.strings("not_types"),
        sections=_roles(keys, "sections", get_args(SectionRole), "sections"),
        bare=keys.choice("bare", ("variants", "nothing"), "nothing"),
        field_columns=_roles(columns, "fields", _FIELD_ROLES, "a field table's columns"),
        value_columns=_roles(columns, "values", _VALUE_ROLES, "a value table's columns"),
        required={text: role == "yes" for text, role in required.items()},
        blank=("", *keys.strings("blank")),
        deprecated_marks=deprecated.strings("marks"),
        deprecated_notices=deprecated.strings("notices"),
        additional=keys.strings("additional"),
        additional_maps=keys.strings("additional_maps"),
        open_marks=tuple(text.lower() for text in keys.strings("open")),
        client_names=keys.boolean("client_names"),
        example_label=keys.read("example_label", _pattern, None),
        variant_fence=keys.read("variant_fence", partial(_pattern, groups=1), None),
        tagged_variants=keys.boolean("tagged_variants"),
        directions=Directions(directions.strings("read"), directions.strings("written")),
        severities=read_severities(severity),
        evidence=keys.strings("evidence"),
        types=_notation(keys.mapping("types", _NOTATION_KEYS.split(), "a type notation")),
    )


def _roles(keys: Entries, key: str, roles: Iterable[Role], what: str) -> dict[str, Role]:
    """From each text, in lower case, to the role that lists it."""
    listing = cast("dict[Role, Node]", keys.mapping(key, roles, what))
    return {text.lower(): role for role, node in listing.items() for text in node.strings()}


def _pattern(node: Node, groups: int = 0) -> re.Pattern[str] | None:
    pattern = node.pattern()
    if pattern is None or pattern.groups == groups:
        return pattern
    node.wrong(f"a regular expression with {groups} groups")
    return None


def read_severities(entries: Mapping[str, Node]) -> dict[str, Severity]:
    """What a mapping from codes to `error`, `warning` or `off` says."""
    names = [severity.value for severity in Severity]
    return {
        code: Severity(node.choice(names, CATALOGUE[code].severity.value))
        for code, node in entries.items()
    }


def _notation(keys: Entries) -> TypeNotation:
    wrappers: tuple[WrapperMeaning, ...] = get_args(WrapperMeaning)
    return TypeNotation(
        words=_words(keys.mapping("words")),
        links=_words(keys.mapping("links")),
        array=keys.strings("array"),
        map=keys.strings("map"),
        union=keys.strings("union"),
        wrappers={
            head: node.choice(wrappers, "plain") for head, node in keys.mapping("wrappers").items()
        },
        prefixes={
            prefix: node.choice(("array", "map"), "array")
            for prefix, node in keys.mapping("prefixes").items()
        },
        pointers=keys.boolean("pointers"),
        client=keys.strings("client"),
        open=keys.strings("open"),
    )


def _words(entries: Entries) -> dict[str, TypeExpr]:
    types = {word: read_type(node) for word, node in entries.items()}
    return {word: type_ for word, type_ in types.items() if type_ is not None}
