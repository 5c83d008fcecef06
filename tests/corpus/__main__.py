"""The command line: `PYTHONPATH=tests python -m corpus FOLDER`. Exit 1 where something is amiss."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.agreement import ASPECTS
from corpus.measure import Measurement, find_sets, measure
from corpus.report import disagreements, faults, notes, report
from corpus.targets_check import check_targets


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sets below a folder and print the report; the exit status.

    Disagreements with the truth do not count as amiss. Tracebacks, pages that got lost, unknown
    types and diagnostics without a place do, and so does generated code that does not hold up.
    """
    options = _parser().parse_args(arguments)
    measurements: list[Measurement] = []
    checks: dict[str, dict[str, str]] = {}
    amiss = 0
    for corpus_set in find_sets(options.folder):
        if not any(part in corpus_set.name for part in options.set or [""]):
            continue
        measurement, compilation = measure(corpus_set)
        measurements.append(measurement)
        lines = list(faults(measurement))
        if options.targets and compilation is not None:
            checks[corpus_set.name] = check_targets(compilation)
            offences = checks[corpus_set.name].items()
            lines += [f"{corpus_set.name}: {check}: no: {why}" for check, why in offences if why]
        amiss += len(lines)
        if options.show or options.aspect:
            lines += disagreements(measurement, options.aspect or ())
        print("".join(f"{line}\n" for line in lines), end="", flush=True)
    if not measurements:
        print(f"no set below {options.folder}", file=sys.stderr)
        return 2
    print(report(measurements, checks), end="")
    if options.markdown:
        print(f"\n{notes()}", end="")
    return 1 if amiss else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="every set below it is measured")
    parser.add_argument("--set", action="append", help="only sets with this in their names")
    parser.add_argument("--show", action="store_true", help="every disagreement with the truth")
    parser.add_argument(
        "--aspect", action="append", choices=ASPECTS, help="show the disagreements of this aspect"
    )
    parser.add_argument(
        "--targets", action="store_true", help="hold the generated code to its word"
    )
    parser.add_argument("--markdown", action="store_true", help="add what the figures cover")
    return parser


if __name__ == "__main__":
    sys.exit(main())
