"""The spec-set file: what it says, what its slips cost, and the module of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Report, Severity
from generator.frozen import replace
from generator.source import Source
from generator.spec_set import (
    DEFAULT_TARGETS,
    WIRE_NAME_RULES,
    Named,
    SpecSet,
    module_of,
    read_spec_set,
)
from generator.targets.builtin import BUILTIN_TARGETS
from generator.wording import listed
from generator.yaml_nodes import read_yaml

DEFAULTS = SpecSet("pets", {name: {} for name in DEFAULT_TARGETS})


def read(text: str) -> tuple[SpecSet, list[str]]:
    """The spec set, and each diagnostic as `code [what is underlined] message`."""
    report = Report()
    source = Source("tablewright.yaml", "tablewright.yaml", text)
    spec_set = read_spec_set(read_yaml(source, report), "pets")
    lines = source.lines()
    told = []
    for diagnostic in report.sorted():
        span = diagnostic.span
        part = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        told.append(f"{diagnostic.code} [{part}] {diagnostic.message}")
    return spec_set, told


def test_nothing_said() -> None:
    assert read_spec_set(None, "pets") == DEFAULTS
    assert read("") == (DEFAULTS, [])
    assert read("# nothing") == (DEFAULTS, [])


def test_everything_said() -> None:
    spec_set, told = read("""
name: zoo
version: "1.10"
dialect: speakeasy-python
pages: ["models/**/*.md", docs/*.md]
exclude: docs/drafts/
root: /models/
wire_names: snake_case
overlay: facts/overlay.yaml
severity: {ragged-row: error, unused-table: off, no-values: warning}
targets:
  jsonschema: {id: "https://example.com/"}
  typescript:
""")
    assert told == []
    assert spec_set.name == "zoo"
    assert spec_set.version == "1.10"
    assert spec_set.dialect is not None
    assert (spec_set.dialect.name, spec_set.dialect.span.line) == ("speakeasy-python", 4)
    assert spec_set.pages == ("models/**/*.md", "docs/*.md")
    assert spec_set.exclude == ("docs/drafts/",)
    assert spec_set.root is not None
    assert spec_set.root.name == "/models/"
    assert spec_set.wire_names == "snake_case"
    assert spec_set.overlay is not None
    assert spec_set.overlay.name == "facts/overlay.yaml"
    assert spec_set.severities == {
        "ragged-row": Severity.ERROR,
        "unused-table": Severity.OFF,
        "no-values": Severity.WARNING,
    }
    assert spec_set.targets == {
        "python": {},
        "jsonschema": {"id": "https://example.com/"},
        "typescript": {},
    }


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("targets: python", {"python": {}}),
        ("targets: [typescript, python]", {"typescript": {}, "python": {}}),
        ("targets: []", {}),
        ("targets: {}", {"python": {}, "jsonschema": {}, "typescript": {}}),
        ("targets: {typescript: false}", {"python": {}, "jsonschema": {}}),
    ],
)
def test_targets_are_a_name_a_list_or_a_mapping(text: str, targets: dict[str, object]) -> None:
    spec_set, told = read(text)
    assert (spec_set.targets, told) == (targets, [])


def test_a_target_of_the_projects_own_says_where_its_templates_are() -> None:
    spec_set, told = read("targets: {go: {templates: ../go/}, python: false}")
    assert told == []
    assert spec_set.targets == {"jsonschema": {}, "typescript": {}, "go": {}}
    assert list(spec_set.templates) == ["go"]
    folder = spec_set.templates["go"]
    assert (folder.name, folder.span.column, folder.span.end_column) == ("../go/", 27, 33)


def test_a_target_of_the_projects_own_that_cannot_be_is_not_built() -> None:
    for text in ("go: {}", "go: {templates: 5}", "Go: {templates: x}", "aux: {templates: x}"):
        spec_set, told = read(f"targets: {{{text}}}")
        assert (len(told), spec_set.targets, spec_set.templates) == (1, DEFAULTS.targets, {})


def test_the_version_may_be_an_integer() -> None:
    assert read("version: 3")[0].version == "3"
    assert read("version: 2024-01-01")[0].version == "2024-01-01"


def test_the_dialect_may_be_left_to_the_pages() -> None:
    assert read("dialect: auto")[0].dialect is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nmae: x", "unknown-key [nmae] `nmae` is not a key of the spec-set file"),
        ("name: 5", "wrong-value [5] `5` where a string belongs"),
        ("name:", "wrong-value [] nothing where a string belongs"),
        ("version: 1.10", "wrong-value [1.10] `1.1` where a string belongs"),
        ("version: true", "wrong-value [true] `true` where a string belongs"),
        ("dialect: [a]", "wrong-value [[a]] a sequence where a string belongs"),
        ("pages: 5", "wrong-value [5] `5` where a sequence belongs"),
        ("pages: {a: b}", "wrong-value [{a: b}] a mapping where a sequence belongs"),
        ("exclude: [a, 5]", "wrong-value [5] `5` where a string belongs"),
        ("root: [a]", "wrong-value [[a]] a sequence where a string belongs"),
        ("overlay: true", "wrong-value [true] `true` where a string belongs"),
        (
            "severity: {ragged-rows: error}",
            "unknown-key [ragged-rows] `ragged-rows` is not a key of `severity`",
        ),
        (
            "severity: {ragged-row: fatal}",
            "wrong-value [fatal] `fatal` where one of `error`, `warning` and `off` belongs",
        ),
        ("severity: [ragged-row]", "wrong-value [[ragged-row]] a sequence where a mapping belongs"),
        ("targets:", "wrong-value [] nothing where a sequence of targets belongs"),
        ("targets: 5", "wrong-value [5] `5` where a mapping belongs"),
        (
            "targets: pyton",
            f"wrong-value [pyton] `pyton` where one of {listed(BUILTIN_TARGETS)} belongs",
        ),
        ("targets: {pyton: }", "unknown-key [pyton] `pyton` is not a key of `targets`"),
        ("targets: {go: }", "unknown-key [go] `go` is not a key of `targets`"),
        ("targets: {go: false}", "unknown-key [go] `go` is not a key of `targets`"),
        (
            "targets: {go: {templtes: x}}",
            "unknown-key [templtes] `templtes` is not a key of the target `go`",
        ),
        ("targets: {go: {templates: 5}}", "wrong-value [5] `5` where a string belongs"),
        ("targets: {../go: {templates: x}}", "wrong-value [../go] `../go` cannot name a target"),
        ("targets: {con: {templates: x}}", "wrong-value [con] `con` cannot name a target"),
        (
            "targets: {python: {templates: x}}",
            "unknown-key [templates] `templates` is not a key of the target `python`",
        ),
        ("targets: {python: {x: 1}}", "unknown-key [x] `x` is not a key of the target `python`"),
        ("targets: {jsonschema: {id: 1}}", "wrong-value [1] `1` where a string belongs"),
        *(
            (
                f"targets: {{jsonschema: {{id: '{id_}'}}}}",
                f"wrong-value ['{id_}'] `{id_}` where a URI such as `https://example.com/schemas/`,"
                " without a query or a fragment, belongs",
            )
            for id_ in (
                *("https://x/?q=1", "https://x/#a", "urn:x:y", "mailto:a@b", "https://[::1"),
                *(
                    "not a url",
                    "/schemas/",
                    "https:///x",
                    "https://x/[a]",
                    "https://x:y/",
                    "https://x/%zz",
                ),
            )
        ),
        ("targets: {jsonschema: [id]}", "wrong-value [[id]] a sequence where a mapping belongs"),
        (
            "wire_names: snakeCase",
            "wrong-value [snakeCase] `snakeCase` where one of `as-written`,"
            " `snake_case`, `camelCase`, `PascalCase` and `kebab-case` belongs",
        ),
        ("- name", "wrong-value [] a sequence where a mapping belongs"),
        ("name: a\nname: b", "duplicate-key [name] `name` stands twice in this mapping"),
    ],
)
def test_a_slip_has_its_place_and_is_one_diagnostic(text: str, expected: str) -> None:
    assert read(text)[1] == [expected]


@pytest.mark.parametrize(
    "text", ["nmae: x", "name: 5", "version: 1.5", "dialect: 5", "pages: 5", "overlay: 5", "- x"]
)
def test_a_slip_is_read_as_if_nothing_were_said(text: str) -> None:
    assert replace(read(text)[0], choice=None, places={}) == DEFAULTS


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("as-written", "workflowVersion_ID"),
        ("snake_case", "workflow_version_id"),
        ("camelCase", "workflowVersionId"),
        ("PascalCase", "WorkflowVersionID"),
        ("kebab-case", "workflow-version-id"),
    ],
)
def test_wire_name_rules(rule: str, expected: str) -> None:
    assert WIRE_NAME_RULES[rule]("workflowVersion_ID") == expected


def test_where_a_name_stands_is_kept() -> None:
    overlay = read("name: a\noverlay: b.yaml")[0].overlay
    assert overlay is not None
    assert (overlay.span.line, overlay.span.column, overlay.span.end_column) == (2, 10, 16)
    assert isinstance(overlay, Named)


# Modules.


@pytest.mark.parametrize(
    ("page", "root", "module"),
    [
        ("models/operations/x.md", None, "operations"),
        ("docs/models/x.md", None, ""),
        ("docs/models/shared/x.md", None, "shared"),
        ("docs/x.md", None, ""),
        ("x.md", None, ""),
        ("Models/Operations/x.md", None, "Operations"),
        ("operations/models/x.md", None, "operations.models"),
        ("models/models/x.md", None, ""),
        ("v1.2/x.md", None, "v1_2"),
        ("api/v1/operations/x.md", "api/v1", "operations"),
        ("api/v1/operations/x.md", "api", "v1.operations"),
        ("api/v1/x.md", "api/v1", ""),
        ("models/x.md", "", "models"),
        ("other/x.md", "api", "other"),
        ("apis/x.md", "api", "apis"),
    ],
)
def test_the_module_of_a_page(page: str, root: str | None, module: str) -> None:
    assert module_of(page, ("docs", "models"), root) == module


folders = st.lists(st.sampled_from(["docs", "Models", "a", "b.c", "é"]), max_size=4)


@given(folders, folders)
def test_pages_of_one_folder_have_one_module(above: list[str], root: list[str]) -> None:
    for chosen in (None, "/".join(root)):
        one = module_of("/".join([*above, "x.md"]), ("docs", "models"), chosen)
        assert one == module_of("/".join([*above, "y.z.md"]), ("docs", "models"), chosen)
        assert "" not in one.split(".") or one == ""


@given(folders)
def test_a_module_has_a_part_for_each_folder_below_the_containers(above: list[str]) -> None:
    module = module_of("/".join([*above, "x.md"]), ("docs", "models"), None)
    parts = module.split(".") if module else []
    assert parts == [folder.replace(".", "_") for folder in above[len(above) - len(parts) :]]
    assert all(folder.lower() in ("docs", "models") for folder in above[: len(above) - len(parts)])
