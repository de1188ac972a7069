"""The tables and the rounds of talks, from arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from isthmus.lenses.politics import baselines
from isthmus.lenses.politics.bands import Band
from isthmus.lenses.politics.challenge import KINDS, Round, Talks

Floats = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TENTHS = np.linspace(0.0, 100.0, 11)


def parties(
    actors: Sequence[str], central: Talks, ends: Mapping[str, Band], held: Sequence[Round]
) -> dict[str, Any]:
    """Return the columns of table `actors`."""
    weight = central.weight[0]
    last = held[-1].position if held else central.position
    columns: dict[str, Any] = {"actor": list(actors)}
    for name, values in central._asdict().items():
        columns[name] = values[0]
        mark = "" if name == "position" else f"{name}_"
        columns |= {f"{mark}low": ends[name].low, f"{mark}high": ends[name].high}
    return {**columns, "weight": weight / weight.sum(), "final": last[0]}


def moves(actors: Sequence[str], held: Sequence[Round]) -> dict[str, list[Any]]:
    """Return the columns of table `moves`: each actor after each round."""
    rows = [
        (number, actor, position, risk, KINDS[kind] or None, actors[by] if kind else None)
        for number, one in enumerate(held, start=1)
        for actor, position, risk, kind, by in zip(
            actors, *(values[0].tolist() for values in vars(one).values()), strict=True
        )
    ]
    names = ("round", "actor", "position", "risk", "offer", "by")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def round_numbers(
    actors: Sequence[str], weight: Floats, held: Sequence[Round]
) -> list[dict[str, Any]]:
    """Return the rounds as the interface gives them."""
    found = []
    for number, one in enumerate(held, start=1):
        position, kind, by = (values[0].tolist() for values in (one.position, one.kind, one.by))
        found.append(
            {
                "round": number,
                "median": float(baselines.weighted_median(one.position, weight)[0]),
                "mean": float(baselines.weighted_mean(one.position, weight)[0]),
                "positions": dict(zip(actors, position, strict=True)),
                "risk": dict(zip(actors, one.risk[0].tolist(), strict=True)),
                "offers": [
                    {
                        "actor": actor,
                        "by": actors[by[at]],
                        "kind": KINDS[kind[at]],
                        "position": position[at],
                    }
                    for at, actor in enumerate(actors)
                    if kind[at]
                ],
            }
        )
    return found


def distribution(
    rules: Mapping[str, Floats],
    central: Mapping[str, float],
    reached: Mapping[str, float | None],
) -> dict[str, Any]:
    """Return the columns of table `distribution`: where drawings end, by each rule."""
    ends = np.array([np.quantile(values, QUANTILES) for values in rules.values()])
    return {
        "rule": list(rules),
        "central": [central[rule] for rule in rules],
        **{f"q{100 * share:02.0f}": ends[:, at] for at, share in enumerate(QUANTILES)},
        "reached": [reached[rule] for rule in rules],
    }


def outcomes(rules: Mapping[str, Floats]) -> dict[str, Any]:
    """Return the columns of table `outcomes`: how many drawings end in each tenth of the scale."""
    columns = {"low": TENTHS[:-1], "high": TENTHS[1:]}
    for name in ("outcome", "weighted_mean"):
        counts, _ = np.histogram(np.clip(rules[name], 0.0, 100.0), TENTHS)
        columns[name] = counts / len(rules[name])
    return columns


def no_shares() -> dict[str, list[Any]]:
    """Return the columns of table `shares` where nobody asked how shares of leverage move."""
    return {name: [] for name in ("game", "player", "before", "after", "difference")}
