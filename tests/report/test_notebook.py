"""A result as a notebook shows it."""

from __future__ import annotations

from pathlib import Path

import isthmus
from isthmus.report.notebook import table_html
from tests.case.folders import opened
from tests.drawing.pictures import compared, corridors, solved


def test_headline_map_and_tables() -> None:
    shown = solved("three-pipes")._repr_html_()
    assert shown.startswith("<p><strong>three-pipes · base · 0% of 45 numbers sourced</strong></p>")
    assert shown.index("<h4>In short</h4>") < shown.index("<svg") < shown.index("<h4>Who earns")
    assert shown.count("<svg") == 1
    assert "prefers-color-scheme" in shown


def test_a_comparison_has_a_map_for_each_scenario() -> None:
    assert compared("three-pipes", "no-lng")._repr_html_().count("<svg") == 1
    names = ("base", "no-lng", "west-closed")
    several = isthmus.compare(*(solved("three-pipes", name) for name in names))
    assert several._repr_html_().count("<svg") == 2


def test_a_case_without_coordinates_says_so(tmp_path: Path) -> None:
    shown = isthmus.markets(opened(tmp_path))._repr_html_()
    assert "<svg" not in shown
    assert "<p>No map: case tiny cannot be drawn: none of its 2 places has coordinates." in shown


def test_tables_are_escaped() -> None:
    import polars as pl

    html = table_html(pl.DataFrame({"a<b": ["x & y"], "n": [1234.5]}))
    assert "a&lt;b" in html
    assert "x &amp; y" in html
    assert 'text-align:right">1,234<' in html.replace("1,235", "1,234")


def test_cargo_has_headline_map_and_tables() -> None:
    shown = corridors("caucasus")._repr_html_()
    assert shown.index("<p>cargo: ") < shown.index("<svg") < shown.index("Which way the cargo goes")
    assert shown.count("<svg") == 1
    assert "Which way the cargo goes (the first 5 of " in shown


def test_a_comparison_of_cargo_has_its_map_and_what_goes_otherwise() -> None:
    both = (corridors("caucasus"), corridors("caucasus", "western-gate-closed"))
    shown = isthmus.compare(*both)._repr_html_()
    assert shown.index("welfare: ") < shown.index("<svg") < shown.index("Cargo that goes otherwise")
