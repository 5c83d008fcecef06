"""What everything in a schema is called in TypeScript, and in which file it stands.

Each module is a file, and a namespace that its parent exports: module `a.b` is `a/b.ts`, reached
as `a.b`. A parent that declares nothing still is a file; the root is `index.ts`. Types and child
namespaces of a module share one scope; a namespace keeps its name, for it is how types are found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from generator.file_names import fold_name
from generator.frozen import Frozen
from generator.module_tree import module_tree
from generator.naming import Meeting, meetings, spell_names, spoken_sign, wire_text, words
from generator.schema import Declaration, EnumDecl, EnumValue, Schema
from generator.targets.typescript_text import (
    can_begin_identifier,
    can_stand_in_identifier,
    is_identifier,
)

ROOT: Final = ""
"""The root module, which is `index.ts`."""

# ECMAScript's reserved words, those of strict mode included, since a module is always strict.
_RESERVED_WORDS: Final = """
    await break case catch class const continue debugger default delete do else enum export extends
    false finally for function if implements import in instanceof interface let new null package
    private protected public return static super switch this throw true try typeof var void while
    with yield
"""
# TypeScript's own types, the words that begin a type expression, and `as`, which cannot be declared
# with `export type`.
_TYPE_WORDS: Final = """
    any as bigint boolean infer intrinsic keyof never number object readonly string symbol undefined
    unique unknown
"""
_RESERVED_TYPES: Final = frozenset((_RESERVED_WORDS + _TYPE_WORDS).split())
_RESERVED_VALUES: Final = _RESERVED_TYPES | {
    # What strict mode keeps to itself.
    *("arguments", "eval"),
    # What the compiler needs when it writes CommonJS.
    *("Object", "exports", "require", "__esModule"),
}
_RESERVED_FILES: Final = frozenset(
    # The root's file, and the devices of Windows, which no file can be named after there.
    ["index", "aux", "con", "nul", "prn"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)


class Names(Frozen):
    """The names of a whole schema, apart from the names of enum values."""

    files: Mapping[str, str]
    """Every module's file, without its ending; parents included, and before their children."""
    namespaces: Mapping[str, Mapping[str, str]]
    """For every module, its children, and what each of them is called in it."""
    bindings: Mapping[str, str]
    """What every module is called in a file that imports it, unless a type there has the name."""
    types: Mapping[str, str]
    """From a declaration's key to the name of its type."""
    homes: Mapping[str, str]
    """From a declaration's key to its module."""
    meetings: tuple[Meeting, ...]


def schema_names(schema: Schema) -> Names:
    """Name the modules and types of a schema."""
    tree = schema.once(module_tree)
    files = {ROOT: "index"}
    namespaces: dict[str, Mapping[str, str]] = {}
    types: dict[str, str] = {}
    met: list[Meeting] = []
    for module, children in tree.children.items():
        spelling = spell_names(children, _namespace, fold=fold_name, keeps=_is_legal_namespace)
        namespaces[module] = spelling.names
        folder = f"{files[module]}/" if module else ""
        files |= {child: folder + name for child, name in spelling.names.items()}
        met += meetings(spelling, _namespace, tree.spans)
        taken = frozenset(spelling.names.values())
        names, met_too = _type_names(tree.declarations[module], taken)
        types |= names
        met += met_too
    bindings = spell_names(
        files,
        lambda module: files[module].replace("/", "_"),
        keeps=lambda module: "." not in module,
    )
    homes = {each.key: each.module for each in schema.declarations}
    return Names(files, namespaces, bindings.names, types, homes, tuple(met))


def _type_names(
    declarations: Sequence[Declaration], namespaces: frozenset[str]
) -> tuple[dict[str, str], list[Meeting]]:
    by_name = {declaration.name: declaration for declaration in declarations}

    def spell(name: str) -> str:
        spelled = _legal(name, "Type")
        reserved = _RESERVED_VALUES if isinstance(by_name[name], EnumDecl) else _RESERVED_TYPES
        while spelled in reserved or spelled in namespaces:
            spelled += "_"
        return spelled

    spelling = spell_names(by_name, spell)
    spans = {name: declaration.span for name, declaration in by_name.items()}
    met = [*meetings(spelling, spell, spans)]
    for name in by_name if namespaces else ():
        if (namespace := _legal(name, "Type")) in namespaces:
            both = (f"`{name}`", f"the module `{namespace}`")
            met.append(Meeting(both, 0, namespace, spelling.names[name], spans[name]))
    return {by_name[name].key: spelled for name, spelled in spelling.names.items()}, met


def value_names(enum: EnumDecl) -> tuple[tuple[str, ...], tuple[Meeting, ...]]:
    """The names of an enum's values, in order, and those of them that met.

    Any `IdentifierName` can be a property, so no word is reserved but `__proto__`, which would
    set the prototype of the object that holds the values.
    """
    names = tuple(map(_value_name, enum.values))
    if len(set(names)) == len(names):
        return names, ()
    # As JSON, the number 1 and the string "1" are not one name.
    by_json = {json.dumps(value.value): value for value in enum.values}

    def spell(name: str) -> str:
        return _value_name(by_json[name])

    def keeps(name: str) -> bool:
        return (by_json[name].name or by_json[name].value) == spell(name)

    spelling = spell_names(by_json, spell, keeps=keeps)
    spans = {name: value.span for name, value in by_json.items()}
    names = tuple(spelling.names[json.dumps(value.value)] for value in enum.values)
    return names, tuple(meetings(spelling, spell, spans))


def _value_name(value: EnumValue) -> str:
    if value.name:
        name = _legal(value.name, "Value")
        return f"{name}_" if name == "__proto__" else name
    if value.value == "":
        return "Empty"
    return _pascal(spoken_sign(wire_text(value.value)), "Value")


def _legal(name: str, fallback: str) -> str:
    return name if is_identifier(name) else _pascal(name, fallback)


def _pascal(name: str, fallback: str) -> str:
    """A name in Pascal case, made legal; digits of two words stay apart."""
    spelled = ""
    for word in words(name):
        legal = "".join(filter(can_stand_in_identifier, word[0].upper() + word[1:]))
        apart = spelled[-1:].isdigit() and legal[:1].isdigit()
        spelled += f"_{legal}" if apart else legal
    if not spelled:
        return fallback
    return spelled if can_begin_identifier(spelled[0]) else f"_{spelled}"


def _namespace(module: str) -> str:
    segment = module.rpartition(".")[2]
    name = "".join(char if can_stand_in_identifier(char) else "_" for char in segment)
    if not can_begin_identifier(name[:1]):
        name = f"_{name}"
    reserved = name in _RESERVED_VALUES or name.casefold() in _RESERVED_FILES
    return f"{name}_" if reserved else name


def _is_legal_namespace(module: str) -> bool:
    return module.rpartition(".")[2] == _namespace(module)
