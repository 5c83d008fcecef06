"""Declared names: what a link leads to, and what a name without one can mean."""

from __future__ import annotations

import pytest

from generator.diagnostics import Report
from generator.lowering.symbols import Symbol, Symbols, collect_symbols
from generator.source import Span


def symbol(module: str, name: str, page: str = "", line: int = 1) -> Symbol:
    page = page or f"models/{module}/{name.lower()}.md"
    return Symbol(module, name, page, Span(f"specs/{page}", line, 3, 3 + len(name)))


def collect(*declared: Symbol) -> Symbols:
    report = Report()
    symbols = collect_symbols(declared, report)
    assert not report.sorted()
    return symbols


GPU = symbol("components", "Gpu")
RUN = symbol("operations", "Run")
OPERATIONS_GPU = symbol("operations", "Gpu")
ROOT_PET = symbol("", "Pet", "docs/Pet.md")


@pytest.mark.parametrize(
    ("page", "target", "expected"),
    [
        (RUN.page, "gpu.md", OPERATIONS_GPU),
        (RUN.page, "./gpu.md", OPERATIONS_GPU),
        (RUN.page, "../../models/components/gpu.md", GPU),
        (RUN.page, "../components/GPU.MD", GPU),
        (RUN.page, "../components/gpu.md#fields", GPU),
        (RUN.page, "../components/gpu.md?plain=1", GPU),
        (RUN.page, "../components/%67pu.md", GPU),
        (RUN.page, "", RUN),
        (RUN.page, "#fields", RUN),
        (RUN.page, "../../docs/Pet.md", ROOT_PET),
        (RUN.page, "/models/components/gpu.md", None),
        (RUN.page, "https://example.com/models/components/gpu.md", None),
        (RUN.page, "../../../models/components/gpu.md", None),
        (RUN.page, "nowhere.md", None),
        ("", "models/components/gpu.md", GPU),
    ],
)
def test_a_link_is_followed_by_its_path(page: str, target: str, expected: Symbol | None) -> None:
    symbols = collect(GPU, RUN, OPERATIONS_GPU, ROOT_PET)
    assert symbols.at(page, target) == expected


@pytest.mark.parametrize(
    ("name", "qualifier", "module", "expected"),
    [
        ("Gpu", "components", "operations", [GPU]),
        ("Gpu", "Components", "", [GPU]),
        ("Gpu", "operations", "components", [OPERATIONS_GPU]),
        ("Gpu", "", "components", [GPU]),
        ("Gpu", "", "operations", [OPERATIONS_GPU]),
        ("Gpu", "elsewhere", "operations", [OPERATIONS_GPU]),
        ("Gpu", "", "", [GPU, OPERATIONS_GPU]),
        ("Gpu", "elsewhere", "elsewhere", [GPU, OPERATIONS_GPU]),
        ("Run", "", "components", [RUN]),
        ("Run", "components", "components", [RUN]),
        ("gpu", "", "components", []),
        ("Nobody", "", "", []),
    ],
)
def test_a_name_is_looked_up_near_and_far(
    name: str, qualifier: str, module: str, expected: list[Symbol]
) -> None:
    symbols = collect(GPU, RUN, OPERATIONS_GPU, ROOT_PET)
    assert list(symbols.named(name, qualifier, module)) == expected


def test_a_qualifier_is_the_end_of_a_module() -> None:
    nested, other = symbol("api.components", "Gpu"), symbol("mycomponents", "Gpu")
    symbols = collect(nested, other)
    assert symbols.named("Gpu", "components", "") == (nested,)
    assert symbols.named("Gpu", "api.components", "") == (nested,)


def test_the_second_declaration_of_a_type_is_reported_and_does_not_count() -> None:
    first = symbol("operations", "Run", "a.md")
    second = symbol("operations", "Run", "b.md", line=7)
    report = Report()
    symbols = collect_symbols([first, second], report)
    [diagnostic] = report.sorted()
    assert (diagnostic.code, diagnostic.span) == ("duplicate-type", second.span)
    assert "a.md" in diagnostic.help
    assert symbols.named("Run", "", "") == (first,)
    assert symbols.keys == {"operations.Run"}
    assert symbols.at("", "b.md") == second, "a link to the page itself still leads to it"


def test_names_that_differ_by_case_are_two_types() -> None:
    symbols = collect(symbol("", "Pet", "a.md"), symbol("", "PET", "b.md"))
    assert symbols.keys == {"Pet", "PET"}
    assert len(symbols.named("Pet", "", "")) == 1
