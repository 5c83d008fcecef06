"""What must hold of a schema as a whole: where what was found is told, and how much of it."""

from __future__ import annotations

from generator.check import MOST_CYCLES, check_schema
from generator.diagnostics import Diagnostic, Report
from generator.schema import AliasDecl, Declaration, ReferenceType, Schema, UnionDecl
from generator.source import Span


def found(*declarations: Declaration) -> tuple[Diagnostic, ...]:
    report = Report()
    assert check_schema(Schema("s", declarations=declarations), report) is not report.has_errors
    return report.sorted()


def place(number: int) -> Span:
    return Span("a.md", number + 1, 3, 6)


def alias(number: int, to: int) -> AliasDecl:
    return AliasDecl("", f"T{number}", "a.md", type=ReferenceType(f"T{to}"), span=place(number))


def union(number: int, *to: int) -> UnionDecl:
    variants = tuple(ReferenceType(f"T{each}") for each in to)
    return UnionDecl("", f"T{number}", "a.md", variants=variants, span=place(number))


def test_a_long_chain_is_sound() -> None:
    assert not found(*(alias(n, n + 1) for n in range(5_000)), union(5_000))


def test_a_cycle_is_told_where_its_first_name_stands() -> None:
    (cycle,) = found(alias(3, 1), alias(1, 2), alias(2, 3))
    assert (cycle.message, cycle.span) == (
        "`T1` leads back to itself through `T3`, `T2`",
        place(1),
    )


def test_of_a_long_cycle_some_names_are_told() -> None:
    (cycle,) = found(*(alias(n, (n + 1) % 1_000) for n in range(1_000)))
    assert cycle.message.endswith("`T9`, `T10`, 989 others")


def test_each_of_a_few_cycles_of_a_declaration_is_told() -> None:
    cycles = found(union(0, 1, 2, 3), *(alias(n, 0) for n in range(1, 4)))
    assert [each.message for each in cycles] == [
        f"`T0` leads back to itself through `T{n}`" for n in range(1, 4)
    ]


def test_of_many_cycles_of_a_declaration_some_are_told() -> None:
    """There are as many as there are declarations, each as long: together, their square."""
    count = 10 * MOST_CYCLES
    to_first = found(*(union(n, 0, n + 1) for n in range(count)), union(count))
    from_last = found(*(union(n, n + 1) for n in range(count)), union(count, *range(count)))
    assert len(to_first) == MOST_CYCLES
    assert 0 < len(from_last) <= MOST_CYCLES
