"""What is told of the subject of generating: tables of seconds, of memory and of ratios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from bench import project as ours
from bench.generating import Measured, measured_sets
from bench.generators import DATAMODEL, JSON2TS, PEERS
from bench.processes import Cost, growth
from bench.settings import Settings
from bench.tables import table

GOAL_SIZE: Final = 10_000
"""How many pages the goals are set for."""
LARGE: Final = 1_000
"""From how many pages on growth is looked at: below, the start of the program counts."""

_PROSE: Final = (
    "Whole commands, each in a process of its own, in turn. Medians of the rounds, which are",
    "fewer where they take long; of ratios, the median of those in each round. Ours makes",
    "`schema.yaml` and all three targets from Markdown. Each peer makes one output, from the",
    "JSON Schema that ours made of the same pages, by its own command line with its own",
    "defaults, apart from what is named and from what it has to be told so that it makes every",
    "type of a bundle (`--unreachableDefinitions`, `#/$defs/`); `format: false` goes through",
    "the peer's API. From nothing means: there is no output yet, and no cache. Memory is the",
    "most that a process held at any moment, with all its children; what several of them share",
    "is counted once.",
)


def report(settings: Settings) -> str:
    """The tables; and the plots, where they are wanted."""
    sets = tuple(measured_sets(settings))
    made = tuple(each for each in sets if not each.name)
    if settings.plots is not None and made:
        from bench.plot import draw  # it needs a library that nothing else does

        draw(made, settings.where, settings.plots)
    return "".join(f"{line}\n" for line in lines(sets, made, settings.limit))


def lines(sets: Sequence[Measured], made: Sequence[Measured], limit: float) -> Iterator[str]:
    """The lines of the tables. `made` are those of the sets that are made."""
    yield from ("## Generating", "", *_PROSE)
    exponent = _growth(made)
    if exponent is not None:
        pages = [each.pages for each in made]
        yield from (
            "",
            f"From {max(LARGE, min(pages)):,} to {max(pages):,} pages, the time of `generate` from",
            f"nothing grows with the number of pages to the power of {exponent:.3f}.",
        )
    for each in made:
        if each.pages == GOAL_SIZE:
            yield from ("", f"### What was aimed at, for {each.title}", "")
            yield from table(["", "at most", "measured"], _goals(each, exponent))
    found = tuple(each for each in sets if each.name)
    for group in filter(None, (made, found)):
        yield from ("", "### Seconds", "")
        yield from _costs(group, limit, lambda cost: f"{cost.seconds:,.2f}")
        yield from ("", "### Memory, in MB", "")
        yield from _costs(group, limit, lambda cost: f"{cost.memory / 1e6:,.0f}")
        yield from ("", "### Ratios", "")
        yield from _ratios(group)


def _growth(sets: Sequence[Measured]) -> float | None:
    times = {each.pages: each.costs[ours.COLD].seconds for each in sets if each.pages >= LARGE}
    return growth(times) if len(times) > 1 else None


def _goals(of: Measured, exponent: float | None) -> Iterator[tuple[str, str, str]]:
    cold, costs = ours.COLD, of.costs
    yield f"{cold}, to {JSON2TS}", "40.0%", _percent(of.ratio(cold, JSON2TS))
    yield f"{cold}, to {DATAMODEL}", "8.0%", _percent(of.ratio(cold, DATAMODEL))
    yield f"{cold}, memory", "300 MB", f"{costs[cold].memory / 1e6:,.0f} MB"
    yield ours.UNCHANGED, "0.40 s", f"{costs[ours.UNCHANGED].seconds:.2f} s"
    yield f"{ours.UNCHANGED}, to {JSON2TS}", "6.0%", _percent(of.ratio(ours.UNCHANGED, JSON2TS))
    yield ours.EDITED, "0.60 s", f"{costs[ours.EDITED].seconds:.2f} s"
    yield f"{ours.LINT}, to {cold}", "50.0%", _percent(of.ratio(ours.LINT, cold))
    yield "growth, the exponent", "1.050", "–" if exponent is None else f"{exponent:.3f}"
    yield ours.VERSION, "0.10 s", f"{costs[ours.VERSION].seconds:.2f} s"
    for name in (ours.IMPORT, ours.IMPORT_AGAIN):
        more = costs[name].seconds - costs[ours.INTERPRETER].seconds
        yield f"{name}, beyond {ours.INTERPRETER}", "0.30 s", f"{more:.2f} s"


def _costs(sets: Sequence[Measured], limit: float, shown: Callable[[Cost], str]) -> Iterable[str]:
    def cell(cost: Cost | None) -> str:
        if cost is None:
            return "–"
        return f"stopped after {limit:,.0f} s" if cost.is_cut else shown(cost)

    names = [name for name in (*ours.NAMES, *PEERS) if any(name in each.costs for each in sets)]
    rows = ([name, *(cell(each.costs.get(name)) for each in sets)] for name in names)
    return table(["", *(each.title for each in sets)], rows)


def _ratios(sets: Sequence[Measured]) -> Iterable[str]:
    pairs = (
        *((ours.COLD, peer) for peer in PEERS),
        (ours.UNCHANGED, JSON2TS),
        *((name, ours.COLD) for name in (ours.UNCHANGED, ours.EDITED, ours.CHECK, ours.LINT)),
    )
    rows = (
        [one, other, *(_percent(each.ratio(one, other)) for each in sets)]
        for one, other in pairs
        if any(each.ratio(one, other) is not None for each in sets)
    )
    return table(["of", "to", *(each.title for each in sets)], rows, texts=(0, 1))


def _percent(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.1%}"
