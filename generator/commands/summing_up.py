"""What `generate` says in the end of what it did, or what there is to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.console import out, say
from generator.output import MANIFEST, Tree
from generator.wording import counted, listed

if TYPE_CHECKING:
    from pathlib import Path

    from generator.plan import Plan
    from generator.rerun.record import Counts


def print_summary(counts: Counts, plan: Plan, seconds: float) -> None:
    """Show in one line what was read and written; and which targets do not last."""
    pages = counted(counts.pages, "page")
    types = counted(counts.types, "type")
    fields = counted(counts.fields, "field")
    remarks = [counts.dialect] if counts.dialect else []
    if counts.ruled_out:
        remarks.append(f"{counted(counts.ruled_out, 'page')} ruled out")
    if plan.conflicts:
        remarks.append(f"conflicts of a merge resolved in {counted(len(plan.conflicts), 'file')}")
    # The manifest counts where it was in conflict: that is a file that people saw change.
    written = len(plan.write) + (MANIFEST in plan.conflicts)
    out(
        f"{pages}, {types}, {fields}: {counted(written, 'file')} written,"
        f" {plan.unchanged} unchanged, {len(plan.remove)} removed in {seconds:.2f} s"
        + (f" ({'; '.join(remarks)})\n" if remarks else "\n")
    )
    if counts.passing:  # the spec set does not name them
        verb, them = ("are", "them") if len(counts.passing) > 1 else ("is", "it")
        targets = f"{listed(counts.passing)} {verb} not among the targets of the spec set"
        say(f"{targets}: the next `generate` without `--target` removes {them}")


def print_stale(plan: Plan, folder: Path) -> None:
    """Show which files are not what they should be."""
    tree = Tree(folder)
    stale = sorted([*plan.write, *plan.remove]) or [MANIFEST]
    for path in stale[:10]:
        what = "missing" if tree.read(path) is None else "stale"
        what = "no longer generated" if path in plan.remove else what
        out(f"{(folder / path).as_posix()}: {what}\n")
    if len(stale) > 10:
        out(f"and {len(stale) - 10} more\n")
    say(f"{folder.as_posix()} is out of date: run `tablewright generate`")
