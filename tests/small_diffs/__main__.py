"""The command line: `PYTHONPATH=tests python -m small_diffs [FOLDER]… [-n N]`.

Exit 1 where something changed that should not, 2 where there was nothing to be edited.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from small_diffs.edits import KINDS
from small_diffs.measure import Effect, SmallDiffs
from small_diffs.report import strays, table

_TESTS = Path(__file__).parents[1]
OUR_SPEC_SETS = (
    _TESTS.parent / "specs",
    _TESTS / "torture" / "specs",
    *sorted(_TESTS.glob("golden/*/*/input")),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make edits of each spec set and print the figures of all; the exit status."""
    options = _parser().parse_args(arguments)
    effects: list[Effect] = []
    for folder in options.folders or OUR_SPEC_SETS:
        try:
            small_diffs = SmallDiffs(folder, options.seed, options.target)
        except LookupError as error:
            print(error, file=sys.stderr)
            continue
        for effect in small_diffs.effects(options.number, options.kind or KINDS):
            effects.append(effect)
            for line in _shown(effect, options.show):
                print(line, flush=True)
    if not effects:
        return 2
    print(table(effects))
    found = [*strays(effects)]
    print(f"\n{len(found)} parts changed outside the edited type and those that refer to it")
    print("".join(f"{line}\n" for line in found), end="")
    return 1 if found else 0


def _shown(effect: Effect, most: int | None) -> Sequence[str]:
    """The changes of an edit that changed more lines of an output than this."""
    if most is None or (not effect.elsewhere and max(effect.lines.values()) <= most):
        return ()
    lines = [f"{effect.edit.kind}: {effect.edit.page}"]
    for change in effect.changes:
        if change in effect.elsewhere or effect.lines[change.place.output] > most:
            lines += [f"   {change.place.path}: {change.place.page or 'the frame'}"]
            lines += [change.shown()]
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m small_diffs", description=__doc__)
    parser.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="a spec set; default: all of ours"
    )
    parser.add_argument("-n", "--number", type=int, default=200, help="edits of each spec set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=KINDS, help="edits of this kind only")
    parser.add_argument("--target", action="append", default=[], help="this target only")
    parser.add_argument(
        "--show",
        type=int,
        metavar="LINES",
        help="show edits that change more lines of an output, or a line that they should not",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
