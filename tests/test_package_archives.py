"""The archives are used as their consumers use them: pip installs the wheel, npm the package, and
the schemas are unpacked and judge a payload. The spec set is that of `typescript_types/`.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from email.parser import Parser
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from node_tools import Compiler, node, npm, prettier, tsc
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from schema_strategies import schemas
from test_target_typescript_compiled import drawn

from generator.artifacts import Archive
from generator.diagnostics import Report
from generator.packaging.build import build_archives
from generator.packaging.containers import tarred, zipped
from generator.packaging.identity import Identity
from generator.pipeline import compile_folder
from generator.render import render
from generator.schema import Schema
from generator.schema_file import load_schema
from generator.source import Source
from generator.targets import Options
from generator.targets.typescript import TARGET

SPECS = Path(__file__).parent / "typescript_types" / "specs"
IDENTITY = Identity("pet-shop", "1.4.0rc2", "1.4.0-rc.2")
TARGETS: Mapping[str, Options] = {"python": {}, "jsonschema": {}, "typescript": {}}
PET = {"id": "pet_1", "born": "2024-01-01T00:00:00Z", "status": "on-hold", "owner": None}


@cache
def spec_set() -> Schema:
    return compile_folder(SPECS, "specs").schema


@cache
def archives() -> tuple[Archive, Archive, Archive]:
    wheel, schemas, package = build_archives(spec_set(), TARGETS, IDENTITY)
    return wheel, schemas, package


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    return save(archives()[0], tmp_path)


@pytest.fixture
def schema_tarball(tmp_path: Path) -> Path:
    return save(archives()[1], tmp_path)


@pytest.fixture
def npm_package(tmp_path: Path) -> Path:
    return save(archives()[2], tmp_path)


def save(archive: Archive, folder: Path) -> Path:
    path = folder / archive.name
    path.write_bytes(archive.data)
    return path


def unpack(archive: Archive) -> dict[str, bytes]:
    """Every member of a tarball."""
    with tarfile.open(fileobj=io.BytesIO(archive.data)) as tar:
        opened = {member.name: tar.extractfile(member) for member in tar}
        return {name: file.read() for name, file in opened.items() if file is not None}


def is_the_schema_file(data: bytes) -> bool:
    text = data.decode("utf-8")
    return load_schema(Source("schema.yaml", "schema.yaml", text), Report()) == spec_set()


# The wheel.


def test_pip_installs_the_wheel_and_it_decodes_a_payload(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    install = [*pip, "--no-deps", "--no-index", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    assert is_the_schema_file((site / "petshop" / "schema.yaml").read_bytes())
    assert (site / "petshop" / "py.typed").is_file()
    program = (
        "import sys, json, importlib.metadata\n"
        "from petshop import Pet, Status\n"
        "pet = Pet.from_json(sys.argv[1])\n"
        "assert pet.status is Status.ON_HOLD\n"
        "print(importlib.metadata.version('pet-shop'), json.dumps(pet.to_dict()))"
    )
    # `-I`: neither the checkout nor a variable of ours; the site is all that it finds.
    run = f"import sys; sys.path.insert(0, {str(site)!r})\n{program}"
    command = [sys.executable, "-I", "-S", "-c", run, json.dumps(PET)]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    version, _, value = done.stdout.partition(" ")
    assert (version, json.loads(value)) == ("1.4.0rc2", PET)


def test_the_wheel_is_whole_and_its_record_true(wheel: Path) -> None:
    subprocess.run([sys.executable, "-m", "zipfile", "-t", str(wheel)], check=True)
    with zipfile.ZipFile(wheel) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    about = "pet_shop-1.4.0rc2.dist-info"
    assert list(members)[-3:] == [f"{about}/METADATA", f"{about}/WHEEL", f"{about}/RECORD"]
    assert list(members)[:-3] == sorted(list(members)[:-3])
    assert {name.split("/")[0] for name in members} == {"petshop", about}
    lines = csv.reader(io.StringIO(members[f"{about}/RECORD"].decode()))
    record = {path: (digest, size) for path, digest, size in lines}
    assert record.pop(f"{about}/RECORD") == ("", "")
    assert record == {
        name: (
            "sha256="
            + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("="),
            str(len(data)),
        )
        for name, data in members.items()
        if name != f"{about}/RECORD"
    }
    metadata = Parser().parsestr(members[f"{about}/METADATA"].decode())
    assert (metadata["Name"], metadata["Version"]) == ("pet-shop", "1.4.0rc2")
    assert metadata["Requires-Python"] == ">=3.10"
    assert Parser().parsestr(members[f"{about}/WHEEL"].decode())["Tag"] == "py3-none-any"


# The npm package.

CONSUMER = """
import { Status, operations, type Animal, type Pet } from "pet-shop";
import { Origin } from "pet-shop/operations";

const pet: Pet = { id: "a", born: "2024-01-01T00:00:00Z", status: Status.Sold, owner: null };
const origin: "web" = operations.Origin.Web;
export const same: typeof origin = Origin.Web;
export const lives = (animal: Animal): number => (animal.kind === "cat" ? animal.lives : 1);
export const labels = { available: 1, "on-hold": 2, sold: 3 } satisfies Record<Status, number>;
// @ts-expect-error: may be absent, and not undefined
export const wrong: Pet = { ...pet, legs: undefined };
// @ts-expect-error: what is in the package cannot be changed
Status.Sold = "sold";
"""
PROGRAM = """
import { Status, operations } from "pet-shop";
import * as modules from "pet-shop/operations";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const schema = createRequire(import.meta.url).resolve("pet-shop/schema.yaml");
const shown = { ...Status, same: modules.Origin === operations.Origin };
console.log(JSON.stringify({ ...shown, schema: readFileSync(schema, "utf8") }));
"""


def install(package: Path, project: Path) -> None:
    manifest = {"name": "consumer", "private": True, "type": "module"}
    (project / "package.json").write_text(json.dumps(manifest))
    npm(project, "install", f"./{package.name}")
    installed = json.loads((project / "node_modules/pet-shop/package.json").read_text())
    assert (installed["name"], installed["version"]) == ("pet-shop", "1.4.0-rc.2")


def test_npm_installs_the_package_and_node_runs_it(npm_package: Path, tmp_path: Path) -> None:
    install(npm_package, tmp_path)
    (tmp_path / "program.mjs").write_text(PROGRAM)
    shown = json.loads(node(tmp_path, "program.mjs"))
    assert is_the_schema_file(shown.pop("schema").encode("utf-8"))
    values = {"Available": "available", "OnHold": "on-hold", "Sold": "sold"}
    assert shown == {**values, "same": True}
    lock = json.loads((tmp_path / "package-lock.json").read_text())
    integrity = base64.b64encode(hashlib.sha512(npm_package.read_bytes()).digest()).decode()
    assert lock["packages"]["node_modules/pet-shop"]["integrity"] == f"sha512-{integrity}"


@pytest.mark.parametrize("compiler", ["typescript", "typescript-oldest"])
@pytest.mark.parametrize(
    "flags",
    [
        ("--skipLibCheck", "false"),
        ("--module", "preserve", "--moduleResolution", "bundler"),
    ],
    ids=["nodenext", "bundler"],
)
def test_the_compiler_finds_its_types(
    compiler: Compiler, flags: tuple[str, ...], tmp_path: Path
) -> None:
    if compiler == "typescript-oldest":
        flags = tuple("es2022" if flag == "preserve" else flag for flag in flags)
    package = archives()[2]
    for name, data in unpack(package).items():
        path = tmp_path / "node_modules" / name.replace("package/", "pet-shop/", 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "consumer").mkdir()
    (tmp_path / "consumer" / "consumer.ts").write_text(CONSUMER)
    (tmp_path / "consumer" / "package.json").write_text('{"type": "module"}')
    assert tsc(tmp_path / "consumer", *flags, compiler=compiler) == []


def test_npm_would_call_it_the_same(npm_package: Path, tmp_path: Path) -> None:
    with tarfile.open(npm_package) as tar:
        tar.extractall(tmp_path, filter="data")
    [packed] = json.loads(npm(tmp_path, "pack", "./package", "--dry-run", "--json"))
    assert packed["filename"] == npm_package.name
    assert {f"package/{each['path']}" for each in packed["files"]} == {*unpack(archives()[2])}


def test_the_files_are_what_the_compiler_would_make(tmp_path: Path) -> None:
    """Up to form, and to comments in JavaScript, which the declarations beside it have."""
    found = drawn(schemas(nasty=False), 40)
    for number, schema in enumerate([spec_set(), *found]):
        for artifact in render(TARGET.views(schema, {})):
            path = tmp_path / str(number) / artifact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artifact.text, "utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    emit = ("--noEmit", "false", "--rootDir", ".", "--outDir", "out")
    assert tsc(tmp_path, *emit, "--declaration", "--emitDeclarationOnly") == []
    made = read(tmp_path / "out", "*.d.ts")
    assert tsc(tmp_path, *emit, "--removeComments") == []
    made |= read(tmp_path / "out", "*.js")
    ours = {
        f"{number}/typescript/{name.removeprefix('package/')}": data.decode("utf-8")
        for number, schema in enumerate([spec_set(), *found])
        for archive in build_archives(schema, {"typescript": {}}, IDENTITY)
        for name, data in unpack(archive).items()
        if name.endswith((".js", ".ts"))
    }
    assert prettier(ours) == ours
    assert without_form(prettier(made)) == without_form(ours)


def read(folder: Path, pattern: str) -> dict[str, str]:
    paths = folder.rglob(pattern)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def without_form(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts without white space and what depends on it, and without the first line and the
    imports, of which the compiler does not keep all. Numbers are rounded as it rounds them."""
    kept = {path: re.sub(r"^(//|import ).*", "", text, flags=re.M) for path, text in texts.items()}
    bare = {path: re.sub(r"\s+", "", text) for path, text in kept.items()}
    same = {path: re.sub(r"[;,](?=})|(?<=[=:(])\|", "", text) for path, text in bare.items()}
    number = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")
    return {p: number.sub(lambda found: repr(float(found[0])), text) for p, text in same.items()}


def test_any_schema_becomes_a_package_that_compiles(tmp_path: Path) -> None:
    for number, schema in enumerate(drawn(schemas(), 30)):
        for archive in build_archives(schema, {"typescript": {"readonly": True}}, IDENTITY):
            for name, data in unpack(archive).items():
                path = tmp_path / str(number) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    assert tsc(tmp_path, "--skipLibCheck", "false") == []
    scripts = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.js")]
    imports = "".join(f"await import('./' + {json.dumps(path)});\n" for path in sorted(scripts))
    (tmp_path / "all.mjs").write_text(imports, "utf-8")
    node(tmp_path, "all.mjs")


# The schemas.


def test_the_schemas_judge_a_payload(schema_tarball: Path, tmp_path: Path) -> None:
    with tarfile.open(schema_tarball) as tar:
        tar.extractall(tmp_path, filter="data")
    folder = tmp_path / "pet-shop-schemas-1.4.0-rc.2"
    assert is_the_schema_file((folder / "schema.yaml").read_bytes())
    bundle = json.loads((folder / "jsonschema" / "bundle.schema.json").read_text())
    registry = Registry().with_resource("bundle", DRAFT202012.create_resource(bundle))
    validator = Draft202012Validator({"$ref": "bundle#/$defs/Pet"}, registry=registry)
    assert validator.is_valid(PET)
    assert not validator.is_valid({**PET, "status": "lost"})
    assert (folder / "jsonschema" / "operations" / "Origin.schema.json").is_file()


# All of them.


def test_no_clock_owner_or_mode_of_this_machine_is_in_the_archives() -> None:
    wheel, *tarballs = archives()
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.create_system, info.external_attr >> 16) == (3, 0o100644)
            assert info.compress_type == zipfile.ZIP_STORED
    for tarball in tarballs:
        assert tarball.data[4:10] == b"\0\0\0\0\0\xff"
        with tarfile.open(fileobj=io.BytesIO(tarball.data)) as tar:
            for member in tar:
                assert (member.mtime, member.mode) == (315532800, 0o644)
                assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")


def test_the_bytes_depend_on_no_version_of_a_library() -> None:
    """They were the same in every Python so far."""
    files = {"a/é.txt": b"x" * 70_000, "b": b""}
    digests = [zlib.crc32(packed(files)) for packed in (zipped, tarred)]
    assert digests == [3066708894, 4052265808]


def test_what_other_tools_make_of_a_tarball(schema_tarball: Path, tmp_path: Path) -> None:
    """Python's own reader is as lenient as its writer; so ask another."""
    listed = subprocess.run(
        ["tar", "--list", "--gzip", "--file", str(schema_tarball)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        cwd=tmp_path,
    )
    assert listed.stdout.splitlines() == list(unpack(archives()[1]))
    assert listed.stderr == ""
