"""How messages name things: lists of names, and the name that was probably meant."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, takewhile
from typing import Final

MOST_LISTED: Final = 40
"""How many parts a list has at most that grows with the input."""
SHOWN_OF_MORE: Final = 10
"""How many of its parts are shown where there are more."""


def counted(number: int, noun: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """The names in a sentence: `a`, `b` and `c`."""
    return _joined([f"`{name}`" for name in names] or [""], conjunction)


def listed_in_part(parts: Iterable[str], count: int, conjunction: str = "and") -> str:
    """`count` parts in a sentence, as below."""
    return _joined(shown_in_part(parts, count), conjunction)


def shown_in_part(parts: Iterable[str], count: int) -> list[str]:
    """`count` parts of a sentence: all of them, or the first and how many others there are.

    For lists that grow with the input, since thousands of messages may say one list.
    """
    if count <= MOST_LISTED:
        return [*parts]
    shown = [*islice(parts, SHOWN_OF_MORE)]
    return [*shown, f"{count - len(shown):,} others"]


def _joined(parts: Sequence[str], conjunction: str) -> str:
    *rest, last = parts
    return f"{', '.join(rest)} {conjunction} {last}" if rest else last


MOST_COMPARED = 100
"""How many names are compared in full, which is slow."""


class KnownNames:
    """Names that others may have been meant for.

    Only names of about the same length that begin alike are compared in full, since a spec set
    may declare tens of thousands, and as many others may be meant for them.
    """

    def __init__(self, known: Iterable[str]) -> None:
        """Nothing is done with `known` before the first is looked for, and then for all."""
        self._known = known
        self._by_shape: dict[tuple[str, int], list[tuple[str, str]]] | None = None

    def nearest(self, name: str) -> str | None:
        """The one that was probably meant, if there is one."""
        if self._by_shape is None:
            self._by_shape = _by_shape(self._known)
        folded = name.casefold()
        shapes = [(folded[:1], length) for length in range(len(name) - 2, len(name) + 3)]
        alike = [self._by_shape.get(shape, []) for shape in shapes]
        is_short = sum(map(len, alike)) <= MOST_COMPARED
        begins = "" if is_short else folded[: len(folded) // 2]
        beginning = chain.from_iterable(_beginning(begins, each) for each in alike)
        near = dict(islice(beginning, MOST_COMPARED + 1))
        if len(near) > MOST_COMPARED:
            return None  # names that are numbered through: any would be a guess
        found = difflib.get_close_matches(folded, list(near), n=1)
        return near[found[0]] if found else None


def _by_shape(known: Iterable[str]) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """Names in case folded form, each with itself, by how they begin and how long they are."""
    by_shape: defaultdict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for name in known:
        by_shape[name[:1].casefold(), len(name)][name.casefold()] = name
    return {shape: sorted(names.items()) for shape, names in by_shape.items()}


def _beginning(begins: str, names: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those of sorted names that begin so."""
    at = bisect_left(names, (begins, ""))
    following = map(names.__getitem__, range(at, len(names)))
    return takewhile(lambda each: each[0].startswith(begins), following)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, if there is one."""
    return KnownNames(known).nearest(name)


def suggestion(name: str, known: Iterable[str]) -> str:
    """A help line that asks for the nearest known name; empty where none is near."""
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else ""
