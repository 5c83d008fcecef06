"""The grammar of type cells is a page of tables, `fixtures/type_expressions.md`: a row is a test.

The properties below hold for any text at all.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.lowering import type_trees as raw
from generator.lowering.type_expressions import TypeSyntaxError, parse_type
from generator.pages.page import Heading, Table, read_page
from generator.pipeline import compile_folder
from generator.schema import Json, RecordDecl
from generator.source import Source
from generator.type_notation import type_data

FIXTURE = Path(__file__).parent / "fixtures" / "type_expressions.md"

Case = Mapping[str, str]
"""A row of a table: the texts of its cells, by the headers."""


def cases_below(heading: str) -> list[Case]:
    """The rows of all tables of a section of the fixture, its subsections included."""
    source = Source(FIXTURE.name, FIXTURE.name, FIXTURE.read_text("utf-8"))
    cases: list[Case] = []
    section = ""
    for block in read_page(source).blocks:
        if isinstance(block, Heading) and block.level == 2:
            section = block.text
        if isinstance(block, Table) and section == heading:
            headers = [cell.text for cell in block.header.cells]
            for row in block.rows:
                texts = [cell.text for cell in row.cells]
                assert len(texts) == len(headers), f"a ragged row in the fixture: {texts}"
                cases.append(dict(zip(headers, texts, strict=True)))
    assert cases, f"no table stands below {heading}"
    return cases


def uncoded(text: str) -> str:
    """The text inside the backticks of a whole cell."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "`" else text


def show(tree: raw.RawType) -> str:
    """The tree as the fixture writes it."""
    match tree:
        case raw.Word(text):
            return text
        case raw.Constant(value):
            return json.dumps(value, ensure_ascii=False)
        case raw.Link(text, target):
            return f"link({show(text)}, {target})"
        case raw.Apply(head, arguments):
            return f"apply({', '.join(map(show, (head, *arguments)))})"
        case raw.Array(items):
            return f"array({show(items)})"
        case raw.Dictionary(values):
            return f"map({show(values)})"
        case raw.Marked(mark, inner):
            return f"marked({mark}, {show(inner)})"
        case raw.Either(members):
            return f"either({', '.join(map(show, members))})"
        case _:
            assert_never(tree)


def name(case: Case) -> str:
    return case["Cell"] or "blank"


@pytest.mark.parametrize("case", cases_below("What is written"), ids=name)
def test_a_cell_becomes_a_tree(case: Case) -> None:
    tree = parse_type(case["Cell"], case.get("Pointers") == "yes")
    assert show(tree) == uncoded(case["Tree"])


@pytest.mark.parametrize("case", cases_below("What cannot be read"), ids=name)
def test_a_cell_that_cannot_be_read_says_where_and_why(case: Case) -> None:
    with pytest.raises(TypeSyntaxError) as caught:
        parse_type(case["Cell"])
    underlined = case["Cell"][caught.value.start : caught.value.end]
    assert (underlined, str(caught.value)) == (uncoded(case["Underlined"]), case["Message"])


# What is meant: each row is a field of its own on one page a dialect, read as any page is.

PAGES = [case for case in cases_below("What is meant") if "Page" in case]
MEANT = [case for case in cases_below("What is meant") if "Dialect" in case]

HEADERS = {
    "Fields": "| Field | Type | Required | Description |\n| - | - | - | - |\n",
    "Values": "| Name | Value |\n| - | - |\n| `A` | a |\n",
    "Supported Types": "### `Kiln`\n\n### `Glaze`\n",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What became of a row."""

    type: Json
    """In the notation of schema files."""
    codes: tuple[str, ...]


@pytest.fixture(scope="module")
def meanings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Meaning]]:
    """What became of the rows of each dialect, in their order."""
    rows: defaultdict[str, list[Case]] = defaultdict(list)
    for case in MEANT:
        rows[case["Dialect"]].append(case)
    return {
        dialect: read_rows(dialect, cases, tmp_path_factory.mktemp(dialect))
        for dialect, cases in rows.items()
    }


def read_rows(dialect: str, cases: list[Case], folder: Path) -> list[Meaning]:
    order = "models/operations/order.md"
    top = f"# Order\n\n## Fields\n\n{HEADERS['Fields']}"
    marks = {"yes": ":heavy_check_mark:", "no": ":heavy_minus_sign:"}
    files = {
        "tablewright.yaml": f"dialect: {dialect}\nwire_names: as-written\n",
        order: top,
        **{p["Page"]: f"# {p['Title']}\n\n## {p['Lists']}\n\n{HEADERS[p['Lists']]}" for p in PAGES},
    }
    for index, case in enumerate(cases):
        cell = case["Cell"].replace("|", "\\|")
        files[order] += f"| `f{index}` | {cell} | {marks[case.get('Required', 'yes')]} | N/A |\n"
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")

    compilation = compile_folder(folder, "specs")
    record = compilation.schema.by_key()["operations.Order"]
    assert isinstance(record, RecordDecl)
    codes: defaultdict[int, list[str]] = defaultdict(list)
    first = top.count("\n") + 1
    for diagnostic in compilation.report.sorted():
        assert diagnostic.span.path == f"specs/{order}", diagnostic
        codes[diagnostic.span.line - first].append(diagnostic.code)
    return [
        Meaning(type_data(field.type), tuple(codes[index]))
        for index, field in enumerate(record.fields)
    ]


@pytest.mark.parametrize(
    ("case", "index"),
    [(case, [c for c in MEANT if c["Dialect"] == case["Dialect"]].index(case)) for case in MEANT],
    ids=[f"{case['Dialect']}: {case['Cell']} {case.get('Required', '')}".strip() for case in MEANT],
)
def test_a_cell_means_a_type(case: Case, index: int, meanings: Mapping[str, list[Meaning]]) -> None:
    meaning = meanings[case["Dialect"]][index]
    assert meaning.type == yaml.safe_load(case["Meaning"])
    assert meaning.codes == ((case["Diagnostic"],) if case.get("Diagnostic") else ())


# Properties.

PIECES = st.sampled_from(
    [*"[](){}<>|,;*`\"'?\\!& .:-_/#", *"a1\u00e9\u3042", "string", "map", "[]", "\\|", "<br/>"]
)
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["\0", ""])
)


@given(TEXTS, st.booleans())
def test_any_text_is_a_type_or_a_syntax_error_with_a_place_in_it(text: str, pointers: bool) -> None:
    node: raw.RawType | TypeSyntaxError
    try:
        node = parse_type(text, pointers)
    except TypeSyntaxError as error:
        node = error
    assert 0 <= node.start <= node.end <= len(text)
    assert node.start < node.end or not text


@given(
    st.recursive(
        st.sampled_from(["string", "*a.B*", '"x"', "1", "`c`", "[A](a.md)"]),
        lambda inner: st.one_of(
            inner.map("{}[]".format),
            inner.map("[]{}".format),
            inner.map("List[{}]".format),
            inner.map("({})".format),
            inner.map("[{}](x.md)".format),
            inner.map("{{ [key: string]: {} }}".format),
            st.tuples(inner, inner).map(lambda two: f"Map<{two[0]}, {two[1]}>"),
            st.tuples(inner, inner).map(" | ".join),
        ),
        max_leaves=8,
    )
)
def test_what_is_a_type_nests_in_whatever_holds_types(text: str) -> None:
    """Wrapping two types and putting them side by side is read as their trees say."""
    inner = show(parse_type(f"({text})"))
    assert show(parse_type(f"Dict[({text}), ({text})]")) == f"apply(Dict, {inner}, {inner})"
    assert show(parse_type(f"({text})[]")) == f"array({inner})"


LONG = {
    "a union of many members": ("a", " | a", ""),
    "many arguments": ("T<a", ", a", ">"),
    "many links": ("[A](a.md)", " | [A](a.md)", ""),
    "many links that are plain names": ("[A b](a.md)", " | [A b](a.md)", ""),
    "brackets that open": ("", "[", ""),
    "brackets that nest and are no links": ("", "[" * 40 + "a" + "]" * 40 + "|", "a"),
    "link texts that open": ("", "[a b", ""),
    "marks before": ("", "[]", "a"),
    "marks behind": ("a", "[]", ""),
    "maps": ("", "map[a]", "b"),
    "question marks": ("", "?", "a"),
    "stars": ("", "*", "a"),
    "backticks": ("", "`", "a"),
    "backslashes": ("", "\\", ""),
    "escaped brackets": ("a", "\\<", ""),
    "quotes": ("", '"', ""),
    "a long literal": ('"', "a", '"'),
    "a long word": ("", "a", ""),
    "a long number": ("", "1", ""),
    "blanks": ("a", " ", ""),
    "breaks that do not end": ("a", "<br ", ""),
    "parentheses": ("", "(", ""),
    "objects": ("", "{ [k: s]: ", ""),
}


PLAIN_PARTS = ["`", "[", "]", "(", ")", "[]", "models.Pet", "_", "1", "pet.md", "\\", "<", " ", "é"]


def outcome(text: str) -> raw.RawType | str:
    try:
        return parse_type.__wrapped__(text)
    except TypeSyntaxError as error:
        return f"{error.start} {error.end} {error}"


@given(
    st.sampled_from(["{}", "`{}`", "[{}](pet.md)", "[Pet]({})", "[{}](pet.md)[]"]),
    st.lists(st.sampled_from(PLAIN_PARTS), max_size=6).map("".join),
)
def test_what_is_plain_is_what_the_parser_finds(frame: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.lowering.type_expressions._PLAIN", re.compile("(?!)"))
        parsed = outcome(frame.format(text))
    assert outcome(frame.format(text)) == parsed


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_costs_no_more_than_its_length(name: str) -> None:
    """Ten times the text takes about ten times the time; quadratic, it would take a hundred."""
    start, repeated, end = LONG[name]

    def seconds(count: int) -> float:
        text = start + repeated * count + end
        began = time.process_time()
        with contextlib.suppress(TypeSyntaxError):
            parse_type(text)
        return time.process_time() - began

    unit = max(1, 2000 // len(repeated))
    seconds(unit)
    short = min(seconds(unit + extra) for extra in range(1, 4))  # not the text that is cached
    long = min(seconds(10 * unit + extra) for extra in range(1, 3))
    assert long < 40 * short + 0.02
