"""What a run counted, as Markdown tables that read well in a terminal too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from equivalence.differences import DIFFERENCES
from equivalence.engine import Tally
from equivalence.features import FEATURES
from equivalence.inexpressible import LOOSENINGS, REFUSALS
from equivalence.writable import EXCLUSIONS

LONG_RUN: Final = 1000
"""How many schemas there must be for every feature to be seen often enough."""


def rare_features(tally: Tally) -> tuple[str, ...]:
    """The features that less than one schema in a hundred has, if the run was long."""
    if tally.schemas < LONG_RUN:
        return ()
    return tuple(name for name in FEATURES if tally.features[name] * 100 < tally.schemas)


def report(tally: Tally) -> str:
    """All tables."""
    tables = {
        "What the schemas hold": _features(tally),
        "What was changed about the payloads": _changes(tally),
        "Verdicts": _verdicts(tally),
        "What TypeScript cannot express": _inexpressible(tally),
        "Faults of readers of JSON Schema": _differences(tally),
        "What pages cannot say, so that it was written in another form": _exclusions(tally),
        "What the overlay told": _told(tally),
    }
    return "".join(f"## {title}\n\n{table}\n\n" for title, table in tables.items()) + _totals(tally)


def _totals(tally: Tally) -> str:
    told = tally.told.total()
    share = tally.on_pages / max(tally.on_pages + told, 1)
    return (
        f"{tally.schemas} schemas, {tally.payloads} payloads ({tally.valid} valid), "
        f"{tally.verdicts.total()} verdicts; "
        f"{share:.1%} of {tally.on_pages + told} facts stand on the pages"
    )


def _features(tally: Tally) -> str:
    rows = [
        (name, _share(tally.features[name], tally.schemas), _bar(tally, name)) for name in FEATURES
    ]
    return _table(("feature", "schemas", ""), rows)


def _bar(tally: Tally, name: str) -> str:
    return "█" * round(40 * tally.features[name] / max(tally.schemas, 1))


def _changes(tally: Tally) -> str:
    names = sorted({name for name, _ in tally.changes})
    rows = [
        (name, str(tally.changes[name, True]), str(tally.changes[name, False])) for name in names
    ]
    return _table(("changed", "valid", "not valid"), rows)


def _verdicts(tally: Tally) -> str:
    return _table(("reader", "verdicts"), [(n, str(c)) for n, c in tally.verdicts.items()])


def _inexpressible(tally: Tally) -> str:
    rows = [
        (verb, rule.name, rule.sentence, str(tally.inexpressible[rule.name]))
        for verb, rules in (("takes", LOOSENINGS), ("refuses", REFUSALS))
        for rule in rules
    ]
    return _table(("it", "name", "because", "verdicts"), rows)


def _differences(tally: Tally) -> str:
    rows = [
        (
            each.reader,
            each.name,
            each.sentence,
            str(tally.differences[f"{each.reader}: {each.name}"]),
        )
        for each in DIFFERENCES
    ]
    return _table(("reader", "name", "because", "verdicts"), rows)


def _exclusions(tally: Tally) -> str:
    rows = [(name, why, str(tally.excluded[name])) for name, why in EXCLUSIONS.items()]
    return _table(("name", "because", "times"), rows)


def _told(tally: Tally) -> str:
    return _table(("key", "times"), [(key, str(n)) for key, n in tally.told.most_common()])


def _share(count: int, total: int) -> str:
    return f"{count / max(total, 1):.1%}"


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]

    def lines() -> Iterator[str]:
        for row in (headers, ["-" * max(width, 3) for width in widths], *rows):
            cells = (cell.ljust(max(width, 3)) for cell, width in zip(row, widths, strict=True))
            yield f"| {' | '.join(cells)} |"

    return "\n".join(lines())
