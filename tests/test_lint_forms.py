"""`lint --format github` and `--format sarif`: what programs and reviewers read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from command_line import Run, record, spawn
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from trees import put

from generator.annotations import annotation, as_annotations
from generator.diagnostics import CATALOGUE, Diagnostic, Severity
from generator.sarif import as_sarif
from generator.source import Span

BROKEN = {
    "a, 100%: ü.md": record("A", "| `b` | *strnig* | yes |  |"),
    "models/b.md": record("B", "| `c` | [Ownr](ownr.md) | no |  |", "| `d` | *string* | no |"),
}


def diagnostic(message: str, *, path: str = "specs/a.md", hint: str = "") -> Diagnostic:
    return Diagnostic("unknown-type", Severity.ERROR, message, Span(path, 7, 3, 6), hint)


# GitHub's annotations.


def test_an_annotation_is_one_line_that_names_place_and_code() -> None:
    assert as_annotations([diagnostic("no such type", hint="did you mean `string`?")]) == (
        "::error file=specs/a.md,line=7,col=3,endColumn=5,title=unknown-type"
        "::no such type%0Ahelp: did you mean `string`?\n"
    )


def test_a_warning_and_a_place_without_width() -> None:
    found = Diagnostic("no-types", Severity.WARNING, "none", Span("a.md", 1, 1, 1))
    assert as_annotations([found]) == (
        "::warning file=a.md,line=1,col=1,endColumn=1,title=no-types::none\n"
    )


_SEPARATORS = st.text("ab%:,=\n\r\u2028\x1b", max_size=8)


@given(_SEPARATORS, _SEPARATORS, _SEPARATORS)
def test_no_text_ends_a_property_or_a_command(path: str, title: str, message: str) -> None:
    """Read as the runner reads it, the command says what was put in, but for control characters."""
    line = annotation("notice", Span(path, 1, 1, 2), title, [message])
    command = re.fullmatch(r"::notice ([^\n]*?)::([^\n\r]*)\n", line)
    assert command
    properties = dict(each.split("=", 1) for each in command[1].split(","))
    assert {name: unescaped(value) for name, value in properties.items()} == {
        "file": path,
        "line": "1",
        "col": "1",
        "endColumn": "1",
        "title": title,
    }
    assert unescaped(command[2]) == re.sub("[\n\r\u2028\x1b]", "\ufffd", message)


def unescaped(text: str) -> str:
    for escape, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, char)
    return text


def test_lint_for_github_annotates_on_one_stream_and_shows_rows_on_the_other(run: Run) -> None:
    put(Path("specs"), BROKEN)
    text, github = run("lint"), run("lint", "--format", "github")
    assert (github.status, github.err) == (1, text.err)
    found = [re.findall("(?:file|title)=([^,:]+)", line) for line in github.out.splitlines()]
    assert found == [
        ["specs/a%2C 100%25%3A ü.md", "unknown-type"],
        ["specs/models/b.md", "dangling-reference"],
        ["specs/models/b.md", "missing-cells"],
    ]


@pytest.mark.parametrize("form", ["github", "sarif", "json", "text"])
def test_the_form_changes_neither_the_status_nor_any_file(run: Run, form: str) -> None:
    assert run("lint", "--format", form).status == 0
    put(Path("specs"), BROKEN)
    assert run("lint", "--format", form).status == 1
    assert run("lint", "nowhere", "--format", form).status == 2


# SARIF.


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["error", "warning", "note"]}
MESSAGE = closed({"text": TEXT})
RULE = closed(
    {
        "id": {"enum": list(CATALOGUE)},
        "shortDescription": closed({"text": {"type": "string", "pattern": r"^[A-Z`].*\.$"}}),
        "help": closed({"text": TEXT, "markdown": TEXT}),
        "defaultConfiguration": closed({"level": LEVEL}),
    }
)
ARTIFACT = closed(
    {"uri": {"type": "string", "pattern": "^[A-Za-z0-9._~/%:-]+$"}},
    {"uriBaseId": {"const": "%SRCROOT%"}},
)
REGION = closed({"startLine": COUNT, "startColumn": COUNT, "endColumn": COUNT})
RESULT = closed(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": closed(
                {"physicalLocation": closed({"artifactLocation": ARTIFACT, "region": REGION})}
            ),
        },
    }
)
DRIVER = closed(
    {
        "name": {"const": "tablewright"},
        "version": TEXT,
        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
    }
)
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}),
        "columnKind": {"const": "unicodeCodePoints"},
        "originalUriBaseIds": closed({"%SRCROOT%": closed({"description": MESSAGE})}),
        "results": {"type": "array", "items": RESULT},
    }
)
LOG = Draft202012Validator(
    closed(
        {
            "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": RUN},
        }
    )
)
"""What of SARIF 2.1.0 we use: every key here is one of the standard's, with its kind of value."""


def read_log(text: str) -> dict[str, Any]:
    """The only run of a log that holds to the standard."""
    log = json.loads(text)
    LOG.validate(log)
    run: dict[str, Any] = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted({result["ruleId"] for result in run["results"]})
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startColumn"] <= region["endColumn"]
    return run


def test_sarif_says_of_each_diagnostic_what_json_says(run: Run) -> None:
    put(Path("specs"), BROKEN)
    sarif, plain = run("lint", "--format", "sarif"), run("lint", "--format", "json")
    assert (sarif.status, sarif.err) == (1, "")
    found = []
    for result in read_log(sarif.out)["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        message, _, help_ = result["message"]["text"].partition("\n")
        found.append(
            {
                "code": result["ruleId"],
                "severity": result["level"],
                "file": unquote(place["artifactLocation"]["uri"]),
                "line": region["startLine"],
                "column": region["startColumn"],
                "end_column": max(region["startColumn"], region["endColumn"] - 1),
                "message": message.replace("\\[", "["),
                "help": help_.replace("\\[", "["),
            }
        )
    assert found == json.loads(plain.out)["diagnostics"]


def test_sarif_of_a_clean_spec_set_has_no_result(run: Run) -> None:
    result = run("lint", "--format", "sarif")
    assert (result.status, read_log(result.out)["results"]) == (0, [])


def test_sarif_is_the_same_every_time(run: Run, project: Path) -> None:
    put(Path("specs"), BROKEN)
    outputs = {run("lint", "--format", "sarif").out, run("lint", "--format", "sarif").out}
    assert outputs == {spawn("lint", "--format", "sarif", cwd=project).stdout}


def test_a_rule_explains_itself_with_its_default_severity() -> None:
    found = Diagnostic("unknown-type", Severity.WARNING, "none", Span("a.md", 1, 1, 1))
    run = read_log(as_sarif([found], "1.0"))
    assert run["results"][0]["level"] == "warning"
    rule = run["tool"]["driver"]["rules"][0]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "## Before" in rule["help"]["markdown"]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_its_form_as_a_rule(code: str) -> None:
    found = Diagnostic(code, CATALOGUE[code].severity, "none", Span("a.md", 1, 1, 1))
    read_log(as_sarif([found], "1.0"))


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("specs/a b#c?d%.md", "specs/a%20b%23c%3Fd%25.md"),
        ("a:b.md", "a%3Ab.md"),
        ("../specs/é.md", "../specs/%C3%A9.md"),
        ("specs/\udce9.md", "specs/%E9.md"),
    ],
)
def test_a_relative_path_is_a_uri_below_the_root(path: str, uri: str) -> None:
    place = first_place(as_sarif([diagnostic("none", path=path)], "1.0"))
    assert place["artifactLocation"] == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_an_absolute_path_is_a_uri_of_its_own() -> None:
    place = first_place(as_sarif([diagnostic("none", path="/specs/é.md")], "1.0"))
    assert place["artifactLocation"] == {"uri": "file:///specs/%C3%A9.md"}


def first_place(text: str) -> dict[str, Any]:
    place: dict[str, Any] = read_log(text)["results"][0]["locations"][0]["physicalLocation"]
    return place


def test_a_link_that_a_message_quotes_is_no_link_of_the_log() -> None:
    found = diagnostic("`[Ownr](ownr.md)` and `[x][]`", hint="[a] [b](c)")
    result = read_log(as_sarif([found], "1.0"))["results"][0]
    assert result["message"]["text"] == "`\\[Ownr](ownr.md)` and `[x][]`\n[a] \\[b](c)"
