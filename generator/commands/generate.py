"""`tablewright generate`: the main job."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from generator.commands.compiling import compiled, is_stopped
from generator.commands.findings import print_diagnostics, print_text, status_of
from generator.commands.remembering import Counts, Memory
from generator.console import CLEAN, FINDINGS, counted, out, say
from generator.output import Tree
from generator.pipeline import SCHEMA_FILE, build_artifacts
from generator.source import Span
from generator.write import Plan, locked, plan_output, recover, write_output

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from generator.artifacts import Artifact
    from generator.pipeline import Compilation


def run(arguments: argparse.Namespace) -> int:
    """Make OUT from SPECS, or say what of it is out of date."""
    started, moment = time.perf_counter(), time.time_ns()
    folder: Path = arguments.out
    recover(folder)
    memory = _memory(arguments)
    if memory is not None and (same := memory.recall()) is not None:
        print_diagnostics(same)
        if not arguments.check:
            plan = Plan({}, same.files, (), (), None)
            out(f"{_summary(same.counts, plan, time.perf_counter() - started)}\n")
        return CLEAN
    compilation = compiled(arguments, arguments.target)
    print_diagnostics(compilation)
    if is_stopped(compilation, keep_going=arguments.keep_going):
        return FINDINGS
    artifacts = tuple(build_artifacts(compilation))
    with locked(folder, make=not arguments.check):
        plan = plan_output(artifacts, folder, arguments.target)
        _print_edited(plan, folder, compilation)
        if arguments.check:
            return _print_stale(plan, folder) or status_of(compilation)
        if is_stopped(compilation, keep_going=arguments.keep_going):
            return FINDINGS
        before = Tree(folder).read(SCHEMA_FILE) if SCHEMA_FILE in plan.write else None
        write_output(plan, folder)
        if memory is not None:
            memory.remember(compilation, moment, time.time_ns())
    out(f"{_summary(Counts.of(compilation), plan, time.perf_counter() - started)}\n")
    if before is not None:
        out(_told_changes(before, artifacts, compilation))
    return status_of(compilation)


def _told_changes(before: bytes, artifacts: Iterable[Artifact], compilation: Compilation) -> str:
    from generator.diff.regenerated import told_changes

    now = next(each.text for each in artifacts if each.path == SCHEMA_FILE)
    return told_changes(before, now, compilation.schema, compilation.directions)


def _memory(arguments: argparse.Namespace) -> Memory | None:
    """What is known of the last such run; nothing of those that go on in spite of errors."""
    if arguments.keep_going or arguments.from_schema is not None:
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
    return (
        f"{pages}, {types}, {fields}: {counted(len(plan.write), 'file')} written,"
        f" {plan.unchanged} unchanged, {len(plan.remove)} removed in {seconds:.2f} s"
        + (f" ({'; '.join(remarks)})" if remarks else "")
    )


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
    stale = [*plan.write, *plan.remove] or ["manifest.json"]
    for path in stale[:10]:
        what = "no longer generated" if path in plan.remove else "stale"
        out(f"{(folder / path).as_posix()}: {what}\n")
    if len(stale) > 10:
        out(f"and {len(stale) - 10} more\n")
    say(f"{folder.as_posix()} is out of date: run `tablewright generate`")
    return FINDINGS
