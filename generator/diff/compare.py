"""Two schemas, and every change between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from generator.diff.catalogue import ORDER, RULES
from generator.diff.declarations import type_added, type_changes, type_removed
from generator.diff.judge import Judge
from generator.diff.matching import match_types
from generator.diff.model import Bump, Change, Comparison, Direction, Reach
from generator.diff.same import nothing_changed, same_shape
from generator.diff.users import all_met, reach_of, users_of
from generator.references import uses
from generator.schema import Schema


def compare(
    old: Schema,
    new: Schema,
    directions: Mapping[str, Direction] | None = None,
    suspects: Collection[str] | None = None,
) -> Comparison:
    """All changes from `old` to `new`. `check_schema` has found nothing in either.

    `directions` says which types are read and which are written, by key in NEW, or in OLD for
    those that are gone; a type that is not in it is taken for both. `suspects` are the keys in OLD
    of the types that may differ; None: any may.
    """
    was, now = old.by_key(), new.by_key()
    matches, renames = match_types(was, now)
    found = matches if suspects is None else [key for key in matches if key in suspects]
    changed = [key for key in found if not nothing_changed(was[key], now[matches[key]])]
    unsettled = {key for key in changed if not same_shape(was[key], now[matches[key]], matches)}
    unsettled |= was.keys() - matches.keys()
    met = all_met(unsettled, users_of(old.once(uses))) if unsettled else set()
    settled = {key: other for key, other in matches.items() if key not in met}
    judge = Judge(was, now, matches, settled, directions or {})
    changes = [
        *_set_changes(old, new),
        *(type_removed(was[key], judge) for key in was if key not in matches),
        *(type_added(now[key]) for key in now.keys() - set(matches.values())),
    ]
    for key in changed:
        changes += type_changes(was[key], now[matches[key]], matches, judge)
    changes.sort(key=_place)
    return Comparison(
        changes=tuple(changes),
        bump=_bump(changes),
        reach=_reach(changes, old, new),
        renamed=renames,
        directions_known=directions is not None,
    )


def _set_changes(old: Schema, new: Schema) -> Iterator[Change]:
    if old.name != new.name:
        sentence = f"the spec set was called `{old.name}` and is called `{new.name}`"
        yield Change("set-renamed", "", "", sentence, None, None)
    if old.version != new.version:
        sentence = f"the version was `{old.version or 'none'}` and is `{new.version or 'none'}`"
        yield Change("set-version-changed", "", "", sentence, None, None)


def _place(change: Change) -> tuple[str, bool, int, int, str]:
    """Types by key; in a type what breaks first, then in the catalogue's order, then by place."""
    span = change.new or change.old
    line = span.line if span is not None else 0
    return change.type, not change.is_breaking, ORDER[change.rule], line, change.part


def _bump(changes: list[Change]) -> Bump:
    bump = Bump.NONE
    for change in changes:
        bump = bump.at_least(Bump.MAJOR if change.is_breaking else RULES[change.rule].bump)
    return bump


def _reach(changes: list[Change], old: Schema, new: Schema) -> dict[str, Reach]:
    """Who meets the types that changed in more than words."""
    keys = {c.type: None for c in changes if c.type and RULES[c.rule].bump is not Bump.PATCH}
    if not keys:
        return {}
    is_gone = any(key not in new.by_key() for key in keys)
    users = users_of(new.once(uses))
    users_before = users_of(old.once(uses)) if is_gone else {}
    found = {key: reach_of(key, users if key in new.by_key() else users_before) for key in keys}
    return {key: reach for key, reach in found.items() if reach.types}
