"""The command line: `PYTHONPATH=tests python -m bench SUBJECT`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from bench.decoding import report as decoding
from bench.extremes import report as extremes
from bench.generating_report import report as generate
from bench.settings import Settings

SUBJECTS: Final[Mapping[str, Callable[[Settings], str]]] = {
    "generate": generate,
    "extremes": extremes,
    "decoding": decoding,
}
"""What can be measured; each gives its tables."""
DOCS: Final = Path(__file__).parent.parent.parent / "docs"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the subjects asked for, or all, and print their tables; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--sizes", type=_sizes, help="pages of the sets that are made: 100,1000")
    parser.add_argument(
        "--corpus", type=Path, action="append", default=[], metavar="FOLDER", help="pages, or sets"
    )
    parser.add_argument("--rounds", type=int, help="how often each is measured")
    parser.add_argument("--limit", type=float, help="the seconds after which a peer is stopped")
    parser.add_argument("--scale", type=float, default=1.0, help="of extreme inputs: 0.1")
    parser.add_argument("--machine", default=_cores(), help="in words")
    parser.add_argument("--plot", action="store_true", help="keep it all as docs/bench.*")
    options = parser.parse_args(arguments)
    if unknown := set(options.subjects) - SUBJECTS.keys():
        parser.error(f"no subject is called {', '.join(sorted(unknown))}")
    defaults = Settings()
    settings = Settings(
        sizes=defaults.sizes if options.sizes is None else options.sizes,
        corpora=tuple(options.corpus),
        rounds=options.rounds,
        limit=options.limit or defaults.limit,
        scale=options.scale,
        where=f"{options.machine}, {date.today():%B %Y}",
        plots=DOCS if options.plot else None,
    )
    text = f"# Measured against its peers\n\nOn {settings.where}, by `make bench`.\n"
    if settings.plots is not None:
        text += "\n![Seconds by number of pages](bench.svg)\n"
    print(text, end="")
    for subject in options.subjects or SUBJECTS:
        told = f"\n{SUBJECTS[subject](settings)}"
        print(told, end="", flush=True)
        text += told
    if settings.plots is not None:
        (settings.plots / "bench.md").write_text(text, "utf-8", newline="\n")
    return 0


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(",") if size)


def _cores() -> str:
    cores = os.cpu_count() or 1
    words = ("one core", "two cores", "three cores", "four cores")
    return f"{words[cores - 1] if cores <= len(words) else f'{cores} cores'} of a machine"


if __name__ == "__main__":
    sys.exit(main())
