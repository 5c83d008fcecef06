"""One trial: pages are written and read, outputs made, and every reader is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from traceback import format_exc
from typing import Final

from trees import put

from equivalence.ajv_worker import AjvWorker
from equivalence.differences import difference
from equivalence.features import features
from equivalence.inexpressible import explain
from equivalence.pages import SpecSet, write_pages
from equivalence.programs import Judgement
from equivalence.readers import JsonSchemas, Verdict, imported, python_verdicts
from equivalence.trials import Trial
from generator.instances import Mismatch, find_mismatch
from generator.pipeline import Compilation, build_artifacts, compile_folder
from generator.schema import ReferenceType
from generator.schema_file import dump_schema

EXPECTED_CODES: Final = frozenset({"name-collision"})
"""The diagnostics that pages made from random names may have."""


class DisagreementError(AssertionError):
    """Two that should say the same do not. The message is all that one needs to look into it."""


@dataclass(slots=True)
class Tally:
    """What was counted in the trials of a run."""

    schemas: int = 0
    payloads: int = 0
    valid: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    """How many verdicts each reader gave."""
    features: Counter[str] = field(default_factory=Counter)
    """How many schemas have each feature."""
    changes: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """How many payloads have each change, and whether they are valid with it."""
    excluded: Counter[str] = field(default_factory=Counter)
    on_pages: int = 0
    told: Counter[str] = field(default_factory=Counter)
    differences: Counter[str] = field(default_factory=Counter)
    inexpressible: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Count what another run counted."""
        self.schemas += other.schemas
        self.payloads += other.payloads
        self.valid += other.valid
        self.on_pages += other.on_pages
        self.verdicts.update(other.verdicts)
        self.features.update(other.features)
        self.changes.update(other.changes)
        self.excluded.update(other.excluded)
        self.told.update(other.told)
        self.differences.update(other.differences)
        self.inexpressible.update(other.inexpressible)


@dataclass(frozen=True, slots=True)
class Examined:
    """A trial in which all but the TypeScript compiler, which is yet to be asked, agree."""

    trial: Trial
    spec_set: SpecSet
    artifacts: Mapping[str, str]
    """The texts of all outputs, by their paths."""
    mismatches: tuple[Mismatch | None, ...]
    """What the schema says of each payload."""
    tally: Tally


def examine(trial: Trial, folder: Path, worker: AjvWorker) -> Examined:
    """Write, read back, generate, and ask the readers of Python and JSON Schema.

    `folder` is empty, and the pages are in it afterwards. Raises `DisagreementError`, whatever it
    is that fails.
    """
    spec_set = write_pages(trial.schema)
    try:
        return _examined(trial, spec_set, folder, worker)
    except DisagreementError:
        raise
    except Exception as error:
        raise DisagreementError(f"{_files(spec_set)}\n{format_exc()}") from error


def _examined(trial: Trial, spec_set: SpecSet, folder: Path, worker: AjvWorker) -> Examined:
    put(folder, spec_set.files)
    compilation = compile_folder(folder, "specs")
    _check_read_back(trial, spec_set, compilation)
    artifacts = {artifact.path: artifact.text for artifact in build_artifacts(compilation)}
    declarations = trial.schema.by_key()
    mismatches = tuple(
        find_mismatch(payload.value, ReferenceType(payload.key), declarations)
        for payload in trial.payloads
    )
    examined = Examined(trial, spec_set, artifacts, mismatches, Tally())
    json_schemas = JsonSchemas(artifacts)
    json_schemas.check()
    with imported(artifacts) as package:
        _judge(python_verdicts(package, trial.payloads), examined)
    _judge(json_schemas.verdicts(trial.payloads), examined)
    _judge(json_schemas.ajv_verdicts(worker, trial.payloads), examined)
    _count(examined)
    return examined


def judge_typescript(examined: Examined, judgement: Judgement) -> None:
    """Compare what the TypeScript compiler says. Raises `DisagreementError`."""
    trial, tally = examined.trial, examined.tally
    if judgement.faults:
        raise DisagreementError(_told(examined, None, "\n".join(judgement.faults)))
    held = {each.payload: not each.error for each in judgement.verdicts if each.manner == "held"}
    for each in judgement.verdicts:
        payload, mismatch = trial.payloads[each.payload], examined.mismatches[each.payload]
        tally.verdicts[f"tsc, {each.manner}"] += 1
        is_valid = mismatch is None
        if is_valid == (not each.error):
            continue
        rules = explain(
            payload, trial.schema, each.manner, is_valid=is_valid, is_held=held[each.payload]
        )
        if not rules:
            says = each.error or "it compiles"
            raise DisagreementError(_told(examined, each.payload, f"tsc, {each.manner}: {says}"))
        tally.inexpressible.update(rules)


def _check_read_back(trial: Trial, spec_set: SpecSet, compilation: Compilation) -> None:
    diagnostics = [
        f"{each.span.path}:{each.span.line}: {each.code}: {each.message}"
        for each in compilation.report.sorted()
        if each.code not in EXPECTED_CODES
    ]
    # As text too, since to Python 1 and true are equal.
    before, after = dump_schema(trial.schema), dump_schema(compilation.schema)
    if diagnostics or compilation.schema != trial.schema or before != after:
        changed = () if before == after else ("What was written:", before, "What was read:", after)
        raise DisagreementError("\n".join((_files(spec_set), *diagnostics, *changed)))


def _judge(verdicts: Iterable[Verdict], examined: Examined) -> None:
    trial, tally = examined.trial, examined.tally
    for verdict in verdicts:
        payload = None
        if verdict.payload is not None:
            payload = trial.payloads[verdict.payload]
            tally.verdicts[verdict.reader] += 1
            if verdict.says is (examined.mismatches[verdict.payload] is None):
                continue
        named = difference(verdict.reader, payload, trial.schema, verdict.says)
        if not named:
            says = f"{verdict.reader}: {verdict.says}"
            raise DisagreementError(_told(examined, verdict.payload, says))
        tally.differences[named] += 1


def _count(examined: Examined) -> None:
    trial, tally = examined.trial, examined.tally
    tally.schemas += 1
    tally.payloads += len(trial.payloads)
    for what, mismatch in zip(trial.changed, examined.mismatches, strict=True):
        tally.valid += mismatch is None
        tally.changes[what, mismatch is None] += 1
    tally.features.update(features(trial.schema))
    tally.excluded.update(trial.excluded)
    tally.on_pages += examined.spec_set.on_pages
    tally.told.update(examined.spec_set.told)


def _told(examined: Examined, index: int | None, says: str) -> str:
    """The pages, the payload, and what is said of it."""
    lines = [_files(examined.spec_set)]
    if index is not None:
        payload, mismatch = examined.trial.payloads[index], examined.mismatches[index]
        schema_says = "valid" if mismatch is None else f"not valid: {_in_words(mismatch)}"
        lines += [f"{payload.key}: {payload.value!r}"]
        lines += [f"  changed: {examined.trial.changed[index]}", f"  schema: {schema_says}"]
    return "\n".join((*lines, f"  {says}"))


def _in_words(mismatch: Mismatch) -> str:
    return f"{mismatch.path}: expected {mismatch.expected}, found {mismatch.found}"


def _files(spec_set: SpecSet) -> str:
    texts = (f"--- {path}\n{text}" for path, text in sorted(spec_set.files.items()))
    return "\n".join(text for text in texts if not text.startswith("--- dialect.yaml"))
