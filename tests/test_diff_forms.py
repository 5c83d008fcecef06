"""The forms of a comparison, what was accepted, and what `generate` tells of a change."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from command_line import ENUM, ROOT, SETTINGS, Run, record
from diff_edits.edits import Edited, edited
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from trees import put

from generator.diagnostics import Report
from generator.dialects.dialect import Directions
from generator.diff.accepted import read_acceptances, with_accepted
from generator.diff.compare import compare
from generator.diff.links import Links
from generator.diff.markdown import as_markdown
from generator.diff.markdown_text import code, fenced, sentence
from generator.diff.model import Audience, Comparison, Effect
from generator.diff.regenerated import told_changes
from generator.schema import (
    EnumDecl,
    EnumValue,
    Field,
    Json,
    PrimitiveType,
    RecordDecl,
    Schema,
)
from generator.schema_file import dump_schema
from generator.source import Source
from generator.yaml_nodes import read_yaml

FORMAT = json.loads((ROOT / "docs" / "diff-format.schema.json").read_text("utf-8"))
OLD = {"tablewright.yaml": SETTINGS, "pet.md": record("Pet", colour="*string*"), "kind.md": ENUM}
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})


@pytest.fixture
def sides(project: Path) -> Path:
    """The current folder, with two spec sets in it: NEW has lost a colour and got a dog."""
    put(project / "old" / "shop", OLD)
    put(project / "shop", {**OLD, "pet.md": record("Pet"), "kind.md": ENUM + "| `DOG` | dog |\n"})
    return project


def accept(folder: Path, *entries: dict[str, str]) -> None:
    put(folder, {"tablewright-accepted.yaml": json.dumps({"accepted": entries})})


COLOUR = {"rule": "field-removed-optional", "type": "Pet", "part": "colour", "reason": "Unused."}
DOG = {"rule": "enum-value-added", "type": "Kind", "reason": "All readers\n know."}


# What was accepted.


def test_what_was_accepted_is_listed_apart_and_does_not_fail(sides: Path, run: Run) -> None:
    accept(sides / "shop", COLOUR, DOG)
    result = run("diff", "old/shop", "shop")
    assert (result.status, result.err) == (0, "")
    assert result.out == (
        "accepted\n"
        '  accepted[enum-value-added]: Kind: the value `"dog"` is new'
        " (old/shop/kind.md:1 -> shop/kind.md:8); All readers know.\n"
        "  accepted[field-removed-optional]: Pet: the field `colour` is gone"
        " (old/shop/pet.md:8 -> shop/pet.md:1); Unused.\n"
        "\n"
        "0 changes in 0 types: 0 breaking (0 for readers, 0 for writers), 0 compatible;"
        " 2 accepted\n"
        "suggested version bump: major\n"
        "every type was taken to be both read and written, since nothing says otherwise\n"
    )
    assert run("diff", "old/shop", "shop", "--fail-on", "any").status == 0


def test_only_the_change_that_is_named_is_accepted(sides: Path, run: Run) -> None:
    accept(sides, COLOUR)
    result = run("diff", "old/shop", "shop", "--accept", "tablewright-accepted.yaml")
    assert result.status == 1
    assert "breaking[enum-value-added]" in result.out
    assert "breaking[field-removed-optional]" not in result.out
    assert run("diff", "old/shop", "shop").out.count("breaking[") == 2, "it is beside NEW"


@pytest.mark.parametrize(
    "entry",
    [
        {**COLOUR, "part": "color"},
        {**COLOUR, "part": ""},
        {**COLOUR, "type": "Pets"},
        {**COLOUR, "rule": "field-removed-required"},
    ],
)
def test_what_was_accepted_and_not_done_is_named_at_its_place(
    sides: Path, run: Run, entry: dict[str, str]
) -> None:
    accept(sides / "shop", DOG, entry)
    result = run("diff", "old/shop", "shop")
    assert result.status == 1
    assert "shop/tablewright-accepted.yaml:1:" in result.err
    assert "warning[unused-acceptance]: no change is the one that is accepted here" in result.err
    assert result.err.count("warning") == 1


def test_a_warning_names_the_part_that_was_probably_meant(sides: Path, run: Run) -> None:
    accept(sides / "shop", {**DOG, "part": "dogs"}, {**COLOUR, "part": "color"})
    result = run("diff", "old/shop", "shop")
    assert "did you mean `colour`?" in result.err
    assert 'did you mean `"dog"`?' in result.err


def test_an_entry_that_others_make_superfluous_is_named(sides: Path, run: Run) -> None:
    accept(sides / "shop", DOG, {**DOG, "part": "dog"}, COLOUR)
    result = run("diff", "old/shop", "shop")
    assert "other entries accept all that this one does" in result.err
    assert result.err.count("warning") == 1


@pytest.mark.parametrize("part", ["dog", '"dog"'])
def test_a_value_may_be_written_as_it_is(sides: Path, run: Run, part: str) -> None:
    accept(sides / "shop", {**DOG, "part": part}, COLOUR)
    result = run("diff", "old/shop", "shop")
    assert (result.status, result.err) == (0, "")


@pytest.mark.parametrize(("part", "accepted"), [("1", "1"), ("'1'", "1"), ("'\"1\"'", '"1"')])
def test_a_part_stands_for_one_value(part: str, accepted: str) -> None:
    old = EnumDecl("", "E", "e.md", (EnumValue(1), EnumValue("1"), EnumValue(2)))
    new = EnumDecl("", "E", "e.md", (EnumValue(2),))
    comparison = compare(Schema("shop", (old,)), Schema("shop", (new,)))
    text = f"accepted: [{{rule: enum-value-removed, type: E, part: {part}, reason: x}}]"
    report = Report()
    node = read_yaml(Source("a.yaml", "a.yaml", text), report)
    assert node is not None
    found = with_accepted(comparison, read_acceptances(node), report).accepted
    assert [each.change.part for each in found] == [accepted]
    assert not report.sorted()


def test_the_narrowest_entry_accepts_a_change(sides: Path, run: Run) -> None:
    general = {"rule": COLOUR["rule"], "type": "Pet", "reason": "All of them."}
    put(sides / "old" / "shop", {"pet.md": record("Pet", colour="*string*", size="*string*")})
    accept(sides / "shop", DOG, general, COLOUR)
    result = run("diff", "old/shop", "shop")
    assert (result.status, result.err) == (0, "")
    assert "`colour` is gone (old/shop/pet.md:8 -> shop/pet.md:1); Unused." in result.out
    assert "`size` is gone (old/shop/pet.md:9 -> shop/pet.md:1); All of them." in result.out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accepted: [{rule: field-removed-optional, type: Pet}]", "`reason` is missing here"),
        ("accepted: [{reason: x}]", "`rule` is missing here"),
        ("accepted: [{}]", "`rule` and `reason` are missing here"),
        ("accepted: [x]", "`x` where a mapping belongs"),
        ("accepted: x", "`x` where a sequence belongs"),
        ("- x", "a sequence where a mapping belongs"),
        ("accepted: [{rule: field-removed-optonal, reason: x}]", "did you mean `field-removed-opt"),
        ("accepted: [{rule: zzz, reason: x}]", "`tablewright explain` lists the rules"),
        ("accepted: [{rule: [1], reason: x}]", "a sequence where a rule of `diff` belongs"),
        ("accepted: [{rule: set-renamed, reason: ' '}]", "where a reason, in words, belongs"),
        ("accepted: [{rule: set-renamed, reason: 7}]", "`7` where a reason, in words, belongs"),
        ("accepted: [{rule: set-renamed, reason: x, field: y}]", "`field` is not a key of an acce"),
        ("accepted: [", "error[malformed-yaml]"),
        ("\xff", "error[not-utf8]"),
    ],
)
def test_a_slip_in_the_file_is_reported_and_nothing_is_compared(
    sides: Path, run: Run, text: str, message: str
) -> None:
    put(sides, {"shop/tablewright-accepted.yaml": text.encode("latin-1")})
    result = run("diff", "old/shop", "shop")
    assert (result.status, result.out) == (1, "")
    assert message in result.err
    assert "shop/tablewright-accepted.yaml:1:" in result.err
    assert result.err.endswith("nothing was compared, because of the errors above\n")


def test_an_empty_file_accepts_nothing(sides: Path, run: Run) -> None:
    before = run("diff", "old/shop", "shop")
    for text in ("", "accepted:\n", "accepted: []\n"):
        put(sides, {"shop/tablewright-accepted.yaml": text})
        assert run("diff", "old/shop", "shop") == before


def test_a_file_that_is_asked_for_must_be_there(sides: Path, run: Run) -> None:
    assert sides.is_dir()
    result = run("diff", "old/shop", "shop", "--accept", "nowhere.yaml")
    assert (result.status, result.out) == (2, "")
    assert result.err == "tablewright: there is no file nowhere.yaml\n"


# Each form.


def test_json_sets_apart_what_was_accepted(sides: Path, run: Run) -> None:
    accept(sides / "shop", COLOUR)
    document = json.loads(run("diff", "old/shop", "shop", "--format", "json").out)
    jsonschema.Draft202012Validator(FORMAT).validate(document)
    [accepted] = document["accepted"]
    assert (accepted["part"], accepted["reason"]) == ("colour", "Unused.")
    assert [each["rule"] for each in document["changes"]] == ["enum-value-added"]
    assert document["summary"]["accepted"] == 1
    for change in ({**accepted, "more": 1}, {k: v for k, v in accepted.items() if k != "reason"}):
        document["accepted"] = [change]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(FORMAT).validate(document)


def test_annotations(sides: Path, run: Run) -> None:
    accept(sides / "shop", COLOUR)
    put(sides, {"shop/cage.md": record("Cage")})
    result = run("diff", "old/shop", "shop", "--format", "github")
    assert (result.status, result.err) == (1, "")
    assert result.out == (
        "::error file=shop/kind.md,line=8,col=11,endColumn=13,title=enum-value-added"
        '::Kind: the value `"dog"` is new%0A'
        'breaks readers: $: expected one of "cat", found "dog"%0Awitness: "dog"\n'
        "::notice file=shop/pet.md,line=1,col=3,endColumn=5,title=field-removed-optional"
        "::Pet: the field `colour` is gone%0A"
        'breaks writers: $.colour: expected no key beyond the declared ones, found "text"%0A'
        'witness: {"id": "text", "colour": "text"}%0Aaccepted: Unused.\n'
        "::notice file=shop/cage.md,line=1,col=3,endColumn=6,title=type-added"
        "::Cage: the record `Cage` is new\n"
    )


def test_a_change_without_a_place_is_one_of_the_spec_set_file(sides: Path, run: Run) -> None:
    put(sides, {"shop/tablewright.yaml": f"{SETTINGS}name: store\n"})
    out = run("diff", "old/shop", "shop", "--format", "github").out
    assert "::notice file=shop/tablewright.yaml,line=1,col=1,endColumn=1,title=set-renamed::" in out


def test_sarif(sides: Path, run: Run) -> None:
    accept(sides / "shop", COLOUR)
    result = run("diff", "old/shop", "shop", "--format", "sarif")
    [log] = json.loads(result.out)["runs"]
    told = [(each["ruleId"], each["level"]) for each in log["results"]]
    assert told == [("enum-value-added", "error"), ("field-removed-optional", "note")]
    rules = {each["id"]: each for each in log["tool"]["driver"]["rules"]}
    assert rules.keys() == {"enum-value-added", "field-removed-optional"}
    assert rules["enum-value-added"]["help"]["markdown"].startswith("# enum-value-added\n")
    place = log["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "shop/kind.md"


def test_markdown(sides: Path, run: Run) -> None:
    accept(sides / "shop", COLOUR)
    put(sides, {"shop/cage.md": record("Cage")})
    result = run("diff", "old/shop", "shop", "--format", "markdown")
    assert (result.status, result.err) == (1, "")
    assert result.out == (ROOT / "tests" / "fixtures" / "diff_report.md").read_text("utf-8")


def test_markdown_without_changes(sides: Path, run: Run) -> None:
    assert sides.is_dir()
    result = run("diff", "shop", "shop", "--format", "markdown")
    assert (result.status, result.out) == (0, "## No changes for those who use the types\n")


def test_links_follow_the_templates_that_are_given(sides: Path, run: Run) -> None:
    put(sides, {"shop/a (b)/c&d.md": record("Cage")})
    base = "https://git.example.com/shop/blob"
    urls = ["--old-url", f"{base}/1/{{path}}?plain=1#L{{line}}", "--new-url", f"{base}/2/{{path}}"]
    out = run("diff", "old/shop", "shop", "--format", "markdown", *urls).out
    assert f"[`pet.md:8`]({base}/1/old/shop/pet.md?plain=1#L8) →" in out
    assert f"[`c&d.md:1`]({base}/2/shop/a%20%28b%29/c%26d.md)" in out


def test_a_place_that_nobody_can_follow_is_no_link(sides: Path, run: Run) -> None:
    out = run("diff", str(sides / "old/shop"), "shop", "--format", "markdown").out
    assert f"`{sides}/old/shop/pet.md:8` → [`pet.md:1`](shop/pet.md#L1)" in out


# Markdown that holds whatever the pages hold.


class Outline(HTMLParser):
    """The tags and links of rendered Markdown, its code, and the text that is none."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.codes: list[str] = []
        self.plain = ""
        self._in_code = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "code":
            self._in_code = True
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_code = self._in_code and tag != "code"

    def handle_data(self, data: str) -> None:
        if self._in_code:
            self.codes[-1] += data
        else:
            self.plain += data


def outline(markdown: str) -> Outline:
    return Outline(MARKDOWN.render(markdown))


NASTY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["`", "``", " ", "a`b", "`a", "</details>", "<!--", "@all", "#1", "$x$", "|"]),
    st.sampled_from(
        ["```\n# x", "\u202e", "\u2028", "\\", "www.example.com", ":smile:", "- x", ""]
    ),
    st.text(alphabet="`~ \n<>&*_[]()#!|@\\-x", max_size=12),
)


@given(NASTY)
def test_code_shows_the_text_and_nothing_else(text: str) -> None:
    found = outline(f"a {code(text)} b")
    assert found.tags == ["p", "code"]
    assert found.plain.strip() == "a  b"
    [shown] = found.codes
    assert all(a in (b, "\ufffd") for a, b in zip(shown, text or " ", strict=True))


@given(NASTY, NASTY)
def test_a_sentence_is_our_words_and_code(name: str, other: str) -> None:
    found = outline(f"- {sentence(f'the type of `{name}` was `{other}` and is (new)')}")
    assert set(found.tags) == {"ul", "li", "code"}
    assert not found.links
    assert re.fullmatch(r"[A-Za-z ,:;'()\n]*", found.plain)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_a_witness_can_be_copied_from_the_report(value: Json) -> None:
    text = "\n".join(f"  {line}" for line in fenced(value, 10_000).split("\n"))
    found = outline(f"- a\n\n  <details>\n\n{text}\n\n  </details>\n")
    assert found.tags == ["ul", "li", "p", "details", "pre", "code"]
    assert json.loads(found.codes[0]) == value
    assert not re.search("[\u200e\u202a-\u202e\u2028\u2029\x00-\x09\x0b-\x1f]", found.codes[0])


def test_a_witness_that_is_too_long_is_cut_and_counted() -> None:
    found = outline(fenced(["x" * 1000], 100))
    assert len(found.codes[0]) == 101
    assert "… and 908 characters more" in found.plain


@settings(max_examples=60)
@given(edited(nasty=True))
def test_a_report_holds_every_change_and_no_page_gets_out_of_it(example: Edited) -> None:
    comparison = compare(example.old, example.new)
    found = outline(as_markdown(comparison, Links()))
    allowed = {"h2", "h3", "p", "ul", "li", "strong", "code", "details", "summary", "pre", "em"}
    assert set(found.tags) <= allowed
    assert found.tags.count("li") == len(comparison.changes)
    assert not found.links
    witnesses = [
        change.verdict(audience).witness
        for change in comparison.breaking
        for audience in Audience
        if change.verdict(audience).effect is Effect.BREAKING
    ]
    assert found.tags.count("pre") == sum(each is not None for each in witnesses)
    assert "@" not in found.plain


# A report that is too long.


def large(count: int) -> Comparison:
    """As many records that have lost a field, as many that have got one, and one new type."""

    def schema(*, is_new: bool) -> Schema:
        string = PrimitiveType("string")
        fields = tuple(Field(f"x{n}", string, required=False) for n in range(2))
        names = [f"{kind}{n:05}" for kind in ("Gone", "More") for n in range(count)]
        return Schema(
            "shop",
            tuple(
                RecordDecl("", name, f"{name}.md", fields[: 1 + (is_new == (name[0] == "M"))])
                for name in names
            ),
        )

    return compare(schema(is_new=False), schema(is_new=True))


@pytest.mark.parametrize("count", [1, 30, 200, 2000])
@pytest.mark.parametrize("longest", [3_000, 65_000])
def test_a_report_has_a_greatest_length_and_counts_what_it_leaves_out(
    count: int, longest: int
) -> None:
    report = as_markdown(large(count), Links(), longest)
    assert len(report.encode()) <= longest
    found = outline(report)
    assert f"{count:,} breaking change" in found.plain
    shown = report.count(" the field ")
    more = re.search(r"_([0-9,]+) more changes? had no room here", report)
    left_out = int(more[1].replace(",", "")) if more else 0
    assert shown + left_out == 2 * count
    unproven = re.search(r"The payloads of ([0-9,]+) changes? had no room", report)
    breaking = report.count("**Breaks writers:**")
    assert report.count("<pre") == 0
    assert (
        report.count("```json") + (int(unproven[1].replace(",", "")) if unproven else 0) == breaking
    )
    assert found.tags.count("details") == report.count("</details>")
    assert (left_out > 0) == (count >= 200 or (count == 30 and longest == 3_000))


def test_what_breaks_is_listed_before_anything_is_proven() -> None:
    report = as_markdown(large(100), Links(), 14_000)
    assert report.count("**Breaks writers:**") == 100
    assert 0 < report.count("```json") < 100
    assert "- `field-added-optional`: " in report


# Which way payloads go.


def operations(name: str, ref: str) -> dict[str, str]:
    page = record(name, f"| `x` | [{ref}](../components/{ref}.md) | :heavy_check_mark: | |")
    return {f"models/operations/{name}.md": page}


def test_the_dialect_tells_which_types_are_read_and_which_are_written(
    project: Path, run: Run
) -> None:
    def component(name: str, **fields: str) -> dict[str, str]:
        return {f"models/components/{name}.md": record(name, **fields)}

    operation = {
        **operations("SendPetRequest", "Sent"),
        **operations("SendPetResponse", "Received"),
        **operations("Stray", "Both"),
    }
    components = ("Sent", "Received", "Both")
    for side, fields in (("old", {}), ("new", {"more": "*string*"})):
        put(project / side / "shop", {"tablewright.yaml": SETTINGS, **operation})
        for name in components:
            put(project / side / "shop", component(name, **fields))
    result = run("diff", "new/shop", "old/shop", "--format", "json")
    document = json.loads(result.out)
    assert document["directions"] == "known"
    writers = {each["type"]: each["writers"]["effect"] for each in document["changes"]}
    assert writers == {
        "components.Both": "breaking",
        "components.Received": "unused",
        "components.Sent": "breaking",
    }
    assert "since nothing says otherwise" not in run("diff", "new/shop", "old/shop").out
    assert run("generate", "old/shop", "--out", "out").status == 0
    again = json.loads(run("diff", "new/shop", "out", "--format", "json").out)
    assert again["changes"] != document["changes"], "places differ"
    assert {each["type"]: each["writers"]["effect"] for each in again["changes"]} == writers


def test_a_dialect_of_ones_own_tells_it_by_its_own_names(project: Path, run: Run) -> None:
    dialect = "extends: speakeasy-typescript\ndirections: {read: [], written: ['ZOO.*form']}\n"
    for side, page in (("old", record("Form")), ("new", record("Form", more="*string*"))):
        folder = project / side / "shop"
        put(folder, {"tablewright.yaml": "dialect: d.yaml\nwire_names: as-written\n"})
        put(folder, {"d.yaml": dialect, "zoo/form.md": page, "form.md": page})
    document = json.loads(run("diff", "new/shop", "old/shop", "--format", "json").out)
    assert [(each["type"], each["readers"]["effect"]) for each in document["changes"]] == [
        ("Form", "compatible"),
        ("zoo.Form", "unused"),
    ]
    put(project / "new/shop", {"d.yaml": "directions: {reads: []}\n"})
    assert "did you mean `read`?" in run("diff", "new/shop", "old/shop").err


# What `generate` tells.


def test_generate_tells_what_it_changed(project: Path, run: Run) -> None:
    assert run("generate").out.count("\n") == 1
    assert run("generate").out.count("\n") == 1
    put(project, {"specs/models/zoo/kind.md": ENUM + "| `DOG` | dog |\n"})
    put(project, {"specs/models/zoo/animal1.md": record("Animal1", colour="*string*")})
    (project / "specs/models/zoo/animal8.md").unlink()
    assert run("generate", "--check").out.count("suggested") == 0
    result = run("generate")
    assert (result.status, result.err) == (0, "")
    assert result.out.split("\n", 1)[1] == (
        "2 breaking changes, 1 compatible change; suggested version bump: major\n"
        "  breaking[type-removed]: zoo.Animal8: the record `zoo.Animal8` is gone\n"
        '  breaking[enum-value-added]: zoo.Kind: the value `"dog"` is new\n'
        "  compatible[field-added-optional]: zoo.Animal1:"
        " the field `colour` of the type `string` is new\n"
    )


def test_generate_tells_a_few_changes_and_counts_the_others(project: Path, run: Run) -> None:
    assert run("generate").status == 0
    for n in range(9):
        put(project, {f"specs/models/zoo/animal{n}.md": record(f"Animal{n}", colour="*string*")})
    put(project, {"specs/models/zoo/more.md": record("More")})
    lines = run("generate").out.splitlines()
    assert lines[1] == "10 compatible changes; suggested version bump: minor"
    assert len(lines) == 11
    assert lines[-1] == "  and 2 more: `tablewright diff` shows all, with proofs"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "format: other/1\n",
        "<<<<<<< ours\n",
        "\xff\0",
        "format: tablewright-schema/1\n",
        "format: tablewright-schema/1\nname: shop\ntypes: # x\n  Pet:\n    kind: record\n",
    ],
)
def test_what_is_no_schema_file_is_no_reason_to_tell_anything(text: str) -> None:
    schema = Schema("shop", (RecordDecl("", "Pet", "pet.md", ()),))
    told = told_changes(text.encode("latin-1"), dump_schema(schema), schema, Directions())
    assert told == ""


@settings(max_examples=150)
@given(edited(nasty=True))
def test_generate_tells_what_diff_finds(example: Edited) -> None:
    """Though it reads only what differs. The order of the declarations is that of the file."""
    before = dump_schema(example.old).encode("utf-8", "surrogatepass")
    told = told_changes(before, dump_schema(example.new), example.new, Directions())
    changes = compare(example.old, example.new).changes
    assert "could not be told" not in told
    lines = told.splitlines()
    assert len(lines) == (min(len(changes), 8) + 1 + (len(changes) > 8) if changes else 0)
    breaking = sum(change.is_breaking for change in changes)
    assert sum(line.startswith("  breaking[") for line in lines) == min(8, breaking)


def test_much_that_changed_is_counted_and_not_read() -> None:
    def schema(doc: str) -> Schema:
        names = [f"T{n:05}" for n in range(3000)]
        return Schema(
            "shop", tuple(RecordDecl("", name, f"{name}.md", (), doc=doc) for name in names)
        )

    old, new = schema("Before."), schema("After.")
    told = told_changes(dump_schema(old).encode(), dump_schema(new), new, Directions())
    assert told == "3,000 types changed, 0 added, 0 removed: `tablewright diff` says how\n"
