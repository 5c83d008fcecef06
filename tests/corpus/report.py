"""The measurements as text: Markdown tables, padded so that they read well in a terminal too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from corpus.agreement import ASPECTS, Score
from corpus.measure import Measurement

_OF_TYPES: Final = (
    *("types", "kinds", "values", "values, exact", "open"),
    *("variants", "variants, numbers alike"),
)
_OF_FIELDS: Final = tuple(aspect for aspect in ASPECTS if aspect not in _OF_TYPES)

_REPEATED: Final = frozenset({"type, numbers alike", "null seen", "variants, numbers alike"})
"""Aspects that find nothing amiss but what another aspect finds too."""

_NOTES: Final = """\
## What the figures cover

What was read, without any spec-set file:

- **pages**: all Markdown files of the set. Each declares a type or is **ruled out** for a reason;
  those of which neither can be said are **lost**.
- **understood**: fields whose type is known all through. Of the others, **client library's** are
  those that hold an object of the SDK's HTTP library, which no JSON can; **unknown** are the rest;
  **unexplained** are those of either kind that no diagnostic explains. A field that refers to a
  union whose page shows no variants counts as understood: `no-variants` counts such pages.
- **without place**: diagnostics that point to no place in a file.

Agreement is given as agreed / scored:

{aspects}

And what they do not cover:

- The truth is derived from the source code of the SDKs, not from the API. Where the code does not
  settle something the truth says so, and it is not scored; so the denominators differ.
- The rules that derive the truth were revised after its makers had looked at disagreements with
  the pages. So `required` and `type` are upper bounds, and no independent evidence.
- Types whose pages and sources list different fields are left out of the truth. So `fields` and
  `not invented` say that rows are read, and not that the pages are right.
- The truth has the variants of unions for Python and TypeScript only. Nothing here says how unions
  are read in other languages.
- The truth names the type that a reference leads to, and not its namespace: a reference to the
  wrong one of two types with one name counts as right.
- Null inside arrays and maps is not scored. `nullable` is low where pages do not say it: those of
  TypeScript and PHP never do.
- `wire name` is what comes out without a spec-set file. The table of rules shows what one line in
  it, such as `wire_names: snake_case`, would change.
- `open` comes from the source, and can be true where the page is silent.
- None of this says anything about sets that are not in the corpus. The seconds are those of one
  run on one machine.
"""


def report(measurements: Sequence[Measurement], checks: Mapping[str, Mapping[str, str]]) -> str:
    """All tables. `checks` holds what `check_targets` found, by set."""
    tables = {
        "What was read": _read_table(measurements),
        "Agreement with the source: types": _agreement_table(measurements, _OF_TYPES),
        "Agreement with the source: fields": _agreement_table(measurements, _OF_FIELDS),
        "Wire names by rule": _wire_name_table(measurements),
        "Pages ruled out": _counts_table(measurements, "reason", lambda m: m.ruled_out),
        "Diagnostics": _counts_table(measurements, "code", lambda m: m.codes),
        "What is generated": _checks_table(checks),
    }
    return "\n\n".join(f"## {title}\n\n{table}" for title, table in tables.items() if table) + "\n"


def notes() -> str:
    """What each figure covers and what not, for those who read the tables elsewhere."""
    return _NOTES.format(aspects="\n".join(f"- **{a}**: {covers}" for a, covers in ASPECTS.items()))


def disagreements(measurement: Measurement, aspects: Collection[str]) -> Iterator[str]:
    """A line for each: the place, what it is about, ours, the truth. No `aspects`: all."""
    for finding in measurement.findings:
        wanted = finding.aspect in aspects if aspects else finding.aspect not in _REPEATED
        if wanted and not finding.agrees:
            yield (
                f"{finding.place.path}:{finding.place.line}: {finding.aspect}:"
                f" {finding.subject}: ours `{finding.ours}`, truth `{finding.truth}`"
            )
    if not aspects:
        for unknown in measurement.not_understood:
            place = f"{unknown.place.path}:{unknown.place.line}"
            yield f"{place}: {unknown.subject} is of unknown type"


def faults(measurement: Measurement) -> Iterator[str]:
    """A line for each thing that may not be, whatever the truth says."""
    if measurement.traceback:
        yield f"{measurement.name}: {measurement.traceback.rstrip()}"
    for page in measurement.lost:
        yield f"{measurement.name}/{page}:1: neither a type nor ruled out"
    for unknown in measurement.unexplained:
        place = f"{unknown.place.path}:{unknown.place.line}"
        yield f"{place}: {unknown.subject} is of unknown type, and no diagnostic says why"
    for message in measurement.placeless:
        yield f"{measurement.name}: a diagnostic without a place: {message}"


def _read_table(measurements: Sequence[Measurement]) -> str:
    def row(name: str, language: str, of: Sequence[Measurement]) -> dict[str, object]:
        fields = sum(m.fields for m in of)
        unknown = sum(len(m.unknown) for m in of)
        others = sum(len(m.not_understood) for m in of)
        return {
            "set": name,
            "language": language,
            "pages": sum(m.pages for m in of),
            "ruled out": sum(sum(m.ruled_out.values()) for m in of),
            "lost": sum(len(m.lost) for m in of),
            "types": sum(m.types for m in of),
            "fields": fields,
            "understood": _percent(Score(fields - unknown, fields)),
            "client library's": unknown - others,
            "unknown": others,
            "unexplained": sum(len(m.unexplained) for m in of),
            "without place": sum(len(m.placeless) for m in of),
            "tracebacks": sum(bool(m.traceback) for m in of),
            "seconds": f"{sum(m.seconds for m in of):.1f}",
        }

    rows = [row(m.name, m.language, (m,)) for m in measurements]
    return _table([*rows, row("**all**", "", measurements)])


def _agreement_table(measurements: Sequence[Measurement], aspects: Sequence[str]) -> str:
    rows: list[dict[str, object]] = []
    scored = [m for m in measurements if m.scores]
    for m in scored:
        rows.append({"set": m.name, **{a: _fraction(m.score(a)) for a in aspects}})
    for title, group in _groups(scored):
        scores = {a: sum((m.score(a) for m in group), Score()) for a in aspects}
        rows.append({"set": f"**{title}**", **{a: _fraction(s) for a, s in scores.items()}})
        rows.append({"set": "", **{a: _percent(s) for a, s in scores.items()}})
    return _table(rows)


def _groups(measurements: Sequence[Measurement]) -> Iterator[tuple[str, Sequence[Measurement]]]:
    """All, and TypeScript by itself: its pages print integers as numbers."""
    typescript = [m for m in measurements if m.language.startswith("typescript")]
    others = [m for m in measurements if m not in typescript]
    if typescript and others:
        yield "outside TypeScript", others
        yield "TypeScript", typescript
    if measurements:
        yield "all", measurements


def _wire_name_table(measurements: Sequence[Measurement]) -> str:
    return _table(
        [
            {"set": m.name, **{rule: _percent(score) for rule, score in m.wire_name_rules.items()}}
            for m in measurements
            if m.wire_name_rules
        ]
    )


def _counts_table(
    measurements: Sequence[Measurement],
    what: str,
    counts: Callable[[Measurement], Mapping[str, int]],
) -> str:
    total: Counter[str] = Counter()
    for m in measurements:
        total.update(counts(m))
    named = [*((m.name, counts(m)) for m in measurements), ("**all**", total)]
    return _table(
        [
            {"set": name, what: key, "count": count}
            for name, counted in named
            for key, count in sorted(counted.items())
        ]
    )


def _checks_table(checks: Mapping[str, Mapping[str, str]]) -> str:
    return _table(
        [
            {"set": name, **{check: "no" if offence else "yes" for check, offence in found.items()}}
            for name, found in checks.items()
        ]
    )


def _fraction(score: Score) -> str:
    return f"{score.agreed} / {score.scored}" if score.scored else ""


def _percent(score: Score) -> str:
    """Rounded down, so that 100 % is all of them."""
    if not score.scored:
        return ""
    hundredths = score.agreed * 10_000 // score.scored
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    """A row of headers, taken from the keys of the first row, and the rows. No rows: no table."""
    if not rows:
        return ""
    cells = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(map(str.ljust, line, widths))} |" for line in cells)
