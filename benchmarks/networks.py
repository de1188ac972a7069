"""The benchmark networks: generated once from a seed, written as a case, told to every peer."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CAP = 1000.0
LOSS = 0.01


@dataclass(frozen=True)
class Size:
    """How large a benchmark is."""

    nodes: int
    links: int
    periods: int
    stores: int = 0

    def __str__(self) -> str:
        text = f"{self.nodes} nodes, {self.links} links, {self.periods} periods"
        return f"{text}, {self.stores} stores" if self.stores else text


@dataclass(frozen=True)
class Problem:
    """A network of one commodity: links with losses, supply, fixed need with shedding, stores.

    Rates are per year; `need` has one column per period, in units of that period.
    """

    size: Size
    weights: Floats
    tail: Ints
    head: Ints
    capacity: Floats
    cost: Floats
    supply_at: Ints
    supply: Floats
    supply_cost: Floats
    need: Floats
    store_at: Ints


def generate(size: Size, seed: int = 1) -> Problem:
    """Return a connected network of a size; a third of the nodes have supply."""
    rng = np.random.default_rng(seed)
    nodes, links = size.nodes, size.links
    ring = np.arange(min(nodes, links))
    extra = rng.integers(nodes, size=(links - len(ring), 2))
    extra[:, 1] = np.where(extra[:, 0] == extra[:, 1], (extra[:, 1] + 1) % nodes, extra[:, 1])
    weights = np.full(size.periods, 1 / size.periods)
    season = 1 + 0.5 * np.cos(2 * np.pi * np.arange(size.periods) / size.periods)
    season /= season.mean()
    need = rng.uniform(1, 10, nodes).round(3)
    return Problem(
        size=size,
        weights=weights,
        tail=np.concatenate((ring, extra[:, 0])),
        head=np.concatenate(((ring + 1) % nodes, extra[:, 1])),
        capacity=rng.uniform(1, 20, links).round(3),
        cost=rng.uniform(1, 30, links).round(3),
        supply_at=rng.choice(nodes, max(1, nodes // 3), replace=False),
        supply=rng.uniform(10, 30, max(1, nodes // 3)).round(3),
        supply_cost=rng.uniform(10, 100, max(1, nodes // 3)).round(3),
        need=need[:, None] * season * weights,
        store_at=rng.choice(nodes, size.stores, replace=False),
    )


def write_case(problem: Problem, folder: Path) -> None:
    """Write the problem as a case folder."""
    folder.mkdir(parents=True, exist_ok=True)
    periods = [f"p{t:03d}" for t in range(problem.size.periods)]
    settings = 'format = 1\nid = "benchmark"\ntitle = "Benchmark"\nbase_year = 2023\n'
    settings += "".join(
        f'[[periods]]\nid = "{p}"\nweight = {w!r}\n'
        for p, w in zip(periods, problem.weights.tolist(), strict=True)
    )
    (folder / "case.toml").write_text(settings)
    _write(folder, "actors", ["id"], [["state"]])
    nodes = [[f"n{i}", "state"] for i in range(problem.size.nodes)]
    _write(folder, "nodes", ["id", "actor"], nodes)
    _write(folder, "commodities", ["id", "unit", "price_unit"], [["gas", "bcm", "USD/tcm"]])
    links = zip(problem.tail, problem.head, problem.capacity, problem.cost, strict=True)
    columns = ["id", "from", "to", "commodity", "capacity", "cost", "loss"]
    rows: Iterable[list[Any]] = (
        [f"l{i}", f"n{a}", f"n{b}", "gas", k, c, LOSS] for i, (a, b, k, c) in enumerate(links)
    )
    _write(folder, "links", columns, rows)
    supply = zip(problem.supply_at, problem.supply, problem.supply_cost, strict=True)
    columns = ["id", "node", "commodity", "quantity", "cost"]
    rows = ([f"s{i}", f"n{a}", "gas", q, c] for i, (a, q, c) in enumerate(supply))
    _write(folder, "supply", columns, rows)
    need = problem.need.sum(axis=1)
    columns = ["id", "node", "commodity", "quantity", "curve", "price_cap", "profile"]
    rows = ([f"d{i}", f"n{i}", "gas", q, "fixed", CAP, "season"] for i, q in enumerate(need))
    _write(folder, "demand", columns, rows)
    factors = problem.need[0] / need[0] / problem.weights
    rows = (["season", p, f] for p, f in zip(periods, factors.tolist(), strict=True))
    _write(folder, "profiles", ["profile", "period", "factor"], rows)
    if problem.size.stores:
        columns = ["id", "node", "commodity", "volume", "injection", "withdrawal", "cost"]
        rows = ([f"u{i}", f"n{a}", "gas", 5, 10, 20, 1] for i, a in enumerate(problem.store_at))
        _write(folder, "stores", columns, rows)


def _write(folder: Path, name: str, header: list[str], rows: Iterable[list[Any]]) -> None:
    with (folder / f"{name}.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
