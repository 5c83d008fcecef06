"""Where a type cell stands, what is known there, and what its messages say of the names around."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from generator.frozen import Frozen
from generator.wording import listed, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.diagnostics import Report
    from generator.dialects.dialect import TypeNotation
    from generator.lowering.symbols import Symbol, Symbols
    from generator.source import Span

QUALIFIERS = re.compile(r"::|[.\\]")
"""What stands between the parts of a name: `models.Pet`, `Models::Pet`, `Models\\Pet`."""


class Context(Frozen):
    """Where a type cell stands, and what is known there."""

    page: str
    module: str
    notation: TypeNotation
    symbols: Symbols
    report: Report
    text: str
    """The cell's text."""
    span: Callable[[int, int], Span]
    """The place of a part of the text."""
    required: bool = False
    """Whether the cell's field is required: some wrappers mean "may be null" only then."""
    linked: Symbol | None = None
    """What the link leads to, in whose text a type stands that names it among others."""


def some_words(context: Context) -> str:
    """What a type cell of the dialect may say."""
    words = list(context.notation.words)[:8]
    return f"some words that stand for types here: {listed(words)}" if words else ""


def path_to(symbol: Symbol, context: Context) -> str:
    """The target of a link to a declaration."""
    return posixpath.relpath(symbol.page, posixpath.dirname(context.page) or ".")


def likely(text: str, context: Context) -> str:
    """Where a declaration with nearly this name stands, or the word that was probably meant."""
    near = context.symbols.names.nearest(QUALIFIERS.split(text)[-1])
    if near is None:
        return suggestion(text, context.notation.words)
    return f"`{near}` is declared in {context.symbols.by_name[near][0].page}"


def report_broken_link(target: str, key: str, span: Span, context: Context) -> None:
    """One diagnostic for a target, and one for all targets in a folder that does not exist."""
    path = context.symbols.path_of(context.page, target)
    folder = path.rpartition("/")[0]
    if folder.casefold() not in context.symbols.folders:
        context.report.add(
            "missing-folder",
            span,
            f"links lead to `{folder}`, and there is no page there; types are taken by their names",
            once_for=folder,
        )
        return
    context.report.add(
        "broken-link",
        span,
        f"`{target}` is no page of a type; `{key}` is taken by its name",
        once_for=path,
    )
