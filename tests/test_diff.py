"""What `diff` says of two schemas: containment, attribution, directions, and its cost."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_strategies import schemas, type_expressions
from value_strategies import has_values, values

from generator.dialects.dialect import Directions
from generator.diff.compare import compare
from generator.diff.directions import known_directions
from generator.diff.excess import Search
from generator.diff.likeness import is_made_alike
from generator.diff.model import Bump, Change, Direction, Effect
from generator.diff.sides import Side, Sided
from generator.diff.users import directions_of
from generator.frozen import replace
from generator.instances import find_mismatch
from generator.references import uses_of
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
    UnknownType,
)

STRING, INTEGER, NUMBER = (
    PrimitiveType("string"),
    PrimitiveType("integer"),
    PrimitiveType("number"),
)
BOOLEAN, NULL, DATE = (PrimitiveType("boolean"), PrimitiveType("null"), PrimitiveType("date"))
ANY = AnyType()


def record(name: str, *fields: Field, additional: TypeExpr | None = ANY) -> RecordDecl:
    return RecordDecl("", name, f"{name}.md", fields, additional)


def field(name: str, type_: TypeExpr, *, required: bool = False) -> Field:
    return Field(name, type_, required)


def schema(*declarations: Declaration) -> Schema:
    return Schema("shop", tuple(sorted(declarations, key=lambda each: (each.module, each.name))))


def enum(name: str, *values_: float | str, is_open: bool = False) -> EnumDecl:
    return EnumDecl("", name, f"{name}.md", tuple(map(EnumValue, values_)), is_open)


def literals(*values_: bool | int | float | str | None) -> UnionType:
    return UnionType(tuple(LiteralType(value) for value in values_))


def union(*variants: TypeExpr) -> UnionType:
    return UnionType(variants)


def excess(left: TypeExpr, right: TypeExpr, *declarations: Declaration) -> tuple[Json] | None:
    known = {each.key: each for each in declarations}
    return Search().excess(Sided(left, Side(known)), [Sided(right, Side(known))])


def effects(old: Schema, new: Schema) -> dict[str, tuple[str, str]]:
    """What each change does to readers and to writers, by its rule."""
    changes = compare(old, new).changes
    return {c.rule: (c.readers.effect.value, c.writers.effect.value) for c in changes}


# Containment.

TREE = record("Tree", field("left", ReferenceType("Tree")), field("right", ReferenceType("Tree")))
BUSH = record("Bush", field("left", ReferenceType("Bush")), field("right", ReferenceType("Tree")))
ENDLESS = record("Endless", field("next", ReferenceType("Endless"), required=True))
CAT = record("Cat", field("kind", LiteralType("cat"), required=True), additional=None)
DOG = record("Dog", field("kind", LiteralType("dog"), required=True), additional=None)
PET = record("Pet", field("kind", literals("cat", "dog"), required=True), additional=None)
ONE = record("One", field("a", STRING), field("b", NUMBER), additional=None)
TWO = record("Two", field("a", NUMBER), field("b", STRING), additional=None)
BOTH = record("Both", field("a", UnionType((STRING, NUMBER))), additional=None)
COUNTS = record("Counts", field("total", INTEGER), additional=INTEGER)
OPEN = EnumDecl("", "Open", "open.md", (EnumValue("a"), EnumValue(1.5)), open=True)
CLOSED = EnumDecl("", "Closed", "closed.md", (EnumValue("a"), EnumValue(1.0)))
KNOWN = (TREE, BUSH, ENDLESS, CAT, DOG, PET, ONE, TWO, BOTH, COUNTS, OPEN, CLOSED)


@pytest.mark.parametrize(
    ("left", "right", "is_within"),
    [
        (INTEGER, NUMBER, True),
        (NUMBER, INTEGER, False),
        (NUMBER, union(INTEGER, LiteralType(0.5)), False),
        (LiteralType(1), LiteralType(1.0), True),
        (LiteralType(1), LiteralType(True), False),
        (LiteralType(2.0), INTEGER, True),
        (BOOLEAN, literals(False, True), True),
        (BOOLEAN, LiteralType(True), False),
        (DATE, STRING, True),
        (STRING, union(DATE, PrimitiveType("bytes")), False),
        (DATE, PrimitiveType("datetime"), False),
        (LiteralType("2024-02-29"), DATE, True),
        (LiteralType("2023-02-29"), DATE, False),
        (LiteralType("dGV4dA=="), PrimitiveType("bytes"), True),
        (NULL, NullableType(STRING), True),
        (NullableType(STRING), STRING, False),
        (NullableType(STRING), union(NULL, STRING), True),
        (ReferenceType("Closed"), ReferenceType("Open"), True),
        (ReferenceType("Open"), union(STRING, NUMBER), True),
        (union(STRING, NUMBER), ReferenceType("Open"), True),
        (ReferenceType("Open"), ReferenceType("Closed"), False),
        (ArrayType(INTEGER), ArrayType(NUMBER), True),
        (ArrayType(union(STRING, NUMBER)), union(ArrayType(STRING), ArrayType(NUMBER)), False),
        (ArrayType(ReferenceType("Endless")), ArrayType(STRING), True),
        (ReferenceType("Endless"), STRING, True),
        (STRING, ReferenceType("Endless"), False),
        (ReferenceType("Tree"), ReferenceType("Bush"), True),
        (ReferenceType("Pet"), union(ReferenceType("Cat"), ReferenceType("Dog")), True),
        (union(ReferenceType("Cat"), ReferenceType("Dog")), ReferenceType("Pet"), True),
        (ReferenceType("Both"), union(ReferenceType("One"), ReferenceType("Two")), True),
        (ReferenceType("Counts"), MapType(NUMBER), True),
        (MapType(INTEGER), ReferenceType("Counts"), True),
        (MapType(NUMBER), ReferenceType("Counts"), False),
        (ReferenceType("Tree"), MapType(ANY), True),
        (ANY, UnknownType(), True),
        (ANY, union(STRING, NUMBER, BOOLEAN, NULL, ArrayType(ANY), MapType(ANY)), True),
        (ANY, union(STRING, NUMBER, BOOLEAN, ArrayType(ANY), MapType(ANY)), False),
    ],
)
def test_one_type_is_within_another_or_a_value_says_why_not(
    left: TypeExpr, right: TypeExpr, is_within: bool
) -> None:
    found = excess(left, right, *KNOWN)
    assert (found is None) == is_within
    known = {each.key: each for each in KNOWN}
    if found is not None:
        assert find_mismatch(found[0], left, known) is None
        assert find_mismatch(found[0], right, known) is not None


@settings(max_examples=200)
@given(st.data())
def test_what_is_within_takes_every_value_and_what_is_beyond_is_so(data: st.DataObject) -> None:
    drawn = data.draw(schemas())
    keys = sorted(drawn.by_key())
    left, right = (data.draw(type_expressions(keys)) for _ in range(2))
    found = excess(left, right, *drawn.declarations)
    if found is not None:
        assert find_mismatch(found[0], left, drawn.by_key()) is None
        assert find_mismatch(found[0], right, drawn.by_key()) is not None
    elif has_values(left, drawn):
        value = data.draw(values(left, drawn))
        assert find_mismatch(value, right, drawn.by_key()) is None


@settings(max_examples=100)
@given(schemas())
def test_a_schema_is_what_it_is(drawn: Schema) -> None:
    comparison = compare(drawn, drawn.with_declarations(drawn.declarations))
    assert (comparison.changes, comparison.bump) == ((), Bump.NONE)


# To what a change is laid.


def test_a_change_within_a_type_is_not_laid_to_those_that_refer_to_it() -> None:
    line = record("Line", field("count", INTEGER))
    order = record("Order", field("line", ReferenceType("Line")))
    old = schema(line, order)
    new = schema(
        record("Line", field("count", STRING)),
        record("Order", field("line", NullableType(ReferenceType("Line")))),
    )
    found = effects(old, new)
    assert found["field-type-changed"] == ("breaking", "breaking")
    assert found["field-became-nullable"] == ("breaking", "compatible")


def test_a_change_that_makes_up_for_another_breaks_nobody() -> None:
    old = schema(
        AliasDecl("", "Id", "id.md", STRING), record("Order", field("id", ReferenceType("Id")))
    )
    new = schema(AliasDecl("", "Id", "id.md", INTEGER), record("Order", field("id", STRING)))
    found = effects(old, new)
    assert found == {
        "alias-changed": ("breaking", "breaking"),
        "field-type-respelled": ("compatible", "compatible"),
    }


def test_true_is_not_one() -> None:
    old = schema(record("Order", field("paid", LiteralType(1))))
    new = schema(record("Order", field("paid", LiteralType(True))))
    assert effects(old, new) == {"field-literal-changed": ("breaking", "breaking")}


def test_one_and_one_with_a_point_are_one() -> None:
    old = schema(EnumDecl("", "Size", "size.md", (EnumValue(1),)))
    new = schema(EnumDecl("", "Size", "size.md", (EnumValue(1.0),)))
    assert effects(old, new) == {}


def test_values_that_share_a_name_are_told_apart() -> None:
    old = EnumDecl("", "Size", "size.md", (EnumValue("a", "A"), EnumValue("b", "A")))
    new = EnumDecl("", "Size", "size.md", (EnumValue("c", "A"), EnumValue("d", "A")))
    changes = compare(schema(old), schema(new)).changes
    assert [(c.rule, c.part) for c in changes] == [
        ("enum-value-removed", '"a"'),
        ("enum-value-removed", '"b"'),
        ("enum-value-added", '"c"'),
        ("enum-value-added", '"d"'),
    ]


def test_a_rename_that_could_be_two_is_none() -> None:
    fields = field("id", STRING), field("size", INTEGER)
    old = schema(record("Ours", *fields))
    new = schema(record("Mine", *fields), record("Yours", *fields))
    assert set(effects(old, new)) == {"type-removed", "type-added"}


def test_what_a_type_does_that_is_referred_to_no_more_is_laid_to_its_replacement() -> None:
    """Else who accepts what the one lost would accept what the other never had."""
    kind, copy = enum("Kind", "a", "b"), enum("Copy", "a")
    old = schema(kind, record("Order", field("kind", ReferenceType("Kind"))))
    new = schema(enum("Kind", "a"), copy, record("Order", field("kind", ReferenceType("Copy"))))
    changes = {(c.type, c.rule): c for c in compare(old, new).changes}
    change = changes["Order", "field-reference-changed"]
    assert change.writers.witness == ({"kind": "b"},)
    assert change.readers.effect is Effect.COMPATIBLE
    assert changes["Kind", "enum-value-removed"].is_breaking


def test_what_a_type_does_that_is_met_by_another_way_is_still_laid_to_it() -> None:
    order = record("Order", field("line", ReferenceType("Line")))
    other = record("Other", field("kind", ReferenceType("Kind")))
    line = replace(other, name="Line")
    old = schema(enum("Kind", "a", "b"), line, order)
    new_order = record("Order", field("line", ReferenceType("Other")))
    new = schema(enum("Kind", "a"), line, other, new_order)
    broken = [(c.type, c.rule) for c in compare(old, new).changes if c.is_breaking]
    assert broken == [("Kind", "enum-value-removed")]


def test_a_variant_that_replaces_another_is_judged_by_what_it_takes() -> None:
    variants = ReferenceType("Kind"), INTEGER
    old = schema(enum("Kind", "a", "b"), UnionDecl("", "Any", "any.md", variants))
    replaced = UnionDecl("", "Any", "any.md", (ReferenceType("Copy"), INTEGER))
    new = schema(enum("Kind", "a"), enum("Copy", "a"), replaced)
    change = next(c for c in compare(old, new).changes if c.rule == "variant-removed")
    assert change.writers.witness == ("b",)


def test_a_literal_of_other_keys_that_is_another_is_seen() -> None:
    old = schema(record("Order", additional=LiteralType(True)))
    new = schema(record("Order", additional=LiteralType(1)))
    assert effects(old, new) == {"additional-changed": ("breaking", "breaking")}


def test_names_that_change_places_between_true_and_one_are_seen() -> None:
    old = schema(EnumDecl("", "Flag", "flag.md", (EnumValue(1, "A"), EnumValue(True, "B"))))
    new = schema(EnumDecl("", "Flag", "flag.md", (EnumValue(True, "A"), EnumValue(1, "B"))))
    assert list(effects(old, new)) == ["enum-value-renamed"]


@pytest.mark.parametrize(
    ("was", "now", "broken"),
    [
        ((1.0,), (1,), ("compatible", "breaking")),
        ((1,), (1.0,), ("breaking", "compatible")),
        ((1, "a"), (1.0, "a"), ("breaking", "compatible")),
        ((1.0, 2.5), (1, 2.5), None),
        ((1.0, 2), (1, 2.0), None),
    ],
)
def test_an_open_enum_takes_others_like_those_that_it_lists(
    was: tuple[float | str, ...], now: tuple[float | str, ...], broken: tuple[str, str] | None
) -> None:
    old, new = (schema(enum("Size", *each, is_open=True)) for each in (was, now))
    assert effects(old, new) == ({} if broken is None else {"enum-value-changed": broken})


def test_the_part_of_a_change_is_whole_however_long_it_is() -> None:
    long = "long " * 30
    old = schema(enum("Kind", "a", f"{long}1", f"{long}2"))
    parts = {c.part for c in compare(old, schema(enum("Kind", "a"))).changes}
    assert parts == {f'"{long}1"', f'"{long}2"'}
    variants = [union(LiteralType(f"{long}{n}"), LiteralType(n)) for n in (1, 2)]
    arrays = *(ArrayType(each) for each in variants), ArrayType(INTEGER)
    changes = compare(
        schema(UnionDecl("", "Any", "any.md", (*arrays, STRING))),
        schema(UnionDecl("", "Any", "any.md", (*arrays[2:], STRING))),
    ).changes
    assert {c.part for c in changes} == {f'("{long}{n}" | {n})[]' for n in (1, 2)}
    assert all(len(c.sentence) < 100 for c in changes)


# Renames.

ID, NAME = field("id", STRING, required=True), field("name", STRING)


@pytest.mark.parametrize(
    ("new", "is_renamed"),
    [
        (record("Invoice", ID, NAME), False),
        (record("Dogs", ID, NAME), True),
        (replace(record("Invoice", ID, NAME), page="Dog.md"), True),
        (replace(record("Invoice", ID, NAME), doc="A dog."), True),
    ],
)
def test_two_fields_that_many_have_are_no_rename(new: RecordDecl, is_renamed: bool) -> None:
    dog = replace(record("Dog", ID, NAME), doc="A dog.")
    broken = compare(schema(dog), schema(new)).breaking
    assert [c.rule for c in broken] == ([] if is_renamed else ["type-removed"])


def test_four_fields_are_a_rename_and_so_are_two_that_one_type_refers_to() -> None:
    fields = ID, NAME, field("size", INTEGER), field("born", DATE)
    assert "type-renamed" in effects(schema(record("Dog", *fields)), schema(record("Pet", *fields)))
    old, new = (
        schema(record(name, ID, NAME), record("Cage", field("pet", ReferenceType(name))))
        for name in ("Dog", "Invoice")
    )
    assert effects(old, new) == {"type-renamed": ("compatible", "compatible")}


def test_a_field_that_stands_where_another_stood_is_another() -> None:
    old = schema(record("User", ID, field("password", STRING)))
    new = schema(record("User", ID, field("colour", STRING)))
    assert list(effects(old, new)) == ["field-removed-optional", "field-added-optional"]


# Directions.


def test_a_type_that_moved_goes_the_ways_that_it_went() -> None:
    """Though a request no longer refers to it: what was written once is judged as it is now."""
    told = Directions(read=("*response",), written=("*request",))

    def shop(item: RecordDecl, written: str, *others: Declaration) -> Schema:
        return schema(
            item,
            *others,
            record("AddRequest", field("f", ReferenceType(written))),
            record("AddResponse", field("f", ReferenceType(item.key))),
        )

    fields = ID, NAME, field("size", INTEGER)
    grown = record("Item", *fields, field("h", STRING, required=True))
    draft = replace(grown, name="Draft", module="components")
    old = shop(replace(record("Item", *fields), module="components"), "components.Item")
    new = shop(replace(grown, module="shared"), "components.Draft", draft)
    directions = known_directions([(old, told), (new, told)])
    assert directions is not None
    assert directions["shared.Item"] is Direction.BOTH
    assert "components.Item" not in directions
    broken = [(c.type, c.rule) for c in compare(old, new, directions).breaking]
    assert ("shared.Item", "field-added-required") in broken


def changed(directions: dict[str, Direction] | None) -> Change:
    old = schema(record("Order", field("id", STRING)))
    new = schema(record("Order", field("id", INTEGER)))
    [change] = compare(old, new, directions).changes
    return change


@pytest.mark.parametrize(
    ("directions", "readers", "writers"),
    [
        (None, Effect.BREAKING, Effect.BREAKING),
        ({}, Effect.BREAKING, Effect.BREAKING),
        ({"Order": Direction.READ}, Effect.BREAKING, Effect.UNUSED),
        ({"Order": Direction.WRITTEN}, Effect.UNUSED, Effect.BREAKING),
        ({"Order": Direction.BOTH}, Effect.BREAKING, Effect.BREAKING),
    ],
)
def test_only_those_are_broken_who_meet_the_type(
    directions: dict[str, Direction] | None, readers: Effect, writers: Effect
) -> None:
    change = changed(directions)
    assert (change.readers.effect, change.writers.effect) == (readers, writers)


def test_what_a_type_refers_to_goes_its_way() -> None:
    declarations = schema(
        record("Request", field("line", ReferenceType("Line"))),
        record(
            "Response", field("line", ReferenceType("Line")), field("sum", ReferenceType("Sum"))
        ),
        record("Line"),
        record("Sum"),
        record("Stray"),
    ).by_key()
    assert directions_of(uses_of(declarations), read=["Response"], written=["Request"]) == {
        "Request": Direction.WRITTEN,
        "Response": Direction.READ,
        "Line": Direction.BOTH,
        "Sum": Direction.READ,
    }


# What is large or deep.


def chain(length: int, last: TypeExpr, *, required: bool = True) -> Schema:
    """Records one in another, the last of which holds something else."""
    return schema(
        *(
            record(f"R{n:05}", field("next", ReferenceType(f"R{n + 1:05}"), required=required))
            for n in range(length)
        ),
        record(f"R{length:05}", field("value", last, required=True)),
        record("Start", field("next", ReferenceType("R00000"), required=required)),
    )


def test_a_long_chain_of_records_is_judged_where_it_changed() -> None:
    changes = compare(chain(3000, STRING), chain(3000, INTEGER)).changes
    assert [(c.type, c.rule) for c in changes] == [("R03000", "field-type-changed")]
    assert all(c.readers.witness and c.writers.witness for c in changes)


def replaced(old: Schema, last: TypeExpr) -> Schema:
    """The same, but that it starts with a copy of the chain that ends with something else."""
    others = [
        replace(
            each,
            name=f"S{each.name}",
            fields=(
                replace(each.fields[0], type=ReferenceType(f"S{each.fields[0].type.key}"))
                if isinstance(each.fields[0].type, ReferenceType)
                else replace(each.fields[0], type=last),
            ),
        )
        for each in old.declarations
        if isinstance(each, RecordDecl)
    ]
    start = record("Start", field("next", ReferenceType("SR00000"), required=True))
    rest = [each for each in (*old.declarations, *others) if each.name not in ("Start", "SStart")]
    return schema(*rest, start)


def test_what_is_too_deep_to_be_searched_is_not_called_compatible() -> None:
    old = chain(3000, STRING)
    [change] = [c for c in compare(old, replaced(old, INTEGER)).changes if c.type == "Start"]
    assert change.rule == "field-reference-changed"
    assert change.readers == change.writers
    assert (change.readers.effect, change.readers.witness) == (Effect.BREAKING, None)


def test_what_is_deep_and_made_alike_is_compatible() -> None:
    old = chain(3000, STRING)
    [change] = [c for c in compare(old, replaced(old, STRING)).changes if c.type == "Start"]
    assert (change.rule, change.is_breaking) == ("field-reference-changed", False)


@settings(max_examples=200)
@given(st.data())
def test_what_is_made_alike_has_no_value_that_tells_it_apart(data: st.DataObject) -> None:
    drawn = data.draw(schemas())
    known = drawn.by_key()
    left, right = (data.draw(type_expressions(sorted(known))) for _ in range(2))
    if is_made_alike(Sided(left, Side(known)), Sided(right, Side(known))):
        assert excess(left, right, *drawn.declarations) is None
    assert is_made_alike(Sided(left, Side(known)), Sided(left, Side(known)))


def test_a_long_chain_of_aliases_is_followed() -> None:
    def aliases(last: TypeExpr) -> Schema:
        links = (AliasDecl("", f"A{n}", "a.md", ReferenceType(f"A{n + 1}")) for n in range(5000))
        return schema(
            *links,
            AliasDecl("", "A5000", "a.md", last),
            record("R", field("a", ReferenceType("A0"))),
        )

    old = aliases(STRING)
    new = aliases(INTEGER)
    [change] = compare(old, new).changes
    assert change.type == "A5000"
    spelled_out = replace(record("R", field("a", STRING)))
    rest = [each for each in old.declarations if each.name != "R"]
    assert effects(old, schema(*rest, spelled_out)) == {
        "field-type-respelled": ("compatible", "compatible")
    }


def test_unions_of_many_records_are_compared_at_once() -> None:
    def pets(count: int, last: TypeExpr) -> Schema:
        kinds = [
            record(
                f"Pet{n}", field("kind", LiteralType(f"pet{n}"), required=True), field("age", last)
            )
            for n in range(count)
        ]
        return schema(
            *kinds, UnionDecl("", "Pet", "pet.md", tuple(ReferenceType(k.key) for k in kinds))
        )

    started = time.perf_counter()
    found = compare(pets(100, INTEGER), pets(101, NUMBER)).changes
    assert {c.rule for c in found} == {"type-added", "variant-added", "field-integer-became-number"}
    assert all(c.readers.witness for c in found if c.rule != "type-added")
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("missing", [0, 1])
def test_records_that_share_out_all_combinations_are_told_from_those_that_lack_one(
    missing: int,
) -> None:
    """Looked at one by one, each of them could be missed because of each of its keys."""
    names = "abcdef"
    whole = record("Whole", *(field(n, BOOLEAN, required=True) for n in names), additional=None)
    parts = [
        record(
            f"Part{n}",
            *(field(k, LiteralType(v), required=True) for k, v in zip(names, chosen, strict=True)),
            additional=None,
        )
        for n, chosen in enumerate(itertools.product((True, False), repeat=len(names)))
    ][missing:]
    rights = UnionType(tuple(ReferenceType(part.key) for part in parts))
    found = excess(ReferenceType("Whole"), rights, whole, *parts)
    assert found == ((dict.fromkeys(names, True),) if missing else None)


def many_types(count: int) -> Schema:
    def fields(n: int) -> list[Field]:
        others = [field(f"to{k}", ReferenceType(f"T{(n * 7 + k) % count}")) for k in range(3)]
        return [*others, *(field(f"f{k}", STRING, required=k % 2 == 0) for k in range(7))]

    return schema(*(record(f"T{n}", *fields(n)) for n in range(count)))


def test_ten_thousand_types_of_which_few_changed_take_little_time() -> None:
    old = many_types(10_000)
    declarations = list(many_types(10_000).declarations)
    for place in (17, 4711):
        declaration = declarations[place]
        assert isinstance(declaration, RecordDecl)
        declarations[place] = replace(declaration, fields=declaration.fields[1:])
    new = old.with_declarations(tuple(declarations))
    started = time.process_time()
    changes = compare(old, new).changes
    assert time.process_time() - started < 2
    assert [c.rule for c in changes] == ["field-removed-optional"] * 2
