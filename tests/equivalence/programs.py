"""TypeScript programs that hold values up to their types, many to one run of the compiler.

Each value stands there twice. A fresh literal is checked for keys that its type does not declare;
what a constant holds already is not, and is how a program meets a value that came from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

from node_tools import tsc
from trees import put

from equivalence.readers import Payload
from generator.schema import Json, Schema
from generator.targets.typescript_names import schema_names
from generator.targets.typescript_text import literal

Manner: TypeAlias = Literal["fresh", "held"]
"""How a value is met: as a literal where a type is expected, or through a constant."""

MANNERS: Final[tuple[Manner, ...]] = ("fresh", "held")

_PROGRAM: Final = "program.ts"


@dataclass(frozen=True, slots=True)
class TscVerdict:
    """What the compiler says of one payload."""

    manner: Manner
    payload: int
    """Its index."""
    error: str
    """What it holds against it; empty where nothing."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the compiler says of one program."""

    verdicts: tuple[TscVerdict, ...]
    faults: tuple[str, ...]
    """What it holds against the generated files themselves."""


@dataclass(slots=True)
class Programs:
    """Programs to be compiled together, since a compiler takes long to start."""

    files: dict[str, str] = field(default_factory=dict)
    _payloads: list[int] = field(default_factory=list)
    """How many payloads each program has."""

    def __len__(self) -> int:
        return len(self._payloads)

    def add(
        self, schema: Schema, artifacts: Mapping[str, str], payloads: Sequence[Payload]
    ) -> None:
        """Add a program of its own for the payloads of a schema, beside its TypeScript."""
        folder = str(len(self))
        for path, text in artifacts.items():
            if path.startswith("typescript/"):
                self.files[f"{folder}/{path}"] = text
        self.files[f"{folder}/{_PROGRAM}"] = program(schema, payloads)
        self._payloads.append(len(payloads))

    def judge(self, folder: Path) -> list[Judgement]:
        """Compile all in an empty folder; a judgement for each program, in order."""
        put(folder, {**self.files, "package.json": '{"type": "module"}'})
        errors: dict[str, dict[int, str]] = {}
        faults: dict[str, list[str]] = {}
        for error in tsc(folder):
            home, _, path = error.path.partition("/")
            if path == _PROGRAM:
                errors.setdefault(home, {}).setdefault(error.line, f"{error.code}: {error.message}")
            else:
                faults.setdefault(home, []).append(f"{path}:{error.line}: {error.message}")
        if unplaced := faults.keys() - {str(index) for index in range(len(self))}:
            raise AssertionError(f"errors of no program: {[faults[home] for home in unplaced]}")
        return [
            Judgement(
                tuple(_verdicts(count, errors.get(str(index), {}))),
                tuple(faults.get(str(index), ())),
            )
            for index, count in enumerate(self._payloads)
        ]


def _verdicts(count: int, errors: Mapping[int, str]) -> Iterator[TscVerdict]:
    """The verdicts of a program: after a line that imports there are three for each payload."""
    for index in range(count):
        yield TscVerdict("fresh", index, errors.get(3 * index + 2, ""))
        yield TscVerdict("held", index, errors.get(3 * index + 4, ""))


def program(schema: Schema, payloads: Sequence[Payload]) -> str:
    """A line that imports all types, then three lines for each payload."""
    names = schema_names(schema)
    homes = {declaration.key: declaration.module for declaration in schema.declarations}
    modules = sorted(set(homes.values()))
    bindings = {module: f"module{number}" for number, module in enumerate(modules)}
    lines = [
        " ".join(
            f'import type * as {bindings[module]} from "./typescript/{names.files[module]}.js";'
            for module in modules
        )
    ]
    for number, payload in enumerate(payloads):
        type_ = f"{bindings[homes[payload.key]]}.{names.types[payload.key]}"
        value = expression(payload.value)
        const = " as const" if payload.value is not None else ""
        lines += [
            f"export const fresh{number}: {type_} = {value};",
            f"const value{number} = {value}{const};",
            f"export const held{number}: {type_} = value{number};",
        ]
    return "\n".join(lines) + "\n"


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
