"""The recipes of README.md do what it says: each is taken from there, and run in a folder that has
the output for its first example, with and without an `id:` that nobody serves.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import referencing
import yaml
from node_tools import Edited, json_editor, run_module
from referencing.jsonschema import DRAFT202012

from generator import cli
from generator.schema import Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"
README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
STATUS = """# Status

How far the sale has come.

## Values

| Name | Value |
| --- | --- |
| `Available` | available |
| `Sold` | sold |
"""
RIGHT: Json = {"id": "pet_123", "status": "sold"}
WRONG: Json = {"id": "pet_123", "status": "melted"}


def recipes(language: str) -> list[str]:
    """The blocks of one language in the section about JSON Schema."""
    [_, section] = README.split("\n## JSON Schema in other services\n")
    section = section.split("\n## ")[0]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


@pytest.fixture(params=["", "https://schemas.invalid/"], ids=["plain", "with an id"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With the output for the page that the README begins with."""
    monkeypatch.chdir(tmp_path)
    [page, *_] = re.findall(r"^```markdown\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    models = tmp_path / "specs" / "models"
    models.mkdir(parents=True)
    (models / "pet.md").write_text(page, "utf-8")
    (models / "status.md").write_text(STATUS, "utf-8")
    options = f"id: '{request.param}'" if request.param else ""
    settings = f"wire_names: as-written\ntargets: {{jsonschema: {{{options}}}}}\n"
    (models.parent / "tablewright.yaml").write_text(settings, "utf-8")
    assert cli.main(["generate"]) == 0
    return tmp_path


def test_python(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del folder
    first, second = recipes("python")
    names: dict[str, Any] = {"jsonschema_rs": jsonschema_rs}
    capsys.readouterr()
    exec(first, names)
    assert capsys.readouterr().out == first.rpartition("# ")[2]
    python = names["validator"]
    exec(second, names)
    rust = names["validator"]
    assert python is not rust
    for validator in (python, rust):
        assert (validator.is_valid(RIGHT), validator.is_valid(WRONG)) == (True, False)


def test_node(folder: Path) -> None:
    [recipe] = recipes("javascript")
    told = run_module(recipe, folder)
    assert "instancePath: '/status'" in told
    assert "keyword: 'enum'" in told
    assert run_module(recipe.replace('"melted"', '"sold"'), folder) == ""


def test_shell(folder: Path) -> None:
    [recipe] = recipes("console")
    schema, plain, based = re.findall(r"^\$ (.*)$", recipe, re.MULTILINE)
    document = json.loads((folder / schema.partition("=")[2]).read_text("utf-8"))
    commands = [based] if "$id" in document else [plain, based]
    for command in commands:
        assert shell(folder, f"{schema}\n{command}", RIGHT) == (0, "ok -- validation done\n")
        status, told = shell(folder, f"{schema}\n{command}", WRONG)
        assert status == 1
        assert "pet.json::$.status: 'melted' is not one of ['available', 'sold']" in told


def shell(folder: Path, script: str, pet: Json) -> tuple[int, str]:
    (folder / "pet.json").write_text(json.dumps(pet), "utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def test_editor(folder: Path) -> None:
    """VS Code's own engine completes, explains and underlines."""
    [recipe] = recipes("json")
    held_against(folder, json.loads(recipe)["json.schemas"])


def test_editor_by_the_bundle_in_draft_07(folder: Path) -> None:
    """Through a file of one's own, since a setting cannot point into a file."""
    reference = "generated/jsonschema/bundle.draft-07.schema.json#/definitions/Pet"
    own = {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": reference}
    (folder / "own.schema.json").write_text(json.dumps(own), "utf-8")
    held_against(folder, [{"fileMatch": ["pets/*.json"], "url": "./own.schema.json"}])


def held_against(folder: Path, schemas: Json) -> None:
    melted, begun = json.dumps(WRONG), '{"id": "pet_123", "st'
    value, key, elsewhere = json_editor(
        folder,
        schemas,
        Edited("pets/a.json", melted, melted.index("melted")),
        Edited("pets/b.json", begun, len(begun)),
        Edited("shops/a.json", melted, melted.index("melted")),
    )
    expected = 'Value is not accepted. Valid values: "available", "sold".'
    assert value.problems == (('"melted"', expected),)
    assert value.offered == ('"available"', '"sold"')
    assert "How far the sale has come" in value.hover
    assert key.offered == ("status", "tags")
    assert elsewhere.problems == ()


def test_yaml_in_an_editor(folder: Path) -> None:
    """The line names the schema that fits what stands below it, from the folder it stands in."""
    (recipe, _) = recipes("yaml")
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", recipe)
    assert found is not None
    schema = Path(os.path.normpath(folder / "pets" / found[1]))
    assert schema.is_relative_to(folder)
    [shown] = json_editor(
        folder,
        [{"fileMatch": ["pets/*"], "url": f"./{schema.relative_to(folder).as_posix()}"}],
        Edited("pets/a.json", json.dumps(yaml.safe_load(recipe)), 0),
    )
    assert shown.problems == ()


def test_openapi(folder: Path) -> None:
    """Two validators follow the reference out of the document, and on inside the bundle."""
    (_, recipe) = recipes("yaml")
    document = yaml.safe_load(recipe)

    def read(uri: str) -> Any:
        """Relative references lead to files, as for every tool that reads such documents."""
        if uri == f"{base}openapi.yaml":
            return document
        return json.loads((folder / uri.removeprefix(base)).read_text("utf-8"))

    base = f"{folder.as_uri()}/"
    schema = {"$schema": DIALECT, "$ref": f"{base}openapi.yaml#/components/schemas/Pet"}
    new_registry: Any = referencing.Registry  # whose arguments mypy does not know
    registry = new_registry(retrieve=lambda uri: DRAFT202012.create_resource(read(uri)))
    for validator in (
        jsonschema.Draft202012Validator(schema, registry=registry),
        jsonschema_rs.validator_for(schema, retriever=read),
    ):
        assert (validator.is_valid(RIGHT), validator.is_valid(WRONG)) == (True, False)
