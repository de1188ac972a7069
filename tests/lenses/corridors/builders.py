"""Cases of cargo from a few rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import isthmus
from isthmus.case.model import Case
from tests.oracles.generate import write_case

Row = dict[str, Any]


def cargo_case(
    folder: Path,
    nodes: Mapping[str, str | None] | Sequence[Row],
    *,
    periods: Mapping[str, float] | None = None,
    actors: Sequence[str | Row] = (),
    places: Mapping[str, tuple[float, float]] | None = None,
    segments: int = 1,
    **tables: list[Row],
) -> Case:
    """Open a case of nodes (each with its actor or None, or rows) and rows of tables."""
    weights = periods or {"year": 1.0}
    settings = {
        "format": 1,
        "id": "by-hand",
        "title": "By hand",
        "base_year": 2023,
        "inventory_rate": 0.0,
        "time_value_segments": segments,
        "periods": [{"id": name, "weight": weight} for name, weight in weights.items()],
    }
    where = places or {}
    if isinstance(nodes, Mapping):
        nodes = [
            {"id": n, "actor": a, **dict(zip(("lat", "lon"), where.get(n, ()), strict=False))}
            for n, a in nodes.items()
        ]
    states = dict.fromkeys(node["actor"] for node in nodes if node.get("actor"))
    rows: Row = {
        "settings": settings,
        "actors": [a if isinstance(a, dict) else {"id": a} for a in (*states, *actors, "nobody")],
        "nodes": list(nodes),
        "commodities": [{"id": "gas", "kind": "market", "unit": "bcm", "price_unit": "USD/tcm"}],
        "classes": [{"id": "box", "value": 0, "time_value": 10}],
        **tables,
    }
    return isthmus.open_case(write_case(rows, folder))


def leg(name: str, start: str, end: str, mode: str = "rail", **cells: Any) -> Row:
    """Return a cargo link."""
    return {"id": name, "from": start, "to": end, "mode": mode, "commodity": "cargo", **cells}


def shipment(
    name: str, origin: str, destination: str, quantity: float, reservation: float = 1000,
    **cells: Any,
) -> Row:  # fmt: skip
    """Return a shipment of boxes."""
    given = {"id": name, "origin": origin, "destination": destination, "quantity": quantity}
    return {**given, "class": "box", "reservation": reservation, **cells}
