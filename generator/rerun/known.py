"""What a run knows of all pages, and the next one can go on from: see `revise`."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias, assert_never

from generator.frozen import Frozen, field
from generator.lowering.detect import evidence_of
from generator.lowering.symbols import Symbols
from generator.references import uses
from generator.schema import AliasDecl, Declaration, EnumDecl, RecordDecl, UnionDecl, primitive_of
from generator.targets.builtin import BUILTIN_TARGETS

if TYPE_CHECKING:
    from generator.pipeline import Compilation

Face: TypeAlias = "tuple[object, ...]"
"""What the files of others depend on, of a declaration."""


class Details(Frozen):
    """What a revision may change, while all else that is known stays as it is."""

    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By a declaration's key, the keys of all that it refers to."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """By a record's key, how many fields it has."""
    consulted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By a declaration's key, the keys of those whose samples were judged by it."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """By the names of the pages that showed the dialect, what was seen of them."""

    def updated(self, newer: Details) -> Details:
        """These, but for those that are newer."""
        return Details(
            {**self.uses, **newer.uses},
            {**self.sizes, **newer.sizes},
            {**self.consulted, **newer.consulted},
            {**self.evidence, **newer.evidence},
        )


class Known(Frozen):
    """What a run knew of all pages."""

    names: tuple[str, ...]
    """The pages, sorted."""
    dialect: str
    symbols: Symbols
    pages: Mapping[str, str]
    """By a declaration's key, the page that it is from; in the schema's order."""
    faces: Mapping[str, Face]
    details: Details
    """Those of all pages."""
    facts: Mapping[str, tuple[object, ...]]
    """By the names of the targets, what they need to know to make a part."""
    once: Mapping[tuple[str, str], str]
    """What was said once for all, and the path of the page where."""


def _known_of(compilation: Compilation) -> Known | None:
    targets = [BUILTIN_TARGETS.get(name) for name in compilation.targets]
    symbols, schema = compilation.symbols, compilation.schema
    if (
        symbols is None
        or not compilation.is_sound
        or any(each is None or each.parts is None for each in targets)
    ):
        return None
    declarations = schema.by_key()
    modules = {key: each.module for key, each in declarations.items()}
    used = schema.once(uses)
    faces: dict[Face, Face] = {}
    """Most are alike, and what is one object is told once."""
    records = [each for each in schema.declarations if isinstance(each, RecordDecl)]
    return Known(
        names=compilation.page_names,
        dialect=compilation.dialect,
        symbols=symbols,
        pages={key: each.page for key, each in declarations.items()},
        faces={
            key: faces.setdefault(face := face_of(each, used[key], modules.__getitem__), face)
            for key, each in declarations.items()
        },
        details=Details(
            used,
            {record.key: len(record.fields) for record in records},
            {key: frozenset(users) for key, users in compilation.consulted.items()},
            {page.source.name: evidence_of(page) for page in compilation.shown},
        ),
        facts={
            target.name: tuple(schema.once(fact) for fact in target.facts)
            for target in targets
            if target is not None
        },
        once=compilation.report.said_once(),
    )


def known_bytes(compilation: Compilation) -> bytes:
    """What a run knew, for `revise` to go on from; empty, where it cannot."""
    known = _known_of(compilation)
    return pickle.dumps(known, pickle.HIGHEST_PROTOCOL) if known is not None else b""


def face_of(declaration: Declaration, uses: Iterable[str], module: Callable[[str], str]) -> Face:
    """The face of a declaration that refers to these keys; `module` says where each of them is."""
    modules = frozenset(map(module, uses))
    match declaration:
        case RecordDecl():
            return ("record", modules)
        case EnumDecl(values=values, open=is_open):
            return ("enum", is_open, tuple(dict.fromkeys([primitive_of(v.value) for v in values])))
        # Where they lead decides whether any leads back to itself.
        case UnionDecl(variants=variants):
            return ("union", modules, variants)
        case AliasDecl(type=type_):
            return ("alias", modules, type_)
        case _:
            assert_never(declaration)
