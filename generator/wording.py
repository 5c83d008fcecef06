"""How messages name things: lists of names, and the name that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """The names in a sentence: `a`, `b` and `c`."""
    *rest, last = [f"`{name}`" for name in names] or [""]
    return f"{', '.join(rest)} {conjunction} {last}" if rest else last


MOST_COMPARED = 100
"""How many names are compared in full, which is slow."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, if there is one.

    Only names of about the same length that begin alike are compared in full, since a spec set
    may declare tens of thousands.
    """
    folded = name.casefold()
    near = {
        other.casefold(): other
        for other in known
        if abs(len(other) - len(name)) <= 2 and other[:1].casefold() == folded[:1]
    }
    if len(near) > MOST_COMPARED:
        begins = folded[: len(folded) // 2]
        near = {other: name for other, name in near.items() if other.startswith(begins)}
    if len(near) > MOST_COMPARED:
        return None  # names that are numbered through: any would be a guess
    found = difflib.get_close_matches(folded, list(near), n=1)
    return near[found[0]] if found else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """A help line that asks for the nearest known name; empty where none is near."""
    near = nearest(name, known)
    return f"did you mean `{near}`?" if near else ""
