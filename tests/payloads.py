"""Payloads as services send them: right ones and wrong ones, each with a sentence that says why.

Runs are of the type `operations.GetRunResponseBody` of `specs/`. Parcels are of the type
`operations.GetParcelResponse` of the golden case `facts-the-tables-do-not-carry`, whose overlay
says what is null, what is a moment, and how names are spelled in JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from generator.schema import Json


@dataclass(frozen=True)
class Payload:
    """A JSON value, and what is to be said about it."""

    sentence: str
    value: Mapping[str, Json]
    wrong_at: str = ""
    """The JSON path of the one thing that is wrong; empty where nothing is."""
    has_unknown_keys: bool = False
    """TypeScript takes keys that a record does not declare, but not in a fresh literal."""
    is_beyond_typescript: bool = False
    """It is wrong in a way that TypeScript has no words for."""


def without(value: Mapping[str, Json], key: str) -> dict[str, Json]:
    return {name: part for name, part in value.items() if name != key}


# Runs.

RUN: Final[Mapping[str, Json]] = {
    "id": "run_01",
    "workflowVersionId": "version_7",
    "workflowInputs": {"prompt": "a lighthouse at dusk", "seed": 42},
    "workflowId": "workflow_3",
    "machineId": "machine_2",
    "origin": "manual",
    "status": "running",
    "endedAt": "2024-05-01T08:02:00Z",
    "createdAt": "2024-05-01T08:00:00Z",
    "updatedAt": "2024-05-01T08:02:00Z",
    "queuedAt": "2024-05-01T08:00:01Z",
    "startedAt": "2024-05-01T08:00:09Z",
    "gpuEventId": "event_5",
    "gpu": "T4",
    "machineVersion": "12",
    "machineType": "classic",
    "modalFunctionCallId": "call_8",
    "userId": "user_4",
    "orgId": "org_6",
    "liveStatus": "Sampling",
    "progress": 0.5,
    "isRealtime": False,
    "webhook": "https://example.com/hook",
    "webhookStatus": "success",
    "webhookIntermediateStatus": True,
}

IMAGE: Final[Mapping[str, Json]] = {"url": "https://example.com/1.png", "filename": "1.png"}

FULL_RUN: Final[Mapping[str, Json]] = {
    **RUN,
    "workflowApi": {"3": {"class_type": "KSampler"}},
    "runLog": {"lines": 12},
    "outputs": [
        {
            "data": {
                "images": [{**IMAGE}, {"url": "https://example.com/2.png", "filename": "2.png"}],
                "files": [{"url": "https://example.com/a.txt", "filename": "a.txt"}],
                "gifs": [{"url": "https://example.com/b.gif", "filename": "b.gif"}],
                "text": ["a lighthouse", "at dusk"],
            }
        },
        {"data": {}},
    ],
}

RIGHT_RUNS: Final = (
    Payload("what is required, and nothing else", RUN),
    Payload("every field there is, and two outputs", FULL_RUN),
    Payload(
        "keys that nobody declared, of every kind",
        {
            **FULL_RUN,
            "region": "eu-west",
            "attempts": 3,
            "parent": None,
            "tags": ["nightly", ["nested"]],
            "cost": {"gpu": {"seconds": 1.25, "free": False}},
        },
        has_unknown_keys=True,
    ),
    Payload(
        "keys that nobody declared, further in",
        {
            **RUN,
            "outputs": [
                {
                    "data": {"images": [{**IMAGE, "width": 512}], "audio": [{"url": "c.ogg"}]},
                    "node": {"id": 9},
                }
            ],
        },
        has_unknown_keys=True,
    ),
    Payload(
        "unknown keys that are named like what the outputs use themselves",
        {
            **RUN,
            "workflow_id": "in the other spelling",
            "additional_properties": {"additional_properties": 1},
            "to_dict": None,
            "_table": [],
            "constructor": "of JavaScript",
            "$ref": "#/$defs/operations.Origin",
            "": "the empty key",
        },
        has_unknown_keys=True,
    ),
    Payload(
        "nothing in all that may be empty",
        {**RUN, "workflowInputs": {}, "workflowApi": {}, "runLog": {}, "outputs": []},
    ),
    Payload(
        "anything in what may hold anything",
        {
            **RUN,
            "workflowInputs": {"": None, "id": 1, "nested": {"list": [True, [], {}, 1e-9]}},
            "workflowApi": {"status": "melted"},
            "runLog": {"0": [{"logs": "some logs", "timestamp": 1706631877.25}]},
        },
    ),
    Payload(
        "the last value of each enum",
        {
            **RUN,
            "origin": "workspace",
            "status": "cancelled",
            "gpu": "H100",
            "machineType": "workspace-v2",
            "webhookStatus": "running",
        },
    ),
    Payload(
        "a whole number, which is a number",
        {**RUN, "progress": 1},
    ),
    Payload(
        "text that is only text, also where a name sounds like a moment or an address",
        {
            **RUN,
            "id": "",
            "createdAt": "yesterday",
            "endedAt": "null",
            "webhook": "not an address",
            "liveStatus": "\"'`${x}`'\" \\ */ <!-- \n\t\u2028\x00 Grüße, 世界, \U0001f680",
        },
    ),
)

WRONG_RUNS: Final = (
    Payload("a status that is none of the nine", {**RUN, "status": "melted"}, "$.status"),
    Payload("no id, which is required", without(FULL_RUN, "id"), "$.id"),
    Payload("the name of a value in place of the value", {**RUN, "origin": "Manual"}, "$.origin"),
    Payload("a number in quotes", {**RUN, "progress": "0.5"}, "$.progress"),
    Payload("a number for false", {**RUN, "isRealtime": 0}, "$.isRealtime"),
    Payload(
        "null where a field may be absent and not null",
        {**RUN, "workflowApi": None},
        "$.workflowApi",
    ),
    Payload(
        "the log as an array, as in the page's example, though its type is a record",
        {**RUN, "runLog": [{"logs": "some logs", "timestamp": 1706631877.3831277}]},
        "$.runLog",
    ),
    Payload("one output in place of an array", {**RUN, "outputs": {"data": {}}}, "$.outputs"),
    Payload(
        "an image without its name, three levels down",
        {**RUN, "outputs": [{"data": {}}, {"data": {"images": [without(IMAGE, "filename")]}}]},
        "$.outputs[1].data.images[0].filename",
    ),
    Payload(
        "a number among texts",
        {**RUN, "outputs": [{"data": {"text": ["a lighthouse", 7]}}]},
        "$.outputs[0].data.text[1]",
    ),
)


# Parcels.

PARCEL: Final[Mapping[str, Json]] = {
    "announced_at": "2024-05-01T08:00:00Z",
    "delivered_at": None,
    "weight_grams": 250,
    "recipient_name": None,
    "last_scan": None,
}


def parcel(**changes: Json) -> dict[str, Json]:
    return {"requestID": "request_1", "parcel": {**PARCEL, **changes}}


RIGHT_PARCELS: Final = (
    Payload("null in all that may be null", parcel()),
    Payload(
        "every field there is",
        parcel(
            delivered_at="2024-05-03T16:30:00Z",
            recipient_name="A. Reader",
            last_scan="out",
            priority=2,
            legacy_code="P-77",
            measure=12.5,
            labels={"fragile": "yes"},
        ),
    ),
    Payload("a moment at an offset", parcel(announced_at="2024-05-01T10:00:00+02:00")),
    Payload("a moment at an unknown offset", parcel(announced_at="2024-05-01T08:00:00-00:00")),
    Payload("a moment at offset zero, not Z", parcel(announced_at="2024-05-01T08:00:00+00:00")),
    Payload(
        "fractions of a second that a datetime holds",
        parcel(delivered_at="2024-05-01T08:00:00.125000+05:30"),
    ),
    Payload("one digit of a fraction", parcel(delivered_at="2024-05-01T08:00:00.5Z")),
    Payload("nine digits of a fraction", parcel(announced_at="2024-05-01T08:00:00.123456789Z")),
    Payload(
        "a scan and a measure of a kind that is not listed, in enums that are open",
        parcel(last_scan="held at the border", measure="lost"),
    ),
    Payload("an integer that is written with a point", parcel(weight_grams=250.0)),
    Payload(
        "a key that nobody declared, in the record that is open",
        {**parcel(), "requestId": "in the client's spelling"},
        has_unknown_keys=True,
    ),
)

WRONG_PARCELS: Final = (
    Payload("a moment that is null", parcel(announced_at=None), "$.parcel.announced_at"),
    Payload(
        "a null that is left out",
        {**parcel(), "parcel": without(PARCEL, "delivered_at")},
        "$.parcel.delivered_at",
    ),
    Payload("a null where absence is meant", parcel(priority=None), "$.parcel.priority"),
    Payload(
        "a name as the pages and not the service spell it",
        {"requestId": "request_1", "parcel": {**PARCEL}},
        "$.requestID",
    ),
    Payload("an unknown key in a record that is closed", parcel(color="red"), "$.parcel.color"),
    Payload("a number in an enum that is open to texts", parcel(last_scan=3), "$.parcel.last_scan"),
    Payload("a label that is no text", parcel(labels={"fragile": True}), "$.parcel.labels.fragile"),
    Payload(
        "a moment without an offset",
        parcel(announced_at="2024-05-01T08:00:00"),
        "$.parcel.announced_at",
        is_beyond_typescript=True,
    ),
    Payload(
        "a day that no calendar has",
        parcel(delivered_at="2023-02-29T08:00:00Z"),
        "$.parcel.delivered_at",
        is_beyond_typescript=True,
    ),
    Payload(
        "an integer with a fraction",
        parcel(weight_grams=250.5),
        "$.parcel.weight_grams",
        is_beyond_typescript=True,
    ),
)
