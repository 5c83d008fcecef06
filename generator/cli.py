"""Arguments in, exit status out. The only module that prints.

Exit status: 0 clean, 1 findings, 2 the tool could not do its job. Results go to standard output,
diagnostics to standard error.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.failures import CannotWorkError

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.pipeline import Compilation
    from generator.write import Plan

CLEAN, FINDINGS, CANNOT_WORK = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    _speak_utf8()
    gc.disable()  # frozen data makes no cycles, and looking for them takes a quarter of the time
    try:
        status = _run(argv)
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:  # nobody reads what is said, or there is no room for it
        return _silenced(error)
    finally:
        gc.enable()
    return status


def _run(argv: Sequence[str] | None) -> int:
    try:
        arguments = _parser().parse_args(argv)
        run: Callable[[argparse.Namespace], int] = arguments.run
        return run(arguments)
    except SystemExit as exit_:  # argparse: usage, or help
        return exit_.code if isinstance(exit_.code, int) else CANNOT_WORK
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return _cannot_work("interrupted")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _cannot_work(f"{where}{error.strerror or error}")
    except CannotWorkError as error:
        return _cannot_work(str(error))
    except Exception:  # a bug of ours: never 0 or 1
        import traceback

        traceback.print_exc()
        return _cannot_work("this is a mistake of tablewright's own, and none of the input's")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        allow_abbrev=False,
        prog="tablewright",
        description="Markdown field tables become Python dataclasses, JSON Schema and TypeScript.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    command = partial(commands.add_parser, allow_abbrev=False)

    generate = commands.add_parser(
        "generate", allow_abbrev=False, help="make OUT from SPECS: the main job"
    )
    _add_specs(generate)
    generate.add_argument(
        "--out", type=_path, default="generated", metavar="OUT", help="default: generated"
    )
    generate.add_argument(
        "--target", action="append", default=[], metavar="NAME", help="only this one; repeatable"
    )
    generate.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when OUT is out of date"
    )
    generate.add_argument(
        "--keep-going", action="store_true", help="write what was understood despite errors"
    )
    generate.add_argument(
        "--from-schema", type=_path, metavar="FILE", help="a schema.yaml in place of the pages"
    )
    generate.set_defaults(run=_generate)

    lint = command("lint", help="all diagnostics, nothing written")
    _add_specs(lint)
    lint.add_argument("--format", choices=["text", "json"], default="text")
    lint.set_defaults(run=_lint)

    dump = command("dump", help="what a stage produced")
    dump.add_argument("stage", choices=["page", "schema", "view"])
    _add_specs(dump)
    dump.add_argument("name", nargs="?", default="", metavar="NAME", help="a page or a type's key")
    dump.set_defaults(run=_dump)

    explain = commands.add_parser(
        "explain", allow_abbrev=False, help="what a diagnostic means, with an example"
    )
    explain.add_argument("code", nargs="?", metavar="CODE", help="default: list the codes")
    explain.set_defaults(run=_explain)
    return parser


def _add_specs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "specs", nargs="?", type=_path, default="specs", metavar="SPECS", help="default: specs"
    )


def _path(text: str) -> Path:
    """A path; an empty one is the slip of a script, and would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("an empty path")
    return Path(text)


class _Version(argparse.Action):
    def __call__(self, *_: object) -> None:
        from generator.version import version

        print(f"tablewright {version()}")
        raise SystemExit(CLEAN)


def _generate(arguments: argparse.Namespace) -> int:
    from generator.pipeline import build_artifacts
    from generator.write import locked, plan_output, recover, write_output

    started = time.perf_counter()
    out: Path = arguments.out
    recover(out)
    compilation = _compile(arguments, _wanted_targets(arguments))
    _print_diagnostics(compilation)
    if _is_stopped(compilation, arguments):
        return FINDINGS
    artifacts = tuple(build_artifacts(compilation))
    with locked(out, make=not arguments.check):
        plan = plan_output(artifacts, out, arguments.target)
        _print_edited(plan, out, compilation)
        if arguments.check:
            return _print_stale(plan, out) or _status(compilation)
        if _is_stopped(compilation, arguments):
            return FINDINGS
        write_output(plan, out)
    print(_summary(compilation, plan, time.perf_counter() - started))
    return _status(compilation)


def _wanted_targets(arguments: argparse.Namespace) -> Sequence[str]:
    """The targets that the command names, which may be none.

    Raises `CannotWorkError` where there is no such target.
    """
    from generator.targets.builtin import BUILTIN_TARGETS
    from generator.wording import listed, suggestion

    names: list[str] = arguments.target
    for name in names:
        if name not in BUILTIN_TARGETS:
            hint = suggestion(name, BUILTIN_TARGETS) or f"the targets are {listed(BUILTIN_TARGETS)}"
            raise CannotWorkError(f"no target is called `{name}`; {hint}")
    return names


def _is_stopped(compilation: Compilation, arguments: argparse.Namespace) -> bool:
    if not compilation.report.has_errors or arguments.keep_going:
        return False
    _say("nothing was written, because of the errors above")
    return True


def _compile(arguments: argparse.Namespace, only: Sequence[str] = ()) -> Compilation:
    from generator.pipeline import compile_folder, compile_schema_file

    specs: Path = arguments.specs
    schema_file: Path | None = getattr(arguments, "from_schema", None)
    if schema_file is not None:
        return compile_schema_file(schema_file, specs, only)
    return compile_folder(specs, specs.as_posix(), only)


def _status(compilation: Compilation) -> int:
    return FINDINGS if compilation.report.has_errors else CLEAN


def _summary(compilation: Compilation, plan: Plan, seconds: float) -> str:
    pages = _count(len(compilation.pages), "page")
    types = _count(len(compilation.schema.declarations), "type")
    fields = _count(compilation.field_count, "field")
    remarks = [compilation.dialect] if compilation.dialect else []
    if compilation.ruled_out:
        remarks.append(f"{_count(len(compilation.ruled_out), 'page')} ruled out")
    return (
        f"{pages}, {types}, {fields}: {_count(len(plan.write), 'file')} written,"
        f" {plan.unchanged} unchanged, {len(plan.remove)} removed in {seconds:.2f} s"
        + (f" ({'; '.join(remarks)})" if remarks else "")
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _print_edited(plan: Plan, out: Path, compilation: Compilation) -> None:
    from generator.source import Span

    for path in plan.edited:
        compilation.report.add(
            "edited-output",
            Span((out / path).as_posix(), 1, 1, 1),
            "this generated file was edited by hand",
            "edits here do not last: say it on the page, or in the overlay",
        )
    edited = (d for d in compilation.report.sorted() if d.code == "edited-output")
    _print_text(edited, compilation)


def _print_stale(plan: Plan, out: Path) -> int:
    if plan.is_empty:
        return CLEAN
    stale = [*plan.write, *plan.remove] or ["manifest.json"]
    for path in stale[:10]:
        what = "no longer generated" if path in plan.remove else "stale"
        print(f"{(out / path).as_posix()}: {what}")
    if len(stale) > 10:
        print(f"and {len(stale) - 10} more")
    _say(f"{out.as_posix()} is out of date: run `tablewright generate`")
    return FINDINGS


def _lint(arguments: argparse.Namespace) -> int:
    compilation = _compile(arguments)
    if arguments.format == "json":
        from generator.diagnostic_text import as_json

        sys.stdout.write(as_json(compilation.report.sorted()))
    else:
        _print_diagnostics(compilation)
    return _status(compilation)


def _dump(arguments: argparse.Namespace) -> int:
    from generator.dump import dump

    compilation = _compile(arguments)
    _print_diagnostics(compilation)
    text = dump(compilation, arguments.stage, arguments.name)
    if text is None:
        raise CannotWorkError(f"there is no {arguments.stage} of the name `{arguments.name}`")
    sys.stdout.write(text)
    return _status(compilation)


def _explain(arguments: argparse.Namespace) -> int:
    from generator.explanations import all_codes, explanation
    from generator.wording import suggestion

    text = all_codes() if arguments.code is None else explanation(arguments.code)
    if text is None:
        from generator.diagnostics import CATALOGUE

        hint = suggestion(arguments.code, CATALOGUE)
        return _cannot_work(f"no diagnostic has the code `{arguments.code}`; {hint}".rstrip("; "))
    sys.stdout.write(text)
    return CLEAN


def _print_diagnostics(compilation: Compilation) -> None:
    diagnostics = compilation.report.sorted()
    _print_text(diagnostics, compilation)
    if diagnostics:
        errors = sum(d.severity.value == "error" for d in diagnostics)
        warnings = len(diagnostics) - errors
        _say(f"\n{_count(errors, 'error')}, {_count(warnings, 'warning')}")


def _print_text(diagnostics: Iterable[Diagnostic], compilation: Compilation) -> None:
    from generator.diagnostic_text import all_as_text

    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    sys.stderr.write(all_as_text(diagnostics, compilation.sources, colour))


def _cannot_work(message: str) -> int:
    from generator.diagnostic_text import printable

    _say(f"tablewright: {printable(message)}")
    return CANNOT_WORK


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def _speak_utf8() -> None:
    """Whatever the locale: a page's text is shown as it is."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # whoever started us closed it
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _silenced(error: OSError) -> int:
    """Give up what could not be said, or Python would end with a status of its own, 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if isinstance(error, BrokenPipeError):
        return CANNOT_WORK
    return _cannot_work(error.strerror or str(error))
