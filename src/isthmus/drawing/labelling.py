"""What is written on a map, and in which order it may choose its place."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from isthmus.drawing.curves import Curve
from isthmus.drawing.labels import Board, Label, Placed, around, leader, point
from isthmus.drawing.marks import ARROW_AT, BARS_AT, DOT, LARGE
from isthmus.drawing.plan import CARRIES, Plan
from isthmus.drawing.svg import num, tag, text, text_width
from isthmus.drawing.theme import Theme

Floats = npt.NDArray[np.float64]

NAME, VALUE, STATE = 10.5, 9.5, 10.0
BESIDE = (0.72, 0.42, 0.8, 0.18, 0.88, 0.62)  # parts of the way where a number may stand
GRID = 12.0  # pixels between the spots that are tried for the name of a state
LEAST = 0.05  # what would be written 0.0
STATES_AFTER = 0.2  # what passes the places that come before the names of states
TELLING = 3.0  # pixels by which a number stands nearer to its own link than to others
MOST_SPOTS = 120  # that are tried for the name of a state
MOST_COVERED = 2  # points of links that it may cover
BASELINE = 0.35  # of the size, below the middle of a line of text


def placed(made: Plan, states: dict[str, list[Floats]]) -> list[Placed]:
    """Return the labels of a map that found a place.

    Places beyond the frame choose first, then differences, then states; places and numbers choose
    in the order of what passes or flows.
    """
    board = Board(*made.size, lines=np.concatenate([curve.traced for curve in made.curves]))
    for at in made.points.values():
        board.take(at, DOT + 0.5)
    for at in made.far.values():
        board.take(at, LARGE + 1)
    for line, curve in zip(made.lines, made.curves, strict=True):
        if line.mark:
            board.take(curve.at(BARS_AT)[0], 2 + curve.width / 2)
        if line.state in CARRIES:
            board.take(curve.at(ARROW_AT)[0], 2 + curve.width / 2)
    first = float("inf") if made.content.compared else 2.0  # a flow passes two places
    weighed = [
        *((weight, label) for weight, label in _places(made)),
        *((weight * first, label) for weight, label in _numbers(made)),
        *((STATES_AFTER, label) for label in _states(made, states)),
    ]
    weighed.sort(key=lambda pair: -round(min(pair[0], 1e9), 6))
    found = [board.place(label) for label in [*_far(made), *(label for _, label in weighed)]]
    return [one for one in found if one is not None]


def label_map(made: Plan, states: dict[str, list[Floats]], painter: Theme) -> list[str]:
    """Return the labels of a map, and behind each the colour of the land, a brush wide."""
    found = placed(made, states)
    halos = tag(
        "g", *(_text(one) for one in found if one.label.kind != "state"), text_anchor="middle",
        stroke_width=3.2, stroke_linejoin="round", stroke_opacity="0.85",
        **painter.paint("halos", stroke="land"),
    )  # fmt: skip
    ties = (_tie(one, painter) for one in found)
    painted = (painter.paint(f"label {one.label.kind}", fill=one.label.colour) for one in found)
    texts = (_text(one, **paint) for one, paint in zip(found, painted, strict=True))
    return [halos, *ties, tag("g", *texts, text_anchor="middle")]


def _text(one: Placed, **painted: str) -> str:
    label, box = one.label, one.box
    baseline = (box.top + box.bottom) / 2 + label.size * BASELINE
    return text(
        label.text, (box.left + box.right) / 2, baseline, font_size=label.size,
        font_style="italic" if label.kind == "far" else None,
        font_weight="bold" if label.kind == "value" else None,
        **painted,
    )  # fmt: skip


def _tie(one: Placed, painter: Theme) -> str:
    """Return the line between a dot and a label that had to stand off."""
    if one.label.tied_to is None or (end := leader(one.label.tied_to, one.box)) is None:
        return ""
    (x, y), (to_x, to_y) = one.label.tied_to, end
    data = f"M{num(x)} {num(y)}L{num(to_x)} {num(to_y)}"
    return tag("path", d=data, stroke_width=0.6, **painter.paint("tie", stroke="muted"))


def _weights(made: Plan) -> dict[str, float]:
    """Return how much passes each place, as a share of what its unit's scale shows."""
    weights = dict.fromkeys([*made.points, *made.far], 0.0)
    for line in made.lines:
        for end in (line.tail, line.head):
            share = line.value / made.scales[line.unit].top if line.state in CARRIES else 0.0
            weights[end] += share
    return weights


def _far(made: Plan) -> list[Label]:
    return [_tied(made, node, at, LARGE, "far") for node, at in made.far.items()]


def _places(made: Plan) -> list[tuple[float, Label]]:
    """Return the places, each with what passes it."""
    weights = _weights(made)
    return [
        (weights[node], _tied(made, node, at, DOT, "place"))
        for node, at in sorted(made.points.items())
    ]


def _tied(made: Plan, node: str, at: Floats, radius: float, kind: str) -> Label:
    """Return the name of a place, with the spots around it."""
    name, dot = made.content.sites[node].label, point(at)
    spots = around(dot, name, NAME, radius, farther=kind == "far")
    return Label(name, NAME, spots, kind, tied_to=dot)


def _numbers(made: Plan) -> list[tuple[float, Label]]:
    """Return what links carry, each with the spots beside its own link and no other."""
    points = np.concatenate([curve.traced for curve in made.curves])
    owner = np.repeat(np.arange(len(made.curves)), [len(one.traced) for one in made.curves])
    half = np.array([curve.width / 2 for curve in made.curves])[owner]
    labels = []
    for at, (line, curve) in enumerate(zip(made.lines, made.curves, strict=True)):
        if line.state not in CARRIES or line.value < LEAST:
            continue
        spots = []
        for spot in _beside(curve, line.said):
            away = np.hypot(*(points - spot).T) - half
            if away[owner == at].min() + TELLING < away[owner != at].min(initial=np.inf):
                spots.append(point(spot))
        label = Label(line.said, VALUE, spots, "value", made.colour(line))
        labels.append((line.value / made.scales[line.unit].top, label))
    return labels


def _beside(curve: Curve, content: str) -> list[Floats]:
    """Return the spots on both sides of a link where its number may stand."""
    spots = []
    for more, part in itertools.product((2.0, 9.0), BESIDE):
        middle, heading = curve.at(part)[0], curve.heading(part)
        side = np.array([heading[1], -heading[0]])
        half = text_width(content, VALUE) / 2
        reach = curve.width / 2 + more + abs(side[1]) * VALUE / 2 + abs(side[0]) * half
        spots += [middle + side * reach, middle - side * reach]
    return spots


def _states(made: Plan, states: dict[str, list[Floats]]) -> list[Label]:
    """Return the names of the case's states, each with the spots where it lies in its land."""
    width, height = made.size
    x, y = np.meshgrid(np.arange(0, width, GRID), np.arange(0, height, GRID))
    spots = np.stack([x.ravel(), y.ravel()], axis=1)
    labels = []
    for iso, name in sorted(made.content.states.items()):
        half = text_width(name.upper(), STATE) / 2
        inside = np.ones(len(spots), dtype=bool)
        for shift in (-half, 0.0, half):
            inside[inside] = within(spots[inside] + [shift, 0.0], states.get(iso, []))
        if inside.any():
            own = spots[inside]
            away = np.hypot(*(own - own.mean(axis=0)).T)
            order = np.argsort(np.round(away, 3), kind="stable")
            found = [point(at) for at in own[order][:MOST_SPOTS]]
            labels.append(
                Label(name.upper(), STATE, found, "state", "faint", most_covered=MOST_COVERED)
            )
    return labels


def within(points: Floats, rings: list[Floats]) -> npt.NDArray[np.bool_]:
    """Tell which points lie inside rings (an odd number of edges to the right of them)."""
    odd = np.zeros(len(points), dtype=bool)
    for ring in rings:
        near = np.flatnonzero(
            ((points >= ring.min(axis=0)) & (points <= ring.max(axis=0))).all(axis=1)
        )
        x, y = points[near, 0, None], points[near, 1, None]
        a, b = ring, np.roll(ring, -1, axis=0)
        rise = np.where(a[:, 1] == b[:, 1], 1.0, b[:, 1] - a[:, 1])
        spans = (a[:, 1] > y) != (b[:, 1] > y)
        crossed = spans & (x < a[:, 0] + (y - a[:, 1]) / rise * (b[:, 0] - a[:, 0]))
        odd[near] ^= crossed.sum(axis=1) % 2 == 1
    return odd
