"""The chart of days and cost over the distance."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.drawing.steps import draw_steps
from tests.drawing.pictures import SVG, elements, parsed, words
from tests.lenses.corridors.builders import cargo_case, leg

NODES = [
    {"id": "a", "name": "Alpha", "actor": "north"},
    {"id": "m", "name": "Midway (port)", "actor": "north"},
    {"id": "b", "name": "Beta", "actor": "south"},
]


def two_routes(folder: Path, **options: object) -> isthmus.Result:
    """By rail and sea with two days in the port, or by road."""
    case = cargo_case(
        folder,
        NODES,
        links=[
            leg("one", "a", "m", cost=10, days=3, length=500),
            leg("two", "m", "b", "sea", cost=10, days=5, length=500),
            leg("road", "a", "b", "road", cost=90, days=4, length=800),
        ],
        transfers=[
            {"id": "load", "node": "m", "from_mode": "rail", "to_mode": "sea", "cost": 5, "days": 2}
        ],
    )
    return isthmus.routes(case, "a", "b", **options)  # type: ignore[arg-type]


def lines(picture: str) -> list[list[tuple[float, float]]]:
    """Return the corners of the lines of routes, in pixels."""
    found = []
    for one in elements(picture, "route"):
        start, _, rest = one.get("d", "")[1:].partition("l")
        numbers = [float(n) for n in f"{start} {rest}".replace("-", " -").split()]
        at, corners = (0.0, 0.0), []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = (at[0] + dx, at[1] + dy)
            corners.append(at)
        found.append(corners)
    return found


def test_what_is_written(tmp_path: Path) -> None:
    picture = two_routes(tmp_path).steps()
    said = words(picture)
    assert said[:4] == [
        "By hand · base",
        "Alpha to Beta: days and cost over the distance",
        "1: north > south, 10 days, 25 USD/t",
        "2: north > south, 4 days, 90 USD/t",
    ]
    assert "Midway" in said
    assert {"days", "USD/t", "200 km"} <= set(said)
    tips = [one[0].text for one in elements(picture, "step")]
    assert "Midway, transfer rail > sea: 2 days" in tips


def test_lines_are_to_scale_and_transfers_upright(tmp_path: Path) -> None:
    drawn = lines(two_routes(tmp_path).steps())
    road, chain = drawn[:2]  # the days; the first route is drawn last
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), *_ = chain
    assert x2 == x1
    assert (y1 - y2) / (y0 - y1) == pytest.approx(2 / 3, abs=0.02)
    assert (y2 - y3) / (y0 - y1) == pytest.approx(5 / 3, abs=0.02)
    assert (x3 - x0) / (x1 - x0) == pytest.approx(2, abs=0.01)
    assert (road[0][1] - road[-1][1]) / (y0 - y3) == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
@pytest.mark.parametrize("width", [320, 800])
def test_it_stays_on_the_page(tmp_path: Path, theme: str, width: int) -> None:
    root = parsed(two_routes(tmp_path).steps(theme=theme, width=width))
    assert float(root.get("width", 0)) == width
    height = float(root.get("height", 0))
    for one in root.iter(f"{SVG}circle"):
        assert 0 <= float(one.get("cx", -1)) <= width
        assert 0 <= float(one.get("cy", -1)) <= height


def test_only_as_many_as_asked_for(tmp_path: Path) -> None:
    result = two_routes(tmp_path)
    assert len(lines(result.steps(most=1))) == 2
    for most in (0, 8):
        with pytest.raises(isthmus.IsthmusError, match=r"most: \d is not between 1 and 7"):
            draw_steps(result, most=most)


def test_a_notebook_shows_it(tmp_path: Path) -> None:
    shown = two_routes(tmp_path)._repr_html_()
    assert "2 routes that truly differ are open" in shown
    assert "days and cost over the distance" in shown
