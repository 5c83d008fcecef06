"""The cache changes how long a run takes; wrong or missing, it never changes a byte of OUT."""

from __future__ import annotations

import hashlib
import marshal
import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ENUM, Run, record
from trees import files, put, untouched

from generator.commands import making
from generator.diagnostics import Diagnostic, Severity
from generator.plan import Plan
from generator.rerun.record import Counts, Record, read_record, record_bytes, record_file
from generator.rerun.snapshot import snapshot
from generator.source import Span
from generator.write import write_output

SPECS, OUT = Path("specs"), Path("generated")
PAGE = SPECS / "models/zoo/animal0.md"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tablewright"


@pytest.fixture
def repeated(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From here on, nothing is made: a run can only be remembered."""

    def forbid() -> None:
        monkeypatch.setattr(making, "Making", None)

    return forbid


def untimed(text: str) -> str:
    return text.rpartition(" in ")[0]


def test_a_run_that_would_be_repeated_is_told_again(
    run: Run, cache: Path, repeated: Callable[[], None]
) -> None:
    put(SPECS, {"models/zoo/odd.md": record("Odd", odd="*nothing*")})
    put(
        SPECS,
        {"tablewright.yaml": "dialect: speakeasy-typescript\nseverity: {unknown-type: warning}\n"},
    )
    first = run("generate")
    assert first.status == 0
    second = run("generate")
    repeated()
    with untouched(SPECS, OUT):
        third = run("generate")
        check = run("generate", "--check")
    assert "0 files written" in second.out
    assert untimed(third.out) == untimed(second.out)
    assert first.err == second.err == third.err == check.err
    assert "unknown-type" in third.err
    assert (check.status, check.out) == (0, "")
    assert len(list(cache.iterdir())) == 1


def edit(run: Run) -> None:
    del run
    PAGE.write_text(record("Animal0", age="*number*"))


def edit_keeping_size_and_time(run: Run) -> None:
    del run
    before = PAGE.stat()
    PAGE.write_text(PAGE.read_text().replace("The id.", "Its id."))
    os.utime(PAGE, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert PAGE.stat().st_size == before.st_size


def add_a_page(run: Run) -> None:
    del run
    put(SPECS, {"models/zoo/new.md": ENUM.replace("Kind", "New")})


def remove_a_page(run: Run) -> None:
    del run
    PAGE.unlink()


def change_the_settings(run: Run) -> None:
    del run
    put(SPECS, {"tablewright.yaml": "dialect: speakeasy-typescript\ntargets: [python]\n"})


def remove_the_settings(run: Run) -> None:
    del run
    (SPECS / "tablewright.yaml").unlink()


def edit_an_output(run: Run) -> None:
    del run
    put(OUT, {"schema.yaml": "edited"})


def remove_an_output(run: Run) -> None:
    del run
    (OUT / "typescript/index.ts").unlink()


def edit_the_manifest(run: Run) -> None:
    del run
    manifest = OUT / "manifest.json"
    manifest.write_text(re.sub("[0-9a-f]{64}", "0" * 64, manifest.read_text(), count=1))


def remove_everything(run: Run) -> None:
    del run
    OUT.rename("elsewhere")


@pytest.mark.parametrize(
    "change",
    [
        edit,
        edit_keeping_size_and_time,
        add_a_page,
        remove_a_page,
        change_the_settings,
        remove_the_settings,
        edit_an_output,
        remove_an_output,
        edit_the_manifest,
        remove_everything,
    ],
)
@pytest.mark.parametrize("runs", [1, 2])
def test_whatever_changes_is_seen(
    run: Run, cache: Path, change: Callable[[Run], None], runs: int
) -> None:
    for _ in range(runs):
        assert run("generate").status == 0
        time.sleep(0.06)  # so that their entries are believed
    change(run)
    check = run("generate", "--check")
    assert check.status == 1 or "client-names" in check.err  # which the settings had answered
    assert run("generate").status == 0
    assert run("generate", "--out", "fresh").status == 0
    assert files(OUT) == files(Path("fresh"))
    assert cache.is_dir()


def test_what_is_broken_in_the_cache_is_not_heard(run: Run, cache: Path) -> None:
    run("generate")
    expected = files(OUT)
    [file] = cache.iterdir()
    whole = file.read_bytes()
    dice = random.Random(1)
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 3)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        file.write_bytes(bytes(broken[: dice.choice((len(broken), dice.randrange(len(broken))))]))
        edit(run) if dice.random() < 0.5 else put(
            SPECS, {"models/zoo/animal0.md": record("Animal0")}
        )
        changed = "age" in PAGE.read_text()
        assert run("generate").status == 0
        assert (files(OUT) != expected) == changed


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{}", b"\xff"),
        *(marshal.dumps(()), marshal.dumps([]), marshal.dumps((1, 2, 3, 4, 5, 6))),
        marshal.dumps(([], ([], [], []), None, [], b"", b"")),
        marshal.dumps(([], ([], [], []), (0, 0, 0, 0, "", (), 1), [("odd",)], b"", b"")),
        marshal.dumps(([], ([], [], []), (0, 0, 0, 0, "", (), 1), [], b"\x80", b"\x80")),
    ],
)
def test_a_record_of_another_form_is_none(run: Run, cache: Path, body: bytes) -> None:
    run("generate")
    expected = files(OUT)
    [file] = cache.iterdir()
    head = f"tablewright-cache/3 {hashlib.sha256(body).hexdigest()}"
    file.write_bytes(head.encode() + b"\n" + body)
    remove_an_output(run)
    assert run("generate").status == 0
    assert files(OUT) == expected


def test_a_record_that_says_that_nothing_was_made_is_not_about_what_there_is(
    run: Run, cache: Path
) -> None:
    """It would have to be written on purpose; even then, not a byte is lost, only not made."""
    run("generate")
    [file] = cache.iterdir()
    found = read_record(file)
    assert found is not None
    assert found.names == sorted(files(SPECS))
    assert set(found.files.paths) >= {"specs/models/zoo/animal0.md", "generated/manifest.json"}


@pytest.mark.usefixtures("cache")
def test_what_comes_while_a_run_lasts_is_seen_by_the_next(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_late(plan: Plan, out: Path) -> None:
        put(SPECS, {"models/zoo/late.md": record("Late", age="*number*")})
        write_output(plan, out)

    with monkeypatch.context() as patch:
        patch.setattr(making, "write_output", write_late)
        assert "0 files written" not in run("generate").out
    assert not (OUT / "jsonschema/zoo/Late.schema.json").exists()
    assert run("generate").status == 0
    assert (OUT / "jsonschema/zoo/Late.schema.json").exists()


def test_errors_and_runs_that_go_on_in_spite_of_them_are_not_remembered(
    run: Run, cache: Path
) -> None:
    put(SPECS, {"models/zoo/odd.md": record("Odd", odd="*nothing*")})
    assert run("generate").status == 1
    assert run("generate", "--keep-going").status == 1
    assert run("generate", "--keep-going").status == 1
    assert not cache.exists()


def test_targets_of_a_projects_own_are_not_remembered(run: Run, cache: Path) -> None:
    """Their templates may come and go."""
    put(Path(), {"own/a.txt.jinja": "{{ view.name }}"})
    put(
        SPECS, {"tablewright.yaml": "wire_names: as-written\ntargets: {own: {templates: ../own}}\n"}
    )
    assert run("generate").status == 0
    assert not cache.exists()


def test_where_nothing_can_be_kept_all_is_done(run: Run, tmp_path: Path) -> None:
    put(tmp_path, {"cache": "a file"})
    os.environ["XDG_CACHE_HOME"], before = str(tmp_path / "cache"), os.environ["XDG_CACHE_HOME"]
    try:
        assert run("generate").status == 0
        assert "0 files written" in run("generate").out
    finally:
        os.environ["XDG_CACHE_HOME"] = before


def test_old_records_are_removed(run: Run, cache: Path) -> None:
    for index in range(25):
        assert run("generate", "--out", f"out{index}").status == 0
    assert len(list(cache.iterdir())) == 20


def test_a_file_is_the_same_by_its_entry_or_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"text")
    digest = hashlib.sha256(b"text").hexdigest()
    now = time.time_ns()
    young, old = snapshot({str(file): digest}, now), snapshot({str(file): digest}, now + 10**11)
    assert young.entries == [[]]
    assert len(old.entries[0]) == 4
    assert young.changed(9) == old.changed(9) == []
    file.write_bytes(b"tex!")
    assert young.changed(9) == old.changed(9) == [str(file)]
    file.unlink()
    other = str(tmp_path / "other")
    both = young + snapshot({str(file): "", other: digest}, now)
    assert (both.paths, both.digests) == ([str(file), other], [digest, digest])
    assert both.changed(9) == both.changed(1) == [str(file), other]
    assert both.changed(0) == [str(file)]


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = record_file(tmp_path, ["a", "b\udcff"])
    assert file != record_file(tmp_path, ["a"])
    found = Diagnostic("no-types", Severity.WARNING, "é", Span("é.md", 1, 2, 3), "help")
    counts = Counts(1, 2, 3, 4, "", ("go",), 5)
    names = ["é.md", "\udcff.md"]
    record_ = Record(names, snapshot({}, 0), counts, [found], b"a\n", b"\0")
    file.write_bytes(record_bytes(record_))
    assert read_record(file) == record_
