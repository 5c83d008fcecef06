"""Declared names, collected before anything is lowered, so that a reference is born resolved.

A type is known by its module and its title. A link is followed by its path; a name without a
link is looked up in the module that its qualifier names, then in the page's own module, then
anywhere.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from generator.frozen import Frozen
from generator.schema import declaration_key
from generator.wording import KnownNames

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.source import Span


class Symbol(Frozen):
    """A declared name."""

    module: str
    name: str
    page: str
    """The page's path relative to the spec set."""
    span: Span
    """The title."""
    is_union: bool = False
    is_bare: bool = False
    """The page holds a title and no more: a union that shows no variants."""

    @property
    def key(self) -> str:
        """The declaration's key in the schema."""
        return declaration_key(self.module, self.name)


class Symbols(Frozen):
    """Every declared name of a spec set."""

    by_page: Mapping[str, Symbol]
    """From a page's path to what it declares; also from the path in case folded form."""
    by_name: Mapping[str, tuple[Symbol, ...]]
    """From a type's name to its declarations, one in each module."""
    names: KnownNames
    """These names, for whoever meant one of them."""
    keys: frozenset[str]
    folders: frozenset[str]
    """The folders of all pages, case folded."""
    by_stem: Mapping[str, tuple[Symbol, ...]]
    """From a page's file name without ending, case folded, to what such pages declare."""
    unread: frozenset[str]
    """The pages, case folded, that could not be read, which has been reported."""

    def is_unread(self, page: str, target: str) -> bool:
        """Whether a link leads to a page that could not be read."""
        return self.path_of(page, target).casefold() in self.unread

    def at(self, page: str, target: str) -> Symbol | None:
        """What a link on `page` to `target` leads to. The fragment of a target is ignored.

        Where no page has exactly that path, case does not count, as on the systems that many
        writers use.
        """
        path = self.path_of(page, target)
        return self.by_page.get(path) or self.by_page.get(path.casefold())

    @staticmethod
    def path_of(page: str, target: str) -> str:
        """The path, relative to the spec set, that a link on `page` to `target` leads to."""
        path = unquote(target.partition("#")[0].partition("?")[0])
        if not path:
            return page
        above, slash, name = path.rpartition("/")
        folder = page.rpartition("/")[0]
        if name in ("", ".", ".."):
            return posixpath.normpath(posixpath.join(folder, path))
        return _led_to(folder, above + slash) + name

    def with_stem(self, target: str) -> Symbol | None:
        """The only declaration whose page has the file name that a link's target has."""
        found = self.by_stem.get(_stem(target), ())
        return found[0] if len(found) == 1 else None

    def named(self, name: str, qualifier: str, module: str) -> tuple[Symbol, ...]:
        """What a name without a link can mean: one symbol, or several that fit equally well.

        `qualifier` is the word before the name (`components` in `components.Gpu`), or empty;
        `module` is where the name is used.
        """
        found = self.by_name.get(name, ())
        qualified = [s for s in found if qualifier and _ends(s.module, qualifier)]
        beside = [s for s in found if s.module == module]
        for fits in (qualified, beside):
            if len(fits) == 1:
                return tuple(fits)
        return found


def collect_symbols(
    declared: Iterable[Symbol], report: Report, unread: Iterable[str] = ()
) -> Symbols:
    """The table of all symbols. The second of two with one key is reported, and does not count.

    `unread` are the pages that may declare something, and could not be read.
    """
    by_page: dict[str, Symbol] = {}
    by_name: defaultdict[str, list[Symbol]] = defaultdict(list)
    by_key: dict[str, Symbol] = {}
    for symbol in declared:
        by_page[symbol.page] = symbol
        by_page.setdefault(symbol.page.casefold(), symbol)
        first = by_key.setdefault(symbol.key, symbol)
        if first is symbol:
            by_name[symbol.name].append(symbol)
        else:
            report.add(
                "duplicate-type",
                symbol.span,
                f"`{symbol.key}` is declared a second time",
                f"the first declaration is {first.page}",
            )
    named = {name: tuple(found) for name, found in by_name.items()}
    folders = frozenset(posixpath.dirname(page).casefold() for page in by_page)
    by_stem: defaultdict[str, list[Symbol]] = defaultdict(list)
    for symbol in by_key.values():
        by_stem[_stem(symbol.page)].append(symbol)
    stems = {stem: tuple(found) for stem, found in by_stem.items()}
    return Symbols(
        by_page=by_page,
        by_name=named,
        names=KnownNames(named),
        keys=frozenset(by_key),
        folders=folders,
        by_stem=stems,
        unread=frozenset(page.casefold() for page in unread),
    )


@lru_cache(maxsize=1024)  # of all that links are made of, folders are few
def _led_to(folder: str, path: str) -> str:
    """The folder that a path leads to from another, with a slash after it unless it is empty."""
    found = posixpath.normpath(posixpath.join(folder, path))
    return "" if found == "." else posixpath.join(found, "")


def _stem(path: str) -> str:
    name = path.partition("#")[0].rpartition("/")[2]
    return unquote(name).rpartition(".")[0].casefold()


def _ends(module: str, qualifier: str) -> bool:
    """Whether a module ends with the qualifier, whatever the case of both."""
    return f".{module}".casefold().endswith(f".{qualifier}".casefold())
