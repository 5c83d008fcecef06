"""What a page is read into: which lines are tables, headings, fences and prose, and where."""

from __future__ import annotations

import re
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.pages.page import Block, Cell, Fence, Heading, Page, Prose, Table, read_page
from generator.pages.returns import without_stray_returns
from generator.source import Source, Span

Kind = TypeVar("Kind", Table, Heading, Fence, Prose)

TABLE = "| name | type |\n| --- | --- |\n| id | string |\n"


def read(text: str) -> Page:
    return read_page(Source("pages/pet.md", "pet.md", text))


def blocks(text: str, kind: type[Kind]) -> list[Kind]:
    return [block for block in read(text).blocks if isinstance(block, kind)]


def table(text: str) -> Table:
    (found,) = blocks(text, Table)
    return found


def shape(text: str) -> list[list[str]]:
    """The cells of the only table."""
    found = table(text)
    return [[cell.text for cell in row.cells] for row in (found.header, *found.rows)]


def prose(text: str) -> list[list[str]]:
    return [[line.text for line in block.lines] for block in blocks(text, Prose)]


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in blocks(text, Heading)]


def kinds(text: str) -> list[str]:
    return [type(block).__name__ for block in read(text).blocks]


def in_source(text: str, span: Span) -> str:
    return Source("", "", text).lines()[span.line - 1][span.column - 1 : span.end_column - 1]


# --- Tables ---------------------------------------------------------------------------------------


def test_a_table_is_a_header_a_delimiter_row_and_rows() -> None:
    assert shape(TABLE) == [["name", "type"], ["id", "string"]]


def test_a_table_can_have_no_rows() -> None:
    assert shape("| name |\n| --- |\n") == [["name"]]


@pytest.mark.parametrize(
    "text",
    [
        "name | type\n--- | ---\nid | string\n",
        "|name|type\n:--|--:\n|id|string\n",
        "name|type|\n|:-:|-\nid|string|",
        "  | name | type |\t\n   |-|-|   \n | id | string |  \n",
    ],
)
def test_outer_pipes_and_padding_are_free(text: str) -> None:
    assert shape(text) == [["name", "type"], ["id", "string"]]


def test_the_delimiter_row_has_as_many_cells_as_the_header() -> None:
    assert not blocks("| a | b |\n| --- |\n| x | y |\n", Table)
    assert not blocks("| a |\n| --- | --- |\n| x |\n", Table)


@pytest.mark.parametrize(
    "delimiter", ["| -- | = |", "|---||---|", "| - - | - |", "|-:-|-|", "|:|:|"]
)
def test_a_delimiter_row_is_hyphens_with_colons_at_their_ends(delimiter: str) -> None:
    assert not blocks(f"| a | b |\n{delimiter}\n| x | y |\n", Table)


def test_a_line_of_hyphens_alone_underlines_a_heading() -> None:
    assert headings("| a |\n---\n") == [(2, "| a |")]


def test_a_blank_line_ends_a_table() -> None:
    assert kinds(TABLE + "\n| x | y |\n") == ["Table", "Prose"]


def test_any_other_line_is_a_row() -> None:
    assert shape(TABLE + "no pipe\n===\n")[2:] == [["no pipe"], ["==="]]


@pytest.mark.parametrize(
    "line", ["# h", "> q", "- item", "2. item", "---", "```", "<div>", "<!-- c -->", "    code"]
)
def test_the_start_of_another_block_ends_a_table(line: str) -> None:
    assert shape(f"{TABLE}{line}\n| x | y |\n") == [["name", "type"], ["id", "string"]]


def test_a_table_can_follow_the_lines_of_a_paragraph() -> None:
    text = "These are\nthe fields:\n" + TABLE
    assert kinds(text) == ["Prose", "Table"]
    assert prose(text) == [["These are", "the fields:"]]
    assert table(text).span.line == 3


def test_two_tables_stand_side_by_side() -> None:
    first, second = blocks(TABLE + "\n" + TABLE, Table)
    assert (first.span.line, second.span.line) == (1, 5)


def test_a_second_delimiter_row_is_a_row() -> None:
    assert shape(TABLE + "| --- | --- |\n")[-1] == ["---", "---"]


# --- Cells ----------------------------------------------------------------------------------------


def test_an_escaped_pipe_is_text() -> None:
    text = "| a | b |\n| - | - |\n| x \\| y | `p\\|q` |\n"
    first, second = table(text).rows[0].cells
    assert (first.raw, first.text) == ("x \\| y", "x | y")
    assert (second.raw, second.text) == ("`p\\|q`", "`p|q`")


def test_a_pipe_after_two_backslashes_is_escaped_too() -> None:
    assert shape("| a |\n| - |\n| x\\\\|y |\n")[1] == ["x\\|y"]


def test_other_escapes_stay_as_written() -> None:
    assert shape("| a |\n| - |\n| \\* \\\\ &amp; <br> |\n")[1] == ["\\* \\\\ &amp; <br>"]


def test_a_pipe_that_is_not_escaped_splits_text_and_code() -> None:
    text = "| a | b |\n| - | - |\n| string | null | x |\n| `p|q` |\n"
    assert shape(text)[1:] == [["string", "null", "x"], ["`p", "q`"]]


def test_an_escaped_pipe_at_the_end_of_a_row_belongs_to_the_last_cell() -> None:
    assert shape("a | b\n--|--\n\\| x | y \\|\n")[1] == ["| x", "y |"]


def test_rows_keep_exactly_the_cells_that_they_have() -> None:
    text = "| a | b |\n| - | - |\n| x |\n| x | y | z | |\n|\n||\n"
    assert shape(text)[1:] == [["x"], ["x", "y", "z", ""], [], [""]]


def test_cells_are_trimmed_of_spaces_and_tabs_and_of_nothing_else() -> None:
    assert shape("| a |\n| - |\n| \t\u00a0x\u2028 \t|\n")[1] == ["\u00a0x\u2028"]


def test_a_blank_cell_has_a_place_of_no_width() -> None:
    text = "|a|b|c|\n|-|-|-|\n|   || |\n"
    spans = [cell.span for cell in table(text).rows[0].cells]
    assert [(span.column, span.end_column) for span in spans] == [(3, 3), (6, 6), (8, 8)]


def test_columns_count_code_points() -> None:
    text = "| 名前 | 😀é |\n| - | - |\n|\u0301ä | z |\n"
    found = table(text)
    assert [cell.column for cell in found.header.cells] == [3, 8]
    assert [cell.column for cell in found.rows[0].cells] == [2, 7]
    assert found.header.cells[1].span == Span("pages/pet.md", 1, 8, 10)


def test_a_row_is_placed_without_the_white_space_around_it() -> None:
    text = ">  | a | b |\n>  |---|---|\n>   | x | y |  \n"
    found = table(text)
    assert found.span == Span("pages/pet.md", 1, 4, 13)
    assert found.rows[0].span == Span("pages/pet.md", 3, 5, 14)


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("a", "a"),
        ("|", "\\|"),
        ("b", "b"),
        ("a|b", "a\\|b"),
        ("|b|", "\\|b\\|"),
        ("c", "c"),
        ("b|c", "b\\|c"),
    ],
)
def test_a_part_of_a_cell_is_placed_in_the_source(part: str, place: str) -> None:
    text = "| h |\n| - |\n| a\\|b\\|c |\n"
    cell = table(text).rows[0].cells[0]
    start = cell.text.index(part)
    assert in_source(text, cell.part(start, start + len(part))) == place


def test_a_part_of_no_width_stands_between_characters() -> None:
    cell = table("| h |\n| - |\n| \\|a |\n").rows[0].cells[0]
    assert [cell.part(i, i).column for i in range(3)] == [3, 5, 6]
    assert all(cell.part(i, i).end_column == cell.part(i, i).column for i in range(3))


# --- Where tables stand ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "rest", "column"),
    [
        ("> ", "> ", 5),
        (">", ">", 4),
        ("> > ", ">> ", 7),
        ("- ", "  ", 5),
        ("10) ", "    ", 7),
        ("- > ", "  > ", 7),
        ("> 1. ", ">    ", 8),
        ("-\t", "\t", 5),
        ("-\t", "    ", 5),
        ("   ", " ", 6),
    ],
)
def test_a_table_in_a_quote_or_a_list_item_is_a_table(first: str, rest: str, column: int) -> None:
    lines = TABLE.splitlines()
    text = "\n".join([first + lines[0], *(rest + line for line in lines[1:])])
    assert shape(text) == [["name", "type"], ["id", "string"]]
    assert table(text).header.cells[0].column == column


def test_a_row_outside_of_the_quote_is_not_in_the_table() -> None:
    assert shape("> | a |\n> | - |\n| x |\n") == [["a"]]


def test_a_row_outside_of_the_list_item_is_not_in_the_table() -> None:
    assert shape("- | a |\n  | - |\n| x |\n") == [["a"]]


def test_a_delimiter_row_outside_of_the_quote_makes_no_table() -> None:
    assert kinds("> | a |\n| - |\n") == ["Prose"]


def test_a_header_outside_of_the_quote_makes_no_table() -> None:
    assert kinds("> text\n| a |\n> | - |\n") == ["Prose"]


def test_a_table_that_follows_a_list_without_indentation_is_none() -> None:
    assert kinds("- text\n" + TABLE) == ["Prose"]


def test_a_table_goes_on_in_a_list_item_after_a_blank_line() -> None:
    assert shape("1. text\n\n   | a |\n   | - |\n   | x |\n") == [["a"], ["x"]]


@pytest.mark.parametrize(("fence", "other"), [("```", "~~~"), ("~~~~", "```"), ("````", "```")])
def test_nothing_in_a_fence_is_a_table_or_a_heading(fence: str, other: str) -> None:
    text = f"{fence}md\n{TABLE}# h\n{other}\n{TABLE}{fence}\n# after\n"
    assert kinds(text) == ["Fence", "Heading"]


@pytest.mark.parametrize(
    "comment",
    [
        f"<!--\n{TABLE}# h\n-->\n",
        f"<!-- x\n\n{TABLE}\n# h\n\n x -->\n",
        f"   <!-- # h\n{TABLE}-->\n",
        f"text <!-- x\n{TABLE}# h\n-->\n",
        f"> text <!-- x\n{TABLE}# h\n>-->\n",
        "<!-->\n<!--->\n",
    ],
)
def test_nothing_in_a_comment_is_a_table_or_a_heading(comment: str) -> None:
    assert {"Table", "Heading"}.isdisjoint(kinds(comment))
    assert shape(comment + "\n" + TABLE) == [["name", "type"], ["id", "string"]]


def test_a_comment_that_never_ends_in_its_paragraph_is_none() -> None:
    assert kinds(f"text <!-- x\n{TABLE}\n-->\n") == ["Prose", "Table", "Prose"]


def test_a_comment_in_code_is_none() -> None:
    assert kinds(f"`` `<!--` ``, as in `` <!-- ``\n{TABLE}-->\n") == ["Prose", "Table"]
    assert kinds(f"\\<!--\n{TABLE}-->\n") == ["Prose", "Table"]


@pytest.mark.parametrize("line", ["    {}", "\t{}", "  \t{}"])
def test_indented_code_holds_no_table(line: str) -> None:
    text = "".join(line.format(row) + "\n" for row in TABLE.splitlines())
    assert kinds(text) == ["Prose"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "\n"),
        ("<table>", "\n"),
        ("</details>", "\n"),
        ("<my-tag a='b' c>", "\n"),
        ("<pre>\n", "</pre>\n"),
        ("<script>\n", "</script>\n"),
        ("<?php\n", "?>\n"),
        ("<![CDATA[\n", "]]>\n"),
        ("<!DOCTYPE\n", ">\n"),
    ],
)
def test_nothing_in_a_block_of_html_is_a_table(opening: str, closing: str) -> None:
    assert not blocks(f"{opening}\n{TABLE}{closing}", Table)
    assert blocks(f"{opening}\n{TABLE}{closing}{TABLE}", Table)


def test_a_tag_in_a_paragraph_is_text() -> None:
    assert kinds(f"text\n<my-tag>\n{TABLE}") == ["Prose", "Table"]


def test_front_matter_is_skipped() -> None:
    text = f"---\ntitle: x\n| a |\n| - |\n---\n{TABLE}"
    assert kinds(text) == ["Table"]
    assert table(text).span.line == 6


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{TABLE}",
        f"---\n\n{TABLE}\n---\n",
        f"\n---\n{TABLE}\n---\n",
        f"----\n{TABLE}\n----\n",
    ],
)
def test_thematic_breaks_are_not_front_matter(text: str) -> None:
    assert kinds(text) == ["Table"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_make_no_difference(ending: str) -> None:
    text = f"---\na: 1\n---\n# h\n\ntext\nmore\n{TABLE}\n```\ncode\n\n```\n"
    assert read(text.replace("\n", ending)).blocks == read(text).blocks


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("a.md", "| a\r<br/>\r<BR>b |\n", ("| a <br/> <BR>b |", "")),
        ("a.md", "| a |\r<b>\r\n<br>\r", ("| a |", "<b>", "<br>", "")),
        ("a.yaml", "a: >\n  b\r<br>", ("a: >", "  b", "<br>")),
    ],
)
def test_a_stray_return_ends_no_line_of_a_page(
    name: str, text: str, lines: tuple[str, ...]
) -> None:
    assert without_stray_returns(Source(name, name, text)).lines() == lines


def test_the_last_line_needs_no_ending() -> None:
    assert read(TABLE.rstrip("\n")).blocks == read(TABLE).blocks


def test_an_empty_page_has_no_blocks() -> None:
    assert read("").blocks == ()
    assert read("\n \n\t\n").blocks == ()


# --- Headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("# Pet", 1, "Pet"),
        ("###### Pet ##", 6, "Pet"),
        ("  ##\t*Pet*  #  ", 2, "*Pet*"),
        ("# C#", 1, "C#"),
        ("# a \\#", 1, "a \\#"),
        ("# # Pet", 1, "# Pet"),
        ("## ##", 2, ""),
        ("#", 1, ""),
        ("> - # Pet", 1, "Pet"),
        ("## Fields <!-- omit in toc -->", 2, "Fields"),
        ("## <!-- a --> Fields ##", 2, "Fields"),
        ("## <!-- a --> ##", 2, ""),
    ],
)
def test_a_heading_is_its_text_without_marks_and_comments(line: str, level: int, text: str) -> None:
    (heading,) = blocks(line + "\n", Heading)
    assert (heading.level, heading.text) == (level, text)
    assert in_source(line, heading.span) == text


@pytest.mark.parametrize("line", ["#Pet", "####### Pet", "    # Pet", "\\# Pet"])
def test_other_lines_are_no_headings(line: str) -> None:
    assert kinds(line) == ["Prose"]


def test_an_underline_makes_a_paragraph_a_heading() -> None:
    text = "Pet\n===\n\n  The\n  fields  \n ---\ntext\n"
    assert headings(text) == [(1, "Pet"), (2, "The fields")]
    assert [in_source(text, heading.span) for heading in blocks(text, Heading)] == ["Pet", "The"]
    assert prose(text) == [["text"]]


def test_an_underline_without_a_paragraph_is_none() -> None:
    assert headings("===\n\n---\n> text\n===\n") == []
    assert headings("[pet]: pet.md\n---\n") == []


def test_an_underline_leaves_the_items_before_its_own() -> None:
    text = "- one\n- two\n  ===\n"
    assert prose(text) == [["- one"]]
    assert headings(text) == [(1, "two")]


# --- Fences ---------------------------------------------------------------------------------------


def test_a_fence_has_its_info_and_its_lines() -> None:
    text = "  ``` ts title\n  type A =\n\n     | B\n  ```\n"
    (fence,) = blocks(text, Fence)
    assert fence.info == "ts title"
    assert [line.text for line in fence.lines] == ["type A =", "", "   | B"]
    assert [line.span.column for line in fence.lines] == [3, 1, 3]
    assert fence.span == Span("pages/pet.md", 1, 3, 15)


def test_a_fence_in_containers_has_lines_without_their_markers() -> None:
    text = "> - ```\n>   a\n>\n>     b\n>   ```\n> - c\n"
    (fence,) = blocks(text, Fence)
    assert [line.text for line in fence.lines] == ["a", "", "  b"]
    assert [in_source(text, line.span) for line in fence.lines] == ["a", "", "  b"]


def test_a_fence_goes_on_to_the_end_of_its_container() -> None:
    text = "> ```\n> a\nb\n\n~~~\nc\n\nd"
    first, second = blocks(text, Fence)
    assert [line.text for line in first.lines] == ["a"]
    assert [line.text for line in second.lines] == ["c", "", "d"]
    assert prose(text) == [["b"]]


def test_backticks_in_the_info_make_it_code_in_a_paragraph() -> None:
    assert kinds("``` a `b` ```\n") == ["Prose"]


# --- Prose ----------------------------------------------------------------------------------------


def test_prose_is_what_stands_together_as_it_is_written() -> None:
    text = "A *pet*.  \n\n- one\n  - two\n\n> quoted\nlazily\n\n    code\n\n<p>\ntext\n"
    assert prose(text) == [
        ["A *pet*."],
        ["- one", "  - two"],
        ["> quoted", "lazily"],
        ["    code"],
        ["<p>", "text"],
    ]


def test_thematic_breaks_and_comments_part_prose() -> None:
    assert prose("a\n***\nb\n<!-- c -->\nd\n>\ne\n") == [["a"], ["b"], ["d"], ["e"]]


def test_what_follows_a_comment_in_its_line_is_prose() -> None:
    assert prose("<!-- a --> <!-- b --> c\n<!-- d\ne --> f\n") == [["c"], ["f"]]


def test_a_comment_over_several_lines_is_cut_out_of_its_paragraph() -> None:
    text = "one <!-- two\nthree\nfour --> five\nsix\n"
    assert prose(text) == [["one", "five", "six"]]
    (block,) = blocks(text, Prose)
    assert [in_source(text, line.span) for line in block.lines] == ["one", "five", "six"]


def test_the_marker_of_an_empty_item_is_prose() -> None:
    assert prose("-\n-\n\n  text\n") == [["-", "-"], ["  text"]]


# --- Any page -------------------------------------------------------------------------------------

PIECES = ["|", "\\|", "\\", "-", "|-|", "a", "é😀", " ", "  ", "\t", "\n", "\n", "\r\n", "\r", "> "]
PIECES += [
    "- ",
    "1. ",
    "# ",
    "```",
    "~~~",
    "===",
    "---",
    "<!--",
    "-->",
    "<div>",
    "`",
    "a word\n",
    "# title\n",
    "```\nx\n```\n",
    ":",
    "\u2028",
]
PAGES = st.lists(st.sampled_from([*PIECES, TABLE, "\n" + TABLE]), max_size=40).map("".join)


def cells(page: Page) -> list[Cell]:
    tables = [block for block in page.blocks if isinstance(block, Table)]
    return [c for found in tables for row in (found.header, *found.rows) for c in row.cells]


@settings(deadline=None)
@given(PAGES)
def test_each_cell_is_the_slice_of_the_source_at_its_place(text: str) -> None:
    page = read(text)
    lines = page.source.lines()
    for cell in cells(page):
        start = cell.column - 1
        assert lines[cell.line - 1][start : start + len(cell.raw)] == cell.raw
        assert cell.raw == cell.raw.strip(" \t")
        assert in_source(text, cell.span) == cell.raw


@settings(deadline=None)
@given(PAGES)
def test_each_part_of_a_cell_is_that_part_of_the_source(text: str) -> None:
    for cell in cells(read(text)):
        characters = [cell.part(i, i + 1) for i in range(len(cell.text))]
        places = [in_source(text, span) for span in characters]
        assert "".join(places) == cell.raw
        assert [place.removeprefix("\\") if place == "\\|" else place for place in places] == list(
            cell.text
        )


def lines_of(block: Block) -> list[tuple[str, Span]]:
    match block:
        case Heading(_, text, span):
            return [(text, span)] if " " not in text else []
        case Table(header, rows):
            return [("", row.span) for row in (header, *rows)]
        case Fence(_, lines) | Prose(lines):
            return [(line.text, line.span) for line in lines]


@settings(deadline=None)
@given(PAGES)
def test_blocks_stand_in_order_and_where_they_say(text: str) -> None:
    page = read(text)
    before = 0
    for block in page.blocks:
        for line_text, span in lines_of(block):
            assert span.line > before
            before = span.line
            if line_text:
                assert in_source(text, span) == line_text
    assert all(
        line.text.strip(" \t") for b in page.blocks if isinstance(b, Prose) for line in b.lines
    )


@settings(deadline=None)
@given(PAGES)
def test_what_is_read_a_block_at_a_time_is_what_is_read_a_line_at_a_time(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.pages.page.PLAIN_BLOCK", re.compile("(?!)"))
        by_line = read(text).blocks
    assert read(text).blocks == by_line


@given(PAGES)
def test_one_cell_of_a_row_is_the_one_among_all(text: str) -> None:
    for found in blocks(text, Table):
        for row in (found.header, *found.rows):
            assert row.texts == tuple(cell.text for cell in row.cells)
            assert tuple(map(row.cell, range(len(row.cells)))) == row.cells
            assert row.cell(len(row.cells)) is None


@settings(deadline=None)
@given(PAGES)
def test_a_page_reads_the_same_behind_front_matter(text: str) -> None:
    plain, moved = read("\n" + text), read("---\na: 1\n---\n\n" + text)
    assert [(c.raw, c.line + 3, c.column) for c in cells(plain)] == [
        (c.raw, c.line, c.column) for c in cells(moved)
    ]


@settings(deadline=None)
@given(PAGES)
def test_a_page_in_a_quote_has_the_same_tables(text: str) -> None:
    # A tab is not as wide after the marker; without tabs nothing else may change.
    plain = "\n" + text.replace("\t", " ")
    quoted = "\n".join(f"> {line}" for line in Source("", "", plain).lines())
    assert [(c.raw, c.line, c.column + 2) for c in cells(read(plain))] == [
        (c.raw, c.line, c.column) for c in cells(read(quoted))
    ]


# Quadratic work on any of these would take minutes or hours instead of a fraction of a second.
LARGE = {
    "rows": TABLE + "| x | y |\n" * 20_000,
    "cells": TABLE + "|x" * 100_000,
    "a long cell": TABLE + f"| {'x' * 1_000_000} | y |\n",
    "escaped pipes": TABLE + "\\|" * 500_000,
    "quotes": ">" * 10_000 + " a\n" + "\n" * 20_000,
    "items": "- " * 10_000 + "a\n" + "\n" * 20_000 + "b\n" * 2_000,
    "items and a fence": "- " * 10_000 + "```\n" + "\n" * 20_000,
    "bullets of two kinds": "* - " * 50_000 + "a\n",
    "almost a thematic break": "- " * 100_000 + "a\n",
    "white space": " " * 500_000 + "\t" * 500_000 + "a\n",
    "closing marks": "# a" + " #" * 500_000,
    "comments": "# " + "<!---->" * 100_000 + "\n" + "<!---->" * 100_000,
    "comments that do not end": "a <!-- b\n" * 20_000,
    "code spans that do not end": "".join(f"{'`' * i} " for i in range(1400)) + "<!-- a\nb -->\n",
    "attributes": "<a " + "b='c' " * 100_000 + "\n\n<a" + " " * 500_000 + "!\n",
    "brackets": "[" * 500_000 + "]: a\n",
    "underlined lines": "a\n" * 20_000 + "===\n",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_page_goes_through_quickly(text: str) -> None:
    assert read(text).blocks
