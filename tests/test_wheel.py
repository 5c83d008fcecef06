"""The wheel that is built from the checkout does the same elsewhere: all it needs travels inside.

It is built from a copy without `.git`, and installed into a folder of its own. There the command
runs in another process, from another folder, where the checkout cannot be imported.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jinja2
import markupsafe
import msgspec
import pytest
import yaml
from trees import files

from generator.diagnostics import CATALOGUE
from generator.dialects.dialect import dialect_names

ROOT = Path(__file__).parent.parent
SOURCES = ("generator", "templates", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources without `.git`."""
    checkout = tmp_path_factory.mktemp("checkout")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, checkout / name)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    [built] = (checkout / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables of a process that finds the installed wheel, what it depends on, and no more."""
    site = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install = [*pip, "--no-deps", "--no-index", "--no-compile", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    dependencies = tmp_path_factory.mktemp("dependencies")
    for package in (jinja2, markupsafe, msgspec, yaml):
        assert package.__file__ is not None
        folder = Path(package.__file__).parent
        (dependencies / folder.name).symlink_to(folder)
    paths = os.pathsep.join([str(site), str(dependencies)])
    return {"PATH": os.environ["PATH"], "PYTHONPATH": paths, "SITE": str(site)}


def run(environment: dict[str, str], cwd: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the installed command. `-S` leaves out what is installed for the tests."""
    command = [sys.executable, "-S", f"{environment['SITE']}/bin/tablewright", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_it_makes_the_same_bytes_elsewhere(environment: dict[str, str], tmp_path: Path) -> None:
    from generator import cli

    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    status, out, _ = run(environment, tmp_path, "generate")
    assert status == 0
    assert re.match(r"\d+ pages, \d+ types, \d+ fields: \d+ files written, ", out)
    assert cli.main(["generate", str(ROOT / "specs"), "--out", str(tmp_path / "checkout")]) == 0
    assert files(tmp_path / "generated") == files(tmp_path / "checkout")


def test_it_is_the_wheel_that_runs(environment: dict[str, str], tmp_path: Path) -> None:
    """Not the checkout, which an installation for development would find."""
    program = "import generator, jinja2; print(generator.__file__)"
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(environment["SITE"])


def test_it_knows_its_version(environment: dict[str, str], tmp_path: Path) -> None:
    [version] = re.findall(
        '^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert run(environment, tmp_path, "--version") == (0, f"tablewright {version}\n", "")


def test_it_explains(environment: dict[str, str], tmp_path: Path) -> None:
    status, out, _ = run(environment, tmp_path, "explain", "ragged-row")
    assert status == 0
    assert out.startswith("# ragged-row\n")


def test_all_that_is_no_code_travels_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = (path for path in (ROOT / "templates").rglob("*") if path.is_file())
    expected = {f"generator/{path.relative_to(ROOT).as_posix()}" for path in templates}
    expected |= {f"generator/dialects/{name}.yaml" for name in dialect_names()}
    expected |= {f"generator/explanations/{code}.md" for code in CATALOGUE}
    assert expected <= names
    assert len([name for name in expected if name.endswith(".jinja")]) >= 3


def test_nothing_else_travels_inside(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top.partition("-")[0] for top in tops} == {"generator", "tablewright"}


def test_it_needs_five_packages_and_names_them(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        metadata = archive.read(name).decode("utf-8")
    required = re.findall("^Requires-Dist: ([a-z0-9-]+)(?!.*extra ==).*$", metadata, re.MULTILINE)
    assert sorted(required) == ["black", "datamodel-code-generator", "jinja2", "msgspec", "pyyaml"]
    assert "Requires-Python: >=3.11" in metadata
