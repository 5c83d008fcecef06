"""One cell of a page is edited, or one row taken out, and what that changes in the outputs is held
against what `explain` says that they are from."""

from __future__ import annotations

import difflib
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.lowering.places import Place, places_of
from generator.origins import OTHERS, Line, Origin
from generator.pipeline import Compilation, compile_folder
from generator.schema import EnumDecl, RecordDecl
from generator.source import Span
from generator.trace.lines import traced_files

Files = Mapping[str, tuple[Line, ...]]
"""The lines of every output, by its path."""

_TYPES = {
    "*string*": "*boolean*",
    "*number*": "*string*",
    "*boolean*": "*string*",
    "*any*": "*string*",
}
_MARKS = {
    ":heavy_check_mark:": ":heavy_minus_sign:",
    ":heavy_minus_sign:": ":heavy_check_mark:",
}


@dataclass(frozen=True)
class Edit:
    """A cell, and what is to stand in its place."""

    origin: Origin
    span: Span
    text: str


@dataclass
class Agreement:
    """How often the edits and `explain` agreed, and where they did not."""

    agreed: Counter[str] = field(default_factory=Counter)
    disagreed: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def note(self, kind: str, example: str, *, agrees: bool) -> None:
        (self.agreed if agrees else self.disagreed)[kind] += 1
        if not agrees:
            self.examples.append(f"{kind}: {example}")

    def share(self, kind: str) -> float:
        """Of all that was looked at, how much agreed."""
        return self.agreed[kind] / max(1, self.agreed[kind] + self.disagreed[kind])


class SpecSet:
    """A spec set on disk, whose pages can be edited and put back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.compilation = compile_folder(folder, folder.as_posix())
        self.files = files_of(self.compilation)

    def edits(self, dice: random.Random, count: int) -> Iterator[Edit]:
        """Edits of cells, as different from one another as the spec set allows."""
        cells = [
            (origin, place)
            for origin, places in self._parts()
            for place in places
            if place.span.path in self._pages() and place.what == place.role
            if sum(place.span == other.span for other in places) == 1
        ]
        by_role: dict[str, list[tuple[Origin, Place]]] = {}
        for cell in cells:
            by_role.setdefault(cell[1].role, []).append(cell)
        for _ in range(count):
            origin, place = dice.choice(by_role[dice.choice(sorted(by_role))])
            text = self._text(place.span)
            changed = _changed(place.role, text)
            if changed != text and text != "N/A":
                yield Edit(Origin(origin.key, origin.part, (place.role,)), place.span, changed)

    def rows(self, dice: random.Random, count: int) -> Iterator[tuple[Origin, Span]]:
        """Rows to be taken out, none of them the only one of its table."""
        rows = [
            (origin, places[0].span)
            for origin, places in self._parts()
            if places and origin.part != OTHERS and self._is_one_of_several(origin)
            if places[0].span.path in self._pages() and len(places) > 1
        ]
        yield from dice.sample(rows, min(count, len(rows)))

    def _parts(self) -> Iterator[tuple[Origin, tuple[Place, ...]]]:
        declarations = self.compilation.schema.by_key()
        for lowered in self.compilation.lowered:
            match declarations[lowered.declaration.key]:
                case RecordDecl(fields=parts) | EnumDecl(values=parts):
                    for index in range(len(parts)):
                        origin = Origin(lowered.declaration.key, index)
                        yield origin, places_of(lowered, index)
                case _:
                    pass

    def _is_one_of_several(self, origin: Origin) -> bool:
        match self.compilation.schema.by_key()[origin.key]:
            case RecordDecl(fields=parts) | EnumDecl(values=parts):
                return len(parts) > 2
            case _:
                return False

    def _pages(self) -> set[str]:
        return {page.source.path for page in self.compilation.pages}

    def _text(self, span: Span) -> str:
        line = self.compilation.sources[span.path].lines()[span.line - 1]
        return line[span.column - 1 : span.end_column - 1]

    def compiled_with(self, span: Span, text: str | None) -> Compilation | None:
        """What comes of other text in a span, or of its line being taken out; None where the edit
        is a mistake in the page."""
        path = Path(span.path)
        before = path.read_bytes()
        lines = before.decode("utf-8").split("\n")
        line = lines[span.line - 1]
        if text is None:
            del lines[span.line - 1]
        else:
            lines[span.line - 1] = line[: span.column - 1] + text + line[span.end_column - 1 :]
        path.write_bytes("\n".join(lines).encode("utf-8"))
        try:
            edited = compile_folder(self.folder, self.folder.as_posix())
        finally:
            path.write_bytes(before)
        return edited if _findings(edited) == _findings(self.compilation) else None


def files_of(compilation: Compilation) -> Files:
    return {file.path: file.lines for file in traced_files(compilation)}


def _findings(compilation: Compilation) -> Counter[str]:
    return Counter(diagnostic.code for diagnostic in compilation.report.sorted())


def _changed(role: str, text: str) -> str:
    match role:
        case "type":
            if link := re.search(r"\[[^\]]*\]\([^)]*\)", text):
                return text.replace(link[0], "*string*")
            return next(
                (text.replace(old, new) for old, new in _TYPES.items() if old in text), text
            )
        case "required":
            return _MARKS.get(text, text)
        case "description":
            return f"{text} Edited."
        case "example" | "default":
            if re.search("[0-8]", text):
                return re.sub("[0-8]", lambda digit: str(int(digit[0]) + 1), text, count=1)
            return {"true": "false", "false": "true"}.get(text, f"{text}x")
        case _:
            body = text.rstrip("`~*")
            return f"{body}Edited{text[len(body) :]}"


def check_edits(spec_set: SpecSet, dice: random.Random, count: int, agreement: Agreement) -> None:
    """Edit cells, one at a time. What changes must be from the cell, and where something is from
    the cell, something must change."""
    for edit in spec_set.edits(dice, count):
        edited = spec_set.compiled_with(edit.span, edit.text)
        if edited is None:
            continue
        after = files_of(edited)
        for path in sorted(spec_set.files.keys() | after.keys()):
            old, new = spec_set.files.get(path, ()), after.get(path, ())
            gone, come = _difference(old, new)
            for line in _without_commas(gone, come):
                agreement.note(
                    "line of the cell", f"{edit}\n  {path}: {line}", agrees=_is_from(line, edit)
                )
            if any(_is_told_by(line, edit.origin) for line in old):
                agreement.note("file with the cell", f"{edit}\n  {path}", agrees=bool(gone or come))


def _is_from(line: Line, edit: Edit) -> bool:
    """Whether a line is from the cell, or from its row or its type in general."""
    return any(
        origin.key == edit.origin.key
        and (origin.part is None or origin.part == edit.origin.part)
        and (not origin.roles or origin.part is None or edit.origin.roles[0] in origin.roles)
        for origin in line.origins
    )


def _is_told_by(line: Line, cell: Origin) -> bool:
    return any(
        (origin.key, origin.part) == (cell.key, cell.part) and cell.roles[0] in origin.roles
        for origin in line.origins
    )


def _difference(
    old: tuple[Line, ...], new: tuple[Line, ...]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines that are gone, and those that have come."""
    gone: tuple[Line, ...] = ()
    come: tuple[Line, ...] = ()
    texts = [line.text for line in old], [line.text for line in new]
    if texts[0] == texts[1]:
        return (), ()
    matcher = difflib.SequenceMatcher(None, *texts, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    return gone, come


def _without_commas(gone: tuple[Line, ...], come: tuple[Line, ...]) -> Iterator[Line]:
    """The lines in which something else than a comma is different: one that ends a line of JSON is
    from the line after it."""
    bare = [{line.text.rstrip(",") for line in lines} for lines in (gone, come)]
    both = bare[0] & bare[1]
    yield from (line for line in (*gone, *come) if line.text.rstrip(",") not in both)


def check_rows(spec_set: SpecSet, dice: random.Random, count: int, agreement: Agreement) -> None:
    """Take rows out, one at a time. What is left must be what is not from the row."""
    for origin, span in spec_set.rows(dice, count):
        edited = spec_set.compiled_with(span, None)
        if edited is None:
            continue
        after = files_of(edited)
        for path, old in spec_set.files.items():
            left = tuple(line for line in old if not _is_only(line, origin))
            gone, come = _difference(left, after.get(path, ()))
            unexplained = [
                line for line in _without_commas(gone, come) if not _is_near(line, origin)
            ]
            for line in unexplained:
                agreement.note(
                    "line of the row", f"{origin} {span}\n  {path}: {line}", agrees=False
                )
            agreement.agreed["line of the row"] += len(old) - len(left)


def _is_only(line: Line, origin: Origin) -> bool:
    """Whether a line is from the row and nothing else."""
    return bool(line.origins) and all(
        (each.key, each.part) == (origin.key, origin.part) for each in line.origins
    )


def _is_near(line: Line, origin: Origin) -> bool:
    """Whether it is the type's in general that a line changed: a comma, an import, a class."""
    return any(each.key == origin.key for each in line.origins)
