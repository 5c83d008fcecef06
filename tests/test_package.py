"""The command `package`: what the archives are called, and when none is written.

What stands in them, and that they can be used, is for `test_package_archives.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from command_line import Result, Run
from node_tools import node
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version
from test_explanations import files_below, page_of
from trees import files

from generator.packaging.identity import package_name, package_versions

PET = """\
# Pet

## Fields

| Field | Type | Required | Description |
| --- | --- | --- | --- |
| `name` | *string* | :heavy_check_mark: | |
"""
SETTINGS = 'dialect: speakeasy-typescript\nwire_names: as-written\nname: pets\nversion: "1.2.0"\n'
NAMES = ["pets-1.2.0-py3-none-any.whl", "pets-1.2.0.tgz", "pets-schemas-1.2.0.tgz"]


def spec_set(folder: Path, settings: str = SETTINGS, page: str = PET) -> None:
    (folder / "specs").mkdir(exist_ok=True)
    (folder / "specs" / "tablewright.yaml").write_text(settings, "utf-8")
    (folder / "specs" / "pet.md").write_text(page, "utf-8")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is written.


def test_three_archives_with_what_they_are_pinned_by(project: Path, run: Run) -> None:
    spec_set(project)
    result: Result = run("package")
    assert (result.status, result.err) == (0, "")
    assert names_in(project / "dist") == NAMES
    assert sorted(result.out.splitlines()) == sorted(
        f"{hashlib.sha256((project / 'dist' / name).read_bytes()).hexdigest()}  dist/{name}"
        for name in NAMES
    )


def test_only_the_archives_of_some_targets(project: Path, run: Run) -> None:
    spec_set(project)
    assert run("package", "--target", "typescript", "--out", "a").status == 0
    assert names_in(project / "a") == ["pets-1.2.0.tgz"]
    spec_set(project, f"{SETTINGS}targets: {{typescript: false}}\n")
    assert run("package", "--out", "b").status == 0
    assert names_in(project / "b") == [NAMES[0], NAMES[2]]


def test_a_target_of_which_no_archive_is_made(project: Path, run: Run) -> None:
    spec_set(project)
    result = run("package", "--target", "schema")
    assert result.status == 2
    assert result.err == (
        "tablewright: no archive is made of `schema`, but of `python`, `jsonschema`"
        " and `typescript`\n"
    )


def test_the_same_bytes_again_and_elsewhere(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec_set(project)
    before = os.umask(0o077)
    try:
        run("package")
    finally:
        os.umask(before)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    shutil.copytree(project / "specs", project / "far" / "away")
    run("package", "far/away", "--out", "other")
    first = files(project / "dist")
    assert files(project / "other") == first
    stamps = [path.stat().st_mtime_ns for path in (project / "dist").iterdir()]
    run("package")
    assert files(project / "dist") == first
    assert [path.stat().st_mtime_ns for path in (project / "dist").iterdir()] == stamps


# What else is in the folder.


def test_older_versions_and_other_files_stay(project: Path, run: Run) -> None:
    spec_set(project)
    run("package")
    (project / "dist" / "notes.txt").write_text("mine")
    spec_set(project, SETTINGS.replace("1.2.0", "1.3.0"))
    assert run("package").status == 0
    newer = [name.replace("1.2.0", "1.3.0") for name in NAMES]
    assert names_in(project / "dist") == sorted([*NAMES, *newer, "notes.txt"])


def test_an_archive_of_the_same_version_is_replaced(project: Path, run: Run) -> None:
    spec_set(project)
    run("package")
    before = files(project / "dist")
    spec_set(project, page=PET.replace("`name`", "`title`"))
    assert run("package").status == 0
    after = files(project / "dist")
    assert after.keys() == before.keys()
    assert all(after[name] != before[name] for name in after)


@pytest.mark.parametrize("what", ["text", "folder", "link"])
def test_what_is_no_archive_is_not_replaced(what: str, project: Path, run: Run) -> None:
    spec_set(project)
    (project / "dist").mkdir()
    place = project / "dist" / NAMES[1]
    if what == "text":
        place.write_text("not an archive")
    elif what == "folder":
        place.mkdir()
    else:
        place.symlink_to(project / "specs" / "pet.md")
    result = run("package")
    assert result.status == 2
    assert f"dist/{NAMES[1]}: not made by tablewright, and in the way" in result.err
    assert names_in(project / "dist") == [NAMES[1]]


# What is not written.


def test_errors_in_the_pages(project: Path, run: Run) -> None:
    spec_set(project, page=PET.replace("*string*", "*strnig*"))
    result = run("package")
    assert result.status == 1
    assert "error[unknown-type]" in result.err
    assert result.err.endswith("nothing was written, because of the errors above\n")
    assert not (project / "dist").exists()


def test_a_version_that_is_none(project: Path, run: Run) -> None:
    spec_set(project, SETTINGS.replace("1.2.0", "1.2.0.post1"))
    result = run("package")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith(
        "specs/tablewright.yaml:4:10-22: error[package-version]:"
        " `1.2.0.post1` cannot be the version of a package\n"
    )
    assert not (project / "dist").exists()


def test_no_version_and_no_file_that_could_say_it(project: Path, run: Run) -> None:
    spec_set(project)
    (project / "specs" / "tablewright.yaml").unlink()
    result = run("package")
    assert result.status == 1
    assert (
        "specs/tablewright.yaml:1:1-1: error[package-version]:"
        " the spec set has no version, and a package needs one\n"
    ) in result.err


def test_a_severity_does_not_make_a_version(project: Path, run: Run) -> None:
    spec_set(project, SETTINGS.replace("1.2.0", "?") + "severity: {package-version: warning}\n")
    assert run("package").status == 1
    assert not (project / "dist").exists()


@pytest.mark.parametrize("code", ["package-name", "package-version"])
def test_the_examples_of_the_explanations(code: str, project: Path, run: Run) -> None:
    page = page_of(code)
    for heading, codes in (("Before", [code]), ("After", [])):
        for name, data in files_below(heading, page).items():
            (project / "specs").mkdir(exist_ok=True)
            (project / "specs" / name).write_bytes(data)
        result = run("package")
        assert result.status == len(codes)
        assert result.err.count("error[") == len(codes)
        assert all(f"error[{each}]" in result.err for each in codes)


# Names and versions.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("petshop", "petshop"),
        ("ComfyDeploy", "comfydeploy"),
        ("my_sdk", "my-sdk"),
        ("my..sdk__2", "my-sdk-2"),
        ("Comfy Deploy API", "comfy-deploy-api"),
        ("@acme/pets", "acme-pets"),
        ("Zoë's Pets!", "zoe-s-pets"),
        ("../../etc", "etc"),
        ("-rf", "rf"),
        ("2024", "2024"),
        ("ＡＢＣ", "abc"),
        ("events", "events-types"),
        ("HTTP", "http-types"),
        ("types", "types"),
        ("", None),
        ("__", None),
        ("日本", None),
        ("Pets 日本", None),
        ("Größe", None),
        ("a\u202eb", "a-b"),
        ("x" * 201, None),
    ],
)
def test_names(name: str, expected: str | None) -> None:
    assert package_name(name) == expected
    if expected is not None:
        assert canonicalize_name(expected, validate=True) == expected


def test_no_module_of_node_is_in_the_way(tmp_path: Path) -> None:
    builtin = json.loads(node(tmp_path, "-p", "JSON.stringify(module.constructor.builtinModules)"))
    assert {"fs", "http"} <= {*builtin}
    assert {package_name(name) for name in builtin} & {*builtin} == set()


@pytest.mark.parametrize(
    ("version", "python", "npm"),
    [
        ("1.2.3", "1.2.3", "1.2.3"),
        ("1.2", "1.2", "1.2.0"),
        ("7", "7", "7.0.0"),
        ("0.0.0", "0.0.0", "0.0.0"),
        ("1.2.3-alpha.1", "1.2.3a1", "1.2.3-alpha.1"),
        ("1.2b4", "1.2b4", "1.2.0-beta.4"),
        ("1.2.0rc1", "1.2.0rc1", "1.2.0-rc.1"),
        ("1.2.0-rc-1", "1.2.0rc1", "1.2.0-rc.1"),
        ("2024-01-31", "2024.1.31", "2024.1.31"),
        ("2024.1.31", "2024.1.31", "2024.1.31"),
    ],
)
def test_versions(version: str, python: str, npm: str) -> None:
    assert package_versions(version) == (python, npm)
    assert str(Version(python)) == python


@pytest.mark.parametrize(
    "version",
    [
        *("", "latest", "v1.2.3", "1.2.3.4", "01.2.3", "1.2.3-x", "1.2.3rc", "1.2.3+local"),
        *("1.0.post1", "1.0.dev1", "1!1.0", "1.0a1b2", " 1.0", "1.0\n", "١.٢", "9" * 16, "1..2"),
    ],
)
def test_versions_that_are_none(version: str) -> None:
    assert package_versions(version) is None


def test_pip_and_npm_sort_versions_alike() -> None:
    given = ["0.9", "1.0.0-alpha.2", "1.0a10", "1.0.0-beta.1", "1.0rc1", "1.0.0-rc.2", "1.0.0"]
    given += ["1.0.1", "1.10", "2024-01-31", "2024-02-01", "2024-11-01", "2025-01-01"]
    versions = [found for version in given if (found := package_versions(version)) is not None]
    assert len(versions) == len(given)
    python = [Version(version) for version, _ in versions]
    assert python == sorted(python)
    keys = [semver_key(version) for _, version in versions]
    assert keys == sorted(keys)


def semver_key(version: str) -> tuple[list[int], bool, str, int]:
    """Section 11 of SemVer 2.0, for what `package_versions` gives."""
    release, _, before = version.partition("-")
    stage, _, count = before.partition(".")
    return [int(part) for part in release.split(".")], not before, stage, int(count or 0)


def test_the_name_of_a_wheel_is_read_back(project: Path, run: Run) -> None:
    spec_set(project, SETTINGS.replace("name: pets", "name: My Pets").replace("1.2.0", "1.2-rc.1"))
    assert run("package").status == 0
    [wheel] = (project / "dist").glob("*.whl")
    name, version, build, tags = parse_wheel_filename(wheel.name)
    assert (name, str(version), build) == ("my-pets", "1.2rc1", ())
    assert [str(tag) for tag in tags] == ["py3-none-any"]
    assert {path.name for path in (project / "dist").glob("*.tgz")} == {
        "my-pets-1.2.0-rc.1.tgz",
        "my-pets-schemas-1.2.0-rc.1.tgz",
    }
