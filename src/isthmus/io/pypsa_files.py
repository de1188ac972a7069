"""The CSV folder of a PyPSA network as numbers by component, and what of it nobody asked for."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from isthmus.errors import CaseError, Problem

WEIGHTINGS = ("objective", "weightings")
MOST_SNAPSHOTS = 500
# What says nothing of how a network is run, and what a solution leaves behind.
IDLE_WORDS = """
    name type model control generator sub_network location weight build_year lifetime
    v_nom v_mag_pu v_mag_pu_set v_mag_pu_min v_mag_pu_max v_ang marginal_price
    capital_cost overnight_cost discount_rate fom_cost terrain_factor
    p_nom_mod p_nom_min p_nom_max e_nom_mod e_nom_min e_nom_max s_nom_mod s_nom_min s_nom_max
    p_nom_opt e_nom_opt s_nom_opt capital_cost_piecewise_opt marginal_cost_piecewise_opt
    x r g b x_pu r_pu g_pu b_pu x_pu_eff r_pu_eff num_parallel tap_ratio tap_side tap_position
    p p0 p1 p2 p3 p4 q q0 q1 q_set e p_dispatch p_store state_of_charge spill
    status start_up shut_down maintenance maintenance_start maintenance_duration maintenance_pu
    maintenance_events min_up_time min_down_time up_time_before down_time_before cyclic_delay
    mu_lower mu_upper mu_p_set mu_energy_balance mu_state_of_charge_set mu_ramp_limit_up
    mu_ramp_limit_down phase_shift_opt
"""
IDLE = frozenset(IDLE_WORDS.split())
AMOUNTS = (
    "p_nom p_nom_opt s_nom s_nom_opt e_nom e_nom_opt p_max_pu s_max_pu e_max_pu e_min_pu e_sum_max "
    "length max_hours"
)
BOUNDS = {
    **dict.fromkeys(AMOUNTS.split(), (0.0, math.inf)),
    **dict.fromkeys(("efficiency_store", "efficiency_dispatch"), (1e-06, 1.0)),
}
NO_COMPONENTS = ("snapshots", "network", "sub_networks")
NOTHING = ("", "0", "0.0", "-0.0", "False", "nan", "NaN", "inf", "-inf")


@dataclass
class Network:
    """Components by list and name, each with what stands written; series by list and attribute.

    `asked` are the attributes that were read, by list.
    """

    name: str
    snapshots: list[str]
    weights: list[float]
    static: dict[str, dict[str, dict[str, str]]]
    series: dict[tuple[str, str], dict[str, list[float]]]
    asked: dict[str, set[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def hours(self) -> float:
        """What the snapshots stand for, taken together."""
        return sum(self.weights)

    def of(self, kind: str) -> Mapping[str, Mapping[str, str]]:
        """Return the components of a list."""
        return self.static.get(kind, {})

    def text(self, kind: str, name: str, attribute: str, default: str = "") -> str:
        """Return an attribute as it stands written."""
        self.asked.setdefault(kind, set()).add(attribute)
        return self.of(kind)[name].get(attribute, "").strip() or default

    def number(self, kind: str, name: str, attribute: str, default: float) -> float:
        """Return an attribute that is a number; its default where nothing stands."""
        text = self.text(kind, name, attribute)
        try:
            number = float(text) if text else default
        except ValueError:
            self._refuse(kind, name, attribute, f"'{text}' is not a number")
            return default
        return self._sound(kind, name, attribute, number, default)

    def _sound(self, kind: str, name: str, attribute: str, number: float, default: float) -> float:
        """Return a number, or its default where it is none or one that no case can hold."""
        low, high = BOUNDS.get(attribute, (-math.inf, math.inf))
        if low <= number <= high:
            return number
        if not math.isnan(number):
            self._refuse(kind, name, attribute, f"{number:g} is not from {low:g} to {high:g}")
        return default

    def _refuse(self, kind: str, name: str, attribute: str, message: str) -> None:
        self.problems.append(Problem(f"{kind}.csv", 0, attribute, f"{name}: {message}"))

    def flag(self, kind: str, name: str, attribute: str, default: bool) -> bool:
        """Return an attribute that is true or false."""
        text = self.text(kind, name, attribute)
        return text.lower() in ("true", "1", "1.0") if text else default

    def over_time(self, kind: str, name: str, attribute: str, default: float) -> list[float]:
        """Return an attribute that may vary, snapshot by snapshot."""
        number = self.number(kind, name, attribute, default)
        values = self.series.get((kind, attribute), {}).get(name) or [number] * len(self.weights)
        return [self._sound(kind, name, attribute, value, default) for value in values]

    def total(self, values: Sequence[float]) -> float:
        """Return the sum of values by snapshot, weighted."""
        return sum(value * weight for value, weight in zip(values, self.weights, strict=True))

    def unasked(self) -> Iterator[tuple[str, str, list[str]]]:
        """Yield (list, attribute, components) for what says something and was not read."""
        for kind, rows in self.static.items():
            done = IDLE | self.asked.get(kind, set())
            attributes = dict.fromkeys(a for row in rows.values() for a in row if a not in done)
            for attribute in attributes:
                names = [n for n, row in rows.items() if row.get(attribute, "") not in NOTHING]
                if names and kind in self.asked:
                    yield kind, attribute, names
            if kind not in self.asked:
                yield kind, "", list(rows)
        for (kind, attribute), by_name in self.series.items():
            if attribute not in IDLE | self.asked.get(kind, set()) and kind in self.asked:
                yield kind, attribute, list(by_name)


def is_network(folder: Path) -> bool:
    """Tell whether a folder is a PyPSA network."""
    return (folder / "buses.csv").is_file()


def read_network(folder: Path) -> Network:
    """Read the files of a network.

    Raises
    ------
    CaseError
        If there is none, or its snapshots cannot be periods of a year.
    """
    problems: list[Problem] = []
    snapshots, weights = _snapshots(folder, problems)
    static: dict[str, dict[str, dict[str, str]]] = {}
    series: dict[tuple[str, str], dict[str, list[float]]] = {}
    for path in sorted(folder.glob("*.csv")):
        kind, _, attribute = path.stem.partition("-")
        if path.stem in NO_COMPONENTS:
            continue
        rows = _rows(path, problems)
        if attribute:
            series[kind, attribute] = _series(path, rows, len(weights), problems)
        elif rows:
            static[kind] = {
                row[0]: dict(zip(rows[0][1:], row[1:], strict=False)) for row in rows[1:]
            }
    if problems:
        raise CaseError(problems)
    named = _rows(folder / "network.csv", problems) if (folder / "network.csv").is_file() else []
    name = named[1][0] if len(named) > 1 and named[1] else folder.resolve().name
    return Network(name or folder.resolve().name, snapshots, weights, static, series)


def _rows(path: Path, problems: list[Problem]) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(path.name, 0, "", f"cannot be read: {error}"))
        return []


def _snapshots(folder: Path, problems: list[Problem]) -> tuple[list[str], list[float]]:
    """Return the snapshots and what each stands for; one of weight 1 where there is no file."""
    path = folder / "snapshots.csv"
    if not path.is_file():
        return ["now"], [1.0]
    rows = _rows(path, problems)
    header = rows[0] if rows else []
    if (folder / "investment_periods.csv").is_file() or "timestep" in header:
        message = "a case is of one year; export the network of one investment period"
        raise CaseError([Problem(path.name, 0, "", message)])
    if len(rows) - 1 > MOST_SNAPSHOTS:
        message = (
            f"has {len(rows) - 1:,} snapshots, and a case a few periods of the year; "
            f"resample or cluster the network in time first, to {MOST_SNAPSHOTS} at most"
        )
        raise CaseError([Problem(path.name, 0, "", message)])
    at = header.index("snapshot") if "snapshot" in header else 0
    weighting = next((header.index(name) for name in WEIGHTINGS if name in header), None)
    names = [row[at] for row in rows[1:]]
    weights = [
        1.0 if weighting is None else _number(row, weighting, path, problems) for row in rows[1:]
    ]
    if min(weights, default=0.0) <= 0:
        problems.append(Problem(path.name, 0, "objective", "every snapshot must weigh something"))
    return names, weights


def _number(row: Sequence[str], at: int, path: Path, problems: list[Problem]) -> float:
    text = row[at] if at < len(row) else ""
    try:
        return float(text or 0)
    except ValueError:
        problems.append(Problem(path.name, 0, row[0], f"'{text}' is not a number"))
        return 0.0


def _series(
    path: Path, rows: list[list[str]], count: int, problems: list[Problem]
) -> dict[str, list[float]]:
    if len(rows) - 1 != count:
        message = f"has {len(rows) - 1} rows, and there are {count} snapshots"
        problems.append(Problem(path.name, 0, "", message))
        return {}
    return {
        name: [_number(row, at, path, problems) for row in rows[1:]]
        for at, name in enumerate(rows[0][1:], start=1)
    }
