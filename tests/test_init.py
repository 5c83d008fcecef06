"""`init`: what it says of a folder of pages, and what it writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from command_line import ENUM, GOOD, SETTINGS, Run, record
from trees import files, put, untouched

PAGES = {
    "docs/models/pet.md": record("Pet", petName="*string*", petAge="*number*"),
    "docs/models/zoo/kind.md": ENUM,
    "README.md": "# Pets\n\nA service.\n",
}


def test_what_was_found_is_said_and_written(run: Run) -> None:
    put(Path("pages"), PAGES)
    before = files(Path())
    result = run("init", "pages")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines() == [
        "pages: 3 pages, 2 types, 3 fields",
        "  dialect: speakeasy-typescript, which reads 3 of 3 type cells; the next,"
        " speakeasy-csharp, 2",
        "  root module: 1 type",
        "  module zoo: 1 type",
        "  1 page ruled out: no section that the dialect knows",
        "  names: a client library's, all in camelCase; see `wire_names:`",
        "pages/tablewright.yaml was written",
    ]
    written = files(Path())["pages/tablewright.yaml"].decode()
    assert files(Path()) == {**before, "pages/tablewright.yaml": written.encode()}
    assert [line for line in written.splitlines() if line[:1] not in ("", "#")] == [
        "name: pages",
        "dialect: speakeasy-typescript",
        "wire_names: as-written",
    ]
    assert "all in camelCase" in written
    assert run("lint", "pages").err == "", "nothing is wrong with it"


def test_a_file_that_is_there_stays(run: Run) -> None:
    with untouched(Path()):
        result = run("init")
    assert (result.status, result.out) == (1, "")
    assert result.err == "specs/tablewright.yaml is there already, and nothing was written\n"


@pytest.mark.parametrize("name", ["yes", "a: b", "- #", "été"])
def test_any_name_of_a_folder_is_written_as_yaml(run: Run, name: str) -> None:
    put(Path(name), GOOD)
    assert run("init", name).status == 0
    assert run("lint", name).err == ""


def test_errors_in_pages_are_counted_and_the_file_is_written(run: Run) -> None:
    put(Path("pages"), {"pet.md": record("Pet", a="*strnig*")})
    result = run("init", "pages")
    assert (result.status, result.err) == (1, "")
    assert "  1 error, 0 warnings: `tablewright lint pages` shows them\n" in result.out
    assert run("lint", "pages").err.endswith("\n1 error, 0 warnings\n")


def test_where_no_dialect_fits_the_file_says_so(run: Run) -> None:
    put(Path("pages"), {"pet.md": "# Pet\n\nHello.\n"})
    result = run("init", "pages")
    assert result.status == 1
    assert "  dialect: none that is built in fits; " in result.out
    assert "\ndialect: auto\n" in Path("pages/tablewright.yaml").read_text("utf-8")


def test_where_nothing_can_be_written(run: Run) -> None:
    Path("empty").mkdir()
    assert run("init", "empty").err == "tablewright: there are no pages in empty\n"
    assert run("init", "none").err == "tablewright: none is not a folder\n"
    put(Path("pages"), {"pet.md": record("Pet")})
    Path("pages/tablewright.yaml").symlink_to("elsewhere")
    with untouched(Path("pages/pet.md").parent):
        result = run("init", "pages")
    assert result.status == 2
    assert not Path("pages/elsewhere").exists()


def test_it_may_be_the_folder_one_stands_in(run: Run) -> None:
    put(Path("pages"), {"pet.md": record("Pet")})
    os.chdir("pages")
    assert run("init", ".").status == 0
    assert SETTINGS.splitlines()[0] in Path("tablewright.yaml").read_text("utf-8")
