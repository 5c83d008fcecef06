"""What the real compiler and the real Prettier make of the TypeScript that is generated.

Each case below is a schema and a program that uses its types. All are compiled in one run; a line
that must not compile has `@ts-expect-error` above it, which is itself an error where the line does
compile.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from drawing import NASTY_NAMES
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from node_tools import Compiler, TscError, evaluate, prettier, tsc
from schema_strategies import schemas
from value_strategies import has_values, values

from generator.frozen import replace
from generator.render import render
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    EnumValue,
    Field,
    Json,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    Schema,
    TypeExpr,
    UnionDecl,
    UnionType,
)
from generator.targets import Options
from generator.targets.typescript import TARGET
from generator.targets.typescript_names import schema_names
from generator.targets.typescript_text import literal, string_literal

T = TypeVar("T")

STRING = PrimitiveType("string")
INTEGER = PrimitiveType("integer")
BOOLEAN = PrimitiveType("boolean")
PET = ReferenceType("Pet")
OPEN = AnyType()


def schema_of(*declarations: Declaration) -> Schema:
    ordered = sorted(declarations, key=lambda declaration: (declaration.module, declaration.name))
    return Schema("example", tuple(ordered))


def record(
    name: str, *fields: Field, module: str = "", additional: TypeExpr | None = OPEN
) -> RecordDecl:
    return RecordDecl(module, name, "page.md", fields, additional)


def enum(name: str, *values: EnumValue, module: str = "", is_open: bool = False) -> EnumDecl:
    return EnumDecl(module, name, "page.md", values, open=is_open)


def union(name: str, *variants: TypeExpr, module: str = "") -> UnionDecl:
    return UnionDecl(module, name, "page.md", variants)


def alias(name: str, type_: TypeExpr, module: str = "") -> AliasDecl:
    return AliasDecl(module, name, "page.md", type_)


def typescript(schema: Schema, options: Options | None = None) -> dict[str, str]:
    return {
        artifact.path: artifact.text for artifact in render(TARGET.views(schema, options or {}))
    }


def write(folder: Path, files: Mapping[str, str], package: str = "module") -> None:
    for path, text in {**files, "package.json": json.dumps({"type": package})}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def drawn(strategy: SearchStrategy[T], count: int) -> list[T]:
    """Examples of a strategy, to be judged together: a compiler takes long to start."""
    examples: list[T] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: T) -> None:
        examples.append(example)

    collect()
    return examples


@dataclass(frozen=True)
class Case:
    """A schema, and a program beside its `typescript/` that compiles without an error."""

    schema: Schema
    program: str
    options: Options | None = None


CASES = {
    "fields": Case(
        schema_of(
            record(
                "Pet",
                Field("id", STRING, True),
                Field("born", PrimitiveType("datetime"), True),
                Field("legs", INTEGER, False),
                Field("owner", NullableType(STRING), True),
                Field("chip", NullableType(STRING), False),
                Field("more", AnyType(), False),
            )
        ),
        """
        import type { Pet } from "./typescript/index.js";
        const all: Pet = { id: "a", born: "2024-01-01T00:00:00Z", legs: 4, owner: "b", chip: null };
        const few: Pet = { id: "a", born: "2024-01-01T00:00:00Z", owner: null, more: [{}] };
        // @ts-expect-error: `id` is required
        const noId: Pet = { born: "", owner: null };
        // @ts-expect-error: `legs` is a number
        const legs: Pet = { id: "a", born: "", owner: null, legs: "4" };
        // @ts-expect-error: `legs` may be absent, and not undefined
        const undefinedLegs: Pet = { id: "a", born: "", owner: null, legs: undefined };
        // @ts-expect-error: `legs` may be absent, and not null
        const nullLegs: Pet = { id: "a", born: "", owner: null, legs: null };
        // @ts-expect-error: `owner` may be null, and not absent
        const noOwner: Pet = { id: "a", born: "" };
        // @ts-expect-error: what is of any type has to be looked at first
        all.more.length;
        """,
    ),
    "names-of-fields": Case(
        schema_of(record("Pet", *(Field(name, STRING, True) for name in NASTY_NAMES))),
        f"""
        import type {{ Pet }} from "./typescript/index.js";
        type Same<A, B> = [A, B] extends [B, A] ? true : never;
        const keys: Same<keyof Pet, {" | ".join(map(string_literal, NASTY_NAMES))}> = true;
        """,
    ),
    "enum": Case(
        schema_of(
            enum("Origin", EnumValue("manual"), EnumValue("api-call")),
            enum("Level", EnumValue(1), EnumValue("high"), EnumValue(None), EnumValue(False)),
            enum("Status", EnumValue("on"), EnumValue("off"), is_open=True),
        ),
        """
        import { Origin, Level, Status } from "./typescript/index.js";
        const text: Origin = "manual";
        const constant: Origin = Origin.ApiCall;
        const exactly: "api-call" = Origin.ApiCall;
        const labels = { manual: "by hand", "api-call": "API" } satisfies Record<Origin, string>;
        const values: Origin[] = Object.values(Origin);
        // @ts-expect-error: not one of its values
        const wrong: Origin = "web";
        // @ts-expect-error: it cannot be changed
        Origin.Manual = "manual";
        // @ts-expect-error: a label is missing
        const few = { manual: "by hand" } satisfies Record<Origin, string>;
        const levels: Level[] = [1, "high", null, false, Level._1, Level.Null];
        // @ts-expect-error: not one of its values
        const level: Level = 2;
        const statuses: Status[] = ["on", Status.Off, "unheard of"];
        // @ts-expect-error: an open enum of strings takes no number
        const status: Status = 1;
        """,
    ),
    "union-told-apart-by-a-literal": Case(
        schema_of(
            record("Cat", Field("kind", LiteralType("cat"), True), Field("lives", INTEGER, True)),
            record("Dog", Field("kind", ReferenceType("Kind"), True), Field("bark", STRING, True)),
            enum("Kind", EnumValue("dog")),
            union("Pet", ReferenceType("Cat"), ReferenceType("Dog"), NullableType(STRING)),
        ),
        """
        import type { Pet } from "./typescript/index.js";
        function describe(pet: Pet): string | number {
          if (pet === null) return "none";
          if (typeof pet === "string") return pet.length;
          switch (pet.kind) {
            case "cat":
              return pet.lives;
            case "dog":
              return pet.bark;
            default:
              return pet satisfies never;
          }
        }
        const cat: Pet = { kind: "cat", lives: 9 };
        // @ts-expect-error: a cat has lives
        const dog: Pet = { kind: "cat", bark: "woof" };
        """,
    ),
    "recursion": Case(
        schema_of(
            record("Node", Field("next", ReferenceType("Node"), False)),
            alias("Nested", ArrayType(ReferenceType("Nested"))),
            alias("Tree", MapType(NullableType(ReferenceType("Tree")))),
            union("Text", STRING, ArrayType(ReferenceType("Text")), MapType(ReferenceType("Text"))),
            record("Owner", Field("pets", ArrayType(ReferenceType("b.Pet")), True), module="a"),
            record("Pet", Field("owner", NullableType(ReferenceType("a.Owner")), True), module="b"),
            union("One", INTEGER, ArrayType(ReferenceType("b.Two")), module="a"),
            union("Two", BOOLEAN, ArrayType(ReferenceType("a.One")), module="b"),
        ),
        """
        import type { Node, Nested, Tree, Text, a, b } from "./typescript/index.js";
        const node: Node = { next: { next: {} } };
        const nested: Nested = [[], [[]]];
        const tree: Tree = { left: { leaf: null }, right: null };
        const text: Text = ["a", { b: [["c"]] }];
        const owner: a.Owner = { pets: [{ owner: null }, { owner: { pets: [] } }] };
        const one: a.One = [true, [1, [false]]];
        // @ts-expect-error: a number where a boolean belongs
        const two: b.Two = [[1]];
        """,
    ),
    "modules-in-modules": Case(
        schema_of(
            record("Pet", Field("run", ReferenceType("a.b.c.Run"), False)),
            record("Run", Field("pet", PET, True), module="a.b.c"),
            record("a", Field("b", ReferenceType("a.b.b"), True), module="a"),
            record("b", Field("index", PET, True), module="a.b"),
            record("index", Field("a", ReferenceType("a.a"), True), module="index"),
        ),
        """
        import type { a, index_, Pet } from "./typescript/index.js";
        import type { Run } from "./typescript/a/b/c.js";
        const run: a.b.c.Run = { pet: {} } satisfies Run;
        const pet: Pet = { run };
        const deep: index_.index = { a: { b: { index: pet } } satisfies a.a };
        // @ts-expect-error: a pet is required
        const wrong: a.b.c.Run = {};
        """,
    ),
    "types-called-as-global-ones": Case(
        schema_of(
            *(
                record(name, Field("items", ArrayType(MapType(ReferenceType(name))), True))
                for name in ("Array", "ReadonlyArray", "Object", "String", "Map", "Promise")
            ),
            enum("Record", EnumValue("a"), is_open=True),
            alias("Date", PrimitiveType("datetime")),
            alias("Partial", ArrayType(ReferenceType("Array"))),
        ),
        """
        import type { Array, Date, Object, Record } from "./typescript/index.js";
        const array: Array = { items: [{ a: { items: [] } }] };
        const object: Object = { items: [] };
        const record: Record = "b";
        const date: Date = "2024-01-01T00:00:00Z";
        // @ts-expect-error: an array is none of these
        const wrong: Array = [];
        """,
    ),
    "other-keys": Case(
        schema_of(
            record("Open", Field("id", STRING, True)),
            record("Typed", Field("id", STRING, True), additional=INTEGER),
            record("Loose", Field("id", STRING, False), additional=ArrayType(STRING)),
            record("Closed", Field("id", STRING, True), additional=None),
            record("Anything"),
            record("Nothing", additional=None),
            record("Numbers", additional=INTEGER),
        ),
        """
        import type * as types from "./typescript/index.js";
        const given = { id: "a", more: true };
        const open: types.Open = given;
        const typed: types.Typed = { id: "a", more: 1 };
        const more: string | number | undefined = typed["more"];
        const id: string = typed.id;
        // @ts-expect-error: neither the type of a field nor that of other keys
        const wrong: types.Typed = { id: "a", more: true };
        // @ts-expect-error: the field keeps its own type
        const wrongId: types.Typed = { id: 1 };
        const loose: types.Loose = { more: ["a"] };
        // @ts-expect-error: `more` is not declared
        const closed: types.Closed = { id: "a", more: 1 };
        const anything: types.Anything = { a: 1 };
        // @ts-expect-error: a number is no record
        const number: types.Anything = 1;
        const nothing: types.Nothing = {};
        // @ts-expect-error: no key may be in it
        const something: types.Nothing = { a: 1 };
        const numbers: types.Numbers = { a: 1 };
        // @ts-expect-error: a text is no number
        const texts: types.Numbers = { a: "1" };
        """,
    ),
    "readonly": Case(
        schema_of(
            record(
                "Pet",
                Field("tags", ArrayType(ArrayType(STRING)), True),
                Field("more", MapType(STRING), True),
            )
        ),
        """
        import type { Pet } from "./typescript/index.js";
        const pet: Pet = { tags: [["a"]] as const, more: { a: "b" } };
        // @ts-expect-error: a field cannot be changed
        pet.tags = [];
        // @ts-expect-error: an array cannot be changed
        pet.tags.push([]);
        // @ts-expect-error: nor an array in an array
        pet.tags[0]!.push("b");
        // @ts-expect-error: a map cannot be changed
        pet.more["a"] = "c";
        """,
        {"readonly": True},
    ),
}


@pytest.fixture(scope="module")
def case_errors(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[TscError]]:
    """What the compiler holds against each case."""
    folder = tmp_path_factory.mktemp("cases")
    for name, case in CASES.items():
        program = {"program.ts": case.program}
        write(folder / name, typescript(case.schema, case.options) | program)
    errors: defaultdict[str, list[TscError]] = defaultdict(list)
    for error in tsc(folder):
        errors[error.path.partition("/")[0]].append(error)
    return errors


@pytest.mark.parametrize("name", CASES)
def test_programs_that_use_the_types(name: str, case_errors: Mapping[str, list[TscError]]) -> None:
    assert case_errors[name] == []
    assert set(case_errors) <= CASES.keys()


RESERVED_WORDS = """
    abstract any arguments as asserts async await bigint boolean break case catch class const
    constructor continue debugger declare default delete do else enum eval export exports extends
    false finally for from function get global globalThis if implements import in infer instanceof
    interface intrinsic is keyof let module namespace never new null number object of out override
    package private protected public readonly require return satisfies set static string super
    switch symbol this throw true try type typeof undefined unique unknown using var void while with
    yield __esModule __proto__ Object Array Function Symbol Promise Record Map index con
"""


def everything() -> Schema:
    """Each word is the name of a type of each kind, of a module, a field and an enum's value."""
    words = RESERVED_WORDS.split()
    uses = [Field(f"of {word}", ReferenceType(f"{word}.Pet"), True) for word in words]
    declarations: list[Declaration] = [record("Uses", *uses)]
    for word in words:
        declarations += [
            record(word, Field(word, ReferenceType(f"records.{word}"), False), module="records"),
            enum(word, EnumValue(word, name=word), module="enums"),
            alias(word, ArrayType(ReferenceType(f"records.{word}")), module="aliases"),
            union(word, STRING, NullableType(ReferenceType(f"enums.{word}")), module="unions"),
            record("Pet", Field("pet", ReferenceType(f"aliases.{word}"), False), module=word),
        ]
    return schema_of(*declarations)


STRICTEST = ("--verbatimModuleSyntax", "--isolatedModules", "--forceConsistentCasingInFileNames")


@pytest.mark.parametrize(
    ("compiler", "package", "flags"),
    [
        ("typescript", "module", (*STRICTEST, "--erasableSyntaxOnly", "--noUnusedLocals")),
        ("typescript", "module", ("--declaration", "--isolatedDeclarations")),
        ("typescript", "module", ("--module", "preserve", "--moduleResolution", "bundler")),
        ("typescript", "module", ("--exactOptionalPropertyTypes", "false")),
        # Some names are taken only where CommonJS is really written.
        ("typescript", "commonjs", ("--noEmit", "false", "--outDir", "out", "--declaration")),
        ("typescript-oldest", "module", STRICTEST),
        ("typescript-oldest", "commonjs", ("--noEmit", "false", "--outDir", "out")),
    ],
)
def test_every_reserved_word_as_a_name_of_everything(
    tmp_path: Path, compiler: Compiler, package: str, flags: Sequence[str]
) -> None:
    write(tmp_path, typescript(everything()), package)
    assert tsc(tmp_path, *flags, compiler=compiler) == []


def test_prettier_changes_nothing_of_the_cases() -> None:
    files = {
        f"{name}/{path}": text
        for name, case in CASES.items()
        for path, text in typescript(case.schema, case.options).items()
    }
    assert prettier(files) == files


def test_random_schemas_compile_and_prettier_changes_nothing(tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for index, (schema, readonly) in enumerate(drawn(st.tuples(schemas(), st.booleans()), 60)):
        for path, text in typescript(schema, {"readonly": readonly}).items():
            files[f"{index}/{path}"] = text
    assert prettier(files) == files
    write(tmp_path, files)
    assert tsc(tmp_path, *STRICTEST) == []


# Names and texts about as wide as a line may be, of narrow, wide and combining characters.
LENGTHS = [1, 4, 5, 8, 15, 25, 40, 60, 62, 64, 66, 68, 70, 72, 74, 76, 78]
LONG_NAMES = st.sampled_from([f"n{'a' * length}" for length in LENGTHS])
LONG_TEXTS = st.builds(
    lambda length, text: (text * length)[:length],
    st.sampled_from(LENGTHS),
    st.text("ab \"'\\°é가漢\u0301😀\u202e\n", min_size=1, max_size=9),
)
LONG_TYPES: SearchStrategy[TypeExpr] = st.recursive(
    st.one_of(
        st.sampled_from([STRING, INTEGER, LiteralType(None), LiteralType(-1.5), PET]),
        LONG_NAMES.map(lambda name: ReferenceType(f"long.{name}")),
        LONG_TEXTS.map(LiteralType),
    ),
    lambda inner: st.one_of(
        inner.map(ArrayType),
        inner.map(MapType),
        inner.map(NullableType),
        st.lists(inner, min_size=2, max_size=4).map(lambda types: UnionType(tuple(types))),
    ),
    max_leaves=6,
)


@st.composite
def schemas_that_fold(draw: st.DrawFn) -> Schema:
    """Schemas whose lines are about as long as a line may be, or much longer."""
    types = draw(st.dictionaries(LONG_NAMES, LONG_TYPES, min_size=3, max_size=8))
    texts = draw(st.lists(LONG_TEXTS | st.sampled_from([1, -1, None]), min_size=1, unique=True))
    required = draw(st.booleans())
    keys = [Field(text, STRING, required) for text in texts if isinstance(text, str)]
    fields = [Field(name, type_, required) for name, type_ in types.items()]
    enum_values = [EnumValue(text, name=draw(st.just("") | LONG_NAMES)) for text in texts]
    return schema_of(
        record("Pet", *fields, additional=draw(st.sampled_from(list(types.values())))),
        record("Keys", *keys),
        enum(draw(LONG_NAMES), *enum_values, is_open=draw(st.booleans()), module="enums"),
        *(alias(name, type_) for name, type_ in types.items()),
        *(alias(name, STRING, "long") for name in {f"n{'a' * length}" for length in LENGTHS}),
    )


def test_prettier_changes_nothing_where_lines_fold(tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for index, (schema, readonly) in enumerate(
        drawn(st.tuples(schemas_that_fold(), st.booleans()), 40)
    ):
        for path, text in typescript(schema, {"readonly": readonly}).items():
            files[f"{index}/{path}"] = text
    assert any("\n    | " in text for text in files.values())
    assert any("\n      key: string\n    ]: " in text for text in files.values())
    assert prettier(files) == files
    write(tmp_path, files)
    assert tsc(tmp_path, *STRICTEST) == []


def expression(value: Json) -> str:
    """A value as an expression; a key in brackets is a key, even if it is `__proto__`."""
    match value:
        case dict():
            members = (f"[{literal(key)}]: {expression(each)}" for key, each in value.items())
            return f"{{ {', '.join(members)} }}"
        case list():
            return f"[{', '.join(map(expression, value))}]"
        case _:
            return literal(value)


@st.composite
def schemas_and_values(draw: st.DrawFn) -> tuple[Schema, dict[str, Json]]:
    """Schemas, with a valid value of each type that has any.

    Each record with fields requires one of them, since TypeScript wants a value to have something
    in common with its type.
    """
    drawn_schema = draw(schemas(nasty=False))
    declarations = [
        replace(each, fields=(replace(each.fields[0], required=True), *each.fields[1:]))
        if isinstance(each, RecordDecl) and each.fields
        else each
        for each in drawn_schema.declarations
    ]
    schema = drawn_schema.with_declarations(tuple(declarations))
    return schema, {
        key: draw(values(ReferenceType(key), schema))
        for key in schema.by_key()
        if has_values(ReferenceType(key), schema)
    }


def test_every_valid_value_is_of_its_type(tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for index, (schema, of_types) in enumerate(drawn(schemas_and_values(), 60)):
        for path, text in typescript(schema, {"readonly": True}).items():
            files[f"{index}/{path}"] = text
        names = schema_names(schema)
        lines: list[str] = []
        for number, (key, value) in enumerate(of_types.items()):
            module = names.files[schema.by_key()[key].module]
            # What is not fresh may hold further keys, and is a literal still after `as const`.
            const = " as const" if value is not None else ""
            lines += [
                f'import type * as module{number} from "./typescript/{module}.js";',
                f"const value{number} = {expression(value)}{const};",
                f"export const typed{number}: module{number}.{names.types[key]} = value{number};",
            ]
        files[f"{index}/program.ts"] = "\n".join(lines)
    write(tmp_path, files)
    assert tsc(tmp_path) == []


def test_literals_are_the_values_that_they_stand_for() -> None:
    texts = drawn(st.text(st.characters(), max_size=20), 300)
    texts += ["\ud800", "\udc00\ud800", '"', "'", '"\'"', "\\", "</script>", "${x}", "`"]
    numbers = [0, -1, 2**53, 1.0, -1.5, 1e16, 1e21, 1e22, 1e300, 1e-7, 1.5e-10, 5e-324, 0.1]
    assert evaluate([string_literal(text) for text in texts]) == texts
    assert evaluate([literal(number) for number in numbers]) == numbers
    assert evaluate(["null", literal(True), literal(False)]) == [None, True, False]
