"""How a project's own target language writes things, as data.

Which template is rendered for what and where to, and how names, types, comments and literals are
spelled. `custom_file.py` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from generator.frozen import Frozen

Each: TypeAlias = Literal["schema", "module", "declaration"]
Role: TypeAlias = Literal["package", "module", "type", "field", "value", "variant", "file"]
Scope: TypeAlias = Literal["schema", "module", "declaration"]
Case: TypeAlias = Literal[
    "as-written",
    "snake_case",
    "camelCase",
    "PascalCase",
    "kebab-case",
    "UPPER_CASE",
    "lowercase",
]

SCALARS: Final = ("string", "integer", "number", "boolean", "null")
"""The kinds of a literal's value."""
TYPES: Final = (*SCALARS, *("datetime", "date", "bytes", "any", "unknown", "literal", "array"))
KINDS: Final = (*TYPES, *("map", "union", "nullable", "reference", "recursive"))
"""The kinds of a type expression. A reference is `recursive` where it leads back to where it
stands with no array and no map in between."""
DECLARATIONS: Final = ("record", "enum", "union", "alias", "recursive")
"""The kinds of what a reference leads to."""


class FileRule(Frozen):
    """Which template is rendered for what, and where to."""

    template: str
    each: Each
    """What there is one file for."""
    path: str
    """Below the target's folder; its placeholders are in `PATH_PARTS`."""


class NameRule(Frozen):
    """How the names of one role are spelled."""

    case: Case
    of: str
    """What the name is made of, before its case."""
    scope: Scope
    """Within what no two names are alike."""
    lead: str
    """What comes first where a name would begin with what no name may begin with."""
    reserved: frozenset[str]


class NameRules(Frozen):
    """How names are spelled."""

    is_ascii: bool
    acronyms: frozenset[str]
    """Words, in lower case, that are written in capitals."""
    reserved_as: str
    """What a reserved word becomes."""
    roles: Mapping[Role, NameRule]
    root: str
    """What the root module is called."""
    join: str
    """What stands between the parts of a module's name."""
    elsewhere: str
    """How a type is called in another module."""
    wire_names: re.Pattern[str] | None
    """Which wire names of fields the language can write down. None: all."""


class TypeRule(Frozen):
    """How types of one kind are spelled."""

    otherwise: str
    by_kind: Mapping[str, str]
    """Instead, where a type of this kind is inside."""

    def text(self, *kinds: str) -> str:
        """The text with placeholders for what is inside, by the first of its kinds that is told."""
        return next((self.by_kind[kind] for kind in kinds if kind in self.by_kind), self.otherwise)


class CommentRules(Frozen):
    """How text stands in comments."""

    line: str
    """What each line begins with."""
    first: str
    """A line above the others. Empty: there is none."""
    last: str
    """A line below the others. Empty: there is none."""
    escapes: Mapping[str, str]
    hidden: str
    """What stands for a character that cannot be seen, or ends a line."""
    is_flat: bool
    """Lines lose their indent, and what would be a heading its gap."""
    source: str
    """The line that says where a declaration is from. Empty: there is none. Likewise below."""
    default: str
    example: str
    deprecated: str


class LiteralRules(Frozen):
    """How values are written."""

    true: str
    false: str
    null: str
    quote: str
    escapes: Mapping[str, str]
    hidden: str
    """What stands for a character that cannot be seen, or ends a line."""


class Language(Frozen):
    """How one target language writes things."""

    files: tuple[FileRule, ...]
    names: NameRules
    types: Mapping[str, TypeRule]
    """For every kind but `recursive`, and for `optional`, which is round what need not be there."""
    imports: Mapping[str, str]
    """From a text that a spelled type may hold to what a file with such a type imports."""
    comments: CommentRules
    literals: LiteralRules


PATH_PARTS: Final[Mapping[Each, tuple[str, ...]]] = MappingProxyType(
    {
        "schema": ("package",),
        "module": ("package", "module", "file"),
        "declaration": ("package", "module", "file", "type"),
    }
)

_PLACEHOLDER: Final = re.compile(r"\{([a-z0-9_]+)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the placeholders in a text, such as `name` for `{name}`, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def fill(text: str, /, **values: str) -> str:
    """The text with each placeholder replaced. Every one has a value."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)
