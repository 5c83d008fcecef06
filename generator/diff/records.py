"""What changed in a record: its fields, and the keys that it does not declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.diff.catalogue import RULES
from generator.diff.judge import NOBODY, Judge, TypePair, Verdicts
from generator.diff.matching import match_fields
from generator.diff.model import Change
from generator.diff.same import Matches, same_json, same_type, same_values
from generator.diff.type_changes import change_of
from generator.diff.wording import shortened, spelled
from generator.schema import AnyType, Field, RecordDecl, TypeExpr

if TYPE_CHECKING:
    from generator.source import Span


class RecordChanges:
    """The changes of one record."""

    def __init__(self, old: RecordDecl, new: RecordDecl, matches: Matches, judge: Judge) -> None:
        """`matches` has the pair of the two, among others."""
        self._old, self._new = old, new
        self._matches, self._judge = matches, judge
        self._pair = TypePair(old.key, new.key)

    def changes(self) -> Iterator[Change]:
        """All of them, in no order."""
        was = {field.wire_name: field for field in self._old.fields}
        now = {field.wire_name: field for field in self._new.fields}
        gone = [field for name, field in was.items() if name not in now]
        came = [field for name, field in now.items() if name not in was]
        renamed = match_fields(gone, came, self._matches)
        for name, old in was.items():
            if name in now:
                yield from self._kept(old, now[name])
            elif name in renamed:
                yield from self._renamed(old, now[renamed[name]])
            else:
                yield self._removed(old)
        for new in came:
            if new.wire_name not in renamed.values():
                yield self._added(new)
        yield from self._other_keys()

    def _removed(self, old: Field) -> Change:
        rule = f"field-removed-{'required' if old.required else 'optional'}"
        verdicts = self._judge.members(self._pair, [old.wire_name])
        sentence = f"the field `{old.wire_name}` is gone"
        return self._change(rule, old.wire_name, sentence, old.span, self._new.span, verdicts)

    def _added(self, new: Field) -> Change:
        rule = f"field-added-{'required' if new.required else 'optional'}"
        verdicts = self._judge.members(self._pair, [new.wire_name])
        which = "required field" if new.required else "field"
        sentence = f"the {which} `{new.wire_name}` of the type `{spelled(new.type)}` is new"
        return self._change(rule, new.wire_name, sentence, self._old.span, new.span, verdicts)

    def _renamed(self, old: Field, new: Field) -> Iterator[Change]:
        verdicts = self._judge.members(self._pair, [old.wire_name, new.wire_name])
        sentence = f"the field `{old.wire_name}` seems to be `{new.wire_name}` now"
        yield self._of_field("field-renamed", old, new, sentence, verdicts)
        yield from self._remarks(old, new)

    def _kept(self, old: Field, new: Field) -> Iterator[Change]:
        name = old.wire_name
        if old.required != new.required:
            word = "required" if new.required else "optional"
            verdicts = self._judge.members(self._pair, [name], present=False)
            yield self._of_field(
                f"field-became-{word}", old, new, f"the field `{name}` became {word}", verdicts
            )
        if not same_type(old.type, new.type, self._matches):
            rule = f"field-{change_of(old.type, new.type, self._matches, self._judge)}"
            verdicts = self._judge.members(self._pair, [name], absent=False)
            what = f"the type of `{name}` was `{spelled(old.type)}` and is `{spelled(new.type)}`"
            yield self._of_field(rule, old, new, what, verdicts)
        yield from self._remarks(old, new)

    def _remarks(self, old: Field, new: Field) -> Iterator[Change]:
        """What changed of a field that no payload shows."""
        name = new.wire_name
        if (default := _default_change(old, new)) is not None:
            yield self._of_field(f"field-default-{default[0]}", old, new, default[1])
        if old.deprecated != new.deprecated:
            rule = "field-deprecated" if new.deprecated else "field-reinstated"
            state = "is deprecated" if new.deprecated else "is no longer deprecated"
            yield self._of_field(rule, old, new, f"the field `{name}` {state}")
        if old.doc != new.doc:
            sentence = f"the description of `{name}` changed"
            yield self._of_field("field-description-changed", old, new, sentence)
        if not same_values(old.examples, new.examples):
            sentence = f"the examples of `{name}` changed"
            yield self._of_field("field-examples-changed", old, new, sentence)

    def _other_keys(self) -> Iterator[Change]:
        old, new = self._old.additional, self._new.additional
        rule = self._rule_of_other_keys(old, new)
        if rule is not None:
            verdicts = self._judge.other_keys(self._pair)
            before = f" (before: `{spelled(old)}`)" if old not in (None, AnyType()) else ""
            after = f": `{spelled(new)}`" if new not in (None, AnyType()) else ""
            sentence = f"{RULES[rule].sentence}{after}{before}"
            yield self._change(rule, "", sentence, self._old.span, self._new.span, verdicts)

    def _rule_of_other_keys(self, old: TypeExpr | None, new: TypeExpr | None) -> str | None:
        match old, new:
            case (None, None) | (AnyType(), AnyType()):
                return None
            case None, AnyType():
                return "record-opened"
            case AnyType(), None:
                return "record-closed"
            case None, _:
                return "additional-added"
            case _, None:
                return "additional-removed"
            case AnyType(), _:
                return "additional-typed"
            case _, AnyType():
                return "additional-untyped"
        if old is None or new is None or same_type(old, new, self._matches):
            return None
        return f"additional-{self._judge.relation(old, new)}"

    def _of_field(
        self, rule: str, old: Field, new: Field, sentence: str, verdicts: Verdicts = NOBODY
    ) -> Change:
        return self._change(rule, new.wire_name, sentence, old.span, new.span, verdicts)

    def _change(
        self,
        rule: str,
        part: str,
        sentence: str,
        old: Span | None,
        new: Span | None,
        verdicts: Verdicts,
    ) -> Change:
        return Change(rule, self._new.key, part, sentence, old, new, *verdicts)


def _default_change(old: Field, new: Field) -> tuple[str, str] | None:
    """What happened to a field's default, in a word and in a sentence."""
    name = new.wire_name
    match old.default, new.default:
        case None, (value,):
            return "added", f"`{name}` has the default `{shortened(value)}`"
        case (value,), None:
            return "removed", f"`{name}` has the default `{shortened(value)}` no more"
        case (was,), (now,) if not same_json(was, now):
            both = f"`{shortened(was)}` and is `{shortened(now)}`"
            return "changed", f"the default of `{name}` was {both}"
        case _:
            return None
