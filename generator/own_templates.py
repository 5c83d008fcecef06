"""Views become artifacts, by the templates that a project brings with its pages.

They run in a sandbox, and what they get wrong is a diagnostic at its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.nodes
import jinja2.sandbox
from jinja2.filters import make_attrgetter

from generator.artifacts import Artifact, View
from generator.columns import in_columns
from generator.frozen import Frozen, field_names
from generator.printing import (
    PrintingError,
    check_data,
    check_sizes,
    formatted,
    printable,
    shown_data,
)
from generator.source import Source, Span
from generator.wording import listed, suggestion

if TYPE_CHECKING:
    from generator.diagnostics import Report


def render_own(
    views: Iterable[View],
    templates: Mapping[str, Source],
    kinds: Mapping[str, tuple[type, ...]],
    report: Report,
) -> Iterator[Artifact]:
    """The artifact of each view, in order, by the templates of a project.

    `templates` are found by the names that views and other templates call them; `kinds` are what
    a template can ask of a value: `{% if declaration is record %}`. What a template gets wrong is
    reported at its line, and what would have come of it is left out.
    """
    by_path = {source.path: source for source in templates.values()}
    environment = _sandbox(templates, kinds)

    def failed(error: Exception, name: str) -> None:
        source, line = templates[name], 1
        for path, number in _places(error):
            if path in by_path:
                source, line = by_path[path], number
        message, hint = _said(error)
        report.add("template-error", _span(source, line, message), message, hint)

    usable = set()
    for name in templates:
        try:
            environment.get_template(name)
        except Exception as error:  # whatever it is, the text of a template made it
            failed(error, name)
        else:
            usable.add(name)
    for view in views:
        if view.template in usable:
            try:
                text = environment.get_template(view.template).render(view=view.data)
                text.encode("utf-8")
            except Exception as error:  # whatever it is, a template asked for it
                failed(error, view.template)
            else:
                yield Artifact(view.path, text)


def _sandbox(
    templates: Mapping[str, Source], kinds: Mapping[str, tuple[type, ...]]
) -> jinja2.Environment:
    def load(name: str) -> tuple[str, str, None] | None:
        source = templates.get(name)
        return None if source is None else (source.text, source.path, None)

    environment = _Sandbox(
        loader=jinja2.FunctionLoader(load),
        undefined=_Unknown,
        finalize=_printable,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.tests |= {kind: _is_one_of(types) for kind, types in kinds.items()}
    filters = environment.filters
    filters |= {name: _checked(filters[name], _check_text) for name in _TEXT_FILTERS}
    for name in _DATA_FILTERS:
        filters[name] = _checked(filters[name], lambda value, _: check_data(value))
    filters |= {"columns": in_columns, "format": _format, "join": _join, "pprint": shown_data}
    # The same input gives the same bytes.
    del filters["random"], environment.globals["lipsum"]
    return environment


class _Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    """Also keeps what is no text from becoming text, and text from becoming endless.

    What Python shows of an object may be its place in memory, which is another with each run.
    """

    intercepted_binops = frozenset({"%", "*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """What an operator makes of two values."""
        match operator:
            case "%" if isinstance(left, str):
                return formatted(left, right)
            case "*" if not all(isinstance(each, int | float) for each in (left, right)):
                check_sizes((left, right))
            case "**":
                check_sizes((right,))
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a function returns; those of a text make no endless ones."""
        if isinstance(getattr(obj, "__self__", None), str):
            check_sizes((*args, *kwargs.values()))
        return super().call(context, obj, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template gets for `obj.attribute`."""
        if isinstance(obj, str) and attribute in _FORMATS:
            return self.unsafe_undefined(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What a template gets for `obj[argument]`."""
        if isinstance(obj, str) and argument in _FORMATS:
            return self.unsafe_undefined(obj, argument)
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have it. `%` does what the methods that format do, and checks."""
        formats = isinstance(obj, str) and attr in _FORMATS
        return not formats and super().is_safe_attribute(obj, attr, value)

    def _generate(self, source: jinja2.nodes.Template, *args: Any, **kwargs: Any) -> str:
        for concat in list(source.find_all(jinja2.nodes.Concat)):
            concat.nodes = [
                jinja2.nodes.Filter(
                    node, "string", [], [], None, None, lineno=node.lineno, environment=self
                )
                for node in concat.nodes
            ]
        return super()._generate(source, *args, **kwargs)


_FORMATS = ("format", "format_map")

# What makes a text of whatever it is given.
_TEXT_FILTERS = (
    *("capitalize", "center", "e", "escape", "forceescape", "indent", "lower", "replace", "safe"),
    *("string", "striptags", "title", "trim", "truncate", "upper", "urlize"),
    *("wordcount", "wordwrap"),
)
_DATA_FILTERS = ("urlencode", "xmlattr")


def _checked(function: Callable[..., Any], check: Callable[..., None]) -> Callable[..., Any]:
    """A filter that first checks what it is given, and what it is told to do with it."""
    first = int(hasattr(function, "jinja_pass_arg"))

    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        check(args[first], (*args[first + 1 :], *kwargs.values()))
        return function(*args, **kwargs)

    return checked


def _check_text(value: object, told: tuple[object, ...]) -> None:
    for each in (value, *(each for each in told if each is not None)):
        _as_text(each)
    check_sizes(told)


def _format(text: object, *args: object, **kwargs: object) -> str:
    return formatted(str(_printable(text)), kwargs or args)


@jinja2.pass_environment
def _join(
    environment: jinja2.Environment,
    values: Iterable[Any],
    between: object = "",
    attribute: str | int | None = None,
) -> str:
    if attribute is not None:
        values = map(make_attrgetter(environment, attribute), values)
    return str(_printable(between)).join(str(_as_text(value)) for value in values)


def _is_one_of(types: tuple[type, ...]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, types)


class _Unknown(jinja2.StrictUndefined):
    """What a template names and is not there. Any use of it is an error that says what is."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        """A message, and a hint in a second line."""
        name, owner = self._undefined_name, self._undefined_obj
        if self._undefined_hint:
            return self._undefined_hint
        if not isinstance(owner, Frozen):
            return f"there is no `{name}` here"
        known = field_names(owner)
        hint = suggestion(str(name), known) or f"there are {listed(known)}"
        return f"`{type(owner).__name__}` has no `{name}`\n{hint}"


def _printable(value: object) -> object:
    return value if isinstance(value, jinja2.Undefined) else printable(value)


def _as_text(value: object) -> object:
    return value if isinstance(value, bool) else _printable(value)


def _places(error: Exception) -> Iterator[tuple[str, int]]:
    """Where an error came through, from the outside in."""
    traceback = error.__traceback__
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename is not None:
        yield error.filename, error.lineno


def _said(error: Exception) -> tuple[str, str]:
    """What an error says, as a message and a hint."""
    match error:
        case jinja2.UndefinedError():
            message, _, hint = (error.message or "").partition("\n")
            return message, hint
        case jinja2.TemplateNotFound():
            return f"there is no template `{error.name}`", ""
        case jinja2.TemplateSyntaxError() | jinja2.TemplateRuntimeError():
            message, _, hint = (error.message or "").partition(". ")
            return message[:1].lower() + message[1:].rstrip("."), hint.rstrip(".")
        case PrintingError():
            return str(error), ""
        case RecursionError():
            return "this goes round and round, without end", ""
        case _:
            reason = " ".join(str(error).split())
            return f"{type(error).__name__}: {reason}".removesuffix(": "), ""


def _span(source: Source, number: int, message: str) -> Span:
    """The line, or of it the first name that the message gives in backticks."""
    lines = source.lines()
    text = lines[number - 1] if number <= len(lines) else ""
    for name in re.findall("`([^`]+)`", message):
        if found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            return Span(source.path, number, found.start() + 1, found.end() + 1)
    start = len(text) - len(text.lstrip())
    return Span(source.path, number, start + 1, max(start + 1, len(text.rstrip()) + 1))
