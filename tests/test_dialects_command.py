"""`dialects`: the built-in dialects, and what they expect."""

from __future__ import annotations

import pytest
from command_line import Run

from generator.dialects.dialect import builtin_dialect, dialect_names


def test_each_dialect_has_a_line_and_nothing_trails(run: Run) -> None:
    result = run("dialects")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert tuple(line.split()[0] for line in lines[: lines.index("")]) == dialect_names()
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("name", dialect_names())
def test_all_that_a_dialect_expects_is_shown(run: Run, name: str) -> None:
    result = run("dialects", name)
    assert (result.status, result.err) == (0, "")
    dialect = builtin_dialect(name)
    types = dialect.types
    heads = {*types.array, *types.map, *types.union, *types.wrappers, *types.prefixes}
    texts = {*dialect.sections, *dialect.field_columns, *dialect.value_columns, *dialect.required}
    texts |= {*dialect.blank, *dialect.deprecated_marks, *dialect.additional}
    for text in texts | {*types.words, *types.client} | heads:
        assert text in result.out


def test_a_dialect_that_is_not_there(run: Run) -> None:
    result = run("dialects", "speakeasy-pyton")
    message = "no dialect is called `speakeasy-pyton`; did you mean `speakeasy-python`?"
    assert (result.status, result.out, result.err) == (2, "", f"tablewright: {message}\n")
