"""Making OUT: from all pages, or from those that changed since the last run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from generator.commands.compiling import is_kept_back, is_stopped, task_of
from generator.commands.findings import print_diagnostics, print_text, status_of
from generator.commands.summing_up import print_stale, print_summary
from generator.console import CLEAN, FINDINGS, out
from generator.crew import together
from generator.frozen import Frozen, replace
from generator.output import Tree
from generator.pipeline import SCHEMA_FILE, artifact_shares, build_pieces
from generator.plan import Comparison, plan_pieces
from generator.references import uses
from generator.rerun.known import known_bytes
from generator.rerun.record import Counts, Record
from generator.rerun.revision import revise
from generator.rerun.snapshot import NONE, read_snapshot
from generator.schema_file import schema_blocks
from generator.source import Span
from generator.write import Stage, locked, write_output

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.commands.clock import Clock
    from generator.commands.compiling import Task
    from generator.crew import Crew
    from generator.dialects.dialect import Directions
    from generator.pipeline import Compilation
    from generator.plan import Plan
    from generator.rerun.memory import LastRun, Memory
    from generator.rerun.snapshot import Snapshot
    from generator.schema import Schema


class Making(Frozen):
    """One run that has something to do."""

    arguments: argparse.Namespace
    memory: Memory | None
    clock: Clock

    def done(self, last: LastRun | None) -> int:
        """Do it; the exit status. `last` is the last run, where this one differs in a few pages.

        Raises `CannotWorkError` and `OSError`.
        """
        if self.memory is not None and last is not None and last.record.known:
            with locked(self._out, make=False) as stage:
                status = self._gone_on(self.memory, last, stage)
            if status is not None:
                return status
        task = task_of(self.arguments, self.arguments.target or None)
        # Who only helps holds OUT as well, and so as long as anybody is at work in it.
        with locked(self._out, make=not self.arguments.check) as stage:
            return together(partial(self._made, task, stage), pays=task.is_large)

    def _made(self, task: Task, stage: Stage, crew: Crew) -> int:
        """From all pages, by each of a crew; the first says what there is to say, and writes."""
        arguments = self.arguments
        compilation = task.compile(crew)
        if crew.number:
            if not is_kept_back(compilation, keep_going=arguments.keep_going):
                self._compared(compilation, stage, crew)
            return CLEAN
        print_diagnostics(compilation)
        if self._is_stopped(compilation):
            return FINDINGS
        comparison, read, known = self._compared(compilation, stage, crew)
        plan = comparison.plan()
        _print_edited(plan, self._out, compilation)
        if arguments.check:
            return self._checked(plan) or status_of(compilation)
        if self._is_stopped(compilation):
            return FINDINGS
        before = Tree(self._out).read(SCHEMA_FILE) if SCHEMA_FILE in plan.write else None
        write_output(plan, self._out)
        counts = _counts(compilation, plan)
        # A project's templates may come and go unseen.
        if self.memory is not None and not compilation.own_targets:
            found = compilation.report.sorted()
            record = Record(self.memory.names, read, counts, found, known)
            self.memory.remember(record, plan, self.clock.moment)
        print_summary(counts, plan, self.clock.seconds)
        if before is not None and compilation.is_sound:
            now = Tree(self._out).read(SCHEMA_FILE) or b""
            out(_told_changes(before, now, compilation))
        return status_of(compilation)

    def _compared(
        self, compilation: Compilation, stage: Stage, crew: Crew
    ) -> tuple[Comparison, Snapshot, bytes]:
        """All artifacts beside OUT, of which each of the crew makes its share; and for the next
        run, what was read, and what is known."""
        is_check: bool = self.arguments.check
        comparison = Comparison(self._out, self.arguments.target, None if is_check else stage.put)
        read = NONE
        known: list[bytes] = []
        """One of the crew tells it."""
        work: list[Callable[[], None]] = [
            partial(comparison.add, share) for share in artifact_shares(compilation)
        ]
        if not is_check:
            read = read_snapshot(compilation.sources.values(), self.clock.began)
            work.append(lambda: known.append(known_bytes(compilation)))
        for step in crew.claim(work):
            step()
        for found, its_read, its_known in crew.hand_in((comparison.found, read, known))[1:]:
            comparison.found.take_in(found)
            read += its_read
            known += its_known
        return comparison, read, b"".join(known)

    def _gone_on(self, memory: Memory, last: LastRun, stage: Stage) -> int | None:
        """From the pages that changed, in an OUT that is locked; None where that is not enough."""
        record = last.record
        try:
            revision = revise(memory.folder, last, memory.only)
            if revision is None:
                return None
            compilation = revision.compilation
            has_errors = compilation.report.has_errors
            if has_errors and self.arguments.keep_going:
                return None
            pieces = build_pieces(compilation) if not has_errors else ()
            files = record.files
            plan, texts = plan_pieces(pieces, record.counts.files, self._out, files.is_current)
            before = Tree(self._out).read(SCHEMA_FILE) if SCHEMA_FILE in plan.write else None
            blocks = schema_blocks(compilation.schema, before) if before is not None else {}
        except LookupError:  # OUT is not what it was any more
            return None
        print_diagnostics(compilation)
        if self._is_stopped(compilation):
            return FINDINGS
        if self.arguments.check:
            return self._checked(plan)
        for path, data in texts.items():
            stage.put(path, data)
        write_output(plan, self._out)
        now = replace(
            record,
            files=read_snapshot(revision.read, self.clock.began),
            counts=replace(record.counts, fields=sum(revision.details.sizes.values())),
            findings=compilation.report.sorted(),
            newer=revision.newer,
        )
        memory.remember(now, plan, self.clock.moment, record.files)
        print_summary(now.counts, plan, self.clock.seconds)
        if before is not None:
            schema = compilation.schema.knowing({uses: revision.details.uses})
            out(_told_changes_of(before, blocks, schema, compilation.directions))
        return CLEAN

    @property
    def _out(self) -> Path:
        out: Path = self.arguments.out
        return out

    def _is_stopped(self, compilation: Compilation) -> bool:
        return is_stopped(compilation, keep_going=self.arguments.keep_going)

    def _checked(self, plan: Plan) -> int:
        if plan.is_empty:
            return CLEAN
        print_stale(plan, self._out)
        return FINDINGS


def _counts(compilation: Compilation, plan: Plan) -> Counts:
    return Counts(
        len(compilation.page_names),
        len(compilation.schema.declarations),
        compilation.field_count,
        len(compilation.ruled_out),
        compilation.dialect,
        tuple(name for name in compilation.targets if name not in compilation.configured),
        len(plan.write) + plan.unchanged,
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


def _told_changes(before: bytes, now: bytes, compilation: Compilation) -> str:
    from generator.diff.regenerated import told_changes

    return told_changes(before, now.decode(), compilation.schema, compilation.directions)


def _told_changes_of(
    before: bytes, blocks: Mapping[str, str], now: Schema, directions: Directions
) -> str:
    from generator.diff.regenerated import told_changes_of

    head = before.partition(b"\ntypes:")[0].decode()
    return told_changes_of(head, blocks, now, directions)
