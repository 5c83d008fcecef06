"""A spec set is opened: what it says of itself, which pages it has, and how they are written.

That much is known before a page is compiled. The pages that show the dialect have been read by
then, and none is read twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.diagnostics import Report
from generator.failures import CannotWorkError
from generator.files import find_pages
from generator.frozen import Frozen, replace
from generator.lowering.detect import choose_dialect, spread
from generator.lowering.lower import lower_page
from generator.lowering.lowered import Lowered, Lowering
from generator.lowering.outline import Outline, RuledOut, outline_page
from generator.lowering.overlay import Overlay, read_overlay
from generator.lowering.samples import judged_alone
from generator.own_targets import read_own_targets
from generator.pages.page import read_page
from generator.reader import Reader
from generator.spec_set import (
    AS_WRITTEN,
    DEFAULT_PAGES,
    FILE_NAME,
    WIRE_NAME_RULES,
    SpecSet,
    module_of,
    read_spec_set,
)
from generator.targets.builtin import BUILTIN_TARGETS
from generator.wording import listed
from generator.yaml_nodes import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.dialects.dialect import Dialect
    from generator.files import Folder
    from generator.lowering.symbols import Symbols
    from generator.pages.page import Page
    from generator.targets import Options, Target

MANY: Final = 300
"""So many pages, or types, are worth sharing."""


class Reading(Frozen):
    """How the pages of a spec set are read."""

    spec_set: SpecSet
    dialect: Dialect | None
    overlay: Overlay

    def outlines(
        self, pages: Iterable[Page], report: Report
    ) -> tuple[list[Outline], list[RuledOut]]:
        """What the pages declare, and those that declare nothing."""
        outlines: list[Outline] = []
        ruled_out: list[RuledOut] = []
        root = self.spec_set.root.name if self.spec_set.root is not None else None
        for page in pages:
            source = page.source
            if self.dialect is None:
                ruled_out.append(RuledOut(source.name, source.path, "no dialect"))
                continue
            module = module_of(source.name, self.dialect.containers, root)
            match outline_page(page, module, self.dialect, report):
                case Outline() as outline:
                    outlines.append(outline)
                case RuledOut() as out:
                    ruled_out.append(out)
        return outlines, ruled_out

    def lowered(
        self, outlines: Iterable[Outline], symbols: Symbols, report: Report
    ) -> list[Lowered]:
        """The declarations, with the samples that are judged by no other; there is a dialect, or no
        outline."""
        if self.dialect is None:
            return []
        rule = WIRE_NAME_RULES[self.spec_set.wire_names or AS_WRITTEN]
        lowering = Lowering(self.dialect, symbols, self.overlay, rule, report)
        lowered = (lower_page(outline, lowering) for outline in outlines)
        return [judged_alone(each, self.dialect, report) for each in lowered]


class OpenSpecSet(Frozen):
    """A spec set of which all is known but what its pages declare."""

    reader: Reader
    """Of its folder, with the report that all mistakes go to."""
    reading: Reading
    targets: Mapping[str, Options]
    """Those to build, with their options."""
    own_targets: Mapping[str, Target]
    """Of these, those that the project brings."""
    names: tuple[str, ...]
    """Of the pages, sorted."""
    shown: tuple[Page, ...]
    """Those that were read to see the dialect."""

    @property
    def is_large(self) -> bool:
        """Whether there is enough to do for several processes."""
        return len(self.names) >= MANY


def open_spec_set(folder: Folder, only: Sequence[str] | None) -> OpenSpecSet:
    """The spec set in a folder. `only` are the targets to build; None: the spec set says.

    Every mistake in the input is in the reader's report. Raises `CannotWorkError` where there is
    no folder or no page in it, or no target of a name, and `OSError`.
    """
    if not folder.is_folder(""):
        raise CannotWorkError(f"{folder.shown} is not a folder")
    report = Report()
    reader = Reader(folder, report)
    spec_set = spec_set_of(reader)
    report.adjust(spec_set.severities)
    own_targets = read_own_targets(spec_set, only, reader)
    names = page_names(reader, spec_set)
    if spec_set.root is not None and not folder.is_folder(spec_set.root.name):
        missing = f"there is no folder `{spec_set.root.name}` in {folder.shown}"
        report.add("missing-file", spec_set.root.span, missing)
    to_show = spread(names) if spec_set.dialect is None else ()
    shown = tuple(map(read_page, reader.read_all(to_show)))
    dialect = choose_dialect(spec_set.dialect, shown, reader.read_named, report)
    report.adjust({**(dialect.severities if dialect else {}), **spec_set.severities})
    return OpenSpecSet(
        reader,
        Reading(spec_set, dialect, _read_overlay(spec_set, reader)),
        chosen_targets(spec_set, only, own_targets),
        own_targets,
        names,
        shown,
    )


def chosen_targets(
    spec_set: SpecSet, only: Sequence[str] | None, own: Iterable[str]
) -> Mapping[str, Options]:
    """The targets to build, with the options that the spec set gives them."""
    wanted = tuple(spec_set.targets) if only is None else only
    known = (*BUILTIN_TARGETS, *own)
    return {name: spec_set.targets.get(name, {}) for name in known if name in wanted}


def spec_set_of(reader: Reader) -> SpecSet:
    """The spec set of a folder. Every mistake in its file is in the reader's report."""
    if not reader.folder.is_file(FILE_NAME):
        return read_spec_set(None, reader.folder.name)
    source = reader.read(FILE_NAME)
    node = read_yaml(source, reader.report) if source is not None else None
    spec_set = read_spec_set(node, reader.folder.name)
    # What an unreadable file says of wire names nobody knows, so nobody is told that it is missing.
    return spec_set if node is not None else replace(spec_set, wire_names=AS_WRITTEN)


def page_names(reader: Reader, spec_set: SpecSet) -> tuple[str, ...]:
    """The names of the pages; none, with a diagnostic, where the spec-set file rules out all.

    Raises `CannotWorkError` where there is none to be ruled out, and `OSError`.
    """
    folder = reader.folder
    names = find_pages(folder, spec_set.pages, spec_set.exclude)
    if not names and (spec_set.choice is None or not find_pages(folder, DEFAULT_PAGES, ())):
        raise CannotWorkError(f"there are no pages in {folder.shown}")
    if not names and spec_set.choice is not None:
        hint = f"without `pages:` and `exclude:`, every {listed(DEFAULT_PAGES)} is read"
        reader.report.add("missing-file", spec_set.choice, "this leaves no page to be read", hint)
    return names


def _read_overlay(spec_set: SpecSet, reader: Reader) -> Overlay:
    if spec_set.overlay is None:
        return Overlay()
    source = reader.read_named(spec_set.overlay.name, spec_set.overlay.span)
    node = read_yaml(source, reader.report) if source is not None else None
    return Overlay() if node is None else read_overlay(node)
