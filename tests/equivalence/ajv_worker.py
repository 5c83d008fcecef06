"""Ajv in a process of its own that lives on from one schema to the next."""

from __future__ import annotations

import json
from types import TracebackType

from node_tools import AjvResult, NodeError, SchemaSet, start_script


class AjvWorker:
    """Asks one Node process about one schema set after another. To be used in a `with`."""

    def __init__(self) -> None:
        self._process = start_script("ajv_worker.mjs")

    def __enter__(self) -> AjvWorker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def judge(self, schemas: SchemaSet) -> AjvResult:
        """Compile every file of the set, and judge its payloads."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"files": dict(schemas.files), "payloads": list(schemas.payloads)}
        # ASCII only, so that nothing in it ends a line.
        self._process.stdin.write(f"{json.dumps(request, allow_nan=False)}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise NodeError("ajv_worker.mjs ended before it answered")
        answer = json.loads(line)
        return AjvResult(answer["errors"], tuple(answer["verdicts"]))
