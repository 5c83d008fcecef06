"""The command line: `PYTHONPATH=tests python -m equivalence N [--seed S]`.

Exit 1 where readers disagree, or where the run was long and a feature rare.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from equivalence.engine import Tally
from equivalence.report import rare_features, report
from equivalence.run import run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trials and print what came of them; the exit status."""
    options = _parser().parse_args(arguments)
    start = time.monotonic()
    tally = Tally()
    disagreements: list[str] = []
    for chunk in run(options.count, options.seed, options.jobs):
        tally.add(chunk.tally)
        if chunk.disagreement:
            disagreements.append(chunk.disagreement)
            print(f"{chunk.disagreement}\n", flush=True)
    print(report(tally))
    rare = rare_features(tally)
    print(
        f"{len(disagreements)} disagreements; seed {options.seed}, "
        f"{time.monotonic() - start:.0f} seconds"
    )
    if rare:
        print(f"rarer than one schema in a hundred: {', '.join(rare)}")
    return 1 if disagreements or rare else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m equivalence", description=__doc__)
    parser.add_argument("count", type=int, help="how many random schemas")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other schemas")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="how many processes (all processors)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
