"""Type expressions in one generated file: as annotations, and as the codecs that read them.

A file is a scope. What the generated code says for itself (`str`, `Any`, `dataclass`) and the
types of the schema may have one name there; which of them keeps it never depends on a row.

- The type that a file declares keeps its name. A word that it hides is reached through its module.
- Another type whose name is such a word, could be that of a field, or is that of types in several
  modules, is imported under a private name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Final, assert_never

from generator.naming import spell_names
from generator.references import references
from generator.schema import (
    AnyType,
    ArrayType,
    Declaration,
    EnumDecl,
    EnumValue,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    TypeExpr,
    UnionType,
    UnknownType,
    primitive_of,
)
from generator.targets.python_layout import Bracketed, Choice, Code, folded_import
from generator.targets.python_names import BUILTIN_TYPES, Names, is_field_name
from generator.targets.python_text import literal, string_literal

_PRIMITIVES: Final[Mapping[str, str]] = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "datetime": "datetime",
    "date": "date",
    "bytes": "bytes",
}
_CODECS: Final[Mapping[str, str]] = {name: f"_rt.{name.upper()}" for name in (*_PRIMITIVES, "null")}
_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(BUILTIN_TYPES, "builtins"),
    "dataclass": "dataclasses",
    "field": "dataclasses",
    "datetime": "datetime",
    "date": "datetime",
    "Enum": "enum",
    **dict.fromkeys(
        ("TYPE_CHECKING", "Any", "ClassVar", "Literal", "TypeAlias", "Union"), "typing"
    ),
    **dict.fromkeys(("ABSENT", "Absent", "DistinctEnum", "Record", "tables"), "_runtime"),
}
"""What the generated code says for itself, and the modules that it comes from."""
# Fields are often called so.
_ALIASES: Final = {"date": "_date", "field": "_field", "tables": "_rt"}
"""What those of them are called in our files that always have another name there."""
_LITERALS: Final = "<literals>"
"""Stands for all literals of an annotation while it is made."""
_NULL: Final = "None"
_NUMBER: Final = re.compile(r"(\d+)")
_PRIVATE: Final = frozenset(
    {"_codec", *_ALIASES.values(), *(f"_{module}" for module in _WORDS.values())}
)


class TypeSpeller:
    """Spells the types of a schema in the file of one of its declarations.

    It keeps account of the words that it has been asked for, so that the file imports them.
    """

    def __init__(
        self, declarations: Mapping[str, Declaration], names: Names, home: Declaration
    ) -> None:
        """`declarations` are all of the schema, by key; `home` is what the file declares."""
        self._declarations = declarations
        self._names = names
        self._home = home
        name = names.classes[home.key]
        keys = set(references([home]))
        self._hidden_word = name if name in _WORDS and name not in _ALIASES else ""
        self._is_evaluated = not isinstance(home, RecordDecl)
        self._types: Mapping[str, str] = {}
        if keys:
            spell = _private_names(declarations, names, home)
            self._types = spell_names(sorted(keys), spell).names
        self._reached = _reached_words(self._hidden_word)
        self._words: set[str] = set()

    def word(self, word: str) -> str:
        """A word of the generated code, as it is reached in this file."""
        self._words.add(word)
        return self._reached[word]

    def annotation(self, *types: TypeExpr, absent: bool = False) -> Code:
        """The annotation of a value of any of the types, or, with `absent`, of none.

        Literals stand together, at the place of the first; null and absence come last.
        """
        operands: dict[Code, None] = {}
        literals: dict[str, None] = {}
        for type_ in types:
            self._gather(type_, operands, literals)
        if _NULL in operands:
            operands[_NULL] = operands.pop(_NULL)
        if absent:
            operands[self.word("Absent")] = None
        codes = tuple(operands)
        if literals:
            together = Bracketed(self.word("Literal"), tuple(literals), "[]")
            codes = tuple(together if code == _LITERALS else code for code in codes)
        if len(codes) == 1:
            return codes[0]
        if self._is_evaluated and any(code[0] in "\"'" for code in codes):
            return Bracketed(self.word("Union"), codes, "[]")
        return Choice(codes)

    def codec(self, type_: TypeExpr) -> Code:
        """The expression that makes the codec of a type."""
        match type_:
            case PrimitiveType(name=name):
                return _CODECS[name]
            case ReferenceType(key=key):
                return Bracketed("_rt.reference", (string_literal(key),))
            case ArrayType(items=items):
                return Bracketed("_rt.array", (self.codec(items),))
            case MapType(values=values):
                return Bracketed("_rt.mapping", (self.codec(values),))
            case NullableType(inner=inner):
                return Bracketed("_rt.nullable", (self.codec(inner),))
            case UnionType(variants=variants):
                return Bracketed("_rt.union", tuple(map(self.codec, variants)))
            case LiteralType(value=value):
                return Bracketed("_rt.literal", (literal(value),))
            case AnyType() | UnknownType():
                return "_rt.ANY"
            case _:
                assert_never(type_)

    def imports(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The lines that import the words asked for: from the standard library, and the runtime."""
        return _word_imports(frozenset(self._words), self._hidden_word, self._dots())

    def type_imports(self) -> tuple[str, ...]:
        """The lines, indented, that import the types of the schema for type checkers."""
        if not self._types:
            return ()
        lines: list[tuple[str, list[str]]] = []
        for key, spelled in self._types.items():
            name = self._names.classes[key]
            if key == self._home.key and spelled == name:
                continue
            imported = name if spelled == name else f"{name} as {spelled}"
            source = self._source(key)
            lines.append((source, folded_import(source, imported, 4)))
        if len(lines) > 1:
            lines.sort(key=_import_place)
        return tuple([line for _, folded in lines for line in folded])

    def _source(self, key: str) -> str:
        """Where a type is imported from."""
        module = self._declarations[key].module
        if key == self._home.key:
            return "."  # A file that imports itself would look like a mistake.
        if module == self._home.module:
            return f".{self._names.files[key]}"
        return self._dots() + ".".join((*self._names.modules[module], self._names.files[key]))

    def _dots(self) -> str:
        """The way to the root package."""
        return "." * (len(self._names.modules[self._home.module]) + 1)

    def _gather(
        self, type_: TypeExpr, operands: dict[Code, None], literals: dict[str, None]
    ) -> None:
        """Add what a type is a choice of, with `_LITERALS` where the first literal is."""
        match type_:
            case PrimitiveType(name=name):
                operands[_NULL if name == "null" else self.word(_PRIMITIVES[name])] = None
            case ReferenceType(key=key):
                # What an alias stands for is evaluated, when none of the types is there.
                spelled = self._types[key]
                operands[string_literal(spelled) if self._is_evaluated else spelled] = None
                declaration = self._declarations[key]
                if isinstance(declaration, EnumDecl) and declaration.open:
                    for base in base_types(declaration.values):
                        self._gather(base, operands, literals)
            case ArrayType(items=items):
                operands[Bracketed(self.word("list"), (self.annotation(items),), "[]")] = None
            case MapType(values=values):
                entry = (self.word("str"), self.annotation(values))
                operands[Bracketed(self.word("dict"), entry, "[]")] = None
            case NullableType(inner=inner):
                self._gather(inner, operands, literals)
                operands[_NULL] = None
            case UnionType(variants=variants):
                for variant in variants:
                    self._gather(variant, operands, literals)
            case LiteralType(value=None):
                operands[_NULL] = None
            case LiteralType(value=float()):
                # Python has no literal types for floats.
                operands[self.word("float")] = None
            case LiteralType(value=value):
                literals[literal(value)] = None
                operands[_LITERALS] = None
            case AnyType() | UnknownType():
                operands[self.word("Any")] = None
            case _:
                assert_never(type_)


def base_types(values: Iterable[EnumValue]) -> tuple[TypeExpr, ...]:
    """The types that the other values of an open enum are of. Null has no other values."""
    names = dict.fromkeys(primitive_of(each.value) for each in values)
    names.pop("null", None)
    return tuple(map(PrimitiveType, names))


def natural_order(name: str) -> list[str | int]:
    """A key that sorts `a2` before `a10`, as tools that sort imports do."""
    if len(parts := _NUMBER.split(name)) == 1:
        return [name]
    return [int(part) if part.isdecimal() else part for part in parts]


def _import_place(line: tuple[str, list[str]]) -> tuple[int, list[str | int], list[str]]:
    """A key that sorts imports by where they are from: from far away first."""
    source, folded = line
    return len(source.lstrip(".")) - len(source), natural_order(source), folded


def _private_names(
    declarations: Mapping[str, Declaration], names: Names, home: Declaration
) -> Callable[[str], str]:
    """How a type is called in the file of `home`, by its key."""

    def spell(key: str) -> str:
        name = names.classes[key]
        module = declarations[key].module
        is_foreign = module != home.module
        is_hidden = isinstance(home, RecordDecl) and is_field_name(name)
        is_taken = key != home.key and (name in _WORDS or (is_foreign and name in names.shared))
        if not (is_hidden or is_taken):
            return name
        spelled = "_".join(("", *names.modules[module], name) if is_foreign else ("", name))
        return f"{spelled}_" if spelled in _PRIVATE else spelled

    return spell


@cache
def _reached_words(hidden: str) -> Mapping[str, str]:
    """The words of the generated code as they are reached where one may be hidden."""
    reached = {word: _ALIASES.get(word, word) for word in _WORDS}
    if hidden:
        module = _WORDS[hidden]
        reached[hidden] = f"_{hidden}" if module == "_runtime" else f"_{module}.{hidden}"
    return reached


@lru_cache(maxsize=4096)  # most files are made of the same few words
def _word_imports(
    words: frozenset[str], hidden: str, dots: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that import words, one of which may be hidden by the type of the file.

    `dots` is the way to the root package.
    """
    modules: dict[str, list[str]] = {}
    for word in sorted(words, key=import_order):
        modules.setdefault(_WORDS[word], []).append(word)
    straight: list[str] = []
    members: list[str] = []
    for module, of_module in sorted(modules.items()):
        if module == "_runtime":
            continue
        if hidden in of_module:
            straight.append(f"import {module} as _{module}")
        if module != "builtins":
            shown = [word for word in of_module if word != hidden]
            members += _member_imports(module, shown, _ALIASES)
    used = [*modules.get("_runtime", ()), "tables"]
    runtime = _member_imports(f"{dots}_runtime", used, {hidden: f"_{hidden}", **_ALIASES})
    return (*straight, *members), tuple(runtime)


def _member_imports(module: str, words: Iterable[str], aliases: Mapping[str, str]) -> list[str]:
    """The lines that import words from a module, in the order of tools that sort imports."""
    plain = [word for word in words if word not in aliases]
    members = [f"{word} as {aliases[word]}" for word in words if word in aliases]
    members += [", ".join(plain)] if plain else []
    return [f"from {module} import {names}" for names in sorted(members)]


def import_order(name: str) -> tuple[int, list[str | int]]:
    """A key that sorts constants, then classes, then the rest, as tools that sort imports do."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, natural_order(name)
