"""Where the pages of both sides can be seen: a report's places as paths and as links."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.frozen import Frozen, replace
from generator.source import Span

if TYPE_CHECKING:
    from generator.diff.model import Change


class SideLinks(Frozen):
    """How a report leads to the sources of one side."""

    revision: str = ""
    """What stands before their paths where they are in git, as `HEAD~1:`. Empty: on disk."""
    template: str = ""
    """A link with `{path}` and `{line}` in it. Empty: files on disk are linked by their path."""

    def path(self, span: Span) -> str:
        """The path of a source: in the repository, or as the user typed it."""
        return span.path.removeprefix(self.revision)

    def link(self, span: Span) -> str:
        """A link to the place. Empty: there is none that would lead anywhere."""
        path = self.path(span)
        quoted = quote(path.encode("utf-8", "surrogateescape"))
        if self.template:
            return self.template.replace("{path}", quoted).replace("{line}", str(span.line))
        is_reachable = not self.revision and not PurePosixPath(path).is_absolute()
        return f"{quoted}#L{span.line}" if is_reachable else ""


class Links(Frozen):
    """How a report leads to the sources of both sides."""

    old: SideLinks = SideLinks()
    new: SideLinks = SideLinks()
    home: str = ""
    """The path of what stands for the spec set as a whole."""

    def places(self, change: Change) -> list[tuple[Span, SideLinks]]:
        """Where a change was made: before, and after."""
        both = ((change.old, self.old), (change.new, self.new))
        return [(span, side) for span, side in both if span is not None]

    def place(self, change: Change) -> Span:
        """The place after the change, or where there is none before it, by its plain path."""
        places = self.places(change)
        if not places:
            return Span(self.home, 1, 1, 1)
        span, side = places[-1]
        return replace(span, path=side.path(span))
