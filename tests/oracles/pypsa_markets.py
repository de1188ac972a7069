"""The markets LP as a PyPSA network, for the features that PyPSA's components express.

Powers are rates per year and snapshots weigh as much as their period, so that a weighted sum
of powers is a quantity. Contracts are out of reach: a case that has some is refused.
"""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pypsa
import xarray as xr

from tests.oracles import rules
from tests.oracles.linopy_markets import TIGHT, demand_blocks
from tests.oracles.rules import Arc, Oracle
from tests.oracles.tables import Row, Tables, read_case

ROOMY = 1e5
"""Stands for no bound, which PyPSA cannot multiply by a profile; no case comes near it."""


def solve(folder: Path) -> Oracle:
    """The optimum of the markets of the case in a folder."""
    with rules.quiet():
        return MarketsNetwork(read_case(folder)).solve()


class MarketsNetwork:
    """A case as buses, links, generators, loads and stores."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.periods = list(tables.periods)
        self.parts: dict[str, dict[str, Row]] = {}
        self.arcs = {_arc_name(a): a for a in rules.arcs(tables)}
        self.blocks: dict[str, str] = {}
        market = rules.market_commodities(tables)
        self.rows = {
            name: [r for r in tables[name] if r["commodity"] in market]
            for name in ("supply", "demand", "stores")
        }
        self._refuse_contracts()
        self._add_buses()
        for name, arc in self.arcs.items():
            self._add_arc(name, arc)
        for row in self.rows["supply"]:
            self._add_supply(row)
        for row in self.rows["demand"]:
            self._add_demand(row)
        for row in self.rows["stores"]:
            self._add_store(row)
        self.network = self._build()

    def solve(self) -> Oracle:
        """Solves and reads the optimum."""
        status, condition = self.network.optimize(
            solver_name="highs",
            io_api="direct",
            extra_functionality=lambda network, _: self._couple(network),
            include_objective_constant=False,
            progress=False,
            **TIGHT,
        )
        if status != "ok":
            raise ValueError(f"PyPSA: {condition}")
        made = self._quantities(self.network.c.generators.dynamic.p)
        return Oracle(
            objective=-float(self.network.objective or 0.0),
            flows=self._flows(),
            supply={
                (r["id"], t): made[f"supply {r['id']}", t]
                for r in self.rows["supply"]
                for t in self.periods
            },
            demand=self._served(made),
            unserved=self._unserved(made),
        )

    def _add(self, component: str, name: str, **attributes: Any) -> None:
        self.parts.setdefault(component, {})[name] = attributes

    def _build(self) -> pypsa.Network:
        """Adds the components of a kind at one go, which is many times faster than singly."""
        network = pypsa.Network()
        network.set_snapshots(self.periods)
        for kind in network.snapshot_weightings.columns:
            network.snapshot_weightings[kind] = list(self.tables.periods.values())
        for component, parts in self.parts.items():
            names = list(parts)
            attributes = dict.fromkeys(key for part in parts.values() for key in part)
            network.add(
                component,
                names,
                **{
                    a: self._attribute([p.get(a) for p in parts.values()], names)
                    for a in attributes
                },
            )
        return network

    def _attribute(self, values: list[Any], names: list[str]) -> Any:
        if not isinstance(values[0], list):
            return values
        return pd.DataFrame(dict(zip(names, values, strict=True)), index=self.periods)

    def _refuse_contracts(self) -> None:
        for link in rules.open_links(self.tables):
            if rules.contracts_in_force(self.tables, link["id"]):
                raise NotImplementedError("contracts")

    def _add_buses(self) -> None:
        ends = [end for a in self.arcs.values() for end in (a.source, a.target)]
        places = {*ends, *(rules.place(r) for rows in self.rows.values() for r in rows)}
        for place in sorted(places):
            self._add("Bus", _bus(place))
            roomy, free = ([x] * len(self.periods) for x in (ROOMY, 0.0))
            self._add_generator(f"vent {_bus(place)}", place, roomy, free, -1)

    def _add_arc(self, name: str, arc: Arc) -> None:
        open_share = self.tables.factors(arc.link["profile"])
        self._add(
            "Link",
            name,
            bus0=_bus(arc.source),
            bus1=_bus(arc.target),
            efficiency=arc.gain,
            p_nom=min(arc.link["capacity"], ROOMY),
            p_max_pu=[
                open_share[t] if arc.link["capacity"] < math.inf else float(open_share[t] > 0)
                for t in self.periods
            ],
            marginal_cost=arc.cost,
        )

    def _add_supply(self, row: Row) -> None:
        factors, prices = (self.tables.factors(row[k]) for k in ("profile", "cost_profile"))
        quantity = min(row["quantity"], ROOMY)
        self._add_generator(
            f"supply {row['id']}",
            rules.place(row),
            [quantity * factors[t] * row["flexibility"] for t in self.periods],
            [row["cost"] * prices[t] for t in self.periods],
            1,
            e_sum_max=row["quantity"],
        )

    def _add_demand(self, row: Row) -> None:
        weights = list(self.tables.periods.values())
        for number, (_, quantities, values) in enumerate(demand_blocks(self.tables, row)):
            rates = [min(q / w, ROOMY) for q, w in zip(quantities, weights, strict=True)]
            name = f"demand {row['id']} {number}"
            self.blocks[name] = row["id"]
            if row["curve"] == "fixed":
                self._add("Load", name, bus=_bus(rules.place(row)), p_set=rates)
                self._add_generator(f"shed {row['id']}", rules.place(row), rates, values, 1)
            else:
                gains = [-value for value in values]
                self._add_generator(name, rules.place(row), rates, gains, -1)

    def _add_generator(
        self,
        name: str,
        place: rules.Place,
        rates: list[float],
        costs: list[float],
        sign: int,
        e_sum_max: float = math.inf,
    ) -> None:
        largest = max(rates) or 1.0
        self._add(
            "Generator",
            name,
            bus=_bus(place),
            p_nom=largest,
            p_max_pu=[rate / largest for rate in rates],
            marginal_cost=costs,
            sign=sign,
            e_sum_max=e_sum_max,
        )

    def _add_store(self, row: Row) -> None:
        """A cyclic store behind two links, because its injection costs and its sides differ."""
        inside, bus = f"inside {row['id']}", _bus(rules.place(row))
        self._add("Bus", inside)
        self._add(
            "Store",
            row["id"],
            bus=inside,
            e_nom=row["volume"],
            e_min_pu=row["cushion"],
            e_cyclic=True,
        )
        self._add(
            "Link",
            f"inject {row['id']}",
            bus0=bus,
            bus1=inside,
            efficiency=1 - row["loss_in"],
            p_nom=min(row["injection"], ROOMY),
            p_max_pu=[1.0] * len(self.periods),
            marginal_cost=row["cost"],
        )
        self._add(
            "Link",
            f"withdraw {row['id']}",
            bus0=inside,
            bus1=bus,
            efficiency=1 - row["loss_out"],
            p_nom=min(row["withdrawal"], ROOMY) / (1 - row["loss_out"]),
            p_max_pu=[1.0] * len(self.periods),
            marginal_cost=0.0,
        )

    def _couple(self, network: pypsa.Network) -> None:
        """Two-way links share a capacity, limits are shared by what they list."""
        for link in rules.open_links(self.tables):
            if link["bidirectional"] and link["capacity"] < math.inf:
                self._bound_rates(network, self._rates(network, {link["id"]: 1.0}), link)
        for limit in self.tables["limits"]:
            used = self._limit_use(network, limit)
            if used is None:
                continue
            if limit["per"] == "year":
                weights = network.snapshot_weightings["objective"].to_xarray()
                network.model.add_constraints((used * weights).sum(), "<=", limit["capacity"])
            else:
                self._bound_rates(network, used, limit)

    def _bound_rates(self, network: pypsa.Network, rates: Any, row: Row) -> None:
        shares = self.tables.factors(row["profile"])
        bound = [row["capacity"] * shares[t] for t in self.periods]
        network.model.add_constraints(rates, "<=", self._by_snapshot(bound))

    def _by_snapshot(self, values: list[float]) -> xr.DataArray:
        return xr.DataArray(values, {"snapshot": self.periods})

    def _rates(self, network: pypsa.Network, weights: dict[str, float]) -> Any:
        """The weighted flow on some links, in both directions."""
        use = {n: weights[a.link["id"]] for n, a in self.arcs.items() if a.link["id"] in weights}
        return _weighted(network.model["Link-p"], use) if use else None

    def _limit_use(self, network: pypsa.Network, limit: Row) -> Any:
        weights, supply, demand = rules.limit_members(limit)
        use = {f"supply {i}": 1.0 for i in sorted(supply)}
        needs = network.c.loads.dynamic.p_set
        need = self._by_snapshot([0.0] * len(self.periods))
        for name, row in self.blocks.items():
            if row in demand and name in needs:
                # What is served of a fixed need is what is not shed.
                use[f"shed {row}"] = -1.0
                need = need + needs[name].to_numpy()
            elif row in demand:
                use[name] = 1.0
        terms = [self._rates(network, weights)]
        if use:
            terms.append(_weighted(network.model["Generator-p"], use))
        found = [term for term in terms if term is not None]
        return sum(found) + need if found else None

    def _quantities(self, powers: Any) -> dict[tuple[str, str], float]:
        return {
            (name, t): float(powers.at[t, name]) * self.tables.periods[t]
            for name in powers.columns
            for t in self.periods
        }

    def _flows(self) -> dict[tuple[str, str], float]:
        sent = self._quantities(self.network.c.links.dynamic.p0)
        ids: Iterable[str] = [r["id"] for r in self.tables["links"]]
        net = {(link, period): 0.0 for link in ids for period in self.periods}
        for name, arc in self.arcs.items():
            for t in self.periods:
                net[arc.link["id"], t] += -sent[name, t] if arc.backward else sent[name, t]
        return net

    def _unserved(self, made: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
        fixed = [r["id"] for r in self.rows["demand"] if r["curve"] == "fixed"]
        return {(i, t): made[f"shed {i}", t] for i in fixed for t in self.periods}

    def _served(self, made: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
        unserved = self._unserved(made)
        loads = self._quantities(self.network.c.loads.dynamic.p_set)
        served = {(r["id"], t): 0.0 for r in self.rows["demand"] for t in self.periods}
        for name, row in self.blocks.items():
            for t in self.periods:
                part = loads[name, t] - unserved[row, t] if (row, t) in unserved else made[name, t]
                served[row, t] += part
        return served


def _arc_name(arc: Arc) -> str:
    return f"{arc.link['id']} {'back' if arc.backward else 'on'}"


def _bus(place: rules.Place) -> str:
    return f"{place[0]} {place[1]}"


def _weighted(powers: Any, weights: dict[str, float]) -> Any:
    factors = xr.DataArray(list(weights.values()), {"name": list(weights)})
    return (powers.sel(name=list(weights)) * factors).sum("name")
