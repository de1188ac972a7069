"""The markets LP in linopy, on the fixed grid of demand steps.

Written from the mathematics alone: nothing here comes from isthmus.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import linopy
import numpy as np
import xarray as xr

from tests.oracles import rules
from tests.oracles.curves import steps
from tests.oracles.rules import Arc, Oracle
from tests.oracles.tables import Row, Tables, read_case

TIGHT: dict[str, Any] = {
    "solver": "simplex",
    "primal_feasibility_tolerance": 1e-10,
    "dual_feasibility_tolerance": 1e-10,
    "output_flag": False,
}
# linopy's operators return types that its hints cannot tell apart.
Expression = Any


def solve(folder: Path) -> Oracle:
    """The optimum of the markets of the case in a folder."""
    with rules.quiet():
        return MarketsModel(read_case(folder)).solve()


class MarketsModel:
    """The markets LP of one case, all its commodities together."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.periods = list(tables.periods)
        self.weights = self._by_period(tables.periods.values())
        self.arcs = rules.arcs(tables)
        market = rules.market_commodities(tables)
        self.supplies = [r for r in tables["supply"] if r["commodity"] in market]
        self.demands = [r for r in tables["demand"] if r["commodity"] in market]
        self.stores = [r for r in tables["stores"] if r["commodity"] in market]
        self.blocks = [block for row in self.demands for block in demand_blocks(tables, row)]
        self.model = linopy.Model()
        self.gain: Expression = 0
        self._add_columns()
        self._add_balance()
        self._add_capacities()
        self._add_limits()
        for link in rules.open_links(tables):
            self._add_contracts(link, rules.contracts_in_force(tables, link["id"]))

    def solve(self) -> Oracle:
        """Solves and reads the optimum."""
        self.model.add_objective(self.gain, sense="max")
        self.model.solve("highs", io_api="direct", progress=False, **TIGHT)
        if self.model.status != "ok":
            raise ValueError(f"linopy: {self.model.termination_condition}")
        served = self._totals("served", [row["id"] for row, _, _ in self.blocks])
        unserved = {}
        constant = 0.0
        for row, need, _ in self.blocks:
            if row["curve"] == "fixed":
                constant -= row["price_cap"] * math.fsum(need)
                for period, wanted in zip(self.periods, need, strict=True):
                    unserved[row["id"], period] = wanted - served[row["id"], period]
        return Oracle(
            objective=float(self.model.objective.value or 0.0) + constant,
            flows=self._flows(),
            supply=self._totals("supplied", [r["id"] for r in self.supplies]),
            demand=served,
            unserved=unserved,
        )

    def _add_columns(self) -> None:
        tables = self.tables
        self.flow = self._columns(
            "flow", self.arcs, lambda a, t: rules.capacity(tables, a.link, t), lambda a, t: -a.cost
        )
        self.supplied = self._columns("supplied", self.supplies, self._peak, self._supply_gain)
        position = {period: i for i, period in enumerate(self.periods)}
        self.served = self._columns(
            "served",
            self.blocks,
            lambda block, t: block[1][position[t]],
            lambda block, t: block[2][position[t]],
        )
        weights = tables.periods
        self.injected = self._columns(
            "injected",
            self.stores,
            lambda r, t: r["injection"] * weights[t],
            lambda r, t: -r["cost"],
            "stored",
        )
        self.withdrawn = self._columns(
            "withdrawn",
            self.stores,
            lambda r, t: r["withdrawal"] * weights[t],
            lambda r, t: 0.0,
            "stored",
        )

    def _peak(self, row: Row, period: str) -> float:
        factor = self.tables.factors(row["profile"])[period]
        if factor == 0:
            return 0.0
        return float(row["quantity"] * self.tables.periods[period] * factor * row["flexibility"])

    def _supply_gain(self, row: Row, period: str) -> float:
        return float(-row["cost"] * self.tables.factors(row["cost_profile"])[period])

    def _columns(
        self,
        name: str,
        items: Sequence[Any],
        upper: Callable[[Any, str], float],
        gain: Callable[[Any, str], float],
        dim: str | None = None,
    ) -> Expression:
        """Nonnegative columns for items and periods; none where there are no items."""
        if not items:
            return None
        bounds = [[upper(item, t) for t in self.periods] for item in items]
        worth = [[gain(item, t) for t in self.periods] for item in items]
        grid = self._grid(dim or name, bounds)
        column = self.model.add_variables(lower=0, upper=grid, name=name)
        self.gain = (column * self._grid(dim or name, worth)).sum() + self.gain
        return column

    def _add_balance(self) -> None:
        """What comes in and is made covers what goes out and is used; the rest is vented."""
        places = self._places()
        entries = [{a.source: -1.0, a.target: a.gain} for a in self.arcs]
        terms = [self._at_places("flow", self.flow, places, entries)]
        for dim, column, rows, sign in (
            ("supplied", self.supplied, self.supplies, 1.0),
            ("served", self.served, [row for row, _, _ in self.blocks], -1.0),
            ("stored", self.injected, self.stores, -1.0),
            ("stored", self.withdrawn, self.stores, 1.0),
        ):
            entries = [{rules.place(row): sign} for row in rows]
            terms.append(self._at_places(dim, column, places, entries))
        self.model.add_constraints(sum(t for t in terms if t is not None) >= 0, name="balance")

    def _places(self) -> list[rules.Place]:
        rows = [*self.supplies, *self.demands, *self.stores]
        ends = [end for a in self.arcs for end in (a.source, a.target)]
        return sorted({*ends, *(rules.place(row) for row in rows)})

    def _at_places(
        self,
        dim: str,
        column: Expression,
        places: list[rules.Place],
        entries: Iterable[dict[rules.Place, float]],
    ) -> Expression:
        if column is None:
            return None
        listed = list(entries)
        matrix = np.array([[entry.get(place, 0.0) for entry in listed] for place in places])
        return (column * xr.DataArray(matrix, dims=["place", dim])).sum(dim)

    def _add_capacities(self) -> None:
        """Shared capacity of two-way links, yearly supply, and what stores hold."""
        links = rules.open_links(self.tables)
        shared = [r for r in links if r["bidirectional"] and r["capacity"] < math.inf]
        if shared:
            tables, periods = self.tables, self.periods
            use = [[float(a.link is r) for a in self.arcs] for r in shared]
            bounds = [[rules.capacity(tables, r, t) for t in periods] for r in shared]
            both = (self.flow * xr.DataArray(use, dims=["shared", "flow"])).sum("flow")
            self._row(both, "<=", self._grid("shared", bounds))
        capped = [i for i, r in enumerate(self.supplies) if r["quantity"] < math.inf]
        if capped:
            quantities = [self.supplies[i]["quantity"] for i in capped]
            made = self.supplied.isel(supplied=capped).sum("period")
            self._row(made, "<=", xr.DataArray(quantities, dims=["supplied"]))
        if self.stores:
            self._add_levels()

    def _add_levels(self) -> None:
        def column(of: Callable[[Row], float]) -> xr.DataArray:
            return xr.DataArray([of(row) for row in self.stores], dims=["stored"])

        flat = self._by_period([1.0] * len(self.periods))
        level = self.model.add_variables(
            lower=column(lambda r: r["cushion"] * r["volume"]) * flat,
            upper=column(lambda r: r["volume"]) * flat,
            name="level",
        )
        into = self.injected * column(lambda r: 1 - r["loss_in"])
        out = self.withdrawn * column(lambda r: 1 / (1 - r["loss_out"]))
        # Rolling makes the last period's level the first one's start: a cyclic store.
        self._row(level - level.roll(period=1) - into + out, "=", 0)

    def _add_limits(self) -> None:
        for limit in self.tables["limits"]:
            used = self._limit_use(limit)
            if used is None:
                continue
            if limit["per"] == "year":
                self._row(used.sum(), "<=", limit["capacity"])
            else:
                bound = [rules.capacity(self.tables, limit, t) for t in self.periods]
                self._row(used, "<=", self._by_period(bound))

    def _limit_use(self, limit: Row) -> Expression:
        weights, supply, demand = rules.limit_members(limit)
        terms = []
        for name, column, use in (
            ("flow", self.flow, [weights.get(a.link["id"], 0.0) for a in self.arcs]),
            ("supplied", self.supplied, [float(r["id"] in supply) for r in self.supplies]),
            ("served", self.served, [float(r["id"] in demand) for r, _, _ in self.blocks]),
        ):
            if any(use):
                terms.append((column * xr.DataArray(use, dims=[name])).sum(name))
        return sum(terms) if terms else None

    def _add_contracts(self, link: Row, contracts: list[Row]) -> None:
        if not contracts:
            return
        sent = self._link_flow(link["id"], backward=False)
        self._add_maxima(sent, contracts)
        self._add_minima(sent, link, contracts)

    def _add_maxima(self, sent: Expression, contracts: list[Row]) -> None:
        total = math.fsum(c["maximum"] for c in contracts)
        if total == math.inf or not any(c["exclusive"] for c in contracts):
            return
        if any(c["per"] == "year" for c in contracts):
            self._row(sent.sum(), "<=", total)
        else:
            self._row(sent, "<=", total * self.weights)

    def _add_minima(self, sent: Expression, link: Row, contracts: list[Row]) -> None:
        carries = [rules.capacity(self.tables, link, t) > 0 for t in self.periods]
        owing = [c for c in contracts if c["minimum"] > 0]
        if not any(carries) or not owing:
            return
        open_share = self.weights * self._by_period(carries)
        met: Expression = sent.sum()
        owed = 0.0
        per_period = [c for c in owing if c["per"] == "period"]
        if per_period:
            due = [c["minimum"] * open_share for c in per_period]
            missed = [self._missed(c, d) for c, d in zip(per_period, due, strict=True)]
            self._row(sent + sum(missed), ">=", sum(due))
            met = met + sum(m.sum() for m in missed)
            owed += math.fsum(float(d.sum()) for d in due)
        yearly = [c for c in owing if c["per"] == "year"]
        for contract in yearly:
            met = met + self._missed(contract, xr.DataArray(contract["minimum"]))
            owed += contract["minimum"]
        if yearly:
            self._row(met, ">=", owed)

    def _missed(self, contract: Row, due: xr.DataArray) -> linopy.Variable:
        """The part of a contract's minimum that is missed, at its price."""
        name = f"missed {contract['id']}"
        missed = self.model.add_variables(lower=0, upper=due, name=name)
        self.gain = self.gain - missed.sum() * rules.shortfall_price(self.tables, contract)
        return missed

    def _link_flow(self, link: str, *, backward: bool = True) -> Expression:
        """The flow on a link by period, in both directions or in its own only."""
        use = [float(a.link["id"] == link and (backward or not a.backward)) for a in self.arcs]
        return (self.flow * xr.DataArray(use, dims=["flow"])).sum("flow")

    def _row(self, left: Expression, sign: str, right: Any) -> None:
        self.model.add_constraints(left, sign, right)

    def _flows(self) -> dict[tuple[str, str], float]:
        links = [r["id"] for r in self.tables["links"]]
        net = {(link, period): 0.0 for link in links for period in self.periods}
        for arc, values in zip(self.arcs, self._solution("flow", self.arcs), strict=True):
            for period, value in zip(self.periods, values, strict=True):
                net[arc.link["id"], period] += -value if arc.backward else value
        return net

    def _totals(self, name: str, ids: list[str]) -> dict[tuple[str, str], float]:
        totals = {(i, period): 0.0 for i in ids for period in self.periods}
        for i, values in zip(ids, self._solution(name, ids), strict=True):
            for period, value in zip(self.periods, values, strict=True):
                totals[i, period] += value
        return totals

    def _solution(self, name: str, items: Sequence[str | Arc]) -> list[list[float]]:
        if not items:
            return []
        found = self.model.variables[name].solution.transpose(name, "period")
        return [[float(x) for x in values] for values in found.values]

    def _by_period(self, values: Iterable[float]) -> xr.DataArray:
        return xr.DataArray(list(values), dims=["period"], coords={"period": self.periods})

    def _grid(self, name: str, values: list[list[float]]) -> xr.DataArray:
        array = np.array(values, dtype=float)
        return xr.DataArray(array, dims=[name, "period"], coords={"period": self.periods})


def demand_blocks(tables: Tables, row: Row) -> list[tuple[Row, list[float], list[float]]]:
    """(row, quantity by period, value by period) of each block of a demand."""
    weights, factors = tables.periods, tables.factors(row["profile"])
    if row["curve"] in ("linear", "isoelastic"):
        by_period = [steps(tables, row, period) for period in weights]
        count = tables.demand_steps
        padded = [found or [(0.0, 0.0)] * count for found in by_period]
        cut = [[found[i] for found in padded] for i in range(count)]
        return [(row, [q for q, _ in pairs], [v for _, v in pairs]) for pairs in cut]
    wanted = [row["quantity"] * weights[t] * factors[t] if factors[t] else 0.0 for t in weights]
    if row["curve"] == "fixed":
        return [(row, wanted, [row["price_cap"]] * len(weights))]
    prices = tables.factors(row["cost_profile"])
    return [(row, wanted, [row["price"] * prices[t] for t in weights])]
