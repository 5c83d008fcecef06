"""A project's own target: templates alone, templates with a language, and Go as the example."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from command_line import SETTINGS, Run, record
from go_tools import gofmt, vet
from go_tools import run as run_go
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from schema_strategies import schemas
from trees import files, put, untouched

from generator import cli
from generator.columns import in_columns
from generator.diagnostics import Report
from generator.frozen import replace
from generator.output import can_be_ours
from generator.own_targets import build_own
from generator.pipeline import compile_folder
from generator.schema import Field, PrimitiveType, RecordDecl, Schema
from generator.source import Source, Span
from generator.targets.custom import own_target
from generator.targets.custom_case import legal
from generator.targets.custom_file import read_language
from generator.targets.custom_language import Language
from generator.targets.custom_text import comment, in_quotes
from generator.yaml_nodes import read_yaml

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "go"
OWN = f"{SETTINGS}targets: {{text: {{templates: ../templates}}}}\n"


def sources(texts: Mapping[str, str]) -> dict[str, Source]:
    return {name: Source(f"t/{name}", name, text) for name, text in texts.items()}


def built(schema: Schema, texts: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The artifacts by path, and each diagnostic as `file:line [what is underlined] message`."""
    report = Report()
    target = own_target("text", sources(texts), report)
    artifacts = build_own([target] if target is not None else [], schema, report)
    told = []
    for diagnostic in report.sorted():
        span = diagnostic.span
        name = span.path.removeprefix("t/")
        line = texts[name].split("\n")[span.line - 1] if name in texts else ""
        part = line[span.column - 1 : span.end_column - 1]
        told.append(f"{name}:{span.line} [{part}] {diagnostic.message}")
    return {artifact.path: artifact.text for artifact in artifacts}, told


# Templates alone.


PETS = compile_folder(EXAMPLE / "specs", "specs").schema


def test_every_template_becomes_a_file_but_for_those_that_others_include() -> None:
    texts = {
        "a.txt.jinja": '{% include "_part.jinja" %}{% include "_parts/b.jinja" %}',
        "b/c.jinja": "c\n",
        "_part.jinja": "{{ view.name }}\n",
        "_parts/b.jinja": "b\n",
    }
    expected = {"text/a.txt": "petshop\nb\n", "text/b/c": "c\n"}
    assert built(PETS, texts) == (expected, [])


def test_the_view_is_the_schema_without_places() -> None:
    text = "{% for d in view.declarations %}{% if d.span %}{{ d.span.path }}{% endif %}{% endfor %}"
    assert built(PETS, {"x.jinja": text}) == ({"text/x": ""}, [])
    text = "{{ view.declarations | pprint }}"
    shown = built(PETS, {"x.jinja": text})[0]["text/x"]
    assert "Span" not in shown
    assert re.search(r"\n +Field\(wire_name='\w+',\n +type=PrimitiveType\(", shown), "it is folded"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n{{ view.nmae }}", "x.jinja:2 [nmae] `Schema` has no `nmae`"),
        ("{{ vew.name }}", "x.jinja:1 [vew] there is no `vew` here"),
        ("{% for %}", "x.jinja:1 [{% for %}] expected an expression"),
        ("{% fro x in y %}", "x.jinja:1 [{% fro x in y %}] encountered unknown tag 'fro'"),
        ("{{ view.name | uper }}", "x.jinja:1 [{{ view.name | uper }}] no filter named 'uper'"),
        ('{% include "y" %}', "x.jinja:1 [y] there is no template `y`"),
        ('{% include "../x.jinja" %}', "x.jinja:1 [../x.jinja] there is no template `../x.jinja`"),
        ('{% include "/etc/passwd" %}', "x.jinja:1 [/etc/passwd] there is no template"),
        ("{{ view.by_key }}", "x.jinja:1 [{{ view.by_key }}] a `method` where text or a number"),
        ("{{ view.__class__.__mro__ }}", "x.jinja:1 [{{ view.__class__.__mro__ }}] access to"),
        ("{{ [].append(1) }}", "x.jinja:1 [{{ [].append(1) }}] "),
        ("{{ none }}", "x.jinja:1 [{{ none }}] `None` where text or a number is to be printed"),
        ("{{ true }}", "x.jinja:1 [{{ true }}] a `bool` where text or a number is to be printed"),
        ("{{ 'x' + 1 }}", "x.jinja:1 [{{ 'x' + 1 }}] TypeError: "),
        ("{{ '\\ud800' }}", "x.jinja:1 [{{ '\\ud800' }}] UnicodeEncodeError: "),
        ("{{ range(10 ** 9) }}", "x.jinja:1 [{{ range(10 ** 9) }}] OverflowError: "),
        ("{{ lipsum() }}", "x.jinja:1 [lipsum] there is no `lipsum` here"),
        ("{{ [1, 2] | random }}", "x.jinja:1 [{{ [1, 2] | random }}] no filter named 'random'"),
        ("{{ view | string }}", "x.jinja:1 [{{ view | string }}] a `Schema` where text or"),
        ("{{ [view] | join }}", "x.jinja:1 [{{ [view] | join }}] a `Schema` where text or"),
        ("{{ view ~ 1 }}", "x.jinja:1 [{{ view ~ 1 }}] a `Schema` where text or a number"),
        ("{{ '%s' % view }}", "x.jinja:1 [{{ '%s' % view }}] a `Schema` where text or a number"),
        ("{{ '%s' | format(view) }}", "x.jinja:1 [{{ '%s' | format(view) }}] a `Schema` where"),
        ("{{ '{}'.format(view) }}", "x.jinja:1 [{{ '{}'.format(view) }}] access to attribute"),
        ("{{ ['a'] | map('upper') | string }}", "x.jinja:1 "),
        ("{{ ['a'] | map('upper') | pprint }}", "x.jinja:1 "),
        ("{{ {'a': ['a'] | map('upper')} | xmlattr }}", "x.jinja:1 "),
        ("{{ '%9999999999d' % 1 }}", "x.jinja:1 [{{ '%9999999999d' % 1 }}] a format with `*`, or"),
        ("{{ '%*d' % (99999, 1) }}", "x.jinja:1 "),
        ("{{ 'x' * 99999999999 }}", "x.jinja:1 [{{ 'x' * 99999999999 }}] more than 9999"),
        ("{{ 'x' | center(99999999999) }}", "x.jinja:1 "),
        ("{{ 'x'.ljust(99999999999) }}", "x.jinja:1 "),
        ("{{ 10 ** 99999999999 }}", "x.jinja:1 "),
        ("{% for a in 1 %}" * 25 + "{% endfor %}" * 25, "x.jinja:1 "),
        ("{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}", "x.jinja:1 "),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "x.jinja:1 "),
    ],
)
def test_what_a_template_gets_wrong_is_a_finding_at_its_line(text: str, expected: str) -> None:
    artifacts, told = built(PETS, {"x.jinja": text})
    assert artifacts == {}
    assert len(told) == 1
    assert told[0].startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ 'a' ~ 1 ~ 'b' }}", "a1b"),
        ("{{ '%s-%03d' % ('a', 5) }}{{ '%s' | format(3) }}", "a-0053"),
        ("{{ [1, 'a'] | join(', ') }}", "1, a"),
        ("{{ view.declarations[:2] | join('+', attribute='name') }}", "Card+Category"),
        (
            "{{ true | lower }}{{ 3 * 4000000 }}{{ '-' * 3 }}{{ 'x'.rjust(3) }}",
            "true12000000---  x",
        ),
        ("{{ 'a-b' | replace('-', '_') | upper | indent(2, first=true) }}", "  A_B"),
    ],
)
def test_text_is_made_of_text_and_numbers(text: str, expected: str) -> None:
    assert built(PETS, {"x.jinja": text}) == ({"text/x": expected}, [])


def test_a_slip_in_an_included_template_is_told_where_it_stands() -> None:
    texts = {
        "a.jinja": '\n{% include "_b.jinja" %}',
        "b.jinja": '{% include "_b.jinja" %}',
        "_b.jinja": "\n\n{{ view.nope }}",
        "c.jinja": "fine\n",
    }
    artifacts, told = built(PETS, texts)
    assert artifacts == {"text/c": "fine\n"}
    assert told == ["_b.jinja:3 [nope] `Schema` has no `nope`"]


def test_two_files_cannot_be_one() -> None:
    texts = {"A.txt.jinja": "A", "a.txt.jinja": "a", "b.jinja": "b", "B/c.jinja": "c"}
    artifacts, told = built(PETS, texts)
    assert artifacts == {"text/A.txt": "A", "text/b": "b"}
    assert told == [
        "B/c.jinja:1 [] `b` cannot be both a file and a folder",
        "a.txt.jinja:1 [] `a.txt` is what `A.txt.jinja` becomes already",
    ]


def test_a_template_with_an_odd_name_becomes_a_file_that_every_system_can_have() -> None:
    texts = {"aux.txt.jinja": "", "a:b.jinja": "", "c\\d.jinja": ""}
    assert set(built(PETS, texts)[0]) == {"text/_aux.txt", "text/a_b", "text/c_d"}


# On the command line.


def own_project(project: Path, templates: Mapping[str, str], settings_text: str = OWN) -> None:
    put(project / "specs", {"tablewright.yaml": settings_text})
    put(project / "templates", templates)


def test_a_target_of_the_projects_own_is_built_with_the_others(project: Path, run: Run) -> None:
    own_project(project, {"names.txt.jinja": "{{ view.name }}\n"})
    assert run("generate").status == 0
    assert (project / "generated/text/names.txt").read_text() == "specs\n"
    assert (project / "generated/python").is_dir()
    assert run("generate", "--check").status == 0
    put(project / "templates", {"names.txt.jinja": "other\n"})
    assert "generated/text/names.txt: stale" in run("generate", "--check").out
    put(project / "specs", {"tablewright.yaml": SETTINGS})
    assert run("generate").status == 0
    assert not (project / "generated/text").exists()


def test_it_can_be_built_alone_and_from_a_schema_file(project: Path, run: Run) -> None:
    own_project(project, {"names.txt.jinja": "{{ view.declarations | length }}\n"})
    assert run("generate", "--target", "text").status == 0
    assert sorted(files(project / "generated")) == [
        "manifest.json",
        "schema.yaml",
        "text/names.txt",
    ]
    schema = str(project / "generated" / "schema.yaml")
    again = run("generate", "--from-schema", schema, "--target", "text", "--out", "again")
    assert again.status == 0
    assert files(project / "again") == files(project / "generated")


def test_its_views_can_be_looked_at(project: Path, run: Run) -> None:
    own_project(project, {"a.txt.jinja": "", "target.yaml": "names: {type: {case: snake_case}}"})
    views = json.loads(run("dump", "view", "specs", "text").out)
    assert [view["path"] for view in views] == ["text/a.txt"]
    assert views[0]["view"]["records"][0]["name"] == "animal0"


@pytest.mark.parametrize("name", ["text2", "tetx"])
def test_a_target_that_there_is_not(project: Path, run: Run, name: str) -> None:
    own_project(project, {"a.txt.jinja": ""})
    done = run("generate", "--target", name)
    assert done.status == 2
    assert f"no target is called `{name}`; did you mean `text`?" in done.err


@pytest.mark.parametrize(
    ("settings_text", "templates"),
    [
        (OWN, {"a.txt.jinja": "{{ view.nope }}"}),
        (OWN, {"a.txt.jinja": "{{"}),
        (OWN, {"a.txt.jinja": "", "target.yaml": "{"}),
        (OWN, {"a.txt.jinja": "", "target.yaml": "5"}),
        (OWN, {"a.txt.jinja": "", "target.yaml": "[]"}),
        (OWN, {"a.txt.jinja": "\0"}),
        (OWN, {"a.txt": ""}),
        (OWN, {"target.yaml": ""}),
        (OWN.replace("../templates", "nowhere"), {}),
        (OWN.replace("../templates", "tablewright.yaml"), {}),
        (OWN.replace("../templates", "x" * 5000), {}),
        (OWN.replace("../templates", '"a\\0b"'), {}),
        (OWN.replace("../templates", "[a]"), {}),
        (OWN.replace("text:", "con:"), {"a.txt.jinja": ""}),
        (OWN.replace("text:", '"../x":'), {"a.txt.jinja": ""}),
        (OWN.replace("text:", "manifest.json:"), {"a.txt.jinja": ""}),
        (OWN.replace("text:", "Text:"), {"a.txt.jinja": ""}),
        (f"{SETTINGS}targets: {{python: {{templates: ../templates}}}}", {"a.txt.jinja": ""}),
    ],
)
def test_nothing_that_a_project_says_of_it_is_our_fault(
    project: Path, run: Run, settings_text: str, templates: Mapping[str, str]
) -> None:
    assert run("generate").status == 0
    own_project(project, templates, settings_text)
    with untouched(project / "generated"):
        for arguments in (("generate",), ("generate", "--target", "text"), ("lint",)):
            done = run(*arguments)
            assert done.status == 1, done.err
            assert "Traceback" not in done.err


def test_a_link_that_leads_out_of_the_folder_is_not_read(project: Path, run: Run) -> None:
    own_project(project, {"a.txt.jinja": "a", "sub/b.txt.jinja": "b"})
    put(project, {"secret": "secret"})
    inside, outside = (project / "templates" / name for name in ("c.txt.jinja", "p.txt.jinja"))
    inside.symlink_to("sub/b.txt.jinja")
    assert run("generate").status == 0
    assert (project / "generated/text/c.txt").read_text() == "b"
    outside.symlink_to(project / "secret")
    done = run("generate")
    assert done.status == 1
    assert "`p.txt.jinja` is a link that leads out of `../templates`" in done.err
    assert not (project / "generated/text/p.txt").exists()


def test_with_keep_going_the_other_files_are_written(project: Path, run: Run) -> None:
    own_project(project, {"a.txt.jinja": "{{ view.nope }}", "b.txt.jinja": "b", "B.TXT.jinja": ""})
    assert run("generate", "--keep-going").status == 1
    assert [path for path in files(project / "generated") if path.startswith("text")] == [
        "text/B.TXT"
    ]


def test_files_for_modules_and_declarations_never_meet(project: Path, run: Run) -> None:
    pages = {
        "models/a/x.md": record("X"),
        "models/A/x.md": record("x"),
        "models/a.b/x.md": record("X"),
    }
    put(project / "specs", pages)
    rules = [
        {"template": "t.jinja", "for": "declaration", "path": "{module}/{file}.txt"},
        {"template": "t.jinja", "for": "module", "path": "{module}.txt"},
        {"template": "t.jinja", "for": "declaration", "path": "all/{type}.txt"},
        {"template": "t.jinja", "path": "all/x.txt"},
    ]
    texts = {"t.jinja": "{{ view.module }}\n", "target.yaml": json.dumps({"files": rules})}
    own_project(project, texts)
    assert run("generate", "--target", "text").status == 0
    paths = [path for path in files(project / "generated") if path.startswith("text/")]
    assert len(paths) == len({path.casefold() for path in paths}) == 13 * 2 + 4 + 1


# A language.


def language(text: str) -> Language:
    report = Report()
    read = read_language(read_yaml(Source("target.yaml", "target.yaml", text), report), ["x.jinja"])
    assert not report.sorted()
    return read


def test_the_language_that_the_manual_shows_is_one() -> None:
    manual = (ROOT / "templates" / "README.md").read_text("utf-8")
    shown = re.search(r"```yaml\n(files:.*?)```", manual, re.DOTALL)
    assert shown is not None
    report = Report()
    templates = ["module.rs.jinja", "lib.rs.jinja"]
    node = read_yaml(Source("target.yaml", "target.yaml", shown[1]), report)
    assert read_language(node, templates).names.roles["file"].reserved >= {"lib", "self"}
    assert report.sorted() == ()


@pytest.mark.parametrize(
    ("case", "name", "expected"),
    [
        ("PascalCase", "workflow_version_id", "WorkflowVersionID"),
        ("camelCase", "workflow-version-id", "workflowVersionID"),
        ("camelCase", "ID", "id"),
        ("snake_case", "WorkflowVersionId", "workflow_version_id"),
        ("UPPER_CASE", "workflowVersionId", "WORKFLOW_VERSION_ID"),
        ("kebab-case", "workflowVersionId", "workflow-version-id"),
        ("lowercase", "workflowVersionId", "workflowversionid"),
        ("as-written", "x-y.z", "x_y_z"),
        ("PascalCase", "café", "Cafe"),
        ("PascalCase", "1.5", "X1_5"),
        ("snake_case", "2nd", "_2nd"),
        ("snake_case", "type", "type_"),
        ("PascalCase", "名前", "Field"),
        ("PascalCase", "", "Field"),
    ],
)
def test_a_name_in_a_case(case: str, name: str, expected: str) -> None:
    rules = language(f"names: {{field: {{case: {case}}}, acronyms: [id], reserved: [type]}}").names
    assert legal(name, "field", rules) == expected


def test_letters_may_be_those_of_all_scripts() -> None:
    rules = language("names: {letters: unicode, field: {case: PascalCase}}").names
    assert legal("größe", "field", rules) == "Größe"
    assert legal("名前", "field", rules) == "X名前"


@given(st.text(), st.sampled_from(["PascalCase", "camelCase", "snake_case", "lowercase"]))
def test_every_name_is_an_identifier(name: str, case: str) -> None:
    rules = language(f"names: {{field: {{case: {case}}}, reserved: [x, X, a]}}").names
    spelled = legal(name, "field", rules)
    assert re.fullmatch(
        "[A-Z][A-Za-z0-9_]*" if case == "PascalCase" else "[a-z_][A-Za-z0-9_]*", spelled
    )
    assert spelled not in ("x", "X", "a")


@given(st.text())
def test_text_is_only_text(text: str) -> None:
    rules = language(r"""
comments: {line: "# ", escapes: {"*/": "*\\/"}}
literals: {quote: "'", escapes: {"'": "\\'"}}
""")
    literal = in_quotes(text, rules.literals)
    assert re.fullmatch(r"(?:[^'\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|\\.)*", literal)
    for line in comment(rules.comments, text, page=text):
        assert line.startswith("#")
        assert re.fullmatch(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]*", line)
        assert "*/" not in line


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("'", "it's; evil('", "it\\'s; evil(\\'"),
        ("'", "\\'", "\\\\\\'"),
        ('"""', 'a"', 'a\\"'),
        ("`", "`", "\\`"),
    ],
)
def test_no_text_ends_its_literal(quote: str, text: str, expected: str) -> None:
    rules = language(json.dumps({"literals": {"quote": quote}})).literals
    assert in_quotes(text, rules) == expected


@pytest.mark.parametrize(
    ("comments", "doc", "expected"),
    [
        ({"hidden": ""}, "*\u202e/ evil()", "* / evil()"),
        ({"line": "*"}, "/ evil()", "* / evil()"),
        ({"hidden": "/"}, "*\u202e evil()", "* / evil()"),
    ],
)
def test_no_text_ends_its_comment(comments: dict[str, str], doc: str, expected: str) -> None:
    told = json.dumps({"comments": {"escapes": {"*/": "* /"}, **comments}})
    assert comment(language(told).comments, doc) == (expected,)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("literals: {quote: ''}", "[''] `` where a quotation mark belongs"),
        ("literals: {quote: q}", "[q] `q` where a quotation mark belongs"),
        ("literals: {hidden: '?'}", "['?'] `?` where a text with `{hex}` or `{hex4}` belongs"),
        (
            "types: {array: '{items'}",
            "['{items'] `{items` where a text with braces in pairs belongs",
        ),
        (
            "types: {array: '{items.__class__}'}",
            "['{items.__class__}'] `{items.__class__}` stands for nothing here",
        ),
        (
            "files: [{template: x.jinja, for: declaration, path: '{nope}.txt'}]",
            "['{nope}.txt'] `{nope}` stands for nothing here",
        ),
    ],
)
def test_a_slip_in_a_language_is_one_finding_at_its_place(told: str, expected: str) -> None:
    findings = built(PETS, {"x.jinja": "", "target.yaml": told})[1]
    assert findings == [f"target.yaml:1 {expected}"]


def test_braces_in_pairs_are_the_languages_own() -> None:
    told = "types: {map: '{ [key: string]: {values} }', any: 'struct{}'}"
    assert language(told).types["map"].otherwise == "{ [key: string]: {values} }"


@given(schemas())
@settings(max_examples=50)
def test_a_language_that_says_nothing_spells_every_schema(schema: Schema) -> None:
    template = """
{% for d in view.declarations %}
{% for line in d.doc %}{{ line }}{% endfor %}{{ d.name }} {{ d.page }}
{% if d is record %}{% for f in d.fields %}{{ f.name }}: {{ f.type }} {{ f.wire_name }}
{% endfor %}{% elif d is enum %}{% for v in d.values %}{{ v.name }} = {{ v.literal }}
{% endfor %}{% elif d is union %}{% for v in d.variants %}{{ v.name }}: {{ v.type }}
{% endfor %}{% else %}{{ d.type }}{% endif %}{% endfor %}
"""
    artifacts, told = built(schema, {"x.jinja": template, "target.yaml": ""})
    assert told == []
    assert set(artifacts) == {"text/x"}


@given(schemas())
@settings(max_examples=50)
def test_a_projects_own_target_has_a_view_for_each_file_that_it_plans(schema: Schema) -> None:
    rules = [
        {"template": "x.jinja", "for": each, "path": path}
        for each, path in [("module", "{module}.x"), ("declaration", "{module}/{type}.y")]
    ]
    artifacts, told = built(schema, {"x.jinja": "", "target.yaml": json.dumps({"files": rules})})
    modules = {declaration.module for declaration in schema.declarations}
    assert told == []
    assert len({path.casefold() for path in artifacts}) == len(modules) + len(schema.declarations)


WORDS = """
files template for path module declaration schema x.jinja names letters unicode acronyms reserved
reserved_as package type field value variant file case lead of scope join root elsewhere wire_names
types string array map nullable optional union reference literal else recursive any record imports
comments line first last escapes hidden flat source default literals quote null true PascalCase
as-written {name}_ {name} {type}/{module} {file}.x {items} {inner} [ .* ../x \0 ´ _ {hex} é /
"""
VALUES = st.recursive(
    st.sampled_from(WORDS.split()) | st.none() | st.booleans() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS.split()), inner)
    ),
)
KEYS = ("files", "names", "types", "imports", "comments", "literals")
LANGUAGES = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, VALUES))


@given(LANGUAGES, schemas(max_types=3))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_language_says_costs_no_more_than_findings(told: object, schema: Schema) -> None:
    template = "{% for f in view.records %}{{ f.name }}{% endfor %}"
    artifacts, _ = built(schema, {"x.jinja": template, "target.yaml": json.dumps(told)})
    assert all(can_be_ours(path) for path in artifacts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\nlong\tc", "a    b\nlong c"),
        ("a\tb\tc\nlong\td\te\n\nx\ty", "a    b c\nlong d e\n\nx y"),
        ("\ta\tb\n\t// note\n\tlong\tc", "\ta b\n\t// note\n\tlong c"),
        ("a\tb\n\tlong\tc", "a b\n\tlong c"),
        ("a\t\nlong\tc", "a\nlong c"),
        ("a \n", "a \n"),
        ("", ""),
    ],
)
def test_columns(text: str, expected: str) -> None:
    assert in_columns(text) == expected


# The example: Go.


def test_what_go_would_take_for_something_else_is_not_written(tmp_path: Path) -> None:
    templates = files(EXAMPLE / "templates")
    texts = {name: text.decode("utf-8") for name, text in templates.items()}
    fields = [
        Field(name, PrimitiveType("string"), required=False)
        for name in ("unmarshalJSON", "marshalJSON", "-")
    ]
    box = RecordDecl("", "Box", "", tuple(fields[:2]), PrimitiveType("string"))
    artifacts, told = built(Schema("box", (box,)), texts)
    assert told == []
    put(tmp_path, {path.removeprefix("text/"): text for path, text in artifacts.items()})
    vet(tmp_path)
    target = own_target("text", sources(texts), Report())
    assert target is not None
    report = Report()
    place = Span("box.md", 1, 1, 1)
    skipped = replace(box, fields=(replace(fields[2], span=place),))
    target.check(Schema("box", (skipped,)), report)
    assert [each.message for each in report.sorted()] == ["`text` cannot write the wire name `-`"]


ECHO = """package main

import (
	"encoding/json"
	"os"

	"example.com/petshop"
)

func echo[T any](data json.RawMessage) any {
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		return err.Error()
	}
	return value
}

func main() {
	var payloads []struct {
		Type    string
		Payload json.RawMessage
	}
	if err := json.NewDecoder(os.Stdin).Decode(&payloads); err != nil {
		panic(err)
	}
	types := map[string]func(json.RawMessage) any{
		"Pet":   echo[petshop.Pet],
		"Order": echo[petshop.OrdersOrder],
		"Label": echo[petshop.OrdersLabel],
		"Card": func(data json.RawMessage) any {
			payment := echo[petshop.Payment](data).(petshop.Payment)
			card, err := payment.AsCard()
			if err != nil {
				return err.Error()
			}
			if err := payment.FromCard(card); err != nil {
				return err.Error()
			}
			return payment
		},
	}
	answers := []any{}
	for _, each := range payloads {
		answers = append(answers, types[each.Type](each.Payload))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
"""
PET = {
    "id": "pet_123",
    "status": "sold",
    "nickname": None,
    "category": {"name": "dog", "above": {"name": "mammal"}, "below": []},
}
CARD = {"number": "1", "expires": "2030-01-31"}
ROUND_TRIPS = [
    ("Pet", PET),
    ("Pet", {**PET, "nickname": "Rex", "tags": [], "weights": {"monday": 1.5}, "photo": "aGk="}),
    ("Pet", {**PET, "born": "2024-02-29T12:00:00.5+01:00", "chip": "", "status": "melted"}),
    ("Order", {"order-id": 2**53 + 1, "lines": [{"pet": PET, "price": 0.5, "extras": {"a": [1]}}]}),
    ("Order", {"order-id": 1, "lines": [], "payment": "cash", "note": "", "priority": 0}),
    (
        "Order",
        {"order-id": 1, "lines": [], "payment": CARD, "label": {"to": "x", "weight": "1 kg"}},
    ),
    ("Label", {"to": ""}),
    ("Card", CARD),
]


def test_the_example_is_what_generate_writes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    out = "examples/go/generated"
    status = cli.main(["generate", "examples/go/specs", "--out", out, "--check"])
    captured = capsys.readouterr()
    assert (status, captured.out, captured.err) == (0, "", "")


def test_the_example_compiles_and_payloads_come_out_as_they_went_in(tmp_path: Path) -> None:
    put(tmp_path, {**files(EXAMPLE / "generated" / "go"), "echo/main.go": ECHO})
    assert gofmt(tmp_path) == ""
    vet(tmp_path)
    payloads = [{"type": type_, "payload": payload} for type_, payload in ROUND_TRIPS]
    answers = json.loads(run_go(tmp_path, "./echo", json.dumps(payloads)))
    assert answers == [payload for _, payload in ROUND_TRIPS]
    wrong = [{"type": "Pet", "payload": {"id": 5}}, {"type": "Label", "payload": {"x": 5}}]
    answers = json.loads(run_go(tmp_path, "./echo", json.dumps(wrong)))
    assert all("cannot unmarshal number" in answer for answer in answers)


HEADED = Schema(
    "zoo", (RecordDecl("", "Pet", "pet.md", fields=(), doc="One.\n\nTo gofmt a heading\n\nMore."),)
)


def test_the_go_of_every_schema_compiles_and_is_formatted(tmp_path: Path) -> None:
    """Of many schemas at once, each in a package of its own, since Go takes seconds to start."""
    templates = files(EXAMPLE / "templates")
    texts = {name: text.decode("utf-8") for name, text in templates.items()}
    packages: list[dict[str, str]] = []

    @given(schemas())
    @example(HEADED)
    @settings(
        max_examples=60,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(schema: Schema) -> None:
        artifacts, told = built(schema, texts)
        assert told == []
        packages.append({path.removeprefix("text/"): text for path, text in artifacts.items()})

    collect()
    for number, package in enumerate(packages):
        package.pop("go.mod")
        put(tmp_path / f"p{number}", package)
    put(tmp_path, {"go.mod": "module example.com/all\n\ngo 1.24\n"})
    assert gofmt(tmp_path) == ""
    vet(tmp_path)
