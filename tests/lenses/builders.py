"""Cases from a few rows, their solutions as arrays, and results as plain numbers."""

from __future__ import annotations

import csv
import functools
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import isthmus
from isthmus import lp
from isthmus.case.model import Case
from isthmus.case.scenario import Change, Scenario
from isthmus.lenses.markets import program
from isthmus.lenses.markets.gains import KINDS
from isthmus.lenses.markets.gains import gains as gains_of
from isthmus.lenses.markets.network import Network, build_network
from isthmus.result import Result
from tests.oracles.generate import FEATURES, random_case, write_case

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]

YARDSTICK = Path(__file__).parents[1] / "data" / "gas-base-prototype"
BUILTIN = ("two-countries", "three-pipes", "caucasus")
HALVES = {"winter": 0.5, "summer": 0.5}
NORTH_SOUTH = {"a": "north", "b": "south"}
STORE = {"id": "cavern", "node": "a", "injection": 100, "withdrawal": 100, "cost": 3}
OF_GAS = ("links", "supply", "demand", "stores", "contracts")
POWER = {"id": "power", "kind": "market", "unit": "TWh", "price_unit": "USD/MWh"}


def build_case(
    folder: Path,
    nodes: Mapping[str, str | None],
    *,
    periods: Mapping[str, float] | None = None,
    actors: Sequence[str | Row] = (),
    commodities: Sequence[Row] = (),
    demand_steps: int = 20,
    **tables: list[Row],
) -> Case:
    """Open a case of nodes (each with its actor or None) and rows; a row is of gas by default."""
    weights = periods or {"year": 1.0}
    settings = {
        "format": 1,
        "id": "by-hand",
        "title": "By hand",
        "base_year": 2023,
        "demand_steps": demand_steps,
        "demand_refine": False,
        "periods": [{"id": name, "weight": weight} for name, weight in weights.items()],
    }
    states = dict.fromkeys(actor for actor in nodes.values() if actor)
    gas = {"id": "gas", "kind": "market", "unit": "bcm", "price_unit": "USD/tcm"}
    rows: Row = {
        "settings": settings,
        "actors": [a if isinstance(a, dict) else {"id": a} for a in (*states, *actors)],
        "nodes": [{"id": node, "actor": actor} for node, actor in nodes.items()],
        "commodities": [gas, *commodities],
        "links": [],
    }
    for name, table in tables.items():
        filler = {"commodity": "gas"} if name in OF_GAS else {}
        rows[name] = [{**filler, **row} for row in table]
    rows["links"] = rows["links"] or [_never(list(nodes))]
    return isthmus.open_case(write_case(rows, folder))


def _never(nodes: list[str]) -> Row:
    """Return a link that is not there yet: the table is required."""
    return {
        "id": "never",
        "from": nodes[0],
        "to": nodes[-1] if len(nodes) > 1 else nodes[0],
        "commodity": "gas",
        "to_commodity": None if len(nodes) > 1 else "gas",
        "status": "planned",
    }


def pipe(name: str = "pipe", start: str = "a", end: str = "b", **cells: Any) -> Row:
    """Return a link, from `a` to `b` unless told otherwise."""
    return {"id": name, "from": start, "to": end, **cells}


def field(node: str, quantity: float, cost: float, name: str = "field", **cells: Any) -> Row:
    """Return a supply step."""
    return {"id": name, "node": node, "quantity": quantity, "cost": cost, **cells}


def homes(node: str, quantity: float, cap: float = 500, **cells: Any) -> Row:
    """Return a fixed demand."""
    need = {"id": "homes", "node": node, "quantity": quantity, "curve": "fixed", "price_cap": cap}
    return {**need, **cells}


def hub(node: str, price: float, **cells: Any) -> Row:
    """Return a buyer of anything at a price."""
    return {"id": "hub", "node": node, "curve": "hub", "price": price, **cells}


def approx(expected: Mapping[str, float]) -> Any:
    """Return what equals some numbers to nine digits."""
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


def profile(name: str, kind: str, **factors: float) -> list[Row]:
    """Return the rows of a profile: one factor for each period."""
    return [
        {"profile": name, "kind": kind, "period": period, "factor": factor}
        for period, factor in factors.items()
    ]


def fixed_grid(case: Case) -> Case:
    """Return the case with the equal demand steps, whatever it says of refining them."""
    settings = case.settings.model_copy(update={"demand_refine": False})
    return case.replaced(settings=settings)


def with_rows(case: Case, *changes: Change) -> Case:
    """Return the case under a scenario of changes."""
    scenario = Scenario("more", "more.toml", "More", changes=changes)
    return case.replaced(library={**case.library, "more": scenario}).with_scenario("more")


def with_column(case: Case, table: str, column: str, values: Floats) -> Case:
    """Return the case with the numbers of a column replaced."""
    changed = case.filled[table].with_columns({column: values})
    return case.replaced(filled={**case.filled, table: changed})


def prices(result: Result) -> dict[str, float]:
    """Return the prices by ``node`` or, with several periods, ``node period``."""
    return _by_name(result, "prices", ["node"], "price")


def flows(result: Result) -> dict[str, float]:
    """Return the flows by ``link`` or ``link period``."""
    return _by_name(result, "flows", ["link"], "flow")


def amounts(result: Result, table: str, column: str) -> dict[str, float]:
    """Return a column of a table with ids by ``id`` or ``id period``."""
    return _by_name(result, table, ["id"], column)


def _by_name(result: Result, table: str, keys: list[str], column: str) -> dict[str, float]:
    if len(result.case.periods) > 1:
        keys = [*keys, "period"]
    return {
        " ".join(row[key] for key in keys): row[column] for row in result.table(table).to_dicts()
    }


def gains(result: Result) -> dict[str, float]:
    """Return what is not zero of the gains by ``actor kind``."""
    return {
        f"{row['actor']} {kind}": row[kind]
        for row in result.table("gains").to_dicts()
        for kind in KINDS
        if row[kind]
    }


def totals(result: Result) -> dict[str, float]:
    """Return the total gain of each actor."""
    return dict(result.table("gains").select("actor", "total").iter_rows())


@dataclass(frozen=True)
class Solved:
    """A case with its network, its program, the program's solution, and what that means."""

    case: Case
    network: Network
    layout: program.Layout
    solution: lp.Solution
    outcome: program.Outcome

    @property
    def welfare(self) -> float:
        """The objective plus the tariffs."""
        return self.outcome.objective + float(self.network.links.tariff @ self.carried.sum(axis=1))

    @property
    def gains(self) -> dict[str, float]:
        """The total gain of each actor."""
        actors, amounts = gains_of(self.case, self.network, self.outcome)
        return dict(zip(actors, amounts.sum(axis=1).tolist(), strict=True))

    @property
    def carried(self) -> Floats:
        """What each link carries, both directions together."""
        return self.outcome.forward + self.outcome.backward


def solve(case: Case) -> Solved:
    """Solve all markets of a case as the lens does, and keep the program."""
    network = build_network(case, ())
    layout = program.build(network)
    solution = lp.solve(layout.program, layout.priced)
    return Solved(case, network, layout, solution, program.read(network, layout, solution))


@functools.cache
def solved(name: str) -> Solved:
    """Return the solution of the yardstick, a built-in case or ``seed 7``, made once."""
    return solve(opened(name))


@functools.cache
def opened(name: str) -> Case:
    """Return the yardstick, a built-in case or the generated case ``seed 7``, on a fixed grid."""
    if name == "yardstick":
        return fixed_grid(isthmus.open_case(YARDSTICK))
    if name in BUILTIN:
        return fixed_grid(isthmus.open_case(name))
    return generated(int(name.removeprefix("seed ")), FEATURES)


def generated(seed: int, features: Sequence[str]) -> Case:
    """Return a generated case of 4 to 12 nodes."""
    with tempfile.TemporaryDirectory() as folder:
        made = random_case(seed, Path(folder), nodes=4 + seed % 9, features=features)
        return isthmus.open_case(made)


def shuffled(source: Path, target: Path, seed: int) -> Path:
    """Copy a case folder with the rows and the columns of every table in another order."""
    shutil.copytree(source, target)
    for path in target.glob("*.csv"):
        path.write_text(_mixed(path.read_text(encoding="utf-8"), seed), encoding="utf-8")
    return target


def _mixed(text: str, seed: int) -> str:
    header, *rows = csv.reader(text.splitlines())
    draw = Random(seed)
    draw.shuffle(rows)
    order = draw.sample(range(len(header)), len(header))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([row[at] for at in order] for row in [header, *rows])
    return out.getvalue()
