"""What is known of a type or of one of its parts, and of a generated line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from generator.frozen import Frozen
from generator.lowering.places import Place, places_of
from generator.trace.lines import traced_files
from generator.trace.subjects import subject_name

if TYPE_CHECKING:
    from generator.origins import Origin, Role
    from generator.pipeline import Compilation


class Stretch(Frozen):
    """Lines of a file that follow one another."""

    path: str
    """Relative to OUT, with forward slashes."""
    first: int
    """From 1."""
    last: int


class Subject(Frozen):
    """A type, one of its parts, or the spec set; or as much of one as became a line."""

    name: str
    """Its key, with the part's name after it. Empty: the spec set."""
    places: tuple[Place, ...]
    """Where it is from, the best place first, if that is known."""


class Explanation(Frozen):
    """What a type or a part of it is from, and what it became."""

    subject: Subject
    became: tuple[Stretch, ...]
    files: Mapping[str, str]
    """The texts of the files that these lines are in, by their paths."""


class TracedLine(Frozen):
    """What a generated line is from."""

    path: str
    """Relative to OUT, with forward slashes."""
    number: int
    text: str
    subjects: tuple[Subject, ...]
    """Empty: it is the same for every schema."""
    files: Mapping[str, str]
    """The text of the file that it is in, by its path."""


def explain_subject(subject: Origin, compilation: Compilation) -> Explanation:
    """Where a type or a part of it is from, and every line that it became."""
    became: list[Stretch] = []
    files: dict[str, str] = {}
    for file in traced_files(compilation, subject.key):
        numbers = (
            number
            for number, line in enumerate(file.lines, start=1)
            if any(_is_of(origin, subject) for origin in line.origins)
        )
        stretches = tuple(_stretches(file.path, numbers))
        if stretches:
            became += stretches
            files[file.path] = file.text
    known = Known(compilation)
    whole = Subject(known.name(subject), known.places(subject))
    return Explanation(whole, tuple(became), files)


def _is_of(origin: Origin, subject: Origin) -> bool:
    return origin.key == subject.key and subject.part in (None, origin.part)


def _stretches(path: str, numbers: Iterable[int]) -> Iterator[Stretch]:
    """The numbers, which grow, as stretches."""
    first = last = 0
    for number in numbers:
        if first and number > last + 1:
            yield Stretch(path, first, last)
        if not first or number > last + 1:
            first = number
        last = number
    if first:
        yield Stretch(path, first, last)


def explain_line(path: str, number: int, compilation: Compilation) -> TracedLine | None:
    """What the line of an output is from; None where no output has such a line.

    `path` is relative to OUT, and the line counts from 1.
    """
    file = next(traced_files(compilation, path=path), None)
    if file is None or not 0 < number <= len(file.lines):
        return None
    line = file.lines[number - 1]
    known = Known(compilation)
    subjects = tuple(known.subject(each) for each in line.origins)
    return TracedLine(path, number, line.text, subjects, {path: file.text})


class Known:
    """What a compilation knows of the origins of lines, and of what is demanded of payloads."""

    def __init__(self, compilation: Compilation) -> None:
        """`compilation` is what is asked; asking is quick once this is made."""
        self._lowered = {each.declaration.key: each for each in compilation.lowered}
        self._declarations = compilation.schema.by_key()
        self._spec_set = compilation.places

    def subject(self, origin: Origin) -> Subject:
        """As much of a type or a part as the origin's roles name."""
        return Subject(self.name(origin), self.told(origin))

    def name(self, origin: Origin) -> str:
        """What an origin is called."""
        declaration = self._declarations.get(origin.key)
        return subject_name(origin, declaration) if declaration is not None else ""

    def places(self, origin: Origin) -> tuple[Place, ...]:
        """All places of a declaration, of a part of it, or of the spec set, the best first."""
        if not origin.key:
            roles: tuple[Role, ...] = ("name", "version")
            return tuple(
                Place(role, role, self._spec_set[role]) for role in roles if role in self._spec_set
            )
        lowered = self._lowered.get(origin.key)
        if lowered is None:
            return ()
        # A part that no row says, such as that a record is open, is said by the whole.
        return places_of(lowered, origin.part) or places_of(lowered, None)[:1]

    def told(self, origin: Origin) -> tuple[Place, ...]:
        """The places that an origin's roles name; else the best."""
        places = self.places(origin)
        return tuple(place for place in places if place.role in origin.roles) or places[:1]
