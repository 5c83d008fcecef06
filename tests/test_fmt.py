"""`fmt`: tables in canonical form, and nothing else touched.

What a page says is the same before and after, to us and to two other readers of Markdown; what it
looks like is what Prettier leaves unchanged, but for the differences that are listed.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import assert_never

import pytest
from command_line import ROOT, Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from node_tools import prettier
from test_pages_oracle import DIFFERENCES, DOCUMENTS, ORACLES, Document, our_extents, our_tables
from trees import files, put, untouched

from generator.display_width import display_width
from generator.pages.canonical import WIDEST, with_canonical_tables
from generator.pages.page import Fence, Heading, Prose, Table, read_page
from generator.pipeline import compile_folder
from generator.schema_file import dump_schema
from generator.source import Source

SPEC_SETS = [ROOT / "specs", *sorted((ROOT / "tests" / "golden").glob("*/*/input"))]


def canonical(text: str) -> str:
    return with_canonical_tables(read_page(Source("page.md", "page.md", text)))


def table(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


# What canonical is.


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            table("|a|bb|", "|-|-|", "| ccccc |d|"),
            table("| a     | bb  |", "| ----- | --- |", "| ccccc | d   |"),
            id="cells are padded to the widest of their column",
        ),
        pytest.param(
            table("a | b", "--- | ---", "c | d"),
            table("| a   | b   |", "| --- | --- |", "| c   | d   |"),
            id="outer pipes are added",
        ),
        pytest.param(
            table("| a | b | c | d |", "| - | :- | :-: | -: |", "| long | long | long | long |"),
            table(
                "| a    | b    |  c   |    d |",
                "| ---- | :--- | :--: | ---: |",
                "| long | long | long | long |",
            ),
            id="columns lean to where their delimiter says",
        ),
        pytest.param(
            table("| a | b |", "| - | - |", r"| `x\|y` | \\ |", "| | |", "|||"),
            table(
                "| a      | b   |",
                "| ------ | --- |",
                r"| `x\|y` | \\  |",
                "|        |     |",
                "|        |     |",
            ),
            id="escaped pipes stay, and blank cells are padded",
        ),
        pytest.param(
            table("| a | b |", "| - | - |", "| only one |", "| 1 | 2 | three |", "x", "| 3 | 4 |"),
            table(
                "| a   | b   |",
                "| --- | --- |",
                "| only one |",
                "| 1 | 2 | three |",
                "x",
                "| 3   | 4   |",
            ),
            id="a row with too many or too few cells stays as it is and widens nothing",
        ),
        pytest.param(
            table(
                "> - a|b",
                ">   -|-",
                ">   c|d",
                "",
                "1. |a|",
                "   |-|",
                "   |longer|",
                "",
                "  |a|",
                "   |-|",
                " |b|",
            ),
            table(
                "> - | a   | b   |",
                ">   | --- | --- |",
                ">   | c   | d   |",
                "",
                "1. | a      |",
                "   | ------ |",
                "   | longer |",
                "",
                "  | a   |",
                "   | --- |",
                " | b   |",
            ),
            id="what stands before a row stays",
        ),
        pytest.param(
            table("| 漢字 | e\u0301 |", "|-|-|", "| ab | ✔️ |", "| 👩‍💻 | naïve |"),
            table(
                "| 漢字 | e\u0301     |",
                "| ---- | ----- |",
                "| ab   | ✔️    |",
                "| 👩‍💻   | naïve |",
            ),
            id="widths are those that are seen",
        ),
        pytest.param("|a|\r\n|-|\r|b|\n|c|", "| a   |\r\n| --- |\r| b   |\n| c   |", id="ends"),
        pytest.param("text <!--\n--> a | b\n-|-\nc|d\n", None, id="a header after a comment"),
        pytest.param("```\n|a|\n|-|\n```\n\n    |a|\n    |-|\n", None, id="code is no table"),
        pytest.param("<div>\n|a|\n|-|\n</div>\n", None, id="nor is HTML"),
        pytest.param("*  text  \n*  text\n\n***\nTitle\n=\n", None, id="and all else is not ours"),
    ],
)
def test_canonical_tables(before: str, after: str | None) -> None:
    assert canonical(before) == (before if after is None else after)


def test_a_table_wider_than_a_screen_is_not_padded() -> None:
    def with_cell(length: int) -> str:
        return canonical(table("|a|b|", "|:-|-:|", f"|c|{'x' * length}|", "|ddd|e|"))

    padded = with_cell(WIDEST - 10)
    assert {display_width(line) for line in padded.splitlines()} == {WIDEST}
    assert with_cell(WIDEST - 9) == table(
        "| a | b |", "| :-- | --: |", f"| c | {'x' * (WIDEST - 9)} |", "| ddd | e |"
    )


def test_a_longer_cell_in_a_wide_table_is_one_changed_line() -> None:
    before, after = (
        canonical(table("|a|b|", "|-|-|", *(f"|n{n}|text|" for n in range(50)), f"|x|{long}|"))
        for long in ("y" * 300, "y" * 400)
    )
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    assert sum(old != new for old, new in pairs) == 1


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("tab\tand \x7f", 9),
        ("naïve", 5),
        ("nai\u0308ve", 5),
        ("漢字", 4),
        ("ｱア", 3),
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),
        ("\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd", 4),
        ("ก็", 1),
        ("क्\u200dष", 2),
        ("\u200b\u200e\ufeff", 0),
        ("✔", 1),
        ("✔️", 2),
        ("1️⃣", 2),
        ("👍", 2),
        ("👍🏽", 2),
        ("👩‍💻", 2),
        ("👨‍👩‍👧", 2),
        ("🏃🏽‍♂️", 2),
        ("🇩🇪", 2),
        ("👍👍", 4),
    ],
)
def test_display_width(text: str, width: int) -> None:
    assert display_width(text) == width


# What a page says stays the same.


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_page_says_the_same_in_the_same_lines(text: str, end: str) -> None:
    text = text.replace("\n", end)
    formatted = canonical(text)
    assert canonical(formatted) == formatted
    assert our_extents(our_tables(formatted)) == our_extents(our_tables(text))
    assert other_blocks(formatted) == other_blocks(text)
    assert re.findall("\r\n|\n|\r", formatted) == re.findall("\r\n|\n|\r", text)
    assert without_layout(formatted) == without_layout(text)
    in_tables = {
        line
        for each in our_tables(text)
        for line in range(each.span.line, (each.rows or (each.header,))[-1].span.line + 2)
    }
    lines = zip(text.split(end), formatted.split(end), strict=True)
    assert {number for number, (old, new) in enumerate(lines, 1) if old != new} <= in_tables


def other_blocks(text: str) -> list[str | tuple[str, ...]]:
    """The texts of all blocks that are no tables."""
    texts: list[str | tuple[str, ...]] = []
    for block in read_page(Source("page.md", "page.md", text)).blocks:
        match block:
            case Prose() | Fence():
                texts.append(tuple(line.text for line in block.lines))
            case Heading():
                texts.append(block.text)
            case Table():
                pass
            case _:
                assert_never(block)
    return texts


def without_layout(text: str) -> str:
    return re.sub(r"[ \t|:-]", "", text)


@pytest.mark.parametrize("oracle", ORACLES)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(text=DOCUMENTS)
def test_a_page_says_the_same_to_other_readers(oracle: str, text: str) -> None:
    """Where they read it as we do. Where they do not, its form may be what makes them do so."""
    document = Document.of(text)
    if not any(oracle in each.oracles and each.touches(document) for each in DIFFERENCES.values()):
        assert ORACLES[oracle](canonical(text)) == ORACLES[oracle](text)


@pytest.mark.parametrize("spec_set", SPEC_SETS, ids=lambda path: path.parent.name)
def test_the_schema_and_the_diagnostics_are_the_same(spec_set: Path, tmp_path: Path) -> None:
    folder = tmp_path / "input"
    shutil.copytree(spec_set, folder)
    for page in folder.rglob("*.md"):
        try:
            text = page.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
        page.write_bytes(canonical(text).encode("utf-8"))
    before, after = (compile_folder(each, "input") for each in (spec_set, folder))
    assert dump_schema(after.schema) == dump_schema(before.schema)
    found = [
        [(each.code, each.span.path, each.span.line, each.message) for each in read.report.sorted()]
        for read in (before, after)
    ]
    assert found[1] == found[0]


# Prettier, whose form it is.

_WORD = st.text("abcXYZ019", min_size=1, max_size=9) | st.sampled_from(
    [
        "`a\\|b`",
        "*em*",
        "漢字",
        "ｱ",
        "naïve",
        "ก็",
        "שָלו",
        "✔️",
        "✔",
        "👍🏽",
        "👩‍💻",
        "🇩🇪",
        "[a](b.md)",
        ":+1:",
    ]
)
_CELL = st.lists(_WORD, max_size=4).map(" ".join)
_MARK = st.sampled_from(["-", "---", ":-", "-:", ":-:", ":-----:"])


@st.composite
def simple_tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 5))
    rows = st.lists(st.lists(_CELL, min_size=width, max_size=width), max_size=5)
    cells = [draw(st.lists(_CELL, min_size=width, max_size=width))]
    cells.append(draw(st.lists(_MARK, min_size=width, max_size=width)))
    cells += draw(rows)
    border = draw(st.sampled_from(["|", " | ", "  |"]))
    return table(*(f"|{border.join(row)}|" for row in cells))


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(st.lists(simple_tables(), min_size=40, max_size=40))
def test_prettier_leaves_simple_tables_unchanged(texts: list[str]) -> None:
    ours = {
        f"{number}.md": text
        for number, text in enumerate(map(canonical, texts))
        if max(map(display_width, text.splitlines())) <= WIDEST
    }
    theirs = prettier(ours)
    assert {name: unemphasized(text) for name, text in theirs.items()} == {
        name: unemphasized(text) for name, text in ours.items()
    }


def unemphasized(text: str) -> str:
    return text.replace("_", "*")


DIFFERENCES_FROM_PRETTIER = {
    "It pads every table, however wide, unless it is told to fold prose.": table(
        "| a | b |", "| --- | --- |", f"| {'x' * WIDEST} | y |"
    ),
    "It pads rows with missing cells, and lets rows with too many widen columns.": table(
        "| a   | b   |", "| --- | --- |", "| x |", "| 1 | 2 | 3 |"
    ),
    "It counts joiners and other characters that are not seen.": table(
        "| a   | b   |", "| --- | --- |", "| a\u200bb  | x   |"
    ),
    "It rewrites what stands in cells.": table("| *a* | b  c |", "| --- | ---- |"),
    "It rewrites what a table stands in.": table("* | a   |", "  | --- |"),
    "It puts blank lines around a table.": table("# Title", "| a   |", "| --- |"),
}


@pytest.mark.parametrize(
    "example", DIFFERENCES_FROM_PRETTIER.values(), ids=DIFFERENCES_FROM_PRETTIER
)
def test_a_difference_from_prettier_is_one(example: str) -> None:
    assert canonical(example) == example
    assert prettier({"page.md": example})["page.md"] != example


# The command.


def test_fmt_formats_pages_and_names_them(run: Run) -> None:
    before = files(Path("specs"))
    result = run("fmt")
    pages = [name for name in before if name.endswith(".md")]
    listed = "".join(f"specs/{name}\n" for name in pages)
    assert (result.status, result.err) == (0, "")
    assert result.out == f"{listed}10 pages formatted, 0 unchanged\n"
    after = files(Path("specs"))
    assert after.keys() == before.keys()
    assert [name for name in before if before[name] != after[name]] == pages
    with untouched(Path("specs")):
        result = run("fmt")
    assert (result.status, result.out) == (0, "0 pages formatted, 10 unchanged\n")


def test_fmt_check_lists_what_would_change_and_writes_nothing(run: Run) -> None:
    run("fmt")
    put(Path("specs"), {"b.md": "|a|\n|-|\n", "c/a.md": "a | b\n--|--\n"})
    with untouched(Path()):
        result = run("fmt", "--check")
    assert (result.status, result.out) == (1, "specs/b.md\nspecs/c/a.md\n")
    assert result.err == "2 pages would change: run `tablewright fmt`\n"
    run("fmt")
    assert run("fmt", "--check").status == 0


def test_the_generated_files_are_the_same_after_fmt(run: Run) -> None:
    run("generate")
    run("fmt")
    assert run("generate", "--check").status == 0


def test_mode_mark_and_ends_of_a_page_stay(run: Run) -> None:
    page = Path("specs/page.md")
    page.write_bytes(b"\xef\xbb\xbf|a|\r\n|-|\r\n|b|")
    page.chmod(0o640)
    assert run("fmt").status == 0
    assert page.read_bytes() == b"\xef\xbb\xbf| a   |\r\n| --- |\r\n| b   |"
    assert page.stat().st_mode & 0o777 == 0o640


def test_a_page_that_is_no_text_is_reported_and_the_others_are_formatted(run: Run) -> None:
    run("fmt")
    broken = {"a.md": b"|a|\n|-|\n|\xff|\n", "b.md": b"|a|\n|-|\n|\0|\n"}
    put(Path("specs"), {**broken, "c.md": "|a|\n|-|\n"})
    result = run("fmt")
    assert result.status == 1
    assert re.findall(r"^(specs/\S+): error\[(\S+)\]", result.err, re.MULTILINE) == [
        ("specs/a.md:3:2-2", "not-utf8"),
        ("specs/b.md:3:2-2", "nul-character"),
    ]
    assert result.out.startswith("specs/c.md\n1 page formatted")
    assert {name: files(Path("specs"))[name] for name in broken} == broken


def test_nothing_is_written_where_the_spec_set_file_has_errors(run: Run) -> None:
    """It may have meant to exclude any page."""
    put(Path("specs"), {"tablewright.yaml": "exlude: [models/**]\n"})
    with untouched(Path()):
        result = run("fmt")
    assert result.status == 1
    assert "error[unknown-key]" in result.err


def test_only_pages_of_the_spec_set_are_formatted(run: Run) -> None:
    run("fmt")
    others = {"draft/a.md": "|a|\n|-|\n", ".hidden/b.md": "|a|\n|-|\n", "notes.txt": "|a|\n|-|\n"}
    put(Path("specs"), {**others, "tablewright.yaml": "exclude: [draft/]\n"})
    put(Path(), {"outside.md": "|a|\n|-|\n", "folder/c.md": "|a|\n|-|\n"})
    Path("specs/link.md").symlink_to("../outside.md")
    Path("specs/folder").symlink_to("../folder")
    with untouched(Path()):
        result = run("fmt")
    assert (result.status, result.out) == (0, "0 pages formatted, 10 unchanged\n")
    assert run("fmt", "--check").status == 0


def test_a_page_is_as_it_was_where_it_cannot_be_replaced(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with untouched(Path("specs/models/zoo/animal0.md")):
        before = files(Path())
        result = run("fmt")
        assert files(Path()) == before
    assert result.status == 2
    assert "No space left on device" in result.err


def test_a_page_that_may_not_be_written_is_not_replaced(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may do anything, so the system is not asked.
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    before = files(Path())
    result = run("fmt")
    assert (result.status, files(Path())) == (2, before)
    assert result.err == "tablewright: specs/models/zoo/animal0.md: Permission denied\n"


@pytest.mark.parametrize("specs", ["nowhere", "empty"])
def test_without_pages_fmt_cannot_work(run: Run, specs: str) -> None:
    Path("empty").mkdir()
    assert run("fmt", specs).status == 2
