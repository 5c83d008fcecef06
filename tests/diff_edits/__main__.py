"""Measure N random edits, and print the figures."""

from __future__ import annotations

import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from diff_edits.edits import Edited, edited
from diff_edits.measure import Measured


def main() -> None:
    """Take the number of edits, and the seed that they are drawn from."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    measured = Measured()
    started = time.perf_counter()

    @seed(first)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(edited(), edited(nasty=True)))
    def measure(example: Edited) -> None:
        if example.names:
            measured.add(example, measured.edits)
            if measured.edits % 1000 == 0:
                print(f"{measured.edits} …", file=sys.stderr, flush=True)

    measure()
    seconds = time.perf_counter() - started
    share = 100 * len(measured.unproven) / max(1, measured.breaking)
    print(f"{measured.edits} edits in {seconds:.0f} s, {len(measured.rules)} rules met")
    print(
        f"{measured.breaking} breaking verdicts, {len(measured.unproven)} unproven ({share:.2f} %)"
    )
    print(f"{len(measured.disproved)} witnesses that are none")
    print(
        f"{measured.found} times a payload was found by itself,"
        f" {len(measured.overlooked)} overlooked"
    )
    for told in (measured.overlooked + measured.disproved + measured.unproven)[:10]:
        print(f"\n{told}")
    print(*(f"{rule}: {number}" for rule, number in measured.rules.most_common()), sep="\n")


main()
