"""What changed in an enum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from generator.diff.judge import NOBODY, Judge, TypePair, Verdicts
from generator.diff.model import Change
from generator.diff.parts import bases_of
from generator.diff.same import same_bases
from generator.diff.wording import shortened, shown
from generator.schema import (
    EnumDecl,
    EnumValue,
    LiteralType,
    PrimitiveType,
    Scalar,
    TypeExpr,
    primitive_of,
    scalar_identity,
)

if TYPE_CHECKING:
    from generator.source import Span


class EnumChanges:
    """The changes of one enum."""

    def __init__(self, old: EnumDecl, new: EnumDecl, judge: Judge) -> None:
        """The two are one type, whose values are to be compared."""
        self._old, self._new, self._judge = old, new, judge
        self._pair = TypePair(old.key, new.key)

    def changes(self) -> Iterator[Change]:
        """All of them, in no order."""
        was = {scalar_identity(each.value): each for each in self._old.values}
        now = {scalar_identity(each.value): each for each in self._new.values}
        gone = _by_name(each for key, each in was.items() if key not in now)
        came = _by_name(each for key, each in now.items() if key not in was)
        if self._old.open != self._new.open:
            yield self._openness()
        for name, old in gone.items():
            yield self._changed(old, came[name]) if name in came else self._removed(old)
        for name, new in came.items():
            if name not in gone:
                yield self._added(new)
        kinds_differ = self._old.open and self._new.open and not same_bases(self._old, self._new)
        for key, value in was.items():
            if key in now:
                if kinds_differ and primitive_of(value.value) != primitive_of(now[key].value):
                    yield self._of_another_kind(value, now[key])
                yield from self._kept(value, now[key])

    def _openness(self) -> Change:
        bases = [_bases(enum.values) for enum in (self._old, self._new)]
        if self._new.open:
            verdicts = self._judge.values(self._pair, [], bases[1])
            sentence = "the enum was closed and takes other values of its kind now"
        else:
            verdicts = self._judge.values(self._pair, bases[0], [])
            sentence = "the enum was open and takes only what it lists now"
        rule = "enum-opened" if self._new.open else "enum-closed"
        spans = self._old.span, self._new.span
        return Change(rule, self._new.key, "", sentence, *spans, *verdicts)

    def _added(self, new: EnumValue) -> Change:
        verdicts = self._judge.values(self._pair, [], self._taken(new))
        rule = "open-enum-value-added" if self._new.open else "enum-value-added"
        sentence = f"the value `{shortened(new.value)}` is new"
        return self._change(rule, new.value, sentence, self._old.span, new.span, verdicts)

    def _removed(self, old: EnumValue) -> Change:
        verdicts = self._judge.values(self._pair, self._taken(old), [])
        rule = "open-enum-value-removed" if self._new.open else "enum-value-removed"
        sentence = f"the value `{shortened(old.value)}` is gone"
        return self._change(rule, old.value, sentence, old.span, self._new.span, verdicts)

    def _changed(self, old: EnumValue, new: EnumValue) -> Change:
        verdicts = self._judge.values(self._pair, self._taken(old), self._taken(new))
        both = f"`{shortened(old.value)}` and is `{shortened(new.value)}`"
        sentence = f"the value of `{new.name}` was {both}"
        return self._of_value("enum-value-changed", old, new, sentence, verdicts)

    def _of_another_kind(self, old: EnumValue, new: EnumValue) -> Change:
        """That 1.0 is 1, or the other way round, in an enum that takes others of its kind."""
        verdicts = self._judge.values(self._pair, self._taken(old), self._taken(new))
        was, now = (f"{primitive_of(each.value)} `{shown(each.value)}`" for each in (old, new))
        sentence = f"the value was the {was} and is the {now}, and so are others that are taken"
        return self._of_value("enum-value-changed", old, new, sentence, verdicts)

    def _kept(self, old: EnumValue, new: EnumValue) -> Iterator[Change]:
        value = shortened(new.value)
        if old.name != new.name:
            was, now = (f"`{each.name}`" if each.name else "none" for each in (old, new))
            sentence = f"the name of the value `{value}` was {was} and is {now}"
            yield self._of_value("enum-value-renamed", old, new, sentence)
        if old.deprecated != new.deprecated:
            rule = "enum-value-deprecated" if new.deprecated else "enum-value-reinstated"
            state = "is deprecated" if new.deprecated else "is no longer deprecated"
            yield self._of_value(rule, old, new, f"the value `{value}` {state}")
        if old.doc != new.doc:
            sentence = f"the description of the value `{value}` changed"
            yield self._of_value("enum-value-description-changed", old, new, sentence)

    def _taken(self, value: EnumValue) -> list[TypeExpr]:
        """What an enum takes because it lists a value: others of its kind, if it is open and was.

        What it takes because it was opened or closed is a change of its own.
        """
        literal: list[TypeExpr] = [LiteralType(value.value)]
        is_open = self._old.open and self._new.open
        return [*literal, *_bases([value])] if is_open else literal

    def _of_value(
        self,
        rule: str,
        old: EnumValue,
        new: EnumValue,
        sentence: str,
        verdicts: Verdicts = NOBODY,
    ) -> Change:
        return self._change(rule, new.value, sentence, old.span, new.span, verdicts)

    def _change(
        self,
        rule: str,
        value: Scalar,
        sentence: str,
        old: Span | None,
        new: Span | None,
        verdicts: Verdicts,
    ) -> Change:
        return Change(rule, self._new.key, shown(value), sentence, old, new, *verdicts)


def _by_name(values: Iterable[EnumValue]) -> dict[object, EnumValue]:
    """The values by their names; by what they are, where the name is none of their own."""
    listed = list(values)
    names = Counter(each.name for each in listed)
    return {
        each.name if each.name and names[each.name] == 1 else scalar_identity(each.value): each
        for each in listed
    }


def _bases(values: Sequence[EnumValue]) -> list[TypeExpr]:
    """The primitive types of some values."""
    return [PrimitiveType(name) for name in bases_of(values)]
