"""The predictions of trade that the built-in case has are those that the script makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools import fill_trade


def test_the_built_in_matrix_is_what_the_script_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fill_trade.TRADE.read_text(encoding="utf-8")
    copy = tmp_path / "trade.csv"
    copy.write_text(before, encoding="utf-8")
    monkeypatch.setattr(fill_trade, "TRADE", copy)
    world = fill_trade.read()
    fill_trade.write(world, fill_trade.filled(world))
    old, new = (_numbers(text) for text in (before, copy.read_text(encoding="utf-8")))
    assert [row[0] for row in old] == [row[0] for row in new]
    np.testing.assert_allclose([row[1] for row in old], [row[1] for row in new], rtol=1e-3)
    assert [row[2] for row in old] == [row[2] for row in new]


def test_totals_add_up_and_domestic_sales_are_output_less_exports() -> None:
    world = fill_trade.read()
    flows = fill_trade.filled(world)
    assert (np.diag(flows) > 0).all()
    np.testing.assert_allclose(flows.sum(axis=1), world.ratio * world.gdp, rtol=1e-9)
    exports = flows.sum(axis=1) - np.diag(flows)
    azerbaijan = world.actors.index("aze")
    assert exports[azerbaijan] == pytest.approx(33_800, rel=0.02)


def test_the_regression_finds_what_it_was_made_from() -> None:
    rng = np.random.default_rng(1)
    x = np.column_stack((np.ones(200), rng.normal(size=(200, 2))))
    wanted, mass = np.array([0.5, -0.7, 0.3]), rng.uniform(1, 9, 200)
    found = fill_trade.ppml(mass * np.exp(x @ wanted), x, mass)
    np.testing.assert_allclose(found, wanted, rtol=1e-10)


def _numbers(text: str) -> list[tuple[str, float, str]]:
    rows = [line.split(",") for line in text.splitlines()[1:]]
    return [("/".join(row[:3]), float(row[3]), row[5]) for row in rows]
