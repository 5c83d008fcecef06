"""Golden cases: one folder, one idea. `input/` is a spec set, `expected/` all that comes of it.

`expected/` holds `schema.yaml` (what we understood), `types.py`, `types.ts` and
`bundle.schema.json` (what we wrote, one file a target; `own.txt` for the project's own targets),
and `diagnostics.txt` (what we said).
A file that is not there is expected to be empty. The comparison is of exact bytes.

`make golden` rewrites the expected files, prints what changed, and still fails that run, so that
nobody approves what they did not read.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from generator.diagnostic_text import all_as_text
from generator.pipeline import build_artifacts, compile_folder

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/input"))


def actual_files(case: Path) -> dict[str, str]:
    """Everything that comes of a case's input, by the name of the expected file."""
    compilation = compile_folder(case / "input", "input")
    diagnostics = compilation.report.sorted()
    files = {"diagnostics.txt": all_as_text(diagnostics, compilation.sources)}
    if not compilation.report.has_errors:
        for artifact in build_artifacts(compilation):
            folder, _, path = artifact.path.partition("/")
            if artifact.path == "schema.yaml":
                files["schema.yaml"] = artifact.text
            elif path == "bundle.schema.json":
                files[path] = artifact.text
            elif folder == "python" and _is_declaration(path):
                shown = path.split("/", 1)[1]
                files["types.py"] = f"{files.get('types.py', '')}# === {shown}\n{artifact.text}"
            elif folder == "typescript":
                files["types.ts"] = f"{files.get('types.ts', '')}// === {path}\n{artifact.text}"
            elif folder in compilation.own_targets:
                text = f"{files.get('own.txt', '')}=== {artifact.path}\n{artifact.text}"
                files["own.txt"] = text
    return {name: text for name, text in files.items() if text}


def _is_declaration(path: str) -> bool:
    """The package's own machinery is held by `generated/`, and would be noise in every case."""
    name = path.rsplit("/", 1)[-1]
    is_machinery = name in ("__init__.py", "_index.py") or "/_runtime/" in path
    return name.endswith(".py") and not is_machinery


def expected_files(case: Path) -> dict[str, str]:
    folder = case / "expected"
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path.read_bytes().decode("utf-8") for path in paths}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(case: Path, request: pytest.FixtureRequest) -> None:
    actual, expected = actual_files(case), expected_files(case)
    difference = "".join(
        line
        for name in sorted(actual.keys() | expected.keys())
        for line in difflib.unified_diff(
            expected.get(name, "").splitlines(keepends=True),
            actual.get(name, "").splitlines(keepends=True),
            f"expected/{name}",
            f"actual/{name}",
        )
    )
    if request.config.getoption("--update-golden") and actual != expected:
        update(case, actual, expected)
        pytest.fail(f"rewritten; read what changed:\n{difference}", pytrace=False)
    if actual != expected:
        name = case.name
        pytest.fail(f"{difference}\n`make golden CASE={name}` accepts this", pytrace=False)


def update(case: Path, actual: dict[str, str], expected: dict[str, str]) -> None:
    folder = case / "expected"
    folder.mkdir(exist_ok=True)
    for name in expected.keys() - actual.keys():
        (folder / name).unlink()
    for name, text in actual.items():
        (folder / name).write_bytes(text.encode("utf-8"))


def test_there_are_cases_and_their_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) >= 40
    assert len(names) == len(set(names))
