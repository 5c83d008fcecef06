"""`tablewright generate`: the main job."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from generator.commands.compiling import compiled, is_stopped
from generator.commands.findings import print_diagnostics, print_text, status_of
from generator.commands.remembering import Counts, Memory
from generator.commands.watching import watch, watched_files
from generator.console import CLEAN, FINDINGS, counted, out, say
from generator.output import MANIFEST, Tree
from generator.pipeline import SCHEMA_FILE, artifact_shares
from generator.plan import Plan, plan_output
from generator.source import Span
from generator.wording import listed
from generator.write import locked, recover, write_output

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from generator.pipeline import Compilation

_PAUSE: Final = 0.3
"""How many seconds pass between two looks at the pages."""


def run(arguments: argparse.Namespace) -> int:
    """Make OUT from SPECS, or say what of it is out of date; or go on making it."""
    if not arguments.watch:
        return _generate(arguments)
    state = partial(watched_files, arguments.specs, arguments.out, arguments.from_schema)
    say(f"watching {arguments.specs.as_posix()}, until Ctrl-C")
    watch(state, partial(_generate, arguments), partial(time.sleep, _PAUSE))
    return CLEAN


def _generate(arguments: argparse.Namespace) -> int:
    started, moment = time.perf_counter(), time.time_ns()
    folder: Path = arguments.out
    recover(folder)
    memory = _memory(arguments)
    if memory is not None and (same := memory.recall()) is not None:
        print_diagnostics(same)
        if not arguments.check:
            plan = Plan((), same.files, (), (), None)
            out(f"{_summary(same.counts, plan, time.perf_counter() - started)}\n")
            _say_passing(same.counts)
        return CLEAN
    compilation = compiled(arguments, arguments.target)
    print_diagnostics(compilation)
    if is_stopped(compilation, keep_going=arguments.keep_going):
        return FINDINGS
    with locked(folder, make=not arguments.check) as stage:
        put = None if arguments.check else stage.put
        plan = plan_output(artifact_shares(compilation), folder, arguments.target, put)
        _print_edited(plan, folder, compilation)
        if arguments.check:
            return _print_stale(plan, folder) or status_of(compilation)
        if is_stopped(compilation, keep_going=arguments.keep_going):
            return FINDINGS
        before = Tree(folder).read(SCHEMA_FILE) if SCHEMA_FILE in plan.write else None
        write_output(plan, folder)
        if memory is not None:
            memory.remember(compilation, moment, time.time_ns())
    counts = Counts.of(compilation)
    out(f"{_summary(counts, plan, time.perf_counter() - started)}\n")
    _say_passing(counts)
    if before is not None:
        now = Tree(folder).read(SCHEMA_FILE) or b""
        out(_told_changes(before, now, compilation))
    return status_of(compilation)


def _told_changes(before: bytes, now: bytes, compilation: Compilation) -> str:
    from generator.diff.regenerated import told_changes

    return told_changes(before, now.decode(), compilation.schema, compilation.directions)


def _memory(arguments: argparse.Namespace) -> Memory | None:
    """What is known of the last such run."""
    if arguments.from_schema is not None:
        return None
    return Memory(arguments.specs, arguments.out, arguments.target)


def _summary(counts: Counts, plan: Plan, seconds: float) -> str:
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
    return (
        f"{pages}, {types}, {fields}: {counted(written, 'file')} written,"
        f" {plan.unchanged} unchanged, {len(plan.remove)} removed in {seconds:.2f} s"
        + (f" ({'; '.join(remarks)})" if remarks else "")
    )


def _say_passing(counts: Counts) -> None:
    """Say which targets do not last, since the spec set does not name them."""
    if counts.passing:
        verb, them = ("are", "them") if len(counts.passing) > 1 else ("is", "it")
        targets = f"{listed(counts.passing)} {verb} not among the targets of the spec set"
        say(f"{targets}: the next `generate` without `--target` removes {them}")


def _print_edited(plan: Plan, folder: Path, compilation: Compilation) -> None:
    for path in plan.edited:
        compilation.report.add(
            "edited-output",
            Span((folder / path).as_posix(), 1, 1, 1),
            "this generated file was edited by hand",
            "edits here do not last: say it on the page, or in the overlay",
        )
    edited = (d for d in compilation.report.sorted() if d.code == "edited-output")
    print_text(edited, compilation)


def _print_stale(plan: Plan, folder: Path) -> int:
    if plan.is_empty:
        return CLEAN
    tree = Tree(folder)
    stale = [*plan.write, *plan.remove] or [MANIFEST]
    for path in stale[:10]:
        what = "missing" if tree.read(path) is None else "stale"
        what = "no longer generated" if path in plan.remove else what
        out(f"{(folder / path).as_posix()}: {what}\n")
    if len(stale) > 10:
        out(f"and {len(stale) - 10} more\n")
    say(f"{folder.as_posix()} is out of date: run `tablewright generate`")
    return FINDINGS
