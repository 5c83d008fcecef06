"""YAML text becomes nodes that know their place; nothing in a file is a traceback or a guess."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import yaml_nodes
from generator.diagnostics import Report
from generator.json_text import json_text
from generator.schema import Json
from generator.source import Source
from generator.yaml_nodes import ALIAS_LIMIT, DEPTH_LIMIT, REPEAT_LIMIT, Node, read_yaml
from generator.yaml_scalars import NUMBER_LIMIT


def read(text: str) -> tuple[Node | None, list[str]]:
    """The root node, and each diagnostic as `line:column code [what is underlined] message`."""
    report = Report()
    source = Source("f.yaml", "f.yaml", text)
    node = read_yaml(source, report)
    return node, told(source, report)


def told(source: Source, report: Report) -> list[str]:
    lines = source.lines()
    messages = []
    for diagnostic in report.sorted():
        span = diagnostic.span
        part = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        place = f"{span.line}:{span.column}"
        messages.append(f"{place} {diagnostic.code} [{part}] {diagnostic.message}")
    return messages


def value(text: str) -> object:
    node, messages = read(text)
    assert node is not None
    assert messages == []
    return node.json()


def messages(text: str) -> list[str]:
    return read(text)[1]


# Values.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("# nothing", None),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: true\nb: False", {"a": True, "b": False}),
        ("a: yes\nb: No\nc: on\nd: OFF", {"a": "yes", "b": "No", "c": "on", "d": "OFF"}),
        ("a: -1\nb: 0x1F\nc: +7", {"a": -1, "b": 31, "c": 7}),
        ("a: 1.5\nb: -0.0\nc: .5\nd: 1.0e+20", {"a": 1.5, "b": -0.0, "c": 0.5, "d": 1e20}),
        (
            "a: 2024-01-01\nb: 2024-01-01T00:00:00Z",
            {"a": "2024-01-01", "b": "2024-01-01T00:00:00Z"},
        ),
        ("a: '12'\nb: \"yes\"\nc: |\n  1e3", {"a": "12", "b": "yes", "c": "1e3"}),
        ("a: !!str 12\nb: !!int '12'", {"a": "12", "b": 12}),
        ("a: =\nb:\n  <<: c", {"a": "=", "b": {"<<": "c"}}),
        ("1: a\non: b\nnull: c", {"1": "a", "on": "b", "null": "c"}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("a: é 日本 \U0001f600 \u202e", {"a": "é 日本 \U0001f600 \u202e"}),
        ('a: "\\u2028\\0"', {"a": "\u2028\0"}),
    ],
)
def test_values(text: str, expected: object) -> None:
    assert repr(value(text)) == repr(expected)


@pytest.mark.parametrize(
    "scalar",
    [
        *("010", "0o17", "0b1", "1_000", "0x_f", "12:30", "1:2.5"),
        *("1e3", "1.5e3", "+.5", "-.5", "1_0.5"),
    ],
)
def test_numbers_that_the_versions_of_yaml_read_differently_are_errors(scalar: str) -> None:
    message = f"`{scalar}` is not read alike by all versions of YAML"
    assert messages(f"a: {scalar}") == [f"1:4 wrong-value [{scalar}] {message}"]
    assert value(f"a: '{scalar}'") == {"a": scalar}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: .nan", "1:4 wrong-value [.nan] `.nan` is not a JSON value"),
        ("a: -.INF", "1:4 wrong-value [-.INF] `-.INF` is not a JSON value"),
        ("a: 1.0e+999", "1:4 wrong-value [1.0e+999] `1.0e+999` is not a JSON value"),
        ("a: !!int x", "1:4 wrong-value [!!int x] `x` is not read alike by all versions of YAML"),
        ("a: !!int 'x'", "1:4 wrong-value [!!int 'x'] `x` with the tag `!!int`"),
        ("a: !!binary eA==", "1:4 wrong-value [!!binary eA==] `eA==` with the tag `!!binary`"),
        ("a: !own x", "1:4 wrong-value [!own x] `x` with the tag `!own`"),
        ("a: !!set {b}", "1:4 wrong-value [!!set {b}] the tag `!!set` means nothing here"),
        (
            "a: !!python/object/apply:os.abort []",
            "1:4 wrong-value [!!python/object/apply:os.abort []] the tag"
            " `!!python/object/apply:os.abort` means nothing here",
        ),
        ("? [a]\n: b", "1:3 wrong-value [[a]] a key that is not a scalar"),
        ("a: 1\na: 2", "2:1 duplicate-key [a] `a` stands twice in this mapping"),
        ("1: 1\n'1': 2", "2:1 duplicate-key ['1'] `1` stands twice in this mapping"),
        ("a: *b", "1:4 malformed-yaml [] found undefined alias"),
        ("a:\n\tb: 1", "2:1 malformed-yaml [] found character that cannot start any token"),
        (
            "a: 1\n---\nb: 2",
            "2:1 malformed-yaml [] expected a single document in the stream, but found another"
            " document",
        ),
        ("a: \x07b", "1:4 malformed-yaml [\x07] the character U+0007 cannot stand in a YAML file"),
        (
            "a: é\nb: c\u2028",
            "2:5 malformed-yaml [\u2028] the character U+2028 cannot stand in a YAML file",
        ),
    ],
)
def test_slips_have_their_place(text: str, expected: str) -> None:
    assert messages(text) == [expected]


def test_an_error_at_the_end_stands_after_the_last_line() -> None:
    [message] = messages("a: 1\n{")
    assert message.startswith("2:2 malformed-yaml []")


def test_a_long_scalar_is_cut_in_messages() -> None:
    [message] = messages(f"a: 1{'_1' * 10_000}")
    assert len(message.split("] ")[1]) < 150
    node, _ = read("x" * 10_000)
    assert node is not None
    assert len(node.kind) < 100


# Limits.


def test_an_alias_bomb_is_defused() -> None:
    levels = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 10):
        aliases = ", ".join([f"*l{level - 1}"] * 9)
        levels.append(f"l{level}: &l{level} [{aliases}]")
    [message] = messages("\n".join(levels))
    assert message.endswith(f"the aliases stand for more than {REPEAT_LIMIT} values")


def test_aliases_up_to_the_limit() -> None:
    text = "a: &a x\nb: [" + ", ".join(["*a"] * ALIAS_LIMIT) + "]"
    assert value(text) == {"a": "x", "b": ["x"] * ALIAS_LIMIT}
    [message] = messages(text.replace("[", "[*a, "))
    assert "too-many-aliases [*a]" in message


def test_asterisks_in_texts_are_no_aliases() -> None:
    text = "\n".join(f"- '*bold* {number}'" for number in range(ALIAS_LIMIT + 1))
    assert messages(text) == []


@pytest.mark.parametrize("anchor", ["a: &a [*a]", "&a {b: *a}"])
def test_an_alias_of_what_it_is_in_is_an_error(anchor: str) -> None:
    [message] = messages(anchor)
    assert message.endswith(f"more than {DEPTH_LIMIT} levels of nesting")


@pytest.mark.parametrize("depth", [DEPTH_LIMIT + 1, 900, 100_000])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_nesting_has_a_limit(depth: int, brackets: str) -> None:
    opening = "[" if brackets == "[]" else "{a: "
    [message] = messages(opening * depth + brackets[1] * depth)
    assert "malformed-yaml" in message


def test_nesting_up_to_the_limit() -> None:
    assert messages("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT) == []


@pytest.mark.parametrize("digits", ["9", "0x"])
def test_numbers_have_a_limit(digits: str) -> None:
    longest = digits + "1" * (NUMBER_LIMIT - len(digits))
    assert value(f"a: {longest}") == {"a": int(longest, 0)}
    assert json.dumps(int(longest, 0)), "Python writes it"
    [message] = messages(f"a: {longest}1")
    assert message.endswith(f"has more than {NUMBER_LIMIT} digits")
    assert messages(f"a: 1{':20' * 100_000}"), "and sexagesimal ones are not computed"


# Asking a node.


def test_a_mapping_is_asked_for_known_keys() -> None:
    source, report = Source("f.yaml", "f.yaml", "a: 1\nb: 2\nlenght: 3"), Report()
    node = read_yaml(source, report)
    assert node is not None
    assert list(node.mapping(["a", "b", "length"], "a thing")) == ["a", "b"]
    assert told(source, report) == ["3:1 unknown-key [lenght] `lenght` is not a key of a thing"]
    assert [d.help for d in report.sorted()] == ["did you mean `length`?"]


@pytest.mark.parametrize(
    ("text", "method", "expected", "message"),
    [
        ("x", "string", "x", None),
        ("1", "string", "", "`1` where a string belongs"),
        ("true", "boolean", True, None),
        ("'true'", "boolean", False, "`true` where true or false belongs"),
        ("[a, b]", "strings", ("a", "b"), None),
        ("a", "strings", ("a",), None),
        ("[a, 1]", "strings", ("a", ""), "`1` where a string belongs"),
        ("{}", "strings", (), "a mapping where a sequence belongs"),
        ("false", "sequence", (), "`false` where a sequence belongs"),
        ("", "sequence", (), None),
        ("[a]", "mapping", {}, "a sequence where a mapping belongs"),
        ("a", "mapping", {}, "`a` where a mapping belongs"),
        ("", "mapping", {}, None),
        ("", "string", "", "nothing where a string belongs"),
    ],
)
def test_what_a_node_is_not_is_reported(
    text: str, method: str, expected: object, message: str | None
) -> None:
    source, report = Source("f.yaml", "f.yaml", text), Report()
    node = read_yaml(source, report)
    assert node is not None
    assert getattr(node, method)() == expected
    assert [d.message for d in report.sorted()] == ([message] if message else [])


def test_a_choice_suggests() -> None:
    report = Report()
    node = read_yaml(Source("f.yaml", "f.yaml", "errror"), report)
    assert node is not None
    assert node.choice(["error", "warning", "off"], "warning") == "warning"
    [diagnostic] = report.sorted()
    assert diagnostic.help == "did you mean `error`?"
    assert diagnostic.message == "`errror` where one of `error`, `warning` and `off` belongs"


def test_a_mapping_is_asked_for_keys_that_it_must_have() -> None:
    source, report = Source("f.yaml", "f.yaml", "x:\n  a: 1"), Report()
    node = read_yaml(source, report)
    assert node is not None
    entry = node.mapping()["x"]
    assert entry.require("a")
    assert not entry.require("a", "b", "c")
    assert told(source, report) == ["1:1 missing-key [x] `b` and `c` are missing here"]


def test_entries_that_are_not_there_are_their_defaults() -> None:
    report = Report()
    node = read_yaml(Source("f.yaml", "f.yaml", "a: b"), report)
    assert node is not None
    entries = node.mapping()
    assert (entries.string("a"), entries.string("x"), entries.string("x", "y")) == ("b", "", "y")
    assert (entries.strings("a"), entries.strings("x", ("y",))) == (("b",), ("y",))
    assert (entries.mapping("x", ["y"], "a thing"), entries.sequence("x")) == ({}, ())
    assert (entries.boolean("x"), entries.choice("x", ("y", "z"), "z")) == (False, "z")
    assert entries.read("a", Node.string, None) == "b"
    assert entries.read("x", Node.string, None) is None
    assert report.sorted() == ()


# Everything.

# Numbers with an exponent and no point or sign are what the versions of YAML disagree on.
floats = st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: "e" not in repr(x))
texts = st.text(st.characters(exclude_categories=["Cs"]))
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


@given(documents)
def test_json_is_read_as_json(document: Json) -> None:
    text = json_text(document)
    assert repr(value(text)) == repr(json.loads(text))


@given(st.text(max_size=30) | st.text("ab:-[]{}&*!|>'\"%@`#, \n\t\r\0\x85\u2028", max_size=30))
def test_no_text_is_a_traceback_and_every_place_exists(text: str) -> None:
    source, report = Source("f.yaml", "f.yaml", text), Report()
    node = read_yaml(source, report)
    lines = source.lines()
    for diagnostic in report.sorted():
        span = diagnostic.span
        assert 1 <= span.line <= len(lines)
        assert 1 <= span.column <= span.end_column <= len(lines[span.line - 1]) + 1
    assert node is not None or report.has_errors


@given(st.text("ab:-[]{}&*|>'\"#, \n1", max_size=30))
def test_the_python_loader_agrees_with_the_one_in_c(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        with_c = read(text)[0]
        patch.setattr(yaml_nodes, "_LOADER", yaml.SafeLoader)
        in_python = read(text)[0]
    if with_c is not None and in_python is not None:
        assert with_c.json() == in_python.json()


def test_nesting_is_limited_without_the_loader_in_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml.SafeLoader)
    [message] = messages("[" * 100_000)
    assert message.endswith(f"more than {DEPTH_LIMIT} levels of nesting")
