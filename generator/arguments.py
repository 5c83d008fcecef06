"""What can be typed after `tablewright`: the commands, and what each of them takes."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from generator.console import CLEAN, out


def parser() -> argparse.ArgumentParser:
    """The parser of the command line. `command` is the name of what is to be run."""
    whole = argparse.ArgumentParser(
        allow_abbrev=False,
        prog="tablewright",
        description="Markdown field tables become Python dataclasses, JSON Schema and TypeScript.",
    )
    whole.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = whole.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True
    )
    command = partial(commands.add_parser, allow_abbrev=False)

    generate = command("generate", help="make OUT from SPECS: the main job")
    _add_specs(generate)
    _add_output(generate, "generated")
    manner = generate.add_mutually_exclusive_group()
    manner.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when OUT is out of date"
    )
    manner.add_argument("--watch", action="store_true", help="again on every change, until Ctrl-C")
    generate.add_argument(
        "--keep-going", action="store_true", help="write what was understood despite errors"
    )
    generate.add_argument(
        "--from-schema", type=_path, metavar="FILE", help="a schema.yaml in place of the pages"
    )

    package = command(
        "package", help="archives for other services: a wheel, an npm package, schemas"
    )
    _add_specs(package)
    _add_output(package, "dist")

    lint = command("lint", help="all diagnostics, nothing written")
    _add_specs(lint)
    lint.add_argument("--format", choices=["text", "json", "github", "sarif"], default="text")

    fmt = command("fmt", help="canonical tables, nothing else touched")
    _add_specs(fmt)
    fmt.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 and list what would change"
    )

    diff = command("diff", help="what a change does to those who use the types")
    sides = "a folder of pages, a schema.yaml, the folder it was generated into; or any of them"
    diff.add_argument(
        "old", type=_named, metavar="OLD", help=f"{sides} in git: REV:PATH, or REV alone"
    )
    diff.add_argument("new", type=_named, metavar="NEW", help="likewise")
    forms = ["text", "markdown", "json", "github", "sarif"]
    diff.add_argument("--format", choices=forms, default="text")
    diff.add_argument(
        "--fail-on",
        choices=["breaking", "any", "none"],
        default="breaking",
        help="exit 1 when there is such a change; default: breaking",
    )
    accepted = "changes that were agreed to; default: tablewright-accepted.yaml in NEW, if any"
    diff.add_argument("--accept", type=_path, metavar="FILE", help=accepted)
    for side in ("old", "new"):
        url = f"in markdown, links to {side.upper()}, as https://…/{{path}}?plain=1#L{{line}}"
        diff.add_argument(f"--{side}-url", default="", metavar="URL", help=url)

    dump = command("dump", help="what a stage produced")
    dump.add_argument("stage", choices=["page", "schema", "view"])
    _add_specs(dump)
    dump.add_argument("name", nargs="?", default="", metavar="NAME", help="a page or a type's key")

    explain = command(
        "explain", help="what a diagnostic means, or where a type and a generated line are from"
    )
    explain.add_argument(
        "subject",
        nargs="?",
        metavar="CODE|TYPE[.FIELD]",
        help="of a diagnostic, of a rule of `diff`, or a type's key; default: list the codes",
    )
    explain.add_argument("specs", nargs="?", type=_path, metavar="SPECS", help="default: specs")
    explain.add_argument(
        "--output", metavar="FILE:LINE", help="a line of an output, in place of a type"
    )
    explain.add_argument(
        "--out", type=_path, default="generated", metavar="OUT", help="default: generated"
    )
    explain.add_argument("--format", choices=["text", "json"], default="text")

    validate = command("validate", help="JSON payloads against a type")
    validate.add_argument("type", metavar="TYPE", help="the key of a type")
    validate.add_argument(
        "files",
        nargs="+",
        type=_named,
        metavar="FILE",
        help="a payload; - is standard input; a folder in the last place is SPECS",
    )
    validate.add_argument("--specs", type=_path, metavar="SPECS", help="default: specs")
    validate.add_argument("--format", choices=["text", "json"], default="text")

    init = command("init", help="look at a folder of pages, and write a tablewright.yaml")
    init.add_argument(
        "specs", nargs="?", type=_path, default="specs", metavar="FOLDER", help="default: specs"
    )

    dialects = command("dialects", help="the built-in dialects and what they expect")
    dialects.add_argument("name", nargs="?", metavar="NAME", help="the one to show in full")
    return whole


def _add_specs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "specs", nargs="?", type=_path, default="specs", metavar="SPECS", help="default: specs"
    )


def _add_output(parser: argparse.ArgumentParser, out: str) -> None:
    parser.add_argument("--out", type=_path, default=out, metavar="OUT", help=f"default: {out}")
    parser.add_argument(
        "--target", action="append", default=[], metavar="NAME", help="only this one; repeatable"
    )


def _path(text: str) -> Path:
    return Path(_named(text))


def _named(text: str) -> str:
    """A path or the like; an empty one is the slip of a script, and would be the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("an empty path")
    return text


class _Version(argparse.Action):
    def __call__(self, *_: object) -> None:
        from generator.version import version

        out(f"tablewright {version()}\n")
        raise SystemExit(CLEAN)
