"""What must hold of a schema as a whole. One function a rule, listed in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from generator.instances import find_mismatch
from generator.schema import (
    AliasDecl,
    Declaration,
    Field,
    NullableType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
)
from generator.wording import shown_in_part

if TYPE_CHECKING:
    from generator.diagnostics import Report


MOST_CYCLES: Final = 20
"""How many cycles are reported that begin or end at one declaration."""


def check_schema(schema: Schema, report: Report) -> bool:
    """Report what must hold of the whole and does not; whether values can be judged by it."""
    return _no_alias_leads_back_to_itself(schema, report)


def check_values(schema: Schema, report: Report) -> None:
    """Report each default and example that is not a value of its field's type.

    For a schema that was loaded; one that was made from pages holds none. `check_schema` has found
    nothing.
    """
    declarations = schema.by_key()
    for declaration in schema.declarations:
        if isinstance(declaration, RecordDecl):
            for field in declaration.fields:
                _check_field_values(field, declarations, report)


def _check_field_values(
    field: Field, declarations: Mapping[str, Declaration], report: Report
) -> None:
    shown = [("default", "default-mismatch", value) for value in field.default or ()]
    shown += [("example", "example-mismatch", value) for value in field.examples]
    for noun, code, value in shown:
        mismatch = find_mismatch(value, field.type, declarations)
        if mismatch is not None and field.span is not None:
            message = f"a {noun} of `{field.wire_name}` has {mismatch.found} at `{mismatch.path}`"
            report.add(code, field.span, message, f"its type takes {mismatch.expected} there")


def _no_alias_leads_back_to_itself(schema: Schema, report: Report) -> bool:
    """An alias of itself says nothing, and no target can write it down.

    Only aliases and unions can do that: a record, an array or a map stands between a recursive
    type and itself. Walked with a stack of its own, since a chain may be longer than Python's.
    Of the cycles that close at one declaration, some are reported: there may be as many as there
    are declarations, each of which is as long.
    """
    declarations = schema.by_key()
    done: set[str] = set()
    closed: Counter[str] = Counter()
    sound = True
    for start in schema.declarations:
        if not isinstance(start, AliasDecl | UnionDecl):
            continue
        stack: list[tuple[str, Iterator[str]]] = [(start.key, _direct(start.key, declarations))]
        path = {start.key: 0}
        while stack:
            key, following = stack[-1]
            step = next(following, None)
            if step is None or key in done:
                done.add(key)
                stack.pop()
                path.pop(key, None)
            elif step in path:
                sound = False
                if max(closed[key], closed[step]) < MOST_CYCLES:
                    closed.update({key, step})
                    cycle = [each for each, _ in stack[path[step] :]]
                    _report_cycle(cycle, declarations, report)
            elif step not in done:
                path[step] = len(stack)
                stack.append((step, _direct(step, declarations)))
    return sound


def _direct(key: str, declarations: Mapping[str, Declaration]) -> Iterator[str]:
    """The declarations that a value of this one is a value of, with nothing in between."""
    match declarations[key]:
        case AliasDecl(type=type_):
            yield from _named(type_)
        case UnionDecl(variants=variants):
            for variant in variants:
                yield from _named(variant)
        case _:
            pass


def _named(type_: TypeExpr) -> Iterator[str]:
    match type_:
        case ReferenceType(key):
            yield key
        case NullableType(inner):
            yield from _named(inner)
        case UnionType(variants):
            for variant in variants:
                yield from _named(variant)
        case _:
            pass


def _report_cycle(keys: list[str], declarations: Mapping[str, Declaration], report: Report) -> None:
    first = declarations[min(keys)]
    if first.span is not None:
        others = [f"`{key}`" for key in keys if key != first.key]
        through = f" through {', '.join(shown_in_part(others, len(others)))}" if others else ""
        report.add(
            "alias-cycle",
            first.span,
            f"`{first.key}` leads back to itself{through}",
            "name a type that is no alias on the way",
        )
