"""`generate --watch`: again on every change, until Ctrl-C."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from command_line import COMMAND, ENVIRONMENT, Run, record
from trees import files, put

from generator.commands.watching import State, watch, watched_files
from generator.failures import CannotWorkError


def watched(states: Iterable[int], act: Callable[[], object]) -> None:
    """Watch something that is in these states, one after the other."""
    waiting = iter(states)

    def state() -> State:
        for number in waiting:
            return {"page.md": (number, 0)}
        raise KeyboardInterrupt

    watch(state, act, lambda: None)


def test_it_acts_at_first_and_on_every_change() -> None:
    acts: list[str] = []
    watched([1, 1, 2, 2, 1], lambda: acts.append("act"))
    assert len(acts) == 3


def test_what_fails_is_said_and_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    failures = iter([None, CannotWorkError("no pages"), OSError("no room"), None])
    acts: list[object] = []

    def act() -> None:
        failure = next(failures)
        acts.append(failure)
        if failure is not None:
            raise failure

    watched([1, 2, 3, 4, 4], act)
    assert len(acts) == 4
    assert capsys.readouterr().err == "tablewright: no pages\ntablewright: no room\n"


@pytest.mark.parametrize("failures", [[CannotWorkError()], [None, BrokenPipeError()]])
def test_what_cannot_be_mended_ends_it(failures: list[Exception | None]) -> None:
    def act() -> None:
        failure = failures.pop(0)
        if failure is not None:
            raise failure

    with pytest.raises((CannotWorkError, BrokenPipeError)):
        watched([1, 2, 3], act)


def test_files_are_watched_but_not_those_that_it_makes(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    put(specs, {"models/pet.md": "a", "generated/index.md": "", "tablewright.yaml": ""})
    put(tmp_path, {"schema.yaml": ""})
    out, schema = specs / "generated", tmp_path / "schema.yaml"
    found = watched_files(specs, out, schema)
    assert sorted(found) == ["models/pet.md", "schema.yaml", "tablewright.yaml"]
    (specs / "models/pet.md").write_text("ab")
    assert watched_files(specs, out, schema) != found
    assert watched_files(tmp_path / "none", out, None) == {}


def test_generate_is_what_is_done(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*_: object) -> None:
        page = Path("specs/models/zoo/new.md")
        if page.exists():
            raise KeyboardInterrupt
        put(page.parent, {page.name: record("New")})

    monkeypatch.setattr(time, "sleep", changed)
    result = run("generate", "--watch")
    assert (result.status, result.err) == (0, "watching specs, until Ctrl-C\n")
    assert re.findall(r"^\d+ pages", result.out, re.MULTILINE) == ["10 pages", "11 pages"]
    assert run("generate", "--check").status == 0


def test_watching_is_no_check(run: Run) -> None:
    result = run("generate", "--watch", "--check")
    assert result.status == 2
    assert "not allowed with argument" in result.err


def test_where_there_is_nothing_to_watch(run: Run) -> None:
    result = run("generate", "none", "--watch")
    assert (result.status, result.out) == (2, "")
    assert result.err.endswith("tablewright: none is not a folder\n")


def test_ctrl_c_ends_it_quietly(project: Path) -> None:
    command = [*COMMAND, "generate", "--watch"]
    with subprocess.Popen(
        command,
        cwd=project,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job may ignore it
    ) as process:
        assert process.stdout is not None
        assert b"10 pages" in process.stdout.readline(), "it is seen at once"
        put(project / "specs/models/zoo", {"new.md": record("New")})
        while b"11 pages" not in process.stdout.readline():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"watching specs, until Ctrl-C\n")
    assert "schema.yaml" in files(project / "generated")
