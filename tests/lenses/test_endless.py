"""A market without an optimum says what has no end."""

from __future__ import annotations

from pathlib import Path

import pytest

import isthmus
from isthmus.errors import NoSolution
from tests.lenses.builders import Row, build_case, field, hub, pipe


def test_a_seller_below_an_endless_buyer(tmp_path: Path) -> None:
    """A field without end cannot be written; a link that doubles what it carries can."""
    links: list[Row] = [
        {**pipe("there", "a", "b"), "capacity": None, "yield": 2},
        {**pipe("back", "b", "a"), "capacity": None},
        pipe("aside", "a", "c"),
    ]
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south", "c": "south"},
        links=links,
        supply=[field("a", 1, 5)],
        demand=[hub("b", 20)],
    )
    with pytest.raises(NoSolution) as found:
        isthmus.markets(case)
    assert str(found.value) == (
        "no solution: welfare has no end, because nothing limits links back, there; demand hub. "
        "Give one of them a capacity or a quantity, or look whether a yield or a price is right."
    )
