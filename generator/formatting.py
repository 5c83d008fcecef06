"""`fmt`: which pages of a spec set are not in canonical form, and what they are in it."""

from __future__ import annotations

from generator.failures import CannotWorkError
from generator.files import DiskFolder
from generator.frozen import Frozen
from generator.opening import page_names, spec_set_of
from generator.pages.canonical import with_canonical_tables
from generator.pages.page import read_page
from generator.reader import Reader


class Formatted(Frozen):
    """A page that is to have another text."""

    shown: str
    """Its path as the user would type it, with forward slashes."""
    text: str


def pages_to_format(folder: DiskFolder, reader: Reader) -> tuple[str, ...]:
    """The names of the pages of this folder, which the reader reads, that `fmt` answers for.

    None, with a diagnostic, where the spec-set file cannot be read as it is meant: it may have
    excluded any of them. A link is none of them: its page stands elsewhere, where it is formatted
    under its own name or is none of our business. Raises as `compile_folder` does.
    """
    if not folder.is_folder(""):
        raise CannotWorkError(f"{folder.shown} is not a folder")
    spec_set = spec_set_of(reader)
    reader.report.adjust(spec_set.severities)
    names = page_names(reader, spec_set)
    if reader.report.has_errors:
        return ()
    return tuple(name for name in names if not folder.is_link(name))


def formatted(reader: Reader, name: str) -> Formatted | None:
    """The page `name` as it should be; None where it is so already.

    None as well, with a diagnostic, where it is not text. Raises `OSError`.
    """
    source = reader.read(name)
    if source is None:
        return None
    text = with_canonical_tables(read_page(source))
    if text == source.text:
        return None
    return Formatted(source.path, text)
