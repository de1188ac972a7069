"""What is made of a PyPSA network on the way to a case: rows, ids, profiles, and what is left."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from isthmus.case.model import Settings
from isthmus.errors import Problem
from isthmus.io.naming import id_of
from isthmus.io.pypsa_files import Network

TABLES = ("actors", "nodes", "commodities", "links", "supply", "demand", "stores", "profiles")
CURRENCY = "EUR"
DEAREST = 10.0  # how many times the highest cost a need is worth
LEAST_DEAR = 1000.0
SHOWN = 4
SAME = 1e-9
Row = dict[str, Any]


@dataclass(frozen=True)
class Bus:
    """A commodity at a node; `scale` makes quantities of power over time."""

    node: str
    commodity: str
    scale: float


@dataclass
class Made:
    """Rows of tables made of components; `told` are the components by what was left of them."""

    network: Network
    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})
    buses: dict[str, Bus] = field(default_factory=dict)
    places: set[tuple[str, str]] = field(default_factory=set)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    taken: dict[str, set[str]] = field(default_factory=dict)
    told: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    shapes: dict[tuple[str, tuple[float, ...]], str] = field(default_factory=dict)

    def tell(self, kind: str, attribute: str, message: str, name: str) -> None:
        """Note what of a component was left out, or assumed."""
        self.told.setdefault((kind, attribute, message), []).append(name)

    def left(self) -> list[Problem]:
        """Return all that was left out or assumed."""
        place = "has no place in a case"
        found = [
            *((kind, attribute, m, names) for (kind, attribute, m), names in self.told.items()),
            *((kind, attribute, place, names) for kind, attribute, names in self.network.unasked()),
        ]
        return sorted(
            Problem(f"{kind}.csv", 0, attribute, f"{message} ({_some(names)})")
            for kind, attribute, message, names in found
        )

    def id(self, kind: str, name: str) -> str:
        """Return the id of what is called so, unlike that of all others of its kind."""
        known, taken = self.ids.setdefault(kind, {}), self.taken.setdefault(kind, set())
        if name not in known:
            plain = made = id_of(name, kind)
            number = 1
            while made in taken:
                number += 1
                made = f"{plain}-{number}"
            taken.add(made)
            known[name] = made
        return known[name]

    def add_once(self, table: str, row: Row) -> None:
        """Add a row, unless one with its id is there."""
        taken = self.taken.setdefault(f"rows of {table}", set())
        if row["id"] not in taken:
            taken.add(row["id"])
            self.rows[table].append(row)

    @functools.cached_property
    def periods(self) -> list[str]:
        """The ids of the snapshots."""
        return [self.id("period", snapshot) for snapshot in self.network.snapshots]

    @functools.cached_property
    def currency(self) -> str:
        """The currency that the prices of an exported case name, else one that is assumed."""
        network = self.network
        prices = {network.text("buses", name, "price_unit") for name in network.of("buses")}
        known = {price.partition("/")[0] for price in prices if price}
        if len(known) == 1:
            return known.pop()
        self.tell("network", "", f"assumed: costs are in {CURRENCY}", network.name)
        return CURRENCY

    @functools.cached_property
    def dearest(self) -> float:
        """What a need is worth: more than anything costs that could serve it."""
        network = self.network
        costs = [
            abs(cost)
            for name in network.of("generators")
            for cost in network.over_time("generators", name, "marginal_cost", 0.0)
        ]
        return max(LEAST_DEAR, DEAREST * max(costs, default=0.0))

    def settings(self) -> dict[str, Any]:
        """Return the settings of the case."""
        network = self.network
        year = next((int(s[:4]) for s in network.snapshots if s[:4].isdigit()), 0)
        if not 1000 <= year <= 3000:
            year = 2000
            self.tell("snapshots", "", f"assumed: base_year is {year}", network.name)
        message = f"a year of the case is all of them, which weigh {network.hours:g}"
        self.tell("snapshots", "", message, network.name)
        wanted = {
            "id": id_of(network.name),
            "title": network.name,
            "base_year": year,
            "currency": self.currency,
            "periods": [
                {"id": period, "weight": weight / network.hours}
                for period, weight in zip(self.periods, network.weights, strict=True)
            ],
        }
        return {key: wanted[key] for key in Settings.model_fields if key in wanted}

    def capacity(self, kind: str, name: str, nominal: str) -> float:
        """Return a capacity; where a network chooses it, the choice, if it was solved."""
        network = self.network
        most = network.number(kind, name, nominal, 0.0)
        if not network.flag(kind, name, f"{nominal}_extendable", False):
            return most
        solved = network.number(kind, name, f"{nominal}_opt", 0.0)
        taken = f"{nominal}_opt" if solved else nominal
        message = f"a case chooses no capacities: taken as {taken}"
        self.tell(kind, f"{nominal}_extendable", message, name)
        return solved or most

    def profile(self, kind: str, values: Sequence[float]) -> str | None:
        """Return the id of the profile with these factors; none where all are 1."""
        factors = tuple(round(value, 12) for value in values)
        if all(abs(factor - 1) <= SAME for factor in factors):
            return None
        shape = (kind, factors)
        if shape not in self.shapes:
            self.shapes[shape] = f"{kind}-{len(self.shapes) + 1}"
            self.rows["profiles"] += [
                {"profile": self.shapes[shape], "kind": kind, "period": period, "factor": value}
                for period, value in zip(self.periods, values, strict=True)
            ]
        return self.shapes[shape]

    def amount(self, bus: Bus, rates: Sequence[float]) -> Row:
        """Return the quantity over the year, and its profile."""
        total = self.network.total(rates)
        mean = total / self.network.hours
        shape = self.profile("rate", [rate / mean for rate in rates]) if mean else None
        return {"quantity": total * bus.scale, "profile": shape}

    def price(self, kind: str, name: str, sign: float) -> tuple[float, str | None]:
        """Return what a unit costs, or pays, at most, and the profile of it; never less than 0."""
        costs = [sign * c for c in self.network.over_time(kind, name, "marginal_cost", 0.0)]
        if min(costs) < 0:
            self.tell(kind, "marginal_cost", "below 0, and taken as 0", name)
            costs = [max(cost, 0.0) for cost in costs]
        top = max(costs)
        return top, self.profile("price", [cost / top for cost in costs]) if top else None


def _some(names: Sequence[str]) -> str:
    more: Iterable[str] = [f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return ", ".join([*names[:SHOWN], *more])
