"""Several processes that run one program come to what one alone comes to."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.spec_sets import write_spec_set
from command_line import COMMAND, ENVIRONMENT
from trees import files, put

from generator import crew
from generator.crew import ALONE, Crew, together
from generator.failures import CannotWorkError
from generator.output import STAGING, NotOursError

SETTINGS = "dialect: speakeasy-typescript\n"
"""Else all pages of a small set are read beforehand, to see the dialect."""


@pytest.fixture(params=[1, 2, 3])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many work, whatever there is besides."""
    size: int = request.param
    monkeypatch.setattr(crew, "_size", lambda: size)
    return size


def test_all_shares_are_all_items(size: int) -> None:
    def work(crew: Crew) -> list[tuple[int, ...]]:
        return crew.gather(tuple(crew.share(range(10))))

    shares = together(work, pays=True)
    assert [item for share in shares for item in share] == list(range(10))
    assert len(shares) == size
    assert all(abs(len(share) - 10 / size) < 1 for share in shares)


@pytest.mark.usefixtures("size")
def test_each_item_is_claimed_by_one() -> None:
    def work(crew: Crew) -> list[list[int]]:
        return crew.hand_in([*crew.claim(range(20))])

    claimed = together(work, pays=True)
    assert sorted(item for each in claimed for item in each) == list(range(20))


def test_everybody_hears_of_everybody(size: int) -> None:
    def work(crew: Crew) -> list[list[str]]:
        told = crew.gather(f"I am {crew.number}")
        return crew.hand_in(told)

    every = [f"I am {number}" for number in range(size)]
    assert together(work, pays=True) == [every] * size


def test_large_outcomes_do_not_wait_for_each_other(size: int) -> None:
    """Nobody can write more into a pipe than it holds, unless somebody reads."""
    outcome = os.urandom(5_000_000)

    def work(crew: Crew) -> bool:
        return crew.gather(outcome) == [outcome] * size

    assert together(work, pays=True)


def test_what_does_not_pay_is_done_alone(size: int) -> None:
    del size
    assert together(lambda crew: crew, pays=False) is ALONE


@pytest.mark.parametrize(
    ("size", "number"), [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)], indirect=["size"]
)
@pytest.mark.parametrize("meet", [Crew.gather, Crew.hand_in])
def test_what_one_raises_ends_it_for_all(
    size: int, number: int, meet: Callable[[Crew, int], list[int]]
) -> None:
    del size

    def work(crew: Crew) -> list[int]:
        if crew.number == number:
            raise KeyError("what went wrong")
        return meet(crew, crew.number)

    with pytest.raises(KeyError, match="what went wrong"):
        together(work, pays=True)


@pytest.mark.parametrize("size", [2], indirect=True)
def test_what_stands_in_the_way_is_told_as_it_was_found(size: int) -> None:
    del size

    def work(crew: Crew) -> list[int]:
        if crew.number:
            raise NotOursError(Path("out"), ["b", "a"])
        return crew.gather(0)

    with pytest.raises(NotOursError, match=r"^out/a, out/b: not made by tablewright"):
        together(work, pays=True)


@pytest.mark.parametrize("size", [2, 3], indirect=True)
def test_who_is_killed_is_missed(size: int) -> None:
    def work(crew: Crew) -> list[int]:
        if crew.number == size - 1:
            os._exit(9)
        return crew.gather(crew.number)

    with pytest.raises(CannotWorkError, match="was ended"):
        together(work, pays=True)


@pytest.mark.parametrize(
    "command", [["generate", "specs", "--keep-going"], ["generate", "specs"], ["lint", "specs"]]
)
@pytest.mark.parametrize("is_detected", [True, False])
def test_many_pages_come_to_the_same_in_one_process_and_in_several(
    tmp_path: Path, command: list[str], is_detected: bool
) -> None:
    """With errors on some pages and warnings that are kept once, found by different processes;
    some of it is seen only when all declarations are known, and some pages cannot be read."""
    write_spec_set(tmp_path / "specs", pages=400)
    pages = sorted((tmp_path / "specs").rglob("*.md"))
    for page in pages[5::37]:
        text = page.read_text("utf-8").replace("](", "](../gone/", 1)
        page.write_text(text.replace("*string*", "*nothing*", 1), "utf-8")
    for page in pages[7::150]:
        page.write_bytes(page.read_bytes() + b"\xff")
    for page in pages[20::50]:  # titles that meet once they are spelled
        text = page.read_text("utf-8")
        title = text.splitlines()[0]
        twin = text.replace(title, f"{title.upper()}_", 1)
        page.with_name(f"{page.stem}-twin.md").write_text(twin, "utf-8")
    if not is_detected:
        put(tmp_path, {"specs/tablewright.yaml": SETTINGS})
    outcomes = []
    for most in (1, 2, 3):
        (tmp_path / str(most)).mkdir()
        shutil.copytree(tmp_path / "specs", tmp_path / str(most) / "specs")
        done = subprocess.run(
            [*of_size(most), *command],
            cwd=tmp_path / str(most),
            env={**ENVIRONMENT, "XDG_CACHE_HOME": str(tmp_path / f"cache{most}")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 1
        said = re.sub(r" in \d+\.\d\d s", "", done.stdout)
        outcomes.append((said, done.stderr, files(tmp_path / str(most))))
    for code in ("unknown-type", "not-utf8", "name-collision"):
        assert code in outcomes[0][1]
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_what_any_of_them_read_is_known_to_the_next_run(tmp_path: Path) -> None:
    """A change in a page of any share is noticed."""
    write_spec_set(tmp_path / "specs", pages=400)
    put(tmp_path, {"specs/tablewright.yaml": SETTINGS})
    environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def generate(out: str) -> None:
        command = [*of_size(2), "generate", "specs", "--out", out]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    generate("out")
    pages = sorted((tmp_path / "specs").rglob("*.md"))
    for page in pages[3::99]:
        time.sleep(0.1)  # what has not rested is looked into at any rate
        text = page.read_text("utf-8")
        page.write_text(f"{text}\n", "utf-8")
        generate("out")
        page.write_text(text.replace("*string*", "*boolean*"), "utf-8")
        generate("out")
        generate(page.stem)
        assert files(tmp_path / "out") == files(tmp_path / page.stem)


def of_size(size: int) -> list[str]:
    """The command, by so many processes."""
    program = f"from generator import crew; crew._size = lambda: {size};"
    return [sys.executable, "-c", f"{program} from generator.cli import program; program()"]


@pytest.mark.parametrize("attempt", range(3))
def test_where_a_file_cannot_be_written_nothing_stays(tmp_path: Path, attempt: int) -> None:
    """Whoever of them finds out, while the others go on writing."""
    write_spec_set(tmp_path / "specs", pages=400, seed=attempt)
    (tmp_path / "out").mkdir()
    done = subprocess.run(
        [*of_size(2), "generate", "specs", "--out", "out"],
        cwd=tmp_path,
        env={**ENVIRONMENT, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert files(tmp_path / "out") == {}
    assert not list((tmp_path / "out").iterdir())


def test_a_killed_run_is_followed_by_a_whole_one(tmp_path: Path) -> None:
    """Though some of its processes still wrote when it was gone."""
    write_spec_set(tmp_path / "specs", pages=1000)
    environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [*of_size(2), "generate", "specs", "--out"]
    for _ in range(4):
        first = subprocess.Popen(
            [*command, "out"], cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL
        )
        staging = tmp_path / "out" / STAGING / "new"
        while not staging.exists() and first.poll() is None:
            time.sleep(0.005)
        first.kill()
        first.wait()
        subprocess.run([*command, "out"], cwd=tmp_path, env=environment, check=True)
        assert not (tmp_path / "out" / STAGING).exists()
        subprocess.run([*command, "other"], cwd=tmp_path, env=environment, check=True)
        assert files(tmp_path / "out") == files(tmp_path / "other")
        shutil.rmtree(tmp_path / "out")


def test_an_interrupted_run_says_so_and_leaves_nobody_behind(tmp_path: Path) -> None:
    write_spec_set(tmp_path / "specs", pages=3000)
    process = subprocess.Popen(
        [*COMMAND, "generate", "specs", "--out", "out"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    subprocess.run(["sleep", "0.5"], check=True)
    os.killpg(process.pid, 2)
    _, said = process.communicate(timeout=60)  # which ends when all have closed the stream
    assert process.returncode == 2
    assert said.splitlines()[-1] == "tablewright: interrupted"
    assert not (tmp_path / "out").exists()
