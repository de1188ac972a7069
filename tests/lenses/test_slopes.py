"""Derivatives from one solution, against solving again with every number moved a little."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings

import isthmus
from isthmus.case.evidence import Cell, cells, economic_columns
from isthmus.case.model import Case
from isthmus.case.moving import with_numbers
from isthmus.lenses.markets import numbers_of, optimal
from isthmus.lenses.markets.slopes import READ, Slopes, slopes
from tests.lenses.builders import build_case, field, generated, homes, hub, pipe
from tests.oracles.generate import FEATURES, case_tables, write_case

Floats = npt.NDArray[np.float64]
STEP = 1e-5
NEAR = 2e-3


def read(case: Case) -> list[Cell]:
    """Return the numbers that the lens reads, but those at zero."""
    return [c for c in cells(case) if c.column in READ.get(c.table, ()) and c.value]


def answers(case: Case) -> Floats:
    found = optimal(case)
    numbers = numbers_of(found.network, found.outcome)
    return np.array([numbers["objective"], numbers["welfare"]], dtype=float)


def differences(case: Case, cell: Cell, step: float = STEP) -> Floats:
    """Return the finite differences (down and up, objective and welfare)."""
    row = case.tables[cell.table].keys.index(cell.id)
    size = step * abs(cell.value)
    here = answers(case)
    below, above = (
        answers(with_numbers(case, cell.table, cell.column, {row: cell.value + move}))
        for move in (-size, size)
    )
    return np.stack(((here - below) / size, (above - here) / size))


def derivatives(found: Slopes, at: int) -> Floats:
    return np.stack((found.objective[:, at], found.welfare[:, at]), axis=1)


def valid(case: Case, cell: Cell) -> bool:
    """Tell whether a number can move both ways: a minimum that is its maximum cannot."""
    if cell.table != "contracts":
        return True
    row = case.tables["contracts"].row(case.tables["contracts"].keys.index(cell.id))
    return bool(row.get("minimum", 0.0) != row.get("maximum"))


def wrong(case: Case, every: int = 1) -> Iterator[tuple[str, Any, Any]]:
    """Yield the numbers whose derivatives differ from differences, with both."""
    chosen = [cell for cell in read(case) if valid(case, cell)][::every]
    found = slopes(case, optimal(case), chosen)
    for at, cell in enumerate(chosen):
        wanted, got = differences(case, cell), derivatives(found, at)
        near = np.abs(got - wanted) <= NEAR * (1 + np.abs(wanted))
        if not (near | np.isnan(got)).all():
            yield f"{cell.table}.{cell.id}.{cell.column}", got.tolist(), wanted.tolist()


@settings(max_examples=5)
@given(case_tables())
def test_on_generated_networks(tables: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        case = isthmus.open_case(write_case(tables, Path(folder) / "case"))
    assert list(wrong(case)) == []


# Seeds with kinks of all kinds: bounds that just bind, ties of costs, caps that are equal.
@pytest.mark.parametrize("seed", [26, 29, 33, 105])
def test_where_the_optimum_kinks(seed: int) -> None:
    assert list(wrong(generated(seed, FEATURES))) == []


@pytest.mark.parametrize("scenario", ["base", "swap-and-spot"])
def test_of_the_reference_case(scenario: str) -> None:
    assert list(wrong(isthmus.open_case("caucasus").with_scenario(scenario), 7)) == []


def slopes_of(case: Case, name: str) -> Floats:
    """Return the derivatives of a number (down and up, objective and welfare)."""
    (cell,) = (c for c in cells(case) if f"{c.table}.{c.id}.{c.column}" == name)
    return derivatives(slopes(case, optimal(case), [cell]), 0)


def test_of_elastic_demand_by_hand(tmp_path: Path) -> None:
    """Price 100 - q, fed at 40 and a tariff of 20: 40 flow, and each dollar of tariff stops one.

    So the objective loses 40 per dollar of tariff. Welfare, where the tariff is a transfer, loses
    the tariff of the one that stays away.
    """
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(tariff=20)],
        supply=[field("a", 1000, 40)],
        demand=[
            {"id": "buyer", "node": "b", "quantity": 50, "price": 50, "curve": "linear",
             "elasticity": -1}
        ],
    )  # fmt: skip
    case = case.replaced(settings=case.settings.model_copy(update={"demand_refine": True}))
    tariff = slopes_of(case, "links.pipe.tariff")
    assert tariff == pytest.approx(np.array([[-40.0, -20.0]] * 2), rel=1e-4)
    cost = slopes_of(case, "supply.field.cost")
    assert cost == pytest.approx(np.array([[-40.0, -60.0]] * 2), rel=1e-4)


def test_a_pipe_that_is_just_large_enough(tmp_path: Path) -> None:
    """10 are needed and 10 fit: a smaller pipe costs the cap, a larger one brings nothing."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=10, tariff=5)],
        supply=[field("a", 20, 40)],
        demand=[homes("b", 10, cap=500)],
    )
    assert slopes_of(case, "links.pipe.capacity") == pytest.approx(
        np.array([[500 - 45.0, 500 - 40.0], [0.0, 0.0]])
    )
    assert slopes_of(case, "demand.homes.quantity") == pytest.approx(
        np.array([[-45.0, -40.0], [-500.0, -500.0]])
    )


def test_a_hub_that_pays_what_it_costs(tmp_path: Path) -> None:
    """Selling to it gains nothing: a dollar more gains all that fits, a dollar less loses none."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe(capacity=10)],
        supply=[field("a", 20, 40)],
        demand=[hub("b", 40)],
    )
    assert slopes_of(case, "demand.hub.price")[:, 0] == pytest.approx([0.0, 10.0])


def test_flexibility_is_worth_nothing_beyond_the_yearly_cap(tmp_path: Path) -> None:
    """With a flat profile the periods' bounds add up to the yearly one: only downwards it bites."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        periods={"winter": 0.5, "summer": 0.5},
        links=[pipe()],
        supply=[field("a", 10, 40, flexibility=1.0)],
        demand=[hub("b", 100)],
    )
    assert slopes_of(case, "supply.field.flexibility")[:, 0] == pytest.approx([600.0, 0.0])
    assert slopes_of(case, "supply.field.quantity")[:, 0] == pytest.approx([60.0, 60.0])


def test_closed_links_and_suspended_contracts_matter_to_nothing() -> None:
    case = isthmus.open_case("three-pipes").with_scenario("west-closed")
    west = [c for c in read(case) if c.id in ("west-1", "west-2", "west-contract")]
    assert len(west) >= 4
    found = slopes(case, optimal(case), west)
    assert not found.objective.any()
    assert not found.welfare.any()


def test_every_number_of_the_markets_is_read_or_known_not_to_be() -> None:
    unread = {("links", "length"), ("links", "days")}
    numbers = {(table, column) for table in READ for column in economic_columns(table)}
    assert numbers - {(t, c) for t, columns in READ.items() for c in columns} == unread


def test_shortfall_prices_that_rest_on_one_cap_of_many(tmp_path: Path) -> None:
    """A minimum of 5 with nothing to send is missed at the buyer's higher cap."""
    case = build_case(
        tmp_path,
        {"a": "north", "b": "south"},
        links=[pipe()],
        supply=[field("a", 3, 40)],
        demand=[homes("b", 4, cap=500), homes("b", 1, cap=300, id="cabins")],
        contracts=[
            {"id": "deal", "seller": "north", "buyer": "south", "link": "pipe", "minimum": 5}
        ],
    )
    assert slopes_of(case, "demand.homes.price_cap")[:, 0] == pytest.approx([-1 - 2.0] * 2)
    assert slopes_of(case, "demand.cabins.price_cap")[:, 0] == pytest.approx([-1.0] * 2)
