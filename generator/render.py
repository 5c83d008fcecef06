"""Views become artifacts, by the templates of the program.

A template is a shape and answers no question: it loops over tuples, tests whether an optional
part is there, and prints. A misspelt attribute fails loudly: it is a bug of ours. Those that a
project brings are another matter (`own_templates.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import jinja2

from generator.artifacts import Artifact, View, templates_folder
from generator.origins import Line

if TYPE_CHECKING:
    from generator.origins import Origins


class _Environment(jinja2.Environment):
    """Runs our templates: they name what is there, stay as they are, and call no function."""

    getattr = staticmethod(cast("Callable[..., Any]", getattr))
    get_template = cache(jinja2.Environment.get_template)
    make_globals = staticmethod(cast("Callable[..., Any]", lambda _: {}))


@cache
def _environment(kind: type[_Environment] = _Environment) -> _Environment:
    return kind(
        loader=jinja2.FileSystemLoader(templates_folder()),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def render(views: Iterable[View]) -> Iterator[Artifact]:
    """The artifact of each view, in order, by the templates of the program."""
    for view in views:
        template = _environment().get_template(view.template)
        yield Artifact(view.path, template.render(view=view.data))


def trace(view: View) -> Iterator[Line]:
    """What the template of the program prints, in pieces, each with what it comes from.

    What stands in a loop over parts that have origins comes from the part that it is printed for;
    all else from the view itself, if that has origins.
    """
    environment = _environment(_TracingEnvironment)
    assert isinstance(environment, _TracingEnvironment)
    environment.within[:] = [getattr(view.data, "origins", ())]
    for piece in environment.get_template(view.template).generate(view=view.data):
        yield Line(piece, environment.within[-1])


class _TracingEnvironment(_Environment):
    """Renders as any other, and knows at each moment which part of a view it prints."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.within: list[Origins] = []
        """Of the view, and of the parts that the loops are at, the innermost last."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template gets for `obj.attribute`."""
        found = super().getattr(obj, attribute)
        if type(found) is tuple and found and hasattr(found[0], "origins"):
            return _Parts(found, self.within)
        return found


class _Parts(tuple[Any, ...]):
    """Parts of a view, which say in a loop that it is at them."""

    within: list[Origins]

    def __new__(cls, parts: tuple[Any, ...], within: list[Origins]) -> _Parts:
        self = super().__new__(cls, parts)
        self.within = within
        return self

    def __iter__(self) -> Iterator[Any]:
        for part in super().__iter__():
            self.within.append(part.origins)
            yield part
            self.within.pop()
