"""The TypeScript target: schema in, one view for each module out.

A record is an interface, an enum is a const object of its values and the type of those, a union
and an alias are types. A module is a file that imports the namespaces it refers to. Every file is
what Prettier leaves unchanged, though it is never run here.

What TypeScript cannot say, or says in another way:

- An integer is a `number`; a datetime, a date and bytes are a `string`. Integers beyond 2**53 are
  rounded, as every JavaScript program rounds them.
- A record that other keys may stand in, of any type, is an interface like a closed one. So a fresh
  literal is refused that holds a key which is not declared, and so is a value that has no key in
  common with a record whose fields are all optional. A value that is not fresh may hold any key.
- A record whose other keys have a type gets an index signature. TypeScript wants the fields to
  fit it as well, so its type is a union with theirs, and with `undefined` if a field may be absent.
- A record without fields gets an index signature too, of `unknown`, or of `never` if it is closed:
  an interface without members would take in numbers and strings.
- A field that is called as a member of every object is (`toString`, `constructor`) is never absent
  to TypeScript.
- An open enum's further values are `string & {}`: `string` alone would take in the values that are
  known, and an editor could no longer offer them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from generator.artifacts import Block, View
from generator.blocks import Place
from generator.diagnostics import Report
from generator.frozen import Frozen
from generator.module_tree import member_origins, module_tree
from generator.origins import Origin, Origins
from generator.references import Uses, uses
from generator.schema import (
    Declaration,
    EnumDecl,
    RecordDecl,
    Schema,
)
from generator.targets import Options, Target
from generator.targets.typescript_declarations import DeclarationView, EnumView, declaration_view
from generator.targets.typescript_names import Names, schema_names, value_names
from generator.targets.typescript_types import TypeSpeller

_AFTER_BLOCK: Final = re.compile(rb"(?<=\n)\n|\Z")
"""A blank line, which no declaration holds, or the end of the file."""


class NamespaceView(Frozen):
    """Another module, as it is called here and as it is found."""

    origins: Origins
    """Of what is here, all that refers to it; of the modules below this one, all that is there."""
    name: str
    path: str
    """Relative to this file."""


class BlockView(Frozen):
    """A part of a file."""

    declarations: tuple[DeclarationView, ...]


class ModuleView(Frozen):
    """A file."""

    imports: tuple[NamespaceView, ...]
    exports: tuple[NamespaceView, ...]
    """The modules below this one."""
    declarations: tuple[DeclarationView, ...]
    enums: tuple[EnumView, ...]
    """Those of the declarations that are values too: what is left of a file in JavaScript."""
    is_empty: bool
    """Nothing else is in it, which has to be said for it to be a module."""
    is_empty_in_javascript: bool


def check(schema: Schema, report: Report) -> None:
    """Report the names of modules, types and enum values that meet once they are spelled."""
    enums = (each for each in schema.declarations if isinstance(each, EnumDecl))
    of_values = (meeting for enum in enums for meeting in value_names(enum)[1])
    for meeting in (*schema.once(schema_names).meetings, *of_values):
        if meeting.span is not None:
            report.add(
                "name-collision",
                meeting.span,
                f"{meeting.name} and {next(meeting.others)} have one name in TypeScript, "
                f"so {meeting.name} becomes `{meeting.spelled}`",
            )


def views(schema: Schema, options: Options) -> Iterator[View]:
    """One view for each module, and for each module that only has others below it."""
    names, used = schema.once(schema_names), schema.once(uses)
    declared = schema.once(module_tree).declarations
    modules = {module: declared[module] for module in names.files}
    members = member_origins(modules)
    for module, declarations in modules.items():
        view = _module(module, declarations, members, used, names, options)
        yield View(_path(module, names), "typescript/module.ts.jinja", view)


def parts(schema: Schema, options: Options) -> Iterator[Block]:
    """What these declarations are in the files of their modules."""
    names = schema.once(schema_names)
    for declaration in schema.declarations:
        module, name = declaration.module, names.types[declaration.key]
        imports = _imports(schema.once(imported)[module], module, names)
        view = _block_view(declaration, _speller(module, imports, names, options), names)
        match declaration:
            case RecordDecl():
                anchor = f"export interface {name} "
            case EnumDecl():
                anchor = f"export const {name} "
            case _:
                anchor = f"export type {name} "
        yield Block(view, Place(anchor, _AFTER_BLOCK, "\n\n"))


def imported(schema: Schema) -> Mapping[str, frozenset[str]]:
    """For each module that declares something, the others that it refers to."""
    names, used = schema.once(schema_names), schema.once(uses)
    found: dict[str, set[str]] = {}
    for declaration in schema.declarations:
        others = found.setdefault(declaration.module, set())
        others.update(names.homes[key] for key in used[declaration.key])
    return {module: frozenset(others - {module}) for module, others in found.items()}


def _block_view(declaration: Declaration, speller: TypeSpeller, names: Names) -> View:
    """What a declaration is in the file of its module; `speller` is that of the module."""
    view = declaration_view(declaration, names.types[declaration.key], speller)
    path = _path(declaration.module, names)
    return View(path, "typescript/declarations.ts.jinja", BlockView((view,)))


def _speller(
    module: str, imports: Mapping[str, str], names: Names, options: Options
) -> TypeSpeller:
    """How types are written in a module. `imports` is what it calls the others, by `_imports`."""

    def spell(key: str) -> str:
        home = names.homes[key]
        return names.types[key] if home == module else f"{imports[home]}.{names.types[key]}"

    return TypeSpeller(spell, readonly=bool(options.get("readonly")))


def _path(module: str, names: Names) -> str:
    return f"typescript/{names.files[module]}.ts"


def _module(
    module: str,
    declarations: Sequence[Declaration],
    members: Mapping[str, Origins],
    used: Uses,
    names: Names,
    options: Options,
) -> ModuleView:
    """The view of a module. `members` says what is declared in it and in those below it."""
    users = _users(module, declarations, used, names)
    imports = _imports(users, module, names)
    speller = _speller(module, imports, names, options)
    children = names.namespaces[module]
    declared = tuple(
        declaration_view(declaration, names.types[declaration.key], speller)
        for declaration in declarations
    )
    enums = tuple(each for each in declared if isinstance(each, EnumView))
    return ModuleView(
        imports=_namespaces(module, imports, users, names),
        exports=_namespaces(module, children, members, names),
        declarations=declared,
        enums=enums,
        is_empty=not declared and not children,
        is_empty_in_javascript=not enums and not children,
    )


def _users(
    module: str, declarations: Iterable[Declaration], used: Uses, names: Names
) -> dict[str, Origins]:
    """The other modules that these declarations refer to, and which of them do."""
    users: dict[str, list[Origin]] = {}
    for declaration in declarations:
        others = {names.homes[key] for key in used[declaration.key]}
        for other in others - {module}:
            users.setdefault(other, []).append(Origin(declaration.key))
    return {other: tuple(origins) for other, origins in users.items()}


def _imports(others: Iterable[str], module: str, names: Names) -> dict[str, str]:
    """What each of the others is called in a module, where some names are taken by types."""
    taken = {names.types[key] for key, home in names.homes.items() if home == module}
    imports: dict[str, str] = {}
    for other in sorted(others):
        name = names.bindings[other]
        while name in taken:
            name += "_"
        taken.add(name)
        imports[other] = name
    return imports


def _namespaces(
    module: str, others: Mapping[str, str], origins: Mapping[str, Origins], names: Names
) -> tuple[NamespaceView, ...]:
    folder = posixpath.dirname(names.files[module])

    def path(other: str) -> str:
        relative = posixpath.relpath(f"{names.files[other]}.js", folder or ".")
        return relative if relative.startswith(".") else f"./{relative}"

    return tuple(NamespaceView(origins[other], name, path(other)) for other, name in others.items())


TARGET: Final = Target(
    name="typescript",
    options={"readonly": bool},
    check=check,
    views=views,
    parts=parts,
    facts=(schema_names, imported),
)
"""Its option `readonly` writes every field, array and map as not to be changed."""
