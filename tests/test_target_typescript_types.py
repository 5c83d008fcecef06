"""The promises of the generated types, held by the compiler and by an editor.

`typescript_types/` has a spec set and, beside it, programs that compile only as long as every
promise is kept: `types.test-d.ts`, and `readonly.test-d.ts` for the option `readonly`. That these
programs can fail is shown by mutants: each place where a type could be a little wider or narrower
is changed in turn, and each change must make them fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import strategies as st
from node_tools import Compiler, editor, prettier, tsc
from test_target_typescript_compiled import drawn

from generator.pipeline import compile_folder
from generator.render import render
from generator.schema import Field, Json, PrimitiveType, RecordDecl, Schema
from generator.targets.typescript import TARGET

FOLDER = Path(__file__).parent / "typescript_types"
PROGRAMS = {False: "types.test-d.ts", True: "readonly.test-d.ts"}
"""By the option `readonly`."""
COMPILERS: tuple[Compiler, ...] = ("typescript", "typescript-oldest")


def text_of(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


@cache
def spec_set() -> Schema:
    compilation = compile_folder(FOLDER / "specs", "specs")
    assert compilation.report.sorted() == ()
    return compilation.schema


def generated(readonly: bool) -> dict[str, str]:
    artifacts = render(TARGET.views(spec_set(), {"readonly": readonly}))
    return {artifact.path: artifact.text for artifact in artifacts}


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in {**files, "package.json": '{"type": "module"}'}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def programs(readonly: bool) -> dict[str, str]:
    return {name: text_of(name) for name in ("expect.ts", PROGRAMS[readonly])}


# What the compiler holds.


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("readonly", PROGRAMS)
def test_every_promise_is_kept(compiler: Compiler, readonly: bool, tmp_path: Path) -> None:
    write(tmp_path, generated(readonly) | programs(readonly))
    assert tsc(tmp_path, compiler=compiler) == []


MUTATIONS = {
    "a field that may be absent is required": (r"\?: ", ": "),
    "a required field may be absent": (r"^(  (?:readonly )?\w+): (?=.*;$)", r"\1?: "),
    "what can be changed is read only": (r"^  (?=\w+\??: [^\n]*;$)", "  readonly "),
    "an array is read only": (r"(?<!readonly )(?<![\w.])[\w.]+(?=\[\];)", r"readonly \g<0>"),
    "an array is one of its items": (
        r"(?:readonly )?(?:\(readonly )?([\w.]+)(?:\[\]\))?\[\]",
        r"\1",
    ),
    "a text of an enum is any text": (r'"[\w-]+"(?=,$)', r"\g<0> as string"),
    "a number of an enum is any number": (r"\d(?=,$)", r"\g<0> as number"),
    "an enum's values are any": (r" as const", ""),
    "an enum has one value less": (r'^  \w+: ["\w-]+,\n', ""),
    "a closed enum is open": (r"(?<=\])(?=;$)", " | (string & {})"),
    "an open enum is closed": (r" \| \((string|number) & \{\}\)", ""),
    "an open enum forgets its values": (r"\((string|number) & \{\}\)", r"\1"),
    "a literal is any text": (r'"[\w-]+"(?=;$| \|)', "string"),
    "null is left out": (r" \| null", ""),
    "null is taken in": (r"^(?!import|export \*)(.*)(?<!null|nown);$", r"\1 | null;"),
    "a variant is left out": (r"(?<== )\w+ \| ", ""),
    "unknown is any": (r"unknown", "any"),
    "anything is in nothing": (r"never", "unknown"),
    "a number is a text": (r"\bnumber\b(?! &)", "string"),
    "a text is a number": (r"\bstring\b(?! &|\])", "number"),
    "a reference is to another type": (r"(?<=: )(?:index\.)?[A-Z]\w+", "Nothing"),
    "other keys are taken in": (r"^}$", "  [key: string]: unknown;\n}"),
}
"""Patterns, and what each match is replaced by."""
READONLY_MUTATIONS = {"what is read only can be changed": (r"readonly ", "")}


def mutants(readonly: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Each change that there can be, with the files after it."""
    files = generated(readonly)
    mutations = READONLY_MUTATIONS if readonly else MUTATIONS
    for path, text in files.items():
        comments = [found.span() for found in re.finditer(r"/\*\*.*?\*/", text, re.DOTALL)]
        for name, (pattern, replacement) in mutations.items():
            for found in re.finditer(pattern, text, re.MULTILINE):
                if any(start <= found.start() < end for start, end in comments):
                    continue
                changed = found.expand(replacement)
                line = text.count("\n", 0, found.start()) + 1
                whole = text[: found.start()] + changed + text[found.end() :]
                yield f"{path}:{line}: {name}", {**files, path: whole}


@pytest.mark.parametrize("readonly", PROGRAMS)
def test_a_type_that_is_a_little_otherwise_breaks_a_promise(readonly: bool, tmp_path: Path) -> None:
    names: dict[str, str] = {}
    for number, (name, files) in enumerate(mutants(readonly)):
        names[str(number)] = name
        write(tmp_path / str(number), files | programs(readonly))
    assert len(names) > 25
    failing = {error.path.partition("/")[0] for error in tsc(tmp_path)}
    assert [name for number, name in names.items() if number not in failing] == []


# What an editor shows.

USE = """
import { LegacyStatus, Status } from "./typescript/index.js";
import type { Legacy, LegacyId, Mood, Pet } from "./typescript/index.js";
declare const pet: Pet;
export const name = pet.name;
export const id: LegacyId = 1;
export const status: LegacyStatus = "on";
export const value = LegacyStatus.Off;
export const legacy: Legacy = {};
export const fine = [pet.id, Status.Sold];
export const closed: Status = "/*|*/";
export const open: Mood = "/*|*/";
"""


@pytest.mark.parametrize("compiler", COMPILERS)
def test_an_editor_strikes_through_what_is_deprecated_and_offers_known_values(
    compiler: Compiler, tmp_path: Path
) -> None:
    write(tmp_path, generated(readonly=False) | {"use.ts": USE})
    shown = editor(tmp_path, compiler)["use.ts"]
    assert {(line, name) for line, name in shown.struck if line > 3} == {
        (5, "name"),
        (6, "LegacyId"),
        (7, "LegacyStatus"),
        (8, "LegacyStatus"),
        (9, "Legacy"),
    }
    assert shown.offered == (("available", "on-hold", "sold"), ("calm", "wild"))


@pytest.mark.parametrize("compiler", COMPILERS)
def test_the_tags_are_those_that_were_meant(compiler: Compiler, tmp_path: Path) -> None:
    write(tmp_path, generated(readonly=False))
    tags = editor(tmp_path, compiler)["typescript/index.ts"].tags
    assert [tag for tag in tags if tag != "deprecated"] == [
        *("example", "defaultValue", "defaultValue", "example")
    ]
    assert tags.count("deprecated") == 5


PIECES = (
    *("@deprecated", "@", "{@link Pet}", "{ @x", "{", "}", "(@x/y)", "<@x>", "a@b.c", "a", "-"),
    *("`", "```", "```\nx\n```", " ", "  ", "\t", "\n", "*", "*/", "/", "\\", '"'),
    *("\u00a0", "\u200b", "\u2028"),
)
TRICKY = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
"""Texts that hold what begins a tag, a link, or a code span in which there is none."""


@pytest.mark.parametrize("compiler", COMPILERS)
def test_no_text_becomes_a_tag(compiler: Compiler, tmp_path: Path) -> None:
    texts = drawn(TRICKY, 300)
    string = PrimitiveType("string")
    long: Json = {"texts": [*texts[:3], "long enough to stand on several lines" * 3]}
    fields = [
        Field(f"f{number}", string, True, text, (text,), (text, [text], {text: text}))
        for number, text in enumerate(texts)
    ]
    page = "models/x @deprecated.md"
    record = RecordDecl("", "Pet", page, (*fields, Field("long", string, True, examples=(long,))))
    files = {a.path: a.text for a in render(TARGET.views(Schema("example", (record,)), {}))}
    write(tmp_path, files)
    tags = editor(tmp_path, compiler)["typescript/index.ts"].tags
    assert [*tags] == ["defaultValue", "example", "example", "example"] * len(fields) + ["example"]


def test_what_an_example_shows_is_still_the_same_json() -> None:
    record = RecordDecl(
        "", "Pet", "pet.md", (Field("a", PrimitiveType("string"), True, examples=("b @c {@d",)),)
    )
    [artifact] = render(TARGET.views(Schema("example", (record,)), {}))
    [shown] = re.findall(r"@example (.*) \*/", artifact.text)
    assert json.loads(shown) == "b @c {@d"
    assert "@" not in shown


def test_prettier_changes_nothing() -> None:
    files = {f"{mode}/{path}": t for mode in (0, 1) for path, t in generated(bool(mode)).items()}
    assert prettier(files) == files
