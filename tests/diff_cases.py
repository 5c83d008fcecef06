"""Both sides of a comparison in tests: folders of files, and what `diff` finds between them."""

from __future__ import annotations

from pathlib import Path

from generator.diff.compare import compare
from generator.diff.inputs import find_sides, read_side
from generator.diff.model import Comparison


def compared(old: Path, new: Path) -> Comparison:
    """What changed between two sides, neither of which has an error."""
    sides = [read_side(place) for place in find_sides(str(old), str(new))]
    for side in sides:
        assert not side.report.has_errors, side.report.sorted()
    return compare(sides[0].schema, sides[1].schema)
