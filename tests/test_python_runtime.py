"""The generated Python at work: what it reads and writes, what it keeps, and what it says."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import json
import pickle
import sys
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_packages import load, schema, unload
from schema_strategies import schemas
from value_strategies import damaged, has_values, values

from generator.instances import find_mismatch
from generator.schema import (
    AliasDecl,
    AnyType,
    ArrayType,
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
    Scalar,
    TypeExpr,
    UnionDecl,
    UnionType,
)

STRING, INTEGER = PrimitiveType("string"), PrimitiveType("integer")
NUMBER = PrimitiveType("number")
DATETIME, BYTES = PrimitiveType("datetime"), PrimitiveType("bytes")
OPEN = AnyType()


def required(wire_name: str, type_: TypeExpr = STRING) -> Field:
    return Field(wire_name, type_, required=True)


def optional(wire_name: str, type_: TypeExpr = STRING) -> Field:
    return Field(wire_name, type_, required=False)


def record(
    name: str, *fields: Field, module: str = "", additional: TypeExpr | None = OPEN
) -> RecordDecl:
    return RecordDecl(module, name, "", fields, additional)


def enum(name: str, *values: Scalar, is_open: bool = False) -> EnumDecl:
    return EnumDecl("", name, "", tuple(map(EnumValue, values)), is_open)


def union(name: str, *variants: TypeExpr, module: str = "") -> UnionDecl:
    return UnionDecl(module, name, "", variants)


def codec(type_: TypeExpr, *others: Any) -> Any:
    """The codec of a type, with the declarations that it refers to."""
    return load(schema(AliasDecl("", "TheType", "", type_), *others)).codec("TheType")


def findings(codec_: Any, data: Json) -> list[str]:
    """What is wrong with a payload."""
    with pytest.raises(ValueError, match="expected") as caught:
        codec_.from_dict(data)
    assert type(caught.value).__name__ == "DecodeError"
    return str(caught.value).splitlines()


@pytest.fixture(scope="module")
def zoo() -> Iterator[Any]:
    package = load(
        schema(
            record(
                "Animal",
                required("id"),
                required("name", NullableType(STRING)),
                optional("ageInYears", INTEGER),
                optional("keeper", NullableType(ReferenceType("staff.Keeper"))),
                optional("tags", ArrayType(NullableType(STRING))),
                optional("mood", ReferenceType("Mood")),
            ),
            enum("Mood", "good", "bad"),
            record("Keeper", optional("animals", MapType(ReferenceType("Animal"))), module="staff"),
            record("Closed", optional("a"), additional=None),
            record("Counts", required("total", INTEGER), additional=INTEGER),
        )
    )
    yield package
    unload(package)


# Absent, null, and a value.


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"keeper": None},
        {"keeper": {}},
        {"ageInYears": 3, "tags": [], "mood": "good"},
        {"tags": ["a", None]},
        {"keeper": {"animals": {"x": {"id": "x", "name": None}, "": {"id": "", "name": ""}}}},
        {"unknown": {"a": [1, 1.0, True, None]}, "additional_properties": 1, "age_in_years": "x"},
    ],
)
def test_a_payload_comes_back_as_it_was(zoo: Any, more: dict[str, Json]) -> None:
    payload = {"id": "a", "name": "b", **more}
    animal = zoo.Animal.from_dict(payload)
    assert json.dumps(animal.to_dict(), sort_keys=True) == json.dumps(payload, sort_keys=True)
    assert zoo.Animal.from_json(animal.to_json()) == animal


_KEEPERS: tuple[dict[str, Any], ...] = ({}, {"keeper": None}, {"keeper": {}})


def test_absence_null_and_a_value_are_three_states(zoo: Any) -> None:
    absent, null, value = (
        zoo.Animal.from_dict({"id": "a", "name": None, **more}).keeper for more in _KEEPERS
    )
    assert absent is zoo.ABSENT
    assert null is None
    assert value == zoo.staff.Keeper()


def test_absence_is_false_and_one_object(zoo: Any) -> None:
    assert not zoo.ABSENT
    assert repr(zoo.ABSENT) == "ABSENT"
    assert copy.deepcopy(zoo.ABSENT) is pickle.loads(pickle.dumps(zoo.ABSENT)) is zoo.ABSENT
    assert isinstance(zoo.ABSENT, zoo.Absent)


def test_absence_has_no_place_but_a_field(zoo: Any) -> None:
    animal = zoo.Animal(id="a", name="b", tags=[zoo.ABSENT])
    with pytest.raises(ValueError, match="ABSENT can only stand for a field"):
        animal.to_dict()


def test_a_default_that_the_page_tells_is_not_filled_in() -> None:
    package = load(schema(record("R", Field("n", INTEGER, required=False, default=(3,)))))
    assert package.R().n is package.ABSENT
    assert package.R.from_dict({}).to_dict() == {}


def test_unknown_keys_are_kept_apart(zoo: Any) -> None:
    animal = zoo.Animal.from_dict({"id": "a", "name": "b", "colour": "red"})
    assert animal.additional_properties == {"colour": "red"}
    assert animal.to_dict() == {"id": "a", "name": "b", "colour": "red"}


@pytest.mark.parametrize("key", ["id", "ageInYears"])
def test_a_key_that_has_a_field_is_no_unknown_key(zoo: Any, key: str) -> None:
    animal = zoo.Animal(id="a", name="b", additional_properties={key: 1})
    keeper = zoo.staff.Keeper(animals={"x": animal})
    for write in (animal.to_dict, animal.to_json, keeper.to_dict):
        with pytest.raises(ValueError, match=f"additional_properties holds the key '{key}'"):
            write()


def test_a_required_field_cannot_be_absent(zoo: Any) -> None:
    animal = zoo.Animal(id="a", name=zoo.ABSENT)
    for value in (animal, [animal], zoo.staff.Keeper(animals={"x": animal})):
        with pytest.raises(ValueError, match=r"^Animal\.name is ABSENT, but the key 'name' is req"):
            zoo.codec("Animal").to_dict(value)


def test_a_closed_record_takes_no_other_keys(zoo: Any) -> None:
    assert zoo.Closed.from_dict({"a": "x"}).to_dict() == {"a": "x"}
    assert not hasattr(zoo.Closed(), "additional_properties")
    assert findings(zoo.codec("Closed"), {"b": "x"}) == [
        '$.b: expected no key of this name, found "x"'
    ]


def test_other_keys_may_have_a_type(zoo: Any) -> None:
    counts = zoo.Counts.from_dict({"total": 3, "cats": 1})
    assert counts.additional_properties == {"cats": 1}
    assert findings(zoo.codec("Counts"), {"total": 3, "cats": "1"}) == [
        '$.cats: expected an integer, found "1"'
    ]


# Records are dataclasses.


def test_a_record_is_a_slotted_dataclass_with_keywords_only(zoo: Any) -> None:
    with pytest.raises(TypeError, match="positional"):
        zoo.Animal("a", "b")
    with pytest.raises(TypeError, match="name"):
        zoo.Animal(id="a")
    animal = zoo.Animal(id="a", name=None)
    with pytest.raises(AttributeError):
        animal.typo = 1
    assert animal == zoo.Animal(id="a", name=None)
    assert animal != zoo.Animal(id="b", name=None)
    assert pickle.loads(pickle.dumps(animal)) == copy.deepcopy(animal) == animal


def test_a_record_shows_what_is_there(zoo: Any) -> None:
    assert repr(zoo.Animal(id="a", name=None)) == "Animal(id='a', name=None)"
    animal = zoo.Animal.from_dict({"id": "a", "name": "b", "x": 1, "ageInYears": 2})
    shown = "Animal(id='a', name='b', age_in_years=2, additional_properties={'x': 1})"
    assert repr(animal) == shown
    assert eval(shown, {"Animal": zoo.Animal}) == animal


def test_a_subclass_is_read_as_itself(zoo: Any) -> None:
    class Cat(zoo.Animal):  # type: ignore[misc]
        pass

    assert type(Cat.from_dict({"id": "a", "name": None})) is Cat


def test_what_a_project_adds_to_a_class_is_respected(zoo: Any) -> None:
    class Loud(zoo.Animal):  # type: ignore[misc]
        def __post_init__(self) -> None:
            self.name = "LOUD"

    @dataclasses.dataclass(kw_only=True)
    class Counted(zoo.Animal):  # type: ignore[misc]
        legs: int = 4
        mood: Any = "unknown"

    class Made(zoo.Animal):  # type: ignore[misc]
        def __init__(self, **values: Any) -> None:
            super().__init__(**values)
            self.made = True

    class Watched(zoo.Animal):  # type: ignore[misc]
        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, f"{value}!" if name == "id" else value)

    class Stored(zoo.Animal):  # type: ignore[misc]
        @property
        def name(self) -> str:
            return "from elsewhere"

        @name.setter
        def name(self, value: str) -> None:
            pass

    payload = {"id": "a", "name": None, "x": 1}
    counted = Counted.from_dict(payload)
    assert (counted.legs, counted.mood, counted.additional_properties) == (4, "unknown", {"x": 1})
    assert Counted.from_dict({**payload, "mood": "good"}).mood is zoo.Mood.GOOD
    assert Made.from_dict(payload).made
    assert Watched.from_dict(payload).id == "a!"
    assert Stored.from_dict(payload).name == "from elsewhere"
    assert Loud.from_dict(payload).name is None, "the constructor was made without it"
    assert dataclasses.dataclass(kw_only=True)(Loud).from_dict(payload).name == "LOUD"
    with pytest.raises(zoo.DecodeError):
        Made.from_dict({"id": "a"})


def test_records_work_as_dataclasses_do(zoo: Any) -> None:
    animal = zoo.Animal.from_dict({"id": "a", "name": "b", "tags": ["x"], "colour": "red"})
    older = dataclasses.replace(animal, age_in_years=7)
    assert (older.age_in_years, older.tags, animal.age_in_years) == (7, ["x"], zoo.ABSENT)
    assert older != animal
    assert dataclasses.replace(older, age_in_years=zoo.ABSENT) == animal
    assert dataclasses.asdict(animal)["additional_properties"] == {"colour": "red"}
    assert not hasattr(animal, "__dict__")
    match animal:
        case zoo.Animal(name="b", keeper=zoo.ABSENT, tags=[tag]):
            assert tag == "x"
        case _:
            pytest.fail("the pattern should match")
    with pytest.raises(TypeError, match="unhashable"):
        hash(animal)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(animal, protocol)) == animal
    shallow, deep = copy.copy(animal), copy.deepcopy(animal)
    animal.tags.append("y")
    assert (shallow.tags, deep.tags) == (["x", "y"], ["x"])


def test_one_class_is_not_another(zoo: Any) -> None:
    class Cat(zoo.Animal):  # type: ignore[misc]
        pass

    assert Cat(id="a", name=None) != zoo.Animal(id="a", name=None)
    assert zoo.Closed() != zoo.staff.Keeper()


def test_writing_shares_nothing_with_the_record(zoo: Any) -> None:
    animal = zoo.Animal.from_dict({"id": "a", "name": None, "tags": ["x"], "y": {"z": []}})
    written = animal.to_dict()
    written["tags"].append("y")
    written["y"]["z"].append(1)
    assert animal.to_dict() == {"id": "a", "name": None, "tags": ["x"], "y": {"z": []}}


# What is wrong with a payload.


def test_all_findings_of_a_payload_are_told_with_their_places(zoo: Any) -> None:
    payload: Json = {
        "name": 1,
        "ageInYears": True,
        "tags": ["a", 2, None, {}],
        "mood": "melted",
        "keeper": {"animals": {"odd key": {"id": "x", "name": "y", "ageInYears": 1.5}}},
    }
    assert findings(zoo.codec("Animal"), payload) == [
        "$.id: expected a string, found nothing",
        "$.name: expected a string or null, found 1",
        "$.ageInYears: expected an integer, found true",
        '$.keeper.animals["odd key"].ageInYears: expected an integer, found 1.5',
        "$.tags[1]: expected a string or null, found 2",
        "$.tags[3]: expected a string or null, found an object",
        '$.mood: expected one of "good", "bad", found "melted"',
    ]


def test_an_error_holds_its_findings(zoo: Any) -> None:
    with pytest.raises(zoo.DecodeError) as caught:
        zoo.Animal.from_dict({"id": "a"})
    (finding,) = caught.value.findings
    assert (finding.path, finding.expected, finding.found) == (
        *("$.name", "a string or null", "nothing"),
    )
    assert pickle.loads(pickle.dumps(caught.value)).findings == caught.value.findings


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("a", "$.a"),
        ("a_1", "$.a_1"),
        ("odd key", '$["odd key"]'),
        ("1", '$["1"]'),
        ("", '$[""]'),
        ('"', '$["\\""]'),
        ("é", '$["\\u00e9"]'),
    ],
)
def test_a_path_quotes_odd_keys(key: str, path: str) -> None:
    assert findings(codec(MapType(INTEGER)), {key: "x"}) == [
        f'{path}: expected an integer, found "x"'
    ]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        ("é\n", '"\\u00e9\\n"'),
        ([1], "an array"),
        ({"a": 1}, "an object"),
        ("x" * 100, f'"{"x" * 78}…'),
        ((), "a Python tuple"),
    ],
)
def test_a_finding_says_what_was_there(value: Any, found: str) -> None:
    assert findings(codec(INTEGER), value) == [f"$: expected an integer, found {found}"]


def test_a_number_that_python_shows_no_digits_of_is_a_finding_too() -> None:
    expected: dict[TypeExpr, str] = {
        STRING: "a string",
        LiteralType("a"): '"a"',
        ReferenceType("E"): 'one of 1, "b"',
    }
    for type_, words in expected.items():
        assert findings(codec(type_, enum("E", 1, "b")), 10**5000) == [
            f"$: expected {words}, found an integer with too many digits to show"
        ]


# JSON text.


def test_json_text_keeps_what_json_can_say() -> None:
    any_value = codec(AnyType())
    text = '[9007199254740993, 1.0, 1e3, "\\ud800", {"a": null}]'
    assert any_value.from_json(text) == [9007199254740993, 1.0, 1000.0, "\ud800", {"a": None}]
    assert any_value.from_json(any_value.to_json(any_value.from_json(text).copy())) is not None
    assert json.loads(any_value.to_json(["\ud800", 2**70])) == ["\ud800", 2**70]
    assert any_value.from_json(b'{"a": 1}') == {"a": 1}


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "", "{", '"\x01"'])
def test_what_is_not_json_is_a_finding(text: str) -> None:
    with pytest.raises(ValueError, match=r"^\$: expected JSON, found something else \("):
        codec(AnyType()).from_json(text)


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_infinite_numbers_are_not_written(number: float) -> None:
    any_value, numbers = codec(OPEN), codec(ArrayType(NUMBER))
    for write in (any_value.to_dict, any_value.to_json, numbers.to_dict, numbers.to_json):
        for value in (number, [number], {"a": [number]}, [(number,), datetime(2024, 1, 2)]):
            with pytest.raises(ValueError, match="not JSON compliant"):
                write(value)
    assert findings(codec(NUMBER), json.loads("1e999"))[0].startswith("$: expected a number")


@pytest.mark.parametrize("value", [{1, 2}, iter([]), (n for n in "a"), object(), 1j])
def test_what_json_has_no_value_for_is_not_written(zoo: Any, value: Any) -> None:
    animal = zoo.Animal(id="a", name="b", tags=value)
    nested = zoo.Animal(id="a", name="b", additional_properties={"x": [value]})
    message = f"^a Python {type(value).__name__} is no value that JSON has$"
    for write in (animal.to_dict, animal.to_json, nested.to_dict, nested.to_json):
        with pytest.raises(ValueError, match=message):
            write()


def test_a_key_that_is_no_text_is_not_written() -> None:
    with pytest.raises(ValueError, match="keys must be str"):
        codec(OPEN).to_json({(1, 2): 3})


def test_text_that_nests_too_deep_is_told() -> None:
    depth = 200_000
    any_value = codec(OPEN)
    with pytest.raises(ValueError, match=r"^\$: expected JSON that Python can read, found some t"):
        any_value.from_json("[" * depth + "]" * depth)
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    with pytest.raises(ValueError, match="a value that nests too deep cannot be JSON text"):
        any_value.to_json(deep)


# Scalars.


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("string", ["", "a"], [1, None, True, ["a"]]),
        ("integer", [0, -1, 2**70, 1.0, -0.0, 1e300], [1.5, True, "1", None]),
        ("number", [0, 1.5, 2**70], [True, "1", None, float("nan"), float("inf")]),
        ("boolean", [True, False], [0, 1, "true", None]),
        ("null", [None], [0, False, "", {}]),
    ],
)
def test_scalars_are_kept_as_they_come(name: Any, good: list[Any], bad: list[Any]) -> None:
    codec_ = codec(PrimitiveType(name))
    for value in good:
        read = codec_.from_dict(value)
        assert (type(read), repr(read)) == (type(value), repr(value))
        assert repr(codec_.to_dict(read)) == repr(value)
    for value in bad:
        assert len(findings(codec_, value)) == 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-29T12:30:00Z", datetime(2024, 2, 29, 12, 30, tzinfo=UTC)),
        ("2024-01-31T12:30:00.5+05:30", datetime(2024, 1, 31, 7, 0, 0, 500000, UTC)),
        ("2024-01-31t12:30:00z", datetime(2024, 1, 31, 12, 30, tzinfo=UTC)),
        ("2024-01-31T12:30:00.000Z", datetime(2024, 1, 31, 12, 30, tzinfo=UTC)),
        ("2024-01-31T12:30:00+00:00", datetime(2024, 1, 31, 12, 30, tzinfo=UTC)),
        ("2024-01-31T12:30:00-00:00", datetime(2024, 1, 31, 12, 30, tzinfo=UTC)),
        (
            "2024-01-31T12:30:00.123456789Z",
            datetime(2024, 1, 31, 12, 30, 0, 123456, UTC),
        ),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2016-12-31T15:59:60-08:00", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0000-02-29T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-23:59", None),
    ],
)
def test_a_timestamp_is_a_datetime_that_is_written_as_it_came(
    text: str, moment: datetime | None
) -> None:
    codec_ = codec(DATETIME)
    read = codec_.from_dict(text)
    assert isinstance(read, datetime)
    assert moment is None or read == moment
    for each in (read, copy.copy(read), copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
        assert codec_.to_dict(each) == text
        assert repr(each).startswith("datetime.datetime(")
    assert codec_.to_dict(read.replace(year=2000)).startswith("2000")
    if read.year == 2024:
        later = read + timedelta(days=1)
        assert later - read == timedelta(days=1)
        assert codec_.to_dict(later) != text
        assert codec_.from_dict(codec_.to_dict(later)) == later
        assert codec_.to_dict(read.astimezone(timezone(timedelta(hours=1)))).endswith("+01:00")


@pytest.mark.parametrize(
    "text",
    [
        *("", "2024-01-31", "2024-01-31T12:30:00", "2024-01-31 12:30:00Z", "2024-1-31T12:30:00Z"),
        *("2024-02-30T12:30:00Z", "2023-02-29T12:30:00Z", "0000-02-30T12:30:00Z"),
        *("2024-01-31T24:00:00Z", "2024-01-31T12:60:00Z", "2024-01-31T12:30:61Z"),
        *("2024-01-31T12:30:60Z", "2024-01-31T23:59:60+01:00", "2024-01-31T12:30:00.Z"),
        *("2024-01-31T12:30:00+24:00", "2024-01-31T12:30:00+00:60", "2024-01-31T12:30:00Z\n"),
        "２024-01-31T12:30:00Z",
    ],
)
def test_what_is_no_timestamp_is_a_finding(text: str) -> None:
    (finding,) = findings(codec(DATETIME), text)
    assert finding.startswith('$: expected an RFC 3339 date-time, such as "2024-12-31T23:59:59Z"')


def test_a_datetime_of_ones_own_is_written_with_its_offset() -> None:
    codec_ = codec(DATETIME)
    moment = datetime(2024, 1, 2, 3, 4, 5, 60, timezone(timedelta(hours=-3)))
    assert codec_.to_dict(moment) == "2024-01-02T03:04:05.000060-03:00"
    assert codec_.to_dict(moment.astimezone(UTC)) == "2024-01-02T06:04:05.000060Z"
    odd, behind = (timezone(sign * timedelta(hours=1, seconds=30)) for sign in (1, -1))
    assert codec_.to_dict(datetime(2024, 1, 2, tzinfo=odd)) == "2024-01-01T22:59:30Z"
    with pytest.raises(ValueError, match="has no time zone"):
        codec_.to_dict(datetime(2024, 1, 2))
    for moment in (datetime.min.replace(tzinfo=odd), datetime.max.replace(tzinfo=behind)):
        with pytest.raises(ValueError, match="is beyond the years that Python has in UTC"):
            codec_.to_dict(moment)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(minutes=-90))])))
def test_a_datetime_of_ones_own_comes_back(moment: datetime) -> None:
    assert _datetimes.from_dict(_datetimes.to_dict(moment)) == moment


_datetimes = codec(DATETIME)


def test_a_date_is_a_date_that_is_written_as_it_came() -> None:
    codec_ = codec(PrimitiveType("date"))
    assert codec_.from_dict("2024-02-29") == date(2024, 2, 29)
    for text in ("2024-02-29", "0001-01-01", "9999-12-31", "0000-02-29"):
        read = codec_.from_dict(text)
        for each in (read, copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
            assert codec_.to_dict(each) == text
    day = codec_.from_dict("0000-01-05")
    assert repr(day) == "datetime.date(1, 1, 1)"
    assert codec_.to_dict(day + timedelta(days=1)) == "0001-01-02"
    assert codec_.to_dict(day.replace(year=2024)) == "2024-01-01"
    for text in ("2023-02-29", "2024-2-29", "20240229", "2024-02-29T00:00:00Z", ""):
        assert findings(codec_, text)[0].startswith("$: expected an RFC 3339 date,")


def test_base64_is_bytes_that_are_written_as_they_came() -> None:
    codec_ = codec(BYTES)
    for text, data in {"": b"", "QUJD": b"ABC", "QQ==": b"A", "QR==": b"A", "QUI=": b"AB"}.items():
        read = codec_.from_dict(text)
        assert read == data
        for each in (read, copy.deepcopy(read), pickle.loads(pickle.dumps(read))):
            assert codec_.to_dict(each) == text
    for text in ("QQ", "QQ=", "Q===", "QUJD\n", "QU JD", "QU-_", "="):
        assert findings(codec_, text) == [
            f"$: expected base64 text, found {json.dumps(text)}",
        ]


# Enums and literals.


def test_an_enum_of_strings_is_read_as_its_members(zoo: Any) -> None:
    assert zoo.codec("Mood").from_dict("good") is zoo.Mood.GOOD
    assert zoo.Mood.GOOD == "good"
    assert zoo.codec("Mood").to_dict(zoo.Mood.GOOD) == "good"
    assert findings(zoo.codec("Mood"), "GOOD") == ['$: expected one of "good", "bad", found "GOOD"']


def test_an_open_enum_keeps_other_values_as_they_come() -> None:
    package = load(schema(enum("E", "a", 1, is_open=True)))
    codec_ = package.codec("E")
    assert codec_.from_dict("a") is package.E.A
    assert codec_.from_dict(1) is package.E.VALUE_1
    for other in ("b", 2, 1.0, 2.0, ""):
        assert repr(codec_.to_dict(codec_.from_dict(other))) == repr(other)
    assert findings(codec_, True) == ["$: expected a string or an integer, found true"]


def test_values_that_python_finds_equal_are_told_apart() -> None:
    package = load(schema(enum("E", 1, True, "1", 0, False, None, "")))
    codec_ = package.codec("E")
    for value in (1, True, "1", 0, False, None, ""):
        member = codec_.from_dict(value)
        assert type(member) is package.E
        assert (type(member.value), member.value) == (type(value), value)
        assert repr(codec_.to_dict(member)) == repr(value)
        assert package.E(value) is copy.deepcopy(member) is member
        assert pickle.loads(pickle.dumps(member)) is member
    assert codec_.from_dict(1.0) is codec_.from_dict(1)
    assert repr(package.E.TRUE) == "<E.TRUE: True>"


def test_a_literal_is_one_value_in_either_form() -> None:
    one = codec(LiteralType(1))
    assert repr(one.from_dict(1)) == "1"
    assert repr(one.from_dict(1.0)) == "1.0"
    others: tuple[Json, ...] = (True, "1", 2, None, [1], {})
    for other in others:
        assert len(findings(one, other)) == 1
    assert findings(codec(LiteralType("a")), "b") == ['$: expected "a", found "b"']


# Unions.


@pytest.mark.parametrize(
    ("variants", "value", "type_"),
    [
        ((STRING, DATETIME), "2024-01-31T12:30:00Z", datetime),
        ((DATETIME, STRING), "yesterday", str),
        ((STRING, BYTES), "QUJD", str),
        ((BYTES, STRING), "QUJD", bytes),
        ((AnyType(), DATETIME), "2024-01-31T12:30:00Z", datetime),
        ((NUMBER, INTEGER), 1, int),
        ((ArrayType(AnyType()), ArrayType(DATETIME)), ["2024-01-31T12:30:00Z"], list),
        ((ArrayType(INTEGER), ArrayType(STRING)), ["a"], list),
        ((STRING, PrimitiveType("null")), None, type(None)),
    ],
)
def test_the_variant_that_says_most_takes_a_value(
    variants: tuple[TypeExpr, ...], value: Json, type_: type
) -> None:
    codec_ = codec(UnionType(variants))
    read = codec_.from_dict(value)
    assert isinstance(read, type_)
    assert repr(codec_.to_dict(read)) == repr(value)


def test_an_enum_in_a_union_leaves_a_number_in_the_other_form_to_others() -> None:
    codec_ = codec(UnionType((NUMBER, ReferenceType("E"))), enum("E", 1))
    assert repr(codec_.to_dict(codec_.from_dict(1))) == "1"
    assert repr(codec_.to_dict(codec_.from_dict(1.0))) == "1.0"


def test_a_tag_tells_records_apart() -> None:
    package = load(
        schema(
            union("Pet", ReferenceType("Cat"), ReferenceType("Dog"), PrimitiveType("null")),
            record("Cat", required("kind", LiteralType("cat")), optional("name")),
            record("Dog", required("kind", ReferenceType("DogKind")), optional("name")),
            enum("DogKind", "dog"),
        )
    )
    codec_ = package.codec("Pet")
    assert type(codec_.from_dict({"kind": "dog"})) is package.Dog
    assert type(codec_.from_dict({"kind": "cat"})) is package.Cat
    assert codec_.from_dict(None) is None
    assert findings(codec_, {"kind": "dog", "name": 1}) == ["$.name: expected a string, found 1"]
    assert findings(codec_, {"kind": "fish"}) == [
        '$.kind: expected one of "cat", "dog", found "fish"'
    ]
    assert findings(codec_, {"kind": ["cat"]}) == [
        '$.kind: expected one of "cat", "dog", found an array'
    ]
    assert findings(codec_, {}) == ['$.kind: expected one of "cat", "dog", found nothing']
    assert findings(codec_, 3) == ["$: expected an object or null, found 3"]


def test_a_tag_may_be_a_choice_of_values() -> None:
    literals = (LiteralType("p"), LiteralType("q"))
    types: dict[str, TypeExpr] = {
        "T1": ReferenceType("Color"),
        "T2": LiteralType("x"),
        "T3": NullableType(LiteralType(3)),
        "T4": UnionType(literals),
        "T5": ReferenceType("Either"),
    }
    package = load(
        schema(
            union("U", *map(ReferenceType, types)),
            *(record(name, required("t", type_), optional("n")) for name, type_ in types.items()),
            enum("Color", "red", 1),
            union("Either", ReferenceType("More"), LiteralType(True)),
            enum("More", "y", "z"),
        )
    )
    codec_ = package.codec("U")
    read = {"red": "T1", 1: "T1", "x": "T2", 3: "T3", None: "T3", "q": "T4", "z": "T5"}
    for tag, name in read.items():
        assert type(codec_.from_dict({"t": tag})).__name__ == name
    expected = 'one of "red", 1, "x", 3, null, "p", "q", "y", "z", true'
    assert findings(codec_, {}) == [f"$.t: expected {expected}, found nothing"]
    assert findings(codec_, {"t": "q", "n": 1}) == ["$.n: expected a string, found 1"]


def test_a_choice_of_values_that_is_open_or_shared_is_no_tag() -> None:
    for type_ in (UnionType((LiteralType("p"), STRING)), UnionType(tuple(map(LiteralType, "xp")))):
        codec_ = codec(
            UnionType((ReferenceType("A"), ReferenceType("B"))),
            record("A", required("t", LiteralType("x")), required("a")),
            record("B", required("t", type_), required("b")),
        )
        assert type(codec_.from_dict({"t": "x", "b": ""})).__name__ == "B"


def test_of_records_without_a_tag_the_one_that_knows_most_keys_is_taken() -> None:
    package = load(
        schema(
            union("U", ReferenceType("A"), ReferenceType("B"), MapType(AnyType())),
            record("A", optional("a")),
            record("B", optional("b"), optional("c")),
        )
    )
    codec_ = package.codec("U")
    for value, type_ in (
        ({}, package.A),
        ({"a": "x"}, package.A),
        ({"b": "x", "z": 1}, package.B),
        ({"a": "x", "b": "x", "c": "x"}, package.B),
        ({"a": "x", "b": 1, "c": 1}, package.A),
        ({"a": 1, "b": 1}, dict),
    ):
        read = codec_.from_dict(value)
        assert type(read) is type_
        assert codec_.to_dict(read) == value


def test_of_variants_that_fail_the_closest_is_explained() -> None:
    codec_ = codec(
        UnionType((ReferenceType("A"), ReferenceType("B"))),
        record("A", required("x", INTEGER), required("y", INTEGER)),
        record("B", required("x", STRING), required("z", MapType(INTEGER))),
    )
    assert findings(codec_, {"x": "a", "z": {"k": "v"}}) == [
        '$.z.k: expected an integer, found "v"'
    ]


def test_a_variant_that_fails_deep_inside_makes_way_for_another() -> None:
    package = load(
        schema(
            union("U", ReferenceType("A"), ReferenceType("B")),
            record("A", required("x", ArrayType(ReferenceType("Inner")))),
            record("B", required("x", ArrayType(MapType(STRING)))),
            record("Inner", required("n", INTEGER)),
        )
    )
    value = package.codec("U").from_dict({"x": [{"n": "text"}]})
    assert type(value) is package.B


def test_options_that_nest_cost_no_more_than_the_payload() -> None:
    """Each of the two records can be tried for each level, so there are 2**40 ways."""
    either = UnionType((ReferenceType("A"), ReferenceType("B")))
    codec_ = codec(
        either,
        record("A", required("a"), required("b"), required("next", NullableType(either))),
        record("B", required("b"), required("a"), required("next", NullableType(either))),
    )
    payload: Json = None
    for _ in range(40):
        payload = {"a": "", "b": "", "next": payload}
    assert codec_.to_dict(codec_.from_dict(payload)) == payload
    wrong: Json = {"a": "", "b": ""}
    for _ in range(40):
        wrong = {"a": "", "b": "", "next": wrong}
    (finding,) = findings(codec_, wrong)
    assert finding == f"$.next{'.next' * 40}: expected an object or null, found nothing"


def test_mistakes_of_options_that_are_dropped_are_never_put_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each has the path to it, so that of a deep payload, these would be very long together."""
    package = load(
        schema(
            union("W", *map(ReferenceType, ("V", "U")), MapType(ReferenceType("W")), OPEN),
            union("V", ReferenceType("A"), ReferenceType("B")),
            union("U", ReferenceType("C"), ReferenceType("D")),
            *(record(name, required("x"), required(name.lower(), INTEGER)) for name in "ABCD"),
            record("Strict", required("w", MapType(ReferenceType("V")))),
        )
    )
    told: list[Any] = []

    def description(value: Any) -> str:
        told.append(value)
        return "it"

    monkeypatch.setattr(_runtime(package, "findings"), "_description", description)
    deep: Json = 1
    for _ in range(300):
        deep = {"x": deep, "a": 1}
    examine = _runtime(package, "examining").examine
    codec_ = package.codec("W")
    assert codec_.to_dict(examine(codec_, deep)) == deep
    assert told == []
    assert len(findings(package.codec("Strict"), {"w": {"one": {}, "two": {"x": ""}}})) == 3
    assert len(told) == 3


def test_a_tag_may_be_a_number_or_true() -> None:
    package = load(
        schema(
            union("U", *(ReferenceType(name) for name in ("One", "True", "Text", "Other"))),
            record("One", required("v", LiteralType(1)), optional("n", INTEGER)),
            record("True", required("v", LiteralType(True))),
            record("Text", required("v", LiteralType("1"))),
            record("Other", required("v", ReferenceType("E"))),
            enum("E", 2, None, "2"),
        )
    )
    codec_ = package.codec("U")
    for tag, name in ((1, "One"), (1.0, "One"), (True, "True_"), ("1", "Text"), (None, "Other")):
        read = codec_.from_dict({"v": tag})
        assert type(read).__name__ == name
        assert repr(codec_.to_dict(read)) == repr({"v": tag})
    others: tuple[Json, ...] = (3, False, [1], {})
    for other in others:
        (finding,) = findings(codec_, {"v": other})
        assert finding.startswith('$.v: expected one of 1, true, "1", 2, null, "2", found ')
    assert findings(codec_, {"v": 1, "n": "x"}) == ['$.n: expected an integer, found "x"']


def test_a_tag_leaves_what_is_no_record_to_others() -> None:
    package = load(
        schema(
            union("U", ReferenceType("A"), ReferenceType("B"), MapType(INTEGER), STRING),
            record("A", required("v", LiteralType("a"))),
            record("B", required("v", LiteralType("b"))),
        )
    )
    codec_ = package.codec("U")
    assert type(codec_.from_dict({"v": "a"})) is package.A
    assert codec_.from_dict({"v": 1}) == {"v": 1}
    assert codec_.from_dict("a") == "a"


def test_values_in_unions_are_found_among_all_that_are_listed() -> None:
    package = load(
        schema(
            union("U", *map(LiteralType, ("a", "b")), ReferenceType("E"), NUMBER, DATETIME),
            enum("E", "b", "c"),
            union("Null", ReferenceType("N"), NullableType(STRING)),
            enum("N", None, "x"),
        )
    )
    codec_ = package.codec("U")
    assert [codec_.from_dict(value) for value in ("a", "b", "c", 1)] == ["a", "b", "c", 1]
    assert codec_.from_dict("c") is package.E.C
    assert type(codec_.from_dict("b")) is str
    assert isinstance(codec_.from_dict("2024-01-31T12:30:00Z"), datetime)
    assert len(findings(codec_, "d")) == 1
    assert package.codec("Null").from_dict(None) is package.N.NULL
    assert package.codec("Null").from_dict("x") is package.N.X
    assert package.codec("Null").from_dict("y") == "y"


# What comes from Python, not from JSON text.


class Text(str):
    __slots__ = ()


def test_subclasses_of_what_json_gives_are_read(zoo: Any) -> None:
    class Items(list[Any]):
        pass

    payload: dict[str, Any] = defaultdict(list[Any])
    payload |= {
        Text("id"): Text("a"),
        "name": Text("b"),
        "mood": Text("good"),
        "tags": Items(["x"]),
        "keeper": OrderedDict(animals=OrderedDict(x=OrderedDict(id="c", name=None))),
    }
    animal = zoo.Animal.from_dict(payload)
    assert animal.mood is zoo.Mood.GOOD
    assert type(animal.id) is Text
    assert animal.keeper.animals["x"].id == "c"
    assert "ageInYears" not in payload, "looking for a key has not made it"
    assert type(animal.to_dict()["tags"]) is list
    assert findings(zoo.codec("Animal"), defaultdict(list))[0].startswith("$.id: ")
    pets = codec(
        UnionType((ReferenceType("A"), ReferenceType("B"))),
        record("A", required("v", LiteralType("a"))),
        record("B", required("v", LiteralType("b"))),
    )
    assert pets.to_dict(pets.from_dict(OrderedDict(v="a"))) == {"v": "a"}
    assert len(findings(pets, defaultdict(str))) == 1


def test_absence_is_no_value_of_a_payload(zoo: Any) -> None:
    (finding,) = findings(zoo.codec("Animal"), {"id": "a", "name": None, "tags": zoo.ABSENT})
    assert finding.startswith("$.tags: expected an array")


def test_values_of_other_types_are_written_as_they_are(zoo: Any) -> None:
    animal = zoo.Animal(
        id=datetime(2024, 1, 2, tzinfo=UTC),
        name=zoo.Mood.BAD,
        tags=("x", b"ABC", {"y": date(2024, 1, 2)}),
        keeper={"animals": [zoo.Closed(a="z")]},
        additional_properties=OrderedDict(more=bytearray(b"A")),
    )
    assert animal.to_dict() == {
        "id": "2024-01-02T00:00:00Z",
        "name": "bad",
        "keeper": {"animals": [{"a": "z"}]},
        "tags": ["x", "QUJD", {"y": "2024-01-02"}],
        "more": "QQ==",
    }


def test_names_in_json_are_text_to_the_decoder() -> None:
    names = ("'", '"', "\\", "\n", "{0}", "value", "record", "_0", "part", "key", "__class__")
    package = load(schema(record("R", *map(required, names))))
    payload: dict[str, Json] = {name: name for name in names}
    assert package.R.from_dict(payload).to_dict() == payload
    assert len(findings(package.codec("R"), {})) == len(names)


# Recursion.


def test_what_holds_itself_is_told(zoo: Any) -> None:
    payload: dict[str, Any] = {"id": "a", "name": None}
    payload["keeper"] = {"animals": {"x": payload, "y": payload}}
    assert findings(zoo.codec("Animal"), payload) == [
        "$.keeper.animals.x: expected a value that does not hold itself, found an object",
        "$.keeper.animals.y: expected a value that does not hold itself, found an object",
    ]
    animal = zoo.Animal(id="a", name=None)
    animal.keeper = zoo.staff.Keeper(animals={"x": animal})
    with pytest.raises(ValueError, match="a value that holds itself cannot be written"):
        animal.to_dict()
    shared = ["x"]
    assert zoo.codec("Animal").to_dict([shared, shared, [shared]]) == [["x"], ["x"], [["x"]]]


def test_types_may_lead_back_to_themselves_across_modules() -> None:
    package = load(
        schema(
            record("A", optional("b", ReferenceType("m.B")), module="n"),
            record("B", optional("a", ReferenceType("n.A")), module="m"),
            union("Tree", STRING, ArrayType(ReferenceType("t.Tree")), module="t"),
            AliasDecl("t", "Deep", "", ArrayType(ReferenceType("t.Deep"))),
        )
    )
    payload: Json = {"b": {"a": {"b": {}}}}
    assert package.n.A.from_dict(payload).to_dict() == payload
    for key, value in {"t.Tree": ["a", ["b", []]], "t.Deep": [[], [[]]]}.items():
        assert package.codec(key).to_dict(package.codec(key).from_dict(value)) == value
    assert findings(package.codec("t.Tree"), ["a", ["b", 1]]) == [
        "$[1][1]: expected a string or an array, found 1"
    ]


@pytest.fixture
def _usual_recursion_limit() -> Iterator[None]:
    """Some tools raise it when they are imported."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.usefixtures("_usual_recursion_limit")
@pytest.mark.parametrize("depth", [100, 5000])
def test_a_payload_may_be_deeper_than_python_calls(depth: int) -> None:
    package = load(
        schema(
            record("Node", optional("next", ReferenceType("Node")), optional("n", INTEGER)),
            union(
                "Tree", INTEGER, ArrayType(ReferenceType("Tree")), MapType(ReferenceType("Tree"))
            ),
        )
    )
    payload: dict[str, Any] = {"n": 1}
    tree: Any = 1
    for index in range(depth):
        payload = {"next": payload}
        tree = {"a": tree} if index % 2 else [tree]
    written = package.Node.from_dict(payload).to_dict()
    tree_written = package.codec("Tree").to_dict(package.codec("Tree").from_dict(tree))
    for _ in range(depth):
        written = written["next"]
        (tree_written,) = tree_written.values() if isinstance(tree_written, dict) else tree_written
    assert (written, tree_written) == ({"n": 1}, 1)
    for _ in range(depth):
        payload = payload["next"]
    payload["n"] = "x"
    deep: Any = payload
    for _ in range(depth):
        deep = {"next": deep}
    assert findings(package.codec("Node"), deep) == [
        f'${".next" * depth}.n: expected an integer, found "x"'
    ]


def test_aliases_may_stand_for_one_another_without_end() -> None:
    """More of them than Python calls deep."""
    length = 1500
    chain = [AliasDecl("", f"A{n}", "", ReferenceType(f"A{n + 1}")) for n in range(length)]
    nulls = [union(f"N{n}", ReferenceType(f"N{n + 1}"), STRING) for n in range(length)]
    last = union(f"N{length}", PrimitiveType("null"))
    package = load(schema(*chain, record(f"A{length}"), *nulls, last))
    assert type(package.codec("A0").from_dict({})) is getattr(package, f"A{length}")
    assert package.codec("N0").from_dict(None) is None
    assert findings(package.codec("N0"), 1) == ["$: expected null or a string, found 1"]


def test_a_key_that_no_type_has_is_told_with_one_that_may_be_meant(zoo: Any) -> None:
    with pytest.raises(KeyError, match=r"no type has the key 'Animl'; did you mean 'Animal'\?"):
        zoo.codec("Animl")
    with pytest.raises(KeyError, match=r"'Keeper'; did you mean 'staff\.Keeper'\?"):
        zoo.codec("Keeper")
    with pytest.raises(TypeError, match=r"a key is a text, such as 'staff\.Keeper', not <class "):
        zoo.codec(zoo.staff.Keeper)
    with pytest.raises(TypeError, match=r"a key is a text, such as 'Animal', not int \| str"):
        zoo.codec(int | str)
    with pytest.raises(TypeError, match="a key is a text"):
        zoo.codec([])


# Properties.


def _exactly(value: Json) -> Any:
    """A value that is equal to another only if all its parts are of the same types."""
    match value:
        case dict():
            return {key: _exactly(part) for key, part in value.items()}
        case list():
            return [_exactly(part) for part in value]
        case _:
            return type(value), repr(value)


def _in_json(value: Json) -> Any:
    """A value that is equal to another if they are equal in JSON, where 1 is 1.0 but not true."""
    match value:
        case dict():
            return {key: _in_json(part) for key, part in value.items()}
        case list():
            return [_in_json(part) for part in value]
        case _:
            return isinstance(value, bool), value


def _runtime(package: Any, module: str) -> Any:
    return importlib.import_module(f"{package.__name__}._runtime.{module}")


def _quickly(package: Any, codec_: Any, data: Json) -> str:
    """What the quick way reads; nothing where it says no, or leaves it to the thorough one."""
    findings_ = _runtime(package, "findings")
    try:
        return repr(codec_.decode(data))
    except (findings_.Mismatch, findings_.Undecided):
        return ""


def _both_ways(package: Any, codec_: Any, data: Json) -> str:
    """What the quick way and the thorough one read, which is the same, and so are the texts."""
    read = _runtime(package, "examining").examine(codec_, data)
    assert _quickly(package, codec_, data) in (repr(read), "")
    assert codec_.to_dict(read) == _runtime(package, "writing")._write_thoroughly(read)
    return repr(read)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_is_valid_comes_back_and_what_is_not_is_refused(data: st.DataObject) -> None:
    given_schema = data.draw(schemas())
    package = load(given_schema)
    for declaration in given_schema.declarations:
        type_ = ReferenceType(declaration.key)
        if not has_values(type_, given_schema):
            continue
        codec_ = package.codec(declaration.key)
        valid = data.draw(values(type_, given_schema))
        read = codec_.from_dict(valid)
        assert _exactly(codec_.to_dict(read)) == _exactly(valid)
        assert _both_ways(package, codec_, valid) == repr(read)
        assert _exactly(codec_.to_dict(codec_.from_json(codec_.to_json(read)))) == _exactly(valid)
        assert repr(pickle.loads(pickle.dumps(read))) == repr(read)

        other = data.draw(damaged(valid))
        if find_mismatch(other, type_, given_schema.by_key()) is None:
            assert _both_ways(package, codec_, other)
            assert _in_json(codec_.to_dict(codec_.from_dict(other))) == _in_json(other)
        else:
            assert findings(codec_, other)
            assert _quickly(package, codec_, other) == ""
    unload(package)
