"""The last run that made an OUT of a spec set is recalled, and this one is remembered."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from generator.console import cache_folder
from generator.diagnostics import Severity
from generator.files import DiskFolder
from generator.frozen import Frozen, replace
from generator.output import MANIFEST, Tree
from generator.rerun.program import fingerprint
from generator.rerun.record import Record, read_record, record_bytes, record_file
from generator.rerun.snapshot import NONE, Snapshot, digest_of, snapshot
from generator.write import keep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.plan import Plan

FEW: Final = 50
"""So many files may have changed for a run to go on from the last one."""
_UNREAD: Final = frozenset({"missing-file", "not-utf8", "nul-character"})
"""What is said of files that could not be read, and may come and go unseen."""


class LastRun(Frozen):
    """The last run, where this one would be the same but for a few pages."""

    record: Record
    changed: tuple[str, ...]
    """The names of the files of the spec set that are no longer what they were. Nothing else is
    another than it was."""


class Memory:
    """Where runs that make this OUT of this spec set are remembered."""

    def __init__(self, specs: Path, out: Path, only: Sequence[str]) -> None:
        """`only` are the targets that the run is told to build, if it is."""
        self.folder = DiskFolder(specs, specs.as_posix())
        self.only = only
        self.names: list[str] = []
        """What there is in the spec set; nothing, before it was looked at."""
        self._tree = Tree(out)
        places = [str(Path.cwd()), specs.as_posix(), str(out.absolute())]
        self._file = record_file(cache_folder(), (fingerprint(), *places, *only))

    def recall(self) -> LastRun | None:
        """The last run, if this one would be the same but for a few pages."""
        record = read_record(self._file)
        try:
            # Before anything is read: of what comes while the run lasts, the next one has to hear.
            self.names = sorted(self.folder.names())
            if record is None or record.names != self.names:
                return None
            changed = map(PurePosixPath, record.files.changed(FEW))
            names = tuple(str(path.relative_to(self.folder.shown)) for path in changed)
        except (OSError, TypeError, ValueError):
            return None
        return LastRun(record, names)

    def remember(self, record: Record, plan: Plan, ended: int, before: Snapshot = NONE) -> None:
        """Keep the record of a run that went well, whose files are so far those that it read.

        What it left in OUT, the plan says; it ended then, in nanoseconds since 1970. All others are
        as they were `before`, in the run that it went on from. Nothing is kept where there are
        errors, or not all was seen that the run depends on.
        """
        found = record.findings
        if not record.names or any(
            each.severity is Severity.ERROR or each.code in _UNREAD for each in found
        ):
            return
        made = {self._place(path): digest for path, digest in plan.hashes.items()}
        try:
            made[self._place(MANIFEST)] = digest_of(self._tree.read(MANIFEST) or b"")
        except OSError:
            return
        files = record.files + snapshot(made, ended) + before
        lasting = [each for each in found if each.code != "edited-output"]  # which it is no more
        keep(self._file, record_bytes(replace(record, files=files, findings=lasting)))

    def _place(self, path: str) -> str:
        return f"{self._tree.out}/{path}"
