"""The subject of decoding: how long it takes to read a payload, and to write it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from bench.peers import PEERS
from bench.probes import shortcomings
from bench.settings import Settings
from bench.tables import table
from bench.timing import Time, measure
from bench.workloads import workloads

REMARKS: Final = "does not check, or loses, as it showed in this run"
ROUNDS: Final = 25
"""Short ones."""


def report(settings: Settings) -> str:
    """A table of reading, with what each library does not check or loses, and one of writing."""
    rounds = settings.rounds or ROUNDS
    loads = workloads()
    read: dict[str, Mapping[str, Time]] = {}
    written: dict[str, Mapping[str, Time]] = {}
    for load in loads:
        readers = {name: peer(load.schema, load.type) for name, peer in PEERS.items()}
        values = {name: reader.decode(load.payload) for name, reader in readers.items()}
        read[load.name] = measure(
            {name: partial(reader.decode, load.payload) for name, reader in readers.items()},
            rounds,
        )
        written[load.name] = measure(
            {name: partial(reader.encode, values[name]) for name, reader in readers.items()},
            rounds,
        )
    lacks = {name: "; ".join(shortcomings(peer)) for name, peer in PEERS.items()}
    lines = [
        *("## Decoding", ""),
        "Microseconds a payload, and how many times as long as ours: medians of "
        f"{rounds} rounds, in turn, in one process, without garbage collection.",
        "",
        *_table(read, lacks),
        *("", "## Encoding", ""),
        *_table(written, {}),
    ]
    return "".join(f"{line}\n" for line in lines)


def _table(times: Mapping[str, Mapping[str, Time]], remarks: Mapping[str, str]) -> Iterable[str]:
    rows = (
        [
            name,
            *(_shown(each[name]) for each in times.values()),
            *([remarks[name] or "–"] if remarks else []),
        ]
        for name in PEERS
    )
    header = ["", *times, *([REMARKS] if remarks else [])]
    return table(header, rows, texts=(0, len(header) - 1) if remarks else (0,))


def _shown(time: Time) -> str:
    return f"{time.seconds * 1e6:,.1f} ({time.ratio:.2f}×)"
