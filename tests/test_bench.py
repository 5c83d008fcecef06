"""The bench compares like with like: all libraries read the same data from its payloads."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgspec
import pydantic
import pytest
from bench import __main__ as bench
from bench.peers import OURS, PEERS
from bench.probes import shortcomings
from bench.timing import measure
from bench.workloads import TAG, Workload, workloads


@pytest.mark.parametrize("load", workloads(), ids=lambda load: load.name)
def test_all_read_the_same_and_write_what_reads_the_same(load: Workload) -> None:
    readers = {name: peer(load.schema, load.type) for name, peer in PEERS.items()}
    ours = readers[OURS]
    value = ours.decode(load.payload)
    assert ours.encode(value) == load.payload
    for name, reader in readers.items():
        other = reader.decode(load.payload)
        assert plain(other) == plain(value), name
        assert plain(ours.decode(reader.encode(other))) == plain(value), name


def plain(value: Any) -> Any:
    """What has been read, whatever it was read as, without what is absent.

    Left out are keys that nobody declared, which not all keep, and the tags of unions, which are
    no fields for all.
    """
    names = field_names(value)
    if names is not None:
        parts = {name: getattr(value, name) for name in names}
        kept = {name: plain(part) for name, part in parts.items() if not is_absent(part)}
        return type(value).__name__, kept
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC)
        case list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(part) for key, part in value.items()}
        case _:
            return value


def field_names(value: Any) -> Iterable[str] | None:
    """The names of a record's fields; nothing where it is none."""
    names: Iterable[str]
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
    elif isinstance(value, pydantic.BaseModel):
        names = type(value).model_fields
    elif isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
    else:
        return None
    return [name for name in names if name not in (TAG, "additional_properties")]


def is_absent(value: Any) -> bool:
    return value is None or value is msgspec.UNSET or type(value).__name__ == "Absent"


def test_ours_has_no_shortcoming_and_what_others_have_shows() -> None:
    found = {name: shortcomings(peer) for name, peer in PEERS.items()}
    assert found.pop(OURS) == []
    assert all(found.values())


def test_each_task_is_measured() -> None:
    times = measure({"none": lambda: None, "some": lambda: sum(range(1000))}, rounds=1)
    assert times["none"].ratio == 1
    assert times["some"].seconds > 0


def test_a_subject_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        bench.main(["decodng"])
    assert left.value.code == 2
    assert "no subject is called decodng" in capsys.readouterr().err
