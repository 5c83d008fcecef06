"""The pages of a spec set: which they are, and their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.diagnostics import Report
from generator.failures import CannotWorkError
from generator.files import find_pages
from generator.frozen import Frozen, replace
from generator.reader import Reader
from generator.spec_set import AS_WRITTEN, DEFAULT_PAGES, FILE_NAME, SpecSet, read_spec_set
from generator.wording import listed
from generator.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from generator.crew import Crew
    from generator.files import Folder
    from generator.source import Source

MANY: Final = 300
"""So many pages, or types, are worth sharing."""


class SpecPages(Frozen):
    """The pages of a spec set, found but not read yet."""

    reader: Reader
    """Of its folder, with the report that all mistakes go to."""
    spec_set: SpecSet
    names: tuple[str, ...]
    """Sorted."""

    @property
    def are_many(self) -> bool:
        """Whether there is enough to do for several processes."""
        return len(self.names) >= MANY

    def read(self, crew: Crew) -> list[Source]:
        """The sources of all that are text, of which each of the crew reads its share.

        Raises `OSError` where a file cannot be read.
        """
        reader = self.reader
        mine = Reader(reader.folder, reader.report.alike())
        every = crew.gather((mine.read_all(crew.share(self.names)), mine.report))
        for sources, report in every:
            reader.keep(sources)
            reader.report.take_in(report)
        return [source for sources, _ in every for source in sources]


def find_spec_pages(folder: Folder) -> SpecPages:
    """The pages of the spec set in a folder.

    Every mistake in the spec-set file is in the report. Raises `CannotWorkError` where there is no
    folder or no page in it, and `OSError`.
    """
    if not folder.is_folder(""):
        raise CannotWorkError(f"{folder.shown} is not a folder")
    reader = Reader(folder, Report())
    spec_set = spec_set_of(reader)
    reader.report.adjust(spec_set.severities)
    return SpecPages(reader, spec_set, _names(reader, spec_set))


def page_names(reader: Reader) -> tuple[str, ...]:
    """The names of the pages of a spec set, for who wants their texts and no schema.

    Every mistake in the spec-set file is in the reader's report. Raises likewise.
    """
    spec_set = spec_set_of(reader)
    reader.report.adjust(spec_set.severities)
    return _names(reader, spec_set)


def spec_set_of(reader: Reader) -> SpecSet:
    """The spec set of a folder. Every mistake in its file is in the reader's report."""
    if not reader.folder.is_file(FILE_NAME):
        return read_spec_set(None, reader.folder.name)
    source = reader.read(FILE_NAME)
    node = read_yaml(source, reader.report) if source is not None else None
    spec_set = read_spec_set(node, reader.folder.name)
    # What an unreadable file says of wire names nobody knows, so nobody is told that it is missing.
    return spec_set if node is not None else replace(spec_set, wire_names=AS_WRITTEN)


def _names(reader: Reader, spec_set: SpecSet) -> tuple[str, ...]:
    """The names of the pages; none, with a diagnostic, where the spec-set file rules out all.

    Raises `CannotWorkError` where there is none to be ruled out.
    """
    folder = reader.folder
    names = find_pages(folder, spec_set.pages, spec_set.exclude)
    if not names and (spec_set.choice is None or not find_pages(folder, DEFAULT_PAGES, ())):
        raise CannotWorkError(f"there are no pages in {folder.shown}")
    if not names and spec_set.choice is not None:
        hint = f"without `pages:` and `exclude:`, every {listed(DEFAULT_PAGES)} is read"
        reader.report.add("missing-file", spec_set.choice, "this leaves no page to be read", hint)
    return names
