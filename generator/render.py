"""Views become artifacts. The only module that knows Jinja.

A template is a shape and answers no question: it loops over tuples, tests whether an optional
part is there, and prints. A misspelt attribute fails loudly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import jinja2

from generator.artifacts import Artifact, View


def templates_folder() -> Path:
    """Where the templates stand: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder()),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def render(views: Iterable[View]) -> Iterator[Artifact]:
    """The artifact of each view, in order."""
    for view in views:
        template = _environment().get_template(view.template)
        yield Artifact(view.path, template.render(view=view.data))
