"""Every line that would be generated, with what it comes from.

A line comes from what the parts of the views say that print something in it; of a line that is
blank or the same for every schema, what the part says in which it stands. Documents are known by
their keys instead: what is under `properties` is a field's. Nothing is guessed from texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from generator.frozen import Frozen
from generator.origins import Line, Origin, Origins
from generator.pipeline import SCHEMA_FILE
from generator.render import trace
from generator.schema_file import schema_data
from generator.targets.builtin import BUILTIN_TARGETS
from generator.trace.schema_lines import schema_origins
from generator.yaml_text import line_paths, yaml_text

if TYPE_CHECKING:
    from generator.artifacts import View
    from generator.pipeline import Compilation
    from generator.schema import Declaration, Schema


class TracedFile(Frozen):
    """A file that would be written, line by line."""

    path: str
    """Relative to OUT, with forward slashes."""
    lines: tuple[Line, ...]
    """All of its lines, without their ends."""

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(f"{line.text}\n" for line in self.lines)


def traced_files(compilation: Compilation, key: str = "", path: str = "") -> Iterator[TracedFile]:
    """The files that a compilation becomes, but for those of a project's own targets.

    With a key, only those in which there may be a line of this declaration; with a path, only the
    one that has it.
    """
    schema = compilation.schema
    declarations = schema.by_key()
    if key:
        declarations = {key: declarations[key]}
    if path in ("", SCHEMA_FILE):
        yield TracedFile(SCHEMA_FILE, tuple(_schema_lines(schema, declarations)))
    for name, options in compilation.targets.items():
        if name in BUILTIN_TARGETS and (not path or path.startswith(f"{name}/")):
            target = BUILTIN_TARGETS[name]
            for view in target.views(schema, options):
                if path in ("", view.path) and (not key or _may_tell(view, key)):
                    lines = target.lines(view, declarations) if target.lines else _lines(view)
                    yield TracedFile(view.path, tuple(lines))


def _may_tell(view: View, key: str) -> bool:
    """Whether a line of the view may be of the declaration."""
    own: Origins = getattr(view.data, "origins", ())
    return view.data is not None and (not own or any(origin.key == key for origin in own))


def _schema_lines(schema: Schema, declarations: Mapping[str, Declaration]) -> Iterator[Line]:
    data = schema_data(schema)
    texts = yaml_text(data).removesuffix("\n").split("\n")
    for text, path in zip(texts, line_paths(data), strict=True):
        yield Line(text, schema_origins(path, declarations))


def _lines(view: View) -> Iterator[Line]:
    """The lines of what a template prints, made of its pieces."""
    pieces: list[Line] = []
    for printed in trace(view):
        origins = printed.origins
        *ended, last = printed.text.split("\n")
        for part in ended:
            pieces.append(Line(part, origins))
            yield _joined(pieces)
            pieces.clear()
        pieces.append(Line(last, origins))
    if any(piece.text for piece in pieces):
        yield _joined(pieces)


def _joined(pieces: Iterable[Line]) -> Line:
    """The pieces of a line as one. What is blank says nothing beside what is not."""
    pieces = tuple(pieces)
    telling = [piece for piece in pieces if piece.text.strip()] or pieces[-1:]
    origins: dict[Origin, None] = {}
    for piece in telling:
        origins |= dict.fromkeys(piece.origins)
    return Line("".join(piece.text for piece in pieces), tuple(origins))
