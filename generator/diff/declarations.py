"""What changed in one type, or that it came, went, or was renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.diff.enums import EnumChanges
from generator.diff.judge import NOBODY, Judge, TypePair, Verdicts
from generator.diff.model import Change
from generator.diff.records import RecordChanges
from generator.diff.same import Matches, same_type, unmatched
from generator.diff.type_changes import change_of
from generator.diff.wording import spelled, spelled_out
from generator.schema import AliasDecl, Declaration, EnumDecl, RecordDecl, UnionDecl, kind_of

if TYPE_CHECKING:
    from generator.source import Span


def type_changes(
    old: Declaration, new: Declaration, matches: Matches, judge: Judge
) -> Iterator[Change]:
    """The changes of a type that both schemas have."""
    yield from _remarks(old, new)
    match old, new:
        case RecordDecl(), RecordDecl():
            yield from RecordChanges(old, new, matches, judge).changes()
        case EnumDecl(), EnumDecl():
            yield from EnumChanges(old, new, judge).changes()
        case UnionDecl(), UnionDecl():
            yield from _union_changes(old, new, matches, judge)
        case AliasDecl(), AliasDecl():
            yield from _alias_changes(old, new, matches, judge)
        case _:
            kinds = [kind_of(each) for each in (old, new)]
            sentence = f"the type was of the kind `{kinds[0]}` and is of the kind `{kinds[1]}`"
            verdicts = judge.bodies(TypePair(old.key, new.key))
            yield _change("type-kind-changed", old, new, sentence, verdicts)


def type_added(new: Declaration) -> Change:
    """That a type is new."""
    sentence = f"the {kind_of(new)} `{new.key}` is new"
    return Change("type-added", new.key, "", sentence, None, new.span)


def type_removed(old: Declaration, judge: Judge) -> Change:
    """That a type is gone."""
    sentence = f"the {kind_of(old)} `{old.key}` is gone"
    return Change("type-removed", old.key, "", sentence, old.span, None, *judge.removal(old.key))


def _remarks(old: Declaration, new: Declaration) -> Iterator[Change]:
    """What changed that no payload shows."""
    if old.name != new.name:
        sentence = f"the type `{old.key}` seems to be `{new.key}` now"
        yield _change("type-renamed", old, new, sentence)
    elif old.key != new.key:
        yield _change("type-moved", old, new, f"the type `{old.key}` is `{new.key}` now")
    elif old.page != new.page:
        sentence = f"the type's page was `{old.page}` and is `{new.page}`"
        yield _change("type-page-moved", old, new, sentence)
    if old.deprecated != new.deprecated:
        rule = "type-deprecated" if new.deprecated else "type-reinstated"
        state = "is deprecated" if new.deprecated else "is no longer deprecated"
        yield _change(rule, old, new, f"the type {state}")
    if old.doc != new.doc:
        yield _change("type-description-changed", old, new, "the description of the type changed")


def _union_changes(
    old: UnionDecl, new: UnionDecl, matches: Matches, judge: Judge
) -> Iterator[Change]:
    pair = TypePair(old.key, new.key)
    gone, came = unmatched(old.variants, new.variants, matches)
    for variant in gone:
        sentence = f"the variant `{spelled(variant)}` is gone"
        verdicts = judge.values(pair, [variant], [])
        yield _change("variant-removed", old, new, sentence, verdicts, spelled_out(variant))
    for variant in came:
        sentence = f"the variant `{spelled(variant)}` is new"
        verdicts = judge.values(pair, [], [variant])
        yield _change("variant-added", old, new, sentence, verdicts, spelled_out(variant))


def _alias_changes(
    old: AliasDecl, new: AliasDecl, matches: Matches, judge: Judge
) -> Iterator[Change]:
    if same_type(old.type, new.type, matches):
        return
    named = change_of(old.type, new.type, matches, judge)
    if named not in ("became-nullable", "became-non-nullable"):
        named = judge.relation(old.type, new.type)
    verdicts = judge.values(TypePair(old.key, new.key), [old.type], [new.type])
    sentence = f"the type was `{spelled(old.type)}` and is `{spelled(new.type)}`"
    yield _change(f"alias-{named}", old, new, sentence, verdicts)


def _change(
    rule: str,
    old: Declaration,
    new: Declaration,
    sentence: str,
    verdicts: Verdicts = NOBODY,
    part: str = "",
) -> Change:
    places: tuple[Span | None, Span | None] = old.span, new.span
    return Change(rule, new.key, part, sentence, *places, *verdicts)
