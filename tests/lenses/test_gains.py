"""Prices and gains hold what duality says of them, on small, large and random cases.

That the gains add up to the welfare tests little: it holds for any prices. What counts is that
every rent is a dual times its bound, and every price a derivative of the objective.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import isthmus
from isthmus import lp
from isthmus.case.model import Case
from isthmus.case.scenario import Change
from isthmus.lenses.markets.assembly import NONE
from isthmus.lenses.markets.gains import scarcity_prices
from isthmus.lenses.markets.network import Network
from isthmus.lenses.markets.program import Outcome
from tests.lenses.builders import (
    BUILTIN,
    Floats,
    Row,
    Solved,
    generated,
    opened,
    solve,
    solved,
    with_column,
    with_rows,
)
from tests.oracles.generate import FEATURES

Ints = npt.NDArray[np.int64]

SEEDS = [f"seed {seed}" for seed in range(64)]
CASES = ["yardstick", *BUILTIN, *SEEDS]
EXACT = 1e-9
MOVED = 1e-6
STEP = 1e-4
NO_PRICES: Ints = np.zeros(0, dtype=np.int64)

every_case = pytest.mark.parametrize("name", CASES)


def size(*parts: Floats) -> float:
    """Return the scale of sums of money: what rounding is relative to."""
    return max(1.0, *(float(np.abs(part).sum()) for part in parts))


@every_case
def test_gains_add_up_to_the_welfare(name: str) -> None:
    case = solved(name)
    result = isthmus.markets(case.case)
    table = result.table("gains")
    assert result.welfare == pytest.approx(case.welfare, rel=EXACT)
    assert sum(table["total"]) == pytest.approx(case.welfare, rel=EXACT, abs=EXACT)
    kinds = table.drop("actor", "low", "high", "total").to_numpy()
    assert kinds.sum(axis=1) == pytest.approx(table["total"].to_numpy(), rel=EXACT, abs=1e-8)


@every_case
def test_settlement_sums_to_zero(name: str) -> None:
    settlement = isthmus.markets(solved(name).case).table("gains")["settlement"].to_numpy()
    assert abs(settlement.sum()) <= EXACT * size(settlement)


@every_case
@pytest.mark.parametrize("which", ["duals", "high", "low"])
def test_duals_are_optimal(name: str, which: str) -> None:
    """They have the right signs, are 0 off their bounds, and their objective is the minimum."""
    solution, made = solved(name).solution, solved(name).layout.program
    y: Floats = getattr(solution, which)
    reduced = made.cost - times_transposed(made, y)
    rows = (y, made.times(solution.x), made.row_lower, made.row_upper)
    columns = (reduced, solution.x, made.lower, made.upper)
    for dual, value, low, high in (rows, columns):
        slack = 1e-7 * np.maximum(1, np.abs(value))
        assert (value >= low - slack).all()
        assert (value <= high + slack).all()
        assert (dual[value > low + slack] <= MOVED).all()
        assert (dual[value < high - slack] >= -MOVED).all()
    worth = np.concatenate([bound_of(dual, *bounds) * dual for dual, _, *bounds in (rows, columns)])
    assert abs(worth.sum() - solution.objective) <= EXACT * size(worth)


def times_transposed(made: lp.Program, y: Floats) -> Floats:
    products = made.value * y[made.index]
    sums: Floats = np.bincount(made.column_of_entry, products, len(made.cost)).astype(float)
    return sums


def bound_of(dual: Floats, low: Floats, high: Floats) -> Floats:
    """Return the bound that a dual is due to; 0 where it is 0 but for rounding."""
    bound = np.where(dual > 0, low, high)
    return np.where((np.abs(dual) < 1e-7) & np.isinf(bound), 0.0, bound)


def link_earnings(network: Network, outcome: Outcome) -> Floats:
    forward, backward = scarcity_prices(network, outcome)
    earned: Floats = (forward * outcome.forward + backward * outcome.backward).sum(axis=1)
    return earned


def supply_earnings(network: Network, outcome: Outcome) -> Floats:
    price = np.nan_to_num(outcome.price)[network.supply.place]
    earned: Floats = ((price - network.supply.cost) * outcome.supply).sum(axis=1)
    return earned


def demand_earnings(network: Network, outcome: Outcome) -> Floats:
    price = np.nan_to_num(outcome.price)[network.demand.place[network.demand.row]]
    earned: Floats = ((network.demand.value - price) * outcome.demand).sum(axis=1)
    return earned


def store_earnings(network: Network, outcome: Outcome) -> Floats:
    price = np.nan_to_num(outcome.price)[network.stores.place]
    sold = price * (outcome.withdrawal - outcome.injection)
    earned: Floats = (sold - network.stores.cost[:, None] * outcome.injection).sum(axis=1)
    return earned


ASSETS: dict[str, tuple[Callable[[Network, Outcome], Floats], tuple[str, ...]]] = {
    "links": (link_earnings, ("forward", "backward")),
    "supply": (supply_earnings, ("supply",)),
    "demand": (demand_earnings, ("demand",)),
    "stores": (store_earnings, ("injection", "withdrawal", "level")),
}


@every_case
@pytest.mark.parametrize("asset", ASSETS)
def test_what_an_asset_earns_is_what_its_bounds_are_worth(name: str, asset: str) -> None:
    """Over the year: at prices = the duals of its own bounds and of those it shares.

    For a link (r f): capacity, limits (x weight x f), ceilings and, with the other sign, minima
    (x what is not missed); for supply: peak, yearly cap, limits; for a store: injection,
    withdrawal, volume and cushion.
    """
    case = solved(name)
    earnings, columns = ASSETS[asset]
    earned = earnings(case.network, case.outcome)
    at = np.concatenate([getattr(case.layout, each) for each in columns], axis=1)
    worth = np.array([-worth_of_bounds(case, row[row != NONE]) for row in at])
    assert earned == pytest.approx(worth, rel=EXACT, abs=1e-9 * size(earned, worth))


def worth_of_bounds(case: Solved, columns: Ints) -> float:
    """Return duals times bounds: of columns, and of rows but balances less what others use."""
    made, x, y = case.layout.program, case.solution.x, case.solution.duals
    reduced = (made.cost - times_transposed(made, y))[columns]
    own = reduced * bound_of(reduced, made.lower[columns], made.upper[columns])
    inside = np.isin(made.column_of_entry, columns)
    rows = np.setdiff1d(made.index[inside], case.layout.balance)
    others = made.value * x[made.column_of_entry] * ~inside
    used = np.bincount(made.index, others, len(y))[rows]
    shared = y[rows] * (bound_of(y[rows], made.row_lower[rows], made.row_upper[rows]) - used)
    return float(own.sum() + shared.sum())


@every_case
def test_gains_by_kind_are_the_earnings_of_the_assets(name: str) -> None:
    case = solved(name)
    table = isthmus.markets(case.case).table("gains")
    network, outcome = case.network, case.outcome
    earned = {asset: earnings(network, outcome).sum() for asset, (earnings, _) in ASSETS.items()}
    fixed = network.demand.fixed
    needed = (network.demand.need[fixed] * network.demand.cap[fixed]).sum()
    missed = network.contracts.shortfall_price @ outcome.missed.sum(axis=1)
    expected = {
        "producer_surplus": earned["supply"],
        "consumer_surplus": earned["demand"] - needed,
        "scarcity_rent": earned["links"] - missed,
        "storage": earned["stores"],
        "tariff": network.links.tariff @ case.carried.sum(axis=1),
    }
    for kind, amount in expected.items():
        assert sum(table[kind]) == pytest.approx(amount, rel=EXACT, abs=1e-7), kind


@pytest.mark.parametrize("name", ["yardstick", *BUILTIN, *SEEDS[:40]])
def test_prices_do_not_depend_on_the_order_of_rows_and_columns(name: str) -> None:
    """So they do not depend on how things are called, either."""
    case = solved(name)
    draw = np.random.default_rng(7)
    rows, columns = (draw.permutation(length) for length in case.layout.program.shape)
    place = np.argsort(rows)
    priced = case.layout.balance[case.layout.balance != NONE]
    found = lp.solve(reordered(case.layout.program, rows, columns), place[priced])
    assert found.duals[place[priced]] == pytest.approx(case.solution.duals[priced], abs=MOVED)


def reordered(made: lp.Program, rows: Ints, columns: Ints) -> lp.Program:
    """Return the program with its rows and columns taken in another order."""
    builder = lp.Builder()
    builder.columns(made.cost[columns], made.lower[columns], made.upper[columns])
    builder.rows(made.row_lower[rows], made.row_upper[rows])
    at_row, at_column = np.argsort(rows)[made.index], np.argsort(columns)[made.column_of_entry]
    builder.entries(at_row, at_column, made.value)
    return builder.build()


@every_case
def test_prices_lie_between_the_slopes_of_the_objective(name: str) -> None:
    case = solved(name)
    for node in some_prices(case, 12 if name in ("yardstick", *BUILTIN) else 3):
        below, above = slopes(case, node)
        for duals in (case.solution.duals, case.solution.high, case.solution.low):
            assert below - tolerance(below) <= duals[node] <= above + tolerance(above)


# Without these features, what ties prices together ties them two by two: the optimal prices are
# a lattice, and the duals with the largest sum are each price's own highest.
LATTICE = [f for f in FEATURES if f not in ("stores", "limits", "contracts", "periods")]


@pytest.mark.parametrize("seed", range(40))
def test_prices_of_a_network_are_the_slopes_of_the_objective(seed: int) -> None:
    """`high` is what one more unit costs at a node, `low` what one less saves."""
    case = solve(generated(seed, LATTICE))
    for node in some_prices(case, 4):
        below, above = slopes(case, node)
        assert case.solution.low[node] == pytest.approx(below, rel=1e-5, abs=1e-5)
        assert case.solution.high[node] == pytest.approx(above, rel=1e-5, abs=1e-5)


def some_prices(case: Solved, count: int) -> list[int]:
    rows = case.layout.balance[case.layout.balance != NONE].tolist()
    return Random(len(rows)).sample(rows, min(count, len(rows)))


def tolerance(slope: float) -> float:
    return 1e-5 * max(1.0, abs(slope))


def slopes(case: Solved, node: int) -> tuple[float, float]:
    """Return how the minimum changes per unit less and per unit more wanted at a node."""
    lowest = {step: minimum(case.layout.program, node, step) for step in (-STEP, 0.0, STEP)}
    return (lowest[0.0] - lowest[-STEP]) / STEP, (lowest[STEP] - lowest[0.0]) / STEP


def minimum(made: lp.Program, row: int, step: float) -> float:
    bounds = made.row_lower.copy()
    bounds[row] += step
    return lp.solve(replace(made, row_lower=bounds), NO_PRICES).objective


Change_ = Callable[[Solved], Case]


def added(table: str, **row: Any) -> Change:
    return Change("add", table, values=row)


def with_slack_capacities_raised(case: Solved) -> Case:
    """Raise by a tenth every capacity that is reached in no period."""
    network = case.network
    slack = (case.carried < network.links.bound - 1e-6).all(axis=1)
    factor = np.ones(len(case.case.filled["links"]))
    factor[network.links.rows[slack]] = 1.1
    return with_column(
        case.case, "links", "capacity", case.case.filled["links"]["capacity"] * factor
    )


def with_an_expensive_link(case: Solved) -> Case:
    """Add a link beside the one that carries most, the other way round and far too dear."""
    used = int(case.carried.sum(axis=1).argmax())
    row = case.case.tables["links"].row(case.network.links.rows[used])
    ends = {"from": row["to"], "to": row["from"]}
    if row["from"] == row["to"]:
        ends["to_commodity"] = row["to_commodity"]
    dear = added("links", id="aa-dear", commodity=row["commodity"], cost=1e5, **ends)
    return with_rows(case.case, dear)


def with_another_market(case: Solved) -> Case:
    """Add two nodes with a field, a pipe and homes of their own.

    Their price cap is below all others: a contract whose buyer has no demand takes the highest.
    """
    of_gas = {"commodity": case.case.filled["supply"]["commodity"][0]}
    ends = {"from": "mm-far", "to": "mm-away"}
    homes = {"id": "mm-homes", "node": "mm-away", "quantity": 5, "curve": "fixed", "price_cap": 30}
    field = {"id": "mm-field", "node": "mm-far", "quantity": 9, "cost": 10}
    return with_rows(
        case.case,
        added("nodes", id="mm-far"),
        added("nodes", id="mm-away"),
        added("links", id="mm-pipe", capacity=3, **ends, **of_gas),
        added("supply", **field, **of_gas),
        added("demand", **homes, **of_gas),
    )


def with_unused_supply_doubled(case: Solved) -> Case:
    """Add a twin of every supply step that gives nothing and that no limit holds back."""
    idle = case.network.supply.rows[case.outcome.supply.sum(axis=1) == 0]
    limited = {name for names in case.case.filled["limits"]["supply"] for name in names}
    table = case.case.tables["supply"]
    rows: list[Row] = [table.row(row) for row in idle]
    twins = [{**row, "id": f"{row['id']}-twin"} for row in rows if row["id"] not in limited]
    return with_rows(case.case, *(added("supply", **twin) for twin in twins))


IRRELEVANT = [
    with_slack_capacities_raised,
    with_an_expensive_link,
    with_another_market,
    with_unused_supply_doubled,
]


@every_case
@pytest.mark.parametrize("change", IRRELEVANT, ids=lambda change: change.__name__)
def test_an_irrelevant_scenario_moves_no_price_and_no_gain(name: str, change: Change_) -> None:
    """Flows may move where the optimum leaves them open; gains move only with them."""
    before = solved(name)
    after = solve(change(before))
    there = [after.network.places.index(place) for place in before.network.places]
    priced = ~np.isnan(before.outcome.price)
    price = after.outcome.price[there][priced]
    assert price == pytest.approx(before.outcome.price[priced], abs=MOVED, rel=0)
    links = [after.network.links.ids.index(link) for link in before.network.links.ids]
    if np.abs(after.outcome.net[links] - before.outcome.net).max(initial=0.0) <= MOVED:
        assert moved_gains(before, after, change) == {}


def moved_gains(before: Solved, after: Solved, change: Change_) -> Row:
    old, new = before.gains, after.gains
    if change is with_another_market:
        # The new market is nobody's: 3 that cost 10 are worth 30, and 5 are needed.
        new["unassigned"] -= 20 * 3 - 30 * 5
    return {actor: new[actor] - old[actor] for actor in old if abs(new[actor] - old[actor]) > MOVED}


@pytest.mark.parametrize("name", ["two-countries", "three-pipes", *SEEDS[:24]])
def test_intervals_of_prices_are_the_slopes_of_the_objective(name: str) -> None:
    """Whatever ties prices together: each interval is a program of its own."""
    case = solved(name)
    table = isthmus.markets(case.case, intervals=True).table("prices")
    balance = case.layout.balance
    low, high = (table[end].to_numpy().reshape(balance.shape) for end in ("low", "high"))
    for node in some_prices(case, 2):
        there = balance == node
        below, above = slopes(case, node)
        assert low[there].item() == pytest.approx(below, rel=1e-5, abs=1e-5)
        assert high[there].item() == pytest.approx(above, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("name", ["yardstick", "two-countries", "three-pipes", *SEEDS[:24]])
def test_gains_lie_in_their_intervals(name: str) -> None:
    case = solved(name)
    table = isthmus.markets(case.case, intervals=True).table("gains")
    low, total, high = (table[column].to_numpy() for column in ("low", "total", "high"))
    slack = 1e-7 * size(total)
    assert (low <= total + slack).all()
    assert (total <= high + slack).all()
    assert low.sum() - slack <= case.welfare <= high.sum() + slack


MONEY = {
    "supply": ["cost"],
    "links": ["cost", "tariff"],
    "stores": ["cost"],
    "demand": ["price", "price_cap", "price_floor"],
    "contracts": ["price", "shortfall_price"],
}


@every_case
@pytest.mark.parametrize("factor", [4.0, 0.3])
def test_gains_scale_with_money(name: str, factor: float) -> None:
    scaled = case = opened(name)
    for table, columns in MONEY.items():
        for column in columns:
            scaled = with_column(scaled, table, column, case.filled[table][column] * factor)
    expected = {actor: factor * amount for actor, amount in solved(name).gains.items()}
    assert solve(scaled).gains == pytest.approx(expected, rel=1e-8, abs=1e-6)
