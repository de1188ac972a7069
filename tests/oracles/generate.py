"""Valid cases of the markets lens, at random or by hypothesis.

Every case has a path from a supply to a demand, and every closed link lies beside it, because
a lens where nothing connects is an error and not an empty optimum.
"""

import csv
import json
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.oracles.draws import Draw
from tests.oracles.extras import EXTRAS

Row = dict[str, Any]
Case = dict[str, Any]

BASE_YEAR = 2023
CURVES = ("fixed", "linear", "isoelastic", "hub")
FEATURES = (
    *("losses", "periods", "stores", "limits", "contracts", "two_way", "tariffs", "closed"),
    *("conversion", "profiles", *CURVES),
)
"""What a case may have; every feature is on unless a caller leaves it out."""


def random_case(
    seed: int, folder: Path, *, nodes: int = 8, features: Collection[str] = FEATURES
) -> Path:
    """Writes the case of a seed to a folder."""
    return write_case(CaseMaker(Draw(seed), nodes, features).make(), folder)


@st.composite
def case_tables(draw: st.DrawFn, features: Collection[str] = FEATURES) -> Case:
    """Small cases as settings and tables.

    Size and what is left out are drawn by hypothesis, which shrinks them. The numbers come from
    a seed made of all of it, because hypothesis repeats its own draws so much that most cases
    would be near copies.
    """
    left_out = draw(st.frozensets(st.sampled_from(sorted(features)), max_size=8))
    used = sorted(set(features) - left_out)
    nodes = draw(st.integers(4, 8))
    seed = f"{draw(st.integers(0, 2**32))} {nodes} {used}"
    return CaseMaker(Draw(zlib.crc32(seed.encode())), nodes, used).make()


def write_case(tables: Case, folder: Path) -> Path:
    """Writes a case to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(_toml(tables["settings"]), encoding="utf-8")
    for name, rows in tables.items():
        if name == "settings" or not rows:
            continue
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _toml(settings: Row) -> str:
    periods = settings["periods"]
    lines = [f"{k} = {json.dumps(v)}" for k, v in settings.items() if k != "periods"]
    for period in periods:
        lines += ["[[periods]]", *(f"{k} = {json.dumps(v)}" for k, v in period.items())]
    return "\n".join(lines) + "\n"


class CaseMaker:
    """Makes one case from draws."""

    def __init__(self, draw: Draw, nodes: int, features: Collection[str]) -> None:
        self.draw = draw
        self.features = set(features)
        self.curves = [c for c in CURVES if c in self.features] or ["fixed"]
        self.periods = self._periods()
        self.actors = [f"s{i}" for i in range(draw.whole(2, 4))]
        names = draw.shuffled([f"n{i:02d}" for i in range(nodes)])
        self.nodes = [{"id": name, "actor": draw.pick(self.actors)} for name in names]
        self.names = names
        self.rows: dict[str, list[Row]] = {}
        self.serial = 0
        self.base_year = BASE_YEAR

    def make(self) -> Case:
        """The settings and the tables, their rows in no order."""
        self._add_links()
        self._add_supply()
        self.add_demand("gas")
        for name, add in EXTRAS.items():
            if name in self.features:
                add(self)
        tables = {
            "actors": self._actor_rows(),
            "nodes": self.nodes,
            "commodities": self._commodity_rows(),
            "agreements": [
                {"id": "kept", "name": "Kept", "status": "in_force", "parties": "s0;s1"},
                {"id": "broken", "name": "Broken", "status": "suspended", "parties": "s0;s1"},
            ],
            **self.rows,
        }
        mixed = {name: self.draw.shuffled(rows) for name, rows in tables.items()}
        # Rows of a profile follow the periods, so they are left as they are.
        return {"settings": self._settings(), **mixed, "profiles": tables.get("profiles", [])}

    def _settings(self) -> Row:
        return {
            "format": 1,
            "id": "generated",
            "title": "Generated",
            "base_year": BASE_YEAR,
            "demand_steps": self.draw.pick([1, 4, 10]),
            "demand_refine": False,
            "periods": [{"id": k, "weight": v} for k, v in self.periods.items()],
        }

    def _periods(self) -> dict[str, float]:
        count = self.draw.whole(2, 4) if "periods" in self.features else 1
        parts = [self.draw.whole(1, 6) for _ in range(count)]
        # Ids out of alphabetical order: stores follow the order of the periods.
        return {f"p{9 - i}": part / sum(parts) for i, part in enumerate(parts)}

    def _actor_rows(self) -> list[Row]:
        states = [{"id": a, "name": a, "kind": "state"} for a in self.actors]
        firms = [{"id": f"f-{a}", "name": a, "kind": "company", "parent": a} for a in self.actors]
        branch = {"id": "f-branch", "name": "Branch", "kind": "company", "parent": "f-s0"}
        return [*states, *firms, branch]

    def _commodity_rows(self) -> list[Row]:
        gas = {"id": "gas", "name": "Gas", "kind": "market", "unit": "bcm"}
        rows = [{**gas, "price_unit": "USD/tcm"}]
        if "conversion" in self.features:
            power = {"id": "power", "name": "Power", "kind": "market", "unit": "TWh"}
            rows.append({**power, "price_unit": "USD/MWh"})
        return rows

    def id(self, prefix: str) -> str:
        # Counting down from a prefix in turn makes the order of ids differ from that of making.
        self.serial += 1
        return f"{'zkb'[self.serial % 3]}-{prefix}{self.serial}"

    def add(self, table: str, **cells: Any) -> Row:
        row = {key: cell for key, cell in cells.items() if cell is not None}
        self.rows.setdefault(table, []).append(row)
        return row

    def maybe(self, share: float, low: float, high: float) -> float | None:
        """A number in a share of draws, else an empty cell."""
        return self.draw.number(low, high) if self.draw.chance(share) else None

    def profile(self, kind: str, share: float = 0.4) -> str | None:
        """The id of a new profile in a share of draws, where the case has profiles."""
        if "profiles" not in self.features or not self.draw.chance(share):
            return None
        name = self.id(kind)
        for period, factor in self._factors(kind).items():
            self.add("profiles", profile=name, kind=kind, period=period, factor=factor)
        return name

    def _factors(self, kind: str) -> dict[str, float]:
        if kind == "price":
            return {t: self.draw.number(0.5, 2.0) for t in self.periods}
        if kind == "availability":
            always = self.draw.pick(list(self.periods))
            some = {t: self.draw.pick([1.0, 0.0, 0.5, 0.9]) for t in self.periods}
            return {**some, always: some[always] or 1.0}
        parts = {t: self.draw.whole(0, 5) for t in self.periods}
        if not any(parts.values()):
            parts = dict.fromkeys(self.periods, 1)
        total = sum(parts[t] * weight for t, weight in self.periods.items())
        return {t: part / total for t, part in parts.items()}

    def _add_links(self) -> None:
        for i, name in enumerate(self.names[1:], start=1):
            trunk = self.add_link(self.names[self.draw.whole(0, i - 1)], name)
            # Closed in a period, a trunk could leave nothing connected.
            self._reopen(trunk.get("profile"))
        if len(self.names) < 2:
            return
        for _ in range(self.draw.whole(0, len(self.names))):
            start, end = self.draw.shuffled(self.names)[:2]
            closed = "closed" in self.features and self.draw.chance(0.3)
            self.add_link(start, end, **(self._closure() if closed else {}))

    def _reopen(self, profile: str | None) -> None:
        for row in self.rows.get("profiles", []):
            if row["profile"] == profile:
                row["factor"] = row["factor"] or 1.0

    def _closure(self) -> Row:
        return self.draw.pick(
            [
                {"status": "planned"},
                {"status": "suspended"},
                {"opened": BASE_YEAR + 1},
                {"closed": BASE_YEAR},
                {"requires": "kept;broken"},
                {"requires": "kept"},
                {"opened": BASE_YEAR, "closed": BASE_YEAR + 1},
            ],
        )

    def add_link(self, start: str, end: str, **cells: Any) -> Row:
        draw = self.draw
        two_way = "two_way" in self.features and draw.chance(0.4)
        return self.add(
            "links",
            id=self.id("l"),
            **{"from": start, "to": end},
            mode="pipeline",
            commodity="gas",
            capacity=self.maybe(0.7, 2, 15),
            profile=self.profile("availability", 0.2),
            loss=draw.number(0, 0.15) if "losses" in self.features else None,
            cost=draw.number(0, 40),
            tariff=draw.number(0, 30) if "tariffs" in self.features else None,
            bidirectional="true" if two_way else None,
            **cells,
        )

    def _add_supply(self) -> None:
        others = self.draw.some(self.names[1:], 0.3) if self.draw.chance(0.7) else []
        for name in [self.names[0], *others]:
            self.add(
                "supply",
                id=self.id("x"),
                node=name,
                commodity="gas",
                owner=self.draw.pick(self.actors),
                quantity=self.draw.number(5, 25),
                flexibility=self.maybe(0.4, 1, 1.6),
                cost=self.draw.number(0, 120),
                profile=self.profile("rate"),
                cost_profile=self.profile("price", 0.3),
            )

    def add_demand(self, commodity: str) -> None:
        for name in self.draw.some(self.names[1:] or self.names, 0.5):
            curve = self.draw.pick(self.curves)
            self.add(
                "demand",
                id=self.id("q"),
                node=name,
                commodity=commodity,
                owner=self.draw.pick(self.actors) if self.draw.chance(0.5) else None,
                curve=curve,
                profile=self.profile("rate"),
                **(getattr(self, f"_{curve}")()),
            )

    def _fixed(self) -> Row:
        return {"quantity": self.draw.number(2, 15), "price_cap": self.draw.number(200, 900)}

    def _hub(self) -> Row:
        return {
            "quantity": self.maybe(0.5, 2, 15),
            "price": self.draw.number(50, 400),
            "cost_profile": self.profile("price"),
        }

    def _linear(self) -> Row:
        price = self.draw.number(60, 400)
        return {
            "quantity": self.draw.number(2, 15),
            "price": price,
            "elasticity": -self.draw.number(0.1, 2),
            # Floors stay below half the price, the lowest that a price profile makes of it.
            "price_floor": self.maybe(0.3, 0, 0.4 * price),
            "price_cap": self.maybe(0.4, 1.1 * price, 4 * price),
            "cost_profile": self.profile("price"),
        }

    def _isoelastic(self) -> Row:
        price = self.draw.number(60, 400)
        elasticity = self.draw.pick([1.0, *[self.draw.number(0.2, 3)] * 4])
        capped = 1.0 if elasticity <= 1 else 0.4
        return {
            "quantity": self.draw.number(2, 15),
            "price": price,
            "elasticity": -elasticity,
            "price_floor": self.maybe(0.3, 0.1 * price, 0.4 * price),
            "price_cap": self.maybe(capped, 1.1 * price, 4 * price),
            "cost_profile": self.profile("price"),
        }
