"""Every rule of `diff` has a page whose example holds, and a case of its own.

A page is prose, then `## Old` and `## New`. Below each heading stand the files of a spec set or a
schema file, the name of each in backticks above a fence with its text. Between the two there is one
change, of the page's rule.

A case is a folder in `golden_diff/`, with `old/`, `new/` and the expected report, `report.txt`.
`--update-golden` rewrites that, prints what changed, and still fails.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from diff_cases import compared
from trees import put

from generator.diff import explanations
from generator.diff.catalogue import RULES, Expected, Rule
from generator.diff.model import Audience, Bump, Change, Comparison, Effect
from generator.diff.text import as_text
from generator.pages.page import Fence, Heading, Page, Prose, read_page
from generator.source import Source

GOLDEN = Path(__file__).parent / "golden_diff"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/old"))
SPEC_SET_FILE = "dialect: speakeasy-typescript\nwire_names: as-written\n"
"""What the examples leave out."""


def page_of(rule: str) -> Page:
    name = f"{rule}.md"
    return read_page(Source(name, name, (explanations.FOLDER / name).read_text("utf-8")))


def files_below(heading: str, page: Page) -> dict[str, str]:
    """The files that are shown below a heading."""
    files: dict[str, str] = {}
    section = name = ""
    for block in page.blocks:
        match block:
            case Heading(text=text):
                section = text
            case Prose(lines=(line,)) if re.fullmatch("`[^`]+`", line.text):
                name = line.text.strip("`")
            case Fence(lines=lines) if section == heading:
                assert name, "a fence without a file's name above it"
                files[name] = "".join(f"{line.text}\n" for line in lines)
                name = ""
            case _:
                pass
    if "schema.yaml" not in files:
        shown = files.get("tablewright.yaml", "")
        name = "" if "name:" in shown else "name: petshop\n"
        files["tablewright.yaml"] = SPEC_SET_FILE + name + shown
    return files


def example(rule: str, folder: Path) -> Comparison:
    """What changed between the sides of a rule's page."""
    sides = []
    for heading in ("Old", "New"):
        files = files_below(heading, page_of(rule))
        put(folder / heading, files)
        sides.append(
            folder / heading / "schema.yaml" if "schema.yaml" in files else folder / heading
        )
    return compared(*sides)


def case_of(folder: Path) -> Comparison:
    """What changed between the sides of a case."""
    files = [folder / side / "schema.yaml" for side in ("old", "new")]
    sides = [file if file.is_file() else file.parent for file in files]
    return compared(*sides)


def is_as_expected(change: Change, audience: Audience) -> bool:
    """Whether the catalogue foretold the effect of a change of a type that has payloads."""
    rule = RULES[change.rule]
    expected = rule.readers if audience is Audience.READERS else rule.writers
    is_breaking = change.verdict(audience).effect is Effect.BREAKING
    return expected is Expected.DEPENDS or is_breaking == (expected is Expected.BREAKING)


def test_every_rule_has_a_page_and_a_case_and_no_other_stands_there() -> None:
    assert {path.stem for path in explanations.FOLDER.iterdir()} == set(RULES)
    assert {path.name for path in (GOLDEN / "rules").iterdir()} == set(RULES)
    assert len(RULES) >= 60


@pytest.mark.parametrize("rule", RULES)
def test_an_identifier_and_a_sentence_have_their_form(rule: str) -> None:
    assert re.fullmatch("[a-z]+(-[a-z]+)*", rule)
    assert not RULES[rule].sentence.endswith(".")


@pytest.mark.parametrize("rule", RULES)
def test_a_page_is_short_prose_with_one_example_of_old_and_new(rule: str) -> None:
    page = page_of(rule)
    headings = [block.text for block in page.blocks if isinstance(block, Heading)]
    prose = [block for block in page.blocks if isinstance(block, Prose)]
    assert headings == ["Old", "New"]
    assert isinstance(page.blocks[0], Prose)
    assert sum(len(block.lines) for block in prose) <= 20


@pytest.mark.parametrize("rule", RULES)
def test_the_example_has_one_change_and_it_is_of_the_rule(rule: str, tmp_path: Path) -> None:
    [change] = example(rule, tmp_path).changes
    assert change.rule == rule
    assert all(is_as_expected(change, audience) for audience in Audience)


@pytest.mark.parametrize("rule", RULES)
def test_the_case_of_a_rule_shows_it(rule: str) -> None:
    changes = case_of(GOLDEN / "rules" / rule).changes
    assert rule in {change.rule for change in changes}
    assert all(is_as_expected(change, audience) for change in changes for audience in Audience)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(case: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    actual = as_text(case_of(Path()))
    expected_file = case / "report.txt"
    expected = expected_file.read_text("utf-8") if expected_file.is_file() else ""
    difference = "".join(
        difflib.unified_diff(
            expected.splitlines(keepends=True),
            actual.splitlines(keepends=True),
            "expected",
            "actual",
        )
    )
    if request.config.getoption("--update-golden") and actual != expected:
        expected_file.write_bytes(actual.encode("utf-8"))
        pytest.fail(f"rewritten; read what changed:\n{difference}", pytrace=False)
    if actual != expected:
        pytest.fail(
            f"{difference}\n`pytest {__file__} --update-golden -k {case.name}` accepts this",
            pytrace=False,
        )


def test_what_explain_prints_begins_with_the_rule_its_meaning_and_its_effects() -> None:
    text = explanations.rule_page("enum-value-added")
    assert text is not None
    assert text.startswith(
        "# enum-value-added\n\nA closed enum has another value."
        " For readers: depends on the types; for writers: compatible.\n"
    )
    assert explanations.rule_page("../rules/enum-value-added") is None


def test_all_rules_are_listed() -> None:
    assert [line.split()[0] for line in explanations.all_rules().splitlines()] == list(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_that_always_breaks_asks_for_more_than_a_patch(rule: Rule) -> None:
    if Expected.COMPATIBLE not in (rule.readers, rule.writers):
        assert rule.bump is not Bump.PATCH
