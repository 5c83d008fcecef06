"""`tablewright diff`: what a change does to those who use the types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.commands.findings import Read, print_text
from generator.console import CLEAN, FINDINGS, out, out_has_colour, say
from generator.diagnostics import Report, Severity
from generator.diff.accepted import with_accepted
from generator.diff.compare import compare
from generator.diff.directions import known_directions
from generator.diff.findings import comparison_as_annotations, comparison_as_sarif
from generator.diff.inputs import find_sides, links_to, read_accepted, read_side, schemas_of
from generator.diff.json_form import as_json
from generator.diff.markdown import as_markdown
from generator.diff.text import as_text
from generator.version import version

if TYPE_CHECKING:
    import argparse

    from generator.diff.links import Links
    from generator.diff.model import Comparison


def run(arguments: argparse.Namespace) -> int:
    """Compare OLD and NEW, and judge by `--fail-on` what changed."""
    places = find_sides(arguments.old, arguments.new)
    sides = [read_side(place) for place in places]
    reader, acceptances = read_accepted(arguments.accept, places[1], Report())
    everything: list[Read] = [*sides, reader]
    for read in everything:
        print_text((d for d in read.report.sorted() if d.severity is Severity.ERROR), read)
    if any(read.report.has_errors for read in everything):
        say("nothing was compared, because of the errors above")
        return FINDINGS
    if unsound := [side for side in sides if not side.is_sound]:  # which a spec set may allow
        for side in unsound:
            print_text((d for d in side.report.sorted() if d.code == "alias-cycle"), side)
        say("nothing was compared, because of the types above, which have no end")
        return FINDINGS
    old, new = schemas_of(*sides)
    directions = known_directions((side.schema, side.directions) for side in sides)
    comparison = with_accepted(compare(old, new, directions), acceptances, reader.report)
    print_text(reader.report.sorted(), reader)
    links = links_to(places, (arguments.old_url, arguments.new_url))
    out(_report(arguments.format, comparison, links))
    found = {"breaking": comparison.breaking, "any": comparison.changes, "none": ()}
    return FINDINGS if found[arguments.fail_on] else CLEAN


def _report(form: str, comparison: Comparison, links: Links) -> str:
    match form:
        case "json":
            return as_json(comparison)
        case "markdown":
            return as_markdown(comparison, links)
        case "github":
            return comparison_as_annotations(comparison, links)
        case "sarif":
            return comparison_as_sarif(comparison, links, version())
        case _:
            return as_text(comparison, out_has_colour())
