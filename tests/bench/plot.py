"""The plot: seconds by number of pages, ours and the peers'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

from bench import project as ours
from bench.generating import Measured
from bench.generators import DATAMODEL, DATAMODEL_BLACK, JSON2TS, JSON2TS_PLAIN, QUICKTYPE


@dataclass(frozen=True, slots=True)
class Line:
    """How a command is drawn."""

    label: str
    colour: str
    """Of the palette of Okabe and Ito, which colour-blind people can tell apart."""
    marker: str
    style: str = "-"


LINES: Final[Mapping[str, Line]] = {
    DATAMODEL_BLACK: Line("datamodel-code-generator\nwith black and isort", "#D55E00", "s"),
    DATAMODEL: Line("datamodel-code-generator", "#D55E00", "s", "--"),
    QUICKTYPE: Line("quicktype", "#CC79A7", "D"),
    JSON2TS: Line("json-schema-to-typescript", "#56B4E9", "^"),
    JSON2TS_PLAIN: Line("json-schema-to-typescript\nwithout formatting", "#56B4E9", "^", "--"),
    ours.COLD: Line("Tablewright, from nothing", "#000000", "o"),
    ours.EDITED: Line("Tablewright, one row changed", "#009E73", "o", "--"),
    ours.UNCHANGED: Line("Tablewright, nothing changed", "#0072B2", "o", ":"),
}


def draw(sets: Sequence[Measured], where: str, folder: Path) -> None:
    """Write `bench.png` and `bench.svg` into a folder. `where` are the machine and the date."""
    # The same measurements give the same bytes.
    with mpl.rc_context({"svg.hashsalt": "bench", "font.size": 10, "svg.fonttype": "path"}):
        figure = _figure(sets, where)
        figure.savefig(folder / "bench.svg", metadata={"Date": None, "Creator": None})
        figure.savefig(folder / "bench.png", dpi=144, metadata={"Software": None})


def _figure(sets: Sequence[Measured], where: str) -> Figure:
    figure = Figure(figsize=(10, 5.5), layout="constrained")
    axes = figure.add_subplot(xscale="log", yscale="log")
    for name, line in LINES.items():
        found = ((each.pages, each.costs.get(name)) for each in sets)
        points = [(pages, cost.seconds) for pages, cost in found if cost and not cost.is_cut]
        if points:
            axes.plot(*zip(*points, strict=True), **_looks(line), label=line.label)
    axes.set_title(f"From pages to types: seconds of whole commands\n{where}", fontsize=12)
    axes.set_xlabel("pages (the peers: types of the same pages, as JSON Schema)")
    axes.set_ylabel("seconds")
    axes.xaxis.set_major_formatter(lambda pages, _: f"{pages:,.0f}")
    axes.yaxis.set_major_formatter(lambda seconds, _: f"{seconds:g}")
    axes.xaxis.set_minor_formatter(lambda *_: "")
    axes.yaxis.set_minor_formatter(lambda *_: "")
    axes.set_xticks([each.pages for each in sets])
    axes.grid(color="#dddddd", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", frameon=False, labelspacing=0.9)
    return figure


def _looks(line: Line) -> dict[str, Any]:
    is_ours = line.marker == "o"
    return {
        "color": line.colour,
        "marker": line.marker,
        "linestyle": line.style,
        "linewidth": 2.4 if is_ours else 1.4,
        "markersize": 6 if is_ours else 5,
        "zorder": 3 if is_ours else 2,
    }
