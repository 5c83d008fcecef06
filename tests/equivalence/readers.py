"""What the readers of the generated Python and JSON Schema say of values.

Each reader asserts formats. Those of JSON Schema find their way as a consumer does: by the
catalogue, to a type in the bundle, in the draft-07 bundle and in a file of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import jsonschema
import jsonschema_rs
import referencing
from node_tools import SchemaSet
from python_packages import load_files, unload
from referencing.jsonschema import DRAFT7, DRAFT202012

from equivalence.ajv_worker import AjvWorker
from generator.schema import Json

FORMS: Final = ("bundle", "file", "draft-07")
"""The forms in which JSON Schema has each type."""

_BASE: Final = "https://schemas.invalid/"

_Judge = Callable[[Json], bool]


@dataclass(frozen=True, slots=True)
class Payload:
    """A JSON value to be judged by a type."""

    key: str
    value: Json


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reader says of one payload."""

    reader: str
    payload: int | None
    """Its index. None: it is about a file, whatever the payload."""
    says: bool | str
    """Whether it is valid; or what went wrong before that could be said."""


class JsonSchemas:
    """The JSON Schema files of one schema."""

    def __init__(self, artifacts: Mapping[str, str]) -> None:
        """`artifacts` are the texts of all outputs, by their paths."""
        texts = {
            path.removeprefix("jsonschema/"): text
            for path, text in artifacts.items()
            if path.startswith("jsonschema/")
        }
        index = json.loads(texts.pop("index.json"))
        self.files: dict[str, Any] = {quote(path): json.loads(text) for path, text in texts.items()}
        self.targets: dict[tuple[str, str], str] = {}
        """Where each type stands in each form, as a path and perhaps a fragment."""
        for entry in index["types"]:
            self.targets["bundle", entry["key"]] = entry["bundle"]
            self.targets["draft-07", entry["key"]] = entry["draft-07"]
            self.targets["file", entry["key"]] = quote(entry["file"])
        self._identifiers = {
            path: document.get("$id", _BASE + path) for path, document in self.files.items()
        }

    def verdicts(self, payloads: Sequence[Payload]) -> Iterator[Verdict]:
        """What `jsonschema` and `jsonschema-rs` say."""
        for name, compile_ in (("jsonschema", self._python), ("jsonschema-rs", self._rust)):
            compiled = self._compiler(compile_)
            for form in FORMS:
                for index, payload in enumerate(payloads):
                    judge = compiled(self.targets[form, payload.key])
                    yield Verdict(f"{name}, {form}", index, judge(payload.value))

    def ajv_verdicts(self, worker: AjvWorker, payloads: Sequence[Payload]) -> Iterator[Verdict]:
        """What Ajv says in strict mode."""
        asked = [
            (self.targets[form, payload.key], payload.value)
            for form in FORMS
            for payload in payloads
        ]
        result = worker.judge(SchemaSet(self.files, asked))
        for path, message in result.errors.items():
            yield Verdict(f"ajv, {path}", None, message)
        for at, says in enumerate(result.verdicts):
            form, index = FORMS[at // len(payloads)], at % len(payloads)
            yield Verdict(f"ajv, {form}", index, says)

    def check(self) -> None:
        """Hold every file to the meta-schema of its draft. Raises where one does not."""
        for document in self.files.values():
            jsonschema_rs.meta.validate(document)

    def _compiler(self, compile_: Callable[[str, str], _Judge]) -> Callable[[str], _Judge]:
        compiled: dict[str, _Judge] = {}

        def judge_of(target: str) -> _Judge:
            if target not in compiled:
                path, mark, fragment = target.partition("#")
                reference = f"{self._identifiers[path]}{mark}{fragment}"
                compiled[target] = compile_(self.files[path]["$schema"], reference)
            return compiled[target]

        return judge_of

    def _python(self, dialect: str, reference: str) -> _Judge:
        class_: Any = jsonschema.validators.validator_for({"$schema": dialect})
        resources = [
            (self._identifiers[path], _specification(document).create_resource(document))
            for path, document in self.files.items()
        ]
        registry: Any = referencing.Registry().with_resources(resources)
        validator = class_(
            {"$schema": dialect, "$ref": reference},
            registry=registry,
            format_checker=class_.FORMAT_CHECKER,
        )
        is_valid: _Judge = validator.is_valid
        return is_valid

    def _rust(self, dialect: str, reference: str) -> _Judge:
        resources = [(self._identifiers[path], each) for path, each in self.files.items()]
        validator = jsonschema_rs.validator_for(
            {"$schema": dialect, "$ref": reference},
            registry=jsonschema_rs.Registry(resources),
            validate_formats=True,
        )
        is_valid: _Judge = validator.is_valid
        return is_valid


def _specification(document: Mapping[str, Json]) -> Any:
    return DRAFT7 if "draft-07" in str(document["$schema"]) else DRAFT202012


@contextmanager
def imported(artifacts: Mapping[str, str]) -> Iterator[Any]:
    """The generated Python package among the outputs."""
    texts = {
        path.split("/", 2)[2]: text
        for path, text in artifacts.items()
        if path.startswith("python/")
    }
    package = load_files(texts)
    try:
        yield package
    finally:
        unload(package)


def python_verdicts(package: Any, payloads: Sequence[Payload]) -> Iterator[Verdict]:
    """What the generated Python says, of data and of JSON text; what it takes has to come back."""
    for index, payload in enumerate(payloads):
        codec = package.codec(payload.key)

        def by_data(value: Json, codec: Any = codec) -> Json:
            written: Json = codec.to_dict(codec.from_dict(value))
            return written

        def by_text(value: Json, codec: Any = codec) -> Json:
            written: Json = json.loads(codec.to_json(codec.from_json(json.dumps(value))))
            return written

        for reader, come_back in (("python, data", by_data), ("python, text", by_text)):
            try:
                written = come_back(payload.value)
            except package.DecodeError:
                yield Verdict(reader, index, False)
            else:
                yield Verdict(reader, index, _changed(payload.value, written) or True)


def _changed(before: Json, after: Json) -> str:
    """What came back that is not what went in; empty where all did."""
    return "" if _in_json(before) == _in_json(after) else f"what comes back is {after!r}"


def _in_json(value: Json) -> Any:
    """A value that is equal to another if they are equal in JSON, where 1 is 1.0 but not true."""
    match value:
        case dict():
            return {key: _in_json(part) for key, part in value.items()}
        case list():
            return [_in_json(part) for part in value]
        case _:
            return isinstance(value, bool), value
