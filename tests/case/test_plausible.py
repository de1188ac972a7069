"""Warnings of what may be another thing than its author thinks."""

from __future__ import annotations

from pathlib import Path

from tests.lenses.builders import HALVES, build_case, field, homes, pipe


def test_supply_without_a_way_out_is_a_warning(tmp_path: Path) -> None:
    """The pipe leads to c and not away from it; b has buyers of its own."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south", "c": "south"},
        links=[pipe("ab", "a", "b"), pipe("bc", "b", "c")],
        supply=[field("a", 1, 5, "one"), field("b", 1, 5, "two"), field("c", 1, 5, "three")],
        demand=[homes("b", 2)],
    )
    (warning,) = (str(found) for found in case.warnings)
    assert "no link leads gas away from c, and nobody there wants it" in warning
    assert "supply" in warning


def test_a_share_of_a_period_limits_nothing_without_a_capacity(tmp_path: Path) -> None:
    """The second pipe has a capacity to share, and a factor of 0 closes the third without one."""
    shut = [("weeks", 0.4), ("all-summer", 0)]
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        periods=HALVES,
        links=[
            pipe("one", "a", "b", capacity=None, profile="weeks"),
            pipe("two", "a", "b", capacity=3, profile="weeks"),
            pipe("three", "a", "b", capacity=None, profile="all-summer"),
        ],
        supply=[field("a", 1, 5)],
        demand=[homes("b", 2)],
        profiles=[
            {"profile": name, "kind": "availability", "period": period, "factor": factor}
            for name, low in shut
            for period, factor in (("winter", 1), ("summer", low))
        ],
    )
    (warning,) = (str(found) for found in case.warnings)
    assert warning.startswith("links.csv:2 profile: 'weeks' opens it for 0.4 of a period, which")
