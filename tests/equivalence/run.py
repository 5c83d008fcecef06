"""Many trials: in chunks, each with a seed of its own, so that a run is the same on any machine.

The TypeScript compiler is asked once for a chunk, when all other readers agree. A trial in which
any of them disagrees is made small before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final

import hypothesis
from hypothesis import HealthCheck, Phase, settings

from equivalence.ajv_worker import AjvWorker
from equivalence.engine import DisagreementError, Examined, Tally, examine, judge_typescript
from equivalence.programs import Judgement, Programs
from equivalence.smaller import made_smaller
from equivalence.trials import Trial, trials

CHUNK: Final = 250
"""How many trials are compiled together."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What came of some trials."""

    tally: Tally
    disagreement: str = ""
    """The first that was found, made small. Empty: there is none."""


def run(count: int, seed: int, jobs: int) -> Iterator[Chunk]:
    """Run `count` trials in `jobs` processes; the chunks in their order."""
    sizes = [min(CHUNK, count - start) for start in range(0, count, CHUNK)]
    seeds = [chunk_seed(seed, number) for number in range(len(sizes))]
    if jobs == 1:
        yield from map(run_chunk, sizes, seeds)
        return
    # A process remembers the code of all packages that it has imported, so it does not live long.
    with get_context("spawn").Pool(jobs, maxtasksperchild=2) as pool:
        yield from pool.imap(_run_chunk, zip(sizes, seeds, strict=True))


def chunk_seed(seed: int, number: int) -> int:
    """The seed of the chunk with this number."""
    return seed * 100_000 + number


def _run_chunk(size_and_seed: tuple[int, int]) -> Chunk:
    return run_chunk(*size_and_seed)


def run_chunk(count: int, seed: int) -> Chunk:
    """Run `count` trials, drawn by a seed."""
    with TemporaryDirectory() as name, AjvWorker() as worker:
        return _Chunk(count, seed, Path(name), worker).run()


@dataclass(frozen=True, slots=True)
class _Chunk:
    count: int
    seed: int
    folder: Path
    worker: AjvWorker

    def run(self) -> Chunk:
        done: list[Examined] = []
        failed: list[Trial] = []

        def collect(trial: Trial) -> None:
            try:
                done.append(self._examine(trial))
            except DisagreementError:
                failed.append(trial)
                raise

        try:
            self._drawn(collect)
        except DisagreementError:
            # What Hypothesis runs last is the smallest that it found.
            return Chunk(Tally(), made_smaller(failed[-1], self._disagreement))
        return self._compiled(done)

    def _compiled(self, done: Sequence[Examined]) -> Chunk:
        """What the compiler says of the trials that are done."""
        tally = Tally()
        for examined, judgement in zip(done, self._judgements(done), strict=True):
            try:
                judge_typescript(examined, judgement)
            except DisagreementError:
                return Chunk(tally, made_smaller(examined.trial, self._compiled_disagreement))
            tally.add(examined.tally)
        return Chunk(tally)

    def _drawn(self, body: Callable[[Trial], None]) -> None:
        """Run a body for each trial; a trial in which it fails is made small."""
        prepared = settings(
            max_examples=self.count,
            phases=[Phase.generate, Phase.shrink],
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )(hypothesis.given(trials())(body))
        hypothesis.seed(self.seed)(prepared)()

    def _disagreement(self, trial: Trial) -> str:
        """What the readers of Python and JSON Schema disagree about; empty: they do not."""
        try:
            self._examine(trial)
        except DisagreementError as error:
            return str(error)
        return ""

    def _compiled_disagreement(self, trial: Trial) -> str:
        """What the compiler, too, disagrees about."""
        try:
            examined = self._examine(trial)
            (judgement,) = self._judgements([examined])
            judge_typescript(examined, judgement)
        except DisagreementError as error:
            return str(error)
        return ""

    def _examine(self, trial: Trial) -> Examined:
        return examine(trial, self._fresh("pages"), self.worker)

    def _judgements(self, done: Sequence[Examined]) -> list[Judgement]:
        programs = Programs()
        for examined in done:
            programs.add(examined.trial.schema, examined.artifacts, examined.trial.payloads)
        return programs.judge(self._fresh("typescript"))

    def _fresh(self, name: str) -> Path:
        """An empty folder."""
        folder = self.folder / name
        if folder.exists():
            rmtree(folder)
        folder.mkdir()
        return folder
