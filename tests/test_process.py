"""The program as a process: its streams, its environment, other processes, and its sudden end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import (
    COMMAND,
    ENVIRONMENT,
    GOOD,
    ROOT,
    Run,
    record,
    spawn,
)
from trees import files, put, state, untouched


def test_version_is_the_projects_and_costs_nothing(tmp_path: Path) -> None:
    """It is not timed but counted: of all modules of ours, these are loaded and no others."""
    environment = {**ENVIRONMENT, "PYTHONPROFILEIMPORTTIME": "1"}
    done = spawn("--version", cwd=tmp_path, env=environment)
    [project] = re.findall(
        '^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert (done.returncode, done.stdout) == (0, f"tablewright {project}\n")
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert {name for name in loaded if name.startswith("generator")} == {
        "generator",
        "generator.arguments",
        "generator.cli",
        "generator.console",
        "generator.failures",
        "generator.version",
    }
    assert not loaded & {"jinja2", "yaml", "json", "hashlib", "difflib", "unicodedata"}


def test_the_process_ends_with_the_status(run: Run, project: Path) -> None:
    done = spawn("generate", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("10 pages, ")
    assert run("generate", "--check").status == 0
    assert spawn("lint", "nowhere", cwd=project).returncode == 2
    put(Path("specs"), {"a.md": b"\xff"})
    done = spawn("generate", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[not-utf8]" in done.stderr


def test_nothing_remains_outside_of_out_and_the_cache(project: Path) -> None:
    homes = {name: project / name.lower() for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    for home in homes.values():
        home.mkdir()
    environment = {**ENVIRONMENT, **{k: str(v) for k, v in homes.items()}}
    with untouched(homes["HOME"], homes["TMPDIR"], Path("specs")):
        assert spawn("generate", "--out", "out", cwd=project, env=environment).returncode == 0
        assert spawn("lint", cwd=project, env=environment).returncode == 0
    assert [each.name for each in homes["XDG_CACHE_HOME"].iterdir()] == ["tablewright"]
    assert sorted(path.name for path in project.iterdir()) == sorted(
        ["specs", "out", *(home.name for home in homes.values())]
    )


# What is said may be little, and be said at the end, or more than a buffer holds.
SHORT_AND_LONG = [["--version"], ["dump", "page"]]


@pytest.mark.parametrize(
    ("stream", "arguments"),
    [*(("stdout", arguments) for arguments in SHORT_AND_LONG), ("stderr", ["lint", "nowhere"])],
)
def test_nobody_reads_what_is_said(project: Path, stream: str, arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        streams = (pipe, subprocess.PIPE) if stream == "stdout" else (subprocess.PIPE, pipe)
        done = spawn(*arguments, cwd=project, stdout=streams[0], stderr=streams[1])
    assert done.returncode == 2
    assert not done.stdout
    assert not done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", SHORT_AND_LONG)
def test_there_is_no_room_for_what_is_said(project: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = spawn(*arguments, cwd=project, stdout=full)
    assert done.returncode == 2
    assert done.stderr.startswith("tablewright: ")
    assert done.stderr.endswith("No space left on device\n")


@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_stream_may_be_closed(project: Path, closed: str) -> None:
    put(
        Path("specs"),
        {"a.md": record("A", kind="[zoo.Knd](models/zoo/kind.md)")},
    )
    command = f'"{sys.executable}" -m generator generate {closed}>&-'
    done = subprocess.run(command, shell=True, cwd=project, env=ENVIRONMENT, check=False)
    assert done.returncode == 0
    assert files(project / "generated")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_text_is_shown_whatever_the_locale(project: Path, encoding: str) -> None:
    put(Path("specs"), {"é.md": record("Ä", 日本="*strnig*")})
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": encoding}
    done = spawn("lint", cwd=project, env=environment)
    assert done.returncode == 1
    assert "`日本`" in done.stderr


def test_names_on_disk_are_utf_8_whatever_the_locale(run: Run, project: Path) -> None:
    put(Path("specs"), {"models/zoé/日本.md": record("日本"), "models/zoé/é b.md": record("É")})
    assert run("generate", "--out", "expected").status == 0
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert spawn("generate", cwd=project, env={**ENVIRONMENT, **locale}).returncode == 0
    assert files(Path("generated")) == files(Path("expected"))
    assert run("generate").out.split(": ")[1].startswith("0 files written")


@pytest.mark.parametrize("moment", ["staging begins", "the journal stands", "a file has moved"])
def test_a_killed_run_is_finished_or_forgotten_by_the_next(
    run: Run, project: Path, moment: str
) -> None:
    """Killed when something shows up in OUT. That it is hit exactly does not matter."""
    run("generate")
    old = files(Path("generated"))
    put(Path("specs"), {name: text.replace("The id", "Its id") for name, text in GOOD.items()})
    put(Path("specs"), {"models/zoo/animal9.md": record("Animal9")})
    run("generate", "--out", "expected")
    new = files(Path("expected"))
    staging = Path("generated/.tablewright-staging")
    signs: dict[str, Callable[[], bool]] = {
        "staging begins": staging.exists,
        "the journal stands": (staging / "journal.json").exists,
        "a file has moved": lambda: (
            Path("generated/schema.yaml").read_bytes() == new["schema.yaml"]
        ),
    }
    process = subprocess.Popen(
        [*COMMAND, "generate"],
        cwd=project,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not signs[moment]():
        time.sleep(0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    for path, data in files(Path("generated")).items():
        if not path.startswith(staging.name):
            assert data in (old.get(path), new.get(path)), f"{path} is not whole"
    put(Path("specs"), {"models/zoo/broken.md": b"\xff"})
    assert run("generate").status == 1, "though this run fails"
    assert files(Path("generated")) in (old, new)
    Path("specs/models/zoo/broken.md").unlink()
    assert run("generate").status == 0
    assert files(Path("generated")) == new


def test_runs_at_once_leave_one_result(run: Run, project: Path) -> None:
    run("generate", "--out", "expected")
    command = [*COMMAND, "generate", "--out", "new/out"]
    processes = [
        subprocess.Popen(command, cwd=project, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
        for _ in range(4)
    ]
    assert [process.wait() for process in processes] == [0] * 4
    assert files(Path("new/out")) == files(Path("expected"))


def test_the_input_is_never_touched(run: Run) -> None:
    before = state(Path("specs"))
    run("generate")
    run("lint")
    run("dump", "view")
    assert state(Path("specs")) == before
