"""A PyPSA network as the CSV files that PyPSA reads: static columns, and series where they vary."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
WEIGHTINGS = ("objective", "stores", "generators")


@dataclass
class Components:
    """Components by list (`buses`, `links`, ...) and name; arrays have a number per snapshot."""

    snapshots: Sequence[str]
    weights: Floats
    static: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    series: dict[tuple[str, str], dict[str, Floats]] = field(default_factory=dict)

    def add(self, kind: str, name: str, **attributes: Any) -> None:
        """Add a component; an attribute that is None keeps PyPSA's default."""
        row = self.static.setdefault(kind, {})[name] = {}
        for attribute, value in attributes.items():
            if isinstance(value, np.ndarray) and (value != value[0]).any():
                self.series.setdefault((kind, attribute), {})[name] = value
            elif value is not None:
                row[attribute] = value[0] if isinstance(value, np.ndarray) else value

    def files(self) -> dict[str, str]:
        """Return the text of every file by name."""
        weighting = [["snapshot", *WEIGHTINGS]]
        weighting += [
            [name, *[_text(weight)] * len(WEIGHTINGS)]
            for name, weight in zip(self.snapshots, self.weights, strict=True)
        ]
        found = {"snapshots.csv": _csv(weighting)}
        for kind, rows in self.static.items():
            columns = list(dict.fromkeys(column for row in rows.values() for column in row))
            cells = [[name, *(_text(row.get(c)) for c in columns)] for name, row in rows.items()]
            found[f"{kind}.csv"] = _csv([["name", *columns], *cells])
        for (kind, attribute), by_name in self.series.items():
            values = np.stack(list(by_name.values()), axis=1).tolist()
            cells = [
                [snapshot, *map(_text, row)]
                for snapshot, row in zip(self.snapshots, values, strict=True)
            ]
            found[f"{kind}-{attribute}.csv"] = _csv([["snapshot", *by_name], *cells])
        return found


def capacity(rates: Floats) -> dict[str, Any]:
    """Return what lets a component run up to a rate in each snapshot."""
    largest = float(rates.max())
    return {"p_nom": largest, "p_max_pu": rates / largest if largest else np.ones_like(rates)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return repr(float(value)) if isinstance(value, int | float) else str(value)


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
