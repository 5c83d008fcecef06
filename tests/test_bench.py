"""The bench compares like with like, and measures what it says. How long things take is not tested.

All libraries read the same data from its payloads; all generators make all types of its pages.
"""

from __future__ import annotations

import dataclasses
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
import pydantic
import pytest
from bench import __main__ as bench
from bench import project as ours
from bench.edits import edit_rows, rows_to_edit
from bench.extremes import EXTREMES, Extreme, measured_extreme
from bench.generating import Measured, measured_sets
from bench.generating_report import lines, report
from bench.generators import DATAMODEL_BLACK, generators
from bench.generators import PEERS as GENERATORS
from bench.peers import OURS, PEERS
from bench.plot import draw
from bench.probes import shortcomings
from bench.processes import BenchError, Command, Cost, Run, growth, measure_commands, run
from bench.settings import Settings
from bench.spec_sets import spec_set, write_spec_set
from bench.timing import measure
from bench.workloads import TAG, Workload, workloads
from command_line import GOOD, SETTINGS
from trees import files, put, untouched

from generator.pipeline import build_artifacts, compile_folder


@pytest.mark.parametrize("load", workloads(), ids=lambda load: load.name)
def test_all_read_the_same_and_write_what_reads_the_same(load: Workload) -> None:
    readers = {name: peer(load.schema, load.type) for name, peer in PEERS.items()}
    ours = readers[OURS]
    value = ours.decode(load.payload)
    assert ours.encode(value) == load.payload
    for name, reader in readers.items():
        other = reader.decode(load.payload)
        assert plain(other) == plain(value), name
        assert plain(ours.decode(reader.encode(other))) == plain(value), name


def plain(value: Any) -> Any:
    """What has been read, whatever it was read as, without what is absent.

    Left out are keys that nobody declared, which not all keep, and the tags of unions, which are
    no fields for all.
    """
    names = field_names(value)
    if names is not None:
        parts = {name: getattr(value, name) for name in names}
        kept = {name: plain(part) for name, part in parts.items() if not is_absent(part)}
        return type(value).__name__, kept
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC)
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(part) for key, part in value.items()}
        case _:
            return value


def field_names(value: Any) -> Iterable[str] | None:
    """The names of a record's fields; nothing where it is none."""
    names: Iterable[str]
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
    elif isinstance(value, pydantic.BaseModel):
        names = type(value).model_fields
    elif isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
    else:
        return None
    return [name for name in names if name not in (TAG, "additional_properties")]


def is_absent(value: Any) -> bool:
    return value is None or value is msgspec.UNSET or type(value).__name__ == "Absent"


def test_ours_has_no_shortcoming_and_what_others_have_shows() -> None:
    found = {name: shortcomings(peer) for name, peer in PEERS.items()}
    assert found.pop(OURS) == []
    assert all(found.values())


def test_each_task_is_measured() -> None:
    times = measure({"none": lambda: None, "some": lambda: sum(range(1000))}, rounds=1)
    assert times["none"].ratio == 1
    assert times["some"].seconds > 0


def test_a_subject_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        bench.main(["decodng"])
    assert left.value.code == 2
    assert "no subject is called decodng" in capsys.readouterr().err


def test_a_spec_set_that_is_made_is_always_the_same_and_nothing_is_wrong_with_it(
    tmp_path: Path,
) -> None:
    assert dict(spec_set(200)) == dict(spec_set(200))
    write_spec_set(tmp_path, 200)
    compilation = compile_folder(tmp_path, "specs")
    assert {each.code for each in compilation.report.sorted()} <= {"client-names"}
    kinds = Counter(type(each).__name__ for each in compilation.schema.declarations)
    assert kinds.total() == 200
    assert kinds.keys() == {"RecordDecl", "EnumDecl", "UnionDecl"}


def python(text: str, **more: Any) -> Command:
    return Command((sys.executable, "-c", text), **more)


def test_a_command_is_measured(tmp_path: Path) -> None:
    ran = run(python("print('said'); b'x' * 60_000_000"), tmp_path)
    assert (ran.status, ran.is_cut, ran.output) == (0, False, "said\n")
    assert ran.seconds > 0
    assert ran.processor > 0
    assert ran.memory > 60_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what children hold")
def test_what_children_hold_side_by_side_is_added_up(tmp_path: Path) -> None:
    child = "import time; held = b'x' * 40_000_000; time.sleep(0.5)"
    parent = f"import subprocess, sys; command = [sys.executable, '-c', {child!r}]\n"
    both = "for child in [subprocess.Popen(command), subprocess.Popen(command)]: child.wait()"
    one = "for _ in range(2): subprocess.run(command)"
    assert run(python(parent + both), tmp_path).memory > 80_000_000
    assert 40_000_000 < run(python(parent + one), tmp_path).memory < 80_000_000


def test_a_command_that_takes_too_long_is_stopped_and_not_run_again(tmp_path: Path) -> None:
    slow = python("import time; open('runs', 'a').write('.'); time.sleep(60)", limit=1.5)
    cost = measure_commands({"slow": slow, "quick": python("pass")}, tmp_path, rounds=2)
    assert cost["slow"].is_cut
    assert (tmp_path / "runs").read_text() == "."
    assert len(cost["quick"].runs) == 2
    assert cost["quick"].ratio(cost["slow"]) is None


def test_a_command_that_fails_ends_the_bench_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match=r"exit status 1(.|\n)*ValueError: no"):
        run(python("raise ValueError('no')"), tmp_path)
    with pytest.raises(BenchError, match="no-such-command"):
        run(Command(("no-such-command",)), tmp_path)


def test_growth_is_the_power_of_the_size() -> None:
    assert growth({1_000: 2.0, 10_000: 20.0, 100_000: 200.0}) == pytest.approx(1)
    assert growth({10: 5.0, 20: 20.0}) == pytest.approx(2)


def test_each_peer_makes_every_type(tmp_path: Path) -> None:
    write_spec_set(tmp_path / "specs", 12)
    compilation = compile_folder(tmp_path / "specs", "specs", ["jsonschema"])
    texts = {artifact.path: artifact.text for artifact in build_artifacts(compilation)}
    bundle = tmp_path / "bundle.schema.json"
    bundle.write_text(texts["jsonschema/bundle.schema.json"], "utf-8")
    commands = generators(bundle, tmp_path / "out", limit=300)
    measure_commands(commands, tmp_path, rounds=1)
    made = [path for path in sorted((tmp_path / "out").iterdir()) if path.is_dir()]
    assert len(made) == len(commands)
    for folder in made:
        text = "".join(path.read_text("utf-8") for path in folder.rglob("*.*"))
        for declaration in compilation.schema.declarations:
            assert re.search(rf"{declaration.name}\b", text), (folder, declaration.name)


def test_all_that_is_ours_is_measured() -> None:
    told = report(Settings(sizes=(12,), rounds=1, peers_up_to=0))
    assert "12 pages" in told
    assert all(f"| {name} " in told for name in ours.NAMES)


def test_a_folder_of_pages_is_measured_and_stays_as_it_is(tmp_path: Path) -> None:
    put(tmp_path, {f"zoo/{name}": text for name, text in GOOD.items()})
    settings = Settings(sizes=(), corpora=(tmp_path / "zoo",), rounds=1, peers_up_to=0)
    with untouched(tmp_path):
        (measured,) = measured_sets(settings)
    assert measured.title == "zoo (9)"
    assert measured.costs.keys() == set(ours.NAMES)


def test_what_was_aimed_at_stands_beside_what_was_measured(tmp_path: Path) -> None:
    sets = [fake(1_000, seconds=1), fake(10_000, seconds=10), fake(100_000, seconds=100)]
    told = "\n".join(lines(sets, sets, limit=300))
    assert "to the power of 1.000." in told
    assert re.search(r"\| `generate`, from nothing, memory +\| +300 MB \| +100 MB \|", told)
    assert "stopped after 300 s" in told
    draw(sets, "a machine, once", tmp_path)
    drawn = files(tmp_path)
    assert drawn.keys() == {"bench.png", "bench.svg"}
    draw(sets, "a machine, once", tmp_path)
    assert files(tmp_path) == drawn


def fake(pages: int, seconds: float) -> Measured:
    """A set as if it were measured. All take as long, but the slowest is stopped."""
    cost = Cost((Run(seconds, seconds, 100_000_000, 0, False, ""),))
    stopped = Cost((Run(300, 300, 100_000_000, -9, True, ""),))
    return Measured(
        "", pages, {**dict.fromkeys((*ours.NAMES, *GENERATORS), cost), DATAMODEL_BLACK: stopped}
    )


def test_a_row_is_edited_and_edited_back(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    before = files(tmp_path)
    pages = rows_to_edit(tmp_path)
    edit_rows(pages)
    changed = [name for name, text in files(tmp_path).items() if text != before[name]]
    assert [tmp_path / name for name in changed] == list(pages)
    assert len(pages) == 1
    edit_rows(pages)
    assert files(tmp_path) == before


@pytest.mark.parametrize("extreme", EXTREMES, ids=lambda extreme: extreme.name)
def test_an_extreme_input_is_what_it_is_called(extreme: Extreme, tmp_path: Path) -> None:
    put(tmp_path, dict(extreme.pages(20)))
    (tmp_path / "tablewright.yaml").write_text(SETTINGS, "utf-8")
    codes = {each.code for each in compile_folder(tmp_path, "specs").report.sorted()}
    assert codes == ({extreme.finds} if extreme.finds else set())


def test_an_extreme_input_is_measured_at_two_sizes() -> None:
    found = list(measured_extreme(EXTREMES[0], (10, 20)))
    assert [(row[0], row[1]) for row in found] == [
        *(("one page, rows: `lint`", "10"), ("one page, rows: `generate`", "10")),
        *(("one page, rows: `lint`", "20"), ("one page, rows: `generate`", "20")),
    ]
    assert math.isfinite(float(found[-1][-1])), "though so small ones may take as long"
