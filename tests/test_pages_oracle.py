"""The tables of a page, held against two other readers of Markdown.

On any document the three agree on where each table starts and ends, and on the text of each cell,
with rows cut or filled to the header's width. What they do not agree on is listed in `DIFFERENCES`,
each with its reason, an example that proves it, and a predicate for the documents it can touch.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyromark
import pytest
from hypothesis import HealthCheck, event, given, reject, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.pages.page import Row, Table, read_page
from generator.pages.returns import without_stray_returns
from generator.source import Source

# --- The three readers ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extent:
    """A table as all three readers can tell it."""

    first: int
    last: int
    """The line of the last row; of the delimiter row where there is no row."""
    rows: tuple[tuple[str, ...], ...]
    """The header and the rows, each with as many cells as the header."""


Extents: TypeAlias = tuple[Extent, ...]


def our_tables(text: str) -> list[Table]:
    blocks = read_page(without_stray_returns(Source("page.md", "page.md", text))).blocks
    return [block for block in blocks if isinstance(block, Table)]


def last_line(table: Table) -> int:
    return table.rows[-1].span.line if table.rows else table.span.line + 1


def our_extents(tables: Iterable[Table]) -> Extents:
    def filled(row: Row, width: int) -> tuple[str, ...]:
        return tuple([*(cell.text for cell in row.cells), *[""] * width][:width])

    return tuple(
        Extent(
            table.span.line,
            last_line(table),
            tuple(filled(row, len(table.header.cells)) for row in (table.header, *table.rows)),
        )
        for table in tables
    )


_MARKDOWN_IT = MarkdownIt("commonmark", {"maxNesting": 1000}).enable("table")


def markdown_it_extents(text: str) -> Extents:
    extents: list[Extent] = []
    first, last, rows, in_table = 0, 0, list[list[str]](), False
    for token in _MARKDOWN_IT.parse(text):
        match token.type:
            case "table_open" if token.map:
                first, last, rows, in_table = token.map[0] + 1, token.map[1], [], True
            case "tr_open":
                rows.append([])
            case "inline" if in_table:
                rows[-1].append(token.content)
            case "table_close":
                extents.append(Extent(first, last, tuple(map(tuple, rows))))
                in_table = False
    return tuple(extents)


def pulldown_extents(text: str) -> Extents:
    """What pulldown-cmark finds, through pyromark, which tells the places of cells in UTF-8."""
    source = text.encode()
    starts = [0, *(match.end() for match in re.finditer(b"\n", source))]
    extents: list[Extent] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    events: Iterable[tuple[Any, Any]] = pyromark.events_with_range(
        text, options=pyromark.Options.ENABLE_TABLES
    )
    for item, place in events:
        match item:
            case {"Start": {"Table": _}}:
                rows, lines = [], []
            case {"Start": "TableHead" | "TableRow"}:
                rows.append([])
                lines.append(bisect_right(starts, place["start"]))
            case {"Start": "TableCell"}:
                cell = source[place["start"] : place["end"]].decode()
                rows[-1].append(cell.strip(" \t\n").replace("\\|", "|"))
            case {"End": "Table"}:
                last = max(lines[-1], lines[0] + 1)
                extents.append(Extent(lines[0], last, tuple(map(tuple, rows))))
    return tuple(extents)


MARKDOWN_IT, PULLDOWN = "markdown-it-py", "pulldown-cmark"
ORACLES = {MARKDOWN_IT: markdown_it_extents, PULLDOWN: pulldown_extents}

# --- Where they differ ----------------------------------------------------------------------------

_MARKER = re.compile(r"[ \t]*(?:>|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]|\Z))")
_DELIMITER = re.compile(r"[|:-][|:\- \t]*\Z")
_DEFINITION = re.compile(r"\[[^\]]+\]:")


@dataclass(frozen=True, slots=True)
class Document:
    lines: Sequence[str]
    tables: Sequence[Table]
    """As we find them."""

    @staticmethod
    def of(text: str) -> Document:
        return Document(text.split("\n"), our_tables(text))

    def pairs(self) -> Iterator[tuple[str, str]]:
        return zip(self.lines, self.lines[1:], strict=False)

    def header_text(self, table: Table) -> str:
        span = table.header.span
        return self.lines[span.line - 1][span.column - 1 : span.end_column - 1]

    def cell_texts(self) -> Iterator[str]:
        for table in self.tables:
            for row in (table.header, *table.rows):
                yield from (cell.text for cell in row.cells)

    def below(self, table: Table) -> str:
        """The line that follows a table, or nothing."""
        return "".join(self.lines[last_line(table) : last_line(table) + 1])


def inside(line: str) -> list[str]:
    """A line, and what is left of it inside its first marker, inside its second, and so on."""
    texts = [line.lstrip(" \t")]
    while marker := _MARKER.match(texts[-1]):
        texts.append(texts[-1][marker.end() :].lstrip(" \t"))
    return texts


def indentation(line: str) -> int:
    """The columns before a line's text, with those that quote markers take."""
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip("> "))


def width(row: str) -> int:
    """How many cells a row has."""
    bare = row.strip(" \t").replace("\\|", "x")
    return bare.count("|") + 1 - bare.startswith("|") - (bare.endswith("|") and bare != "|")


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of document on which an oracle finds other tables than we do."""

    oracles: tuple[str, ...]
    reason: str
    example: str
    touches: Callable[[Document], bool]
    """Whether an oracle can differ on a document for this reason."""


DIFFERENCES = {
    "marker-in-header": Difference(
        (MARKDOWN_IT,),
        "It looks for a table before it looks for a block quote, list item or HTML block, so that"
        " a marker becomes part of the first header cell.",
        "- a | b\n--- | ---\n",
        lambda document: any(
            "|" in text
            and (_MARKER.match(text) or text.startswith("<"))
            and _DELIMITER.match(row)
            and width(text) == width(row)
            for line, below in document.pairs()
            for text in inside(line)
            for row in inside(below)
        ),
    ),
    "underlined-row": Difference(
        (MARKDOWN_IT,),
        "It looks for a table before it looks for a heading, and a line of hyphens underlines one.",
        "| a |\n---\n",
        lambda document: any(
            "|" in line and re.fullmatch(r"-+[ \t]*", inside(below)[-1])
            for line, below in document.pairs()
        ),
    ),
    "unicode-space": Difference(
        (MARKDOWN_IT,),
        "It trims more than spaces and tabs off cells and lines.",
        "| a |\n| - |\n| \u00a0b |\n",
        lambda document: any(
            text.strip(" \t\f\v") != text.strip()
            for text in [*document.lines, *document.cell_texts()]
        ),
    ),
    "form-feed": Difference(
        (MARKDOWN_IT, PULLDOWN),
        "They take a line of form feeds for blank. A blank line is spaces and tabs, no more"
        " (CommonMark 2.1).",
        "| a |\n| - |\n\f\n| b |\n",
        lambda document: any(c in line for line in document.lines for c in "\f\v"),
    ),
    "stray-return": Difference(
        (MARKDOWN_IT, PULLDOWN),
        "A carriage return ends a line (CommonMark 2.1). Before a `<br>` it is what a generator"
        " left of CRLF, and to whoever wrote the text it ends no row.",
        "| a | b |\n| - | - |\n| c\r<br>d | e |\n",
        lambda document: any("\r" in line for line in document.lines),
    ),
    "indented-quote": Difference(
        (MARKDOWN_IT,),
        "It lets a quote go on with a marker that four columns or more indent. A marker is indented"
        " by three at most (CommonMark 5.1).",
        "> | a |\n> | - |\n    > | b |\n",
        lambda document: any(
            re.search(r"(?:\t| {4})[ \t]*>", line.partition("|")[0]) for line in document.lines
        ),
    ),
    "quote-after-tab": Difference(
        (MARKDOWN_IT, PULLDOWN),
        "pulldown-cmark does so where a tab makes the indentation.",
        "> | a |\n> | - |\n\t> | b |\n",
        lambda document: any(
            re.search(r"\t[ \t]*>", line.partition("|")[0]) for line in document.lines
        ),
    ),
    "indented-block-start": Difference(
        (MARKDOWN_IT,),
        "It measures the indentation of a lazy line from the item that the line is not in, so that"
        " a line can start a block that is indented by four columns or more.",
        "-    text\n    <!-- c -->\n| a |\n| - |\n",
        lambda document: any(
            re.match(r"[> ]*(?:\t| {4})[ \t]*(?:[<#`~>+*-]|[0-9]+[.)])", line)
            for line in document.lines
        ),
    ),
    "tab-after-marker": Difference(
        (MARKDOWN_IT,),
        "It counts the columns of a tab after a list marker from the wrong place inside of quotes.",
        "> > *\t| a |\n> >    | - |\n",
        lambda document: any(
            re.match(r"[> ]*>[> ]*(?:[-+*]|[0-9]+[.)])[ ]*\t", line) for line in document.lines
        ),
    ),
    "lazy-header": Difference(
        (MARKDOWN_IT, PULLDOWN),
        "They end a list item before a lazy line that looks like a header, even where the delimiter"
        " row is then too far indented to be one.",
        "-   text\n| a |\n    | - |\n    | b |\n    | - |\n| c |\n",
        lambda document: any(
            "|" in line
            and width(inside(line)[-1]) == width(inside(below)[-1])
            and _DELIMITER.match(inside(below)[-1])
            and 4 <= indentation(below) > indentation(line)
            and not re.match(r"[> ]*(?:[-+*]|[0-9]+[.)])[ \t]", line)
            for line, below in document.pairs()
        ),
    ),
    "definition-in-header": Difference(
        (MARKDOWN_IT,),
        "It looks for a table before it looks for a link reference definition.",
        "[a]: |\n| - |\n",
        lambda document: any(
            _DEFINITION.match(inside(line)[-1])
            and "|" in line
            and _DELIMITER.match(inside(below)[-1])
            for line, below in document.pairs()
        ),
    ),
    "comment-in-paragraph": Difference(
        (MARKDOWN_IT, PULLDOWN),
        "To them a block ends the paragraph in which a comment began, and so the comment. To us"
        " nothing in a comment is a table.",
        "text <!-- comment\n| a |\n| - |\n-->\n",
        lambda document: any(
            "<!--" in line[1:] and "-->" not in line.rpartition("<!--")[2]
            for line in document.lines
        ),
    ),
    "row-without-cells": Difference(
        (PULLDOWN,),
        "A pipe alone is neither blank nor the start of another block, so it is a row.",
        "| a |\n| - |\n|\n| b |\n",
        lambda document: any(not row.cells for table in document.tables for row in table.rows),
    ),
    "indented-row": Difference(
        (PULLDOWN,),
        "A line that four columns indent is code, and another block ends a table.",
        "| a |\n| - |\n    | b |\n",
        lambda document: any(
            re.match(r"[ >\t]*(?:\t| {4})[ \t]*[^ \t]", document.below(table))
            for table in document.tables
        ),
    ),
    "header-without-first-pipe": Difference(
        (PULLDOWN,),
        "Inside a paragraph it only takes a line for a header that begins with a pipe.",
        "text\na | b\n--|--\n",
        lambda document: any(
            table.span.line > 1
            and document.lines[table.span.line - 2].strip(" \t")
            and not document.header_text(table).startswith("|")
            for table in document.tables
        ),
    ),
    "header-with-escaped-pipes-only": Difference(
        (PULLDOWN,),
        "It wants a pipe in the header that borders a cell.",
        "a \\| b\n| - |\n",
        lambda document: any(
            "|" not in document.header_text(table).replace("\\|", "") for table in document.tables
        ),
    ),
    "header-with-last-backslash": Difference(
        (PULLDOWN,),
        "A backslash at a line's end is a hard line break to it, before it looks for a table.",
        "| a | \\\n| - | - |\n",
        lambda document: any(
            document.header_text(table).endswith("\\") for table in document.tables
        ),
    ),
    "delimiter-without-pipe": Difference(
        (PULLDOWN,),
        "It wants a pipe in the delimiter row too. GFM recommends the outer pipes.",
        "| a |\n:-:\n",
        lambda document: any(
            "|" not in document.lines[table.span.line] for table in document.tables
        ),
    ),
    "delimiter-with-tab": Difference(
        (PULLDOWN,),
        "It takes spaces only in a delimiter row.",
        "| a |\n|\t- |\n",
        lambda document: any("\t" in document.lines[table.span.line] for table in document.tables),
    ),
    "delimiter-with-inner-colon": Difference(
        (PULLDOWN,),
        "It takes colons between hyphens.",
        "| a |\n|-:-|\n",
        lambda document: any(re.search("-:+-", line) for line in document.lines),
    ),
    "delimiter-as-list-item": Difference(
        (PULLDOWN,),
        "It looks for a delimiter row before it looks for a list item.",
        "a | b\n- | -\n",
        lambda document: any(
            "|" in line and any(re.fullmatch(r"-[ \t][|:\- \t]*", text) for text in inside(below))
            for line, below in document.pairs()
        ),
    ),
    "after-definition": Difference(
        (PULLDOWN,),
        "A definition leaves its paragraph open to it.",
        "> [a]: /url\n| a |\n| - |\n",
        lambda document: any(
            _DEFINITION.match(inside(line)[-1]) and below.strip(" \t")
            for line, below in document.pairs()
        ),
    ),
}

# --- Documents ------------------------------------------------------------------------------------

_HEADS = [
    ["| a |", "|---|"],
    ["| a | b |", "| :-- | --: |"],
    ["|a|b|c|", "|-|-|-|"],
    ["a | b", "--|--"],
    ["| a", "|-"],
    ["a \\| b | `c", ":-:|-"],
    ["a |", ":-"],
    ["| a | b |", "|---|"],
    ["| a | b |", "- | -"],
    ["| a | b |", "---"],
    ["| a | b | \\", "|---|---|---|"],
    ["|| b |", "|\t- | -"],
]
_ROWS = [
    "| x | y |",
    "| x |",
    "|x|y|z|w|",
    "x",
    "|",
    "||",
    "| `p|q` | \\| |",
    "\\|x|",
    "|\\\\|y",
    "| é |",
]
_STARTS = ["# h", "===", "---", "* * *", "```", "``` x", "~~~", "    code", "\tcode", "-", "+ z"]
_STARTS += ["- ", "1. x", "2) y", "10. k", ">", "> q", "[a]: /url", "[a]: /url 't'", "[a]: |"]
_HTML = ["<!-- x -->", "<!-- x", "-->", "a <!-- b", "z -->", "<div>", "</div>", "<br>", "<pre>"]
_HTML += ["</pre>", "<?p", "?>", "<!D>", "<![CDATA[", "]]>", "<b c='d'>", "`` ` ``", "\f"]
_LINE = st.sampled_from(["", "", "", "text", "text", *_ROWS, *_STARTS, *_HTML])
_ROW = st.sampled_from(_ROWS) | st.text("ab|\\`é<>-: \t\u00a0", max_size=12)
_TABLE = st.builds(list.__add__, st.sampled_from(_HEADS), st.lists(_ROW, max_size=3))


def prefixed(prefix: str, lines: list[str]) -> list[str]:
    return [prefix + line for line in lines]


def listed(marker: str, lines: list[str], slip: int) -> list[str]:
    """Lines as a list item whose indentation is not always quite right."""
    indentation = " " * (len(marker.expandtabs(4)) - slip)
    return prefixed(marker, lines[:1]) + prefixed(indentation, lines[1:])


_BLOCK = st.recursive(
    _TABLE | st.lists(_LINE, min_size=1, max_size=3),
    lambda inner: st.one_of(
        st.builds(list.__add__, inner, inner),
        st.builds(prefixed, st.sampled_from(["> ", "> ", ">", "   ", "    ", "\t"]), inner),
        st.builds(
            listed,
            st.sampled_from(["- ", "- ", "1. ", "+   ", "10) ", "*\t", "-     "]),
            inner,
            st.sampled_from([0, 0, 0, 1]),
        ),
    ),
    max_leaves=6,
)
# Front matter is neither oracle's business, so no document starts with it.
DOCUMENTS = st.builds(
    lambda blocks: "\n" + "".join(f"{line}\n" for block in blocks for line in block),
    st.lists(_BLOCK, max_size=4),
)


# --- The tests ------------------------------------------------------------------------------------


@pytest.mark.parametrize("oracle", ORACLES)
@settings(
    max_examples=300,
    deadline=None,
    # Half of the documents are made to be touched by some difference, and are not compared.
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(text=DOCUMENTS)
def test_tables_are_those_that_the_oracle_finds(oracle: str, text: str) -> None:
    document = Document.of(text)
    for name, difference in DIFFERENCES.items():
        if oracle in difference.oracles and difference.touches(document):
            event(name)
            reject()
    assert our_extents(document.tables) == ORACLES[oracle](text)


@pytest.mark.parametrize("difference", DIFFERENCES.values(), ids=DIFFERENCES)
def test_a_listed_difference_is_one(difference: Difference) -> None:
    document = Document.of(difference.example)
    assert difference.touches(document)
    ours = our_extents(document.tables)
    differing = {name for name, extents in ORACLES.items() if extents(difference.example) != ours}
    assert differing == set(difference.oracles)
