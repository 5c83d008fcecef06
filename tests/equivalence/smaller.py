"""A trial in which readers disagree, made smaller piece by piece.

Hypothesis makes names, texts and numbers simple; what it seldom finds is that a declaration or a
field has no part in it. And a step that takes a run of a compiler has to be a large one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from equivalence.readers import Payload
from equivalence.trials import Trial
from equivalence.writable import writable
from generator.frozen import replace
from generator.references import references
from generator.schema import (
    AliasDecl,
    Declaration,
    EnumDecl,
    Field,
    Json,
    RecordDecl,
    Schema,
    UnionDecl,
)


def made_smaller(trial: Trial, disagreement: Callable[[Trial], str]) -> str:
    """The disagreement of the smallest trial that is reached by leaving things out.

    `disagreement` says what is found in a trial; empty where nothing is.
    """
    found = disagreement(trial)
    while True:
        tried = ((each, disagreement(each)) for each in _smaller(trial))
        step = next(((each, message) for each, message in tried if message), None)
        if step is None:
            return found
        trial, found = step


def _smaller(trial: Trial) -> Iterator[Trial]:
    """The trial with one thing left out, the largest things first."""
    if len(trial.payloads) > 1:
        for payload, changed in zip(trial.payloads, trial.changed, strict=True):
            yield dataclasses.replace(trial, payloads=(payload,), changed=(changed,))
        return
    for schema in _smaller_schemas(trial.schema, {each.key for each in trial.payloads}):
        if writable(schema).schema == schema:  # else it would be read back as another
            yield dataclasses.replace(trial, schema=schema)
    for payload in trial.payloads:
        for value in _smaller_values(payload.value):
            yield dataclasses.replace(trial, payloads=(Payload(payload.key, value),))


def _smaller_schemas(schema: Schema, kept: set[str]) -> Iterator[Schema]:
    declarations = schema.declarations
    if schema.version:
        yield Schema(schema.name, schema.declarations)
    for index, declaration in enumerate(declarations):
        others = (*declarations[:index], *declarations[index + 1 :])
        if others and declaration.key not in kept and declaration.key not in references(others):
            yield schema.with_declarations(others)
    for index, declaration in enumerate(declarations):
        for smaller in _smaller_declarations(declaration):
            changed = (*declarations[:index], smaller, *declarations[index + 1 :])
            yield schema.with_declarations(changed)


def _smaller_declarations(declaration: Declaration) -> Iterator[Declaration]:
    if declaration.doc:
        yield replace(declaration, doc="")
    if declaration.deprecated:
        yield replace(declaration, deprecated=False)
    match declaration:
        case RecordDecl(fields=fields):
            for index, field in enumerate(fields):
                before, after = fields[:index], fields[index + 1 :]
                yield replace(declaration, fields=(*before, *after))
                for smaller in _smaller_fields(field):
                    yield replace(declaration, fields=(*before, smaller, *after))
        case EnumDecl(values=values) if len(values) > 1:
            for index in range(len(values)):
                yield replace(declaration, values=(*values[:index], *values[index + 1 :]))
        case UnionDecl(variants=variants) if len(variants) > 2:
            for index in range(len(variants)):
                rest = (*variants[:index], *variants[index + 1 :])
                yield replace(declaration, variants=rest)
        case EnumDecl() | UnionDecl() | AliasDecl():
            pass


def _smaller_fields(field: Field) -> Iterator[Field]:
    if field.doc:
        yield replace(field, doc="")
    if field.deprecated:
        yield replace(field, deprecated=False)
    if field.default is not None:
        yield replace(field, default=None)
    if field.examples:
        yield replace(field, examples=())


def _smaller_values(value: Json) -> Iterator[Json]:
    match value:
        case dict():
            for key, part in value.items():
                yield {other: each for other, each in value.items() if other != key}
                yield from ({**value, key: smaller} for smaller in _smaller_values(part))
        case list():
            for index, part in enumerate(value):
                before, after = value[:index], value[index + 1 :]
                yield [*before, *after]
                yield from ([*before, smaller, *after] for smaller in _smaller_values(part))
        case _:
            pass
