"""Which type and which field of OLD is which of NEW: the same by name, moved, or renamed.

A rename is a proposal. It never hides anything: the payloads of both names are judged as they are.
What decides is said in `rules/type-renamed.md` and `rules/field-renamed.md`.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Final

from generator.diff.same import Matches, same_type
from generator.diff.users import users_of
from generator.references import uses_of
from generator.schema import (
    AliasDecl,
    ArrayType,
    Declaration,
    EnumDecl,
    Field,
    MapType,
    NullableType,
    RecordDecl,
    ReferenceType,
    TypeExpr,
    UnionDecl,
    UnionType,
    scalar_identity,
)

ALIKE: Final = 0.8
"""The share of fields, values or variants that a renamed type has in common with what it was."""
MOVED_ALIKE: Final = 0.5
"""The same for a type that keeps its name, and has another module."""
SPELLED_ALIKE: Final = 0.6
"""How much two names have in common that are spelled alike, as `difflib` measures it."""
TELLING: Final = 4
"""So many fields, values or variants tell by themselves that a type was renamed. Many types have
an id and a name."""
MOST_COMPARED: Final = 200
"""How many vanished and new names are compared each with each; types that are exact copies are
always found."""


def match_types(
    old: Mapping[str, Declaration], new: Mapping[str, Declaration]
) -> tuple[dict[str, str], dict[str, str]]:
    """The keys in NEW of the types of OLD that it has still, by their keys in OLD; and of these
    the ones that differ."""
    gone = {key: old[key] for key in old if key not in new}
    came = {key: new[key] for key in new if key not in old}
    strangers = gone.keys() | came.keys()
    gone_parts = {key: _parts(each, strangers) for key, each in gone.items()}
    came_parts = {key: _parts(each, strangers) for key, each in came.items()}

    def likeness(one: str, two: str) -> float:
        return _likeness(gone_parts[one], came_parts[two])

    def is_moved(one: str, two: str) -> bool:
        return gone[one].name == came[two].name and likeness(one, two) >= MOVED_ALIKE

    @cache
    def users() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        return users_of(uses_of(old)), users_of(uses_of(new))

    def is_one_user(one: str, two: str) -> bool:
        return one == two or (one in gone and two in came and likeness(one, two) >= ALIKE)

    def have_one_user(one: str, two: str) -> bool:
        before, after = users()
        return any(
            is_one_user(user, other) for user in before.get(one, ()) for other in after.get(two, ())
        )

    def is_alike(one: str, two: str) -> bool:
        is_small = len(gone_parts[one]) < 2
        return likeness(one, two) >= ALIKE and (
            not is_small or is_spelled_alike(gone[one].name, came[two].name)
        )

    def is_believed(one: str, two: str) -> bool:
        was, now = gone[one], came[two]
        return (
            len(gone_parts[one]) >= TELLING
            or is_spelled_alike(was.name, now.name)
            or _is_at_one_place(was, now)
            or have_one_user(one, two)
        )

    moves = _pairs(_by(gone, lambda key: gone[key].name), _by(came, lambda key: came[key].name))
    moved = {one: two for one, two in moves.items() if is_moved(one, two)}
    renames = dict(moved)
    left, right = _without(gone, moved), _without(came, moved.values())
    exact = _pairs(_by(left, gone_parts.__getitem__), _by(right, came_parts.__getitem__))
    renames |= {one: two for one, two in exact.items() if is_alike(one, two)}
    left, right = _without(left, renames), _without(right, renames.values())
    if max(len(left), len(right)) <= MOST_COMPARED:
        renames |= _mutual(left, right, is_alike)
    renames = {one: two for one, two in renames.items() if one in moved or is_believed(one, two)}
    return {**{key: key for key in old if key in new}, **renames}, renames


def _is_at_one_place(old: Declaration, new: Declaration) -> bool:
    """Whether two types are declared on one page, or described in the same words."""
    return old.page == new.page or (bool(old.doc) and old.doc == new.doc)


def match_fields(gone: Iterable[Field], came: Iterable[Field], matches: Matches) -> dict[str, str]:
    """The new names of fields that were renamed."""
    old = {field.wire_name: field for field in gone}
    new = {field.wire_name: field for field in came}

    def is_renamed(one: str, two: str) -> bool:
        was, is_ = old[one], new[two]
        return (
            was.required == is_.required
            and same_type(was.type, is_.type, matches)
            and ((bool(was.doc) and was.doc == is_.doc) or is_spelled_alike(one, two))
        )

    if max(len(old), len(new)) > MOST_COMPARED:
        return {}
    return _mutual(old, new, is_renamed)


def is_spelled_alike(one: str, two: str) -> bool:
    """Whether one name may be another spelling of the other."""
    first, second = (re.sub("[_-]", "", name.casefold()) for name in (one, two))
    return difflib.SequenceMatcher(None, first, second).ratio() >= SPELLED_ALIKE


def _mutual(
    old: Collection[str], new: Collection[str], fits: Callable[[str, str], bool]
) -> dict[str, str]:
    """The pairs that fit, where neither fits another."""
    pairs = [(one, two) for one in old for two in new if fits(one, two)]
    olds, news = Counter(one for one, _ in pairs), Counter(two for _, two in pairs)
    return {one: two for one, two in pairs if olds[one] == 1 and news[two] == 1}


def _by(keys: Iterable[str], trait: Callable[[str], object]) -> dict[object, list[str]]:
    groups: dict[object, list[str]] = {}
    for key in keys:
        groups.setdefault(trait(key), []).append(key)
    return groups


def _pairs(old: Mapping[object, list[str]], new: Mapping[object, list[str]]) -> dict[str, str]:
    """The keys that are the only ones with their trait, on both sides."""
    return {
        keys[0]: new[trait][0]
        for trait, keys in old.items()
        if len(keys) == 1 and len(new.get(trait, ())) == 1
    }


def _without(keys: Iterable[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [key for key in keys if key not in known]


def _likeness(one: frozenset[object], two: frozenset[object]) -> float:
    return 1 if one == two else len(one & two) / len(one | two)


def _parts(declaration: Declaration, strangers: Collection[str]) -> frozenset[object]:
    """What a declaration is made of, with its kind; references to types that vanished or are new
    are all one, since they may be renamed as well."""
    match declaration:
        case RecordDecl(fields=fields):
            return frozenset(
                (each.wire_name, each.required, repr(_masked(each.type, strangers)))
                for each in fields
            )
        case EnumDecl(values=values):
            return frozenset(("enum", *scalar_identity(each.value)) for each in values)
        case UnionDecl(variants=variants):
            return frozenset(("union", repr(_masked(each, strangers))) for each in variants)
        case AliasDecl(type=type_):
            return frozenset([("alias", repr(_masked(type_, strangers)))])


def _masked(type_: TypeExpr, strangers: Collection[str]) -> TypeExpr:
    match type_:
        case ReferenceType(key):
            return ReferenceType("" if key in strangers else key)
        case ArrayType(inner):
            return ArrayType(_masked(inner, strangers))
        case MapType(inner):
            return MapType(_masked(inner, strangers))
        case NullableType(inner):
            return NullableType(_masked(inner, strangers))
        case UnionType(variants):
            return UnionType(tuple(_masked(variant, strangers) for variant in variants))
        case _:
            return type_
