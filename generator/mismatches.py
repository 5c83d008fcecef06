"""Everything that keeps a JSON value from being of a type, each with what demands it.

Whether a value is one at all is said in `instances.py`, and meant the same here: nothing is found
where that finds nothing, and something where that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from generator.frozen import Frozen, replace
from generator.instances import Mismatch, described, find_mismatch, find_mismatch_of, member_path
from generator.origins import OTHERS, Origin
from generator.references import followed
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
    EnumDecl,
    LiteralType,
    MapType,
    NullableType,
    PrimitiveType,
    RecordDecl,
    ReferenceType,
    UnionDecl,
    UnionType,
    UnknownType,
)

if TYPE_CHECKING:
    from generator.schema import Declaration, Json, TypeExpr


Kind: TypeAlias = Literal["constant", "missing", "other"]
"""Whether one value alone would do, as for the field that tells the variants of a union apart; or
whether a field is not there."""


class Demanded(Frozen):
    """A mismatch, and the innermost part of a declaration that demands something else."""

    mismatch: Mismatch
    by: Origin
    kind: Kind = "other"


_All: TypeAlias = tuple[Demanded, ...]


def find_mismatches(value: Json, key: str, declarations: Mapping[str, Declaration]) -> _All:
    """All that keeps `value` from being of the type that is declared under `key`, in the order of
    the declarations.

    Of a union, what keeps it from being of the variant that it comes closest to; where none is
    closest, that it is of no variant. No alias leads back to itself, and the value is nested no
    deeper than Python's stack allows.
    """
    return _Search(declarations).of_reference(value, key, "$", Origin(key, None, ("name",)))


class _Search:
    """One value is judged; `by` is always what demands a type of the value at `path`."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self._declarations = declarations
        self._judged: dict[tuple[int, str, Origin], _All] = {}
        """As in `instances.py`: unions that lead back to themselves would double the work at every
        level."""

    def of_type(self, value: Json, type_: TypeExpr, path: str, by: Origin) -> _All:
        match type_:
            case ReferenceType(key):
                return self.of_reference(value, key, path, by)
            case NullableType(inner):
                return () if value is None else self.of_type(value, inner, path, by)
            case UnionType(variants):
                return self._of_union(value, variants, path, by)
            case ArrayType(items) if isinstance(value, list):
                return tuple(
                    found
                    for index, item in enumerate(value)
                    for found in self.of_type(item, items, f"{path}[{index}]", by)
                )
            case MapType(values) if isinstance(value, dict):
                return tuple(
                    found
                    for key, item in value.items()
                    for found in self.of_type(item, values, member_path(path, key), by)
                )
            case LiteralType():
                return self._single(find_mismatch(value, type_, {}), path, by, "constant")
            case ArrayType() | MapType() | PrimitiveType() | AnyType() | UnknownType():
                return self._single(find_mismatch(value, type_, {}), path, by)
            case _:
                assert_never(type_)

    def of_reference(self, value: Json, key: str, path: str, by: Origin) -> _All:
        declaration = followed(key, self._declarations)
        if not isinstance(value, dict | list):
            return self._of_declaration(value, declaration, path, by)
        place = (id(value), key, by)
        if place not in self._judged:
            self._judged[place] = self._of_declaration(value, declaration, path, by)
        return self._judged[place]

    def _of_declaration(self, value: Json, declaration: Declaration, path: str, by: Origin) -> _All:
        match declaration:
            case RecordDecl() if isinstance(value, dict):
                return tuple(self._of_record(value, declaration, path))
            case RecordDecl():
                return self._single(find_mismatch_of(value, declaration, {}), path, by)
            case EnumDecl(values=values):
                kind: Kind = "constant" if len(values) == 1 else "other"
                return self._single(find_mismatch_of(value, declaration, {}), path, by, kind)
            case UnionDecl(variants=variants):
                return self._of_union(value, variants, path, by)
            case AliasDecl(key=key, type=type_):
                return self.of_type(value, type_, path, Origin(key, 0, ("type",)))
            case _:
                assert_never(declaration)

    def _of_record(
        self, value: dict[str, Json], record: RecordDecl, path: str
    ) -> Iterator[Demanded]:
        for part, field in enumerate(record.fields):
            at = member_path(path, field.wire_name)
            if field.wire_name in value:
                by = Origin(record.key, part, ("type",))
                yield from self.of_type(value[field.wire_name], field.type, at, by)
            elif field.required:
                missing = Mismatch(at, "a value, since the field is required", "nothing")
                yield Demanded(missing, Origin(record.key, part, ("required",)), "missing")
        declared = {field.wire_name for field in record.fields}
        by = Origin(record.key, OTHERS, ("type",))
        for key, other in value.items():
            at = member_path(path, key)
            if key in declared:
                continue
            if record.additional is None:
                undeclared = Mismatch(at, "no key beyond the declared ones", described(other))
                yield Demanded(undeclared, by)
            else:
                yield from self.of_type(other, record.additional, at, by)

    def _of_union(self, value: Json, variants: Sequence[TypeExpr], path: str, by: Origin) -> _All:
        tried = [self.of_type(value, variant, path, by) for variant in variants]
        if not all(tried):
            return ()
        closest = _closest(tried, path)
        if closest:
            return closest
        firsts = (found[0].mismatch for found in tried)
        expected = (m.expected if m.path == path else f"another {m.path}" for m in firsts)
        return (
            Demanded(Mismatch(path, " or ".join(dict.fromkeys(expected)), described(value)), by),
        )

    def _single(
        self, mismatch: Mismatch | None, path: str, by: Origin, kind: Kind = "other"
    ) -> _All:
        """What was found of the value itself, with nothing inside it."""
        if mismatch is None:
            return ()
        return (Demanded(replace(mismatch, path=path), by, kind),)


def _closest(tried: Sequence[_All], path: str) -> _All:
    """What was found of the variant that the value at `path` is meant as: of those of its kind of
    value, the one with the fewest wrong constants, then fields that are not there, then others.
    Nothing where that is none or several.
    """
    inside = [found for found in tried if all(each.mismatch.path != path for each in found)]
    if not inside:
        return ()

    def distance(found: _All) -> tuple[int, int, int]:
        kinds = [each.kind for each in found]
        return kinds.count("constant"), kinds.count("missing"), len(kinds)

    first, *others = sorted(inside, key=distance)
    return first if all(distance(other) > distance(first) for other in others) else ()
