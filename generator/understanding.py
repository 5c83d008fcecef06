"""Sources become declarations: what each of a crew does with its share of the pages.

read ─ outline ─ (tell each other what is declared) ─ lower

Of all other pages, a page has to know what they declare, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from generator.frozen import Frozen
from generator.lowering.lowered import Lowered
from generator.lowering.symbols import Symbol, Symbols, collect_symbols
from generator.pages.page import Page, read_page
from generator.reader import Reader
from generator.source import Span
from generator.spec_set import FILE_NAME, WIRE_NAME_RULES
from generator.wording import listed

if TYPE_CHECKING:
    from generator.crew import Crew
    from generator.diagnostics import Report
    from generator.lowering.outline import Outline, RuledOut
    from generator.opening import OpenSpecSet, Reading
    from generator.source import Source


class Understood(Frozen):
    """What became of some pages."""

    lowered: tuple[Lowered, ...]
    """In the order of their pages."""
    ruled_out: tuple[RuledOut, ...]
    record: Span | None
    """The heading of the first record's fields."""
    report: Report
    pages: tuple[Page, ...]
    """Empty, unless they are to be kept."""
    names: tuple[str, ...] = ()
    """The names of all pages that were read; none, for a share."""
    symbols: Symbols | None = None
    """Those of all pages; None, for a share."""


def understand(opened: OpenSpecSet, crew: Crew, *, keep: bool) -> Understood:
    """What becomes of the pages of a spec set, of which each of the crew understands its share; all
    know of all.

    `keep` says whether the pages are wanted afterwards, and the rows that declarations came of.
    Raises `OSError` where a page cannot be read.
    """
    report = opened.reader.report
    # What a share is made of is let go of, before those of the others come.
    share, symbols, unread = _understood(opened, crew, keep=keep)
    every = crew.gather(share)
    for each in every:
        report.take_in(each.report)
    all_read = tuple(name for name in opened.names if name not in unread)
    understood = _joined(every, all_read, symbols, report)
    _report_on_all(understood, opened.reading)
    return understood


def _understood(
    opened: OpenSpecSet, crew: Crew, *, keep: bool
) -> tuple[Understood, Symbols, Collection[str]]:
    """What becomes of a share of the pages; the symbols of all, and which could not be read."""
    reader, reading = opened.reader, opened.reading
    found = reader.report.alike()
    mine = crew.share(opened.names)
    sources = _sources(mine, (page.source for page in opened.shown), Reader(reader.folder, found))
    reader.keep(sources)
    read = [read_page(source) for source in sources]
    outlines, ruled_out = reading.outlines(read, found)
    mistakes = [out.name for out in ruled_out if out.is_mistake]
    unread = [*({*mine} - {source.name for source in sources})]
    told = crew.gather(([symbol_of(outline) for outline in outlines], mistakes, unread))
    all_unread = {*chain.from_iterable(unread for _, _, unread in told)}
    symbols = collect_symbols(
        chain.from_iterable(declared for declared, _, _ in told),
        reader.report,
        {*all_unread, *chain.from_iterable(mistakes for _, mistakes, _ in told)},
    )
    lowered = reading.lowered(outlines, symbols, found)
    records = (each.sections[0].heading.span for each in outlines if each.kind == "fields")
    share = Understood(
        tuple(lowered if keep else map(_without_rows, lowered)),
        tuple(ruled_out),
        next(records, None),
        found,
        tuple(read) if keep else (),
    )
    return share, symbols, all_unread


def _sources(names: Sequence[str], known: Iterable[Source], reader: Reader) -> list[Source]:
    """The sources of pages, without those that are not text. Those that are known are not read."""
    sources = {source.name: source for source in known}
    others = reader.read_all([name for name in names if name not in sources])
    sources |= {source.name: source for source in others}
    return [sources[name] for name in names if name in sources]


def symbol_of(outline: Outline) -> Symbol:
    """What the others need to know of an outline."""
    title = outline.title.span
    is_union = outline.kind == "variants"
    is_bare = is_union and not outline.sections
    page = outline.page.source.name
    return Symbol(outline.module, outline.name, page, title, is_union, is_bare)


def _without_rows(lowered: Lowered) -> Lowered:
    return Lowered(lowered.declaration, lowered.samples, lowered.names)


def _joined(
    every: Sequence[Understood], names: tuple[str, ...], symbols: Symbols, report: Report
) -> Understood:
    """What became of all pages. The first of two declarations with one key counts."""
    lowered: dict[str, Lowered] = {}
    for page in chain.from_iterable(each.lowered for each in every):
        lowered.setdefault(page.declaration.key, page)
    return Understood(
        tuple(lowered.values()),
        tuple(chain.from_iterable(each.ruled_out for each in every)),
        next((each.record for each in every if each.record is not None), None),
        report,
        tuple(chain.from_iterable(each.pages for each in every)),
        names,
        symbols,
    )


def _report_on_all(all_pages: Understood, reading: Reading) -> None:
    """Say once for the set what is not said on each of its pages."""
    if reading.dialect is None:
        return
    _report_ruled_out(all_pages)
    is_told = reading.spec_set.wire_names is not None
    if reading.dialect.client_names and not is_told and all_pages.record:
        all_pages.report.add(
            "client-names",
            all_pages.record,
            "the names in these tables may be those of a client library,"
            " which JSON spells otherwise",
            f"say which it is in {FILE_NAME}: `wire_names:` with {listed(WIRE_NAME_RULES, 'or')}",
        )


def _report_ruled_out(all_pages: Understood) -> None:
    """Say that tables were left alone, or that there is no type at all."""
    ruled_out, report = all_pages.ruled_out, all_pages.report
    tables = [out.table for out in ruled_out if out.table is not None]
    if tables:
        others = len(tables) - 1
        more = f", nor above those of {others} other page{'s'[: others - 1]}" if others else ""
        report.add(
            "unread-tables",
            tables[0],
            f"no heading that the dialect knows stands above this table{more}",
            "`exclude:` pages that declare no type, or name the dialect that they are written in",
        )
    if ruled_out and not all_pages.lowered and not any(out.is_mistake for out in ruled_out):
        report.add(
            "no-types",
            Span(ruled_out[0].path, 1, 1, 1),
            "neither this page nor any other declares a type",
            "a type has a title, and its fields, values or variants below a heading that says so",
        )
