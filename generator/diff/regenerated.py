"""What `generate` did to those who use the types, from the schema file of before and of now.

To read a schema file of ten thousand types takes seconds. But one type is one block of lines, and
blocks of the same lines are the same type: only those that differ are read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.check import check_schema
from generator.diagnostic_text import printable
from generator.diagnostics import Report
from generator.diff.compare import compare
from generator.diff.directions import known_directions
from generator.diff.model import Comparison
from generator.diff.summary import summary_of
from generator.references import uses, uses_of
from generator.schema import Declaration, Schema, declarations_by_key
from generator.schema_file import load_schema
from generator.source import Source
from generator.wording import counted

if TYPE_CHECKING:
    from generator.dialects.dialect import Directions

_MOST_READ: Final = 100_000
"""So many characters of blocks that differ are read, which takes a fraction of a second."""
_SHOWN: Final = 8
"""So many changes are listed."""
_BETWEEN: Final = re.compile(r"\n(?=  [^ :\n])")
"""A type's key stands two columns in, and everything else of it farther."""


def told_changes(before: bytes, now: str, new: Schema, directions: Directions) -> str:
    """A few lines on what changed between two texts of a schema file, `now` being that of `new`.

    `directions` is what the dialect says. Empty where nothing changed for those who use the types,
    or what was there before is no schema file as it is written now. It is a courtesy: a slip of
    ours here must not cost the run that it is about, so it is told in place of the changes.
    """
    try:
        return "".join(f"{line}\n" for line in _lines(before, now, new, directions))
    except Exception as error:
        return _untold(error)


def told_changes_of(
    head: str, blocks: Mapping[str, str], new: Schema, directions: Directions
) -> str:
    """The same, where all types are there that were, and the blocks of before are known that
    differ; `head` is the schema file of before up to its types."""
    try:
        return "".join(f"{line}\n" for line in _told(head, blocks, new.by_key(), new, directions))
    except Exception as error:
        return _untold(error)


def _untold(error: Exception) -> str:
    return f"what this changes for users could not be told: {type(error).__name__}\n"


def _lines(before: bytes, now: str, new: Schema, directions: Directions) -> Iterator[str]:
    text = before.decode("utf-8", "replace").replace("\r\n", "\n")
    old_blocks, new_blocks = _blocks(text), _blocks(now)
    if old_blocks is None or new_blocks is None:
        return
    differing = {key: each for key, each in old_blocks.items() if new_blocks.get(key) != each}
    yield from _told(_head(text), differing, old_blocks, new, directions)


def _told(
    head: str,
    differing: Mapping[str, str],
    keys: Mapping[str, object],
    new: Schema,
    directions: Directions,
) -> Iterator[str]:
    """`keys` are those of all types of before."""
    if sum(map(len, differing.values())) > _MOST_READ:
        now = new.by_key()
        added, removed = len(now.keys() - keys.keys()), len(keys.keys() - now.keys())
        figures = (
            f"{len(differing) - removed:,} types changed, {added:,} added, {removed:,} removed"
        )
        yield f"{figures}: `tablewright diff` says how"
        return
    old = _schema(head, differing, keys, new)
    if old is not None:
        known = known_directions([(old, directions), (new, directions)])
        yield from _changes(compare(old, new, known, differing))


def _head(text: str) -> str:
    return text.partition("\ntypes:")[0]


def _blocks(text: str) -> dict[str, str] | None:
    """The lines of each type, by its key; None where this is no schema file that was written."""
    _, heading, types = text.partition("\ntypes:\n")
    if not heading and not text.endswith("\ntypes: {}\n"):
        return None
    blocks = _BETWEEN.split(types.rstrip("\n"))
    try:
        return {_key(block.split("\n", 1)[0]): block for block in blocks if block}
    except ValueError:
        return None


def _key(line: str) -> str:
    """The key in the first line of a type: `  Pet:`, `  "a b":`, or `  ? "one that is long"`."""
    written = line.strip().removeprefix("? ") if line.startswith("  ? ") else line[2:-1]
    return str(json.loads(written)) if written.startswith('"') else written


def _schema(
    head: str, differing: Mapping[str, str], keys: Mapping[str, object], new: Schema
) -> Schema | None:
    """The schema with these types, of which those that differ are read, and all others are as they
    are in `new`. None where it is unsound."""
    report = Report()
    types = "\n".join(differing.values()) or "  {}"
    source = Source("schema.yaml", "schema.yaml", f"{head}\ntypes:\n{types}\n")
    old = load_schema(source, report, keys)
    if old is None or report.has_errors:
        return None
    read = old.by_key()
    same = {key: used for key, used in new.once(uses).items() if key in keys}
    whole = _Before(keys, read, new.by_key())
    old = old.knowing({declarations_by_key: whole, uses: {**same, **uses_of(read)}})
    # Nothing leads back to itself in NEW: only what differs may have done so in OLD.
    check_schema(old, report)
    return None if report.has_errors else old


@dataclass(frozen=True, slots=True)
class _Before(Mapping[str, Declaration]):
    """All types of before: those that were read, and the others as they are now."""

    keys_: Mapping[str, object]
    read: Mapping[str, Declaration]
    others: Mapping[str, Declaration]

    def __getitem__(self, key: str) -> Declaration:
        return self.read[key] if key in self.read else self.others[key]

    def __contains__(self, key: object) -> bool:
        return key in self.keys_

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)


def _changes(comparison: Comparison) -> Iterator[str]:
    summary = summary_of(comparison)
    if not summary.changes:
        return
    others = summary.compatible
    figures = [
        *([counted(summary.breaking, "breaking change")] if summary.breaking else []),
        *([counted(others, "compatible change")] if others else []),
    ]
    yield f"{', '.join(figures)}; suggested version bump: {summary.bump.value}"
    in_order = sorted(comparison.changes, key=lambda change: not change.is_breaking)
    for change in in_order[:_SHOWN]:
        label = "breaking" if change.is_breaking else "compatible"
        where = f"{change.type}: " if change.type else ""
        yield printable(f"  {label}[{change.rule}]: {where}{change.sentence}")
    if len(in_order) > _SHOWN:
        yield f"  and {len(in_order) - _SHOWN:,} more: `tablewright diff` shows all, with proofs"
