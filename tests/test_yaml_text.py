"""YAML that is written reads back as the same data, types and all, in PyYAML's own readers."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
import yaml
from drawing import NASTY_NAMES, NASTY_TEXTS
from hypothesis import given
from hypothesis import strategies as st
from value_strategies import json_values, texts

from generator.diagnostics import Report
from generator.schema import Json
from generator.source import Source
from generator.yaml_nodes import read_yaml
from generator.yaml_text import yaml_text

LOADERS: list[Any] = [yaml.SafeLoader, yaml.CSafeLoader]


def assert_reads_back(data: Json) -> str:
    """Three readers agree; `repr` tells apart what `==` does not: 1, 1.0 and true, 0.0 and -0.0."""
    text = yaml_text(data)
    for loader in LOADERS:
        assert repr(yaml.load(text, Loader=loader)) == repr(data)
    report = Report()
    node = read_yaml(Source("a.yaml", "a.yaml", text), report)
    assert report.sorted() == ()
    assert node is not None
    assert repr(node.json()) == repr(data)
    return text


def written(data: Json) -> str:
    """The text without its last line end, once it has been read back."""
    text = assert_reads_back(data)
    assert text.endswith("\n")
    return text.removesuffix("\n")


@given(json_values())
def test_whatever_is_written_reads_back(data: Json) -> None:
    assert_reads_back(data)


@given(texts(), st.sampled_from(["", "\n", "\n\n", " ", "\t", "\n ", ": ", " #", ":"]), texts())
def test_any_text_reads_back_as_value_item_and_key(start: str, between: str, end: str) -> None:
    text = start + between + end
    assert_reads_back({text: text, "list": [text, [text], {text: [{text: text}]}]})


@pytest.mark.parametrize("text", [*NASTY_TEXTS, *NASTY_NAMES])
def test_classic_traps_read_back(text: str) -> None:
    assert_reads_back({text: text, f"{text} ": [text, f"{text}\n", f" {text}", f"a{text}b"]})


def test_every_character_that_means_something_to_someone_reads_back() -> None:
    ranges = (range(0x700), range(0x2000, 0x2100), range(0xFE00, 0x10010))
    characters = [chr(code) for part in ranges for code in part]
    assert_reads_back(list(characters))
    assert_reads_back([f"a{character}b\nc" for character in characters])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("plain words", "plain words"),
        ("models/operations/origin.md", "models/operations/origin.md"),
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("naïve", "naïve"),
        ("no", '"no"'),
        ("12:30", '"12:30"'),
        ("a: b", '"a: b"'),
        ("", '""'),
        ("a\u2028b", '"a\\u2028b"'),
        (1e20, "1.0e+20"),
        (-0.0, "-0.0"),
        (2**70, str(2**70)),
        (None, "null"),
        (True, "true"),
        ([], "[]"),
        ({}, "{}"),
        ({"a": [1, [2], {"b": 3, "c": [4]}]}, "a:\n  - 1\n  - - 2\n  - b: 3\n    c:\n      - 4"),
    ],
)
def test_the_style_is_plain(data: Json, text: str) -> None:
    assert written(data) == text


def test_text_of_several_lines_is_a_block() -> None:
    assert written({"doc": "One.\n\n  Two: #2"}) == "doc: |-\n  One.\n\n    Two: #2"
    assert written({"doc": "One.\n"}) == "doc: |\n  One."
    assert written(["One.\nTwo."]) == "- |-\n  One.\n  Two."


@pytest.mark.parametrize("text", [" a\nb", "\na", "a\n\n", "a\r\nb", "a\n\u202eb"])
def test_a_block_that_would_not_be_exact_is_quoted(text: str) -> None:
    assert written({"doc": text}).count("\n") == 0


def test_a_long_block_costs_little_more_than_its_text() -> None:
    """A pattern that remembers where it could go back to would hold a hundred times its size."""
    text = "some words of prose\n" * 5_000
    tracemalloc.start()
    yaml_text({"doc": text})
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 20 * len(text)


def test_a_key_longer_than_yaml_takes_in_a_line_is_marked() -> None:
    assert written({"k" * 2000: {"a": 1}}).startswith("? kkk")


def test_infinities_and_nan_are_those_of_yaml() -> None:
    assert yaml_text([float("inf"), float("-inf"), float("nan")]) == "- .inf\n- -.inf\n- .nan\n"


def test_a_lone_surrogate_is_written_as_an_escape() -> None:
    text = yaml_text("\ud800")
    assert text == '"\\ud800"\n'
    assert yaml.load(text, Loader=yaml.SafeLoader) == "\ud800"
