"""A one-row edit changes a few lines of each output, and none that are about another type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from command_line import GOOD, ROOT, record
from small_diffs import measure
from small_diffs.__main__ import main
from small_diffs.edits import KINDS, Editor
from small_diffs.measure import Change, SmallDiffs
from small_diffs.pages import EditablePage, read_pages
from small_diffs.regions import FRAME, OUTPUTS, Place, divide
from small_diffs.report import lines, strays, table
from trees import put

from generator.artifacts import Artifact
from generator.files import DiskFolder
from generator.pipeline import Compilation, build_artifacts, compile_folder

GOLDEN = ROOT / "tests" / "golden"
SPEC_SETS = {
    ROOT / "specs": 70,
    ROOT / "tests" / "torture" / "specs": 28,
    GOLDEN / "declarations" / "several-modules-and-the-root-module" / "input": 24,
    GOLDEN / "dialects" / "go-type-cells" / "input": 16,
    GOLDEN / "examples" / "default-values" / "input": 16,
    GOLDEN / "examples" / "examples-by-their-type" / "input": 16,
    GOLDEN / "unions" / "a-union" / "input": 24,
}
"""With how many edits of each are made."""


def test_a_one_row_edit_changes_few_lines_and_none_of_another_type() -> None:
    """Half of all edits change at most three lines of an output; none changes a line outside the
    edited type and those that refer to it."""
    effects = [e for folder, n in SPEC_SETS.items() for e in SmallDiffs(folder, seed=1).effects(n)]
    assert {effect.edit.kind for effect in effects} == set(KINDS)
    assert {output for effect in effects for output in effect.lines} == set(OUTPUTS)
    medians = {output: median(lines(effects, output)) for output in OUTPUTS}
    assert max(medians.values()) <= 3, table(effects)
    assert [*strays(effects)] == []


# Whether that is what was measured.


def torture() -> tuple[Compilation, tuple[EditablePage, ...]]:
    folder = ROOT / "tests" / "torture" / "specs"
    return compile_folder(folder, "specs"), read_pages(DiskFolder(folder, "specs"))[0]


def test_every_line_of_every_output_has_its_page() -> None:
    compilation, pages = torture()
    declared = {declaration.page for declaration in compilation.schema.declarations}
    assert declared >= {page.source.name for page in pages}
    found: dict[str, set[str]] = {output: set() for output in OUTPUTS}
    for artifact in build_artifacts(compilation):
        regions = divide(artifact)
        text = "\n".join(line for part in regions.values() for line in part)
        assert text == artifact.text
        for place in regions:
            found[place.output].add(place.page)
    for output, named in found.items():
        assert named - {FRAME} == declared, output


def test_what_an_edit_does_outside_its_type_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count of all fields stands where no type does, and another among a type's lines."""
    put(tmp_path, GOOD)

    def build(compilation: Compilation) -> Iterator[Artifact]:
        for artifact in build_artifacts(compilation):
            text = artifact.text
            if artifact.path == "schema.yaml":
                text = f"fields: {compilation.field_count}\n{text}"
            if artifact.path.endswith("/_animal3.py"):
                text += f"# {compilation.field_count}\n"
            yield Artifact(artifact.path, text)

    monkeypatch.setattr(measure, "build_artifacts", build)
    effects = [*SmallDiffs(tmp_path, seed=1).effects(30, ["add a row"])]
    found = {change.place[1:3] for effect in effects for change in effect.elsewhere}
    python = f"python/{tmp_path.name.replace('-', '_')}/zoo/_animal3.py"
    assert found == {("schema.yaml", FRAME), (python, "models/zoo/animal3.md")}


def test_the_import_that_a_type_needs_is_its_own(tmp_path: Path) -> None:
    """It stands at the head of a file that several types share."""
    put(tmp_path, {"kinds/tag.md": '# Tag\n\n## Values\n\n```typescript\n"a" | "b"\n```\n'})
    put(tmp_path, {"a.md": record("A", tag="[Tag](kinds/tag.md)"), "b.md": record("B")})
    effects = [*SmallDiffs(tmp_path, seed=1).effects(20, ["change a type", "remove a row"])]
    heads = [change for e in effects for change in e.changes if change.place.page == FRAME]
    assert {change.place.path for change in heads} == {"typescript/index.ts"}
    assert {change.lines for change in heads} == {2}, "the import, and the blank line after it"
    assert [*strays(effects)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_is_of_one_row(kind: str) -> None:
    """Of a page's own lines, one is changed, added or removed; moved: both; a variant: several."""
    most = {"move a row": 2, "describe a type": 2, "add a variant": 9, "remove a variant": 9}
    changed: list[int] = []
    for folder in SPEC_SETS:
        pages, dialect = read_pages(DiskFolder(folder, "specs"))
        texts = {page.source.name: page.source.text for page in pages}
        editor = Editor(pages, dialect, seed=2)
        for edit in filter(None, (editor.edit(kind) for _ in range(20))):
            old, new = (text.splitlines() for text in (texts[edit.page], edit.text))
            change = Change(Place("", edit.page, edit.page), tuple(old), tuple(new))
            changed.append(change.lines)
    assert changed
    assert set(changed) <= {*range(most.get(kind, 1) + 1)}


def test_the_same_seed_gives_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [str(ROOT / "specs"), "-n", "12", "--seed", "7", "--show", "3"]
    printed = []
    for _ in range(2):
        assert main(arguments) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert "| **all** " in printed[0]
    assert "0 parts changed outside the edited type" in printed[0]


def test_where_there_is_nothing_to_edit_the_status_is_2(tmp_path: Path) -> None:
    put(tmp_path, {"notes.md": "# Notes\n\nNo type.\n"})
    assert main([str(tmp_path)]) == 2
