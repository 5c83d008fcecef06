"""What all tests share: a project to run commands in, and the switch that rewrites golden cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import ENUM, GOOD, SETTINGS, Result, Run
from hypothesis import settings
from trees import put

from generator import cli

# A machine that is busy is no failure.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expected files of golden cases, print what changed, and fail",
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a spec set of ten good pages in it."""
    put(tmp_path / "specs", {**GOOD, "models/zoo/kind.md": ENUM, "tablewright.yaml": SETTINGS})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the project."""
    assert Path.cwd() == project

    def run(*arguments: str) -> Result:
        status = cli.main(arguments)
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run
