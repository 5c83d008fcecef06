"""A page becomes an outline: which declaration it holds, and where its parts stand.

What the page says of itself (title, headings) is enough for that; no cell is read here.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from generator.frozen import Frozen, replace
from generator.lowering.cell_text import read_description, read_name
from generator.pages.page import Block, Fence, Heading, Page, Prose, Table
from generator.schema import declaration_key

if TYPE_CHECKING:
    from generator.diagnostics import Report
    from generator.dialects.dialect import Dialect, SectionRole
    from generator.source import Span

Kind: TypeAlias = Literal["fields", "values", "variants"]
"""What a page's sections list: the fields of a record, the values of an enum, the variants of a
union."""


class Section(Frozen):
    """A heading that the dialect knows, and what stands below it."""

    heading: Heading
    role: SectionRole
    blocks: tuple[Block, ...]


class Outline(Frozen):
    """One declaration on its page."""

    page: Page
    title: Heading
    name: str
    module: str
    doc: str
    deprecated: bool
    kind: Kind
    sections: tuple[Section, ...]
    """All of the page's kind, in order. None on a page that holds a title and no more."""
    is_open: bool
    """The page says that an enum's values are not all."""

    @property
    def key(self) -> str:
        """The declaration's key in the schema."""
        return declaration_key(self.module, self.name)


class RuledOut(Frozen):
    """A page that declares no type."""

    name: str
    """The page's path relative to the spec set."""
    path: str
    """As the user would type it."""
    reason: str
    """In a few words, for the summary: pages with one reason are counted together."""
    table: Span | None = None
    """The first of its tables that nobody reads."""
    is_mistake: bool = False
    """It should declare a type, and a diagnostic says why it does not."""


def _ruled_out(
    page: Page, reason: str, table: Span | None = None, is_mistake: bool = False
) -> RuledOut:
    return RuledOut(page.source.name, page.source.path, reason, table, is_mistake)


def outline_page(page: Page, module: str, dialect: Dialect, report: Report) -> Outline | RuledOut:
    """The declaration that the page holds, or why it holds none."""
    path = f"/{page.source.name}".casefold()
    for glob in dialect.not_types:
        if fnmatch.fnmatchcase(path, glob.casefold()):
            return _ruled_out(page, "a page that the dialect rules out")
    title, page, known = _first_type(page, dialect, report)
    listing = [section for section in known if section.role != "skipped"]
    if not listing and title is not None and dialect.bare == "variants" and _is_bare(page, title):
        return _outline(page, title, module, "variants", known, dialect)
    if not listing:
        is_mistake = _report_stray_tables(page.blocks, dialect, report)
        tables = (block.span for block in page.blocks if isinstance(block, Table))
        reason = "no section that the dialect knows"
        return _ruled_out(page, reason, None if is_mistake else next(tables, None), is_mistake)
    if title is None or not read_name(title.text).text:
        report.add(
            "no-title",
            listing[0].heading.span,
            f"`{listing[0].heading.text}` stands on a page without a title",
            "put `# ` and the type's name above it",
        )
        return _ruled_out(page, "no title", is_mistake=True)
    kind = _kind(listing[0])
    _report_other_kinds(listing, kind, report)
    _report_unused_tables(page, known, report)
    return _outline(page, title, module, kind, known, dialect)


def _first_type(
    page: Page, dialect: Dialect, report: Report
) -> tuple[Heading | None, Page, list[Section]]:
    """The title of the page's type, and the page without what belongs to a second one; with the
    known sections of what is left.

    The title of a type is the one that its page is named after, since a description may hold others
    of its own; else the one above its sections, since a page may begin with another.
    """
    blocks = page.blocks
    starts = [i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.level == 1 and b.text]
    parts = [
        (start, _sections(blocks[start:end], dialect))
        for start, end in pairwise([0, *starts, len(blocks)])
    ]
    listing = [start for start, known in parts if any(s.role != "skipped" for s in known)]
    for start in listing[1:]:
        second = blocks[start]
        if isinstance(second, Heading):
            message = f"a second type, `{read_name(second.text).text}`, on one page"
            report.add("unused-section", second.span, message, "give it a page of its own")
    at = listing[0] if listing else next(iter(starts), 0)
    above = [start for start in starts if start <= at]
    title = blocks[above[-1]] if at in above else None
    if len(above) > 1:
        titles = (blocks[start] for start in above)
        title = next((each for each in titles if _is_named_after(page, each)), title)
    end = listing[1] if len(listing) > 1 else len(blocks)
    if end < len(blocks):
        page = replace(page, blocks=blocks[:end])
    known = [section for start, sections in parts if start < end for section in sections]
    return title if isinstance(title, Heading) else None, page, known


def _outline(
    page: Page,
    title: Heading,
    module: str,
    kind: Kind,
    known: Sequence[Section],
    dialect: Dialect,
) -> Outline:
    name = read_name(title.text)
    doc, deprecated = _description(page, title, known, dialect)
    return Outline(
        page=page,
        title=title,
        name=name.text,
        module=module,
        doc=doc,
        deprecated=name.struck or deprecated,
        kind=kind,
        sections=tuple([section for section in known if section.role == kind]),
        is_open=kind == "values" and _says_open(page, dialect),
    )


def _is_bare(page: Page, title: Heading) -> bool:
    """Whether a page holds a type's title and at most some prose.

    A README holds no more than that either; the page of a type is named after it.
    """
    return _is_named_after(page, title) and all(
        isinstance(block, Prose) or (isinstance(block, Heading) and block.level == 1)
        for block in page.blocks
    )


def _is_named_after(page: Page, title: Block) -> bool:
    """Whether the page's file has the name that a heading says. A `_` may end it, as escapes do."""
    stem = page.source.name.rpartition("/")[2].removesuffix(".md").rstrip("_")
    if not isinstance(title, Heading):
        return False
    return stem.casefold() == read_name(title.text).text.rstrip("_").casefold()


def _says_open(page: Page, dialect: Dialect) -> bool:
    """Whether the page's prose, or a comment in its example, says that other values may come."""
    lines = [
        line.text.lower()
        for block in page.blocks
        if isinstance(block, Prose | Fence)
        for line in block.lines
    ]
    return any(
        re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", line)
        for mark in dialect.open_marks
        for line in lines
        if mark in line
    )


def _role(heading: Heading, dialect: Dialect) -> SectionRole | None:
    return dialect.sections.get(read_name(heading.text).text.lower())


def _sections(page_blocks: Sequence[Block], dialect: Dialect) -> list[Section]:
    """The known sections among blocks. One ends at the next heading that is no deeper.

    Only variants have headings of their own. In a list of fields or values a deeper heading begins
    something else, and what is skipped ends where anything begins that is not.
    """
    sections: list[Section] = []
    open_: tuple[Heading, SectionRole] | None = None
    blocks: list[Block] = []
    for block in page_blocks:
        if isinstance(block, Heading):
            role = _role(block, dialect) if block.level > 1 else None
            if open_ is not None and (block.level <= open_[0].level or _ends(open_[1], role)):
                sections.append(Section(*open_, tuple(blocks)))
                open_, blocks = None, []
            if open_ is None and role is not None:
                open_ = block, role
                continue
        if open_ is not None:
            blocks.append(block)
    if open_ is not None:
        sections.append(Section(*open_, tuple(blocks)))
    return sections


def _ends(role: SectionRole, deeper: SectionRole | None) -> bool:
    """Whether a deeper heading ends a section."""
    match role:
        case "variants":
            return False
        case "skipped":
            return deeper not in (None, "skipped")
        case _:
            return True


def _kind(section: Section) -> Kind:
    assert section.role != "skipped"
    return section.role


def _report_other_kinds(listing: Iterable[Section], kind: Kind, report: Report) -> None:
    nouns = {"fields": "a record", "values": "an enum", "variants": "a union"}
    for section in listing:
        other = _kind(section)
        if other != kind:
            report.add(
                "unused-section",
                section.heading.span,
                f"`{section.heading.text}` on the page of {nouns[kind]}",
                f"give {nouns[other]} a page of its own",
            )


def _report_unused_tables(page: Page, known: Iterable[Section], report: Report) -> None:
    used = {id(block) for section in known for block in section.blocks}
    for block in page.blocks:
        if isinstance(block, Table) and id(block) not in used:
            report.add(
                "unused-table",
                block.span,
                "this table stands outside the sections that are read",
                "move it below the heading that it belongs to",
            )


def _report_stray_tables(blocks: Iterable[Block], dialect: Dialect, report: Report) -> bool:
    """On a page without a section: report the tables that look as if one had been meant."""
    found = False
    headings = [text for text, role in dialect.sections.items() if role == "fields"]
    for block in blocks:
        if isinstance(block, Table):
            headers = (read_name(text).text.lower() for text in block.header.texts)
            roles = {dialect.field_columns.get(header) for header in headers}
            if {"name", "type", "required"} <= roles:
                found = True
                report.add(
                    "missing-heading",
                    block.span,
                    "this table of fields stands below no heading that says so",
                    f"put `## {headings[0].capitalize()}` above it" if headings else "",
                )
    return found


def _description(
    page: Page, title: Heading, known: Iterable[Section], dialect: Dialect
) -> tuple[str, bool]:
    """What stands between the title and the first known section, and whether it says "deprecated".

    Headings that the dialect does not know are part of it.
    """
    ends = {id(section.heading) for section in known}
    paragraphs: list[str] = []
    deprecated = False
    start = next(i for i, block in enumerate(page.blocks) if block is title) + 1
    for block in page.blocks[start:]:
        match block:
            case Heading(level, text):
                if id(block) in ends:
                    break
                paragraphs.append(f"{'#' * level} {text}".rstrip())
            case Prose():
                lines = [line.text for line in block.lines]
                unquoted = _unquoted(lines)
                if unquoted.startswith(dialect.deprecated_marks):
                    lines = [unquoted]
                doc, marked = read_description("\n".join(lines), dialect)
                deprecated = deprecated or marked
                paragraphs.append(doc)
            case Fence():
                fenced = (f"```{block.info}", *(line.text for line in block.lines), "```")
                paragraphs.append("\n".join(fenced))
            case Table():
                pass  # reported as unused
            case _:
                assert_never(block)
    return "\n\n".join(filter(None, paragraphs)), deprecated


def _unquoted(lines: list[str]) -> str:
    return "\n".join(line.lstrip().removeprefix(">").strip() for line in lines)
