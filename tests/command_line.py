"""The command line in tests: a project to run it in, in this process or in one of its own.

The fixtures `project` and `run` are in `conftest.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

ROOT = Path(__file__).parent.parent
# The cache of whoever runs the tests is none of their business.
CACHE = TemporaryDirectory(prefix="tablewright-tests-")
os.environ["XDG_CACHE_HOME"] = CACHE.name
COMMAND = [sys.executable, "-m", "generator"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
SETTINGS = "dialect: speakeasy-typescript\nwire_names: as-written\n"


def record(name: str, *rows: str, **fields: str) -> str:
    """A page with a record of `id`, what else the rows say, and optional fields by their types."""
    head = "| Field | Type | Required | Description |\n| --- | --- | --- | --- |"
    first = "| `id` | *string* | :heavy_check_mark: | The id. |"
    others = [f"| `{field}` | {type_} | :heavy_minus_sign: | |" for field, type_ in fields.items()]
    return "\n".join([f"# {name}", "", "## Fields", "", head, first, *rows, *others, ""])


GOOD = {f"models/zoo/animal{n}.md": record(f"Animal{n}") for n in range(9)}
ENUM = "# Kind\n\n## Values\n\n| Name | Value |\n| --- | --- |\n| `CAT` | cat |\n"


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


Run = Callable[..., Result]


def spawn(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] = ENVIRONMENT,
    stdout: int | IO[bytes] = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=env,
        stdout=stdout,
        stderr=stderr,
        encoding="utf-8",
        check=False,
    )
