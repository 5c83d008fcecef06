"""Which files a project's own target makes, and where each of them goes.

A path is made of names, so that two can meet; they are told apart like other names, the ending left
as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, assert_never

from generator.file_names import fold_name, portable_name
from generator.frozen import Frozen
from generator.naming import Meeting, spell_names
from generator.targets.custom_case import legal
from generator.targets.custom_language import FileRule, NameRules, fill
from generator.targets.custom_names import Names, by_scope

if TYPE_CHECKING:
    from generator.schema import Declaration, Schema


class PlannedFile(Frozen):
    """A file that is to be."""

    rule: FileRule
    stem: str
    """The path below the target's folder, without its ending. Another may have the same."""
    is_right: bool
    """The stem holds the name that it is made of as that is written."""
    key: str
    """The module or the declaration that it is of. Empty: the root module or the whole schema."""
    module: str | None
    """None: it is of the whole schema."""
    declarations: tuple[Declaration, ...]

    @property
    def identity(self) -> str:
        """What it is and no other file."""
        return f"{self.rule.template} {self.rule.path} {self.key}"

    @property
    def shown(self) -> str:
        """What a message calls it."""
        return self.key or self.rule.template

    @property
    def ending(self) -> str:
        """What follows the stem."""
        return _ending(self.rule.path)


def plan_files(
    schema: Schema, rules: Iterable[FileRule], names: Names, name_rules: NameRules
) -> tuple[PlannedFile, ...]:
    """The files of a schema, in the order of the rules."""
    return tuple(file for rule in rules for file in _planned(schema, rule, names, name_rules))


def _planned(
    schema: Schema, rule: FileRule, names: Names, name_rules: NameRules
) -> Iterator[PlannedFile]:
    pattern = rule.path.removesuffix(_ending(rule.path))

    def stem(**parts: str) -> str:
        path = fill(pattern, package=names.package, **parts)
        return "/".join(map(portable_name, path.split("/")))

    match rule.each:
        case "schema":
            yield PlannedFile(rule, stem(), True, "", None, schema.declarations)
        case "module":
            for module, members in by_scope(schema.declarations, "module").items():
                name = module or name_rules.root
                file = legal(name, "file", name_rules)
                path = stem(file=file, module="/".join(names.modules[module]))
                yield PlannedFile(rule, path, name in path, module, module, tuple(members))
        case "declaration":
            for each in schema.declarations:
                file = legal(each.name, "file", name_rules)
                module = "/".join(names.modules[each.module])
                path = stem(file=file, module=module, type=names.types[each.key])
                yield PlannedFile(rule, path, each.name in path, each.key, each.module, (each,))
        case _:
            assert_never(rule.each)


def _ending(path: str) -> str:
    """What begins with the first dot behind all placeholders, in the last part of a path."""
    literal = path.rpartition("}")[2].rpartition("/")[2]
    _, dot, rest = literal.partition(".")
    return dot + rest


def spell_paths(files: Iterable[PlannedFile]) -> tuple[dict[str, str], list[Meeting]]:
    """The path of each file by its identity, and what met."""
    by_ending: defaultdict[str, dict[str, PlannedFile]] = defaultdict(dict)
    for file in files:
        by_ending[fold_name(file.ending)][file.identity] = file
    paths: dict[str, str] = {}
    meetings: list[Meeting] = []
    for group in by_ending.values():
        spelled, met = _spell_group(group)
        paths |= spelled
        meetings += met
    return paths, meetings


def _spell_group(group: Mapping[str, PlannedFile]) -> tuple[dict[str, str], list[Meeting]]:
    """What `spell_paths` does, for files with one ending."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for identity, file in group.items():
        alike[fold_name(file.stem)].append(identity)
    fixed = {fold_name(file.stem) for file in group.values() if file.module is None}

    def stem(identity: str) -> str:
        stem = group[identity].stem
        return f"{stem}_" if fold_name(stem) in fixed else stem

    spelling = spell_names(
        [identity for identity, file in group.items() if file.module is not None],
        stem,
        fold=fold_name,
        keeps=lambda identity: group[identity].is_right,
    )
    stems = {identity: file.stem for identity, file in group.items()} | dict(spelling.names)
    paths = {identity: stems[identity] + file.ending for identity, file in group.items()}
    meetings = [
        Meeting(
            names=(f"`{file.key}`", f"`{group[other].shown}`"),
            index=0,
            spelling=file.stem + file.ending,
            spelled=paths[identity],
            span=file.declarations[0].span,
        )
        for identity, file in group.items()
        if stems[identity] != file.stem
        for other in alike[fold_name(file.stem)][:2]
        if other != identity
    ]
    return paths, meetings


def clashes(
    files: Iterable[PlannedFile], paths: Mapping[str, str]
) -> Iterator[tuple[PlannedFile, str]]:
    """The files that cannot be, and why: another has the path, or is where a folder must be."""
    taken: dict[str, PlannedFile] = {}
    for file in files:
        other = taken.setdefault(fold_name(paths[file.identity]), file)
        if other is not file:
            yield file, f"`{paths[file.identity]}` is what `{other.rule.template}` becomes already"
    for file in taken.values():
        folder = fold_name(paths[file.identity]).rpartition("/")[0]
        while folder:
            if folder in taken:
                yield file, f"`{folder}` cannot be both a file and a folder"
            folder = folder.rpartition("/")[0]
