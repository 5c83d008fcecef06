"""The subject of extremes: inputs that nobody writes, and that have to take linear time.

Each is made at half its size and at its whole size. What it costs may grow as its bytes do; an exit
status other than 0 and 1, which is what a mistake of ours would have, ends the bench.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import project as ours
from bench.processes import Command, growth, run
from bench.project import Project
from bench.settings import Settings
from bench.tables import table

ROW: Final = "| `{name}` | {type} | {required} | {doc} |\n"
FIELDS: Final = (
    "# {name}\n\n## Fields\n\n"
    "| Field | Type | Required | Description |\n| --- | --- | --- | --- |\n"
)
YES, NO = ":heavy_check_mark:", ":heavy_minus_sign:"


def _row(name: str, type_: str, required: str = NO, doc: str = "") -> str:
    return ROW.format(name=name, type=type_, required=required, doc=doc)


def rows(count: int) -> Iterator[tuple[str, str]]:
    lines = (_row(f"field{n}", "*string*", doc=f"Number {n}.") for n in range(count))
    yield "page.md", FIELDS.format(name="Page") + "".join(lines)


def long_line(count: int) -> Iterator[tuple[str, str]]:
    words = "word " * (count // 5)
    yield "page.md", FIELDS.format(name="Page") + _row("text", "*string*", doc=words)


def long_cells(count: int) -> Iterator[tuple[str, str]]:
    variants = r" \| ".join(f'*"{n}"*' for n in range(count // 10))
    yield "page.md", FIELDS.format(name="Page") + _row("text", variants)


def values(count: int) -> Iterator[tuple[str, str]]:
    lines = (f"| `Value{n}` | value-{n} |\n" for n in range(count))
    yield "kind.md", "# Kind\n\n## Values\n\n| Name | Value |\n| --- | --- |\n" + "".join(lines)


def records(count: int) -> Iterator[tuple[str, str]]:
    for n in range(count):
        next_ = _row("next", f"[Link{n + 1}](link{n + 1}.md)", YES) if n + 1 < count else ""
        yield f"link{n}.md", FIELDS.format(name=f"Link{n}") + _row("id", "*string*") + next_


def aliases(count: int) -> Iterator[tuple[str, str]]:
    for n in range(count):
        next_ = f"Link{n + 1}" if n + 1 < count else "string"
        yield f"link{n}.md", f"# Link{n}\n\n## Supported Types\n\n### `{next_}`\n"


def unions(count: int) -> Iterator[tuple[str, str]]:
    for n in range(count):
        next_ = f"Link{n + 1}" if n + 1 < count else "string"
        yield f"link{n}.md", f"# Link{n}\n\n## Supported Types\n\n### `{next_}`\n\n### `number`\n"


def ladder(count: int) -> Iterator[tuple[str, str]]:
    """Each leads on, and back to the first: so many cycles, of all lengths."""
    for n in range(count):
        next_ = f"Link{(n + 1) % count}"
        yield f"link{n}.md", f"# Link{n}\n\n## Supported Types\n\n### `{next_}`\n\n### `Link0`\n"


def unknown(count: int) -> Iterator[tuple[str, str]]:
    for n in range(count):
        yield f"node{n}.md", FIELDS.format(name=f"Node{n}") + _row("to", f"`Nod{n}`")


def meeting_fields(count: int) -> Iterator[tuple[str, str]]:
    lines = (_row(_alike(n), "*string*") for n in range(count))
    yield "page.md", FIELDS.format(name="Page") + "".join(lines)


def meeting_types(count: int) -> Iterator[tuple[str, str]]:
    for n in range(count):
        yield f"node{n}.md", FIELDS.format(name=_alike(n)) + _row("id", "*string*")


def _alike(number: int) -> str:
    """A name that is told from others by its signs alone, which no target can write."""
    return "a" + "".join(f"{' .-_'[number >> 2 * n & 3]}{n}" for n in range(9))


def prose(count: int) -> Iterator[tuple[str, str]]:
    lines = "Words of `prose` that say *nothing*.\n" * (count // 37)
    fields = FIELDS.removeprefix("# {name}\n\n")
    yield "page.md", f"# Page\n\n{lines}\n{fields}" + _row("id", "*string*")


def clique(count: int) -> Iterator[tuple[str, str]]:
    for n in range(count):
        lines = (_row(f"to{m}", f"[Node{m}](node{m}.md)") for m in range(count))
        yield f"node{n}.md", FIELDS.format(name=f"Node{n}") + "".join(lines)


def nested(count: int) -> Iterator[tuple[str, str]]:
    deep = f"{'Array<' * count}*string*{'>' * count}"
    yield "page.md", FIELDS.format(name="Page") + _row("deep", deep)


@dataclass(frozen=True, slots=True)
class Extreme:
    """An input that can be made in any size."""

    name: str
    pages: Callable[[int], Iterable[tuple[str, str]]]
    half: int
    whole: int
    finds: str = ""
    """The code of all that is to be said of it."""


EXTREMES: Final = (
    Extreme("one page, rows", rows, 10_000, 20_000),
    Extreme("one page, values", values, 10_000, 20_000),
    Extreme("one line of text, bytes", long_line, 500_000, 1_000_000),
    Extreme("one cell of variants, bytes", long_cells, 500_000, 1_000_000),
    Extreme("a chain of records", records, 50_000, 100_000),
    Extreme("a chain of aliases", aliases, 50_000, 100_000),
    Extreme("a chain of unions", unions, 50_000, 100_000),
    Extreme("a ladder of unions, each with a cycle", ladder, 50_000, 100_000, "alias-cycle"),
    Extreme("a clique of records", clique, 700, 1_000),
    Extreme("references that lead nowhere", unknown, 50_000, 100_000, "unknown-type"),
    Extreme("one page, fields whose names meet", meeting_fields, 50_000, 100_000, "name-collision"),
    Extreme("types whose names meet", meeting_types, 50_000, 100_000, "name-collision"),
    Extreme("one page of prose, bytes", prose, 2_500_000, 5_000_000),
    Extreme("a type within types", nested, 5_000, 10_000),
)
COLUMNS: Final = (
    "",
    "size",
    "MB read",
    "seconds",
    "memory, MB",
    "exit",
    "grows as bytes to the",
)


def report(settings: Settings) -> str:
    """A table: what each input costs, and how that grows."""
    lines = [
        *("## Extremes", ""),
        "Inputs that nobody writes, each at about half its size and at its size, from nothing.",
        "Growth is that of the time that processors were busy.",
        "",
        *table(COLUMNS, _rows(settings.scale), texts=(0,)),
    ]
    return "".join(f"{line}\n" for line in lines)


def _rows(scale: float) -> Iterator[tuple[str, ...]]:
    for extreme in EXTREMES:
        sizes = [max(2, round(size * scale)) for size in (extreme.half, extreme.whole)]
        yield from measured_extreme(extreme, sizes)


def measured_extreme(extreme: Extreme, sizes: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """The rows of an extreme input at two sizes, for each of our commands."""
    times: dict[str, dict[int, float]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            project = Project(Path(folder), "specs")
            read = _write(project.specs, extreme.pages(size))
            for name, command in _commands(project).items():
                ran = run(command, project.root)
                times.setdefault(name, {})[read] = ran.processor
                exponent = f"{growth(times[name]):.2f}" if len(times[name]) > 1 else ""
                yield (
                    *(f"{extreme.name}: `{name}`", f"{size:,}", f"{read / 1e6:,.1f}"),
                    *(f"{ran.seconds:,.2f}", f"{ran.memory / 1e6:,.0f}", str(ran.status)),
                    exponent,
                )


def _write(folder: Path, pages: Iterable[tuple[str, str]]) -> int:
    """Write pages; how many bytes they have."""
    folder.mkdir()
    count = 0
    for name, text in pages:
        count += (folder / name).write_bytes(text.encode("utf-8"))
    return count


def _commands(project: Project) -> Mapping[str, Command]:
    (project.specs / "tablewright.yaml").write_text(
        "dialect: speakeasy-typescript\nwire_names: as-written\n", "utf-8"
    )
    return {
        "lint": ours.command(project, "lint", project.name),
        "generate": ours.command(project, "generate", project.name),
    }
