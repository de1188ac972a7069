"""Warnings of what may be another thing than its author thinks."""

from __future__ import annotations

from pathlib import Path

from tests.lenses.builders import build_case, field, homes, pipe


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
