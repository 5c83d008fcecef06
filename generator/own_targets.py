"""The targets that a project brings: their templates are read, and turned into artifacts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from generator.failures import CannotWorkError
from generator.files import find_files
from generator.own_templates import render_own
from generator.targets.builtin import BUILTIN_TARGETS
from generator.targets.custom import KINDS, own_target
from generator.targets.custom_file import FILE_NAME, SUFFIX
from generator.wording import listed, suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.artifacts import Artifact
    from generator.diagnostics import Report
    from generator.reader import Reader
    from generator.schema import Schema
    from generator.spec_set import Named, SpecSet
    from generator.targets import Target


def read_own_targets(
    spec_set: SpecSet, only: Sequence[str] | None, reader: Reader
) -> Mapping[str, Target]:
    """Of the targets to build, those that the project brings, without those that cannot be read.

    `only` are the targets to build; None: the spec set says. Raises `CannotWorkError` where
    there is none of a name in `only`, unless the spec-set file has errors and may have meant it.
    """
    known = (*BUILTIN_TARGETS, *spec_set.templates)
    unknown = next((name for name in only or () if name not in known), None)
    if unknown is not None and not reader.report.has_errors:
        hint = suggestion(unknown, known) or f"the targets are {listed(known)}"
        raise CannotWorkError(f"no target is called `{unknown}`; {hint}")
    wanted = tuple(spec_set.targets) if only is None else only
    folders = {name: at for name, at in spec_set.templates.items() if name in wanted}
    targets = {name: _read_target(name, at, reader) for name, at in folders.items()}
    return {name: target for name, target in targets.items() if target is not None}


def _read_target(name: str, folder: Named, reader: Reader) -> Target | None:
    paths = find_files(reader.folder, folder.name, (f"**/*{SUFFIX}", FILE_NAME))
    if paths is None:
        missing = f"there is no folder `{folder.name}` in {reader.folder.shown}"
        reader.report.add("missing-file", folder.span, missing)
        return None
    if not any(path.endswith(SUFFIX) for path in paths):
        missing = f"there are no templates in `{folder.name}`"
        hint = f"`NAME{SUFFIX}` in this folder becomes `{name}/NAME`"
        reader.report.add("missing-file", folder.span, missing, hint)
        return None
    outside = [
        path
        for path in paths
        if not reader.folder.is_within(posixpath.join(folder.name, path), folder.name)
    ]
    for path in outside:
        message = f"`{path}` is a link that leads out of `{folder.name}`"
        reader.report.add("template-error", folder.span, message, "copy the file into the folder")
    if outside:
        return None
    sources = {path: reader.read(posixpath.join(folder.name, path)) for path in paths}
    texts = {path: source for path, source in sources.items() if source is not None}
    return own_target(name, texts, reader.report) if len(texts) == len(paths) else None


def build_own(targets: Iterable[Target], schema: Schema, report: Report) -> tuple[Artifact, ...]:
    """What the project's templates make of a schema; what they get wrong is in the report."""
    artifacts: list[Artifact] = []
    for target in targets:
        target.check(schema, report)
        artifacts += render_own(target.views(schema, {}), target.templates, KINDS, report)
    return tuple(artifacts)
