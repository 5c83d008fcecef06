"""The project's shape: imports point one way, each job has one place, and outputs are the same
bytes whatever the machine.

What ARCHITECTURE.md says in prose is said here as data. A test that fails names the line to move.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from generator import cli
from generator.diagnostics import CATALOGUE
from generator.pipeline import build_artifacts, compile_folder

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"
LONGEST_MODULE = 360


@dataclass(frozen=True)
class Module:
    name: str
    """Without `generator.` in front; empty for the package itself."""
    path: Path
    tree: ast.Module
    imports: frozenset[str]
    """Modules of ours, whether they are imported at the top, in a function or for types only."""
    foreign: frozenset[str]
    """Top-level packages of others."""
    runs: frozenset[str] = field(default=frozenset())
    """Of `imports`: those that are not for types only."""


@cache
def modules() -> dict[str, Module]:
    paths = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
    return {name: _module(name, path, paths.keys()) for name, path in paths.items()}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _module(name: str, path: Path, known: Iterable[str]) -> Module:
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    imports: set[str] = set()
    runs: set[str] = set()
    foreign: set[str] = set()
    for node in ast.walk(tree):
        for imported in _imported(node):
            package, _, inside = imported.partition(".")
            if package != "generator":
                foreign.add(package)
                continue
            # `from generator.a import b`: b is a module, or something in the module a.
            module = inside if inside in known else inside.rpartition(".")[0]
            imports.add(module)
            if id(node) not in for_types:
                runs.add(module)
    return Module(name, path, tree, frozenset(imports), frozenset(foreign), frozenset(runs))


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module, names, level):
            assert module is not None, "imports are absolute"
            assert level == 0, "imports are absolute"
            yield from (f"{module}.{alias.name}" for alias in names)
        case _:
            pass


def reachable(name: str) -> set[str]:
    """All modules that run when a module is imported, itself included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += modules()[module].runs
    return found


def importers(name: str) -> set[str]:
    return {module.name for module in modules().values() if name in module.imports}


# Imports point one way.

MARKDOWN = {name for name in modules() if name.partition(".")[0] == "pages"}
TARGETS = {name for name in modules() if name.startswith("targets.")} - {"targets.builtin"}
LOWERING = {name for name in modules() if name.partition(".")[0] == "lowering"}
DIALECTS = {name for name in modules() if name.partition(".")[0] == "dialects"}
FRONT = MARKDOWN | LOWERING | DIALECTS | {"files", "git", "reader", "spec_set"}
"""What stands before the schema."""
PACKAGING = {name for name in modules() if name.partition(".")[0] == "packaging"}
BACK = TARGETS | {"targets", "targets.builtin", "render", "plan", "write", "output", "artifacts"}
BACK |= PACKAGING | {"own_templates", "printing"}
"""What stands behind it."""
COMMANDS = {name for name in modules() if name.partition(".")[0] == "commands"}
TOP = {"", "__main__", "cli", "arguments", "console", "failures", "version"} | COMMANDS
TRACE = {name for name in modules() if name.partition(".")[0] == "trace"}
"""What follows a cell through the stages, and so knows them all."""
RERUN = {name for name in modules() if name.partition(".")[0] == "rerun"}
"""What a run leaves for the next."""
TOP |= TRACE | RERUN
TOP |= {
    "pipeline",
    "understanding",
    "own_targets",
    "opening",
    "dump",
    "explanations",
    "annotations",
    "sarif",
    "sarif_log",
    "formatting",
}
"""What calls the others, and what only the command line needs."""
DIFF = {name for name in modules() if name.partition(".")[0] == "diff"}
"""What compares two schemas, and knows no more of them than they are; but for its inputs."""


def test_every_module_has_its_side() -> None:
    """So that a new module is placed by a decision, and the tests below hold for it."""
    common = {
        *(
            "frozen",
            "source",
            "schema",
            "schema_file",
            "type_notation",
            "type_building",
            "references",
        ),
        *("diagnostics", "diagnostic_text", "check", "instances", "mismatches"),
        *("naming", "module_tree", "file_names", "wording", "columns", "display_width"),
        *("json_text", "yaml_text", "yaml_nodes", "yaml_scalars", "origins", "crew", "blocks"),
    }
    assert set(modules()) == FRONT | BACK | TOP | DIFF | common
    assert not (FRONT & BACK) | (FRONT & common) | (BACK & common)


def test_there_are_no_cycles() -> None:
    """Imports in functions and for types count as well. A cycle is reported as such."""
    graph = {module.name: module.imports - {module.name} for module in modules().values()}
    TopologicalSorter(graph).prepare()


def test_nothing_before_the_schema_knows_what_stands_behind_it() -> None:
    """But for the spec set, which names targets and their options."""
    for name in FRONT - {"spec_set"}:
        assert not reachable(name) & BACK, name
        assert not modules()[name].imports & BACK, name


def test_nothing_behind_the_schema_knows_what_stands_before_it() -> None:
    for name in BACK | {"schema_file", "check", "instances", "mismatches"}:
        assert not reachable(name) & FRONT, name
        assert not modules()[name].imports & FRONT, name


def test_two_schemas_are_compared_without_a_word_of_pages_or_targets() -> None:
    for name in DIFF - {"diff.inputs"}:
        assert not reachable(name) & (FRONT | BACK), name
        assert importers(name) <= DIFF | COMMANDS, name


def test_no_target_imports_another() -> None:
    families = {name: name.partition(".")[2].partition("_")[0] for name in TARGETS}
    for name, family in families.items():
        others = {other for other in TARGETS if families[other] != family}
        assert not reachable(name) & others, name


def test_only_the_table_knows_the_targets() -> None:
    for name in families_of_targets() - {"custom"}:
        assert importers(f"targets.{name}") == {"targets.builtin"}
    assert importers("targets.custom") == {"own_targets"}, "which a project brings"
    others = {
        "own_targets",
        "opening",
        "pipeline",
        "rerun.known",
        "rerun.revision",
        "spec_set",
        "packaging.build",
    }
    others |= {"trace.lines"}
    assert importers("targets.builtin") == others


def families_of_targets() -> set[str]:
    return {name.partition(".")[2].partition("_")[0] for name in TARGETS}


def test_only_pages_and_its_neighbours_know_markdown() -> None:
    for name in MARKDOWN - {"pages.page", "pages.canonical", "pages.returns"}:
        assert importers(name) <= MARKDOWN, name
    readers = {"opening", "pipeline", "understanding", "rerun.revision", "formatting"}
    assert importers("pages.page") <= readers | LOWERING | MARKDOWN
    assert importers("pages.canonical") == {"formatting"}
    assert importers("pages.returns") == {"reader"}


def test_the_schema_stands_on_nothing_but_sources() -> None:
    assert modules()["schema"].imports == {"frozen", "source"}
    assert modules()["source"].imports == {"frozen"}
    assert not modules()["frozen"].imports
    assert not modules()["failures"].imports


def test_the_pipeline_is_called_from_the_top_only() -> None:
    assert importers("pipeline") <= COMMANDS | TRACE | RERUN | {"dump", "diff.inputs", "formatting"}
    assert importers("diff.inputs") <= COMMANDS
    assert importers("cli") == {"__main__"}
    for command in COMMANDS:
        assert importers(command) <= COMMANDS, "`cli` imports the one that is asked for by its name"


def test_what_the_last_run_left_is_heard_by_commands_only() -> None:
    """So whatever stands there, nothing that makes an output can be another for it."""
    for name in RERUN:
        assert importers(name) <= RERUN | COMMANDS, name


def test_imports_stand_at_the_top() -> None:
    """`cli` loads the command that is asked for; nothing else has a reason to wait."""
    # What makes models takes longer to load than most runs take, which make none.
    makers = {"black", "datamodel_code_generator.generate"}
    makers |= {"datamodel_code_generator.config.GenerateConfig"}
    allowed = {
        "cli": {"generator.diagnostic_text.printable"},
        "arguments": {"generator.version.version"},
        # Most runs have nothing to do, and few have changed something that is to be told.
        "commands.making": {
            "generator.diff.regenerated.told_changes",
            "generator.diff.regenerated.told_changes_of",
        },
        "commands.generate": {"generator.commands.making.Making"},
        "write": {"fcntl"},
        # Most runs need no other process.
        "crew": {"multiprocessing.get_context"},
        "targets.python_models_code": makers,
    }
    for module in modules().values():
        for function in _functions(module.tree):
            late = {name for node in ast.walk(function) for name in _imported(node)}
            message = f"{module.path.name}: {function.name} imports {late}"
            assert late <= allowed.get(module.name, set()), message


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


# Each job has one place.


def test_other_peoples_packages_have_one_place_each() -> None:
    used = {name: module.foreign - sys.stdlib_module_names for name, module in modules().items()}
    assert {name: packages for name, packages in used.items() if packages} == {
        "frozen": {"msgspec"},
        "yaml_nodes": {"yaml"},
        "render": {"jinja2"},
        "own_templates": {"jinja2"},
        "targets.python_models_code": {"black", "datamodel_code_generator"},
    }


def used(module: Module) -> set[str]:
    """Every attribute in a module by its name, and every call as `os.open()` or `print()`."""
    nodes = list(ast.walk(module.tree))
    calls = {f"{ast.unparse(node.func)}()" for node in nodes if isinstance(node, ast.Call)}
    return calls | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def who_uses(*names: str) -> set[str]:
    return {name for name, module in modules().items() if used(module) & set(names)}


def test_only_the_console_prints() -> None:
    assert who_uses("print()", "input()") == set()
    assert who_uses("stdout", "stderr") == {"cli", "console"}, "one opens them, one writes"


def test_only_write_writes() -> None:
    changes = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "rmtree"}
    changes |= {"rename", "renames", "touch", "symlink_to", "hardlink_to", "chmod", "truncate"}
    assert who_uses(*changes) == {"write"}
    quick = {"files", "output", "rerun.snapshot"}
    assert who_uses("open()") == quick, "where `Path` would take too long"
    assert who_uses("os.open()") == {"write", "cli"}, "a folder to lock, files, and /dev/null"
    assert who_uses("os.write()") == {"write", "crew"}, "files, and what is told to a process"


def test_only_files_reads_the_input() -> None:
    """The others read what belongs to the program, and what stands in OUT."""
    ours = {"dialects.dialect", "explanations", "diff.explanations", "version"}
    assert who_uses("read_text", "read_bytes") == {"write", "rerun.record"} | ours
    elsewhere = {"rerun.program", "write"}  # what the program is made of, and what the cache holds
    assert who_uses("scandir", "listdir", "iterdir", "rglob") == {"files"} | elsewhere
    assert who_uses("FOLDER.glob()") == {"dialects.dialect"}


def test_nothing_depends_on_the_moment_or_the_machine() -> None:
    unsteady = {"random", "secrets", "uuid", "locale", "getpass", "platform", "socket", "tempfile"}
    for name, module in modules().items():
        assert not module.foreign & unsteady, name
    assert not who_uses("now", "today", "utcnow", "fromtimestamp", "astimezone")
    clocks = {name for name, module in modules().items() if "time" in module.foreign}
    assert clocks == {"commands.clock"}, "for the summary, and the cache"
    assert who_uses("environ", "getenv", "isatty") == {"console"}
    apart = {"schema", "lowering.outline", "yaml_nodes", "instances", "mismatches"}
    assert who_uses("hash()", "id()") <= apart, "only to tell objects apart"


def test_no_module_is_too_long() -> None:
    lengths = {name: len(m.path.read_text("utf-8").splitlines()) for name, m in modules().items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is() -> None:
    for name, module in modules().items():
        docstring = ast.get_docstring(module.tree)
        assert docstring, name
        assert docstring.splitlines()[0].endswith((".", ":")), name


def test_the_architecture_names_modules_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for name in re.findall(r"`(?:generator/)?((?:[a-z]+/)?[a-z_]+\.py)`", text):
        assert (PACKAGE / name).is_file() or (ROOT / name).is_file(), name


# Diagnostics.


def test_every_code_is_in_the_catalogue_and_used() -> None:
    used = {code for module in modules().values() for code in _codes(module)}
    assert used == set(CATALOGUE)


def _codes(module: Module) -> Iterator[str]:
    """Every code that is added to a report; where the code is a variable, any text that is one.

    An f-string stands for each code of the catalogue that it may become.
    """
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=owner, attr="add"), args=[ast.Constant(str(code)), *_]
            ) if ast.unparse(owner).endswith("report"):
                yield code
            case ast.Constant(str(code)) if module.name != "diagnostics" and code in CATALOGUE:
                yield code
            case ast.JoinedStr(values=parts):
                texts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z]+"
                    for part in parts
                ]
                yield from (code for code in CATALOGUE if re.fullmatch("".join(texts), code))
            case _:
                pass


@pytest.mark.parametrize("code", CATALOGUE)
def test_codes_and_sentences_have_their_form(code: str) -> None:
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", code)
    assert not CATALOGUE[code].sentence.endswith(".")


# The same bytes, everywhere.


def test_generated_is_what_generate_writes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    status = cli.main(["generate", "--check"])
    assert (status, capsys.readouterr().out) == (0, "")


def spec_sets() -> list[Path]:
    """The first spec set, and the input of every golden case: all that we have of variety."""
    return [ROOT / "specs", *sorted((ROOT / "tests" / "golden").glob("*/*/input"))]


def digest(folder: Path, shown: str) -> str:
    """What comes of a spec set, diagnostics included, as one number."""
    compilation = compile_folder(folder, shown)
    state = hashlib.sha256(repr(compilation.report.sorted()).encode())
    for artifact in build_artifacts(compilation):
        state.update(f"{artifact.path}\0{artifact.text}\0".encode())
    return state.hexdigest()


@cache
def digests() -> list[str]:
    return [digest(folder, "input") for folder in spec_sets()]


PRINT_DIGESTS = """
import sys
from pathlib import Path
from test_shape import digest
for folder in sys.argv[1:]:
    print(digest(Path(folder), "input"))
"""


@pytest.mark.parametrize(
    ("seed", "locale", "zone", "folder"),
    [("1", "C", "Pacific/Kiritimati", "."), ("4294967295", "tr_TR.UTF-8", "America/Caracas", "/")],
)
def test_the_same_bytes_with_another_seed_locale_zone_and_folder(
    tmp_path: Path, seed: str, locale: str, zone: str, folder: str
) -> None:
    """Relative paths on one machine, absolute ones on the other."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale, "TZ": zone}
    environment |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    environment |= {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    working = tmp_path / folder
    sets = [str(path) if folder == "/" else os.path.relpath(path, working) for path in spec_sets()]
    done = subprocess.run(
        [sys.executable, "-c", PRINT_DIGESTS, *sets],
        cwd=working,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(zip(sets, done.stdout.split(), strict=True))
    assert found == dict(zip(sets, digests(), strict=True))


def test_the_same_bytes_in_any_order_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = digests()
    scandir = os.scandir

    class Reversed:
        """What `os.scandir` gives, from the last to the first."""

        def __init__(self, path: Path) -> None:
            with scandir(path) as entries:
                self.entries = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self.entries)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Reversed)
    assert [digest(folder, "input") for folder in spec_sets()] == expected


def test_no_output_knows_this_machine() -> None:
    for artifact in build_artifacts(compile_folder(ROOT / "specs", str(ROOT / "specs"))):
        assert str(ROOT) not in artifact.text
        assert "\r" not in artifact.text
        assert artifact.text.endswith("\n") or not artifact.text, artifact.path
