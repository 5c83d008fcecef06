"""Artifacts to disk: all or nothing, whatever stands in OUT and whenever the process is killed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import trees
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import put, untouched

from generator.artifacts import Artifact
from generator.output import MANIFEST, STAGING, NotOursError
from generator.plan import Comparison, Plan, Put
from generator.write import locked, recover, write_output

Tree = dict[str, str]
"""The files of a folder: path to text."""

OLD: Tree = {"schema.yaml": "old\n", "python/pets/a.py": "old a\n", "python/pets/b/c.py": "c\n"}
NEW: Tree = {"schema.yaml": "new\n", "python/pets/a.py": "new a\n", "typescript/a.ts": "a\n"}


def artifacts(tree: Tree) -> list[Artifact]:
    return [Artifact(path, text) for path, text in tree.items()]


def plan_output(
    artifacts: list[Artifact], out: Path, only: tuple[str, ...] = (), put: Put | None = None
) -> Plan:
    comparison = Comparison(out, only, put)
    comparison.add(artifacts)
    return comparison.plan()


def write(tree: Tree, out: Path, only: tuple[str, ...] = ()) -> Plan:
    with locked(out, make=True) as stage:
        plan = plan_output(artifacts(tree), out, only, stage.put)
        write_output(plan, out)
    return plan


def files(out: Path) -> Tree:
    """All files in OUT but the manifest."""
    found = trees.files(out)
    return {path: data.decode("utf-8") for path, data in found.items() if path != MANIFEST}


def entries(out: Path) -> dict[str, str]:
    entries = json.loads((out / MANIFEST).read_bytes())["files"]
    assert isinstance(entries, dict)
    return entries


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# What ends up in OUT.


def test_the_first_run_makes_the_folder_and_says_what_is_ours(tmp_path: Path) -> None:
    out = tmp_path / "a" / "out"
    plan = write(OLD, out)
    assert files(out) == OLD
    assert entries(out) == {path: digest(text) for path, text in sorted(OLD.items())}
    assert (plan.unchanged, plan.remove, plan.edited) == (0, (), ())


def test_the_second_run_writes_removes_and_leaves_what_it_must(tmp_path: Path) -> None:
    write({**OLD, "same.txt": "same"}, tmp_path)
    plan = write({**NEW, "same.txt": "same"}, tmp_path)
    assert files(tmp_path) == {**NEW, "same.txt": "same"}
    assert set(plan.write) == NEW.keys()
    assert (plan.unchanged, plan.remove) == (1, ("python/pets/b/c.py",))
    assert not (tmp_path / "python/pets/b").exists(), "the emptied folder goes too"


def test_nothing_is_touched_where_nothing_changes(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    with untouched(tmp_path):
        plan = write(OLD, tmp_path)
    assert plan.is_empty
    assert plan.unchanged == len(OLD)


def test_planning_writes_nothing(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    with untouched(tmp_path), locked(tmp_path, make=False):
        assert not plan_output(artifacts(NEW), tmp_path).is_empty
    with locked(tmp_path / "none", make=False):
        plan_output(artifacts(NEW), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_file_that_was_deleted_by_hand_comes_back(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    shutil.rmtree(tmp_path / "python")
    plan = write(OLD, tmp_path)
    assert files(tmp_path) == OLD
    assert plan.manifest is None


def test_only_the_built_targets_are_compared(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    shutil.copytree(tmp_path, tmp_path.with_name("before"))
    new = {"schema.yaml": "new\n", "typescript/a.ts": "a\n"}
    plan = write(new, tmp_path, only=("typescript",))
    assert files(tmp_path) == {**OLD, **new}
    assert plan.remove == ()
    assert entries(tmp_path).keys() == files(tmp_path).keys()
    write({"schema.yaml": "new\n"}, tmp_path, only=("typescript",))
    assert "typescript" not in {path.name for path in tmp_path.iterdir()}


def test_the_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write(OLD, tmp_path)
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*") if path.is_file()}
    assert modes == {0o644}


paths = st.builds(
    lambda folders, name: "/".join([*folders, f"{name}.txt"]),
    st.lists(st.sampled_from(["a", "b", "Ünï cödé", "c d"]), max_size=3),
    st.sampled_from(["x", "y", "line\nbreak", "‮", "日本"]),
)
file_trees = st.dictionaries(paths, st.sampled_from(["", "a\n", "b\r\n", "\ufeffc"]), max_size=6)


@settings(max_examples=50, deadline=None)
@given(old=file_trees, new=file_trees, foreign=file_trees)
def test_out_holds_the_artifacts_and_what_is_not_ours(old: Tree, new: Tree, foreign: Tree) -> None:
    foreign = {path: text for path, text in foreign.items() if path not in old and path not in new}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        write(old, out)
        put(out, foreign)
        plan = write(new, out)
        assert files(out) == {**foreign, **new}
        assert entries(out).keys() == new.keys()
        assert plan.edited == ()
        assert write(new, out).is_empty
        needed = {folder for path in (*foreign, *new) for folder in Path(path).parents}
        assert {p.relative_to(out) for p in out.rglob("*") if p.is_dir()} <= needed


@settings(max_examples=50, deadline=None)
@given(old=file_trees, new=file_trees, foreign=file_trees, edits=st.sets(paths))
def test_edits_are_named_and_what_is_not_ours_is_never_overwritten(
    old: Tree, new: Tree, foreign: Tree, edits: set[str]
) -> None:
    """`foreign` may stand where an artifact should go; `edits` are made to files of ours."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        write(old, out)
        foreign = {path: text for path, text in foreign.items() if path not in old}
        edited = {path: f"{old[path]}!" for path in edits if path in old}
        put(out, {**foreign, **edited})
        in_the_way = {path for path in foreign if path in new and new[path] != foreign[path]}
        if in_the_way:
            with untouched(out), pytest.raises(NotOursError) as caught:
                write(new, out)
            assert out.joinpath(min(in_the_way)).as_posix() in str(caught.value)
            return
        plan = write(new, out)
        assert files(out) == {**foreign, **new}
        assert set(plan.edited) == {path for path in edited if new.get(path) != edited[path]}


# What is not ours.


def test_a_file_that_is_not_ours_stops_the_run(tmp_path: Path) -> None:
    put(tmp_path, {"schema.yaml": "mine", "typescript/a.ts": "mine too"})
    with untouched(tmp_path), pytest.raises(NotOursError) as caught:
        write(NEW, tmp_path)
    assert f"{tmp_path}/schema.yaml, {tmp_path}/typescript/a.ts: not made by" in str(caught.value)


def test_a_file_that_is_what_would_be_written_becomes_ours(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    (tmp_path / MANIFEST).unlink()
    plan = write(OLD, tmp_path)
    assert plan.unchanged == len(OLD)
    assert entries(tmp_path).keys() == OLD.keys()


def test_the_manifest_of_another_program_is_not_overwritten(tmp_path: Path) -> None:
    put(tmp_path, {MANIFEST: '{"name": "a web app"}'})
    with untouched(tmp_path), pytest.raises(NotOursError, match=MANIFEST):
        write(NEW, tmp_path)


@pytest.mark.parametrize("place", ["schema.yaml", "python", "python/pets", "python/pets/a.py"])
@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "link to nothing"])
def test_nothing_is_written_through_a_link(tmp_path: Path, place: str, kind: str) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    write(OLD, out)
    elsewhere.mkdir()
    put(elsewhere, {"a.py": "old a\n", "pets/a.py": "old a\n"})
    (elsewhere / "file").write_text("old\n")
    linked = {"link to a file": "file", "link to a folder": ".", "link to nothing": "nothing"}
    remove(out / place)
    (out / place).symlink_to(elsewhere / linked[kind])
    with untouched(elsewhere, out), pytest.raises(NotOursError):
        write(NEW, out)


def test_what_stands_behind_a_link_is_not_removed(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    write(OLD, out)
    (out / "python/pets/b").rename(elsewhere)
    (out / "python/pets/b").symlink_to(elsewhere)
    with untouched(elsewhere):
        plan = write(NEW, out)
    assert plan.remove == ()
    assert (out / "python/pets/b").is_symlink()
    assert "python/pets/b/c.py" not in entries(out)


@pytest.mark.parametrize("place", ["schema.yaml", "python/pets/a.py", MANIFEST])
def test_a_folder_where_a_file_should_go_stops_the_run(tmp_path: Path, place: str) -> None:
    write(OLD, tmp_path)
    remove(tmp_path / place)
    put(tmp_path, {f"{place}/notes.txt": "mine"})
    with untouched(tmp_path), pytest.raises(NotOursError, match=place):
        write(NEW, tmp_path)


@pytest.mark.parametrize("place", ["schema.yaml", MANIFEST])
def test_a_pipe_where_a_file_should_go_is_not_waited_for(tmp_path: Path, place: str) -> None:
    write(OLD, tmp_path)
    remove(tmp_path / place)
    os.mkfifo(tmp_path / place)
    with pytest.raises(NotOursError, match=place):
        write(NEW, tmp_path)


@pytest.mark.parametrize("place", ["python", "python/pets"])
def test_a_file_where_a_folder_should_go_stops_the_run(tmp_path: Path, place: str) -> None:
    write(OLD, tmp_path)
    remove(tmp_path / place)
    put(tmp_path, {place: "mine"})
    with untouched(tmp_path), pytest.raises(NotOursError, match=place):
        write(NEW, tmp_path)


def test_out_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    write(OLD, tmp_path / "out")
    assert files(tmp_path / "real") == OLD


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/x", "a\\b", "C:x", "", ".", "a//b", "a\0b", "\ud800", MANIFEST]
)
def test_an_artifact_outside_of_out_is_a_mistake_of_ours(tmp_path: Path, path: str) -> None:
    with untouched(tmp_path), pytest.raises(ValueError, match="an artifact at"):
        write({path: "text"}, tmp_path)


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


# What can have become of the manifest.


def test_an_edited_file_is_named_before_it_is_replaced_or_removed(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    put(tmp_path, {"python/pets/a.py": "edited", "python/pets/b/c.py": "edited"})
    plan = plan_output(artifacts(NEW), tmp_path)
    assert plan.edited == ("python/pets/a.py", "python/pets/b/c.py")
    assert plan.remove == ("python/pets/b/c.py",)


def test_a_conflict_in_the_manifest_keeps_what_both_sides_said(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    ours = (tmp_path / MANIFEST).read_text().splitlines()
    write(NEW, tmp_path)
    theirs = (tmp_path / MANIFEST).read_text().splitlines()
    merged = ["<<<<<<< ours", *ours[3:-2], "=======", *theirs[3:-2], ">>>>>>> theirs"]
    (tmp_path / MANIFEST).write_text("\n".join([*ours[:3], *merged, *ours[-2:]]))
    put(tmp_path, {"python/pets/a.py": "old a\n", "python/pets/b/c.py": "c\n"})
    plan = write(NEW, tmp_path)
    assert files(tmp_path) == NEW
    assert (plan.edited, plan.remove) == ((), ("python/pets/b/c.py",))


def test_line_ends_in_the_manifest_may_have_been_converted(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    text = (tmp_path / MANIFEST).read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / MANIFEST).write_bytes(text)
    assert write(NEW, tmp_path).edited == ()
    assert files(tmp_path) == NEW


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"{", b"[]", b"null", b"x" * 1000])
def test_a_manifest_that_is_none_stops_the_run(tmp_path: Path, text: bytes) -> None:
    write(OLD, tmp_path)
    (tmp_path / MANIFEST).write_bytes(text)
    with untouched(tmp_path), pytest.raises(NotOursError, match=MANIFEST):
        write(NEW, tmp_path)


def test_without_a_manifest_nothing_is_ours(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    (tmp_path / MANIFEST).unlink()
    with untouched(tmp_path), pytest.raises(NotOursError, match=r"schema\.yaml"):
        write(NEW, tmp_path)


HOSTILE = (
    *("../victim", "/victim", "a/../../victim", "..\\victim", ".", "..", "", "python/../../victim"),
    *("C:\\victim", "victim\0", "\ud800", MANIFEST, STAGING, f"{STAGING}/journal.json"),
)


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("only", [(), ("python",), ("typescript",)])
def test_a_hostile_manifest_does_no_harm(tmp_path: Path, path: str, only: tuple[str, ...]) -> None:
    out = tmp_path / "work" / "out"
    write(OLD, out)
    for folder in (tmp_path, tmp_path / "work"):
        (folder / "victim").write_text("mine")
    hashes = {**entries(out), path.replace("/victim", f"{tmp_path}/victim", 1): digest("mine")}
    hashes |= {path: digest("mine")}
    document = {"format": "tablewright-manifest/1", "files": hashes}
    (out / MANIFEST).write_text(json.dumps(document, indent=2))
    write({**OLD, "schema.yaml": "new"}, out, only)
    assert files(out) == {**OLD, "schema.yaml": "new"}
    assert entries(out).keys() == OLD.keys()
    assert (tmp_path / "victim").read_text() == (tmp_path / "work/victim").read_text() == "mine"


def test_entries_that_are_not_json_are_passed_over(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    text = (tmp_path / MANIFEST).read_text()
    (tmp_path / MANIFEST).write_text(f'"\\q": "{digest("")}"\n{text}')
    write(NEW, tmp_path)
    assert files(tmp_path) == NEW


# A process that is killed.


def steps_of(action: Callable[[], object]) -> int:
    """How many steps on the file system an action takes, run in a process of its own."""
    return killed(action, at=None)


def killed(action: Callable[[], object], at: int | None) -> int:
    """Run an action in a process that ends without further ado before step `at`."""
    read, report = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def hook(event: str, _: tuple[object, ...]) -> None:
            nonlocal count
            if event == "open" or event.startswith(("os.", "shutil.")):
                if count == at:
                    os._exit(0)
                count += 1

        sys.addaudithook(hook)
        action()
        os.write(report, str(count).encode())
        os._exit(0)
    os.close(report)
    os.waitpid(child, 0)
    with os.fdopen(read) as reported:
        return int(reported.read() or -1)


def test_a_killed_run_leaves_out_old_or_the_next_makes_it_new(tmp_path: Path) -> None:
    def start(name: str) -> Path:
        out = tmp_path / name / "out"
        write(OLD, out)
        put(out, {"notes.txt": "mine", "python/pets/b/d.py": "mine"})
        return out

    foreign = {"notes.txt": "mine", "python/pets/b/d.py": "mine"}
    out = start("count")
    steps = steps_of(lambda: write(NEW, out))
    assert steps > 20
    decided = []
    for step in range(steps):
        out = start(str(step))
        killed(lambda out=out: write(NEW, out), at=step)  # type: ignore[misc]
        for path, text in files(out).items():
            if not path.startswith(STAGING):
                assert text in (OLD.get(path), NEW.get(path), "mine"), f"{path} is not whole"
        recover(out)
        found = files(out)
        assert found in ({**OLD, **foreign}, {**NEW, **foreign}), f"killed at step {step}"
        assert entries(out).keys() | foreign.keys() == found.keys()
        assert list(out.parent.iterdir()) == [out]
        decided.append(found == {**NEW, **foreign})
        write(NEW, out)
        assert files(out) == {**NEW, **foreign}
    assert decided == sorted(decided), "once decided, always new"
    assert {*decided} == {False, True}


def test_a_run_that_is_killed_while_it_recovers_is_recovered_from(tmp_path: Path) -> None:
    """Killed at each step of finishing what was killed as soon as it was decided."""
    first = tmp_path / "first"
    write(OLD, first)

    def decided(out: Path) -> bool:
        return (out / STAGING / "journal.json").is_file()

    step = 0
    while not decided(first):
        killed(lambda: write(NEW, first), at=step)
        step += 1
    shutil.copytree(first, tmp_path / "count")
    steps = steps_of(lambda: recover(tmp_path / "count"))
    assert steps > 10
    for step in range(steps):
        out = tmp_path / str(step)
        shutil.copytree(first, out)
        killed(lambda out=out: recover(out), at=step)  # type: ignore[misc]
        recover(out)
        assert files(out) == NEW


@settings(max_examples=30, deadline=None)
@given(old=file_trees, new=file_trees, data=st.data())
def test_killed_anywhere_from_any_tree_to_any_other(
    old: Tree, new: Tree, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out, trial = Path(folder, "out"), Path(folder, "trial")
        write(old, out)
        shutil.copytree(out, trial)
        steps = steps_of(lambda: write(new, trial))
        killed(lambda: write(new, out), at=data.draw(st.integers(0, steps), "step"))
        recover(out)
        assert files(out) in (old, new)
        write(new, out)
        assert files(out) == new


def journal(out: Path, document: object, staged: str = "a") -> None:
    put(out, {f"{STAGING}/journal.json": json.dumps(document), f"{STAGING}/new/{staged}": "harm"})


@pytest.mark.parametrize("path", [*HOSTILE, "python", "link/x", "link", "folder"])
@pytest.mark.parametrize("step", ["move", "remove"])
def test_a_hostile_journal_does_no_harm(tmp_path: Path, step: str, path: str) -> None:
    out = tmp_path / "work" / "out"
    write(OLD, out)
    (tmp_path / "victim").write_text("mine")
    (out / "link").symlink_to(tmp_path)
    (out / "folder").mkdir()
    journal(out, {"move": [], "remove": [], step: [path]}, "a" if path in HOSTILE else path)
    with untouched(tmp_path), pytest.raises(NotOursError):
        write(NEW, out)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[" * 100_000, "[]", "{}", "null", "\xff"),
        *('{"move": {"0": "a"}, "remove": []}', '{"move": [1], "remove": []}', '{"move": ["a"]}'),
    ],
)
def test_a_journal_that_is_none_stops_the_run(tmp_path: Path, text: str) -> None:
    write(OLD, tmp_path)
    put(tmp_path, {f"{STAGING}/journal.json": text, f"{STAGING}/new/a": "harm"})
    with untouched(tmp_path), pytest.raises(NotOursError, match="journal"):
        write(NEW, tmp_path)


def test_a_staging_folder_that_is_a_link_stops_the_run(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    write(OLD, out)
    elsewhere.mkdir()
    (out / STAGING).symlink_to(elsewhere)
    journal(out, {"move": ["a"], "remove": []})
    with untouched(elsewhere, out), pytest.raises(NotOursError):
        write(NEW, out)


# A run that fails.


def test_a_run_that_fails_while_it_stages_leaves_out_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(OLD, tmp_path)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write(NEW, tmp_path)
    with pytest.raises(OSError, match="No space left"):
        write(NEW, tmp_path / "a" / "b")
    assert files(tmp_path) == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == [MANIFEST, "python", "schema.yaml"]


@pytest.mark.parametrize("locked_folder", ["", "python/pets", "python/pets/b"])
def test_a_folder_that_is_not_writable_stops_the_run_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked_folder: str
) -> None:
    """The tests may run as root, who may write everywhere: so it is the answer that is faked."""
    write(OLD, tmp_path)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path / locked_folder)
    with untouched(tmp_path), pytest.raises(PermissionError) as caught:
        write(NEW, tmp_path)
    assert caught.value.filename == str(tmp_path / locked_folder)


def test_out_that_is_a_file_or_below_one_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with untouched(tmp_path), pytest.raises(FileExistsError):
        write(NEW, tmp_path / "file")
    with untouched(tmp_path), pytest.raises(NotADirectoryError):
        write(NEW, tmp_path / "file" / "out")


# Runs at once.


def test_runs_at_once_take_turns(tmp_path: Path) -> None:
    """Ten processes write two trees into one folder that is not there yet."""
    out = tmp_path / "out"
    children = []
    for number in range(10):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for turn in range(10):
                    write(OLD if (number + turn) % 2 else NEW, out)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 10
    assert files(out) in (OLD, NEW)
    assert entries(out).keys() == files(out).keys()


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    old, new = {"a.txt": "a" * 500_000}, {"a.txt": "b" * 500_000}
    write(old, tmp_path)
    child = os.fork()
    if child == 0:
        for tree in [new, old] * 15:
            write(tree, tmp_path)
        os._exit(0)
    reads = 0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        assert (tmp_path / "a.txt").read_text() in (old["a.txt"], new["a.txt"])
        reads += 1
    assert reads
