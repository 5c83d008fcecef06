"""`tablewright explain`: what a diagnostic means, and where a type or a generated line is from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.commands.findings import print_text, status_of
from generator.console import CLEAN, out, say
from generator.diagnostics import CATALOGUE, Severity
from generator.diff.catalogue import RULES
from generator.diff.explanations import all_rules, rule_page
from generator.explanations import all_codes, explanation
from generator.failures import CannotWorkError
from generator.files import DiskFolder
from generator.output import Tree, read_manifest
from generator.pipeline import compile_pages
from generator.trace.explain import explain_line, explain_subject
from generator.trace.json_form import explanation_json, line_json
from generator.trace.subjects import find_subject, suggested
from generator.trace.text import explanation_text, line_text
from generator.wording import suggestion

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from generator.pipeline import Compilation

_DEFAULT_SPECS = Path("specs")


def run(arguments: argparse.Namespace) -> int:
    """Show the page of a code, or where a type, a part of one or a line of an output is from.

    A word that is a code means the code. Raises `CannotWorkError` where there is no such thing.
    """
    if arguments.output is not None:
        return _explain_line(arguments)
    if arguments.subject is None:
        out(f"{all_codes()}\nOf `diff`:\n\n{all_rules()}")
        return CLEAN
    page = explanation(arguments.subject) or rule_page(arguments.subject)
    if page is not None:
        out(page)
        return CLEAN
    return _explain_subject(arguments)


def _explain_subject(arguments: argparse.Namespace) -> int:
    name: str = arguments.subject
    specs: Path = arguments.specs or _DEFAULT_SPECS
    no_code = f"no diagnostic has the code `{name}`"
    near_code = suggestion(name, [*CATALOGUE, *RULES])
    if not specs.is_dir() and arguments.specs is None:
        raise CannotWorkError(f"{no_code}; {near_code}".rstrip("; "))
    compilation = _compiled(specs)
    subject = find_subject(name, compilation.schema, compilation.lowered)
    if subject is None:
        hint = near_code or suggested(name, compilation.schema)
        nothing = f"no page in {specs.as_posix()} declares `{name}`, and {no_code}"
        raise CannotWorkError(f"{nothing}; {hint}".rstrip("; "))
    found = explain_subject(subject, compilation)
    as_json = arguments.format == "json"
    form = explanation_json if as_json else explanation_text
    out(form(found, arguments.out.as_posix(), compilation.sources))
    _say_stale(found.files, arguments.out)
    return status_of(compilation)


def _explain_line(arguments: argparse.Namespace) -> int:
    if arguments.specs is not None:
        raise CannotWorkError("`--output` asks for a line, and takes no type beside it")
    written = re.fullmatch(r"(.+?):([0-9]+)(?::[0-9]+)?", arguments.output)
    if written is None:
        raise CannotWorkError(f"`{arguments.output}` is no FILE:LINE")
    specs = _DEFAULT_SPECS if arguments.subject is None else Path(arguments.subject)
    folder: Path = arguments.out
    path = _inside(Path(written[1]), folder)
    compilation = _compiled(specs)
    found = explain_line(path, int(written[2]), compilation)
    target = path.partition("/")[0]
    if target in compilation.own_targets:
        raise CannotWorkError(f"`{target}` is the project's own; its lines are not traced")
    if found is None:
        raise CannotWorkError(f"nothing is generated as line {written[2]} of {written[1]}")
    as_json = arguments.format == "json"
    form = line_json if as_json else line_text
    out(form(found, folder.as_posix(), compilation.sources))
    _say_stale(found.files, folder)
    return status_of(compilation)


def _inside(file: Path, folder: Path) -> str:
    """The path of a file relative to OUT, whether it was typed from there or from here."""
    whole, root = file.resolve(), folder.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else file).as_posix()


def _compiled(specs: Path) -> Compilation:
    """The spec set; errors in it are shown, since what they are about is not what it should be."""
    compilation = compile_pages(DiskFolder.at(specs))
    errors = (each for each in compilation.report.sorted() if each.severity is Severity.ERROR)
    print_text(errors, compilation)
    return compilation


def _say_stale(files: Mapping[str, str], folder: Path) -> None:
    """Say whether the lines on disk may be others."""
    tree = Tree(folder)
    stale = [path for path, text in files.items() if tree.read(path) != text.encode("utf-8")]
    if stale:
        several = f"{len(stale)} of these files are" if len(stale) > 1 else f"{stale[0]} is"
        is_here = _was_generated(Path()) and not _was_generated(folder)
        advice = "in OUT itself, say `--out .`" if is_here else "run `tablewright generate`"
        say(f"{several} not in {folder.as_posix()} as shown here: {advice}")


def _was_generated(folder: Path) -> bool:
    try:
        return bool(read_manifest(Tree(folder)))
    except CannotWorkError:  # a manifest of somebody else's
        return False
