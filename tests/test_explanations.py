"""Every diagnostic has an explanation whose example holds, and a golden case that shows it.

An explanation is a Markdown page: prose, then `## Before` and `## After`. Below each heading stand
the files of a spec set, the name of each in backticks above a fence with its text; `After` shows
only what changes. In a fence with the info `bytes`, `\\xE9` stands for one byte. The first spec
set has the diagnostic, and no other; the second has none at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import explanations
from generator.diagnostics import CATALOGUE
from generator.pages.page import Fence, Heading, Page, Prose, read_page
from generator.pipeline import compile_folder
from generator.source import Source

EXPECTED_DIAGNOSTICS = sorted(Path(__file__).parent.glob("golden/*/*/expected/diagnostics.txt"))

SPEC_SET_FILE = "dialect: speakeasy-typescript\nwire_names: as-written\n"
"""What the examples leave out: only those that are about the spec-set file show one."""

ABOUT_OUTPUT = {"edited-output", "package-name", "package-version", "unused-acceptance"}
"""Codes that compiling finds in no spec set: they are about what stands in OUT already, about
packages, for which see `test_package.py`, or about two sets, for which `test_diff_forms.py`."""


def page_of(code: str) -> Page:
    name = f"{code}.md"
    return read_page(Source(name, name, (explanations.FOLDER / name).read_text("utf-8")))


def files_below(heading: str, page: Page) -> dict[str, bytes]:
    """The files of the example's spec set that are shown below a heading."""
    files: dict[str, bytes] = {}
    section = name = ""
    for block in page.blocks:
        match block:
            case Heading(text=text):
                section = text
            case Prose(lines=(line,)) if re.fullmatch("`[^`]+`", line.text):
                name = line.text.strip("`")
            case Fence(info=info, lines=lines) if section == heading:
                assert name, "a fence without a file's name above it"
                text = "".join(f"{line.text}\n" for line in lines)
                files[name] = _bytes(text) if info == "bytes" else text.encode("utf-8")
                name = ""
            case _:
                pass
    return files


def _bytes(text: str) -> bytes:
    return re.sub(
        rb"\\x([0-9A-F]{2})", lambda escape: bytes.fromhex(escape[1].decode()), text.encode("utf-8")
    )


def codes_of(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """The codes of all diagnostics that a spec set of these files has."""
    for name, data in {"tablewright.yaml": SPEC_SET_FILE.encode(), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return [diagnostic.code for diagnostic in compile_folder(folder, "specs").report.sorted()]


def test_every_code_has_an_explanation_and_no_other_page_stands_there() -> None:
    assert {path.stem for path in explanations.FOLDER.iterdir()} == set(CATALOGUE)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_an_explanation_is_short_prose_with_one_example_before_and_after(code: str) -> None:
    page = page_of(code)
    headings = [block.text for block in page.blocks if isinstance(block, Heading)]
    prose = [block for block in page.blocks if isinstance(block, Prose)]
    assert headings == ["Before", "After"]
    assert isinstance(page.blocks[0], Prose)
    assert files_below("Before", page)
    assert files_below("After", page)
    assert sum(len(block.lines) for block in prose if len(block.lines) > 1) <= 12


@pytest.mark.parametrize("code", sorted(set(CATALOGUE) - ABOUT_OUTPUT))
def test_the_example_has_the_diagnostic_before_and_none_after(code: str, tmp_path: Path) -> None:
    page = page_of(code)
    before = files_below("Before", page)
    after = {**before, **files_below("After", page)}
    assert set(codes_of(before, tmp_path / "before")) == {code}
    assert codes_of(after, tmp_path / "after") == []


def test_what_explain_prints_begins_with_the_code_its_meaning_and_its_severity() -> None:
    text = explanations.explanation("ragged-row")
    assert text is not None
    assert text.startswith(
        "# ragged-row\n\nA row has more cells than its header."
        " By default: error; warning in pages that a machine writes.\n"
    )


def test_without_a_code_all_are_listed() -> None:
    lines = explanations.all_codes().splitlines()
    assert [line.split()[0] for line in lines] == list(CATALOGUE)


def test_an_unknown_code_has_no_explanation() -> None:
    assert explanations.explanation("../explanations/ragged-row") is None
    assert explanations.explanation("ragged") is None


def test_every_code_occurs_in_a_golden_case() -> None:
    """A diagnostic that no case shows could change its place or its words unseen."""
    shown = {
        code
        for path in EXPECTED_DIAGNOSTICS
        for code in re.findall(r"(?:error|warning)\[([a-z0-9-]+)\]", path.read_text("utf-8"))
    }
    assert shown == set(CATALOGUE) - ABOUT_OUTPUT
