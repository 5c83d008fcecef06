"""The sources of one folder, each kept for the messages that show its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.files import Folder, read_sources
from generator.pages.returns import without_stray_returns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.diagnostics import Report
    from generator.source import Source, Span


class Reader:
    """Reads the sources of one folder, and keeps them for the messages."""

    def __init__(self, folder: Folder, report: Report) -> None:
        """What is wrong with a source is added to the report."""
        self.folder = folder
        self.report = report
        self.sources: dict[str, Source] = {}

    def read(self, name: str) -> Source | None:
        """The source `name`; None, with a diagnostic, where it is not text.

        Raises `OSError` where the file cannot be read.
        """
        return next(iter(self.read_all([name])), None)

    def read_all(self, names: Sequence[str]) -> list[Source]:
        """The sources of these names, without those that are not text. Raises likewise."""
        read = read_sources(self.folder, names, self.report)
        sources = [without_stray_returns(source) for source in read]
        self.keep(sources)
        return sources

    def keep(self, sources: Iterable[Source]) -> None:
        """Keep sources of the folder that another has read."""
        self.sources |= {source.path: source for source in sources}

    def read_named(self, name: str, span: Span) -> Source | None:
        """A file that the spec-set file names at `span`, relative to the folder."""
        if not self.folder.is_file(name):
            missing = f"there is no file `{name}` in {self.folder.shown}"
            self.report.add("missing-file", span, missing)
            return None
        return self.read(name)
