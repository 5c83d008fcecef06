"""The peers of `generate`: each makes one output, from the JSON Schema that ours made of the pages.

Each is its own command line with its own defaults, but for what it must be told to make all types
of a bundle, which has no type at its root.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from node_tools import node_command, node_modules

from bench.processes import Command

FOLDER: Final = Path(__file__).parent

JSON2TS: Final = "json-schema-to-typescript"
JSON2TS_PLAIN: Final = "json-schema-to-typescript, `format: false`"
QUICKTYPE: Final = "quicktype, TypeScript"
DATAMODEL: Final = "datamodel-code-generator, dataclasses, no formatter"
DATAMODEL_BLACK: Final = "datamodel-code-generator, dataclasses, black and isort"
PEERS: Final = (JSON2TS, JSON2TS_PLAIN, QUICKTYPE, DATAMODEL, DATAMODEL_BLACK)
"""All of these, in the order in which they are shown."""


def generators(bundle: Path, out: Path, limit: float) -> Mapping[str, Command]:
    """The command of each peer; what it makes stands in a folder of its own below `out`.

    `limit` is after how many seconds one is stopped.
    """
    node = node_command()
    packages = node_modules(FOLDER)
    folders = {name: out / str(number) for number, name in enumerate(PEERS)}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    json2ts = str(packages / "json-schema-to-typescript" / "dist" / "src" / "cli.js")
    quicktype = str(packages / "quicktype" / "dist" / "index.js")
    typescript = {name: str(folder / "types.ts") for name, folder in folders.items()}
    datamodel = (
        *(sys.executable, "-m", "datamodel_code_generator"),
        *("--input", str(bundle), "--input-file-type", "jsonschema"),
        *("--output-model-type", "dataclasses.dataclass"),
    )
    words = {
        JSON2TS: (
            *(*node, json2ts, "--unreachableDefinitions"),
            *("-i", str(bundle), "-o", typescript[JSON2TS]),
        ),
        JSON2TS_PLAIN: (
            *(*node, str(FOLDER / "compile.mjs")),
            *(str(bundle), typescript[JSON2TS_PLAIN]),
        ),
        QUICKTYPE: (
            *(*node, quicktype, "--src-lang", "schema", "--lang", "typescript"),
            *("--src", f"{bundle}#/$defs/", "--out", typescript[QUICKTYPE]),
        ),
        DATAMODEL: (*datamodel, "--output", str(folders[DATAMODEL]), "--no-formatters"),
        DATAMODEL_BLACK: (
            *(*datamodel, "--output", str(folders[DATAMODEL_BLACK])),
            *("--formatters", "black", "isort"),
        ),
    }
    return {name: Command(each, limit=limit) for name, each in words.items()}
