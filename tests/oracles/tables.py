"""Reads a case folder with the standard library alone.

The oracles must share no code with isthmus, so that a misreading of the format there cannot
hide here. Only what the markets lens needs is read: numbers without units, no aliases.
"""

import csv
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

MARKET_TABLES = (
    "actors",
    "nodes",
    "commodities",
    "links",
    "limits",
    "supply",
    "demand",
    "stores",
    "profiles",
    "contracts",
    "agreements",
)
NUMBERS = {
    *("capacity", "yield", "loss", "cost", "tariff", "opened", "closed", "quantity"),
    *("flexibility", "price", "elasticity", "price_cap", "price_floor", "volume", "injection"),
    *("withdrawal", "loss_in", "loss_out", "cushion", "factor", "minimum", "maximum"),
    *("shortfall_price", "from_year", "until_year"),
}
FLAGS = {"bidirectional", "exclusive"}
DEFAULTS: dict[str, Row] = {
    "actors": {"parent": None},
    "nodes": {"actor": None},
    "links": {
        "to_commodity": None,
        "yield": 1.0,
        "capacity": math.inf,
        "profile": None,
        "loss": 0.0,
        "cost": 0.0,
        "tariff": 0.0,
        "status": "operating",
        "opened": -math.inf,
        "closed": math.inf,
        "requires": None,
        "bidirectional": False,
    },
    "limits": {
        "links": None,
        "supply": None,
        "demand": None,
        "commodity": None,
        "per": "period",
        "profile": None,
    },
    "supply": {
        "owner": None,
        "quantity": math.inf,
        "flexibility": 1.0,
        "cost": 0.0,
        "profile": None,
        "cost_profile": None,
    },
    "demand": {
        "owner": None,
        "quantity": math.inf,
        "price": None,
        "elasticity": None,
        "price_cap": None,
        "price_floor": None,
        "profile": None,
        "cost_profile": None,
    },
    "stores": {
        "owner": None,
        "injection": math.inf,
        "withdrawal": math.inf,
        "loss_in": 0.0,
        "loss_out": 0.0,
        "cushion": 0.0,
        "cost": 0.0,
    },
    "profiles": {"kind": "rate"},
    "contracts": {
        "buyer": None,
        "commodity": None,
        "minimum": 0.0,
        "maximum": math.inf,
        "per": "year",
        "exclusive": False,
        "shortfall_price": None,
        "status": "in_force",
        "from_year": -math.inf,
        "until_year": math.inf,
    },
    "agreements": {"status": "in_force"},
}


@dataclass(frozen=True)
class Tables:
    """A case as settings, weights of the periods in their order, and rows with defaults."""

    settings: Row
    periods: dict[str, float]
    rows: Rows

    def __getitem__(self, table: str) -> list[Row]:
        return self.rows.get(table, [])

    @property
    def base_year(self) -> int:
        return int(self.settings["base_year"])

    @property
    def demand_steps(self) -> int:
        return int(self.settings.get("demand_steps", 20))

    def factors(self, profile: str | None) -> dict[str, float]:
        """The factor of a profile in each period; flat where there is none."""
        if profile is None:
            return dict.fromkeys(self.periods, 1.0)
        found = {r["period"]: r["factor"] for r in self["profiles"] if r["profile"] == profile}
        return {period: found[period] for period in self.periods}


def read_case(folder: Path) -> Tables:
    """The tables of the case in a folder."""
    settings = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    raw = {name: _read_csv(folder / f"{name}.csv") for name in MARKET_TABLES}
    return from_rows(settings, raw)


def from_rows(settings: Mapping[str, Any], raw: Mapping[str, Iterable[Row]]) -> Tables:
    """The tables of a case given as rows of cells, empty cells filled with the defaults."""
    listed = settings.get("periods") or [{"id": "year", "weight": 1.0}]
    periods = {p["id"]: float(p["weight"]) for p in listed}
    rows = {name: [_typed(name, row) for row in raw.get(name, [])] for name in MARKET_TABLES}
    return Tables(dict(settings), periods, rows)


def split_list(cell: str | None) -> list[str]:
    """The items of a cell that holds a list."""
    return [item.strip() for item in (cell or "").split(";") if item.strip()]


def _read_csv(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _typed(table: str, row: Row) -> Row:
    filled = {key: cell for key, cell in row.items() if cell not in ("", None)}
    typed = {key: _value(key, cell) for key, cell in filled.items()}
    return {**DEFAULTS.get(table, {}), **typed}


def _value(column: str, cell: Any) -> Any:
    if column in NUMBERS:
        return float(cell)
    if column in FLAGS:
        return str(cell).strip().lower() == "true"
    return str(cell)
