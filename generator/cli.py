"""Arguments in, exit status out. If something goes wrong on the way, what is said of it.

Exit status: 0 clean, 1 findings, 2 the tool could not do its job. Results go to standard output,
diagnostics to standard error.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from generator.arguments import parser
from generator.console import CANNOT_WORK, say
from generator.failures import CannotWorkError, reason


def program() -> NoReturn:
    """The whole process: run a command, and end with its exit status."""
    # Python would give back what a large spec set became piece by piece, for half a second.
    os._exit(main())


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
        arguments = parser().parse_args(argv)
        # Each command loads what it needs, and no other waits for that.
        command = import_module(f"generator.commands.{arguments.command}")
        status: int = command.run(arguments)
    except SystemExit as exit_:  # argparse: usage, or help
        return exit_.code if isinstance(exit_.code, int) else CANNOT_WORK
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return _cannot_work("interrupted")
    except (OSError, CannotWorkError) as error:
        return _cannot_work(reason(error))
    except Exception as error:  # a bug of ours: never 0 or 1
        sys.excepthook(type(error), error, error.__traceback__)
        return _cannot_work("this is a mistake of tablewright's own, and none of the input's")
    return status


def _cannot_work(message: str) -> int:
    from generator.diagnostic_text import printable

    say(f"tablewright: {printable(message)}")
    return CANNOT_WORK


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
