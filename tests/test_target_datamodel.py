"""The targets through datamodel-code-generator: what they make takes what the schema takes.

`model_differences` names what is otherwise. Whatever else differs is a mistake.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_differences import DIFFERENCES, Difference, example, meant, without_points
from model_packages import TARGETS, Models
from payloads import RIGHT_PARCELS, RIGHT_RUNS, WRONG_PARCELS, WRONG_RUNS, Payload
from schema_strategies import schemas
from value_strategies import damaged, has_values, values

from generator.instances import find_mismatch
from generator.pipeline import compile_folder
from generator.schema import ReferenceType, Schema

ROOT = Path(__file__).parent.parent
every_target = pytest.mark.parametrize("target", TARGETS)


def is_value(schema: Schema, key: str, text: str) -> bool:
    return find_mismatch(json.loads(text), ReferenceType(key), schema.by_key()) is None


# Payloads as services send them.

RUN = "operations.GetRunResponseBody"
PARCEL = "operations.GetParcelResponse"


@every_target
def test_runs_are_judged_as_they_should(target: str) -> None:
    models = Models(target, compile_folder(ROOT / "specs", "specs").schema)
    judge_all(models, RUN, (*RIGHT_RUNS, *WRONG_RUNS))


@every_target
def test_parcels_are_judged_as_they_should(target: str) -> None:
    folder = ROOT / "tests/golden/overlay/facts-the-tables-do-not-carry/input"
    models = Models(target, compile_folder(folder, "input").schema)
    judge_all(models, PARCEL, (*RIGHT_PARCELS, *WRONG_PARCELS))


OTHERWISE = {("msgspec", "an integer that is written with a point"): "integer-with-point"}
"""The payloads that are judged otherwise, and the names of the differences."""


def judge_all(models: Models, key: str, payloads: tuple[Payload, ...]) -> None:
    for payload in payloads:
        verdict = (not payload.wrong_at) != ((models.target, payload.sentence) in OTHERWISE)
        assert models.verdicts(key, json.dumps(payload.value)) == {verdict}, payload.sentence


def test_what_is_judged_otherwise_has_a_name() -> None:
    assert set(OTHERWISE.values()) <= {difference.name for difference in DIFFERENCES}


# Schemas of all kinds.


@every_target
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_models_take_what_the_schema_takes(target: str, data: st.DataObject) -> None:
    schema = data.draw(schemas())
    models = Models(target, schema)
    for key in schema.by_key():
        if not has_values(ReferenceType(key), schema):
            continue
        value = data.draw(values(ReferenceType(key), schema))
        for payload in (value, data.draw(damaged(value)), data.draw(damaged(value))):
            payload = without_points(payload) if target == "msgspec" else payload
            text = json.dumps(payload)
            expected = is_value(meant(target, schema), key, text)
            assert models.verdicts(key, text) == {expected}, (models.files["_models.py"], text)
    models.unload()


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_target_means_no_less_than_the_schema(target: str, data: st.DataObject) -> None:
    """What is meant otherwise is meant wider: a right payload is refused for no type."""
    schema = data.draw(schemas(nasty=False))
    for key in schema.by_key():
        if has_values(ReferenceType(key), schema):
            text = json.dumps(data.draw(values(ReferenceType(key), schema)))
            assert is_value(meant(target, schema), key, text)


# What is otherwise.


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.name)
@every_target
def test_each_difference_is_one(target: str, difference: Difference) -> None:
    """For the targets that it is told of, and for no other."""
    schema = example(difference)
    key = difference.declarations[0].key
    assert is_value(schema, key, difference.payload) == difference.is_right
    differs = Models(target, schema).verdicts(key, difference.payload) != {difference.is_right}
    assert differs == (target in difference.targets)


def test_the_documentation_names_each_difference() -> None:
    text = (ROOT / "docs/targets.md").read_text("utf-8")
    for difference in DIFFERENCES:
        targets = ", ".join(f"`{target}`" for target in difference.targets)
        payload = difference.payload.replace("|", "\\|")
        row = f"| `{difference.name}` | {targets} | {difference.sentence} | `{payload}` |"
        assert row in text.splitlines(), row
    assert text.count("\n| `") == len(DIFFERENCES)
