"""A target is a kind of output: a view builder and a folder of templates.

This module says what a target is; `builtin.py` lists those that come with the program. No target
knows another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from generator.frozen import Frozen, field

if TYPE_CHECKING:
    from generator.artifacts import Block, View
    from generator.diagnostics import Report
    from generator.origins import Line
    from generator.schema import Declaration, Schema
    from generator.source import Source

Options: TypeAlias = Mapping[str, str | bool]
"""What the spec-set file says under `targets: NAME:`. Every key is one of the target's."""


class Text(Frozen):
    """The kind of an option's value that is a string, and not every string."""

    noun: str
    """What it is, such as "a URI", for messages."""
    is_right: Callable[[str], bool]


class Target(Frozen):
    """One kind of output."""

    name: str
    """As in `--target NAME`; also the output's folder and the templates' folder."""
    options: Mapping[str, Text | type[bool]]
    """The options it takes, and the kind of each one's value."""
    check: Callable[[Schema, Report], None]
    """Report what cannot be spelled as it stands, such as names that meet."""
    views: Callable[[Schema, Options], Iterable[View]]
    """What the templates receive, one view for each artifact. Every artifact's path begins with
    the target's name."""
    templates: Mapping[str, Source] = field(default_factory=dict)
    """The project's own, by the names that views call them. Empty: those of the program."""
    parts: Callable[[Schema, Options], Iterable[View | Block]] | None = None
    """What comes of the declarations of a schema alone, among others of which only `facts` are
    known. None: that cannot be told."""
    facts: tuple[Callable[[Schema], object], ...] = ()
    """What `parts` asks the schema for, once. It stays the same while all declarations have the
    names, the kinds and the openness that they had, and refer to the same modules."""
    shares: Callable[[Schema, Options], Sequence[Iterable[View]]] | None = None
    """The views in several shares, for several to make them. None: there is one."""
    lines: Callable[[View, Mapping[str, Declaration]], Iterable[Line]] | None = None
    """The lines of a view's artifact, with what each comes from; declarations by key. None: the
    parts of the views say it, to those who trace what the templates print."""

    def view_shares(self, schema: Schema, options: Options) -> Sequence[Iterable[View]]:
        """The views, in as many shares as there are."""
        return self.shares(schema, options) if self.shares else [self.views(schema, options)]
